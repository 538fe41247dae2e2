//! Baselines: the findings that were there when it was written, which are counted but not reported again.
//!
//! A finding is known again by its file, its rule and constraint, its place in the task, and a hash of the value, so
//! that neither moved lines nor moved tasks matter. Where several findings have all that in common, their number counts.

mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use runware_lint::check::{Layout, Selection};
use runware_lint::diagnostic::Diagnostic;
use runware_lint::json::Arena;
use runware_lint::output::json_text::escaped;
use runware_lint::redact::{redact_pointer, redact_text};
use runware_lint::request::pointer_in_task;
use runware_lint::{Source, rules};
use serde::{Deserialize, Serialize};

use super::atomic::NewFile;
use super::discover::{reason, shown};
use super::globs::absolute;
use values::Values;

/// The version of the files that are read and written here.
const VERSION: u64 = 1;

/// What a finding is known again by, beside its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Known {
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    constraint: Option<String>,
    /// From the task.
    pointer: String,
    /// A hash of the value; none where there is no value, or where it is secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl fmt::Display for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.rule)?;
        if !self.pointer.is_empty() {
            write!(formatter, " at {}", self.pointer)?;
        }
        Ok(())
    }
}

/// The findings of one file, and how many there are of each.
pub type Findings = BTreeMap<Known, usize>;

/// The findings of a baseline, by file.
#[derive(Debug)]
pub struct Baseline {
    /// The file, as it is shown.
    pub name: String,
    /// The same from the root.
    pub path: PathBuf,
    files: BTreeMap<String, Findings>,
}

#[derive(Debug, Deserialize)]
struct Version {
    version: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(rename = "version")]
    _version: u64,
    findings: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: String,
    #[serde(flatten)]
    known: Known,
    count: usize,
}

impl Baseline {
    /// Reads a baseline. Where `may_be_new` says so, one that is not there yet is empty.
    ///
    /// # Errors
    /// Why it cannot be read, with its name.
    pub fn read(path: &Path, working_folder: &Path, may_be_new: bool) -> Result<Self, String> {
        let name = shown(path);
        let mut baseline = Self { name, path: absolute(working_folder, path), files: BTreeMap::new() };
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if may_be_new && error.kind() == io::ErrorKind::NotFound => return Ok(baseline),
            Err(error) => return Err(format!("{}: {}", baseline.name, reason(&error))),
        };
        match parse(&text) {
            Ok(files) => baseline.files = files,
            Err(message) => return Err(format!("{}: {message}", baseline.name)),
        }
        Ok(baseline)
    }

    /// The name that a file has in the baseline: its path from the baseline's folder.
    pub fn name_of(&self, path: &Path) -> String {
        relative(self.path.parent().unwrap_or(Path::new("")), path)
    }

    /// True for the absolute path of the baseline itself.
    pub fn is_at(&self, path: &Path) -> bool {
        self.path == path
    }

    /// The findings that it knows of a file.
    pub fn findings(&self, file: &str) -> Findings {
        self.files.get(file).cloned().unwrap_or_default()
    }

    /// Puts the findings of files that were checked in the place of what it knew of them, and takes out files that
    /// are gone. What a selection left out stays. Answers how many findings were taken out.
    pub fn update(&mut self, checked: &BTreeMap<String, Findings>, selection: &Selection) -> usize {
        let mut removed = 0;
        for file in self.gone(&checked.keys().map(String::as_str).collect()) {
            removed += self.files.remove(&file).map_or(0, |findings| findings.values().sum());
        }
        for (file, now) in checked {
            let mut now = now.clone();
            let before = self.files.remove(file).unwrap_or_default();
            for (known, count) in before {
                if includes(selection, &known) {
                    removed += count.saturating_sub(now.get(&known).copied().unwrap_or(0));
                } else {
                    now.insert(known, count);
                }
            }
            if !now.is_empty() {
                self.files.insert(file.clone(), now);
            }
        }
        removed
    }

    /// Files that it knows and that are there no more, unless they were among those checked.
    pub fn gone(&self, checked: &BTreeSet<&str>) -> Vec<String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let is_gone = |name: &&String| {
            // Standard input without a name is no file, and never gone.
            !checked.contains(name.as_str()) && !name.starts_with('<') && !folder.join(name).exists()
        };
        self.files.keys().filter(is_gone).cloned().collect()
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.files.values().flat_map(Findings::values).sum()
    }

    /// Begins to write it.
    ///
    /// # Errors
    /// Why it cannot be written, with its name.
    pub fn create(&self) -> Result<NewFile, String> {
        NewFile::create(&self.path).map_err(|error| self.unwritten(&error))
    }

    /// Writes it, sorted, one finding a line.
    ///
    /// # Errors
    /// Why it cannot be written, with its name.
    pub fn write(&self, mut file: NewFile) -> Result<(), String> {
        let written = file.write_all(self.text().as_bytes()).and_then(|()| file.finish());
        written.map_err(|error| self.unwritten(&error))
    }

    fn unwritten(&self, error: &io::Error) -> String {
        format!("{}: cannot be written: {}", self.name, reason(error))
    }

    fn text(&self) -> String {
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        let mut separator = "\n";
        for (path, findings) in &self.files {
            for (known, count) in findings {
                let entry = Entry { path: path.clone(), known: known.clone(), count: *count };
                // Strings and numbers can always be written as JSON.
                let entry = serde_json::to_string(&entry).unwrap_or_default();
                let _ = write!(text, "{separator}    {}", escaped(&entry));
                separator = ",\n";
            }
        }
        text.push_str(if separator == "\n" { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }
}

fn parse(text: &[u8]) -> Result<BTreeMap<String, Findings>, String> {
    let no_baseline = |error: serde_json::Error| format!("this is no baseline: {error}");
    if text.trim_ascii_start().starts_with(b"[") {
        return Err("this is no baseline: that is an object with `version` and `findings`".to_owned());
    }
    let Version { version } = serde_json::from_slice(text).map_err(no_baseline)?;
    if version != VERSION {
        return Err(format!(
            "this baseline has version {version}, and only version {VERSION} can be read; delete it and write it anew"
        ));
    }
    let form: Form = serde_json::from_slice(text).map_err(no_baseline)?;
    let mut files: BTreeMap<String, Findings> = BTreeMap::new();
    for entry in form.findings {
        let count = files.entry(entry.path).or_default().entry(entry.known).or_default();
        *count = count.saturating_add(entry.count);
    }
    Ok(files)
}

/// True where a selection asks for what a baseline knows.
pub fn includes(selection: &Selection, known: &Known) -> bool {
    let has = |names: &[String]| {
        names.iter().any(|name| *name == known.rule || Some(name) == known.constraint.as_ref())
    };
    (selection.select.is_empty() || has(&selection.select)) && !has(&selection.ignore)
}

/// What each finding in a source is known again by, in order. `task_pointer` answers with the JSON Pointer of a task.
pub fn known(
    diagnostics: &[Diagnostic],
    task_pointer: impl Fn(usize) -> String,
    source: &Source<'_>,
    layout: Layout,
) -> Vec<Known> {
    let mut arena = Arena::default();
    let mut all = Vec::with_capacity(diagnostics.len());
    let mut rest = diagnostics;
    while let Some(first) = rest.first() {
        // Each line of an NDJSON file is a document of its own.
        let same = rest.iter().take_while(|other| layout == Layout::Document || other.line == first.line);
        let (group, after) = rest.split_at(same.count());
        rest = after;
        let text = match first.place.span {
            Some(span) if layout == Layout::Lines => {
                source.line_around(span.start.offset).map_or("", |line| &source.text()[line])
            }
            _ => source.text(),
        };
        let mut values = Values::of(arena.parse(text));
        all.extend(group.iter().map(|diagnostic| {
            let task = diagnostic.task.map(&task_pointer).unwrap_or_default();
            let pointer = pointer_in_task(&diagnostic.place.pointer, &task);
            Known {
                rule: diagnostic.rule.id.to_owned(),
                constraint: diagnostic.constraint.as_deref().map(str::to_owned),
                pointer: redact_pointer(pointer).into_owned(),
                value: value_of(diagnostic, source, &mut values),
            }
        }));
    }
    all
}

/// The hash of the value that a finding is about.
fn value_of(diagnostic: &Diagnostic, source: &Source<'_>, values: &mut Values<'_>) -> Option<String> {
    if diagnostic.rule == &rules::EMBEDDED_API_KEY {
        return None;
    }
    if diagnostic.rule == &rules::INVALID_JSON {
        let span = diagnostic.place.span?;
        let (start, end) = (span.start.offset, span.end.offset);
        let first = source.first_offset();
        return source.text().get(start.checked_sub(first)?..end - first).map(hash);
    }
    let span = values.span(&diagnostic.place.pointer)?;
    values.hash(span, hash)
}

/// FNV-1a of a JSON text without its white space, and without the secrets in it.
fn hash(text: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let (mut is_quoted, mut is_escaped) = (false, false);
    for byte in redact_text(text).bytes() {
        if !is_quoted && byte.is_ascii_whitespace() {
            continue;
        }
        is_quoted ^= byte == b'"' && !is_escaped;
        is_escaped = is_quoted && byte == b'\\' && !is_escaped;
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// The path of an absolute one from a folder, with forward slashes and `..` where it needs them.
fn relative(folder: &Path, path: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    if common == 0 {
        return shown(path);
    }
    let ups = from[common..].iter().map(|_| Component::ParentDir);
    let relative: PathBuf = ups.chain(to[common..].iter().copied()).collect();
    shown(&relative)
}

#[cfg(test)]
mod tests {
    use super::*;
    use runware_lint::{Options, check};

    #[test]
    fn white_space_does_not_change_the_hash_of_a_value() {
        assert_eq!(hash("{\"a\": [1, 2]}"), hash("{\n\t\"a\":[1,2] }"));
        assert_ne!(hash("\"a b\""), hash("\"ab\""));
        assert_eq!(hash(r#"{"a\" b": 1}"#), hash(r#"{"a\" b":1}"#));
        assert_ne!(hash(r#"{"a\" b": 1}"#), hash(r#"{"a\"b": 1}"#));
        assert_eq!(hash(""), "cbf29ce484222325", "the start value of FNV-1a, in every release");
    }

    #[test]
    fn a_finding_is_known_again_wherever_its_task_stands() {
        let task = r#"{"model": "klingai:kling-video@o3-pro", "fps": 24}"#;
        let known = |text: &str, layout| {
            let source = Source::new("a", text);
            let report = check(&source, &Options { layout, ..Options::default() });
            let task_pointer = |task: usize| report.files[0].tasks[task].pointer.clone();
            known(&report.diagnostics, task_pointer, &source, layout)
        };
        let alone = known(task, Layout::Document);
        assert!(alone.iter().any(|known| known.pointer == "/fps" && known.value.is_some()));
        assert!(alone.iter().any(|known| known.rule == "missing-field" && known.value.is_none()));
        let twice: Vec<Known> = alone.iter().chain(&alone).cloned().collect();
        assert_eq!(known(&format!("[{task},\n\n {task}]"), Layout::Document), twice);
        assert_eq!(known(&format!("{task}\n\n{task}\n"), Layout::Lines), twice);
    }

    #[test]
    fn paths_are_told_from_the_folder_of_the_baseline() {
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a/b/c.json")), "c.json");
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a/c/d.json")), "../c/d.json");
    }
}
