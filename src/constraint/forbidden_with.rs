//! A parameter, or one of its values, excludes another one.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter, Term, join, list_of};
use crate::finding::{Finding, text};
use crate::parameters::{Parameters, Truth};

/// Where the condition holds, none of `forbids` may hold: one finding for each that does, at its key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenWith {
    forbids: Vec<Term>,
}

impl Form for ForbiddenWith {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.forbids.iter_mut().map(|term| &mut term.parameter).collect()
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        self.forbids.iter().map(Operand::Term).collect()
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        self.forbids.iter().map(|term| &term.parameter).collect()
    }

    fn obstacles(&self, when: &[Term], parameter: &Parameter, task: &Parameters<'_, '_>) -> Vec<String> {
        let names = |terms: &[Term]| terms.iter().any(|term| term.is.is_empty() && term.is_about(parameter));
        let here = |terms: &[Term]| {
            let here = terms.iter().filter(|term| term.truth(task) == Truth::Yes);
            here.map(Term::display).collect()
        };
        if names(&self.forbids) {
            here(when)
        } else if names(when) {
            here(&self.forbids)
        } else {
            Vec::new()
        }
    }

    fn forbidden(&self) -> &[Term] {
        &self.forbids
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        for term in self.forbids.iter().filter(|term| term.truth(task) == Truth::Yes) {
            let triggers = report.triggers(task);
            let used = &term.parameter;
            let remove: Vec<String> =
                triggers.iter().map(|term| text!("`{}`", term.parameter.path)).collect();
            let (span, pointer) = (task.key_span(used), task.pointer(used));
            let mut finding = if triggers.is_empty() {
                let message = text!("{} cannot be used", term.display());
                Finding::new(report.rule(), span, pointer, message)
                    .label("not to be used")
                    .help(text!("remove `{}`", used.path))
            } else {
                let message = text!("{} cannot be used with {}", term.display(), list_of(&triggers));
                Finding::new(report.rule(), span, pointer, message).label("not together").help(text!(
                    "remove `{}`, or {}",
                    used.path,
                    join(&remove, "and")
                ))
            };
            for trigger in triggers {
                let because = text!("because {} is here", trigger.display());
                finding = finding.related(
                    task.key_span(&trigger.parameter),
                    task.pointer(&trigger.parameter),
                    because,
                );
            }
            report.add(finding);
        }
    }

    fn proposals(&self) -> Vec<Proposal> {
        self.forbids.iter().flat_map(Term::proposals).collect()
    }
}
