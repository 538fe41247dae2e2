//! The durations of the segments add up to the duration of the whole.

use serde::Deserialize;

use super::{Form, Parameter, Proposal, Reporter, Term};
use crate::finding::Finding;
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

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.list]
    }

    fn check(&self, task: &Parameters<'_, '_>, _: &[&Term], report: &mut Reporter<'_>) {
        let Some(list) = task.sound_list(&self.list) else { return };
        let total = match task.presence(&self.total) {
            Presence::Absent => Some(self.default),
            Presence::Present => task.sound_value(&self.total).and_then(|value| value.as_number()?.to_i64()),
            Presence::Meant | Presence::Unknown => None,
        };
        let parts = || list.items().map(|item| task.sound_member(item, &self.field)?.as_number()?.to_i64());
        let sum = parts().try_fold(0, |sum, part| Some(sum + i128::from(part?)));
        let (Some(total), Some(sum)) = (total, sum) else { return };
        if sum == i128::from(total) {
            return;
        }
        let parts: Vec<i64> = parts().flatten().collect();
        let added: Vec<String> = parts.iter().map(ToString::to_string).collect();
        let sum = if parts.len() > 1 && parts.len() <= 8 {
            format!("{} = {sum}", added.join(" + "))
        } else {
            sum.to_string()
        };
        let message = format!("the segments last {sum} s, but `{}` is {total} s", self.total.path);
        let mut finding = Finding::new(report.rule(), list.span(), task.pointer(&self.list), message);
        finding = match task.member(&self.total) {
            _ if parts.is_empty() => {
                finding.label("no segment").help(format!("add segments, or remove `{}`", self.list.name()))
            }
            Some(member) => finding
                .label("the sum differs")
                .help(format!(
                    "make the segments' durations add up to `{}`, or change `{}`",
                    self.total.path, self.total.path
                ))
                .related(member.value.span(), task.pointer(&self.total), "the whole duration"),
            None => finding
                .label("the sum differs")
                .help(format!("set `{}`: it is {} s where it is not given", self.total.path, self.default)),
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
