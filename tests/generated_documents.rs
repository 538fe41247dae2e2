//! The README's example and its lists of rules and models come from the program's own data. To write them anew:
//! `REWRITE_DOCUMENTS=1 cargo test --test generated_documents`

use std::path::Path;

use runware_lint::models::Models;
use runware_lint::output::{Appearance, full};
use runware_lint::{Options, Source, check, tables};

/// The document with what stands between `<!-- name -->` and `<!-- /name -->` replaced.
fn with_section(document: &str, name: &str, section: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = document.split_once(&start).expect("the section begins");
    let (_, after) = rest.split_once(&end).expect("the section ends");
    format!("{before}{start}\n{section}\n{end}{after}")
}

/// What is found in one of the fixtures, as a terminal shows it.
fn finding() -> String {
    let name = "fixtures/requests/klingai-video-o3-pro/invalid/o3-3-sound-with-video.json";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
        .expect("the fixture is there");
    let source = Source::new("requests/edit.json", text);
    let report = check(&source, &Options::default());
    let mut shown = String::new();
    let appearance = Appearance { unicode: true, ..Appearance::plain() };
    full::write(&mut shown, &report.diagnostics, &source, appearance);
    format!("```text\n{}\n```\n", shown.trim_end())
}

/// The part of the audit of O3 Pro that is about the page and our readings; its own test proves the snapshot.
fn audit() -> String {
    let name = "src/audit/snapshots/runware_lint__audit__tests__o3-pro.snap";
    let snapshot =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("it is there");
    let (_, text) = snapshot.split_once("\n---\n").expect("a snapshot has a head");
    let (text, _) = text.split_once("\nEach constraint").expect("the audit goes on with the constraints");
    format!("```text\n{}\n```\n", text.trim_end())
}

#[test]
fn the_lists_of_the_readme_are_those_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let written = std::fs::read_to_string(&path).expect("the README can be read");
    let current = with_section(&written, "finding", &finding());
    let current = with_section(&current, "audit", &audit());
    let current = with_section(&current, "rules", &tables::rules_table());
    let current = with_section(&current, "models", &tables::models_table(&Models::default()));
    if std::env::var_os("REWRITE_DOCUMENTS").is_some() {
        std::fs::write(&path, &current).expect("the README can be written");
        return;
    }
    let differs = written.lines().zip(current.lines()).find(|(old, new)| old != new);
    assert!(
        written == current,
        "README.md is out of date: {differs:?}\nrun `REWRITE_DOCUMENTS=1 cargo test --test generated_documents`"
    );
}
