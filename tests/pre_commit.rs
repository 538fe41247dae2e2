//! The pre-commit hook, as a committer meets it: the real pre-commit builds and runs it in repositories of its own.

#[path = "common/hook.rs"]
mod hook;
#[path = "common/tools.rs"]
mod tools;

use hook::Repository;

const VALID: &str = include_str!("cli/valid.json");
const PACKAGE: &str = "{\"name\": \"a package\", \"version\": \"1.0.0\"}\n";
/// A file of another tool, whose JSON has comments.
const COMMENTED: &str = "{\n  // JSON, nearly\n  \"compilerOptions\": {},\n}\n";

fn invalid() -> String {
    VALID.replace("\"duration\"", "\"durations\"")
}

/// With a warning, and without an error.
fn contested() -> String {
    VALID.replace("klingai:kling-video@o3-pro", "another:model@1")
}

fn on_one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn can_run() -> bool {
    ["git", "pre-commit"].into_iter().all(tools::is_there)
}

#[test]
fn a_commit_with_a_bad_request_is_refused() {
    if !can_run() {
        return;
    }
    let repository = Repository::new("", &[("requests/good.json", VALID), ("bad.json", &invalid())]);
    repository.install();
    let refused = repository.commit();
    refused.assert(1, &["Failed\n", "- hook id: runware-lint\n", "- exit code: 1\n"]);
    let line = VALID.lines().position(|line| line.contains("\"duration\"")).expect("it has one") + 1;
    refused.assert(1, &["unknown-field", "did you mean `duration`?", &format!("bad.json:{line}:")]);
    assert!(!refused.text.contains("good.json"), "{}", refused.text);
    repository.stage("bad.json", VALID);
    repository.commit().assert(0, &["Passed\n", "3 files changed"]);
}

#[test]
fn files_of_other_tools_are_passed_over_and_counted() {
    if !can_run() {
        return;
    }
    let line = on_one_line(VALID);
    let files = [
        ("package.json", PACKAGE),
        ("tsconfig.json", COMMENTED),
        ("empty.json", ""),
        ("notes.txt", "{}"),
        ("notebook.ipynb", "{\"cells\": []}"),
        ("good.json", VALID),
        ("lines.jsonl", &line),
    ];
    let repository = Repository::new("        verbose: true\n", &files);
    repository.pre_commit(&[]).assert(0, &["No problems found", "2 tasks: 2 valid"]);
    repository.pre_commit(&[]).assert(0, &["3 files are no requests"]);
    let repository = Repository::new("", &files[3..5]);
    repository.pre_commit(&[]).assert(0, &["(no files to check)Skipped"]);
}

#[test]
fn every_line_of_an_export_is_checked() {
    if !can_run() {
        return;
    }
    for name in ["lines.jsonl", "lines.ndjson"] {
        let text = format!("{}\n{}\n", on_one_line(VALID), on_one_line(&invalid()));
        let repository = Repository::new("", &[(name, &text)]);
        repository.pre_commit(&[]).assert(1, &[&format!("{name}:2:"), "2 tasks: 1 valid, 1 invalid."]);
    }
}

#[test]
fn odd_names_are_files() {
    if !can_run() {
        return;
    }
    for name in ["-x.json", "--help.json", "a b/c d.json", "[a]*.json", "ü.json"] {
        let repository = Repository::new("", &[(name, &invalid()), ("a.json", VALID)]);
        repository
            .pre_commit(&[])
            .assert(1, &["Found 1 error in 1 of 2 files.", "2 tasks: 1 valid, 1 invalid."]);
    }
}

#[test]
fn warnings_are_seen_where_they_are_asked_for() {
    if !can_run() {
        return;
    }
    let contested = contested();
    let files = [("-x.json", &*contested)];
    let run = |settings| Repository::new(settings, &files).pre_commit(&[]);
    let silent = run("");
    silent.assert(0, &["Passed\n"]);
    assert!(!silent.text.contains("unknown-model"), "{}", silent.text);
    run("        verbose: true\n").assert(0, &["Passed\n", "unknown-model", "Found 1 warning"]);
    run("        args: [--fail-on, warning, --]\n")
        .assert(1, &["Failed\n", "unknown-model", "Found 1 warning"]);
}

/// The configuration that the README shows, as it is and with what stands there in comments.
#[test]
fn the_readme_shows_what_works() {
    if !can_run() {
        return;
    }
    let readme = include_str!("../README.md");
    let blocks = readme.split("```yaml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let shown: Vec<&str> =
        blocks.map(|(block, _)| block).filter(|block| block.starts_with("repos:")).collect();
    let [shown] = shown[..] else { panic!("the README has {} of them", shown.len()) };
    let here = |line: &str| match line.split_once(':') {
        Some((key, _)) if key.ends_with("- repo") => format!("{key}: REPO\n"),
        Some((key, _)) if key.ends_with(" rev") => format!("{key}: REV\n"),
        _ => format!("{line}\n"),
    };
    let configuration: String = shown.lines().map(here).collect();
    let files = [("-x.json", &*contested())];
    Repository::with_configuration(&configuration, &files).pre_commit(&[]).assert(0, &["Passed\n"]);
    let strict = configuration.replace("# verbose", "verbose").replace("# args", "args");
    assert_ne!(strict, configuration);
    let refused = Repository::with_configuration(&strict, &files).pre_commit(&[]);
    refused.assert(1, &["Failed\n", "unknown-model", "Found 1 warning"]);
}

#[test]
fn what_the_configuration_excludes_is_not_checked() {
    if !can_run() {
        return;
    }
    let repository = Repository::new("", &[("samples/bad.json", &invalid())]);
    repository.pre_commit(&[]).assert(1, &["Failed\n"]);
    repository.stage("runware-lint.toml", "exclude = [\"samples\"]\n");
    repository.pre_commit(&[]).assert(0, &["Passed\n"]);
}

#[test]
fn a_bad_configuration_is_told() {
    if !can_run() {
        return;
    }
    let repository = Repository::new("", &[("a.json", VALID), ("runware-lint.toml", "exclud = []\n")]);
    repository.pre_commit(&[]).assert(1, &["- exit code: 2\n", "runware-lint.toml:1:1", "exclude"]);
}

/// pre-commit starts the hook once for as many files as fit into a command line.
#[test]
fn a_thousand_files_are_checked_in_several_batches() {
    if !can_run() {
        return;
    }
    let repository = Repository::new("        verbose: true\n", &[]);
    let folder = ["a-name-that-is-long-enough-to-fill-a-command-line"; 4].join("/");
    let name = |index: usize| format!("{folder}/{index:04}.json");
    let (valid, invalid) = (VALID, &*invalid());
    for index in 0..1000 {
        let text = match index {
            0 | 999 => invalid,
            _ if index % 10 == 5 => PACKAGE,
            _ => valid,
        };
        repository.write(&name(index), text);
    }
    repository.stage_all();
    let outcome = repository.pre_commit(&[]);
    outcome.assert(1, &["/0000.json:", "/0999.json:"]);
    let (mut batches, mut counts) = (0, [0; 4]);
    for line in outcome.text.lines().filter(|line| line.contains(" tasks: ")) {
        batches += 1;
        for (count, what) in counts.iter_mut().zip(["tasks", "valid", "invalid", "files are no requests"]) {
            *count += counted(line, what);
        }
    }
    assert!(batches > 1, "{}", outcome.text);
    assert_eq!(counts, [900, 898, 2, 100], "{}", outcome.text);
}

/// The number that stands before a word.
fn counted(line: &str, word: &str) -> usize {
    let parts = line.split([':', ',', ';', '.']).map(str::trim);
    let counts = parts.filter_map(|part| part.strip_suffix(word)?.trim_end().parse::<usize>().ok());
    counts.sum()
}

/// With colours, pre-commit gives the hook a terminal without any columns.
#[test]
fn a_terminal_without_columns_is_as_wide_as_usual() {
    if !can_run() {
        return;
    }
    let repository = Repository::new("", &[("bad.json", &invalid())]);
    let outcome = repository.pre_commit(&["--color", "always"]);
    outcome.assert(1, &["bad.json:", "\u{1b}["]);
    let plain = anstream::adapter::strip_str(&outcome.text).to_string();
    for line in plain.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
