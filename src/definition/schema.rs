//! The JSON Schema of a form definition, derived from the shapes that are read, so that it cannot differ from them.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::form::FormDefinition;
use super::raw;
use super::rule_instance::RuleKinds;
use model::Nouns;

/// The JSON Schema (draft 2020-12) of a form definition file, its TOML read as JSON.
pub fn form_schema(kinds: &dyn RuleKinds) -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(WithoutNull);
    let mut generator = settings.into_generator();
    let entries: Vec<Schema> = kinds
        .kinds()
        .iter()
        .map(|kind| {
            let mut own = kind.schema(&mut generator);
            entry(
                kind.code().name(),
                &kind.code().title(&Nouns::general()),
                &mut own,
                &mut generator,
            )
        })
        .collect();
    let mut schema = generator.into_root_schema_for::<FormDefinition>();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let rules = json!({
            "description": "点検の規則。",
            "type": "array",
            "items": { "oneOf": entries }
        });
        properties.insert("rule".to_owned(), rules);
    }
    schema.insert("$id".to_owned(), "urn:torimatome:form:1".into());
    schema.insert("title".to_owned(), FormDefinition::schema_name().into());
    let mut text = serde_json::to_string_pretty(&schema)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
}

/// What an entry of one kind of rule may hold: what is the same in every kind, and what is its own.
fn entry(kind: &str, title: &str, own: &mut Schema, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = raw::Rule::json_schema(generator);
    schema.insert("description".to_owned(), title.into());
    for list in ["properties", "required"] {
        match (schema.get_mut(list), own.remove(list)) {
            (Some(Value::Object(all)), Some(Value::Object(own))) => all.extend(own),
            (Some(Value::Array(all)), Some(Value::Array(own))) => all.extend(own),
            _ => {}
        }
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(
            "kind".to_owned(),
            json!({ "description": "規則の名前。", "const": kind }),
        );
    }
    schema
}

/// TOML has no null: what may be left out is left out.
#[derive(Clone)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = &types[..] {
                let only = only.clone();
                schema.insert("type".to_owned(), only);
            }
        }
        if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
            choices.retain(|choice| choice["type"] != "null");
            if let [Value::Object(only)] = &choices[..] {
                let only = only.clone();
                schema.remove("anyOf");
                for (key, value) in only {
                    schema.insert(key, value);
                }
            }
        }
        if schema.get("default") == Some(&Value::Null) {
            schema.remove("default");
        }
        transform_subschemas(self, schema);
    }
}
