//! Every rule's manual page shows a request that breaks the rule, and nothing else, and one that is silent.

use runware_lint::check::{Layout, Options};
use runware_lint::rules::{RULES, Rule};
use runware_lint::{Report, Source, check};

/// The one code block under a heading, and the language it is marked with.
fn code_block<'p>(page: &'p str, heading: &str) -> (&'p str, &'p str) {
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).expect("the heading is there");
    let section = section.split("\n## ").next().unwrap_or(section);
    let (_, block) = section.split_once("\n```").expect("a code block is there");
    let (language, rest) = block.split_once('\n').expect("the block has lines");
    let (code, after) = rest.split_once("\n```\n").expect("the block ends");
    assert!(!after.contains("```"), "one block only");
    (code, language)
}

/// Checks a block as the page says: NDJSON by its language, with a budget where the page names one.
fn run(rule: &Rule, heading: &str) -> Report {
    let (code, language) = code_block(rule.manual, heading);
    let layout = match language {
        "json" | "text" => Layout::Document,
        "ndjson" => Layout::Lines,
        other => panic!("{}: a block marked `{other}`", rule.id),
    };
    let budget = rule.manual.split_once("With `--max-cost ").and_then(|(_, rest)| rest.split_once('`'));
    let max_cost = budget.map(|(amount, _)| amount.parse().expect("an amount"));
    let options = Options { layout, max_cost, ..Options::default() };
    check(&Source::new("page.json", format!("{code}\n")), &options)
}

#[test]
fn the_failing_request_breaks_the_rule_and_nothing_else() {
    for rule in RULES {
        let report = run(rule, "Fails");
        let found: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.rule.id).collect();
        assert!(!found.is_empty() && found.iter().all(|id| *id == rule.id), "{}: {found:?}", rule.id);
    }
}

#[test]
fn the_passing_request_is_silent() {
    for rule in RULES {
        let report = run(rule, "Passes");
        let found: Vec<&str> = report.diagnostics.iter().map(|diagnostic| &*diagnostic.message).collect();
        assert!(found.is_empty(), "{}: {found:?}", rule.id);
        let summary = report.summary;
        let unjudged = usize::from(matches!(rule.id, "unknown-task-type" | "embedded-api-key"));
        assert!(summary.tasks > 0 && summary.unchecked == unjudged, "{}: {summary:?}", rule.id);
    }
}

#[test]
fn every_page_has_the_same_parts() {
    for rule in RULES {
        let page = rule.manual;
        assert!(page.starts_with(&format!("# {}\n\n", rule.id)), "{}", rule.id);
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert!(
            headings == ["Why", "Fails", "Passes"] || headings == ["Why", "Fails", "Passes", "Options"],
            "{}: {headings:?}",
            rule.id
        );
        let longest = page.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(80), "{}: {longest:?} columns", rule.id);
    }
}
