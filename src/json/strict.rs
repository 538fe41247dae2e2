//! The fast parser: reads texts that are strict RFC 8259 and gives up, without a word, on all others.
//!
//! Places are passed and given back by value, so that they stay in registers. An open container keeps the index of
//! the one around it in its own `next`, so no stack is needed.

use super::raw::{
    ARRAY, BOOL, CODED_ASCII, ESCAPES, KIND, NULL, NUMBER, OBJECT, RawNode, STRING, TRUE, stored,
};
use super::stops::Stops;
use super::{MAX_DEPTH, start_of};

/// Reads `text` into `nodes`, which must be empty. `false` means that the text is not right; `nodes` is then
/// of no use. The text must not be longer than `u32::MAX` bytes.
pub(super) fn parse(text: &str, nodes: &mut Vec<RawNode>) -> bool {
    let tree = Tree { nodes, open: NONE, depth: 0, stops: Stops::new() };
    document(text.as_bytes(), start_of(text), tree) == Some(text.len())
}

/// Reads the value that stands at byte `start`, inside of `depth` brackets, with the white space around it, and answers
/// where that ends; `None` where it is not right. Its nodes come behind those that are there.
pub(super) fn parse_inside(
    text: &str,
    start: usize,
    nodes: &mut Vec<RawNode>,
    depth: usize,
) -> Option<usize> {
    document(text.as_bytes(), start, Tree { nodes, open: NONE, depth, stops: Stops::new() })
}

/// In place of an index: no container is open.
const NONE: u32 = u32::MAX;

/// The nodes read so far.
struct Tree<'a> {
    nodes: &'a mut Vec<RawNode>,
    /// Index of the innermost open container.
    open: u32,
    depth: usize,
    stops: Stops,
}

impl Tree<'_> {
    #[inline]
    fn leaf(&mut self, start: usize, end: usize, tag: u32) {
        let next = stored(self.nodes.len() + 1);
        self.nodes.push(RawNode { start: stored(start), end: stored(end), next, tag });
    }

    /// Opens a container with its bracket at `start`.
    #[inline]
    fn open(&mut self, start: usize, kind: u32) -> Option<()> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let index = stored(self.nodes.len());
        self.nodes.push(RawNode { start: stored(start), end: 0, next: self.open, tag: kind });
        self.open = index;
        Some(())
    }

    /// Closes the innermost open container, whose last bracket ends at `end`.
    #[inline]
    fn close(&mut self, end: usize) {
        self.depth -= 1;
        let next = stored(self.nodes.len());
        if let Some(container) = self.nodes.get_mut(self.open as usize) {
            self.open = container.next;
            container.end = stored(end);
            container.next = next;
        }
    }

    /// Whether the innermost open container is an object; `None` where none is open.
    #[inline]
    fn is_in_object(&self) -> Option<bool> {
        self.nodes.get(self.open as usize).map(|container| container.tag & KIND == OBJECT)
    }
}

/// Reads everything and gives back where that ends. `None` is failure, here and below.
fn document(bytes: &[u8], start: usize, mut tree: Tree<'_>) -> Option<usize> {
    let mut at = start;
    loop {
        // Here a value stands.
        at = skip_whitespace(bytes, at);
        let start = at;
        match byte(bytes, at) {
            b'"' => at = string(bytes, at, &mut tree)?,
            b'{' => {
                tree.open(start, OBJECT)?;
                at = skip_whitespace(bytes, at + 1);
                if byte(bytes, at) != b'}' {
                    at = key(bytes, at, &mut tree)?;
                    continue;
                }
                at += 1;
                tree.close(at);
            }
            b'[' => {
                tree.open(start, ARRAY)?;
                at = skip_whitespace(bytes, at + 1);
                if byte(bytes, at) != b']' {
                    continue;
                }
                at += 1;
                tree.close(at);
            }
            b'-' | b'0'..=b'9' => {
                at = number_end(bytes, at)?;
                tree.leaf(start, at, NUMBER);
            }
            first => {
                let (literal, tag): (&[u8], u32) = match first {
                    b't' => (b"true", BOOL | TRUE),
                    b'f' => (b"false", BOOL),
                    b'n' => (b"null", NULL),
                    _ => return None,
                };
                at += literal.len();
                if bytes.get(start..at)? != literal {
                    return None;
                }
                tree.leaf(start, at, tag);
            }
        }
        // Here a value has ended, and with it perhaps the containers around it.
        loop {
            at = skip_whitespace(bytes, at);
            let Some(in_object) = tree.is_in_object() else { return Some(at) };
            match byte(bytes, at) {
                b',' => {
                    at += 1;
                    if in_object {
                        at = skip_whitespace(bytes, at);
                        at = key(bytes, at, &mut tree)?;
                    }
                    break;
                }
                b'}' if in_object => at += 1,
                b']' if !in_object => at += 1,
                _ => return None,
            }
            tree.close(at);
        }
    }
}

/// Reads a key and its colon.
#[inline]
fn key(bytes: &[u8], start: usize, tree: &mut Tree<'_>) -> Option<usize> {
    if byte(bytes, start) != b'"' {
        return None;
    }
    let mut at = string(bytes, start, tree)?;
    if byte(bytes, at) != b':' {
        at = skip_whitespace(bytes, at);
        if byte(bytes, at) != b':' {
            return None;
        }
    }
    at += 1;
    Some(if byte(bytes, at) == b' ' { at + 1 } else { at })
}

/// Reads a string from its opening quote.
#[inline]
fn string(bytes: &[u8], start: usize, tree: &mut Tree<'_>) -> Option<usize> {
    let mut at = tree.stops.next(bytes, start + 1);
    let mut tag = STRING;
    while byte(bytes, at) != b'"' {
        // A control character or the text's end is no escape either.
        let is_ascii;
        (at, is_ascii) = escape(bytes, at)?;
        tag |= if is_ascii { ESCAPES | CODED_ASCII } else { ESCAPES };
        at = tree.stops.next(bytes, at);
    }
    at += 1;
    tree.leaf(start, at, tag);
    Some(at)
}

/// Reads an escape from its backslash, and tells whether it is the code of an ASCII character.
#[expect(clippy::inline_always, reason = "a call for each escape is felt in the time of a whole file")]
#[inline(always)]
pub(super) fn escape(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    if byte(bytes, start) != b'\\' {
        return None;
    }
    let escaped = byte(bytes, start + 1);
    if escaped == b'u' {
        return code(bytes, start);
    }
    matches!(escaped, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't').then_some((start + 2, false))
}

/// Reads the code of a character, two where it is a pair of surrogates, and tells whether it is that of an ASCII one.
#[inline(never)]
fn code(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    match code_unit(bytes, start)? {
        0xd800..0xdc00 => {
            matches!(code_unit(bytes, start + 6)?, 0xdc00..0xe000).then_some((start + 12, false))
        }
        0xdc00..0xe000 => None,
        unit => Some((start + 6, unit < 0x80)),
    }
}

/// The value of the `\uXXXX` at a place.
fn code_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = bytes.get(at..)?.first_chunk::<6>()? else { return None };
    let [a, b, c, d] = digits.map(|digit| HEX_DIGITS[usize::from(digit)]);
    (a | b | c | d < NO_DIGIT).then_some(a << 12 | b << 8 | c << 4 | d)
}

/// In place of the value of a digit.
const NO_DIGIT: u16 = 16;

/// The values of hexadecimal digits.
const HEX_DIGITS: [u16; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value as usize];
        values[digit as usize] = value;
        values[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};

/// Where a number ends.
#[inline]
pub(super) fn number_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    if byte(bytes, at) == b'-' {
        at += 1;
    }
    at = if byte(bytes, at) == b'0' { at + 1 } else { digits(bytes, at)? };
    if byte(bytes, at) == b'.' {
        at = digits(bytes, at + 1)?;
    }
    if matches!(byte(bytes, at), b'e' | b'E') {
        at += 1;
        if matches!(byte(bytes, at), b'+' | b'-') {
            at += 1;
        }
        at = digits(bytes, at)?;
    }
    Some(at)
}

/// Reads at least one digit.
#[inline]
fn digits(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    while byte(bytes, at).is_ascii_digit() {
        at += 1;
    }
    (at > start).then_some(at)
}

#[inline]
pub(super) fn skip_whitespace(bytes: &[u8], at: usize) -> usize {
    skip_space(bytes, at).unwrap_or_else(|| skip_some_whitespace(bytes, at))
}

/// Passes a single space, if there is one; `None` where there is other white space, or more of it.
#[inline]
pub(super) fn skip_space(bytes: &[u8], at: usize) -> Option<usize> {
    if byte(bytes, at) > b' ' {
        Some(at)
    } else {
        (byte(bytes, at) == b' ' && byte(bytes, at + 1) > b' ').then_some(at + 1)
    }
}

pub(super) fn skip_some_whitespace(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        match byte(bytes, at) {
            b' ' | b'\n' => at += 1,
            b'\r' | b'\t' => {
                at += 1;
                continue;
            }
            _ => return at,
        }
        // Indentation: eight spaces at a time.
        while let Some(word) = word(bytes, at) {
            let spaces = (word ^ SPACES).trailing_zeros() as usize / 8;
            at += spaces;
            if spaces < 8 {
                break;
            }
        }
    }
}

/// The byte at a place; 0, which no rule accepts, after the end.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Eight bytes, the first of them lowest.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
