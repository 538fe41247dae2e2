//! What the arena stores for a node: sixteen bytes, in text order.

/// A node as stored. Nodes stand in pre-order; in an object each key is a node, directly before its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawNode {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
    /// Index after this node and all below it: its next sibling, if it has one.
    pub next: u32,
    /// The kind ([`KIND`]) and the flags below.
    pub tag: u32,
}

impl RawNode {
    /// The text between a string's quotes.
    pub fn inside(self, text: &str) -> &str {
        let width = quote_width(self.tag);
        text.get(self.start as usize + width..(self.end as usize).saturating_sub(width)).unwrap_or_default()
    }
}

/// The bits of a tag that say what a node is: one of the constants up to [`INVALID`].
pub(super) const KIND: u32 = 0b111;
pub(super) const NULL: u32 = 0;
pub(super) const BOOL: u32 = 1;
pub(super) const NUMBER: u32 = 2;
pub(super) const STRING: u32 = 3;
pub(super) const ARRAY: u32 = 4;
pub(super) const OBJECT: u32 = 5;
pub(super) const INVALID: u32 = 6;

/// Of a bool: it is `true`.
pub(super) const TRUE: u32 = 1 << 3;
/// Of a string: it holds a backslash.
pub(super) const ESCAPES: u32 = 1 << 4;
/// Of a string: it holds the code of an ASCII character, such as `\u003c`.
pub(super) const CODED_ASCII: u32 = 1 << 5;
/// Of a container: its end could not be read.
pub(super) const INCOMPLETE: u32 = 1 << 6;

/// Of a string: a mistake inside leaves it open what it means.
pub(super) const DOUBTFUL: u32 = 1 << 9;

/// Of a string: the bits that say how it is quoted; none of them for `"`.
pub(super) const QUOTES: u32 = 0b11 << 7;
/// One byte on each side that is not `"`.
pub(super) const SINGLE_QUOTES: u32 = 0b01 << 7;
/// Nothing around it.
pub(super) const NO_QUOTES: u32 = 0b10 << 7;
/// A typographic quote, three bytes, on each side.
pub(super) const TYPOGRAPHIC_QUOTES: u32 = 0b11 << 7;

/// How many bytes the quote on each side of a string with this tag takes.
pub(super) const fn quote_width(tag: u32) -> usize {
    match tag & QUOTES {
        NO_QUOTES => 0,
        TYPOGRAPHIC_QUOTES => 3,
        _ => 1,
    }
}

/// An offset or index as stored.
#[expect(
    clippy::cast_possible_truncation,
    reason = "longer texts are refused first, and nodes have a byte each"
)]
pub(super) const fn stored(offset: usize) -> u32 {
    offset as u32
}
