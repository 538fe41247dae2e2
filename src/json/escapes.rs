//! The inside of a string, between its quotes, taken apart into plain text and escapes.
//!
//! Strings of broken documents come here too: a backslash that begins no escape stands for itself, `\'` for the
//! quote, and half a surrogate pair for U+FFFD.

use std::borrow::Cow;
use std::ops::Range;

/// A part of a string's inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Characters that stand for themselves.
    Plain(&'a str),
    /// An escape of so many bytes, and what it means.
    Escape(usize, char),
}

impl Part<'_> {
    fn source_length(self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Escape(length, _) => length,
        }
    }

    fn decoded_length(self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Escape(_, character) => character.len_utf8(),
        }
    }
}

/// The parts of a string's inside, in order.
#[derive(Debug, Clone)]
pub(super) struct Parts<'a>(pub &'a str);

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if self.0.is_empty() {
            return None;
        }
        let part = if self.0.starts_with('\\') {
            escape(self.0)
                .map_or(Part::Plain(&self.0[..1]), |(length, character)| Part::Escape(length, character))
        } else {
            let end = memchr::memchr(b'\\', self.0.as_bytes()).unwrap_or(self.0.len());
            Part::Plain(&self.0[..end])
        };
        self.0 = &self.0[part.source_length()..];
        Some(part)
    }
}

/// The length and meaning of the escape that `raw` begins with.
fn escape(raw: &str) -> Option<(usize, char)> {
    let character = match raw.as_bytes().get(1)? {
        quote @ (b'"' | b'\\' | b'/' | b'\'') => char::from(*quote),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(raw),
        _ => return None,
    };
    Some((2, character))
}

fn unicode_escape(raw: &str) -> Option<(usize, char)> {
    let first = code_unit(raw)?;
    if let Some(character) = char::from_u32(first) {
        return Some((6, character));
    }
    match raw.get(6..).and_then(code_unit) {
        Some(second @ 0xdc00..0xe000) if first < 0xdc00 => {
            let character = char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
            Some((12, character))
        }
        _ => Some((6, char::REPLACEMENT_CHARACTER)),
    }
}

/// The value of the `\uXXXX` that `raw` begins with.
pub(super) fn code_unit(raw: &str) -> Option<u32> {
    let digits = raw.strip_prefix("\\u")?.as_bytes().first_chunk::<4>()?;
    digits.iter().try_fold(0, |value, &digit| Some(value << 4 | char::from(digit).to_digit(16)?))
}

/// What a string's inside means.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut decoded = String::with_capacity(raw.len());
    for part in Parts(raw) {
        match part {
            Part::Plain(text) => decoded.push_str(text),
            Part::Escape(_, character) => decoded.push(character),
        }
    }
    Cow::Owned(decoded)
}

/// Whether a string's inside means `text`, without decoding it first.
pub(super) fn means(raw: &str, text: &str) -> bool {
    let mut rest = text;
    for part in Parts(raw) {
        let after = match part {
            Part::Plain(plain) => rest.strip_prefix(plain),
            Part::Escape(_, character) => rest.strip_prefix(character),
        };
        match after {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

/// How many Unicode scalar values a string's inside means.
pub(super) fn char_count(raw: &str) -> usize {
    let count_of = |part| match part {
        Part::Plain(text) => text.chars().count(),
        Part::Escape(..) => 1,
    };
    Parts(raw).map(count_of).sum()
}

/// The bytes of `raw` that mean the bytes `decoded` of its meaning. Ranges that reach outside are cut, and parts
/// of a character or an escape count as the whole of it.
pub(super) fn range_in_source(raw: &str, decoded: Range<usize>) -> Range<usize> {
    let start = source_offset(raw, decoded.start, Side::Before);
    let end = if decoded.end <= decoded.start {
        start
    } else {
        source_offset(raw, decoded.end, Side::Behind).max(start)
    };
    start..end
}

/// Where an offset inside a character or an escape goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

fn source_offset(raw: &str, decoded: usize, side: Side) -> usize {
    let mut source_at = 0;
    let mut decoded_at = 0;
    for part in Parts(raw) {
        let decoded_end = decoded_at + part.decoded_length();
        if decoded < decoded_end {
            let inside = decoded - decoded_at;
            return source_at
                + match (part, side) {
                    (_, _) if inside == 0 => 0,
                    (Part::Plain(text), Side::Before) => text.floor_char_boundary(inside),
                    (Part::Plain(text), Side::Behind) => text.ceil_char_boundary(inside),
                    (Part::Escape(..), Side::Before) => 0,
                    (Part::Escape(length, _), Side::Behind) => length,
                };
        }
        source_at += part.source_length();
        decoded_at = decoded_end;
    }
    raw.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode(r#"a\"\\\/\b\f\n\r\té\u00e9\ud83d\ude00z"#), "a\"\\/\u{8}\u{c}\n\r\téé\u{1f600}z");
        assert!(matches!(decode("plain é"), Cow::Borrowed("plain é")));
    }

    #[test]
    fn wrong_escapes_stand_for_themselves() {
        assert_eq!(decode(r"C:\path\u12\"), r"C:\path\u12\");
        assert_eq!(decode(r"it\'s"), "it's");
        assert_eq!(decode(r"\ud83dx\ude00\ud83d\u0041"), "\u{fffd}x\u{fffd}\u{fffd}A");
    }

    #[test]
    fn characters_are_counted_without_decoding() {
        for raw in ["", "abc", "é\u{1f600}", r"\u00e9\ud83d\ude00\n", r"\ud83d\p"] {
            assert_eq!(char_count(raw), decode(raw).chars().count(), "{raw}");
        }
    }

    #[test]
    fn meanings_are_compared_without_decoding() {
        assert!(means(r"wi\u0064th", "width"));
        assert!(!means(r"wi\u0064th", "widt"));
        assert!(!means(r"wi\u0064th", "widths"));
        assert!(means("", ""));
    }

    #[test]
    fn ranges_of_the_meaning_are_found_in_the_source() {
        let raw = r"a\nb\ud83d\ude00cé";
        // Decoded: a 0..1, LF 1..2, b 2..3, the face 3..7, c 7..8, é 8..10.
        assert_eq!(range_in_source(raw, 0..1), 0..1);
        assert_eq!(range_in_source(raw, 1..2), 1..3);
        assert_eq!(range_in_source(raw, 2..3), 3..4);
        assert_eq!(range_in_source(raw, 3..7), 4..16);
        assert_eq!(range_in_source(raw, 4..5), 4..16);
        assert_eq!(range_in_source(raw, 7..8), 16..17);
        assert_eq!(range_in_source(raw, 8..9), 17..19);
        assert_eq!(range_in_source(raw, 2..2), 3..3);
        assert_eq!(range_in_source(raw, 90..99), 19..19);
    }
}
