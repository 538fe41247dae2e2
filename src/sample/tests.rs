//! What the maker of requests makes for the embedded models, judged by the real checker.

use serde_json::{Value, json};

use super::*;
use crate::models::{EMBEDDED, Embedded};
use crate::{Options, Source, check};

const UUID: &str = "1b671a64-40d5-491e-99b0-da01ff1f3341";

fn embedded(slug: &str) -> &'static Embedded {
    EMBEDDED.iter().find(|embedded| embedded.slug == slug).expect("an embedded model")
}

fn judge(slug: &str) -> Judge<'static> {
    let embedded = embedded(slug);
    Judge::new(embedded.ruleset().expect("compiles"), embedded.schema)
}

fn o3() -> Judge<'static> {
    judge("klingai-video-o3-pro")
}

fn standard() -> Judge<'static> {
    judge("klingai-video-3-0-standard")
}

/// The request, or the ids of the constraints that forbid it. A wish is `name` or `name=value`.
fn composed(judge: &Judge<'_>, wishes: &[&str]) -> Result<Value, Vec<String>> {
    let wishes: Vec<Wish> = wishes
        .iter()
        .map(|wish| {
            let (name, value) =
                wish.split_once('=').map_or((*wish, None), |(name, value)| (name, Some(value)));
            let parameter = resolve(judge.ruleset, &judge.schema, name).expect("a parameter");
            let value = value.map(|text| read_value(judge, parameter, text).expect("a value"));
            Wish { parameter, value }
        })
        .collect();
    match compose(judge, &wishes, &mut || UUID.to_owned()) {
        Ok(draft) => {
            let text = draft.to_json(&judge.schema);
            let report = check(&Source::new("new.json", text.as_str()), &Options::default());
            assert!(report.diagnostics.is_empty(), "{text}\n{:?}", report.diagnostics);
            assert_eq!(report.summary.valid, 1, "{text}");
            assert_eq!(draft.0["taskUUID"], UUID);
            for wish in &wishes {
                assert!(draft.all(&judge.schema, wish.parameter).next().is_some(), "{text}");
            }
            Ok(draft.0)
        }
        Err(Refusal::Conflict { constraints, .. }) => {
            Err(constraints.iter().map(|origin| origin.id.to_string()).collect())
        }
        Err(other) => panic!("{wishes:?}: {other:?}"),
    }
}

/// Every pair of parameters, and every single one, with the expected refusals: the parameters by the ends of their paths,
/// and the constraints. What is not in the list must be composed.
fn assert_pairs(judge: &Judge<'_>, refusals: &[(&[&str], &[&str], &[&str])]) {
    let fields = &judge.schema.fields;
    let is_in = |path: &str, names: &[&str]| {
        names
            .iter()
            .any(|name| path == *name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with("[].")))
    };
    for (number, first) in fields.iter().enumerate() {
        for second in &fields[number..] {
            let expected = refusals.iter().find(|(one, other, _)| {
                is_in(&first.path, one) && is_in(&second.path, other)
                    || is_in(&second.path, one) && is_in(&first.path, other)
            });
            let found = composed(judge, &[&first.path, &second.path]).err();
            let expected = expected.map(|(_, _, constraints)| {
                constraints.iter().map(|id| (*id).to_owned()).collect::<Vec<String>>()
            });
            assert_eq!(found, expected, "{} and {}", first.path, second.path);
        }
    }
}

const SIZE: &[&str] = &["width", "height"];
const SHOTS: &[&str] = &["providerSettings.klingai.multiPrompt"];

#[test]
fn every_pair_of_o3_pro_is_composed_or_refused_with_the_constraints_that_forbid_it() {
    let judge = o3();
    let all: Vec<&str> = judge.schema.fields.iter().map(|field| field.path.as_str()).collect();
    assert_pairs(
        &judge,
        &[
            (&["resolution"], &all, &["o3-12"]),
            (&["inputs.frameImages"], &["width", "height", "inputs.video"], &["o3-1"]),
            (&["inputs.video"], SIZE, &["o3-1"]),
            (&["inputs.video"], &["inputs.referenceVideos", "duration"], &["o3-12"]),
            (&["inputs.video"], &["inputs.elements"], &["o3-4"]),
            (
                &["inputs.video", "inputs.referenceVideos"],
                &["providerSettings.klingai.sound", "providerSettings.klingai.multiPrompt"],
                &["o3-3"],
            ),
            (
                &[
                    "providerSettings.klingai.characterOrientation",
                    "providerSettings.klingai.keepOriginalSound",
                ],
                &["providerSettings.klingai.sound", "providerSettings.klingai.multiPrompt"],
                &["o3-3", "o3-6"],
            ),
            (&["positivePrompt"], SHOTS, &["o3-10"]),
        ],
    );
}

#[test]
fn every_pair_of_standard_is_composed_or_refused_with_the_constraints_that_forbid_it() {
    assert_pairs(
        &standard(),
        &[
            (&["inputs.frameImages"], SIZE, &["std-1"]),
            (&["inputs.elements"], SIZE, &["std-1", "std-2"]),
            (
                &["inputs.referenceVideos"],
                &[
                    "providerSettings.klingai.sound",
                    "providerSettings.klingai.multiPrompt",
                    "providerSettings.klingai.shotType",
                ],
                &["std-3"],
            ),
            (
                &[
                    "providerSettings.klingai.characterOrientation",
                    "providerSettings.klingai.keepOriginalSound",
                ],
                &[
                    "providerSettings.klingai.sound",
                    "providerSettings.klingai.multiPrompt",
                    "providerSettings.klingai.shotType",
                ],
                &["std-3", "std-5"],
            ),
            (&["positivePrompt"], SHOTS, &["std-10"]),
        ],
    );
}

#[test]
fn without_wishes_the_request_is_a_prompt_and_a_size() {
    let judge = o3();
    let text = compose(&judge, &[], &mut || UUID.to_owned()).expect("possible").to_json(&judge.schema);
    let keys = text.lines().filter_map(|line| line.trim_start().split_once(':')).map(|(key, _)| key);
    let expected = ["taskType", "taskUUID", "model", "positivePrompt", "width", "height"];
    assert_eq!(keys.collect::<Vec<_>>(), expected.map(|key| format!("\"{key}\"")));
}

#[test]
fn what_a_parameter_needs_comes_with_it() {
    let request = composed(&o3(), &["characterOrientation"]).expect("possible");
    assert!(request["inputs"]["referenceVideos"][0].is_string());
    assert!(request["inputs"]["referenceImages"][0].is_string());
    let request = composed(&standard(), &["inputs.elements.videos"]).expect("possible");
    assert!(request["inputs"]["elements"][0].get("frontalImage").is_none());
    assert!(request["positivePrompt"].as_str().is_some_and(|prompt| prompt.contains("<<<element_1>>>")));
}

#[test]
fn given_values_are_kept_and_the_others_follow() {
    let request = composed(&o3(), &["width=1440"]).expect("possible");
    assert_eq!(request["height"], 1440);
    let request = composed(&o3(), &["duration=9", "multiPrompt"]).expect("possible");
    let shots = request["providerSettings"]["klingai"]["multiPrompt"].as_array().cloned();
    assert_eq!(shots.unwrap_or_default().iter().filter_map(|shot| shot["duration"].as_i64()).sum::<i64>(), 9);
    let shots = r#"multiPrompt=[{"prompt": "A hill", "duration": 8}]"#;
    assert_eq!(composed(&o3(), &[shots]).map(|request| request["duration"].clone()), Ok(json!(8)));
    let request = composed(&standard(), &["elements.id=cat", "voices"]).expect("possible");
    assert_eq!(request["inputs"]["elements"][0]["id"], "cat");
    let request = composed(&o3(), &["inputs.video=https://example.org/a.mp4", "sound=false"]);
    assert_eq!(request, Err(vec!["o3-3".to_owned()]));
    assert_eq!(composed(&o3(), &["width=999"]), Err(vec!["o3-8".to_owned()]));
}

#[test]
fn what_every_request_has_can_be_given() {
    for judge in [o3(), standard()] {
        for uuid in ["0f8fad5b-d9cb-469f-a165-70867728950e", "A3BB189E-8BF9-4A88-9912-ACE4E6543002"] {
            let (task, model) = (format!("taskUUID={uuid}"), format!("model={}", judge.ruleset.model));
            let wishes = [&task, "taskType=videoInference", &model, "sound"].map(|wish| {
                let (name, value) = wish.split_once('=').unwrap_or((wish, "true"));
                let parameter = resolve(judge.ruleset, &judge.schema, name).expect("a parameter");
                Wish { parameter, value: Some(read_value(&judge, parameter, value).expect("a value")) }
            });
            let draft = compose(&judge, &wishes, &mut || UUID.to_owned()).expect("possible");
            assert_eq!(draft.0["taskUUID"], uuid);
        }
    }
}

#[test]
fn the_rest_of_a_list_fits_what_one_item_of_it_is_given() {
    for duration in [1, 3, 7] {
        let part = format!("multiPrompt.duration={duration}");
        for judge in [o3(), standard()] {
            let request = composed(&judge, &[&part]).expect("possible");
            let shots = request["providerSettings"]["klingai"]["multiPrompt"].as_array().expect("a list");
            let durations: Vec<i64> = shots.iter().filter_map(|shot| shot["duration"].as_i64()).collect();
            assert!(durations.contains(&duration), "{request}");
            let request = composed(&judge, &[&part, "duration=7"]).expect("possible");
            assert_eq!(request["duration"], 7);
        }
    }
    for frame in ["last", "-1"] {
        let frame = format!("frame={frame}");
        let request = composed(&o3(), &[&frame]).expect("possible");
        assert_eq!(request["inputs"]["frameImages"].as_array().map(Vec::len), Some(2), "{request}");
        assert!(composed(&standard(), &[&frame]).is_ok());
    }
    let request = composed(&o3(), &["frame=first"]).expect("possible");
    assert_eq!(request["inputs"]["frameImages"].as_array().map(Vec::len), Some(1), "{request}");
}

#[test]
fn members_that_exclude_each_other_come_in_two_items() {
    for judge in [o3(), standard()] {
        let request = composed(&judge, &["elements.voices", "elements.videos"]).expect("possible");
        let elements = request["inputs"]["elements"].as_array().expect("a list");
        let (videos, images): (Vec<&Value>, Vec<&Value>) =
            elements.iter().partition(|element| element.get("videos").is_some());
        assert_eq!((videos.len(), images.len()), (1, 1), "{request}");
        assert!(images[0]["voices"].is_array() && images[0]["frontalImage"].is_string(), "{request}");
        let request = composed(&judge, &["elements.videos", "elements.id=cat", "images", "voices"]);
        assert_eq!(
            request.map(|request| request["inputs"]["elements"].as_array().map(Vec::len)),
            Ok(Some(2))
        );
        let given = r#"elements=[{"id": "a", "videos": ["https://example.org/a"]}, {"id": "b"}]"#;
        let prompt = "positivePrompt=<<<element_1>>> meets <<<element_2>>>";
        let request = composed(&judge, &[given, prompt, "frontalImage"]).expect("possible");
        assert!(request["inputs"]["elements"][1]["frontalImage"].is_string(), "{request}");
        assert_eq!(
            composed(&judge, &[given]).map(|request| request["inputs"]["elements"][1]["id"].clone()),
            Ok(json!("b"))
        );
    }
}

#[test]
fn there_are_as_many_elements_as_given_prompts_name() {
    for judge in [o3(), standard()] {
        let count = |wishes: &[&str]| {
            composed(&judge, wishes).map(|request| request["inputs"]["elements"].as_array().map(Vec::len))
        };
        let three = "positivePrompt=<<<element_3>>> follows <<<element_1>>> and <<<element_2>>>";
        assert_eq!(count(&[three]), Ok(Some(3)));
        assert_eq!(count(&[three, "elements"]), Ok(Some(3)));
        assert_eq!(count(&[three, "elements.videos", "elements.voices"]), Ok(Some(3)));
        let two = r#"multiPrompt=[{"prompt": "<<<element_2>>> and <<<element_1>>>", "duration": 5}]"#;
        assert_eq!(count(&[two, "elements"]), Ok(Some(2)));
        let second = "multiPrompt.prompt=<<<element_2>>>";
        assert_eq!(count(&[second, "elements"]), Ok(Some(2)));
        assert_eq!(count(&[second, "multiPrompt.duration=4", "duration=11"]), Ok(Some(2)));
    }
}

#[test]
fn only_what_stands_in_the_way_is_blamed() {
    let shots = r#"multiPrompt=[{"prompt": "A hill", "duration": 4}, {"prompt": "A lake", "duration": 4}]"#;
    for (judge, sum, names) in
        [(o3(), "o3-11", "o3-element-reference"), (standard(), "std-11", "std-element-reference")]
    {
        let refused = |wishes: &[&str]| composed(&judge, wishes).expect_err("impossible");
        assert_eq!(refused(&[shots, "duration=9"]), [sum]);
        assert_eq!(refused(&["multiPrompt.duration=12", "duration=9"]), [sum]);
        assert_eq!(refused(&["positivePrompt=<<<element_2>>>", "elements"]), [names]);
        assert_eq!(refused(&["positivePrompt=<<<element_2>>>"]), [names]);
        assert_eq!(refused(&["positivePrompt=A hill", "elements"]), [names]);
        assert_eq!(refused(&[r#"multiPrompt=[{"prompt": "A hill", "duration": 5}]"#, "elements"]), [names]);
    }
}

/// What kind of refusal it is, for a few wishes.
#[test]
fn refusals_tell_how_far_they_go() {
    let judge = o3();
    let refusal = |wishes: &[(&str, &str)]| {
        let wishes = wishes.iter().map(|(name, value)| {
            let parameter = resolve(judge.ruleset, &judge.schema, name).expect("a parameter");
            Wish { parameter, value: Some(read_value(&judge, parameter, value).expect("a value")) }
        });
        let wishes: Vec<Wish> = wishes.collect();
        compose(&judge, &wishes, &mut || UUID.to_owned()).expect_err("impossible")
    };
    let scope = |wishes: &[(&str, &str)]| match refusal(wishes) {
        Refusal::Conflict { scope, .. } => scope,
        other => panic!("{other:?}"),
    };
    assert_eq!(scope(&[("width", "999")]), Scope::Every);
    assert_eq!(scope(&[("positivePrompt", "<<<element_2>>>")]), Scope::EverySilent);
    assert_eq!(scope(&[("positivePrompt", "<<<element_100>>>")]), Scope::EverySilent);
    assert_eq!(scope(&[("positivePrompt", "<<<element_99999999999999999999>>>")]), Scope::EveryUsual);
    assert_eq!(
        scope(&[("positivePrompt", "<<<element_>>> <<<element_x>>>"), ("width", "999")]),
        Scope::Every
    );
    // A video beside the shots would do, with a warning of its own.
    assert_eq!(
        scope(&[("multiPrompt", r#"[{"prompt": "A hill", "duration": 8}]"#), ("duration", "9")]),
        Scope::EveryUsual
    );
    let parts = refusal(&[
        ("sound", "true"),
        ("inputs", r#"{"referenceImages": ["https://example.org/a"]}"#),
        ("referenceImages", "https://example.org/b"),
    ]);
    let Refusal::Apart { parameters } = parts else { panic!("{parts:?}") };
    let paths: Vec<&str> = parameters.iter().map(|&index| judge.schema.fields[index].path.as_str()).collect();
    assert_eq!(paths, ["inputs", "inputs.referenceImages"]);
}

#[test]
fn values_are_read_as_the_schema_wants_them() {
    let judge = o3();
    let read = |name: &str, text: &str| {
        let parameter = resolve(judge.ruleset, &judge.schema, name).expect("a parameter");
        read_value(&judge, parameter, text).map_err(|refusal| match refusal {
            Refusal::Value { help, .. } => help.unwrap_or_default(),
            other => format!("{other:?}"),
        })
    };
    assert_eq!(read("sound", "true"), Ok(json!(true)));
    assert_eq!(read("positivePrompt", "12345"), Ok(json!("12345")));
    assert_eq!(read("frame", "-1"), Ok(json!(-1)));
    assert_eq!(read("frame", "last"), Ok(json!("last")));
    assert_eq!(read("referenceImages", "https://example.org/a"), Ok(json!(["https://example.org/a"])));
    assert_eq!(read("sound", "yes"), Err("write `true` or `false`".to_owned()));
    assert_eq!(read("duration", "20"), Err("use a number from 3 to 15".to_owned()));
    let help = "did you mean `\"MP4\"`? Allowed: `\"MP4\"`, `\"WEBM\"` or `\"MOV\"`";
    assert_eq!(read("outputFormat", "mp4"), Err(help.to_owned()));
}

#[test]
fn random_bytes_become_a_uuid_of_version_4() {
    assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(uuid_of([0; 16]), "00000000-0000-4000-8000-000000000000");
}
