//! Which inputs are taken, and which configuration holds for each of them.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use runware_lint::output::visible::visible;

use super::config::find::{Finder, Settings, Where};
use super::discover::{Discovery, Input, Origin};
use super::globs::{PathGlob, absolute, path_from};
use super::more_models::SchemaDirArguments;

/// Names a configuration file for everything that is taken.
const VARIABLE: &str = "RUNWARE_LINT_CONFIG";

/// The options about configuration files and what they share with the command line: excluded files, further models.
#[derive(Debug, Args)]
pub struct ScopeArguments {
    /// Pass over these files and folders, unless they are named
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    exclude: Vec<String>,
    /// Pass over excluded files also where they are named
    #[arg(long, help_heading = "Input")]
    force_exclude: bool,
    /// Use this configuration file for everything, instead of those beside and above the files
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Input")]
    isolated: bool,
    #[command(flatten)]
    more: SchemaDirArguments,
}

impl ScopeArguments {
    /// What finds the configurations.
    ///
    /// # Errors
    /// Everything that is wrong with the folders of further models, as shown to the user.
    pub fn finder(&self, working_folder: &Path, unicode: bool) -> Result<Finder, Vec<String>> {
        let models = self.more.load(unicode)?;
        Ok(Finder::new(self.place(), working_folder.to_path_buf(), models, unicode))
    }

    fn place(&self) -> Where {
        let variable = || env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let named = |path, by| Where::File { path, by };
        match &self.config {
            _ if self.isolated => Where::Nowhere,
            Some(path) => named(path.clone(), "--config"),
            None => variable().map_or(Where::Above, |path| named(path, VARIABLE)),
        }
    }

    /// Gives every input its configuration, and takes away those that are excluded. Answers with these, and why. Globs and
    /// configurations that cannot be used are among the problems of `finder`.
    pub fn narrow(&self, discovery: &mut Discovery, finder: &mut Finder) -> Vec<(String, String)> {
        let working_folder = finder.working_folder.clone();
        let mut globs = Vec::new();
        for glob in &self.exclude {
            match PathGlob::new(glob) {
                Ok(glob) => globs.push(glob),
                Err(message) => {
                    let problem = format!("error: --exclude: {}: {message}", visible(glob, finder.unicode));
                    finder.problems.push(problem);
                }
            }
        }
        let mut excluded = Vec::new();
        let place = |input: &Input| {
            let path = absolute(&working_folder, path_of(input));
            // It may be a folder; what is in it is excluded by the same globs, and by those for folders.
            if matches!(input.origin, Origin::Unreadable(_)) { path.join("_") } else { path }
        };
        // The inputs are sorted, so neighbours mostly stand in the same folder.
        let mut last: Option<(OsString, bool, Option<Arc<Settings>>)> = None;
        discovery.inputs.retain_mut(|input| {
            let path = path_of(input);
            let folder = path.parent().unwrap_or(Path::new("")).as_os_str();
            let is_named = matches!(input.origin, Origin::Named(_) | Origin::StandardInput);
            let with_excluded = is_named && !self.force_exclude;
            let settings = match &last {
                Some((known, with, settings)) if known == folder && *with == with_excluded => {
                    settings.clone()
                }
                _ => {
                    let folder_of = absolute(&working_folder, Path::new(folder));
                    let settings = finder.for_folder(&folder_of, with_excluded);
                    last = Some((folder.to_owned(), with_excluded, settings.clone()));
                    settings
                }
            };
            let has_globs = !globs.is_empty()
                || settings.as_ref().is_some_and(|settings| !settings.configuration.exclude.is_empty());
            let why = if has_globs && !with_excluded {
                excluded_by(&globs, &working_folder, settings.as_deref(), &place(input))
            } else {
                None
            };
            input.settings = settings;
            let is_checked = why.is_none();
            excluded.extend(why.map(|why| (input.name.clone(), why)));
            is_checked
        });
        excluded
    }
}

/// Where an input stands; of standard input, the name that it goes by.
pub fn path_of(input: &Input) -> &Path {
    match &input.origin {
        Origin::Named(path) | Origin::Met(path) => path,
        Origin::StandardInput | Origin::Unreadable(_) => Path::new(&input.name),
    }
}

/// Why a file is not checked, where it is excluded.
fn excluded_by(
    excludes: &[PathGlob],
    working_folder: &Path,
    settings: Option<&Settings>,
    path: &Path,
) -> Option<String> {
    let from_here = if excludes.is_empty() { String::new() } else { path_from(working_folder, path) };
    if let Some(glob) = excludes.iter().find(|glob| glob.matches(&from_here)) {
        return Some(format!("excluded by --exclude {}", glob.text));
    }
    let settings = settings?;
    let glob = settings.excluding(path)?;
    Some(format!("excluded by `{glob}` in {}", settings.name))
}
