//! The statements of a page, taken word for word: which contradict each other, and which published requests they refuse.

use std::collections::{BTreeMap, BTreeSet};

use super::enumeration::Enumeration;
use super::minimal::hitting_sets;
use super::published::{Refused, refused};
use crate::constraint::{Check, Constraint};
use crate::diagnostic::Basis;
use crate::sample::{Judge, constraint_of};

/// What the statements of a page come to.
#[derive(Debug)]
pub struct PageAudit {
    /// The statements across parameters, each a constraint's id and words.
    pub statements: Vec<(String, String)>,
    /// How many parameters they name.
    pub parameters: usize,
    /// How many requests were tried; none where there would be too many.
    pub combinations: usize,
    /// The parameters that no request can have.
    pub conflicts: Vec<Conflict>,
    /// The published requests.
    pub published: usize,
    /// Those of them that the statements refuse.
    pub refused: Vec<Refused>,
    /// The parameters that are printed as required and yet left out in published requests.
    pub omissions: Vec<Omission>,
}

/// A parameter that the statements make unusable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Its path.
    pub parameter: String,
    /// The smallest sets of statements that no request with it satisfies.
    pub sets: Vec<Vec<String>>,
    /// The paths of the parameters inside of it, which go with it.
    pub inside: Vec<String>,
}

/// A parameter that is printed as required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// Its path.
    pub parameter: String,
    /// The names of the published requests that leave it out.
    pub by: Vec<String>,
}

/// True for a statement about several parameters at once, which the page itself makes; the texts of single parameters
/// are another matter.
fn is_statement(constraint: &Constraint) -> bool {
    matches!(constraint.origin.basis, Basis::Literal | Basis::Narrowed) && !constraint.printed.is_empty()
}

fn printed(constraint: &Constraint) -> &[Check] {
    if is_statement(constraint) { &constraint.printed } else { &[] }
}

/// Audits the page of the judge's rule set.
#[must_use]
pub fn audit(judge: &Judge<'_>) -> PageAudit {
    let statements: Vec<(String, String)> = judge
        .ruleset
        .constraints
        .iter()
        .filter(|constraint| is_statement(constraint))
        .map(|constraint| (constraint.origin.id.to_string(), constraint.origin.statement.to_string()))
        .take(u64::BITS as usize)
        .collect();
    let checks: Vec<&Check> = judge.ruleset.constraints.iter().flat_map(printed).collect();
    let enumeration = Enumeration::new(judge, &checks);
    let masks =
        if enumeration.is_possible() { masks(judge, &enumeration, &statements) } else { BTreeMap::new() };
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (&parameter, masks) in masks.iter().filter(|(_, masks)| !masks.contains(&0)) {
        let masks: Vec<u64> = masks.iter().copied().collect();
        let name = |set: Vec<usize>| set.into_iter().map(|index| statements[index].0.clone()).collect();
        let path = judge.schema.fields[parameter].path.clone();
        let is_inside =
            |other: &&str| other.strip_prefix(&path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let paths = judge.schema.fields.iter().map(|field| field.path.as_str());
        conflicts.push(Conflict {
            inside: paths.filter(is_inside).map(ToOwned::to_owned).collect(),
            parameter: path,
            sets: hitting_sets(&masks, statements.len()).into_iter().map(name).collect(),
        });
    }
    PageAudit {
        parameters: enumeration.choices.len(),
        combinations: if enumeration.is_possible() { enumeration.size() } else { 0 },
        conflicts,
        published: judge.ruleset.published.len(),
        refused: refused(judge, true, &printed),
        omissions: omissions(judge),
        statements,
    }
}

/// For each parameter the ways in which requests that have it break statements.
fn masks(
    judge: &Judge<'_>,
    enumeration: &Enumeration,
    statements: &[(String, String)],
) -> BTreeMap<usize, BTreeSet<u64>> {
    let mut masks: BTreeMap<usize, BTreeSet<u64>> = BTreeMap::new();
    enumeration.for_each(judge, &mut |draft, chosen| {
        let findings = judge.findings(&draft.0, &printed);
        let broken = findings.iter().filter_map(constraint_of);
        let indices = broken.filter_map(|id| statements.iter().position(|(other, _)| other == id));
        let mask = indices.fold(0, |mask, index| mask | 1 << index);
        for &parameter in chosen {
            masks.entry(parameter).or_default().insert(mask);
        }
    });
    masks
}

fn omissions(judge: &Judge<'_>) -> Vec<Omission> {
    let is_left_out = |path: &str, request: &serde_json::Value| {
        path.split('.').try_fold(request, |at, name| at.get(name)).is_none()
    };
    let published = &judge.ruleset.published;
    let omission = |path: &String| Omission {
        parameter: path.clone(),
        by: published
            .iter()
            .filter(|published| is_left_out(path, &published.request))
            .map(|published| published.name.clone())
            .collect(),
    };
    judge.ruleset.printed_required.iter().map(omission).collect()
}
