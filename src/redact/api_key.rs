//! The values of keys that read as `apiKey`, wherever in a text they stand and however broken it is.

use std::ops::Range;

use memchr::{memchr_iter, memchr3_iter};

use super::escape;

/// The longest way to write `apiKey` that is looked for: six escapes and some separators.
const LONGEST_KEY: usize = 160;
/// How much white space there may be between an unquoted key and its colon.
const LONGEST_GAP: usize = 256;

/// Names of what is secret in requests and in the headers that people paste beside them.
const SECRET_KEYS: [&str; 8] =
    ["apikey", "xapikey", "authorization", "token", "accesstoken", "bearertoken", "secret", "password"];

/// True for a key that is `apiKey`, or another name of a secret, but for letter case, `_`, `-` and JSON escapes.
#[must_use]
pub fn reads_as_api_key(key: &str) -> bool {
    SECRET_KEYS.contains(&folded(key).as_str())
}

/// Adds the ranges of the values of API keys.
pub fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    let anchors = memchr3_iter(b'"', b':', b'=', bytes);
    for anchor in anchors {
        if anchor >= done {
            done = value_after(text, anchor, found).unwrap_or(done);
        }
    }
    let mut done = 0;
    for anchor in memchr_iter(b'\'', bytes) {
        if anchor >= done {
            done = value_after(text, anchor, found).unwrap_or(done);
        }
    }
}

/// If a key ends at `anchor` (its closing quote, or what follows it), masks its value and returns where that ends.
fn value_after(text: &str, anchor: usize, found: &mut Vec<Range<usize>>) -> Option<usize> {
    let bytes = text.as_bytes();
    let nearest = anchor.saturating_sub(LONGEST_GAP);
    let mut key_end = anchor;
    while key_end > nearest && is_around_key(bytes[key_end - 1]) {
        key_end -= 1;
    }
    key_end = without_typographic_quotes(text, key_end);
    // Most anchors end here: the last letter of the key is `y`, or the `9` of its escape.
    if !matches!(bytes.get(key_end.checked_sub(1)?)?, b'y' | b'Y' | b'9' | b'_' | b'-') {
        return None;
    }
    let farthest = key_end.saturating_sub(LONGEST_KEY);
    let mut key_start = key_end;
    while key_start > farthest && is_in_key(bytes[key_start - 1]) {
        key_start -= 1;
    }
    if !folded(&text[key_start..key_end]).ends_with("apikey") {
        return None;
    }
    let quoted = key_start > 0 && is_quote(text[..key_start].chars().next_back()?);
    let mut reader = Reader { text, at: key_end };
    reader.skip_blanks();
    if let Some(after) = reader.after_quote()
        && (quoted || Reader { text, at: after }.is_before_separator())
    {
        reader.at = after;
    }
    let separated = reader.skip_separators();
    let start = reader.at;
    reader.mask_value(separated, found);
    Some(reader.at.max(start))
}

const fn is_around_key(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\')
}

const fn is_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'\\')
}

const fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '”' | '‘' | '’' | '„')
}

/// Goes back over one typographic quote, if a key ends in one.
fn without_typographic_quotes(text: &str, end: usize) -> usize {
    let before = &text[..escape::boundary(text, end)];
    before.strip_suffix(|character| is_quote(character) && !character.is_ascii()).unwrap_or(before).len()
}

fn folded(key: &str) -> String {
    escape::all(key, 0, key.len(), escape::json)
        .into_iter()
        .map(|meant| meant.character.to_ascii_lowercase())
        .filter(|character| !matches!(character, '_' | '-'))
        .collect()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Skips white space and comments.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blank =
                rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
            let rest = &rest[blank..];
            let comment = if rest.starts_with("//") {
                memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                0
            };
            self.at += blank + comment;
            if blank + comment == 0 {
                return;
            }
        }
    }

    /// Where the quote ends that stands here, its backslashes included.
    fn after_quote(&self) -> Option<usize> {
        let rest = self.rest();
        let bare = rest.trim_start_matches('\\');
        let quote = bare.chars().next().filter(|&character| is_quote(character))?;
        Some(self.text.len() - bare.len() + quote.len_utf8())
    }

    fn is_before_separator(&self) -> bool {
        let mut ahead = Self { text: self.text, at: self.at };
        ahead.skip_blanks();
        ahead.rest().starts_with([':', '=', ','])
    }

    /// Skips what may stand between a key and its value. True if it was more than a comma.
    fn skip_separators(&mut self) -> bool {
        let mut separated = false;
        loop {
            self.skip_blanks();
            match self.rest().bytes().next() {
                Some(b':' | b'=' | b'>') => separated = true,
                Some(b',') => {}
                _ => return separated,
            }
            self.at += 1;
        }
    }

    fn mask_value(&mut self, separated: bool, found: &mut Vec<Range<usize>>) {
        if self.after_quote().is_some() {
            self.mask_quoted(found);
        } else if separated && self.rest().starts_with('[') {
            self.at += 1;
            loop {
                self.skip_separators();
                if self.after_quote().is_none() {
                    return;
                }
                self.mask_quoted(found);
            }
        } else if separated && !self.rest().starts_with('{') {
            self.mask_bare(found);
        }
    }

    /// Masks up to the quote that closes the one standing here, or up to the end of the text.
    fn mask_quoted(&mut self, found: &mut Vec<Range<usize>>) {
        let Some(start) = self.after_quote() else { return };
        let backslashes = self.rest().bytes().take_while(|&byte| byte == b'\\').count();
        let opening = self.text[..start].chars().next_back().unwrap_or('"');
        let mut end = self.text.len();
        let mut after = end;
        let mut run = 0;
        for (offset, character) in self.text[start..].char_indices() {
            let closes = if opening.is_ascii() { character == opening } else { is_quote(character) };
            // In a plain string an odd number of backslashes escapes the quote; in one that is itself
            // escaped the quote that closes is written as the one that opened.
            if closes && (if backslashes == 0 { run % 2 == 0 } else { run <= backslashes }) {
                end = start + offset - run.min(backslashes);
                after = start + offset + character.len_utf8();
                break;
            }
            run = if character == '\\' { run + 1 } else { 0 };
        }
        found.push(start..end);
        self.at = after;
    }

    /// Masks a value without an opening quote: up to a quote, a comma, a bracket or the end of the line.
    fn mask_bare(&mut self, found: &mut Vec<Range<usize>>) {
        let rest = self.rest();
        let end = rest.find(['"', ',', '}', ']', '\n', '\r']).unwrap_or(rest.len());
        let value = rest[..end].trim_end();
        let prefix = value.find('\'').unwrap_or(value.len());
        // The prefix of another language's string: `u'…'`, `b"…"`.
        if prefix <= 2 && rest[prefix..].starts_with(['"', '\'']) {
            self.at += prefix;
            self.mask_quoted(found);
            return;
        }
        let range = self.at..self.at + value.len();
        if !matches!(value, "null" | "true" | "false") {
            found.push(range.clone());
        }
        self.at = range.end;
    }
}
