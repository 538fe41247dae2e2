//! Members and items that are looked up again and again.

use std::borrow::Cow;
use std::collections::HashMap;

use super::members::Member;
use super::node::Node;

/// Among so many members, one is found without having noted them before.
const FEW: usize = 24;

/// What stands in the large objects and in the arrays of one document, noted when it is asked for first: to look for many
/// members of one object, or items of one array, takes no more time for each than to look for one.
#[derive(Debug, Default)]
pub struct Children<'d> {
    /// The members of objects that have many, by the number of the object in the document.
    members: HashMap<u32, HashMap<Cow<'d, str>, Member<'d>>>,
    items: HashMap<u32, Vec<Node<'d>>>,
}

impl<'d> Children<'d> {
    /// An object's last member with this key: as [`Node::get_member`].
    pub fn member(&mut self, object: Node<'d>, key: &str) -> Option<Member<'d>> {
        if object.members().nth(FEW).is_none() {
            return object.get_member(key);
        }
        let members = self.members.entry(object.index());
        let named = |member: Member<'d>| (member.key.decoded(), member);
        members.or_insert_with(|| object.members().map(named).collect()).get(key).copied()
    }

    /// The item of an array that has this index.
    pub fn item(&mut self, array: Node<'d>, index: usize) -> Option<Node<'d>> {
        self.items.entry(array.index()).or_insert_with(|| array.items().collect()).get(index).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Arena;

    #[test]
    fn the_last_of_several_members_is_found_in_objects_of_any_size() {
        let mut arena = Arena::default();
        let many: Vec<String> = (0..2 * FEW).map(|number| format!(r#""k{number}": 1"#)).collect();
        let many = many.join(", ");
        let text = format!(r#"[{{"a": 1, "\u0061": 2}}, {{{many}, "k7": 2, "\u006b": 3}}]"#);
        let document = arena.parse(&text);
        let mut children = Children::default();
        let root = document.root().unwrap();
        for item in root.items().chain(root.items()) {
            for key in ["a", "k", "k7", "k8", "l", ""] {
                let value = |member: Option<Member<'_>>| member.map(|member| member.value.span());
                assert_eq!(value(children.member(item, key)), value(item.get_member(key)), "{key}");
            }
        }
        assert_eq!(children.member(root, "a").map(|member| member.value.span()), None);
    }

    #[test]
    fn items_are_found_by_their_index() {
        let mut arena = Arena::default();
        let root = arena.parse("[[1, 2], 3]").root().unwrap();
        let mut children = Children::default();
        for array in root.items().chain([root]) {
            for index in 0..3 {
                let span = |item: Option<Node<'_>>| item.map(Node::span);
                assert_eq!(span(children.item(array, index)), span(array.items().nth(index)), "{index}");
            }
        }
    }
}
