//! The JSON Schema of the configuration file, made of its types. That the published file is it is tested here.

use clap::ValueEnum;
use runware_lint::rules::RULES;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::read::words as words_of;
use super::{Configuration, Level};
use crate::cli::ignores::Ignore;

/// The words of an option.
pub fn words<T: ValueEnum>(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": words_of::<T>()})
}

/// The name of a rule, which editors offer, or of a constraint.
pub fn name(_: &mut SchemaGenerator) -> Schema {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    json_schema!({"anyOf": [{"enum": rules}, {"type": "string"}]})
}

/// Names of rules and constraints.
pub fn names(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": name(generator)})
}

/// Levels by name.
pub fn severities(generator: &mut SchemaGenerator) -> Schema {
    let level = words::<Level>(generator);
    let rules: Map<String, Value> = RULES
        .iter()
        .map(|rule| {
            let description = format!("{}. By default {}.", rule.summary, rule.severity.name());
            (rule.id.to_owned(), json!({"description": description, "enum": words_of::<Level>()}))
        })
        .collect();
    json_schema!({"type": "object", "properties": rules, "additionalProperties": level})
}

/// A glob, or several.
pub fn one_or_more(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]})
}

/// Names and entries.
pub fn ignores(generator: &mut SchemaGenerator) -> Schema {
    let entry = generator.subschema_for::<Ignore>();
    json_schema!({"type": "array", "items": {"anyOf": [entry, name(generator)]}})
}

/// A day.
pub fn date(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "format": "date"})
}

/// The published file.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/runware-lint.schema.json");
/// The command that writes it anew.
const COMMAND: &str = "REWRITE=1 cargo test --bin runware-lint the_published_schema";

fn generated() -> Value {
    let mut schema = schemars::schema_for!(Configuration).to_value();
    schema["$id"] = json!("https://github.com/runware-lint/runware-lint/raw/main/runware-lint.schema.json");
    schema
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let mut text = serde_json::to_string_pretty(&generated()).expect("it is JSON");
    text.push('\n');
    if std::env::var_os("REWRITE").is_some() {
        std::fs::write(FILE, &text).expect("the schema can be written");
    }
    let published = std::fs::read_to_string(FILE).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        published == text,
        "runware-lint.schema.json is not that of the types; write it anew:\n{COMMAND}"
    );
}

#[test]
fn the_schema_has_the_keys_that_are_read() {
    let schema = generated();
    let keys = |of: &Value| -> Vec<String> {
        of["properties"].as_object().expect("an object").keys().cloned().collect()
    };
    let sorted = |mut keys: Vec<String>| {
        keys.sort();
        keys
    };
    assert_eq!(sorted(keys(&schema)), super::read::KEYS);
    assert_eq!(sorted(keys(&schema["$defs"]["Ignore"])), super::read::IGNORE_KEYS);
    assert_eq!(sorted(keys(&schema["$defs"]["Override"])), super::read::OVERRIDE_KEYS);
}

#[test]
fn the_schema_accepts_what_is_read_and_refuses_what_is_not() {
    let schema = generated();
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let sound = json!({
        "fail-on": "warning", "format": "concise", "unknown-model": "ignore", "exclude": ["drafts"],
        "schema-dirs": [], "select": ["o3-3"], "severity": {"contested-use": "off", "std-1": "info"},
        "ignore": ["empty-list", {"rule": "unknown-field", "reason": "r", "path": ["a"], "until": "2026-01-01"}],
        "override": [{"path": "a", "severity": {"o3-1": "error"}, "unknown-model": "warn"}],
    });
    assert!(validator.is_valid(&sound), "{:?}", validator.iter_errors(&sound).collect::<Vec<_>>());
    assert!(validator.is_valid(&json!({})));
    for wrong in [
        json!({"fail_on": "error"}),
        json!({"fail-on": "eror"}),
        json!({"severity": {"unknown-field": "of"}}),
        json!({"ignore": [{"rule": "unknown-field"}]}),
        json!({"override": [{"severity": {}}]}),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}
