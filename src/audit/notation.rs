//! Requests in a few words: `positivePrompt, video, sound: true`. The names are those that `new --with` takes.

use serde_json::Value;

use crate::sample::{Draft, Schema, short_name};

/// The parameters of the request in a few words each, without what every request of the model has. Numbers are told only
/// where they matter: for the parameters in `told`.
#[must_use]
pub fn words(schema: &Schema, request: &Draft, told: &[usize]) -> Vec<String> {
    let in_every = Draft::smallest(schema);
    let mut words = Vec::new();
    for (index, field) in schema.fields.iter().enumerate().filter(|(_, field)| !field.is_in_list()) {
        let Some(value) = request.get(schema, index) else { continue };
        let holds_more = value.as_object().is_some_and(|members| !members.is_empty());
        if holds_more || in_every.get(schema, index) == Some(value) {
            continue;
        }
        let name = short_name(schema, index);
        let is_told = !value.is_number() || told.contains(&index);
        words.push(if is_told { named(&name, value, schema, &field.path) } else { name });
    }
    if words.is_empty() { vec!["nothing else".to_owned()] } else { words }
}

/// The indices of the numbers in which two requests differ, and of those that stand beside them by `named`.
#[must_use]
pub fn numbers_to_tell(schema: &Schema, one: &Draft, other: &Draft, named: &[usize]) -> Vec<usize> {
    let number =
        |draft: &Draft, index: usize| draft.get(schema, index).filter(|value| value.is_number()).cloned();
    let differs = |&index: &usize| {
        let numbers = number(one, index).zip(number(other, index));
        numbers.is_some_and(|(one, other)| one != other)
    };
    if (0..schema.fields.len()).any(|index| differs(&index)) {
        (0..schema.fields.len()).filter(|index| differs(index) || named.contains(index)).collect()
    } else {
        Vec::new()
    }
}

/// A name with as much of its value as tells something.
fn named(name: &str, value: &Value, schema: &Schema, path: &str) -> String {
    const FEW: usize = 2;
    match value {
        Value::Array(items) => {
            let told: Vec<String> = items.iter().map(|item| members(item, schema, path)).collect();
            match items.len() {
                1..=FEW if told.iter().any(|words| !words.is_empty()) => {
                    format!("{name}: [{{{}}}]", told.join("}, {"))
                }
                1 => name.to_owned(),
                count => format!("{name} ({count})"),
            }
        }
        Value::Object(_) => format!("{name}: {{}}"),
        Value::String(text) => with_text(name, text),
        other => format!("{name}: {other}"),
    }
}

/// What tells something about a list's object: the members that it need not have, and values worth showing.
fn members(item: &Value, schema: &Schema, list: &str) -> String {
    let mut members = Vec::new();
    for index in schema.item_fields(list) {
        let field = &schema.fields[index];
        if let Some(value) = item.get(field.name()) {
            let words = named(field.name(), value, schema, &field.path);
            if words != field.name() || !field.is_required {
                members.push(words);
            }
        }
    }
    members.join(", ")
}

/// A short word is shown, of a prompt the elements that it names, of a very long text its length; else the name is enough.
fn with_text(name: &str, text: &str) -> String {
    const WORD: usize = 14;
    const LONG: usize = 200;
    let placeholders: Vec<&str> = text
        .match_indices("<<<")
        .filter_map(|(at, _)| Some(&text[at..at + text[at..].find(">>>")? + ">>>".len()]))
        .collect();
    let length = text.chars().count();
    match placeholders.as_slice() {
        [] if length > LONG => format!("{name} of {length} characters"),
        [] if length <= WORD && !text.contains(' ') => format!("{name}: \"{text}\""),
        [] => name.to_owned(),
        [only] => format!("{name} with {only}"),
        [first, .., last] => format!("{name} with {first} to {last}"),
    }
}
