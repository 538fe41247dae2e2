//! The rule sets themselves: their files have the form that they should, compile, name things once, and a broken one is
//! refused with its place.

#[path = "common/fixtures.rs"]
mod fixtures;

use std::collections::HashSet;
use std::path::PathBuf;

use fixtures::files_below;
use runware_lint::constraint::FORMS;
use runware_lint::json::{Arena, Pointer};
use runware_lint::models::EMBEDDED;
use runware_lint::rules::{Group, RULES};
use runware_lint::ruleset::{LoadError, RuleSet};
use runware_lint::{Options, Source, check};
use serde_json::Value;

const CONSTRAINTS_SCHEMA: &str = include_str!("../schemas/constraints.schema.json");
const ADDED_SCHEMA: &str = include_str!("added_model/acme-clip.schema.json");
const ADDED_CONSTRAINTS: &str = include_str!("added_model/acme-clip.constraints.json");

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the file is JSON")
}

fn constraints_validator() -> jsonschema::Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&parsed(CONSTRAINTS_SCHEMA))
        .expect("the schema of constraint files compiles")
}

/// The errors of a constraint file by its schema, as `pointer: message`.
fn schema_errors(text: &str) -> Vec<String> {
    let value = parsed(text);
    constraints_validator()
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn schema_files_follow_the_metaschema() {
    let embedded = EMBEDDED.iter().map(|embedded| (embedded.slug, embedded.schema));
    for (name, text) in embedded.chain([("constraints", CONSTRAINTS_SCHEMA), ("acme-clip", ADDED_SCHEMA)]) {
        let schema = parsed(text);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        let errors: Vec<String> = jsonschema::draft202012::meta::validator()
            .iter_errors(&schema)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [""; 0], "{name}");
    }
}

#[test]
fn constraint_files_follow_their_schema() {
    let embedded = EMBEDDED.iter().map(|embedded| embedded.constraints);
    for text in embedded.chain([ADDED_CONSTRAINTS]) {
        assert_eq!(schema_errors(text), [""; 0]);
    }
}

#[test]
fn the_schema_of_constraint_files_knows_every_form_and_rule() {
    let schema = parsed(CONSTRAINTS_SCHEMA);
    let check = &schema["$defs"]["check"];
    assert_eq!(check["properties"]["form"]["enum"], Value::from(FORMS.to_vec()));
    let conditional: Vec<&str> = check["allOf"]
        .as_array()
        .expect("one entry for every form")
        .iter()
        .filter_map(|entry| entry["if"]["properties"]["form"]["const"].as_str())
        .collect();
    assert_eq!(conditional, FORMS);
    let rules: Vec<&str> = RULES
        .iter()
        // That of budgets speaks only where one is given, not of a constraint.
        .filter(|rule| rule.group >= Group::Parameter && rule.id != "budget-exceeded")
        .map(|rule| rule.id)
        .collect();
    assert_eq!(check["properties"]["rule"]["enum"], Value::from(rules));
}

#[test]
fn every_property_of_the_schemas_is_described() {
    for text in EMBEDDED.iter().map(|embedded| embedded.schema).chain([CONSTRAINTS_SCHEMA]) {
        assert_described(&parsed(text), "");
    }
}

fn assert_described(schema: &Value, pointer: &str) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match (keyword.as_str(), value) {
            ("if", _) => {}
            ("properties" | "$defs", Value::Object(schemas)) => {
                for (name, schema) in schemas {
                    let pointer = format!("{pointer}/{keyword}/{name}");
                    assert!(schema["description"].is_string(), "{pointer} has no description");
                    assert_described(schema, &pointer);
                }
            }
            (_, Value::Object(_)) => assert_described(value, &format!("{pointer}/{keyword}")),
            (_, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    assert_described(item, &format!("{pointer}/{keyword}/{index}"));
                }
            }
            _ => {}
        }
    }
}

#[test]
fn embedded_rule_sets_compile_and_name_things_once() {
    let slugs: Vec<&str> = EMBEDDED.iter().map(|embedded| embedded.slug).collect();
    assert!(slugs.is_sorted(), "in the order of their files: {slugs:?}");
    let mut seen = HashSet::new();
    for embedded in &EMBEDDED {
        let ruleset = RuleSet::load(embedded.schema, embedded.constraints).expect(embedded.slug);
        assert_eq!(&*ruleset.model, embedded.model);
        assert!(embedded.ruleset().is_some());
        let written = parsed(embedded.constraints);
        let ids: Vec<&str> = ruleset.constraints.iter().map(|constraint| &*constraint.origin.id).collect();
        let in_file: Vec<&str> = written["constraints"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|constraint| constraint["id"].as_str())
            .collect();
        assert_eq!(ids, in_file);
        for id in ids {
            assert!(seen.insert(id.to_owned()), "the id `{id}` is used twice");
            assert!(RULES.iter().all(|rule| rule.id != id), "`{id}` is a rule too");
        }
        for name in ruleset.aliases.iter().map(String::as_str).chain([embedded.model]) {
            assert!(seen.insert(name.to_owned()), "the name `{name}` is used twice");
        }
    }
}

#[test]
fn numbered_constraints_come_first_and_in_order() {
    for embedded in &EMBEDDED {
        let ruleset = embedded.ruleset().expect(embedded.slug);
        let numbers: Vec<Option<u32>> = ruleset
            .constraints
            .iter()
            .map(|constraint| constraint.origin.id.split_once('-').and_then(|(_, rest)| rest.parse().ok()))
            .collect();
        let first_named = numbers.iter().position(Option::is_none).unwrap_or(numbers.len());
        assert!(numbers[..first_named].is_sorted_by(|a, b| a < b), "{}: {numbers:?}", embedded.slug);
        assert!(numbers[first_named..].iter().all(Option::is_none), "{}: {numbers:?}", embedded.slug);
    }
}

#[test]
fn every_rule_has_a_manual_page_and_fixtures_of_both_kinds() {
    let mut ids = HashSet::new();
    for rule in RULES {
        assert!(ids.insert(rule.id), "the rule `{}` is there twice", rule.id);
        assert!(rule.manual.starts_with(&format!("# {}\n", rule.id)), "the page of `{}`", rule.id);
        for kind in ["fail", "pass"] {
            let folder = format!("fixtures/rules/{}/{kind}", rule.id);
            let files = files_below(&folder, &["json", "jsonl", "ndjson"]);
            assert!(!files.is_empty(), "{folder} is empty");
        }
    }
}

/// A snapshot that names it, and a valid request, called after it, with a parameter that it is about.
#[test]
fn every_constraint_has_fixtures_of_both_kinds() {
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a fixture can be read");
    let snapshots: Vec<String> = files_below("fixtures", &["snap"]).iter().map(read).collect();
    for embedded in &EMBEDDED {
        let valid = files_below(&format!("fixtures/requests/{}/valid", embedded.slug), &["json"]);
        for constraint in &embedded.ruleset().expect(embedded.slug).constraints {
            let id = &*constraint.origin.id;
            let is_found = |shown: &String| shown.contains(&format!("] {id}:"));
            assert!(snapshots.iter().any(is_found), "no snapshot has a finding of `{id}`");
            let own = valid.iter().filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                name.strip_prefix(id).is_some_and(|rest| rest.starts_with('-'))
            });
            let mut requests = own.map(|path| parsed(&read(path)));
            let named = || constraint.checks.iter().flat_map(|check| &check.named);
            let is_about = |request: &Value| {
                named().any(|path| request.pointer(&format!("/{}", path.replace('.', "/"))).is_some())
            };
            assert!(requests.any(|request| is_about(&request)), "no valid request is a neighbour of `{id}`");
        }
    }
}

#[test]
fn published_requests_are_accepted() {
    for embedded in &EMBEDDED {
        let written = parsed(embedded.constraints);
        let published = written["published"].as_array().expect("a list");
        assert!(!published.is_empty(), "{}", embedded.slug);
        for request in published.iter().map(|published| &published["request"]) {
            let report = check(&Source::new("request.json", request.to_string()), &Options::default());
            assert_eq!((report.summary.valid, report.summary.warnings), (1, 0), "{request}");
        }
    }
}

/// The text with its only `from` replaced.
fn broken(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands there once");
    text.replace(from, to)
}

/// Where in `text` a rule set is refused, as `line:column pointer: message`.
fn refusal(text: &str, error: &LoadError) -> String {
    let (LoadError::Schema(error) | LoadError::Constraints(error)) = error;
    let mut arena = Arena::default();
    let document = arena.parse(text);
    let root = document.root().expect("the broken file is still JSON");
    let node = Pointer::resolve(root, &error.pointer).expect("the pointer leads somewhere");
    let start = Source::new("file", text).locate(node.span()).start;
    format!("{}:{} {}: {}", start.line, start.column, error.pointer, error.message)
}

#[track_caller]
fn assert_refused_constraints(from: &str, to: &str, expected: &str) {
    let text = broken(ADDED_CONSTRAINTS, from, to);
    let error = RuleSet::load(ADDED_SCHEMA, &text).expect_err("it is refused");
    assert!(matches!(error, LoadError::Constraints(_)), "{error}");
    assert_eq!(refusal(&text, &error), expected);
}

/// … and its schema refuses it too, at that pointer.
#[track_caller]
fn assert_refused_by_both(from: &str, to: &str, expected: &str, by_schema: &str) {
    assert_refused_constraints(from, to, expected);
    let errors = schema_errors(&broken(ADDED_CONSTRAINTS, from, to));
    assert!(errors.iter().any(|error| error.starts_with(&format!("{by_schema}: "))), "{errors:#?}");
}

#[test]
fn broken_constraint_files_are_refused_with_their_place() {
    assert_refused_by_both(
        r#""form": "used-together""#,
        r#""form": "used-apart""#,
        "25:18 /constraints/1/checks/0: acme-2: there is no form `used-apart`",
        "/constraints/1/checks/0/form",
    );
    assert_refused_by_both(
        r#""rule": "contested-use""#,
        r#""rule": "contested""#,
        "44:9 /constraints/3/checks/0: acme-4: there is no rule `contested`",
        "/constraints/3/checks/0/rule",
    );
    assert_refused_by_both(
        r#""basis": "newer-page""#,
        r#""basis": "rumour""#,
        "55:16 /constraints/4/basis: unknown variant `rumour`, expected one of `literal`, `narrowed`, \
         `newer-page`, `provider`, `field`",
        "/constraints/4/basis",
    );
    assert_refused_by_both(
        r#""field": "seconds", "#,
        r#""fields": "seconds", "#,
        "34:9 /constraints/2/checks/0: acme-3: unknown field `fields`, expected one of `list`, `field`, \
         `total`, `default`",
        "/constraints/2/checks/0",
    );
    assert_refused_by_both(
        r#""requires": ["seconds"]"#,
        r#""requires": []"#,
        "59:76 /constraints/4/checks/0/requires: acme-5: a list is empty that must not be",
        "/constraints/4/checks/0/requires",
    );
    assert_refused_by_both(
        r#""forbids": ["music"]"#,
        r#""forbids": [{ "parameter": "music", "is": ["a"], "isnt": ["b"] }]"#,
        "48:23 /constraints/3/checks/0/forbids/0: acme-4: unknown field `isnt`, expected `parameter` or `is`",
        "/constraints/3/checks/0/forbids/0",
    );
    assert_refused_by_both(
        r#""forbids": ["music"]"#,
        r#""forbids": [{ "parameter": "music", "is": [] }]"#,
        "48:53 /constraints/3/checks/0/forbids/0/is: acme-4: a list is empty that must not be",
        "/constraints/3/checks/0/forbids/0",
    );
    assert_refused_by_both(
        r#""when": ["music"]"#,
        r#""when": [{ "parameter": "music" }]"#,
        "59:54 /constraints/4/checks/0/when/0: acme-5: missing field `is`",
        "/constraints/4/checks/0/when/0",
    );
    assert_refused_by_both(
        r#""anchor": "script""#,
        r#""ancor": "script""#,
        "8:5 /constraints/0: unknown field `ancor`, expected one of `id`, `basis`, `anchor`, `statement`, \
         `reading`, `evidence`, `printed`, `checks`",
        "/constraints/0",
    );
}

#[test]
fn constraints_about_parameters_that_are_not_there_are_refused_with_their_place() {
    assert_refused_constraints(
        r#""when": ["music"]"#,
        r#""when": ["inputs.music"]"#,
        "59:18 /constraints/4/checks/0: acme-5: the schema has no parameter `inputs.music`",
    );
    assert_refused_constraints(
        r#""prompt": "script""#,
        r#""prompt": "screenplay""#,
        "6:28 /misnomers/prompt: the schema has no parameter `screenplay`",
    );
}

#[test]
fn constraints_that_no_request_can_break_are_refused_with_their_place() {
    let of_acme_3 = |fault: &str| format!("34:9 /constraints/2/checks/0: acme-3: by the schema, {fault}");
    for (from, to, expected) in [
        (r#""list": "scenes""#, r#""list": "script""#, of_acme_3("`script` cannot be an array")),
        (
            r#""field": "seconds""#,
            r#""field": "second""#,
            of_acme_3("the items of `scenes` have no `second`"),
        ),
        (
            r#""field": "seconds""#,
            r#""field": "text""#,
            of_acme_3("`text` in the items of `scenes` cannot be a number"),
        ),
        (r#""total": "seconds""#, r#""total": "style""#, of_acme_3("`style` cannot be a number")),
        (
            r#""forbids": ["music"]"#,
            r#""forbids": [{ "parameter": "style", "is": ["ink", "oil"] }]"#,
            "44:9 /constraints/3/checks/0: acme-4: by the schema, `style` cannot be `\"oil\"`".to_owned(),
        ),
        (
            r#""when": ["music"]"#,
            r#""unless": [{ "parameter": "music", "is": [true] }]"#,
            "59:18 /constraints/4/checks/0: acme-5: by the schema, `music` cannot be `true`".to_owned(),
        ),
        (
            r#""parameter": "seconds","#,
            r#""parameter": "label","#,
            "68:9 /constraints/5/checks/0: acme-6: by the schema, `label` cannot be a number".to_owned(),
        ),
    ] {
        assert_refused_constraints(from, to, &expected);
    }
}

/// A dot in a constraint stands between two names.
#[test]
fn parameters_with_dots_in_their_names_are_not_meant_by_paths() {
    let with =
        |properties: &str| broken(ADDED_SCHEMA, r#""label": {"#, &format!(r#"{properties}, "label": {{"#));
    let object = r#""m": {"type": "object", "properties": {"n": {"type": "string"}}}"#;
    let text = broken(ADDED_CONSTRAINTS, r#""when": ["music"]"#, r#""when": ["m.n"]"#);
    let refused = |schema: &str| {
        let error = RuleSet::load(schema, &text).expect_err("it is refused");
        assert_eq!(
            refusal(&text, &error),
            "59:18 /constraints/4/checks/0: acme-5: `m.n` has a dot in its name, and cannot be named here"
        );
    };
    refused(&with(r#""m.n": {"type": "string"}"#));
    refused(&with(r#""m.n": {"type": "string"}, "m": {"type": "object", "properties": {}}"#));
    for schema in [with(object), with(&format!(r#""m.n": {{"type": "string"}}, {object}"#))] {
        let ruleset = RuleSet::load(&schema, &text).expect("it is the member that is meant");
        let slot = ruleset.table.slot("m.n").expect("it is there");
        assert!(ruleset.table.parameter(slot).parent.is_some());
        let mut arena = Arena::default();
        let task = r#"{"script": "a cat", "m": {"n": "a"}}"#;
        let document = arena.parse(task);
        let findings = ruleset.check(document.root().expect("a task"), "", &|_| None);
        let constraints: Vec<&str> =
            findings.iter().filter_map(|finding| Some(&*finding.origin.as_ref()?.id)).collect();
        assert_eq!(constraints, ["acme-5"]);
    }
}

#[test]
fn broken_schemas_are_refused_with_their_place() {
    for (from, to, expected) in [
        (
            r#""enum": ["plain", "ink"]"#,
            r#""oneOf": [{ "const": "ink" }]"#,
            "33:43 /properties/style/oneOf: the keyword `oneOf` is not supported here",
        ),
        (
            r#""format": "uri""#,
            r#""format": "iri""#,
            "34:44 /properties/music/format: the format \"iri\" is not supported",
        ),
        (
            r#""pattern": "^[A-Z]{2}[0-9]+$""#,
            r#""pattern": 5"#,
            "35:45 /properties/label/pattern: must be a regular expression",
        ),
        (
            r#""required": ["text", "seconds"]"#,
            r#""required": ["text", "second"]"#,
            "22:21 /properties/scenes/items/required: \"second\" is none of the properties",
        ),
        (r#""minimum": 2, "#, r#""minimum": 2.5, "#, "30:48 /properties/seconds/minimum: must be an integer"),
    ] {
        let text = broken(ADDED_SCHEMA, from, to);
        let error = RuleSet::load(&text, ADDED_CONSTRAINTS).expect_err("it is refused");
        assert!(matches!(error, LoadError::Schema(_)), "{error}");
        assert_eq!(refusal(&text, &error), expected);
    }
}
