//! `explain`: what a rule or a constraint means.

use clap::Args;
use runware_lint::explain;
use runware_lint::models::Models;

use super::arguments::PageFormat;
use super::pages;

/// Tell what a rule or a constraint means, and on what evidence
///
/// For a rule: what it is about, why it exists, a request that fails and one that passes. For a constraint, like
/// o3-3: what the model's page states, how that is read here, why, and how sure that is.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The name of a rule or a constraint, in any letter case
    #[arg(value_name = "RULE|CONSTRAINT")]
    name: String,
    /// Form of the page
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PageFormat,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &ExplainArguments) -> u8 {
    let models = Models::default();
    match explain::find(&arguments.name, &models) {
        Err(message) => pages::refuse(&message),
        Ok(topic) => pages::print(
            arguments.format,
            || explain::markdown(&topic, &models),
            || explain::value(&topic, &models),
        ),
    }
}
