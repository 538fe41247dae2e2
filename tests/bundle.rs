//! The schema for whole request files, compared with the check: it must refuse what breaks a single parameter, and let
//! everything else pass, whatever the tasks of a file are.

#[path = "common/fixtures.rs"]
mod fixtures;
#[path = "common/formats.rs"]
mod formats;

use jsonschema::Validator;
use runware_lint::bundle::bundle;
use runware_lint::models::Models;
use runware_lint::rules::Group;
use runware_lint::{Options, Source, check};
use serde_json::{Value, json};

fn validator() -> Validator {
    let schema = bundle(&Models::default());
    jsonschema::meta::validate(&schema).expect("the bundle is a JSON Schema");
    jsonschema::options()
        .should_validate_formats(true)
        .with_format("uri", formats::is_uri)
        .with_format("image-reference", formats::is_image)
        .with_format("video-reference", formats::is_video)
        .build(&schema)
        .expect("the bundle compiles")
}

#[test]
fn the_bundle_and_the_check_agree_about_every_fixture() {
    let validator = validator();
    let (mut accepted, mut refused) = (0, 0);
    for path in fixtures::files_below("fixtures", &["json"]) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        let report = check(&Source::new("fixture.json", text), &Options::default());
        let rules: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.rule.id).collect();
        if report.summary.not_requests > 0
            || rules.iter().any(|rule| rule.starts_with("duplicate-") || *rule == "not-a-request")
        {
            continue;
        }
        // `positivePrompt` and the like are required by constraints, not by the schema.
        let by_schema = report.diagnostics.iter().any(|diagnostic| {
            diagnostic.constraint.is_none()
                && (diagnostic.rule.group == Group::Parameter || diagnostic.rule.id == "unknown-task-type")
        });
        let is_valid = validator.is_valid(&value);
        assert_eq!(is_valid, !by_schema, "{}: {rules:?}", path.display());
        if is_valid { accepted += 1 } else { refused += 1 }
    }
    assert!(accepted > 200 && refused > 100, "{accepted} accepted, {refused} refused");
}

#[test]
fn other_tasks_of_an_array_pass() {
    let validator = validator();
    let task = json!({
        "taskType": "videoInference", "taskUUID": "6f1d2a94-3b58-4c07-9e6d-0a85c41f7b32",
        "model": "klingai:kling-video@o3-pro", "positivePrompt": "a kite over dunes", "width": 1440, "height": 1440,
    });
    let key = json!({"taskType": "authentication", "apiKey": "${KEY}"});
    let other = json!({"taskType": "imageInference", "model": "runware:100@1", "steps": 20});
    let polling = json!({"taskType": "getResponse", "taskUUID": "6f1d2a94-3b58-4c07-9e6d-0a85c41f7b32"});
    assert!(validator.is_valid(&task));
    assert!(validator.is_valid(&json!([key, task, other, polling])));
    let mut wrong = task.clone();
    wrong["seed"] = json!(1);
    assert!(!validator.is_valid(&wrong));
    assert!(!validator.is_valid(&json!([key, wrong])));
    assert!(!validator.is_valid(&json!({"taskType": "videoInference"})), "a video needs a model");
    assert!(!validator.is_valid(&json!([{"taskType": "getResults"}])));
    assert!(!validator.is_valid(&json!("a text")));
}
