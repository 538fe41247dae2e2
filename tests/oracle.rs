//! An independent judge of single parameters: the `jsonschema` crate over our own arena, with the formats written down a
//! second time. It must accept a task exactly where our walk finds nothing about a single parameter.

#[path = "common/fixtures.rs"]
mod fixtures;
#[path = "common/formats.rs"]
mod formats;
#[path = "common/mutations.rs"]
mod mutations;
#[path = "common/random.rs"]
mod random;
#[path = "common/tree.rs"]
mod tree;

use std::collections::BTreeMap;
use std::fs;

use fixtures::files_below;
use jsonschema::Validator;
use mutations::{REFERENCES, VALUES, change, rearrangements, replacements, texts_at_limits};
use random::Random;
use runware_lint::json::{Arena, Kind, Node};
use runware_lint::json_schema::{ArenaJson, ArenaNode};
use runware_lint::models::EMBEDDED;
use runware_lint::report::{Report, Verdict};
use runware_lint::rules::{Group, RULES};
use runware_lint::{Options, Source, check};
use tree::Tree;

/// The two judges, and what they have said so far.
struct Court {
    validators: Vec<(&'static str, Validator<ArenaJson>)>,
    options: Options,
    arena: Arena,
    accepted: usize,
    refused: usize,
    /// How many findings of each rule about a single parameter.
    rules: BTreeMap<&'static str, usize>,
    disagreements: Vec<String>,
}

impl Court {
    fn new() -> Self {
        let validator = |schema: &str| {
            jsonschema::options_for::<ArenaJson>()
                .should_validate_formats(true)
                .should_ignore_unknown_formats(false)
                .with_format("uri", formats::is_uri)
                .with_format("image-reference", formats::is_image)
                .with_format("video-reference", formats::is_video)
                .build(&serde_json::from_str(schema).expect("the schema is JSON"))
                .expect("the schema compiles")
        };
        Self {
            validators: EMBEDDED
                .iter()
                .map(|embedded| (embedded.model, validator(embedded.schema)))
                .collect(),
            options: Options::default(),
            arena: Arena::default(),
            accepted: 0,
            refused: 0,
            rules: BTreeMap::new(),
            disagreements: Vec::new(),
        }
    }

    /// Puts every task of a text before both judges. A task is theirs where it is an object with a known `model`.
    fn hear(&mut self, text: &str) {
        let report = check(&Source::new("request.json", text), &self.options);
        let document = self.arena.parse(text);
        let Some(root) = document.root().filter(|_| document.errors().is_empty()) else { return };
        let tasks: Vec<Node<'_>> = match root.kind() {
            Kind::Array => root.items().collect(),
            _ => vec![root],
        };
        if report.files[0].tasks.is_empty() {
            return;
        }
        for (index, (task, judged)) in tasks.iter().zip(&report.files[0].tasks).enumerate() {
            let model = task.get("model").and_then(Node::as_str);
            let validator = self.validators.iter().find(|(known, _)| model.as_deref() == Some(known));
            let Some((_, validator)) = validator else {
                assert_ne!(judged.verdict, Verdict::Valid, "{text}");
                continue;
            };
            assert_ne!(judged.verdict, Verdict::Unchecked, "{text}");
            let ours: Vec<String> = report
                .diagnostics
                .iter()
                .filter(|finding| finding.task == Some(index) && finding.constraint.is_none())
                .filter(|finding| finding.rule.group == Group::Parameter)
                .inspect(|finding| *self.rules.entry(finding.rule.id).or_default() += 1)
                .map(|finding| format!("{} at {}", finding.rule.id, finding.place.pointer))
                .collect();
            compare_with_the_walk(*task, &report, index, &self.options, text);
            let errors: Vec<String> =
                validator.iter_errors(ArenaNode::Value(*task)).map(|error| error.to_string()).collect();
            if errors.is_empty() {
                self.accepted += 1;
            } else {
                self.refused += 1;
            }
            if errors.is_empty() != ours.is_empty() {
                self.disagreements.push(format!("{text}\n  jsonschema: {errors:?}\n  ours: {ours:?}\n"));
            }
        }
    }

    /// Fails where the judges disagreed, with the shortest cases.
    fn assert_agreement(mut self) {
        self.disagreements.sort_by_key(String::len);
        let count = self.disagreements.len();
        self.disagreements.truncate(8);
        assert_eq!(count, 0, "disagreements, of which the shortest are:\n{}", self.disagreements.join("\n"));
        println!("{} accepted, {} refused; {:?}", self.accepted, self.refused, self.rules);
    }

    fn assert_met_every_rule(&self) {
        for rule in RULES.iter().filter(|rule| rule.group == Group::Parameter) {
            assert!(self.rules.contains_key(rule.id), "no request broke `{}`", rule.id);
        }
    }
}

/// A task without a mistake in a single parameter is read in one pass, which must be as strict as two.
fn compare_with_the_walk(task: Node<'_>, report: &Report, index: usize, options: &Options, text: &str) {
    let ruleset = task.get("model").and_then(|model| options.models.find(&model.as_str()?));
    let pointer = &report.files[0].tasks[index].pointer;
    let models = &options.models;
    let mut walked: Vec<String> = ruleset
        .map(|ruleset| ruleset.check(task, pointer, &|path| models.with_parameter(path, &ruleset.model)))
        .into_iter()
        .flatten()
        .map(|finding| format!("{} at {}: {}", finding.rule.id, finding.pointer, finding.message))
        .collect();
    let mut reported: Vec<String> = report
        .diagnostics
        .iter()
        .filter(|finding| finding.task == Some(index) && finding.rule.id != "duplicate-task-uuid")
        .map(|finding| format!("{} at {}: {}", finding.rule.id, finding.place.pointer, finding.message))
        .collect();
    walked.sort();
    reported.sort();
    assert_eq!(reported, walked, "{text}");
}

/// The documents of all fixtures.
fn fixture_documents() -> Vec<String> {
    let mut documents = Vec::new();
    for path in files_below("fixtures", &["json", "jsonl", "ndjson"]) {
        let bytes = fs::read(&path).expect("a fixture can be read");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if path.extension().is_some_and(|extension| extension == "json") {
            documents.push(text);
        } else {
            documents.extend(text.lines().map(str::to_owned));
        }
    }
    documents
}

/// Every task of all fixtures that is an object with a known model.
fn fixture_tasks() -> Vec<Tree> {
    let mut tasks = Vec::new();
    let mut arena = Arena::default();
    for text in fixture_documents() {
        let document = arena.parse(&text);
        let Some(root) = document.root().filter(|_| document.errors().is_empty()) else { continue };
        for task in std::iter::once(root).chain(root.items()) {
            let model = task.get("model").and_then(Node::as_str);
            if EMBEDDED.iter().any(|embedded| model.as_deref() == Some(embedded.model)) {
                tasks.push(Tree::of(task, &text));
            }
        }
    }
    tasks
}

/// A request with every parameter of a model, each of them in order by itself.
fn full_request(model: &str) -> Tree {
    let own = match model {
        "klingai:kling-video@o3-pro" => {
            (r#","resolution":"1080p""#, r#","video":"https://example.com/v""#, "")
        }
        _ => (r#","negativePrompt":"fog""#, "", r#","shotType":"intelligence""#),
    };
    let text = format!(
        r#"{{"taskType":"videoInference","taskUUID":"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21","model":"{model}",
        "outputType":"URL","outputFormat":"MP4","outputQuality":95,"webhookURL":"https://example.com/w",
        "deliveryMethod":"async","uploadEndpoint":"https://example.com/u","safety":{{"checkContent":true,"mode":"fast"}},
        "ttl":60,"includeCost":true,"numberResults":1,"positivePrompt":"fog","width":1920,"height":1080,"duration":5{},
        "inputs":{{"referenceImages":["https://example.com/i"],"referenceVideos":["https://example.com/r"]{},
        "frameImages":[{{"image":"https://example.com/f","frame":"first"}}],
        "elements":[{{"id":"a","description":"b","frontalImage":"https://example.com/e","images":["https://example.com/e"],
        "videos":["https://example.com/e"],"voices":["v"],"tags":["t"]}}]}},
        "providerSettings":{{"klingai":{{"characterOrientation":"image","keepOriginalSound":true,"sound":true{},
        "multiPrompt":[{{"prompt":"fog","duration":5}}]}}}}}}"#,
        own.0, own.1, own.2
    );
    let mut arena = Arena::default();
    let document = arena.parse(&text);
    assert!(document.errors().is_empty(), "{:?}", document.errors());
    Tree::of(document.root().expect("a request"), &text)
}

#[test]
fn fixtures_are_judged_alike() {
    let mut court = Court::new();
    for text in fixture_documents() {
        court.hear(&text);
    }
    assert!(court.accepted > 300 && court.refused > 100, "{} and {}", court.accepted, court.refused);
    court.assert_met_every_rule();
    court.assert_agreement();
}

#[test]
fn every_single_change_of_a_full_request_is_judged_alike() {
    let mut court = Court::new();
    let replacements = replacements();
    let limits = texts_at_limits();
    for embedded in &EMBEDDED {
        let request = full_request(embedded.model);
        let accepted = court.accepted;
        court.hear(&request.to_string());
        assert_eq!(court.accepted, accepted + 1, "the full request is in order");
        for number in 1..request.size() {
            let original = request.clone().at(number).clone();
            let is_prompt = original.to_string() == r#""fog""#;
            // Where no text belongs, one text is as wrong as another.
            let tried = if original.to_string().starts_with('"') { replacements.len() } else { VALUES.len() };
            let texts = replacements[..tried].iter().chain(limits.iter().filter(|_| is_prompt));
            let replaced = texts.map(Tree::scalar).chain(rearrangements(&original));
            for replacement in replaced {
                let mut request = request.clone();
                *request.at(number) = replacement;
                court.hear(&request.to_string());
            }
        }
        for replacement in rearrangements(&request) {
            court.hear(&replacement.to_string());
        }
    }
    court.assert_met_every_rule();
    court.assert_agreement();
}

#[test]
fn fixtures_with_several_changes_are_judged_alike() {
    let mut court = Court::new();
    let mut random = Random(2026);
    let tasks = fixture_tasks();
    let replacements = replacements();
    for _ in 0..3000 {
        let mut task = random.pick(&tasks).clone();
        for _ in 0..=random.below(3) {
            change(&mut task, &mut random, &replacements);
        }
        court.hear(&task.to_string());
    }
    assert!(court.accepted > 100 && court.refused > 1000, "{} and {}", court.accepted, court.refused);
    court.assert_met_every_rule();
    court.assert_agreement();
}

/// Where we go beyond the standard format: http and https addresses without a host are refused too. Everything else is
/// as the crate's own `uri` has it.
#[test]
fn addresses_are_those_of_the_standard_but_for_the_host() {
    let standard = jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::json!({"format": "uri"}))
        .expect("the schema compiles");
    let mut without_host = 0;
    for written in REFERENCES {
        let text: String = serde_json::from_str(&format!("\"{written}\"")).expect("a string");
        let accepted = standard.is_valid(&text.as_str().into());
        assert_eq!(accepted, formats::is_rfc_3986(&text), "{text}");
        let beyond = accepted && formats::is_web_without_host(&text);
        assert_eq!(accepted && !beyond, formats::is_uri(&text), "{text}");
        without_host += usize::from(beyond);
    }
    assert!(without_host >= 8, "{without_host}");
}
