//! The values of a document that findings are about. There may be very many of them, so that neither the way to one nor
//! the hash of one is gone twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use runware_lint::json::{Children, Document, Kind, Node, Pointer};
use runware_lint::source::Span;

/// The values of one document.
pub struct Values<'d> {
    document: Document<'d>,
    children: Children<'d>,
    /// What was made of texts, by where each begins and ends.
    hashes: HashMap<(usize, usize), String>,
}

impl<'d> Values<'d> {
    pub fn of(document: Document<'d>) -> Self {
        Self { document, children: Children::default(), hashes: HashMap::new() }
    }

    /// Where the value stands that a pointer leads to: where [`Pointer::resolve`] finds it.
    pub fn span(&mut self, pointer: &str) -> Option<Span> {
        let root = self.document.root()?;
        let value = Pointer::tokens(pointer).try_fold(root, |node, token| match node.kind() {
            Kind::Object => self.children.member(node, &token).map(|member| member.value),
            Kind::Array => self.children.item(node, token.parse().ok()?),
            _ => None,
        });
        value.map(Node::span)
    }

    /// What `hash` makes of the document's text at a span.
    pub fn hash(&mut self, span: Span, hash: impl FnOnce(&str) -> String) -> Option<String> {
        match self.hashes.entry((span.start, span.end)) {
            Entry::Occupied(known) => Some(known.get().clone()),
            Entry::Vacant(new) => {
                let text = self.document.text().get(span.start..span.end)?;
                Some(new.insert(hash(text)).clone())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runware_lint::json::Arena;

    #[test]
    fn values_are_found_where_their_pointers_lead() {
        let text = r#"[{"a": 1, "b/c": [10, [20, 21]], "\u0061": {"": 2}}, true]"#;
        let mut arena = Arena::default();
        let document = arena.parse(text);
        let mut values = Values::of(document);
        let pointers =
            ["", "/0", "/0/a", "/0/a/", "/0/b~1c", "/0/b~1c/1/1", "/1", "/2", "/0/b", "/0/b~1c/2", "/1/0"];
        for pointer in pointers.into_iter().chain(pointers) {
            let found = Pointer::resolve(document.root().unwrap(), pointer).map(Node::span);
            assert_eq!(values.span(pointer), found, "{pointer}");
        }
        assert_eq!(values.span("/0/b~1c/1/1").map(|span| &text[span.start..span.end]), Some("21"));
    }

    #[test]
    fn a_text_is_hashed_once() {
        let mut arena = Arena::default();
        let mut values = Values::of(arena.parse("[1, 2]"));
        let (first, second) = (values.span("/0").unwrap(), values.span("/1").unwrap());
        assert_eq!(values.hash(first, str::to_owned).as_deref(), Some("1"));
        assert_eq!(values.hash(first, |_| unreachable!()).as_deref(), Some("1"));
        assert_eq!(values.hash(second, str::to_owned).as_deref(), Some("2"));
        assert_eq!(values.hash(Span::new(0, 99), str::to_owned), None);
    }
}
