//! A model's rule set: two data files, compiled to one table and its constraints.

mod compile;
mod credential;
mod format;
mod pattern;
mod prices;
mod remedy;
mod scalar;
mod table;
mod walk;
mod wording;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

pub use credential::is_placeholder;
pub use format::{Format, Problem};
pub use pattern::{UUID_V4, is_version_4, uuid};
pub use prices::{Billing, Price, Published};
pub use scalar::Scalar;
pub use table::{MAX_PARAMETERS, ParameterEntry, Table};
pub use walk::duplicate_keys_of;

use crate::constraint::{Check, Constraint, Gate, Origin};
use crate::diagnostic::Basis;
use crate::finding::{Finding, settle};
use crate::json::Node;
use crate::parameters::Parameters;

/// Why two files make no rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetError {
    /// JSON Pointer, in the file at fault, of what is wrong.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

/// Which of the two files of a rule set is at fault, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// The JSON Schema.
    Schema(RuleSetError),
    /// The constraints file.
    Constraints(RuleSetError),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (file, error) = match self {
            Self::Schema(error) => ("schema", error),
            Self::Constraints(error) => ("constraints", error),
        };
        write!(f, "in the {file} file, at `{}`: {}", error.pointer, error.message)
    }
}

impl std::error::Error for LoadError {}

/// What is known of one model.
#[derive(Debug)]
pub struct RuleSet {
    /// The model's id: `klingai:kling-video@o3-pro`.
    pub model: Arc<str>,
    /// Other names that people use for it: the page's slug.
    pub aliases: Vec<String>,
    /// Its name for people.
    pub title: String,
    /// Address of the page it was made from.
    pub page: String,
    /// The compiled schema.
    pub table: Table,
    /// What holds across parameters.
    pub constraints: Vec<Constraint>,
    /// Names that people use for parameters of the model, and the paths that they mean.
    pub misnomers: BTreeMap<String, String>,
    /// The rows of the page's price table.
    pub prices: Vec<Price>,
    /// What the prices are multiplied by; there wherever there are prices.
    pub billing: Option<Billing>,
    /// The requests that the page prints with their costs, in our own words.
    pub published: Vec<Published>,
    /// The paths of the parameters that the page prints as required, whatever else is there.
    pub printed_required: Vec<String>,
    /// For every check of `constraints`, in order: its gate, and where it is (constraint and check). They stand by
    /// themselves since nearly all that is read of them, for every task, is the gates.
    gates: Vec<(Gate, usize, usize)>,
    anchors: BTreeMap<String, String>,
}

/// The constraints file as it is written.
#[derive(Deserialize)]
struct Written {
    model: String,
    #[serde(default)]
    aliases: Vec<String>,
    title: String,
    page: String,
    #[serde(default)]
    anchors: BTreeMap<String, String>,
    #[serde(default)]
    misnomers: BTreeMap<String, String>,
    #[serde(default)]
    prices: Vec<Price>,
    billing: Option<Billing>,
    #[serde(default)]
    published: Vec<Published>,
    #[serde(default, rename = "printedRequired")]
    printed_required: Vec<String>,
    constraints: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenConstraint {
    id: Arc<str>,
    basis: Value,
    #[serde(default)]
    anchor: Arc<str>,
    statement: Arc<str>,
    reading: Arc<str>,
    evidence: Arc<str>,
    #[serde(default)]
    printed: Vec<Value>,
    checks: Vec<Value>,
}

impl RuleSet {
    /// Compiles a rule set from the texts of its two files.
    ///
    /// # Errors
    /// Where a file is not JSON, or holds something that is not understood; with its place.
    pub fn load(schema: &str, constraints: &str) -> Result<Self, LoadError> {
        let not_json =
            |error: serde_json::Error| RuleSetError { pointer: String::new(), message: error.to_string() };
        let schema: Value =
            serde_json::from_str(schema).map_err(|error| LoadError::Schema(not_json(error)))?;
        let table = compile::compile(&schema).map_err(LoadError::Schema)?;
        let mut written: Written =
            serde_json::from_str(constraints).map_err(|error| LoadError::Constraints(not_json(error)))?;
        let mut compiled = Vec::new();
        for (index, constraint) in written.constraints.into_iter().enumerate() {
            compiled.push(read_constraint(constraint, index, &table).map_err(LoadError::Constraints)?);
        }
        for (name, path) in &written.misnomers {
            if table.slot(path).is_none() {
                let mut pointer = "/misnomers".to_owned();
                crate::json::Pointer::push_token(&mut pointer, name);
                let message = format!("the schema has no parameter `{path}`");
                return Err(LoadError::Constraints(RuleSetError { pointer, message }));
            }
        }
        prices::bind(&mut written.prices, written.billing.as_mut(), &table)
            .map_err(LoadError::Constraints)?;
        let gates = compiled.iter().enumerate().flat_map(|(index, constraint): (usize, &Constraint)| {
            constraint.checks.iter().enumerate().map(move |(number, check)| (check.gate(), index, number))
        });
        Ok(Self {
            gates: gates.collect(),
            model: written.model.into(),
            aliases: written.aliases,
            title: written.title,
            page: written.page,
            table,
            constraints: compiled,
            prices: written.prices,
            billing: written.billing,
            published: written.published,
            printed_required: written.printed_required,
            misnomers: written.misnomers,
            anchors: written.anchors,
        })
    }

    /// Everything that is wrong with a task of this model, one finding per mistake. `elsewhere` tells which other model
    /// has a parameter of that path.
    #[must_use]
    pub fn check(
        &self,
        task: Node<'_>,
        pointer: &str,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Vec<Finding> {
        let mut parameters = Parameters::new(&self.table, task, pointer);
        let mut findings = walk::walk(self, &mut parameters, elsewhere);
        let present = parameters.present();
        for &(_, constraint, check) in self.gates.iter().filter(|(gate, ..)| gate.is_open(present)) {
            let constraint = &self.constraints[constraint];
            constraint.checks[check].run(&constraint.origin, &parameters, &mut findings);
        }
        settle(&mut findings);
        findings
    }

    /// The same with other checks than usual: `checks` chooses those of each constraint.
    #[must_use]
    pub fn check_by<'r>(
        &'r self,
        task: Node<'_>,
        pointer: &str,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
        checks: &dyn Fn(&'r Constraint) -> &'r [Check],
    ) -> Vec<Finding> {
        let mut parameters = Parameters::new(&self.table, task, pointer);
        let mut findings = walk::walk(self, &mut parameters, elsewhere);
        for constraint in &self.constraints {
            for check in checks(constraint) {
                check.run(&constraint.origin, &parameters, &mut findings);
            }
        }
        settle(&mut findings);
        findings
    }

    /// Which parameters a task has, and which of their values are sound; what is wrong with others is not told.
    #[must_use]
    pub fn read<'t, 'd>(&'t self, task: Node<'d>, pointer: &'t str) -> Parameters<'t, 'd> {
        let mut parameters = Parameters::new(&self.table, task, pointer);
        drop(walk::walk(self, &mut parameters, &|_| None));
        parameters
    }

    /// Address of the documentation of a parameter, by its JSON Pointer from the task.
    #[must_use]
    pub fn documentation(&self, pointer: &str) -> String {
        let is_name = |token: &&str| !token.is_empty() && !token.bytes().all(|byte| byte.is_ascii_digit());
        let names: Vec<&str> = pointer.split('/').filter(is_name).collect();
        let anchor = match self.anchors.get(&names.join(".")) {
            Some(anchor) => anchor.clone(),
            None if names.is_empty() => String::new(),
            None => format!("request-{}", names.join("-").to_lowercase()),
        };
        if anchor.is_empty() { self.page.clone() } else { format!("{}#{anchor}", self.page) }
    }
}

fn read_constraint(written: Value, index: usize, table: &Table) -> Result<Constraint, RuleSetError> {
    let wrong = |key: &str, error: serde_json::Error| RuleSetError {
        pointer: format!("/constraints/{index}{key}"),
        message: error.to_string(),
    };
    let written: WrittenConstraint = serde_json::from_value(written).map_err(|error| wrong("", error))?;
    let basis: Basis = serde_json::from_value(written.basis).map_err(|error| wrong("/basis", error))?;
    let read = |checks: Vec<Value>, key: &str| -> Result<Vec<Check>, RuleSetError> {
        checks
            .into_iter()
            .enumerate()
            .map(|(number, check)| {
                Check::read(check, table).map_err(|message| RuleSetError {
                    pointer: format!("/constraints/{index}/{key}/{number}"),
                    message: format!("{}: {message}", written.id),
                })
            })
            .collect()
    };
    let checks = read(written.checks, "checks")?;
    let printed = read(written.printed, "printed")?;
    let origin = Arc::new(Origin {
        id: written.id,
        basis,
        statement: written.statement,
        reading: written.reading,
        evidence: written.evidence,
        anchor: written.anchor,
    });
    Ok(Constraint { origin, checks, printed })
}
