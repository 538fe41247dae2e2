//! Under which conditions a keyword applies: the `then` and `else` branches and the dependencies on its way.

use jsonschema::paths::Location;
use serde_json::{Map, Value};

use crate::json::Pointer;

/// What makes a keyword apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// It applies to some values only.
    pub apply: bool,
    /// The members of the object one of whose presence makes it apply, as far as they are known.
    pub triggers: Vec<String>,
}

/// The conditions on an evaluation path. `siblings` is the schema that holds the keyword, and `property` the missing
/// parameter: a dependency that is a list of names stands there.
pub(super) fn conditions(
    path: &Location,
    siblings: Option<&Map<String, Value>>,
    property: &Value,
) -> Conditions {
    let mut conditions = Conditions::default();
    let mut tokens = Pointer::tokens(path.as_str());
    while let Some(token) = tokens.next() {
        match &*token {
            "properties" | "patternProperties" | "$defs" | "definitions" => drop(tokens.next()),
            "then" | "else" => conditions.apply = true,
            "dependentRequired" | "dependentSchemas" | "dependencies" => {
                conditions.apply = true;
                conditions.triggers = match tokens.next() {
                    Some(name) => vec![name.into_owned()],
                    None => listing(siblings, &token, property),
                };
            }
            _ => {}
        }
    }
    conditions
}

/// The names whose lists hold `property`.
fn listing(siblings: Option<&Map<String, Value>>, keyword: &str, property: &Value) -> Vec<String> {
    let lists = siblings.and_then(|schema| schema.get(keyword)?.as_object());
    let holds = |list: &Value| list.as_array().is_some_and(|names| names.contains(property));
    lists.into_iter().flatten().filter(|(_, list)| holds(list)).map(|(name, _)| name.clone()).collect()
}
