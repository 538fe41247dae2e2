//! What the help of a finding says, followed to the letter, ends in a request in which nothing is found.

use runware_lint::{Options, Source, check};
use serde_json::{Value, json};

const IMAGE: &str = "https://example.com/images/1.jpg";
const VIDEO: &str = "https://example.com/videos/1.mp4";

/// A task for O3 Pro with these members.
fn o3(members: Value) -> Value {
    task("klingai:kling-video@o3-pro", members)
}

/// The same for 3.0 Standard.
fn standard(members: Value) -> Value {
    task("klingai:kling-video@3-standard", members)
}

/// A task with a prompt, unless there is another one among its members.
fn task(model: &str, members: Value) -> Value {
    let mut task = json!({
        "taskType": "videoInference",
        "taskUUID": "7d8f7a52-3f0e-4c56-9a3d-0c2f4b1e9d10",
        "model": model,
        "positivePrompt": "A paper boat drifts down a gutter",
    });
    let Value::Object(members) = members else { panic!("members are an object") };
    for (name, value) in members {
        task[name] = value;
    }
    task
}

/// The same with a size.
fn sized(mut task: Value) -> Value {
    let is_o3 = task["model"] == "klingai:kling-video@o3-pro";
    (task["width"], task["height"]) =
        if is_o3 { (1920.into(), 1080.into()) } else { (1280.into(), 720.into()) };
    task
}

fn without(mut task: Value, name: &str) -> Value {
    task.as_object_mut().and_then(|members| members.remove(name)).expect("it is there");
    task
}

/// Rule, message and help of everything that is found.
fn found(request: &Value) -> Vec<[String; 3]> {
    let text = request.to_string();
    let report = check::check(&Source::new("request.json", text.as_str()), &Options::default());
    let told = report.diagnostics.iter().map(|finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        [finding.rule.id.to_owned(), finding.message.clone(), help.to_owned()]
    });
    told.collect()
}

/// Every request says in some help what makes the next one of it; nothing is found in the last one.
#[track_caller]
fn assert_leads(steps: &[(Value, &str)], end: &Value) {
    for (request, help) in steps {
        let found = found(request);
        let says = found.iter().any(|[_, _, said]| said == help);
        assert!(says, "{request}\nsays: {found:#?}\nnot: {help}");
    }
    let left = found(end);
    assert!(left.is_empty(), "{end}\n{left:#?}");
}

#[track_caller]
fn assert_says(request: &Value, expected: &str) {
    let found = found(request);
    assert!(found.iter().any(|[_, message, _]| message == expected), "{request}\n{found:#?}");
}

#[test]
fn an_address_without_its_scheme_gets_one() {
    let request = |image: &str| sized(o3(json!({"inputs": {"referenceImages": [image]}})));
    for (text, start) in [
        ("www.example.com/a.png", "https://"),
        ("cdn.example.com/a.png", "https://"),
        ("//example.com/a.png", "https:"),
    ] {
        assert_says(&request(text), "`inputs.referenceImages[0]` has no scheme");
        let help = format!("write `{start}` in front");
        assert_leads(&[(request(text), &help)], &request(&format!("{start}{text}")));
    }
    assert_says(
        &request("frames/a.png"),
        "`inputs.referenceImages[0]` is a local file, which the service cannot read",
    );
}

#[test]
fn an_empty_list_of_elements_is_called_so() {
    let request = |elements: Value| {
        let prompt = "<<<element_1>>> drifts down a gutter";
        sized(o3(json!({"positivePrompt": prompt, "inputs": {"elements": elements}})))
    };
    assert_says(&request(json!([])), "`<<<element_1>>>` names an element, but `inputs.elements` is empty");
    assert_leads(
        &[(request(json!([])), "add the element to `inputs.elements`, or remove the placeholder")],
        &request(json!([{"id": "boat"}])),
    );
}

#[test]
fn a_value_of_the_wrong_type_is_shown_in_its_form() {
    let frames = |frames: Value| o3(json!({"inputs": {"frameImages": frames}}));
    let right = frames(json!([{"image": IMAGE}]));
    let list = "write `[{\"image\": …}]`";
    for (name, value) in
        [("inputImage", json!(IMAGE)), ("frameImages", json!(IMAGE)), ("frames", json!([IMAGE]))]
    {
        let help = "write it as `inputs.frameImages`: `[{\"image\": …}]`";
        assert_leads(&[(o3(json!({name: value})), help)], &right);
    }
    assert_leads(&[(frames(json!(IMAGE)), list)], &right);
    assert_leads(&[(frames(json!([IMAGE])), "write `{\"image\": …}`")], &right);
    assert_leads(&[(frames(json!({"image": IMAGE})), "put it into a list: `[…]`")], &right);
    let strings = standard(json!({"inputs": {"frameImages": [IMAGE]}}));
    let bare = standard(json!({"inputs": {"frameImages": IMAGE}}));
    assert_leads(&[(bare, "put it into a list: `[…]`")], &strings);
    assert_leads(&[(standard(json!({"inputImage": [IMAGE]})), "write it as `inputs.frameImages`")], &strings);
    let video = |video: Value| o3(json!({"inputs": {"video": video}}));
    assert_leads(&[(video(json!([VIDEO])), "take it out of the list")], &video(json!(VIDEO)));
    assert_leads(
        &[(video(json!([VIDEO, VIDEO])), "keep one of them, out of the list")],
        &video(json!(VIDEO)),
    );
    assert_leads(
        &[(o3(json!({"inputVideo": [VIDEO]})), "write it as `inputs.video`, out of its list")],
        &video(json!(VIDEO)),
    );
    let shots = |shots: Value| {
        let settings = json!({"klingai": {"multiPrompt": shots}});
        without(sized(o3(json!({"providerSettings": settings}))), "positivePrompt")
    };
    let shot = json!({"prompt": "A kettle trembles", "duration": 5});
    assert_leads(
        &[(shots(json!(["A kettle trembles"])), "write `{\"prompt\": …, \"duration\": …}`")],
        &shots(json!([shot])),
    );
    assert_leads(
        &[(shots(json!("A kettle trembles")), "write `[{\"prompt\": …, \"duration\": …}]`")],
        &shots(json!([shot])),
    );
}

#[test]
fn a_value_of_the_wrong_type_becomes_one_that_is_allowed() {
    for (name, value, help, right) in [
        ("includeCost", json!(1), "write `true` or `false`", json!(true)),
        ("includeCost", json!("true"), "write true without quotes", json!(true)),
        ("outputFormat", json!(4), "use one of `\"MP4\"`, `\"WEBM\"` or `\"MOV\"`", json!("MP4")),
        ("outputFormat", json!(["MOV"]), "take it out of the list", json!("MOV")),
        ("taskType", json!(5), "write `\"videoInference\"`", json!("videoInference")),
        ("duration", json!("6"), "write the number without quotes", json!(6)),
        ("positivePrompt", json!(17), "write it in double quotes", json!("17")),
        ("positivePrompt", json!(1), "write a string", json!("one")),
        (
            "taskUUID",
            Value::Null,
            "give it a value: `null` is none",
            json!("7d8f7a52-3f0e-4c56-9a3d-0c2f4b1e9d11"),
        ),
    ] {
        let request = |value: Value| sized(o3(json!({name: value})));
        assert_leads(&[(request(value), help)], &request(right));
    }
    let removable = "give it a value, or remove it: `null` is not the same as leaving it out";
    assert_leads(&[(sized(o3(json!({"ttl": null}))), removable)], &sized(o3(json!({}))));
    let framed = |frame: Value| o3(json!({"inputs": {"frameImages": [{"image": IMAGE, "frame": frame}]}}));
    let nearest = "use one of `0`, `-1`, `\"first\"` or `\"last\"`";
    assert_leads(&[(framed(json!(0.5)), nearest)], &framed(json!(0)));
    assert_leads(&[(framed(json!(1)), nearest)], &framed(json!(0)));
    let any = "use one of `\"first\"`, `\"last\"`, `0` or `-1`";
    assert_leads(&[(framed(json!(true)), any)], &framed(json!("first")));
}

#[test]
fn a_key_that_stands_in_a_task_is_to_be_revoked() {
    for name in ["apiKey", "api_key"] {
        let request = sized(o3(json!({name: "abcdefgh12345678"})));
        let help = "remove it, and revoke the key: it stands in the file";
        assert_leads(&[(request, help)], &sized(o3(json!({}))));
    }
    assert_leads(&[(sized(o3(json!({"apiKey": "$KEY"}))), "remove it")], &sized(o3(json!({}))));
}

#[test]
fn what_is_contested_anyway_is_not_repaired() {
    for value in [json!("720p"), json!(720), Value::Null] {
        let help = "remove it to be safe: this model has one resolution, 1080p";
        assert_leads(&[(sized(o3(json!({"resolution": value}))), help)], &sized(o3(json!({}))));
    }
}

#[test]
fn a_member_of_an_element_is_rather_one_beside_it() {
    let request = |element: Value| {
        let prompt = "<<<element_1>>> drifts down a gutter";
        sized(o3(json!({"positivePrompt": prompt, "inputs": {"elements": [element]}})))
    };
    assert_leads(
        &[(request(json!({"id": "boat", "video": VIDEO})), "write `videos`: `[…]`")],
        &request(json!({"id": "boat", "videos": [VIDEO]})),
    );
    assert_leads(
        &[(request(json!({"id": "boat", "video": [VIDEO]})), "write `videos`")],
        &request(json!({"id": "boat", "videos": [VIDEO]})),
    );
    assert_leads(
        &[(request(json!({"id": "boat", "image": IMAGE})), "write `frontalImage`")],
        &request(json!({"id": "boat", "frontalImage": IMAGE})),
    );
    assert_leads(
        &[(request(json!({"id": "boat", "frontalImage": IMAGE, "image": IMAGE})), "write `images`: `[…]`")],
        &request(json!({"id": "boat", "frontalImage": IMAGE, "images": [IMAGE]})),
    );
    assert_leads(
        &[(
            request(json!({"id": "boat", "videos": [VIDEO], "video": VIDEO})),
            "remove it: `videos` is there already",
        )],
        &request(json!({"id": "boat", "videos": [VIDEO]})),
    );
}

/// What stands beside these inputs and settings, in a request with a size unless a video gives it.
fn settled(model: fn(Value) -> Value, inputs: &Value, settings: &Value) -> Value {
    let is_sized = inputs["video"].is_null();
    let mut request = model(json!({"inputs": inputs}));
    if !settings.is_null() {
        request["providerSettings"] = json!({"klingai": settings});
    }
    if is_sized { sized(request) } else { request }
}

#[test]
fn reference_videos_get_a_setting_and_an_image() {
    let bare = || json!({"referenceVideos": [VIDEO]});
    let whole = || json!({"referenceVideos": [VIDEO], "referenceImages": [IMAGE]});
    let kept = json!({"keepOriginalSound": true});
    let turned = json!({"characterOrientation": "image"});
    let needs = "`providerSettings.klingai.keepOriginalSound`";
    let image = "add an image to `inputs.referenceImages`";
    let sound = "write `keepOriginalSound` instead of `sound`";
    let either =
        "set `providerSettings.klingai.keepOriginalSound` or `providerSettings.klingai.characterOrientation`";
    let or_remove = "or remove `inputs.referenceVideos`";
    for (inputs, settings, help) in [
        (bare(), json!(null), format!("set {needs} and {image}, {or_remove}")),
        (whole(), json!(null), format!("set {needs}, {or_remove}")),
        (bare(), json!({}), format!("{either}, and {image}")),
        (whole(), json!({}), either.to_owned()),
        (bare(), json!({"sound": true}), format!("{sound}, and {image}")),
        (whole(), json!({"sound": true}), sound.to_owned()),
        (bare(), json!({"sound": false}), format!("{sound} to be safe, and {image}")),
        (whole(), json!({"sound": false}), format!("{sound} to be safe")),
    ] {
        let request = settled(o3, &inputs, &settings);
        assert_leads(&[(request, &help)], &settled(o3, &whole(), &kept));
    }
    assert_leads(&[], &settled(o3, &whole(), &json!({"keepOriginalSound": false})));
    let orientation = "set `providerSettings.klingai.characterOrientation`";
    let safe = "to be safe: the page asks for some setting beside reference videos, without saying which";
    for (inputs, settings, help) in [
        (bare(), json!(null), format!("{orientation} and {image}, {or_remove}")),
        (whole(), json!(null), format!("{orientation}, {or_remove}")),
        (bare(), json!({}), format!("set `characterOrientation` and {image} {safe}")),
        (whole(), json!({}), format!("set `characterOrientation` {safe}")),
    ] {
        let request = settled(standard, &inputs, &settings);
        assert_leads(&[(request, &help)], &settled(standard, &whole(), &turned));
    }
    let sounding = json!({"characterOrientation": "image", "sound": true});
    let sounding = settled(standard, &whole(), &sounding);
    assert_leads(&[(sounding, "remove `sound`")], &settled(standard, &whole(), &turned));
}

#[test]
fn a_video_input_stands_without_generated_sound_and_shots() {
    let edit = || json!({"video": VIDEO});
    let clean = || settled(o3, &edit(), &json!(null));
    let page = "the page forbids it beside a video input";
    for (settings, help) in [
        (
            json!({"sound": true}),
            "remove `providerSettings`: a video input has no generated audio".to_owned(),
        ),
        (json!({"sound": false}), format!("remove `providerSettings` to be safe: {page}")),
        (json!({}), "remove `providerSettings`".to_owned()),
    ] {
        assert_leads(&[(settled(o3, &edit(), &settings), &help)], &clean());
    }
    let with_image = || json!({"video": VIDEO, "referenceImages": [IMAGE]});
    assert_leads(
        &[(
            settled(o3, &with_image(), &json!({"sound": true, "keepOriginalSound": true})),
            "remove `sound`: a video input has no generated audio",
        )],
        &settled(o3, &with_image(), &json!({"keepOriginalSound": true})),
    );
    let shots = json!([{"prompt": "A kettle trembles", "duration": 5}]);
    let told = settled(o3, &edit(), &json!({"multiPrompt": shots}));
    assert_leads(&[(told.clone(), &format!("remove `providerSettings` to be safe: {page}"))], &clean());
    let beside = "keep `positivePrompt` to be safe: `multiPrompt` is contested beside a video input too";
    assert_leads(&[(told.clone(), beside)], &clean());
    let unprompted = without(told, "positivePrompt");
    let instead = format!("write a `positivePrompt` instead of `providerSettings` to be safe: {page}");
    assert_leads(&[(unprompted, &instead)], &clean());
    let sounding = settled(o3, &edit(), &json!({"multiPrompt": shots, "sound": true}));
    assert_leads(
        &[
            (
                without(sounding, "positivePrompt"),
                "write a `positivePrompt` instead of `multiPrompt` to be safe",
            ),
            (
                settled(o3, &edit(), &json!({"sound": true})),
                "remove `providerSettings`: a video input has no generated audio",
            ),
        ],
        &clean(),
    );
    let told = settled(standard, &json!({"referenceVideos": [VIDEO]}), &json!({"multiPrompt": shots}));
    let turned = json!({"referenceVideos": [VIDEO], "referenceImages": [IMAGE]});
    let safe = "the page asks for some setting beside reference videos, without saying which";
    assert_leads(
        &[
            (without(told, "positivePrompt"), "write a `positivePrompt` instead of `multiPrompt` to be safe"),
            (
                settled(standard, &json!({"referenceVideos": [VIDEO]}), &json!({})),
                &format!(
                    "set `characterOrientation` and add an image to `inputs.referenceImages` to be safe: {safe}"
                ),
            ),
        ],
        &settled(standard, &turned, &json!({"characterOrientation": "video"})),
    );
}

#[test]
fn one_of_two_video_inputs_goes() {
    let both = || json!({"video": VIDEO, "referenceVideos": [VIDEO], "referenceImages": [IMAGE]});
    let kept = json!({"keepOriginalSound": true});
    let newer = "a newer revision of the page forbids it beside `inputs.video`";
    assert_leads(
        &[(settled(o3, &both(), &json!(null)), &format!("remove `inputs.referenceVideos`: {newer}"))],
        &settled(o3, &json!({"video": VIDEO, "referenceImages": [IMAGE]}), &json!(null)),
    );
    let help = "remove `inputs.referenceVideos` to be safe, or replace `inputs.video` by `inputs.frameImages` or a size";
    for inputs in [
        json!({"video": VIDEO, "referenceImages": [IMAGE]}),
        json!({"referenceVideos": [VIDEO], "referenceImages": [IMAGE]}),
    ] {
        assert_leads(&[(settled(o3, &both(), &kept), help)], &settled(o3, &inputs, &kept));
    }
}

#[test]
fn only_what_can_stand_is_to_be_added() {
    let named = "<<<element_1>>> drifts down a gutter";
    let element = json!([{"id": "boat"}]);
    let frames = || json!([{"image": IMAGE}]);
    let cast = |inputs: Value| standard(json!({"positivePrompt": named, "inputs": inputs}));
    let whole = cast(json!({"frameImages": frames(), "elements": element}));
    let instead = "`inputs.frameImages` instead of `width` and `height`";
    assert_leads(
        &[(
            sized(cast(json!({"elements": element}))),
            &format!("add {instead}, or remove `inputs.elements`"),
        )],
        &whole,
    );
    let empty = sized(cast(json!({"elements": element, "frameImages": []})));
    assert_leads(&[(empty, &format!("put an item into {instead}"))], &whole);
    let kept = json!({"keepOriginalSound": true});
    let images = || json!({"referenceImages": [IMAGE]});
    let removable = "remove `providerSettings.klingai.keepOriginalSound`";
    assert_leads(
        &[(settled(o3, &images(), &kept), &format!("add `inputs.referenceVideos`, or {removable}"))],
        &settled(o3, &json!({"referenceImages": [IMAGE], "referenceVideos": [VIDEO]}), &kept),
    );
    let unsized_request = o3(json!({"inputs": images(), "providerSettings": {"klingai": kept}}));
    assert_leads(
        &[(unsized_request, &format!("add `inputs.referenceVideos` or `inputs.video`, or {removable}"))],
        &settled(o3, &json!({"referenceImages": [IMAGE], "video": VIDEO}), &kept),
    );
    let cast = |inputs: Value| o3(json!({"positivePrompt": named, "inputs": inputs}));
    assert_leads(
        &[(
            cast(json!({"elements": element})),
            "add exactly one of them: `inputs.frameImages` or `width`/`height`",
        )],
        &sized(cast(json!({"elements": element}))),
    );
    assert_leads(
        &[(
            o3(json!({"inputs": {"frameImages": []}})),
            "put an item into `inputs.frameImages`, or use `inputs.video` or `width`/`height` instead",
        )],
        &o3(json!({"inputs": {"video": VIDEO}})),
    );
}

#[test]
fn a_sum_of_durations_becomes_the_whole_only_where_it_may() {
    let shots = |parts: &[u32], duration: Option<u32>| {
        let shots: Vec<Value> =
            parts.iter().map(|part| json!({"prompt": "A kettle trembles", "duration": part})).collect();
        let mut request = settled(o3, &json!({}), &json!({"multiPrompt": shots}));
        if let Some(duration) = duration {
            request["duration"] = duration.into();
        }
        without(request, "positivePrompt")
    };
    let add_up = "make the segments' durations add up to";
    for (parts, duration, help, right) in [
        (&[4, 4][..], None, "5, the default of `duration`, or set `duration` to 8", Some(8)),
        (&[4, 4], Some(9), "`duration`, or change `duration` to 8", Some(8)),
    ] {
        assert_leads(&[(shots(parts, duration), &format!("{add_up} {help}"))], &shots(parts, right));
    }
    for (parts, duration, help) in [
        (&[1, 1][..], None, "5, the default of `duration`"),
        (&[1, 1], Some(5), "`duration`"),
        (&[8, 8], None, "5, the default of `duration`"),
    ] {
        assert_leads(&[(shots(parts, duration), &format!("{add_up} {help}"))], &shots(&[2, 3], duration));
    }
}

#[test]
fn an_element_is_made_of_videos_or_of_pictures() {
    let request = |element: Value| {
        let prompt = "<<<element_1>>> drifts down a gutter";
        let mut element = element;
        element["id"] = "boat".into();
        sized(o3(json!({"positivePrompt": prompt, "inputs": {"elements": [element]}})))
    };
    let (videos, pictures) = (json!({"videos": [VIDEO]}), json!({"frontalImage": IMAGE, "images": [IMAGE]}));
    let mixed = request(json!({"videos": [VIDEO], "images": [IMAGE]}));
    let help = "remove `images`, or write a `frontalImage` instead of `videos`";
    assert_leads(&[(mixed.clone(), help)], &request(videos.clone()));
    assert_leads(&[(mixed, help)], &request(pictures.clone()));
    let whole = request(json!({"videos": [VIDEO], "frontalImage": IMAGE, "images": [IMAGE]}));
    let help = "remove `frontalImage` and `images`, or remove `videos`";
    assert_leads(&[(whole.clone(), help)], &request(videos.clone()));
    assert_leads(&[(whole, help)], &request(pictures));
    let voiced = request(json!({"videos": [VIDEO], "voices": ["boat-voice"]}));
    assert_leads(&[(voiced, "remove `voices`")], &request(videos));
}
