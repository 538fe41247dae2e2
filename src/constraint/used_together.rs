//! Two parameters are used together or not at all.

use serde::Deserialize;

use super::{Form, Parameter, Proposal, Reporter};
use crate::finding::{Finding, text};
use crate::parameters::{Parameters, Presence};

/// Both of `pair` or neither. Beside one of `instead` (a parameter that makes the pair needless) the remedy is to remove
/// the lone one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsedTogether {
    pair: [Parameter; 2],
    #[serde(default)]
    instead: Vec<Parameter>,
}

impl Form for UsedTogether {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.pair.iter_mut().chain(&mut self.instead).collect()
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        self.pair.iter().collect()
    }

    fn is_kept_by(&self, present: u128) -> bool {
        self.pair.iter().all(|parameter| parameter.bit() & present != 0)
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let [first, second] = &self.pair;
        let (there, missing) = match (task.presence(first), task.presence(second)) {
            (Presence::Present, Presence::Absent) => (first, second),
            (Presence::Absent, Presence::Present) => (second, first),
            _ => return,
        };
        let help = if let Some(instead) = self.instead.iter().find(|parameter| task.is_present(parameter)) {
            text!("remove `{}`: `{}` is here, and no size goes with it", there.path, instead.path)
        } else {
            text!("add `{}`, or remove `{}`", missing.path, there.path)
        };
        let message = text!("`{}` is there without `{}`", there.path, missing.path);
        report.add(
            Finding::new(report.rule(), task.lacking(missing), task.pointer(missing), message)
                .label(text!("`{}` is missing", missing.name()))
                .help(help)
                .related(
                    task.key_span(there),
                    task.pointer(there),
                    text!("because `{}` is here", there.path),
                ),
        );
    }

    fn proposals(&self) -> Vec<Proposal> {
        let pair = self.pair.each_ref().map(|parameter| parameter.path.clone());
        vec![Proposal::Pair { pair, values: Vec::new() }]
    }
}
