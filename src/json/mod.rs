//! Text to a document whose every node knows its place: strict RFC 8259, read into a flat arena that can be reused.
//!
//! A fast parser (`strict`) takes texts that are right and says nothing about others; those are read again from
//! the start by a tolerant one (`tolerant`), which names the mistakes and keeps as much of the tree as is certain.

mod children;
mod cursor;
mod duplicates;
mod escapes;
mod lexer;
mod members;
mod mistakes;
mod name;
mod node;
mod number;
mod pointer;
mod quoted;
mod raw;
mod stops;
mod strict;
mod tolerant;
mod wording;
mod wrong_number;

#[cfg(test)]
mod broken_texts;
#[cfg(test)]
mod comparison;

pub use children::Children;
pub(crate) use cursor::{Cursor, Text};
pub use duplicates::{duplicate_keys, object_duplicates};
pub use members::{Items, Key, Member, Members};
pub(crate) use name::Name;
pub use node::{Kind, Node};
pub use number::Number;
pub use pointer::{Pointer, Tokens};

use crate::source::{BYTE_ORDER_MARK, Span};
use raw::RawNode;

/// How many brackets may be open at once.
pub const MAX_DEPTH: usize = 512;

/// As many nodes as nearly every request has; to grow up to here takes as long as to read one.
const USUAL_NODES: usize = 64;

/// The memory that documents are parsed into. Reusing one for text after text saves its allocations.
#[derive(Debug, Default)]
pub struct Arena {
    nodes: Vec<RawNode>,
    errors: Vec<SyntaxError>,
}

impl Arena {
    /// Reads a text, whatever it holds, in place of what the arena held before. A byte order mark in front is
    /// skipped; offsets count it. Never fails: what is wrong is in [`Document::errors`].
    pub fn parse<'a>(&'a mut self, text: &'a str) -> Document<'a> {
        self.nodes.clear();
        self.nodes.reserve(USUAL_NODES);
        self.errors.clear();
        if u32::try_from(text.len()).is_err() {
            self.errors.push(wording::too_long());
        } else if !strict::parse(text, &mut self.nodes) {
            self.nodes.clear();
            tolerant::parse(text, &mut self.nodes, &mut self.errors);
        }
        self.document(text)
    }

    /// Lets `read` read the text from byte `start`, inside of `depth` brackets, in place of what the arena held before.
    /// Answers with what it made, and where it ended; `None` where it gave up, or the text is too long.
    pub(crate) fn read<'a, T>(
        &mut self,
        text: &'a str,
        start: usize,
        depth: usize,
        read: impl FnOnce(&mut Cursor<'a, '_>) -> Option<T>,
    ) -> Option<(T, usize)> {
        u32::try_from(text.len()).ok()?;
        self.nodes.clear();
        self.nodes.reserve(USUAL_NODES);
        self.errors.clear();
        let mut cursor = Cursor::new(text, start, &mut self.nodes, depth);
        let made = read(&mut cursor)?;
        Some((made, cursor.offset()))
    }

    /// Reads the item of an outermost array that stands at byte `start`, in place of what the arena held before. Answers
    /// where it ended, white space included; `None` where it is not right.
    pub(crate) fn parse_item(&mut self, text: &str, start: usize) -> Option<usize> {
        u32::try_from(text.len()).ok()?;
        self.nodes.clear();
        self.errors.clear();
        strict::parse_inside(text, start, &mut self.nodes, 1)
    }

    /// What was read last, which must have been this text and right.
    pub(crate) fn document<'a>(&'a self, text: &'a str) -> Document<'a> {
        Document { text, nodes: &self.nodes, errors: &self.errors }
    }
}

/// One text as it was read: its tree, as far as that is certain, and its mistakes.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    text: &'a str,
    nodes: &'a [RawNode],
    errors: &'a [SyntaxError],
}

impl<'a> Document<'a> {
    /// The outermost value; none where not even its beginning could be read.
    #[must_use]
    pub fn root(&self) -> Option<Node<'a>> {
        Node::first(self.text, self.nodes)
    }

    /// The mistakes, in text order; none exactly when the text is RFC 8259 JSON of at most [`MAX_DEPTH`] levels.
    #[must_use]
    pub fn errors(&self) -> &'a [SyntaxError] {
        self.errors
    }

    /// The nodes as they are stored, to be compared.
    #[cfg(test)]
    pub(crate) fn stored(&self) -> String {
        format!("{:?}", self.nodes)
    }

    /// The text that was parsed, all of it.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }
}

/// One mistake in the text's syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The offending token; empty at the text's end where that comes too early.
    pub span: Span,
    /// What is wrong: lower case, no full stop, never the content of a string.
    pub message: String,
    /// A few words for the marked place.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Another place that made it so, such as the bracket that is not closed, and what to say there.
    pub related: Option<(Span, String)>,
    /// Whether its words may repeat what stands at its place.
    pub(crate) repeats_text: bool,
}

/// Where the text starts, in bytes: after a byte order mark, if there is one.
pub(crate) fn start_of(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 }
}
