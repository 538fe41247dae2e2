//! What a check finds: one [`Diagnostic`] per mistake, with its place, its reason and its remedy.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::rules::Rule;
use crate::source::Location;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Info,
    /// Allowed by one reading of the documentation but not by another, or advice; fails no run by default.
    Warning,
    /// The service refuses the request, or would not do what it says.
    Error,
}

impl Severity {
    /// The lower-case word that every output uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// On whose word a finding rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A statement of the model's page, used as printed.
    Literal,
    /// A statement of the model's page, narrowed to readings that the page's own requests satisfy.
    Narrowed,
    /// A newer revision of the page.
    NewerPage,
    /// The model provider's own specification.
    Provider,
    /// The text of a single parameter.
    Field,
}

impl Basis {
    /// The word that every output uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Literal => "literal",
            Self::Narrowed => "narrowed",
            Self::NewerPage => "newer-page",
            Self::Provider => "provider",
            Self::Field => "field",
        }
    }

    /// How sure it makes us.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Literal => {
                "the model's page states it, and it is used as printed: it agrees with every published request and \
                 with all other statements"
            }
            Self::Narrowed => {
                "the model's page states it, but as printed it contradicts other statements or published requests; \
                 it is used in the narrowest reading that agrees with them"
            }
            Self::NewerPage => "only a newer revision of the model's page states it, so it is warned about",
            Self::Provider => "only the model's provider states it, not the page, so it is warned about",
            Self::Field => "the page's text about a single parameter says it",
        }
    }
}

/// A parameter and, when a text was checked, where it stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// RFC 6901 JSON Pointer from the document's root, also of a parameter that is missing.
    pub pointer: String,
    /// Where to look; `None` when a value without text was checked.
    pub span: Option<Location>,
}

/// Another place that had a part in the finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The parameter that had a part in it.
    #[serde(flatten)]
    pub place: Place,
    /// What it has to do with the finding; short, lower case.
    pub message: String,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// The constraint's id (`o3-3`), where the rule set has one for it.
    pub constraint: Option<Arc<str>>,
    /// How bad it is.
    pub severity: Severity,
    /// On whose word; `None` for what concerns the text or the envelope.
    pub basis: Option<Basis>,
    /// What is wrong: lower case, no full stop, parameters in backticks.
    pub message: String,
    /// A short word for the marked place.
    pub label: Option<Cow<'static, str>>,
    /// The remedy, imperative.
    pub help: Option<Cow<'static, str>>,
    /// The name of the source it was found in.
    pub path: Arc<str>,
    /// The parameter at fault and where to look.
    pub place: Place,
    /// Index into the file's tasks.
    pub task: Option<usize>,
    /// Line of the task in an NDJSON file, from 1.
    pub line: Option<usize>,
    /// The other places, in the order of the text.
    pub labels: Vec<Label>,
    /// Address of the documentation of the parameter.
    pub documentation: Option<Arc<str>>,
    /// What the page states, in our own words or notation.
    pub statement: Option<Arc<str>>,
    /// The service's likely error code, as a hint.
    pub api_code: Option<Cow<'static, str>>,
}

impl Diagnostic {
    /// Gives back the memory that its texts have beyond their length, for where very many are kept.
    pub(crate) fn shrink_to_fit(&mut self) {
        let labels = self.labels.iter_mut().flat_map(|label| [&mut label.message, &mut label.place.pointer]);
        for text in labels.chain([&mut self.message, &mut self.place.pointer]) {
            text.shrink_to_fit();
        }
        for text in [&mut self.label, &mut self.help] {
            if let Some(Cow::Owned(text)) = text {
                text.shrink_to_fit();
            }
        }
    }
}
