//! Which file a path leads to: two paths can be the same file, by `..`, links, or letter case where that does not count.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// A file, whatever path led to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FileIdentity {
    /// One that is there: its device and number.
    #[cfg(unix)]
    Number(u64, u64),
    /// One that is not there yet, no file, or on a system without numbers: its path without links, as far as it exists.
    Path(PathBuf),
}

impl FileIdentity {
    /// The file at a path.
    pub fn of(path: &Path) -> Self {
        Self::known(path, std::fs::metadata(path).ok().as_ref())
    }

    /// The same where it is known what is there: not a link.
    #[cfg(unix)]
    pub fn known(path: &Path, metadata: Option<&Metadata>) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        match metadata {
            Some(metadata) if metadata.is_file() => Self::Number(metadata.dev(), metadata.ino()),
            _ => Self::Path(without_links(path)),
        }
    }

    /// The same where it is known what is there: not a link.
    #[cfg(not(unix))]
    pub fn known(path: &Path, _: Option<&Metadata>) -> Self {
        Self::Path(without_links(path))
    }
}

fn without_links(path: &Path) -> PathBuf {
    let of_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Some(folder.unwrap_or(Path::new(".")).canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(of_folder).unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_by_every_path() {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir(path("sub")).expect("a folder can be made");
        std::fs::write(path("a.json"), "").expect("a file can be written");
        std::fs::write(path("b.json"), "").expect("a file can be written");
        let same =
            |first: &str, second: &str| FileIdentity::of(&path(first)) == FileIdentity::of(&path(second));
        assert!(same("a.json", "sub/../a.json"));
        assert!(!same("a.json", "b.json"));
        assert!(same("new.json", "sub/../new.json"), "a file that is not there");
        assert!(!same("new.json", "newer.json"));
        assert!(!same("nowhere/a.json", "a.json"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a.json", path("link.json")).expect("a link can be made");
            assert!(same("a.json", "link.json"));
        }
    }
}
