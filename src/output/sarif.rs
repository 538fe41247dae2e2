//! `sarif`: the Static Analysis Results Interchange Format, version 2.1.0, for code scanning.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::output::fingerprint::Trace;
use crate::output::items::{Items, Order, WorstFirst};
use crate::output::json_text::{self, Object};
use crate::output::location::{relative_path, uri};
use crate::output::phrases::{message_and_help, shown, unreadable, unreadable_message};
use crate::redact::redact_pointer;
use crate::report::Report;
use crate::rules::{RULES, Rule};
use crate::source::Location;

/// A run with more results is refused by code scanning.
pub const MOST_RESULTS: usize = 25_000;
/// Descriptions are refused beyond this many characters.
const LONGEST_DESCRIPTION: usize = 1_024;

/// Writes a report; `folder` is the one the run started in. Where there are too many results the worst are kept, and
/// a notification tells how many were left out.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let results = WorstFirst::of_report(report, |results, diagnostic| push(results, diagnostic, folder));
    write_with(out, report, folder, results)
}

/// The same of a report whose findings were all [pushed](push), the worst first; behind so many as there is room for, they
/// may be missing.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_with(
    out: &mut impl Write,
    report: &Report,
    folder: &str,
    results: impl IntoIterator<Item = Items>,
) -> io::Result<()> {
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: RULES.iter().map(|rule| Descriptor::new(rule)).collect(),
    };
    let mut order = Order::of_at_most(MOST_RESULTS);
    let results = results.into_iter().map(|results| order.add(results));
    out.write_all(
        br#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":"#,
    )?;
    json_text::write(out, &Tool { driver })?;
    let is_successful = report.summary.unreadable == 0;
    write!(out, r#","invocations":[{{"executionSuccessful":{is_successful},"toolExecutionNotifications":"#)?;
    json_text::write_list(out, [notifications(report, folder)])?;
    out.write_all(br#"}],"columnKind":"unicodeCodePoints","results":"#)?;
    json_text::write_list(out, results)?;
    out.write_all(b"}]}\n")
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl Descriptor {
    fn new(rule: &'static Rule) -> Self {
        Self {
            id: rule.id,
            short_description: Text { text: sentence(rule.summary) },
            full_description: Text { text: first_paragraph(rule) },
            help: Help { text: rule.manual, markdown: rule.manual },
            default_configuration: Configuration { level: level(rule.severity) },
        }
    }
}

fn sentence(summary: &str) -> String {
    let mut characters = summary.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

/// The paragraph after the heading of the manual page.
fn first_paragraph(rule: &Rule) -> String {
    let lines = rule.manual.lines().skip_while(|line| line.is_empty() || line.starts_with('#'));
    let lines: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    lines.join(" ").chars().take(LONGEST_DESCRIPTION).collect()
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What the run could not do, as items of a list, each led in by a comma.
fn notifications(report: &Report, folder: &str) -> String {
    let mut items = String::new();
    for file in unreadable(report) {
        items.push(',');
        let mut notification = Object::begin(&mut items);
        notification.text("level", "error");
        push_message(notification.value("message"), unreadable_message(file));
        let locations = notification.value("locations");
        locations.push('[');
        let mut location = Object::begin(locations);
        push_physical_location(location.value("physicalLocation"), relative_path(&file.path, folder), None);
        location.end();
        locations.push(']');
        notification.end();
    }
    let left_out = report.finding_count().saturating_sub(MOST_RESULTS);
    if left_out > 0 {
        items.push(',');
        let mut notification = Object::begin(&mut items);
        notification.text("level", "warning");
        let message =
            format!("{left_out} more findings are not in this report, which has room for {MOST_RESULTS}");
        push_message(notification.value("message"), message);
        notification.end();
    }
    items
}

/// Appends a finding, which SARIF calls a result.
pub fn push(results: &mut Items, diagnostic: &Diagnostic, folder: &str) {
    let path = relative_path(&diagnostic.path, folder);
    let trace = Trace::of(path, diagnostic);
    let out = results.begin();
    out.push(',');
    let mut result = Object::begin(out);
    result.text("ruleId", diagnostic.rule.id);
    result.number("ruleIndex", RULES.iter().position(|rule| *rule == diagnostic.rule).unwrap_or_default());
    result.text("level", level(diagnostic.severity));
    push_message(result.value("message"), message_and_help(diagnostic));
    push_location(result.value("locations"), path, diagnostic);
    if !diagnostic.labels.is_empty() {
        push_related_locations(result.value("relatedLocations"), path, &diagnostic.labels);
    }
    let mut hashes = Object::begin(result.value("partialFingerprints"));
    let hash = hashes.value("primaryLocationLineHash");
    hash.push('"');
    let at = hash.len();
    hash.push_str(&trace.fingerprint());
    hash.push('"');
    hashes.end();
    result.end();
    results.end(Some((at, trace)));
}

fn push_location(out: &mut String, path: &str, diagnostic: &Diagnostic) {
    out.push('[');
    let mut location = Object::begin(out);
    push_physical_location(location.value("physicalLocation"), path, diagnostic.place.span);
    if !diagnostic.place.pointer.is_empty() {
        let names = location.value("logicalLocations");
        names.push('[');
        let mut name = Object::begin(names);
        name.text("fullyQualifiedName", &*shown(&redact_pointer(&diagnostic.place.pointer)));
        name.end();
        names.push(']');
    }
    location.end();
    out.push(']');
}

fn push_related_locations(out: &mut String, path: &str, labels: &[Label]) {
    for (index, label) in labels.iter().enumerate() {
        out.push(if index == 0 { '[' } else { ',' });
        let mut location = Object::begin(out);
        location.number("id", index + 1);
        push_physical_location(location.value("physicalLocation"), path, label.place.span);
        push_message(location.value("message"), shown(&label.message).into_owned());
        location.end();
    }
    out.push(']');
}

/// Appends a place. One of several lines is shown by its first character: nobody looks at a whole file marked as one.
fn push_physical_location(out: &mut String, path: &str, span: Option<Location>) {
    let mut location = Object::begin(out);
    let mut artifact = Object::begin(location.value("artifactLocation"));
    artifact.text("uri", &*uri(path));
    artifact.end();
    if let Some(Location { start, end }) = span {
        let end_column = if start.line == end.line { end.column } else { start.column + 1 };
        let mut region = Object::begin(location.value("region"));
        region.number("startLine", start.line);
        region.number("startColumn", start.column);
        region.number("endLine", start.line);
        region.number("endColumn", end_column);
        region.end();
    }
    location.end();
}

fn push_message(out: &mut String, text: String) {
    let mut message = Object::begin(out);
    message.text("text", &*without_links(text));
    message.end();
}

/// In messages `[text](target)` is a link, unless the bracket is escaped.
fn without_links(text: String) -> String {
    if text.contains("](") { text.replace('[', "\\[") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_described_within_the_limits() {
        for rule in RULES {
            let paragraph = first_paragraph(rule);
            assert!(!paragraph.is_empty() && !paragraph.contains('#'), "{}: {paragraph}", rule.id);
            assert!(paragraph.len() < LONGEST_DESCRIPTION, "{}: cut", rule.id);
        }
        assert_eq!(sentence("an object"), "An object.");
    }
}
