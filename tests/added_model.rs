//! A model that is added from two files, without any Rust: it is checked like an embedded one, and known to the hints.

#[path = "common/findings.rs"]
mod findings;

use findings::{check_text, lines};
use runware_lint::Options;
use runware_lint::models::Models;

const SCHEMA: &str = include_str!("added_model/acme-clip.schema.json");
const CONSTRAINTS: &str = include_str!("added_model/acme-clip.constraints.json");

fn options() -> Options {
    let mut models = Models::default();
    models.add(SCHEMA, CONSTRAINTS).expect("the two files make a rule set");
    Options { models, ..Options::default() }
}

/// A request to the model with these parameters besides the three of every task.
fn request(parameters: &str) -> String {
    format!(
        r#"{{"taskType": "videoInference", "taskUUID": "3f1f7ac0-6d3e-4f0a-9d55-7c1d3a0b9e11", "model": "acme:clip@1"{}{parameters}}}"#,
        if parameters.is_empty() { "" } else { ", " }
    )
}

#[track_caller]
fn assert_findings(parameters: &str, expected: &[&str]) {
    let report = check_text(&request(parameters), &options());
    assert_eq!(lines(&report), expected, "{parameters}");
    let is_valid = expected.iter().all(|line| line.starts_with("warning"));
    let tasks = (report.summary.valid, report.summary.invalid, report.summary.unchecked);
    assert_eq!(tasks, if is_valid { (1, 0, 0) } else { (0, 1, 0) }, "{parameters}");
}

#[test]
fn accepts_what_the_two_files_allow() {
    assert_findings(r#""script": "a cat""#, &[]);
    assert_findings(r#""script": "a cat", "width": 640, "height": 64e0, "label": "AB7""#, &[]);
    assert_findings(
        r#""scenes": [{"text": "a", "seconds": 1}, {"text": "b", "seconds": 3}], "style": "ink""#,
        &[],
    );
    assert_findings(
        r#""script": "a cat", "style": "plain", "music": "https://example.com/a", "seconds": 20"#,
        &[],
    );
}

#[test]
fn finds_what_a_single_parameter_has_wrong() {
    assert_findings(r#""script": "äö""#, &["error wrong-length - /script"]);
    assert_findings(r#""scenes": []"#, &["error wrong-item-count - /scenes"]);
    assert_findings(
        r#""script": "a cat", "width": 100, "height": 56"#,
        &["error value-out-of-range - /height", "error value-out-of-range - /width"],
    );
    assert_findings(r#""script": "a cat", "label": "ab7""#, &["error invalid-format - /label"]);
    assert_findings(r#""script": "a cat", "style": "Ink""#, &["error value-not-allowed - /style"]);
    assert_findings(r#""scenes": [{"text": "a"}]"#, &["error missing-field - /scenes/0/seconds"]);
}

#[test]
fn finds_what_parameters_demand_of_one_another() {
    assert_findings("", &["error exactly-one-of acme-1 /script"]);
    assert_findings(
        r#""script": "a cat", "scenes": [{"text": "a", "seconds": 4}]"#,
        &["error exactly-one-of acme-1 /script"],
    );
    assert_findings(r#""script": "a cat", "height": 64"#, &["error used-together acme-2 /width"]);
    assert_findings(r#""scenes": [{"text": "a", "seconds": 5}]"#, &["error duration-sum acme-3 /scenes"]);
    assert_findings(
        r#""script": "a cat", "style": "ink", "music": "https://example.com/a""#,
        &["error required-with acme-5 /seconds", "warning contested-use acme-4 /music"],
    );
    assert_findings(
        r#""script": "a cat", "style": "ink", "seconds": 9"#,
        &["warning provider-limit acme-6 /seconds"],
    );
}

#[test]
fn findings_carry_the_words_of_the_files() {
    let report = check_text(
        &request(r#""script": "a cat", "seconds": 3, "style": "ink", "music": "https://example.com/a""#),
        &options(),
    );
    let [finding] = report.diagnostics.as_slice() else { panic!("{:?}", lines(&report)) };
    assert_eq!(finding.help.as_deref(), Some("leave the music out to be safe"));
    assert_eq!(finding.statement.as_deref(), Some("style excludes music"));
    assert_eq!(finding.documentation.as_deref(), Some("https://example.com/docs/acme-clip#request-music"));
}

#[test]
fn hints_know_its_names() {
    let report = check_text(&request(r#""prompt": "a cat""#), &options());
    assert_eq!(
        lines(&report),
        ["error unknown-field - /prompt"],
        "the script was meant, so it is not missing"
    );
    let help = report.diagnostics[0].help.as_deref().unwrap_or_default();
    assert!(help.contains("`script`"), "{help}");
}

#[test]
fn mistyped_models_are_told_its_id() {
    for (typed, expected) in [
        ("acme:clip@2", "error unknown-model - /model"),
        ("acme:clips@1", "error unknown-model - /model"),
        ("acme:film@1", "warning unknown-model - /model"),
    ] {
        let report = check_text(&request("").replace("acme:clip@1", typed), &options());
        assert_eq!(lines(&report), [expected], "{typed}");
        if expected.starts_with("error") {
            let help = report.diagnostics[0].help.as_deref();
            let expected = "did you mean `acme:clip@1`? If it is right as it is: `--unknown-model warn`";
            assert_eq!(help, Some(expected), "{typed}");
        }
    }
    let report = check_text(&request("").replace("acme:clip@1", "acme-clip"), &options());
    let help = report.diagnostics[0].help.as_deref();
    assert_eq!(help, Some("write `acme:clip@1`: this is the name of its page"));
}

#[test]
fn without_the_files_the_model_is_unknown() {
    let report = check_text(&request(r#""script": "a cat""#), &Options::default());
    assert_eq!(lines(&report), ["warning unknown-model - /model"]);
    assert_eq!(report.summary.unchecked, 1);
}

#[test]
fn embedded_models_stay_beside_it() {
    let options = options();
    let ids = options.models.ids();
    assert_eq!(ids, ["acme:clip@1", "klingai:kling-video@3-standard", "klingai:kling-video@o3-pro"]);
}

/// The model `acme:film@1` with these properties, and a constraint for every check.
fn film(properties: &str, checks: &[&str]) -> Options {
    let schema = format!(
        r#"{{"type": "object", "required": ["model"], "properties": {{"taskType": {{"type": "string"}},
        "taskUUID": {{"type": "string"}}, "model": {{"const": "acme:film@1"}}, {properties}}}}}"#
    );
    let constraints: Vec<String> = checks
        .iter()
        .zip(1..)
        .map(|(check, number)| {
            format!(
                r#"{{"id": "acme-{number}", "basis": "literal", "statement": "s", "reading": "r", "evidence": "e",
                "checks": [{{{check}}}]}}"#
            )
        })
        .collect();
    let constraints = format!(
        r#"{{"model": "acme:film@1", "title": "Film", "page": "https://example.com/film", "constraints": [{}]}}"#,
        constraints.join(", ")
    );
    let mut models = Models::default();
    models.add(&schema, &constraints).expect("the two files make a rule set");
    Options { models, ..Options::default() }
}

/// The message and the help of every finding about a film with these parameters.
fn told(parameters: &str, options: &Options) -> Vec<(String, String)> {
    let text = request(parameters).replace("acme:clip@1", "acme:film@1");
    let found = check_text(&text, options).diagnostics.into_iter();
    found.map(|found| (found.message, found.help.unwrap_or_default().into_owned())).collect()
}

/// A check without a condition holds for every task: its words name none.
#[test]
fn checks_without_a_condition_have_whole_sentences() {
    let options = film(
        r#""a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"type": "integer"}"#,
        &[
            r#""form": "required-with", "requires": ["a", "b"]"#,
            r#""form": "forbidden-with", "forbids": ["c"]"#,
            r#""form": "value-limit", "parameter": "a", "max": 3"#,
        ],
    );
    let told = |parameters: &str| told(parameters, &options);
    let owned = |message: &str, help: &str| (message.to_owned(), help.to_owned());
    assert_eq!(told(""), [owned("`a` or `b` is needed", "add `a` or `b`")]);
    assert_eq!(told(r#""b": 9, "c": 1"#), [owned("`c` cannot be used", "remove `c`")]);
    assert_eq!(told(r#""a": 4"#), [owned("`a` is 4; it can be at most 3", "use 3 or less")]);
    assert_eq!(told(r#""a": 3"#), []);
}

/// Sums are made of integers: nothing is said of others than those that are too large for any sum.
#[test]
fn sums_with_fractions_are_not_judged() {
    let options = film(
        r#""all": {"type": "number"}, "parts": {"type": "array", "items": {"properties": {"n": {"type": "number"}}}}"#,
        &[r#""form": "duration-sum", "list": "parts", "field": "n", "total": "all", "default": 5"#],
    );
    let message = |all: &str, parts: [&str; 2]| -> Vec<String> {
        let [first, second] = parts;
        let parameters = format!(r#""all": {all}, "parts": [{{"n": {first}}}, {{"n": {second}}}]"#);
        told(&parameters, &options).into_iter().map(|(message, _)| message).collect()
    };
    for (all, parts) in [
        ("5", ["2.5", "2.5"]),
        ("5", ["2.5", "1"]),
        ("5", ["4.0", "1e0"]),
        ("5.5", ["4", "1"]),
        ("-1e30", ["-1e30", "0"]),
        ("5", ["-1e30", "1e30"]),
        ("1e30", ["1e30", "0"]),
    ] {
        assert_eq!(message(all, parts), [""; 0], "{all} {parts:?}");
    }
    assert_eq!(message("5", ["4", "2e0"]), ["the segments last 4 + 2e0 = 6 s, but `all` is 5 s"]);
    assert_eq!(message("5", ["-4", "2"]), ["the segments last -4 + 2 = -2 s, but `all` is 5 s"]);
    assert_eq!(message("5", ["1e30", "2"]), ["the segments last 1e30 + 2 s, but `all` is 5 s"]);
}

#[test]
fn files_that_do_not_fit_together_are_refused() {
    for (written, instead, message) in [
        (r#""model": "acme:clip@1""#, r#""model": "acme:clip@2""#, "the schema is that of `acme:clip@1`"),
        (r#""id": "acme-2""#, r#""id": "acme-1""#, "an earlier constraint is called `acme-1` too"),
        (r#""title""#, r#""misnomer": {}, "title""#, "unknown field `misnomer`"),
    ] {
        assert!(CONSTRAINTS.contains(written), "{written}");
        let error = Models::default().add(SCHEMA, &CONSTRAINTS.replacen(written, instead, 1));
        let error = error.expect_err(instead).to_string();
        assert!(error.contains(message), "{error}");
    }
    Models::default().add(SCHEMA, CONSTRAINTS).expect("as they are, they fit");
}
