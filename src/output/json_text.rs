//! JSON as it is written: every character that a terminal would act upon, or show as nothing, stands as an escape, so
//! that the text can be looked at safely and still reads back as exactly what was meant.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::ascii;
use crate::output::phrases::push_number;
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

/// Writes a list. Its items are written already, each led in by a comma, in parts that hold any number of them.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_list(out: &mut impl Write, parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> io::Result<()> {
    let mut lead_in: &[u8] = b"[";
    for part in parts {
        if let Some((_, items)) = part.as_ref().split_first() {
            out.write_all(lead_in)?;
            out.write_all(items)?;
            lead_in = b",";
        }
    }
    out.write_all(if lead_in == b"[" { b"[]" } else { b"]" })
}

/// An object that is written member by member, in order: faster than what a [`Serialize`] makes, where there may be very
/// many of them.
#[derive(Debug)]
pub struct Object<'o> {
    out: &'o mut String,
    has_members: bool,
}

impl<'o> Object<'o> {
    /// Begins an object at the end of `out`.
    pub fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, has_members: false }
    }

    /// A member whose value is to be appended, as JSON, to what is returned. Its name needs no escapes.
    pub fn value(&mut self, name: &'static str) -> &mut String {
        self.out.push_str(if self.has_members { ",\"" } else { "\"" });
        self.has_members = true;
        self.out.push_str(name);
        self.out.push_str("\":");
        self.out
    }

    /// A member that is a string, or null.
    pub fn text<'t>(&mut self, name: &'static str, text: impl Into<Option<&'t str>>) {
        let out = self.value(name);
        match text.into() {
            Some(text) => push_string(out, text),
            None => out.push_str("null"),
        }
    }

    /// A member that is a number, or null.
    pub fn number(&mut self, name: &'static str, number: impl Into<Option<usize>>) {
        let out = self.value(name);
        match number.into() {
            Some(number) => push_number(out, number),
            None => out.push_str("null"),
        }
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

/// Appends a text as a JSON string.
fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    loop {
        let (plain, behind) = rest.split_at(ascii::writable_length(rest.as_bytes()));
        out.push_str(plain);
        let mut characters = behind.chars();
        let Some(character) = characters.next() else { break };
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            character if is_treacherous(character) => push_escape(out, character),
            character => out.push(character),
        }
        rest = characters.as_str();
    }
    out.push('"');
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
        if ascii::all(fragment.as_bytes(), |bytes| ascii::in_range(bytes, 0, 0x7e)) {
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
        let mut pushed = String::new();
        push_string(&mut pushed, &meant);
        assert_eq!(pushed, json);
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
    fn objects_are_those_of_a_serializer() {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("text", "a\"\u{1}\\");
        object.text("none", None);
        object.number("zero", 0);
        object.number("number", usize::MAX);
        object.number("nothing", None);
        Object::begin(object.value("inside")).end();
        object.end();
        let value = serde_json::json!(
            {"text": "a\"\u{1}\\", "none": null, "zero": 0, "number": usize::MAX, "nothing": null, "inside": {}}
        );
        let mut expected = Vec::new();
        write(&mut expected, &value).expect("a vector takes everything");
        assert_eq!(out.as_bytes(), expected);
    }

    #[test]
    fn escapes_are_those_of_json() {
        assert_eq!(written("a\u{202e}b\u{85}"), r#""a\u202eb\u0085""#);
        assert_eq!(written("\u{feff}\u{feff}x"), r#""\ufeff\ufeffx""#);
        assert_eq!(written("\u{e0041}"), r#""\udb40\udc41""#);
        assert_eq!(written("größer 日本 😀"), "\"größer 日本 😀\"");
    }
}
