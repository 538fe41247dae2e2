//! What is secret in addresses: the password of `scheme://user:password@host`, also where the scheme is missing, and
//! the values of the query parameters that sign an address.

use std::ops::Range;

use memchr::memchr3;

use super::api_key::is_quote;
use super::escape::{self, Meant};
use crate::ruleset::credential::SIGNATURES;

/// The longest way to write the name of a parameter that signs an address: every character a percent escape of JSON
/// escapes.
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

/// A segment is text without line breaks and without a string's quotes: no address is longer than that.
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
    matches!(bytes[at], b'\n' | b'\r') || (bytes[at] == b'"' && !(at > 0 && bytes[at - 1] == b'\\'))
}

fn passwords_in_segment(text: &str, start: usize, end: usize, found: &mut Vec<Range<usize>>) {
    if memchr3(b':', b'\\', b'%', &text.as_bytes()[start..end]).is_none() {
        return;
    }
    let meant = escape::all(text, start, end, escape::percent);
    let last_at = meant.iter().rposition(|meant| meant.character == '@').unwrap_or(0);
    let mut begin = 0;
    while begin <= last_at {
        let length = meant[begin..].iter().take_while(|meant| !meant.character.is_whitespace()).count();
        let part = &meant[begin..begin + length];
        begin += length + 1;
        if let Some(colon) = passwords_in_part(part, found)
            && begin <= last_at
        {
            // What began as a password goes on up to the last `@`, with white space in it.
            found.push(part[colon].end..meant[last_at].start);
            begin = last_at + 1;
        }
        passwords_in_words(part, found);
    }
}

/// Adds the passwords of text without white space, which may hold several addresses that begin with `//`. Answers with
/// the colon of one that has no `@`, and so a port or only the beginning of a password.
fn passwords_in_part(part: &[Meant], found: &mut Vec<Range<usize>>) -> Option<usize> {
    let is = |at: usize, wanted: char| part.get(at).is_some_and(|meant| meant.character == wanted);
    let last_at = part.iter().rposition(|meant| meant.character == '@');
    let mut begin = 0;
    while begin < part.len() {
        if !(is(begin, '/') && is(begin + 1, '/')) {
            begin += 1;
            continue;
        }
        begin += 2;
        let authority =
            part[begin..].iter().take_while(|meant| !matches!(meant.character, '/' | '?' | '#' | '\\'));
        let end = begin + authority.count();
        let Some(colon) = (begin..end).find(|&at| is(at, ':')) else { continue };
        // A password with a bare slash makes an address that no parser takes, and is a password all the same.
        let at = (colon..end).rfind(|&at| is(at, '@')).or(last_at.filter(|&at| at > colon));
        if let Some(at) = at {
            found.push(part[colon].end..part[at].start);
            begin = at;
        } else if end < part.len() && is_port(&part[colon + 1..end]) {
            begin = end;
        } else {
            return Some(colon);
        }
    }
    None
}

fn is_port(text: &[Meant]) -> bool {
    text.len() <= 5 && text.iter().all(|meant| meant.character.is_ascii_digit())
}

/// Adds the passwords of text without white space in what may be addresses without a scheme.
fn passwords_in_words(part: &[Meant], found: &mut Vec<Range<usize>>) {
    if !part.iter().any(|meant| meant.character == '@') {
        return;
    }
    let mut colon = None;
    for (index, meant) in part.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| part.get(index));
        let behind = part.get(index + 1);
        match meant.character {
            // A quote beside punctuation is that of a string, another one may be within a password.
            character if is_string_quote(character) && (is_punctuation(before) || is_punctuation(behind)) => {
                colon = None;
            }
            ':' if part[index + 1..].iter().take(2).filter(|meant| meant.character == '/').count() < 2 => {
                colon = colon.or(Some(index));
            }
            '@' if is_in_model_id(part, index) => colon = None,
            '@' => found.extend(colon.map(|colon: usize| part[colon].end..meant.start)),
            _ => {}
        }
    }
}

const fn is_string_quote(character: char) -> bool {
    is_quote(character) || character == '`'
}

/// True for what stands beside a string, also for its end.
fn is_punctuation(meant: Option<&Meant>) -> bool {
    meant.is_none_or(|meant| {
        matches!(meant.character, ':' | ',' | '{' | '}' | '[' | ']' | '(' | ')' | '=' | '<' | '>')
            || is_string_quote(meant.character)
    })
}

/// True if the `@` is that of `source:name@version`, apart from everything around it, and the version no host.
fn is_in_model_id(part: &[Meant], at: usize) -> bool {
    let is_in_name = |meant: &&Meant| {
        meant.character.is_ascii_alphanumeric() || matches!(meant.character, '_' | '-' | '.')
    };
    let name = part[..at].iter().rev().take_while(is_in_name).count();
    let Some(colon) = (at - name).checked_sub(1).filter(|&colon| name > 0 && part[colon].character == ':')
    else {
        return false;
    };
    let source = part[..colon].iter().rev().take_while(is_in_name).count();
    let before = (colon - source).checked_sub(1).map(|at| &part[at]);
    // `"ftp:user:password@host"` is none, `{model:source:name@version}` has one.
    let is_behind_word = before.is_some_and(|before| before.character == ':') && {
        let word = &part[..colon - source - 1];
        let length = word.iter().rev().take_while(is_in_name).count();
        word[..word.len() - length].last().is_none_or(|before| is_string_quote(before.character))
    };
    let version: String = part[at + 1..].iter().take_while(is_in_name).map(|meant| meant.character).collect();
    let mut behind = part[at + 1 + version.len()..].iter();
    let ends = match behind.next() {
        Some(meant) if matches!(meant.character, ':' | '?' | '!') => behind.next().is_none(),
        Some(meant) if matches!(meant.character, ';' | '…') => true,
        next => is_punctuation(next),
    };
    source > 0
        && is_punctuation(before)
        && !is_behind_word
        && ends
        && !version.is_empty()
        && !is_host(&version)
}

/// True for a name with a top-level domain, or the four numbers of an address: `example.com`, `10.0.0.1`, not `2.1`.
fn is_host(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let top = name.rsplit_once('.').map(|(_, top)| top);
    let is_number = |part: &str| part.parse::<u8>().is_ok();
    name == "localhost"
        || name.split('.').count() == 4 && name.split('.').all(is_number)
        || top.is_some_and(|top| top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic()))
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
