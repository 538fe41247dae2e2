//! What a rule or a constraint means, as a page of Markdown. The rules' pages are their manual pages; those of the
//! constraints are put together from the constraint files.

mod examples;

use std::fmt::Write;

use serde_json::{Value, json};

pub use examples::{Example, Examples, examples};

use crate::constraint::Constraint;
use crate::diagnostic::Severity;
use crate::models::Models;
use crate::nearest::nearest_or_begun;
use crate::plain::escaped;
use crate::rules::{self, RULES, Rule};
use crate::ruleset::RuleSet;

/// What can be explained.
#[derive(Debug, Clone)]
pub enum Topic<'m> {
    /// A rule.
    Rule(&'static Rule),
    /// A constraint, in every model that has one of that name.
    Constraint(Vec<(&'m RuleSet, &'m Constraint)>),
}

/// The rule or constraint of that name, in any letter case.
///
/// # Errors
/// A message that tells the nearest name.
pub fn find<'m>(name: &str, models: &'m Models) -> Result<Topic<'m>, String> {
    if let Some(rule) = rules::find(name) {
        return Ok(Topic::Rule(rule));
    }
    let all = || models.all().flat_map(|ruleset| ruleset.constraints.iter().map(move |one| (ruleset, one)));
    let named: Vec<_> = all().filter(|(_, one)| one.origin.id.eq_ignore_ascii_case(name)).collect();
    if !named.is_empty() {
        return Ok(Topic::Constraint(named));
    }
    let candidates = RULES.iter().map(|rule| rule.id).chain(all().map(|(_, one)| &*one.origin.id));
    let hint = match nearest_or_begun(name, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "`runware-lint rules` lists the rules, `runware-lint model ID` a model's constraints".to_owned()
        }
    };
    Err(format!("there is no rule or constraint `{name}`; {hint}"))
}

/// The page about a topic, as Markdown.
#[must_use]
pub fn markdown(topic: &Topic<'_>, models: &Models) -> String {
    match topic {
        Topic::Rule(rule) => rule_page(rule, models),
        Topic::Constraint(constraints) => {
            let pages: Vec<String> =
                constraints.iter().map(|(ruleset, one)| constraint_page(ruleset, one, models)).collect();
            pages.join("\n")
        }
    }
}

/// The page about a topic, for programs.
#[must_use]
pub fn value(topic: &Topic<'_>, models: &Models) -> Value {
    match topic {
        Topic::Rule(rule) => {
            let constraints: Vec<Value> = reporting(rule, models)
                .map(|(ruleset, one)| json!({"model": *ruleset.model, "constraint": *one.origin.id}))
                .collect();
            json!({
                "version": 1, "rule": rule.id, "severity": rule.severity, "group": rule.group.name(),
                "summary": rule.summary, "constraints": constraints, "markdown": rule_page(rule, models),
            })
        }
        Topic::Constraint(constraints) => {
            let constraints: Vec<Value> =
                constraints.iter().map(|(ruleset, one)| with_examples(ruleset, one, models)).collect();
            json!({"version": 1, "constraints": constraints})
        }
    }
}

/// What there is to know of a constraint, for programs.
#[must_use]
pub fn constraint_value(ruleset: &RuleSet, constraint: &Constraint) -> Value {
    let origin = &constraint.origin;
    let findings: Vec<Value> =
        constraint.rules().iter().map(|rule| json!({"rule": rule.id, "severity": rule.severity})).collect();
    json!({
        "id": *origin.id, "model": *ruleset.model, "basis": origin.basis,
        "statement": *origin.statement, "reading": *origin.reading, "evidence": *origin.evidence,
        "findings": findings, "documentation": documentation(ruleset, constraint),
    })
}

fn with_examples(ruleset: &RuleSet, constraint: &Constraint, models: &Models) -> Value {
    let mut value = constraint_value(ruleset, constraint);
    let examples = examples(ruleset, constraint, models);
    value["fails"] = json!(examples.as_ref().map(|examples| &examples.fails.whole));
    value["passes"] = json!(examples.as_ref().map(|examples| &examples.passes.whole));
    value
}

/// The constraints whose findings may have the rule.
fn reporting<'m>(
    rule: &'static Rule,
    models: &'m Models,
) -> impl Iterator<Item = (&'m RuleSet, &'m Constraint)> {
    let reports = move |one: &&Constraint| one.rules().contains(&rule);
    models
        .all()
        .flat_map(move |ruleset| ruleset.constraints.iter().filter(reports).map(move |one| (ruleset, one)))
}

fn rule_page(rule: &'static Rule, models: &Models) -> String {
    let mut page = rule.manual.trim_end().to_owned();
    let severity = match rule.id {
        "unknown-model" => "error where the id looks mistyped, else warning",
        _ => rule.severity.name(),
    };
    // Writing to a string cannot fail.
    let _ = write!(page, "\n\n## Severity\n\n{severity}\n");
    let mut last_model = "";
    for (ruleset, constraint) in reporting(rule, models) {
        if last_model.is_empty() {
            page.push_str("\n## Constraints\n\n`runware-lint explain ID` tells more of each.\n");
        }
        if last_model != &*ruleset.model {
            let _ = write!(page, "\n{}, `{}`:\n\n", ruleset.title, ruleset.model);
            last_model = &ruleset.model;
        }
        let _ = writeln!(page, "- `{}`: {}", constraint.origin.id, escaped(&constraint.origin.statement));
    }
    page
}

fn constraint_page(ruleset: &RuleSet, constraint: &Constraint, models: &Models) -> String {
    let origin = &constraint.origin;
    let source = match origin.basis {
        crate::diagnostic::Basis::Provider => "What the provider states",
        crate::diagnostic::Basis::NewerPage => "What the newer page states",
        _ => "What the page states",
    };
    let mut page = format!(
        "# {}\n\n{}, `{}`\n\n## {source}\n\n{}\n\n## How it is read\n\n{}\n\n## Why\n\n{}\n\n## How sure\n\n{}: {}\n\n## Findings\n\n",
        origin.id,
        ruleset.title,
        ruleset.model,
        escaped(&origin.statement),
        escaped(&origin.reading),
        escaped(&origin.evidence),
        origin.basis.name(),
        origin.basis.meaning(),
    );
    for rule in constraint.rules() {
        let article = if rule.severity == Severity::Error { "an" } else { "a" };
        let _ = writeln!(page, "- `{}`, {article} {}: {}", rule.id, rule.severity.name(), rule.summary);
    }
    if let Some(Examples { fails, passes }) = examples(ruleset, constraint, models) {
        for (heading, example) in [("Fails", fails), ("Passes", passes)] {
            let _ = write!(page, "\n## {heading}\n\n```json\n{}\n```\n", example.shown);
            if example.is_shortened() {
                let _ = write!(
                    page,
                    "\nA long text is shortened here; `runware-lint explain {} --format json` has all of it.\n",
                    origin.id
                );
            }
        }
    } else if let Some(rule) = constraint.rules().first() {
        let _ = write!(page, "\n`runware-lint explain {}` shows requests.\n", rule.id);
    }
    let _ = write!(page, "\n## Documentation\n\n{}\n", documentation(ruleset, constraint));
    page
}

/// The address of the place on the model's page that a constraint rests on.
#[must_use]
pub fn documentation(ruleset: &RuleSet, constraint: &Constraint) -> String {
    match &*constraint.origin.anchor {
        "" => ruleset.page.clone(),
        anchor => format!("{}#{anchor}", ruleset.page),
    }
}
