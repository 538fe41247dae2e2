//! A list is present but empty.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, text};
use crate::parameters::Parameters;

/// Each of `lists`, where it is there, has an item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyList {
    lists: Vec<Parameter>,
}

impl Form for EmptyList {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.lists.iter_mut().collect()
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        Operand::lists(&self.lists)
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        self.lists.iter().collect()
    }

    fn content_with(&self) -> Vec<&Parameter> {
        self.lists.iter().collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        for list in self.lists.iter().filter(|list| task.is_empty_list(list)) {
            report.add(
                Finding::new(
                    report.rule(),
                    task.lacking(list),
                    task.pointer(list),
                    text!("`{}` is empty", list.path),
                )
                .label("no item")
                .help(text!(
                    "put an item into `{}`, or remove it: an empty list counts as present",
                    list.path
                )),
            );
        }
    }

    fn limits(&self) -> Vec<Proposal> {
        self.lists.iter().map(|list| Proposal::items(&list.path, 0)).collect()
    }
}
