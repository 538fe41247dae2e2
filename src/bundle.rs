//! One JSON Schema for whole request files, made of the schemas of all models, for editors and other validators.

use serde_json::{Map, Value, json};

use crate::models::Models;
use crate::service;

/// A schema for a file that holds one task or an array of tasks. The `model` of a task picks its schema; tasks of
/// other kinds and models pass.
#[must_use]
pub fn bundle(models: &Models) -> Value {
    let mut definitions = Map::new();
    let mut dispatch = vec![
        json!({
            "if": {"properties": {"taskType": {"const": service::VIDEO_INFERENCE}}, "required": ["taskType"]},
            "then": {"required": ["model"]},
        }),
        json!({
            "if": {"not": {"required": ["model"]}},
            "then": {"properties": {"taskType": {"enum": service::TASK_TYPES}}, "required": ["taskType"]},
        }),
    ];
    for ruleset in models.all() {
        let name = definition_name(&ruleset.model);
        let text = models.files(&ruleset.model).map_or("{}", |files| files.schema);
        let mut schema: Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(keywords) = schema.as_object_mut() {
            keywords.remove("$schema");
            keywords.remove("$id");
        }
        let place = format!("#/$defs/{name}");
        move_references(&mut schema, &place);
        dispatch.push(json!({
            "if": {"properties": {"model": {"const": *ruleset.model}}, "required": ["model"]},
            "then": {"$ref": place},
        }));
        definitions.insert(name, schema);
    }
    definitions.insert(
        "task".to_owned(),
        json!({
            "type": "object",
            "properties": {
                "taskType": {
                    "description": "The kind of work asked for.",
                    "type": "string",
                    "examples": service::TASK_TYPES,
                },
                "model": {
                    "description": "Identifier of the model. Those suggested have rules here; tasks for others are not judged.",
                    "type": "string",
                    "examples": models.ids(),
                },
            },
            "allOf": dispatch,
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Runware request file",
        "description": "One task, or an array of tasks. What parameters demand of one another is checked by runware-lint. Not affiliated with the vendor.",
        "type": ["array", "object"],
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/task"}},
        "else": {"$ref": "#/$defs/task"},
        "$defs": definitions,
    })
}

/// A model's id as the name of a definition, without the characters that a reference would have to escape.
fn definition_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' }).collect()
}

/// Makes every reference into the file one into the definition that the file becomes.
fn move_references(schema: &mut Value, place: &str) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                match value {
                    Value::String(target) if keyword == "$ref" => {
                        if let Some(inside) = target.strip_prefix('#') {
                            *target = format!("{place}{inside}");
                        }
                    }
                    _ => move_references(value, place),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| move_references(value, place)),
        _ => {}
    }
}
