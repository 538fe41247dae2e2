//! Each constraint by itself: a smallest request that it alone objects to, and one without findings next to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::constraint::{Check, Constraint, Origin};
use crate::diagnostic::Severity;
use crate::models::Models;
use crate::sample::{Domain, Draft, Goal, Judge, Search, Taste, proposals, weight};
use crate::{Options, Source, check};

/// What was found out about one constraint.
#[derive(Debug)]
pub struct ConstraintAudit {
    /// The constraint.
    pub origin: Arc<Origin>,
    /// The parameters that it names, by their index in the schema.
    pub named: Vec<usize>,
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
    let mut severities: Vec<Severity> = constraint.checks.iter().flat_map(Check::severities).collect();
    severities.sort_unstable();
    severities.dedup();
    let mut proposals = proposals(&judge.ruleset.constraints);
    proposals.extend(constraint.checks.iter().flat_map(Check::limits));
    let mut domain = Domain::new(&judge.schema, &proposals, &BTreeMap::new(), Taste::Smallest);
    domain.narrow(|index| judge.is_named(index));
    let examiner = Examiner { judge, domain: &domain, constraint, models };
    let verdicts =
        severities.into_iter().rev().map(|severity| (severity, examiner.verdict(severity))).collect();
    let named = judge.named_by(&constraint.origin.id).to_vec();
    ConstraintAudit { origin: Arc::clone(&constraint.origin), named, verdicts }
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
        /// So many refused requests, the smallest first, are tried for an accepted one next to them …
        const TRIES: usize = 6;
        /// … and so many for one that is two steps away.
        const FAR_TRIES: usize = 2;
        let mut search = self.search(Goal::Only(self.id(), severity), &BTreeSet::new());
        let mut tried = Vec::new();
        for refused in search.by_ref() {
            if let Some(pair) = self.pair(&refused, 1, severity) {
                return Verdict::Shown(pair);
            }
            tried.push(refused);
            if tried.len() == TRIES {
                break;
            }
        }
        if let Some(pair) = tried.iter().take(FAR_TRIES).find_map(|refused| self.pair(refused, 2, severity)) {
            return Verdict::Shown(pair);
        }
        let mut alone = self.search(Goal::Alone(self.id(), severity), &BTreeSet::new()).thorough();
        match alone.next() {
            Some(draft) => Verdict::Unclear(Some(Box::new(draft))),
            None if alone.gave_up => Verdict::Unclear(None),
            None => self.why_never_alone(severity),
        }
    }

    fn pair(&self, refused: &Draft, depth: usize, severity: Severity) -> Option<Box<NearPair>> {
        let pair = NearPair { accepted: self.accepted_near(refused, depth)?, refused: refused.clone() };
        self.is_confirmed(&pair, severity).then(|| Box::new(pair))
    }

    fn search<'s>(&'s self, goal: Goal<'s>, without: &BTreeSet<String>) -> Search<'s, 's> {
        Search::new(self.judge, self.domain, goal, &[], without)
    }

    /// The constraints that object to all it objects to: a set of which none can be spared.
    fn why_never_alone(&self, severity: Severity) -> Verdict {
        let goal = Goal::Alone(self.id(), severity);
        let others = self.judge.ruleset.constraints.iter().map(|other| other.origin.id.to_string());
        let mut spared: BTreeSet<String> = others.filter(|other| other != self.id()).collect();
        if self.search(goal, &spared).thorough().next().is_none() {
            return Verdict::Silent;
        }
        let mut needed = Vec::new();
        for other in spared.clone() {
            spared.remove(&other);
            if self.search(goal, &spared).thorough().next().is_none() {
                // With this one in force nothing is left: it is one of the reasons.
                spared.insert(other.clone());
                needed.push(other);
            }
        }
        Verdict::Implied(needed)
    }

    /// The request without findings that differs the least from a draft, by so many parameters at the most.
    fn accepted_near(&self, draft: &Draft, depth: usize) -> Option<Draft> {
        let named = self.judge.named_by(self.id());
        let all: Vec<usize> = (0..self.judge.schema.fields.len()).collect();
        let mut candidates = self.neighbours(draft, if depth == 1 { &all } else { named });
        if depth > 1 {
            candidates = candidates.iter().flat_map(|near| self.neighbours(near, &all)).collect();
        }
        candidates.sort_by_cached_key(|other| (distance(&draft.0, &other.0), weight(&other.0)));
        let is_silent =
            |draft: &Draft| self.judge.findings(&draft.0, &|constraint| &constraint.checks).is_empty();
        candidates.into_iter().find(is_silent)
    }

    /// The drafts that differ by one parameter, out of some.
    fn neighbours(&self, draft: &Draft, of: &[usize]) -> Vec<Draft> {
        let schema = &self.judge.schema;
        let mut neighbours = Vec::new();
        for &index in of {
            let before = draft.get(schema, index);
            let holds_others = before.is_some() && schema.fields[index].is_object();
            for variant in self.domain.variants(index) {
                if before != Some(&variant.value) && !holds_others {
                    neighbours.extend(draft.set(schema, index, &variant.value));
                }
            }
            neighbours.extend(draft.without(schema, index));
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

/// How far two values are from each other: nearly equal numbers and texts are near, a value that is there or not counts in
/// full.
fn distance(one: &Value, other: &Value) -> u32 {
    const LEAST: u32 = 1;
    const MOST: u64 = 6;
    let near = |difference: u64| LEAST + u32::try_from(difference.min(MOST)).unwrap_or(LEAST);
    match (one, other) {
        _ if one == other => 0,
        (Value::Number(one), Value::Number(other)) => {
            let numbers = one.as_i64().zip(other.as_i64());
            near(numbers.map_or(MOST, |(one, other)| one.abs_diff(other)))
        }
        (Value::String(one), Value::String(other)) => near(one.len().abs_diff(other.len()) as u64),
        (Value::Array(one), Value::Array(other)) => {
            let both: u32 = one.iter().zip(other).map(|(one, other)| distance(one, other)).sum();
            let shared = one.len().min(other.len());
            both + one[shared..].iter().chain(&other[shared..]).map(weight).sum::<u32>()
        }
        (Value::Object(one), Value::Object(other)) => {
            let changed = one.iter().map(|(name, value)| match other.get(name) {
                Some(other) => distance(value, other),
                None => weight(value),
            });
            let added =
                other.iter().filter(|(name, _)| !one.contains_key(*name)).map(|(_, value)| weight(value));
            changed.chain(added).sum()
        }
        _ => near(MOST) + LEAST,
    }
}
