//! `--format` and `--output`, by running the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const FORMATS: [&str; 9] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"];
const GOOD: &str = r#"{"taskType": "videoInference", "taskUUID": "4eeb5ffc-286e-43e6-997d-f7369627ed21",
  "model": "klingai:kling-video@3-standard", "positivePrompt": "Gulls over a pier", "width": 1280, "height": 720}"#;

/// A folder with a good request, a bad one and a broken one.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("good.json"), GOOD).expect("a file");
    fs::write(folder.path().join("bad.json"), GOOD.replace("720", "7")).expect("a file");
    fs::write(folder.path().join("broken.json"), GOOD.replace("720", "720,")).expect("a file");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runware-lint"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .env("LC_ALL", "C")
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it is UTF-8")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_holds_what_standard_output_would() {
    let folder = folder();
    let mut all: Vec<String> = vec!["*d.json".to_owned(), "broken.json".to_owned()];
    for format in FORMATS {
        all.extend(["--output".to_owned(), format!("{format}=report.{format}")]);
    }
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let together = run(folder.path(), &all);
    assert_eq!(together.status.code(), Some(1));
    for format in FORMATS {
        let alone = run(folder.path(), &["*d.json", "broken.json", "--format", format]);
        assert_eq!(alone.status.code(), Some(1), "{format}");
        assert_eq!(alone.stderr, together.stderr);
        let file = fs::read_to_string(folder.path().join(format!("report.{format}"))).expect("a report");
        assert_eq!(file, text(&alone.stdout), "{format}");
        assert!(file.contains("bad.json") && file.ends_with('\n'));
        if format == "full" {
            assert_eq!(alone.stdout, together.stdout);
        }
    }
    assert_eq!(names(folder.path()).len(), 3 + FORMATS.len(), "nothing else is left");
}

#[test]
fn machine_formats_print_the_report_alone() {
    let folder = folder();
    let stdout = |format: &str| {
        let output = run(folder.path(), &[".", "--format", format, "-v"]);
        assert!(text(&output.stderr).contains("Found "));
        text(&output.stdout).to_owned()
    };
    for format in ["json", "sarif", "gitlab"] {
        let value: Result<serde_json::Value, _> = serde_json::from_str(&stdout(format));
        assert!(value.is_ok(), "{format}");
    }
    let lines = stdout("jsonl");
    assert!(lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(stdout("github").lines().all(|line| line.starts_with("::error file=")));
    assert!(roxmltree::Document::parse(&stdout("junit")).is_ok());
    assert!(stdout("markdown").starts_with("### "));
}

#[test]
fn a_file_that_cannot_be_written_is_told_and_nothing_is_begun() {
    let folder = folder();
    fs::write(folder.path().join("kept.sarif"), "old").expect("a file");
    for bad in ["json=nowhere/a", "json=.", "json=good.json/a"] {
        let output = run(
            folder.path(),
            &[".", "--output", "sarif=kept.sarif", "--output", "junit=new.xml", "--output", bad],
        );
        assert_eq!(output.status.code(), Some(2), "{bad}");
        assert_eq!(text(&output.stdout), "");
        let (_, path) = bad.split_once('=').expect("a path");
        assert!(
            text(&output.stderr).contains(&format!("{path}: cannot be written: ")),
            "{}",
            text(&output.stderr)
        );
        assert_eq!(text(&output.stderr).lines().count(), 1);
    }
    assert_eq!(fs::read_to_string(folder.path().join("kept.sarif")).expect("a file"), "old");
    assert_eq!(names(folder.path()), ["bad.json", "broken.json", "good.json", "kept.sarif"]);
}

#[test]
fn a_report_takes_the_place_of_an_earlier_one_and_of_no_request() {
    let folder = folder();
    for request in ["good.json", "bad.json", "broken.json"] {
        let before = fs::read(folder.path().join(request)).expect("a file");
        let output = run(folder.path(), &[".", "--output", &format!("json={request}")]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
        let told = format!("error: --output: {request} is checked; it would be lost\n");
        assert_eq!(text(&output.stderr), told);
        assert_eq!(fs::read(folder.path().join(request)).expect("a file"), before);
    }
    for report in ["json=report.json", "jsonl=report.jsonl", "sarif=sarif.json", "gitlab=gitlab.json"] {
        for _ in 0..2 {
            let output = run(folder.path(), &[".", "--output", report]);
            assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        }
    }
}

#[test]
fn a_file_is_the_same_however_it_is_written() {
    let folder = folder();
    fs::create_dir(folder.path().join("more")).expect("a folder");
    let bad = folder.path().join("bad.json");
    let before = fs::read(&bad).expect("a file");
    let mut paths = vec![bad.display().to_string(), "./bad.json".to_owned(), "more/../bad.json".to_owned()];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../bad.json", folder.path().join("more/link")).expect("a link");
        paths.push("more/link".to_owned());
    }
    for path in paths {
        for input in [".", "bad.json"] {
            let output = run(folder.path(), &[input, "--output", &format!("json={path}")]);
            assert_eq!(output.status.code(), Some(2), "{path}");
            assert!(text(&output.stderr).ends_with("bad.json is checked; it would be lost\n"), "{path}");
            assert_eq!(fs::read(&bad).expect("a file"), before, "{path}");
        }
    }
    let named = ["-", "--stdin-filename", "more/../bad.json", "--output", "json=bad.json"];
    assert_eq!(run(folder.path(), &named).status.code(), Some(2), "standard input stands for a file");
    assert_eq!(fs::read(&bad).expect("a file"), before);
    let twice = ["bad.json", "--output", "json=report", "--output", "concise=more/../report"];
    let output = run(folder.path(), &twice);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).ends_with("would be written twice\n"), "{}", text(&output.stderr));
}

#[test]
fn a_report_takes_the_place_of_no_model() {
    let folder = folder();
    fs::create_dir(folder.path().join("models")).expect("a folder");
    let schema = folder.path().join("models/film.json");
    let text_of_schema = r#"{"properties": {"model": {"const": "acme:film@1"}}}"#;
    fs::write(&schema, text_of_schema).expect("a file");
    let with =
        |output: &str| run(folder.path(), &["good.json", "--schema-dir", "models", "--output", output]);
    let output = with("json=models/film.json");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("models/film.json is in a folder of models"));
    assert_eq!(fs::read_to_string(&schema).expect("a file"), text_of_schema);
    assert_eq!(with("json=film.json").status.code(), Some(0));
}

#[test]
fn a_report_takes_the_place_of_no_baseline_and_no_configuration() {
    let folder = folder();
    fs::write(folder.path().join("runware-lint.toml"), "fail-on = \"warning\"\n").expect("a file");
    fs::create_dir(folder.path().join("more")).expect("a folder");
    assert_eq!(run(folder.path(), &["bad.json", "--write-baseline", "known.json"]).status.code(), Some(0));
    let baseline = fs::read(folder.path().join("known.json")).expect("a file");
    for (arguments, told) in [
        (&["--baseline", "known.json", "--output", "json=known.json"][..], "known.json is the baseline"),
        (&["--baseline", "known.json", "--output", "json=more/../known.json"], "known.json is the baseline"),
        (&["--write-baseline", "known.json", "--output", "json=known.json"], "known.json is the baseline"),
        (&["--output", "json=runware-lint.toml"], "runware-lint.toml is the configuration"),
        (&["--config", "runware-lint.toml", "--output", "json=./runware-lint.toml"], "is the configuration"),
    ] {
        let output = run(folder.path(), &[&["bad.json"], arguments].concat());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
        assert!(text(&output.stderr).ends_with("; it would be lost\n"));
        assert_eq!(fs::read(folder.path().join("known.json")).expect("a file"), baseline);
        assert_eq!(names(folder.path()).len(), 6, "nothing else is left");
    }
    let configuration = fs::read_to_string(folder.path().join("runware-lint.toml")).expect("a file");
    assert_eq!(configuration, "fail-on = \"warning\"\n");
    // Where it is not in use, it is a file like others.
    let output = run(folder.path(), &["bad.json", "--isolated", "--output", "json=known.json"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn no_file_is_touched_after_a_usage_error() {
    let folder = folder();
    fs::write(folder.path().join("kept"), "old").expect("a file");
    for arguments in [
        &["--output", "json=kept", "--select", "nonsense"][..],
        &["--output", "json=kept", "nowhere.json"],
        &["--output", "json=kept", "--outptu", "json=other"],
        &["--output", "json=kept", "--output", "sarif=kept"],
        &["--output", "json=kept", "--output", "jsn=other"],
        &["--output", "json=kept", "--output", "json"],
        &["--output", "json=kept", "--output", "json=-"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "");
        assert!(!output.stderr.is_empty());
    }
    fs::write(folder.path().join("wrong.toml"), "colour = 1\n").expect("a file");
    let output = run(folder.path(), &[".", "--config", "wrong.toml", "--output", "json=kept"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    let nearest = run(folder.path(), &["--output", "sarfi=a"]);
    assert!(text(&nearest.stderr).contains("did you mean `sarif`?"), "{}", text(&nearest.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("kept")).expect("a file"), "old");
    assert_eq!(names(folder.path()), ["bad.json", "broken.json", "good.json", "kept", "wrong.toml"]);
}

#[test]
fn the_report_of_an_earlier_run_is_not_checked() {
    let folder = folder();
    let arguments = [".", "--format", "json", "--output", "gitlab=./quality.json"];
    let first = run(folder.path(), &arguments);
    assert!(folder.path().join("quality.json").is_file());
    let second = run(folder.path(), &arguments);
    assert_eq!(text(&first.stdout), text(&second.stdout));
    assert_eq!(text(&first.stderr), text(&second.stderr));
}

#[test]
fn quiet_silences_the_streams_and_not_the_files() {
    let folder = folder();
    let output = run(folder.path(), &["bad.json", "-qq", "--format", "json", "--output", "jsonl=report"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!((text(&output.stdout), text(&output.stderr)), ("", ""));
    let report = fs::read_to_string(folder.path().join("report")).expect("a report");
    assert!(report.starts_with("{\"rule\":") && report.contains("{\"summary\":{\"files\":1,"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_in_every_format() {
    let folder = folder();
    std::os::unix::fs::symlink("nowhere", folder.path().join("lost.json")).expect("a link");
    for format in FORMATS.into_iter().skip(2) {
        let output = run(folder.path(), &["lost.json", "bad.json", "--format", format]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(text(&output.stdout).contains("lost"), "{format}");
        assert!(text(&output.stdout).contains("bad"), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn files_are_written_although_nobody_reads_the_stream() {
    let folder = folder();
    let file = fs::File::create("/dev/full").expect("a device");
    let status = Command::new(env!("CARGO_BIN_EXE_runware-lint"))
        .args([".", "--format", "json", "--output", "json=report"])
        .current_dir(folder.path())
        .stdout(file)
        .output()
        .expect("the program runs");
    assert_eq!(status.status.code(), Some(2));
    assert!(text(&status.stderr).contains("standard output: "));
    assert!(folder.path().join("report").is_file());
    let full = run(folder.path(), &[".", "--output", "json=/dev/full"]);
    assert_eq!(full.status.code(), Some(2));
    assert!(text(&full.stderr).contains("/dev/full: cannot be written: "), "{}", text(&full.stderr));
}
