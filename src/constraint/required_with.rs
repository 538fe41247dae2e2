//! A parameter needs another one.

use serde::Deserialize;

use super::{Form, Parameter, Proposal, Reporter, join, list_of, non_empty};
use crate::finding::{Finding, text};
use crate::parameters::{Parameters, Truth};

/// Where the condition holds, at least one of `requires` must be there. The finding points at the first of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredWith {
    #[serde(deserialize_with = "non_empty")]
    requires: Vec<Parameter>,
}

impl Form for RequiredWith {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.requires.iter_mut().collect()
    }

    fn content_with(&self) -> Vec<&Parameter> {
        self.requires.iter().collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        if self.requires.iter().any(|parameter| task.satisfies(parameter) != Truth::No) {
            return;
        }
        let triggers = report.triggers(task);
        let missing = &self.requires[0];
        let names: Vec<String> =
            self.requires.iter().map(|parameter| text!("`{}`", parameter.path)).collect();
        let verb = if triggers.len() == 1 { "needs" } else { "need" };
        let message = if triggers.is_empty() {
            text!("{} is needed", join(&names, "or"))
        } else {
            text!("{} {verb} {}", list_of(&triggers), join(&names, "or"))
        };
        let mut finding = Finding::new(report.rule(), task.lacking(missing), task.pointer(missing), message);
        let obstacles = report.obstacles(missing);
        let instead = if obstacles.is_empty() {
            String::new()
        } else {
            text!(" instead of {}", join(&obstacles, "and"))
        };
        finding = if task.is_present(missing) {
            let help = text!("put an item into `{}`{instead}", missing.path);
            finding.label("an empty list does not count").help(help)
        } else {
            let can_stand = |parameter: &&Parameter| report.obstacles(parameter).is_empty();
            let possible = self.requires.iter().filter(can_stand);
            let possible: Vec<String> = possible.map(|parameter| text!("`{}`", parameter.path)).collect();
            let add = match possible.as_slice() {
                [] => text!("`{}`{instead}", missing.path),
                possible => join(possible, "or"),
            };
            let remove: Vec<String> =
                triggers.iter().map(|term| text!("`{}`", term.parameter.path)).collect();
            let or_remove =
                if remove.is_empty() { String::new() } else { text!(", or remove {}", join(&remove, "and")) };
            finding.label(text!("`{}` is missing", missing.name())).help(text!("add {add}{or_remove}"))
        };
        for term in triggers {
            let because = text!("because {} is here", term.display());
            finding = finding.related(task.key_span(&term.parameter), task.pointer(&term.parameter), because);
        }
        report.add(finding);
    }

    fn proposals(&self) -> Vec<Proposal> {
        let others = self.requires.iter().skip(1);
        others.map(|other| Proposal::SecondChoice { parameter: other.path.clone() }).collect()
    }
}
