//! `models` and `model`: which models there are rule sets for, and the card of one.

use clap::Args;
use runware_lint::card::Card;
use runware_lint::models::Models;
use runware_lint::tables;
use serde_json::Value;

use super::arguments::PageFormat;
use super::pages;

/// List the models that there are rules for
#[derive(Debug, Args)]
pub struct ModelsArguments {
    /// Form of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PageFormat,
}

/// Show a model's card: parameters, limits, sizes, combinations, prices
#[derive(Debug, Args)]
pub struct ModelArguments {
    /// The model's id, or the name of its page
    #[arg(value_name = "ID")]
    id: String,
    /// Form of the card
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PageFormat,
}

/// Runs `models` and answers with the exit code.
pub fn run_list(arguments: &ModelsArguments) -> u8 {
    let models = Models::default();
    pages::print(arguments.format, || tables::models_page(&models), || tables::models_value(&models))
}

/// Runs `model` and answers with the exit code.
pub fn run_card(arguments: &ModelArguments) -> u8 {
    let models = Models::default();
    match models.named(&arguments.id) {
        Err(message) => pages::refuse(&message),
        Ok(ruleset) => {
            let card = Card::new(ruleset, &models);
            let value = || serde_json::to_value(&card).unwrap_or(Value::Null);
            pages::print(arguments.format, || card.markdown(), value)
        }
    }
}
