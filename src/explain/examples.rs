//! A smallest request that a constraint alone objects to, and one like it without findings, made up on the spot.

use std::collections::{BTreeMap, BTreeSet};

use crate::constraint::Constraint;
use crate::models::Models;
use crate::ruleset::RuleSet;
use crate::sample::{Domain, Draft, Goal, Judge, Search, Taste, proposals};

/// Two requests as JSON texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    /// The constraint has a finding of its worst severity, and nothing else has one.
    pub fails: String,
    /// Nothing has a finding.
    pub passes: String,
}

/// Makes both requests, where that can be done.
#[must_use]
pub fn examples(ruleset: &RuleSet, constraint: &Constraint, models: &Models) -> Option<Examples> {
    let judge = Judge::new(ruleset, models.files(&ruleset.model)?.schema);
    let mut proposals = proposals(&ruleset.constraints);
    proposals.extend(constraint.checks.iter().flat_map(crate::constraint::Check::limits));
    let mut domain = Domain::new(&judge.schema, &proposals, &BTreeMap::new(), Taste::Smallest);
    domain.narrow(|index| judge.is_named(index));
    let first = |goal: Goal<'_>, wanted: &[usize]| {
        Search::new(&judge, &domain, goal, wanted, &BTreeSet::new()).next()
    };
    let id = &constraint.origin.id;
    let severities = constraint.rules().into_iter().map(|rule| rule.severity);
    let fails = severities.into_iter().find_map(|severity| first(Goal::Only(id, severity), &[]))?;
    let passes = accepted_like(&fails, &judge, id, &|wanted| first(Goal::Silent, wanted))?;
    Some(Examples { fails: fails.to_json(&judge.schema), passes: passes.to_json(&judge.schema) })
}

/// A request without findings with as many as possible of the parameters that the refused one has, and the constraint
/// names: with all of them, else without one of them, else without any.
fn accepted_like(
    refused: &Draft,
    judge: &Judge<'_>,
    constraint: &str,
    accepted_with: &dyn Fn(&[usize]) -> Option<Draft>,
) -> Option<Draft> {
    let is_there = |index: &usize| refused.get(&judge.schema, *index).is_some();
    let used: Vec<usize> = judge.named_by(constraint).iter().copied().filter(is_there).collect();
    let all_but =
        |left_out: &usize| -> Vec<usize> { used.iter().copied().filter(|index| index != left_out).collect() };
    accepted_with(&used)
        .or_else(|| used.iter().rev().find_map(|left_out| accepted_with(&all_but(left_out))))
        .or_else(|| accepted_with(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Source, check};

    #[test]
    fn every_constraint_has_both_and_the_checker_agrees() {
        let models = Models::default();
        for ruleset in models.all() {
            for constraint in &ruleset.constraints {
                let id = &constraint.origin.id;
                let Some(examples) = examples(ruleset, constraint, &models) else {
                    eprintln!("no examples of {id}");
                    continue;
                };
                let found = |text: &str| {
                    check(&Source::new("example.json", text.to_owned()), &Options::default()).diagnostics
                };
                let fails = found(&examples.fails);
                assert!(!fails.is_empty(), "{id}");
                assert!(
                    fails.iter().all(|it| it.constraint.as_ref() == Some(id)),
                    "{id}: {}",
                    examples.fails
                );
                assert!(found(&examples.passes).is_empty(), "{id}: {}", examples.passes);
            }
        }
    }
}
