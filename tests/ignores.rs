//! Ignores in the configuration: what they silence, when they end, and that idle ones are told.

#[path = "common/program.rs"]
mod program;

use program::{Folder, TWO_MISTAKES};

/// An ignore of `fps`, with more keys.
fn ignore(more: &str) -> String {
    format!("[[ignore]]\nrule = \"unknown-field\"\nreason = \"an older player\"\n{more}\n")
}

#[test]
fn an_ignored_finding_is_counted_and_not_reported() {
    let folder = Folder::new(&[
        ("runware-lint.toml", &ignore("path = \"a.json\"\npointer = \"/fps\"")),
        ("a.json", TWO_MISTAKES),
        ("b.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&[]);
    assert_eq!(
        outcome.findings(),
        ["a.json unsupported-dimensions", "b.json unknown-field", "b.json unsupported-dimensions"]
    );
    assert_eq!(outcome.err, "Found 3 errors in 2 of 2 files.\n2 tasks: 2 invalid; 1 finding ignored.\n");
    let outcome = folder.run(&["--no-ignores"]);
    assert_eq!(outcome.findings().len(), 4);
    assert_eq!(outcome.err, "Found 4 errors in 2 of 2 files.\n2 tasks: 2 invalid.\n");
}

#[test]
fn a_task_whose_errors_are_all_ignored_is_valid() {
    let more = "[[ignore]]\nrule = \"o3-8\"\nreason = \"a preview\"\n";
    let folder = Folder::new(&[("runware-lint.toml", &(ignore("") + more)), ("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&[]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""));
    assert_eq!(outcome.err, "No problems found in 1 file.\n1 task: 1 valid; 2 findings ignored.\n");
    let report = folder.run_plain(&["--format", "json"]).out;
    assert!(report.contains("\"ignored\":2") && report.contains("\"verdict\":\"valid\""), "{report}");
}

#[test]
fn pointers_may_have_wildcards() {
    let in_array = format!("[{TWO_MISTAKES}]");
    for (pointer, is_ignored) in
        [("/0/fps", true), ("/*/fps", true), ("/**/fps", true), ("/**", true), ("/fps", false), ("/*", false)]
    {
        let folder = Folder::new(&[
            ("runware-lint.toml", &ignore(&format!("pointer = \"{pointer}\""))),
            ("a.json", &in_array),
        ]);
        assert_eq!(folder.run(&["-q"]).findings().len(), if is_ignored { 1 } else { 2 }, "{pointer}");
    }
}

#[test]
fn an_ignore_ends_after_its_day() {
    for until in ["until = \"2026-06-30\"", "until = 2026-06-30"] {
        let folder = Folder::new(&[("runware-lint.toml", &ignore(until)), ("a.json", TWO_MISTAKES)]);
        let outcome = folder.run(&["--today", "2026-06-30"]);
        assert_eq!(outcome.findings(), ["a.json unsupported-dimensions"]);
        let outcome = folder.run(&["--today", "2026-07-01"]);
        assert_eq!(outcome.findings(), ["a.json unknown-field", "a.json unsupported-dimensions"]);
        assert!(!outcome.err.contains("ignored"), "{}", outcome.err);
        let full = folder.run_plain(&["--today", "2026-07-01", "--format", "json"]).out;
        let note =
            "(its ignore at runware-lint.toml:1:1 ended on 2026-06-30; the reason was: an older player)";
        assert!(full.contains(note), "{full}");
    }
    let folder = Folder::new(&[("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["--today", "soon"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
}

#[test]
fn another_ignore_can_hold_where_one_has_ended() {
    let text = ignore("until = 2026-06-30") + &ignore("until = 2027-06-30");
    let folder = Folder::new(&[("runware-lint.toml", &text), ("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["--today", "2026-12-31"]);
    assert_eq!(outcome.findings(), ["a.json unsupported-dimensions"]);
}

#[test]
fn an_ignore_that_did_nothing_is_told() {
    let text = "[[ignore]]\nrule = \"empty-list\"\npath = \"a.json\"\nreason = \"r\"\n
[[ignore]]\nrule = \"empty-list\"\npath = \"gone.json\"\nreason = \"r\"\n";
    let folder =
        Folder::new(&[("runware-lint.toml", text), ("a.json", TWO_MISTAKES), ("b.json", TWO_MISTAKES)]);
    let warnings = |arguments: &[&str]| {
        let err = folder.run(arguments).err;
        err.lines().filter(|line| line.starts_with("warning: ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let nothing = "warning: runware-lint.toml:1:1: the ignore of `empty-list` is not needed: \
                   nothing was found that it would ignore";
    let no_file = "warning: runware-lint.toml:6:1: the ignore of `empty-list` is not needed: \
                   no checked file has this path";
    assert_eq!(warnings(&[]), [nothing, no_file]);
    assert_eq!(warnings(&["a.json"]), [format!("{nothing} in the files of this run")]);
    assert_eq!(warnings(&["b.json"]), [""; 0], "who checks some files hears nothing of others");
    assert_eq!(warnings(&["--no-ignores"]), [""; 0]);
    assert_eq!(warnings(&["--select", "o3-8"]), [""; 0], "what was not looked for cannot be found");
}

#[test]
fn a_list_of_names_and_entries_may_be_mixed() {
    let text = "ignore = [\"o3-8\", {rule = \"unknown-field\", reason = \"an older player\"}]";
    let folder = Folder::new(&[("runware-lint.toml", text), ("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&[]);
    assert_eq!(outcome.err, "No problems found in 1 file.\n1 task: 1 valid; 1 finding ignored.\n");
}
