//! Checks parts of files, each by itself.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::diagnose::{self, Whence};
use super::marks::Mark;
use super::places::{self, IdPlace};
use super::uuids::Uuids;
use super::{Foreign, Options};
use crate::cost;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::finding::Finding;
use crate::json::{Arena, Document, Node, Pointer};
use crate::redact;
use crate::report::{TaskReport, Verdict, Verdicts};
use crate::request::{self, Envelope, Judge, mentions_task};
use crate::rules;
use crate::ruleset::{self, Reading, RuleSet};
use crate::source::{Line, Source, Span, is_blank};

/// Checks one part after the other, in memory that is used again. Threads need one each.
#[derive(Debug)]
pub struct Checker<'o> {
    options: &'o Options,
    /// The name of the source, to be shared by its diagnostics, once there is one.
    name: Option<Arc<str>>,
    arena: Arena,
    pointer: String,
    reading: Reading,
    /// For how many tasks, and findings, the next part of NDJSON has room at once: a few more than the one before had.
    usual: (usize, usize),
}

/// What one part of a file came to.
#[derive(Debug, Default)]
pub struct Part<'o> {
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The tasks, unless they are only to be counted.
    pub(super) tasks: Vec<TaskReport>,
    pub(super) verdicts: Verdicts,
    /// One for every task.
    pub(super) marks: Vec<Mark>,
    /// Ids that other parts may have too.
    pub(super) ids: Vec<TaskId<'o>>,
    /// Lines among which none is a request, where that is no finding.
    pub(super) passed_over: Vec<usize>,
    /// Line breaks.
    pub(super) line_breaks: usize,
    /// Offset and line of its first byte.
    pub(super) start: (usize, usize),
    pub(super) is_malformed: bool,
    pub(super) has_documents: bool,
    pub(super) has_requests: bool,
}

/// The id of a task that was judged by a rule set.
#[derive(Debug)]
pub(super) struct TaskId<'o> {
    pub uuid: u128,
    pub place: IdPlace,
    /// The task's index in the part.
    pub task: usize,
    pub ruleset: &'o RuleSet,
}

impl<'o> Checker<'o> {
    /// A checker for all sources that are checked with these options.
    #[must_use]
    pub fn new(options: &'o Options) -> Self {
        Self {
            options,
            name: None,
            arena: Arena::default(),
            pointer: String::new(),
            reading: Reading::default(),
            usual: (0, 0),
        }
    }

    /// How it checks.
    pub(super) fn options(&self) -> &'o Options {
        self.options
    }

    /// Checks a source that is one JSON document.
    #[must_use]
    pub fn document(&mut self, source: &Source<'_>) -> Part<'o> {
        self.part(source, |work, arena| work.document(arena, source.text(), 0, None))
    }

    /// Checks NDJSON: every line that is not blank is a document. The source may be a part of a file, of whole lines: it
    /// should know its offset in the file ([`Source::starting_at`]), but count its lines as if it were the first part.
    #[must_use]
    pub fn lines(&mut self, source: &Source<'_>) -> Part<'o> {
        let (tasks, findings) = self.usual;
        let part = self.part(source, |work, arena| {
            work.part.marks.reserve(tasks);
            work.part.ids.reserve(tasks);
            work.part.diagnostics.reserve(findings);
            let text = source.text();
            let mut start = 0;
            let mut index = 0;
            while start < text.len() {
                // Of a line that is right, the end need not be looked for.
                if let Some(end) = work.straight_line(arena, &text[start..], Line { start, index }) {
                    let line_break = start + end;
                    index += usize::from(line_break < text.len());
                    start = line_break + 1;
                    continue;
                }
                let line_break = memchr::memchr(b'\n', &text.as_bytes()[start..]);
                let end = line_break.map_or(text.len(), |length| start + length);
                let line = &text[start..end];
                if !is_blank(line) {
                    let document = line.strip_suffix('\r').unwrap_or(line);
                    work.document(arena, document, start, Some(Line { start, index }));
                }
                index += usize::from(line_break.is_some());
                start = end + 1;
            }
            work.part.line_breaks = index;
        });
        self.usual = [part.ids.len(), part.diagnostics.len()].map(|count| count + count / 4).into();
        part
    }

    fn part(
        &mut self,
        source: &Source<'_>,
        check: impl FnOnce(&mut Work<'_, '_, 'o>, &mut Arena),
    ) -> Part<'o> {
        self.name.take_if(|name| **name != *source.name());
        let mut work = Work {
            source,
            options: self.options,
            name: &mut self.name,
            pointer: &mut self.pointer,
            reading: &mut self.reading,
            invalid_utf8: source.invalid_utf8(),
            uuids: Uuids::default(),
            part: Part { start: (source.first_offset(), source.first_line()), ..Part::default() },
        };
        check(&mut work, &mut self.arena);
        let mut part = work.part;
        diagnose::sort(&mut part.diagnostics);
        part
    }
}

/// One part while it is checked.
pub(super) struct Work<'w, 's, 'o> {
    source: &'w Source<'s>,
    pub(super) options: &'o Options,
    name: &'w mut Option<Arc<str>>,
    /// The JSON Pointer of the task at hand.
    pub(super) pointer: &'w mut String,
    /// What the reading of a task's text tells.
    pub(super) reading: &'w mut Reading,
    /// Those that were not yet passed.
    invalid_utf8: &'w [usize],
    /// The ids of the tasks of an array.
    pub(super) uuids: Uuids,
    pub(super) part: Part<'o>,
}

/// True for a place at which, or right before which, a document could be read no further: what stands there may be part
/// of something else.
fn is_unfinished(document: Document<'_>, span: Span) -> bool {
    document.errors().last().is_some_and(|error| {
        let is_around =
            span.start <= error.span.start && error.span.end <= span.end && span.end > span.start + 1;
        let between = document.text().get(span.end..error.span.start);
        let is_at_end = error.span.start == document.text().len();
        is_around || between.is_some_and(|gap| gap.is_empty() || (!is_at_end && gap.trim_ascii().is_empty()))
    })
}

/// Where the string ends that begins at a byte of a text.
fn string_at(text: &str, start: usize) -> Option<Span> {
    let (length, _) = Arena::default().read(text, start, 0, |cursor| Some(cursor.string()?.raw.len()))?;
    Some(Span::new(start, start + length + 2))
}

/// A document and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Here<'d> {
    pub document: Document<'d>,
    /// Offset of its text in the source.
    pub base: usize,
    /// Its line, where every line is a document.
    pub line: Option<Line>,
}

/// What is known of a task when all findings in it are.
pub(super) struct Judged<'d, 'o> {
    pub task: Node<'d>,
    pub envelope: Envelope<'d>,
    pub findings: Vec<Finding>,
    pub ruleset: Option<&'o RuleSet>,
    /// A mistake of the syntax stands in it.
    pub is_broken: bool,
}

impl<'o> Work<'_, '_, 'o> {
    /// One JSON document, `base` bytes into the source.
    fn document(&mut self, arena: &mut Arena, text: &str, base: usize, line: Option<Line>) {
        self.part.has_documents = true;
        if line.is_none() && self.has_only_utf8() && self.straight(arena, text) {
            self.part.has_requests = true;
            return;
        }
        let document = arena.parse(text);
        let here = Here { document, base, line };
        let invalid_byte = self.invalid_byte(base + text.len());
        let is_request = if invalid_byte.is_some() {
            mentions_task(text)
        } else {
            request::is_request(document, self.options)
        };
        let is_broken = invalid_byte.is_some() || !document.errors().is_empty();
        if is_request || (is_broken && self.options.foreign == Foreign::Report) {
            self.part.has_requests = true;
            self.part.is_malformed |= is_broken;
            match invalid_byte {
                Some(at) => self.diagnose(diagnose::invalid_utf8(at - base), here, None, None),
                None => self.request(here, is_request),
            }
        } else if self.options.foreign == Foreign::Report {
            self.diagnose(diagnose::not_a_request(document, self.options), here, None, None);
        } else if let Some(line) = line {
            self.part.passed_over.push(self.number(line));
        }
    }

    /// Whether there is no wrong byte ahead.
    pub(super) fn has_only_utf8(&self) -> bool {
        self.invalid_utf8.is_empty()
    }

    /// The first wrong byte before `end`; those are passed.
    fn invalid_byte(&mut self, end: usize) -> Option<usize> {
        let first = self.invalid_utf8.first().copied().filter(|&at| at < end)?;
        let passed = self.invalid_utf8.partition_point(|&at| at < end);
        self.invalid_utf8 = &self.invalid_utf8[passed..];
        Some(first)
    }

    fn request(&mut self, here: Here<'_>, has_tasks: bool) {
        let tasks = || here.document.root().filter(|_| has_tasks).into_iter().flat_map(request::tasks);
        let first_task = self.part.verdicts.total();
        let errors = here.document.errors();
        // Where secrets stand in the document, when somebody asks.
        let secrets = OnceCell::new();
        let is_secret = |span: Span| {
            let secrets = secrets.get_or_init(|| match here.line {
                Some(_) => redact::secrets_of_line(here.document.text()),
                None => redact::secrets(here.document.text()),
            });
            // They are in order, and apart from each other.
            let next = secrets.partition_point(|secret: &Range<usize>| secret.end <= span.start);
            secrets.get(next).is_some_and(|secret| secret.start < span.end)
        };
        // Mistakes of the syntax, each with the index of the task that it stands in.
        let mut mistakes = Vec::new();
        let mut broken = Vec::new();
        if !errors.is_empty() {
            let spans: Vec<Span> = tasks().map(|(_, task)| task.span()).collect();
            let is_cut_off = tasks().last().is_some_and(|(_, task)| task.is_incomplete());
            broken.resize(spans.len(), false);
            for error in errors {
                let behind = spans.partition_point(|task| task.start <= error.span.start);
                // A task that was cut off holds what cut it off, wherever it was read to.
                let is_cut_off = behind == spans.len() && is_cut_off;
                let is_inside = |index: &usize| error.span.end <= spans[*index].end || is_cut_off;
                let task = behind.checked_sub(1).filter(is_inside);
                let finding = diagnose::syntax_finding(error, is_secret);
                if self.options.selection.includes(&finding) {
                    if let Some(task) = task {
                        broken[task] = true;
                    }
                    mistakes.push((finding, task));
                }
            }
        }
        for (index, (item, task)) in tasks().enumerate() {
            self.task(here, item, task, broken.get(index) == Some(&true));
        }
        for (mistake, task) in mistakes {
            self.diagnose(mistake, here, task.map(|index| first_task + index), None);
        }
    }

    /// One task. `is_broken` tells that a mistake of the syntax stands in it.
    pub(super) fn task(&mut self, here: Here<'_>, item: Option<usize>, task: Node<'_>, is_broken: bool) {
        self.go_to(item);
        let options = self.options;
        let envelope = Envelope::of(task);
        let judge = request::judge(task, &envelope, self.pointer, options, options.unknown_model);
        let (findings, ruleset) = match judge {
            Judge::RuleSet(ruleset) => {
                let elsewhere = |path: &str| options.models.with_parameter(path, &ruleset.model);
                let mut findings = ruleset.check_in(options.context, task, self.pointer, &elsewhere);
                if options.context.is_sdk() {
                    let id = envelope.model.and_then(Node::as_str);
                    let has_page_name = id.is_some_and(|id| *id != *ruleset.model);
                    findings.retain(|it| !options.context.forgives(it, self.pointer, has_page_name));
                }
                (findings, Some(ruleset))
            }
            Judge::Nothing(mut findings) => {
                // The words of a request may stand anywhere in a broken text; nothing is missing in this object then.
                if !here.document.errors().is_empty()
                    && envelope.task_type.is_none()
                    && envelope.model.is_none()
                {
                    findings.retain(|finding| finding.rule != &rules::MISSING_FIELD);
                }
                findings.extend(ruleset::duplicate_keys_of(task, self.pointer));
                (findings, None)
            }
        };
        self.conclude(here, item, Judged { task, envelope, findings, ruleset, is_broken });
    }

    /// Notes the JSON Pointer of the task at hand.
    pub(super) fn go_to(&mut self, item: Option<usize>) {
        self.pointer.clear();
        if let Some(item) = item {
            Pointer::push_index(self.pointer, item);
        }
    }

    /// Writes down what a task came to.
    pub(super) fn conclude(&mut self, here: Here<'_>, item: Option<usize>, judged: Judged<'_, 'o>) {
        let Judged { task, envelope, mut findings, ruleset, is_broken } = judged;
        let index = self.part.verdicts.total();
        let options = self.options;
        // An SDK sets another one.
        let id = ruleset.filter(|_| !options.context.is_sdk()).and_then(|_| envelope.uuid());
        if let (Some((uuid, value)), None, Some(item)) = (id, here.line, item) {
            findings.extend(self.repeated_in_array(uuid, value, item));
        }
        let is_judged = ruleset.is_some() && here.document.errors().is_empty();
        let mut verdict = if is_judged { Verdict::Valid } else { Verdict::Unchecked };
        findings.retain(|finding| options.selection.includes(finding));
        if task.is_incomplete() {
            findings.retain(|finding| !is_unfinished(here.document, finding.span));
        }
        if is_broken || findings.iter().any(|finding| finding.severity == Severity::Error) {
            verdict = Verdict::Invalid;
        }
        // So that the part's diagnostics, which are larger, need not be sorted.
        findings.sort_by(|a, b| a.span.start.cmp(&b.span.start).then_with(|| a.rule.id.cmp(b.rule.id)));
        for finding in findings {
            self.diagnose(finding, here, Some(index), ruleset);
        }
        if let (Some(limit), Some(ruleset), true) = (options.max_cost, ruleset, is_judged)
            && let Some(finding) = cost::over_budget(ruleset, task, self.pointer, limit)
            && options.selection.includes(&finding)
        {
            verdict = Verdict::Invalid;
            self.diagnose(finding, here, Some(index), None);
        }
        *self.part.verdicts.of(verdict) += 1;
        self.part.marks.push(Mark::new(item, is_judged, verdict));
        if !options.counts_only {
            self.part.tasks.push(TaskReport {
                index,
                task_uuid: request::shown(envelope.task_uuid),
                model: request::shown(envelope.model),
                pointer: self.pointer.clone(),
                line: here.line.map(|line| self.number(line)),
                verdict,
            });
        }
        if let (Some((uuid, value)), Some(line), Some(ruleset)) = (id, here.line, ruleset) {
            let span = value.span();
            let start = self.source.position_in(line, here.base + span.start);
            let place = IdPlace { start, width: span.end - span.start, item };
            self.part.ids.push(TaskId { uuid, place, task: index, ruleset });
        }
    }

    /// A finding where an earlier task of the array has the same id.
    fn repeated_in_array(&mut self, uuid: u128, value: Node<'_>, item: usize) -> Option<Finding> {
        // Two numbers of 32 bits: neither items nor offsets are more than a text has bytes.
        let start = value.span().start as u64;
        let first = self.uuids.insert(uuid, (item as u64) << 32 | start)?;
        let [first_item, first_start] = [first >> 32, first & u64::from(u32::MAX)].map(usize::try_from);
        let first_span = string_at(self.source.text(), first_start.ok()?)?;
        let first_place =
            Place { pointer: places::pointer(first_item.ok()), span: Some(self.source.locate(first_span)) };
        Some(diagnose::repeated_uuid(value.span(), places::pointer(Some(item)), first_place))
    }

    /// Makes a diagnostic of a finding, unless its rule or constraint was deselected.
    fn diagnose(&mut self, finding: Finding, here: Here<'_>, task: Option<usize>, ruleset: Option<&RuleSet>) {
        if !self.options.selection.includes(&finding) {
            return;
        }
        let whence = Whence {
            path: self.name.get_or_insert_with(|| self.source.name().into()),
            ruleset,
            task,
            task_pointer: if task.is_some() { self.pointer } else { "" },
            line: here.line.map(|line| self.source.first_line() + line.index),
        };
        let mut diagnostic = whence.diagnostic(finding, |span| {
            let span = Span::new(here.base + span.start, here.base + span.end);
            match here.line {
                Some(line) => self.source.locate_in(line, span),
                None => self.source.locate(span),
            }
        });
        // An array may have very many; of NDJSON, the parts are small.
        if here.line.is_none() {
            diagnostic.shrink_to_fit();
        }
        self.part.diagnostics.push(diagnostic);
    }

    /// The number of a line, as the source counts.
    fn number(&self, line: Line) -> usize {
        self.source.first_line() + line.index
    }
}
