//! `json`: the whole report as one JSON document, version 1. The names and the order of its keys are a contract.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::diagnostic::{Basis, Diagnostic, Label, Severity};
use crate::output::redact::redact_text;
use crate::report::{FileReport, Report, Status, Summary, TaskReport, Verdict};
use crate::source::Location;

/// Writes a report as one line of JSON, with a line break after it.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let document = ReportForm {
        version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        files: Each(&report.files, FileForm::new),
        diagnostics: Each(&report.diagnostics, DiagnosticForm::new),
        summary: report.summary,
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct ReportForm<F: Serialize, D: Serialize> {
    version: u32,
    tool: Tool,
    files: F,
    diagnostics: D,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// A list that is turned into its written form one item at a time.
struct Each<'a, T, F>(&'a [T], fn(&'a T) -> F);

impl<T, F: Serialize> Serialize for Each<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

#[derive(Serialize)]
struct FileForm<'a> {
    path: &'a str,
    status: Status,
    tasks: Each<'a, TaskReport, TaskForm<'a>>,
}

impl<'a> FileForm<'a> {
    fn new(file: &'a FileReport) -> Self {
        Self { path: &file.path, status: file.status, tasks: Each(&file.tasks, TaskForm::new) }
    }
}

#[derive(Serialize)]
struct TaskForm<'a> {
    index: usize,
    pointer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(rename = "taskUUID")]
    task_uuid: Option<Cow<'a, str>>,
    model: Option<Cow<'a, str>>,
    verdict: Verdict,
}

impl<'a> TaskForm<'a> {
    fn new(task: &'a TaskReport) -> Self {
        Self {
            index: task.index,
            pointer: &task.pointer,
            line: task.line,
            task_uuid: task.task_uuid.as_deref().map(redact_text),
            model: task.model.as_deref().map(redact_text),
            verdict: task.verdict,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DiagnosticForm<'a> {
    rule: &'static str,
    constraint: Option<&'a str>,
    severity: Severity,
    basis: Option<Basis>,
    message: Cow<'a, str>,
    help: Option<Cow<'a, str>>,
    path: &'a str,
    pointer: Cow<'a, str>,
    task: Option<usize>,
    span: Option<Location>,
    labels: Each<'a, Label, LabelForm<'a>>,
    fixes: [(); 0],
    documentation: Option<&'a str>,
    statement: Option<&'a str>,
    api_code: Option<&'a str>,
}

impl<'a> DiagnosticForm<'a> {
    fn new(diagnostic: &'a Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule.id,
            constraint: diagnostic.constraint.as_deref(),
            severity: diagnostic.severity,
            basis: diagnostic.basis,
            message: redact_text(&diagnostic.message),
            help: diagnostic.help.as_deref().map(redact_text),
            path: &diagnostic.path,
            pointer: redact_text(&diagnostic.place.pointer),
            task: diagnostic.task,
            span: diagnostic.place.span,
            labels: Each(&diagnostic.labels, LabelForm::new),
            fixes: [],
            documentation: diagnostic.documentation.as_deref(),
            statement: diagnostic.statement.as_deref(),
            api_code: diagnostic.api_code.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct LabelForm<'a> {
    pointer: Cow<'a, str>,
    span: Option<Location>,
    message: Cow<'a, str>,
}

impl<'a> LabelForm<'a> {
    fn new(label: &'a Label) -> Self {
        Self {
            pointer: redact_text(&label.place.pointer),
            span: label.place.span,
            message: redact_text(&label.message),
        }
    }
}
