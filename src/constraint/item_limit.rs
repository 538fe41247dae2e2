//! Lists may hold only so many items.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter, join, list_of};
use crate::finding::{Finding, at_most, counted, has_error_within, text};
use crate::parameters::Parameters;

/// All `lists` together hold at most `max` items. The finding points at `point`, else at the first list that is there.
/// A limit on several lists, or one that points elsewhere, is silent where one of them, or something in it, has an error;
/// that it is missing is one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemLimit {
    lists: Vec<Parameter>,
    max: usize,
    point: Option<Parameter>,
}

impl Form for ItemLimit {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.lists.iter_mut().chain(&mut self.point).collect()
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        Operand::lists(&self.lists)
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        self.lists.iter().collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let present = || self.lists.iter().filter(|list| task.is_present(list));
        let counted_items =
            present().try_fold(0, |count, list| Some(count + task.sound_list(list)?.item_count()));
        let Some(count) = counted_items.filter(|count| *count > self.max) else { return };
        let present: Vec<&Parameter> = present().collect();
        if (self.lists.len() > 1 || self.point.is_some())
            && self.lists.iter().any(|list| has_error_within(report.earlier(), &task.pointer(list)))
        {
            return;
        }
        let triggers = report.triggers(task);
        let Some(at) = self.point.as_ref().or(present.first().copied()) else { return };
        let names: Vec<String> = present.iter().map(|list| text!("`{}`", list.path)).collect();
        let beside =
            if triggers.is_empty() { String::new() } else { text!(" beside {}", list_of(&triggers)) };
        let message =
            text!("{} hold {}; {}{beside}", join(&names, "and"), counted(count, "item"), at_most(self.max));
        let message = if present.len() == 1 { message.replacen(" hold ", " holds ", 1) } else { message };
        let span = task.value(at).map_or_else(|| task.lacking(at), crate::json::Node::span);
        let mut finding = Finding::new(report.rule(), span, task.pointer(at), message)
            .label(counted(count, "item"))
            .help(text!("remove {} of them", count - self.max));
        for other in present.iter().filter(|list| list.path != at.path) {
            finding = finding.related(task.key_span(other), task.pointer(other), "counted too");
        }
        for term in triggers.iter().filter(|term| term.parameter.path != at.path) {
            let because = text!("because {} is here", term.display());
            finding = finding.related(task.key_span(&term.parameter), task.pointer(&term.parameter), because);
        }
        report.add(finding);
    }

    fn limits(&self) -> Vec<Proposal> {
        // With several lists the limit is also reached by one less in one of them.
        let from = self.max.saturating_sub(usize::from(self.lists.len() > 1));
        let of_list = |list: &Parameter| {
            (from..=self.max + 1).map(|count| Proposal::items(&list.path, count)).collect::<Vec<_>>()
        };
        self.lists.iter().flat_map(of_list).collect()
    }
}
