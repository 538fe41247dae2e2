//! Texts in the items of a list may be only so long.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, at_most, counted, text};
use crate::json::Kind;
use crate::parameters::Parameters;

/// `field` of every item of `list` has at most `max` characters (Unicode scalar values).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthLimit {
    list: Parameter,
    field: String,
    max: usize,
}

impl Form for LengthLimit {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.list]
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        vec![Operand::Member(&self.list, &self.field, "string")]
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.list]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let Some(list) = task.sound_value(&self.list) else { return };
        for (index, item) in list.items().enumerate() {
            let Some(text) = task.sound_member(item, &self.field).filter(|text| text.kind() == Kind::String)
            else {
                continue;
            };
            let length = if text.has_at_most(self.max) { 0 } else { text.char_count() };
            if length > self.max {
                let pointer = text!("{}/{index}/{}", task.pointer(&self.list), self.field);
                let message =
                    text!("`{}` has {}; {}", self.field, counted(length, "character"), at_most(self.max));
                report.add(
                    Finding::new(report.rule(), text.span(), pointer, message)
                        .label(counted(length, "character"))
                        .help(text!("shorten it by {}", counted(length - self.max, "character"))),
                );
            }
        }
    }

    fn limits(&self) -> Vec<Proposal> {
        let text =
            |length| Proposal::Text { list: self.list.path.clone(), field: self.field.clone(), length };
        vec![text(self.max), text(self.max + 1)]
    }
}
