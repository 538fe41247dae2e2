//! Models that are not embedded: those of the folders that `--schema-dir` and `schema-dirs` name.
//!
//! A model is two files, `<slug>.schema.json` and `<slug>.constraints.json`, or a JSON Schema alone, of any draft, that
//! names its model. Other JSON files of the folder are there for the schemas to refer to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use runware_lint::Source;
use runware_lint::json::{Arena, Pointer};
use runware_lint::json_schema::SchemaFiles;
use runware_lint::models::{EMBEDDED, Models};
use runware_lint::output::visible::visible;
use runware_lint::ruleset::{LoadError, RuleSet, RuleSetError};

use super::arguments::Color;
use super::discover::{reason, shown};
use super::streams::{self, tell};

/// The ending of the names of constraints files.
const CONSTRAINTS: &str = ".constraints.json";

/// The option, for every command that knows models.
#[derive(Debug, Args)]
pub struct SchemaDirArguments {
    /// Folder with further models; can be given several times
    ///
    /// Each as <slug>.schema.json with <slug>.constraints.json, or as a JSON Schema alone that names its model.
    #[arg(long, value_name = "DIR", help_heading = "Models")]
    pub schema_dir: Vec<PathBuf>,
}

impl SchemaDirArguments {
    /// The embedded models and those of the folders.
    ///
    /// # Errors
    /// Everything that is wrong with the folders, as shown to the user.
    pub fn load(&self, unicode: bool) -> Result<MoreModels, Vec<String>> {
        let mut models = MoreModels::default();
        let mut problems = Vec::new();
        for folder in &self.schema_dir {
            if let Err(messages) = models.add(folder) {
                problems
                    .extend(messages.iter().map(|message| format!("error: {}", visible(message, unicode))));
            }
        }
        if problems.is_empty() { Ok(models) } else { Err(problems) }
    }

    /// The same for commands that do nothing else that could fail: tells what is wrong.
    pub fn load_or_tell(&self) -> Option<Models> {
        let unicode = streams::appearance(Color::Never).unicode;
        match self.load(unicode) {
            Ok(more) => {
                for note in &more.notes {
                    tell(&visible(note, unicode));
                }
                Some(more.models)
            }
            Err(problems) => {
                for problem in &problems {
                    tell(problem);
                }
                None
            }
        }
    }
}

/// Why no requests can be made up for a model, where they cannot: its schema has keywords that are only ever checked.
pub fn no_samples_because(ruleset: &RuleSet, models: &Models) -> Option<String> {
    let files = models.files(&ruleset.model)?;
    let error = match RuleSet::load(files.schema, files.constraints).err()? {
        LoadError::Schema(error) | LoadError::Constraints(error) => error.message,
    };
    Some(format!(
        "requests to `{}` can be checked, but none can be made up from its schema: {error}",
        ruleset.model
    ))
}

/// The embedded models and those of some folders.
#[derive(Debug, Clone, Default)]
pub struct MoreModels {
    /// All of them.
    pub models: Models,
    /// What the user should know.
    pub notes: Vec<String>,
    /// What the user may like to know.
    pub details: Vec<String>,
    /// The file that each added model is from.
    files: BTreeMap<String, String>,
    folders: Vec<PathBuf>,
}

impl MoreModels {
    /// Adds the models of a folder. A folder that is here already changes nothing.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn add(&mut self, folder: &Path) -> Result<(), Vec<String>> {
        let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        if self.folders.contains(&canonical) {
            return Ok(());
        }
        self.folders.push(canonical);
        let texts = read(folder)?;
        let mut loader = Loader { folder, texts: &texts, more: self, files: SchemaFiles::default() };
        let count = loader.load()?;
        if count == 0 {
            let what = "no file here names a model: a schema does it with `const` at `properties.model`";
            return Err(vec![format!("{}: {what}", shown(folder))]);
        }
        Ok(())
    }

    /// Whether a file is one of those that describe them.
    pub fn have(&self, path: &Path) -> bool {
        let path = path.canonicalize().unwrap_or_default();
        is_schema(&path) && path.parent().is_some_and(|folder| self.folders.iter().any(|it| it == folder))
    }

    /// Notes from which file a model is.
    fn note(&mut self, id: &str, path: &str) -> Result<(), String> {
        if let Some(first) = self.files.get(id) {
            return Err(format!("{path}: the model `{id}` is described by {first} too"));
        }
        if EMBEDDED.iter().any(|embedded| embedded.model == id) {
            self.notes.push(format!("note: {path} takes the place of the built-in rules for `{id}`"));
        }
        self.files.insert(id.to_owned(), path.to_owned());
        Ok(())
    }
}

/// True for a file that may be one of a model, or one that its schema refers to.
fn is_schema(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    is_json && !name.starts_with('.') && !path.is_dir()
}

/// The texts of the JSON files in a folder.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Vec<String>> {
    let unreadable = |error: &std::io::Error| vec![format!("{}: {}", shown(folder), reason(error))];
    let mut texts = BTreeMap::new();
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !is_schema(&path) {
            continue;
        }
        match std::fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                texts.insert(name.to_owned(), text);
            }
            Ok(Err(_)) => problems.push(format!("{}: the text is not UTF-8", shown(&path))),
            Err(error) => problems.push(format!("{}: {}", shown(&path), reason(&error))),
        }
    }
    problems.sort();
    if texts.is_empty() && problems.is_empty() {
        problems.push(format!("{}: no JSON file is in this folder", shown(folder)));
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

/// Makes models of the files of one folder.
struct Loader<'l> {
    folder: &'l Path,
    texts: &'l BTreeMap<String, String>,
    more: &'l mut MoreModels,
    files: SchemaFiles,
}

impl Loader<'_> {
    /// Answers with how many models there are.
    fn load(&mut self) -> Result<usize, Vec<String>> {
        let mut problems = Vec::new();
        for (name, text) in self.texts {
            match syntax_problem(text) {
                Some((at, message)) => problems.push(self.problem_at(name, at, &message)),
                None if name.ends_with(CONSTRAINTS) => {}
                None => {
                    let error = self.files.add(name, text).err();
                    problems.extend(error.map(|error| self.problem(name, &error)));
                }
            }
        }
        if problems.is_empty() {
            let wrong = self.files.check_references().err();
            problems.extend(wrong.map(|(name, error)| self.problem(&name, &error)));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let names: Vec<String> = self.texts.keys().cloned().collect();
        let (mut ids, mut others) = (Vec::new(), Vec::new());
        for name in &names {
            match self.add(name) {
                Ok(Some(added)) if added.is_empty() => others.push(name.as_str()),
                Ok(Some(added)) => ids.extend(added),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let detail = format!("{}: rules for {}", shown(self.folder), ids.join(", "));
        self.more.details.push(match others.join(", ") {
            others if others.is_empty() => detail,
            others => format!("{detail}; no model is named by {others}"),
        });
        Ok(ids.len())
    }

    /// Adds the models of a file: none where it is the partner of another one.
    fn add(&mut self, name: &str) -> Result<Option<Vec<String>>, String> {
        let constraints_of = |slug: &str| format!("{slug}{CONSTRAINTS}");
        if let Some(slug) = name.strip_suffix(CONSTRAINTS) {
            let partner = format!("{slug}.schema.json");
            return if self.texts.contains_key(&partner) {
                Ok(None)
            } else {
                Err(format!("{}: there is no {partner} beside it", self.shown(name)))
            };
        }
        let partner = name.strip_suffix(".schema.json").map(constraints_of);
        let with_constraints = partner.and_then(|partner| self.texts.get_key_value(&partner));
        let ids = if let Some((partner, constraints)) = with_constraints {
            let added = self.more.models.add_files(name, &self.files, constraints);
            vec![added.map_err(|error| match error {
                LoadError::Schema(error) => self.problem(name, &error),
                LoadError::Constraints(error) => self.problem(partner, &error),
            })?]
        } else {
            let added = self.more.models.add_schema(name, &self.files);
            added.map_err(|error| self.problem(name, &error))?
        };
        let path = self.shown(name);
        ids.iter().try_for_each(|id| self.more.note(id, &path))?;
        Ok(Some(ids.iter().map(ToString::to_string).collect()))
    }

    fn shown(&self, name: &str) -> String {
        shown(&self.folder.join(name))
    }

    fn problem(&self, name: &str, error: &RuleSetError) -> String {
        let text = self.texts.get(name).map_or("", String::as_str);
        if let Some((message, line, column)) = placed(&error.message) {
            return format!("{}:{line}:{column}: {message}", self.shown(name));
        }
        self.problem_at(name, offset(text, &error.pointer), &error.message)
    }

    fn problem_at(&self, name: &str, offset: usize, message: &str) -> String {
        let text = self.texts.get(name).map_or("", String::as_str);
        let position = Source::new(name, text).position(offset);
        format!("{}:{}:{}: {message}", self.shown(name), position.line, position.column)
    }
}

/// The first mistake in the syntax of a text, and where it is.
fn syntax_problem(text: &str) -> Option<(usize, String)> {
    let mut arena = Arena::default();
    let document = arena.parse(text);
    document.errors().first().map(|error| (error.span.start, error.message.clone()))
}

/// Where in a text a pointer leads, or the nearest place above it that is there.
fn offset(text: &str, pointer: &str) -> usize {
    let mut arena = Arena::default();
    let document = arena.parse(text);
    let Some(root) = document.root() else { return 0 };
    let mut pointer = pointer;
    loop {
        if let Some(node) = Pointer::resolve(root, pointer) {
            return node.span().start;
        }
        match pointer.rsplit_once('/') {
            Some((holder, _)) => pointer = holder,
            None => return 0,
        }
    }
}

/// Takes a message of `serde_json` apart, where it ends with a place.
fn placed(message: &str) -> Option<(&str, usize, usize)> {
    let (message, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some((message, line.parse().ok()?, column.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_from_pointers_and_from_words() {
        let text = "{\"a\": [1,\n {\"b\": 2}]}";
        assert_eq!(offset(text, "/a/1/b"), text.find('2').expect("it is there"));
        assert_eq!(offset(text, "/a/7/c"), text.find('[').expect("it is there"));
        assert_eq!(placed("missing field `model` at line 3 column 1"), Some(("missing field `model`", 3, 1)));
        assert_eq!(placed("nothing is there"), None);
    }
}
