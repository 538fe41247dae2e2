//! Requests in a few words: `positivePrompt, video, sound: true`. The names are those that `new --with` takes.

use serde_json::Value;

use crate::sample::{Draft, Schema, short_name};

/// The request in a few words, without what every request of the model has.
#[must_use]
pub fn notation(schema: &Schema, request: &Draft) -> String {
    let in_every = Draft::smallest(schema);
    let mut words = Vec::new();
    for (index, field) in schema.fields.iter().enumerate().filter(|(_, field)| !field.is_in_list()) {
        let Some(value) = request.get(schema, index) else { continue };
        let holds_more = value.as_object().is_some_and(|members| !members.is_empty());
        if !holds_more && in_every.get(schema, index) != Some(value) {
            words.push(named(&short_name(schema, index), value, &field.schema));
        }
    }
    if words.is_empty() { "nothing else".to_owned() } else { words.join(", ") }
}

/// A name with as much of its value as tells something.
fn named(name: &str, value: &Value, schema: &Value) -> String {
    const FEW: usize = 2;
    match value {
        Value::Array(items) => {
            let has_objects = items.iter().any(Value::is_object);
            match items.len() {
                1 if !has_objects => name.to_owned(),
                1..=FEW if has_objects => {
                    let items: Vec<String> = items.iter().map(|item| members(item, schema)).collect();
                    format!("{name}: [{}]", items.join(", "))
                }
                count => format!("{name} ({count})"),
            }
        }
        Value::Object(_) => format!("{name}: {{}}"),
        Value::String(text) => with_text(name, text),
        other => format!("{name}: {other}"),
    }
}

fn members(item: &Value, schema: &Value) -> String {
    let Some(object) = item.as_object() else { return "…".to_owned() };
    let members: Vec<String> = object.iter().map(|(name, value)| named(name, value, schema)).collect();
    format!("{{{}}}", members.join(", "))
}

/// A short word is shown, of a prompt the elements that it names, of a very long text its length; else the name is enough.
fn with_text(name: &str, text: &str) -> String {
    const WORD: usize = 12;
    const LONG: usize = 200;
    let placeholders: Vec<&str> = text
        .match_indices("<<<")
        .filter_map(|(at, _)| Some(&text[at..at + text[at..].find(">>>")? + ">>>".len()]))
        .collect();
    let length = text.chars().count();
    match placeholders.as_slice() {
        [] if length > LONG => format!("{name}: {length} characters"),
        [] if length <= WORD && !text.contains(' ') => format!("{name}: \"{text}\""),
        [] => name.to_owned(),
        [only] => format!("{name}: \"{only}\""),
        several => format!("{name}: \"{}…\" ({})", several[0], several.len()),
    }
}
