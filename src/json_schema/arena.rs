//! Our arena as a representation of JSON that the `jsonschema` crate validates as it is. Of several members with the
//! same key only the last one exists; numbers keep every digit.

use std::borrow::Cow;
use std::collections::HashSet;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use serde_json::Value;

use crate::json::{self, Kind, Number};

/// The representation.
pub struct ArenaJson;

/// One value in an arena, or the name of a member as a value of its own.
#[derive(Clone, Copy)]
pub enum ArenaNode<'a> {
    /// A value.
    Value(json::Node<'a>),
    /// A name, for `propertyNames`.
    Name(&'a str),
}

impl Json for ArenaJson {
    type Node<'a> = ArenaNode<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(ArenaNode<'_>) -> T) -> T {
        f(ArenaNode::Name(string))
    }
}

impl<'a> ArenaNode<'a> {
    fn value(self) -> Option<json::Node<'a>> {
        match self {
            Self::Value(node) => Some(node),
            Self::Name(_) => None,
        }
    }

    fn of_kind(self, kind: Kind) -> Option<json::Node<'a>> {
        self.value().filter(|node| node.kind() == kind)
    }
}

impl<'a> Node<'a, ArenaJson> for ArenaNode<'a> {
    type Object = ArenaObject<'a>;
    type Array = ArenaArray<'a>;
    type Number = Number<'a>;

    fn as_object(&self) -> Option<ArenaObject<'a>> {
        self.of_kind(Kind::Object).map(ArenaObject)
    }

    fn as_array(&self) -> Option<ArenaArray<'a>> {
        self.of_kind(Kind::Array).map(ArenaArray)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::Value(node) => node.as_str(),
            Self::Name(name) => Some(name.into()),
        }
    }

    fn as_number(&self) -> Option<Number<'a>> {
        self.value()?.as_number()
    }

    fn as_boolean(&self) -> Option<bool> {
        self.value()?.as_bool()
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    /// What is no JSON value counts as `null`; tasks that hold such a thing are not validated.
    fn json_type(&self) -> JsonType {
        match self.value().map(json::Node::kind) {
            Some(Kind::Null | Kind::Invalid) => JsonType::Null,
            Some(Kind::Bool) => JsonType::Boolean,
            Some(Kind::Number) => JsonType::Number,
            Some(Kind::String) | None => JsonType::String,
            Some(Kind::Array) => JsonType::Array,
            Some(Kind::Object) => JsonType::Object,
        }
    }

    fn string_length(&self) -> Option<u64> {
        let length = match self {
            Self::Value(node) if node.kind() == Kind::String => node.char_count(),
            Self::Value(_) => return None,
            Self::Name(name) => name.chars().count(),
        };
        u64::try_from(length).ok()
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match expected {
            Value::Null => self.is_null(),
            Value::Bool(expected) => self.as_boolean() == Some(*expected),
            Value::Number(expected) => {
                self.as_number().is_some_and(|number| number.equals_literal(&expected.to_string()))
            }
            Value::String(expected) => self.as_string().is_some_and(|text| text == *expected),
            Value::Array(expected) => self.as_array().is_some_and(|array| {
                array.len() == expected.len()
                    && array.elements().zip(expected).all(|(item, expected)| item.equals_value(expected))
            }),
            Value::Object(expected) => self.as_object().is_some_and(|object| {
                object.len() == expected.len()
                    && expected.iter().all(|(name, expected)| {
                        object.get(name).is_some_and(|value| value.equals_value(expected))
                    })
            }),
        }
    }

    /// What errors carry: names and numbers. Whoever wants to see more has the place.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match *self {
            Self::Value(node) if node.kind() == Kind::Number => whole_value(node),
            Self::Value(_) => Value::Null,
            Self::Name(name) => name.into(),
        })
    }

    /// A value's number in its document. Of names only one is looked at at a time.
    fn identity(&self) -> Option<NodeIdentity> {
        Some(match self {
            Self::Value(node) => NodeIdentity::tagged(0, node.index()),
            Self::Name(_) => NodeIdentity::tagged(1, 0),
        })
    }
}

/// An object: the last member of every key.
pub struct ArenaObject<'a>(json::Node<'a>);

impl<'a> Object<'a, ArenaJson> for ArenaObject<'a> {
    type Node = ArenaNode<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = std::vec::IntoIter<(Cow<'a, str>, ArenaNode<'a>)>;

    fn len(&self) -> usize {
        self.0.members().count() - json::object_duplicates(self.0).len()
    }

    fn is_empty(&self) -> bool {
        self.0.members().next().is_none()
    }

    fn get(&self, key: &String) -> Option<ArenaNode<'a>> {
        self.0.get(key).map(ArenaNode::Value)
    }

    fn members(&self) -> Self::MembersIter {
        let mut members: Vec<(Cow<'a, str>, ArenaNode<'a>)> = self
            .0
            .members()
            .map(|member| (member.key.decoded(), ArenaNode::Value(member.value)))
            .collect();
        if !json::object_duplicates(self.0).is_empty() {
            let mut told = HashSet::new();
            members.reverse();
            members.retain(|(name, _)| told.insert(name.clone()));
            members.reverse();
        }
        members.into_iter()
    }
}

/// An array.
pub struct ArenaArray<'a>(json::Node<'a>);

impl<'a> Array<'a, ArenaJson> for ArenaArray<'a> {
    type Node = ArenaNode<'a>;
    type ElementsIter = std::iter::Map<json::Items<'a>, fn(json::Node<'a>) -> ArenaNode<'a>>;

    fn len(&self) -> usize {
        self.0.item_count()
    }

    fn elements(&self) -> Self::ElementsIter {
        self.0.items().map(ArenaNode::Value)
    }

    fn is_unique(&self) -> bool {
        let values: Vec<Value> = self.0.items().map(whole_value).collect();
        jsonschema::json::unique::is_unique(&values)
    }
}

/// A copy of a value. A number beyond every `f64` becomes its own text.
fn whole_value(node: json::Node<'_>) -> Value {
    match node.kind() {
        Kind::Null | Kind::Invalid => Value::Null,
        Kind::Bool => node.as_bool().into(),
        Kind::Number => {
            let literal = node.as_number().map_or("", |number| number.literal());
            serde_json::from_str(literal).unwrap_or_else(|_| literal.into())
        }
        Kind::String => node.as_str().into(),
        Kind::Array => node.items().map(whole_value).collect(),
        Kind::Object => {
            let members = node.members();
            members.map(|member| (member.key.decoded().into_owned(), whole_value(member.value))).collect()
        }
    }
}

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.to_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.to_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        self.literal().parse().ok().filter(|value: &f64| value.is_finite())
    }

    fn as_str(&self) -> Cow<'_, str> {
        self.literal().into()
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        let number = serde_json::from_str(self.literal());
        Cow::Owned(number.unwrap_or_else(|_| serde_json::Number::from(0)))
    }

    fn is_integer(&self) -> bool {
        Number::is_integer(self)
    }

    fn is_written_as_integer(&self) -> bool {
        !self.literal().contains(['.', 'e', 'E'])
    }
}

#[cfg(test)]
mod tests {
    use jsonschema::json::Node as _;
    use serde_json::json;

    use super::*;
    use crate::json::Arena;

    /// Whether the value that is written is valid against the schema.
    fn is_valid(schema: &Value, text: &str) -> bool {
        let mut arena = Arena::default();
        let document = arena.parse(text);
        let validator = jsonschema::options_for::<ArenaJson>().build(schema).expect("the schema compiles");
        validator.is_valid(&ArenaNode::Value(document.root().expect("a value")))
    }

    #[test]
    fn numbers_are_compared_by_value() {
        for text in ["1", "1.0", "10e-1", "0.1e1"] {
            assert!(is_valid(&json!({"const": 1}), text), "{text}");
            assert!(is_valid(&json!({"type": "integer", "minimum": 1, "maximum": 1}), text), "{text}");
        }
        assert!(is_valid(&json!({"enum": [0.1]}), "1e-1"));
        assert!(!is_valid(&json!({"type": "integer"}), "1.5"));
        assert!(!is_valid(&json!({"maximum": 5}), "1e400"));
        assert!(is_valid(&json!({"const": u64::MAX}), "18446744073709551615"));
        assert!(!is_valid(&json!({"const": u64::MAX}), "18446744073709551616"));
        let draft_4 = json!({"$schema": "http://json-schema.org/draft-04/schema#", "type": "integer"});
        assert!(is_valid(&draft_4, "1") && !is_valid(&draft_4, "1.0"));
    }

    #[test]
    fn the_last_of_several_members_counts() {
        let schema = json!({"properties": {"a": {"const": 2}}, "maxProperties": 1});
        assert!(is_valid(&schema, r#"{"a": 1, "\u0061": 2}"#));
        assert!(!is_valid(&schema, r#"{"a": 2, "a": 1}"#));
        assert!(is_valid(&json!({"const": {"a": [1, null, true]}}), r#"{"a": 0, "a": [1.0, null, true]}"#));
        assert!(is_valid(&json!({"propertyNames": {"maxLength": 2}}), r#"{"ab": 1, "é": 1}"#));
        assert!(!is_valid(&json!({"propertyNames": {"maxLength": 2}}), r#"{"abc": 1}"#));
    }

    #[test]
    fn values_know_who_they_are() {
        let mut arena = Arena::default();
        let document = arena.parse("[[1], [1]]");
        let root = document.root().expect("a value");
        let ids: Vec<_> = root.items().map(|item| ArenaNode::Value(item).identity()).collect();
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids[0], root.items().next().and_then(|item| ArenaNode::Value(item).identity()));
        let turning = json!({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}});
        assert!(is_valid(&turning, "{}"), "a schema that refers to itself ends");
    }

    #[test]
    fn equal_items_are_told_apart() {
        assert!(!is_valid(&json!({"uniqueItems": true}), r#"[{"a": 1}, {"a": 1.0}]"#));
        assert!(is_valid(&json!({"uniqueItems": true}), r#"[1, true, "1", [1]]"#));
    }
}
