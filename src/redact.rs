//! Secrets in outside text: API keys, also in headers and comments, passwords in addresses, and the signatures of signed
//! addresses.
//! They are found lexically, without knowing where strings begin, so that broken JSON hides them as well as good JSON
//! does. In doubt too much is masked, never too little. The work grows with the length of the text, whatever stands in
//! it.

mod address;
mod api_key;
mod bearer;
mod comment;
mod escape;

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};

use crate::ascii;
use crate::json::Pointer;
use crate::output::visible::char_width;
use crate::source::BYTE_ORDER_MARK;

pub use api_key::reads_as_api_key;

/// The same for a line of NDJSON. One that begins no object and no array may end what another line began, and nobody
/// can tell whether that was a secret: all of it counts as one.
#[must_use]
pub fn secrets_of_line(line: &str) -> Vec<Range<usize>> {
    let begins_document = line.trim_start_matches(BYTE_ORDER_MARK).trim_start().starts_with(['{', '[']);
    if begins_document { secrets(line) } else { std::iter::once(0..line.trim_end().len()).collect() }
}

/// The byte ranges of the secrets among the values of a text: in order, apart from each other, on character boundaries.
#[must_use]
pub fn secrets(text: &str) -> Vec<Range<usize>> {
    across_zeros(text, secrets_in)
}

fn secrets_in(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    // Without escapes, what leads in to a secret stands as it is, and most texts have none of it.
    let has_escapes = memchr2(b'\\', b'%', bytes).is_some();
    let may_have = |byte| has_escapes || memchr(byte, bytes).is_some();
    api_key::find(text, &mut found);
    if has_escapes || bearer::stands_in(text) {
        bearer::find(text, &mut found);
    }
    if may_have(b'@') {
        address::find_passwords(text, &mut found);
    }
    if may_have(b'=') {
        address::find_signatures(text, &mut found);
    }
    merge(found)
}

/// All that must not be shown of a text: the same, and what is secret in comments.
#[must_use]
pub fn hidden(text: &str) -> Vec<Range<usize>> {
    across_zeros(text, |text| with_comments(text, secrets_in(text)))
}

/// All that must not be shown of a line of NDJSON.
#[must_use]
pub fn hidden_of_line(line: &str) -> Vec<Range<usize>> {
    across_zeros(line, |line| with_comments(line, secrets_of_line(line)))
}

/// What `find` finds, also where zeros stand among the letters: those of a text in UTF-16 that was taken for UTF-8.
fn across_zeros(text: &str, find: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Range<usize>> {
    if memchr(0, text.as_bytes()).is_none() {
        return find(text);
    }
    // For each zero, where what is behind it stands without it and those before.
    let zeros: Vec<usize> =
        memchr_iter(0, text.as_bytes()).enumerate().map(|(before, zero)| zero - before).collect();
    let place = |at: usize| at + zeros.partition_point(|&zero| zero <= at);
    let found = find(&text.replace('\0', "")).into_iter().filter(|range| !range.is_empty());
    found.map(|range| place(range.start)..place(range.end - 1) + 1).collect()
}

fn with_comments(text: &str, mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if memchr2(b'/', b'#', text.as_bytes()).is_none() {
        return found;
    }
    comment::find(text, &mut found);
    merge(found)
}

/// A text with every secret in it replaced by as many `*` as it has columns. Line breaks stay.
#[must_use]
pub fn redact_text(text: &str) -> Cow<'_, str> {
    if !may_hold_secrets(text) {
        return Cow::Borrowed(text);
    }
    let secrets = hidden(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut redacted = String::with_capacity(text.len());
    let mut shown_to = 0;
    for secret in secrets {
        redacted.push_str(&text[shown_to..secret.start]);
        for character in text[secret.clone()].chars() {
            if matches!(character, '\n' | '\r') {
                redacted.push(character);
            } else {
                redacted.extend(std::iter::repeat_n(MASK, char_width(character)));
            }
        }
        shown_to = secret.end;
    }
    redacted.push_str(&text[shown_to..]);
    Cow::Owned(redacted)
}

/// A JSON Pointer with every secret in its keys masked. Addresses in them are written with `~1` for their slashes.
#[must_use]
pub fn redact_pointer(pointer: &str) -> Cow<'_, str> {
    // Names of parameters and indices, one slash before each.
    let is_plain =
        |bytes| ascii::letters(bytes) | ascii::in_range(bytes, b'0', b'9') | ascii::equal(bytes, b'/');
    if ascii::all(pointer.as_bytes(), is_plain) && !pointer.contains("//") {
        return Cow::Borrowed(pointer);
    }
    // An address or the id of a model is a key by itself.
    if !pointer.contains(['~', '@']) {
        return redact_text(pointer);
    }
    let mut redacted = String::with_capacity(pointer.len());
    for token in Pointer::tokens(pointer) {
        Pointer::push_token(&mut redacted, &redact_text(&token));
    }
    Cow::Owned(redacted)
}

/// Nothing is a secret that is not led in by one of these, or by a word.
fn may_hold_secrets(text: &str) -> bool {
    let is_harmless = |bytes| {
        let leads_in = b":=\"'\\%#\0"
            .iter()
            .fold(ascii::equal(bytes, b'/'), |found, &byte| found | ascii::equal(bytes, byte));
        ascii::equal(leads_in, 0)
    };
    !ascii::all(text.as_bytes(), is_harmless) || bearer::stands_in(text)
}

/// What stands for each column of a secret.
pub const MASK: char = '*';

fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
