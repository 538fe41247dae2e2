//! Terms, and how the constraint files write them: `"width"`, or `{"parameter": "sound", "is": [true]}`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::{Parameter, Proposal, non_empty};
use crate::parameters::{Parameters, Presence, Truth};
use crate::ruleset::Scalar;

/// A condition on one parameter: that it is present, or that it has one of some values.
#[derive(Debug, Clone)]
pub struct Term {
    /// The parameter.
    pub parameter: Parameter,
    /// The values that satisfy the condition; any, where there are none.
    pub is: Vec<Scalar>,
}

impl Term {
    /// Whether it holds: `Maybe` where the parameter's presence, or a value that is asked for, cannot be known.
    #[must_use]
    pub fn truth(&self, task: &Parameters<'_, '_>) -> Truth {
        match task.presence(&self.parameter) {
            Presence::Absent => Truth::No,
            Presence::Unknown | Presence::Meant => Truth::Maybe,
            Presence::Present if self.is.is_empty() => Truth::Yes,
            Presence::Present => match task.sound_value(&self.parameter) {
                None => Truth::Maybe,
                Some(value) if self.is.iter().any(|scalar| scalar.equals(value)) => Truth::Yes,
                Some(_) => Truth::No,
            },
        }
    }

    /// Whether it is a condition on that parameter.
    #[must_use]
    pub fn is_about(&self, parameter: &Parameter) -> bool {
        self.parameter.slot() == parameter.slot()
    }

    /// The parameter with each of the values asked for.
    pub(super) fn proposals(&self) -> Vec<Proposal> {
        self.is.iter().map(|value| Proposal::value(&self.parameter.path, value.to_value())).collect()
    }

    /// The parameter with the value asked for, for messages: `` `safety.mode` `` or `` `sound: true` ``.
    #[must_use]
    pub fn display(&self) -> String {
        match self.is.as_slice() {
            [value] => format!("`{}: {value}`", self.parameter.path),
            _ => format!("`{}`", self.parameter.path),
        }
    }
}

/// Whether all of this is so: one of `when` holds, if there are any, all of `given`, and certainly none of `unless`.
pub(super) fn apply(when: &[Term], given: &[Term], unless: &[Term], task: &Parameters<'_, '_>) -> bool {
    let holds = |term: &Term| term.truth(task) == Truth::Yes;
    (when.is_empty() || when.iter().any(holds))
        && given.iter().all(holds)
        && unless.iter().all(|term| term.truth(task) == Truth::No)
}

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
