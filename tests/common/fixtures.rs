//! The fixture files, found by their folders.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder of the repository, sorted.
pub fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder of the repository can be listed").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// True for a file that holds requests, or what is taken for some.
pub fn is_request_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| ["json", "jsonl", "ndjson"].iter().any(|known| extension == *known))
}
