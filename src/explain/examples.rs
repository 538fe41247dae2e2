//! A smallest request that a constraint alone objects to, and one like it without findings, made up on the spot.

use std::collections::{BTreeMap, BTreeSet};

use crate::constraint::{Constraint, Proposal};
use crate::diagnostic::Severity;
use crate::models::Models;
use crate::output::Appearance;
use crate::ruleset::RuleSet;
use crate::sample::{Domain, Draft, Goal, Judge, Search, Taste, proposals};

/// Two requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    /// The constraint has a finding of its worst severity, and nothing else has one.
    pub fails: Example,
    /// Nothing has a finding.
    pub passes: Example,
}

/// A request as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// All of it.
    pub whole: String,
    /// The same, with long texts shortened so that the lines fit a terminal.
    pub shown: String,
}

impl Example {
    fn new(draft: &Draft, judge: &Judge<'_>) -> Self {
        Self {
            whole: draft.to_json(&judge.schema),
            shown: draft.to_json_within(Appearance::USUAL_WIDTH, &judge.schema),
        }
    }

    /// True where not all of it is shown.
    #[must_use]
    pub fn is_shortened(&self) -> bool {
        self.whole != self.shown
    }
}

/// Makes both requests: of short texts, unless the constraint is about long ones.
#[must_use]
pub fn examples(ruleset: &RuleSet, constraint: &Constraint, models: &Models) -> Option<Examples> {
    let judge = Judge::new(ruleset, models.files(&ruleset.model)?.schema);
    // The limits first, so that the others can build on them.
    let limits = constraint.checks.iter().flat_map(crate::constraint::Check::limits);
    let all: Vec<Proposal> = limits.chain(proposals(&ruleset.constraints)).collect();
    let mut domain = Domain::new(&judge.schema, &all, &BTreeMap::new(), Taste::Smallest);
    domain.narrow(|index| judge.is_named(index));
    let mut narrow = domain.clone();
    narrow.keep_narrow();
    examples_of(&judge, constraint, &narrow).or_else(|| examples_of(&judge, constraint, &domain))
}

fn examples_of(judge: &Judge<'_>, constraint: &Constraint, domain: &Domain) -> Option<Examples> {
    let first =
        |goal: Goal<'_>, wanted: &[usize]| Search::new(judge, domain, goal, wanted, &BTreeSet::new()).next();
    let id = &constraint.origin.id;
    let severity = constraint.rules().first()?.severity;
    let seeds = seeds(constraint, severity, judge);
    let fails = seeds.iter().find_map(|wanted| first(Goal::Only(id, severity), wanted))?;
    let passes = accepted_like(&fails, judge, id, &|wanted| first(Goal::Silent, wanted))?;
    Some(Examples { fails: Example::new(&fails, judge), passes: Example::new(&passes, judge) })
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
    use crate::output::visible::text_width;
    use crate::{Options, Source, check};

    #[test]
    fn every_constraint_has_both_and_the_checker_agrees() {
        let models = Models::default();
        let found = |text: &str| {
            check(&Source::new("example.json", text.to_owned()), &Options::default()).diagnostics
        };
        let mut shortened = Vec::new();
        for ruleset in models.all() {
            for constraint in &ruleset.constraints {
                let id = &constraint.origin.id;
                let examples = examples(ruleset, constraint, &models);
                let Examples { fails, passes } = examples.unwrap_or_else(|| panic!("no examples of {id}"));
                let findings = found(&fails.whole);
                assert!(!findings.is_empty(), "{id}");
                assert!(
                    findings.iter().all(|it| it.constraint.as_ref() == Some(id)),
                    "{id}: {}",
                    fails.whole
                );
                assert!(found(&passes.whole).is_empty(), "{id}: {}", passes.whole);
                for example in [&fails, &passes] {
                    for line in example.shown.lines() {
                        assert!(text_width(line) <= Appearance::USUAL_WIDTH, "{id}: {line}");
                    }
                    let value: Result<serde_json::Value, _> = serde_json::from_str(&example.shown);
                    assert!(value.is_ok(), "{id}: {}", example.shown);
                }
                assert!(!passes.is_shortened(), "{id}");
                if fails.is_shortened() {
                    assert!(fails.shown.contains(" ... (513 characters)\""), "{id}: {}", fails.shown);
                    shortened.push(id.to_string());
                }
            }
        }
        shortened.sort();
        assert_eq!(shortened, ["o3-provider-shot-prompt", "std-provider-shot-prompt"]);
    }
}
