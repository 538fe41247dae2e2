//! The search for the smallest request with a certain verdict of the real checker.
//!
//! It starts from what the schema requires, and only ever adds. The finding with the fewest remedies is mended first: a
//! remedy is a parameter, among those that the finding's constraint names, whose addition makes the finding go away. A
//! request without a remedy for one of its findings is given up. The cheapest request is always taken up first, so the
//! first that satisfies is a smallest one, and the outcome is always the same.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};

use serde_json::Value;

use super::domain::{Domain, weight};
use super::draft::{Draft, holds};
use super::schema::Schema;
use crate::constraint::{Check, Constraint, Proposal};
use crate::diagnostic::Severity;
use crate::finding::Finding;
use crate::json::Arena;
use crate::ruleset::RuleSet;

/// A rule set that judges drafts.
pub struct Judge<'r> {
    /// The rule set.
    pub ruleset: &'r RuleSet,
    /// Its parameters.
    pub schema: Schema,
    named: BTreeMap<String, Vec<usize>>,
    arena: RefCell<Arena>,
}

impl<'r> Judge<'r> {
    /// Judges by that rule set, which was made from that schema file.
    #[must_use]
    pub fn new(ruleset: &'r RuleSet, schema: &str) -> Self {
        let schema = Schema::read(schema);
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for constraint in &ruleset.constraints {
            let indices = named.entry(constraint.origin.id.to_string()).or_default();
            for check in &constraint.checks {
                indices.extend(check.named.iter().filter_map(|path| schema.find(path)));
                for path in check.named.iter().filter(|_| check.looks_into_items()) {
                    indices.extend(schema.item_fields(path));
                }
            }
            indices.sort_unstable();
            indices.dedup();
        }
        Self { ruleset, schema, named, arena: RefCell::default() }
    }

    /// The parameters that a constraint names, with the members of lists that it looks at.
    #[must_use]
    pub fn named_by(&self, constraint: &str) -> &[usize] {
        self.named.get(constraint).map_or(&[], Vec::as_slice)
    }

    /// True where a constraint names the parameter, or the list that it is in.
    #[must_use]
    pub fn is_named(&self, index: usize) -> bool {
        self.named.values().any(|indices| indices.contains(&index))
    }

    /// The findings of the checks that `checks` chooses, and those about single parameters.
    pub fn findings(&self, request: &Value, checks: &dyn Fn(&'r Constraint) -> &'r [Check]) -> Vec<Finding> {
        let text = request.to_string();
        let mut arena = self.arena.borrow_mut();
        let document = arena.parse(&text);
        document.root().map_or_else(Vec::new, |task| self.ruleset.check_by(task, "", &|_| None, checks))
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal<'g> {
    /// A request without findings.
    Silent,
    /// A request without errors.
    Accepted,
    /// A request with findings of one constraint and severity, and no others.
    Only(&'g str, Severity),
    /// The same, but any findings of lower severity may be there too.
    Alone(&'g str, Severity),
}

impl Goal<'_> {
    fn tolerates(self, finding: &Finding) -> bool {
        match self {
            Self::Silent => false,
            Self::Accepted => finding.severity != Severity::Error,
            Self::Only(constraint, severity) => {
                finding.severity == severity && constraint_of(finding) == Some(constraint)
            }
            Self::Alone(constraint, severity) => {
                finding.severity < severity || Self::Only(constraint, severity).tolerates(finding)
            }
        }
    }

    fn is_reached(self, findings: &[Finding]) -> bool {
        let is_broken = match self {
            Self::Silent | Self::Accepted => true,
            Self::Only(constraint, severity) | Self::Alone(constraint, severity) => {
                findings.iter().any(|finding| Self::Only(constraint, severity).tolerates(finding))
            }
        };
        is_broken && findings.iter().all(|finding| self.tolerates(finding))
    }
}

/// The constraint that a finding is of.
#[must_use]
pub fn constraint_of(finding: &Finding) -> Option<&str> {
    finding.origin.as_ref().map(|origin| &*origin.id)
}

/// A draft on the way, with the findings it has.
struct Step {
    cost: u32,
    number: usize,
    draft: Draft,
    findings: Vec<Finding>,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Step {}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Step {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.cost, self.number).cmp(&(other.cost, other.number))
    }
}

/// An addition to a draft: its cost, what it makes of the draft, and the findings that this has.
type Remedy = (u32, Draft, Vec<Finding>);

/// A search under way; an iterator over one request after the other.
pub struct Search<'s, 'r> {
    judge: &'s Judge<'r>,
    domain: &'s Domain,
    goal: Goal<'s>,
    wanted: Vec<usize>,
    without: BTreeSet<String>,
    waiting: BinaryHeap<Reverse<Step>>,
    seen: HashSet<String>,
    count: usize,
    is_thorough: bool,
    /// By constraint, parameters that are no remedy.
    detours: BTreeMap<String, Vec<usize>>,
    /// True where it ended because there was too much to look at, and not because nothing was left.
    pub gave_up: bool,
    /// The constraints that had findings on the way.
    pub met: BTreeSet<String>,
}

/// The parameters beside which a constraint is not checked, without those that it is about, and what is inside of these.
fn exemptions(constraint: &Constraint) -> Vec<&str> {
    let exempt = |check: &'_ Check, path: &str| check.unless.iter().any(|term| term.parameter.path == path);
    let is_about = |path: &str| {
        constraint.checks.iter().any(|check| {
            let mut named = check.named.iter().filter(|named| !exempt(check, named));
            named.any(|named| {
                path.strip_prefix(&**named).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        })
    };
    let all = constraint.checks.iter().flat_map(|check| &check.unless);
    all.map(|term| term.parameter.path.as_str()).filter(|path| !is_about(path)).collect()
}

/// How many requests are looked at before a search is given up.
const MOST_STEPS: usize = 10_000;

impl<'s, 'r> Search<'s, 'r> {
    /// Looks for requests that have the parameters `wanted`, under every constraint but those in `without`.
    #[must_use]
    pub fn new(
        judge: &'s Judge<'r>,
        domain: &'s Domain,
        goal: Goal<'s>,
        wanted: &[usize],
        without: &BTreeSet<String>,
    ) -> Self {
        let mut search = Self {
            judge,
            domain,
            goal,
            wanted: Vec::new(),
            without: without.clone(),
            waiting: BinaryHeap::new(),
            seen: HashSet::new(),
            count: 0,
            is_thorough: false,
            detours: BTreeMap::new(),
            gave_up: false,
            met: BTreeSet::new(),
        };
        for &index in wanted {
            search.want(index);
        }
        search.push(0, Draft::smallest(&judge.schema));
        search
    }

    /// The same, but a request that the constraint objects to is also looked at with more of what the constraint names.
    /// Where this finds nothing and has not given up, no request of the values that are tried is such.
    #[must_use]
    pub fn thorough(mut self) -> Self {
        self.is_thorough = true;
        self
    }

    /// The same, but without the remedies that are no more than ways around a constraint: a parameter beside which it is not
    /// checked, and the other place for prompts where one place is wanted.
    #[must_use]
    pub fn straight(mut self) -> Self {
        for constraint in &self.judge.ruleset.constraints {
            let mut detours = exemptions(constraint);
            let proposals: Vec<Proposal> = constraint.checks.iter().flat_map(Check::proposals).collect();
            let is_wanted =
                |path: &str| self.judge.schema.find(path).is_some_and(|index| self.wanted.contains(&index));
            for proposal in &proposals {
                if let Proposal::Names { prompt, segments, .. } = proposal {
                    detours.extend(is_wanted(prompt).then_some(segments.as_str()));
                    detours.extend(is_wanted(segments).then_some(prompt.as_str()));
                }
            }
            let detours = detours.into_iter().filter_map(|path| self.judge.schema.find(path)).collect();
            self.detours.insert(constraint.origin.id.to_string(), detours);
        }
        self
    }

    /// A member of a list's objects needs the list first.
    fn want(&mut self, index: usize) {
        let field = &self.judge.schema.fields[index];
        if let Some(holder) = field.holder.filter(|_| field.is_in_list()) {
            self.want(holder);
        }
        if !self.wanted.contains(&index) {
            self.wanted.push(index);
        }
    }

    fn judge(&self, draft: &Draft) -> Vec<Finding> {
        self.judge.findings(&draft.0, &|constraint| {
            if self.without.contains(&*constraint.origin.id) { &[] } else { &constraint.checks }
        })
    }

    fn push(&mut self, cost: u32, draft: Draft) {
        if !self.seen.contains(&draft.key()) {
            let findings = self.judge(&draft);
            self.push_judged(cost, draft, findings);
        }
    }

    fn push_judged(&mut self, cost: u32, draft: Draft, findings: Vec<Finding>) {
        if self.seen.insert(draft.key()) {
            self.met.extend(findings.iter().filter_map(constraint_of).map(ToOwned::to_owned));
            self.count += 1;
            self.waiting.push(Reverse(Step { cost, number: self.count, draft, findings }));
        }
    }

    /// True where the draft has the parameter, with the value that is fixed for it.
    fn is_granted(&self, draft: &Draft, index: usize) -> bool {
        let fixed = self.domain.fixed(index);
        let mut values = draft.all(&self.judge.schema, index);
        values.any(|value| fixed.is_none_or(|fixed| holds(value, fixed)))
    }

    /// Adds a wanted parameter. In the sample of an object that must have it, or of a list's object, it may be there already,
    /// with a value other than the fixed one.
    fn grant(&mut self, step: &Step, index: usize) {
        let schema = &self.judge.schema;
        let is_there = step.draft.get(schema, index).is_some();
        let field = &schema.fields[index];
        let may_be_sample = is_there && (field.is_required || field.is_in_list());
        let fixed = self.domain.fixed(index).filter(|_| may_be_sample);
        if let Some(draft) = fixed.and_then(|value| step.draft.set(schema, index, value)) {
            self.push(step.cost, draft);
        }
        for (cost, draft) in self.additions(&step.draft, index) {
            self.push(step.cost + cost, draft);
        }
    }

    /// Every way to add the parameter to a draft, with its cost. Of a pair neither comes alone, unless halves are looked for.
    fn additions(&self, draft: &Draft, index: usize) -> Vec<(u32, Draft)> {
        let schema = &self.judge.schema;
        let is_absent = |index: &usize| draft.get(schema, *index).is_none();
        let pair = self.domain.pair(index).filter(|pair| pair.indices.iter().all(is_absent));
        let Some(pair) = pair.filter(|_| matches!(self.goal, Goal::Silent | Goal::Accepted)) else {
            return self.lone_additions(draft, index);
        };
        let [first, second] = pair.indices;
        let of_first = |(cost, draft): (u32, Draft)| {
            let seconds = self.lone_additions(&draft, second);
            seconds.into_iter().map(move |(more, draft)| (cost + more, draft))
        };
        let together = self.lone_additions(draft, first).into_iter().flat_map(of_first);
        let is_known = |draft: &Draft| {
            let is = |values: &[Value; 2]| {
                draft.get(schema, first) == Some(&values[0]) && draft.get(schema, second) == Some(&values[1])
            };
            pair.values.is_empty() || pair.values.iter().any(is)
        };
        together.filter(|(_, draft)| is_known(draft)).collect()
    }

    fn lone_additions(&self, draft: &Draft, index: usize) -> Vec<(u32, Draft)> {
        let variants = self.domain.variants(index).iter();
        let before = weight(&draft.0);
        variants
            .flat_map(|variant| {
                let first = draft.with(&self.judge.schema, index, &variant.value);
                let further = self.domain.looks_at_all_items();
                let further =
                    further.then(|| draft.with_further_on(&self.judge.schema, index, &variant.value));
                first.into_iter().chain(further.into_iter().flatten()).map(|draft| {
                    let holders = weight(&draft.0).saturating_sub(before + weight(&variant.value));
                    (variant.cost + holders, draft)
                })
            })
            .collect()
    }

    /// Adds what the constraint names, so that it may object. False where everything is there already.
    fn provoke(&mut self, step: &Step, constraint: &str) -> bool {
        let mut goes_on = false;
        for &index in self.judge.named_by(constraint) {
            for (cost, draft) in self.additions(&step.draft, index) {
                self.push(step.cost + cost, draft);
                goes_on = true;
            }
        }
        goes_on
    }

    /// Mends the finding that has the fewest remedies.
    fn mend(&mut self, step: &Step) {
        let mut fewest: Option<Vec<Remedy>> = None;
        for finding in step.findings.iter().filter(|finding| !self.goal.tolerates(finding)) {
            let remedies = self.remedies(step, finding);
            if fewest.as_ref().is_none_or(|fewest| remedies.len() < fewest.len()) {
                fewest = Some(remedies);
            }
            if fewest.as_ref().is_some_and(Vec::is_empty) {
                return;
            }
        }
        for (cost, draft, findings) in fewest.into_iter().flatten() {
            self.push_judged(step.cost + cost, draft, findings);
        }
    }

    fn remedies(&self, step: &Step, finding: &Finding) -> Vec<Remedy> {
        let Some(constraint) = constraint_of(finding) else { return Vec::new() };
        let is_same = |other: &Finding| {
            other.rule == finding.rule
                && other.pointer == finding.pointer
                && constraint_of(other) == Some(constraint)
        };
        let is_detour =
            |index: &usize| self.detours.get(constraint).is_some_and(|detours| detours.contains(index));
        let additions = self
            .judge
            .named_by(constraint)
            .iter()
            .copied()
            .filter(|index| !is_detour(index))
            .flat_map(|index| self.additions(&step.draft, index));
        let mut texts = HashSet::new();
        additions
            .filter(|(_, draft)| texts.insert(draft.key()))
            .map(|(cost, draft)| (cost, self.judge(&draft), draft))
            .filter(|(_, findings, _)| !findings.iter().any(is_same))
            .map(|(cost, findings, draft)| (cost, draft, findings))
            .collect()
    }
}

/// The requests that are looked for, in the order of their size.
impl Iterator for Search<'_, '_> {
    type Item = Draft;

    fn next(&mut self) -> Option<Draft> {
        while let Some(Reverse(step)) = self.waiting.pop() {
            if self.count > MOST_STEPS {
                self.gave_up = true;
                return None;
            }
            let missing = self.wanted.iter().copied().find(|&index| !self.is_granted(&step.draft, index));
            if let Some(missing) = missing {
                self.grant(&step, missing);
                continue;
            }
            let is_reached = self.goal.is_reached(&step.findings);
            if let Goal::Only(constraint, severity) | Goal::Alone(constraint, severity) = self.goal {
                let only = Goal::Only(constraint, severity);
                let objects = step.findings.iter().any(|finding| only.tolerates(finding));
                // First the constraint must object; the rest is mended then.
                let goes_on = (self.is_thorough || !objects) && self.provoke(&step, constraint);
                if goes_on && !objects && !self.is_thorough {
                    continue;
                }
            }
            if is_reached {
                return Some(step.draft);
            }
            self.mend(&step);
        }
        None
    }
}
