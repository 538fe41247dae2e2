//! Strings of broken texts: where they end, and what is wrong inside.

use super::escapes::{Part, Parts, code_unit};
use super::lexer::QuoteStyle;
use super::wording;
use super::{SyntaxError, raw};
use crate::source::Span;

/// The length, quotes included, of the string in double quotes that `rest` begins with. The error is the length
/// up to the line break, or the text's end, before which its end is missed.
///
/// A string with raw line breaks counts as one only if something that can follow a string follows it.
pub(super) fn double_quoted_length(rest: &str) -> Result<usize, usize> {
    let bytes = rest.as_bytes();
    let mut line_break = None;
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' if line_break.is_none() || can_follow_string(&rest[at + 1..]) => return Ok(at + 1),
            b'"' => break,
            b'\n' | b'\r' if line_break.is_none() => line_break = Some(at),
            b'\\' if !matches!(bytes.get(at + 1), None | Some(b'\n' | b'\r')) => at += 1,
            _ => {}
        }
        at += 1;
    }
    Err(line_break.unwrap_or(rest.len()))
}

fn can_follow_string(rest: &str) -> bool {
    rest.trim_start_matches([' ', '\t', '\n', '\r']).starts_with([',', '}', ']', ':'])
        || rest.trim_ascii().is_empty()
}

/// The string in single, typographic or backtick quotes that `rest` begins with, and its length with the quotes;
/// `None` where it does not begin with one, or where its end is not certain.
///
/// It ends on its line, at the first closing quote that stands before something that can follow a string.
pub(super) fn otherwise_quoted(rest: &str) -> Option<(QuoteStyle, usize)> {
    let (style, closing): (_, &[char]) = match rest.chars().next()? {
        '\'' => (QuoteStyle::Single, &['\'']),
        '`' => (QuoteStyle::Backtick, &['`']),
        '“' | '”' | '„' | '‟' => (QuoteStyle::Typographic, &['”', '“', '‟']),
        '‘' | '’' | '‚' | '‛' => (QuoteStyle::Typographic, &['’', '‘', '‛']),
        _ => return None,
    };
    let mut is_escaped = true; // The opening quote closes nothing.
    for (at, character) in rest.char_indices() {
        let end = at + character.len_utf8();
        if matches!(character, '\n' | '\r') {
            return None;
        }
        if !is_escaped && closing.contains(&character) && can_follow_on_line(&rest[end..]) {
            return Some((style, end));
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    None
}

fn can_follow_on_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with([',', '}', ']', ':', '=', '\n', '\r', '/', '#'])
}

/// The flags that a string's inside gives its node.
pub(super) fn flags(inside: &str) -> u32 {
    if !inside.contains('\\') {
        return 0;
    }
    let is_coded_ascii = |part| matches!(part, Part::Escape(6, character) if character.is_ascii());
    if Parts(inside).any(is_coded_ascii) { raw::ESCAPES | raw::CODED_ASCII } else { raw::ESCAPES }
}

/// Tells what is wrong inside a string, in text order. `start` is where `inside` starts in the text. Raw line
/// breaks, other control characters and wrong escapes are told once each: who writes one, writes them all.
pub(super) fn find_mistakes(
    inside: &str,
    start: usize,
    style: Option<QuoteStyle>,
    mut tell: impl FnMut(SyntaxError),
) {
    let bytes = inside.as_bytes();
    let mut told_line_break = false;
    let mut told_control = false;
    let mut told_escape = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'\n' | b'\r' => {
                let length = if inside[at..].starts_with("\r\n") { 2 } else { 1 };
                if !std::mem::replace(&mut told_line_break, true) {
                    tell(wording::raw_line_break(Span::new(start + at, start + at + length)));
                }
                length
            }
            0..b' ' => {
                if !std::mem::replace(&mut told_control, true) {
                    tell(wording::raw_control(Span::new(start + at, start + at + 1), byte));
                }
                1
            }
            b'\\' => {
                let rest = &inside[at..];
                match escape_at(rest) {
                    Escape::Right(length) => length,
                    Escape::Wrong(_) if style == Some(QuoteStyle::Single) && rest.starts_with("\\'") => 2,
                    Escape::Wrong(length) => {
                        if !std::mem::replace(&mut told_escape, true) {
                            let span = Span::new(start + at, start + at + length);
                            tell(wording::wrong_escape(span, &rest[..length]));
                        }
                        length
                    }
                    Escape::Unpaired => {
                        tell(wording::unpaired_surrogate(Span::new(start + at, start + at + 6), &rest[..6]));
                        6
                    }
                }
            }
            _ => 1,
        };
        at += length;
    }
}

/// What a backslash begins, and its length in bytes.
enum Escape {
    Right(usize),
    Wrong(usize),
    /// One half of a surrogate pair, without the other.
    Unpaired,
}

fn escape_at(rest: &str) -> Escape {
    match rest[1..].chars().next() {
        Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => Escape::Right(2),
        Some('u') => match code_unit(rest) {
            Some(0xd800..0xdc00) => match rest.get(6..).and_then(code_unit) {
                Some(0xdc00..0xe000) => Escape::Right(12),
                _ => Escape::Unpaired,
            },
            Some(0xdc00..0xe000) => Escape::Unpaired,
            Some(_) => Escape::Right(6),
            None => {
                let digits = rest[2..].bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
                Escape::Wrong(2 + digits)
            }
        },
        Some(other) if !other.is_control() => Escape::Wrong(1 + other.len_utf8()),
        _ => Escape::Wrong(1),
    }
}
