//! What the tasks of a source cost together. Where that is more than is allowed, it is reported at the first of them, so
//! it has to be known before anything else is: the source is read twice.

use std::sync::Arc;

use super::diagnose::Whence;
use super::{Layout, Options};
use crate::cost::{self, Estimate, Total};
use crate::diagnostic::Diagnostic;
use crate::money::Money;
use crate::source::{Location, Source};

/// What the tasks of one part of a source cost, by itself: several parts may be read at the same time.
#[derive(Debug, Default)]
pub struct PartCost {
    /// The costs that are known, in order.
    known: Vec<Money>,
    /// How many are not.
    unknown: usize,
    first: Option<Priced>,
    /// Whether a single task costs more than is allowed.
    is_dear: bool,
    line_breaks: usize,
}

/// A task with a price.
#[derive(Debug)]
struct Priced {
    /// Its index.
    task: usize,
    pointer: String,
    opening: Location,
}

impl PartCost {
    /// Reads a part of a source: of NDJSON any whole lines, which count their lines as if they were the first.
    #[must_use]
    pub fn of(source: &Source<'_>, options: &Options) -> Self {
        let Some(limit) = options.max_cost else { return Self::default() };
        let mut part = Self::default();
        cost::for_each_task(source, options, &mut |task| match task.estimate {
            Estimate::Known(product) => {
                part.known.push(product.cost);
                part.is_dear |= product.cost > limit;
                part.first.get_or_insert_with(|| Priced {
                    task: task.index,
                    opening: source.locate(task.opening),
                    pointer: task.pointer,
                });
            }
            Estimate::UnknownLength { .. } | Estimate::Unknown { .. } => part.unknown += 1,
        });
        part.line_breaks = memchr::memchr_iter(b'\n', source.text().as_bytes()).count();
        part
    }

    fn tasks(&self) -> usize {
        self.known.len() + self.unknown
    }
}

/// What a source costs, beside `max_cost`. Its parts come in in order.
#[derive(Debug)]
pub struct Budget<'o> {
    options: &'o Options,
    total: Total,
    first: Option<Priced>,
    is_dear: bool,
    tasks: usize,
    line_breaks: usize,
}

impl<'o> Budget<'o> {
    /// A source without a part.
    #[must_use]
    pub fn new(options: &'o Options) -> Self {
        Self { options, total: Total::default(), first: None, is_dear: false, tasks: 0, line_breaks: 0 }
    }

    /// Reads a whole source, unless any amount is allowed.
    #[must_use]
    pub fn of(source: &Source<'_>, options: &'o Options) -> Self {
        let mut budget = Self::new(options);
        if options.max_cost.is_some() {
            budget.add(PartCost::of(source, options));
        }
        budget
    }

    /// Adds the next part.
    pub fn add(&mut self, mut part: PartCost) {
        let tasks = part.tasks();
        if let (None, Some(mut first)) = (&self.first, part.first.take()) {
            first.task += self.tasks;
            first.opening.start.line += self.line_breaks;
            first.opening.end.line += self.line_breaks;
            self.first = Some(first);
        }
        for cost in part.known {
            self.total.add_known(cost);
        }
        self.total.unknown_costs += part.unknown;
        self.is_dear |= part.is_dear;
        self.tasks += tasks;
        self.line_breaks += part.line_breaks;
    }

    /// How many tasks are not counted, because what they cost is not known.
    #[must_use]
    pub fn uncounted(&self) -> usize {
        self.total.unknown_costs + self.total.unknown_lengths
    }

    /// What is to be reported of the source of this name: only where none of its tasks alone costs too much.
    pub(super) fn diagnostic(&self, name: &str) -> Option<Diagnostic> {
        let limit = self.options.max_cost.filter(|limit| !self.is_dear && self.total.known > *limit)?;
        let first = self.first.as_ref()?;
        let finding = cost::all_over_budget(&self.total, limit, first.pointer.clone());
        if !self.options.selection.includes(&finding) {
            return None;
        }
        let whence = Whence {
            path: &Arc::from(name),
            ruleset: None,
            task: Some(first.task),
            task_pointer: &first.pointer,
            line: (self.options.layout == Layout::Lines).then_some(first.opening.start.line),
        };
        Some(whence.diagnostic(finding, |_| first.opening))
    }
}
