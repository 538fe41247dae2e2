//! Tasks and files that cost more than is allowed.

use crate::check::Options;
use crate::finding::Finding;
use crate::money::Money;
use crate::rules;
use crate::source::Source;

use super::source::for_each_task;
use super::{Estimate, Product, TaskCost, Total};

/// A finding of the rule `budget-exceeded` for every task of the source that costs more than `limit`; where there is
/// none, one for the whole source, at its first task with a price, if the tasks together cost more. Each stands beside
/// its task; spans count from the start of the source.
#[must_use]
pub fn over_budget(source: &Source<'_>, options: &Options, limit: Money) -> Vec<(TaskCost, Finding)> {
    let mut total = Total::default();
    let mut first = None;
    let mut dear = Vec::new();
    for_each_task(source, options, &mut |task| {
        total.add(&task.estimate);
        match task.estimate.clone() {
            Estimate::Known(product) if product.cost > limit => dear.push(one_task(task, &product, limit)),
            Estimate::Known(_) if first.is_none() => first = Some(task),
            _ => {}
        }
    });
    match first {
        Some(task) if dear.is_empty() && total.known > limit => vec![whole_source(task, &total, limit)],
        _ => dear,
    }
}

/// How many tasks of a source no budget counts, because what they cost is not known.
#[must_use]
pub fn uncounted(source: &Source<'_>, options: &Options) -> usize {
    let mut total = Total::default();
    for_each_task(source, options, &mut |task| total.add(&task.estimate));
    total.unknown_lengths + total.unknown_costs
}

fn one_task(task: TaskCost, product: &Product, limit: Money) -> (TaskCost, Finding) {
    let span = task.duration.as_ref().or(task.count.as_ref()).map_or(task.opening, |(span, _)| *span);
    let message = format!("the task costs ${}, more than the ${limit} allowed", product.cost);
    let help = if product.count > 1 {
        "shorten it, ask for fewer videos, or raise `--max-cost`"
    } else {
        "shorten it, or raise `--max-cost`"
    };
    let mut finding = Finding::new(&rules::BUDGET_EXCEEDED, span, task.pointer.clone(), message)
        .label(product.to_string())
        .help(help);
    if let (Some(_), Some((count, pointer))) = (&task.duration, &task.count) {
        let videos = if product.count == 1 { "video" } else { "videos" };
        finding = finding.related(*count, pointer.clone(), format!("{} {videos}", product.count));
    }
    (task, finding)
}

fn whole_source(task: TaskCost, total: &Total, limit: Money) -> (TaskCost, Finding) {
    let at_least = if total.is_whole() { "" } else { "at least " };
    let message = format!(
        "the tasks of this file together cost {at_least}${}, more than the ${limit} allowed",
        total.known
    );
    let finding = Finding::new(&rules::BUDGET_EXCEEDED, task.opening, task.pointer.clone(), message)
        .label("the first of them")
        .help("send fewer or shorter tasks, or raise `--max-cost`");
    (task, finding)
}
