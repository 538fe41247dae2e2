//! A smallest request that a constraint alone objects to, and one like it without findings, made up on the spot.

use std::collections::{BTreeMap, BTreeSet};

use crate::constraint::Constraint;
use crate::diagnostic::Severity;
use crate::models::Models;
use crate::output::Appearance;
use crate::output::visible::text_width;
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

/// Makes both requests, where that can be done in lines that fit a terminal.
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
    let severity = constraint.rules().first()?.severity;
    let seeds = seeds(constraint, severity, &judge);
    let fails = seeds.iter().find_map(|wanted| first(Goal::Only(id, severity), wanted))?;
    let passes = accepted_like(&fails, &judge, id, &|wanted| first(Goal::Silent, wanted))?;
    let examples = Examples { fails: fails.to_json(&judge.schema), passes: passes.to_json(&judge.schema) };
    let mut lines = examples.fails.lines().chain(examples.passes.lines());
    lines.all(|line| text_width(line) <= Appearance::USUAL_WIDTH).then_some(examples)
}

/// Parameters to begin the search for a broken constraint with, each set a try of its own: what triggers a check, then
/// nothing at all.
fn seeds(constraint: &Constraint, severity: Severity, judge: &Judge<'_>) -> Vec<Vec<usize>> {
    let checks = constraint.checks.iter().filter(|check| check.rule.severity == severity);
    let triggers = checks.filter_map(|check| judge.schema.find(&check.when.first()?.parameter.path));
    triggers.map(|index| vec![index]).chain([Vec::new()]).collect()
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

    /// For these a prompt must be long; their pages name those of their rules instead.
    const WITHOUT: [&str; 6] = [
        "std-element-id",
        "std-provider-shot-prompt",
        "o3-element-id",
        "o3-provider-shot-prompt",
        "o3-provider-references",
        "o3-provider-elements",
    ];

    #[test]
    fn nearly_every_constraint_has_both_and_the_checker_agrees() {
        let models = Models::default();
        for ruleset in models.all() {
            for constraint in &ruleset.constraints {
                let id = &constraint.origin.id;
                if WITHOUT.contains(&&**id) {
                    continue;
                }
                let examples = examples(ruleset, constraint, &models);
                let examples = examples.unwrap_or_else(|| panic!("no examples of {id}"));
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
