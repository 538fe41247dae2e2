//! `gitlab`: a Code Quality report, which GitLab shows in merge requests.

use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::fingerprint::{self, Fingerprints, Trace};
use crate::output::json_text::{self, Object};
use crate::output::location::relative_path;
use crate::output::phrases::{message_and_help, unreadable, unreadable_message};
use crate::report::Report;

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let mut issues = Issues::default();
    for diagnostic in &report.diagnostics {
        issues.push(diagnostic, folder);
    }
    let mut list = List::default();
    let items = list.add(issues);
    write_with(out, report, folder, list, [items])
}

/// The same of a report whose findings were all added to `list`, which made `items` of them.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_with(
    out: &mut impl Write,
    report: &Report,
    folder: &str,
    mut list: List,
    items: impl IntoIterator<Item = impl Into<Vec<u8>>>,
) -> io::Result<()> {
    let mut unreadable = Issues::default();
    unreadable.push_unreadable(report, folder);
    let unreadable = list.add(unreadable).into_bytes();
    json_text::write_list(out, items.into_iter().map(Into::into).chain([unreadable]))?;
    out.write_all(b"\n")
}

/// Issues whose fingerprints are not yet certain, since they depend on all issues that come before.
#[derive(Debug, Default)]
pub struct Issues {
    text: String,
    /// Where the fingerprints stand, and what they are made of.
    traces: Vec<(usize, Trace)>,
}

/// The list of all issues, when they come in order.
#[derive(Debug, Default)]
pub struct List(Fingerprints);

impl List {
    /// Makes the fingerprints of some issues certain. Answers with them as items of a list, each led in by a comma.
    pub fn add(&mut self, issues: Issues) -> String {
        let mut text = issues.text;
        for (at, trace) in issues.traces {
            if let Some(other) = self.0.unlike(&trace) {
                text.replace_range(at..at + fingerprint::LENGTH, &other);
            }
        }
        text
    }
}

impl Issues {
    /// Appends a finding.
    pub fn push(&mut self, diagnostic: &Diagnostic, folder: &str) {
        let path = relative_path(&diagnostic.path, folder);
        let severity = match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        // The platform shows no check names.
        let description = format!("{}: {}", diagnostic.rule.id, message_and_help(diagnostic));
        let line = diagnostic.place.span.map_or(1, |span| span.start.line);
        let trace = Trace::of(path, diagnostic);
        self.push_issue(&description, diagnostic.rule.id, trace, severity, (path, line));
    }

    fn push_unreadable(&mut self, report: &Report, folder: &str) {
        for file in unreadable(report) {
            let path = relative_path(&file.path, folder);
            let description = format!("{}: {}", super::UNREADABLE, unreadable_message(file));
            let trace = Trace::of_unreadable(path);
            self.push_issue(&description, super::UNREADABLE, trace, "blocker", (path, 1));
        }
    }

    fn push_issue(
        &mut self,
        description: &str,
        check_name: &'static str,
        trace: Trace,
        severity: &'static str,
        (path, line): (&str, usize),
    ) {
        self.text.push(',');
        let mut issue = Object::begin(&mut self.text);
        issue.text("description", description);
        issue.text("check_name", check_name);
        let digits = issue.value("fingerprint");
        digits.push('"');
        self.traces.push((digits.len(), trace));
        digits.push_str(&trace.fingerprint());
        digits.push('"');
        issue.text("severity", severity);
        let mut location = Object::begin(issue.value("location"));
        location.text("path", path);
        let mut lines = Object::begin(location.value("lines"));
        lines.number("begin", line);
        lines.end();
        location.end();
        issue.end();
    }
}
