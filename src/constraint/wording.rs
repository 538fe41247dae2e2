//! What the constraint files say in place of a form's general words.

use serde::Deserialize;

use super::term::apply;
use super::{Parameter, Term};
use crate::parameters::Parameters;

/// Words of the data file for a finding, where those of the form would be too general.
#[derive(Debug, Clone, Default)]
pub(super) struct Wording {
    pub message: Option<String>,
    pub help: Option<String>,
    /// Remedies for some requests: the first that applies counts, before `help`.
    pub remedies: Vec<Remedy>,
}

/// The help for requests in which one of `when` holds, all of `given` and none of `unless`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remedy {
    #[serde(default)]
    when: Vec<Term>,
    #[serde(default)]
    given: Vec<Term>,
    #[serde(default)]
    unless: Vec<Term>,
    help: String,
}

impl Wording {
    /// The help for a task.
    pub fn help_for(&self, task: &Parameters<'_, '_>) -> Option<&str> {
        let applies = |remedy: &&Remedy| apply(&remedy.when, &remedy.given, &remedy.unless, task);
        let remedy = self.remedies.iter().find(applies).map(|remedy| &remedy.help);
        remedy.or(self.help.as_ref()).map(String::as_str)
    }

    /// Every parameter that the remedies name.
    pub fn parameters(&mut self) -> impl Iterator<Item = &mut Parameter> {
        let terms = self
            .remedies
            .iter_mut()
            .flat_map(|Remedy { when, given, unless, .. }| when.iter_mut().chain(given).chain(unless));
        terms.map(|term| &mut term.parameter)
    }
}
