//! `rules`: the catalogue of rules.

use clap::Args;
use runware_lint::tables;

use super::arguments::PageFormat;
use super::pages;

/// List the rules
#[derive(Debug, Args)]
pub struct RulesArguments {
    /// Form of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PageFormat,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &RulesArguments) -> u8 {
    pages::print(arguments.format, tables::rules_page, tables::rules_value)
}
