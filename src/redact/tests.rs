use proptest::prelude::*;

use super::*;

#[track_caller]
fn assert_hidden(text: &str, secret: &str) {
    let shown = redact_text(text);
    assert!(!shown.contains(secret), "{shown}");
    let columns = |text: &str| crate::output::visible::text_width(text);
    assert_eq!(columns(&shown), columns(text), "{shown}");
    // One line of a secret must not be left when it has several.
    for part in secret.split(['\n', ' ']).filter(|part| part.len() > 2) {
        assert!(!shown.contains(part), "{shown}");
    }
}

#[test]
fn api_keys_are_masked_however_the_key_is_written() {
    for key in [
        "apiKey",
        "APIKEY",
        "api_key",
        "API-KEY",
        "Api__Key",
        r"api\u004bey",
        r"\u0061\u0070\u0069\u004B\u0065\u0079",
        "RUNWARE_API_KEY",
        "Api.Key",
        "X-API-Key",
    ] {
        assert_hidden(&format!(r#"[{{"taskType": "authentication", "{key}": "S3cret"}}]"#), "S3cret");
        assert_hidden(&format!("{{'{key}': 'S3cret'}}"), "S3cret");
        assert_hidden(&format!("{{{key}: S3cret}}"), "S3cret");
    }
    assert_eq!(redact_text(r#"{"apiKey": "S3cret", "width": 512}"#), r#"{"apiKey": "******", "width": 512}"#);
}

#[test]
fn api_keys_are_masked_in_broken_json() {
    for text in [
        "{\"apiKey\":\n\n   \"S3cret\"}",
        "{\"apiKey\" \"S3cret\"}",
        "{\"apiKey\", \"S3cret\"}",
        "{\"apiKey\" = \"S3cret\"}",
        "{\"apiKey\": \"S3cret\n}",
        "{\"apiKey\": \"S3cret",
        "{\"apiKey\": S3cret\",}",
        "{\"apiKey: \"S3cret\"}",
        "{apiKey\": \"S3cret\"}",
        "{\"apiKey\": /* here */ \"S3cret\"}",
        "{\"apiKey\": // here\n \"S3cret\"}",
        "{\"apiKey\": u'S3cret'}",
        "{\"apiKey\": [\"x\", \"S3cret\"]}",
        "{\u{201c}apiKey\u{201d}: \u{201c}S3cret\u{201d}}",
        r#"{"body": "{\"apiKey\": \"S3cret\"}"}"#,
        r#"{"body": "{\\\"apiKey\\\": \\\"S3cret\\\"}"}"#,
        r#"{"positivePrompt": "API_KEY=S3cret\nand more"}"#,
        "{\"a\": \"apiKey\": \"S3cret\"}",
        "{\"apiKey\":\u{a0}\"S3cret\"}",
        "{\"Api Key\": \"S3cret\"}",
        "{\"apiKey\": {\"value\": \"S3cret\"}}",
        "{\"apiKey\": {\"value\": \"a}\", \"b\": {}, \"c\": [\"S3cret\"]}}",
        "{\"apiKey\" {\"value\": \"S3cret\"}}",
        "{\"apiKey\": [[\"x\"], {\"value\": \"S3cret\"}]}",
        "{\"apiKey\": [1, \"S3cret",
        "{\"apiKey\": {S3cret",
        r#"{"body": "{\"apiKey\": {\"value\": \"S3cret\"}}"}"#,
        "{\"apiKey\": \"x\" + \"S3cret\"}",
        "{\"apiKey\": \"x\"+\"y\"+'S3cret'}",
        "{\"apiKey\": \"x\" + S3cret}",
        "{\"apiKey\": \"x\" . \"S3cret\"}",
        "{\"apiKey\": \"x\" \"S3cret\"}",
        "{\"apiKey\": \"x\" \\\n \"S3cret\"}",
        "{\"apiKey\": \"x\"S3cret\", \"b\": 1}",
        "{\"apiKey\": x\"S3cret\"}",
        "{\"apiKey\": join(\"x\", \"S3cret\")}",
        "{\"apiKey\": \"\"\"S3cret\"\"\"}",
    ] {
        assert_hidden(text, "S3cret");
    }
    assert_hidden("{\"apiKey\": \"first line\nsecond line\", \"a\": 1}", "first line\nsecond line");
    assert_hidden(r#"{"apiKey": "ab\"cd"}"#, r#"ab\"cd"#);
    assert_hidden(r#"{"apiKey": "ab\\", "b": "cd"}"#, r"ab\\");
    assert_hidden("{\"apiKey\": \"日本語\"}", "日本語");
}

#[test]
fn what_follows_an_api_key_is_shown() {
    for (text, shown) in [
        ("{\"apiKey\": \"x\", \"a\": \"b\"}", "{\"apiKey\": \"*\", \"a\": \"b\"}"),
        ("{\"apiKey\": \"x\"\n \"a\": \"b\"}", "{\"apiKey\": \"*\"\n \"a\": \"b\"}"),
        ("{\"apiKey\": {\"v\": [\"x\"]}, \"a\": {}}", "{\"apiKey\": {**********}, \"a\": {}}"),
        (r#""{\"apiKey\": \"x\"}", "a": 1"#, r#""{\"apiKey\": \"*\"}", "a": 1"#),
        ("{\"apiKey\": xyz\", \"a\": 1}", "{\"apiKey\": ***\", \"a\": 1}"),
    ] {
        assert_eq!(redact_text(text), shown);
    }
}

#[test]
fn what_headers_authenticate_with_is_masked() {
    for text in [
        r#"{"headers": {"Authorization": "Bearer S3cret"}, "body": []}"#,
        r#"{"authorization": "S3cret"}"#,
        r#"{"AUTHORIZATION": "Basic S3cret=="}"#,
        r#"{"authorization": ["Bearer", "S3cret"]}"#,
        r#"{"authorization": {"scheme": "Bearer", "key": "S3cret"}}"#,
        r#"{"\u0061uthorization": "x S3cret"}"#,
        r#"{"Proxy-Authorization": "Digest a, b=S3cret"}"#,
        r#"{"header": "Bearer S3cret"}"#,
        r#"{"header": "bearer S3cret"}"#,
        r#"{"header": "BEARER\tS3cret"}"#,
        r#"{"header": "Bearer\u0020S3cret"}"#,
        r#"{"header": "B\u0065are\u0072 S3cret"}"#,
        r#"{"header": "\u0042\u0045\u0041\u0052\u0045\u0052 S3cret"}"#,
        r#"{"header": "Bearer%20S3cret"}"#,
        r#"{"body": "{\"header\": \"Bearer S3cret\"}"}"#,
        r#"{"bearer": "S3cret"}"#,
        r#"{"accessToken": "S3cret", "a": 1}"#,
        r#"{"client_secret": "S3cret"}"#,
        "{password: S3cret}",
        "curl https://api.runware.ai/v1 -H \"Authorization: Bearer S3cret\" -d",
        "curl https://api.runware.ai/v1 -H 'Authorization: Bearer S3cret' -d '[{\"a\": 1}]'",
        "curl -H 'Authorization: Basic S3cret'",
        "curl -H Authorization:\\ Bearer\\ S3cret",
        "{\"a\": Bearer S3cret",
        "Bearer S3cret",
        "Bearer \"S3cret\"",
    ] {
        assert_hidden(text, "S3cret");
    }
    assert_eq!(
        redact_text(r#"{"header": "Bearer S3cret", "b": 1}"#),
        r#"{"header": "Bearer ******", "b": 1}"#
    );
    for text in [
        r#"{"positivePrompt": "a ring bearer", "width": 512}"#,
        r#"{"positivePrompt": "a forgotten password", "width": 512}"#,
        r#"{"positivePrompt": "what is the secret", "style": "token", "width": 512}"#,
        "`authorization` is no parameter",
        "two bearers of water",
    ] {
        assert_eq!(redact_text(text), text);
    }
}

#[test]
fn keys_in_comments_are_masked() {
    for text in [
        "{\n  // key S3cret\n  \"a\": 1\n}",
        "{\"a\": 1, // my API key: S3cret",
        "// the api key is S3cret",
        "// apiKey \"S3cret\"",
        "// RUNWARE_KEY S3cret and S3cret",
        "// secretKey S3cret",
        "# token S3cret",
        "{# password=S3cret",
        "{\"a\": 1 # Bearer S3cret\r\n}",
        "{/* key S3cret */ \"a\": 1}",
        "{/* key\n * S3cret\n */ \"a\": 1}",
        "{/* key S3cret",
        "// Authorization: Bearer S3cret",
        "{\"a\": \"b,\n // key S3cret\n}",
        "{\"a\": \"b // key S3cret\"}",
        "{\"a\": \"b\\\"\", // key S3cret\n}",
    ] {
        assert_hidden(text, "S3cret");
    }
    let random = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6";
    assert_hidden(&format!("{{// {random}\n}}"), random);
    assert_eq!(redact_text("{\"a\": 1, // key S3cret\n\"b\": 2}"), "{\"a\": 1, // key ******\n\"b\": 2}");
    assert_eq!(redact_text("{/* key S3cret */ \"b\": 2}"), "{/* key ****** */ \"b\": 2}");
    assert_eq!(
        redact_text("{\"a\": \"b // key S3cret\", \"b\": 2}"),
        "{\"a\": \"b // key ******\", \"b\": 2}"
    );
    for text in [
        "// a monkey on a wall",
        "{\"a\": 1} // one keystroke",
        "// see https://example.com/keys/a1B2",
        "{\"a\": \"https://example.com/b#key c\"}",
        "// task 4eeb5ffc-286e-43e6-997d-f7369627ed21",
        "{\"a\": \"x\", \"positivePrompt\": \"the key of the house\"}",
        "// key",
    ] {
        assert_eq!(redact_text(text), text);
    }
}

#[test]
fn what_is_no_api_key_is_shown() {
    for text in [
        r#"{"apiKey": null}"#,
        r#"{"apiKey": ""}"#,
        r#"{"apiKeys": "shown"}"#,
        r#"{"model": "klingai:kling-video@o3-pro", "positivePrompt": "a key, a monkey: \"y\""}"#,
        "`apiKey` is written into the file",
        "`apiKey`: remove it, and keep it in the environment",
    ] {
        assert!(matches!(redact_text(text), Cow::Borrowed(_)), "{}", redact_text(text));
    }
}

#[test]
fn passwords_in_addresses_are_masked() {
    for text in [
        "https://user:S3cret@example.com/a.png",
        "https://:S3cret@example.com",
        r"https:\/\/user:S3cret@example.com",
        r"https\u003a\u002F\u002fuser\u003aS3cret\u0040example.com",
        "https://user:a@b:S3cret@example.com",
        "https://user:a/b?S3cret@example.com",
        "https://user://S3cret@example.com",
        "https://user:a://b:S3cret@example.com",
        "postgres://user:S3cret@db",
        "see https://a.example:80/x,https://user:S3cret@example.com",
        "https%3A%2F%2Fuser%3AS3cret%40example.com",
        r#"{"a": "https://example.com", "b": "https://user:S3cret@example.com"}"#,
        "'https://user:S3cret@example.com'",
        r#"{"a": "\nhttps://user:S3cret@example.com"}"#,
        "//user:S3cret@example.com/",
        r"\/\/user:S3cret@example.com",
        "//user:S3cret@localhost",
        "https:/user:S3cret@example.com",
        "https:user:S3cret@example.com/",
        r#""https:\\user:S3cret@example.com""#,
        "user:S3cret@example.com/x",
        "user:S3cret@example.com",
        "user:S3cret@example.com.",
        "user:S3cret@localhost",
        "user:S3cret@10.0.0.1",
        r#"{"a":"ftp:user:S3cret@host"}"#,
        "user:S3cret@host:8080",
        "user:S3cret@host/x",
        "user:S3cret!@host",
        "user:a@S3cret@example.com/x",
        "user:it's@S3cret@example.com/x",
        "user:S3cret%40example.com/x",
        "klingai:kling-video@o3-pro,user:S3cret@example.com/x",
        "{'a':'user:S3cret@example.com/x'}",
        r#"{"body":"{\"a\":\"user:S3cret@example.com/x\"}"}"#,
        "https://user:SEK S3cret@example.com/",
        "https://user:12 S3cret@example.com/",
        "https://user:SEK b@c S3cret@example.com/",
        r"https://user:SEK\tS3cret@example.com/",
        "https://user:SEK%20S3cret@example.com/",
        "https://a.example:80/x,https://user:SEK S3cret@example.com",
    ] {
        assert_hidden(text, "S3cret");
    }
    assert_eq!(redact_text("https://user:S3cret@example.com/a"), "https://user:******@example.com/a");
    assert_eq!(redact_text("\"//user:S3cret@example.com/\""), "\"//user:******@example.com/\"");
    assert_eq!(redact_text("user:S3cret@example.com/x"), "user:******@example.com/x");
    assert_eq!(redact_text("https://user:a b@example.com/x"), "https://user:***@example.com/x");
    for text in [
        "https://example.com:80/a?b=c",
        "https://example.com:80/a and me@example.com",
        "https://user@example.com/a:b",
        "https://example.com/, me@example.com",
        "klingai:kling-video@o3-pro",
        "a:b@c",
        "runware:100@1",
        "civitai:102438@133677",
        "acme:clip@2.1",
        "acme:clip@v1.0-beta",
        r#"{"model":"klingai:kling-video@o3-pro","frame":"a:b@c"}"#,
        "{'model':'klingai:kling-video@o3-pro'}",
        "{model:klingai:kling-video@o3-pro,frame:a:b@c}",
        r#"{"body":"{\"model\":\"klingai:kling-video@o3-pro\"}"}"#,
        "[\"a:b@c\",\"d:e@f\"]",
        "there is no model `klingai:kling-video@o4-pro`: did you mean `klingai:kling-video@o3-pro`?",
        "is it klingai:kling-video@o3-pro?",
        "a model is written as source:name@version.",
    ] {
        assert_eq!(redact_text(text), text);
    }
    assert_eq!(redact_pointer("/klingai:kling-video@o3-pro/width"), "/klingai:kling-video@o3-pro/width");
    assert_eq!(redact_pointer("/a:S3cret@example.com/width"), "/a:******@example.com/width");
}

#[test]
fn signatures_are_masked() {
    for name in [
        "X-Amz-Signature",
        "x-amz-signature",
        "X-Goog-Signature",
        "Signature",
        "SIG",
        "sig",
        "%73ig",
        "s%69g",
        r"s\u0069g",
        "X%2DAmz%2DSignature",
        r"\u00253Fsig",
    ] {
        for lead in ["?", "&", "?a=b&", r"?a=b\u0026", "?a=b&amp;", "%26", "#"] {
            assert_hidden(&format!(r#""https://example.com/a{lead}{name}=S3cret&b=c""#), "S3cret");
            assert_hidden(&format!(r#""https://example.com/a{lead}{name}\u003dS3cret""#), "S3cret");
            assert_hidden(&format!(r#""https://example.com/a{lead}{name}%3DS3cret""#), "S3cret");
        }
    }
    assert_eq!(redact_text("https://e.com/?sig=abc%3D&x=1"), "https://e.com/?sig=******&x=1");
    assert_eq!(redact_text("`https://e.com/?sig=abc` is signed"), "`https://e.com/?sig=***` is signed");
    for text in ["https://e.com/?design=a&sign=b&signature_version=4", "sig: a", "a==", "=", "e="] {
        assert_eq!(redact_text(text), text);
    }
}

#[test]
fn a_long_line_takes_no_longer_than_its_length() {
    // Each of these would take minutes if the work were more than linear.
    for unit in [
        "@",
        "\\",
        "://",
        "a@b",
        "sig=",
        "e=",
        "%3d",
        ":",
        "://a:@",
        "\"apiKey\"",
        "'",
        " ",
        "y :",
        "\\u0040",
        "%40",
        "u003d",
        "//",
        "/*",
        "// key ",
        "/* key */",
        "#",
        " # a\"",
        "key\n//",
        "\"/*",
        "\"//",
        "u:p@",
        "u:p@a.example/",
        "//u:p ",
        "//u:p @",
        "a@b'",
        ":",
        "a.",
        "bearer ",
        "bearer\\",
        "r",
        "\\u0072",
        "\"apiKey\":{",
        "\"apiKey\":[\\",
        "\"apiKey\":\"a\"+",
        "\"apiKey\":\"a\" \"",
        "\"apiKey\":'a' '\\",
        "apiKey:a(",
        "password \"",
        "password /*",
        "\"apiKey\":\"a\" /*",
        "apiKey:'a'//",
    ] {
        let text = unit.repeat(60_000 / unit.len());
        let _ = redact_text(&text);
        let _ = redact_text(&format!("@{text}"));
        let _ = redact_text(&format!("\"{text}"));
    }
}

proptest! {
    #[test]
    fn any_text_can_be_redacted(text in "\\PC{0,40}|[apikeyAPIKEY_\\-\"':=,@/\\\\u0-9%& \\n\\[\\]{}sigé日]{0,60}") {
        let redacted = redact_text(&text);
        prop_assert_eq!(
            crate::output::visible::text_width(&redacted),
            crate::output::visible::text_width(&text)
        );
    }

    #[test]
    fn a_random_key_is_hidden(secret in "[!-~&&[^\"\\\\]]{6,40}", before in "\\PC{0,20}", width in 0..4usize) {
        let text = format!("{{\"a\": \"{before}\",{}\"apiKey\": \"{secret}\", \"b\": 1}}", " ".repeat(width));
        let shown = redact_text(&text).into_owned();
        prop_assert!(!shown.contains(&secret), "{}", shown);
    }

    #[test]
    fn a_random_password_and_signature_are_hidden(secret in "[A-Za-z0-9+/_.~$!*-]{6,40}") {
        let text = format!("\"https://me:{secret}@example.com/a?X-Amz-Signature={secret}&b=c\"");
        let shown = redact_text(&text).into_owned();
        prop_assert!(!shown.contains(&secret), "{}", shown);
    }
}
