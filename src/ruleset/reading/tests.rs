//! The reading of a text makes the nodes of the strict parser, and what it calls sound is what the walk finds nothing wrong
//! with.

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

/// A task with a few bytes more, at places that differ from task to task.
fn with_more(task: &str, number: usize) -> impl Iterator<Item = String> {
    const MORE: [&str; 14] =
        ["\"\" ", "\"\":", "\"\",", "\"", ":", ",", "{", "}", "[]", "{}", "1", " ", "\"\\u0061\" ", "\\"];
    let places = (number % 5..task.len()).step_by(5).filter(|&at| task.is_char_boundary(at));
    places.enumerate().map(move |(turn, at)| {
        let more = MORE[(number + turn) % MORE.len()];
        format!("{}{more}{}", &task[..at], &task[at..])
    })
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
    sound: usize,
    /// Tasks with sound members, and others.
    partly_sound: usize,
    not_read: usize,
    with_findings: usize,
    /// What is carried on from task to task.
    reading: Reading,
}

fn compare(models: &Models, text: &str, count: &mut Count) {
    let Some(ruleset) = mentioned_model(text).and_then(|id| models.find(id)) else { return };
    let mut guided = Arena::default();
    let mut reading = std::mem::take(&mut count.reading);
    let read = guided.read(text, 0, 0, |cursor| {
        ruleset.read_text(cursor, Context::Body, &mut reading)?;
        cursor.is_at_end().then_some(())
    });
    let mut strict = Arena::default();
    let document = strict.parse(text);
    let root = document.root().filter(|_| document.errors().is_empty());
    let Some(task) = root.filter(|task| task.kind() == Kind::Object) else {
        assert!(read.is_none(), "{text}");
        count.not_read += 1;
        return;
    };
    let Some(((), end)) = read else { panic!("{text}") };
    assert_eq!(end, text.len(), "{text}");
    assert_eq!(guided.document(text).stored(), document.stored(), "{text}");
    let mut parameters = Parameters::new(&ruleset.table, task, "");
    let wrong = walk::walk(ruleset, &mut parameters, 0, &|_| None);
    if reading.is_sound {
        count.sound += 1;
        assert!(wrong.is_empty(), "{text}");
        let mut present = 0;
        for (slot, parameter) in ruleset.table.parameters.iter().enumerate() {
            let mut known = crate::constraint::Parameter::from(parameter.path.clone());
            known.bind(&ruleset.table).expect("the table has it");
            if let Some(value) = parameters.value(&known) {
                present |= 1 << slot;
                let same = reading.value(task, u8::try_from(slot).expect("a slot"));
                assert_eq!(same.map(Node::index), Some(value.index()), "{text}");
            }
        }
        assert_eq!(reading.present, present, "{text}");
    } else {
        let is_unusual = has_empty_list(document) || text.contains("\\u");
        assert!(!wrong.is_empty() || is_unusual, "{text}");
        count.partly_sound += usize::from(reading.sound != 0);
    }
    let found = ruleset.check_reading(&mut reading, task, "", &|_| None);
    let usual = ruleset.check(task, "", &|_| None);
    assert_eq!(format!("{found:?}"), format!("{usual:?}"), "{text}");
    count.with_findings += usize::from(!found.is_empty());
    count.reading = reading;
}

#[test]
fn what_is_sound_is_what_nothing_is_wrong_with() {
    let models = Models::default();
    let mut count = Count::default();
    for task in tasks() {
        compare(&models, &task, &mut count);
    }
    assert!(count.sound > 300, "{}", count.sound);
    assert!(count.partly_sound > 100, "{}", count.partly_sound);
    assert!(count.with_findings > 200, "{}", count.with_findings);
}

#[test]
fn one_wrong_byte_is_judged_alike() {
    let models = Models::default();
    let mut count = Count::default();
    for (number, task) in tasks().iter().enumerate() {
        for text in spoiled(task, number).chain(with_more(task, number)) {
            compare(&models, &text, &mut count);
        }
        // Before every key.
        for (at, _) in task.match_indices('"').skip(number % 3).step_by(3) {
            for more in ["\"\" ", "\"\\u0061\" ", "\"\":"] {
                compare(&models, &format!("{}{more}{}", &task[..at], &task[at..]), &mut count);
            }
        }
    }
    assert!(count.sound > 1000, "{}", count.sound);
    assert!(count.partly_sound > 1000, "{}", count.partly_sound);
    assert!(count.not_read > 1000, "{}", count.not_read);
}

#[test]
fn what_stands_twice_is_judged_alike() {
    let models = Models::default();
    let mut count = Count::default();
    for (number, task) in tasks().iter().enumerate() {
        let Some(end) = task.rfind('}') else { continue };
        for again in [
            r#""duration":5"#,
            r#""model":"klingai:kling-video@o3-pro""#,
            r#""\u006dodel":1"#,
            r#""inputs":{}"#,
        ] {
            let text = format!("{},{again}{}", &task[..end], &task[end..]);
            compare(&models, &text, &mut count);
            let text = format!("{{{again},{}", &task.trim_ascii_start()[1..]);
            compare(&models, if number % 2 == 0 { &text } else { task }, &mut count);
        }
    }
    assert!(count.with_findings > 1000, "{}", count.with_findings);
}
