//! `--schema-dir`: models from folders, as two files each or as a JSON Schema of any draft.

#[path = "common/program.rs"]
mod program;

use program::{Folder, Outcome};

const CLIP_SCHEMA: &str = include_str!("added_model/acme-clip.schema.json");
const CLIP_CONSTRAINTS: &str = include_str!("added_model/acme-clip.constraints.json");
const O3_SCHEMA: &str = include_str!("../schemas/klingai-video-o3-pro.schema.json");
const O3_CONSTRAINTS: &str = include_str!("../schemas/klingai-video-o3-pro.constraints.json");

/// A schema of a draft for `acme:film@1` with these keywords beside `properties`, and these properties beside `model`.
fn film(draft: &str, keywords: &str, properties: &str) -> String {
    let model = if draft.contains("draft-04") {
        r#"{"enum": ["acme:film@1"]}"#
    } else {
        r#"{"const": "acme:film@1"}"#
    };
    format!(r#"{{"$schema": "{draft}", {keywords} "properties": {{"model": {model}, {properties}}}}}"#)
}

const DRAFT_4: &str = "http://json-schema.org/draft-04/schema#";
const DRAFT_6: &str = "http://json-schema.org/draft-06/schema#";
const DRAFT_7: &str = "http://json-schema.org/draft-07/schema#";
const DRAFT_2019: &str = "https://json-schema.org/draft/2019-09/schema";
const DRAFT_2020: &str = "https://json-schema.org/draft/2020-12/schema";

/// A request to `acme:film@1`.
fn request(parameters: &str) -> String {
    format!(r#"{{"model": "acme:film@1", {parameters}}}"#)
}

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

/// The program could not work: nothing on standard output, and these words on standard error.
#[track_caller]
fn assert_refused(outcome: &Outcome, expected: &str) {
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{outcome:?}");
    assert_eq!(outcome.err.trim_end(), expected);
}

fn refusal(files: &[(&str, &str)], arguments: &[&str]) -> Outcome {
    let folder = Folder::new(files);
    folder.write("a.json", &request("\"x\": 1"));
    folder.run(&[arguments, &["a.json"]].concat())
}

#[test]
fn a_model_is_two_files() {
    let folder = Folder::new(&[
        ("more/acme-clip.schema.json", CLIP_SCHEMA),
        ("more/acme-clip.constraints.json", CLIP_CONSTRAINTS),
        (
            "a.json",
            r#"{"taskType": "videoInference", "taskUUID": "3f1f7ac0-6d3e-4f0a-9d55-7c1d3a0b9e11",
            "model": "acme:clip@1", "seconds": 1, "style": "ink", "music": "https://example.com/a"}"#,
        ),
    ]);
    let outcome = folder.run(&["--schema-dir", "more", "a.json"]);
    let expected = ["a.json exactly-one-of", "a.json value-out-of-range", "warning a.json contested-use"];
    let mut found = outcome.findings();
    found.sort();
    assert_eq!(found, expected, "{outcome:?}");
    let without = folder.run(&["a.json"]);
    assert_eq!(without.findings(), ["warning a.json unknown-model"], "{without:?}");
}

#[test]
fn other_commands_know_the_models_too() {
    let folder = Folder::new(&[
        ("more/acme-clip.schema.json", CLIP_SCHEMA),
        ("more/acme-clip.constraints.json", CLIP_CONSTRAINTS),
        ("more/film.json", &film(DRAFT_7, "\"title\": \"ACME Film\",", "\"speed\": {\"minimum\": 1}")),
    ]);
    let run = |arguments: &[&str]| folder.run_plain(&[arguments, &["--schema-dir", "more"]].concat());
    assert!(run(&["models"]).out.contains("ACME Film"));
    assert!(run(&["model", "acme-clip"]).out.contains("ACME Clip"));
    assert!(run(&["model", "film"]).out.contains("`speed`"));
    assert!(run(&["explain", "acme-3"]).out.contains("acme-3"));
    assert_eq!(run(&["schema", "acme:clip@1"]).out.trim_end(), CLIP_SCHEMA.trim_end());
    assert_eq!(run(&["cost", "more"]).code, Some(0));
    assert_eq!(run(&["check", "--select", "acme-3", "more"]).code, Some(0), "its constraints have names");
}

#[test]
fn the_configuration_can_name_folders() {
    let folder = Folder::new(&[
        ("more/film.json", &film(DRAFT_2020, "", "\"speed\": {\"minimum\": 1}")),
        ("runware-lint.toml", "schema-dirs = [\"more\"]"),
        ("a.json", &request("\"speed\": 0")),
        ("broken/film.json", "{\"type\": \"text\"}"),
    ]);
    assert_eq!(folder.run(&["a.json"]).findings(), ["a.json value-out-of-range"]);
    let twice = folder.run(&["--schema-dir", "./more", "a.json"]);
    assert_eq!(
        twice.findings(),
        ["a.json value-out-of-range"],
        "the same folder twice is no conflict: {twice:?}"
    );
    folder.write("runware-lint.toml", "schema-dirs = [\"broken\"]");
    let outcome = folder.run(&["a.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert!(outcome.err.contains("no file here names a model"), "{outcome:?}");
    assert!(outcome.err.contains("runware-lint.toml:1:16"), "{outcome:?}");
}

#[test]
fn draft_4() {
    let schema = film(
        DRAFT_4,
        r##""required": ["speed"], "additionalProperties": false, "definitions": {"speed": {"minimum": 0, "exclusiveMinimum": true}},"##,
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
fn schemas_may_refer_to_one_another_but_to_nothing_else() {
    let schema = |reference: &str| film(DRAFT_2020, "", &format!(r#""speed": {{"$ref": "{reference}"}}"#));
    let common = r#"{"$defs": {"speed": {"type": "number", "maximum": 2}, "far": {"$ref": "more.json"}}}"#;
    let with = |reference: &str| {
        refusal(
            &[("m/film.json", &schema(reference)), ("m/common.json", common), ("m/more.json", "{}")],
            &["--schema-dir", "m"],
        )
    };
    for reference in ["common.json#/$defs/speed", "./common.json#/$defs/far", "#/properties/model"] {
        assert_eq!(with(reference).code, Some(0), "{reference}");
    }
    let elsewhere = "this schema is not in the folder, and nothing is fetched from elsewhere";
    for reference in ["https://example.com/a.json", "missing.json", "file:///etc/hostname"] {
        assert_refused(&with(reference), &format!("error: m/film.json:1:130: {elsewhere}"));
    }
    assert_refused(&with("common.json#/$defs/none"), "error: m/film.json:1:130: nothing is there");
    let folder =
        Folder::new(&[("m/film.json", &schema("common.json#/$defs/speed")), ("m/common.json", common)]);
    folder.write("m/more.json", "{}");
    folder.write("a.json", &request("\"speed\": 3"));
    let outcome = folder.run(&["--schema-dir", "m", "a.json"]);
    assert!(outcome.out.contains("`speed` is 3; it must be at most 2"), "{outcome:?}");
}

#[test]
fn two_files_may_use_every_keyword() {
    let schema = CLIP_SCHEMA.replace(
        r#""style": { "type": "string", "enum": ["plain", "ink"] }"#,
        r#""style": { "oneOf": [{ "const": "plain" }, { "const": "ink" }] }"#,
    );
    assert_ne!(schema, CLIP_SCHEMA);
    let request = r#"{"taskType": "videoInference", "taskUUID": "3f1f7ac0-6d3e-4f0a-9d55-7c1d3a0b9e11",
        "model": "acme:clip@1", "script": "a cat", "style": "inc", "height": 64}"#;
    let folder = Folder::new(&[
        ("more/acme-clip.schema.json", &schema),
        ("more/acme-clip.constraints.json", CLIP_CONSTRAINTS),
        ("a.json", request),
    ]);
    let outcome = folder.run(&["--schema-dir", "more", "a.json"]);
    assert_eq!(outcome.findings(), ["a.json used-together", "a.json value-not-allowed"], "{outcome:?}");
    folder.write("more/acme-clip.schema.json", &schema.replace("\"minLength\": 3", "\"minLenght\": 3"));
    let outcome = folder.run(&["--schema-dir", "more", "a.json"]);
    assert_refused(
        &outcome,
        "error: more/acme-clip.schema.json:15:48: JSON Schema has no keyword `minLenght`; did you mean `minLength`?",
    );
}

#[test]
fn a_folder_outranks_the_embedded_rules() {
    let folder = Folder::new(&[
        ("more/klingai-video-o3-pro.schema.json", &O3_SCHEMA.replace("\"maximum\": 20,", "\"maximum\": 30,")),
        ("more/klingai-video-o3-pro.constraints.json", O3_CONSTRAINTS),
        (
            "a.json",
            r#"{"taskType": "videoInference", "taskUUID": "3f1f7ac0-6d3e-4f0a-9d55-7c1d3a0b9e11",
            "model": "klingai:kling-video@o3-pro", "positivePrompt": "fog", "width": 1920, "height": 1080,
            "numberResults": 25}"#,
        ),
    ]);
    assert_eq!(folder.run(&["a.json"]).code, Some(1));
    let outcome = folder.run(&["--schema-dir", "more", "a.json"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let note = "note: more/klingai-video-o3-pro.schema.json takes the place of the built-in rules for \
                `klingai:kling-video@o3-pro`\n";
    assert!(outcome.err.starts_with(note), "{outcome:?}");
    assert_eq!(folder.run(&["-q", "--schema-dir", "more", "a.json"]).err, "");
}

#[test]
fn broken_files_are_told_with_their_place() {
    let dir = ["--schema-dir", "m"];
    let refused = |name: &str, text: &str, expected: &str| {
        assert_refused(&refusal(&[(name, text)], &dir), expected);
    };
    refused(
        "m/a.json",
        "{\n  \"type\": \"object\",\n}",
        "error: m/a.json:2:19: trailing comma after the last member of an object",
    );
    refused(
        "m/a.json",
        &film(DRAFT_7, "", "\n \"x\": {\"type\": \"text\"}"),
        "error: m/a.json:2:16: JSON Schema does not allow this here",
    );
    refused(
        "m/a.json",
        &film("https://example.com/dialect", "", "\"x\": {}"),
        "error: m/a.json:1:13: there is no dialect of JSON Schema `https://example.com/dialect`",
    );
    refused(
        "m/a.schema.json",
        "[]",
        "error: m: no file here names a model: a schema does it with `const` at `properties.model`",
    );
    refused(
        "m/a.constraints.json",
        "{}",
        "error: m/a.constraints.json:1:1: there is no a.schema.json beside it",
    );
    refused("m/a.txt", "{}", "error: m: no JSON file is in this folder");
    refused("n/a.json", "{}", "error: m: No such file or directory");
}

#[test]
fn constraints_are_told_with_their_place() {
    let broken = CLIP_CONSTRAINTS.replace("\"basis\": \"literal\"", "\"basis\": \"heard\"");
    let files = [("m/acme-clip.schema.json", CLIP_SCHEMA), ("m/acme-clip.constraints.json", broken.as_str())];
    let outcome = refusal(&files, &["--schema-dir", "m"]);
    assert!(
        outcome.err.starts_with("error: m/acme-clip.constraints.json:10:16: unknown variant `heard`"),
        "{outcome:?}"
    );
    let files = [
        ("m/acme-clip.schema.json", CLIP_SCHEMA),
        ("m/acme-clip.constraints.json", "{\n  \"title\": \"x\"\n}"),
    ];
    let outcome = refusal(&files, &["--schema-dir", "m"]);
    assert_refused(&outcome, "error: m/acme-clip.constraints.json:3:1: missing field `model`");
}

#[test]
fn every_broken_file_is_told() {
    let outcome = refusal(
        &[("m/a.json", "{"), ("m/b.json", "{,}"), ("k/c.json", "]")],
        &["--schema-dir", "m", "--schema-dir", "k"],
    );
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    for place in ["error: m/a.json:1:", "error: m/b.json:1:", "error: k/c.json:1:"] {
        assert!(outcome.err.contains(place), "{outcome:?}");
    }
}

#[test]
fn a_model_is_described_once() {
    let film = film(DRAFT_2020, "", "\"x\": {}");
    let both = "the model `acme:film@1` is described by m/a.json too";
    let outcome = refusal(&[("m/a.json", &film), ("m/b.json", &film)], &["--schema-dir", "m"]);
    assert_refused(&outcome, &format!("error: m/b.json: {both}"));
    let dirs = ["--schema-dir", "m", "--schema-dir", "n"];
    let outcome = refusal(&[("m/a.json", &film), ("n/a.json", &film)], &dirs);
    assert_refused(&outcome, &format!("error: n/a.json: {both}"));
}

#[test]
fn several_models_may_share_a_schema_and_a_file_name_can_name_one() {
    let shared = r#"{"properties": {"model": {"enum": ["a:b@1", "a:b@2"]}, "x": {"type": "integer"}}}"#;
    let folder = Folder::new(&[("m/shared.json", shared), ("m/common.json", "{}")]);
    #[cfg(unix)]
    folder.write("m/a:c@1.json", r#"{"properties": {"x": {"type": "integer"}}}"#);
    #[cfg(not(unix))]
    folder.write("m/c.json", r#"{"properties": {"model": {"const": "a:c@1"}, "x": {"type": "integer"}}}"#);
    folder.write(
        "a.json",
        r#"[{"model": "a:b@1", "x": "1"}, {"model": "a:b@2", "x": "1"}, {"model": "a:c@1", "x": "1"}]"#,
    );
    let outcome = folder.run(&["--schema-dir", "m", "-v", "a.json"]);
    assert_eq!(outcome.findings(), ["a.json wrong-type"; 3], "{outcome:?}");
    assert!(outcome.err.starts_with("m: rules for a:"), "{outcome:?}");
    assert!(outcome.err.contains("no model is named by common.json"), "{outcome:?}");
}

#[test]
fn deeply_nested_requests_are_judged() {
    let recursive = r##""$defs": {"node": {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"$ref": "#/$defs/node"}}]}},"##;
    let schema = film(DRAFT_2020, recursive, r##""tree": {"$ref": "#/$defs/node"}"##);
    let nested =
        |depth: usize, leaf: &str| format!("\"tree\": {}{leaf}{}", "[".repeat(depth), "]".repeat(depth));
    assert_findings(&schema, &nested(500, "1"), &[]);
    let found = findings(&schema, &nested(500, "true"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("error[wrong-type]"), "{found:?}");
}
