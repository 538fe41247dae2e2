use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::check::{Foreign, Layout, Options, check};
use crate::diagnostic::{Label, Place};
use crate::output::{concise, json};
use crate::rules;
use crate::source::{Location, Span};

const UTF8: Appearance = Appearance { unicode: true, ..Appearance::plain() };

/// A finding at the first place of `primary`, with labels at the first places of others.
fn finding(source: &Source<'_>, primary: &str, labels: &[(&str, &str)]) -> Diagnostic {
    let place = |part: &str| {
        let start = source.text().find(part).expect("the text has the part");
        located(source, Span::new(start, start + part.len()))
    };
    let labels =
        labels.iter().map(|&(part, message)| Label { place: place(part), message: message.to_owned() });
    Diagnostic {
        rule: &rules::FORBIDDEN_WITH,
        constraint: Some("o3-3".into()),
        severity: Severity::Error,
        basis: None,
        message: "`a` and `b` exclude each other".to_owned(),
        label: Some("not here".into()),
        help: Some("keep one of them".into()),
        path: source.name().into(),
        place: place(primary),
        task: Some(0),
        line: None,
        labels: labels.collect(),
        documentation: Some("https://example.com/docs#a".into()),
        statement: None,
        api_code: None,
    }
}

fn located(source: &Source<'_>, span: Span) -> Place {
    Place { pointer: "/a".to_owned(), span: Some(source.locate(span)) }
}

fn drawn(source: &Source<'_>, diagnostic: Diagnostic, appearance: Appearance) -> String {
    let mut out = String::new();
    write(&mut out, &[diagnostic], source, appearance);
    let widest = out.lines().map(text_width).max().unwrap_or(0);
    assert!(appearance.color || widest <= appearance.width, "{widest} columns:\n{out}");
    out
}

/// Compares with the snapshot of that name in the folder beside this file.
#[track_caller]
fn assert_looks(name: &str, picture: impl AsRef<str>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, picture.as_ref()));
}

/// The excerpt of a mark at `span`, without heading and footer.
fn excerpt(text: &str, span: Span) -> String {
    let source = Source::new("a.json", text);
    let mut diagnostic = finding(&source, "", &[]);
    diagnostic.place = located(&source, span);
    let out = drawn(&source, diagnostic, UTF8);
    let lines = out.lines().filter(|line| line.starts_with(' ') && line.contains(['│', '·']));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_finding_with_a_label() {
    let source = Source::new("a.json", "{\n  \"a\": 1,\n  \"c\": 2,\n  \"b\": 3\n}\n");
    let diagnostic = finding(&source, "\"a\"", &[("\"b\"", "because of this")]);
    assert_looks("label-utf8", drawn(&source, diagnostic.clone(), UTF8));
    assert_looks("label-ascii", drawn(&source, diagnostic, Appearance::plain()));
}

#[test]
fn the_mark_of_the_finding_is_louder_than_its_labels() {
    let source = Source::new("a.json", "{\"a\": 1, \"b\": 3}");
    let diagnostic = finding(&source, "\"b\"", &[("\"a\"", "because of this")]);
    let out = drawn(&source, diagnostic, Appearance { color: true, ..Appearance::plain() });
    assert!(out.contains("\u{1b}[31;1m"), "{out:?}");
    assert!(out.contains("\u{1b}[36mbecause of this"), "{out:?}");
}

#[test]
fn places_that_are_far_apart_have_a_gap_between_them() {
    let middle = "  \"x\": 0,\n".repeat(500);
    let source = Source::new("a.json", format!("{{\n  \"a\": 1,\n{middle}  \"b\": 3\n}}\n"));
    assert_looks("gap", drawn(&source, finding(&source, "\"b\"", &[("\"a\"", "because of this")]), UTF8));
}

#[test]
fn a_long_line_is_shown_around_its_marks() {
    let middle = "\"x\": 0, ".repeat(500_000);
    let source = Source::new("a.json", format!("{{{middle}\"a\": 1, {middle} \"b\": 3}}"));
    let diagnostic = finding(&source, "\"b\"", &[("\"a\"", "because of this")]);
    assert_looks("long-line-utf8", drawn(&source, diagnostic.clone(), UTF8));
    assert_looks("long-line-ascii", drawn(&source, diagnostic, Appearance::plain()));
}

#[test]
fn long_names_messages_labels_and_values_stay_within_the_width() {
    let long = "word ".repeat(40);
    let source =
        Source::new("folder/".repeat(40) + "a.json", format!("{{\n\t\t\t\t\"prompt\": \"{long}\"\n}}"));
    let mut diagnostic = finding(&source, &long, &[("\"prompt\"", &long)]);
    diagnostic.message.clone_from(&long);
    diagnostic.label = Some("unbreakable".repeat(20).into());
    diagnostic.help = Some("unbreakable".repeat(20).into());
    assert_looks("long-everything", drawn(&source, diagnostic.clone(), UTF8));
    for width in 40..120 {
        for unicode in [true, false] {
            let _ = drawn(&source, diagnostic.clone(), Appearance { width, unicode, ..UTF8 });
        }
    }
}

#[test]
fn every_place_shows_a_mark() {
    let text = "{\r\n\t\"日本\": \"😀😀\"\r\n}";
    let all = (0..=text.len()).filter(|&offset| text.is_char_boundary(offset));
    for start in all.clone() {
        for end in all.clone().filter(|&end| end >= start) {
            let out = excerpt(text, Span::new(start, end));
            assert_eq!(out.matches("not here").count(), 1, "{start}..{end}\n{out}");
            assert!(out.contains(['┬', '▲']), "{start}..{end}\n{out}");
        }
    }
    for text in ["", "\n", "\r\n", "{", "{\n", "\u{feff}", "\u{feff}{"] {
        for offset in [0, text.len(), text.len() + 9] {
            let source = Source::new("a.json", text);
            let mut diagnostic = finding(&source, "", &[]);
            let Place { span: Some(Location { start, end }), .. } = &mut diagnostic.place else {
                unreachable!()
            };
            (start.offset, end.offset) = (offset, offset + 5);
            let out = drawn(&source, diagnostic, UTF8);
            assert!(out.contains('▲') || out.contains('┬'), "{text:?} {offset}\n{out}");
        }
    }
}

#[test]
fn marks_stand_below_what_they_mark() {
    // Tabs, wide characters, the end of a line with CRLF, the end of the text.
    assert_looks("tab", excerpt("{\n\t\"a\":\t1}", Span::new(8, 9)));
    assert_looks("wide", excerpt("{\"日本😀\": 1}", Span::new(15, 16)));
    assert_looks("crlf", excerpt("{\r\n\"a\": 1\r\n}\r\n", Span::new(9, 10)));
    assert_looks("line-break", excerpt("{\r\n\"a\": \"x\r\n}\r\n", Span::new(10, 12)));
    assert_looks("end", excerpt("{\n", Span::new(2, 2)));
    assert_looks("several-lines", excerpt("{\n  \"a\": [\n    1\n  ]\n}\n", Span::new(9, 21)));
}

#[test]
fn what_a_terminal_would_obey_is_shown() {
    let source =
        Source::new("a\u{1b}[2J.json", "{\"\u{1b}[31m\u{202e}\u{2028}a\": \"\u{7}b\u{85}\"}\u{feff}");
    let mut diagnostic = finding(&source, "b", &[("a", "\u{1b}[32mno\u{2066}")]);
    diagnostic.message = "no \u{1b}[31m\n".to_owned();
    assert_looks("controls-utf8", drawn(&source, diagnostic.clone(), UTF8));
    let out = drawn(&source, diagnostic, Appearance::plain());
    assert!(out.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{out}");
}

#[test]
fn places_that_overlap_all_have_their_marks() {
    let source = Source::new("a.json", "{\"a\": {\"b\": 1}}");
    let diagnostic = finding(&source, "{\"b\": 1}", &[("\"b\"", "inside"), ("{\"b\"", "same start")]);
    assert_looks("overlap", drawn(&source, diagnostic, UTF8));
}

#[test]
fn a_value_without_text_has_a_pointer() {
    let source = Source::new("<value>", "");
    let mut diagnostic = finding(&source, "", &[]);
    diagnostic.place.span = None;
    assert_looks("value", drawn(&source, diagnostic, UTF8));
}

#[test]
fn a_link_is_short_on_a_terminal() {
    let source = Source::new("a.json", "{}");
    let out =
        drawn(&source, finding(&source, "{", &[]), Appearance { color: true, hyperlinks: true, ..UTF8 });
    assert!(out.contains("\u{1b}]8;;https://example.com/docs#a\u{1b}\\the documentation\u{1b}]8;;\u{1b}\\"));
}

#[test]
fn a_part_of_a_file_is_shown_with_the_places_of_the_file() {
    let source = Source::new("a.ndjson", "{\"a\": 1}\n{\"b\": 2}\n").starting_at(1000, 100);
    let diagnostic = finding(&source, "\"b\"", &[]);
    let out = drawn(&source, diagnostic, UTF8);
    assert!(out.contains("[a.ndjson:101:2]") && out.contains("101 │ {\"b\": 2}"), "{out}");
}

#[test]
fn a_key_in_a_comment_is_masked_and_what_is_wrong_is_told_all_the_same() {
    for comment in ["// key S3cret", "/* key S3cret */", "# key S3cret"] {
        let text = format!("{{\n  {comment}\n  \"taskType\": \"videoInference\"\n}}");
        for (layout, text) in [(Layout::Document, text.clone()), (Layout::Lines, text.replace('\n', " "))] {
            let source = Source::new("a.json", text);
            let report = check(&source, &Options { layout, ..Options::default() });
            let mut out = String::new();
            write(&mut out, &report.diagnostics, &source, Appearance::plain());
            assert!(out.contains("key ******") && !out.contains("S3cret"), "{out}");
            assert!(out.contains("a comment, which JSON does not have"), "{out}");
        }
    }
}

#[test]
fn secrets_are_masked_also_where_only_a_part_is_shown() {
    let secret = "0123456789abcdef".repeat(4096);
    for text in [
        format!("{{\"apiKey\": \"{secret}\"}}"),
        format!("{{\"url\": \"https://me:{secret}@example.com\"}}"),
        format!("{{\"url\": \"https://example.com?sig={secret}\"}}"),
    ] {
        let start = text.find(&secret).unwrap();
        for offset in [0, 1, 5000, 40_000, secret.len() - 1] {
            let out = excerpt(&text, Span::new(start + offset, start + offset + 1));
            assert!(!out.contains("456") && out.contains("****"), "{out}");
        }
    }
}

/// Everything that is printed about a text.
fn printed(text: &str, layout: Layout, width: usize) -> String {
    let source = Source::new("a.json", text);
    let options = Options { layout, foreign: Foreign::Report, ..Options::default() };
    let report = check(&source, &options);
    let mut out = String::new();
    write(&mut out, &report.diagnostics, &source, Appearance { width, ..UTF8 });
    for diagnostic in &report.diagnostics {
        concise::write(&mut out, diagnostic, UTF8);
    }
    let mut machine = Vec::new();
    json::write(&mut machine, &report).expect("a vector takes everything");
    out.push_str(&String::from_utf8(machine).expect("JSON is UTF-8"));
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_secret_is_printed_nowhere(
        secret in "[A-Za-z0-9]{8,40}",
        key in proptest::sample::select(&["apiKey", "api_key", "API-KEY", r"api\u004bey"][..]),
        gap in "[ \n\t]{0,3}",
        filler in "[a-z ]{0,200}",
        cut in 0..600_usize,
        inserted in "[\"'{}\\[\\],:\\\\x\n]{0,2}",
        width in 40..100_usize,
    ) {
        let text = format!(
            "[{{\"taskType\": \"authentication\", \"{key}\":{gap}\"{secret}\"}},\n{{\"taskType\": \"videoInference\", \
             \"model\": \"klingai:kling-video@o3-pro\", \"positivePrompt\": \"{filler}\", \"webhookURL\": \
             \"https://me:{secret}@example.com/?a=1&X-Amz-Signature={secret}&b=2\", \"inputs\": {{\"video\": \
             \"https://example.com/a.mp4?sig={secret}\"}}, \"{filler}\": \"https://e.com?x=y\\u0026Signature={secret}\"}}]"
        );
        // Break it somewhere, but not in what makes the secret one.
        let broken = match text.char_indices().nth(cut) {
            Some((at, _)) if !text[at..].trim_start().starts_with(&secret)
                && !"authentication".contains(&text[at..=at]) => format!("{}{inserted}{}", &text[..at], &text[at..]),
            _ => text.clone(),
        };
        for text in [&text, &broken] {
            for layout in [Layout::Document, Layout::Lines] {
                let out = printed(text, layout, width);
                let is_still_a_secret = crate::redact::redact_text(text).contains(&secret);
                prop_assert!(is_still_a_secret || !out.contains(&secret), "{}\n{}", text, out);
            }
        }
        prop_assert!(!crate::redact::redact_text(&text).contains(&secret));
    }

    /// Nor is a part of one, where a message has only the beginning of a text.
    #[test]
    fn no_part_of_a_secret_is_printed(secret in "[A-Z0-9]{8,80}", filler in "[a-z ]{0,60}") {
        let signed = format!("https://example.com/{filler}?X-Amz-Signature={secret}");
        let text = format!(
            "{{\"taskType\": \"videoInference\", \"model\": \"klingai:kling-video@o3-pro\", \"outputType\": \
             \"https://me:{secret}@example.com/\", \"https://me:{secret}@example.com/\": 1, \"{signed}\": {{\"a\": 1}}, \
             \"outputFormat\": \"{signed}\", \"inputs\": {{\"{signed}\": 2, \"referenceImages\": [\"{signed}\"]}}, \
             \"taskUUID\": \"https://me:{secret}@{filler}\", \"ttl\": \"{signed}\", \"deliveryMethod\": \"{signed}\"}}"
        );
        for layout in [Layout::Document, Layout::Lines] {
            let out = printed(&text, layout, 80);
            prop_assert!(!out.contains(&secret[..8]), "{}\n{}", text, out);
        }
    }

    #[test]
    fn any_place_in_any_text_can_be_drawn(
        text in "[a\"{}\n\r\t 日😀\u{202e}\u{301}é]{0,60}",
        places in proptest::collection::vec((0..200_usize, 0..60_usize), 1..4),
        width in 0..100_usize,
        unicode: bool,
        first in 0..50_usize,
    ) {
        let source = Source::new("a.json", text).starting_at(first, 1 + first);
        let mut diagnostic = finding(&source, "", &[]);
        let mut all = places.iter().map(|&(start, length)| located(&source, Span::new(start, start + length)));
        diagnostic.place = all.next().expect("there is at least one");
        diagnostic.labels = all.map(|place| Label { place, message: "label of this place".to_owned() }).collect();
        let mut out = String::new();
        write(&mut out, &[diagnostic], &source, Appearance { width, unicode, ..UTF8 });
        prop_assert!(out.contains("not here"));
        for line in out.lines() {
            prop_assert!(text_width(line) <= width.max(Appearance::NARROWEST), "{}", out);
        }
    }
}

#[test]
fn the_name_is_shared() {
    // The helpers above rely on it.
    let name: Arc<str> = "a.json".into();
    assert_eq!(finding(&Source::new("a.json", ""), "", &[]).path, name);
}
