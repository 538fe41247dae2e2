//! The requests that a model's page publishes, each with the response it got: the measure of every reading.

use crate::constraint::{Check, Constraint};
use crate::diagnostic::Severity;
use crate::sample::{Judge, constraint_of};

/// A published request that some constraints refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What the page calls it.
    pub name: String,
    /// The ids of the constraints; `schema` for a parameter by itself.
    pub by: Vec<String>,
}

/// The published requests that the chosen checks find something in. Warnings count where `with_warnings`.
pub fn refused<'r>(
    judge: &Judge<'r>,
    with_warnings: bool,
    checks: &dyn Fn(&'r Constraint) -> &'r [Check],
) -> Vec<Refused> {
    let mut refused = Vec::new();
    for published in &judge.ruleset.published {
        let mut by: Vec<String> = Vec::new();
        for finding in judge.findings(&published.request, checks) {
            let counts = with_warnings || finding.severity == Severity::Error;
            let id = constraint_of(&finding).unwrap_or("schema").to_owned();
            if counts && !by.contains(&id) {
                by.push(id);
            }
        }
        if !by.is_empty() {
            refused.push(Refused { name: published.name.clone(), by });
        }
    }
    refused
}
