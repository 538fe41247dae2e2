//! What forms take their parameters for, held against the schema: a constraint that no request can break, for want of the
//! type or the member that it looks at, is a mistake in the file.

use super::{Parameter, Term};
use crate::ruleset::{Scalar, Shape, Table, Types};

/// What a parameter is taken for.
#[derive(Clone, Copy)]
pub enum Operand<'f> {
    /// A value of the type of that name.
    Value(&'f Parameter, &'static str),
    /// A list, to whose objects the member of that name belongs, with a value of the type of that name.
    Member(&'f Parameter, &'f str, &'static str),
    /// Something that may have these values.
    Term(&'f Term),
}

impl<'f> Operand<'f> {
    /// Lists of anything.
    #[must_use]
    pub fn lists(parameters: impl IntoIterator<Item = &'f Parameter>) -> Vec<Self> {
        parameters.into_iter().map(|parameter| Self::Value(parameter, "array")).collect()
    }

    /// Why it cannot be that by the schema; `None` where it can, or the schema does not tell.
    #[must_use]
    pub fn fault(self, table: &Table) -> Option<String> {
        let shape = |parameter: &Parameter| table.shape(u8::try_from(parameter.slot()).ok()?);
        match self {
            Self::Value(parameter, name) => {
                let types = named(name);
                let is_wrong = shape(parameter)?.types.is_disjoint(types);
                is_wrong.then(|| format!("by the schema, `{}` cannot be {}", parameter.path, types.display()))
            }
            Self::Member(list, member, name) => Self::Value(list, "array").fault(table).or_else(|| {
                let (types, path) = (named(name), &list.path);
                match member_types(shape(list)?, member)? {
                    Types::NONE => Some(format!("by the schema, the items of `{path}` have no `{member}`")),
                    own if own.is_disjoint(types) => {
                        let types = types.display();
                        Some(format!("by the schema, `{member}` in the items of `{path}` cannot be {types}"))
                    }
                    _ => None,
                }
            }),
            Self::Term(term) => {
                let shape = shape(&term.parameter)?;
                let value = term.is.iter().find(|value| !may_be(shape, value))?;
                Some(format!("by the schema, `{}` cannot be `{value}`", term.parameter.path))
            }
        }
    }
}

/// The type of that name; any, where there is none.
fn named(name: &str) -> Types {
    Types::named(name).unwrap_or(Types::ANY)
}

/// The alternatives of a shape that can be of the type of that name; itself, where it has none.
fn branches<'s>(shape: &'s Shape, name: &str) -> impl Iterator<Item = &'s Shape> {
    let types = named(name);
    let own = shape.union.is_empty().then_some(shape);
    own.into_iter().chain(&shape.union).filter(move |branch| !branch.types.is_disjoint(types))
}

/// Whether a value of that shape may be this one.
fn may_be(shape: &Shape, value: &Scalar) -> bool {
    let name = match value {
        Scalar::Bool(_) => "boolean",
        Scalar::Integer(_) => "integer",
        Scalar::Text(_) => "string",
    };
    branches(shape, name).any(|branch| branch.allowed.is_empty() || branch.allowed.contains(value))
}

/// The types that a member of the objects in a list of that shape may have; `None` where the schema does not tell.
fn member_types(list: &Shape, member: &str) -> Option<Types> {
    let mut types = Types::NONE;
    for list in branches(list, "array") {
        let items = list.array.as_ref()?.items.as_ref()?;
        for item in branches(items, "object") {
            let object = item.object.as_ref()?;
            match object.index_of(member) {
                Some(index) => types = types.union(object.properties[index].shape.types),
                None if object.is_closed => {}
                None => return None,
            }
        }
    }
    Some(types)
}
