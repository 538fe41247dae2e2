//! What a request will cost, by the price rows of its model's page. Nothing is made up: where a value that the price
//! depends on is not sound, or lies in a clip that is not here, the cost is unknown, with the reason.

mod budget;
pub mod listing;
mod source;

pub(crate) use budget::{all_over_budget, over_budget};
pub(crate) use source::for_each_task;
pub use source::{FileCost, TaskCost, of_source};

use crate::constraint::{Parameter, Term};
use crate::money::Money;
use crate::parameters::{Parameters, Presence, Truth};
use crate::ruleset::{Billing, Price, RuleSet};

/// What is known of a task's cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Estimate {
    /// All of it.
    Known(Product),
    /// The price of a second; the seconds are those of a clip that the request only names.
    UnknownLength {
        /// Name of the price row.
        price: String,
        /// Dollars for a second of one video.
        usd_per_second: Money,
        /// How many videos.
        count: u64,
        /// The parameter that names the clip.
        clip: String,
    },
    /// Nothing.
    Unknown {
        /// Why: lower case, no full stop, parameters in backticks.
        reason: String,
    },
}

/// A cost and what it is the product of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Name of the price row.
    pub price: String,
    /// Dollars for a second of one video.
    pub usd_per_second: Money,
    /// How many seconds.
    pub seconds: u64,
    /// True where the request does not say so, and the model's default counts.
    pub by_default: bool,
    /// How many videos.
    pub count: u64,
    /// All of it together.
    pub cost: Money,
}

/// `8 s × $0.14 × 1 = $1.12`.
impl std::fmt::Display for Product {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seconds, usd_per_second, count, cost, .. } = self;
        write!(f, "{seconds} s × ${usd_per_second} × {count} = ${cost}")
    }
}

/// A sum of estimates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// The costs that are known, together.
    pub known: Money,
    /// How many tasks these are.
    pub known_tasks: usize,
    /// How many tasks have a price for a second but no known length.
    pub unknown_lengths: usize,
    /// How many tasks have no known price.
    pub unknown_costs: usize,
    /// How many sources are not valid JSON, and may hold tasks that nobody can count.
    pub malformed: usize,
}

impl Total {
    /// Adds one task. A cost that makes the sum too large to count is unknown.
    pub fn add(&mut self, estimate: &Estimate) {
        match estimate {
            Estimate::Known(product) => self.add_known(product.cost),
            Estimate::UnknownLength { .. } => self.unknown_lengths += 1,
            Estimate::Unknown { .. } => self.unknown_costs += 1,
        }
    }

    /// Adds one task whose cost is known.
    pub fn add_known(&mut self, cost: Money) {
        match self.known.plus(cost) {
            Some(sum) => {
                self.known = sum;
                self.known_tasks += 1;
            }
            None => self.unknown_costs += 1,
        }
    }

    /// Adds the tasks of another sum.
    pub fn add_total(&mut self, other: &Self) {
        match self.known.plus(other.known) {
            Some(sum) => {
                self.known = sum;
                self.known_tasks += other.known_tasks;
            }
            None => self.unknown_costs += other.known_tasks,
        }
        self.unknown_lengths += other.unknown_lengths;
        self.unknown_costs += other.unknown_costs;
        self.malformed += other.malformed;
    }

    /// True where every task's cost is in the sum.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unknown_lengths + self.unknown_costs + self.malformed == 0
    }
}

/// `$1.12`, `at least $1.12, plus 2 tasks of unknown length`.
impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tasks = |count: usize| format!("{count} {}", if count == 1 { "task" } else { "tasks" });
        let unknown = match (self.unknown_lengths, self.unknown_costs) {
            (0, 0) if self.malformed == 0 => return write!(f, "${}", self.known),
            (0, 0) if self.known_tasks == 0 => return f.write_str("unknown"),
            (0, 0) => return write!(f, "at least ${}", self.known),
            (lengths, 0) => format!("{} of unknown length", tasks(lengths)),
            (0, costs) => format!("{} of unknown cost", tasks(costs)),
            (lengths, costs) => format!("{} of unknown length and {costs} of unknown cost", tasks(lengths)),
        };
        match self.known_tasks {
            0 => write!(f, "unknown: {unknown}"),
            _ => write!(f, "at least ${}, plus {unknown}", self.known),
        }
    }
}

/// The cost of one task, from what was read of it.
#[must_use]
pub fn estimate(ruleset: &RuleSet, task: &Parameters<'_, '_>) -> Estimate {
    match try_estimate(ruleset, task) {
        Ok(estimate) => estimate,
        Err(reason) => Estimate::Unknown { reason },
    }
}

fn try_estimate(ruleset: &RuleSet, task: &Parameters<'_, '_>) -> Result<Estimate, String> {
    let no_prices = || "no prices are known for this model".to_owned();
    let billing = ruleset.billing.as_ref().filter(|_| !ruleset.prices.is_empty()).ok_or_else(no_prices)?;
    let price = fitting_price(&ruleset.prices, task)?;
    let (count, _) = amount(task, &billing.count, billing.default_count)?;
    if let Some(clip) = clip(billing, task)? {
        return Ok(Estimate::UnknownLength {
            price: price.name.clone(),
            usd_per_second: price.usd_per_second,
            count,
            clip: clip.path.clone(),
        });
    }
    let (seconds, by_default) = amount(task, &billing.duration, billing.default_duration)?;
    let cost = price.usd_per_second.times(seconds).and_then(|cost| cost.times(count));
    let cost = cost.ok_or_else(|| "the numbers are too large".to_owned())?;
    let usd_per_second = price.usd_per_second;
    Ok(Estimate::Known(Product {
        price: price.name.clone(),
        usd_per_second,
        seconds,
        by_default,
        count,
        cost,
    }))
}

/// The one price row that fits the task.
fn fitting_price<'r>(prices: &'r [Price], task: &Parameters<'_, '_>) -> Result<&'r Price, String> {
    let mut fitting = Vec::new();
    for price in prices {
        let when = conditions(&price.when, task);
        let unless = conditions(&price.unless, task);
        match (when, unless) {
            (Conditions::None, _) if !price.when.is_empty() => {}
            (_, Conditions::Some) => {}
            (Conditions::Unclear(parameter), _) | (_, Conditions::Unclear(parameter)) => {
                return Err(unclear(parameter));
            }
            _ => fitting.push(price),
        }
    }
    match fitting.as_slice() {
        [price] => Ok(price),
        [] => Err("the model's page has no price for this combination of parameters".to_owned()),
        _ => Err("several prices of the model's page would fit".to_owned()),
    }
}

/// Which of several conditions hold.
enum Conditions<'c> {
    None,
    Some,
    Unclear(&'c Parameter),
}

fn conditions<'c>(terms: &'c [Term], task: &Parameters<'_, '_>) -> Conditions<'c> {
    let truths: Vec<Truth> = terms.iter().map(|term| term.truth(task)).collect();
    if truths.contains(&Truth::Yes) {
        return Conditions::Some;
    }
    match truths.iter().position(|truth| *truth == Truth::Maybe) {
        Some(index) => Conditions::Unclear(&terms[index].parameter),
        None => Conditions::None,
    }
}

/// The clip whose length counts, if there is one.
fn clip<'b>(billing: &'b Billing, task: &Parameters<'_, '_>) -> Result<Option<&'b Parameter>, String> {
    for clip in &billing.clip {
        match task.presence(clip) {
            Presence::Absent => {}
            Presence::Present => return Ok(Some(clip)),
            Presence::Meant | Presence::Unknown => return Err(unclear(clip)),
        }
    }
    Ok(None)
}

/// A number of the request, and whether it is the default because the request has none.
fn amount(task: &Parameters<'_, '_>, parameter: &Parameter, default: u64) -> Result<(u64, bool), String> {
    match task.presence(parameter) {
        Presence::Absent => Ok((default, true)),
        Presence::Meant | Presence::Unknown => Err(unclear(parameter)),
        Presence::Present => {
            let number = task.sound_value(parameter).and_then(|value| value.as_number()?.to_i64());
            let amount = number.and_then(|number| u64::try_from(number).ok());
            amount.map(|amount| (amount, false)).ok_or_else(|| unclear(parameter))
        }
    }
}

fn unclear(parameter: &Parameter) -> String {
    format!("`{}` has an error; `check` tells which", parameter.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, Node};
    use crate::models::Models;

    fn estimate_of(request: &str) -> Estimate {
        let models = Models::default();
        let mut arena = Arena::default();
        let task = arena.parse(request).root().expect("an object");
        let model = task.get("model").and_then(Node::as_str).expect("a model");
        let ruleset = models.find(&model).expect("a known model");
        estimate(ruleset, &ruleset.read(task, ""))
    }

    fn o3(rest: &str) -> String {
        format!(r#"{{"model": "klingai:kling-video@o3-pro"{rest}}}"#)
    }

    #[test]
    fn the_published_costs_come_out_exactly() {
        for ruleset in Models::default().all() {
            assert!(!ruleset.published.is_empty());
            for published in &ruleset.published {
                match (estimate_of(&published.request.to_string()), published.cost_usd) {
                    (Estimate::Known(product), Some(cost)) => assert_eq!(product.cost, cost),
                    // The clip that was edited is not here.
                    (Estimate::UnknownLength { .. }, Some(cost)) => assert_eq!(cost.to_string(), "1.008"),
                    (estimate, _) => panic!("{}: {estimate:?}", published.name),
                }
            }
        }
    }

    #[test]
    fn the_arithmetic_is_shown() {
        let known = |request: &str| match estimate_of(&o3(request)) {
            Estimate::Known(product) => product.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            known(r#", "duration": 8, "providerSettings": {"klingai": {"sound": true}}"#),
            "8 s × $0.14 × 1 = $1.12"
        );
        assert_eq!(known(""), "5 s × $0.112 × 1 = $0.56");
        assert_eq!(known(r#", "duration": 1e1, "numberResults": 20"#), "10 s × $0.112 × 20 = $22.40");
        assert_eq!(
            known(r#", "inputs": {"referenceVideos": ["https://a.example/b.mp4"]}"#),
            "5 s × $0.168 × 1 = $0.84"
        );
    }

    #[test]
    fn a_clip_has_a_price_for_a_second_only() {
        let estimate = estimate_of(&o3(r#", "duration": 9, "inputs": {"video": "https://a.example/b.mp4"}"#));
        assert!(matches!(
            estimate,
            Estimate::UnknownLength { usd_per_second, count: 1, .. } if usd_per_second.to_string() == "0.168"
        ));
    }

    #[test]
    fn what_depends_on_a_mistake_is_unknown() {
        let reason = |request: &str| match estimate_of(&o3(request)) {
            Estimate::Unknown { reason } => reason,
            other => panic!("{other:?}"),
        };
        for (request, name) in [
            (r#", "duration": "8""#, "`duration`"),
            (r#", "duration": 16"#, "`duration`"),
            (r#", "numberResults": null"#, "`numberResults`"),
            (r#", "sound": true"#, "`providerSettings.klingai.sound`"),
            (r#", "providerSettings": []"#, "`providerSettings.klingai.sound`"),
            (r#", "video": "https://a.example/b.mp4""#, "`inputs.video`"),
        ] {
            assert!(reason(request).starts_with(name), "{request}: {}", reason(request));
        }
        let both = r#", "inputs": {"video": "https://a.example/b.mp4"}, "providerSettings": {"klingai": {"sound": true}}"#;
        assert!(reason(both).contains("no price"));
    }

    #[test]
    fn a_total_tells_what_is_not_in_it() {
        let mut total = Total::default();
        assert_eq!(total.to_string(), "$0.00");
        total.add(&estimate_of(&o3(r#", "inputs": {"video": "https://a.example/b.mp4"}"#)));
        assert_eq!(total.to_string(), "unknown: 1 task of unknown length");
        total.add(&estimate_of(&o3("")));
        assert_eq!(total.to_string(), "at least $0.56, plus 1 task of unknown length");
        total.add(&estimate_of(&o3(r#", "duration": null"#)));
        assert_eq!(total.to_string(), "at least $0.56, plus 1 task of unknown length and 1 of unknown cost");
    }
}
