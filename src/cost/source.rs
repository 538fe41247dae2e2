//! The costs of all tasks of a source. Which texts are requests, and how their tasks are counted, is as in a check.

use crate::check::{Foreign, Layout, Options, UnknownModel, one_document};
use crate::json::{Arena, Node};
use crate::report::Status;
use crate::request::{self, Envelope, Judge, mentions_task};
use crate::source::{BYTE_ORDER_MARK, Source, Span};

use super::{Estimate, Total, estimate};

/// One task and what is known of its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskCost {
    /// Its index among the file's tasks, from 0.
    pub index: usize,
    /// JSON Pointer of the task in its document.
    pub pointer: String,
    /// Line of the task in an NDJSON file, from 1.
    pub line: Option<usize>,
    /// The task's own identifier, if it has one.
    pub task_uuid: Option<String>,
    /// The model it names, if any.
    pub model: Option<String>,
    /// What is known of its cost.
    pub estimate: Estimate,
    /// Where the task opens in the source.
    pub opening: Span,
}

/// One source and its tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCost {
    /// The source's name.
    pub path: String,
    /// What became of it.
    pub status: Status,
    /// Its tasks, in order.
    pub tasks: Vec<TaskCost>,
}

impl FileCost {
    /// The sum of its tasks.
    #[must_use]
    pub fn total(&self) -> Total {
        let malformed = usize::from(self.status == Status::Malformed);
        let mut total = Total { malformed, ..Total::default() };
        for task in &self.tasks {
            total.add(&task.estimate);
        }
        total
    }
}

/// Estimates the cost of every task of a source. Of the options, the layout, the models and the way with foreign JSON
/// count.
#[must_use]
pub fn of_source(source: &Source<'_>, options: &Options) -> FileCost {
    let mut tasks = Vec::new();
    let status = for_each_task(source, options, &mut |task| tasks.push(task));
    FileCost { path: source.name().to_owned(), status, tasks }
}

/// Hands every task of a source to `take`, one after the other, and tells what became of the source.
pub(crate) fn for_each_task(
    source: &Source<'_>,
    options: &Options,
    take: &mut dyn FnMut(TaskCost),
) -> Status {
    let mut reader = Reader { source, options, count: 0, take, is_malformed: false, has_requests: false };
    let mut arena = Arena::default();
    let text = source.text();
    match options.layout {
        Layout::Document => reader.document(text, 0, None, &mut arena),
        Layout::Lines if let Some((_, is_reported)) = one_document(source, options) => {
            reader.is_malformed = is_reported;
            reader.has_requests = is_reported;
        }
        Layout::Lines => {
            let mut start = 0;
            for (index, line) in text.split_inclusive('\n').enumerate() {
                if !line.trim_start_matches(BYTE_ORDER_MARK).trim_ascii().is_empty() {
                    reader.document(line.trim_end_matches(['\n', '\r']), start, Some(index + 1), &mut arena);
                }
                start += line.len();
            }
        }
    }
    match () {
        () if reader.is_malformed => Status::Malformed,
        () if !reader.has_requests => Status::NotARequest,
        () => Status::Checked,
    }
}

struct Reader<'s, 'o> {
    source: &'s Source<'s>,
    options: &'o Options,
    /// How many tasks there were so far.
    count: usize,
    take: &'o mut dyn FnMut(TaskCost),
    is_malformed: bool,
    has_requests: bool,
}

impl Reader<'_, '_> {
    /// One JSON document, `base` bytes into the source.
    fn document(&mut self, text: &str, base: usize, line: Option<usize>, arena: &mut Arena) {
        let document = arena.parse(text);
        let wrong_bytes = self.source.invalid_utf8();
        let next = wrong_bytes.partition_point(|&at| at < base);
        let is_not_utf8 = wrong_bytes.get(next).is_some_and(|&at| at <= base + text.len());
        let is_broken = is_not_utf8 || !document.errors().is_empty();
        let is_request =
            if is_not_utf8 { mentions_task(text) } else { request::is_request(document, self.options) };
        self.has_requests |= is_request || (is_broken && self.options.foreign == Foreign::Report);
        self.is_malformed |= is_broken && (is_request || self.options.foreign == Foreign::Report);
        if is_request && !is_not_utf8 {
            for (item, task) in document.root().into_iter().flat_map(request::tasks) {
                let pointer = item.map_or_else(String::new, |item| format!("/{item}"));
                self.task(task, pointer, base, line, is_broken);
            }
        }
    }

    fn task(
        &mut self,
        task: Node<'_>,
        pointer: String,
        base: usize,
        line: Option<usize>,
        is_in_broken_text: bool,
    ) {
        let opening = task.opening();
        let envelope = Envelope::of(task);
        let mut cost = TaskCost {
            index: self.count,
            line,
            task_uuid: request::shown(envelope.task_uuid),
            model: request::shown(envelope.model),
            estimate: Estimate::Unknown { reason: String::new() },
            opening: Span::new(opening.start + base, opening.end + base),
            pointer,
        };
        let judge = request::judge(task, &envelope, &cost.pointer, self.options, UnknownModel::Ignore);
        let estimated = match judge {
            _ if is_in_broken_text => Err("the text is not valid JSON".to_owned()),
            Judge::Nothing(_) => Err(no_rule_set(&cost)),
            Judge::RuleSet(ruleset) => Ok(ruleset),
        };
        cost.estimate = match estimated {
            Err(reason) => Estimate::Unknown { reason },
            Ok(ruleset) => estimate(ruleset, &ruleset.read(task, &cost.pointer)),
        };
        self.count += 1;
        (self.take)(cost);
    }
}

fn no_rule_set(task: &TaskCost) -> String {
    match &task.model {
        Some(model) => format!("there is no rule set for the model `{}`", crate::finding::shortened(model)),
        None => "the task names no model".to_owned(),
    }
}
