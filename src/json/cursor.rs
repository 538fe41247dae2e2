//! Reads a text whose reader knows what should come next, into the same nodes that the strict parser makes. Whatever is
//! not strict RFC 8259, or not what was asked for, is `None`: then the nodes are of no use.

use std::borrow::Cow;

use super::escapes;
use super::raw::{ARRAY, BOOL, CODED_ASCII, ESCAPES, NULL, NUMBER, OBJECT, RawNode, STRING, TRUE, stored};
use super::stops::Stops;
use super::strict::{self, byte, escape, number_end, skip_some_whitespace, skip_space};
use super::{Name, Number};

/// A place in a text that is being read.
#[derive(Debug)]
pub(crate) struct Cursor<'a, 'n> {
    text: &'a str,
    at: usize,
    nodes: &'n mut Vec<RawNode>,
    stops: Stops,
    /// How many brackets were open where it began.
    depth: usize,
    /// Whether there may be a line break in what was passed.
    may_have_breaks: bool,
}

/// A string that was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    /// What stands between the quotes.
    pub raw: &'a str,
    /// Whether a backslash is among it.
    pub has_escapes: bool,
    /// How many characters fewer it means than stand there, because of escapes.
    saved: usize,
}

impl<'a> Text<'a> {
    /// What it means.
    #[inline]
    pub fn decoded(&self) -> Cow<'a, str> {
        if self.has_escapes { escapes::decode(self.raw) } else { Cow::Borrowed(self.raw) }
    }

    /// Whether it means at least so many Unicode scalar values.
    #[inline]
    pub fn has_at_least(&self, chars: usize) -> bool {
        /// As many bytes as a character takes at most.
        const WIDEST: usize = 4;
        let bytes = self.raw.len() - self.saved;
        bytes >= chars && (bytes / WIDEST >= chars || self.char_count() >= chars)
    }

    /// Whether it means at most so many Unicode scalar values.
    #[inline]
    pub fn has_at_most(&self, chars: usize) -> bool {
        self.raw.len() - self.saved <= chars || self.char_count() <= chars
    }

    fn char_count(&self) -> usize {
        self.raw.chars().count() - self.saved
    }
}

/// A place that a cursor was at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Saved {
    at: usize,
    nodes: usize,
}

/// A key that was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key<'a> {
    /// What stands between the quotes, and means itself.
    pub name: Name<'a>,
    /// The number of its node in the document.
    pub index: u32,
}

/// An object or array that was begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    index: usize,
    close: u8,
}

impl<'a, 'n> Cursor<'a, 'n> {
    /// Begins at byte `at`, inside of so many brackets. The text must not be longer than `u32::MAX` bytes.
    pub(super) fn new(text: &'a str, at: usize, nodes: &'n mut Vec<RawNode>, depth: usize) -> Self {
        Self { text, at, nodes, stops: Stops::new(), depth, may_have_breaks: false }
    }

    /// The offset of the next byte.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// Where it is, to go back there.
    pub fn save(&self) -> Saved {
        Saved { at: self.at, nodes: self.nodes.len() }
    }

    /// Goes back to where it was.
    pub fn go_back(&mut self, saved: Saved) {
        self.at = saved.at;
        self.nodes.truncate(saved.nodes);
    }

    /// Reads any value of a member of the outermost object, with the white space around it.
    pub fn any(&mut self) -> Option<()> {
        self.may_have_breaks = true;
        self.at = strict::parse_inside(self.text, self.at, self.nodes, self.depth + 1)?;
        Some(())
    }

    /// Reads a string.
    #[expect(clippy::inline_always, reason = "a call for each string is felt in the time of a whole file")]
    #[inline(always)]
    pub fn string(&mut self) -> Option<Text<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        if byte(bytes, start) != b'"' {
            return None;
        }
        let mut tag = STRING;
        let mut saved = 0;
        let mut at = self.stops.next(bytes, start + 1);
        while byte(bytes, at) != b'"' {
            let (end, is_ascii) = escape(bytes, at)?;
            tag |= if is_ascii { ESCAPES | CODED_ASCII } else { ESCAPES };
            saved += end - at - 1;
            at = self.stops.next(bytes, end);
        }
        self.leaf(start, at + 1, tag);
        Some(Text { raw: self.text.get(start + 1..at)?, has_escapes: tag & ESCAPES != 0, saved })
    }

    /// Reads an integer of a few digits; nothing is passed where something else stands.
    #[inline]
    pub fn small_integer(&mut self) -> Option<i64> {
        /// So many digits are no more than fits.
        const MOST: usize = 18;
        let bytes = self.text.as_bytes();
        let digit = |at: usize| byte(bytes, at).wrapping_sub(b'0');
        let (start, mut at) = (self.at, self.at);
        let mut value = 0;
        while digit(at) < 10 && at - start < MOST {
            value = value * 10 + i64::from(digit(at));
            at += 1;
        }
        let is_whole = !matches!(byte(bytes, at), b'0'..=b'9' | b'.' | b'e' | b'E');
        let is_usual = at > start && (digit(start) != 0 || at == start + 1);
        (is_whole && is_usual).then(|| {
            self.leaf(start, at, NUMBER);
            value
        })
    }

    /// Reads a number.
    #[inline]
    pub fn number(&mut self) -> Option<Number<'a>> {
        let start = self.at;
        let end = number_end(self.text.as_bytes(), start)?;
        self.leaf(start, end, NUMBER);
        self.text.get(start..end).map(Number::new)
    }

    /// Reads `true` or `false`.
    #[inline]
    pub fn bool(&mut self) -> Option<bool> {
        let value = byte(self.text.as_bytes(), self.at) == b't';
        self.literal(if value { "true" } else { "false" }, if value { BOOL | TRUE } else { BOOL })?;
        Some(value)
    }

    /// Reads `null`.
    #[inline]
    pub fn null(&mut self) -> Option<()> {
        self.literal("null", NULL)
    }

    fn literal(&mut self, literal: &str, tag: u32) -> Option<()> {
        let end = self.at + literal.len();
        if self.text.as_bytes().get(self.at..end)? != literal.as_bytes() {
            return None;
        }
        self.leaf(self.at, end, tag);
        Some(())
    }

    /// Reads the bracket of an object.
    #[inline]
    pub fn object(&mut self) -> Option<Open> {
        self.open(b'{', b'}', OBJECT)
    }

    /// Reads the bracket of an array.
    #[inline]
    pub fn array(&mut self) -> Option<Open> {
        self.open(b'[', b']', ARRAY)
    }

    #[inline]
    fn open(&mut self, bracket: u8, close: u8, tag: u32) -> Option<Open> {
        if byte(self.text.as_bytes(), self.at) != bracket {
            return None;
        }
        let index = self.nodes.len();
        self.nodes.push(RawNode { start: stored(self.at), end: 0, next: 0, tag });
        self.at += 1;
        Some(Open { index, close })
    }

    /// Reads a key and its colon. One that is written with escapes is not read; nothing is passed then.
    #[expect(clippy::inline_always, reason = "as for strings")]
    #[inline(always)]
    pub fn key(&mut self) -> Option<Key<'a>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        if byte(bytes, self.at) != b'"' {
            return None;
        }
        let name = Name::until_quote(bytes, start)?;
        let end = start + name.length();
        let before = self.save();
        let index = stored(self.nodes.len());
        self.leaf(self.at, end + 1, STRING);
        if byte(bytes, self.at) != b':' && self.next_byte() != b':' {
            self.go_back(before);
            return None;
        }
        self.at += 1;
        Some(Key { name, index })
    }

    /// Reads any key and its colon, where [`key`](Self::key) read none.
    pub fn escaped_key(&mut self) -> Option<Text<'a>> {
        let key = self.string()?;
        if self.next_byte() != b':' {
            return None;
        }
        self.at += 1;
        Some(key)
    }

    /// Passes what stands before the first key or item of a container, or its end, where it is empty: that is `false`.
    #[expect(clippy::inline_always, reason = "as for strings")]
    #[inline(always)]
    pub fn begins(&mut self, open: Open) -> bool {
        let is_empty = self.next_byte() == open.close;
        if is_empty {
            self.close(open);
        }
        !is_empty
    }

    /// Passes what stands before the next key or item of a container, or its end: that is `Some(false)`.
    #[expect(clippy::inline_always, reason = "as for strings")]
    #[inline(always)]
    pub fn goes_on(&mut self, open: Open) -> Option<bool> {
        match self.next_byte() {
            b',' => {
                self.at += 1;
                self.next_byte();
                Some(true)
            }
            byte if byte == open.close => {
                self.close(open);
                Some(false)
            }
            _ => None,
        }
    }

    #[inline]
    fn close(&mut self, open: Open) {
        self.at += 1;
        let (end, next) = (stored(self.at), stored(self.nodes.len()));
        if let Some(container) = self.nodes.get_mut(open.index) {
            container.end = end;
            container.next = next;
        }
    }

    /// Passes the white space that is left of the line, up to its break or the text's end. Whether that is all, and the
    /// line the one that byte `start` stands on.
    pub fn is_at_end_of_line(&mut self, start: usize) -> bool {
        let bytes = self.text.as_bytes();
        while matches!(byte(bytes, self.at), b' ' | b'\t' | b'\r') {
            self.at += 1;
        }
        let is_end = matches!(bytes.get(self.at), None | Some(b'\n'));
        is_end && !(self.may_have_breaks && memchr::memchr(b'\n', &bytes[start..self.at]).is_some())
    }

    /// Whether nothing but white space is left; it is passed.
    pub fn is_at_end(&mut self) -> bool {
        self.next_byte();
        self.at == self.text.len()
    }

    /// Passes white space, and answers the byte behind it: 0 at the text's end.
    #[inline]
    pub fn next_byte(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        self.at = skip_space(bytes, self.at).unwrap_or_else(|| {
            self.may_have_breaks = true;
            skip_some_whitespace(bytes, self.at)
        });
        byte(bytes, self.at)
    }

    #[inline]
    fn leaf(&mut self, start: usize, end: usize, tag: u32) {
        let next = stored(self.nodes.len() + 1);
        self.nodes.push(RawNode { start: stored(start), end: stored(end), next, tag });
        self.at = end;
    }
}
