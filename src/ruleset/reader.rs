//! Reads typed values straight out of the nodes of a document: the linter's own parser is several times faster than
//! making values first, and a rule set is read whenever the program starts.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value;

use super::RuleSetError;
use crate::json::{Arena, Items, Kind, Member, Members, Node, Pointer};

/// What is wrong with a value.
#[derive(Debug)]
pub struct Wrong {
    /// JSON Pointer, from the value that was asked for, of the one that is wrong.
    pub pointer: String,
    message: String,
}

impl Wrong {
    /// The same as it is called from the object or list around, where the value is under `token`.
    fn inside(self, token: &str) -> Self {
        let mut pointer = String::new();
        Pointer::push_token(&mut pointer, token);
        Self { pointer: pointer + &self.pointer, ..self }
    }
}

/// Something wrong with the value that was asked for itself.
impl From<String> for Wrong {
    fn from(message: String) -> Self {
        Self { pointer: String::new(), message }
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    fn custom<T: Display>(message: T) -> Self {
        Self { pointer: String::new(), message: message.to_string() }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        match unexpected {
            Unexpected::Unit => Self::custom(format_args!("invalid type: null, expected {expected}")),
            other => Self::custom(format_args!("invalid type: {other}, expected {expected}")),
        }
    }
}

/// Parses the text of a file.
///
/// # Errors
/// Where it is not JSON.
pub fn parse<'a>(text: &'a str, arena: &'a mut Arena) -> Result<Node<'a>, RuleSetError> {
    let document = arena.parse(text);
    match (document.root(), document.errors()) {
        (Some(root), []) => Ok(root),
        (_, errors) => {
            let own = || errors.first().map_or_else(String::new, |error| error.message.clone());
            // Its words have the place in the text, which has no pointer here.
            let message = serde_json::from_str::<Value>(text).map_or_else(|it| it.to_string(), |_| own());
            Err(RuleSetError { pointer: String::new(), message })
        }
    }
}

/// Reads a value.
///
/// # Errors
/// Says what is wrong with it.
pub fn read<'de, T: Deserialize<'de>>(node: Node<'de>) -> Result<T, Wrong> {
    read_without(node, &[])
}

/// Reads an object as if it did not have the members of the names in `without`.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_without<'de, T>(node: Node<'de>, without: &'de [&'de str]) -> Result<T, Wrong>
where
    T: Deserialize<'de>,
{
    T::deserialize(Reader { node, without })
}

/// A value to be read.
#[derive(Clone, Copy)]
struct Reader<'de> {
    node: Node<'de>,
    without: &'de [&'de str],
}

impl<'de> From<Node<'de>> for Reader<'de> {
    fn from(node: Node<'de>) -> Self {
        Self { node, without: &[] }
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let node = self.node;
        match node.kind() {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool => visitor.visit_bool(node.as_bool() == Some(true)),
            Kind::Number => number(node, visitor),
            Kind::String => match node.as_str().unwrap_or_default() {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            Kind::Array => {
                let mut items = ItemReader { items: node.items(), read: 0 };
                let value = visitor.visit_seq(&mut items)?;
                match items.items.next() {
                    None => Ok(value),
                    Some(_) => Err(Wrong::invalid_length(node.item_count(), &"fewer elements in array")),
                }
            }
            Kind::Object => {
                let members = MemberReader { members: node.members(), without: self.without, member: None };
                visitor.visit_map(members)
            }
            Kind::Invalid => Err(Wrong::custom("no JSON")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.node.kind() {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong>
    where
        V: Visitor<'de>,
    {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        // Those of the files are all names, without anything inside.
        match self.node.as_str() {
            Some(name) => visitor.visit_enum(CowStrDeserializer::new(name)),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

fn number<'de, V: Visitor<'de>>(node: Node<'de>, visitor: V) -> Result<V::Value, Wrong> {
    let number = node.as_number();
    let literal = number.map_or("", |number| number.literal());
    if let Ok(value) = literal.parse::<u64>() {
        visitor.visit_u64(value)
    } else if let Ok(value) = literal.parse::<i64>() {
        visitor.visit_i64(value)
    } else {
        match literal.parse::<f64>() {
            Ok(value) if value.is_finite() => visitor.visit_f64(value),
            _ => Err(Wrong::custom("number out of range")),
        }
    }
}

struct ItemReader<'de> {
    items: Items<'de>,
    read: usize,
}

impl<'de> SeqAccess<'de> for &mut ItemReader<'de> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let index = self.read;
        self.read += 1;
        let item = seed.deserialize(Reader::from(node));
        item.map(Some).map_err(|error| error.inside(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.clone().count())
    }
}

struct MemberReader<'de> {
    members: Members<'de>,
    without: &'de [&'de str],
    /// The member whose key was read.
    member: Option<Member<'de>>,
}

impl<'de> MapAccess<'de> for MemberReader<'de> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        for member in self.members.by_ref() {
            let key = member.key.decoded();
            if self.without.contains(&&*key) {
                continue;
            }
            self.member = Some(member);
            let key = match key {
                Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
                Cow::Owned(key) => seed.deserialize(CowStrDeserializer::new(Cow::Owned(key))),
            };
            return key.map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        match self.member.take() {
            Some(Member { key, value }) => {
                seed.deserialize(Reader::from(value)).map_err(|error| error.inside(&key.decoded()))
            }
            None => Err(Wrong::custom("a value without a key")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use super::*;
    use crate::constraint::{Parameter, Term};
    use crate::diagnostic::Basis;
    use crate::money::Money;
    use crate::ruleset::Scalar;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read is compared as it is printed")]
    struct Sample {
        name: String,
        count: Option<u8>,
        pair: Option<[i64; 2]>,
        basis: Option<Basis>,
        #[serde(default)]
        money: Vec<Money>,
    }

    /// What is read of a text, or what is wrong with it.
    fn read_text<T: for<'de> Deserialize<'de> + Debug>(text: &str) -> String {
        let mut arena = Arena::default();
        match parse(text, &mut arena).map(read::<T>) {
            Ok(Ok(value)) => format!("{value:?}"),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.message,
        }
    }

    /// The same by way of the usual values.
    fn usually<T: for<'de> Deserialize<'de> + Debug>(text: &str) -> String {
        match serde_json::from_str(text).map(serde_json::from_value::<T>) {
            Ok(Ok(value)) => format!("{value:?}"),
            Ok(Err(error)) | Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_read_is_what_serde_json_reads() {
        for text in [
            r#"{"name": "a\u0041\ud83d\ude00", "count": 7, "pair": [1, -2], "basis": "newer-page"}"#,
            r#"{"n\u0061me": "", "count": null, "money": ["0.12", "3"]}"#,
            r#"{"name": "a", "count": 300}"#,
            r#"{"name": "a", "count": -1}"#,
            r#"{"name": "a", "count": 1.0}"#,
            r#"{"name": "a", "pair": [1]}"#,
            r#"{"name": "a", "pair": [1, 2, 3]}"#,
            r#"{"name": "a", "pair": [1, 1.5]}"#,
            r#"{"name": "a", "basis": "rumour"}"#,
            r#"{"name": "a", "money": ["much"]}"#,
            r#"{"name": "a", "other": 1}"#,
            r#"{"name": null}"#,
            r#"{"name": ["a"]}"#,
            "{}",
            "[]",
            "null",
            "{",
            "[1,]",
        ] {
            assert_eq!(read_text::<Sample>(text), usually::<Sample>(text), "{text}");
        }
        for text in [
            r#"{"a": [1, -1, 1.5, 1e3, true, false, null, "b\n"], "": {"c": {}, "d": []}}"#,
            "18446744073709551615",
            "-9223372036854775808",
            "18446744073709551616",
        ] {
            assert_eq!(read_text::<Value>(text), usually::<Value>(text), "{text}");
        }
        assert_eq!(read_text::<Value>("1e999"), "number out of range");
        let map = r#"{"b": "1", "a": "2"}"#;
        assert_eq!(read_text::<BTreeMap<String, String>>(map), usually::<BTreeMap<String, String>>(map));
    }

    #[test]
    fn terms_and_values_have_several_forms() {
        for text in [r#""width""#, r#"{"parameter": "sound", "is": [true, -4, "b", 4]}"#] {
            assert_eq!(read_text::<Term>(text), usually::<Term>(text));
        }
        let parameter = Parameter::from("width".to_owned());
        let term = Term { parameter, is: Vec::new() };
        assert_eq!(read_text::<Term>(r#""width""#), format!("{term:?}"));
        assert_eq!(read_text::<Vec<Scalar>>(r#"[true, -4, "b"]"#), r#"[Bool(true), Integer(-4), Text("b")]"#);
        for text in ["1.5", "null", "[]", "18446744073709551615"] {
            assert!(
                read_text::<Scalar>(text).ends_with("expected a text, an integer or a truth value"),
                "{text}"
            );
        }
        assert_eq!(
            read_text::<Term>("5"),
            "invalid type: integer `5`, expected the path of a parameter, or a parameter with its values"
        );
        assert_eq!(read_text::<Term>(r#"{"parameter": "a"}"#), "missing field `is`");
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let mut arena = Arena::default();
        let node = parse(r#"{"a/b": [{"name": "a"}, {"name": "a", "pair": [1, "2"]}]}"#, &mut arena);
        let error =
            read::<BTreeMap<String, Vec<Sample>>>(node.expect("it is JSON")).expect_err("it is wrong");
        assert_eq!(error.pointer, "/a~1b/1/pair/1");
    }

    #[test]
    fn members_can_be_left_out() {
        let mut arena = Arena::default();
        let node = parse(r#"{"form": 1, "name": "a", "form": 2}"#, &mut arena).expect("it is JSON");
        assert!(read::<Sample>(node).is_err());
        assert!(read_without::<Sample>(node, &["form"]).is_ok());
    }
}
