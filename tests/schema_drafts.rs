//! Schemas of users, of every draft: what their errors become.

#[path = "common/film.rs"]
mod film;
#[path = "common/program.rs"]
mod program;

use film::{DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020, film, request};
use program::Folder;

/// Checks a request by a schema: what is printed of each finding behind the file's name.
fn findings(schema: &str, parameters: &str) -> Vec<String> {
    let folder = Folder::new(&[("more/film.json", schema), ("a.json", &request(parameters))]);
    let outcome = folder.run(&["--schema-dir", "more", "a.json"]);
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:?}");
    let lines = outcome.out.lines();
    lines.map(|line| line.strip_prefix("a.json:1:").unwrap_or(line).to_owned()).collect()
}

#[track_caller]
fn assert_findings(schema: &str, parameters: &str, expected: &[&str]) {
    assert_eq!(findings(schema, parameters), expected, "{parameters}");
}

#[test]
fn draft_4() {
    let schema = film(
        DRAFT_4,
        r#""required": ["speed"], "additionalProperties": false,
           "definitions": {"speed": {"minimum": 0, "exclusiveMinimum": true}},"#,
        r##""speed": {"$ref": "#/definitions/speed"}, "count": {"type": "integer"}"##,
    );
    assert_findings(&schema, r#""speed": 0.5, "count": 2"#, &[]);
    assert_findings(
        &schema,
        r#""speed": 0"#,
        &["35: error[value-out-of-range] `speed` is 0; it must be more than 0"],
    );
    assert_findings(
        &schema,
        r#""sped": 1, "count": 2.0"#,
        &[
            "26: error[unknown-field] acme:film@1 has no parameter `sped`",
            "46: error[wrong-type] `count` must be an integer, not 2.0",
        ],
    );
}

#[test]
fn draft_6() {
    let schema = film(
        DRAFT_6,
        "",
        r#""labels": {"propertyNames": {"pattern": "^[a-z]+$"}, "minProperties": 1},
           "tags": {"contains": {"const": "film"}, "uniqueItems": true},
           "at": {"exclusiveMaximum": 10}"#,
    );
    assert_findings(&schema, r#""labels": {"a": 1}, "tags": ["film"], "at": 9.99"#, &[]);
    assert_findings(
        &schema,
        r#""labels": {"A": 1}, "tags": ["film", "film"], "at": 10"#,
        &[
            "37: error[unknown-field] acme:film@1 has no parameter `A` in `labels`",
            "54: error[wrong-item-count] `tags` has the same item twice",
            "78: error[value-out-of-range] `at` is 10; it must be less than 10",
        ],
    );
    assert_findings(
        &schema,
        r#""labels": {}, "tags": ["a"]"#,
        &[
            "36: error[wrong-item-count] `labels` has 0 members; it needs at least 1",
            "48: error[wrong-item-count] `tags` has an item too many, or lacks one that it needs",
        ],
    );
}

#[test]
fn draft_7() {
    let schema = film(
        DRAFT_7,
        r#""if": {"properties": {"mode": {"const": "slow"}}, "required": ["mode"]},
           "then": {"required": ["speed"], "properties": {"boost": false}},
           "else": {"properties": {"speed": {"minimum": 5}}},"#,
        r#""mode": {"type": "string"}, "speed": {"type": "number"}, "boost": {"type": "boolean"},
           "sent": {"format": "date-time"}, "by": {"type": "string", "format": "email"}"#,
    );
    assert_findings(&schema, r#""mode": "slow", "speed": 1, "sent": "2026-06-01T10:00:00Z""#, &[]);
    assert_findings(
        &schema,
        r#""mode": "slow", "boost": true"#,
        &[
            "1: error[required-with] `speed` is needed beside the other parameters",
            "42: error[forbidden-with] `boost` cannot be used beside the other parameters",
        ],
    );
    assert_findings(
        &schema,
        r#""speed": 1, "by": "nobody""#,
        &[
            "35: error[value-out-of-range] `speed` is 1; it must be at least 5",
            "44: error[invalid-format] `by` is no `email`",
        ],
    );
}

#[test]
fn draft_2019_09() {
    let schema = film(
        DRAFT_2019,
        r#""dependentRequired": {"width": ["height"], "height": ["width"]}, "unevaluatedProperties": false,
           "allOf": [{"properties": {"width": {"type": "integer"}, "height": {"type": "integer"}}}],"#,
        r#""seed": {"type": "integer"}"#,
    );
    assert_findings(&schema, r#""width": 1, "height": 2, "seed": 3"#, &[]);
    assert_findings(&schema, r#""width": 1"#, &["1: error[required-with] `width` needs `height`"]);
    assert_findings(
        &schema,
        r#""width": 1, "hieght": 2"#,
        &["38: error[unknown-field] acme:film@1 has no parameter `hieght`"],
    );
    assert_findings(
        &schema,
        r#""width": "1", "height": 2, "sound": true"#,
        &[
            "35: error[wrong-type] `width` must be an integer, not a string",
            "53: error[unknown-field] acme:film@1 has no parameter `sound`",
        ],
    );
}

#[test]
fn draft_2020_12() {
    let schema = film(
        DRAFT_2020,
        r##""$defs": {"node": {"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}, "name": {"type": "string"}}, "unevaluatedProperties": false}},"##,
        r##""tree": {"$ref": "#/$defs/node"}, "pair": {"prefixItems": [{"type": "integer"}], "items": false}"##,
    );
    assert_findings(&schema, r#""tree": {"next": {"next": {"name": "leaf"}}}, "pair": [1]"#, &[]);
    assert_findings(
        &schema,
        r#""tree": {"next": {"next": {"name": 1, "nam": "x"}}}, "pair": [1, 2, 3]"#,
        &[
            "61: error[wrong-type] `tree.next.next.name` must be a string, not a number",
            "64: error[unknown-field] acme:film@1 has no parameter `nam` in `tree.next.next`",
            "87: error[wrong-item-count] `pair` has an item too many, or lacks one that it needs",
        ],
    );
}

const EFFECTS: &str = r#""effects": {"type": "array", "items": {"oneOf": [
    {"type": "string", "enum": ["none", "auto"]},
    {"type": "object", "required": ["kind", "radius"], "additionalProperties": false,
     "properties": {"kind": {"const": "blur"}, "radius": {"type": "integer", "minimum": 1}}},
    {"type": "object", "required": ["kind", "angle"], "additionalProperties": false,
     "properties": {"kind": {"const": "turn"}, "angle": {"type": "integer"}}}
]}}"#;

#[test]
fn unions_are_reduced_to_the_branch_that_was_meant() {
    let schema = film(DRAFT_2020, "", EFFECTS);
    assert_findings(&schema, r#""effects": ["auto", {"kind": "turn", "angle": 90}]"#, &[]);
    for (item, expected) in [
        ("5", "38: error[wrong-type] `effects[0]` must be a string or an object, not a number"),
        ("\"soft\"", "38: error[value-not-allowed] `effects[0]` cannot be \"soft\""),
        (r#"{"kind": "blur"}"#, "38: error[missing-field] `effects[0].radius` is missing"),
        (
            r#"{"kind": "blur", "radius": 0}"#,
            "65: error[value-out-of-range] `effects[0].radius` is 0; it must be at least 1",
        ),
        (
            r#"{"kind": "turn", "angel": 1}"#,
            "55: error[unknown-field] acme:film@1 has no parameter `angel` in `effects[0]`",
        ),
        (
            r#"{"kind": "spin", "angle": 1}"#,
            "47: error[value-not-allowed] `effects[0].kind` cannot be \"spin\"",
        ),
    ] {
        assert_findings(&schema, &format!("\"effects\": [{item}]"), &[expected]);
    }
}

#[test]
fn alternatives_among_parameters_are_told_as_such() {
    let one =
        film(DRAFT_2020, r#""oneOf": [{"required": ["script"]}, {"required": ["scenes"]}],"#, r#""x": true"#);
    assert_findings(&one, r#""script": 1"#, &[]);
    assert_findings(&one, r#""x": 1"#, &["1: error[exactly-one-of] one of `script` or `scenes` is needed"]);
    assert_findings(
        &one,
        r#""scenes": 1, "script": 1"#,
        &["39: error[exactly-one-of] `scenes` and `script` exclude each other"],
    );
    let any =
        film(DRAFT_2020, r#""anyOf": [{"required": ["script"]}, {"required": ["scenes"]}],"#, r#""x": true"#);
    assert_findings(&any, r#""x": 1"#, &["1: error[missing-field] one of `script` or `scenes` is needed"]);
    let not = film(DRAFT_2020, r#""not": {"required": ["script", "scenes"]},"#, r#""x": true"#);
    assert_findings(
        &not,
        r#""scenes": 1, "script": 1"#,
        &["39: error[forbidden-with] `script` cannot be used with `scenes`"],
    );
    let neither =
        film(DRAFT_2020, r#""not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},"#, r#""x": true"#);
    assert_findings(&neither, r#""b": 1"#, &["26: error[forbidden-with] `b` cannot be used here"]);
    let ruled_out = film(DRAFT_2020, "", r#""x": {"not": {"type": "null"}}"#);
    assert_findings(
        &ruled_out,
        r#""x": null"#,
        &["31: error[value-not-allowed] `x` is something that the schema rules out"],
    );
}

#[test]
fn a_parameter_that_only_fits_elsewhere_is_no_unknown_one() {
    let schema = film(
        DRAFT_2020,
        r#""if": {"properties": {"mode": {"const": "a"}}, "required": ["mode"]},
           "then": {"properties": {"speed": {"type": "integer"}}}, "unevaluatedProperties": false,"#,
        r#""mode": {"enum": ["a", "b"]}"#,
    );
    assert_findings(&schema, r#""mode": "a", "speed": 1"#, &[]);
    let beside = "39: error[forbidden-with] `speed` cannot be used beside the other parameters";
    assert_findings(&schema, r#""mode": "b", "speed": 1"#, &[beside]);
    let wrong = ["48: error[wrong-type] `speed` must be an integer, not a string"];
    assert_findings(&schema, r#""mode": "a", "speed": "1""#, &wrong);
}

#[test]
fn numbers_are_those_of_json_schema() {
    let schema = film(
        DRAFT_2020,
        "",
        r#""n": {"type": "integer", "maximum": 9007199254740993}, "h": {"multipleOf": 0.1}"#,
    );
    assert_findings(&schema, r#""n": 1e3, "h": 0.3"#, &[]);
    assert_findings(&schema, r#""n": 9007199254740993.0"#, &[]);
    assert_eq!(findings(&schema, r#""n": 9007199254740994, "h": 0.35"#).len(), 2);
}

#[test]
fn hints_know_names_inside_and_elsewhere() {
    let schema = film(
        DRAFT_2020,
        r#""additionalProperties": false,"#,
        r#""settings": {"properties": {"sound": {"type": "boolean"}}}, "prompt": {"type": "string"}"#,
    );
    let folder = Folder::new(&[
        ("more/film.json", &schema),
        ("a.json", &request(r#""promt": "x", "sound": true, "nothing": 1, "model ": 2"#)),
    ]);
    let outcome = folder.run_plain(&["check", "--schema-dir", "more", "--format", "jsonl", "a.json"]);
    for help in ["write `prompt`", "write it as `settings.sound`", "remove it; possible here:"] {
        assert!(outcome.out.contains(help), "{help}: {outcome:?}");
    }
}

#[test]
fn secrets_in_addresses_are_warned_about() {
    let schema =
        film(DRAFT_2020, "", r#""hook": {"type": "string", "format": "uri"}, "prompt": {"type": "string"}"#);
    let parameters = r#""hook": "https://a:secret@example.com/", "prompt": "see https://a:b@example.com/""#;
    assert_findings(&schema, parameters, &["45: warning[embedded-credential] `hook` carries a password"]);
}

#[test]
fn deeply_nested_requests_are_judged() {
    let recursive = r##""$defs": {"node": {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/$defs/node"}}]}},"##;
    let schema = film(DRAFT_2020, recursive, r##""tree": {"$ref": "#/$defs/node"}"##);
    let nested =
        |depth: usize, leaf: &str| format!("\"tree\": {}{leaf}{}", "[".repeat(depth), "]".repeat(depth));
    assert_findings(&schema, &nested(120, "1"), &[]);
    for (depth, expected) in
        [(120, "error[wrong-type]"), (500, "error[value-not-allowed] the task is nested so deep")]
    {
        let found = findings(&schema, &nested(depth, "true"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(expected), "{found:?}");
    }
}
