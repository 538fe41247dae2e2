//! The configuration file: where it is looked for, what it changes, what outranks it, and how its mistakes are told.

#[path = "common/program.rs"]
mod program;

use program::{Folder, TWO_MISTAKES};

const NO_FPS: &str = "[severity]\nunknown-field = \"off\"\n";
const FPS: &str = "unknown-field";
const SIZE: &str = "unsupported-dimensions";

fn findings(expected: &[(&str, &str)]) -> Vec<String> {
    expected.iter().map(|(path, rule)| format!("{path} {rule}")).collect()
}

#[test]
fn the_nearest_configuration_holds() {
    let folder = Folder::new(&[
        ("runware-lint.toml", NO_FPS),
        ("a.json", TWO_MISTAKES),
        ("sub/.runware-lint.toml", "severity.unsupported-dimensions = \"off\""),
        ("sub/deep/b.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&[]);
    assert_eq!(outcome.findings(), findings(&[("a.json", SIZE), ("sub/deep/b.json", FPS)]));
    assert_eq!(folder.run(&["sub/deep/b.json"]).findings(), findings(&[("sub/deep/b.json", FPS)]));
}

#[test]
fn the_search_ends_at_the_root_of_the_repository() {
    let folder = Folder::new(&[
        ("runware-lint.toml", NO_FPS),
        ("inner/.git/HEAD", ""),
        ("inner/a.json", TWO_MISTAKES),
    ]);
    assert_eq!(folder.run(&["inner/a.json"]).findings().len(), 2);
}

#[test]
fn standard_input_has_the_configuration_of_its_name() {
    let folder = Folder::new(&[("sub/runware-lint.toml", NO_FPS), ("a.json", TWO_MISTAKES)]);
    let run = |name: &str| {
        let mut command = folder.command();
        command.args(["check", "--format", "concise", "-", "--stdin-filename", name]);
        let file = std::fs::File::open(folder.path().join("a.json")).expect("it is there");
        Folder::outcome(command.stdin(file)).findings()
    };
    assert_eq!(run("sub/x.json"), findings(&[("sub/x.json", SIZE)]));
    assert_eq!(run("x.json").len(), 2);
}

#[test]
fn two_configurations_in_one_folder_are_refused() {
    let folder =
        Folder::new(&[("runware-lint.toml", ""), (".runware-lint.toml", ""), ("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["a.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert_eq!(
        outcome.err,
        "error: runware-lint.toml and .runware-lint.toml stand side by side; keep one of them\n"
    );
}

#[test]
fn a_named_configuration_is_the_only_one() {
    let folder = Folder::new(&[
        ("runware-lint.toml", NO_FPS),
        ("ci/lint.toml", "severity.unsupported-dimensions = \"off\"\nexclude = [\"/b.json\"]"),
        ("a.json", TWO_MISTAKES),
        ("b.json", TWO_MISTAKES),
    ]);
    let with_variable = |arguments: &[&str], value: &str| {
        let mut command = folder.command();
        command.env("RUNWARE_LINT_CONFIG", value).args(["check", "--format", "concise"]);
        Folder::outcome(command.args(arguments))
    };
    let only_fps = findings(&[("a.json", FPS)]);
    assert_eq!(folder.run(&["--config", "ci/lint.toml"]).findings(), only_fps, "its globs start here");
    assert_eq!(with_variable(&[], "ci/lint.toml").findings(), only_fps);
    let only_size = findings(&[("a.json", SIZE), ("b.json", SIZE)]);
    assert_eq!(with_variable(&["--config", "runware-lint.toml"], "ci/lint.toml").findings(), only_size);
    assert_eq!(with_variable(&[], "").findings(), only_size, "an empty variable is none");
    assert_eq!(with_variable(&["--isolated"], "ci/lint.toml").findings().len(), 4);
}

#[test]
fn a_named_configuration_that_is_not_there_is_an_error() {
    let folder = Folder::new(&[("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["--config", "no.toml"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert_eq!(outcome.err, "error: --config: no.toml: no such file or directory\n");
}

#[test]
fn mistakes_are_told_with_their_place_and_nothing_is_written() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "fail-on = \"warning\"\nfial-on = 1\n\n[severity]\nunknwon-field = \"of\"\n"),
        ("a.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&["--output", "json=report.json", "--write-baseline", "base.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert_eq!(
        outcome.err,
        "\
error: runware-lint.toml:2:1: there is no key `fial-on` here
  |
2 | fial-on = 1
  | ^^^^^^^ did you mean `fail-on`?
error: runware-lint.toml:5:1: there is no rule or constraint `unknwon-field`
  |
5 | unknwon-field = \"of\"
  | ^^^^^^^^^^^^^ did you mean `unknown-field`?
error: runware-lint.toml:5:17: `unknwon-field` cannot be `of`
  |
5 | unknwon-field = \"of\"
  |                 ^^^^ did you mean `off`?
"
    );
    assert!(!folder.has("report.json") && !folder.has("base.json"));
}

#[test]
fn every_kind_of_mistake_is_found() {
    for (text, place, message) in [
        ("a = ", "1:5", ""),
        ("x = 1", "1:1", "there is no key `x` here"),
        ("exclude = \"a\"", "1:11", "`exclude` must be a list of strings"),
        ("exclude = [\"a[\"]", "1:12", "unclosed character class"),
        ("select = [\"o3-99\"]", "1:11", "there is no rule or constraint `o3-99`"),
        ("unknown-model = \"warning\"", "1:17", "`unknown-model` cannot be `warning`"),
        ("schema-dirs = [\"none\"]", "1:16", "no such file or directory"),
        ("[[override]]\nseverity = {}", "1:1", "the override has no `path`"),
        ("[[override]]\npath = []", "2:8", "`path` is an empty list"),
        ("[[ignore]]\nrule = \"o3-1\"", "1:1", "the ignore has no `reason`"),
        ("[[ignore]]\nrule = \"o3-1\"\nreason = \" \"", "3:10", "the reason is empty"),
        ("[[ignore]]\nrule = \"o3-1\"\nreason = \"r\"\nuntil = \"soon\"", "4:9", "not a date"),
        ("[[ignore]]\nrule = \"o3-1\"\nreason = \"r\"\nuntil = 2026-02-30", "4:", ""),
        ("[[ignore]]\nrule = \"o3-1\"\nreason = \"r\"\npointer = \"fps\"", "4:11", "starts with a slash"),
        ("[[ignore]]\nrule = \"o3-1\"\nreason = \"r\"\npaths = \"a\"", "4:1", "there is no key `paths` here"),
    ] {
        let folder = Folder::new(&[("runware-lint.toml", text), ("a.json", TWO_MISTAKES)]);
        let outcome = folder.run(&["a.json"]);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{text}");
        let start = format!("error: runware-lint.toml:{place}");
        assert!(outcome.err.starts_with(&start), "{text}: {}", outcome.err);
        assert!(outcome.err.contains(message), "{text}: {}", outcome.err);
    }
}

#[test]
fn a_configuration_that_is_not_utf8_is_an_error() {
    let folder = Folder::new(&[("a.json", TWO_MISTAKES)]);
    std::fs::write(folder.path().join("runware-lint.toml"), b"# \xff").expect("it can be written");
    let outcome = folder.run(&["a.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert!(
        outcome.err.starts_with("error: runware-lint.toml:1:3: the text is not UTF-8"),
        "{}",
        outcome.err
    );
}

#[test]
fn severities_change_what_fails_and_what_is_valid() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "[severity]\nunknown-field = \"warning\"\no3-8 = \"info\"\n"),
        ("a.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&[]);
    assert_eq!(outcome.findings(), ["warning a.json unknown-field", "info a.json unsupported-dimensions"]);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.err, "Found 1 warning and 1 info in 1 of 1 file.\n1 task: 1 valid.\n");
    assert_eq!(folder.run(&["--fail-on", "warning"]).code, Some(1));
}

#[test]
fn an_info_is_counted_and_makes_nothing_fail() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "[severity]\nunknown-field = \"info\"\no3-8 = \"info\"\n"),
        ("a.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&["--fail-on", "warning"]);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.err, "Found 2 infos in 1 of 1 file.\n1 task: 1 valid.\n");
    let xml = folder.run_plain(&["--format", "junit", "--fail-on", "warning"]).out;
    let xml = roxmltree::Document::parse(&xml).expect("it is XML");
    assert_eq!(xml.root_element().attribute("failures"), Some("0"));
    assert_eq!(xml.root_element().attribute("tests"), Some("2"));
    let named = |name: &str| xml.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((named("testcase"), named("failure"), named("skipped"), named("system-out")), (2, 0, 0, 2));
    let report: serde_json::Value =
        serde_json::from_str(&folder.run_plain(&["--format", "json"]).out).expect("it is JSON");
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["summary"]["infos"], serde_json::Value::Null, "the keys are a contract");
}

#[test]
fn the_command_line_outranks_an_override_and_that_the_rest() {
    let folder = Folder::new(&[
        (
            "runware-lint.toml",
            "fail-on = \"never\"\nignore = [\"o3-8\"]\nseverity.unknown-field = \"off\"\n
             [[override]]\npath = \"old/\"\nseverity = {unknown-field = \"warning\"}\n
             [[override]]\npath = [\"old/x*\", \"none\"]\nseverity = {unknown-field = \"error\"}",
        ),
        ("a.json", TWO_MISTAKES),
        ("old/b.json", TWO_MISTAKES),
        ("old/x.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&[]);
    assert_eq!(outcome.findings(), ["warning old/b.json unknown-field", "old/x.json unknown-field"]);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(folder.run(&["--fail-on", "error"]).code, Some(1));
    assert_eq!(folder.run(&["--ignore", FPS]).findings(), [""; 0]);
    let outcome = folder.run(&["--select", "O3-8,unknown-field", "a.json"]);
    assert_eq!(outcome.findings(), findings(&[("a.json", FPS), ("a.json", SIZE)]));
}

#[test]
fn only_what_is_selected_is_reported() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "select = [\"unsupported-dimensions\"]"),
        ("a.json", TWO_MISTAKES),
    ]);
    assert_eq!(folder.run(&[]).findings(), findings(&[("a.json", SIZE)]));
    assert_eq!(folder.run(&["--select", FPS]).findings(), findings(&[("a.json", FPS)]));
}

#[test]
fn what_an_unknown_model_is_can_be_set_for_paths() {
    let request = TWO_MISTAKES.replace("klingai:kling-video@o3-pro", "acme:clip@1");
    let folder = Folder::new(&[
        (
            "runware-lint.toml",
            "unknown-model = \"error\"\n[[override]]\npath = \"b.json\"\nunknown-model = \"ignore\"",
        ),
        ("a.json", &request),
        ("b.json", &request),
    ]);
    let outcome = folder.run(&[]);
    assert_eq!(outcome.findings(), ["a.json unknown-model"]);
    assert!(outcome.err.contains("2 tasks: 1 invalid, 1 not checked."), "{}", outcome.err);
    let outcome = folder.run(&["--unknown-model", "warn"]);
    assert_eq!(outcome.findings(), ["warning a.json unknown-model", "warning b.json unknown-model"]);
}

#[test]
fn each_file_fails_by_its_own_configuration() {
    let folder = Folder::new(&[
        ("strict/runware-lint.toml", "fail-on = \"warning\"\nseverity.o3-8 = \"off\""),
        ("strict/.gitkeep", ""),
        ("runware-lint.toml", "severity = {unknown-field = \"warning\", o3-8 = \"off\"}"),
        ("a.json", TWO_MISTAKES),
    ]);
    assert_eq!(folder.run(&[]).code, Some(0));
    folder.write("strict/b.json", TWO_MISTAKES);
    assert_eq!(folder.run(&[]).code, Some(1));
}

#[test]
fn the_configuration_of_the_working_folder_names_the_format() {
    let folder = Folder::new(&[("runware-lint.toml", "format = \"json\""), ("a.json", TWO_MISTAKES)]);
    assert!(folder.run_plain(&["a.json"]).out.starts_with("{\"version\":1,"));
    assert!(folder.run(&["a.json"]).out.starts_with("a.json:6:3: error[unknown-field]"));
    assert!(folder.run_plain(&["--statistics", "a.json"]).out.starts_with("1  unknown-field"));
}

#[test]
fn excluded_files_are_passed_over_unless_they_are_named() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "exclude = [\"drafts/\", \"/old.json\"]"),
        ("old.json", TWO_MISTAKES),
        ("x/old.json", TWO_MISTAKES),
        ("drafts/a.json", TWO_MISTAKES),
        ("mine.json", TWO_MISTAKES),
    ]);
    let paths = |arguments: &[&str]| {
        let mut paths: Vec<String> = folder
            .run(arguments)
            .findings()
            .iter()
            .map(|finding| finding.split(' ').next().unwrap_or_default().to_owned())
            .collect();
        paths.dedup();
        paths
    };
    assert_eq!(paths(&[]), ["mine.json", "x/old.json"]);
    assert_eq!(paths(&["--exclude", "x", "--exclude", "none"]), ["mine.json"]);
    assert_eq!(paths(&["--isolated"]).len(), 4);
    assert_eq!(paths(&["old.json", "drafts"]), ["old.json"], "a file that is named is checked");
    assert_eq!(paths(&["--force-exclude", "old.json", "mine.json"]), ["mine.json"]);
    let outcome = folder.run(&["--force-exclude", "old.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""));
    let outcome = folder.run(&["--exclude", "a["]);
    assert_eq!(outcome.code, Some(2));
    assert_eq!(outcome.err, "error: --exclude: a[: unclosed character class; missing ']'\n");
}

#[test]
fn a_configuration_that_is_named_and_one_that_is_not_wanted_are_a_contradiction() {
    let folder = Folder::new(&[("mine.toml", ""), ("a.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["--config", "mine.toml", "--isolated", "a.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert!(outcome.err.contains("--config") && outcome.err.contains("--isolated"), "{}", outcome.err);
}

#[cfg(unix)]
#[test]
fn what_is_excluded_need_not_be_readable() {
    let folder = Folder::new(&[("runware-lint.toml", "exclude = [\"secret/\"]"), ("a.json", TWO_MISTAKES)]);
    std::fs::create_dir(folder.path().join("secret")).expect("a folder can be made");
    std::os::unix::fs::symlink("nowhere", folder.path().join("secret/x.json")).expect("a link can be made");
    assert_eq!(folder.run(&["--isolated"]).code, Some(2));
    assert_eq!(folder.run(&[]).code, Some(1));
}

#[test]
fn a_configuration_in_an_excluded_folder_is_not_read() {
    let folder = Folder::new(&[
        ("runware-lint.toml", "exclude = [\"vendor/\", \"mine/*.old.json\"]"),
        ("vendor/kit/runware-lint.toml", "oops = 1"),
        ("vendor/kit/a.json", TWO_MISTAKES),
        ("mine/runware-lint.toml", "severity.unsupported-dimensions = \"off\""),
        ("mine/a.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&[]);
    assert_eq!((outcome.code, outcome.findings()), (Some(1), vec!["mine/a.json unknown-field".to_owned()]));
    let outcome = folder.run(&["--force-exclude", "vendor/kit/a.json"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""));
    // A file that is named is checked, by the configuration beside it.
    assert_eq!(folder.run(&["vendor/kit/a.json"]).code, Some(2));
    folder.write("vendor/kit/runware-lint.toml", "severity.unknown-field = \"off\"");
    assert_eq!(folder.run(&["vendor/kit/a.json"]).findings(), ["vendor/kit/a.json unsupported-dimensions"]);
    folder.write("vendor/kit/runware-lint.toml", "oops = 1");
    // A glob for short names is not one for folders; what is wrong further up matters where it holds.
    for above in ["exclude = [\"?\"]", "oops = 1"] {
        folder.write("runware-lint.toml", above);
        assert_eq!(folder.run(&["mine/a.json"]).findings(), ["mine/a.json unknown-field"], "{above}");
        assert_eq!(folder.run(&[]).code, Some(2), "{above}");
    }
}

#[test]
fn verbose_names_the_configuration_and_what_is_excluded() {
    let folder = Folder::new(&[
        ("sub/runware-lint.toml", "exclude = [\"b.*\"]"),
        ("a.json", TWO_MISTAKES),
        ("sub/b.json", TWO_MISTAKES),
        ("sub/c.json", TWO_MISTAKES),
    ]);
    let outcome = folder.run(&["-v", "--exclude", "/x"]);
    for line in [
        "sub/b.json: not checked: excluded by `b.*` in sub/runware-lint.toml",
        "a.json: no configuration",
        "sub/c.json: configuration sub/runware-lint.toml",
    ] {
        assert!(outcome.err.lines().any(|other| other == line), "{line}\n{}", outcome.err);
    }
}

#[test]
fn the_number_of_findings_that_are_printed_can_be_limited() {
    let folder = Folder::new(&[("a.json", TWO_MISTAKES), ("b.json", TWO_MISTAKES), ("c.json", TWO_MISTAKES)]);
    let outcome = folder.run(&["--max-diagnostics", "3"]);
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!((lines[3], outcome.code), ("3 more not shown", Some(1)));
    assert!(lines[2].starts_with("b.json:6:3: "));
    assert!(outcome.err.starts_with("Found 6 errors in 3 of 3 files."), "{}", outcome.err);
    assert_eq!(folder.run(&["--max-diagnostics", "6"]).out, folder.run(&[]).out);
    let json = |arguments: &[&str]| folder.run_plain(&[&["--format", "json"], arguments].concat()).out;
    assert_eq!(json(&["--max-diagnostics", "1"]), json(&[]));
    let full = folder.run_plain(&["--max-diagnostics", "0"]);
    assert_eq!((full.out.as_str(), full.code), ("6 more not shown\n", Some(1)));
}

#[test]
fn statistics_take_the_place_of_findings() {
    let folder = Folder::new(&[("a.json", TWO_MISTAKES), ("b.json", TWO_MISTAKES)]);
    folder.write("b.json", &TWO_MISTAKES.replace("864", "1920").replace("486", "1080"));
    let outcome = folder.run(&["--statistics"]);
    assert_eq!(
        outcome.out,
        "2  unknown-field           the model has no such parameter\n\
         1  unsupported-dimensions  the model has no such width and height\n"
    );
    assert_eq!(outcome.code, Some(1));
    let outcome = folder.run_plain(&["--statistics", "--format", "sarif"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
}
