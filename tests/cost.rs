//! `cost` and `check --max-cost` from outside, and their agreement with the check about what a task is.

#[path = "common/fixtures.rs"]
mod fixtures;

use std::path::Path;
use std::process::{Command, Stdio};

use runware_lint::check::{Foreign, Layout};
use runware_lint::models::Models;
use runware_lint::{Options, Source, check, cost};
use serde_json::{Value, json};

struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runware-lint"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
    let output = command.output().expect("the program starts");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
    }
}

fn folder(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("the file can be written");
    }
    folder
}

fn task(number: u32, duration: u32) -> Value {
    json!({
        "taskType": "videoInference", "taskUUID": format!("6f1d2a94-3b58-4c07-9e6d-0a85c41f7b{number:02}"),
        "model": "klingai:kling-video@3-standard", "positivePrompt": "a kite over dunes",
        "width": 1280, "height": 720, "duration": duration,
    })
}

#[test]
fn the_configuration_holds_for_estimates_too() {
    let renamed = |text: &str| text.replace("klingai:kling-video@3-standard", "acme:film@1");
    let folder = folder(&[
        ("a.json", renamed(&task(1, 5).to_string())),
        ("b.json", task(2, 5).to_string()),
        ("runware-lint.toml", "schema-dirs = [\"models\"]\nexclude = [\"b.json\", \"models/\"]".to_owned()),
    ]);
    std::fs::create_dir(folder.path().join("models")).expect("a folder can be made");
    for (ending, text) in [
        ("schema", include_str!("../schemas/klingai-video-3-0-standard.schema.json")),
        ("constraints", include_str!("../schemas/klingai-video-3-0-standard.constraints.json")),
    ] {
        let text = renamed(text).replace("klingai-video-3-0-standard", "acme-film");
        let path = folder.path().join(format!("models/acme-film.{ending}.json"));
        std::fs::write(path, text).expect("the file can be written");
    }
    let costs = |arguments: &[&str]| -> Vec<(Value, Value)> {
        let outcome = run(folder.path(), &[&["cost", "--format", "json"], arguments].concat());
        let value: Value = serde_json::from_str(&outcome.stdout).expect(&outcome.stderr);
        let files = value["files"].as_array().expect("a list").iter();
        files.map(|file| (file["path"].clone(), file["tasks"][0]["costUsd"].clone())).collect()
    };
    assert_eq!(costs(&["."]), [(json!("a.json"), json!("0.42"))]);
    assert_eq!(costs(&["a.json", "b.json"]).len(), 2);
    assert_eq!(costs(&["a.json", "b.json", "--force-exclude"]).len(), 1);
    assert_eq!(costs(&["--isolated", "a.json"]), [(json!("a.json"), json!(null))]);
    let dear = run(folder.path(), &["a.json", "--max-cost", "0.41", "--format", "concise"]);
    assert!(dear.stdout.contains("error[budget-exceeded] the task costs $0.42"), "{}", dear.stdout);
    std::fs::write(folder.path().join("runware-lint.toml"), "colour = 1").expect("the file can be written");
    let wrong = run(folder.path(), &["cost", "."]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(2), ""));
    assert!(wrong.stderr.starts_with("error: runware-lint.toml:1:1: "), "{}", wrong.stderr);
}

#[test]
fn every_published_cost_comes_out() {
    let mut shown = Vec::new();
    for ruleset in Models::default().all() {
        for published in &ruleset.published {
            let folder = folder(&[("a.json", published.request.to_string())]);
            let value = run(folder.path(), &["cost", "a.json", "--format", "json"]).stdout;
            let value: Value = serde_json::from_str(&value).expect("the output is JSON");
            let task = &value["files"][0]["tasks"][0];
            shown.push(task["costUsd"].as_str().unwrap_or("unknown").to_owned());
            assert_eq!(task["costUsd"].is_null(), task["unknown"].is_string());
            assert_eq!(value["total"]["isWhole"], task["costUsd"].is_string());
        }
    }
    shown.sort_unstable();
    assert_eq!(shown, ["0.42", "0.504", "0.672", "0.672", "1.12", "1.12", "1.12", "1.26", "unknown"]);
}

#[test]
fn the_arithmetic_and_the_total_are_shown() {
    let mut clip = task(3, 9);
    clip["model"] = json!("klingai:kling-video@o3-pro");
    clip["inputs"] = json!({"video": "https://a.example/b.mp4"});
    let mut by_default = task(2, 5);
    by_default.as_object_mut().expect("an object").remove("duration");
    let other = json!({"taskType": "imageInference", "model": "runware:100@1"});
    let folder = folder(&[
        ("a.json", json!([task(1, 8), by_default, clip, other]).to_string()),
        ("b.ndjson", format!("{}\n\n{}\n", task(4, 10), task(5, 16))),
        ("c.json", "{\"name\": \"a package\"}".to_owned()),
    ]);
    let outcome = run(folder.path(), &["cost"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        outcome.stdout,
        "a.json\n\
         \x20 /0: 8 s × $0.084 × 1 = $0.672 (no audio)\n\
         \x20 /1: 5 s × $0.084 × 1 = $0.42 (no audio; the duration is the default)\n\
         \x20 /2: unknown: $0.168 per second (video input, no audio); the length is that of\n\
         \x20   `inputs.video`\n\
         \x20 /3: unknown: there is no rule set for the model `runware:100@1`\n\
         \x20 together: at least $1.092, plus 1 task of unknown length and 1 of unknown cost\n\
         b.ndjson\n\
         \x20 line 1: 10 s × $0.084 × 1 = $0.84 (no audio)\n\
         \x20 line 3: unknown: `duration` has an error; `check` tells which\n\
         \x20 together: at least $0.84, plus 1 task of unknown cost\n\
         \n\
         Total: at least $1.932, plus 1 task of unknown length and 2 of unknown cost; 1\n\
         file is no request\n"
    );
}

#[test]
fn a_file_that_is_missing_or_broken_is_told() {
    let folder = folder(&[
        ("broken.json", "[{\"taskType\":,".to_owned()),
        ("empty.json", String::new()),
        ("cut.json", "{\"taskType\": \"videoInference\",".to_owned()),
        ("lines.ndjson", format!("{}\n{{\"x\n", task(1, 5))),
        ("good.json", task(2, 5).to_string()),
    ]);
    let total = |arguments: &[&str]| {
        let outcome = run(folder.path(), &[&["cost"], arguments].concat());
        let total = outcome.stdout.lines().last().unwrap_or_default().to_owned();
        (outcome.code, total, outcome.stdout)
    };
    let outcome = run(folder.path(), &["cost", "missing.json"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    for (arguments, expected) in [
        (&["empty.json"][..], "Total: unknown; 1 file is not valid JSON"),
        (&["broken.json"], "Total: unknown: 1 task of unknown cost; 1 file is not valid JSON"),
        (&["cut.json"], "Total: unknown: 1 task of unknown cost; 1 file is not valid JSON"),
        (&["lines.ndjson"], "Total: at least $0.42; 1 file is not valid JSON"),
        (&["empty.json", "good.json"], "Total: at least $0.42; 1 file is not valid JSON"),
        (&["empty.json", "lines.ndjson", "good.json"], "Total: at least $0.84; 2 files are not valid JSON"),
    ] {
        let (code, last, out) = total(arguments);
        assert_eq!((code, last.as_str()), (Some(1), expected), "{out}");
        let outcome = run(folder.path(), &[&["cost", "--format", "json"], arguments].concat());
        let value: Value = serde_json::from_str(&outcome.stdout).expect("the output is JSON");
        assert_eq!((outcome.code, &value["total"]["isWhole"]), (Some(1), &json!(false)));
    }
    assert_eq!(total(&["good.json"]).0, Some(0));
}

#[test]
fn a_budget_makes_dear_tasks_errors() {
    let one = json!([task(1, 10), task(2, 4), task(3, 10)]).to_string();
    let folder = folder(&[("one.json", one), ("cheap.json", task(4, 3).to_string())]);
    let findings = |budget: &str| -> (Option<i32>, Vec<(String, String, u64)>) {
        let outcome = run(folder.path(), &["check", "--format", "json", "--max-cost", budget]);
        let report: Value = serde_json::from_str(&outcome.stdout).expect("the output is JSON");
        let found = report["diagnostics"].as_array().expect("a list").iter().map(|it| {
            assert_eq!((&it["rule"], &it["severity"]), (&json!("budget-exceeded"), &json!("error")));
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (
                text(&it["path"]),
                text(&it["pointer"]),
                it["span"]["start"]["offset"].as_u64().unwrap_or_default(),
            )
        });
        (outcome.code, found.collect())
    };
    let (code, found) = findings("0.50");
    let places: Vec<(&str, &str)> =
        found.iter().map(|(path, pointer, _)| (path.as_str(), pointer.as_str())).collect();
    assert_eq!((code, places), (Some(1), vec![("one.json", "/0"), ("one.json", "/2")]));
    // No single task is over it, all three together are: once, at the first.
    assert_eq!(findings("1"), (Some(1), vec![("one.json".to_owned(), "/0".to_owned(), 1)]));
    assert_eq!(findings("2.016"), (Some(0), Vec::new()));
    assert_eq!(findings("0.252").1.len(), 3);
    assert_eq!(findings("0").1.len(), 4);
}

#[test]
fn what_a_budget_does_not_count_is_told() {
    let unknown = json!({"taskType": "videoInference", "model": "acme:clip@1"});
    let folder = folder(&[
        ("known.json", task(1, 3).to_string()),
        ("one.json", json!([task(2, 3), unknown]).to_string()),
        ("two.jsonl", format!("{unknown}\n{}\n", task(3, 3))),
    ]);
    let run = |arguments: &[&str]| run(folder.path(), &[&["check", "--max-cost", "9"], arguments].concat());
    let outcome = run(&["known.json"]);
    assert!(!outcome.stderr.contains("--max-cost"), "{}", outcome.stderr);
    let line = |tasks: &str| {
        format!(
            "warning: --max-cost does not count {tasks}, whose cost is unknown; `runware-lint cost` tells why\n"
        )
    };
    let outcome = run(&["one.json"]);
    assert_eq!(outcome.code, Some(0));
    assert!(outcome.stderr.starts_with(&line("1 task")), "{}", outcome.stderr);
    for arguments in [&["."][..], &[".", "--format", "json"]] {
        let outcome = run(arguments);
        assert!(outcome.stderr.starts_with(&line("2 tasks")), "{}", outcome.stderr);
    }
    assert_eq!(run(&[".", "-q"]).stderr, line("2 tasks"));
    assert_eq!(run(&[".", "-qq"]).stderr, "");
}

#[test]
fn a_malformed_budget_is_refused() {
    let folder = folder(&[("a.json", task(1, 3).to_string())]);
    for budget in ["", "one", "-1", "1,50", "$1", "1e3", "0.0000000001", "1.2.3", "NaN"] {
        let outcome = run(folder.path(), &["check", &format!("--max-cost={budget}"), "a.json"]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{budget}");
        assert!(outcome.stderr.contains("--max-cost"), "{}", outcome.stderr);
    }
    let outcome = run(folder.path(), &["check", "--max-cost", "-1", "a.json"]);
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("`-1` is no amount in US dollars"), "{}", outcome.stderr);
}

#[test]
fn the_check_and_the_estimate_see_the_same_tasks() {
    for path in fixtures::files_below("fixtures", &["json", "jsonl", "ndjson"]) {
        let bytes = std::fs::read(&path).expect("the fixture can be read");
        let source = Source::from_bytes("fixture", &bytes);
        let is_lines = path.extension().is_some_and(|extension| extension != "json");
        let layout = if is_lines { Layout::Lines } else { Layout::Document };
        for foreign in [Foreign::Report, Foreign::Skip] {
            let options = Options { layout, foreign, ..Options::default() };
            let report = check(&source, &options);
            let file = cost::of_source(&source, &options);
            assert_eq!(file.status, report.files[0].status, "{}", path.display());
            // Lines that are no tasks are counted behind them.
            let tasks = &report.files[0].tasks[..file.tasks.len()];
            for (task, reported) in file.tasks.iter().zip(tasks) {
                assert_eq!(
                    (task.index, &task.pointer, task.line),
                    (reported.index, &reported.pointer, reported.line)
                );
            }
            let limited = Options { max_cost: "0".parse().ok(), ..options };
            let over = check(&source, &limited).diagnostics.len() - report.diagnostics.len();
            let priced =
                file.tasks.iter().filter(|task| matches!(task.estimate, cost::Estimate::Known(_))).count();
            assert_eq!(over, priced, "{}", path.display());
        }
    }
}
