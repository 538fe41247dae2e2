//! The catalogue of rules. A rule is one line here and one manual page beside this file; the page is the text of
//! `explain`, and its requests are run by the tests.

use crate::diagnostic::Severity;

/// Which part of a request a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The JSON text itself.
    Syntax,
    /// Tasks, their types and models, secrets.
    Envelope,
    /// Limits that you set yourself.
    Limit,
    /// One parameter at a time.
    Parameter,
    /// Several parameters together.
    Across,
    /// Allowed, but probably not what was meant.
    Advice,
}

impl Group {
    /// The word that every output uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Envelope => "envelope",
            Self::Parameter => "parameter",
            Self::Across => "across",
            Self::Advice => "advice",
            Self::Limit => "limit",
        }
    }

    /// What its rules are about, as a heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Syntax => "The JSON text",
            Self::Envelope => "Tasks, models and secrets",
            Self::Parameter => "Single parameters",
            Self::Across => "Combinations of parameters",
            Self::Advice => "Advice",
            Self::Limit => "Limits of your own",
        }
    }
}

/// A kind of mistake.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in every output.
    pub id: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// What it is about.
    pub group: Group,
    /// One sentence, lower case, no full stop.
    pub summary: &'static str,
    /// The manual page, Markdown.
    pub manual: &'static str,
}

/// There is one of each, in the catalogue.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Rule {}

macro_rules! catalogue {
    ($($name:ident $id:literal $severity:ident $group:ident $summary:literal;)*) => {
        $(
            #[doc = concat!("`", $id, "`: ", $summary, ".\n\n")]
            #[doc = include_str!(concat!($id, ".md"))]
            pub static $name: Rule = Rule {
                id: $id,
                severity: Severity::$severity,
                group: Group::$group,
                summary: $summary,
                manual: include_str!(concat!($id, ".md")),
            };
        )*
        /// Every rule, by group.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

catalogue! {
    INVALID_JSON "invalid-json" Error Syntax "the text is not JSON";
    DUPLICATE_KEY "duplicate-key" Error Syntax "an object has the same key twice";

    NOT_A_REQUEST "not-a-request" Error Envelope "the JSON holds no task";
    UNKNOWN_MODEL "unknown-model" Error Envelope "there is no rule set for the model";
    UNKNOWN_TASK_TYPE "unknown-task-type" Error Envelope "the service has no such task type";
    DUPLICATE_TASK_UUID "duplicate-task-uuid" Error Envelope "two tasks of a file have the same taskUUID";
    EMBEDDED_API_KEY "embedded-api-key" Error Envelope "an API key is written into the file";
    EMBEDDED_CREDENTIAL "embedded-credential" Warning Envelope "an address carries a password or a signature";

    MISSING_FIELD "missing-field" Error Parameter "a required parameter is missing";
    UNKNOWN_FIELD "unknown-field" Error Parameter "the model has no such parameter";
    WRONG_TYPE "wrong-type" Error Parameter "a value has the wrong JSON type";
    VALUE_NOT_ALLOWED "value-not-allowed" Error Parameter "a value is not one of those allowed";
    VALUE_OUT_OF_RANGE "value-out-of-range" Error Parameter "a number is too small or too large";
    WRONG_LENGTH "wrong-length" Error Parameter "a text is too short or too long";
    WRONG_ITEM_COUNT "wrong-item-count" Error Parameter "a list has too few or too many items";
    INVALID_FORMAT "invalid-format" Error Parameter "a text does not have the form it needs";
    INVALID_MEDIA_REFERENCE "invalid-media-reference" Error Parameter "a text is no reference to an image or a video";

    EXACTLY_ONE_OF "exactly-one-of" Error Across "exactly one of several parameters must be present";
    REQUIRED_WITH "required-with" Error Across "a parameter needs another one";
    FORBIDDEN_WITH "forbidden-with" Error Across "a parameter excludes another one";
    USED_TOGETHER "used-together" Error Across "one of two parameters is present without the other";
    ITEM_LIMIT "item-limit" Error Across "a list is too long beside another parameter";
    UNSUPPORTED_DIMENSIONS "unsupported-dimensions" Error Across "the model has no such width and height";
    DURATION_SUM "duration-sum" Error Across "the segments do not add up to the duration";
    FRAME_POSITION "frame-position" Error Across "frame images do not fit the positions there are";
    ELEMENT_COMPOSITION "element-composition" Error Across "an element combines media that exclude each other";
    DUPLICATE_ELEMENT_ID "duplicate-element-id" Error Across "two elements have the same id";
    UNKNOWN_ELEMENT_REFERENCE "unknown-element-reference" Error Across "a prompt names an element that is not there";

    CONTESTED_USE "contested-use" Warning Advice "the documentation contradicts itself about this use";
    IGNORED_FIELD "ignored-field" Warning Advice "a parameter has no effect here";
    PROVIDER_LIMIT "provider-limit" Warning Advice "only the model's provider states this limit";
    UNUSED_ELEMENT "unused-element" Warning Advice "no prompt names the element";
    EMPTY_LIST "empty-list" Warning Advice "a list is present but empty";

    BUDGET_EXCEEDED "budget-exceeded" Error Limit "the request costs more than `--max-cost` allows";
}

/// The rule of that name, in any letter case.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}
