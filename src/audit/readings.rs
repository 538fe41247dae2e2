//! Our readings as a whole: they can be satisfied, every parameter can be used, and every published request passes. That
//! no constraint follows from the others is shown by `pairs`.

use std::collections::{BTreeMap, BTreeSet};

use super::published::{self, Refused};
use crate::sample::{Domain, Draft, Goal, Judge, Search, Taste, constraint_of, proposals};

/// What our readings allow.
#[derive(Debug)]
pub struct Readings {
    /// A smallest request without findings; none where the readings contradict each other.
    pub smallest: Option<Draft>,
    /// How many parameters the schema has, those of list items included.
    pub parameters: usize,
    /// The parameters that no accepted request has.
    pub unusable: Vec<String>,
    /// The parameters that no request has without a warning, and the constraints that warn.
    pub contested: Vec<(String, Vec<String>)>,
    /// How many requests the page publishes.
    pub published: usize,
    /// Those of them that the readings refuse.
    pub refused: Vec<Refused>,
    /// Those of them that the readings only warn about.
    pub warned: Vec<Refused>,
}

impl Readings {
    /// True where nothing is wrong.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.smallest.is_some() && self.unusable.is_empty() && self.refused.is_empty()
    }
}

/// Audits the readings of the judge's rule set.
#[must_use]
pub fn audit(judge: &Judge<'_>) -> Readings {
    let proposals = proposals(&judge.ruleset.constraints);
    let mut domain = Domain::new(&judge.schema, &proposals, &BTreeMap::new(), Taste::Smallest);
    domain.narrow(|index| judge.is_named(index));
    let find = |goal, wanted: &[usize]| Search::new(judge, &domain, goal, wanted, &BTreeSet::new()).next();
    let mut unusable = Vec::new();
    let mut contested = Vec::new();
    for (index, field) in judge.schema.fields.iter().enumerate() {
        if find(Goal::Silent, &[index]).is_none() {
            match find(Goal::Accepted, &[index]) {
                Some(draft) => {
                    let findings = judge.findings(&draft.0, &|constraint| &constraint.checks);
                    let mut by: Vec<String> =
                        findings.iter().filter_map(constraint_of).map(ToOwned::to_owned).collect();
                    by.dedup();
                    contested.push((field.path.clone(), by));
                }
                None => unusable.push(field.path.clone()),
            }
        }
    }
    let refused = published::refused(judge, false, &|constraint| &constraint.checks);
    let mut warned = published::refused(judge, true, &|constraint| &constraint.checks);
    warned.retain(|request| refused.iter().all(|other| other.name != request.name));
    Readings {
        smallest: find(Goal::Silent, &[]).or_else(|| find(Goal::Accepted, &[])),
        parameters: judge.schema.fields.len(),
        unusable,
        contested,
        published: judge.ruleset.published.len(),
        refused,
        warned,
    }
}
