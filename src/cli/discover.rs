//! Which files to check: what the paths on the command line stand for.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::Metadata;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;

use runware_lint::nearest::nearest;

use super::config::find::Settings;
use super::identity::FileIdentity;

/// Where the text of an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    StandardInput,
    /// A file that was named, or that a glob stands for.
    Named(PathBuf),
    /// A file met in a folder.
    Met(PathBuf),
    /// A file or folder that a walk could not look into, and why.
    Unreadable(String),
}

/// Something to check.
#[derive(Debug, Clone)]
pub struct Input {
    /// The name that is shown: relative as given, forward slashes, no leading `./`.
    pub name: String,
    /// Where its text comes from.
    pub origin: Origin,
    /// The folders it was met in, as indices into [`Discovery::folders`].
    pub folders: Vec<usize>,
    /// The configuration that holds for it, once that is known.
    pub settings: Option<Arc<Settings>>,
}

/// What the paths stand for.
#[derive(Debug, Default)]
pub struct Discovery {
    /// What to check, by name; each file once.
    pub inputs: Vec<Input>,
    /// The folders that were walked, as shown.
    pub folders: Vec<String>,
    /// What stands for nothing: paths, globs, and a name for standard input that is not read, each with a message.
    pub missing: Vec<String>,
}

/// The name of standard input that was given no other.
pub const STANDARD_INPUT: &str = "<stdin>";

/// Finds what `paths` stand for. `standard_input` is the name that `-` was given; `commands` are words that a path
/// may have been meant to be. `may_split` tells that there may be a second thread.
pub fn discover(
    paths: &[PathBuf],
    standard_input: Option<&str>,
    commands: &[&str],
    may_split: bool,
) -> Discovery {
    let mut discovery = Discovery::default();
    let is_standard_input = |path: &PathBuf| path.as_os_str() == "-";
    if standard_input.is_some() && !paths.iter().any(is_standard_input) {
        let message = "--stdin-filename is the name of standard input, which is read for `-` alone; add `-`";
        discovery.missing.push(message.to_owned());
    }
    let mut search = Search {
        discovery: &mut discovery,
        seen: HashMap::with_capacity(paths.len()),
        compare_files: paths.len() > 1,
    };
    for (index, (path, metadata)) in paths.iter().zip(look_up(paths, may_split)).enumerate() {
        if is_standard_input(path) {
            let name = shown(Path::new(standard_input.unwrap_or(STANDARD_INPUT)));
            search.add(
                Input { name, origin: Origin::StandardInput, folders: Vec::new(), settings: None },
                None,
            );
        } else if let Some(metadata) = metadata {
            let is_folder = metadata.is_dir() || (metadata.is_symlink() && path.is_dir());
            if is_folder {
                search.walk(path);
            } else {
                let input = Input {
                    name: shown(path),
                    origin: Origin::Named(path.clone()),
                    folders: Vec::new(),
                    settings: None,
                };
                search.add(input, Some(&metadata).filter(|metadata| !metadata.is_symlink()));
            }
        } else {
            search.expand(path, if index == 0 { commands } else { &[] });
        }
    }
    discovery.inputs.sort_by(|a, b| a.name.cmp(&b.name));
    discovery
}

/// What is at each path, without following links. Many are looked up by two threads, if there may be a second one: to ask
/// the system for a small file takes half as long as to check it.
fn look_up(paths: &[PathBuf], may_split: bool) -> Vec<Option<Metadata>> {
    /// For fewer, a thread is not worth its start.
    const MANY: usize = 256;
    let look_up = |paths: &[PathBuf]| -> Vec<_> {
        paths.iter().map(|path| std::fs::symlink_metadata(path).ok()).collect()
    };
    if paths.len() < MANY || !may_split {
        return look_up(paths);
    }
    let (first, second) = paths.split_at(paths.len() / 2);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| look_up(second));
        let mut all = look_up(first);
        match second.join() {
            Ok(second) => all.extend(second),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        all
    })
}

/// How a path is shown.
pub fn shown(path: &Path) -> String {
    let name = path.to_string_lossy();
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() };
    let mut rest = name.as_str();
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter.trim_start_matches('/');
    }
    if rest.is_empty() || rest.len() == name.len() { name } else { rest.to_owned() }
}

/// True for the extensions of NDJSON files.
pub fn is_lines(name: &str) -> bool {
    has_extension(Path::new(name), &["jsonl", "ndjson"])
}

fn is_request_file(path: &Path) -> bool {
    has_extension(path, &["json", "jsonl", "ndjson"])
}

fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| wanted.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)))
}

/// What makes two inputs the same.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Identity {
    StandardInput,
    Path(PathBuf),
    File(FileIdentity),
}

struct Search<'a> {
    discovery: &'a mut Discovery,
    /// Where what is known already stands among the inputs.
    seen: HashMap<Identity, usize>,
    /// One path alone cannot name a file twice, so the files behind the names are not asked for.
    compare_files: bool,
}

impl Search<'_> {
    /// Adds an input, unless it is there; `metadata` is that of its file, where it is known already.
    fn add(&mut self, input: Input, metadata: Option<&Metadata>) {
        match self.seen.entry(identity(&input, metadata, self.compare_files)) {
            Entry::Vacant(entry) => {
                entry.insert(self.discovery.inputs.len());
                self.discovery.inputs.push(input);
            }
            Entry::Occupied(entry) => {
                let same = &mut self.discovery.inputs[*entry.get()];
                same.folders.extend(input.folders);
                // A file that is named is checked as such, also when a folder with it is named before.
                if matches!((&input.origin, &same.origin), (Origin::Named(_), Origin::Met(_))) {
                    (same.name, same.origin) = (input.name, input.origin);
                }
            }
        }
    }

    /// The request files in a folder.
    fn walk(&mut self, root: &Path) {
        let folder = self.discovery.folders.len();
        self.discovery.folders.push(shown(root));
        for entry in walker(root, true).build() {
            match entry {
                Ok(entry) => {
                    let path = entry.path();
                    if is_request_file(path)
                        && let Some(origin) = met(&entry)
                    {
                        self.add(
                            Input { name: shown(path), origin, folders: vec![folder], settings: None },
                            None,
                        );
                    }
                }
                Err(error) => self.unreadable(root, &error, folder),
            }
        }
    }

    fn unreadable(&mut self, root: &Path, error: &ignore::Error, folder: usize) {
        let name = path_of(error).map_or_else(|| shown(root), shown);
        // The words of the walk name the path once more; what kind of error it was is enough.
        let reason = error.io_error().map_or_else(|| error.to_string(), |error| reason(&error.kind().into()));
        self.add(
            Input { name, origin: Origin::Unreadable(reason), folders: vec![folder], settings: None },
            None,
        );
    }

    /// The files that a glob stands for.
    fn expand(&mut self, path: &Path, commands: &[&str]) {
        let pattern = shown(path);
        if !pattern.contains(['*', '?', '[', '{']) {
            let message = match nearest(&pattern, commands.iter().copied()) {
                Some(command) if command == pattern => {
                    format!(
                        "`{pattern}` is a command: put it first, or write `./{pattern}` for a file of that name"
                    )
                }
                Some(command) => {
                    format!("`{pattern}` is no command and no file or folder; did you mean `{command}`?")
                }
                None => format!("{pattern}: no such file or folder"),
            };
            self.discovery.missing.push(message);
            return;
        }
        let glob = match matcher(&pattern) {
            Ok(glob) => glob,
            Err(error) => {
                let kind = error.kind();
                self.discovery
                    .missing
                    .push(format!("{pattern}: no such file or folder, and no glob: {kind}"));
                return;
            }
        };
        let shows_hidden =
            pattern.split('/').any(|part| part.starts_with('.') && part != "." && part != "..");
        let mut found = false;
        for entry in walker(&literal_start(&pattern), !shows_hidden).build().flatten() {
            let name = shown(entry.path());
            if glob.is_match(&name)
                && let Some(Origin::Met(path)) = met(&entry)
            {
                found = true;
                let input = Input { name, origin: Origin::Named(path), folders: Vec::new(), settings: None };
                self.add(input, None);
            }
        }
        if !found {
            self.discovery.missing.push(format!("{pattern}: no file matches"));
        }
    }
}

fn identity(input: &Input, metadata: Option<&Metadata>, compares_files: bool) -> Identity {
    match &input.origin {
        Origin::Named(path) | Origin::Met(path) if compares_files => Identity::File(match metadata {
            Some(_) => FileIdentity::known(path, metadata),
            None => FileIdentity::of(path),
        }),
        Origin::Named(path) | Origin::Met(path) => Identity::Path(path.clone()),
        Origin::StandardInput => Identity::StandardInput,
        Origin::Unreadable(_) => Identity::Path(PathBuf::from(&input.name)),
    }
}

fn walker(root: &Path, skips_hidden: bool) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    // What is ignored depends on the tree alone: not on whether it is a repository, nor on who looks at it.
    builder.hidden(skips_hidden).require_git(false).git_global(false).follow_links(false);
    // Of several links to one file the first counts.
    builder.sort_by_file_path(Path::cmp);
    builder
}

/// What a walk met: a file, or a link to one; nothing for a folder or a device.
fn met(entry: &ignore::DirEntry) -> Option<Origin> {
    let path = entry.path().to_path_buf();
    let kind = entry.file_type()?;
    if kind.is_file() {
        return Some(Origin::Met(path));
    }
    if !kind.is_symlink() {
        return None;
    }
    match std::fs::metadata(&path) {
        Ok(target) => target.is_file().then_some(Origin::Met(path)),
        Err(error) => Some(Origin::Unreadable(reason(&error))),
    }
}

/// Why something could not be read, in lower case and without the system's number for it.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

fn matcher(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    Ok(GlobBuilder::new(pattern).literal_separator(true).build()?.compile_matcher())
}

/// The folder that every file of a glob is in: its parts before the first that is not literal.
fn literal_start(pattern: &str) -> PathBuf {
    let mut start = PathBuf::new();
    for part in Path::new(pattern).components() {
        if let Component::Normal(name) = part
            && name.to_string_lossy().contains(['*', '?', '[', '{'])
        {
            break;
        }
        start.push(part);
    }
    if start.as_os_str().is_empty() { PathBuf::from(".") } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_given() {
        for (given, expected) in [
            ("./a.json", "a.json"),
            ("././/a", "a"),
            (".", "."),
            ("../a", "../a"),
            ("/a/b", "/a/b"),
            (".a", ".a"),
        ] {
            assert_eq!(shown(Path::new(given)), expected);
        }
    }

    #[test]
    fn many_paths_are_looked_up_in_order() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let is_there = |number: &usize| number.is_multiple_of(3);
        for number in (0..601).filter(is_there) {
            std::fs::write(folder.path().join(number.to_string()), "").expect("a file can be written");
        }
        let paths: Vec<PathBuf> =
            (0..601).map(|number: usize| folder.path().join(number.to_string())).collect();
        for may_split in [false, true] {
            let found = look_up(&paths, may_split).into_iter().map(|metadata| metadata.is_some());
            assert!(found.eq((0..601).map(|number| is_there(&number))), "{may_split}");
        }
    }

    #[test]
    fn a_glob_starts_at_its_literal_folder() {
        assert_eq!(literal_start("**/*.json"), Path::new("."));
        assert_eq!(literal_start("a/b/*.json"), Path::new("a/b"));
        assert_eq!(literal_start("/a/{b,c}/d"), Path::new("/a"));
        assert_eq!(literal_start("../*.json"), Path::new(".."));
    }
}
