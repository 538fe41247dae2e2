//! Tasks and files that cost more than is allowed.

use crate::finding::Finding;
use crate::json::Node;
use crate::money::Money;
use crate::rules;
use crate::ruleset::RuleSet;
use crate::source::Span;

use super::{Estimate, Total, estimate};

/// A finding of the rule `budget-exceeded` where a task costs more than `limit`.
pub(crate) fn over_budget(ruleset: &RuleSet, task: Node<'_>, pointer: &str, limit: Money) -> Option<Finding> {
    let parameters = ruleset.read(task, pointer);
    let Estimate::Known(product) = estimate(ruleset, &parameters) else { return None };
    if product.cost <= limit {
        return None;
    }
    let billing = ruleset.billing.as_ref()?;
    let value = |parameter| Some((parameters.value(parameter)?, parameters.pointer(parameter)));
    let (duration, count) = (value(&billing.duration), value(&billing.count));
    let span = duration.as_ref().or(count.as_ref()).map_or(task.opening(), |(value, _)| value.span());
    let message = format!("the task costs ${}, more than the ${limit} allowed", product.cost);
    let help = if product.count > 1 {
        "shorten it, ask for fewer videos, or raise `--max-cost`"
    } else {
        "shorten it, or raise `--max-cost`"
    };
    let mut finding = Finding::new(&rules::BUDGET_EXCEEDED, span, pointer.to_owned(), message)
        .label(product.to_string())
        .help(help);
    if let (Some(_), Some((count, pointer))) = (duration, count) {
        let videos = if product.count == 1 { "video" } else { "videos" };
        finding = finding.related(count.span(), pointer, format!("{} {videos}", product.count));
    }
    Some(finding)
}

/// The finding where all tasks of a source together cost more than `limit`. It belongs to the opening of the first that
/// has a price, which has this pointer.
pub(crate) fn all_over_budget(total: &Total, limit: Money, pointer: String) -> Finding {
    let at_least = if total.is_whole() { "" } else { "at least " };
    let message = format!(
        "the tasks of this file together cost {at_least}${}, more than the ${limit} allowed",
        total.known
    );
    Finding::new(&rules::BUDGET_EXCEEDED, Span::new(0, 0), pointer, message)
        .label("the first of them")
        .help("send fewer or shorter tasks, or raise `--max-cost`")
}
