//! Small schemas of a single parameter, in the two files of a model: what is said of its value is what the `jsonschema`
//! crate says, or `RuleSet::load` refuses the schema.

use jsonschema::Validator;
use runware_lint::json_schema::SchemaFiles;
use runware_lint::models::Models;
use runware_lint::ruleset::{LoadError, RuleSet};
use runware_lint::{Options, Source, check};
use serde_json::{Value, json};

const CONSTRAINTS: &str =
    r#"{"model": "acme:film@1", "title": "Film", "page": "https://example.com", "constraints": []}"#;

/// A model with the parameter `x`.
fn model(x: &Value) -> String {
    let properties = json!({"model": {"const": "acme:film@1"}, "x": x});
    json!({"type": "object", "properties": properties}).to_string()
}

fn values() -> Vec<Value> {
    let texts = [
        "",
        "a",
        "b",
        "abc",
        "abcd",
        "7",
        "77",
        "٣",
        "ä",
        "a b",
        "a\u{a0}b",
        "a\u{85}b",
        "a\u{feff}b",
        "a\nb",
        "_",
        "-",
        "a.b",
        "A1",
        "]",
        "{}",
    ];
    let others = json!([null, true, false, 0, 1, 1.0, 2, 5, 7, 2.5, -1, [], ["a"], ["a", 1], {}, {"y": 1}]);
    let texts = texts.into_iter().map(Value::from);
    texts.chain(others.as_array().expect("a list").clone()).collect()
}

/// Whether both accept the same values of `x`.
#[track_caller]
fn assert_judged_as_by_the_crate(x: &Value) {
    let schema = model(x);
    let whole: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator: Validator = jsonschema::validator_for(&whole).expect("the schema compiles");
    let mut files = SchemaFiles::default();
    files.add("film.schema.json", &schema).expect("the schema is JSON");
    let mut models = Models::default();
    models.add_files("film.schema.json", &files, CONSTRAINTS).expect("they make a rule set");
    let options = Options { models, ..Options::default() };
    for value in values() {
        let request = json!({"model": "acme:film@1", "x": value});
        let report = check(&Source::new("request.json", request.to_string()), &options);
        assert_eq!(report.summary.unchecked, 0);
        let found =
            report.diagnostics.iter().filter(|finding| finding.place.pointer.starts_with("/x")).count();
        assert_eq!(found == 0, validator.is_valid(&request), "{x} {value}");
    }
}

/// How the schema of `x` is refused where there is only the table, as `pointer: message`.
fn refusal(x: &Value) -> Option<String> {
    match RuleSet::load(&model(x), CONSTRAINTS) {
        Err(LoadError::Schema(error)) => Some(format!("{}: {}", error.pointer, error.message)),
        Err(error) => panic!("{error}"),
        Ok(_) => None,
    }
}

#[track_caller]
fn assert_refused_by_the_table(x: &Value, expected: &str) {
    assert_eq!(refusal(x).as_deref(), Some(expected), "{x}");
    assert_judged_as_by_the_crate(x);
}

#[track_caller]
fn assert_judged_by_the_table(x: &Value) {
    assert_eq!(refusal(x), None, "{x}");
    assert_judged_as_by_the_crate(x);
}

#[test]
fn branches_of_different_types_are_judged_alike() {
    for x in [
        json!({"anyOf": [{"type": "string", "maxLength": 2}, {"type": "integer", "minimum": 2}]}),
        json!({"description": "two", "anyOf": [{"type": "number", "multipleOf": 5}, {"const": "a", "type": "string"}]}),
        json!({"anyOf": [{"type": ["string", "null"], "enum": ["a", "b"]}, {"type": "array", "maxItems": 1}]}),
        json!({"anyOf": [{"type": "object", "properties": {"y": {"type": "string"}}}, {"type": "boolean"}]}),
        json!({"anyOf": [{"type": "string"}]}),
    ] {
        assert_judged_by_the_table(&x);
    }
}

#[test]
fn what_stands_beside_branches_counts() {
    let branches = json!([{"type": "string"}, {"type": "integer"}]);
    for (keyword, value) in [
        ("type", json!("string")),
        ("type", json!(["integer", "boolean"])),
        ("enum", json!(["a", 5])),
        ("const", json!("a")),
        ("minLength", json!(2)),
        ("maxLength", json!(2)),
        ("pattern", json!("^a")),
        ("minimum", json!(2)),
        ("maximum", json!(2)),
        ("multipleOf", json!(5)),
    ] {
        let expected = format!("/properties/x/{keyword}: nothing that judges may stand beside `anyOf`");
        assert_refused_by_the_table(&json!({"anyOf": branches, keyword: value}), &expected);
    }
    let objects = json!([{"type": "object"}, {"type": "array"}]);
    for (keyword, value) in [
        ("properties", json!({"y": {"type": "string"}})),
        ("items", json!({"type": "string"})),
        ("maxItems", json!(1)),
        ("required", json!(["y"])),
    ] {
        let expected = format!("/properties/x/{keyword}: nothing that judges may stand beside `anyOf`");
        assert_refused_by_the_table(&json!({"anyOf": objects, keyword: value}), &expected);
    }
}

#[test]
fn branches_that_the_table_does_not_know_are_judged_alike() {
    let number = json!({"type": "number"});
    assert_refused_by_the_table(
        &json!({"anyOf": [number, {"type": "integer", "maximum": 1}]}),
        "/properties/x/anyOf/1: the branches of `anyOf` must have different types",
    );
    assert_refused_by_the_table(
        &json!({"anyOf": [number, {"maxLength": 2}]}),
        "/properties/x/anyOf/1: the branches of `anyOf` must have different types",
    );
    assert_refused_by_the_table(
        &json!({"anyOf": [{"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]}, number]}),
        "/properties/x/anyOf/0: `anyOf` inside of `anyOf` is not supported",
    );
}

#[test]
fn lists_of_nothing_are_refused() {
    for (x, expected) in [
        (json!({"enum": []}), "/properties/x/enum: must be a list of values"),
        (json!({"type": []}), "/properties/x/type: must be a type, or a list of types"),
        (json!({"anyOf": []}), "/properties/x/anyOf: must be a list of schemas"),
    ] {
        assert_eq!(refusal(&x).as_deref(), Some(expected));
    }
    // To some drafts a list of no values is a schema, of which no value is an instance.
    assert_judged_as_by_the_crate(&json!({"enum": []}));
}

#[test]
fn patterns_are_judged_alike() {
    for pattern in [
        r"^\d+$",
        r"\D",
        r"^\w+$",
        r"\W",
        r"\s",
        r"^\S*$",
        r"^[\w.-]+$",
        r"^[^\d\s]+$",
        "^(?:a|b)*?.?$",
        r"^[a-z]{1,3}$",
        r"[\]{}]",
        "^A[0-9]$",
    ] {
        assert_judged_by_the_table(&json!({"type": "string", "pattern": pattern}));
    }
    for (pattern, part) in [(r"\bb", r"\b"), (r"\p{L}", r"\p"), ("(?=a)", "(?"), (r"(a)\1", r"\1")] {
        let expected = format!("/properties/x/pattern: `{part}` is not supported in this place of a pattern");
        assert_refused_by_the_table(&json!({"type": "string", "pattern": pattern}), &expected);
    }
}
