//! The fast parser: reads texts that are strict RFC 8259 and gives up, without a word, on all others.
//!
//! An open container keeps the index of the one around it in its own `next`, so no stack is needed.

use super::raw::{
    ARRAY, BOOL, ESCAPES, KIND, NON_ASCII, NULL, NUMBER, OBJECT, RawNode, STRING, TRUE, stored,
};
use super::{MAX_DEPTH, start_of};

/// Reads `text` into `nodes`, which must be empty. `false` means that the text is not right; `nodes` is then
/// of no use. The text must not be longer than `u32::MAX` bytes.
pub(super) fn parse(text: &str, nodes: &mut Vec<RawNode>) -> bool {
    let mut parser = Parser { bytes: text.as_bytes(), nodes, at: start_of(text), open: NONE, depth: 0 };
    parser.document().is_some()
}

/// In place of an index: no container is open.
const NONE: u32 = u32::MAX;

struct Parser<'a> {
    bytes: &'a [u8],
    nodes: &'a mut Vec<RawNode>,
    at: usize,
    /// Index of the innermost open container.
    open: u32,
    depth: usize,
}

impl Parser<'_> {
    /// `None` is failure, here and below.
    fn document(&mut self) -> Option<()> {
        loop {
            self.skip_whitespace();
            let container_is_open = self.value()?;
            if container_is_open {
                continue;
            }
            if !self.after_value()? {
                break;
            }
        }
        (self.at == self.bytes.len()).then_some(())
    }

    /// Reads a value, or the opening of one that is not empty (up to where its first inner value stands): then
    /// the answer is `true`.
    #[inline]
    fn value(&mut self) -> Option<bool> {
        let start = self.at;
        match self.byte() {
            b'"' => self.string()?,
            b'{' => {
                self.open(OBJECT)?;
                if self.byte() != b'}' {
                    self.key()?;
                    return Some(true);
                }
                self.close();
            }
            b'[' => {
                self.open(ARRAY)?;
                if self.byte() != b']' {
                    return Some(true);
                }
                self.close();
            }
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.literal(b"true", BOOL | TRUE)?,
            b'f' => self.literal(b"false", BOOL)?,
            b'n' => self.literal(b"null", NULL)?,
            _ => return None,
        }
        debug_assert!(self.at > start, "a value has at least one byte");
        Some(false)
    }

    /// Goes from a value's end to where the next value stands: `true`; or to the end of the document: `false`.
    #[inline]
    fn after_value(&mut self) -> Option<bool> {
        loop {
            self.skip_whitespace();
            let Some(container) = self.nodes.get(self.open as usize) else { return Some(false) };
            let in_object = container.tag & KIND == OBJECT;
            match self.byte() {
                b',' => {
                    self.at += 1;
                    if in_object {
                        self.skip_whitespace();
                        self.key()?;
                    }
                    return Some(true);
                }
                b'}' if in_object => self.close(),
                b']' if !in_object => self.close(),
                _ => return None,
            }
        }
    }

    /// Reads a key and its colon.
    #[inline]
    fn key(&mut self) -> Option<()> {
        if self.byte() != b'"' {
            return None;
        }
        self.string()?;
        if self.byte() != b':' {
            self.skip_whitespace();
            if self.byte() != b':' {
                return None;
            }
        }
        self.at += 1;
        if self.byte() == b' ' {
            self.at += 1;
        }
        Some(())
    }

    /// Reads an opening bracket and the whitespace behind it.
    #[inline]
    fn open(&mut self, kind: u32) -> Option<()> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let index = stored(self.nodes.len());
        self.nodes.push(RawNode { start: stored(self.at), end: 0, next: self.open, tag: kind });
        self.open = index;
        self.at += 1;
        self.skip_whitespace();
        Some(())
    }

    /// Reads the closing bracket of the innermost open container.
    #[inline]
    fn close(&mut self) {
        self.at += 1;
        self.depth -= 1;
        let next = stored(self.nodes.len());
        if let Some(container) = self.nodes.get_mut(self.open as usize) {
            self.open = container.next;
            container.end = stored(self.at);
            container.next = next;
        }
    }

    #[inline]
    fn leaf(&mut self, start: usize, tag: u32) {
        let next = stored(self.nodes.len() + 1);
        self.nodes.push(RawNode { start: stored(start), end: stored(self.at), next, tag });
    }

    fn literal(&mut self, literal: &[u8], tag: u32) -> Option<()> {
        let start = self.at;
        let end = start + literal.len();
        if self.bytes.get(start..end)? != literal {
            return None;
        }
        self.at = end;
        self.leaf(start, tag);
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        if self.byte() == b'-' {
            self.at += 1;
        }
        match self.byte() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits()?,
            _ => return None,
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        self.leaf(start, NUMBER);
        Some(())
    }

    #[inline]
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// Reads a string from its opening quote.
    #[inline]
    fn string(&mut self) -> Option<()> {
        let start = self.at;
        self.at += 1;
        let mut tag = STRING;
        let mut seen = 0;
        loop {
            match self.string_part(&mut seen) {
                b'"' => break,
                b'\\' => {
                    tag |= ESCAPES;
                    self.escape()?;
                }
                _ => return None,
            }
        }
        if seen & HIGH_BITS != 0 {
            tag |= NON_ASCII;
        }
        self.at += 1;
        self.leaf(start, tag);
        Some(())
    }

    /// Goes to the next quote, backslash or control character (or the text's end) and gives it back. Bytes that
    /// were passed are joined into `seen` by or.
    #[inline]
    fn string_part(&mut self, seen: &mut u64) -> u8 {
        let mut words = 0;
        while let Some(word) = self.word() {
            let stops = stops(word);
            if stops != 0 {
                let bits_before = stops.trailing_zeros() & !7;
                *seen |= word & !(u64::MAX << bits_before);
                self.at += bits_before as usize / 8;
                return self.byte();
            }
            *seen |= word;
            self.at += 8;
            words += 1;
            if words == 4 {
                self.long_string_part(seen);
            }
        }
        loop {
            let byte = self.byte();
            if byte == b'"' || byte == b'\\' || byte < b' ' {
                return byte;
            }
            *seen |= u64::from(byte);
            self.at += 1;
        }
    }

    /// Passes as many whole chunks as hold nothing to stop at; the compiler makes vector code of the inner loop.
    fn long_string_part(&mut self, seen: &mut u64) {
        let mut high = 0;
        while let Some(chunk) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<32>) {
            let mut stop = 0;
            let mut all = 0;
            for &byte in chunk {
                stop |= u8::from(byte == b'"') | u8::from(byte == b'\\') | u8::from(byte < b' ');
                all |= byte;
            }
            if stop != 0 {
                break;
            }
            high |= all;
            self.at += 32;
        }
        *seen |= u64::from(high);
    }

    /// Reads an escape from its backslash.
    fn escape(&mut self) -> Option<()> {
        self.at += 1;
        let kind = self.byte();
        self.at += 1;
        match kind {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => match self.four_hex_digits()? {
                0xd800..0xdc00 => {
                    let follows = self.byte() == b'\\' && self.bytes.get(self.at + 1) == Some(&b'u');
                    self.at += 2;
                    (follows && (0xdc00..0xe000).contains(&self.four_hex_digits()?)).then_some(())
                }
                0xdc00..0xe000 => None,
                _ => Some(()),
            },
            _ => None,
        }
    }

    fn four_hex_digits(&mut self) -> Option<u32> {
        let digits = self.bytes.get(self.at..)?.first_chunk::<4>()?;
        self.at += 4;
        digits.iter().try_fold(0, |value, &digit| Some(value << 4 | char::from(digit).to_digit(16)?))
    }

    #[inline]
    fn skip_whitespace(&mut self) {
        if self.byte() <= b' ' {
            self.skip_some_whitespace();
        }
    }

    fn skip_some_whitespace(&mut self) {
        loop {
            match self.byte() {
                b' ' | b'\n' => self.at += 1,
                b'\r' | b'\t' => {
                    self.at += 1;
                    continue;
                }
                _ => return,
            }
            // Indentation: eight spaces at a time.
            while let Some(word) = self.word() {
                let spaces = (word ^ SPACES).trailing_zeros() as usize / 8;
                self.at += spaces;
                if spaces < 8 {
                    break;
                }
            }
        }
    }

    /// The byte at the current place; 0, which no rule accepts, after the end.
    #[inline]
    fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// The next eight bytes, the first of them lowest.
    #[inline]
    fn word(&self) -> Option<u64> {
        self.bytes.get(self.at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_ne_bytes([b'\\'; 8]);
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Bit 7 of each byte that is a quote, a backslash or a control character. Bytes above the lowest such byte may
/// be marked wrongly, that one never.
#[inline]
const fn stops(word: u64) -> u64 {
    let quotes = (word ^ QUOTES).wrapping_sub(ONES);
    let backslashes = (word ^ BACKSLASHES).wrapping_sub(ONES);
    let controls = word.wrapping_sub(SPACES);
    (quotes | backslashes | controls) & !word & HIGH_BITS
}
