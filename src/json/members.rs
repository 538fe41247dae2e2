//! What containers hold: members with their keys, and items.

use std::borrow::Cow;

use super::escapes;
use super::node::Node;
use crate::source::Span;

/// The key of a member.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a>(pub(super) Node<'a>);

impl<'a> Key<'a> {
    /// The key at a node that is one.
    pub(super) fn new(node: Node<'a>) -> Self {
        Self(node)
    }

    /// Its number in the document, in text order.
    #[must_use]
    pub fn index(self) -> u32 {
        self.0.index()
    }

    /// The key with its quotes.
    #[must_use]
    pub fn span(self) -> Span {
        self.0.span()
    }

    /// The key as it is written, without its quotes.
    #[must_use]
    pub fn raw(self) -> &'a str {
        self.0.inside()
    }

    /// Whether it is written with backslashes.
    #[must_use]
    pub fn has_escapes(self) -> bool {
        self.0.has_escapes()
    }

    /// Whether a mistake inside leaves it open what it means.
    #[must_use]
    pub fn is_doubtful(self) -> bool {
        self.0.is_doubtful()
    }

    /// The key, if it is written without backslashes.
    #[must_use]
    pub fn plain(self) -> Option<&'a str> {
        self.0.plain()
    }

    /// The key as it is meant; borrowed from the text where it has no escapes.
    #[must_use]
    pub fn decoded(self) -> Cow<'a, str> {
        match self.plain() {
            Some(plain) => Cow::Borrowed(plain),
            None => escapes::decode(self.raw()),
        }
    }

    /// Whether this is the key `name`.
    #[inline]
    #[must_use]
    pub fn is(self, name: &str) -> bool {
        match self.0.is_plain(name) {
            Some(is_name) => is_name,
            None => escapes::means(self.raw(), name),
        }
    }
}

/// A key and its value.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The key.
    pub key: Key<'a>,
    /// The value.
    pub value: Node<'a>,
}

/// The members of an object, in text order, keys that stand more than once included.
#[derive(Debug, Clone)]
pub struct Members<'a>(pub(super) Items<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let key = self.0.next;
        if key.index() >= self.0.end {
            return None;
        }
        // A key has nothing below it, and is followed by its value.
        let value = key.node_at(key.index() + 1);
        self.0.next = value.sibling();
        Some(Member { key: Key(key), value })
    }
}

/// The items of an array, in text order.
#[derive(Debug, Clone)]
pub struct Items<'a> {
    /// The first node not yet given, or where the container ends.
    pub(super) next: Node<'a>,
    pub(super) end: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.next.index() >= self.end {
            return None;
        }
        let node = self.next;
        self.next = node.sibling();
        Some(node)
    }
}
