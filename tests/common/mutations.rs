//! Ways to change a request: every one at a time for thorough tests, some at random for wide ones.

use std::slice;

use crate::random::Random;
use crate::tree::Tree;

/// Values of every type, sensible and not, as they are written.
pub const VALUES: [&str; 58] = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "[{}]",
    r#"{"a":1}"#,
    r#"[""]"#,
    r#"["first"]"#,
    "0",
    "-0",
    "-0.0",
    "0e0",
    "1",
    "-1",
    "-1.0",
    "-10e-1",
    "1.5",
    "5.5",
    "6.0",
    "1e1",
    "0.3e1",
    "3",
    "2",
    "15",
    "16",
    "150e-1",
    "15.0000000000000000000001",
    "2.9999999999999999999999",
    "19",
    "20",
    "20.0",
    "21",
    "4",
    "5",
    "99",
    "100",
    "59",
    "60",
    "60.0",
    "1e400",
    "-1e400",
    "1e-400",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "123456789012345678901234567890",
    r#""""#,
    r#""0""#,
    r#""-1""#,
    r#""true""#,
    r#""URL""#,
    r#""first""#,
    r#""1080p""#,
    r#""\u0031080p""#,
    r#""video\u0049nference""#,
];

/// Texts that are, or nearly are, addresses, ids or media, as they are written.
pub const REFERENCES: [&str; 68] = [
    "0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21",
    "0B3F6F4E-52C1-4D7A-BE0B-6A1D1C9F7E21",
    "0b3f6f4e-52c1-1d7a-9e0b-6a1d1c9f7e21",
    "0b3f6f4e-52c1-4d7a-ce0b-6a1d1c9f7e21",
    "0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e2",
    "0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e2g",
    "0b3f6f4e52c14d7a9e0b6a1d1c9f7e21",
    "{0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21}",
    " 0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21",
    "\\u0030b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21",
    "0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21\\n",
    "00000000-0000-0000-0000-000000000000",
    "https://example.com/a",
    "HTTPS://EXAMPLE.COM",
    "http://example.com:8080/a?b#c",
    "http://example.com:",
    "https://",
    "https:///a",
    "https://:80/a",
    "https://user@/a",
    "https://user:pw@example.com/a",
    "https:a",
    "http:",
    "http:/a",
    "http://?q",
    "http://#f",
    "https://[::1]/a",
    "https://[::g]/a",
    "https://[1:2:3:4:5:6:7:8]",
    "https://[::1.2.3.4]",
    "https://[1::2::3]",
    "https://[v7.a:b]/",
    "https://example.com/%41",
    "https://example.com/%4",
    "https://example.com/%zz",
    "https://example.com/a b",
    "https://example.com/é",
    "https://ex\\u00e4mple.com",
    "https://example.com/{a}",
    "https://example.com:80a/",
    "https://exa[mple.com/",
    "https://example.com/#a#b",
    "ftp://example.com/a",
    "mailto:a@b",
    "urn:uuid:0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21",
    "a:",
    "1a:b",
    "://a",
    "example.com/a",
    "/a",
    "./a.png",
    "C:\\\\a.png",
    "file:///a.png",
    "",
    "data:",
    "data:,",
    "data:,hello%20you",
    "data:,hello you",
    "data:image/png;base64,iVBORw0KGgo=",
    "DATA:image/png;BASE64,iVBORw0KGgo%3D",
    "data:image/png;base64,iVBORw0KGgo",
    "data:image/png;base64,",
    "data:image/ png;base64,AAAA",
    "data:image/png;base64,AAAA#f",
    "data:image/png;base64,AAA%3",
    "data:image/svg+xml,<svg/>",
    "data:application/x-any;base64,AA==",
    "data:video/mp4;base64,AAAA",
];

/// Names of parameters of other models, mistyped ones, and some that need escapes.
const NAMES: [&str; 12] = [
    "seed",
    "fps",
    "positive_prompt",
    "sound",
    "frameImages",
    "negativePrompt",
    "video",
    "",
    "a/b~c",
    "é",
    "\\u0077idth",
    "Width",
];

/// Texts of about `length` characters, some of several bytes, some escaped.
fn texts_around(length: usize) -> Vec<String> {
    let mut texts = Vec::new();
    for count in length.saturating_sub(1)..=length + 1 {
        for character in ["a", "é", "𝄞", "\\u00e9", "\\ud834\\udd1e", "\\n"] {
            texts.push(format!("\"{}\"", character.repeat(count)));
        }
    }
    texts
}

/// Everything that a value may be replaced by.
pub fn replacements() -> Vec<String> {
    let mut all: Vec<String> = VALUES.iter().map(ToString::to_string).collect();
    all.extend(REFERENCES.iter().map(|text| format!("\"{text}\"")));
    all.push(format!("\"{}\"", "QUJD".repeat(16)));
    all.push(format!("\"{}\"", "QUJD".repeat(15)));
    all.push(format!("\"{}=\"", &"QUJD".repeat(16)[1..]));
    all.push(format!("\"{}\"", &"QUJD".repeat(17)[1..]));
    all.push(format!("\"{}-_\"", &"QUJD".repeat(16)[2..]));
    all.push(format!("\"=={}\"", &"QUJD".repeat(16)[2..]));
    all
}

/// Texts at the limits of the prompts.
pub fn texts_at_limits() -> Vec<String> {
    let mut texts = texts_around(2);
    texts.extend(texts_around(2500));
    texts
}

/// The changes that leave the value in its place in another form or in other company.
pub fn rearrangements(value: &Tree) -> Vec<Tree> {
    let mut all =
        vec![Tree::Array(vec![value.clone()]), Tree::Object(vec![("\"value\"".to_owned(), value.clone())])];
    match value {
        Tree::Scalar(text) => all.extend(escaped(text).map(Tree::Scalar)),
        Tree::Array(items) => {
            for count in 0..6 {
                all.push(Tree::Array(items.iter().cycle().take(count).cloned().collect()));
            }
            all.extend(items.first().cloned());
        }
        Tree::Object(members) => {
            for (index, (key, member)) in members.iter().enumerate() {
                let mut without = members.clone();
                without.remove(index);
                all.push(Tree::Object(without.clone()));
                all.push(member.clone());
                // The last of two members with one key is the one that counts.
                let wrong = (key.clone(), Tree::scalar("[5.5]"));
                all.push(Tree::Object([slice::from_ref(&wrong), members].concat()));
                all.push(Tree::Object([&members[..], &[wrong]].concat()));
                if let Some(escaped) = escaped(key) {
                    all.push(Tree::Object([without, vec![(escaped, member.clone())]].concat()));
                }
            }
            for name in NAMES {
                all.push(Tree::Object(
                    [&members[..], &[(format!("\"{name}\""), Tree::scalar("1"))]].concat(),
                ));
            }
        }
    }
    all
}

/// A string with its first character escaped.
fn escaped(text: &str) -> Option<String> {
    let mut characters = text.strip_prefix('"')?.chars();
    let first = characters.next().filter(char::is_ascii_alphanumeric)?;
    Some(format!("\"\\u{:04X}{}", u32::from(first), characters.as_str()))
}

/// One change, anywhere.
pub fn change(request: &mut Tree, random: &mut Random, replacements: &[String]) {
    let donor = request.at(random.below(request.size())).clone();
    let place = request.at(random.below(request.size()));
    *place = match random.below(10) {
        0..=3 => random.pick(&rearrangements(place)).clone(),
        4 => donor,
        _ => Tree::scalar(random.pick(replacements)),
    };
}
