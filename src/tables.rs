//! The lists of rules and of models: as Markdown for the README and the terminal, and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::card::{basis_counts, basis_words};
use crate::models::Models;
use crate::rules::{Group, RULES};

/// The rules by group, as Markdown for a terminal.
#[must_use]
pub fn rules_page() -> String {
    let mut page = String::new();
    let mut last: Option<Group> = None;
    for rule in RULES {
        if last != Some(rule.group) {
            let gap = if last.is_none() { "" } else { "\n" };
            // Writing to a string cannot fail.
            let _ = write!(
                page,
                "{gap}## {}\n\n| Rule | Severity | What is wrong |\n|---|---|---|\n",
                rule.group.title()
            );
            last = Some(rule.group);
        }
        let _ = writeln!(page, "| {} | {} | {} |", rule.id, rule.severity.name(), rule.summary);
    }
    page.push_str("\n`runware-lint explain RULE` prints the manual page of a rule.\n");
    page
}

/// The rules as one Markdown table, with links to their manual pages.
#[must_use]
pub fn rules_table() -> String {
    let mut table = "| Rule | Severity | What is wrong |\n|---|---|---|\n".to_owned();
    for rule in RULES {
        let _ = writeln!(
            table,
            "| [`{0}`](src/rules/{0}.md) | {1} | {2} |",
            rule.id,
            rule.severity.name(),
            rule.summary
        );
    }
    table
}

/// The rules for programs.
#[must_use]
pub fn rules_value() -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id, "severity": rule.severity, "group": rule.group.name(), "summary": rule.summary,
            })
        })
        .collect();
    json!({"version": 1, "rules": rules})
}

/// The models, as Markdown for a terminal.
#[must_use]
pub fn models_page(models: &Models) -> String {
    let mut page = String::new();
    for ruleset in models.all() {
        let _ = write!(
            page,
            "## {}\n\n- Model: `{}`\n{}{}- Parameters: {}\n- Constraints: {}\n\n",
            ruleset.title,
            ruleset.model,
            other_names(&ruleset.aliases),
            page_line(&ruleset.page),
            parameter_count(&ruleset.table),
            basis_words(&basis_counts(ruleset)),
        );
    }
    page.push_str("`runware-lint model ID` prints the card of a model.\n");
    page
}

/// The models as one Markdown table.
#[must_use]
pub fn models_table(models: &Models) -> String {
    let mut table =
        "| Model | Id | Parameters | Constraints, by what they rest on |\n|---|---|---|---|\n".to_owned();
    for ruleset in models.all() {
        let _ = writeln!(
            table,
            "| [{}]({}) | `{}` | {} | {} |",
            ruleset.title,
            ruleset.page,
            ruleset.model,
            parameter_count(&ruleset.table),
            basis_words(&basis_counts(ruleset)),
        );
    }
    table
}

/// The models for programs.
#[must_use]
pub fn models_value(models: &Models) -> Value {
    let models: Vec<Value> = models
        .all()
        .map(|ruleset| {
            json!({
                "id": *ruleset.model, "aliases": ruleset.aliases, "title": ruleset.title, "page": ruleset.page,
                "parameters": parameter_count(&ruleset.table), "constraints": ruleset.constraints.len(),
                "basis": basis_counts(ruleset),
            })
        })
        .collect();
    json!({"version": 1, "models": models})
}

/// The line with the page of a model, if it has one.
fn page_line(page: &str) -> String {
    if page.is_empty() { String::new() } else { format!("- Page: {page}\n") }
}

fn other_names(aliases: &[String]) -> String {
    if aliases.is_empty() {
        return String::new();
    }
    let names: Vec<String> = aliases.iter().map(|name| format!("`{name}`")).collect();
    format!("- Also known as: {}\n", crate::constraint::join(&names, "and"))
}

/// How many parameters there are, in lists and outside of them.
fn parameter_count(table: &crate::ruleset::Table) -> usize {
    let mut in_lists = table.item_paths().to_vec();
    in_lists.sort_unstable();
    in_lists.dedup();
    table.parameters.len() + in_lists.len()
}
