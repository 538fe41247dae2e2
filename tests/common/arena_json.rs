//! Our arena as a representation of JSON that the `jsonschema` crate validates as it is. Of several members with the
//! same key only the last one exists; numbers keep every digit.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use runware_lint::json::{self, Arena, Kind};
use serde_json::Value;

/// The representation.
pub struct ArenaJson;

/// One value in an arena.
#[derive(Clone, Copy)]
pub struct ArenaNode<'a>(pub json::Node<'a>);

impl Json for ArenaJson {
    type Node<'a> = ArenaNode<'a>;
    type PreparedKey = String;
    type StringBuffer = (String, Arena);

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        (text, arena): &mut (String, Arena),
        string: &str,
        f: impl FnOnce(ArenaNode<'_>) -> T,
    ) -> T {
        *text = Value::from(string).to_string();
        f(ArenaNode(arena.parse(text).root().expect("a string is a document")))
    }
}

impl<'a> Node<'a, ArenaJson> for ArenaNode<'a> {
    type Object = ArenaObject<'a>;
    type Array = ArenaArray<'a>;
    type Number = Decimal<'a>;

    fn as_object(&self) -> Option<ArenaObject<'a>> {
        (self.0.kind() == Kind::Object).then_some(ArenaObject(self.0))
    }

    fn as_array(&self) -> Option<ArenaArray<'a>> {
        (self.0.kind() == Kind::Array).then_some(ArenaArray(self.0))
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.0.as_str()
    }

    fn as_number(&self) -> Option<Decimal<'a>> {
        self.0.as_number().map(|number| Decimal::new(number.literal()))
    }

    fn as_boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn is_null(&self) -> bool {
        self.0.kind() == Kind::Null
    }

    fn json_type(&self) -> JsonType {
        match self.0.kind() {
            Kind::Null => JsonType::Null,
            Kind::Bool => JsonType::Boolean,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Array => JsonType::Array,
            Kind::Object => JsonType::Object,
            Kind::Invalid => panic!("a broken document is not validated"),
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.as_number(), expected) {
            (Some(number), Value::Number(expected)) => {
                number.is_equal_to(&Decimal::new(&expected.to_string()))
            }
            _ => *self.to_value() == *expected,
        }
    }

    /// A number beyond every `f64` becomes its own text: the value is for error texts, not for comparison.
    fn to_value(&self) -> Cow<'a, Value> {
        let node = self.0;
        Cow::Owned(match node.kind() {
            Kind::Null | Kind::Invalid => Value::Null,
            Kind::Bool => node.as_bool().into(),
            Kind::Number => {
                let literal = node.as_number().map_or("", |number| number.literal());
                serde_json::from_str(literal).unwrap_or_else(|_| literal.into())
            }
            Kind::String => node.as_str().into(),
            Kind::Array => node.items().map(|item| ArenaNode(item).to_value().into_owned()).collect(),
            Kind::Object => {
                let members = node.members();
                members
                    .map(|member| {
                        (member.key.decoded().into_owned(), ArenaNode(member.value).to_value().into_owned())
                    })
                    .collect()
            }
        })
    }

    /// No schema here refers to itself.
    fn identity(&self) -> Option<NodeIdentity> {
        None
    }
}

/// An object: the last member of every key.
pub struct ArenaObject<'a>(json::Node<'a>);

impl<'a> Object<'a, ArenaJson> for ArenaObject<'a> {
    type Node = ArenaNode<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = std::vec::IntoIter<(Cow<'a, str>, ArenaNode<'a>)>;

    fn len(&self) -> usize {
        self.members().count()
    }

    fn get(&self, key: &String) -> Option<ArenaNode<'a>> {
        self.members().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    fn members(&self) -> Self::MembersIter {
        let mut members: Vec<(Cow<'a, str>, ArenaNode<'a>)> = Vec::new();
        for member in self.0.members() {
            let name = member.key.decoded();
            members.retain(|(earlier, _)| *earlier != name);
            members.push((name, ArenaNode(member.value)));
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
        self.0.items().count()
    }

    fn elements(&self) -> Self::ElementsIter {
        self.0.items().map(ArenaNode)
    }
}

/// A number taken apart by hand: `digits` without zeros at either end, times ten to the power of `exponent`.
pub struct Decimal<'a> {
    literal: Cow<'a, str>,
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn new(literal: &'a str) -> Self {
        let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
        let mut exponent: i64 = exponent.parse().expect("tests use exponents that fit");
        let unsigned = mantissa.trim_start_matches('-');
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut digits = format!("{whole}{fraction}");
        exponent -= i64::try_from(fraction.len()).expect("short");
        while digits.ends_with('0') {
            digits.pop();
            exponent += 1;
        }
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            exponent = 0;
        }
        let is_negative = literal.starts_with('-') && !digits.is_empty();
        Self { literal: literal.into(), is_negative, digits, exponent }
    }

    fn is_equal_to(&self, other: &Decimal<'_>) -> bool {
        (self.is_negative, &self.digits, self.exponent) == (other.is_negative, &other.digits, other.exponent)
    }

    /// The integer in plain digits, if it is one of a length that could fit in 64 bits.
    fn plain(&self) -> Option<String> {
        let zeros = usize::try_from(self.exponent).ok().filter(|&zeros| zeros <= 20)?;
        let sign = if self.is_negative { "-" } else { "" };
        Some(format!("{sign}0{}{}", self.digits, "0".repeat(zeros)))
    }
}

impl JsonNumber for Decimal<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.plain()?.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.plain()?.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.literal.parse().ok().filter(|value: &f64| value.is_finite())
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.literal)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        let number = serde_json::from_str(&self.literal);
        Cow::Owned(number.unwrap_or_else(|_| serde_json::Number::from(0)))
    }

    fn is_integer(&self) -> bool {
        self.exponent >= 0
    }
}
