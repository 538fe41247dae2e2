//! Exactly one of several parameters, or groups of parameters, is present.

use serde::Deserialize;

use super::gate::mask;
use super::{Form, Parameter, Reporter, Term, join, non_empty};
use crate::finding::{Finding, text};
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

    fn is_kept_by(&self, present: u128) -> bool {
        let mut whole = 0;
        for Group(group) in &self.options {
            let bits = mask(group);
            match present & bits {
                0 => {}
                here if here == bits => whole += 1,
                _ => return true,
            }
        }
        whole == 1
    }

    fn obstacles(&self, _when: &[Term], parameter: &Parameter, task: &Parameters<'_, '_>) -> Vec<String> {
        let is_in = |Group(group): &&Group| group.iter().any(|other| other.slot() == parameter.slot());
        if !self.options.iter().any(|group| is_in(&group)) {
            return Vec::new();
        }
        let others = self.options.iter().filter(|group| !is_in(group)).flat_map(|Group(group)| group);
        let here = others.filter(|other| task.is_present(other));
        here.map(|other| text!("`{}`", other.path)).collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let mut present: Option<&[Parameter]> = None;
        let mut is_contested = false;
        let mut is_unclear = false;
        for Group(group) in &self.options {
            // Half of a pair is `used-together`'s business alone.
            if is_half_present(task, group) {
                return;
            }
            match group_presence(task, group) {
                Truth::Yes if present.is_some() => is_contested = true,
                Truth::Yes => present = Some(group),
                Truth::Maybe => is_unclear = true,
                Truth::No => {}
            }
        }
        let is_empty = |group: &[Parameter]| group.iter().any(|parameter| task.is_empty_list(parameter));
        if is_contested {
            self.report_several(task, report);
        } else if !is_unclear && present.is_none_or(is_empty) {
            self.report_none(task, report);
        }
    }
}

impl ExactlyOneOf {
    fn report_none(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let missing = &self.options[0].0[0];
        let message = text!("one of {} is needed", self.names());
        let mut finding = Finding::new(report.rule(), task.key_span(missing), task.pointer(missing), message);
        let names = |groups: &[&Group]| {
            let names: Vec<String> = groups.iter().map(|group| group_name(&group.0)).collect();
            join(&names, "or")
        };
        let can_stand = |group: &&Group| group.0.iter().all(|it| report.obstacles(it).is_empty());
        let possible: Vec<&Group> = self.options.iter().filter(can_stand).collect();
        finding = if task.is_present(missing) {
            let others: Vec<&Group> =
                possible.into_iter().filter(|group| group.0[0].slot() != missing.slot()).collect();
            let instead =
                if others.is_empty() { String::new() } else { text!(", or use {} instead", names(&others)) };
            finding
                .label("an empty list counts as none")
                .help(text!("put an item into `{}`{instead}", missing.path))
        } else {
            finding.help(match possible.as_slice() {
                [] => text!("add exactly one of them: {}", self.names()),
                [only] => text!("add {}", names(&[only])),
                several => text!("add exactly one of them: {}", names(several)),
            })
        };
        report.add(finding);
    }

    fn report_several(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let groups = self.options.iter().map(|group| &group.0);
        let present: Vec<&Vec<Parameter>> =
            groups.filter(|group| group_presence(task, group) == Truth::Yes).collect();
        let empty =
            present.iter().flat_map(|group| group.iter()).find(|parameter| task.is_empty_list(parameter));
        let is_present = |parameter: &&Parameter| {
            present.iter().any(|group| group.iter().any(|other| other.path == parameter.path))
        };
        let preferred = self.point.iter().find(is_present);
        let Some(at) = empty.or(preferred).or(present.first().and_then(|group| group.first())) else {
            return;
        };
        let names: Vec<String> = present.iter().map(|group| group_name(group)).collect();
        let message = text!("{} exclude each other", join(&names, "and"));
        let mut finding = Finding::new(report.rule(), task.key_span(at), task.pointer(at), message)
            .label("one too many")
            .help(text!("keep only one of {}", self.names()));
        for group in &present {
            if group.iter().all(|parameter| parameter.path != at.path) {
                let other = &group[0];
                let because = text!("because {} is here", group_name(group));
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
    text!("`{}`", paths.join("`/`"))
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
