//! The audit of the embedded models, and of invented ones that are unsound.

use serde_json::{Value, json};

use super::*;
use crate::models::EMBEDDED;

fn of_embedded(slug: &str) -> Audit {
    let models = Models::default();
    let embedded = EMBEDDED.iter().find(|embedded| embedded.slug == slug).expect("an embedded model");
    audit(embedded.ruleset().expect("compiles"), &models)
}

fn conflicts(audit: &Audit) -> Vec<(&str, Vec<Vec<String>>)> {
    let conflicts = audit.page.conflicts.iter();
    conflicts.map(|conflict| (conflict.parameter.as_str(), conflict.sets.clone())).collect()
}

fn omissions(audit: &Audit) -> Vec<(&str, usize)> {
    audit.page.omissions.iter().map(|omission| (omission.parameter.as_str(), omission.by.len())).collect()
}

fn set(ids: [&str; 2]) -> Vec<Vec<String>> {
    vec![ids.iter().map(|id| (*id).to_owned()).collect()]
}

#[test]
fn o3_pro_is_sound_and_its_page_is_not() {
    let audit = of_embedded("klingai-video-o3-pro");
    let text = to_text(&audit);
    assert!(audit.passes(), "{text}");
    assert_eq!(
        conflicts(&audit),
        [("inputs.referenceVideos", set(["o3-2", "o3-3"])), ("providerSettings", set(["o3-3", "o3-6"])),]
    );
    assert_eq!((audit.page.refused.len(), audit.page.published), (5, 5));
    assert_eq!(omissions(&audit), [("positivePrompt", 1), ("width", 3), ("height", 3)]);
    assert_eq!(audit.readings.contested, [("resolution".to_owned(), vec!["o3-12".to_owned()])]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!("o3-pro", text);
}

#[test]
fn standard_is_sound_and_its_page_is_not() {
    let audit = of_embedded("klingai-video-3-0-standard");
    let text = to_text(&audit);
    assert!(audit.passes(), "{text}");
    assert_eq!(
        conflicts(&audit),
        [("inputs.referenceVideos", set(["std-3", "std-4"])), ("providerSettings", set(["std-3", "std-5"])),]
    );
    assert_eq!((audit.page.refused.len(), audit.page.published), (1, 4));
    assert_eq!(omissions(&audit), [("positivePrompt", 0), ("width", 3), ("height", 3)]);
    assert_eq!(audit.readings.contested, []);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!("standard", text);
}

#[test]
fn the_json_has_what_the_text_has() {
    let audit = of_embedded("klingai-video-3-0-standard");
    let value = to_json(std::slice::from_ref(&audit));
    assert_eq!(value["passes"], true);
    let model = &value["models"][0];
    assert_eq!(model["page"]["refused"][0]["constraints"], json!(["std-5", "std-6"]));
    assert_eq!(model["constraints"].as_array().map(Vec::len), Some(audit.constraints.len()));
    let pair = &model["constraints"][0]["pairs"][0];
    assert_eq!((&pair["severity"], &pair["verdict"]), (&json!("error"), &json!("shown")));
    assert_eq!(pair["refused"]["notation"], "positivePrompt");
    assert_eq!(pair["refused"]["request"]["model"], "klingai:kling-video@3-standard");
}

const MODEL: &str = "invented:model@1";

/// The audit of a model with three switches.
fn of_invented(constraints: &[Value], published: &[Value]) -> Audit {
    let switch = json!({"type": "boolean"});
    let schema = json!({
        "type": "object",
        "required": ["taskType", "model"],
        "properties": {
            "taskType": {"const": "videoInference"}, "model": {"const": MODEL},
            "a": switch, "b": switch, "c": switch,
        },
        "additionalProperties": false,
    });
    let complete = |(number, checks): (usize, &Value)| {
        json!({
            "id": format!("x-{}", number + 1), "basis": "literal", "anchor": "", "statement": "as it says",
            "reading": "As stated.", "evidence": "None.", "printed": checks, "checks": checks,
        })
    };
    let published = published.iter().map(|parameters| {
        let mut request = json!({"taskType": "videoInference", "model": MODEL});
        for (name, value) in parameters.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        json!({"name": "An Example", "request": request})
    });
    let file = json!({
        "model": MODEL, "title": "Invented", "page": "https://example.com/invented",
        "published": published.collect::<Vec<_>>(),
        "constraints": constraints.iter().enumerate().map(complete).collect::<Vec<_>>(),
    });
    let mut models = Models::default();
    models.add(&schema.to_string(), &file.to_string()).expect("it is well formed");
    audit(models.find(MODEL).expect("it was added"), &models)
}

fn needs(one: &str, others: &[&str]) -> Value {
    json!([{"form": "required-with", "when": [one], "requires": others}])
}

fn excludes(one: &str, other: &str) -> Value {
    json!([{"form": "forbidden-with", "when": [one], "forbids": [other]}])
}

#[test]
fn a_sound_model_passes() {
    let audit = of_invented(&[needs("a", &["b"]), excludes("a", "c")], &[json!({"a": true, "b": true})]);
    assert!(audit.passes(), "{}", to_text(&audit));
    assert_eq!(audit.page.conflicts, []);
    assert_eq!(audit.page.refused, []);
}

#[test]
fn readings_that_nothing_satisfies_fail() {
    let missing = json!([{"form": "missing-field", "parameter": "a"}]);
    let never = json!([{"form": "forbidden-with", "forbids": ["a"]}]);
    let audit = of_invented(&[missing, never], &[]);
    assert!(audit.readings.smallest.is_none());
    assert!(!audit.readings.passes());
    assert_eq!(conflicts(&audit), [("a", vec![vec!["x-2".to_owned()]])]);
}

#[test]
fn a_parameter_that_nothing_accepted_has_fails() {
    let audit = of_invented(&[needs("a", &["b"]), excludes("a", "b")], &[]);
    assert_eq!(audit.readings.unusable, ["a"]);
    assert!(!audit.readings.passes());
    assert_eq!(conflicts(&audit), [("a", set(["x-1", "x-2"]))]);
}

#[test]
fn a_published_request_that_is_refused_fails() {
    let audit = of_invented(&[excludes("a", "b")], &[json!({"a": true, "b": false})]);
    let refused = [Refused { name: "An Example".to_owned(), by: vec!["x-1".to_owned()] }];
    assert_eq!(audit.readings.refused, refused);
    assert_eq!(audit.page.refused, refused);
    assert!(!audit.readings.passes());
    assert!(audit.constraints.iter().all(ConstraintAudit::passes));
}

#[test]
fn a_constraint_that_follows_from_another_fails() {
    let audit = of_invented(&[needs("a", &["b"]), needs("a", &["b", "c"])], &[]);
    let (_, verdict) = &audit.constraints[1].verdicts[0];
    assert!(matches!(verdict, Verdict::Implied(by) if *by == ["x-1"]), "{verdict:?}");
    assert!(audit.constraints[0].passes() && !audit.constraints[1].passes() && !audit.passes());
    assert!(to_text(&audit).contains("  FAIL  Without effect of their own: x-2.\n"));
}

#[test]
fn a_constraint_that_never_objects_fails() {
    let check = json!([{"form": "forbidden-with", "when": ["a"], "unless": ["a"], "forbids": ["b"]}]);
    let audit = of_invented(&[check], &[]);
    assert!(matches!(audit.constraints[0].verdicts[..], [(_, Verdict::Silent)]));
    assert!(!audit.passes());
}

#[test]
fn a_constraint_that_is_never_heard_alone_fails() {
    let always = json!([{"form": "forbidden-with", "rule": "contested-use", "forbids": ["a"]}]);
    let audit = of_invented(&[needs("a", &["b"]), always], &[]);
    // Sound as a whole: `a` can be used, if only with a warning, and neither constraint follows from the other …
    assert!(audit.readings.passes() && audit.constraints.iter().all(|one| !one.is_implied()));
    // … but no request shows the first one without the second one's warning.
    assert!(matches!(audit.constraints[0].verdicts[..], [(_, Verdict::Unclear(Some(_)))]));
    assert!(audit.constraints[1].passes() && !audit.passes());
}
