//! The keys that a request is authenticated with over HTTP: what follows `Bearer`, wherever it stands.

use std::ops::Range;

use memchr::{memchr2_iter, memchr3_iter};

use super::api_key::{ends_in, is_quote};
use super::escape;

const BEARER: &str = "bearer";
/// The longest way to write it that is looked for: six escapes of several backslashes.
const LONGEST_LEAD: usize = 80;

/// True where the word stands in a text without escapes.
pub fn stands_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr2_iter(b'b', b'B', bytes)
        .filter_map(|at| bytes.get(at..at + BEARER.len()))
        .any(|word| word.eq_ignore_ascii_case(BEARER.as_bytes()))
}

/// Adds the ranges of the keys.
pub fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    // The last letter of the word, or the last digit of its escape.
    for anchor in memchr3_iter(b'r', b'R', b'2', text.as_bytes()) {
        if anchor < done || !is_end_of_lead(text, anchor) {
            continue;
        }
        if let Some(key) = key_after(text, anchor + 1) {
            done = key.end;
            found.push(key);
        }
    }
}

fn is_end_of_lead(text: &str, anchor: usize) -> bool {
    let bytes = text.as_bytes();
    // Most anchors end here: the letter before is an `e`, or the last digit of its escape.
    let is_after_e = match bytes[anchor] {
        b'2' => bytes[..anchor].ends_with(b"u007") || bytes[..anchor].ends_with(b"u005"),
        _ => anchor > 0 && matches!(bytes[anchor - 1], b'e' | b'E' | b'5'),
    };
    if !is_after_e {
        return false;
    }
    let farthest = anchor.saturating_sub(LONGEST_LEAD);
    let mut start = anchor;
    while start > farthest && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'\\') {
        start -= 1;
    }
    ends_in(&text[start..=anchor], BEARER)
}

/// What stands behind white space, or what else stands for it, up to the next one or a quote.
fn key_after(text: &str, end: usize) -> Option<Range<usize>> {
    let mut start = end;
    while let Some(meant) = escape::percent(text, start)
        && (meant.character.is_whitespace() || matches!(meant.character, ':' | '=' | '+'))
    {
        start = meant.end;
    }
    if start == end {
        return None;
    }
    if let Some(quote) = escape::json(text, start)
        && ends_key(quote.character)
    {
        start = quote.end;
    }
    let mut end = start;
    while let Some(meant) = escape::json(text, end)
        && !meant.character.is_whitespace()
        && !ends_key(meant.character)
    {
        end = meant.end;
    }
    (start < end).then_some(start..end)
}

const fn ends_key(character: char) -> bool {
    is_quote(character) || character == '`'
}
