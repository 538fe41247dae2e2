//! `--context sdk`: requests as the official SDKs take them, which complete them before they are sent.

#[path = "common/program.rs"]
mod program;

use program::{Folder, Outcome};

/// A request to O3 Pro with these members besides the usual ones.
fn request(members: &str) -> String {
    format!(r#"{{"model": "klingai:kling-video@o3-pro", "positivePrompt": "fog", {members}}}"#)
}

const SIZE: &str = r#""width": 1920, "height": 1080"#;

/// Checks a text as an SDK would take it, beside an image and a video.
fn as_sdk(text: &str) -> Outcome {
    let files = [("a.json", text), ("frames/dusk.png", "an image"), ("clips/walk.mp4", "a video")];
    Folder::new(&files).run(&["--context", "sdk", "a.json"])
}

#[track_caller]
fn assert_findings(text: &str, expected: &[&str]) {
    let outcome = as_sdk(text);
    assert_eq!(outcome.findings(), expected, "{outcome:?}");
}

#[test]
fn what_the_sdk_adds_is_not_missing() {
    let text = request(SIZE);
    assert_findings(&text, &[]);
    let as_body = Folder::new(&[("a.json", &text)]).run(&["a.json"]);
    assert_eq!(as_body.findings(), ["a.json missing-field"; 2], "{as_body:?}");
    let named = Folder::new(&[("a.json", &text)]).run(&["--context", "body", "a.json"]);
    assert_eq!(named.out, as_body.out);
}

#[test]
fn what_the_sdk_sets_is_not_wrong() {
    for member in [
        r#""taskUUID": "mine""#,
        r#""taskUUID": null"#,
        r#""taskType": "imageInference""#,
        r#""taskType": 1"#,
        r#""deliveryMethod": "sync""#,
        r#""deliveryMethod": []"#,
    ] {
        assert_findings(&request(&format!("{SIZE}, {member}")), &[]);
    }
    assert_findings(
        &request(&format!(r#"{SIZE}, "outputType": "base64Data""#)),
        &["a.json value-not-allowed"],
    );
    assert_findings(
        &request(&format!(r#"{SIZE}, "deliveryMethod": "sync", "deliveryMethod": "async""#)),
        &["a.json duplicate-key"],
    );
}

#[test]
fn an_id_may_be_given_twice_since_it_is_set_anew() {
    let task = request(&format!(r#"{SIZE}, "taskUUID": "a0e323f2-03ae-4a45-ba3c-9f7a8718e5d4""#));
    assert_findings(&format!("[{task}, {task}]"), &[]);
}

#[test]
fn the_name_of_a_page_is_a_model() {
    let text = request(SIZE).replace("klingai:kling-video@o3-pro", "klingai-video-o3-pro");
    assert_findings(&text, &[]);
    assert_findings(&text.replace("1920", "1280"), &["a.json unsupported-dimensions"]);
    assert_findings(&text.replace("\"width\"", "\"widht\""), &["a.json unknown-field"]);
    let folder = Folder::new(&[("requests/a.json", &text), ("requests/b.json", r#"{"model": "gpt-4o"}"#)]);
    let as_sdk = folder.run(&["--context", "sdk", "requests"]);
    assert!(as_sdk.err.contains("1 task: 1 valid; 1 file is no request."), "{as_sdk:?}");
    let as_body = folder.run(&["requests"]);
    assert!(as_body.err.contains("2 files are no requests"), "{as_body:?}");
    let as_body = folder.run(&["requests/a.json"]);
    assert_eq!(as_body.findings(), ["requests/a.json not-a-request"]);
}

#[test]
fn a_task_that_says_nothing_lacks_its_model() {
    let text = format!("[{}, {{\"positivePrompt\": \"fog\"}}]", request(SIZE));
    let outcome = as_sdk(&text);
    assert!(outcome.out.contains("`model` is missing"), "{outcome:?}");
    let other = format!("[{}, {{\"taskType\": \"imageUpload\", \"image\": \"x\"}}]", request(SIZE));
    assert_findings(&other, &[]);
}

#[test]
fn image_files_are_taken_where_they_exist() {
    assert_findings(&request(r#""inputs": {"frameImages": [{"image": "frames/dusk.png"}]}"#), &[]);
    assert_findings(
        &request(&format!(r#"{SIZE}, "inputs": {{"referenceImages": ["./frames/dusk.png"]}}"#)),
        &[],
    );
    let missing = as_sdk(&request(r#""inputs": {"frameImages": [{"image": "frames/dawn.png"}]}"#));
    assert_eq!(missing.findings(), ["a.json invalid-media-reference"]);
    assert!(missing.out.contains("is a local file that does not exist"), "{missing:?}");
    assert_findings(
        &request(r#""inputs": {"frameImages": [{"image": "frames"}]}"#),
        &["a.json invalid-media-reference"],
    );
    let folder =
        Folder::new(&[("a.json", &request(r#""inputs": {"frameImages": [{"image": "frames/dusk.png"}]}"#))]);
    folder.write("frames/dusk.png", "an image");
    let as_body = folder.run(&["--ignore", "missing-field", "a.json"]);
    assert!(as_body.out.contains("is a local file, which the service cannot read"), "{as_body:?}");
}

#[test]
fn an_image_file_takes_part_in_the_other_checks() {
    let two_first = r#""inputs": {"frameImages": [
        {"image": "frames/dusk.png", "frame": "first"}, {"image": "frames/dusk.png", "frame": "first"}]}"#;
    assert_findings(&request(two_first), &["a.json frame-position"]);
}

#[test]
fn video_files_are_not_converted() {
    let outcome = as_sdk(&request(r#""inputs": {"video": "clips/walk.mp4"}"#));
    assert_eq!(outcome.findings(), ["a.json invalid-media-reference"], "{outcome:?}");
    assert!(outcome.out.contains("is a local file, which the service cannot read"), "{outcome:?}");
}

#[test]
fn the_configuration_can_say_it() {
    let folder = Folder::new(&[("a.json", &request(SIZE)), ("runware-lint.toml", "context = \"sdk\"")]);
    assert_eq!(folder.run(&["a.json"]).code, Some(0));
    assert_eq!(folder.run(&["--context", "body", "a.json"]).code, Some(1));
    folder.write("runware-lint.toml", "context = \"skd\"");
    let outcome = folder.run(&["a.json"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.err.contains("it can be `body`, `sdk`"), "{outcome:?}");
}

#[test]
fn schemas_of_users_know_it_too() {
    let schema = r#"{"required": ["taskType", "taskUUID", "model"], "properties": {"taskType": {"const": "videoInference"},
        "model": {"const": "acme:film@1"}, "image": {"format": "image-reference"}}}"#;
    let folder = Folder::new(&[
        ("more/film.json", schema),
        ("a.json", r#"{"model": "film", "image": "frames/dusk.png"}"#),
        ("b.json", r#"{"model": "film", "image": "frames/dawn.png"}"#),
        ("frames/dusk.png", "an image"),
    ]);
    let outcome = folder.run(&["--context", "sdk", "--schema-dir", "more", "a.json", "b.json"]);
    assert_eq!(outcome.findings(), ["b.json invalid-media-reference"], "{outcome:?}");
    assert!(outcome.out.contains("does not exist"), "{outcome:?}");
}
