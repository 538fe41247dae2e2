//! A request under construction.

use serde_json::{Map, Value};

use super::schema::Schema;
use super::values;

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
        write(&self.0, schema, "", 0, &mut text);
        text
    }
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

fn write(value: &Value, schema: &Schema, path: &str, depth: usize, text: &mut String) {
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
                write(value, schema, &inner(name), depth + 1, text);
            }
            line(text, depth);
            text.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('[');
            for (number, item) in items.iter().enumerate() {
                text.push_str(if number == 0 { "" } else { "," });
                line(text, depth + 1);
                write(item, schema, &format!("{path}[]"), depth + 1, text);
            }
            line(text, depth);
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}
