//! Terms as the constraint files write them: `"width"`, or `{"parameter": "sound", "is": [true]}`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::{Parameter, Term, non_empty};
use crate::ruleset::Scalar;

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TermVisitor)
    }
}

/// A term that asks for values.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct WithValues {
    parameter: Parameter,
    #[serde(deserialize_with = "non_empty")]
    is: Vec<Scalar>,
}

struct TermVisitor;

impl<'de> Visitor<'de> for TermVisitor {
    type Value = Term;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path of a parameter, or a parameter with its values")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<Term, E> {
        Ok(Term { parameter: Parameter::from(path.to_owned()), is: Vec::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Term, A::Error> {
        let WithValues { parameter, is } = Deserialize::deserialize(MapAccessDeserializer::new(members))?;
        Ok(Term { parameter, is })
    }
}
