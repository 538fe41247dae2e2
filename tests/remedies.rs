//! What the help of a finding says, followed to the letter, ends in a request in which nothing is found.

use runware_lint::{Options, Source, check};
use serde_json::{Value, json};

const IMAGE: &str = "https://example.com/images/1.jpg";
const VIDEO: &str = "https://example.com/videos/1.mp4";

/// A task for O3 Pro with these members.
fn o3(members: Value) -> Value {
    task("klingai:kling-video@o3-pro", members)
}

/// A prompt and a size, unless there is something else in their place.
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

/// The same with the one size that both models' shapes have in common, each in its own pixels.
fn sized(mut task: Value) -> Value {
    let is_o3 = task["model"] == "klingai:kling-video@o3-pro";
    (task["width"], task["height"]) =
        if is_o3 { (1920.into(), 1080.into()) } else { (1280.into(), 720.into()) };
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
