//! The card as Markdown.

use serde_json::Value;

use super::{Card, Combination, ParameterCard, Topic, basis_words};
use crate::constraint::join;
use crate::diagnostic::Severity;
use crate::plain::escaped;

pub fn markdown(card: &Card) -> String {
    let mut lines = vec![format!("# {}", card.title), String::new(), format!("- Model: `{}`", card.model)];
    if !card.aliases.is_empty() {
        let aliases: Vec<String> = card.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        lines.push(format!("- Also known as: {}", join(&aliases, "and")));
    }
    if !card.page.is_empty() {
        lines.push(format!("- Page: {}", card.page));
    }
    lines.extend([
        format!("- Constraints: {}", basis_words(&card.basis)),
        String::new(),
        "## Parameters".to_owned(),
        String::new(),
    ]);
    lines.extend(card.parameters.iter().map(parameter));
    let mut section = |heading: &str, rows: Vec<String>| {
        if !rows.is_empty() {
            lines.extend([String::new(), format!("## {heading}"), String::new()]);
            lines.extend(rows);
        }
    };
    let size = |size: &super::Size| format!("- {}x{} ({})", size.width, size.height, size.name);
    section("Sizes", card.sizes.iter().map(size).collect());
    let of = |topic: Topic| -> Vec<String> {
        card.combinations.iter().filter(|it| it.topic == topic).map(combination).collect()
    };
    section("Combinations", of(Topic::Together));
    section("Frames", of(Topic::Frames));
    section("Elements", of(Topic::Elements));
    let mut prices: Vec<String> = Vec::new();
    if !card.prices.is_empty() {
        prices.extend(["| Per second | For |".to_owned(), "|---|---|".to_owned()]);
        prices.extend(
            card.prices.iter().map(|price| format!("| ${} | {} |", price.usd_per_second, price.name)),
        );
    }
    if let Some(billing) = &card.billing {
        prices.extend([String::new(), billing.clone()]);
    }
    section("Prices", prices);
    lines.extend([
        String::new(),
        "`runware-lint explain ID` tells what is stated, how it is read, and why.".to_owned(),
        String::new(),
    ]);
    lines.join("\n")
}

fn parameter(parameter: &ParameterCard) -> String {
    let mut parts = vec![parameter.kind.clone()];
    parts.extend(parameter.limits.iter().cloned());
    if !parameter.allowed.is_empty() {
        let values: Vec<String> = parameter.allowed.iter().map(code).collect();
        parts.push(join(&values, "or"));
    }
    if let Some(default) = &parameter.default {
        parts.push(format!("default {}", code(default)));
    }
    let mut text = parts.join(", ");
    if parameter.required {
        text.push_str(if parameter.path.contains("[]") { "; required in each" } else { "; required" });
    }
    for need in &parameter.needed {
        text.push_str(if need.starts_with("exactly") { "; " } else { "; required " });
        text.push_str(need);
    }
    format!("- `{}`: {text}", parameter.path)
}

fn combination(combination: &Combination) -> String {
    let Combination { constraint, severity, rule, text, .. } = combination;
    let kind = if *severity == Severity::Error { "error" } else { rule };
    format!("- {constraint}, {kind}: {}", escaped(text))
}

/// A value as JSON, in backticks.
fn code(value: &Value) -> String {
    format!("`{value}`")
}
