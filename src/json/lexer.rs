//! Tokens of texts that may be broken. Pure functions of the text and a place in it, so that the tolerant parser
//! can look ahead as it likes.

use super::quoted;
use crate::source::Span;

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Comma,
    Colon,
    Semicolon,
    /// `=` or `=>`
    Assign,
    /// In double quotes. What is wrong inside is not looked at.
    String,
    /// A double quote whose partner could not be found with certainty; ends at the line break, or the text's end.
    UnclosedString,
    /// In other quotes than double ones.
    OtherString(QuoteStyle),
    Number,
    True,
    False,
    Null,
    /// Begins like a number and is none: `01`, `+5`, `.5`, `0x1F`, `2024-01-01`.
    BadNumber,
    /// A run of letters and the like that is none of the three literals.
    Word,
    /// `/*` without its end.
    UnclosedComment,
    /// Any other character.
    Unknown,
    /// The end of the text.
    End,
}

/// What a string is quoted with, where that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QuoteStyle {
    Single,
    Backtick,
    Typographic,
}

/// A token and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// What stands between tokens and should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strange {
    Comment(Span),
    /// A character that looks like a space, or like nothing, and is no whitespace in JSON.
    Space(Span, char),
}

/// Where the next token starts: after whitespace, and after what is `strange` (told in text order).
pub(super) fn skip_between(text: &str, from: usize, mut strange: impl FnMut(Strange)) -> usize {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        at += rest.len() - trimmed.len();
        if let Some(length) = comment_length(trimmed) {
            strange(Strange::Comment(Span::new(at, at + length)));
            at += length;
        } else if let Some(character) =
            trimmed.chars().next().filter(|&character| is_strange_space(character))
        {
            let length = trimmed.len() - trimmed.trim_start_matches(character).len();
            strange(Strange::Space(Span::new(at, at + length), character));
            at += length;
        } else {
            return at;
        }
    }
}

/// The first token at or after `from`.
pub(super) fn next_token(text: &str, from: usize) -> Token {
    token_at(text, skip_between(text, from, |_| ()))
}

/// The token that starts at `start`, where no whitespace and no comment is.
pub(super) fn token_at(text: &str, start: usize) -> Token {
    let rest = &text[start..];
    let Some(first) = rest.chars().next() else {
        return Token { kind: TokenKind::End, span: Span::new(start, start) };
    };
    let (kind, length) = match first {
        '{' => (TokenKind::OpenBrace, 1),
        '}' => (TokenKind::CloseBrace, 1),
        '[' => (TokenKind::OpenBracket, 1),
        ']' => (TokenKind::CloseBracket, 1),
        ',' => (TokenKind::Comma, 1),
        ':' => (TokenKind::Colon, 1),
        ';' => (TokenKind::Semicolon, 1),
        '=' => (TokenKind::Assign, if rest.starts_with("=>") { 2 } else { 1 }),
        '"' => match quoted::double_quoted_length(rest) {
            Ok(length) => (TokenKind::String, length),
            Err(length) => (TokenKind::UnclosedString, length),
        },
        '/' if rest.starts_with("/*") => (TokenKind::UnclosedComment, 2),
        _ => other_token(rest, first),
    };
    Token { kind, span: Span::new(start, start + length) }
}

fn other_token(rest: &str, first: char) -> (TokenKind, usize) {
    if let Some((style, length)) = quoted::otherwise_quoted(rest) {
        return (TokenKind::OtherString(style), length);
    }
    let second_is_digit = rest[first.len_utf8()..].starts_with(|second: char| second.is_ascii_digit());
    if first.is_ascii_digit() || matches!(first, '+' | '-') || first == '.' && second_is_digit {
        let length = length_while(rest, |inner| is_word_character(inner) || matches!(inner, '+' | '-' | '.'));
        let is_number = is_number(&rest[..length]);
        return (if is_number { TokenKind::Number } else { TokenKind::BadNumber }, length);
    }
    if is_word_character(first) {
        let length = length_while(rest, |inner| is_word_character(inner) || matches!(inner, '-' | '.'));
        let kind = match &rest[..length] {
            "true" => TokenKind::True,
            "false" => TokenKind::False,
            "null" => TokenKind::Null,
            _ => TokenKind::Word,
        };
        return (kind, length);
    }
    (TokenKind::Unknown, first.len_utf8())
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

fn length_while(text: &str, is_inside: impl Fn(char) -> bool) -> usize {
    text.find(|character| !is_inside(character)).unwrap_or(text.len())
}

/// Whether all of `text` is a number of strict JSON.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    are_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|exponent| are_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The length of the comment that `rest` begins with, if it begins with one that ends.
fn comment_length(rest: &str) -> Option<usize> {
    if rest.starts_with("//") || rest.starts_with('#') {
        let line = rest.find(['\n', '\r']).map_or(rest, |end| &rest[..end]);
        Some(line.trim_end().len())
    } else {
        let inside = rest.strip_prefix("/*")?;
        Some(inside.find("*/")? + 4)
    }
}

fn is_strange_space(character: char) -> bool {
    let is_invisible = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    is_invisible || character.is_whitespace() && !matches!(character, ' ' | '\t' | '\n' | '\r')
}
