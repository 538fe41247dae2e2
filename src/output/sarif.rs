//! `sarif`: the Static Analysis Results Interchange Format, version 2.1.0, for code scanning.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::output::fingerprint::Fingerprints;
use crate::output::json_text;
use crate::output::location::{relative_path, uri};
use crate::output::phrases::{message_and_help, shown, unreadable, unreadable_message, worst_first};
use crate::redact::redact_pointer;
use crate::report::{FileReport, Report};
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
    let left_out = report.finding_count().saturating_sub(MOST_RESULTS);
    let unreadable = unreadable(report).map(|file| Notification::of_unreadable(file, folder));
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: RULES.iter().map(|rule| Descriptor::new(rule)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: report.summary.unreadable == 0,
                tool_execution_notifications: unreadable
                    .chain((left_out > 0).then(|| Notification::of_left_out(left_out)))
                    .collect(),
            }],
            column_kind: "unicodeCodePoints",
            results: Results { report, folder },
        }],
    };
    json_text::write(out, &log)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Results<'a>,
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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<ResultLocation>,
}

impl Notification {
    fn of_unreadable(file: &FileReport, folder: &str) -> Self {
        Self {
            level: "error",
            message: Text { text: without_links(unreadable_message(file)) },
            locations: vec![ResultLocation::new(relative_path(&file.path, folder), None)],
        }
    }

    fn of_left_out(count: usize) -> Self {
        let text = format!("{count} more findings are not in this report, which has room for {MOST_RESULTS}");
        Self { level: "warning", message: Text { text }, locations: Vec::new() }
    }
}

/// The results, turned into their written form one at a time.
struct Results<'a> {
    report: &'a Report,
    folder: &'a str,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        let kept = worst_first(self.report).take(MOST_RESULTS);
        serializer
            .collect_seq(kept.map(|diagnostic| Finding::new(diagnostic, self.folder, &mut fingerprints)))
    }
}

/// What SARIF calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [ResultLocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<ResultLocation>,
    partial_fingerprints: PartialFingerprints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PartialFingerprints {
    primary_location_line_hash: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Finding {
    fn new(diagnostic: &Diagnostic, folder: &str, fingerprints: &mut Fingerprints) -> Self {
        let path = relative_path(&diagnostic.path, folder);
        let mut location = ResultLocation::new(path, diagnostic.place.span);
        if !diagnostic.place.pointer.is_empty() {
            let fully_qualified_name = shown(&redact_pointer(&diagnostic.place.pointer)).into_owned();
            location.logical_locations.push(LogicalLocation { fully_qualified_name });
        }
        let related = diagnostic.labels.iter().enumerate();
        Self {
            rule_id: diagnostic.rule.id,
            rule_index: RULES.iter().position(|rule| *rule == diagnostic.rule).unwrap_or_default(),
            level: level(diagnostic.severity),
            message: Text { text: without_links(message_and_help(diagnostic)) },
            locations: [location],
            related_locations: related
                .map(|(index, label)| ResultLocation::related(path, index + 1, label))
                .collect(),
            partial_fingerprints: PartialFingerprints {
                primary_location_line_hash: fingerprints.of(path, diagnostic),
            },
        }
    }
}

impl ResultLocation {
    fn new(path: &str, span: Option<Location>) -> Self {
        Self {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(path) },
                region: span.map(Region::new),
            },
            logical_locations: Vec::new(),
            message: None,
        }
    }

    fn related(path: &str, id: usize, label: &Label) -> Self {
        Self {
            id: Some(id),
            message: Some(Text { text: without_links(shown(&label.message).into_owned()) }),
            ..Self::new(path, label.place.span)
        }
    }
}

impl Region {
    /// A place of several lines is shown by its first character: nobody looks at a whole file marked as one.
    const fn new(span: Location) -> Self {
        let (start, end) = (span.start, span.end);
        let end_column = if start.line == end.line { end.column } else { start.column + 1 };
        Self { start_line: start.line, start_column: start.column, end_line: start.line, end_column }
    }
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
