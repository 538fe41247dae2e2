//! JSON as it is written: every character that a terminal would act upon, or show as nothing, stands as an escape, so
//! that the text can be looked at safely and still reads back as exactly what was meant.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::output::visible::is_treacherous;
use crate::source::BYTE_ORDER_MARK;

/// Writes a value as one line, without a line break after it.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping))?;
    Ok(())
}

/// JSON that is written already, with escapes for such characters, which can only stand inside its strings. A byte
/// order mark at its beginning is left out.
#[must_use]
pub fn escaped(json: &str) -> Cow<'_, str> {
    in_strings(json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json))
}

fn in_strings(json: &str) -> Cow<'_, str> {
    // White space may stand between values, and inside a string it is escaped already.
    let is_to_be_escaped = |character| is_treacherous(character) && !matches!(character, '\n' | '\r' | '\t');
    if !json.chars().any(is_to_be_escaped) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        if is_to_be_escaped(character) {
            push_escape(&mut escaped, character);
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

fn push_escape(text: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(text, "\\u{unit:04x}");
    }
}

/// Writes JSON without white space.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // What JSON itself has escaped, among it every ASCII control but one, is no part of a fragment.
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        writer.write_all(in_strings(fragment).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character there is.
    fn all() -> String {
        (0..=0x10_ffff).filter_map(char::from_u32).collect()
    }

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, &text).expect("a vector takes everything");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn nothing_treacherous_is_written_and_nothing_is_lost() {
        let meant = all();
        let json = written(&meant);
        assert!(!json.chars().any(is_treacherous));
        assert_eq!(serde_json::from_str::<String>(&json).expect("it is JSON"), meant);
        assert_eq!(escaped(&json), json);
    }

    #[test]
    fn json_that_is_written_already_reads_back_the_same() {
        let json = serde_json::to_string_pretty(&[all()]).expect("it is JSON");
        let safe = escaped(&json);
        assert!(!safe.chars().any(|character| is_treacherous(character) && character != '\n'));
        assert_eq!(serde_json::from_str::<Vec<String>>(&safe).expect("it is JSON"), [all()]);
        assert_eq!(escaped("\u{feff}{\r\n\t\"\u{7f}é\": 1}"), "{\r\n\t\"\\u007fé\": 1}");
    }

    #[test]
    fn escapes_are_those_of_json() {
        assert_eq!(written("a\u{202e}b\u{85}"), r#""a\u202eb\u0085""#);
        assert_eq!(written("\u{feff}\u{feff}x"), r#""\ufeff\ufeffx""#);
        assert_eq!(written("\u{e0041}"), r#""\udb40\udc41""#);
        assert_eq!(written("größer 日本 😀"), "\"größer 日本 😀\"");
    }
}
