//! The durations of the segments add up to the duration of the whole.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, shortened, text};
use crate::json::Number;
use crate::parameters::{Parameters, Presence};

/// The sum of `field` over the items of `list` must be `total`, which is `default` (seconds) where it is absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DurationSum {
    list: Parameter,
    field: String,
    total: Parameter,
    default: i64,
}

impl Form for DurationSum {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.list, &mut self.total]
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        vec![Operand::Member(&self.list, &self.field, "number"), Operand::Value(&self.total, "number")]
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.list]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let Some(list) = task.sound_list(&self.list) else { return };
        let total = match task.presence(&self.total) {
            Presence::Absent => Some(self.default),
            Presence::Present => task.sound_value(&self.total).and_then(|value| value.as_number()?.to_i64()),
            Presence::Meant | Presence::Unknown => None,
        };
        let parts = || list.items().map(|item| task.sound_member(item, &self.field)?.as_number());
        let sum = parts().try_fold(0, |sum, part| Some(sum + whole_seconds(part?)?));
        let (Some(total), Some(sum)) = (total, sum) else { return };
        if sum == i128::from(total) {
            return;
        }
        let parts: Vec<Number<'_>> = parts().flatten().collect();
        let added: Vec<String> = parts.iter().map(|part| shortened(part.literal())).collect();
        let is_exact = parts.iter().all(|part| part.to_i64().is_some());
        let could_be_total = is_exact && task.may_be(&self.total, sum);
        let total_path = &self.total.path;
        let or =
            |verb| if could_be_total { text!(", or {verb} `{total_path}` to {sum}") } else { String::new() };
        let shown = match added.as_slice() {
            [_, _, ..] if added.len() <= 8 && is_exact => text!("{} = {sum}", added.join(" + ")),
            [_, ..] if added.len() <= 8 && !is_exact => added.join(" + "),
            _ if is_exact => sum.to_string(),
            _ => text!("more than {}", i64::MAX),
        };
        let message = text!("the segments last {shown} s, but `{}` is {total} s", self.total.path);
        let mut finding = Finding::new(report.rule(), list.span(), task.pointer(&self.list), message);
        finding = match task.member(&self.total) {
            _ if parts.is_empty() => {
                finding.label("no segment").help(text!("add segments, or remove `{}`", self.list.name()))
            }
            Some(member) => finding
                .label("the sum differs")
                .help(text!("make the segments' durations add up to `{}`{}", self.total.path, or("change")))
                .related(member.value.span(), task.pointer(&self.total), "the whole duration"),
            None => finding.label("the sum differs").help(text!(
                "make the segments' durations add up to {}, the default of `{}`{}",
                self.default,
                self.total.path,
                or("set")
            )),
        };
        report.add(finding);
    }

    fn proposals(&self) -> Vec<Proposal> {
        vec![Proposal::Sum {
            list: self.list.path.clone(),
            field: self.field.clone(),
            total: self.total.path.clone(),
            default: self.default,
        }]
    }
}

/// A part as an integer. The largest that there is stands for any that is larger still: it is no sum either. Nothing is
/// said of a sum with fractions, or with less than the least integer.
fn whole_seconds(part: Number<'_>) -> Option<i128> {
    let is_beyond = || part.is_integer() && part.compare_i64(i64::MAX).is_gt();
    part.to_i64().or_else(|| is_beyond().then_some(i64::MAX)).map(i128::from)
}
