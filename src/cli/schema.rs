//! `schema`: JSON Schemas for editors and other validators.

use clap::Args;
use runware_lint::bundle::bundle;
use runware_lint::constraint::join;

use super::more_models::SchemaDirArguments;
use super::{FAILURE, pages};

/// Print a model's JSON Schema, or one for whole request files
///
/// It judges each parameter by itself. What parameters demand of one another is beyond it: that takes `check`.
#[derive(Debug, Args)]
#[command(override_usage = "runware-lint schema [OPTIONS] <ID>\n       runware-lint schema --bundle")]
pub struct SchemaArguments {
    /// The model's id, or the name of its page
    #[arg(value_name = "ID")]
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
    if arguments.bundle {
        return pages::print_json(&bundle(&models));
    }
    let Some(id) = &arguments.id else {
        let ids: Vec<String> = models.ids().iter().map(|id| format!("`{id}`")).collect();
        return pages::refuse(&format!(
            "the model is missing: name {}, or use `--bundle` for one schema of whole request files",
            join(&ids, "or")
        ));
    };
    match models.named(id) {
        Err(message) => pages::refuse(&message),
        Ok(ruleset) => pages::print_json_text(models.files(&ruleset.model).map_or("", |files| files.schema)),
    }
}
