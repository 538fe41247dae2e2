//! Proofs about a rule set: what its page states contradicts itself or not (`page`), our readings can be satisfied and
//! leave nothing out (`readings`), and each constraint refuses something that no other refuses (`pairs`).
//!
//! What is claimed of all requests is tried on all combinations of what the statements name; what is claimed to exist is
//! shown, as a request that the real checker has judged.

mod enumeration;
mod minimal;
mod notation;
mod page;
mod pairs;
mod published;
mod readings;
mod render_json;
mod render_text;

pub use page::{Conflict, Omission, PageAudit};
pub use pairs::{ConstraintAudit, NearPair, Verdict};
pub use published::Refused;
pub use readings::Readings;
pub use render_json::to_json;
pub use render_text::to_text;

use crate::models::Models;
use crate::ruleset::RuleSet;
use crate::sample::{Judge, Schema};

/// What was found out about one rule set.
#[derive(Debug)]
pub struct Audit {
    /// The model's id.
    pub model: String,
    /// Its name for people.
    pub title: String,
    /// Its parameters.
    pub schema: Schema,
    /// What the page states, taken literally.
    pub page: PageAudit,
    /// What our readings allow.
    pub readings: Readings,
    /// Each constraint by itself.
    pub constraints: Vec<ConstraintAudit>,
}

impl Audit {
    /// True where our readings are sound, and every constraint has its near pairs. What the page states does not count.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.readings.passes() && self.constraints.iter().all(ConstraintAudit::passes)
    }
}

/// Audits a rule set, which must be one of `models`: that is where its files are, and what the real checker finds it by.
#[must_use]
pub fn audit(ruleset: &RuleSet, models: &Models) -> Audit {
    let judge = Judge::new(ruleset, models.files(&ruleset.model).map_or("", |files| files.schema));
    let constraints = ruleset.constraints.iter();
    Audit {
        model: ruleset.model.to_string(),
        title: ruleset.title.clone(),
        page: page::audit(&judge),
        readings: readings::audit(&judge),
        constraints: constraints.map(|constraint| pairs::audit(&judge, constraint, models)).collect(),
        schema: judge.schema,
    }
}

#[cfg(test)]
mod tests;
