//! The shell lines of the README's recipes, tried as they stand there.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const README: &str = include_str!("../README.md");
const VALID: &str = include_str!("cli/valid.json");

/// The lines that start with this, after what marks them as lines of a shell, with what continues them.
fn lines(start: &str) -> Vec<String> {
    let readme = README.replace("\\\n", "");
    let lines = readme.lines().map(|line| line.trim_start_matches([' ', '-', '$']));
    lines.filter(|line| line.starts_with(start)).map(str::to_owned).collect()
}

/// A repository with a valid request on its main branch, and an invalid one on the branch that is checked out.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    fs::create_dir(folder.path().join("requests")).expect("a folder can be made");
    write(&folder, "good.json", VALID);
    write(&folder, "requests/good.json", VALID);
    run(
        &folder,
        "git init --quiet --initial-branch main && git add . && git commit --quiet -m 1 && git checkout -q -b x",
    );
    write(&folder, "requests/b a d.json", &VALID.replace("\"duration\"", "\"durations\""));
    write(&folder, "package.json", "{\"name\": \"a\"}");
    run(&folder, "git rm --quiet good.json && git add . && git commit --quiet -m 2");
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("a file can be written");
}

fn run(folder: &TempDir, line: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_runware-lint")).parent().expect("it is in a folder");
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from(program)).chain(std::env::split_paths(&usual));
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder.path()).stdin(Stdio::null());
    shell.env("PATH", std::env::join_paths(folders).expect("no folder's name has a colon"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GIT_")) {
        shell.env_remove(name);
    }
    shell.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for person in ["AUTHOR", "COMMITTER"] {
        shell
            .env(format!("GIT_{person}_NAME"), "Somebody")
            .env(format!("GIT_{person}_EMAIL"), "a@example.com");
    }
    shell.output().expect("the shell starts")
}

#[test]
fn reports_are_written_and_the_job_fails() {
    let recipes = lines("runware-lint check requests");
    assert_eq!(recipes.len(), 2, "{recipes:?}");
    for recipe in recipes {
        let folder = repository();
        let output = run(&folder, &recipe);
        let log = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{recipe}: {output:?}");
        assert!(log.contains("requests/b a d.json:"), "{recipe}: {log}");
        let (_, file) = recipe.rsplit_once('=').expect("it names a file");
        let report = fs::read_to_string(folder.path().join(file)).expect("it was written");
        assert!(report.contains("b%20a%20d.json") || report.contains("b a d.json"), "{recipe}: {report}");
    }
}

#[test]
fn what_a_branch_changes_is_checked() {
    let recipes = lines("git diff");
    assert_eq!(recipes.len(), 1, "{recipes:?}");
    let output = run(&repository(), &recipes[0]);
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    // The code is that of xargs.
    assert_eq!(output.status.code(), Some(123), "{log}");
    assert!(
        log.contains("Found 1 error in 1 of 2 files.\n1 task: 1 invalid; 1 file is no request."),
        "{log}"
    );
}
