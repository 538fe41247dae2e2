//! The whole check on one screen: a source goes in, a report comes out.
//!
//! A [`Checker`] takes the parts of a file one by one (a JSON document is one part, NDJSON may be cut between any two
//! lines) and tells what it finds in each: a [`Part`]. It knows nothing of the other parts, so that several may be checked
//! at the same time. A [`FileCheck`] takes the parts in order, adds what only the whole file tells (numbers of lines and
//! tasks, ids that are used again, whether there is a request at all), and makes the report of the file.
//!
//! A text without a mistake of the syntax goes the straight way (`straight`): task by task, each read in one pass that its
//! rule set guides. Any other is parsed as far as possible, and what can be told of it is told (`checker`).

mod budget;
mod checker;
mod diagnose;
mod file;
mod marks;
mod places;
mod spread;
mod straight;
mod uuids;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::models::Models;
use crate::money::Money;
use crate::report::{Report, append};
use crate::source::Source;

pub use budget::{Budget, PartCost};
pub use checker::{Checker, Part};
pub use file::FileCheck;
pub(crate) use spread::one_document;
pub use spread::{HEAD, may_be_one_document};

/// How the text of a source is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// One JSON document: a task, or an array of tasks.
    #[default]
    Document,
    /// NDJSON: one JSON document per line.
    Lines,
}

/// What to make of a document that is no request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Foreign {
    /// Report it: somebody named this file as a request.
    #[default]
    Report,
    /// Count it and say nothing more: the file was met on a walk.
    Skip,
}

/// What to make of a model without a rule set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UnknownModel {
    /// An error if the name is nearly that of a known model, else a warning.
    #[default]
    Nearest,
    /// Always an error.
    Error,
    /// Always a warning.
    Warn,
    /// No finding; the task is still counted as not checked.
    Ignore,
}

/// Which rules and constraints are reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these, if any are named.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

/// How to check.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How the text is laid out.
    pub layout: Layout,
    /// What to make of a document that is no request.
    pub foreign: Foreign,
    /// What to make of a model without a rule set.
    pub unknown_model: UnknownModel,
    /// Which rules and constraints are reported.
    pub selection: Selection,
    /// The models that there are rule sets for.
    pub models: Models,
    /// Who takes the requests.
    pub context: Context,
    /// How much a task, and a source, may cost; any amount, where there is none.
    pub max_cost: Option<Money>,
    /// Whether the tasks are to be counted alone: `files[].tasks` then stays empty, which saves memory where there are
    /// many.
    pub counts_only: bool,
}

/// Checks one source. Never fails and never panics: what is wrong with the text is a finding too.
#[must_use]
pub fn check(source: &Source<'_>, options: &Options) -> Report {
    Checker::new(options).check(source)
}

impl Checker<'_> {
    /// Checks one source.
    #[must_use]
    pub fn check(&mut self, source: &Source<'_>) -> Report {
        let budget = Budget::of(source, self.options());
        self.check_and_revise(source, &budget, |_, _, _| {})
    }

    /// Checks one source, of which it is known what it costs, and lets `revise` change the diagnostics of every part of
    /// it, in order. Where it does, it should let the file [judge its tasks again](FileCheck::judge_again).
    #[must_use]
    pub fn check_and_revise(
        &mut self,
        source: &Source<'_>,
        budget: &Budget<'_>,
        mut revise: impl FnMut(&mut FileCheck<'_>, &Source<'_>, &mut Vec<Diagnostic>),
    ) -> Report {
        let options = self.options();
        let mut file = FileCheck::new(source.name(), options);
        file.expect(budget);
        let mut diagnostics = Vec::new();
        let mut add = |file: &mut FileCheck<'_>, source: &Source<'_>, mut found: Vec<Diagnostic>| {
            revise(file, source, &mut found);
            append(&mut diagnostics, found);
        };
        match options.layout {
            Layout::Document => {
                let found = file.add(self.document(source));
                add(&mut file, source, found);
            }
            Layout::Lines if spread::is_utf16(source.text().as_bytes()) => {
                let mut found = file.add(self.document(source));
                for found in &mut found {
                    found.line = Some(source.first_line());
                }
                add(&mut file, source, found);
            }
            Layout::Lines if let Some(part) = spread::part(source, options) => {
                let found = file.add(part);
                add(&mut file, source, found);
            }
            Layout::Lines => {
                for part in source.parts(PART) {
                    let found = file.add(self.lines(&part));
                    add(&mut file, &part, found);
                }
            }
        }
        let last = file.end();
        add(&mut file, source, last);
        let mut report = Report::default();
        report.add(file.report(), diagnostics);
        report
    }
}

/// How many bytes of NDJSON are checked at once.
const PART: usize = 1 << 20;

/// Checks a value that has no text, such as a request before it is sent. The findings have pointers instead of places.
///
/// # Errors
/// Where the value cannot be written as JSON: a map whose keys are no strings, for instance.
pub fn check_value(value: &impl Serialize, options: &Options) -> Result<Report, serde_json::Error> {
    let text = serde_json::to_string(value)?;
    let mut report =
        check(&Source::new("<value>", text), &Options { layout: Layout::Document, ..options.clone() });
    for diagnostic in &mut report.diagnostics {
        diagnostic.place.span = None;
        for label in &mut diagnostic.labels {
            label.place.span = None;
        }
    }
    Ok(report)
}
