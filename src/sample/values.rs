//! Sample values, from nothing but a parameter's schema.

use serde_json::{Map, Value};

/// The smallest sensible value that a schema allows. `number` tells apart the values of one list, from 0.
#[must_use]
pub fn smallest(schema: &Value, number: usize) -> Value {
    let keyword = |name: &str| schema.get(name);
    if let Some(value) = keyword("const") {
        return value.clone();
    }
    if let Some(branch) = keyword("anyOf").and_then(Value::as_array).and_then(|branches| branches.first()) {
        return smallest(branch, number);
    }
    let kind = match keyword("type") {
        Some(Value::Array(types)) => types.first().and_then(Value::as_str),
        other => other.and_then(Value::as_str),
    };
    match kind {
        Some("object") => object(schema, &[], number),
        Some("array") => list(schema, least(schema, "minItems").max(1)),
        _ => scalars(schema, number).into_iter().next().unwrap_or(Value::Null),
    }
}

/// A list of that many items, all different where the schema lets them differ.
#[must_use]
pub fn list(schema: &Value, count: usize) -> Value {
    let items = schema.get("items").unwrap_or(&Value::Null);
    (0..count).map(|number| smallest(items, number)).collect()
}

/// The smallest object of a schema that has certain members. A schema of alternatives means the one that has members.
#[must_use]
pub fn object(schema: &Value, members: &[(String, Value)], number: usize) -> Value {
    let branches = schema.get("anyOf").and_then(Value::as_array);
    let has_members = |branch: &&Value| branch.get("properties").is_some();
    let schema = branches.and_then(|branches| branches.iter().find(has_members)).unwrap_or(schema);
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let mut object = Map::new();
    for name in required.filter_map(Value::as_str) {
        let member = schema.get("properties").and_then(|properties| properties.get(name));
        object.insert(name.to_owned(), smallest(member.unwrap_or(&Value::Null), number));
    }
    object.extend(members.iter().cloned());
    Value::Object(object)
}

/// Values of a parameter that is neither list nor object, the most sensible first: an example, then what is not the
/// default (who names a parameter hardly wants its default), then the rest of what is allowed.
#[must_use]
pub fn scalars(schema: &Value, number: usize) -> Vec<Value> {
    let default = schema.get("default");
    let mut values: Vec<Value> = match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => vec![value.clone()],
        (None, Some(Value::Array(values))) => values.clone(),
        _ if schema["type"] == "boolean" => vec![true.into(), false.into()],
        _ => Vec::new(),
    };
    if !values.is_empty() {
        values.sort_by_key(|value| default == Some(value));
        return values;
    }
    let example = schema.get("examples").and_then(Value::as_array).and_then(|examples| examples.first());
    let value = match (example, default) {
        (Some(Value::String(text)), _) => numbered(text, number).into(),
        (Some(value), _) | (None, Some(value)) => value.clone(),
        (None, None) => match schema["type"].as_str() {
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
            Some("string") => text(schema, number).into(),
            _ => Value::Null,
        },
    };
    vec![value]
}

/// A text of exactly that many characters.
#[must_use]
pub fn text_of_length(length: usize) -> String {
    "The tide comes in. ".chars().cycle().take(length).collect()
}

fn text(schema: &Value, number: usize) -> String {
    let number = number + 1;
    match schema["format"].as_str() {
        Some("image-reference") => format!("https://example.com/images/{number}.jpg"),
        Some("video-reference") => format!("https://example.com/videos/{number}.mp4"),
        Some("uri") => format!("https://example.com/{number}"),
        _ => {
            let text = format!("sample {number}");
            let shortest = least(schema, "minLength");
            if text.len() < shortest { text_of_length(shortest) } else { text }
        }
    }
}

/// An example for each item of a list: as it is for the first one.
fn numbered(example: &str, number: usize) -> String {
    match number {
        0 => example.to_owned(),
        _ if example.contains(' ') => format!("{example} ({})", number + 1),
        _ => format!("{example}-{}", number + 1),
    }
}

fn least(schema: &Value, keyword: &str) -> usize {
    schema.get(keyword).and_then(Value::as_u64).and_then(|least| usize::try_from(least).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn samples_follow_the_schema() {
        for (schema, expected) in [
            (json!({"type": "boolean", "default": false}), json!(true)),
            (json!({"type": "string", "enum": ["none", "fast"], "default": "none"}), json!("fast")),
            (json!({"type": "integer", "minimum": 3, "default": 5}), json!(5)),
            (json!({"type": "integer", "minimum": 60}), json!(60)),
            (json!({"type": "string", "minLength": 30}), json!("The tide comes in. The tide co")),
            (
                json!({"type": "array", "minItems": 2, "items": {"type": "string", "format": "video-reference"}}),
                json!(["https://example.com/videos/1.mp4", "https://example.com/videos/2.mp4"]),
            ),
            (
                json!({"anyOf": [{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}]}),
                json!({"id": "sample 1"}),
            ),
        ] {
            assert_eq!(smallest(&schema, 0), expected, "{schema}");
        }
    }
}
