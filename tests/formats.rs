//! The formats for platforms are held against what the platforms demand, on every fixture and on names, keys and
//! values that are made to break them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use runware_lint::check::{Layout, check, check_value};
use runware_lint::diagnostic::{Diagnostic, Severity};
use runware_lint::output::{github, gitlab, json, jsonl, junit, markdown, sarif};
use runware_lint::report::{FileReport, Report};
use runware_lint::rules::RULES;
use runware_lint::{Options, Source};
use serde_json::Value;

/// Names of files that mean something to one format or another.
const HOSTILE: [&str; 9] = [
    "a\n::error file=b,line=1::c.json",
    "a\r##[error]b.json",
    "a,b:c%0Ad.json",
    "<a b='c' d=\"e\">&amp;]]>.json",
    "\u{1b}[31m\u{202e}\u{7}\u{ffff}\u{fffe}.json",
    "é 日本 \u{1f600}#?[x](y).json",
    "`|*_<b>@user|`.json",
    "./././here.json",
    "/absolute/a.json",
];

/// A report with a file of each hostile name, in which everything that is shown is hostile too; with unreadable and
/// clean files, files that are no requests, and a value without text.
fn hostile() -> Report {
    let mut report = Report::default();
    for name in HOSTILE {
        let key = serde_json::to_string(&format!("x{name}")).expect("texts can be written");
        let text = format!(
            "\u{feff}{{\n  \"taskType\": \"videoInference\", \"model\": \"klingai:kling-video@o3-pro\",\n  {key}: 1,\n  \
             \"outputFormat\": {key}, \"inputs\": {{{key}: [], {key}: []}}\n}}"
        );
        report.absorb(check(&Source::new(name, text), &Options::default()));
        report
            .add(FileReport::unreadable(format!("unreadable {name}"), format!("because {name}")), Vec::new());
    }
    let value =
        serde_json::json!({"taskType": "videoInference", "model": "klingai:kling-video@o3-pro", "a\nb": 1});
    report.absorb(check_value(&value, &Options::default()).expect("a value can be written"));
    let skips = Options { foreign: runware_lint::check::Foreign::Skip, ..Options::default() };
    report.absorb(check(&Source::new("foreign.json", "{\"name\": 1}"), &skips));
    report
}

/// Every fixture, as one run.
fn fixtures() -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    let mut report = Report::default();
    for path in paths {
        let bytes = fs::read(&path).expect("a fixture can be read");
        let is_lines = path.extension().is_some_and(|extension| extension != "json");
        let layout = if is_lines { Layout::Lines } else { Layout::Document };
        let source = Source::from_bytes(path.to_string_lossy(), &bytes);
        report.absorb(check(&source, &Options { layout, ..Options::default() }));
    }
    assert!(report.diagnostics.len() > 100, "there are fixtures");
    report
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of fixtures") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|name| name == "json" || name == "jsonl" || name == "ndjson") {
            paths.push(path);
        }
    }
}

fn reports() -> [Report; 3] {
    [Report::default(), fixtures(), hostile()]
}

/// What a format writes. The folder is that of the package, so that the fixtures are in it.
fn written(write: impl Fn(&mut Vec<u8>, &Report, &str) -> std::io::Result<()>, report: &Report) -> String {
    let mut out = Vec::new();
    write(&mut out, report, env!("CARGO_MANIFEST_DIR")).expect("a vector takes everything");
    String::from_utf8(out).expect("every format is UTF-8")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn is_treacherous(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn sarif_has_the_form_of_its_schema() {
    let mut schema = parsed(include_str!("schemas/sarif-2.1.0.json"));
    for part in ["run", "toolComponent"] {
        // The pattern has a bracket too many. We write no languages.
        schema["definitions"][part]["properties"]["language"] = Value::Bool(false);
    }
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is sound");
    for report in reports() {
        let log = parsed(&written(sarif::write, &report));
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, [""; 0]);
    }
}

#[test]
fn sarif_results_are_what_code_scanning_takes() {
    for report in reports() {
        let log = parsed(&written(sarif::write, &report));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        assert_eq!(rules.len(), RULES.len());
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), report.diagnostics.len());
        let mut fingerprints = HashSet::new();
        for result in results {
            let index =
                usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
            assert_eq!(result["ruleId"], rules[index]["id"]);
            assert!(fingerprints.insert(&result["partialFingerprints"]["primaryLocationLineHash"]));
            let places =
                result["relatedLocations"].as_array().into_iter().flatten().chain([&result["locations"][0]]);
            for place in places {
                let place = &place["physicalLocation"];
                let uri = place["artifactLocation"]["uri"].as_str().expect("an address");
                let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
                let path = uri.strip_prefix("file:///").unwrap_or(uri);
                assert!(path.chars().all(is_plain), "{uri}");
                if let Some(region) = place["region"].as_object() {
                    let at = |name: &str| region[name].as_u64().expect("a number");
                    let (start, end) =
                        ((at("startLine"), at("startColumn")), (at("endLine"), at("endColumn")));
                    assert!(start.0 >= 1 && start.1 >= 1 && start <= end && end.0 == start.0, "{result}");
                }
            }
            assert!(!result["message"]["text"].as_str().expect("a text").contains(is_treacherous));
        }
        let unreadable = report.summary.unreadable;
        assert_eq!(run["invocations"][0]["executionSuccessful"], unreadable == 0);
        let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("a list");
        assert_eq!(notifications.len(), unreadable);
    }
}

#[test]
fn sarif_keeps_the_worst_where_there_are_too_many() {
    let report = fixtures();
    let warning = report.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Warning);
    let error = report.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    let (warning, error) = (warning.expect("a warning"), error.expect("an error"));
    let many = |diagnostic: &Diagnostic, count| vec![diagnostic.clone(); count];
    let report =
        Report { diagnostics: [many(warning, 20_000), many(error, 7_000)].concat(), ..Report::default() };
    let log = parsed(&written(sarif::write, &report));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 7_000);
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert!(notification["message"]["text"].as_str().expect("a text").starts_with("2000 more findings"));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let fingerprints: HashSet<&Value> =
        results.iter().map(|result| &result["partialFingerprints"]["primaryLocationLineHash"]).collect();
    assert_eq!(fingerprints.len(), 25_000);
}

#[test]
fn gitlab_issues_are_complete_and_unlike() {
    assert_eq!(written(gitlab::write, &Report::default()), "[]\n");
    for report in reports() {
        let issues = parsed(&written(gitlab::write, &report));
        let issues = issues.as_array().expect("an array");
        assert_eq!(issues.len(), report.diagnostics.len() + report.summary.unreadable);
        let mut fingerprints = HashSet::new();
        for issue in issues {
            assert!(fingerprints.insert(issue["fingerprint"].as_str().expect("a text")));
            let check = issue["check_name"].as_str().expect("a text");
            let description = issue["description"].as_str().expect("a text");
            assert!(description.starts_with(&format!("{check}: ")));
            assert!(!description.contains(is_treacherous), "{description}");
            let severity = issue["severity"].as_str().expect("a text");
            assert!(["major", "minor", "blocker"].contains(&severity));
            assert_eq!(severity == "blocker", check == "unreadable-file");
            let path = issue["location"]["path"].as_str().expect("a text");
            assert!(!path.starts_with("./") && !path.starts_with(env!("CARGO_MANIFEST_DIR")), "{path}");
            assert!(issue["location"]["lines"]["begin"].as_u64() >= Some(1));
        }
    }
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let text = r#"{"taskType": "videoInference", "model": "klingai:kling-video@o3-pro", "colour": 1, "duration": 99}"#;
    let fingerprints = |text: &str| -> Vec<String> {
        let report = check(&Source::new("a.json", text), &Options::default());
        let issues = parsed(&written(gitlab::write, &report));
        let mut list: Vec<String> =
            issues.as_array().into_iter().flatten().map(|issue| issue["fingerprint"].to_string()).collect();
        list.sort();
        list
    };
    let before = fingerprints(text);
    assert!(before.len() > 2);
    assert_eq!(before, fingerprints(&format!("\n\n{}", text.replace(", ", ",\n    "))));
    assert_ne!(before, fingerprints(&text.replace("99", "98")));
}

#[test]
fn github_commands_cannot_be_broken() {
    for report in reports() {
        let text = written(github::write, &report);
        assert!(!text.contains('\r'));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), report.diagnostics.len() + report.summary.unreadable);
        let levels: Vec<bool> = lines.iter().map(|line| line.starts_with("::error ")).collect();
        assert!(levels.is_sorted_by(|one, next| one >= next), "errors come first");
        let mut paths = HashSet::new();
        for line in lines {
            let line = line.strip_prefix("::").expect("a command");
            let (command, message) = line.split_once("::").expect("a message");
            let (level, properties) = command.split_once(' ').expect("properties");
            assert!(["error", "warning"].contains(&level));
            let properties: Vec<(&str, &str)> =
                properties.split(',').map(|property| property.split_once('=').expect("a value")).collect();
            let names: Vec<&str> = properties.iter().map(|property| property.0).collect();
            assert!(
                matches!(
                    names[..],
                    ["file", "line", "endLine", "col", "endColumn", "title"]
                        | ["file", "line", "endLine", "title"]
                        | ["file", "line", "title"]
                ),
                "{names:?}"
            );
            if names.len() == 6 {
                assert_eq!(properties[1].1, properties[2].1);
            }
            assert!(properties.iter().all(|(_, value)| !value.contains([':', '\r', '\n'])));
            paths.insert(unescaped(properties[0].1));
            assert!(!message.contains(is_treacherous), "{message}");
            let after_percent = message.split('%').skip(1);
            assert!(
                after_percent
                    .clone()
                    .all(|rest| ["25", "0D", "0A"].iter().any(|code| rest.starts_with(code)))
            );
        }
        for diagnostic in &report.diagnostics {
            let path = diagnostic.path.trim_start_matches("./");
            let path = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/")).unwrap_or(path);
            let is_there = paths.contains(path) || path.contains('\u{1b}');
            assert!(is_there, "{path}");
        }
    }
}

fn unescaped(property: &str) -> String {
    let property = property.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n");
    property.replace("%25", "%")
}

#[test]
fn junit_is_xml_whose_numbers_are_right() {
    for report in reports() {
        let text = written(junit::write, &report);
        let document = roxmltree::Document::parse(&text).expect("it is XML");
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        let number = |node: roxmltree::Node<'_, '_>, name: &str| -> usize {
            node.attribute(name).expect(name).parse().expect("a number")
        };
        let count = |node: roxmltree::Node<'_, '_>, name: &str| {
            node.descendants().filter(|inner| inner.has_tag_name(name)).count()
        };
        let suites: Vec<_> = root.children().filter(roxmltree::Node::is_element).collect();
        assert_eq!(suites.len(), report.files.len());
        for node in suites.iter().copied().chain([root]) {
            for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
                assert_eq!(number(node, attribute), count(node, tag), "{attribute}");
            }
        }
        assert_eq!(number(root, "failures"), report.diagnostics.len());
        assert_eq!(number(root, "errors"), report.summary.unreadable);
        for (suite, file) in suites.iter().zip(&report.files) {
            assert!(number(*suite, "tests") > 0, "also a clean file has a case");
            let path = file.path.trim_start_matches("./");
            let path = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/")).unwrap_or(path);
            let path = path.replace(['\u{1b}', '\u{7}', '\u{ffff}', '\u{fffe}'], "");
            assert_eq!(suite.attribute("name"), Some(path.as_str()));
            let mut names = HashSet::new();
            for case in suite.children().filter(roxmltree::Node::is_element) {
                assert_eq!(case.attribute("classname"), Some(path.as_str()));
                assert_eq!(case.attribute("file"), Some(path.as_str()));
                assert!(names.insert(case.attribute("name").expect("a name")), "{case:?}");
                for failure in case.children().filter(|node| node.has_tag_name("failure")) {
                    assert!(
                        failure
                            .text()
                            .expect("a text")
                            .contains(failure.attribute("message").expect("a message"))
                    );
                    assert!(["error", "warning"].contains(&failure.attribute("type").expect("a type")));
                }
            }
        }
    }
}

#[test]
fn markdown_has_a_row_for_every_finding_and_nothing_else() {
    for report in reports() {
        let text = written(markdown::write, &report);
        assert!(text.starts_with("### runware-lint\n"));
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| <code>")).collect();
        assert_eq!(rows.len(), report.diagnostics.len() + report.summary.unreadable);
        for row in rows {
            assert_eq!(row.matches('|').count(), 5, "{row}");
            let bare = row.replace("<code>", "").replace("</code>", "");
            assert!(!bare.contains(['<', '>', '[', ']', '*', '_', '`', '\\', '@']), "{row}");
            assert!(!bare.contains(is_treacherous), "{row}");
        }
    }
}

#[test]
fn markdown_stays_within_what_a_job_summary_holds() {
    let report = fixtures();
    let diagnostics = report.diagnostics.iter().cycle().take(20_000).cloned().collect();
    let text = written(markdown::write, &Report { diagnostics, ..Report::default() });
    assert!(text.len() < 1024 * 1024 && text.len() > 300 * 1024, "{}", text.len());
    assert!(text.ends_with(" more not shown.\n"));
}

#[test]
fn jsonl_holds_what_json_holds() {
    for report in reports() {
        let whole = parsed(&written(|out, report, _| json::write(out, report), &report));
        let text = written(|out, report, _| jsonl::write(out, report), &report);
        let lines: Vec<Value> = text.lines().map(parsed).collect();
        let (last, findings) = lines.split_last().expect("a last line");
        assert_eq!(findings, whole["diagnostics"].as_array().expect("a list"));
        assert_eq!(last["summary"], whole["summary"]);
        let unreadable = last["unreadable"].as_array().map_or(0, Vec::len);
        assert_eq!(unreadable, report.summary.unreadable);
    }
}

#[test]
fn no_format_shows_a_secret() {
    let secret = "0123456789abcdef0123456789abcdef";
    let text = format!(
        "{{\"taskType\": \"videoInference\", \"apiKey\": \"{secret}\", \"model\": \"x:1@1?signature={secret}\",\n\
         \"https://user:{secret}@example.com\": 1}}"
    );
    let mut report = check(&Source::new("a.json", text), &Options::default());
    let leaking = report.diagnostics.first().cloned().expect("a finding");
    let place = runware_lint::diagnostic::Place { pointer: format!("/apiKey={secret}"), span: None };
    report.diagnostics.push(Diagnostic {
        message: format!("`{{\"apiKey\": \"{secret}\"}}` is wrong"),
        help: Some(format!("not https://u:{secret}@example.com/").into()),
        path: Arc::from("a.json"),
        labels: vec![runware_lint::diagnostic::Label {
            place: place.clone(),
            message: format!("apiKey={secret}"),
        }],
        place,
        ..leaking
    });
    for text in [
        written(sarif::write, &report),
        written(gitlab::write, &report),
        written(github::write, &report),
        written(junit::write, &report),
        written(markdown::write, &report),
        written(|out, report, _| jsonl::write(out, report), &report),
    ] {
        assert!(text.len() > 300);
        let at = text.find(secret).unwrap_or(text.len());
        assert_eq!(&text[at..], "");
    }
}
