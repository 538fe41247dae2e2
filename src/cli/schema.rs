//! `schema`: JSON Schemas for editors and other validators.

use clap::Args;
use runware_lint::bundle::bundle;

use super::more_models::SchemaDirArguments;
use super::{FAILURE, pages};

/// Print a model's JSON Schema, or one for whole request files
///
/// It judges each parameter by itself. What parameters demand of one another is beyond it: that takes `check`.
#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// The model's id, or the name of its page
    #[arg(value_name = "ID", required_unless_present = "bundle")]
    id: Option<String>,
    /// Print one schema for files with a task or an array of tasks, for all models
    #[arg(long, conflicts_with_all = ["id", "schema_dir"])]
    bundle: bool,
    #[command(flatten)]
    more: SchemaDirArguments,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &SchemaArguments) -> u8 {
    let Some(models) = arguments.more.load_or_tell() else { return FAILURE };
    let Some(id) = &arguments.id else { return pages::print_json(&bundle(&models)) };
    match models.named(id) {
        Err(message) => pages::refuse(&message),
        Ok(ruleset) => pages::print_json_text(models.files(&ruleset.model).map_or("", |files| files.schema)),
    }
}
