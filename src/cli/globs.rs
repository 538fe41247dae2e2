//! Path globs, as they stand in the configuration and behind `--exclude`.
//!
//! They mean what a line of a .gitignore means: without a slash inside, a name at any depth; with one, a path from
//! the folder that the globs belong to. What matches a folder matches everything in it. `*` and `?` stop at slashes. In
//! addition, `{a,b}` stands for either; `!` is refused.

use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// One glob.
#[derive(Debug, Clone)]
pub struct PathGlob {
    /// As it was written.
    pub text: String,
    set: GlobSet,
}

impl PathGlob {
    /// Reads a glob.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.trim_matches('/').is_empty() {
            return Err("the glob is empty".to_owned());
        }
        if text.starts_with('!') {
            return Err("a glob cannot be turned around with `!`".to_owned());
        }
        if text.split('/').any(|part| part == "..") {
            return Err("a glob cannot lead out of its folder with `..`: it would match nothing".to_owned());
        }
        let pattern = text.strip_prefix("./").unwrap_or(text);
        let (pattern, is_folder) = match pattern.strip_suffix('/') {
            Some(folder) => (folder, true),
            None => (pattern, false),
        };
        let is_anchored = pattern.contains('/');
        let pattern = pattern.trim_start_matches('/');
        let pattern = if is_anchored { pattern.to_owned() } else { format!("**/{pattern}") };
        let mut set = GlobSetBuilder::new();
        set.add(glob(&format!("{pattern}/**"))?);
        if !is_folder {
            set.add(glob(&pattern)?);
        }
        let set = set.build().map_err(|error| error.kind().to_string())?;
        Ok(Self { text: text.to_owned(), set })
    }

    /// True for the path of a file, with forward slashes, from the folder that the glob belongs to.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

fn glob(pattern: &str) -> Result<Glob, String> {
    let built = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
    built.map_err(|error| error.kind().to_string())
}

/// A path made absolute by its letters: `.` and `..` are worked out, links are not followed.
pub fn absolute(working_folder: &Path, path: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    for component in working_folder.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                absolute.pop();
            }
            other => absolute.push(other),
        }
    }
    absolute
}

/// The path of an absolute one from a folder, with forward slashes. One that is not in the folder stays absolute,
/// without the slash in front, so that only a glob that is meant for it matches.
pub fn path_from(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    text.trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_in_a_gitignore() {
        let cases = [
            ("a.json", "a.json", true),
            ("a.json", "x/y/a.json", true),
            ("*.draft.json", "x/b.draft.json", true),
            ("/a.json", "x/a.json", false),
            ("/a.json", "a.json", true),
            ("./a.json", "x/a.json", true),
            ("x/*.json", "x/a.json", true),
            ("x/*.json", "x/y/a.json", false),
            ("x/**", "x/y/a.json", true),
            ("x/**/a.json", "x/a.json", true),
            ("**/a.json", "x/a.json", true),
            ("drafts", "x/drafts/y/a.json", true),
            ("drafts/", "x/drafts/a.json", true),
            ("drafts/", "drafts", false),
            ("x/drafts", "x/drafts/a.json", true),
            ("x/drafts", "y/x/drafts/a.json", false),
            ("{a,b}.json", "b.json", true),
            ("*", "x/a.json", true),
        ];
        for (glob, path, expected) in cases {
            assert_eq!(PathGlob::new(glob).map(|glob| glob.matches(path)), Ok(expected), "{glob} {path}");
        }
    }

    #[test]
    fn what_is_no_glob_is_refused() {
        for text in ["", "/", "a[", "{a", "!a", "../a", "a/../b"] {
            assert!(PathGlob::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn paths_are_worked_out_by_their_letters() {
        let from = |path: &str| absolute(Path::new("/w/here"), Path::new(path));
        assert_eq!(from("./a/../b.json"), Path::new("/w/here/b.json"));
        assert_eq!(from("../x.json"), Path::new("/w/x.json"));
        assert_eq!(from("/y"), Path::new("/y"));
        assert_eq!(path_from(Path::new("/w"), Path::new("/w/here/b.json")), "here/b.json");
        assert_eq!(path_from(Path::new("/w"), Path::new("/y/z")), "y/z");
    }
}
