//! A parameter is required, unless another condition holds.

use serde::Deserialize;

use super::{Form, Parameter, Reporter};
use crate::finding::{Finding, text};
use crate::parameters::{Parameters, Presence};

/// `parameter` must be there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingField {
    parameter: Parameter,
}

impl Form for MissingField {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.parameter]
    }

    fn content_with(&self) -> Vec<&Parameter> {
        vec![&self.parameter]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        if task.presence(&self.parameter) == Presence::Absent {
            let parameter = &self.parameter;
            let message = text!("`{}` is missing", parameter.path);
            report.add(
                Finding::new(report.rule(), task.lacking(parameter), task.pointer(parameter), message)
                    .label(text!("no `{}` in here", parameter.name()))
                    .help(text!("add `{}`", parameter.path)),
            );
        }
    }
}
