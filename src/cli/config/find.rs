//! Which configuration holds for which file: the nearest one, from the file's folder upward to the root of its
//! repository, or the one that was named. One in a folder that the next one above excludes is read only for files that are
//! checked all the same, since they were named.

use std::collections::{BTreeSet, HashMap};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use runware_lint::Source;
use runware_lint::models::Models;
use runware_lint::output::visible::visible;

use super::mistake::{self, Mistake};
use super::{Configuration, read};
use crate::cli::discover::{Input, reason, shown};
use crate::cli::globs::{absolute, path_from};
use crate::cli::more_models::MoreModels;
use crate::cli::streams::tell;

/// The names that a configuration file can have; only one of them in a folder.
pub const NAMES: [&str; 2] = ["runware-lint.toml", ".runware-lint.toml"];

/// The name of a file that no glob is meant for.
const ANY_NAME: &str = "\u{1}\u{1}\u{1}";

/// Where configurations are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// Nowhere.
    Nowhere,
    /// In one file, for everything that is checked.
    File {
        /// The file.
        path: PathBuf,
        /// What named it.
        by: &'static str,
    },
    /// In the folder of each file and those above.
    Above,
}

/// A configuration that was read.
#[derive(Debug)]
pub struct Settings {
    /// The file, as it is shown.
    pub name: String,
    /// The same from the root.
    pub path: PathBuf,
    /// The folder that its globs are relative to.
    pub folder: PathBuf,
    /// What it says.
    pub configuration: Configuration,
    /// The models that there are under it.
    pub more: MoreModels,
    text: String,
}

impl Settings {
    /// Line and column of an offset in the file, and the name before them.
    pub fn place(&self, offset: usize) -> String {
        let position = Source::new(self.name.as_str(), self.text.as_str()).position(offset);
        format!("{}:{}:{}", self.name, position.line, position.column)
    }

    /// The glob that excludes a file, given by its absolute path.
    pub fn excluding(&self, file: &Path) -> Option<&str> {
        let globs = &self.configuration.exclude;
        let path = if globs.is_empty() { return None } else { path_from(&self.folder, file) };
        globs.iter().find(|glob| glob.matches(&path)).map(|glob| glob.text.as_str())
    }

    /// Whether every file in a folder is excluded.
    fn excludes_folder(&self, folder: &Path) -> bool {
        // As a file of that name would be, so that a glob for some files alone does not count.
        self.excluding(&folder.join(ANY_NAME)).is_some()
    }
}

/// A configuration, or what is wrong with it.
type Found = Result<Option<Arc<Settings>>, Arc<Vec<String>>>;

/// Finds and reads configurations, each once, and knows of those that it has read.
#[derive(Debug)]
pub struct Finder {
    place: Where,
    /// The folder that relative paths start from.
    pub working_folder: PathBuf,
    /// What holds in a folder, with and without what is excluded; where that cannot be used, why.
    folders: HashMap<(PathBuf, bool), Found>,
    /// Configurations that cannot be used, as shown to the user.
    pub problems: Vec<String>,
    /// Every configuration that holds for something.
    pub all: Vec<Arc<Settings>>,
    /// The models that there are without any configuration.
    pub models: MoreModels,
    /// Whether the problems are told in more than ASCII.
    pub unicode: bool,
}

impl Finder {
    /// Looks for nothing yet.
    pub fn new(place: Where, working_folder: PathBuf, models: MoreModels, unicode: bool) -> Self {
        Self {
            models,
            place,
            working_folder,
            folders: HashMap::new(),
            problems: Vec::new(),
            all: Vec::new(),
            unicode,
        }
    }

    /// The models that there are for an input.
    pub fn models_for<'m>(&'m self, input: &'m Input) -> &'m Models {
        &input.settings.as_ref().map_or(&self.models, |settings| &settings.more).models
    }

    /// Tells what became of the folders with further models.
    pub fn tell_of_models(&self, is_verbose: bool) {
        let mut told = BTreeSet::new();
        for more in std::iter::once(&self.models).chain(self.all.iter().map(|settings| &settings.more)) {
            for line in more.details.iter().filter(|_| is_verbose).chain(&more.notes) {
                if told.insert(line) {
                    tell(&visible(line, self.unicode));
                }
            }
        }
    }

    /// The configuration that holds for the files in a folder, given by its absolute path. `with_excluded` tells that they
    /// are checked also where they are excluded.
    pub fn for_folder(&mut self, folder: &Path, with_excluded: bool) -> Option<Arc<Settings>> {
        let place = self.place.clone();
        let found = match place {
            Where::Nowhere => Ok(None),
            Where::File { path, by } => {
                self.remembered(Path::new(""), false, |finder| finder.named(&path, by))
            }
            Where::Above => self.above(folder, with_excluded),
        };
        match found {
            Ok(found) => {
                let found = found?;
                if !self.all.iter().any(|known| Arc::ptr_eq(known, &found)) {
                    self.all.push(Arc::clone(&found));
                }
                Some(found)
            }
            Err(problems) => {
                // Once for all folders that it would hold for.
                let is_new = |problem: &&String| !self.problems.contains(problem);
                let new: Vec<String> = problems.iter().filter(is_new).cloned().collect();
                self.problems.extend(new);
                None
            }
        }
    }

    fn above(&mut self, folder: &Path, with_excluded: bool) -> Found {
        self.remembered(folder, with_excluded, |finder| {
            let is_repository = folder.join(".git").exists();
            let parent = folder.parent().filter(|_| !is_repository);
            let outer = parent.map_or(Ok(None), |parent| finder.above(parent, with_excluded));
            match outer {
                Ok(Some(outer)) if !with_excluded && outer.excludes_folder(folder) => Ok(Some(outer)),
                // What is wrong with one above matters where it holds.
                outer => match finder.in_folder(folder) {
                    Ok(None) => outer,
                    found => found,
                },
            }
        })
    }

    fn remembered(
        &mut self,
        folder: &Path,
        with_excluded: bool,
        find: impl FnOnce(&mut Self) -> Found,
    ) -> Found {
        let place = (folder.to_path_buf(), with_excluded);
        if let Some(known) = self.folders.get(&place) {
            return known.clone();
        }
        let found = find(self);
        self.folders.insert(place, found.clone());
        found
    }

    fn named(&self, path: &Path, by: &str) -> Found {
        match std::fs::read(path) {
            Ok(bytes) => self.settings(path, shown(path), self.working_folder.clone(), &bytes),
            Err(error) => Err(self.problem(&format!("{by}: {}: {}", shown(path), reason(&error)))),
        }
    }

    fn in_folder(&self, folder: &Path) -> Found {
        let mut found = Vec::new();
        for name in NAMES {
            let path = folder.join(name);
            match std::fs::read(&path) {
                Ok(bytes) => found.push((path, bytes)),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                Err(error) => {
                    return Err(self.problem(&format!("{}: {}", self.shown(&path), reason(&error))));
                }
            }
        }
        if let [(first, _), (second, _)] = found.as_slice() {
            let (first, second) = (self.shown(first), self.shown(second));
            return Err(self.problem(&format!("{first} and {second} stand side by side; keep one of them")));
        }
        let Some((path, bytes)) = found.pop() else { return Ok(None) };
        self.settings(&path, self.shown(&path), folder.to_path_buf(), &bytes)
    }

    fn problem(&self, message: &str) -> Arc<Vec<String>> {
        Arc::new(vec![format!("error: {}", visible(message, self.unicode))])
    }

    /// From the working folder, where it is in there.
    fn shown(&self, path: &Path) -> String {
        if path.starts_with(&self.working_folder) {
            path_from(&self.working_folder, path)
        } else {
            shown(path)
        }
    }

    fn settings(&self, path: &Path, name: String, folder: PathBuf, bytes: &[u8]) -> Found {
        let (text, wrong) = match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), None),
            Err(error) => (String::from_utf8_lossy(bytes).into_owned(), Some(error.valid_up_to())),
        };
        let result = match wrong {
            Some(at) => {
                let message = "the text is not UTF-8".to_owned();
                Err(vec![Mistake { span: at..at, message, help: Some("save the file as UTF-8".to_owned()) }])
            }
            None => read::read(&text, &folder, &self.models),
        };
        match result {
            Ok((configuration, more)) => {
                let path = absolute(&self.working_folder, path);
                Ok(Some(Arc::new(Settings { name, path, folder, configuration, more, text })))
            }
            Err(mistakes) => {
                let source = Source::new(name, text);
                let shown = mistakes.iter().map(|mistake| mistake::show(mistake, &source, self.unicode));
                Err(Arc::new(shown.collect()))
            }
        }
    }
}
