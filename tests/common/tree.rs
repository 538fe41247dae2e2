//! JSON that can be taken apart and written with every spelling kept: keys and scalars are the text of the source.

use std::fmt;

use runware_lint::json::{Kind, Node};

/// A value.
#[derive(Clone)]
pub enum Tree {
    /// A string, a number, `true`, `false` or `null`, as it is written.
    Scalar(String),
    /// An array.
    Array(Vec<Tree>),
    /// An object; keys are written with their quotes, and may stand there twice.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The tree of a node of a sound document.
    pub fn of(node: Node<'_>, text: &str) -> Self {
        match node.kind() {
            Kind::Array => Self::Array(node.items().map(|item| Self::of(item, text)).collect()),
            Kind::Object => {
                let members = node.members();
                Self::Object(
                    members
                        .map(|member| {
                            (
                                text[member.key.span().start..member.key.span().end].to_owned(),
                                Self::of(member.value, text),
                            )
                        })
                        .collect(),
                )
            }
            _ => Self::Scalar(text[node.span().start..node.span().end].to_owned()),
        }
    }

    /// A scalar as it is written.
    pub fn scalar(text: impl Into<String>) -> Self {
        Self::Scalar(text.into())
    }

    /// How many values there are in it, itself included.
    pub fn size(&self) -> usize {
        1 + self.children().map(Self::size).sum::<usize>()
    }

    fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::Scalar(_) => Box::new(std::iter::empty()),
            Self::Array(items) => Box::new(items.iter()),
            Self::Object(members) => Box::new(members.iter().map(|(_, value)| value)),
        }
    }

    /// The value with that number, counted in text order; 0 is the whole.
    pub fn at(&mut self, mut number: usize) -> &mut Self {
        if number == 0 {
            return self;
        }
        number -= 1;
        let children: Vec<&mut Self> = match self {
            Self::Scalar(_) => Vec::new(),
            Self::Array(items) => items.iter_mut().collect(),
            Self::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        };
        for child in children {
            let size = child.size();
            if number < size {
                return child.at(number);
            }
            number -= size;
        }
        panic!("the tree has no value of that number")
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(text) => write!(f, "{text}"),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(key, value)| format!("{key}:{value}")).collect();
                write!(f, "{{{}}}", members.join(","))
            }
        }
    }
}
