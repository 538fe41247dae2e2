//! What a model costs: the price rows of its page, and which parameters the time and the number of videos come from.

use serde::Deserialize;
use serde_json::Value;

use super::RuleSetError;
use super::table::Table;
use crate::constraint::{Parameter, Term};
use crate::money::Money;

/// One row of a model's price table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What it is the price of, in a few words.
    pub name: String,
    /// Dollars for one second of one video.
    #[serde(rename = "usdPerSecond")]
    pub usd_per_second: Money,
    /// It applies where one of these holds; always, where there are none.
    #[serde(default)]
    pub when: Vec<Term>,
    /// … and none of these.
    #[serde(default)]
    pub unless: Vec<Term>,
}

/// What a price is multiplied by.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Billing {
    /// The parameter that holds the seconds.
    pub duration: Parameter,
    /// The seconds where it is absent.
    pub default_duration: u64,
    /// The parameter that holds the number of videos.
    pub count: Parameter,
    /// Their number where it is absent.
    pub default_count: u64,
    /// Where one of these is present, the length is that of the clip it holds, which a request does not tell.
    #[serde(default)]
    pub clip: Vec<Parameter>,
}

/// A request that the model's page prints together with what it cost, in our own words.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Published {
    /// What the page calls it.
    pub name: String,
    /// What its response says that it cost.
    pub cost_usd: Option<Money>,
    /// A request of the same shape.
    pub request: Value,
}

/// Binds the parameters of a price table to the parameters of the model.
///
/// # Errors
/// Where the schema has no such parameter; with the place in the constraints file.
pub(super) fn bind(
    prices: &mut [Price],
    billing: Option<&mut Billing>,
    table: &Table,
) -> Result<(), RuleSetError> {
    let at = |pointer: String| move |message: String| RuleSetError { pointer, message };
    for (index, price) in prices.iter_mut().enumerate() {
        for term in price.when.iter_mut().chain(&mut price.unless) {
            term.parameter.bind(table).map_err(at(format!("/prices/{index}")))?;
        }
    }
    if let Some(billing) = billing {
        let own = [&mut billing.duration, &mut billing.count];
        for parameter in own.into_iter().chain(&mut billing.clip) {
            parameter.bind(table).map_err(at("/billing".to_owned()))?;
        }
    } else if !prices.is_empty() {
        return Err(at("/prices".to_owned())("prices need `billing` beside them".to_owned()));
    }
    Ok(())
}
