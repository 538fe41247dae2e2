//! A request under construction.

use serde_json::{Map, Value};

use super::schema::Schema;
use super::values;
use crate::output::visible::text_width;

/// A request, as a value whose parameters are addressed by their index in the schema. Parameters in lists mean the
/// first item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(pub Value);

impl Draft {
    /// The task with what the schema requires and nothing else.
    #[must_use]
    pub fn smallest(schema: &Schema) -> Self {
        Self(values::object(&schema.task, &[], 0))
    }

    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, schema: &Schema, index: usize) -> Option<&Value> {
        schema.fields[index].steps.iter().try_fold(&self.0, |at, step| match step.strip_suffix("[]") {
            Some(name) => at.get(name)?.get(0),
            None => at.get(step),
        })
    }

    /// The values of a parameter: of one in a list, those in all items.
    pub fn all<'d>(&'d self, schema: &Schema, index: usize) -> impl Iterator<Item = &'d Value> {
        let list = schema.list_of(index).and_then(|list| self.get(schema, list)?.as_array());
        let name = schema.fields[index].name().to_owned();
        let further = list.into_iter().flatten().skip(1).filter_map(move |item| item.get(&name));
        self.get(schema, index).into_iter().chain(further)
    }

    /// The same with a parameter in one of the other items than the first of its list, those that do not have it yet.
    #[must_use]
    pub fn with_further_on(&self, schema: &Schema, index: usize, value: &Value) -> Vec<Self> {
        let Some(list) = schema.list_of(index) else { return Vec::new() };
        let count = self.get(schema, list).and_then(Value::as_array).map_or(0, Vec::len);
        let name = schema.fields[index].name();
        let with = |number: usize| {
            let mut draft = self.clone();
            let mut steps = schema.fields[list].steps.iter();
            let items = steps.try_fold(&mut draft.0, |at, step| at.get_mut(step))?;
            let members = items.get_mut(number)?.as_object_mut()?;
            let is_new = members.insert(name.to_owned(), value.clone()).is_none();
            is_new.then_some(draft)
        };
        (1..count).filter_map(with).collect()
    }

    /// The same with a parameter that is not there yet. The objects that hold it are made with it; a list is not.
    #[must_use]
    pub fn with(&self, schema: &Schema, index: usize, value: &Value) -> Option<Self> {
        self.get(schema, index).is_none().then(|| self.set(schema, index, value))?
    }

    /// The same with another value of a parameter, or with a first one.
    #[must_use]
    pub fn set(&self, schema: &Schema, index: usize, value: &Value) -> Option<Self> {
        let mut draft = self.clone();
        let (members, name) = draft.holder(schema, index, true)?;
        members.insert(name, value.clone());
        Some(draft)
    }

    /// The same without a parameter, and without objects that held nothing else.
    #[must_use]
    pub fn without(&self, schema: &Schema, index: usize) -> Option<Self> {
        self.get(schema, index)?;
        let mut draft = self.clone();
        let (members, name) = draft.holder(schema, index, false)?;
        members.remove(&name);
        let is_empty = members.is_empty();
        match schema.fields[index].holder {
            Some(holder) if is_empty && schema.fields[holder].is_object() => draft.without(schema, holder),
            _ => Some(draft),
        }
    }

    fn holder(
        &mut self,
        schema: &Schema,
        index: usize,
        may_make: bool,
    ) -> Option<(&mut Map<String, Value>, String)> {
        let field = &schema.fields[index];
        let mut holders = Vec::new();
        let mut holder = field.holder;
        while let Some(index) = holder {
            holders.push(index);
            holder = schema.fields[index].holder;
        }
        let mut at = self.0.as_object_mut()?;
        for holder in holders.into_iter().rev() {
            let holder = &schema.fields[holder];
            let name = holder.name().trim_end_matches("[]");
            if !at.contains_key(name) {
                if !may_make || !holder.is_object() {
                    return None;
                }
                at.insert(name.to_owned(), values::object(&holder.schema, &[], 0));
            }
            at = match at.get_mut(name)? {
                Value::Object(members) => members,
                Value::Array(items) => items.first_mut()?.as_object_mut()?,
                _ => return None,
            };
        }
        Some((at, field.name().to_owned()))
    }

    /// A text that is the same for equal drafts, in whatever order their parameters were added.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = String::new();
        write_key(&self.0, &mut key);
        key
    }

    /// The request as JSON in two-space indentation, its keys in the order of the schema, without a line break at the end.
    #[must_use]
    pub fn to_json(&self, schema: &Schema) -> String {
        let mut text = String::new();
        write(&self.0, schema, "", 0, &mut text, usize::MAX);
        text
    }

    /// The same, where texts that make lines wider than `width` columns are shortened, with a note of how long they are.
    #[must_use]
    pub fn to_json_within(&self, width: usize, schema: &Schema) -> String {
        let mut text = String::new();
        write(&self.0, schema, "", 0, &mut text, width);
        text
    }
}

/// True where a value is the other one, or the other one with more members in its objects.
#[must_use]
pub fn holds(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Object(members), Value::Object(others)) => {
            others.iter().all(|(name, other)| members.get(name).is_some_and(|value| holds(value, other)))
        }
        (Value::Array(items), Value::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| holds(item, other))
        }
        _ => value == other,
    }
}

/// As much of a text as fits, at the end of a word, with how long it is: `"The tide ... (513 characters)"`. Where nothing
/// of it fits, the note alone.
fn shortened(text: &str, room: usize) -> String {
    let note = format!("... ({} characters)", text.chars().count());
    let mut room = room.saturating_sub(text_width(&note) + 1);
    let fits = |word: &&str| {
        let width = text_width(&Value::from(*word).to_string()) - 2;
        room.checked_sub(width).map(|left| room = left).is_some()
    };
    let start: String = text.split_inclusive(' ').take_while(fits).collect();
    let gap = if start.is_empty() || start.ends_with(' ') { "" } else { " " };
    format!("{start}{gap}{note}")
}

fn write_key(value: &Value, key: &mut String) {
    match value {
        Value::Object(members) => {
            let mut ordered: Vec<(&String, &Value)> = members.iter().collect();
            ordered.sort_unstable_by_key(|&(name, _)| name);
            key.push('{');
            for (name, value) in ordered {
                key.push_str(name);
                key.push(':');
                write_key(value, key);
            }
            key.push('}');
        }
        Value::Array(items) => {
            key.push('[');
            for item in items {
                write_key(item, key);
            }
            key.push(']');
        }
        other => {
            key.push_str(&other.to_string());
            key.push(',');
        }
    }
}

fn write(value: &Value, schema: &Schema, path: &str, depth: usize, text: &mut String, width: usize) {
    let line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            let inner = |name: &str| {
                if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
            };
            let mut ordered: Vec<(usize, &String, &Value)> = members
                .iter()
                .map(|(name, value)| (schema.find(&inner(name)).unwrap_or(usize::MAX), name, value))
                .collect();
            ordered.sort_by_key(|&(order, ..)| order);
            text.push('{');
            for (number, (_, name, value)) in ordered.into_iter().enumerate() {
                text.push_str(if number == 0 { "" } else { "," });
                line(text, depth + 1);
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push_str(": ");
                write(value, schema, &inner(name), depth + 1, text, width);
            }
            line(text, depth);
            text.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                text.push_str(if number == 0 { "" } else { "," });
                line(text, depth + 1);
                write(item, schema, &format!("{path}[]"), depth + 1, text, width);
            }
            line(text, depth);
            text.push(']');
        }
        other => {
            let written = other.to_string();
            let line = text.rfind('\n').map_or(0, |at| at + 1);
            // Behind it, there may be a comma.
            let room = width.saturating_sub(text_width(&text[line..]) + 1);
            match other {
                Value::String(whole) if text_width(&written) > room => {
                    text.push_str(&Value::from(shortened(whole, room.saturating_sub(2))).to_string());
                }
                _ => text.push_str(&written),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shortened_at_words_and_tell_their_length() {
        assert_eq!(shortened("one two three four five six", 27), "one ... (27 characters)");
        assert_eq!(shortened("one two three four five six", 20), "... (27 characters)");
        assert_eq!(
            shortened("onetwothreefourfivesix", 30),
            "onetwothreefourfivesix"[..0].to_owned() + "... (22 characters)"
        );
        assert_eq!(shortened("\"\" two three", 29), "\"\" two ... (12 characters)");
    }
}
