//! Two ways to judge single parameters: the compiled table, and the `jsonschema` crate for schemas of users. Given our own
//! schemas they must agree: same rules, same pointers, same places, same words of help.

#[path = "common/fixtures.rs"]
mod fixtures;

use std::fs;

use fixtures::files_below;
use runware_lint::json_schema::SchemaFiles;
use runware_lint::models::{EMBEDDED, Models};
use runware_lint::rules::Group;
use runware_lint::source::Location;
use runware_lint::{Options, Report, Source, check};

/// The embedded models through the other way: as schemas without a constraints file.
fn as_plain_schemas() -> Models {
    let mut files = SchemaFiles::default();
    let mut models = Models::default();
    for embedded in &EMBEDDED {
        let name = format!("{}.schema.json", embedded.slug);
        files.add(&name, embedded.schema).expect("the schema is JSON");
        let ids = models.add_schema(&name, &files).expect("it compiles");
        assert_eq!(ids.iter().map(|id| &**id).collect::<Vec<_>>(), [embedded.model]);
    }
    models
}

type Told = (&'static str, String, Option<Location>);

/// What was found about single parameters.
fn told(report: &Report) -> Vec<Told> {
    let mut told: Vec<Told> = report
        .diagnostics
        .iter()
        .filter(|finding| finding.constraint.is_none())
        .filter(|finding| finding.rule.group == Group::Parameter || finding.rule.id == "duplicate-key")
        .map(|finding| (finding.rule.id, finding.place.pointer.clone(), finding.place.span))
        .collect();
    told.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    told
}

/// The findings of both ways for every fixture below a folder.
fn disagreements(folder: &str) -> (usize, Vec<String>) {
    let by_schema = Options { models: as_plain_schemas(), ..Options::default() };
    let mut disagreements = Vec::new();
    let mut findings = 0;
    for path in files_below(folder, &["json"]) {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a fixture can be read")).into_owned();
        let source = Source::new(path.display().to_string(), text.as_str());
        let expected = told(&check(&source, &Options::default()));
        let found = told(&check(&source, &by_schema));
        findings += expected.len();
        if expected != found {
            disagreements.push(format!("{}\n  table:  {expected:?}\n  schema: {found:?}", path.display()));
        }
    }
    (findings, disagreements)
}

#[track_caller]
fn assert_agreement(folder: &str, at_least: usize) {
    let (findings, disagreements) = disagreements(folder);
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    assert!(findings >= at_least, "{folder}: only {findings} findings");
}

#[test]
fn both_ways_agree_on_missing_fields() {
    assert_agreement("fixtures/rules/missing-field", 5);
}

#[test]
fn both_ways_agree_on_unknown_fields() {
    assert_agreement("fixtures/rules/unknown-field", 5);
}

#[test]
fn both_ways_agree_on_types() {
    assert_agreement("fixtures/rules/wrong-type", 20);
}

#[test]
fn both_ways_agree_on_values() {
    assert_agreement("fixtures/rules/value-not-allowed", 5);
    assert_agreement("fixtures/rules/value-out-of-range", 5);
    assert_agreement("fixtures/rules/wrong-length", 3);
    assert_agreement("fixtures/rules/wrong-item-count", 1);
    assert_agreement("fixtures/rules/invalid-format", 3);
    assert_agreement("fixtures/rules/invalid-media-reference", 5);
}
