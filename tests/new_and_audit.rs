//! The commands `new` and `audit`.

use std::process::{Command, Stdio};

use runware_lint::{Options, Source, check};
use serde_json::Value;

/// Exit code, standard output and standard error.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runware-lint"));
    let output = command.args(arguments).stdin(Stdio::null()).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

const O3_PRO: &str = "klingai-video-o3-pro";

#[test]
fn new_prints_a_request_that_passes() {
    for id in [O3_PRO, "klingai:kling-video@o3-pro", "klingai-video-3-0-standard"] {
        let (code, request, messages) = run(&["new", id, "--with", "elements.images", "--set", "duration=7"]);
        assert_eq!((code, messages.as_str()), (Some(0), ""));
        let report = check(&Source::new("new.json", request.as_str()), &Options::default());
        assert_eq!((report.summary.valid, report.diagnostics.len()), (1, 0), "{request}");
        assert!(
            request.starts_with("{\n  \"taskType\": \"videoInference\",\n  \"taskUUID\": \""),
            "{request}"
        );
        assert!(request.contains("\n  \"duration\": 7"), "{request}");
        assert!(request.ends_with("}\n"), "{request}");
    }
}

#[test]
fn new_gives_each_request_its_own_uuid() {
    let uuid = || {
        let request: Value = serde_json::from_str(&run(&["new", O3_PRO]).1).expect("it is JSON");
        request["taskUUID"].as_str().map(ToOwned::to_owned)
    };
    assert_ne!(uuid(), uuid());
}

#[test]
fn new_tells_why_there_is_no_such_request() {
    for (arguments, expected) in [
        (
            &["--with", "video", "--with", "elements"][..],
            "error: no request is valid with `inputs.video` and `inputs.elements`\n  \
             o3-4: inputs.video excludes inputs.elements\n    see `runware-lint explain o3-4`\n",
        ),
        (
            &["--set", "width=999"],
            "error: no request is valid with `width`: 999\n  o3-8: sizes: 1920x1080, 1440x1440, 1080x1920\n    \
             read as: As stated, wherever width and height are both there.\n    \
             see `runware-lint explain o3-8`\n",
        ),
        (
            &["--with", "sond"],
            "error: --with: klingai:kling-video@o3-pro has no parameter `sond`; did you mean \
             `providerSettings.klingai.sound`?\n",
        ),
        (
            &["--set", "sound=yes"],
            "error: --set sound: `providerSettings.klingai.sound` must be a boolean, not a string; write `true` \
             or `false`\n",
        ),
        (&["--set", "sound"], "error: --set sound: write it as PARAM=VALUE\n"),
        (
            &["--with", "inputs.video", "--with", "width"],
            "error: no request is valid with `inputs.video` and `width`\n  \
             o3-1: exactly one of inputs.frameImages, width/height\n    \
             read as: Exactly one of inputs.frameImages, inputs.video and the pair width/height. A video beside \
             frames or a size is an error, although the printed words would allow it.\n    \
             see `runware-lint explain o3-1`\n",
        ),
        (
            &["--set", "multiPrompt.duration=16"],
            "error: no request is without findings with `providerSettings.klingai.multiPrompt[].duration`: 16\n  \
             o3-11: the durations of multiPrompt add up to duration\n    \
             read as: As stated, with 5 s for a duration that is not given. Not checked with inputs.video, where \
             the clip's own length counts.\n    \
             see `runware-lint explain o3-11`\n",
        ),
        (
            &[
                "--set",
                r#"frameImages=[{"image": "https://example.org/a"}]"#,
                "--set",
                "inputs={\"frameImages\": []}",
            ],
            "error: `inputs.frameImages`: [{\"image\":\"https://example.org/a\"}] has no place in `inputs`: \
             {\"frameImages\":[]}\n",
        ),
        (
            &["--set", "duration=8", "--set", "duration=9"],
            "error: --set duration: `duration` is set twice; give it one value\n",
        ),
        (
            &["--set", "=5"],
            "error: --set =5: the name of the parameter is missing; write it as PARAM=VALUE\n",
        ),
        (
            &["--with", "duration", "--with", "inputs.video", "--set", "duration=9"],
            "error: every request would get a warning with `inputs.video` and `duration`: 9\n  \
             o3-12: inputs.video excludes duration and inputs.referenceVideos; resolution goes with inputs.video\n    \
             read as: A duration beside a video to edit is ignored; both video inputs together, and resolution, \
             are contested.\n    \
             see `runware-lint explain o3-12`\n",
        ),
        (&["--with", ""], "error: --with: the name of the parameter is missing\n"),
        (
            &["--with", "negativePrompt"],
            "error: --with: klingai:kling-video@o3-pro has no parameter `negativePrompt`; Kling VIDEO 3.0 Standard \
             (klingai:kling-video@3-standard) has it\n",
        ),
        (
            &["--with", "generateAudio"],
            "error: --with: klingai:kling-video@o3-pro has no parameter `generateAudio`; did you mean \
             `providerSettings.klingai.sound`?\n",
        ),
    ] {
        let (code, request, messages) = run(&[&["new", O3_PRO], arguments].concat());
        assert_eq!((code, request.as_str(), messages.as_str()), (Some(2), "", expected));
    }
}

#[test]
fn new_tells_which_item_has_no_place_for_a_member() {
    let frames = r#"inputs.frameImages=["https://example.org/a"]"#;
    let (code, _, messages) = run(&["new", "klingai-video-3-0-standard", "--set", frames, "--with", "frame"]);
    assert_eq!(code, Some(2));
    let expected = "error: `inputs.frameImages[].frame` has no place in `inputs.frameImages`: \
                    [\"https://example.org/a\"]\n";
    assert_eq!(messages, expected);
}

#[test]
fn new_does_not_repeat_long_arguments() {
    let long = "a".repeat(600);
    let (name, prompt) = (format!("{long}=1"), format!("positivePrompt={long}"));
    for arguments in [
        &["--set", &long][..],
        &["--set", &name],
        &["--with", &long],
        &["--set", &prompt, "--with", "multiPrompt"],
    ] {
        let (code, _, messages) = run(&[&["new", O3_PRO], arguments].concat());
        assert_eq!(code, Some(2));
        assert!(!messages.contains(&"a".repeat(50)) && messages.contains(&"a".repeat(39)), "{messages}");
    }
}

#[test]
fn wrong_models_are_told_with_the_nearest() {
    for command in ["new", "audit"] {
        let (code, output, messages) = run(&[command, "klingai-video-o3-por"]);
        assert_eq!((code, output.as_str()), (Some(2), ""));
        assert_eq!(
            messages,
            "error: there is no model `klingai-video-o3-por`; did you mean `klingai-video-o3-pro`?\n"
        );
    }
}

#[test]
fn audit_of_the_embedded_models_passes() {
    let (code, text, messages) = run(&["audit"]);
    assert_eq!((code, messages.as_str()), (Some(0), ""), "{text}");
    assert_eq!(text.matches("The readings are sound.\n").count(), 2, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let (code, json, _) = run(&["audit", O3_PRO, "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!((code, &json["passes"]), (Some(0), &Value::Bool(true)));
    assert_eq!(json["models"].as_array().map(Vec::len), Some(1));
}
