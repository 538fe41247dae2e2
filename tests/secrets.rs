//! No format, no command and no written file shows any part of a secret that stands in a request.

#[path = "common/program.rs"]
mod program;

use program::Folder;

const FORMATS: [&str; 9] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"];

/// Long enough that messages, which show the beginning of a text, cut it.
const SECRET: &str = "Q7XKD2MNPRT5VWZ8Q7XKD2MNPRT5VWZ8Q7XKD2MNPRT5VWZ8Q7XKD2MNPRT5VWZ8";

/// Files with the secret in keys, values, ids, names of models, comments, and where the text is broken.
fn folder() -> Folder {
    let password = format!("https://me:{SECRET}@example.com/a.png");
    let signed = format!("https://example.com/a.png?X-Amz-Expires=60&X-Amz-Signature={SECRET}");
    let request = format!(
        r#"{{"taskType": "videoInference", "taskUUID": "{password}", "model": "klingai:kling-video@o3-pro",
  "{password}": 1, "{signed}": {{"{password}": 2, "{password}": 3}}, "outputFormat": "{signed}", "ttl": "{password}",
  "deliveryMethod": "{password}", "webhookURL": "{signed}", "uploadEndpoint": "ftp:{password}",
  "providerSettings": {{"klingai": {{"{signed}": true, "characterOrientation": "{password}"}}}},
  "inputs": {{"{password}": 1, "referenceImages": ["{signed}", "x {password}"], "video": "{password}",
    "elements": [{{"id": "{signed}", "{password}": 2}}, {{"id": "{signed}", "tags": ["{password}"]}}]}}}}"#
    );
    let addresses = format!(
        r#"[{{"taskType": "videoInference", "model": "klingai:kling-video@o3-pro", "webhookURL": "//me:{SECRET}@example.com/",
  "uploadEndpoint": "me:{SECRET}@example.com/x", "outputType": "https://me:a {SECRET}@example.com/", "me:{SECRET}@example.com": 1,
  "taskUUID": "me:{SECRET}@example.com", "inputs": {{"video": "https:/me:{SECRET}@example.com/a.mp4", "//me:{SECRET}@example.com/": 1}}}},
  {{"taskType": "videoInference", "model": "me:{SECRET}@example.com"}}]"#
    );
    let others = format!(
        r#"[{{"taskType": "{password}"}}, {{"taskType": "a", "model": "{signed}"}}, {{"taskType": "authentication", "apiKey": "{SECRET}"}},
  {{"model": "a:b@{password}", "taskUUID": "{signed}"}}]"#
    );
    let headers = format!(
        r#"{{"headers": {{"Authorization": "Bearer {SECRET}"}}, "body": [{{"taskType": "videoInference", "Bearer {SECRET}": 1,
  "Api.Key": {{"value": "{SECRET}"}}, "authorization": "{SECRET}", "outputType": "Bearer {SECRET}", "ttl": "bearer {SECRET}",
  "model": "klingai:kling-video@o3-pro", "outputFormat": "authorization: Basic {SECRET}"}}]}}"#
    );
    let task = headers.split_once('[').map_or("", |(_, task)| task).trim_end_matches("]}");
    let pasted = format!(
        "curl https://api.runware.ai/v1 -H \"Authorization: Bearer {SECRET}\" -d '[{{\"taskType\": \"videoInference\",}}]'"
    );
    let joined = format!(
        "{{\"taskType\": \"videoInference\",\n\"apiKey\": \"x\" + \"{SECRET}\",\n\"apiKey\": [{{\"value\": \"{SECRET}\"}}], 'x': 1}}"
    );
    let broken = format!(
        "{{\"taskType\": \"videoInference\", // key {SECRET}\n\"apiKey\": {SECRET}, 'x': '{password}', {signed},\n\"apiKey\": \"{SECRET}"
    );
    let folder = Folder::new(&[]);
    folder.write("request.json", &request);
    folder.write("others.json", &others);
    folder.write("broken.json", &broken);
    folder.write("addresses.json", &addresses);
    folder.write("headers.json", &headers);
    folder.write("task.json", task);
    folder.write("pasted.json", &pasted);
    folder.write("joined.json", &joined);
    folder.write(
        "lines.jsonl",
        &format!("{0}\n{0}\n{1}\n", request.replace('\n', ""), broken.replace('\n', " ")),
    );
    // Where a message shows the beginning of the text.
    let early = format!(r#"[{{"apiKey": "{SECRET}", "taskType": "authentication"}}]"#);
    for (name, text) in [("request", &request), ("early", &early), ("headers", &headers), ("broken", &broken)]
    {
        let written = |name: &str, bytes: fn(u16) -> [u8; 2]| {
            let text: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            std::fs::write(folder.path().join(name), text).expect("a file can be written");
        };
        written(&format!("{name}-le.json"), u16::to_le_bytes);
        written(&format!("{name}-be.jsonl"), u16::to_be_bytes);
    }
    folder
}

#[track_caller]
fn assert_hidden(text: &str, what: &str) {
    // In UTF-16, which is taken for UTF-8, a zero stands beside every letter.
    let text = text.replace(['\0', '\u{2400}', '?'], "").replace("\\u0000", "");
    if let Some(line) = text.lines().find(|line| line.contains(&SECRET[..6])) {
        panic!("{what}: {line}");
    }
}

#[test]
fn no_command_prints_a_part_of_a_secret() {
    let folder = folder();
    let formats = FORMATS.map(|format| vec!["check", "--format", format, "-v"]);
    let others = [
        vec!["check", "--statistics"],
        vec!["check", "--context", "sdk"],
        vec!["check", "--max-cost", "0.01", "--unknown-model", "error"],
        vec!["cost"],
        vec!["cost", "--format", "json"],
        vec!["check", "--write-baseline", "known.json"],
        vec!["check", "--baseline", "known.json", "-v"],
    ];
    for arguments in formats.into_iter().chain(others) {
        let outcome = Folder::outcome(folder.command().args(&arguments));
        let what = arguments.join(" ");
        assert!(matches!(outcome.code, Some(0 | 1)), "{what}: {outcome:?}");
        assert_hidden(&outcome.out, &what);
        assert_hidden(&outcome.err, &what);
    }
    let known = folder.read("known.json");
    assert!(known.contains("unknown-field"), "{known}");
    assert_hidden(&known, "the baseline");
}
