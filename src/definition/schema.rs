//! The JSON Schema of a form definition, derived from the shapes that are read, so that it cannot differ from them.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::document::{AFTER, BASED_ON, REMOVE};
use super::form::FormDefinition;
use super::raw;
use super::rule_kind::RuleKinds;
use model::Nouns;

/// The JSON Schema (draft 2020-12) of a form definition file, its TOML read as JSON.
pub fn form_schema(kinds: &dyn RuleKinds) -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(WithoutNull);
    let mut generator = settings.into_generator();
    let known = kinds.kinds();
    let mut entries = |is_stated| -> Vec<Schema> {
        let own = known.iter().filter(|kind| kind.is_stated() == is_stated);
        own.map(|kind| {
            let mut own = kind.schema(&mut generator);
            entry(
                kind.code().name(),
                &kind.code().title(&Nouns::general()),
                &mut own,
                &mut generator,
            )
        })
        .collect()
    };
    let lists = [
        (
            "rule",
            "点検の規則。書かなければ、どの様式にも合う規則。",
            entries(false),
        ),
        (
            "check",
            "この様式の表や文章について成り立つこと。規則に加えて点検する。",
            entries(true),
        ),
    ];
    let mut schema = generator.into_root_schema_for::<FormDefinition>();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (list, description, entries) in lists {
            let rules = json!({
                "description": description,
                "type": "array",
                "items": { "oneOf": entries }
            });
            properties.insert(list.to_owned(), rules);
        }
    }
    with_changes(&mut schema);
    schema.insert("$id".to_owned(), "urn:torimatome:form:1".into());
    schema.insert("title".to_owned(), FormDefinition::schema_name().into());
    let mut text = serde_json::to_string_pretty(&schema)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
}

/// What a form may hold whose edition is based on another: of everything only what changes.
fn with_changes(schema: &mut Schema) {
    let whole = schema.clone().to_value();
    let mut changes = whole.clone();
    loosen(&mut changes);
    for key in ["$schema", "$defs", "title", "description"] {
        changes.as_object_mut().map(|keys| keys.remove(key));
    }
    changes["required"] = json!([BASED_ON, "edition"]);
    changes["properties"][BASED_ON] = json!({
        "description": "もとにする版の番号。この版では、変わるところだけを書く。",
        "type": "string"
    });
    for list in ["rule", "check"] {
        let kinds = changes.pointer_mut(&format!("/properties/{list}/items/oneOf"));
        let Some(Value::Array(kinds)) = kinds else {
            continue;
        };
        kinds.push(json!({
            "description": "もとの版の、その種類の規則をすべてやめる。",
            "type": "object",
            "properties": {
                "kind": { "description": "規則の名前。", "type": "string" },
                REMOVE: { "description": "もとの版の規則をやめる。", "const": true }
            },
            "required": ["kind", REMOVE],
            "additionalProperties": false
        }));
    }
    let defs = whole.get("$defs").and_then(Value::as_object);
    let loosened = defs.into_iter().flatten().map(|(name, def)| {
        let mut def = def.clone();
        loosen(&mut def);
        (format!("{name}{CHANGES}"), def)
    });
    let loosened: Vec<(String, Value)> = loosened.collect();
    if let Some(Value::Object(defs)) = schema.get_mut("$defs") {
        defs.extend(loosened);
        defs.insert("Changes".to_owned(), changes);
        let own = SHAPE.map(|key| (key.to_owned(), whole[key].clone()));
        defs.insert("Whole".to_owned(), own.into_iter().collect());
    }
    for key in SHAPE {
        schema.remove(key);
    }
    schema.insert("if".to_owned(), json!({ "required": [BASED_ON] }));
    schema.insert("then".to_owned(), json!({ "$ref": "#/$defs/Changes" }));
    schema.insert("else".to_owned(), json!({ "$ref": "#/$defs/Whole" }));
}

/// What says which keys a table has.
const SHAPE: [&str; 4] = ["type", "properties", "required", "additionalProperties"];

/// Behind the name of a table of which only changes are written.
const CHANGES: &str = "Changes";

/// Takes out what must be there, and lets in what says how an entry changes.
fn loosen(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(loosen),
        Value::Object(keys) => {
            if let Some(Value::String(target)) = keys.get_mut("$ref") {
                target.push_str(CHANGES);
            }
            // Rules are replaced as a whole, so that what they need they still need.
            if keys.get("properties").is_some_and(|own| {
                own.get("kind")
                    .is_some_and(|kind| kind.get("const").is_some())
            }) {
                return;
            }
            let is_table = keys.get("additionalProperties") == Some(&Value::Bool(false));
            keys.remove("required");
            if let Some(Value::Object(properties)) = keys.get_mut("properties").filter(|_| is_table)
            {
                properties.values_mut().for_each(loosen);
                let flag = json!({ "description": "この版にはないものにする。", "const": true });
                properties.insert(REMOVE.to_owned(), flag);
                let after = json!({ "description": "どれの後ろに置くか。その番号。", "type": ["string", "integer"] });
                properties.insert(AFTER.to_owned(), after);
                return;
            }
            keys.values_mut().for_each(loosen);
        }
        _ => {}
    }
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
