//! What is said about each mistake. Never the content of a string, and no long word: both may be secret.

use super::lexer::{QuoteStyle, Token, TokenKind};
use super::wrong_number::{correct_number, is_like_a_number};
use super::{MAX_DEPTH, SyntaxError, start_of};
use crate::source::Span;

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Item,
    Member,
}

impl SyntaxError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: None, help: None, related: None, repeats_text: true }
    }

    fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same with words that hold nothing of the text.
    fn in_general(self) -> Self {
        Self { repeats_text: false, ..self }
    }

    fn related(self, span: Span, text: impl Into<String>) -> Self {
        Self { related: Some((span, text.into())), ..self }
    }
}

/// Longer words are not repeated.
const LONGEST_WORD: usize = 24;

/// So many brackets are written out where they are missing at the end.
const MOST_CLOSERS: usize = 8;

/// How many bytes at the text's start are looked at for its encoding.
const ENCODING_SAMPLE: usize = 16;

pub(super) fn too_long() -> SyntaxError {
    SyntaxError::new(Span::new(0, 0), "the text is longer than 4 GiB").help("split it into several files")
}

/// Where the first mistake stands that is not told any more, after so many that were.
pub(super) fn more_mistakes(span: Span, told: usize) -> SyntaxError {
    SyntaxError::new(span, format!("there are more than {told} mistakes: the text was read no further"))
        .in_general()
        .label("the next one")
        .help("repair those before this one, and check again")
}

/// For texts in which there is nothing to parse.
pub(super) fn no_json_at_all(text: &str) -> Option<SyntaxError> {
    let start = start_of(text);
    if text[start..].trim_ascii().is_empty() {
        let error = SyntaxError::new(Span::new(0, 0), "the file is empty");
        return Some(error.help("write one task as an object, or several in an array"));
    }
    if let Some(marker) = conflict_marker(text) {
        let error =
            SyntaxError::new(Span::new(marker, marker + OURS.len()), "a merge conflict was left open");
        return Some(error.label("conflict marker").help("keep one of the versions, and remove the markers"));
    }
    let first_line = text[start..].trim_start().lines().next().unwrap_or_default();
    if first_line.trim_end() == "---" {
        let at = text.len() - text[start..].trim_start().len();
        let error = SyntaxError::new(Span::new(at, at + first_line.trim_end().len()), "YAML, not JSON");
        return Some(error.label("no JSON begins like this").help("write the request as JSON"));
    }
    let sample = &text.as_bytes()[..text.len().min(ENCODING_SAMPLE)];
    let zeros = memchr::memchr_iter(0, sample).count();
    if zeros * 8 < sample.len() || zeros < 2 && sample.len() > 4 {
        return None;
    }
    let first = memchr::memchr(0, sample)?;
    let error = SyntaxError::new(
        Span::new(first, first + 1),
        "NUL bytes between the characters: this looks like UTF-16",
    );
    Some(error.label("a NUL byte").help("save the file as UTF-8"))
}

/// What stands in front of the first version of a merge conflict.
const OURS: &str = "<<<<<<<";
/// The same behind the second one.
const THEIRS: &str = ">>>>>>>";

/// Where the first merge conflict of a text begins.
fn conflict_marker(text: &str) -> Option<usize> {
    let mut lines = text.match_indices(OURS).map(|(at, _)| at);
    let first = lines.find(|&at| at == 0 || text[..at].ends_with('\n'))?;
    text[first..].lines().any(|line| line.starts_with(THEIRS)).then_some(first)
}

pub(super) fn comment(span: Span) -> SyntaxError {
    SyntaxError::new(span, "a comment, which JSON does not have").label("comment").help("remove it")
}

pub(super) fn unclosed_comment(span: Span) -> SyntaxError {
    SyntaxError::new(span, "a comment that does not end")
        .label("starts here")
        .help("remove it; JSON has no comments")
}

pub(super) fn strange_space(span: Span, character: char) -> SyntaxError {
    let name = match character {
        '\u{a0}' => "no-break space",
        '\u{200b}'..='\u{200f}' | '\u{2060}' => "invisible character",
        '\u{feff}' => "byte order mark inside the text",
        _ => "space that JSON does not know",
    };
    let article = if name.starts_with('i') { "an" } else { "a" };
    SyntaxError::new(span, format!("{article} {name} (U+{:04X})", u32::from(character)))
        .label("not whitespace in JSON")
        .help("replace it with an ordinary space, or remove it")
}

pub(super) fn trailing_comma(comma: Span, container: &str) -> SyntaxError {
    let last = if container == "array" { "item" } else { "member" };
    SyntaxError::new(comma, format!("trailing comma after the last {last} of an {container}"))
        .label("nothing follows")
        .help("remove the comma")
}

pub(super) fn extra_comma(comma: Span, is_doubled: bool) -> SyntaxError {
    let message = if is_doubled { "doubled comma" } else { "comma before anything it could separate" };
    SyntaxError::new(comma, message).label("one comma too many").help("remove it")
}

pub(super) fn semicolon(span: Span) -> SyntaxError {
    SyntaxError::new(span, "semicolon where a comma belongs").label("not a comma").help("write `,`")
}

pub(super) fn missing_comma(span: Span, of: &str) -> SyntaxError {
    SyntaxError::new(span, format!("missing comma before this {of}"))
        .label("a comma is needed before this")
        .help(format!("write `,` after the {of} before"))
}

pub(super) fn missing_colon(text: &str, token: Token) -> SyntaxError {
    SyntaxError::new(token.span, format!("missing colon after a key: found {}", describe(text, token)))
        .label("`:` expected")
        .help("write `:` between key and value")
}

pub(super) fn doubled_colon(span: Span) -> SyntaxError {
    SyntaxError::new(span, "doubled colon").label("one colon too many").help("remove it")
}

pub(super) fn assign(span: Span, text: &str) -> SyntaxError {
    SyntaxError::new(span, format!("`{}` where a colon belongs", &text[span.start..span.end]))
        .label("not a colon")
        .help("write `:`")
}

pub(super) fn missing_value(span: Span, text: &str) -> SyntaxError {
    SyntaxError::new(span, format!("missing value: found `{}` after a colon", &text[span.start..span.end]))
        .label("a value is needed before this")
        .help("write the value, or remove the key")
}

pub(super) fn unquoted_key(token: Token, word: &str) -> SyntaxError {
    let error = match short(word) {
        Some(word) => SyntaxError::new(token.span, format!("the key `{word}` is not quoted"))
            .help(format!("write `\"{word}\"`")),
        None => SyntaxError::new(token.span, "a key is not quoted").help("put it in double quotes"),
    };
    error.label("unquoted key")
}

pub(super) fn wrong_quotes(span: Span, style: QuoteStyle) -> SyntaxError {
    let name = match style {
        QuoteStyle::Single => "single quotes",
        QuoteStyle::Backtick => "backticks",
        QuoteStyle::Typographic => "typographic quotes",
    };
    SyntaxError::new(span, format!("a string in {name}"))
        .label(name)
        .help("put it in double quotes: `\"`")
        .in_general()
}

/// About a word, or something like a number, in place of a value; and whether it is a known mistake.
pub(super) fn no_value(token: Token, word: &str, place: Place) -> (SyntaxError, bool) {
    let replacement = match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        "None" | "Null" | "NULL" | "undefined" | "nil" => Some("null"),
        _ => None,
    };
    if let Some(replacement) = replacement {
        let message = format!("`{word}` is no JSON value");
        let error =
            SyntaxError::new(token.span, message).label("not JSON").help(format!("write `{replacement}`"));
        return (error, true);
    }
    if matches!(word.trim_start_matches(['+', '-']), "NaN" | "nan" | "Infinity" | "Inf" | "inf" | "infinity")
    {
        let message = format!("`{word}` is no JSON number");
        let error =
            SyntaxError::new(token.span, message).label("not a number in JSON").help("write a finite number");
        return (error, true);
    }
    let shown = short(word).map_or_else(|| String::from("the value"), |word| format!("`{word}`"));
    if token.kind == TokenKind::Word && place == Place::Root {
        let error = SyntaxError::new(token.span, format!("{shown} is no JSON")).label("no JSON value");
        let help = "a request is an object or an array of objects, with nothing before and behind it";
        return (error.help(help), false);
    }
    if token.kind == TokenKind::Word {
        let help = if word.starts_with('$') {
            "fill in placeholders first, or put them in double quotes"
        } else {
            "put text in double quotes"
        };
        return (
            SyntaxError::new(token.span, format!("{shown} is not quoted")).label("no JSON value").help(help),
            false,
        );
    }
    if !is_like_a_number(word) {
        let error = SyntaxError::new(token.span, format!("{shown} is not quoted"));
        return (error.label("no JSON value").help("put text in double quotes"), false);
    }
    let help = match correct_number(word).filter(|number| short(number).is_some()) {
        Some(number) => format!("write `{number}`"),
        None => String::from("complete the number, or put text in double quotes"),
    };
    let error = SyntaxError::new(token.span, format!("{shown} is no JSON number"));
    (error.label("not a number in JSON").help(help), false)
}

pub(super) fn no_value_here(text: &str, token: Token, place: Place) -> SyntaxError {
    let rest = &text[token.span.start..];
    if rest.starts_with("```") {
        return SyntaxError::new(
            Span::new(token.span.start, token.span.start + 3),
            "a code fence around the JSON",
        )
        .label("not JSON")
        .help("keep only what stands between the fences");
    }
    if rest.starts_with(['\'', '`', '‘', '’', '‚', '‛', '“', '”', '„', '‟']) {
        return SyntaxError::new(token.span, "a quote that is not a double quote, without a certain partner")
            .label("no string begins like this")
            .help("put strings in double quotes: `\"`");
    }
    let error = SyntaxError::new(token.span, format!("expected a value, found {}", describe(text, token)));
    let error = error.label("no value begins like this");
    match place {
        Place::Root => error.help("a request is an object or an array of objects"),
        Place::Item | Place::Member => error.help("write a value here; text stands in double quotes"),
    }
}

pub(super) fn no_key(text: &str, token: Token, open: Option<Span>) -> SyntaxError {
    if token.kind == TokenKind::OpenBrace && open.is_some_and(|open| open.end == token.span.start) {
        return SyntaxError::new(token.span, "expected a key, found `{` right behind `{`")
            .label("a placeholder?")
            .help("fill in placeholders first, or put them in double quotes");
    }
    let error = SyntaxError::new(token.span, format!("expected a key, found {}", describe(text, token)));
    let error = error.label("no key in double quotes");
    let error = match token.kind {
        TokenKind::OpenBrace | TokenKind::OpenBracket => {
            error.help("write a key and `:` before it, or close the object with `}` first")
        }
        _ => error.help("write keys in double quotes, with `:` and a value behind"),
    };
    match open {
        Some(open) => error.related(open, "in this object"),
        None => error,
    }
}

pub(super) fn key_in_array(span: Span, open: Option<Span>) -> SyntaxError {
    let error = SyntaxError::new(span, "a key inside an array").label("only objects have keys");
    let error = error.help("close the array with `]` first, or write the members in `{` and `}`");
    match open {
        Some(open) => error.related(open, "the array is open since here"),
        None => error,
    }
}

pub(super) fn no_separator(text: &str, token: Token, open: Span) -> SyntaxError {
    let close = closing(text, open);
    let of = if close == '}' { "object" } else { "array" };
    SyntaxError::new(token.span, format!("expected `,` or `{close}`, found {}", describe(text, token)))
        .label("not expected here")
        .help(match (token.kind, close) {
            (TokenKind::Colon, '}') => "write what is missing before it: each key has one value",
            (TokenKind::Colon, _) => "write members in `{` and `}`: only objects have keys",
            _ => "remove it, or write what is missing before it",
        })
        .related(open, format!("in this {of}"))
}

pub(super) fn quote_inside_string(text: &str, token: Token) -> SyntaxError {
    let found = describe(text, token);
    SyntaxError::new(
        token.span,
        format!("expected a comma or a closing bracket, found {found} right behind a string"),
    )
    .label("the string ended before this")
    .help("write `\\\"` for a quote inside a string")
}

pub(super) fn wrong_bracket(text: &str, span: Span, open: Span) -> SyntaxError {
    let found = &text[span.start..span.end];
    let opening = &text[open.start..open.end];
    let close = closing(text, open);
    SyntaxError::new(span, format!("`{found}` does not close `{opening}`"))
        .label(format!("`{close}` expected"))
        .help(format!("write `{close}`, or add it before this"))
        .related(open, "this bracket is open")
}

pub(super) fn bracket_first(text: &str, span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("`{}` closes nothing", &text[span.start..span.end]))
        .label("no bracket is open")
        .help("remove it")
}

pub(super) fn too_deep(span: Span) -> SyntaxError {
    SyntaxError::new(span, format!("nested deeper than {MAX_DEPTH} levels")).label("one level too many")
}

/// `open` are the open brackets, the innermost last; `is_between` says that nothing but them is missing.
pub(super) fn early_end(text: &str, open: &[Span], is_between: bool) -> SyntaxError {
    let end = Span::new(text.len(), text.len());
    let Some(&innermost) = open.last() else {
        return SyntaxError::new(end, "the text ends before any value")
            .help("write one task as an object, or several in an array");
    };
    let close = closing(text, innermost);
    let of = if close == '}' { "object" } else { "array" };
    let help = if is_between && open.len() <= MOST_CLOSERS {
        let closers: String = open.iter().rev().map(|&bracket| closing(text, bracket)).collect();
        format!("close it with `{closers}`, unless the text was cut off")
    } else {
        String::from("write what is missing; the text may be cut off")
    };
    SyntaxError::new(end, format!("the text ends inside an {of}"))
        .label(format!("`{close}` expected"))
        .help(help)
        .related(innermost, "this bracket is not closed")
}

/// `span` goes from the opening quote to where the string's end is missed.
pub(super) fn unclosed_string(text: &str, span: Span) -> SyntaxError {
    let quote = Span::new(span.start, span.start + 1);
    let at_end = span.end == text.len();
    let error = if at_end {
        SyntaxError::new(Span::new(span.end, span.end), "the text ends inside a string")
            .label("`\"` expected")
    } else {
        let length = if text[span.end..].starts_with("\r\n") { 2 } else { 1 };
        SyntaxError::new(Span::new(span.end, span.end + length), "a string is not closed on its line")
            .label("`\"` expected before the line ends")
    };
    let inside = &text[span.start + 1..span.end];
    let help = if inside.trim_end().trim_end_matches([',', '}', ']']).trim_end().ends_with("\\\"") {
        "double the backslash before the last quote if it belongs to the text"
    } else if at_end {
        "write the closing quote; the text may be cut off"
    } else {
        "write the closing quote; a line break inside a string is written `\\n`"
    };
    error.help(help).related(quote, "the string starts here")
}

pub(super) fn raw_line_break(span: Span) -> SyntaxError {
    SyntaxError::new(span, "raw line break in a string")
        .label("line break")
        .help("write `\\n` for each line break, or join the lines")
        .in_general()
}

pub(super) fn raw_control(span: Span, byte: u8) -> SyntaxError {
    let (name, escape) = match byte {
        b'\t' => (String::from("raw tab"), String::from("\\t")),
        8 => (String::from("raw backspace"), String::from("\\b")),
        12 => (String::from("raw form feed"), String::from("\\f")),
        _ => (format!("raw control character (U+{byte:04X})"), format!("\\u{byte:04x}")),
    };
    SyntaxError::new(span, format!("{name} in a string"))
        .label("control character")
        .help(format!("write `{escape}`"))
        .in_general()
}

pub(super) fn wrong_escape(span: Span, escape: &str) -> SyntaxError {
    let is_shown = escape.chars().skip(1).all(|shown| shown.is_ascii_graphic() || shown.is_alphanumeric());
    let error = if escape.len() > 1 && is_shown {
        SyntaxError::new(span, format!("`{escape}` is no escape in JSON"))
    } else {
        SyntaxError::new(span, "a backslash that escapes nothing")
    };
    let error = error.label("wrong escape");
    match escape.as_bytes().get(1) {
        Some(b'\'') => error.help("write the quote without the backslash"),
        Some(b'u') => error.help("write four hexadecimal digits after `\\u`, or double the backslash"),
        _ => error.help("remove the backslash, or write `\\\\` to keep it"),
    }
}

pub(super) fn unpaired_surrogate(span: Span, escape: &str) -> SyntaxError {
    SyntaxError::new(span, format!("`{escape}` is one half of a surrogate pair"))
        .label("the other half is missing")
        .help("write both halves, or the character itself")
}

pub(super) fn after_document(text: &str, token: Token) -> SyntaxError {
    let found = match token.kind {
        TokenKind::OpenBrace | TokenKind::OpenBracket => {
            return SyntaxError::new(token.span, "a second document after the first")
                .label("starts here")
                .help("put all tasks in one array, or use `--ndjson` for one task per line");
        }
        TokenKind::CloseBrace | TokenKind::CloseBracket => {
            let bracket = &text[token.span.start..token.span.end];
            return SyntaxError::new(token.span, format!("extra `{bracket}` after the document"))
                .label("no bracket is open")
                .help("remove it");
        }
        TokenKind::Comma => {
            let help = match text[token.span.end..].trim_ascii_start().bytes().next() {
                Some(b'{' | b'[') => "put all tasks in one array",
                Some(b'"' | b'\'') => "remove the bracket before it, which is one too many",
                _ => "remove it",
            };
            return SyntaxError::new(token.span, "a comma after the document")
                .label("the document ended before this")
                .help(help);
        }
        _ => describe(text, token),
    };
    SyntaxError::new(token.span, format!("text after the document: found {found}"))
        .label("the document ended before this")
        .help("remove it; members stand in `{` and `}`, several tasks in one array")
}

/// What closes the bracket at this place.
fn closing(text: &str, open: Span) -> char {
    if text[open.start..].starts_with('{') { '}' } else { ']' }
}

/// A token for the end of a sentence.
fn describe(text: &str, token: Token) -> String {
    let found = &text[token.span.start..token.span.end];
    match token.kind {
        TokenKind::String | TokenKind::UnclosedString | TokenKind::OtherString(_) => String::from("a string"),
        TokenKind::Number => String::from("a number"),
        TokenKind::End => String::from("the end"),
        TokenKind::BadNumber | TokenKind::Word => {
            short(found).map_or_else(|| String::from("a word"), |word| format!("`{word}`"))
        }
        TokenKind::Unknown => match found.chars().next() {
            Some(character) if character.is_ascii_graphic() => format!("`{character}`"),
            Some(character) => format!("the character U+{:04X}", u32::from(character)),
            None => String::from("nothing"),
        },
        _ => format!("`{found}`"),
    }
}

/// A word that may be repeated: a short one.
fn short(word: &str) -> Option<&str> {
    (word.chars().count() <= LONGEST_WORD).then_some(word)
}
