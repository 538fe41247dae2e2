//! Two ways to judge single parameters: the compiled table, and the `jsonschema` crate for schemas of users. Given our own
//! schemas they must agree: same rules, same pointers, same places, same words of help.

#[path = "common/fixtures.rs"]
mod fixtures;

use std::fs;

use fixtures::files_below;
use runware_lint::diagnostic::Diagnostic;
use runware_lint::json::Arena;
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

/// The embedded models through the other way, with their constraints: a comment is a keyword that the table does not know.
fn with_a_comment() -> Models {
    let mut files = SchemaFiles::default();
    let mut models = Models::default();
    for embedded in &EMBEDDED {
        let name = format!("{}.schema.json", embedded.slug);
        let schema = embedded.schema.replacen('{', "{\"$comment\": \"not for the table\",", 1);
        files.add(&name, &schema).expect("the schema is JSON");
        models.add_files(&name, &files, embedded.constraints).expect("they make a rule set");
    }
    models
}

/// A finding: rule, constraint, pointer, place, message, help.
type Told = (&'static str, String, String, Option<Location>, String, Option<String>);

fn told(report: &Report, is_asked_for: impl Fn(&Diagnostic) -> bool) -> Vec<Told> {
    let mut told: Vec<Told> = report
        .diagnostics
        .iter()
        .filter(|finding| is_asked_for(finding))
        .map(|finding| {
            let constraint = finding.constraint.as_deref().unwrap_or_default().to_owned();
            let place = &finding.place;
            let (message, help) = (finding.message.clone(), finding.help.as_deref().map(str::to_owned));
            (finding.rule.id, constraint, place.pointer.clone(), place.span, message, help)
        })
        .collect();
    told.sort_by(|a, b| (a.0, &a.1, &a.2, &a.4).cmp(&(b.0, &b.1, &b.2, &b.4)));
    told
}

fn is_about_a_parameter(finding: &Diagnostic) -> bool {
    let is_parameter = finding.rule.group == Group::Parameter || finding.rule.id == "duplicate-key";
    finding.constraint.is_none() && is_parameter
}

/// Judges every fixture below a folder in both ways, and answers with how many findings there are.
#[track_caller]
fn assert_agreement_by(models: Models, folder: &str, is_asked_for: fn(&Diagnostic) -> bool) -> usize {
    // A schema alone does not know the names that people use by mistake, so its hints may be others.
    let has_same_words = models.all().all(|ruleset| !ruleset.misnomers.is_empty());
    let by_schema = Options { models, ..Options::default() };
    let mut disagreements = Vec::new();
    let mut findings = 0;
    for path in files_below(folder, &["json"]) {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a fixture can be read")).into_owned();
        if !Arena::default().parse(&text).errors().is_empty() {
            // What is broken is not judged by a schema.
            continue;
        }
        let source = Source::new(path.display().to_string(), text.as_str());
        let mut expected = told(&check(&source, &Options::default()), is_asked_for);
        let mut found = told(&check(&source, &by_schema), is_asked_for);
        if !has_same_words {
            expected.iter_mut().chain(&mut found).for_each(|told| (told.4, told.5) = (String::new(), None));
        }
        findings += expected.len();
        if expected != found {
            disagreements.push(format!("{}\n  table:  {expected:?}\n  schema: {found:?}", path.display()));
        }
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    findings
}

#[track_caller]
fn assert_agreement(folder: &str, at_least: usize) {
    let findings = assert_agreement_by(as_plain_schemas(), folder, is_about_a_parameter);
    assert!(findings >= at_least, "{folder}: only {findings} findings");
}

#[test]
fn both_ways_agree_on_everything() {
    let findings = assert_agreement_by(as_plain_schemas(), "fixtures", is_about_a_parameter);
    assert!(findings > 150, "only {findings} findings");
}

#[test]
fn both_ways_agree_on_constraints_too() {
    let findings = assert_agreement_by(with_a_comment(), "fixtures", |_| true);
    assert!(findings > 400, "only {findings} findings");
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
