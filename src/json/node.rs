//! A value in a document, by its place in the arena.

use std::borrow::Cow;
use std::ops::Range;

use super::escapes;
use super::members::{Items, Key, Member, Members};
use super::number::Number;
use super::raw::{
    ARRAY, BOOL, CODED_ASCII, DOUBTFUL, ESCAPES, INCOMPLETE, INVALID, KIND, NULL, NUMBER, OBJECT, QUOTES,
    RawNode, STRING, TRUE, quote_width, stored,
};
use crate::source::Span;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// What stands where a value should and is none (`NaN`, `True`, `01`, or nothing at all, then with an empty
    /// span). Its document has an error there.
    Invalid,
}

/// A value in a [`Document`](super::Document). Copies are cheap.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    text: &'a str,
    nodes: &'a [RawNode],
    index: u32,
}

impl<'a> Node<'a> {
    /// The first node of an arena, which is its root.
    pub(super) fn first(text: &'a str, nodes: &'a [RawNode]) -> Option<Self> {
        (!nodes.is_empty()).then_some(Self { text, nodes, index: 0 })
    }

    /// The member whose key has this number in the document ([`Key::index`]).
    #[must_use]
    pub(crate) fn member_at(self, key: u32) -> Member<'a> {
        let key = Self { index: key, ..self };
        Member { key: Key::new(key), value: Self { index: key.index + 1, ..self } }
    }

    /// The node that has this number in the document ([`Node::index`]).
    #[must_use]
    pub(crate) fn node_at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// The numbers of this node and of all that stand inside of it.
    #[must_use]
    pub(crate) fn indices(self) -> Range<u32> {
        self.index..self.sibling().index.max(self.index)
    }

    /// This node's number in the document, in text order, the root's being 0. Keys are counted.
    #[must_use]
    pub fn index(self) -> u32 {
        self.index
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.raw().tag & KIND {
            NULL => Kind::Null,
            BOOL => Kind::Bool,
            NUMBER => Kind::Number,
            STRING => Kind::String,
            ARRAY => Kind::Array,
            OBJECT => Kind::Object,
            _ => Kind::Invalid,
        }
    }

    /// Where it stands: strings with their quotes, containers with their brackets (or up to where the text could
    /// be read).
    #[must_use]
    pub fn span(self) -> Span {
        let raw = self.raw();
        Span::new(raw.start as usize, raw.end as usize)
    }

    /// The first byte: of a container, its opening bracket. (Of a value that begins with another character than
    /// ASCII, which only broken texts have, that whole character.)
    #[must_use]
    pub fn opening(self) -> Span {
        let span = self.span();
        let first = self.text.get(span.start..span.end).and_then(|text| text.chars().next());
        Span::new(span.start, span.start + first.map_or(0, char::len_utf8))
    }

    /// Whether it is a container whose end, or whose further contents, could not be read with certainty.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        self.raw().tag & INCOMPLETE != 0
    }

    /// Whether it is a string with a mistake inside (a wrong escape, a raw line break), so that nobody knows what it means.
    #[must_use]
    pub fn is_doubtful(self) -> bool {
        self.raw().tag & DOUBTFUL != 0
    }

    /// The value of a bool.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        let tag = self.raw().tag;
        (tag & KIND == BOOL).then_some(tag & TRUE != 0)
    }

    /// What a string means; borrowed from the text where it has no escapes.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        match self.plain() {
            Some(plain) => Some(Cow::Borrowed(plain)),
            None => self.raw_str().map(escapes::decode),
        }
    }

    /// Whether it is a string that means this text.
    #[must_use]
    pub fn is_text(self, text: &str) -> bool {
        match self.is_plain(text) {
            Some(is_text) => is_text,
            None => self.as_str().is_some_and(|meant| meant == text),
        }
    }

    /// A string as it is written, without its quotes.
    #[must_use]
    pub fn raw_str(self) -> Option<&'a str> {
        let raw = self.raw();
        (raw.tag & KIND == STRING).then(|| raw.inside(self.text))
    }

    /// A string, if it is written without backslashes.
    pub(super) fn plain(self) -> Option<&'a str> {
        let raw = self.raw();
        (raw.tag & (KIND | ESCAPES) == STRING).then(|| raw.inside(self.text))
    }

    /// Whether this string is that text, if it is in the usual quotes and without backslashes.
    #[inline]
    pub(super) fn is_plain(self, text: &str) -> Option<bool> {
        let raw = self.raw();
        let (start, end) = (raw.start as usize + 1, (raw.end as usize).saturating_sub(1));
        (raw.tag & (KIND | ESCAPES | QUOTES) == STRING).then(|| {
            start + text.len() == end && self.text.as_bytes().get(start..end) == Some(text.as_bytes())
        })
    }

    /// Whether it is a string that is written with backslashes.
    #[must_use]
    pub fn has_escapes(self) -> bool {
        self.raw().tag & ESCAPES != 0
    }

    /// Whether codes stand for ASCII characters of a string, such as `\u003c`.
    #[must_use]
    pub fn has_coded_ascii(self) -> bool {
        self.raw().tag & CODED_ASCII != 0
    }

    /// Whether a string may mean this ASCII character. Looks at the text as it is written, which is fast; only where the
    /// codes of characters stand for ASCII ones the answer may be a wrong yes.
    #[must_use]
    pub fn may_contain(self, ascii: u8) -> bool {
        self.has_coded_ascii()
            || self.raw_str().is_some_and(|raw| memchr::memchr(ascii, raw.as_bytes()).is_some())
    }

    /// How many Unicode scalar values a string means; 0 for anything else.
    #[must_use]
    pub fn char_count(self) -> usize {
        let tag = self.raw().tag;
        if tag & KIND != STRING {
            0
        } else if tag & ESCAPES != 0 {
            escapes::char_count(self.inside())
        } else {
            self.inside().chars().count()
        }
    }

    /// Whether the bytes of a string alone tell that it means at least so many Unicode scalar values.
    #[must_use]
    pub fn has_at_least(self, chars: usize) -> bool {
        /// As many bytes as one character takes at most: `\ud83d\ude00`.
        const WIDEST: usize = 12;
        self.raw_str().is_some_and(|raw| raw.len() / WIDEST >= chars)
    }

    /// Whether the bytes of a string alone tell that it means at most so many Unicode scalar values.
    #[must_use]
    pub fn has_at_most(self, chars: usize) -> bool {
        self.raw_str().is_some_and(|raw| raw.len() <= chars)
    }

    /// A number, as it is written.
    #[must_use]
    pub fn as_number(self) -> Option<Number<'a>> {
        (self.raw().tag & KIND == NUMBER).then(|| Number::new(self.source()))
    }

    /// The members of an object, in text order, duplicates included; none for anything else.
    #[must_use]
    pub fn members(self) -> Members<'a> {
        Members(self.children_if(OBJECT))
    }

    /// The items of an array, in text order; none for anything else.
    #[must_use]
    pub fn items(self) -> Items<'a> {
        self.children_if(ARRAY)
    }

    /// How many items an array has; 0 for anything else.
    #[must_use]
    pub fn item_count(self) -> usize {
        self.items().count()
    }

    /// The value of an object's last member with this key.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.get_member(key).map(|member| member.value)
    }

    /// An object's last member with this key.
    #[must_use]
    pub fn get_member(self, key: &str) -> Option<Member<'a>> {
        let raw = self.raw();
        let end = if raw.tag & KIND == OBJECT { raw.next } else { 0 };
        let mut index = self.index + 1;
        let mut found = None;
        while index < end
            && let Some([name, value, ..]) = self.nodes.get(index as usize..)
        {
            // Most names have another length.
            let is_usual = name.tag & (ESCAPES | QUOTES) == 0;
            if !(is_usual && (name.end - name.start) as usize != key.len() + 2) {
                let member = self.member_at(index);
                found = if member.key.is(key) { Some(member) } else { found };
            }
            index = value.next;
        }
        found
    }

    /// Where in the text a part of a string stands: `decoded` are bytes of what the string means. A part of a
    /// character or of an escape counts as the whole of it, and what reaches outside is cut. For anything but a
    /// string: the whole span.
    #[must_use]
    pub fn span_within(self, decoded: Range<usize>) -> Span {
        let Some(raw) = self.raw_str() else { return self.span() };
        let start = self.span().start + quote_width(self.raw().tag);
        let range = escapes::range_in_source(raw, decoded);
        Span::new(start + range.start, start + range.end)
    }

    /// This node and all below it, keys included, in text order.
    pub(super) fn subtree(self) -> impl Iterator<Item = Node<'a>> {
        (self.index..self.raw().next).map(move |index| Node { index, ..self })
    }

    /// The node after this one and all below it, if they have the same parent.
    pub(super) fn sibling(self) -> Self {
        Self { index: self.raw().next, ..self }
    }

    /// The text between a string's quotes.
    pub(super) fn inside(self) -> &'a str {
        self.raw().inside(self.text)
    }

    fn source(self) -> &'a str {
        let span = self.span();
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The child nodes, if it is a container of this kind.
    fn children_if(self, kind: u32) -> Items<'a> {
        let raw = self.raw();
        let end = if raw.tag & KIND == kind { raw.next } else { 0 };
        Items { next: Node { index: self.index + 1, ..self }, end }
    }

    #[inline]
    fn raw(self) -> RawNode {
        self.nodes.get(self.index as usize).copied().unwrap_or(RawNode {
            start: 0,
            end: 0,
            next: stored(self.nodes.len()),
            tag: INVALID,
        })
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let span = self.span();
        write!(formatter, "{:?} at {}..{}", self.kind(), span.start, span.end)
    }
}

impl<'a> From<Key<'a>> for Node<'a> {
    /// The key as the string node that it is.
    fn from(key: Key<'a>) -> Self {
        key.0
    }
}
