//! The prices of a model, in words.

use serde::Serialize;

use crate::constraint::{Term, join};
use crate::money::Money;
use crate::ruleset::{Billing, Price};

/// One row of the price table.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceCard {
    /// What it is the price of.
    pub name: String,
    /// Dollars for a second of one video.
    pub usd_per_second: Money,
    /// Where it applies, in words.
    pub applies: String,
}

/// The rows of the price table.
pub fn prices(prices: &[Price]) -> Vec<PriceCard> {
    let card = |price: &Price| PriceCard {
        name: price.name.clone(),
        usd_per_second: price.usd_per_second,
        applies: applies(price),
    };
    prices.iter().map(card).collect()
}

fn applies(price: &Price) -> String {
    let words = |lead: &str, terms: &[Term]| {
        let terms: Vec<String> = terms.iter().map(Term::display).collect();
        (!terms.is_empty()).then(|| format!("{lead} {}", join(&terms, "or")))
    };
    let parts: Vec<String> =
        [words("with", &price.when), words("without", &price.unless)].into_iter().flatten().collect();
    if parts.is_empty() { "always".to_owned() } else { parts.join(", ") }
}

/// What the prices are multiplied by.
pub fn billing(billing: &Billing) -> String {
    let Billing { duration, default_duration, count, default_count, clip } = billing;
    let mut text = format!(
        "The price of a second, times `{}` (default {default_duration}), times `{}` (default {default_count}).",
        duration.path, count.path
    );
    if !clip.is_empty() {
        let clips: Vec<String> = clip.iter().map(|clip| format!("`{}`", clip.path)).collect();
        text = format!("{text} With {} the length is that of the clip.", join(&clips, "or"));
    }
    text
}
