//! The program from outside: exit codes, streams, and which files it takes.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_runware-lint");
const VALID: &str = include_str!("cli/valid.json");
const FOREIGN: &str = "{\"name\": \"a package\", \"version\": \"1.0.0\"}";

/// The valid request with a mistake.
fn invalid() -> String {
    VALID.replace("\"duration\"", "\"durations\"")
}

/// A request on one line.
fn on_one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// A temporary folder in which the program is run.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("there is a place for temporary files"));
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "LC_ALL", "LC_CTYPE", "LANG"] {
            command.env_remove(variable);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&self.command(arguments).output().expect("the program starts"))
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("the program reads");
        Outcome::of(&child.wait_with_output().expect("the program ends"))
    }

    /// Runs a line of a shell in which `$0` is the program.
    #[cfg(unix)]
    fn shell(&self, line: &str) -> Outcome {
        let mut command = Command::new("sh");
        command.args(["-c", line, PROGRAM]).current_dir(self.path()).env("LC_ALL", "C");
        Outcome::of(&command.output().expect("the shell starts"))
    }
}

#[derive(Debug)]
struct Outcome {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Outcome {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// The JSON report.
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("the report is JSON")
    }

    /// The paths of the report, with their status.
    fn files(&self) -> Vec<(String, String)> {
        let json = self.json();
        let files = json["files"].as_array().expect("there is a list of files");
        let text = |value: &serde_json::Value| value.as_str().expect("it is a string").to_owned();
        files.iter().map(|file| (text(&file["path"]), text(&file["status"]))).collect()
    }

    fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(path, _)| path).collect()
    }
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let folder = Folder::new(&[("valid.json", VALID), ("invalid.json", &invalid())]);
    for format in ["full", "concise", "json"] {
        assert_eq!(folder.run(&["valid.json", "--format", format]).code, Some(0), "{format}");
        assert_eq!(folder.run(&["invalid.json", "--format", format]).code, Some(1), "{format}");
        assert_eq!(folder.run(&["invalid.json", "--format", format, "--fail-on", "never"]).code, Some(0));
        assert_eq!(folder.run(&["nothing.json", "--format", format]).code, Some(2), "{format}");
        assert_eq!(folder.run(&["invalid.json", "--format", format, "-qq"]).code, Some(1), "{format}");
    }
}

#[test]
fn warnings_fail_only_when_asked() {
    let text = VALID.replace("klingai:kling-video@o3-pro", "another:model@1");
    let folder = Folder::new(&[("a.json", &text)]);
    assert_eq!(folder.run(&["a.json"]).code, Some(0));
    assert_eq!(folder.run(&["a.json", "--fail-on", "warning"]).code, Some(1));
    assert_eq!(folder.run(&["a.json", "--unknown-model", "error"]).code, Some(1));
    let ignored = folder.run(&["a.json", "--unknown-model", "ignore", "--fail-on", "warning"]);
    assert_eq!(ignored.code, Some(0));
    assert_eq!(ignored.err, "No problems found in 1 file.\n1 task: 1 not checked.\n");
}

#[test]
fn findings_go_to_standard_output_and_the_rest_to_standard_error() {
    let folder = Folder::new(&[("a.json", &invalid())]);
    let outcome = folder.run(&["a.json", "--format", "concise"]);
    assert!(outcome.out.lines().all(|line| line.starts_with("a.json:")), "{}", outcome.out);
    let (found, tasks) = outcome.err.split_once('\n').expect("the summary has two lines");
    assert!(found.starts_with("Found ") && found.ends_with(" in 1 of 1 file."), "{found}");
    assert_eq!(tasks, "1 task: 1 invalid.\n");
    let quiet = folder.run(&["a.json", "--format", "concise", "-q"]);
    assert_eq!((quiet.out, quiet.err.as_str()), (outcome.out, ""));
    let silent = folder.run(&["a.json", "-qq"]);
    assert_eq!((silent.out.as_str(), silent.err.as_str()), ("", ""));
    let verbose = folder.run(&["a.json", "-v"]);
    assert!(verbose.err.contains("a.json: checked, 1 task: 1 invalid\n"), "{}", verbose.err);
}

#[test]
fn check_is_the_default_command_and_the_folder_the_default_path() {
    let folder = Folder::new(&[("a.json", VALID), ("check", VALID)]);
    let reports = [
        folder.run(&["--format", "json"]),
        folder.run(&["check", "--format", "json"]),
        folder.run(&["check", "--format", "json", "."]),
        folder.run(&["a.json", "--format", "json"]),
    ];
    for report in &reports {
        assert_eq!(report.out, reports[0].out);
    }
    assert_eq!(folder.run(&["./check", "--format=json"]).names(), ["check"]);
}

#[test]
fn mistyped_words_are_told_with_the_nearest() {
    let folder = Folder::new(&[("a.json", VALID)]);
    for (arguments, expected) in [
        (&["chekc"][..], "did you mean `check`?"),
        (&["--fromat", "json"], "'--format'"),
        (&["--format", "jsno"], "'json'"),
        (&["--fail-on", "warnings"], "'warning'"),
        (&["--select", "unknwon-field"], "did you mean `unknown-field`?"),
        (&["--ignore", "o3-33"], "did you mean `o3-3`?"),
        (&["-j", "0"], "invalid value '0'"),
        (&["-j", "-1"], "invalid value '-1' for '--jobs <N>'"),
        (&["--max-diagnostics", "-1"], "invalid value '-1' for '--max-diagnostics <N>'"),
    ] {
        let outcome = folder.run(arguments);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(outcome.err.contains(expected), "{}", outcome.err);
    }
    // A file of that name is a file.
    folder.write("chekc", VALID);
    assert_eq!(folder.run(&["chekc"]).code, Some(0));
}

#[test]
fn rules_and_constraints_can_be_selected() {
    let folder = Folder::new(&[("a.json", &invalid())]);
    let rules = |arguments: &[&str]| {
        let report = folder.run(&[&["a.json", "--format", "json"], arguments].concat()).json();
        let diagnostics = report["diagnostics"].as_array().expect("there is a list").clone();
        let rule = |diagnostic: &serde_json::Value| diagnostic["rule"].as_str().map(str::to_owned);
        diagnostics.iter().filter_map(rule).collect::<Vec<_>>()
    };
    let all = rules(&[]);
    assert!(all.contains(&"unknown-field".to_owned()), "{all:?}");
    assert_eq!(rules(&["--select", "UNKNOWN-FIELD"]), ["unknown-field"]);
    assert!(!rules(&["--ignore", "unknown-field,wrong-type"]).contains(&"unknown-field".to_owned()));
}

#[test]
fn folders_are_walked_and_ignore_files_respected() {
    let folder = Folder::new(&[
        ("a.json", VALID),
        ("b.JSON", VALID),
        ("c.jsonl", &on_one_line(VALID)),
        ("sub/d.ndjson", &on_one_line(VALID)),
        ("sub/foreign.json", FOREIGN),
        ("sub/broken.json", "{"),
        ("e.txt", VALID),
        (".hidden.json", VALID),
        (".hidden/a.json", VALID),
        ("ignored/a.json", VALID),
        (".gitignore", "ignored/\n"),
    ]);
    let outcome = folder.run(&["--format", "json"]);
    let expected = ["a.json", "b.JSON", "c.jsonl", "sub/broken.json", "sub/d.ndjson", "sub/foreign.json"];
    assert_eq!(outcome.names(), expected);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.files()[5].1, "not-a-request");
    assert_eq!(folder.run(&["./sub/", "--format", "json"]).names(), expected[3..]);
    // What is named is checked, whatever its name is, and reported when it is no request.
    assert_eq!(folder.run(&["ignored/a.json", ".hidden.json", "e.txt", "-q"]).code, Some(0));
    assert_eq!(folder.run(&["sub/foreign.json"]).code, Some(1));
    assert_eq!(folder.run(&["sub/foreign.json", "--skip-foreign"]).code, Some(0));
    assert_eq!(folder.run(&["sub", "sub/foreign.json"]).code, Some(1));
    assert_eq!(folder.run(&["sub/foreign.json", "sub"]).code, Some(1));
}

#[test]
fn a_file_named_twice_is_checked_once() {
    let folder = Folder::new(&[("a.json", VALID), ("sub/b.json", VALID)]);
    let absolute = folder.path().join("a.json");
    let absolute = absolute.to_str().expect("the name is UTF-8");
    let names = folder
        .run(&["a.json", "./a.json", "sub/../a.json", absolute, ".", "*.json", "--format", "json"])
        .names();
    assert_eq!(names, ["a.json", "sub/b.json"]);
}

#[test]
fn a_folder_named_twice_has_its_requests_both_times() {
    let folder = Folder::new(&[("sub/a.json", VALID), ("sub/b.json", FOREIGN), ("other/c.json", FOREIGN)]);
    for arguments in [
        &["./sub", "other/../sub"][..],
        &["other/../sub", "./sub"],
        &[".", "sub"],
        &["sub", "."],
        &["sub/a.json", "sub"],
    ] {
        let outcome = folder.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!(
            (outcome.code, outcome.err.contains("in this folder")),
            (Some(0), false),
            "{}",
            outcome.err
        );
    }
    let outcome = folder.run(&["sub", "other", "sub/../other"]);
    assert!(outcome.err.contains("warning: other: no requests in this folder"), "{}", outcome.err);
    assert!(outcome.err.contains("warning: sub/../other: no requests in this folder"), "{}", outcome.err);
    assert!(!outcome.err.contains("warning: sub: "), "{}", outcome.err);
    // What is named is checked as such, also where the folder with it is spelled otherwise.
    assert_eq!(folder.run(&["sub", "other/../sub/b.json"]).code, Some(1));
}

#[test]
fn a_broken_line_says_nothing_of_the_others() {
    let unknown = r#"{"taskType":"videoInference","model":"acme:film@1"}"#;
    let cut = format!("[{},{{\"taskType\":\"ping\",\"x\"}}", on_one_line(VALID));
    let folder = Folder::new(&[("a.ndjson", &format!("{unknown}\nnot json\n{cut}\n"))]);
    let told = folder.run(&["a.ndjson", "-v"]).err;
    for expected in [
        "a.ndjson: line 1 not checked: there is no rule set for the model acme:film@1\n",
        "a.ndjson: line 3 not checked: its text is not JSON\n",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_line_that_may_be_no_request_is_not_called_a_task() {
    let poll = "{\"taskType\": \"getResponse\", \"taskUUID\": \"7d8f7a52-3f0e-4c56-9a3d-0c2f4b1e9d10\"}";
    let folder = Folder::new(&[("a.ndjson", &format!("{}\n{FOREIGN}\n{poll}\n", on_one_line(VALID)))]);
    let outcome = folder.run(&["a.ndjson", "--skip-foreign", "-v"]);
    assert_eq!(outcome.code, Some(0));
    for expected in [
        "a.ndjson: checked, 3 tasks: 1 valid, 2 not checked\n",
        "a.ndjson: line 2 not checked: it is no request, or there are no rules for its task type\n",
        "a.ndjson: line 3 not checked: there are no rules for its task type\n",
    ] {
        assert!(outcome.err.contains(expected), "{}", outcome.err);
    }
}

#[test]
fn globs_are_expanded() {
    let folder = Folder::new(&[
        ("a.json", VALID),
        ("x/b.json", VALID),
        ("x/y/c.json", FOREIGN),
        ("x/y/d.txt", VALID),
        ("[odd].json", VALID),
    ]);
    let names = |glob: &str| folder.run(&[glob, "--format", "json"]).names();
    assert_eq!(names("*.json"), ["[odd].json", "a.json"]);
    assert_eq!(names("**/*.json"), ["[odd].json", "a.json", "x/b.json", "x/y/c.json"]);
    assert_eq!(names("./x/**/*.{json,txt}"), ["x/b.json", "x/y/c.json", "x/y/d.txt"]);
    assert_eq!(names("[odd].json"), ["[odd].json"]);
    assert_eq!(folder.run(&["x/y/*.json"]).code, Some(1), "what a glob stands for was named");
    let nothing = folder.run(&["a.json", "*.yaml"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(2), ""));
    assert!(nothing.err.contains("*.yaml"), "{}", nothing.err);
    let no_glob = folder.run(&["b[.json"]);
    assert_eq!((no_glob.code, no_glob.out.as_str()), (Some(2), ""));
    assert!(no_glob.err.contains("b[.json: no such file or folder, and no glob: "), "{}", no_glob.err);
}

#[test]
fn standard_input_has_a_name() {
    let folder = Folder::new(&[("a.json", VALID)]);
    let outcome = folder.run_with_input(&["-", "--format", "concise"], &invalid());
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.out.starts_with("<stdin>:"), "{}", outcome.out);
    let lines = format!("{}\n{}\n", on_one_line(VALID), on_one_line(&invalid()));
    for arguments in [&["-", "--ndjson"][..], &["-", "--stdin-filename", "x.jsonl"]] {
        let report = folder.run_with_input(&[arguments, &["--format", "json"]].concat(), &lines).json();
        assert_eq!(report["summary"]["tasks"], 2);
        assert_eq!(report["files"][0]["tasks"][1]["line"], 2);
        assert_eq!(report["files"][0]["path"], *arguments.get(2).unwrap_or(&"<stdin>"));
    }
    for arguments in [&["--stdin-filename", "x.json"][..], &["cost", "a.json", "--stdin-filename", "x.json"]]
    {
        let outcome = folder.run(arguments);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "a name for what is not read");
        assert!(outcome.err.contains("add `-`"), "{}", outcome.err);
    }
    let both = folder.run_with_input(&["a.json", "-", "-", "--format", "json"], VALID);
    assert_eq!(both.names(), ["<stdin>", "a.json"]);
}

#[cfg(unix)]
#[test]
fn files_are_told_apart_although_their_names_are_shown_alike() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new(&[]);
    for (name, text) in [(&b"a\xfe.json"[..], VALID), (b"a\xff.json", &invalid())] {
        let path = folder.path().join(std::ffi::OsStr::from_bytes(name));
        // Not every file system takes such a name.
        if fs::write(path, text).is_err() {
            return;
        }
    }
    let outcome = folder.run(&["--format", "json"]);
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.json()["summary"]["files"], 2);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_told_and_the_others_are_checked() {
    let folder = Folder::new(&[("a.json", &invalid())]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("b.json")).expect("links can be made");
    fs::create_dir(folder.path().join("c.json")).expect("a folder can be made");
    for arguments in [&["a.json", "b.json"][..], &["."]] {
        let outcome = folder.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!(outcome.code, Some(2));
        assert_eq!(outcome.files()[1], ("b.json".to_owned(), "unreadable".to_owned()));
        let message = "b.json: cannot be read: no such file or directory\n";
        assert!(outcome.err.starts_with(message), "{}", outcome.err);
        assert!(outcome.err.contains("1 file unreadable."), "{}", outcome.err);
        assert_eq!(outcome.json()["summary"]["invalid"], 1);
    }
}

#[test]
fn a_folder_without_requests_is_told() {
    let folder = Folder::new(&[("foreign.json", FOREIGN)]);
    fs::create_dir(folder.path().join("empty")).expect("a folder can be made");
    for path in [".", "empty"] {
        let outcome = folder.run(&[path]);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(0), ""), "{path}");
        assert!(outcome.err.starts_with(&format!("warning: {path}: no requests")), "{}", outcome.err);
        assert_eq!(folder.run(&[path, "--fail-on-empty"]).code, Some(1));
    }
    // A request that cannot be read as text is one, though no task of it is known.
    let utf16: Vec<u8> = VALID.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("utf-16.json"), utf16).expect("a file can be written");
    let outcome = folder.run(&["."]);
    assert_eq!((outcome.code, outcome.err.contains("in this folder")), (Some(1), false), "{}", outcome.err);
}

#[cfg(unix)]
#[test]
fn a_reader_who_goes_away_ends_the_printing() {
    let text = format!("[{}{{}}]", "{\"taskType\": \"videoInference\"},\n".repeat(5000));
    let folder = Folder::new(&[("a.json", &text), ("b.json", VALID)]);
    for format in ["full", "concise", "json"] {
        let line = format!("{{ \"$0\" a.json b.json --format {format}; echo $? >&2; }} | head -c 10");
        let outcome = folder.shell(&line);
        assert_eq!(outcome.out.len(), 10);
        assert_eq!(outcome.err, "1\n", "{format}");
    }
    // Nothing is wrong with what is printed here.
    let outcome = folder.shell("{ \"$0\" b.json --format json; echo $? >&2; } | true");
    assert!(outcome.err.ends_with("0\n") && !outcome.err.contains("panicked"), "{}", outcome.err);
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_told() {
    let folder = Folder::new(&[("a.json", &invalid())]);
    let outcome = folder.shell("\"$0\" a.json > /dev/full");
    assert_eq!(outcome.code, Some(2));
    assert_eq!(outcome.err, "error: standard output: no space left on device\n");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::new(&[]);
    for index in 0..200 {
        folder.write(&format!("{index}.json"), if index % 3 == 0 { VALID } else { "{\"taskType\": \"no\"}" });
    }
    for format in ["full", "concise", "json"] {
        let one = folder.run(&["--format", format, "-j", "1"]);
        for arguments in [&["--format", format][..], &["--format", format, "-j", "7"]] {
            let several = folder.run(arguments);
            assert_eq!((several.code, &several.out, &several.err), (one.code, &one.out, &one.err));
        }
    }
}

#[test]
fn colour_follows_the_option_and_then_the_environment() {
    let folder = Folder::new(&[("a.json", &invalid())]);
    let is_colored = |arguments: &[&str], variable: Option<&str>| {
        let mut command = folder.command(&[&["a.json"], arguments].concat());
        if let Some(variable) = variable {
            command.env(variable, "1");
        }
        Outcome::of(&command.output().expect("the program starts")).out.contains('\u{1b}')
    };
    assert!(!is_colored(&[], None));
    assert!(is_colored(&["--color", "always"], None));
    assert!(is_colored(&["--color", "always"], Some("NO_COLOR")));
    assert!(is_colored(&[], Some("CLICOLOR_FORCE")));
    assert!(!is_colored(&["--color", "never"], Some("CLICOLOR_FORCE")));
}

#[test]
fn frames_are_ascii_unless_the_locale_is_not() {
    let folder = Folder::new(&[("a.json", &invalid())]);
    assert!(folder.run(&["a.json"]).out.is_ascii());
    let mut command = folder.command(&["a.json"]);
    command.env("LANG", "en_US.UTF-8");
    let outcome = Outcome::of(&command.output().expect("the program starts"));
    assert!(outcome.out.contains("╭─[a.json:"), "{}", outcome.out);
}

#[test]
fn help_goes_to_standard_output_and_fits() {
    let folder = Folder::new(&[]);
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"], &["check", "-h"], &["help", "check"]] {
        let outcome = folder.run(arguments);
        assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""), "{arguments:?}");
        for line in outcome.out.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
    assert!(folder.run(&["--version"]).out.starts_with("runware-lint "));
}

#[test]
fn keys_are_never_printed() {
    let text = "[{\"taskType\": \"authentication\", \"apiKey\": \"rw_0123456789abcdef\"}, {\"taskType\": 1}]";
    let folder = Folder::new(&[("a.json", text), ("broken.json", &text.replace("}, {", " {"))]);
    for format in ["full", "concise", "json"] {
        let outcome = folder.run(&["a.json", "broken.json", "-v", "--format", format]);
        assert_eq!(outcome.code, Some(1));
        assert!(!outcome.out.contains("0123") && !outcome.err.contains("0123"), "{}", outcome.out);
    }
}
