//! What is secret in addresses: the password of `scheme://user:password@host`, and the values of the query
//! parameters that sign an address.

use std::ops::Range;

use memchr::{memchr2, memchr3, memmem};

use super::escape::{self, Meant};

/// The parameters that sign an address, in lower case.
const SIGNATURES: [&str; 4] = ["x-amz-signature", "x-goog-signature", "signature", "sig"];
/// The longest way to write one of their names: every character a percent escape of JSON escapes.
const LONGEST_NAME: usize = 320;

/// Adds the ranges of passwords.
pub fn find_passwords(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    while let Some(offset) = memchr3(b'@', b'\\', b'%', &bytes[done..]) {
        let anchor = done + offset;
        let is_at = escape::percent(text, anchor).is_some_and(|meant| meant.character == '@');
        if !is_at {
            // A run of backslashes is read as one.
            done = anchor + bytes[anchor..].iter().take_while(|&&byte| byte == b'\\').count().max(1);
            continue;
        }
        let start = segment_start(text, anchor);
        let end = segment_end(text, anchor);
        passwords_in_segment(text, start, end, found);
        done = end;
    }
}

/// A segment is text without white space and without a string's quotes: no address is longer than that.
fn segment_start(text: &str, anchor: usize) -> usize {
    let bytes = text.as_bytes();
    let mut start = anchor;
    while start > 0 && !ends_segment(bytes, start - 1) {
        start -= 1;
    }
    escape::boundary(text, start)
}

fn segment_end(text: &str, anchor: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = anchor;
    while end < bytes.len() && !ends_segment(bytes, end) {
        end += 1;
    }
    end
}

fn ends_segment(bytes: &[u8], at: usize) -> bool {
    bytes[at] <= b' ' || (bytes[at] == b'"' && !(at > 0 && bytes[at - 1] == b'\\'))
}

fn passwords_in_segment(text: &str, start: usize, end: usize, found: &mut Vec<Range<usize>>) {
    let bytes = &text.as_bytes()[start..end];
    let may_hold_address = memmem::find(bytes, b"//").is_some() || memchr2(b'\\', b'%', bytes).is_some();
    if !may_hold_address {
        return;
    }
    let meant = escape::all(text, start, end, escape::percent);
    for part in meant.split(|meant| meant.character.is_whitespace()) {
        passwords_in_part(part, found);
    }
}

/// Adds the passwords of text without white space, which may hold several addresses.
fn passwords_in_part(part: &[Meant], found: &mut Vec<Range<usize>>) {
    let is = |at: usize, wanted: char| part.get(at).is_some_and(|meant| meant.character == wanted);
    let Some(last_at) = part.iter().rposition(|meant| meant.character == '@') else { return };
    let mut begin = 0;
    while begin < last_at {
        if !(is(begin, ':') && is(begin + 1, '/') && is(begin + 2, '/')) {
            begin += 1;
            continue;
        }
        begin += 3;
        let authority =
            part[begin..].iter().take_while(|meant| !matches!(meant.character, '/' | '?' | '#' | '\\'));
        let end = begin + authority.count();
        let Some(colon) = (begin..end).find(|&at| is(at, ':')) else { continue };
        // A password with a bare slash makes an address that no parser takes, and is a password all the same.
        let at = (colon..end).rfind(|&at| is(at, '@')).unwrap_or(last_at);
        if colon < at {
            found.push(part[colon].end..part[at].start);
        }
        begin = at;
    }
}

/// Adds the ranges of the values of signing parameters.
pub fn find_signatures(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    while let Some(offset) = memchr3(b'=', b'd', b'D', &bytes[done..]) {
        let anchor = done + offset;
        done = anchor + 1;
        let Some(name_end) = equals_sign_start(bytes, anchor) else { continue };
        if is_signature(text, name_end) {
            let end = value_end(text, anchor + 1);
            found.push(anchor + 1..end);
            done = end;
        }
    }
}

/// Where the equals sign that ends at `anchor` begins: `=`, `%3D`, `\u003d`.
fn equals_sign_start(bytes: &[u8], anchor: usize) -> Option<usize> {
    if bytes[anchor] == b'=' {
        return Some(anchor);
    }
    let before = &bytes[..anchor];
    if before.ends_with(b"%3") {
        return Some(anchor - 2);
    }
    let escape = [&b"u003"[..], b"u00253"].into_iter().find(|escape| before.ends_with(escape))?;
    let backslashes = anchor - escape.len();
    Some(backslashes - bytes[..backslashes].iter().rev().take_while(|&&byte| byte == b'\\').count())
}

fn is_signature(text: &str, name_end: usize) -> bool {
    let bytes = text.as_bytes();
    // Most equals signs end here: the last letter of a name is `e` or `g`, or a digit of its escape.
    if !name_end
        .checked_sub(1)
        .is_some_and(|last| bytes[last].is_ascii_hexdigit() || matches!(bytes[last], b'g' | b'G'))
    {
        return false;
    }
    let farthest = name_end.saturating_sub(LONGEST_NAME);
    let mut start = name_end;
    while start > farthest
        && (bytes[start - 1].is_ascii_alphanumeric()
            || matches!(bytes[start - 1], b'-' | b'_' | b'%' | b'\\'))
    {
        start -= 1;
    }
    let name: Vec<char> = escape::all(text, start, name_end, escape::percent)
        .into_iter()
        .map(|meant| meant.character.to_ascii_lowercase())
        .collect();
    let begin = name
        .iter()
        .rposition(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
        .map_or(0, |at| at + 1);
    let name: String = name[begin..].iter().collect();
    SIGNATURES.contains(&name.as_str())
}

/// Where the value ends that starts at byte `at`, closing punctuation left out.
fn value_end(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(meant) = escape::json(text, end) {
        let closes = meant.character == '"' && meant.end == meant.start + 1;
        if closes || matches!(meant.character, '&' | '#') || meant.character.is_whitespace() {
            break;
        }
        end = meant.end;
    }
    at + text[at..end].trim_end_matches(['`', '\'', '"', '\\', ')', ']', '}', ',', '.', ';', ':']).len()
}
