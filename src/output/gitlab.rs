//! `gitlab`: a Code Quality report, which GitLab shows in merge requests.

use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::fingerprint::Trace;
use crate::output::items::{Items, Order};
use crate::output::json_text::{self, Object};
use crate::output::location::relative_path;
use crate::output::phrases::{message_and_help, unreadable, unreadable_message};
use crate::report::Report;

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let mut issues = Items::default();
    for diagnostic in &report.diagnostics {
        push(&mut issues, diagnostic, folder);
    }
    let mut order = Order::of_at_most(usize::MAX);
    let issues = order.add(issues);
    write_with(out, report, folder, order, [issues])
}

/// The same of a report whose findings were all [pushed](push), and then added to `order`, which made `issues` of them.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_with(
    out: &mut impl Write,
    report: &Report,
    folder: &str,
    mut order: Order,
    issues: impl IntoIterator<Item = String>,
) -> io::Result<()> {
    let unreadable = order.add(unreadable_issues(report, folder));
    json_text::write_list(out, issues.into_iter().chain([unreadable]))?;
    out.write_all(b"\n")
}

/// Appends a finding.
pub fn push(issues: &mut Items, diagnostic: &Diagnostic, folder: &str) {
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
    push_issue(issues, &description, diagnostic.rule.id, trace, severity, (path, line));
}

fn unreadable_issues(report: &Report, folder: &str) -> Items {
    let mut issues = Items::default();
    for file in unreadable(report) {
        let path = relative_path(&file.path, folder);
        let description = format!("{}: {}", super::UNREADABLE, unreadable_message(file));
        let trace = Trace::of_unreadable(path);
        push_issue(&mut issues, &description, super::UNREADABLE, trace, "blocker", (path, 1));
    }
    issues
}

fn push_issue(
    issues: &mut Items,
    description: &str,
    check_name: &'static str,
    trace: Trace,
    severity: &'static str,
    (path, line): (&str, usize),
) {
    let out = issues.begin();
    out.push(',');
    let mut issue = Object::begin(out);
    issue.text("description", description);
    issue.text("check_name", check_name);
    let digits = issue.value("fingerprint");
    digits.push('"');
    let at = digits.len();
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
    issues.end(Some((at, trace)));
}
