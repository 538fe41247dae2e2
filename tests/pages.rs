//! The commands that print a page: `explain`, `rules`, `models`, `model` and `schema`.

#[path = "common/fixtures.rs"]
mod fixtures;

use std::process::{Command, Stdio};

use runware_lint::models::Models;
use runware_lint::rules::RULES;
use runware_lint::{Options, Source, check};
use serde_json::Value;

struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runware-lint"));
    let output = command.args(arguments).stdin(Stdio::null()).output().expect("the program starts");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
    }
}

/// What the program prints when all is well.
fn page(arguments: &[&str]) -> String {
    let outcome = run(arguments);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    outcome.stdout
}

fn json(arguments: &[&str]) -> Value {
    let value: Value = serde_json::from_str(&page(arguments)).expect("the output is JSON");
    assert_eq!(value["version"], 1);
    value
}

/// A few constraints of all kinds; making up requests for all of them takes a while.
const CONSTRAINTS: [&str; 9] = [
    "o3-2",
    "o3-12",
    "std-1",
    "std-6",
    "o3-element-reference",
    "std-empty-list",
    "o3-provider-shots",
    "o3-provider-elements",
    "std-provider-shot-prompt",
];

#[test]
fn every_page_fits_eighty_columns() {
    let mut pages = vec![page(&["rules"]), page(&["models"])];
    let models = Models::default();
    pages.extend(models.ids().iter().map(|id| page(&["model", id])));
    pages.extend(RULES.iter().map(|rule| page(&["explain", rule.id])));
    pages.extend(CONSTRAINTS.iter().map(|id| page(&["explain", id])));
    for line in pages.iter().flat_map(|page| page.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
        assert!(
            !line.ends_with(' ')
                && !line.contains("```")
                && !line.starts_with("# ")
                && !line.starts_with("##"),
            "{line}"
        );
    }
}

#[test]
fn explain_shows_the_manual_page_and_who_reports_the_rule() {
    let text = page(&["explain", "Forbidden-With"]);
    for part in ["forbidden-with\n====", "Why\n---", "Fails\n---", "Passes\n---", "- `o3-3`: ", "- `std-3`: "]
    {
        assert!(text.contains(part), "{part}");
    }
    let markdown = page(&["explain", "forbidden-with", "--format", "markdown"]);
    let manual = runware_lint::rules::FORBIDDEN_WITH.manual;
    assert!(markdown.starts_with(manual.trim_end()));
    let value = json(&["explain", "forbidden-with", "--format", "json"]);
    assert_eq!(value["rule"], "forbidden-with");
    assert_eq!(value["markdown"], markdown);
    let reporting = value["constraints"].as_array().expect("a list");
    assert!(
        reporting.iter().any(|it| it["constraint"] == "o3-4" && it["model"] == "klingai:kling-video@o3-pro")
    );
}

#[test]
fn explain_shows_what_a_constraint_rests_on() {
    for id in CONSTRAINTS {
        let text = page(&["explain", &id.to_uppercase()]);
        for part in
            ["states\n---", "How it is read\n---", "Why\n---", "How sure\n---", "Findings\n---", "https://"]
        {
            assert!(text.contains(part), "{id}: {part}");
        }
        assert!(
            text.contains("Fails\n-----\n\n{\n") && text.contains("Passes\n------\n\n{\n"),
            "{id}: {text}"
        );
        let is_shortened = id == "std-provider-shot-prompt";
        assert_eq!(
            text.contains(&format!("`runware-lint explain {id}\n--format json` has all")),
            is_shortened
        );
        let value = json(&["explain", id, "--format", "json"]);
        let constraint = &value["constraints"][0];
        assert_eq!(constraint["id"], id);
        assert!(constraint["fails"].is_string() && constraint["passes"].is_string(), "{id}");
        assert!(constraint["findings"][0]["rule"].is_string(), "{id}");
    }
    let text = page(&["explain", "o3-3"]);
    for part in [
        "narrowed: ",
        "`forbidden-with`, an error",
        "`contested-use`, a warning",
        "#request-providersettings",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn a_constraint_knows_every_rule_that_its_findings_have() {
    let options = Options::default();
    let mut seen = 0;
    for path in fixtures::files_below("fixtures", &["json"]) {
        let bytes = std::fs::read(&path).expect("the fixture can be read");
        for diagnostic in check(&Source::from_bytes("fixture", &bytes), &options).diagnostics {
            let Some(id) = diagnostic.constraint else { continue };
            let constraints = options.models.all().flat_map(|ruleset| &ruleset.constraints);
            let mut named = constraints.filter(|constraint| constraint.origin.id == id);
            let rules = named.next().expect("the constraint is there").rules();
            assert!(rules.contains(&diagnostic.rule), "{id} and {}", diagnostic.rule.id);
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn names_that_are_none_are_told_with_the_nearest() {
    for (arguments, hint) in [
        (["explain", "forbiden-with"], "did you mean `forbidden-with`?"),
        (["explain", "o3-33"], "did you mean `o3-3`?"),
        (["explain", "framepos"], "did you mean `frame-position`?"),
        (["explain", "Frames"], "did you mean `frame-position`?"),
        (["explain", "o3-frame"], "did you mean `o3-frame-position`?"),
        (["explain", "nothing-like-it"], "`runware-lint rules` lists"),
        (["model", "klingai:kling-video@03-pro"], "did you mean `klingai:kling-video@o3-pro`?"),
        (["model", "klingai-video-o3-por"], "did you mean `klingai-video-o3-pro`?"),
        (["model", "klingai-video-o3"], "did you mean `klingai-video-o3-pro`?"),
        (["model", ""], "there are `klingai:kling-video@3-standard` and"),
        (["schema", "gpt"], "there are `klingai:kling-video@3-standard` and"),
        (["schema", "--bundel"], "--bundle"),
        (["help", "chek"], "there is no command `chek`; did you mean `check`?"),
        (["help", "Explain"], "did you mean `explain`?"),
        (["help", "nothing-like-it"], "`runware-lint --help` lists"),
        (["explain", "\u{1b}[31m"], "[31m`; `runware-lint rules`"),
    ] {
        let outcome = run(&arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(outcome.stderr.contains(hint), "{arguments:?}: {}", outcome.stderr);
    }
    let outcome = run(&["schema"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    for hint in ["`klingai:kling-video@o3-pro`", "use `--bundle`"] {
        assert!(outcome.stderr.contains(hint), "{}", outcome.stderr);
    }
    for arguments in
        [vec!["explain"], vec!["model"], vec!["schema"], vec!["schema", "--bundle", "x"], vec!["rules", "x"]]
    {
        let outcome = run(&arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!outcome.stderr.is_empty());
    }
}

#[test]
fn the_lists_are_whole() {
    let rules = json(&["rules", "--format", "json"]);
    let ids: Vec<&str> =
        rules["rules"].as_array().expect("a list").iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids, RULES.iter().map(|rule| rule.id).collect::<Vec<_>>());
    let models = json(&["models", "--format", "json"]);
    let ids: Vec<&str> = models["models"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|model| model["id"].as_str())
        .collect();
    assert_eq!(ids, Models::default().ids());
}

#[test]
fn a_card_has_every_parameter_with_its_limits() {
    let card = json(&["model", "KlingAI-Video-O3-Pro", "--format", "json"]);
    let parameters = card["parameters"].as_array().expect("a list");
    let find = |path: &str| parameters.iter().find(|it| it["path"] == path).expect("the parameter is there");
    let models = Models::default();
    let ruleset = models.named("klingai-video-o3-pro").expect("the alias is known");
    for path in ruleset.table.parameters.iter().map(|it| &it.path).chain(ruleset.table.item_paths()) {
        assert!(find(path)["type"].is_string(), "{path}");
    }
    assert_eq!(find("duration")["limits"][0], "3 to 15");
    assert_eq!(find("duration")["default"], 5);
    assert_eq!(find("taskUUID")["required"], true);
    assert_eq!(find("inputs.referenceImages")["type"], "list of image references");
    assert_eq!(find("inputs.frameImages[].frame")["allowed"].as_array().map(Vec::len), Some(4));
    assert_eq!(find("positivePrompt")["needed"][0], "unless `providerSettings.klingai.multiPrompt` (o3-10)");
    assert_eq!(card["sizes"].as_array().map(Vec::len), Some(3));
    assert_eq!(card["prices"].as_array().map(Vec::len), Some(3));
    assert_eq!(card["constraints"].as_array().map(Vec::len), Some(ruleset.constraints.len()));
    let text = page(&["model", "klingai:kling-video@3-standard"]);
    for part in
        ["1280x720", "$0.084", "list of image references or objects", "https://", "5 literal, 3 narrowed"]
    {
        assert!(text.contains(part), "{part}");
    }
    assert!(page(&["model", &ruleset.model, "--format", "markdown"]).contains("\n## Prices\n"));
}

#[test]
fn a_schema_is_printed_as_it_is() {
    let schema = include_str!("../schemas/klingai-video-o3-pro.schema.json");
    assert_eq!(page(&["schema", "klingai:kling-video@o3-pro"]), schema);
    assert_eq!(page(&["schema", "klingai-video-o3-pro"]), schema);
}
