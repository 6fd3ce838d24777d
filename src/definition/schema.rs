//! The JSON Schema of a form definition, derived from the shapes that are read, so that it cannot differ from them.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::raw;

/// The JSON Schema (draft 2020-12) of a form definition file, its TOML read as JSON.
pub fn form_schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(WithoutNull);
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<raw::Form>();
    schema.insert("$id".to_owned(), "urn:torimatome:form:1".into());
    schema.insert("title".to_owned(), raw::Form::schema_name().into());
    let mut text = serde_json::to_string_pretty(&schema)
        .expect("internal error: strings and numbers always serialise");
    text.push('\n');
    text
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
