//! JSON pointers (RFC 6901): written token by token, taken apart, followed.

use std::borrow::Cow;

use super::node::{Kind, Node};

/// What can be done with a JSON pointer; the pointer itself is a string.
#[derive(Debug, Clone, Copy)]
pub struct Pointer;

impl Pointer {
    /// Adds a key to a pointer, with its slash and its escapes.
    pub fn push_token(pointer: &mut String, token: &str) {
        pointer.push('/');
        if memchr::memchr2(b'~', b'/', token.as_bytes()).is_none() {
            return pointer.push_str(token);
        }
        for character in token.chars() {
            match character {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                other => pointer.push(other),
            }
        }
    }

    /// Adds an index in an array to a pointer.
    pub fn push_index(pointer: &mut String, index: usize) {
        pointer.push('/');
        pointer.push_str(&index.to_string());
    }

    /// The keys and indexes of a pointer, unescaped. The empty pointer has none; text before the first slash,
    /// which a pointer cannot have, is passed over.
    #[must_use]
    pub fn tokens(pointer: &str) -> Tokens<'_> {
        Tokens(pointer.split_once('/').map(|(_, rest)| rest))
    }

    /// The value that a pointer leads to; the last one where a key stands more than once. `None` where there is
    /// none, or where `pointer` is no pointer.
    #[must_use]
    pub fn resolve<'a>(root: Node<'a>, pointer: &str) -> Option<Node<'a>> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return None;
        }
        Self::tokens(pointer).try_fold(root, |node, token| match node.kind() {
            Kind::Object => node.get(&token),
            Kind::Array => node.items().nth(read_index(&token)?),
            _ => None,
        })
    }
}

/// The tokens of a pointer, in order.
#[derive(Debug, Clone)]
pub struct Tokens<'a>(Option<&'a str>);

impl<'a> Iterator for Tokens<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        let rest = self.0?;
        let (token, after) = rest.split_once('/').map_or((rest, None), |(token, after)| (token, Some(after)));
        self.0 = after;
        Some(if token.contains('~') {
            Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(token)
        })
    }
}

fn read_index(token: &str) -> Option<usize> {
    let is_index = token == "0" || !token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit());
    if is_index { token.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Arena;

    #[test]
    fn tokens_survive_the_way_there_and_back() {
        let mut pointer = String::new();
        let tokens = ["a/b", "m~n", "", "~1", "é"];
        for token in tokens {
            Pointer::push_token(&mut pointer, token);
        }
        Pointer::push_index(&mut pointer, 3);
        assert_eq!(pointer, "/a~1b/m~0n//~01/é/3");
        let read: Vec<_> = Pointer::tokens(&pointer).collect();
        assert_eq!(read, ["a/b", "m~n", "", "~1", "é", "3"]);
        assert_eq!(Pointer::tokens("").count(), 0);
    }

    #[test]
    fn pointers_lead_to_values() {
        let mut arena = Arena::default();
        let document = arena.parse(r#"{"a": [10, {"b/c": true}], "": 1, "a~": 2, "w": 3, "\u0077": 4}"#);
        let root = document.root().unwrap();
        let literal = |pointer| {
            Pointer::resolve(root, pointer).map(|node| &document.text()[node.span().start..node.span().end])
        };
        assert_eq!(literal("/a/0"), Some("10"));
        assert_eq!(literal("/a/1/b~1c"), Some("true"));
        assert_eq!(literal("/"), Some("1"));
        assert_eq!(literal("/a~0"), Some("2"));
        assert_eq!(literal("/w"), Some("4"));
        assert_eq!(literal(""), Some(document.text()));
        for missing in ["a", "/a/2", "/a/00", "/a/-", "/a/+1", "/a/0/x", "/b", "/a/"] {
            assert_eq!(literal(missing), None, "{missing}");
        }
    }
}
