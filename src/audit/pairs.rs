//! Each constraint by itself: a smallest request that it alone objects to, and one without findings next to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::constraint::{Constraint, Origin};
use crate::diagnostic::Severity;
use crate::models::Models;
use crate::sample::{Domain, Draft, Goal, Judge, Search, Taste, proposals, weight};
use crate::{Options, Source, check};

/// What was found out about one constraint.
#[derive(Debug)]
pub struct ConstraintAudit {
    /// The constraint.
    pub origin: Arc<Origin>,
    /// For each severity that its findings have, in falling order, what was found out.
    pub verdicts: Vec<(Severity, Verdict)>,
}

/// What was found out about the findings of one severity.
#[derive(Debug)]
pub enum Verdict {
    /// Here are a request that only this constraint objects to, and an accepted one.
    Shown(Box<NearPair>),
    /// No request has such a finding.
    Silent,
    /// Whatever it objects to, these constraints object to as well: it could be left out.
    Implied(Vec<String>),
    /// Others always have something to say beside it, or no accepted request is near.
    Unclear(Option<Box<Draft>>),
}

/// Two requests that differ as little as possible.
#[derive(Debug)]
pub struct NearPair {
    /// No findings.
    pub accepted: Draft,
    /// Findings of the constraint, and no others.
    pub refused: Draft,
}

impl ConstraintAudit {
    /// True where every severity is shown.
    #[must_use]
    pub fn passes(&self) -> bool {
        !self.verdicts.is_empty()
            && self.verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::Shown(_)))
    }

    /// True where it could be left out: what it objects to at its worst, others object to as well, or nothing is there.
    #[must_use]
    pub fn is_implied(&self) -> bool {
        let worst = self.verdicts.first().map(|(_, verdict)| verdict);
        worst.is_none_or(|verdict| matches!(verdict, Verdict::Silent | Verdict::Implied(_)))
    }
}

/// Audits one constraint of the judge's rule set.
#[must_use]
pub fn audit(judge: &Judge<'_>, constraint: &Constraint, models: &Models) -> ConstraintAudit {
    let mut severities: Vec<Severity> =
        constraint.checks.iter().flat_map(crate::constraint::Check::severities).collect();
    severities.sort_unstable();
    severities.dedup();
    let mut proposals = proposals(&judge.ruleset.constraints);
    proposals.extend(constraint.checks.iter().flat_map(crate::constraint::Check::limits));
    let mut domain = Domain::new(&judge.schema, &proposals, &BTreeMap::new(), Taste::Smallest);
    domain.narrow(|index| judge.is_named(index));
    let examiner = Examiner { judge, domain: &domain, constraint, models };
    let verdicts =
        severities.into_iter().rev().map(|severity| (severity, examiner.verdict(severity))).collect();
    ConstraintAudit { origin: Arc::clone(&constraint.origin), verdicts }
}

struct Examiner<'e, 'r> {
    judge: &'e Judge<'r>,
    domain: &'e Domain,
    constraint: &'e Constraint,
    models: &'e Models,
}

impl Examiner<'_, '_> {
    fn id(&self) -> &str {
        &self.constraint.origin.id
    }

    fn verdict(&self, severity: Severity) -> Verdict {
        /// So many refused requests, the smallest first, are tried for an accepted one next to them.
        const TRIES: usize = 60;
        let mut search = self.search(Goal::Only(self.id(), severity), &BTreeSet::new());
        let refused: Vec<Draft> = std::iter::from_fn(|| search.next()).take(TRIES).collect();
        let near = |depth| {
            refused.iter().find_map(|refused| {
                let accepted = self.accepted_near(refused, depth)?;
                let pair = NearPair { accepted, refused: refused.clone() };
                self.is_confirmed(&pair, severity).then_some(pair)
            })
        };
        if let Some(pair) = near(1).or_else(|| near(2)) {
            return Verdict::Shown(Box::new(pair));
        }
        let mut alone = self.search(Goal::Alone(self.id(), severity), &BTreeSet::new());
        match alone.next() {
            Some(draft) => Verdict::Unclear(Some(Box::new(draft))),
            None => self.why_never_alone(severity),
        }
    }

    fn search<'s>(&'s self, goal: Goal<'s>, without: &BTreeSet<String>) -> Search<'s, 's> {
        Search::new(self.judge, self.domain, goal, &[], without)
    }

    /// The constraints that object to all it objects to: a set of which none can be spared.
    fn why_never_alone(&self, severity: Severity) -> Verdict {
        let goal = Goal::Alone(self.id(), severity);
        let others = self.judge.ruleset.constraints.iter().map(|other| other.origin.id.to_string());
        let mut spared: BTreeSet<String> = others.filter(|other| other != self.id()).collect();
        if self.search(goal, &spared).next().is_none() {
            return Verdict::Silent;
        }
        let mut needed = Vec::new();
        for other in spared.clone() {
            spared.remove(&other);
            if self.search(goal, &spared).next().is_none() {
                // With this one in force nothing is left: it is one of the reasons.
                spared.insert(other.clone());
                needed.push(other);
            }
        }
        Verdict::Implied(needed)
    }

    /// The smallest request without findings among those that differ from a draft by so many parameters. A changed value
    /// shows more than an added parameter, and that more than one taken away.
    fn accepted_near(&self, draft: &Draft, depth: usize) -> Option<Draft> {
        let neighbours = self.neighbours(draft, depth == 1);
        let candidates: Vec<(usize, Draft)> = if depth == 1 {
            neighbours
        } else {
            let further = |(kind, near): (usize, Draft)| {
                let second = self.neighbours(&near, true).into_iter();
                second.map(move |(other, draft)| (kind + other, draft))
            };
            neighbours.into_iter().flat_map(further).collect()
        };
        let is_silent =
            |draft: &Draft| self.judge.findings(&draft.0, &|constraint| &constraint.checks).is_empty();
        candidates
            .into_iter()
            .filter(|(_, draft)| is_silent(draft))
            .min_by_key(|(kind, draft)| (*kind, weight(&draft.0)))
            .map(|(_, draft)| draft)
    }

    /// The drafts that differ by one parameter; of those that the constraint names, unless `by_any`.
    fn neighbours(&self, draft: &Draft, by_any: bool) -> Vec<(usize, Draft)> {
        const CHANGED: usize = 0;
        const ADDED: usize = 1;
        const REMOVED: usize = 2;
        let schema = &self.judge.schema;
        let named = self.judge.named_by(self.id());
        let mut neighbours = Vec::new();
        for index in (0..schema.fields.len()).filter(|index| by_any || named.contains(index)) {
            let before = draft.get(schema, index);
            let kind = if before.is_some() { CHANGED } else { ADDED };
            for variant in self.domain.variants(index) {
                if before != Some(&variant.value) {
                    neighbours.extend(draft.set(schema, index, &variant.value).map(|draft| (kind, draft)));
                }
            }
            neighbours.extend(draft.without(schema, index).map(|draft| (REMOVED, draft)));
        }
        neighbours
    }

    /// Runs both requests through the checker that people use.
    fn is_confirmed(&self, pair: &NearPair, severity: Severity) -> bool {
        let options = Options { models: self.models.clone(), ..Options::default() };
        let report =
            |draft: &Draft| check(&Source::new("audit.json", draft.to_json(&self.judge.schema)), &options);
        let accepted = report(&pair.accepted);
        let refused = report(&pair.refused);
        let is_its_own = |diagnostic: &crate::diagnostic::Diagnostic| {
            diagnostic.constraint.as_deref() == Some(self.id()) && diagnostic.severity == severity
        };
        accepted.summary.valid == 1
            && accepted.diagnostics.is_empty()
            && !refused.diagnostics.is_empty()
            && refused.diagnostics.iter().all(is_its_own)
    }
}
