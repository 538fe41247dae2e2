//! A number may be only so large beside another parameter.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter, list_of};
use crate::finding::{Finding, text};
use crate::parameters::Parameters;

/// `parameter` is at most `max`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueLimit {
    parameter: Parameter,
    max: i64,
}

impl Form for ValueLimit {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.parameter]
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        vec![Operand::Value(&self.parameter, "number")]
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.parameter]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let Some(value) = task.sound_value(&self.parameter) else { return };
        let Some(number) = value.as_number().filter(|number| number.compare_i64(self.max).is_gt()) else {
            return;
        };
        let triggers = report.triggers(task);
        let beside = if triggers.is_empty() { String::new() } else { text!("with {} ", list_of(&triggers)) };
        let message = text!(
            "`{}` is {}; {beside}it can be at most {}",
            self.parameter.path,
            crate::finding::shortened(number.literal()),
            self.max
        );
        let mut finding = Finding::new(report.rule(), value.span(), task.pointer(&self.parameter), message)
            .label("too large here")
            .help(text!("use {} or less", self.max));
        for term in triggers {
            let because = text!("because {} is here", term.display());
            finding = finding.related(task.key_span(&term.parameter), task.pointer(&term.parameter), because);
        }
        report.add(finding);
    }

    fn limits(&self) -> Vec<Proposal> {
        let value = |value: i64| Proposal::value(&self.parameter.path, value);
        vec![value(self.max), value(self.max.saturating_add(1))]
    }
}
