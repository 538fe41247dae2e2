//! Everything that decides what is reported: options, configurations, the baseline.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use runware_lint::check::{Layout, Selection};
use runware_lint::output::summary::counted;
use runware_lint::output::visible::visible;

use super::arguments::{Context, FailOn, Format, UnknownModel};
use super::atomic::NewFile;
use super::baseline::{self, Baseline, Findings};
use super::config::find::{Finder, Settings};
use super::date::Date;
use super::discover::{Discovery, Input, Origin, STANDARD_INPUT};
use super::globs::absolute;
use super::identity::FileIdentity;
use super::more_models::MoreModels;
use super::names;
use super::policy::{CommandLine, Policy};
use super::revision::{InBaseline, Revision};
use super::scope::{ScopeArguments, path_of};
use super::streams::tell;

/// Findings of a baseline that are named, before the rest is only counted.
const NAMED: usize = 10;

/// The options that a configuration has too, and those about configurations and baselines.
#[derive(Debug, Args)]
pub struct SettingsArguments {
    /// Lowest severity that makes the exit code 1 [default: error]
    #[arg(long, value_name = "SEVERITY", help_heading = "Exit code")]
    fail_on: Option<FailOn>,

    /// Report only these rules or constraints
    #[arg(long, value_name = "RULE|CONSTRAINT", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Do not report these rules or constraints
    #[arg(long, value_name = "RULE|CONSTRAINT", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// Who takes the requests: the service, or an official SDK that completes them first [default: body]
    #[arg(long, value_name = "WHO", help_heading = "Rules")]
    context: Option<Context>,
    /// What a model without a rule set is. By default an error where it looks like a known one, else a warning
    #[arg(long, value_name = "WHAT", help_heading = "Rules")]
    unknown_model: Option<UnknownModel>,
    /// Report also what the configuration ignores
    #[arg(long, help_heading = "Rules")]
    no_ignores: bool,
    /// The day by which ignores end, instead of the system's
    #[arg(long, value_name = "DATE", help_heading = "Rules")]
    today: Option<Date>,
    /// Count, but do not report, the findings in this file
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline", help_heading = "Rules")]
    baseline: Option<PathBuf>,
    /// Write the findings to this file, for --baseline, and report none
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    write_baseline: Option<PathBuf>,

    #[command(flatten)]
    scope: ScopeArguments,
}

/// What was decided before the check.
pub struct Decided {
    /// What the command line says.
    pub command_line: CommandLine,
    /// The form of the report that the configuration asks for.
    pub format: Option<Format>,
    /// The baseline, and its file where it is to be written.
    pub baseline: Option<(Baseline, Option<NewFile>)>,
    /// Files that are not checked, each with the reason.
    pub excluded: Vec<(String, String)>,
    /// What found the configurations.
    pub finder: Finder,
    walked: Vec<PathBuf>,
}

impl SettingsArguments {
    /// Finds and reads the configurations for everything that was discovered, takes away what is excluded, and
    /// reads the baseline. `asks_format` tells that the configuration is asked for the form of the report.
    ///
    /// # Errors
    /// Everything that is wrong with the options and files, as shown to the user.
    pub fn decide(
        &self,
        discovery: &mut Discovery,
        asks_format: bool,
        unicode: bool,
    ) -> Result<Decided, Vec<String>> {
        let working_folder = env::current_dir().unwrap_or_default();
        let mut finder = self.scope.finder(&working_folder, unicode)?;
        let mut problems = Vec::new();
        let has_names = !self.select.is_empty() || !self.ignore.is_empty();
        let here = if asks_format || has_names { finder.for_folder(&working_folder, true) } else { None };
        let selection = self.selection(here.as_deref(), &finder.models).unwrap_or_else(|message| {
            problems.push(format!("error: {}", visible(&message, unicode)));
            Selection::default()
        });
        let excluded = self.scope.narrow(discovery, &mut finder);
        problems.append(&mut finder.problems);
        let baseline = self.read_baseline(&working_folder).unwrap_or_else(|message| {
            problems.push(format!("error: {}", visible(&message, unicode)));
            None
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        if let Some(baseline) = &baseline {
            // It is among the files, as often as not.
            discovery.inputs.retain(|input| {
                !(matches!(input.origin, Origin::Met(_))
                    && baseline.is_at(&absolute(&working_folder, path_of(input))))
            });
        }
        let baseline = match baseline {
            Some(baseline) if self.write_baseline.is_some() => {
                let file = baseline
                    .create()
                    .map_err(|message| vec![format!("error: {}", visible(&message, unicode))])?;
                Some((baseline, Some(file)))
            }
            other => other.map(|baseline| (baseline, None)),
        };
        let walked = discovery.folders.iter().map(|folder| absolute(&working_folder, Path::new(folder)));
        Ok(Decided {
            command_line: CommandLine {
                fail_on: self.fail_on,
                context: self.context,
                unknown_model: self.unknown_model,
                selection,
                has_ignores: !self.no_ignores,
                today: self.today.unwrap_or_else(Date::today),
            },
            format: here.and_then(|settings| settings.configuration.format),
            baseline,
            excluded,
            walked: walked.collect(),
            finder,
        })
    }

    fn read_baseline(&self, working_folder: &Path) -> Result<Option<Baseline>, String> {
        if self.write_baseline.as_ref().is_some_and(|path| path.as_os_str() == "-") {
            return Err("--write-baseline: a baseline is a file; give it a name".to_owned());
        }
        let path = self.baseline.as_ref().or(self.write_baseline.as_ref());
        path.map(|path| Baseline::read(path, working_folder, self.baseline.is_none())).transpose()
    }

    fn selection(&self, settings: Option<&Settings>, more: &MoreModels) -> Result<Selection, String> {
        let models = &settings.map_or(more, |settings| &settings.more).models;
        Ok(Selection {
            select: names::resolve(&self.select, "--select", models)?,
            ignore: names::resolve(&self.ignore, "--ignore", models)?,
        })
    }
}

impl Decided {
    /// The absolute path of an input.
    pub fn absolute(&self, input: &Input) -> PathBuf {
        absolute(&self.finder.working_folder, path_of(input))
    }

    /// What stands at a path and is not to be lost: the baseline, a configuration that is used, a file of further models.
    pub fn in_use_at(&self, path: &Path) -> Option<&'static str> {
        let file = FileIdentity::of(path);
        let is = |other: &Path| FileIdentity::of(other) == file;
        let finder = &self.finder;
        if self.baseline.as_ref().is_some_and(|(baseline, _)| is(&baseline.path)) {
            Some("the baseline")
        } else if finder.all.iter().any(|settings| is(&settings.path)) {
            Some("the configuration")
        } else {
            let mut models = finder.all.iter().map(|settings| &settings.more).chain([&finder.models]);
            models.any(|models| models.have(path)).then_some("in a folder of models")
        }
    }

    /// What holds for an input.
    pub fn policy<'a>(&'a self, input: &'a Input) -> Policy<'a> {
        Policy::new(&self.command_line, input.settings.as_deref(), || self.absolute(input))
    }

    /// Tells of ignores that did nothing.
    pub fn tell_of_idle_ignores(&self, unicode: bool) {
        if !self.command_line.has_ignores {
            return;
        }
        let selection = &self.command_line.selection;
        // A selection leaves out findings that they may be about.
        if !selection.select.is_empty() || !selection.ignore.is_empty() {
            return;
        }
        for settings in &self.finder.all {
            let is_whole = self.walked.iter().any(|walked| settings.folder.starts_with(walked));
            for ignore in &settings.configuration.ignore.entries {
                if let Some(why) = ignore.idle_because(is_whole) {
                    let place = settings.place(ignore.span.start);
                    let line =
                        format!("warning: {place}: the ignore of `{}` is not needed: {why}", ignore.rule);
                    tell(&visible(&line, unicode));
                }
            }
        }
    }

    /// What will decide about the findings of an input.
    pub fn revision<'r>(&self, input: &Input, policy: &'r Policy<'r>, layout: Layout) -> Revision<'r> {
        let in_baseline = self.baseline.as_ref().map(|(baseline, file)| {
            // Standard input without a name of its own stands in no folder.
            let is_nowhere = input.origin == Origin::StandardInput && input.name == STANDARD_INPUT;
            let name = if is_nowhere { input.name.clone() } else { baseline.name_of(&self.absolute(input)) };
            let is_written = file.is_some();
            let findings = if is_written { Findings::new() } else { baseline.findings(&name) };
            InBaseline { name, findings, is_written }
        });
        Revision::new(policy, layout, in_baseline)
    }

    /// True where a baseline is to be written.
    pub fn writes_baseline(&self) -> bool {
        matches!(self.baseline, Some((_, Some(_))))
    }

    /// Writes the baseline with the findings of the files that were checked. Answers with a line for the user.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn write_baseline(&mut self, found: &BTreeMap<String, Findings>) -> Result<String, String> {
        let Some((baseline, file)) = &mut self.baseline else { return Ok(String::new()) };
        let Some(file) = file.take() else { return Ok(String::new()) };
        let removed = baseline.update(found, &self.command_line.selection);
        baseline.write(file)?;
        let removed = if removed > 0 { format!(" ({removed} removed)") } else { String::new() };
        let holds = counted(baseline.len(), "finding", "findings");
        Ok(format!("{} holds {holds}{removed}.", baseline.name))
    }

    /// Tells of findings in the baseline that are there no more: `left` of the files that were checked.
    pub fn tell_of_stale(&self, left: &BTreeMap<String, Findings>, unicode: bool) {
        let Some((baseline, _)) = &self.baseline else { return };
        let mut lines = Vec::new();
        for file in baseline.gone(&left.keys().map(String::as_str).collect()) {
            lines.push(format!("{file} is not there any more"));
        }
        for (file, findings) in left {
            for (known, count) in findings {
                if baseline::includes(&self.command_line.selection, known) {
                    let times = if *count > 1 { format!(", {count} times") } else { String::new() };
                    lines.push(format!("{file}: {known}{times}"));
                }
            }
        }
        if lines.is_empty() {
            return;
        }
        let name = visible(&baseline.name, unicode);
        tell(&format!("warning: {name}: not found any more; --write-baseline takes it out:"));
        for line in lines.iter().take(NAMED) {
            tell(&format!("  {}", visible(line, unicode)));
        }
        if lines.len() > NAMED {
            tell(&format!("  and {} more", lines.len() - NAMED));
        }
    }
}
