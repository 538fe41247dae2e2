//! What holds for one file: the command line over an override over the configuration over the default.

use std::path::PathBuf;

use runware_lint::check::{self, Selection};
use runware_lint::diagnostic::Diagnostic;

use super::arguments::{Context, FailOn, UnknownModel};
use super::config::find::Settings;
use super::config::{Level, Override};
use super::date::Date;
use super::globs::path_from;
use super::ignores::Ignore;

/// What the command line says about what is reported.
#[derive(Debug)]
pub struct CommandLine {
    /// `--fail-on`
    pub fail_on: Option<FailOn>,
    /// `--context`
    pub context: Option<Context>,
    /// `--unknown-model`
    pub unknown_model: Option<UnknownModel>,
    /// `--select` and `--ignore`; the check itself looks at them.
    pub selection: Selection,
    /// Whether ignores count; `--no-ignores` says no.
    pub has_ignores: bool,
    /// The day by which ignores end.
    pub today: Date,
}

/// What becomes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is reported, unless a baseline holds it.
    Kept,
    /// It is not asked for.
    Dropped,
    /// Somebody silenced it, with a reason: counted, not reported.
    Ignored,
}

/// What holds for one file.
#[derive(Debug)]
pub struct Policy<'a> {
    command_line: &'a CommandLine,
    settings: Option<&'a Settings>,
    /// The overrides for this file, the weightiest first.
    overrides: Vec<&'a Override>,
    /// The ignores for this file.
    ignores: Vec<&'a Ignore>,
}

impl<'a> Policy<'a> {
    /// What holds for a file; `path` answers with its absolute path.
    pub fn new(
        command_line: &'a CommandLine,
        settings: Option<&'a Settings>,
        path: impl FnOnce() -> PathBuf,
    ) -> Self {
        let mut policy = Self { command_line, settings, overrides: Vec::new(), ignores: Vec::new() };
        if let Some(settings) = settings {
            let configuration = &settings.configuration;
            if configuration.overrides.is_empty() && configuration.ignore.entries.is_empty() {
                return policy;
            }
            let path = path_from(&settings.folder, &path());
            let is_for = |entry: &&Override| entry.path.iter().any(|glob| glob.matches(&path));
            policy.overrides.extend(configuration.overrides.iter().rev().filter(is_for));
            if command_line.has_ignores {
                policy.ignores.extend(configuration.ignore.entries.iter().filter(|entry| entry.meets(&path)));
            }
        }
        policy
    }

    /// From which severity on its findings make the run fail.
    pub fn fail_on(&self) -> FailOn {
        let configured = self.settings.and_then(|settings| settings.configuration.fail_on);
        self.command_line.fail_on.or(configured).unwrap_or(FailOn::Error)
    }

    /// Who takes its requests.
    pub fn context(&self) -> runware_lint::Context {
        let configured = self.settings.and_then(|settings| settings.configuration.context);
        match self.command_line.context.or(configured) {
            None | Some(Context::Body) => runware_lint::Context::Body,
            Some(Context::Sdk) => {
                // Paths are relative to the folder in which the program that calls the SDK is run.
                let file_exists = |path: &str| std::path::Path::new(path).is_file();
                runware_lint::Context::Sdk { file_exists }
            }
        }
    }

    /// What a model without a rule set is in it.
    pub fn unknown_model(&self) -> check::UnknownModel {
        let overridden = || self.overrides.iter().find_map(|entry| entry.unknown_model);
        let configured = || self.settings.and_then(|settings| settings.configuration.unknown_model);
        match self.command_line.unknown_model.or_else(overridden).or_else(configured) {
            None => check::UnknownModel::Nearest,
            Some(UnknownModel::Error) => check::UnknownModel::Error,
            Some(UnknownModel::Warn) => check::UnknownModel::Warn,
            Some(UnknownModel::Ignore) => check::UnknownModel::Ignore,
        }
    }

    /// Whether anything is decided about findings.
    pub fn decides(&self) -> bool {
        self.settings.is_some()
    }

    /// What becomes of a finding; its severity is set, and where an ignore of it has ended its help says so.
    pub fn decide(&self, diagnostic: &mut Diagnostic) -> Fate {
        let Some(settings) = self.settings else { return Fate::Kept };
        let (rule, constraint) = (diagnostic.rule.id, diagnostic.constraint.as_deref());
        let overridden = self.overrides.iter().find_map(|entry| entry.severity.of(rule, constraint));
        let level = overridden.or_else(|| settings.configuration.severity.of(rule, constraint));
        // What the command line selects is wanted, whatever the configuration says.
        let is_wanted = !self.command_line.selection.select.is_empty()
            || match (overridden, level) {
                (Some(level), _) => level != Level::Off,
                (None, Some(Level::Off)) => false,
                (None, _) => is_selected(settings, rule, constraint),
            };
        if !is_wanted {
            return Fate::Dropped;
        }
        if let Some(severity) = level.and_then(Level::severity) {
            diagnostic.severity = severity;
        }
        self.ignored(settings, diagnostic)
    }

    fn ignored(&self, settings: &Settings, diagnostic: &mut Diagnostic) -> Fate {
        let mut ended = None;
        for ignore in self.ignores.iter().filter(|ignore| ignore.matches(diagnostic)) {
            match ignore.ended(self.command_line.today) {
                None => return Fate::Ignored,
                Some(day) => ended = Some((ignore, day)),
            }
        }
        if let Some((ignore, day)) = ended {
            let note = format!(
                "its ignore at {} ended on {day}; the reason was: {}",
                settings.place(ignore.span.start),
                ignore.reason
            );
            let help = match diagnostic.help.take() {
                Some(help) => format!("{help} ({note})"),
                None => note,
            };
            diagnostic.help = Some(help.into());
        }
        Fate::Kept
    }
}

fn is_selected(settings: &Settings, rule: &str, constraint: Option<&str>) -> bool {
    let has = |names: &[String]| names.iter().any(|name| name == rule || Some(name.as_str()) == constraint);
    let configuration = &settings.configuration;
    (configuration.select.is_empty() || has(&configuration.select)) && !has(&configuration.ignore.names)
}
