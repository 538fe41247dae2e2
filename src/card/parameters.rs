//! The parameters of a model, one by one, as its schema has them.

use serde::Serialize;
use serde_json::Value;

use crate::constraint::join;
use crate::ruleset::UUID_V4;

/// One parameter.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ParameterCard {
    /// Its path; `[]` stands behind the name of a list, for each of its items.
    pub path: String,
    /// What its value is, in words: `integer`, `list of image references`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its limits, in words: `20 to 99`.
    pub limits: Vec<String>,
    /// The values it may have; any, where there are none.
    pub allowed: Vec<Value>,
    /// The value that counts where it is absent.
    pub default: Option<Value>,
    /// Whether the object that holds it must have it.
    pub required: bool,
    /// When it is needed, where that depends on other parameters.
    pub needed: Vec<String>,
    /// What it is, in words.
    pub description: String,
    /// Where the page describes it.
    pub documentation: String,
}

/// Every parameter of a schema, in its order.
pub fn parameters(schema: &Value) -> Vec<ParameterCard> {
    let mut parameters = Vec::new();
    collect(schema, schema, "", &mut parameters);
    parameters
}

/// The schema itself, or the one that it refers to.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let target = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    target.unwrap_or(schema)
}

/// The schema, or the branches of its union.
fn branches<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let schema = resolved(root, schema);
    match schema["anyOf"].as_array() {
        Some(branches) => branches.iter().map(|branch| resolved(root, branch)).collect(),
        None => vec![schema],
    }
}

fn collect(root: &Value, schema: &Value, path: &str, parameters: &mut Vec<ParameterCard>) {
    for object in branches(root, schema) {
        let Some(properties) = object["properties"].as_object() else { continue };
        for (name, property) in properties {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let required =
                object["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
            let shape = resolved(root, property);
            let text =
                |key: &str| property[key].as_str().or(shape[key].as_str()).unwrap_or_default().to_owned();
            parameters.push(ParameterCard {
                path: path.clone(),
                kind: kind(root, shape, false),
                limits: limits(root, shape),
                allowed: allowed(shape),
                default: property.get("default").or(shape.get("default")).cloned(),
                required,
                description: text("description"),
                ..ParameterCard::default()
            });
            collect(root, shape, &path, parameters);
            if let Some(items) = shape.get("items") {
                collect(root, items, &format!("{path}[]"), parameters);
            }
        }
    }
}

/// What a value is, in words; `several` of it in a list.
fn kind(root: &Value, shape: &Value, several: bool) -> String {
    let one = |word: &str| if several { format!("{word}s") } else { word.to_owned() };
    if shape["pattern"] == UUID_V4 {
        return format!("{} of version 4", one("UUID"));
    }
    let special = match shape["format"].as_str() {
        Some("uri") => Some("address"),
        Some("image-reference") => Some("image reference"),
        Some("video-reference") => Some("video reference"),
        _ => None,
    };
    if let Some(word) = special {
        return one(word);
    }
    let word_for = |json_type: &Value| match json_type.as_str() {
        Some("array") => {
            let items = shape.get("items").map(|items| {
                let words: Vec<String> =
                    branches(root, items).into_iter().map(|branch| kind(root, branch, true)).collect();
                join(&words, "or")
            });
            items.map_or_else(|| one("list"), |items| format!("{} of {items}", one("list")))
        }
        Some(name) => one(name),
        None => one("value"),
    };
    let words: Vec<String> = match &shape["type"] {
        Value::Array(types) => types.iter().map(word_for).collect(),
        Value::Null => branches(root, shape)
            .into_iter()
            .filter(|branch| !std::ptr::eq(*branch, shape))
            .map(|branch| kind(root, branch, several))
            .collect(),
        only => vec![word_for(only)],
    };
    if words.is_empty() { one("value") } else { join(&words, "or") }
}

/// The limits of a value, in words.
fn limits(root: &Value, shape: &Value) -> Vec<String> {
    let mut limits = Vec::new();
    for branch in branches(root, shape) {
        let mut range = |lowest: &str, highest: &str, unit: &str| {
            let counted = |number: &Value| match (unit, number.as_u64()) {
                ("", _) => number.to_string(),
                (_, Some(1)) => format!("1 {unit}"),
                _ => format!("{number} {unit}s"),
            };
            match (&branch[lowest], &branch[highest]) {
                (Value::Null, Value::Null) => {}
                (low, Value::Null) => limits.push(format!("at least {}", counted(low))),
                (Value::Null, high) => limits.push(format!("at most {}", counted(high))),
                (low, high) => limits.push(format!("{low} to {}", counted(high))),
            }
        };
        range("minimum", "maximum", "");
        range("minLength", "maxLength", "character");
        range("minItems", "maxItems", "item");
        for (limit, words) in [("exclusiveMinimum", "more than"), ("exclusiveMaximum", "less than")] {
            if branch[limit].is_number() {
                limits.push(format!("{words} {}", branch[limit]));
            }
        }
    }
    if let Some(step) = shape["multipleOf"].as_i64().filter(|step| *step != 1) {
        limits.push(format!("in steps of {step}"));
    }
    match shape["pattern"].as_str() {
        Some(pattern) if pattern != UUID_V4 => limits.push(format!("matches `{pattern}`")),
        _ => {}
    }
    limits
}

fn allowed(shape: &Value) -> Vec<Value> {
    let constant = shape.get("const").into_iter();
    shape["enum"].as_array().into_iter().flatten().chain(constant).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn limits_that_are_not_allowed_themselves_are_told_too() {
        let told = |shape: Value| limits(&Value::Null, &shape).join(", ");
        assert_eq!(told(json!({"minimum": 1, "exclusiveMaximum": 5})), "at least 1, less than 5");
        assert_eq!(told(json!({"exclusiveMinimum": 0.5})), "more than 0.5");
        assert_eq!(told(json!({"minimum": 1, "maximum": 5})), "1 to 5");
    }
}
