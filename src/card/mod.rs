//! Everything there is to know of one model, on one card: its parameters, sizes, combinations and prices. It is put
//! together from the two files of the rule set, so a model that is added has a card too.

mod combinations;
mod markdown;
mod parameters;
mod prices;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub use combinations::{Combination, Topic};
pub use parameters::ParameterCard;
pub use prices::PriceCard;

use crate::diagnostic::Basis;
use crate::explain;
use crate::models::Models;
use crate::ruleset::RuleSet;

/// One model's card.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// Version of this form.
    pub version: u32,
    /// The model's id.
    pub model: String,
    /// Its name for people.
    pub title: String,
    /// Other names: that of its page.
    pub aliases: Vec<String>,
    /// Address of the page it was made from.
    pub page: String,
    /// The parameters, in the order of the page.
    pub parameters: Vec<ParameterCard>,
    /// Width, height and name of every size.
    pub sizes: Vec<Size>,
    /// What is checked across parameters, in our own words.
    pub combinations: Vec<Combination>,
    /// What it costs.
    pub prices: Vec<PriceCard>,
    /// What prices are multiplied by, in a sentence.
    pub billing: Option<String>,
    /// The constraints with statement, reading and evidence.
    pub constraints: Vec<Value>,
    /// How many constraints rest on what.
    pub basis: BTreeMap<&'static str, usize>,
}

/// A size of video that the model makes.
#[derive(Debug, Clone, Serialize)]
pub struct Size {
    /// Its width in pixels.
    pub width: u64,
    /// Its height in pixels.
    pub height: u64,
    /// Its shape: `16:9`.
    pub name: String,
}

impl Card {
    /// The card of a model.
    #[must_use]
    pub fn new(ruleset: &RuleSet, models: &Models) -> Self {
        let files = models.files(&ruleset.model);
        let parsed = |text: Option<&str>| -> Value {
            text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
        };
        let schema = parsed(files.map(|files| files.schema));
        let written = parsed(files.map(|files| files.constraints));
        let combinations = combinations::combinations(&written);
        let mut parameters = parameters::parameters(&schema);
        for parameter in &mut parameters {
            parameter.needed = combinations::needs(&written, &parameter.path);
            let pointer = format!("/{}", parameter.path.replace("[]", "").replace('.', "/"));
            parameter.documentation = ruleset.documentation(&pointer).to_string();
        }
        Self {
            version: 1,
            model: ruleset.model.to_string(),
            title: ruleset.title.clone(),
            aliases: ruleset.aliases.clone(),
            page: ruleset.page.clone(),
            parameters,
            sizes: combinations::sizes(&written),
            combinations,
            prices: prices::prices(&ruleset.prices),
            billing: ruleset.billing.as_ref().map(prices::billing),
            constraints: ruleset
                .constraints
                .iter()
                .map(|constraint| explain::constraint_value(ruleset, constraint))
                .collect(),
            basis: basis_counts(ruleset),
        }
    }

    /// The card as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::markdown(self)
    }
}

/// How many constraints of a model rest on what.
#[must_use]
pub fn basis_counts(ruleset: &RuleSet) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for constraint in &ruleset.constraints {
        *counts.entry(constraint.origin.basis.name()).or_insert(0) += 1;
    }
    counts
}

/// The counts in words, the surest first: `5 literal, 4 narrowed`; `none` where there are none.
#[must_use]
pub fn basis_words(counts: &BTreeMap<&'static str, usize>) -> String {
    let order = [Basis::Literal, Basis::Narrowed, Basis::Field, Basis::NewerPage, Basis::Provider];
    let words =
        order.iter().filter_map(|basis| Some(format!("{} {}", counts.get(basis.name())?, basis.name())));
    let words: Vec<String> = words.collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_was_added_has_a_card_too() {
        let schema = r##"{
            "type": "object",
            "required": ["model"],
            "properties": {
                "model": {"const": "a:b@c"},
                "scale": {"$ref": "#/$defs/scale", "description": "How much"},
                "names": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^x"}}
            },
            "$defs": {"scale": {"type": ["integer", "null"], "minimum": 2, "multipleOf": 2}}
        }"##;
        let constraints =
            r#"{"model": "a:b@c", "title": "A B C", "page": "https://a.example/b", "constraints": []}"#;
        let mut models = Models::default();
        models.add(schema, constraints).expect("the files make a rule set");
        let card = Card::new(models.named("A:B@C").expect("it is there"), &models).markdown();
        for part in [
            "# A B C\n\n- Model: `a:b@c`\n- Page: https://a.example/b\n- Constraints: none\n",
            "- `model`: value, `\"a:b@c\"`; required\n",
            "- `names`: list of strings, at least 1 item\n",
            "- `scale`: integer or null, at least 2, in steps of 2\n",
        ] {
            assert!(card.contains(part), "{part}\n{card}");
        }
        assert!(!card.contains("## Prices") && !card.contains("## Sizes"));
    }
}
