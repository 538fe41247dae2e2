//! The configuration file, `runware-lint.toml` or `.runware-lint.toml`: what it may say.
//!
//! `read` makes these types of a text, or tells every mistake in it with its place; `find` looks for the file.
//! `runware-lint.schema.json` is generated from these types and their comments.

pub mod find;
mod mistake;
mod read;
#[cfg(test)]
pub mod schema;

use clap::ValueEnum;
use runware_lint::diagnostic::Severity;

use super::arguments::{FailOn, Format, UnknownModel};
use super::globs::PathGlob;
use super::ignores::Ignore;

/// Settings of runware-lint. A file's settings are those of the nearest `runware-lint.toml` or
/// `.runware-lint.toml` in its folder or above, up to the root of the repository. The command line outranks
/// them. Globs are relative to the folder of the settings.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(title = "runware-lint.toml", rename_all = "kebab-case", deny_unknown_fields, default)
)]
pub struct Configuration {
    /// Lowest severity that makes the exit code 1. By default `error`.
    #[cfg_attr(test, schemars(schema_with = "schema::words::<FailOn>"))]
    pub fail_on: Option<FailOn>,
    /// Form of the report on standard output. Counts in the settings of the working directory alone.
    #[cfg_attr(test, schemars(schema_with = "schema::words::<Format>"))]
    pub format: Option<Format>,
    /// What a model without a rule set is. By default an error where it looks like a known one, else a warning.
    #[cfg_attr(test, schemars(schema_with = "schema::words::<UnknownModel>"))]
    pub unknown_model: Option<UnknownModel>,
    /// Globs of files and folders that are not checked, unless a file is named itself.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub exclude: Vec<PathGlob>,
    /// Folders with the two files of further models, relative to the folder of the settings.
    pub schema_dirs: Vec<String>,
    /// Report only these rules or constraints.
    #[cfg_attr(test, schemars(schema_with = "schema::names"))]
    pub select: Vec<String>,
    /// What not to report. A name (of a rule or constraint) is never reported; an entry silences findings at
    /// certain places, for a reason, and they are counted.
    #[cfg_attr(test, schemars(schema_with = "schema::ignores"))]
    pub ignore: Ignored,
    /// Severities of rules and constraints. That of a constraint outranks that of its rule.
    #[cfg_attr(test, schemars(schema_with = "schema::severities"))]
    pub severity: Severities,
    /// Settings for some paths. Where several fit, the last one that says anything counts.
    #[cfg_attr(test, schemars(rename = "override"))]
    pub overrides: Vec<Override>,
}

/// What the key `ignore` holds.
#[derive(Debug, Default)]
pub struct Ignored {
    /// Rules and constraints that are not reported at all.
    pub names: Vec<String>,
    /// The entries with reasons.
    pub entries: Vec<Ignore>,
}

/// Settings for some paths.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Override {
    /// A glob of files or folders, or a list of them.
    #[cfg_attr(test, schemars(schema_with = "schema::one_or_more"))]
    pub path: Vec<PathGlob>,
    /// Severities of rules and constraints.
    #[cfg_attr(test, schemars(default, schema_with = "schema::severities"))]
    pub severity: Severities,
    /// What a model without a rule set is.
    #[cfg_attr(test, schemars(default, schema_with = "schema::words::<UnknownModel>"))]
    pub unknown_model: Option<UnknownModel>,
}

/// How bad a finding is, or that it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Not reported
    Off,
    /// Reported, never fails a run
    Info,
    /// Reported; fails a run with `fail-on = "warning"`
    Warning,
    /// Makes a task invalid, and fails a run
    Error,
}

impl Level {
    /// The severity that it stands for; none for `off`.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// Levels by the name of a rule or constraint.
#[derive(Debug, Default)]
pub struct Severities(pub Vec<(String, Level)>);

impl Severities {
    /// The level of what has these names; that of the constraint outranks that of the rule.
    pub fn of(&self, rule: &str, constraint: Option<&str>) -> Option<Level> {
        let named = |name: &str| self.0.iter().find(|(key, _)| key == name).map(|(_, level)| *level);
        constraint.and_then(named).or_else(|| named(rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_outranks_its_rule() {
        let severities =
            Severities(vec![("contested-use".to_owned(), Level::Off), ("o3-3".to_owned(), Level::Error)]);
        assert_eq!(severities.of("contested-use", Some("o3-3")), Some(Level::Error));
        assert_eq!(severities.of("contested-use", Some("o3-6")), Some(Level::Off));
        assert_eq!(severities.of("empty-list", None), None);
    }
}
