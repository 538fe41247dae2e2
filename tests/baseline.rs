//! Baselines: what was there before is counted and not reported, wherever it has moved to.

#[path = "common/program.rs"]
mod program;

use program::{Folder, Outcome, TWO_MISTAKES};

/// A request on one line.
fn line(text: &str) -> String {
    text.lines().map(str::trim).collect::<String>() + "\n"
}

/// A folder whose baseline holds both mistakes of `a.json`.
fn folder() -> Folder {
    let folder = Folder::new(&[("a.json", TWO_MISTAKES)]);
    let outcome = write(&folder);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""));
    assert!(outcome.err.starts_with("base.json holds 2 findings.\n"), "{}", outcome.err);
    folder
}

fn write(folder: &Folder) -> Outcome {
    folder.run(&["--write-baseline", "base.json"])
}

fn check(folder: &Folder) -> Outcome {
    folder.run(&["--baseline", "base.json"])
}

#[test]
fn known_findings_are_counted_and_not_reported() {
    let folder = folder();
    let outcome = check(&folder);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""));
    assert_eq!(
        outcome.err, "No problems found in 1 file.\n1 task: 1 valid; 2 findings in the baseline.\n",
        "the baseline itself is not among the files"
    );
    assert!(
        folder.run_plain(&["--format", "json", "--baseline", "base.json"]).out.contains("\"baselined\":2")
    );
}

#[test]
fn the_file_is_sorted_and_has_one_finding_per_line() {
    let folder = folder();
    folder.write("0/z.json", &format!("[{TWO_MISTAKES}, {}]", TWO_MISTAKES.replace("4c56", "4c57")));
    write(&folder);
    assert_eq!(
        folder.read("base.json"),
        r#"{
  "version": 1,
  "findings": [
    {"path":"0/z.json","rule":"unknown-field","pointer":"/fps","value":"08030007b4c31813","count":2},
    {"path":"0/z.json","rule":"unsupported-dimensions","constraint":"o3-8","pointer":"/width","value":"94902a184548d775","count":2},
    {"path":"a.json","rule":"unknown-field","pointer":"/fps","value":"08030007b4c31813","count":1},
    {"path":"a.json","rule":"unsupported-dimensions","constraint":"o3-8","pointer":"/width","value":"94902a184548d775","count":1}
  ]
}
"#
    );
    let before = folder.read("base.json");
    write(&folder);
    assert_eq!(folder.read("base.json"), before);
}

#[test]
fn moved_lines_and_other_folders_do_not_matter() {
    let folder = folder();
    folder.write("a.json", &format!("\n\n[\n{}]", line(TWO_MISTAKES)));
    assert_eq!(check(&folder).out, "");
    folder.write("sub/empty.json", "{}");
    let sub = folder.path().join("sub");
    let mut command = folder.command();
    command.current_dir(sub).args(["--format", "concise", "../a.json", "--baseline", "../base.json"]);
    assert_eq!(Folder::outcome(&mut command).out, "");
}

#[test]
fn another_value_is_another_finding_and_the_old_one_is_stale() {
    let folder = folder();
    folder.write("a.json", &TWO_MISTAKES.replace("24", "25"));
    let outcome = check(&folder);
    assert_eq!((outcome.findings(), outcome.code), (vec!["a.json unknown-field".to_owned()], Some(1)));
    assert!(
        outcome.err.starts_with(
            "warning: base.json: not found any more; --write-baseline takes it out:\n  a.json: unknown-field at /fps\n"
        ),
        "{}",
        outcome.err
    );
    assert!(write(&folder).err.starts_with("base.json holds 2 findings (1 removed).\n"));
    assert_eq!(check(&folder).out, "");
}

#[test]
fn as_many_findings_are_covered_as_were_there() {
    let request = line(TWO_MISTAKES);
    let folder = Folder::new(&[("a.ndjson", &request.repeat(2))]);
    write(&folder);
    assert_eq!(folder.run(&["--baseline", "base.json", "--ignore", "duplicate-task-uuid"]).out, "");
    folder.write("a.ndjson", &format!("\n{}", request.repeat(3)));
    let outcome = folder.run(&["--baseline", "base.json", "--ignore", "duplicate-task-uuid"]);
    assert_eq!(outcome.findings(), ["a.ndjson unknown-field", "a.ndjson unsupported-dimensions"]);
    assert!(outcome.out.starts_with("a.ndjson:4:"), "{}", outcome.out);
}

#[test]
fn files_outside_of_the_run_are_left_alone_until_they_are_gone() {
    let folder = folder();
    folder.write("b.json", TWO_MISTAKES);
    let outcome = folder.run(&["b.json", "--write-baseline", "base.json"]);
    assert!(outcome.err.starts_with("base.json holds 4 findings.\n"), "{}", outcome.err);
    let outcome = folder.run(&["b.json", "--baseline", "base.json"]);
    assert!(!outcome.err.contains("warning"), "{}", outcome.err);
    std::fs::remove_file(folder.path().join("a.json")).expect("it can be removed");
    let outcome = folder.run(&["b.json", "--baseline", "base.json"]);
    assert!(outcome.err.contains("  a.json is not there any more\n"), "{}", outcome.err);
    assert!(write(&folder).err.starts_with("base.json holds 2 findings (2 removed).\n"));
}

#[test]
fn what_is_not_selected_stays_in_the_baseline() {
    let folder = folder();
    folder.write("a.json", &TWO_MISTAKES.replace("fps", "FPS"));
    let outcome = folder.run(&["--select", "o3-8", "--baseline", "base.json"]);
    assert!(!outcome.err.contains("warning"), "{}", outcome.err);
    let outcome = folder.run(&["--select", "o3-8", "--write-baseline", "base.json"]);
    assert!(outcome.err.starts_with("base.json holds 2 findings.\n"), "{}", outcome.err);
}

#[test]
fn ignored_findings_are_not_in_the_baseline() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "[[ignore]]\nrule = \"o3-8\"\nreason = \"a preview\""),
        ("a.json", TWO_MISTAKES),
    ]);
    let outcome = write(&folder);
    assert!(outcome.err.ends_with("1 finding ignored, 1 in the baseline.\n"), "{}", outcome.err);
}

#[test]
fn secrets_leave_no_trace() {
    let text = "[{\"taskType\": \"authentication\", \"apiKey\": \"s3cr3tK3y0123456789abcdef\"}]";
    let folder = Folder::new(&[("a.json", text)]);
    write(&folder);
    let baseline = folder.read("base.json");
    assert!(
        baseline.contains(
            "{\"path\":\"a.json\",\"rule\":\"embedded-api-key\",\"pointer\":\"/apiKey\",\"count\":1}"
        ),
        "{baseline}"
    );
}

#[test]
fn what_is_no_baseline_is_refused_and_not_replaced() {
    for (text, message) in [
        ("{\"version\": 2, \"findings\": []}", "this baseline has version 2, and only version 1 can be read"),
        ("{\"version\": 1}", "this is no baseline: missing field `findings`"),
        ("{\"name\": \"something else\"}", "this is no baseline: missing field `version`"),
        ("{\"version\": 1, \"findings\": [", "this is no baseline: EOF"),
        ("", "this is no baseline: EOF"),
        ("[]", "this is no baseline: that is an object with `version` and `findings`"),
    ] {
        let folder = Folder::new(&[("a.json", TWO_MISTAKES), ("base.json", text)]);
        for option in ["--baseline", "--write-baseline"] {
            let outcome = folder.run(&[option, "base.json", "a.json"]);
            assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{text}");
            assert!(outcome.err.starts_with(&format!("error: base.json: {message}")), "{}", outcome.err);
            assert_eq!(folder.read("base.json"), text);
        }
    }
}

#[test]
fn a_baseline_must_be_there_to_be_read_and_its_folder_to_be_written() {
    let folder = Folder::new(&[("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["--write-baseline", "-", "a.json"]);
    assert_eq!((outcome.code, outcome.out.as_str(), folder.has("-")), (Some(2), "", false));
    let outcome = check(&folder);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert_eq!(outcome.err, "error: base.json: no such file or directory\n");
    let outcome = folder.run(&["--write-baseline", "none/base.json"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.err.contains("error: none/base.json: cannot be written: no such file"),
        "{}",
        outcome.err
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_the_baseline_stays_a_link() {
    let folder = folder();
    std::os::unix::fs::symlink("base.json", folder.path().join("link.json")).expect("a link can be made");
    folder.write("a.json", &TWO_MISTAKES.replace("24", "25"));
    folder.run(&["--write-baseline", "link.json", "a.json"]);
    assert!(std::fs::symlink_metadata(folder.path().join("link.json")).is_ok_and(|link| link.is_symlink()));
    assert_eq!(check(&folder).out, "");
    let rest: Vec<_> = std::fs::read_dir(folder.path()).expect("it is there").collect();
    assert_eq!(rest.len(), 4, "nothing else is left: {rest:?}");
}
