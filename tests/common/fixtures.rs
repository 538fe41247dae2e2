//! Files of the repository, found by their folders.

use std::fs;
use std::path::{Path, PathBuf};

/// Every file with one of these extensions below a folder of the repository, sorted.
pub fn files_below(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder of the repository can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| extensions.iter().any(|extension| own == *extension))
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
