//! Whatever stands in files, names and arguments, nothing in it reaches the terminal as it is: no control, no escape
//! sequence, no character that changes the direction of what stands beside it or shows nothing.

#![cfg(unix)]

#[path = "common/program.rs"]
mod program;

use program::{Folder, Outcome};
use serde_json::{Value, json};

const FORMATS: [&str; 9] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"];
const CLIP_SCHEMA: &str = include_str!("added_model/acme-clip.schema.json");
const CLIP_CONSTRAINTS: &str = include_str!("added_model/acme-clip.constraints.json");

/// What can stand in a JSON string as it is.
const RAW: &str = "<\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}\
                   \u{7f}\u{80}\u{85}\u{9b}31m\u{9f}\u{2028}\u{2029}\u{200b}\u{feff}\u{e0041}>";
/// What stands for the rest in a JSON string.
const ESCAPED: &str = "\\u001b[31m\\u0007\\r\\u202e";

/// The same in an argument or a name: with an escape sequence.
fn evil(name: &str) -> String {
    format!("{name}\u{1b}[31m\u{7}\r{RAW}")
}

/// What must not be in an output: everything but line breaks that acts upon the terminal or shows nothing.
fn is_forbidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}'
            | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0041}'
    )
}

#[track_caller]
fn assert_safe(outcome: &Outcome, what: &str) {
    for (stream, text) in [("standard output", &outcome.out), ("standard error", &outcome.err)] {
        if let Some(line) = text.lines().find(|line| line.contains(is_forbidden)) {
            panic!("{what}: {stream}: {line:?}");
        }
        assert!(!text.contains('\r'), "{what}: {stream}");
    }
    assert!(matches!(outcome.code, Some(0..=2)), "{what}: {outcome:?}");
    assert!(!(outcome.out.is_empty() && outcome.err.is_empty()), "{what}: nothing was printed");
}

/// Runs the program as a user of each kind of terminal would.
#[track_caller]
fn run(folder: &Folder, arguments: &[&str]) -> Outcome {
    let as_ascii = Folder::outcome(folder.command().args(arguments).env("LC_ALL", "C"));
    assert_safe(&as_ascii, &format!("{arguments:?} in ASCII"));
    let as_unicode = Folder::outcome(folder.command().args(arguments).env("LC_ALL", "C.UTF-8"));
    assert_safe(&as_unicode, &format!("{arguments:?} in UTF-8"));
    as_unicode
}

/// Requests with such characters in keys, values and ids, and files that are none.
fn folder() -> Folder {
    let request = format!(
        r#"{{"taskType": "videoInference", "taskUUID": "a{RAW}{ESCAPED}", "model": "klingai:kling-video@o3-pro",
  "a{RAW}{ESCAPED}": 1, "deliveryMethod": "b{RAW}{ESCAPED}", "width": "{RAW}", "webhookURL": "{RAW}",
  "positivePrompt": "c{RAW}{ESCAPED} <<<element_7>>>", "positivePrompt": "d{RAW}",
  "providerSettings": {{"klingai": {{"sound{RAW}": true}}}},
  "inputs": {{"referenceImages": ["{RAW}{ESCAPED}"], "elements": [{{"id": "e{RAW}", "{ESCAPED}": 2}}]}}}}"#
    );
    let model =
        format!(r#"[{{"taskType": "f{RAW}"}}, {{"model": "a{RAW}:b@{RAW}", "taskType": "{ESCAPED}"}}]"#);
    let broken =
        format!("{{\"taskType\": \"videoInference\", \"a{RAW}\u{1b}[31m\": '{RAW}', {RAW}\u{1b}[31m}}");
    let folder = Folder::new(&[]);
    folder.write(&format!("{}.json", evil("request")), &request);
    folder.write(&format!("{}.json", evil("model")), &model);
    folder.write(&format!("{}.json", evil("broken")), &broken);
    folder.write(&format!("{}.jsonl", evil("lines")), &format!("{}\n{broken}\n", request.replace('\n', "")));
    folder.write(&format!("{}.json", evil("foreign")), &format!("{{\"{RAW}\": 1}}"));
    folder
}

#[test]
fn every_format_of_the_report_is_safe_to_look_at() {
    let folder = folder();
    let link = folder.path().join(format!("{}.json", evil("unreadable")));
    std::os::unix::fs::symlink(folder.path().join("nowhere"), link).expect("a link can be made");
    for format in FORMATS {
        for more in [&["-q"][..], &["-v"], &["--max-cost", "0.1"], &["--unknown-model", "error"]] {
            run(&folder, &[&["--format", format], more].concat());
        }
        let name = evil("stdin");
        run(&folder, &["--format", format, "--stdin-filename", &name, "-"]);
        let names = std::fs::read_dir(folder.path()).expect("it is a folder");
        for entry in names {
            let name = entry.expect("it is an entry").file_name().into_string().expect("it is UTF-8");
            if name != ".git" {
                run(&folder, &["--format", format, &name]);
            }
        }
    }
    run(&folder, &["--statistics"]);
    let colored = folder.command().args(["--color", "always"]).output().expect("the program runs");
    let text = String::from_utf8(colored.stdout).expect("it is UTF-8");
    assert!(text.contains("\u{1b}[") && !text.contains("\u{1b}[31m\u{7}"));
    assert!(!text.contains(|character| character != '\u{1b}' && is_forbidden(character)));
}

#[test]
fn what_programs_read_is_exact_all_the_same() {
    let name = format!("{}.json", evil("a"));
    let folder = Folder::new(&[]);
    let key = format!("a{RAW}");
    let request = json!({"taskType": "videoInference", "model": "klingai:kling-video@o3-pro", &key: 1});
    folder.write(&name, &request.to_string());
    let pointer = format!("/{key}");
    let has = |diagnostics: &Value| {
        diagnostics
            .as_array()
            .expect("there are findings")
            .iter()
            .any(|finding| finding["pointer"] == pointer.as_str() && finding["path"] == name.as_str())
    };
    let report: Value = serde_json::from_str(&run(&folder, &["--format", "json"]).out).expect("it is JSON");
    assert!(has(&report["diagnostics"]) && report["files"][0]["path"] == name.as_str());
    let lines = run(&folder, &["--format", "jsonl"]).out;
    let lines = lines.lines().map(|line| serde_json::from_str(line).expect("each line is JSON"));
    assert!(has(&Value::Array(lines.collect())));
    let issues: Value = serde_json::from_str(&run(&folder, &["--format", "gitlab"]).out).expect("it is JSON");
    assert_eq!(issues[0]["location"]["path"], name.as_str());
    let xml = run(&folder, &["--format", "junit"]).out;
    let xml = roxmltree::Document::parse(&xml).expect("it is XML");
    let suite = xml.descendants().find(|node| node.has_tag_name("testsuite")).expect("there is a suite");
    // XML has no place for the controls of ASCII.
    assert_eq!(suite.attribute("name"), Some(name.replace(['\u{1b}', '\u{7}'], "").as_str()));
    let cost: Value =
        serde_json::from_str(&run(&folder, &["cost", "--format", "json"]).out).expect("it is JSON");
    assert_eq!(cost["files"][0]["path"], name.as_str());
}

#[test]
fn a_baseline_is_safe_to_look_at_and_is_known_again() {
    let folder = folder();
    let name = evil("baseline");
    run(&folder, &["--write-baseline", &name]);
    let written = folder.read(&name);
    assert!(!written.contains(is_forbidden), "{written:?}");
    let outcome = run(&folder, &["--baseline", &name]);
    assert_eq!(outcome.out, "", "{outcome:?}");
    folder.write(&format!("{}.json", evil("request")), "{}");
    let outcome = run(&folder, &["--baseline", &name]);
    assert!(outcome.err.contains("not found any more"), "{outcome:?}");
    for broken in
        [format!("{{\"{RAW}\": 1}}"), format!("{{\"version\": 1, \"findings\": \"{RAW}{ESCAPED}\"}}")]
    {
        folder.write(&name, &broken);
        assert_eq!(run(&folder, &["--baseline", &name]).code, Some(2));
    }
}

#[test]
fn other_commands_are_safe_to_look_at() {
    let folder = folder();
    for format in ["text", "json"] {
        run(&folder, &["cost", "--format", format]);
        run(&folder, &["cost", "--format", format, &evil("nowhere")]);
    }
    let prompt = format!("positivePrompt={}", evil("a prompt"));
    let drafted = run(&folder, &["new", "klingai-video-o3-pro", "--set", &prompt]);
    let draft: Value = serde_json::from_str(&drafted.out).expect("it is JSON");
    assert_eq!(format!("positivePrompt={}", draft["positivePrompt"].as_str().unwrap_or_default()), prompt);
}

#[test]
fn what_is_said_of_arguments_is_safe_to_look_at() {
    let folder = folder();
    let evil = evil("a");
    let (with_value, with_equals) = (format!("--{evil}"), format!("--format={evil}"));
    let (output, number, path) =
        (format!("{evil}=a"), format!("sarif={evil}/{evil}"), format!("{evil}/*.json"));
    let (set, unknown) = (format!("{evil}=1"), format!("duration={evil}"));
    for arguments in [
        &[evil.as_str()][..],
        &[&path],
        &[&with_value],
        &[&with_equals],
        &["--select", &evil],
        &["--ignore", &evil],
        &["--fail-on", &evil],
        &["--output", &output],
        &["--output", &evil],
        &["--output", &number],
        &["--max-cost", &evil],
        &["--max-diagnostics", &evil],
        &["--today", &evil],
        &["--exclude", &evil],
        &["--exclude", &format!("[{evil}")],
        &["--config", &evil],
        &["--baseline", &evil],
        &["--write-baseline", &format!("{evil}/a")],
        &["--schema-dir", &evil],
        &["--unknown-model", &evil],
        &["-j", &evil],
        &["-j", "1", &with_value],
        &["check", "--color", &evil],
        &["cost", &evil],
        &["cost", "--format", &evil],
        &["help", &evil],
        &["explain", &evil],
        &["explain", "missing-field", &evil],
        &["explain", "missing-field", "--schema-dir", &evil],
        &["rules", &evil],
        &["rules", "--format", &evil],
        &["models", "--schema-dir", &evil],
        &["models", &evil],
        &["model", &evil],
        &["model", "klingai-video-o3-pro", "--format", &evil],
        &["schema", &evil],
        &["schema", "klingai-video-o3-pro", &with_value],
        &["new", &evil],
        &["new", "klingai-video-o3-pro", "--with", &evil],
        &["new", "klingai-video-o3-pro", "--set", &evil],
        &["new", "klingai-video-o3-pro", "--set", &set],
        &["new", "klingai-video-o3-pro", "--set", &unknown],
        &["audit", &evil],
        &["audit", "--format", &evil],
        &["completions", &evil],
        &["man", &evil],
    ] {
        let outcome = run(&folder, arguments);
        let is_plain_glob = arguments == ["--exclude", evil.as_str()];
        assert!(is_plain_glob || outcome.code == Some(2), "{arguments:?}: {outcome:?}");
        assert!(is_plain_glob || outcome.out.is_empty(), "{arguments:?}: {outcome:?}");
    }
}

#[test]
fn configurations_are_safe_to_look_at() {
    let folder = folder();
    for text in [
        format!("\"a{RAW}{ESCAPED}\" = 1\n"),
        format!("fail-on = \"{RAW}{ESCAPED}\"\n"),
        format!("select = [\"{RAW}{ESCAPED}\"]\n"),
        format!("exclude = [\"[{RAW}\"]\n"),
        format!("schema-dirs = [\"{RAW}{ESCAPED}\"]\n"),
        format!("[[ignore]]\nrule = \"a{RAW}\"\nreason = \"b\"\n"),
        format!(
            "[[ignore]]\nrule = \"unknown-field\"\nreason = \"b\"\npath = \"a{RAW}\"\nuntil = \"{RAW}\"\n"
        ),
        format!("{RAW} = \n"),
        "a = \u{1b}[31m\u{202e}\n".to_owned(),
    ] {
        folder.write("runware-lint.toml", &text);
        let outcome = run(&folder, &["."]);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{text:?}: {outcome:?}");
    }
    std::fs::remove_file(folder.path().join("runware-lint.toml")).expect("it is there");
    let name = evil("settings.toml");
    folder.write(
        &name,
        &format!("[[ignore]]\nrule = \"empty-list\"\npath = \"a{RAW}\"\nreason = \"b{RAW}\"\n"),
    );
    for format in FORMATS {
        run(&folder, &["--config", &name, "-v", "--format", format]);
    }
}

/// Puts such characters into every text of a description, but for names that others refer to.
fn poison(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text)
                        if [
                            "title",
                            "description",
                            "statement",
                            "reading",
                            "evidence",
                            "page",
                            "anchor",
                            "id",
                        ]
                        .contains(&key.as_str()) =>
                    {
                        *text = evil(text);
                    }
                    other => poison(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(poison),
        _ => {}
    }
}

#[test]
fn models_from_elsewhere_are_safe_to_look_at() {
    let folder = Folder::new(&[]);
    let poisoned = |text: &str| {
        let mut value: Value = serde_json::from_str(text).expect("it is JSON");
        poison(&mut value);
        value.to_string()
    };
    let constraints = poisoned(CLIP_CONSTRAINTS);
    folder.write("more/acme-clip.schema.json", &poisoned(CLIP_SCHEMA));
    folder.write("more/acme-clip.constraints.json", &constraints);
    folder.write(
        "a.json",
        r#"{"taskType": "videoInference", "model": "acme:clip@1", "seconds": 1, "style": "ink"}"#,
    );
    let more = |arguments: &[&str]| run(&folder, &[arguments, &["--schema-dir", "more"]].concat());
    for format in ["text", "markdown", "json"] {
        assert_eq!(more(&["models", "--format", format]).code, Some(0));
        assert_eq!(more(&["model", "acme-clip", "--format", format]).code, Some(0));
        assert_eq!(more(&["explain", &evil("acme-1"), "--format", format]).code, Some(0));
    }
    for format in ["text", "json"] {
        assert_eq!(more(&["audit", "acme-clip", "--format", format]).code, Some(0));
    }
    assert_eq!(more(&["new", "acme-clip"]).code, Some(0));
    assert_eq!(more(&["new", "acme-clip", "--with", "script", "--with", "scenes"]).code, Some(2));
    let schema = more(&["schema", "acme-clip"]);
    let value: Value = serde_json::from_str(&schema.out).expect("it is JSON");
    assert_eq!(value["title"], evil("ACME Clip request").as_str());
    for format in FORMATS {
        assert_eq!(more(&["--format", format, "-v"]).code, Some(1));
    }
    for broken in
        ["{\"a<RAW>\": 1}", "{\"model\": \"<RAW>\", \"constraints\": [{\"id\": \"<RAW>\"}]}", "{<RAW>"]
    {
        folder.write("more/acme-clip.constraints.json", &broken.replace("<RAW>", RAW));
        assert_eq!(more(&["."]).code, Some(2));
        assert_eq!(more(&["models"]).code, Some(2));
    }
}
