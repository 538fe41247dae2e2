//! Puts the parts of a file together.

use std::sync::Arc;

use super::budget::Budget;
use super::checker::{Checker, Part, TaskId};
use super::diagnose::{self, Whence};
use super::marks::Mark;
use super::places::Places;
use super::uuids::Uuids;
use super::{Layout, Options};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{FileReport, Status, TaskReport, Verdict, Verdicts, append};
use crate::source::{Source, Span};

/// One file while its parts come in. Beside the list of its tasks, which `counts_only` leaves out, it keeps little more
/// than twenty-four bytes for every task.
#[derive(Debug)]
pub struct FileCheck<'o> {
    options: &'o Options,
    name: String,
    /// Offset and line of the first part.
    start: Option<(usize, usize)>,
    line_breaks: usize,
    tasks: Vec<TaskReport>,
    verdicts: Verdicts,
    /// The tasks of the part that was added last.
    marks: Vec<Mark>,
    /// That all tasks together cost too much.
    over_budget: Option<Diagnostic>,
    uuids: Uuids,
    places: Places,
    /// Lines that are no request: how many, and which, where tasks are listed.
    passed_over: usize,
    passed_over_lines: Vec<usize>,
    is_malformed: bool,
    has_documents: bool,
    has_requests: bool,
}

impl<'o> FileCheck<'o> {
    /// A file of that name without a part.
    #[must_use]
    pub fn new(name: &str, options: &'o Options) -> Self {
        Self {
            options,
            name: name.to_owned(),
            start: None,
            line_breaks: 0,
            tasks: Vec::new(),
            verdicts: Verdicts::default(),
            marks: Vec::new(),
            over_budget: None,
            uuids: Uuids::default(),
            places: Places::default(),
            passed_over: 0,
            passed_over_lines: Vec::new(),
            is_malformed: false,
            has_documents: false,
            has_requests: false,
        }
    }

    /// Lets the file say, at its first task with a price, that all of them together cost too much, if they do.
    pub fn expect(&mut self, budget: &Budget<'_>) {
        self.over_budget = budget.diagnostic(&self.name);
    }

    /// Adds the next part, and answers with its diagnostics, in order.
    #[must_use]
    pub fn add(&mut self, mut part: Part<'o>) -> Vec<Diagnostic> {
        self.start.get_or_insert(part.start);
        self.shift(&mut part);
        let mut has_more = false;
        for id in std::mem::take(&mut part.ids) {
            has_more |= self.add_id(&id, &mut part);
        }
        has_more |= self.add_over_budget(&mut part);
        if has_more {
            diagnose::sort(&mut part.diagnostics);
        }
        self.line_breaks += part.line_breaks;
        self.verdicts += part.verdicts;
        append(&mut self.tasks, part.tasks);
        self.marks = part.marks;
        self.passed_over += part.passed_over.len();
        if !self.options.counts_only {
            self.passed_over_lines.append(&mut part.passed_over);
        }
        self.is_malformed |= part.is_malformed;
        self.has_documents |= part.has_documents;
        self.has_requests |= part.has_requests;
        part.diagnostics
    }

    /// Makes numbers of lines and tasks those of the file.
    fn shift(&self, part: &mut Part<'_>) {
        let (lines, tasks) = (self.line_breaks, self.verdicts.total());
        for task in &mut part.tasks {
            task.index += tasks;
            task.line = task.line.map(|line| line + lines);
        }
        for id in &mut part.ids {
            id.place.start.line += lines;
        }
        for line in &mut part.passed_over {
            *line += lines;
        }
        for diagnostic in &mut part.diagnostics {
            diagnostic.task = diagnostic.task.map(|task| task + tasks);
            diagnostic.line = diagnostic.line.map(|line| line + lines);
            let labels = diagnostic.labels.iter_mut().map(|label| &mut label.place);
            for place in labels.chain([&mut diagnostic.place]) {
                if let Some(span) = &mut place.span {
                    span.start.line += lines;
                    span.end.line += lines;
                }
            }
        }
    }

    /// Notes the id of a task, and adds a diagnostic to the part where it was used before.
    fn add_id(&mut self, id: &TaskId<'_>, part: &mut Part<'_>) -> bool {
        let packed = self.places.pack(id.place);
        let first = self.uuids.insert(id.uuid, packed).and_then(|first| self.places.unpack(first));
        let Some(first) = first else { return false };
        let here = id.place.shown();
        let finding = diagnose::repeated_uuid(Span::new(0, 0), here.pointer, first.shown());
        let (Some(location), true) = (here.span, self.options.selection.includes(&finding)) else {
            return false;
        };
        let task_pointer = id.place.item.map_or_else(String::new, |item| format!("/{item}"));
        let whence = Whence {
            path: &Arc::from(self.name.as_str()),
            ruleset: Some(id.ruleset),
            task: Some(self.verdicts.total() + id.task),
            task_pointer: &task_pointer,
            line: Some(id.place.start.line),
        };
        if finding.severity == Severity::Error {
            part.invalidate(id.task);
        }
        part.diagnostics.push(whence.diagnostic(finding, |_| location));
        true
    }

    /// Adds to the part that the file costs too much, where that belongs to one of its tasks.
    fn add_over_budget(&mut self, part: &mut Part<'_>) -> bool {
        let first = self.verdicts.total();
        let place = |over: &Diagnostic| over.task?.checked_sub(first).filter(|&task| task < part.marks.len());
        let Some(task) = self.over_budget.as_ref().and_then(place) else { return false };
        part.invalidate(task);
        part.diagnostics.extend(self.over_budget.take());
        true
    }

    /// JSON Pointer, in its document, of a task of the part that was added last; the index is that among all tasks.
    #[must_use]
    pub fn task_pointer(&self, task: usize) -> String {
        let first = self.verdicts.total() - self.marks.len();
        let mark = task.checked_sub(first).and_then(|task| self.marks.get(task));
        mark.map_or_else(String::new, |mark| mark.pointer())
    }

    /// Judges the tasks of the part that was added last again, by what is left of its diagnostics and how severe they
    /// are now. A task whose errors are all gone is valid, or not checked where nothing judged it.
    pub fn judge_again(&mut self, diagnostics: &[Diagnostic]) {
        let first = self.verdicts.total() - self.marks.len();
        let mut has_error = vec![false; self.marks.len()];
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        for task in errors.filter_map(|error| error.task?.checked_sub(first)) {
            if let Some(has_error) = has_error.get_mut(task) {
                *has_error = true;
            }
        }
        for (index, (mark, has_error)) in self.marks.iter_mut().zip(has_error).enumerate() {
            let verdict = mark.verdict_with(has_error);
            *self.verdicts.of(mark.verdict) -= 1;
            *self.verdicts.of(verdict) += 1;
            mark.verdict = verdict;
            if let Some(task) = self.tasks.get_mut(first + index) {
                task.verdict = verdict;
            }
        }
    }

    /// Ends the file, when all parts were added, and answers with the diagnostics that only now are certain.
    #[must_use]
    pub fn end(&mut self) -> Vec<Diagnostic> {
        self.marks.clear();
        if self.has_documents {
            return Vec::new();
        }
        // Nothing but blank lines: what an empty file is.
        let (offset, line) = self.start.unwrap_or((0, 1));
        let empty = Source::new(self.name.clone(), "").starting_at(offset, line);
        self.line_breaks = 0;
        let mut diagnostics = self.add(Checker::new(self.options).document(&empty));
        for diagnostic in &mut diagnostics {
            diagnostic.line = (self.options.layout == Layout::Lines).then_some(line);
        }
        diagnostics
    }

    /// The report of the file, when it has ended.
    #[must_use]
    pub fn report(mut self) -> FileReport {
        if self.has_requests {
            // Lines among requests that are none: counted, so that nothing passes silently.
            let first = self.verdicts.total();
            self.tasks.extend(self.passed_over_lines.iter().zip(first..).map(|(&line, index)| TaskReport {
                index,
                pointer: String::new(),
                line: Some(line),
                task_uuid: None,
                model: None,
                verdict: Verdict::Unchecked,
            }));
            self.verdicts.unchecked += self.passed_over;
        }
        let status = if self.is_malformed {
            Status::Malformed
        } else if self.has_requests {
            Status::Checked
        } else {
            Status::NotARequest
        };
        FileReport { path: self.name, status, reason: None, tasks: self.tasks, verdicts: self.verdicts }
    }
}

impl Part<'_> {
    /// Notes an error in the task with this index among those of the part.
    fn invalidate(&mut self, task: usize) {
        let Some(mark) = self.marks.get_mut(task) else { return };
        *self.verdicts.of(mark.verdict) -= 1;
        self.verdicts.invalid += 1;
        mark.verdict = Verdict::Invalid;
        if let Some(task) = self.tasks.get_mut(task) {
            task.verdict = Verdict::Invalid;
        }
    }
}
