//! The action for GitHub: its script, started as the runner starts it.
#![cfg(unix)]

#[path = "common/tools.rs"]
mod tools;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const ACTION: &str = include_str!("../action.yml");
const VALID: &str = include_str!("cli/valid.json");

/// What a step of a job leaves behind.
struct Step {
    code: Option<i32>,
    log: String,
    summary: String,
    folder: TempDir,
}

/// Runs the step in a folder with these files. The inputs are those of the action.
fn run(files: &[(&str, &str)], paths: &str, arguments: &str, sarif: &str) -> Step {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let (work, runner) = (folder.path().join("a b"), folder.path().join("runner temp"));
    for (name, text) in files {
        let path = work.join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    // Where the action's first step installs the program.
    let installed = runner.join("runware-lint/bin");
    fs::create_dir_all(&installed).expect("a folder can be made");
    symlink(env!("CARGO_BIN_EXE_runware-lint"), installed.join("runware-lint")).expect("links can be made");
    let summary = runner.join("summary.md");
    fs::write(&summary, "An earlier step.\n").expect("a file can be written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action.sh");
    let mut bash = Command::new("bash");
    bash.arg(script).current_dir(work).env("RUNNER_TEMP", runner).env("GITHUB_STEP_SUMMARY", &summary);
    bash.env("INPUT_PATHS", paths).env("INPUT_ARGUMENTS", arguments).env("INPUT_SARIF", sarif);
    let output = bash.output().expect("bash starts");
    Step {
        code: output.status.code(),
        log: String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        summary: fs::read_to_string(summary).expect("the summary can be read"),
        folder,
    }
}

fn invalid() -> String {
    VALID.replace("\"duration\"", "\"durations\"")
}

#[test]
fn findings_are_annotations_and_a_table() {
    if !tools::is_there("bash") {
        return;
    }
    let step = run(&[("good.json", VALID), ("sub/bad.json", &invalid())], ".", "", "");
    assert_eq!(step.code, Some(1), "{}", step.log);
    assert!(step.log.starts_with("::error file=sub/bad.json,line="), "{}", step.log);
    assert!(step.log.contains("2 tasks: 1 valid, 1 invalid."), "{}", step.log);
    assert!(step.summary.starts_with("An earlier step.\n### runware-lint\n"), "{}", step.summary);
    assert!(step.summary.contains("unknown-field"), "{}", step.summary);
    let step = run(&[("good.json", VALID)], "", "", "");
    assert_eq!((step.code, step.log.contains("::")), (Some(0), false), "{}", step.log);
}

#[test]
fn a_line_is_one_path_or_argument() {
    if !tools::is_there("bash") {
        return;
    }
    let bad = &*invalid();
    let files = [("my requests/a b.json", bad), ("-x.json", bad), ("odd $(touch x) name.json", bad)];
    let paths = "my requests\n\n-x.json\nodd $(touch x) name.json\n";
    let step = run(&files, paths, "--fail-on\nnever\n--exclude=my requests/*\n", "");
    assert_eq!(step.code, Some(0), "{}", step.log);
    assert!(step.log.contains("2 tasks: 2 invalid."), "{}", step.log);
    assert!(!step.folder.path().join("a b/x").exists());
    let step = run(&files, "my requests/*.json", "", "");
    assert_eq!(step.code, Some(1), "{}", step.log);
}

#[test]
fn a_sarif_file_is_written_where_one_is_named() {
    if !tools::is_there("bash") {
        return;
    }
    let step = run(&[("bad.json", &invalid())], ".", "--fail-on=never", "my results.sarif");
    assert_eq!(step.code, Some(0), "{}", step.log);
    let sarif = fs::read_to_string(step.folder.path().join("a b/my results.sarif")).expect("it is there");
    assert!(
        sarif.contains("\"ruleId\": \"unknown-field\"") || sarif.contains("\"ruleId\":\"unknown-field\"")
    );
}

#[test]
fn a_mistake_in_the_inputs_fails_the_step() {
    if !tools::is_there("bash") {
        return;
    }
    for (paths, arguments) in [("nowhere", ""), (".", "--fail-on=warnings")] {
        let step = run(&[("good.json", VALID)], paths, arguments, "");
        assert_eq!(step.code, Some(2), "{}", step.log);
        assert_eq!(step.summary, "An earlier step.\n");
    }
}

/// The script reads the inputs under the names that the action gives them.
#[test]
fn every_input_reaches_the_script() {
    let script = include_str!("../.github/action.sh");
    let inputs = ACTION.lines().skip_while(|line| *line != "inputs:").skip(1);
    let inputs = inputs.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("    "));
    let inputs: Vec<&str> = inputs.map(|line| line.trim().trim_end_matches(':')).collect();
    assert_eq!(inputs, ["paths", "arguments", "sarif"]);
    for input in inputs {
        let variable = format!("INPUT_{}", input.to_uppercase());
        assert!(ACTION.contains(&format!("{variable}: ${{{{ inputs.{input} }}}}\n")), "{input}");
        assert!(script.contains(&format!("${variable}\"")), "{input}");
    }
    assert!(ACTION.contains("bash \"$ACTION_PATH/.github/action.sh\""));
}

/// A test without its program fails where that must be there.
#[test]
fn programs_that_must_be_there_are_not_passed_over() {
    let test = std::env::current_exe().expect("a test knows its file");
    let run = |required: &str| {
        let mut test = Command::new(&test);
        test.args(["--exact", "findings_are_annotations_and_a_table"]);
        let output = test.env("PATH", "").env(tools::REQUIRED, required).output().expect("it starts");
        let shown = [output.stdout, output.stderr].map(|shown| String::from_utf8_lossy(&shown).into_owned());
        (output.status.success(), shown.concat())
    };
    let (is_passed, shown) = run("man git");
    assert!(is_passed && shown.contains("SKIPPED"), "{shown}");
    let (is_passed, shown) = run("git bash");
    assert!(!is_passed && shown.contains("there is no `bash` here"), "{shown}");
}
