//! The values of keys that read as `apiKey` or as another name of a secret, wherever in a text they stand and however
//! broken it is.

use std::ops::Range;

use memchr::{memchr_iter, memchr3_iter};

use super::escape;

/// The longest way to write a key that is looked for: an escape for each letter and some separators.
const LONGEST_KEY: usize = 160;
/// How much white space there may be between an unquoted key and its colon.
const LONGEST_GAP: usize = 256;
/// How far a comment is followed that stands where nothing says yet that a value comes.
const LONGEST_COMMENT: usize = 1024;

/// The ends of the names of what is secret in requests and in the headers that people paste beside them.
const SECRET_KEYS: [&str; 2] = ["apikey", "authorization"];
/// The same of names that are words of prose too: nothing is secret after those without a colon or an equals sign.
const SECRET_WORDS: [&str; 5] = ["bearer", "password", "passwd", "secret", "token"];

/// True for a key that ends in `apiKey`, or another name of a secret, but for letter case, `_`, `-`, `.`, spaces and
/// JSON escapes.
#[must_use]
pub fn reads_as_api_key(key: &str) -> bool {
    ends_in_one_of(key, &SECRET_KEYS) || ends_in_one_of(key, &SECRET_WORDS)
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
    let key = Key::before(text, key_end)?;
    let mut reader = Reader { text, at: key_end };
    reader.skip_near_blanks();
    if let Some(after) = reader.after_quote()
        && (key.is_quoted || Reader { text, at: after }.is_before_separator())
    {
        reader.at = after;
    }
    let gap = reader.skip_separators();
    if key.needs_separator && gap != Gap::Separator {
        return None;
    }
    let start = reader.at;
    reader.mask_value(gap, key.is_quoted, found);
    Some(reader.at.max(start))
}

/// The name of a secret.
struct Key {
    /// A quote stands in front of it.
    is_quoted: bool,
    /// It is one only in front of a colon or an equals sign.
    needs_separator: bool,
}

impl Key {
    /// The one that ends at byte `end`.
    fn before(text: &str, end: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        // Most anchors end here: at a letter that is the last one of no name.
        let last = *bytes.get(end.checked_sub(1)?)?;
        let is_escaped = || last.is_ascii_hexdigit() && end >= 5 && bytes[end - 5] == b'u';
        if !matches!(last.to_ascii_lowercase(), b'y' | b'n' | b'd' | b't' | b'r' | b'_' | b'-' | b'.' | b' ')
            && !is_escaped()
        {
            return None;
        }
        // Others at the letter before: two letters side by side are no part of an escape that stands for one of these.
        if let Some(&pair) = bytes[..end].last_chunk::<2>()
            && pair.iter().all(u8::is_ascii_alphabetic)
            && !may_end_in(pair.map(|letter| letter.to_ascii_lowercase()))
        {
            return None;
        }
        let farthest = end.saturating_sub(LONGEST_KEY);
        let start = |is_inside: fn(u8) -> bool| {
            let mut start = end;
            while start > farthest && is_inside(bytes[start - 1]) {
                start -= 1;
            }
            start
        };
        let is_quoted = |start: usize| text[..start].ends_with(is_quote);
        let narrow = start(is_in_key);
        let key = &text[narrow..end];
        if ends_in_one_of(key, &SECRET_KEYS) {
            return Some(Self { is_quoted: is_quoted(narrow), needs_separator: false });
        }
        if ends_in_one_of(key, &SECRET_WORDS) {
            return Some(Self { is_quoted: is_quoted(narrow), needs_separator: true });
        }
        // In quotes a key may be of several words.
        let wide = start(|byte| byte == b' ' || is_in_key(byte));
        let is_key = wide < narrow && is_quoted(wide) && ends_in_one_of(&text[wide..end], &SECRET_KEYS);
        is_key.then_some(Self { is_quoted: true, needs_separator: true })
    }
}

/// Whether the name of a secret ends in these two letters.
fn may_end_in(pair: [u8; 2]) -> bool {
    SECRET_KEYS.iter().chain(&SECRET_WORDS).any(|name| name.as_bytes().ends_with(&pair))
}

const fn is_around_key(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\')
}

const fn is_in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'\\')
}

/// True for what may open or close a string.
pub const fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '”' | '‘' | '’' | '„')
}

/// Goes back over one typographic quote, if a key ends in one.
fn without_typographic_quotes(text: &str, end: usize) -> usize {
    let before = &text[..escape::boundary(text, end)];
    before.strip_suffix(|character| is_quote(character) && !character.is_ascii()).unwrap_or(before).len()
}

fn ends_in_one_of(key: &str, names: &[&str]) -> bool {
    names.iter().any(|name| ends_in(key, name))
}

/// True where a text ends in a name in lower case, but for letter case, separators and JSON escapes.
pub fn ends_in(key: &str, name: &str) -> bool {
    let resolved: String;
    let key = if key.contains('\\') {
        let meant = escape::all(key, 0, key.len(), escape::json);
        resolved = meant.into_iter().map(|meant| meant.character).collect();
        &resolved
    } else {
        key
    };
    let mut letters = key.chars().rev().filter(|character| !matches!(character, '_' | '-' | '.' | ' '));
    name.chars().rev().all(|letter| letters.next().is_some_and(|found| found.to_ascii_lowercase() == letter))
}

/// What stands between a key and its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Nothing,
    Comma,
    Separator,
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

    /// The same, where it may be in vain, and so must not take long.
    fn skip_near_blanks(&mut self) {
        let end = escape::boundary(self.text, self.at + LONGEST_COMMENT);
        let mut near = Self { text: &self.text[..end], at: self.at };
        near.skip_blanks();
        self.at = near.at;
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
        ahead.skip_near_blanks();
        ahead.rest().starts_with([':', '=', ','])
    }

    /// Skips what may stand between a key and its value.
    fn skip_separators(&mut self) -> Gap {
        let mut gap = Gap::Nothing;
        loop {
            if gap == Gap::Separator {
                self.skip_blanks();
            } else {
                self.skip_near_blanks();
            }
            match self.rest().bytes().next() {
                Some(b':' | b'=' | b'>') => gap = Gap::Separator,
                Some(b',') if gap == Gap::Nothing => gap = Gap::Comma,
                Some(b',') => {}
                _ => return gap,
            }
            self.at += 1;
        }
    }

    fn mask_value(&mut self, gap: Gap, is_key_quoted: bool, found: &mut Vec<Range<usize>>) {
        let is_value = gap == Gap::Separator;
        if self.after_quote().is_some() {
            self.mask_strings(found);
        } else if self.rest().starts_with(['[', '{']) && (is_value || (gap == Gap::Nothing && is_key_quoted))
        {
            self.mask_brackets(found);
        } else if is_value {
            self.mask_bare(found);
        }
    }

    /// The text between the quote that stands here and the one that closes it, or the end of the text; and where
    /// the closing quote ends.
    fn quoted(&self) -> Option<(Range<usize>, usize)> {
        let start = self.after_quote()?;
        let (backslashes, opening) = self.opening()?;
        let mut run = 0;
        for (offset, character) in self.text[start..].char_indices() {
            let closes = if opening.is_ascii() { character == opening } else { is_quote(character) };
            // In a plain string an odd number of backslashes escapes the quote; in one that is itself
            // escaped the quote that closes is written as the one that opened.
            if closes && (if backslashes == 0 { run % 2 == 0 } else { run <= backslashes }) {
                let end = start + offset - run.min(backslashes);
                return Some((start..end, start + offset + character.len_utf8()));
            }
            run = if character == '\\' { run + 1 } else { 0 };
        }
        Some((start..self.text.len(), self.text.len()))
    }

    /// The quote that stands here, and the number of its backslashes.
    fn opening(&self) -> Option<(usize, char)> {
        let start = self.after_quote()?;
        let backslashes = self.rest().bytes().take_while(|&byte| byte == b'\\').count();
        Some((backslashes, self.text[..start].chars().next_back()?))
    }

    fn mask_quoted(&mut self, found: &mut Vec<Range<usize>>) {
        if let Some((range, after)) = self.quoted() {
            found.push(range);
            self.at = after;
        }
    }

    /// Masks the string that stands here, and what is joined to it: `"a" + "b"`, `"a" "b"`, `"a"b"`.
    fn mask_strings(&mut self, found: &mut Vec<Range<usize>>) {
        let opening = self.opening();
        self.mask_quoted(found);
        loop {
            let before = self.at;
            let is_glued = self.rest().starts_with(char::is_alphanumeric);
            let is_joined = self.skip_joiners();
            if self.after_quote().is_some() && (is_joined || (self.opening() == opening && !self.is_at_key()))
            {
                self.mask_quoted(found);
            } else if is_joined && !self.rest().starts_with([',', '}', ']', ':']) {
                self.mask_bare(found);
            } else if is_glued {
                self.mask_bare(found);
                self.at += usize::from(self.rest().starts_with('"'));
                return;
            } else {
                self.at = before;
                return;
            }
        }
    }

    /// Skips white space, comments and the operators that join strings. True if there was one of those.
    fn skip_joiners(&mut self) -> bool {
        let mut is_joined = false;
        loop {
            if is_joined {
                self.skip_blanks();
            } else {
                self.skip_near_blanks();
            }
            let rest = self.rest();
            let length = match rest.bytes().next() {
                Some(b'+' | b'.' | b'&' | b'|' | b'~') => 1,
                Some(b'\\') if rest[1..].starts_with(['\n', '\r']) => 1,
                _ => return is_joined,
            };
            is_joined = true;
            self.at += length;
        }
    }

    /// True if a string stands here that is short enough for a key, with a colon behind it.
    fn is_at_key(&self) -> bool {
        let end = escape::boundary(self.text, self.at + LONGEST_KEY);
        let near = Self { text: &self.text[..end], at: self.at };
        near.quoted().is_some_and(|(inside, after)| {
            let nearest = escape::boundary(self.text, after + LONGEST_GAP);
            let mut behind = Self { text: &self.text[..nearest], at: after };
            behind.skip_blanks();
            inside.end < after && behind.rest().starts_with([':', '='])
        })
    }

    /// Masks up to the bracket that closes the one standing here, or up to the end of the text.
    fn mask_brackets(&mut self, found: &mut Vec<Range<usize>>) {
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(character) = self.rest().chars().next() {
            match character {
                '[' | '{' => depth += 1,
                ']' | '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                found.push(start..self.at);
                self.at += 1;
                return;
            }
            self.at = match self.quoted() {
                Some((_, after)) => after,
                // A run of backslashes is read as one.
                None if character == '\\' => self.text.len() - self.rest().trim_start_matches('\\').len(),
                None => self.at + character.len_utf8(),
            };
        }
        found.push(start..self.at);
    }

    /// Masks a value without an opening quote: up to a quote, a comma, a bracket or the end of the line.
    fn mask_bare(&mut self, found: &mut Vec<Range<usize>>) {
        let rest = self.rest();
        let mut end = rest.find(['"', ',', '}', ']', '\n', '\r']).unwrap_or(rest.len());
        if rest[..end].contains('(') {
            // The arguments of a call.
            end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
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
        // A quote that closes nothing, or one with more of the value behind it.
        let behind = rest[value.len()..].strip_prefix('"').and_then(|rest| rest.chars().next());
        self.at = range.end;
        if behind
            .is_some_and(|behind| !behind.is_whitespace() && !matches!(behind, ',' | '}' | ']' | ':' | '"'))
        {
            self.mask_quoted(found);
        }
    }
}
