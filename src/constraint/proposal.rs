//! What a form can say of requests that do not exist yet: values with which it is satisfied, and values at which it
//! turns. The maker of requests (`sample`) tries them; a form that proposes nothing is judged on the schema's samples.

use serde_json::Value;

/// One value worth trying. Parameters are named by their paths.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// The parameter with this value.
    Value {
        /// The parameter.
        parameter: String,
        /// The value.
        value: Value,
    },
    /// A list of that many items, all different.
    Items {
        /// The list.
        list: String,
        /// How many.
        count: usize,
    },
    /// A list of objects, each with these members, whatever else they need.
    Objects {
        /// The list.
        list: String,
        /// The members of each object.
        items: Vec<Vec<(String, Value)>>,
    },
    /// A list of one object, with a text of that many characters.
    Text {
        /// The list.
        list: String,
        /// The text's name in the object.
        field: String,
        /// How many characters.
        length: usize,
    },
    /// Values of `list` and `total` that fit together: `total` is the sum of `field` over the list's items.
    Sum {
        /// The list.
        list: String,
        /// The summand's name in the list's objects.
        field: String,
        /// The sum.
        total: String,
        /// What `total` is where it is absent.
        default: i64,
    },
    /// Texts that name the items of `list`, each by the words of [`Proposal::name_of`].
    Names {
        /// The list.
        list: String,
        /// The prompt that names them …
        prompt: String,
        /// … or the list of segments that has a prompt for each …
        segments: String,
        /// … under this name.
        segment_prompt: String,
    },
    /// Two parameters that only make sense together.
    Pair {
        /// The two.
        pair: [String; 2],
        /// Values that they may have together; any, where none are known.
        values: Vec<[Value; 2]>,
    },
    /// The parameter is one of several that would do, but not the one that is usually meant.
    SecondChoice {
        /// The parameter.
        parameter: String,
    },
}

impl Proposal {
    /// A parameter with a value.
    #[must_use]
    pub fn value(parameter: &str, value: impl Into<Value>) -> Self {
        Self::Value { parameter: parameter.to_owned(), value: value.into() }
    }

    /// A list of that many items.
    #[must_use]
    pub fn items(list: &str, count: usize) -> Self {
        Self::Items { list: list.to_owned(), count }
    }

    /// How a prompt names the item with that index.
    #[must_use]
    pub fn name_of(index: usize) -> String {
        format!("<<<element_{}>>>", index + 1)
    }
}
