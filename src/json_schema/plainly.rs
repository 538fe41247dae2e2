//! What a schema says of a value in plain keywords. It judges nothing; remedies are worded by it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::outline::{Outline, types};
use crate::ruleset::{
    ArrayShape, Format, MAX_PARAMETERS, NumberShape, ObjectShape, Pattern, Property, Scalar, Shape,
    StringShape, Types,
};

/// What is said of one value. Where two schemas differ, the first counts.
#[derive(Debug, Default)]
pub(super) struct Plainly {
    types: Option<Types>,
    allowed: Vec<Scalar>,
    required: Vec<String>,
    string: StringShape,
    number: NumberShape,
}

impl Plainly {
    /// Adds what a schema says. `types_of` tells the types of the schemas in it.
    pub fn add<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        types_of: impl Fn(&'s Value) -> Option<Types>,
    ) {
        let union = |keyword: &str| {
            let branches = keywords.get(keyword)?.as_array()?;
            branches.iter().try_fold(Types::NONE, |all, branch| Some(all.union(types_of(branch)?)))
        };
        let own = || keywords.get("type").and_then(types);
        self.types = self.types.or_else(own).or_else(|| union("anyOf")).or_else(|| union("oneOf"));
        if self.allowed.is_empty() {
            let only = || read(keywords, "const").map(|only| vec![only]);
            self.allowed = read(keywords, "enum").or_else(only).unwrap_or_default();
        }
        self.required.extend(read::<Vec<String>>(keywords, "required").unwrap_or_default());
        let (string, number) = (&mut self.string, &mut self.number);
        add(&mut string.min_length, || read(keywords, "minLength"));
        add(&mut string.max_length, || read(keywords, "maxLength"));
        add(&mut string.pattern, || Pattern::new(keywords.get("pattern")?.as_str()?).ok());
        add(&mut string.format, || Format::named(keywords.get("format")?.as_str()?));
        add(&mut number.minimum, || read(keywords, "minimum"));
        add(&mut number.maximum, || read(keywords, "maximum"));
        add(&mut number.multiple_of, || read(keywords, "multipleOf").filter(|step| *step > 0));
    }
}

fn add<T>(known: &mut Option<T>, other: impl FnOnce() -> Option<T>) {
    if known.is_none() {
        *known = other();
    }
}

fn read<T: DeserializeOwned>(keywords: &Map<String, Value>, keyword: &str) -> Option<T> {
    serde_json::from_value(keywords.get(keyword)?.clone()).ok()
}

impl Outline {
    /// What was said plainly, as a shape.
    pub fn described(&mut self) -> Shape {
        let plainly = std::mem::take(&mut self.plainly);
        let items = self.items.as_mut().map(|items| Box::new(items.described()));
        let properties: Vec<Property> = self
            .members
            .iter_mut()
            .take(MAX_PARAMETERS)
            .map(|(name, member)| Property {
                name: name.clone(),
                shape: member.described(),
                slot: None,
                is_required: plainly.required.contains(name),
            })
            .collect();
        Shape {
            allowed: plainly.allowed,
            string: Some(plainly.string),
            number: Some(plainly.number),
            array: items.map(|items| ArrayShape { items: Some(items), ..ArrayShape::default() }),
            object: (!properties.is_empty()).then(|| ObjectShape::new(properties, false)),
            ..Shape::of(plainly.types.unwrap_or(Types::ANY))
        }
    }
}
