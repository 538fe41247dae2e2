//! Every file under `fixtures/` is a test of its own, found by itself.
//!
//! - `requests/<page>/valid` and `rules/<rule>/pass`: nothing is found, asserted here.
//! - `requests/<page>/invalid`: the constraint that the file is named after is among the findings.
//! - `rules/<rule>/fail`: the rule is among the findings.
//!
//! What is found in a failing file stands in a snapshot beside it, as people see it.
//! After a change: `INSTA_UPDATE=always cargo test --test fixtures`, then read the difference.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use runware_lint::check::{Layout, check};
use runware_lint::output::{Appearance, full};
use runware_lint::report::Verdict;
use runware_lint::{Options, Report, Source};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("fixtures"), &mut paths);
    paths.sort();
    assert!(paths.len() > 500, "the fixtures are missing");
    let trials = paths.into_iter().filter_map(|path| trial(root, path)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of fixtures can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path
            .extension()
            .is_some_and(|extension| ["json", "jsonl", "ndjson"].iter().any(|known| extension == *known))
        {
            paths.push(path);
        }
    }
}

fn trial(root: &Path, path: PathBuf) -> Option<Trial> {
    let name = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    let folders: Vec<&str> = name.split('/').collect();
    let expected = match folders.as_slice() {
        ["fixtures", "requests", _, "valid", _] | ["fixtures", "rules", _, "pass", _] => Expected::Silence,
        ["fixtures", "requests", _, "invalid", file] => Expected::Constraint((*file).to_owned()),
        ["fixtures", "rules", rule, "fail", _] => Expected::Rule((*rule).to_owned()),
        _ => panic!("{name} stands in no folder that says what is expected of it"),
    };
    Some(Trial::test(name.clone(), move || run(&name, &path, &expected)))
}

enum Expected {
    Silence,
    /// The name of the file, which begins with the constraint's id.
    Constraint(String),
    Rule(String),
}

fn run(name: &str, path: &Path, expected: &Expected) -> Result<(), Failed> {
    let bytes = std::fs::read(path)?;
    let source = Source::from_bytes(name, &bytes);
    let is_lines = path.extension().is_some_and(|extension| extension != "json");
    let layout = if is_lines { Layout::Lines } else { Layout::Document };
    // A rule that finds nothing unless a budget is given.
    let max_cost = if name.contains("/budget-exceeded/") { "1".parse().ok() } else { None };
    let report = check(&source, &Options { layout, max_cost, ..Options::default() });
    match expected {
        Expected::Silence => return assert_silent(name, &report),
        Expected::Constraint(file) => assert_found(&report, |_, constraint| {
            constraint.is_some_and(|id| file.strip_prefix(id).is_some_and(|rest| rest.starts_with('-')))
        })?,
        Expected::Rule(expected) => assert_found(&report, |rule, _| rule == expected)?,
    }
    let mut shown = String::new();
    full::write(&mut shown, &report.diagnostics, &source, Appearance::plain());
    for task in &report.files[0].tasks {
        let place = task.line.map_or_else(|| task.pointer.clone(), |line| format!("line {line}"));
        let _ = writeln!(shown, "task {} {place}: {:?}", task.index, task.verdict);
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().ok_or("a fixture stands in a folder")?);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let snapshot = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a fixture has a name")?;
    settings.bind(|| insta::assert_snapshot!(snapshot, shown));
    Ok(())
}

/// Where tasks are that no rule set judges, on purpose: polls, keys, other task types, a model of somebody else.
const UNCHECKED: [&str; 6] = [
    "fixtures/requests/klingai-video-o3-pro/valid/task-and-its-poll.ndjson",
    "fixtures/rules/duplicate-task-uuid/",
    "fixtures/rules/embedded-api-key/",
    "fixtures/rules/not-a-request/",
    "fixtures/rules/unknown-field/pass/not-checked-model-has-own-fields.json",
    "fixtures/rules/unknown-task-type/",
];

/// Nothing is found, and not because nobody looked.
fn assert_silent(name: &str, report: &Report) -> Result<(), Failed> {
    let found: Vec<String> = report
        .diagnostics
        .iter()
        .map(|diagnostic| {
            format!("{} at {}: {}", diagnostic.rule.id, diagnostic.place.pointer, diagnostic.message)
        })
        .collect();
    if !found.is_empty() {
        return Err(found.join("\n").into());
    }
    let tasks = &report.files[0].tasks;
    let may_be_unchecked = UNCHECKED.iter().any(|start| name.starts_with(start));
    let unjudged = tasks.iter().find(|task| match task.verdict {
        Verdict::Valid => false,
        Verdict::Unchecked => !may_be_unchecked,
        Verdict::Invalid => true,
    });
    match unjudged {
        Some(task) => Err(format!("task {} is {:?}", task.index, task.verdict).into()),
        None if tasks.is_empty() => Err("there is no task in it".into()),
        None => Ok(()),
    }
}

fn assert_found(report: &Report, is_expected: impl Fn(&str, Option<&str>) -> bool) -> Result<(), Failed> {
    let found = &report.diagnostics;
    if found.iter().any(|diagnostic| is_expected(diagnostic.rule.id, diagnostic.constraint.as_deref())) {
        return Ok(());
    }
    let names: Vec<&str> = found.iter().map(|diagnostic| diagnostic.rule.id).collect();
    Err(format!("the expected finding is missing; found: {names:?}").into())
}
