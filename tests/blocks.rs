//! NDJSON that is read in blocks under a configuration, with a baseline and with `--max-cost`, from outside. With
//! `--max-cost`, standard input is the one that is read whole, and has to come to the same as a file.

#[path = "common/program.rs"]
mod program;

use std::fmt::Write as _;
use std::fs::File;

use program::{Folder, Outcome, TWO_MISTAKES};

const CONFIGURATION: &str = r#"
unknown-model = "error"

[severity]
unknown-field = "warning"
o3-1 = "info"
not-a-request = "off"

[[override]]
path = "in/"
severity = { o3-8 = "warning" }

[[ignore]]
rule = "value-out-of-range"
pointer = "/duration"
until = 2026-01-31
reason = "the limit was to be raised"

[[ignore]]
rule = "o3-8"
path = "in/lines.ndjson"
pointer = "/**"
until = 2026-03-31
reason = "the proxy adds the height"

[[ignore]]
rule = "empty-list"
reason = "there is none"
"#;

/// Some thousands of lines: more than one block. Some have the id of a line far before.
fn lines() -> String {
    let mut text = "\u{feff}\n{\"a\": 1}\n{\"taskType\": \"ping\"}\n".to_owned();
    for number in 0..3000 {
        let id = if number % 900 == 899 { number - 800 } else { number };
        let (size, rest) = match number % 250 {
            7 => ("1920", r#","duration":99"#),
            17 => ("1920", r#","fps":24"#),
            27 => ("1920", r#","duration":"#),
            37 => ("864", ""),
            47 => ("1920", r#","duration":15,"numberResults":4"#),
            57 => {
                text.push_str(
                    "\r\n{\"b\": 2}\r\n[]\n \n{\"taskType\":\"videoInference\",\"model\":\"acme:clip@1\"}\n",
                );
                ("1920", "")
            }
            _ => ("1920", ""),
        };
        let _ = writeln!(
            text,
            r#"{{"taskType":"videoInference","taskUUID":"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f{id:04x}","model":"klingai:kling-video@o3-pro","positivePrompt":"a river in the fog","width":{size},"height":1080{rest}}}"#
        );
    }
    text
}

/// What a run came to for the lines as a file, and as standard input.
fn both(folder: &Folder, arguments: &[&str]) -> [(Outcome, Vec<String>); 2] {
    let outputs = ["full", "json", "junit", "gitlab"];
    [false, true].map(|is_piped| {
        let mut command = folder.command();
        command.args(["check", "--today", "2026-02-01", "--skip-foreign", "-j3"]).args(arguments);
        command.args(outputs.map(|format| format!("--output={format}={format}.out")));
        if is_piped {
            let file = File::open(folder.path().join("in/lines.ndjson")).expect("it is there");
            command.args(["-", "--stdin-filename", "in/lines.ndjson"]).stdin(file);
        } else {
            command.arg("in/lines.ndjson");
        }
        (Folder::outcome(&mut command), outputs.map(|format| folder.read(&format!("{format}.out"))).into())
    })
}

#[test]
fn blocks_come_to_the_same_as_the_whole() {
    let folder = Folder::new(&[("in/lines.ndjson", &lines())]);
    assert!(lines().len() > 2 * 256 * 1024);
    let written = folder.run(&["--isolated", "in/lines.ndjson", "--write-baseline", "baseline.json", "-q"]);
    assert_eq!((written.code, written.err.as_str()), (Some(0), ""));
    // Some of them are found no more, and some are new.
    let baseline = folder.read("baseline.json");
    let count = "\"count\":12";
    assert!(baseline.contains("/fps\"") && baseline.contains(count), "{baseline}");
    folder.write("baseline.json", &baseline.replacen("/fps", "/fpss", 1).replacen(count, "\"count\":9", 1));
    let unread = "--max-cost does not count 37 tasks";
    let idle = "26:1: the ignore of `empty-list` is not needed";
    let stale = "in/lines.ndjson: unknown-field at /fpss, 12 times";
    for (configuration, arguments, expected) in [
        ("", &["--max-cost", "1000000"][..], [unread, "51 errors and 12 warnings"]),
        ("", &["--max-cost", "5", "--baseline", "baseline.json"], [stale, "findings in the baseline"]),
        ("", &["--max-cost", "1000", "--max-diagnostics", "20"], [unread, "52 errors and 12 warnings"]),
        (CONFIGURATION, &["--max-cost", "1000"], [idle, "12 findings ignored"]),
        (CONFIGURATION, &["--max-cost", "5", "--statistics", "--no-ignores"], [unread, "malformed"]),
        (
            CONFIGURATION,
            &["--max-cost", "1000", "--baseline", "baseline.json", "-v"],
            [stale, "line 3 not checked"],
        ),
    ] {
        folder.write("runware-lint.toml", configuration);
        let [(file, files), (piped, piped_files)] = both(&folder, arguments);
        assert_eq!(file.code, piped.code, "{arguments:?}");
        assert_eq!(file.err, piped.err, "{arguments:?}");
        assert!(file.out == piped.out, "{arguments:?}");
        assert!(files == piped_files, "{arguments:?}");
        for words in expected {
            assert!(file.err.contains(words), "{arguments:?} {words} {}", file.err);
        }
    }
}

#[test]
fn one_document_given_as_lines_is_one_mistake() {
    let folder = Folder::new(&[("a.jsonl", TWO_MISTAKES), ("b.json", TWO_MISTAKES)]);
    let expected = "a.jsonl:1:1: error[invalid-json] this JSON takes several lines, but was given as one request \
                    per line\n";
    let outcome = folder.run(&["a.jsonl"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), expected));
    assert_eq!(outcome.err, "Found 1 error in 1 of 1 file.\n0 tasks; 1 file malformed.\n");
    let mut command = folder.command();
    command.args(["--ndjson", "-"]).stdin(File::open(folder.path().join("b.json")).expect("it is there"));
    let outcome = Folder::outcome(&mut command);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.out.contains("name the file `.json` (and leave out"), "{}", outcome.out);
    assert_eq!(outcome.out.matches("error[").count(), 1, "{}", outcome.out);
}
