//! Exactly one of several parameters, or groups of parameters, is present.

use serde::Deserialize;

use super::{Form, Parameter, Reporter, Term, join, non_empty};
use crate::finding::Finding;
use crate::parameters::{Parameters, Presence, Truth};

/// `options` are groups of parameters; a group is present when all its parameters are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExactlyOneOf {
    #[serde(deserialize_with = "non_empty")]
    options: Vec<Group>,
    /// Where to point when several are present: the first of these that is, else the first option that is.
    point: Vec<Parameter>,
}

/// Parameters that go together.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Group(#[serde(deserialize_with = "non_empty")] Vec<Parameter>);

impl Form for ExactlyOneOf {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.options.iter_mut().flat_map(|group| &mut group.0).chain(&mut self.point).collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, _: &[&Term], report: &mut Reporter<'_>) {
        // Half of a pair is `used-together`'s business alone.
        if self.options.iter().any(|group| is_half_present(task, &group.0)) {
            return;
        }
        let truths: Vec<Truth> = self.options.iter().map(|group| group_presence(task, &group.0)).collect();
        let present: Vec<&Vec<Parameter>> = self
            .options
            .iter()
            .zip(&truths)
            .filter(|(_, truth)| **truth == Truth::Yes)
            .map(|(group, _)| &group.0)
            .collect();
        let unclear = truths.contains(&Truth::Maybe);
        let empty =
            present.iter().flat_map(|group| group.iter()).find(|parameter| task.is_empty_list(parameter));
        match present.as_slice() {
            [] if !unclear => self.report_none(task, report),
            [_] if empty.is_some() && !unclear => self.report_none(task, report),
            [] | [_] => {}
            several => self.report_several(task, several, empty, report),
        }
    }
}

impl ExactlyOneOf {
    fn report_none(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let missing = &self.options[0].0[0];
        let message = format!("one of {} is needed", self.names());
        let mut finding = Finding::new(report.rule(), task.key_span(missing), task.pointer(missing), message)
            .help(format!("add exactly one of them: {}", self.names()));
        if task.is_present(missing) {
            finding = finding.label("an empty list counts as none").help(format!(
                "put an item into `{}`, or use another of {} instead",
                missing.path,
                self.names()
            ));
        }
        report.add(finding);
    }

    fn report_several(
        &self,
        task: &Parameters<'_, '_>,
        present: &[&Vec<Parameter>],
        empty: Option<&Parameter>,
        report: &mut Reporter<'_>,
    ) {
        let is_present = |parameter: &&Parameter| {
            present.iter().any(|group| group.iter().any(|other| other.path == parameter.path))
        };
        let named = self.point.iter().find(is_present);
        let Some(at) = empty.or(named).or(present.first().and_then(|group| group.first())) else { return };
        let names: Vec<String> = present.iter().map(|group| group_name(group)).collect();
        let message = format!("{} exclude each other", join(&names, "and"));
        let mut finding = Finding::new(report.rule(), task.key_span(at), task.pointer(at), message)
            .label("one too many")
            .help(format!("keep only one of {}", self.names()));
        for group in present {
            if group.iter().all(|parameter| parameter.path != at.path) {
                let other = &group[0];
                let because = format!("because {} is here", group_name(group));
                finding = finding.related(task.key_span(other), task.pointer(other), because);
            }
        }
        report.add(finding);
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.options.iter().map(|group| group_name(&group.0)).collect();
        join(&names, "or")
    }
}

fn group_name(group: &[Parameter]) -> String {
    let paths: Vec<&str> = group.iter().map(|parameter| parameter.path.as_str()).collect();
    format!("`{}`", paths.join("`/`"))
}

fn is_half_present(task: &Parameters<'_, '_>, group: &[Parameter]) -> bool {
    let present = group.iter().filter(|parameter| task.is_present(parameter)).count();
    present > 0 && present < group.len()
}

fn group_presence(task: &Parameters<'_, '_>, group: &[Parameter]) -> Truth {
    let presences = group.iter().map(|parameter| task.presence(parameter));
    let mut truth = Truth::Yes;
    for presence in presences {
        match presence {
            Presence::Absent => return Truth::No,
            Presence::Present => {}
            Presence::Meant | Presence::Unknown => truth = Truth::Maybe,
        }
    }
    truth
}
