//! One JSON document that was given as NDJSON: a single mistake, not one on every line.

use std::sync::Arc;

use super::checker::Part;
use super::diagnose::{self, Whence};
use super::{Foreign, Options};
use crate::json::{Arena, start_of};
use crate::request;
use crate::source::{BYTE_ORDER_MARK, Source, Span};

/// In so many bytes from the start, the first line that is not blank has to end. Others are taken for the long lines of
/// NDJSON.
pub const HEAD: usize = 64 * 1024;

/// Whether a text that starts with these bytes is UTF-16 rather than UTF-8: a zero stands beside its first letter, behind
/// the mark that there may be.
pub(super) fn is_utf16(head: &[u8]) -> bool {
    head.iter().take(4).any(|&byte| byte == 0)
}

/// Whether the first line that is not blank leaves a bracket open, so that NDJSON which starts with these bytes may be
/// one document over several lines, or whether it is UTF-16, which has no lines for us. Of the bytes, no more than
/// [`HEAD`] count.
#[must_use]
pub fn may_be_one_document(head: &[u8]) -> bool {
    if is_utf16(head) {
        return true;
    }
    let head = &head[..head.len().min(HEAD)];
    let mark = BYTE_ORDER_MARK.to_string();
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    let first = lines
        .filter(|line| line.ends_with(b"\n"))
        .map(|line| line.strip_prefix(mark.as_bytes()).unwrap_or(line).trim_ascii())
        .find(|line| !line.is_empty());
    first.is_some_and(leaves_open)
}

/// Whether a line begins with a bracket that is not closed in it, and ends in no string.
fn leaves_open(line: &[u8]) -> bool {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    for (at, &byte) in line.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_quoted,
            b'"' => is_quoted = !is_quoted,
            b'{' | b'[' if !is_quoted => depth += 1,
            b'}' | b']' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if at == 0 && depth == 0 {
            return false;
        }
    }
    depth > 0 && !is_quoted
}

/// Where the document begins, in bytes, that a source given as NDJSON certainly is, over several lines; `None` for any
/// other source. With it, whether it is to be reported: a request, or any document where foreign ones are.
pub(crate) fn one_document(source: &Source<'_>, options: &Options) -> Option<(usize, bool)> {
    let text = source.text();
    if !source.invalid_utf8().is_empty() || !may_be_one_document(text.as_bytes()) {
        return None;
    }
    let mut arena = Arena::default();
    let behind_mark = &text[start_of(text)..];
    let start = text.len() - behind_mark.trim_ascii_start().len();
    arena.parse_item(text, start).filter(|&end| text[end..].trim_ascii().is_empty())?;
    let is_passed_over =
        options.foreign == Foreign::Skip && !request::is_request(arena.document(text), options);
    Some((start, !is_passed_over))
}

/// What is found in NDJSON that certainly is one document over several lines; `None` for any other.
pub(super) fn part<'o>(source: &Source<'_>, options: &'o Options) -> Option<Part<'o>> {
    let (start, is_reported) = one_document(source, options)?;
    let mut part = Part {
        has_documents: true,
        start: (source.first_offset(), source.first_line()),
        line_breaks: memchr::memchr_iter(b'\n', source.text().as_bytes()).count(),
        ..Part::default()
    };
    if !is_reported {
        return Some(part);
    }
    part.has_requests = true;
    part.is_malformed = true;
    let finding = diagnose::several_lines(Span::new(start, start + 1));
    if options.selection.includes(&finding) {
        let location = source.locate(finding.span);
        let whence = Whence {
            path: &Arc::from(source.name()),
            ruleset: None,
            task: None,
            task_pointer: "",
            line: Some(location.start.line),
        };
        part.diagnostics.push(whence.diagnostic(finding, |_| location));
    }
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Layout, check};

    #[test]
    fn the_first_line_tells_whether_the_others_may_belong_to_it() {
        for (head, expected) in [
            ("{\n", true),
            ("\u{feff}\n \r\n[\r\n]", true),
            ("\u{feff}[ {\"a\": \"]\\\"}\",\n", true),
            ("{\"a\": [1, {\n", true),
            ("{", false),
            ("{}\n{\n", false),
            ("{\"a\": \"[\n", false),
            ("\"[\"\n", false),
            ("a: {\n", false),
            ("", false),
            ("{\0\"\0", true),
            ("\0{\0\"", true),
        ] {
            assert_eq!(may_be_one_document(head.as_bytes()), expected, "{head}");
        }
        assert!(!may_be_one_document((" ".repeat(HEAD) + "{\n").as_bytes()));
    }

    #[test]
    fn utf_16_is_one_mistake() {
        let line = "{\"taskType\": \"videoInference\", \"model\": \"klingai:kling-video@o3-pro\"}\n";
        let bytes = |mark: &str, line: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            [mark, line, line, line].concat().encode_utf16().flat_map(unit).collect()
        };
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            for mark in ["\u{feff}", ""] {
                for (line, requests) in [(line, true), ("{\"é\": 1}\n", false)] {
                    for foreign in [Foreign::Report, Foreign::Skip] {
                        let options = Options { layout: Layout::Lines, foreign, ..Options::default() };
                        let bytes = bytes(mark, line, unit);
                        let report = check(&Source::from_bytes("a.jsonl", &bytes), &options);
                        let is_told = requests || foreign == Foreign::Report;
                        let lines: Vec<_> = report.diagnostics.iter().map(|found| found.line).collect();
                        assert_eq!(lines, vec![Some(1); usize::from(is_told)], "{bytes:?}");
                        assert_eq!(report.summary.not_requests, usize::from(!is_told));
                    }
                }
            }
        }
    }

    #[test]
    fn one_document_is_one_mistake() {
        let request =
            "\n{\n  \"taskType\": \"videoInference\",\n  \"model\": \"klingai:kling-video@o3-pro\"\n}\n\n";
        let rules = |text: &str, foreign| {
            let options = Options { layout: Layout::Lines, foreign, ..Options::default() };
            let report = check(&Source::new("a.jsonl", text), &options);
            let lines = report.diagnostics.iter().map(|found| (found.rule.id, found.line));
            (lines.collect::<Vec<_>>(), report.summary.malformed, report.summary.not_requests)
        };
        for foreign in [Foreign::Report, Foreign::Skip] {
            assert_eq!(rules(request, foreign), (vec![("invalid-json", Some(2))], 1, 0));
        }
        let other = "{\n\"a\": 1\n}";
        assert_eq!(rules(other, Foreign::Report), (vec![("invalid-json", Some(1))], 1, 0));
        assert_eq!(rules(other, Foreign::Skip), (vec![], 0, 1));
        // Where it is not certain, every line is told of.
        assert_eq!(rules("{\n\"a\": 1\n} x", Foreign::Report).0.len(), 3);
        assert_eq!(rules("{\n}\n{}", Foreign::Report).0.len(), 3);
    }
}
