//! Keys that stand more than once in one object.

use std::collections::HashMap;

use super::members::{Key, Member};
use super::node::{Kind, Node};

/// Up to so many members, comparing each with each is faster than hashing.
const FEW_MEMBERS: usize = 24;

/// The duplicate keys of all objects in `node`, itself included: pairs of a key's first place and each later
/// one, in the text order of the later ones.
#[must_use]
pub fn duplicate_keys(node: Node<'_>) -> Vec<(Key<'_>, Key<'_>)> {
    let mut pairs: Vec<_> =
        node.subtree().filter(|inner| inner.kind() == Kind::Object).flat_map(object_duplicates).collect();
    pairs.sort_by_key(|(_, later)| later.span().start);
    pairs
}

/// The same for one object alone, not for the objects inside it. Empty for anything but an object.
#[must_use]
pub fn object_duplicates(node: Node<'_>) -> Vec<(Key<'_>, Key<'_>)> {
    let mut pairs = Vec::new();
    let mut firsts = [None; FEW_MEMBERS];
    for (index, Member { key, .. }) in node.members().enumerate() {
        let Some((vacant, before)) = firsts.get_mut(..=index).and_then(<[_]>::split_last_mut) else {
            return object_duplicates_hashed(node);
        };
        match before.iter().flatten().find(|&&first| is_same(first, key)) {
            Some(&first) => pairs.push((first, key)),
            None => *vacant = Some(key),
        }
    }
    pairs
}

fn object_duplicates_hashed(node: Node<'_>) -> Vec<(Key<'_>, Key<'_>)> {
    let mut pairs = Vec::new();
    let mut firsts = HashMap::new();
    for Member { key, .. } in node.members() {
        let first = *firsts.entry(key.decoded()).or_insert(key);
        if first.span() != key.span() {
            pairs.push((first, key));
        }
    }
    pairs
}

fn is_same(first: Key<'_>, second: Key<'_>) -> bool {
    if first.has_escapes() { second.is(&first.decoded()) } else { second.is(first.raw()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Arena;

    fn offsets(text: &str) -> Vec<(usize, usize)> {
        let mut arena = Arena::default();
        let root = arena.parse(text).root().unwrap();
        let pairs = duplicate_keys(root);
        pairs.into_iter().map(|(first, later)| (first.span().start, later.span().start)).collect()
    }

    #[test]
    fn each_later_place_is_paired_with_the_first() {
        assert_eq!(offsets(r#"{"a":1,"a":2,"a":3}"#), [(1, 7), (1, 13)]);
        assert_eq!(offsets(r#"{"a":1,"b":{"a":1},"c":[{"x":1,"x":2}],"a":2}"#), [(25, 31), (1, 39)]);
        assert_eq!(offsets(r#"{"a":1,"\u0061":2}"#), [(1, 7)]);
        assert_eq!(offsets(r#"[{"a":1},{"a":1}]"#), []);
    }

    #[test]
    fn large_objects_are_no_different() {
        let members: Vec<_> = (0..50_000).map(|number| format!("\"k{}\":0", number % 49_999)).collect();
        let text = format!("{{{},\"k7\":{{\"z\":1,\"z\":2}}}}", members.join(","));
        let found = offsets(&text);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].0, 1);
    }
}
