//! The constraints against a second writing-down of them: for every combination of the parameters that they speak of,
//! and for many odder requests, the check finds exactly what plain conditions say.

#[path = "formulas/combination.rs"]
mod combination;
#[path = "formulas/expected.rs"]
mod expected;
#[path = "common/findings.rs"]
mod findings;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeSet;

use combination::{Combination, Model};
use expected::Expected;
use findings::{check_text, lines};
use random::Random;
use runware_lint::Options;
use runware_lint::models::Models;

const O3_PRO: Model = Model { id: "klingai:kling-video@o3-pro", supported: (1920, 1080), is_o3: true };
const STANDARD: Model = Model { id: "klingai:kling-video@3-standard", supported: (1280, 720), is_o3: false };

/// Compares the check with the conditions on all combinations; returns the constraints that spoke.
fn compare(
    model: &Model,
    conditions: fn(&Combination) -> Vec<Expected>,
    combinations: &[Combination],
) -> BTreeSet<String> {
    let options = Options::default();
    let mut spoke = BTreeSet::new();
    let mut differences = Vec::new();
    let mut accepted = 0;
    for combination in combinations {
        let text = combination.text(model);
        let mut expected: Vec<String> = conditions(combination).iter().map(Expected::line).collect();
        expected.sort();
        let report = check_text(&text, &options);
        let found = lines(&report);
        if found != expected {
            differences.push(format!("{text}\n  found:    {found:#?}\n  expected: {expected:#?}\n"));
        }
        accepted += usize::from(report.is_valid());
        spoke.extend(
            report.diagnostics.iter().filter_map(|finding| finding.constraint.as_deref().map(str::to_owned)),
        );
    }
    differences.sort_by_key(String::len);
    let count = differences.len();
    differences.truncate(4);
    assert_eq!(count, 0, "of {}, the shortest:\n{}", combinations.len(), differences.join("\n"));
    assert!(accepted > 0, "nothing is accepted");
    println!("{}: {} requests, {accepted} accepted", model.id, combinations.len());
    spoke
}

fn any(model: &Model, count: usize) -> Vec<Combination> {
    let mut random = Random(40);
    (0..count).map(|_| Combination::any(model, &mut random)).collect()
}

#[test]
fn every_combination_on_o3_pro() {
    compare(&O3_PRO, expected::o3_pro, &Combination::all(&O3_PRO));
}

#[test]
fn every_combination_on_standard() {
    compare(&STANDARD, expected::standard, &Combination::all(&STANDARD));
}

#[test]
fn odd_requests_to_o3_pro() {
    let spoke = compare(&O3_PRO, expected::o3_pro, &any(&O3_PRO, 6_000));
    assert_all_spoke(&O3_PRO, &spoke);
}

#[test]
fn odd_requests_to_standard() {
    let spoke = compare(&STANDARD, expected::standard, &any(&STANDARD, 4_000));
    assert_all_spoke(&STANDARD, &spoke);
}

/// Every constraint but those about what is inside of items, and about other parameters.
fn assert_all_spoke(model: &Model, spoke: &BTreeSet<String>) {
    let models = Models::default();
    let ruleset = models.find(model.id).expect("the model is embedded");
    let silent: Vec<&str> = ruleset
        .constraints
        .iter()
        .map(|constraint| &*constraint.origin.id)
        .filter(|id| !spoke.contains(*id))
        .map(|id| id.split_once('-').map_or(id, |(_, name)| name))
        .collect();
    assert_eq!(silent, ["frame-position", "element-composition", "element-id", "safety-mode"]);
}
