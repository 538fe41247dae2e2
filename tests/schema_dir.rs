//! `--schema-dir`: models from folders, as two files each or as a JSON Schema of any draft.

#[path = "common/film.rs"]
mod film;
#[path = "common/program.rs"]
mod program;

use film::{DRAFT_7, DRAFT_2020, film, request};
use program::{Folder, Outcome};

const CLIP_SCHEMA: &str = include_str!("added_model/acme-clip.schema.json");
const CLIP_CONSTRAINTS: &str = include_str!("added_model/acme-clip.constraints.json");
const O3_SCHEMA: &str = include_str!("../schemas/klingai-video-o3-pro.schema.json");
const O3_CONSTRAINTS: &str = include_str!("../schemas/klingai-video-o3-pro.constraints.json");

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
fn requests_are_made_up_and_audited_for_further_models_too() {
    let conditions = "\"allOf\": [{\"required\": [\"speed\"]}],";
    let folder = Folder::new(&[
        ("more/acme-clip.schema.json", CLIP_SCHEMA),
        ("more/acme-clip.constraints.json", CLIP_CONSTRAINTS),
        ("more/film.json", &film(DRAFT_7, conditions, "\"speed\": {\"minimum\": 1}")),
    ]);
    let run = |arguments: &[&str]| folder.run_plain(&[arguments, &["--schema-dir", "more"]].concat());
    let drafted = run(&["new", "acme-clip", "--with", "music"]);
    assert_eq!((drafted.code, drafted.err.as_str()), (Some(0), ""), "{drafted:?}");
    folder.write("draft.json", &drafted.out);
    let checked = run(&["check", "--fail-on", "warning", "draft.json"]);
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), ""), "{checked:?}");
    let audit = run(&["audit", "acme-clip"]);
    assert_eq!((audit.code, audit.err.as_str()), (Some(0), ""), "{audit:?}");
    assert!(
        audit.out.contains("ok    acme-6:") && audit.out.ends_with("The readings are sound.\n"),
        "{audit:?}"
    );
    // What nobody can make up is not called impossible.
    for command in ["new", "audit"] {
        let why = "error: requests to `acme:film@1` can be checked, but none can be made up from its schema: \
                   the keyword `allOf` is not supported here";
        assert_refused(&run(&[command, "film"]), why);
    }
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
    refused("m/a.constraints.json", "{}", "error: m/a.constraints.json: there is no a.schema.json beside it");
    refused("m/a.txt", "{}", "error: m: no JSON file is in this folder");
    refused("n/a.json", "{}", "error: m: no such file or directory");
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
    assert_refused(&outcome, "error: m/acme-clip.constraints.json:1:1: missing field `model`");
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
fn a_new_request_to_a_model_of_ones_own_has_an_id_of_its_own() {
    let schema = r#"{"type": "object", "required": ["taskType", "taskUUID", "model"], "properties": {
        "taskType": {"const": "videoInference"}, "taskUUID": {"type": "string", "maxLength": 40},
        "model": {"const": "acme:film@1"}, "shade": {"type": "integer", "maximum": -3}}}"#;
    let folder = Folder::new(&[
        ("more/film.schema.json", schema),
        ("short/film.schema.json", &schema.replace("40", "8").replace("film@1", "film@2")),
    ]);
    let id_of = |arguments: &[&str]| -> String {
        let outcome = folder.run_plain(&[&["new"], arguments].concat());
        let request: serde_json::Value = serde_json::from_str(&outcome.out).expect(&outcome.err);
        request["taskUUID"].as_str().unwrap_or_default().to_owned()
    };
    let first = id_of(&["acme:film@1", "--schema-dir", "more"]);
    assert_eq!(first.len(), 36, "{first}");
    assert_ne!(first, id_of(&["acme:film@1", "--schema-dir", "more"]));
    assert_eq!(id_of(&["acme:film@1", "--schema-dir", "more", "--set", "taskUUID=mine"]), "mine");
    // Where a UUID has no place, it is another text.
    assert!(id_of(&["acme:film@2", "--schema-dir", "short"]).len() <= 8);
    let unfound = folder.run_plain(&["new", "acme:film@1", "--schema-dir", "more", "--with", "shade"]);
    assert_refused(&unfound, "error: no value was found for `shade`: give it one with `--set`");
}
