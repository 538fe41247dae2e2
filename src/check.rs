//! The whole check on one screen: a source goes in, a report comes out.

use crate::report::{FileReport, Report, Status};
use crate::source::Source;

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
}

/// Checks one source. Never fails and never panics: what is wrong with the text is a finding too.
#[must_use]
pub fn check(source: &Source<'_>, options: &Options) -> Report {
    let _ = options;
    let mut report = Report::default();
    let file = FileReport { path: source.name().to_owned(), status: Status::NotARequest, tasks: Vec::new() };
    report.add(file, Vec::new());
    report
}
