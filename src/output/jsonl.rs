//! `jsonl`: one line of JSON per finding, in the form of the `json` report, then one line with the counts. The lines
//! can be written while files are still being checked.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::output::json::push_diagnostic;
use crate::output::json_text;
use crate::output::phrases::unreadable;
use crate::report::{FileReport, Report, Summary};

/// Writes a whole report.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let mut lines = String::new();
    for diagnostic in &report.diagnostics {
        push(&mut lines, diagnostic);
        out.write_all(lines.as_bytes())?;
        lines.clear();
    }
    write_summary(out, report)
}

/// Appends a finding, a line of its own.
pub fn push(lines: &mut String, diagnostic: &Diagnostic) {
    push_diagnostic(lines, diagnostic);
    lines.push('\n');
}

/// Writes the last line: the counts and, where there are some, the files that could not be read.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_summary(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let line = LastLine {
        summary: report.summary,
        unreadable: unreadable(report).map(UnreadableForm::new).collect(),
    };
    json_text::write(out, &line)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct LastLine<'a> {
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<UnreadableForm<'a>>,
}

#[derive(Serialize)]
struct UnreadableForm<'a> {
    path: &'a str,
    reason: Option<&'a str>,
}

impl<'a> UnreadableForm<'a> {
    fn new(file: &'a FileReport) -> Self {
        Self { path: &file.path, reason: file.reason.as_deref() }
    }
}
