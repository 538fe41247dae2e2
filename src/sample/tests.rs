//! What the maker of requests makes for the embedded models, judged by the real checker.

use super::*;
use crate::models::EMBEDDED;
use crate::{Options, Source, check};

const UUID: &str = "1b671a64-40d5-491e-99b0-da01ff1f3341";

/// The request, or the constraints that forbid it.
fn composed(judge: &Judge<'_>, names: &[&str]) -> Result<String, Vec<String>> {
    let wishes: Vec<Wish> = names
        .iter()
        .map(|name| {
            let parameter = resolve(judge.ruleset, &judge.schema, name).expect("a parameter");
            Wish { parameter, value: None }
        })
        .collect();
    match compose(judge, &wishes, &mut || UUID.to_owned()) {
        Ok(draft) => Ok(draft.to_json(&judge.schema)),
        Err(Refusal::Conflict { constraints, .. }) => {
            Err(constraints.iter().map(|origin| origin.id.to_string()).collect())
        }
        Err(Refusal::Value { message, .. }) => panic!("{message}"),
    }
}

fn assert_silent(request: &str) {
    let report = check(&Source::new("new.json", request), &Options::default());
    assert!(report.diagnostics.is_empty(), "{request}\n{:?}", report.diagnostics);
    assert_eq!(report.summary.valid, 1, "{request}");
}

#[test]
fn every_pair_is_composed_or_refused_for_a_reason() {
    for embedded in &EMBEDDED {
        let judge = Judge::new(embedded.ruleset().expect("compiles"), embedded.schema);
        let paths: Vec<&str> = judge.schema.fields.iter().map(|field| field.path.as_str()).collect();
        for (number, first) in paths.iter().enumerate() {
            for second in &paths[number..] {
                let start = std::time::Instant::now();
                match composed(&judge, &[first, second]) {
                    Ok(request) => assert_silent(&request),
                    Err(constraints) => {
                        println!("{first} + {second}: {constraints:?}");
                        assert!(!constraints.is_empty(), "{first} {second}");
                    }
                }
                let t = start.elapsed();
                if t.as_millis() > 200 {
                    println!("SLOW {first} {second} {t:?}");
                }
            }
        }
    }
}
