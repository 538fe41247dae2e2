//! `json`: the whole report as one JSON document, version 1. The names and the order of its keys are a contract.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::diagnostic::{Basis, Diagnostic, Label};
use crate::output::json_text::{self, Object};
use crate::redact::{redact_pointer, redact_text};
use crate::report::{FileReport, Report, Status, TaskReport, Verdict};
use crate::source::{Location, Position};

/// Writes a report as one line of JSON, with a line break after it.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let items = report.diagnostics.iter().map(|diagnostic| {
        let mut item = String::new();
        push_item(&mut item, diagnostic);
        item
    });
    write_with(out, report, items)
}

/// The same of a report whose findings were all written by [`push_item`], some or none in each of `items`.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_with(
    out: &mut impl Write,
    report: &Report,
    items: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> io::Result<()> {
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    write!(out, r#"{{"version":1,"tool":{{"name":"{name}","version":"{version}"}},"files":"#)?;
    json_text::write(out, &Each(&report.files, FileForm::new))?;
    out.write_all(br#","diagnostics":"#)?;
    json_text::write_list(out, items)?;
    out.write_all(br#","summary":"#)?;
    json_text::write(out, &report.summary)?;
    out.write_all(b"}\n")
}

/// Appends a finding as an item of a list: led in by a comma.
pub fn push_item(out: &mut String, diagnostic: &Diagnostic) {
    out.push(',');
    push_diagnostic(out, diagnostic);
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
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    tasks: Each<'a, TaskReport, TaskForm<'a>>,
}

impl<'a> FileForm<'a> {
    fn new(file: &'a FileReport) -> Self {
        Self {
            path: &file.path,
            status: file.status,
            reason: file.reason.as_deref(),
            tasks: Each(&file.tasks, TaskForm::new),
        }
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

/// Appends a finding in its written form, which `jsonl` has too.
pub(super) fn push_diagnostic(out: &mut String, diagnostic: &Diagnostic) {
    let place = &diagnostic.place;
    let mut object = Object::begin(out);
    object.text("rule", diagnostic.rule.id);
    object.text("constraint", diagnostic.constraint.as_deref());
    object.text("severity", diagnostic.severity.name());
    object.text("basis", diagnostic.basis.map(Basis::name));
    object.text("message", &*redact_text(&diagnostic.message));
    object.text("help", diagnostic.help.as_deref().map(redact_text).as_deref());
    object.text("path", &*diagnostic.path);
    object.text("pointer", &*redact_pointer(&place.pointer));
    object.number("task", diagnostic.task);
    push_span(object.value("span"), place.span);
    push_labels(object.value("labels"), &diagnostic.labels);
    object.value("fixes").push_str("[]");
    object.text("documentation", diagnostic.documentation.as_deref());
    object.text("statement", diagnostic.statement.as_deref());
    object.text("apiCode", diagnostic.api_code.as_deref());
    object.end();
}

fn push_labels(out: &mut String, labels: &[Label]) {
    out.push('[');
    for (index, label) in labels.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        let mut object = Object::begin(out);
        object.text("pointer", &*redact_pointer(&label.place.pointer));
        push_span(object.value("span"), label.place.span);
        object.text("message", &*redact_text(&label.message));
        object.end();
    }
    out.push(']');
}

fn push_span(out: &mut String, span: Option<Location>) {
    let Some(span) = span else { return out.push_str("null") };
    let mut object = Object::begin(out);
    push_position(object.value("start"), span.start);
    push_position(object.value("end"), span.end);
    object.end();
}

fn push_position(out: &mut String, position: Position) {
    let mut object = Object::begin(out);
    object.number("offset", position.offset);
    object.number("line", position.line);
    object.number("column", position.column);
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Layout, Options, check};
    use crate::source::Source;

    fn written(text: &str, layout: Layout) -> String {
        let report = check(&Source::new("a.json", text), &Options { layout, ..Options::default() });
        let mut out = Vec::new();
        write(&mut out, &report).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    /// The keys of an object, in the order in which they are written.
    fn keys(object: &str) -> Vec<String> {
        let mut depth = 0;
        let mut keys = Vec::new();
        let mut rest = object;
        while let Some(at) = rest.find(['{', '}', '[', ']', '"']) {
            let (found, after) = (rest.as_bytes()[at], &rest[at + 1..]);
            rest = after;
            match found {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {
                    let (text, after) = after.split_once('"').expect("strings end");
                    if depth == 1 && after.starts_with(':') {
                        keys.push(text.to_owned());
                    }
                    rest = after;
                }
            }
            if depth == 0 {
                break;
            }
        }
        keys
    }

    #[test]
    fn the_keys_are_those_of_version_1() {
        let text =
            r#"{"taskType": "videoInference", "taskUUID": "no", "model": "klingai:kling-video@o3-pro"}"#;
        let out = written(text, Layout::Document);
        assert!(out.ends_with("}\n") && out.lines().count() == 1);
        assert_eq!(keys(&out), ["version", "tool", "files", "diagnostics", "summary"]);
        let part = |name: &str| &out[out.find(&format!("\"{name}\":[{{")).unwrap() + name.len() + 4..];
        assert_eq!(keys(part("files")), ["path", "status", "tasks"]);
        assert_eq!(keys(part("tasks")), ["index", "pointer", "taskUUID", "model", "verdict"]);
        assert_eq!(
            keys(part("diagnostics")),
            [
                "rule",
                "constraint",
                "severity",
                "basis",
                "message",
                "help",
                "path",
                "pointer",
                "task",
                "span",
                "labels",
                "fixes",
                "documentation",
                "statement",
                "apiCode"
            ]
        );
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["version"], 1);
        assert_eq!(value["tool"]["name"], "runware-lint");
        assert_eq!(value["diagnostics"][0]["fixes"], serde_json::json!([]));
        assert_eq!(value["diagnostics"][0]["span"]["start"]["line"], 1);
        let summary: Vec<&String> = value["summary"].as_object().unwrap().keys().collect();
        assert_eq!(summary.len(), 13);
        assert_eq!(value["summary"]["notRequests"], 0);
    }

    #[test]
    fn what_does_not_apply_is_null_and_only_ndjson_has_lines() {
        let out = written("\n[1,", Layout::Document);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        let diagnostic = value["diagnostics"][0].as_object().unwrap();
        for key in ["constraint", "basis", "task", "documentation", "statement"] {
            assert_eq!(diagnostic[key], serde_json::Value::Null, "{key}");
        }
        assert_eq!(value["files"][0]["status"], "malformed");
        let text = "\n{\"taskType\": \"ping\"}\n";
        let value: serde_json::Value = serde_json::from_str(&written(text, Layout::Lines)).unwrap();
        assert_eq!(value["files"][0]["tasks"][0]["line"], 2);
        assert_eq!(value["files"][0]["tasks"][0]["verdict"], "unchecked");
    }
}
