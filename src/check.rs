//! The whole check on one screen: a source goes in, a report comes out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde::Serialize;

use crate::cost;
use crate::diagnostic::{Basis, Diagnostic, Label, Place, Severity};
use crate::finding::Finding;
use crate::json::{Arena, Document, Node, SyntaxError};
use crate::models::Models;
use crate::money::Money;
use crate::report::{FileReport, Report, Status, TaskReport, Verdict};
use crate::request::{self, Judge, mentions_task};
use crate::rules::{self, Group};
use crate::ruleset::{self, RuleSet};
use crate::service;
use crate::source::{BYTE_ORDER_MARK, Source, Span};

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
    /// How much a task, and a source, may cost; any amount, where there is none.
    pub max_cost: Option<Money>,
}

/// Checks one source. Never fails and never panics: what is wrong with the text is a finding too.
#[must_use]
pub fn check(source: &Source<'_>, options: &Options) -> Report {
    let mut check = Check::new(source, options);
    match options.layout {
        Layout::Document => check.document(source.text(), 0, None),
        Layout::Lines => check.lines(),
    }
    check.into_report()
}

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

/// One source while it is checked.
struct Check<'s, 'o> {
    source: &'s Source<'s>,
    options: &'o Options,
    name: Arc<str>,
    arena: Arena,
    tasks: Vec<TaskReport>,
    diagnostics: Vec<Diagnostic>,
    uuids: HashMap<u128, Place>,
    is_malformed: bool,
    has_requests: bool,
    foreign: Vec<Foreigner>,
}

/// A document that is no request.
struct Foreigner {
    /// Where it stands in the source.
    span: Span,
    line: Option<usize>,
}

impl<'s, 'o> Check<'s, 'o> {
    fn new(source: &'s Source<'s>, options: &'o Options) -> Self {
        Self {
            source,
            options,
            name: source.name().into(),
            arena: Arena::default(),
            tasks: Vec::new(),
            diagnostics: Vec::new(),
            uuids: HashMap::new(),
            is_malformed: false,
            has_requests: false,
            foreign: Vec::new(),
        }
    }

    /// Every line that is not blank is a document.
    fn lines(&mut self) {
        let text = self.source.text();
        let mut start = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if !line.trim_start_matches(BYTE_ORDER_MARK).trim_ascii().is_empty() {
                let line = line.strip_suffix('\n').unwrap_or(line);
                self.document(line.strip_suffix('\r').unwrap_or(line), start, Some(index + 1));
            }
            start += line.len();
        }
        if self.foreign.is_empty() && !self.has_requests {
            self.document(text, 0, None);
        }
    }

    /// One JSON document, `base` bytes into the source.
    fn document(&mut self, text: &str, base: usize, line: Option<usize>) {
        let mut arena = std::mem::take(&mut self.arena);
        let document = arena.parse(text);
        let invalid_byte =
            self.source.invalid_utf8().iter().find(|&&at| (base..=base + text.len()).contains(&at));
        let is_request =
            if invalid_byte.is_some() { mentions_task(text) } else { request::is_request(document) };
        let is_broken = invalid_byte.is_some() || !document.errors().is_empty();
        if is_request || (is_broken && self.options.foreign == Foreign::Report) {
            self.has_requests = true;
            match invalid_byte {
                Some(&at) => self.invalid_utf8(at, line),
                None => self.request(document, is_request, base, line),
            }
        } else {
            let span = document.root().map_or(Span::new(0, 0), Node::span);
            self.foreign.push(Foreigner { span: Span::new(base + span.start, base + span.end), line });
        }
        self.arena = arena;
    }

    fn invalid_utf8(&mut self, at: usize, line: Option<usize>) {
        self.is_malformed = true;
        let finding = Finding::new(
            &rules::INVALID_JSON,
            Span::new(at, at + 1),
            String::new(),
            "the text is not UTF-8".to_owned(),
        );
        let finding = finding.label("this byte does not fit").help("save the file as UTF-8");
        self.diagnose(finding, 0, None, line, None);
    }

    fn request(&mut self, document: Document<'_>, has_tasks: bool, base: usize, line: Option<usize>) {
        self.is_malformed |= !document.errors().is_empty();
        let first_task = self.tasks.len();
        let mut spans = Vec::new();
        for (pointer, task) in document.root().filter(|_| has_tasks).into_iter().flat_map(request::tasks) {
            spans.push(task.span());
            self.task(document, task, pointer, base, line);
        }
        for error in document.errors() {
            let is_inside = |task: &Span| task.start <= error.span.start && error.span.end <= task.end;
            let task = spans.iter().position(is_inside).map(|index| first_task + index);
            self.diagnose(syntax_finding(error), base, task, line, None);
        }
    }

    fn task(
        &mut self,
        document: Document<'_>,
        task: Node<'_>,
        pointer: String,
        base: usize,
        line: Option<usize>,
    ) {
        let index = self.tasks.len();
        let judge = request::judge(task, &pointer, &self.options.models, self.options.unknown_model);
        let (mut findings, ruleset) = match judge {
            Judge::RuleSet(ruleset) => {
                let elsewhere = |path: &str| self.options.models.with_parameter(path, &ruleset.model);
                (ruleset.check(task, &pointer, &elsewhere), Some(ruleset))
            }
            Judge::Nothing(mut findings) => {
                findings.extend(ruleset::duplicate_keys_of(task, &pointer));
                (findings, None)
            }
        };
        if ruleset.is_some() {
            findings.extend(self.repeated_uuid(task, &pointer, base));
        }
        let was_judged = ruleset.is_some() && document.errors().is_empty();
        self.tasks.push(TaskReport {
            index,
            task_uuid: request::shown_member(task, "taskUUID"),
            model: request::shown_member(task, "model"),
            pointer,
            line,
            verdict: if was_judged { Verdict::Valid } else { Verdict::Unchecked },
            is_judged: was_judged,
        });
        for finding in findings {
            self.diagnose(finding, base, Some(index), line, ruleset);
        }
    }

    /// A finding where an earlier task of the source has the same id; the earlier place is already located.
    fn repeated_uuid(&mut self, task: Node<'_>, pointer: &str, base: usize) -> Option<Finding> {
        let (uuid, value) = request::task_uuid(task)?;
        let place = Place {
            pointer: format!("{pointer}/taskUUID"),
            span: Some(self.source.locate(shifted(value.span(), base))),
        };
        match self.uuids.entry(uuid) {
            Entry::Vacant(entry) => {
                entry.insert(place);
                None
            }
            Entry::Occupied(first) => {
                let message = "another task of this file has the same `taskUUID`".to_owned();
                let finding = Finding::new(&rules::DUPLICATE_TASK_UUID, value.span(), place.pointer, message);
                let finding = finding.label("again").help("make a new UUID for every task, also for a retry");
                let mut finding = finding;
                finding.first_used = Some(first.get().clone());
                Some(finding)
            }
        }
    }

    /// Makes a diagnostic of a finding, unless its rule or constraint was deselected.
    fn diagnose(
        &mut self,
        finding: Finding,
        base: usize,
        task: Option<usize>,
        line: Option<usize>,
        ruleset: Option<&RuleSet>,
    ) {
        if !self.options.selection.includes(&finding) {
            return;
        }
        if let Some(task) = task.filter(|_| finding.severity == Severity::Error) {
            self.tasks[task].verdict = Verdict::Invalid;
        }
        let locate = |span: Span| Some(self.source.locate(shifted(span, base)));
        let task_pointer = task.map_or("", |task| &self.tasks[task].pointer);
        let documentation = ruleset.map(|ruleset| {
            let seen = finding.see.as_deref();
            ruleset.documentation(
                seen.unwrap_or_else(|| request::pointer_in_task(&finding.pointer, task_pointer)),
            )
        });
        let mut labels: Vec<Label> = finding
            .first_used
            .iter()
            .cloned()
            .map(|place| Label { place, message: "first used here".to_owned() })
            .collect();
        labels.extend(finding.related.iter().map(|related| Label {
            place: Place { pointer: related.pointer.clone(), span: locate(related.span) },
            message: related.message.clone(),
        }));
        labels.sort_by_key(|label| label.place.span);
        let origin = finding.origin.as_ref();
        let basis = origin.map(|origin| origin.basis).or(ruleset.map(|_| Basis::Field));
        self.diagnostics.push(Diagnostic {
            api_code: service::likely_error_code(&finding),
            rule: finding.rule,
            constraint: origin.map(|origin| Arc::clone(&origin.id)),
            severity: finding.severity,
            basis: basis.filter(|_| finding.rule.group > Group::Envelope),
            path: Arc::clone(&self.name),
            place: Place { span: locate(finding.span), pointer: finding.pointer },
            task,
            line,
            labels,
            documentation,
            statement: origin.map(|origin| Arc::clone(&origin.statement)),
            message: finding.message,
            label: finding.label,
            help: finding.help,
        });
    }

    /// What costs more than is allowed.
    fn budget(&mut self) {
        let Some(limit) = self.options.max_cost else { return };
        for (task, finding) in cost::over_budget(self.source, self.options, limit) {
            self.diagnose(finding, 0, Some(task.index), task.line, None);
        }
    }

    fn into_report(mut self) -> Report {
        self.budget();
        let is_foreign = !self.has_requests;
        for foreigner in std::mem::take(&mut self.foreign) {
            match self.options.foreign {
                Foreign::Report => {
                    self.diagnose(not_a_request(foreigner.span), 0, None, foreigner.line, None);
                }
                Foreign::Skip if is_foreign => {}
                // A line among requests that is none: counted, so that nothing passes silently.
                Foreign::Skip => self.tasks.push(TaskReport {
                    index: self.tasks.len(),
                    pointer: String::new(),
                    line: foreigner.line,
                    task_uuid: None,
                    model: None,
                    verdict: Verdict::Unchecked,
                    is_judged: false,
                }),
            }
        }
        self.diagnostics.sort_by(|a, b| {
            let start = |diagnostic: &Diagnostic| diagnostic.place.span.map(|span| span.start.offset);
            start(a).cmp(&start(b)).then_with(|| a.rule.id.cmp(b.rule.id))
        });
        let status = if self.is_malformed {
            Status::Malformed
        } else if is_foreign {
            Status::NotARequest
        } else {
            Status::Checked
        };
        let mut report = Report::default();
        let path = self.name.to_string();
        report.add(FileReport { path, status, reason: None, tasks: self.tasks }, self.diagnostics);
        report
    }
}

impl Selection {
    fn includes(&self, finding: &Finding) -> bool {
        let id = finding.origin.as_ref().map_or("", |origin| &origin.id);
        let names = |list: &[String]| {
            list.iter()
                .any(|name| name.eq_ignore_ascii_case(finding.rule.id) || name.eq_ignore_ascii_case(id))
        };
        (self.select.is_empty() || names(&self.select)) && !names(&self.ignore)
    }
}

fn shifted(span: Span, base: usize) -> Span {
    Span::new(span.start + base, span.end + base)
}

fn syntax_finding(error: &SyntaxError) -> Finding {
    let mut finding = Finding::new(&rules::INVALID_JSON, error.span, String::new(), error.message.clone());
    finding.label.clone_from(&error.label);
    finding.help.clone_from(&error.help);
    if let Some((span, message)) = &error.related {
        finding = finding.related(*span, String::new(), message.as_str());
    }
    finding
}

fn not_a_request(span: Span) -> Finding {
    let message = "this JSON is no request: it holds no task".to_owned();
    Finding::new(&rules::NOT_A_REQUEST, span, String::new(), message)
        .label("no `taskType`, and no `model` written as `source:name@version`")
        .help("name only request files, or use `--skip-foreign` to pass over others")
}
