//! Findings to diagnostics: places are looked up, and what the rule set says of the parameter is added.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Options, Selection};
use crate::diagnostic::{Basis, Diagnostic, Label, Place};
use crate::finding::Finding;
use crate::json::{Document, Node, SyntaxError};
use crate::request;
use crate::rules::{self, Group};
use crate::ruleset::RuleSet;
use crate::service;
use crate::source::{Location, Span};

/// Where findings come from.
#[derive(Clone, Copy)]
pub(super) struct Whence<'w> {
    /// The name of the source.
    pub path: &'w Arc<str>,
    /// The rule set that judged the task.
    pub ruleset: Option<&'w RuleSet>,
    /// The task's index among those of the source.
    pub task: Option<usize>,
    /// The task's JSON Pointer in its document.
    pub task_pointer: &'w str,
    /// The line of its document, where each line is one.
    pub line: Option<usize>,
}

impl Whence<'_> {
    /// Makes a diagnostic of a finding. `locate` knows where the finding's spans are in the file.
    pub fn diagnostic(self, finding: Finding, locate: impl Fn(Span) -> Location) -> Diagnostic {
        let described = self.ruleset.filter(|ruleset| !ruleset.page.is_empty());
        let documentation = described.map(|ruleset| {
            let seen = finding.see.as_deref();
            ruleset.documentation(
                seen.unwrap_or_else(|| request::pointer_in_task(&finding.pointer, self.task_pointer)),
            )
        });
        let api_code = service::likely_error_code(&finding);
        let first_used =
            finding.first_used.map(|place| Label { place: *place, message: "first used here".to_owned() });
        let mut labels: Vec<Label> = first_used.into_iter().collect();
        labels.extend(finding.related.into_iter().map(|related| Label {
            place: Place { pointer: related.pointer, span: Some(locate(related.span)) },
            message: related.message,
        }));
        labels.sort_by_key(|label| label.place.span);
        let origin = finding.origin.as_ref();
        let basis = origin.map(|origin| origin.basis).or(self.ruleset.map(|_| Basis::Field));
        Diagnostic {
            api_code,
            rule: finding.rule,
            constraint: origin.map(|origin| Arc::clone(&origin.id)),
            severity: finding.severity,
            basis: basis.filter(|_| finding.rule.group > Group::Envelope),
            path: Arc::clone(self.path),
            place: Place { span: Some(locate(finding.span)), pointer: finding.pointer },
            task: self.task,
            line: self.line,
            labels,
            documentation,
            statement: origin.map(|origin| Arc::clone(&origin.statement)),
            message: finding.message,
            label: finding.label,
            help: finding.help,
        }
    }
}

impl Selection {
    /// Whether a finding of that rule, or constraint, is reported.
    pub(super) fn includes(&self, finding: &Finding) -> bool {
        let id = finding.origin.as_ref().map_or("", |origin| &origin.id);
        let names = |list: &[String]| {
            list.iter()
                .any(|name| name.eq_ignore_ascii_case(finding.rule.id) || name.eq_ignore_ascii_case(id))
        };
        (self.select.is_empty() || names(&self.select)) && !names(&self.ignore)
    }
}

/// The order of the diagnostics of a source: by place, then by rule.
pub(super) fn sort(diagnostics: &mut [Diagnostic]) {
    let start = |diagnostic: &Diagnostic| diagnostic.place.span.map(|span| span.start.offset);
    let order =
        |a: &Diagnostic, b: &Diagnostic| start(a).cmp(&start(b)).then_with(|| a.rule.id.cmp(b.rule.id));
    if !diagnostics.is_sorted_by(|a, b| order(a, b).is_le()) {
        diagnostics.sort_by(order);
    }
}

/// A mistake of the syntax. Where its words may hold the offending token, and that is a secret, they are general ones.
pub(super) fn syntax_finding(error: &SyntaxError, is_secret: impl Fn(Span) -> bool) -> Finding {
    let mut finding = Finding::new(&rules::INVALID_JSON, error.span, String::new(), error.message.clone());
    finding.label = error.label.clone().map(Cow::Owned);
    finding.help = error.help.clone().map(Cow::Owned);
    if error.repeats_text && is_secret(error.span) {
        "this is not JSON".clone_into(&mut finding.message);
        finding.label = None;
        finding.help = Some(Cow::Borrowed("write the value in double quotes"));
    }
    if let Some((span, message)) = &error.related {
        finding = finding.related(*span, String::new(), message.as_str());
    }
    finding
}

pub(super) fn invalid_utf8(at: usize) -> Finding {
    let span = Span::new(at, at + 1);
    Finding::new(&rules::INVALID_JSON, span, String::new(), "the text is not UTF-8".to_owned())
        .label("this byte does not fit")
        .help("save the file as UTF-8 (some editors and shells write UTF-16)")
}

/// A document that is no line of NDJSON, since it ends on another one.
pub(super) fn several_lines(opening: Span) -> Finding {
    let message = "this JSON takes several lines, but was given as one request per line".to_owned();
    Finding::new(&rules::INVALID_JSON, opening, String::new(), message)
        .label("closed on a later line")
        .help("write one task per line, or name the file `.json` (and leave out `--ndjson`)")
}

pub(super) fn not_a_request(document: Document<'_>, options: &Options) -> Finding {
    let span = document.root().map_or(Span::new(0, 0), Node::span);
    let finding =
        |message: &str| Finding::new(&rules::NOT_A_REQUEST, span, String::new(), message.to_owned());
    match document.root().and_then(|root| request::inner_task(root, options)) {
        Some((pointer, task)) => finding("this JSON is no request: its tasks stand further inside")
            .label("not what the service takes")
            .help("take out the array of tasks, or the task: nothing may stand around it")
            .related(task.opening(), pointer, "a task stands here"),
        None => finding("this JSON is no request: it holds no task")
            .label("no `taskType`, and no `model` written as `source:name@version`")
            .help("name only request files, or use `--skip-foreign` to pass over others"),
    }
}

/// A task has the id of an earlier one.
pub(super) fn repeated_uuid(span: Span, pointer: String, first: Place) -> Finding {
    let message = "another task of this file has the same `taskUUID`".to_owned();
    let mut finding = Finding::new(&rules::DUPLICATE_TASK_UUID, span, pointer, message)
        .label("again")
        .help("make a new UUID for every task, also for a retry");
    finding.first_used = Some(Box::new(first));
    finding
}
