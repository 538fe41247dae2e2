//! What is accepted is what the strict parser and the walk find nothing wrong with: the same nodes, the same parameters.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::json::{Arena, Document};
use crate::models::Models;
use crate::parameters::Parameters;
use crate::request::mentioned_model;
use crate::ruleset::walk;

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|it| it == "json" || it == "ndjson" || it == "jsonl") {
            found.push(path);
        }
    }
}

/// The tasks of all fixtures, as they are written.
fn tasks() -> Vec<String> {
    let mut paths = Vec::new();
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut paths);
    let mut arena = Arena::default();
    let mut tasks = Vec::new();
    for path in paths {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("it can be read")).into_owned();
        let is_lines = path.extension().is_some_and(|extension| extension != "json");
        for document in if is_lines { text.lines().collect() } else { vec![text.as_str()] } {
            if let Some(root) = arena.parse(document).root() {
                let list: Vec<_> =
                    if root.kind() == Kind::Array { root.items().collect() } else { vec![root] };
                tasks.extend(list.iter().map(|task| document[task.span().start..task.span().end].to_owned()));
            }
        }
    }
    tasks
}

/// A task with single bytes replaced, at places that differ from task to task.
fn spoiled(task: &str, number: usize) -> impl Iterator<Item = String> {
    const REPLACEMENTS: &[u8] = b"\"\\{}[],: \n0e-t\x01";
    let places = (number % 7..task.len()).step_by(7).filter(|&at| task.as_bytes()[at].is_ascii());
    places.enumerate().map(move |(turn, at)| {
        let mut bytes = task.as_bytes().to_vec();
        bytes[at] = REPLACEMENTS[(number + turn) % REPLACEMENTS.len()];
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn has_empty_list(document: Document<'_>) -> bool {
    let text = document.text();
    text.match_indices('[').any(|(at, _)| text[at + 1..].trim_ascii_start().starts_with(']'))
}

#[derive(Default)]
struct Count {
    accepted: usize,
    refused: usize,
    with_findings: usize,
}

fn compare(models: &Models, text: &str, count: &mut Count) {
    let Some(ruleset) = mentioned_model(text).and_then(|id| models.find(id)) else { return };
    let mut guided = Arena::default();
    let read =
        guided.read(text, 0, |cursor| ruleset.accept(cursor, Context::Body).filter(|_| cursor.is_at_end()));
    let mut strict = Arena::default();
    let document = strict.parse(text);
    let Some(task) = document.root().filter(|_| document.errors().is_empty()) else {
        assert!(read.is_none(), "{text}");
        return;
    };
    let mut parameters = Parameters::new(&ruleset.table, task, "");
    let wrong = walk::walk(ruleset, &mut parameters, &|_| None);
    let Some((accepted, end)) = read else {
        count.refused += 1;
        let is_unusual = has_empty_list(document) || text.contains("\\u");
        assert!(!wrong.is_empty() || is_unusual, "{text}");
        return;
    };
    count.accepted += 1;
    assert!(wrong.is_empty() && end == text.len(), "{text}");
    assert_eq!(guided.document(text).stored(), document.stored(), "{text}");
    let mut present = 0;
    for (slot, parameter) in ruleset.table.parameters.iter().enumerate() {
        let mut known = crate::constraint::Parameter::from(parameter.path.clone());
        known.bind(&ruleset.table).expect("the table has it");
        if let Some(value) = parameters.value(&known) {
            present |= 1 << slot;
            let same = accepted.value(task, u8::try_from(slot).expect("a slot"));
            assert_eq!(same.map(crate::json::Node::index), Some(value.index()), "{text}");
        }
    }
    assert_eq!(accepted.present, present, "{text}");
    let across = ruleset.check_accepted(&accepted, task, "");
    let usual = ruleset.check(task, "", &|_| None);
    assert_eq!(format!("{across:?}"), format!("{usual:?}"), "{text}");
    count.with_findings += usize::from(!across.is_empty());
}

#[test]
fn what_is_accepted_is_what_nothing_is_wrong_with() {
    let models = Models::default();
    let mut count = Count::default();
    for task in tasks() {
        compare(&models, &task, &mut count);
    }
    assert!(count.accepted > 300, "{}", count.accepted);
    assert!(count.refused > 100, "{}", count.refused);
    assert!(count.with_findings > 100, "{}", count.with_findings);
}

#[test]
fn one_wrong_byte_is_judged_alike() {
    let models = Models::default();
    let mut count = Count::default();
    for (number, task) in tasks().iter().enumerate() {
        for text in spoiled(task, number) {
            compare(&models, &text, &mut count);
        }
    }
    assert!(count.accepted > 1000, "{}", count.accepted);
    assert!(count.refused > 1000, "{}", count.refused);
}
