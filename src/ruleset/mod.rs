//! A model's rule set: two data files, compiled to one table and its constraints.

mod advice;
mod compile;
pub(crate) mod credential;
mod ecma;
mod format;
mod pattern;
mod prices;
pub(crate) mod reader;
mod reading;
pub(crate) mod remedy;
mod scalar;
mod table;
pub(crate) mod walk;
pub(crate) mod wording;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde::de::IgnoredAny;

pub use credential::is_placeholder;
pub use format::{Format, Problem};
pub(crate) use pattern::Pattern;
pub use pattern::{UUID_V4, is_version_4, uuid};
pub use prices::{Billing, Price, Published};
pub(crate) use reading::Reading;
pub use scalar::Scalar;
pub use table::{
    ArrayShape, MAX_PARAMETERS, NumberShape, ObjectShape, ParameterEntry, Property, Shape, StringShape, Table,
};
pub(crate) use table::{Types, ones};
pub use walk::duplicate_keys_of;

use crate::constraint::{Check, Constraint, Gates, Origin};
use crate::context::Context;
use crate::diagnostic::Basis;
use crate::finding::{Finding, settle};
use crate::json::{Arena, Items, Kind, Node};
use crate::json_schema::{self, JsonSchema, SchemaFiles};
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
    /// What judges single parameters where the table holds only names.
    schema: Option<JsonSchema>,
    /// The paths of the parameters that the page prints as required, whatever else is there.
    pub printed_required: Vec<String>,
    /// Which checks of `constraints` have to be asked about a task.
    gates: Gates,
    /// Where they are: constraint and check.
    checks: Vec<(usize, usize)>,
    anchors: BTreeMap<String, String>,
    addresses: Addresses,
}

/// Addresses of the documentation by paths without brackets, once one is asked for. Of no interest when they are shown.
#[derive(Default)]
struct Addresses(OnceLock<BTreeMap<String, Arc<str>>>);

impl std::fmt::Debug for Addresses {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("_")
    }
}

/// The constraints file as it is written, apart from its constraints.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[expect(dead_code, reason = "it is for editors")]
    #[serde(default, rename = "$schema")]
    schema: IgnoredAny,
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
    #[expect(dead_code, reason = "they are read one by one")]
    constraints: IgnoredAny,
}

/// A constraint as it is written, apart from its checks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenConstraint {
    id: Arc<str>,
    basis: Basis,
    #[serde(default)]
    anchor: Arc<str>,
    statement: Arc<str>,
    reading: Arc<str>,
    evidence: Arc<str>,
    #[expect(dead_code, reason = "its checks are read one by one")]
    printed: Option<IgnoredAny>,
    #[expect(dead_code, reason = "they are read one by one")]
    checks: IgnoredAny,
}

impl RuleSet {
    /// Compiles a rule set from the texts of its two files.
    ///
    /// # Errors
    /// Where a file is not JSON, or holds something that is not understood; with its place.
    pub fn load(schema: &str, constraints: &str) -> Result<Self, LoadError> {
        let table = compile::compile(schema).map_err(LoadError::Schema)?;
        Self::assemble(constraints, table, None).map_err(LoadError::Constraints)
    }

    /// The same where the schema is a file beside others: it may refer to them, and use every keyword of JSON Schema. What
    /// is no keyword of any draft is refused: it would be without effect.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_from(name: &str, files: &SchemaFiles, constraints: &str) -> Result<Self, LoadError> {
        let text = files.text(name).unwrap_or_default();
        let (table, schema) = match files.schema(name).map(|schema| (schema, compile::compile(text))) {
            Some((_, Ok(table))) => (table, None),
            Some((schema, Err(_))) => {
                if let Some(error) = json_schema::unknown_keyword(schema) {
                    return Err(LoadError::Schema(error));
                }
                let (schema, table) = JsonSchema::compile(name, files).map_err(LoadError::Schema)?;
                (table, Some(schema))
            }
            None => return Self::load(text, constraints),
        };
        Self::assemble(constraints, table, schema).map_err(LoadError::Constraints)
    }

    /// A rule set of a JSON Schema alone; the text of the constraints file is made up ([`Models::add_schema`]).
    ///
    /// [`Models::add_schema`]: crate::models::Models::add_schema
    ///
    /// # Errors
    /// Where the file is no JSON Schema, or refers to something outside of the folder.
    pub(crate) fn of_schema(
        name: &str,
        files: &SchemaFiles,
        constraints: &str,
    ) -> Result<Self, RuleSetError> {
        let (schema, table) = JsonSchema::compile(name, files)?;
        Self::assemble(constraints, table, Some(schema))
    }

    fn assemble(constraints: &str, table: Table, schema: Option<JsonSchema>) -> Result<Self, RuleSetError> {
        let mut arena = Arena::default();
        let root = reader::parse(constraints, &mut arena)?;
        let mut written: Written = reader::read(root)
            .map_err(|error| RuleSetError { message: error.to_string(), pointer: error.pointer })?;
        let mut compiled = Vec::new();
        for (index, constraint) in list_in(root, "constraints", String::new)?.enumerate() {
            let constraint = read_constraint(constraint, index, &table)?;
            if compiled.iter().any(|earlier: &Constraint| earlier.origin.id == constraint.origin.id) {
                let message = format!("an earlier constraint is called `{}` too", constraint.origin.id);
                return Err(RuleSetError { pointer: format!("/constraints/{index}/id"), message });
            }
            compiled.push(constraint);
        }
        if let Some(only) = table.only_model().filter(|only| *only != written.model) {
            let message = format!("the schema is that of `{only}`");
            return Err(RuleSetError { pointer: "/model".to_owned(), message });
        }
        for (name, path) in &written.misnomers {
            if table.slot(path).is_none() {
                let mut pointer = "/misnomers".to_owned();
                crate::json::Pointer::push_token(&mut pointer, name);
                let message = format!("the schema has no parameter `{path}`");
                return Err(RuleSetError { pointer, message });
            }
        }
        prices::bind(&mut written.prices, written.billing.as_mut(), &table)?;
        let numbers = compiled
            .iter()
            .enumerate()
            .flat_map(|(index, constraint)| (0..constraint.checks.len()).map(move |number| (index, number)));
        Ok(Self {
            gates: Gates::new(compiled.iter().flat_map(|constraint| &constraint.checks)),
            checks: numbers.collect(),
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
            schema,
            anchors: written.anchors,
            addresses: Addresses::default(),
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
        self.check_in(Context::Body, task, pointer, elsewhere)
    }

    /// The same for a request that is taken by `context`.
    #[must_use]
    pub fn check_in(
        &self,
        context: Context,
        task: Node<'_>,
        pointer: &str,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Vec<Finding> {
        let mut parameters = Parameters::new(&self.table, task, pointer).in_context(context);
        let findings = self.walk(&mut parameters, elsewhere);
        self.check_across(&parameters, findings)
    }

    /// The same for a task that was read by [`read_text`](Self::read_text).
    #[must_use]
    pub(crate) fn check_reading(
        &self,
        reading: &mut Reading,
        task: Node<'_>,
        pointer: &str,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Vec<Finding> {
        if !reading.is_sound {
            let mut parameters = Parameters::of(reading, &self.table, task, pointer);
            let findings = walk::walk(self, &mut parameters, reading.sound, elsewhere);
            return self.check_across(&parameters, findings);
        }
        let present = reading.present;
        let is_kept = |index| self.check_at(index).1.is_kept_by(present);
        let mut open = self.gates.open_if_sound(present, &is_kept, &mut reading.memory).peekable();
        let mut findings = Vec::new();
        if open.peek().is_none() {
            return findings;
        }
        let parameters = Parameters::of(reading, &self.table, task, pointer);
        for (constraint, check) in open.map(|index| self.check_at(index)) {
            check.run(&constraint.origin, &self.constraints, &parameters, &mut findings);
        }
        settle(&mut findings);
        findings
    }

    fn check_across(&self, parameters: &Parameters<'_, '_>, mut findings: Vec<Finding>) -> Vec<Finding> {
        for (constraint, check) in self.gates.open(parameters.present()).map(|index| self.check_at(index)) {
            check.run(&constraint.origin, &self.constraints, parameters, &mut findings);
        }
        settle(&mut findings);
        findings
    }

    fn check_at(&self, index: usize) -> (&Constraint, &Check) {
        let (constraint, check) = self.checks[index];
        let constraint = &self.constraints[constraint];
        (constraint, &constraint.checks[check])
    }

    /// Where the parameter in `slot` is better not used at all: the remedy for any value of it.
    pub(crate) fn against(&self, slot: Option<u8>) -> Option<&str> {
        let slot = slot?;
        let mut checks = self.constraints.iter().flat_map(|constraint| &constraint.checks);
        checks.find_map(|check| check.against(slot))
    }

    /// Everything that is wrong with a task by other checks than usual: `checks` chooses those of each constraint.
    #[must_use]
    pub fn check_by<'r>(
        &'r self,
        task: Node<'_>,
        pointer: &str,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
        checks: &dyn Fn(&'r Constraint) -> &'r [Check],
    ) -> Vec<Finding> {
        let mut parameters = Parameters::new(&self.table, task, pointer);
        let mut findings = self.walk(&mut parameters, elsewhere);
        for constraint in &self.constraints {
            for check in checks(constraint) {
                check.run(&constraint.origin, &self.constraints, &parameters, &mut findings);
            }
        }
        settle(&mut findings);
        findings
    }

    /// Which parameters a task has, and which of their values are sound; what is wrong with others is not told.
    #[must_use]
    pub fn read<'t, 'd>(&'t self, task: Node<'d>, pointer: &'t str) -> Parameters<'t, 'd> {
        let mut parameters = Parameters::new(&self.table, task, pointer);
        drop(self.walk(&mut parameters, &|_| None));
        parameters
    }

    /// Everything that is wrong with single parameters.
    fn walk<'t>(
        &'t self,
        parameters: &mut Parameters<'t, '_>,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Vec<Finding> {
        match &self.schema {
            None => walk::walk(self, parameters, 0, elsewhere),
            Some(schema) => schema.walk(self, parameters, elsewhere),
        }
    }

    /// Address of the documentation of a parameter, by its JSON Pointer from the task.
    #[must_use]
    pub fn documentation(&self, pointer: &str) -> Arc<str> {
        let is_index = |token: &str| token.bytes().all(|byte| byte.is_ascii_digit());
        let mut path = String::with_capacity(pointer.len());
        let mut rest = pointer;
        while !rest.is_empty() {
            let end = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
            if !is_index(&rest[..end]) {
                path.push_str(if path.is_empty() { "" } else { "." });
                path.push_str(&rest[..end]);
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        let addresses = self.addresses.0.get_or_init(|| {
            let parameters = self.table.parameters.iter().map(|parameter| parameter.path.clone());
            let in_items = self.table.item_paths().iter().map(|path| path.replace("[]", ""));
            let paths = parameters.chain(in_items).chain([String::new()]);
            paths.map(|path| (path.clone(), self.address(&path))).collect()
        });
        addresses.get(&path).cloned().unwrap_or_else(|| self.address(&path))
    }

    /// The same by the parameter's path, without brackets.
    fn address(&self, path: &str) -> Arc<str> {
        let anchor = match self.anchors.get(path) {
            Some(anchor) => anchor.clone(),
            None if path.is_empty() => String::new(),
            None => format!("request-{}", path.replace('.', "-").to_ascii_lowercase()),
        };
        let separator = if anchor.is_empty() { "" } else { "#" };
        [&self.page, separator, &anchor].concat().into()
    }
}

/// The items of the list that an object may have as `key`; `pointer` is where the object stands.
fn list_in<'a>(
    object: Node<'a>,
    key: &str,
    pointer: impl FnOnce() -> String,
) -> Result<Items<'a>, RuleSetError> {
    match object.get(key) {
        Some(other) if other.kind() != Kind::Array => {
            let pointer = format!("{}/{key}", pointer());
            Err(RuleSetError { pointer, message: "must be a list".to_owned() })
        }
        list => Ok(list.unwrap_or(object).items()),
    }
}

fn read_constraint(node: Node<'_>, index: usize, table: &Table) -> Result<Constraint, RuleSetError> {
    let written: WrittenConstraint = reader::read(node).map_err(|error| RuleSetError {
        message: error.to_string(),
        pointer: format!("/constraints/{index}{}", error.pointer),
    })?;
    let read = |key: &str| -> Result<Vec<Check>, RuleSetError> {
        let checks = list_in(node, key, || format!("/constraints/{index}"))?.enumerate();
        let read = checks.map(|(number, check)| {
            Check::read(check, table).map_err(|error| RuleSetError {
                pointer: format!("/constraints/{index}/{key}/{number}{}", error.pointer),
                message: format!("{}: {error}", written.id),
            })
        });
        read.collect()
    };
    let checks = read("checks")?;
    let printed = read("printed")?;
    let origin = Arc::new(Origin {
        id: written.id,
        basis: written.basis,
        statement: written.statement,
        reading: written.reading,
        evidence: written.evidence,
        anchor: written.anchor,
    });
    Ok(Constraint { origin, checks, printed })
}
