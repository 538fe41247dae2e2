//! Single values as the schema and constraint files write them.

use std::fmt;

use serde::Deserialize;

use crate::json::Node;

/// A text, an integer or a truth value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
}

impl Scalar {
    /// The value as `serde_json` has it.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Text(value) => value.as_str().into(),
        }
    }

    /// True where the node has this value; numbers compare as numbers, so that `1e0` is 1.
    #[must_use]
    pub fn equals(&self, node: Node<'_>) -> bool {
        match self {
            Self::Bool(value) => node.as_bool() == Some(*value),
            Self::Integer(value) => node.as_number().is_some_and(|number| number.to_i64() == Some(*value)),
            Self::Text(value) => node.as_str().as_deref() == Some(value),
        }
    }
}

/// As JSON writes it.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "\"{value}\""),
        }
    }
}
