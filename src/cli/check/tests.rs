//! Whatever the size of the blocks in which NDJSON is read, and however many threads there are, the output is the same.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::{Args as _, Command, FromArgMatches as _, ValueEnum as _};
use runware_lint::output::Appearance;

use super::{CheckArguments, prepare};
use crate::cli::arguments::Format;
use crate::cli::streams::Findings;

/// Takes what would be printed.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a run without any configuration prints, with its exit code.
fn printed(arguments: &[&str], block_size: usize) -> (String, u8) {
    printed_by(&[&["-q", "--isolated"], arguments].concat(), block_size)
}

/// What a run prints, with its exit code.
fn printed_by(arguments: &[&str], block_size: usize) -> (String, u8) {
    let all = ["check"].iter().chain(arguments);
    let matches = CheckArguments::augment_args(Command::new("check")).try_get_matches_from(all);
    let arguments = CheckArguments::from_arg_matches(&matches.expect("sound")).expect("sound");
    let (mut run, files) =
        prepare(&arguments, Appearance::plain()).unwrap_or_else(|problems| panic!("{problems:?}"));
    run.block_size = block_size;
    let paper = Paper::default();
    let code = run.run(files, Findings::to(Box::new(paper.clone())));
    let text = paper.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (String::from_utf8(text).expect("UTF-8"), code)
}

/// Lines of every kind; some of them use the ids of others.
fn lines() -> Vec<u8> {
    let task = |number: u32, rest: &str| {
        format!(
            r#"{{"taskType": "videoInference", "taskUUID": "0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f{number:04x}", "model": "klingai:kling-video@o3-pro", "positivePrompt": "é 雪", {rest}}}"#
        )
    };
    let mut text = "\u{feff}".to_owned();
    for number in 0..60 {
        let line = match number % 12 {
            0 => task(number, r#""duration": 5"#) + "\r\n",
            1 => task(number, r#""duration": 99, "seeed": 3, "width": 864"#) + "\n",
            2 => "\n \t\n".to_owned(),
            3 => task(number - 3, r#""fps": 24"#) + "\n",
            4 => format!("[{}, {}]\n", task(number, r#""width": "a""#), task(7, r#""duration": 5"#)),
            5 => "{\"a\": 1}\n".to_owned(),
            6 => task(number, r#""apiKey": "abcdefghijklmnopqrstuvwxyz", "width": 12,, "#) + "\n",
            7 => "{\"taskType\": \"ping\"}\n".to_owned(),
            8 => task(number, r#""duration": 5, "duration": 6"#) + "\r\n",
            9 => "{\"model\": \"a:b@c\", \"\n".to_owned(),
            10 => task(number, r#""inputs": {"frameImages": [{"image": "x", "frame": "first"}]}"#) + "\n",
            _ => task(number, r#""positivePrompt": "?BAD?""#) + "\n",
        };
        text.push_str(&line);
    }
    let mut bytes = Vec::new();
    for (index, part) in text.trim_end().split("?BAD?").enumerate() {
        bytes.extend_from_slice(if index == 0 { b"" } else { b"\xff\xc3 \xff" });
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

fn folder_with(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("it can be written");
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

#[test]
fn the_size_of_blocks_changes_nothing() {
    let (_folder, paths) = folder_with(&[
        ("a.ndjson", &lines()),
        ("b.jsonl", "\u{feff}\n\n".as_bytes()),
        ("c.json", b"{}"),
        ("d.ndjson", b"{\"a\": 1}\n{}"),
        ("e.ndjson", b"\n[\n  {\n    \"taskType\": \"ping\"\n  }\n]\n"),
        ("f.ndjson", b"{\n  \"taskType\": \"ping\"\n}\n{}"),
        ("g.ndjson", b"{\n  \"name\": \"other\"\n}\n"),
    ]);
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().expect("UTF-8")).collect();
    for format in Format::value_variants() {
        let name = format.to_possible_value().expect("it has a name");
        for more in
            [&["-j1"][..], &["-j3"], &["--max-diagnostics", "7"], &["--statistics"], &["--skip-foreign"]]
        {
            if more == ["--statistics"] && !matches!(format, Format::Full | Format::Concise) {
                continue;
            }
            let arguments = [&paths[..], &["--format", name.get_name()], more].concat();
            let whole = printed(&arguments, usize::MAX);
            assert!(more == ["--statistics"] || whole.0.contains("a.ndjson"), "{}", whole.0);
            for block_size in [1, 7, 100, 333, 1000, 5000] {
                let cut = printed(&arguments, block_size);
                let differs = cut.0.lines().zip(whole.0.lines()).find(|(cut, whole)| cut != whole);
                assert_eq!(differs, None, "{arguments:?} {block_size}");
                assert!(cut == whole, "{arguments:?} {block_size}");
            }
        }
    }
}

/// Decides about the findings of [`lines`].
const CONFIGURATION: &str = r#"
unknown-model = "error"

[severity]
unknown-field = "warning"
o3-1 = "info"
wrong-type = "off"
not-a-request = "off"

[[override]]
path = "b.ndjson"
severity = { duplicate-task-uuid = "warning", invalid-json = "info" }

[[ignore]]
rule = "duplicate-task-uuid"
path = "a.ndjson"
reason = "they are retries"

[[ignore]]
rule = "value-out-of-range"
pointer = "/**/duration"
until = 2020-01-01
reason = "the limit was to be raised"
"#;

/// The files that a run writes that prints nothing, one for each of these formats, with its exit code.
fn written(folder: &Path, formats: &[Format], arguments: &[&str], block_size: usize) -> (Vec<String>, u8) {
    let name = |format: &Format| format.to_possible_value().expect("it has a name").get_name().to_owned();
    let names: Vec<String> = formats.iter().map(name).collect();
    let outputs: Vec<String> =
        names.iter().map(|name| format!("--output={name}={}", folder.join(name).display())).collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let (text, code) = printed_by(&[&["-qq", "-j3"], arguments, &outputs].concat(), block_size);
    assert_eq!(text, "");
    let read = |name: &String| std::fs::read_to_string(folder.join(name)).expect("it is written");
    (names.iter().map(read).collect(), code)
}

#[test]
fn what_is_decided_about_findings_is_the_same_in_blocks() {
    let later = [b"\n{\"taskType\": \"ping\"}\n", &lines()["\u{feff}".len()..]].concat();
    let (folder, paths) = folder_with(&[
        ("a.ndjson", &lines()),
        ("b.ndjson", &later),
        ("c.jsonl", "\u{feff}\n\n".as_bytes()),
        ("d.toml", CONFIGURATION.as_bytes()),
    ]);
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().expect("UTF-8")).collect();
    let [inputs @ .., configuration] = paths.as_slice() else { panic!("four paths") };
    let baseline = folder.path().join("baseline.json");
    let baseline = baseline.to_str().expect("UTF-8");
    let rules = "unknown-field,duplicate-task-uuid,invalid-json";
    printed(&[inputs[0], "--write-baseline", baseline, "--select", rules], usize::MAX);
    let scenarios: [&[&str]; 9] = [
        &["--config", configuration],
        &["--config", configuration, "--no-ignores", "--baseline", baseline],
        &["--isolated", "--baseline", baseline],
        &["--isolated", "--max-cost", "0"],
        &["--isolated", "--max-cost", "0.84"],
        &["--isolated", "--max-cost", "2"],
        &["--isolated", "--max-cost", "1000"],
        &["--config", configuration, "--baseline", baseline, "--max-cost", "2", "--fail-on", "warning"],
        &["--isolated", "--max-cost", "2", "--ignore", "budget-exceeded"],
    ];
    let mut seen = String::new();
    for (formats, scenario) in [Format::value_variants(), &[Format::Concise]]
        .into_iter()
        .flat_map(|formats| scenarios.map(|scenario| (formats, scenario)))
    {
        let arguments = [inputs, scenario].concat();
        let whole = written(folder.path(), formats, &arguments, usize::MAX);
        for block_size in [1, 100, 333, 5000] {
            let cut = written(folder.path(), formats, &arguments, block_size);
            for (cut, whole) in cut.0.iter().zip(&whole.0) {
                let differs = cut.lines().zip(whole.lines()).find(|(cut, whole)| cut != whole);
                assert_eq!(differs, None, "{arguments:?} {block_size}");
            }
            assert!(cut == whole, "{arguments:?} {block_size}");
        }
        seen.extend(whole.0);
    }
    for words in [
        "together cost",
        "the task costs",
        "its ignore at",
        "info[exactly-one-of] o3-1",
        "warning[duplicate-task-uuid]",
    ] {
        assert!(seen.contains(words), "{words}");
    }
}

#[test]
fn a_baseline_is_written_of_blocks() {
    let (folder, paths) = folder_with(&[("a.ndjson", &lines())]);
    let path = paths[0].to_str().expect("UTF-8");
    let baselines = [usize::MAX, 1, 333, 5000].map(|block_size| {
        let baseline = folder.path().join(format!("{block_size}.json"));
        let arguments = [path, "--write-baseline", baseline.to_str().expect("UTF-8")];
        assert_eq!(printed(&arguments, block_size), (String::new(), 0));
        std::fs::read_to_string(baseline).expect("it is written")
    });
    assert!(baselines[0].contains("duplicate-task-uuid"), "{}", baselines[0]);
    assert!(baselines.iter().all(|baseline| *baseline == baselines[0]));
}

#[test]
fn findings_of_a_line_show_nothing_of_other_lines() {
    let (_folder, paths) = folder_with(&[("a.ndjson", &lines())]);
    let path = paths[0].to_str().expect("UTF-8");
    let (out, code) = printed(&[path, "--format", "full", "--select", "duplicate-task-uuid"], 100);
    assert_eq!(code, 1);
    let first = out.split("\n\n").next().expect("a finding");
    assert!(first.contains(":5:"), "{first}");
    assert!(first.contains("  first used here: ") && first.contains("a.ndjson:1:44\n"), "{first}");
}
