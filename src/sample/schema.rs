//! A schema file as the maker of requests needs it: every parameter in the order of the file, with its own keywords.

use serde_json::Value;

use crate::json::{Arena, Document, Node};

/// A parameter, or a member of the objects in a list.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its path, with `[]` behind a list: `inputs.elements[].id`.
    pub path: String,
    /// The path in single names, of which those of lists end in `[]`.
    pub steps: Vec<String>,
    /// The index of the field whose object, or the objects in whose list, hold it; none at the task itself.
    pub holder: Option<usize>,
    /// True where the object that holds it must have it.
    pub is_required: bool,
    /// Its schema, with every `$ref` replaced by what it refers to.
    pub schema: Value,
}

impl Field {
    /// Its last name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.steps.last().map_or("", String::as_str)
    }

    /// JSON Pointer of the parameter from the task, in the first item of a list.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.steps.iter().fold(String::new(), |pointer, step| match step.strip_suffix("[]") {
            Some(name) => format!("{pointer}/{name}/0"),
            None => format!("{pointer}/{step}"),
        })
    }

    /// True for a member of the objects in a list.
    #[must_use]
    pub fn is_in_list(&self) -> bool {
        self.path.contains("[]")
    }

    /// True where it holds other parameters and nothing else.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.schema.get("properties").is_some()
    }

    /// True where its schema allows a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.schema.get("items").is_some()
    }
}

/// The parameters of a model.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The parameters, each before those inside of it.
    pub fields: Vec<Field>,
    /// The schema of the task, with every `$ref` replaced.
    pub task: Value,
}

impl Schema {
    /// Reads a schema file that a rule set was made of; one that is none has no parameters.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut arena = Arena::default();
        let document = arena.parse(text);
        let root: Value = serde_json::from_str(text).unwrap_or_default();
        let mut schema = Self { fields: Vec::new(), task: resolved(&root, &root, 0) };
        if let Some(node) = document.root() {
            schema.collect(document, &root, node, None, &[]);
        }
        schema
    }

    /// The index of the parameter at that path, with or without `[]` behind the names of lists.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        let plain = |path: &str| path.replace("[]", "");
        let exact = self.fields.iter().position(|field| field.path == path);
        exact.or_else(|| self.fields.iter().position(|field| plain(&field.path) == plain(path)))
    }

    /// The index of the list whose objects have the parameter with that index; none in a list inside of another one.
    #[must_use]
    pub fn list_of(&self, index: usize) -> Option<usize> {
        let list = self.fields[index].holder.filter(|&holder| self.fields[holder].is_list())?;
        (!self.fields[list].is_in_list()).then_some(list)
    }

    /// The indices of the members of the objects in the list at `path`.
    pub fn item_fields<'s>(&'s self, path: &'s str) -> impl Iterator<Item = usize> + 's {
        let is_inside =
            move |field: &Field| field.path.strip_prefix(path).is_some_and(|rest| rest.starts_with("[]."));
        self.fields.iter().enumerate().filter(move |(_, field)| is_inside(field)).map(|(index, _)| index)
    }

    fn collect(
        &mut self,
        document: Document<'_>,
        root: &Value,
        node: Node<'_>,
        holder: Option<usize>,
        steps: &[String],
    ) {
        let node = target(document, node);
        for branch in node.get("anyOf").into_iter().flat_map(Node::items) {
            self.collect(document, root, branch, holder, steps);
        }
        for member in node.get("properties").into_iter().flat_map(Node::members) {
            let inner = target(document, member.value);
            let mut steps = steps.to_vec();
            let name = member.key.decoded();
            let mut required = node.get("required").into_iter().flat_map(Node::items);
            let is_required = required.any(|other| other.as_str().as_deref() == Some(&name));
            steps.push(name.into_owned());
            let written: Value = serde_json::from_str(&document.text()[inner.span().start..inner.span().end])
                .unwrap_or_default();
            let index = self.fields.len();
            self.fields.push(Field {
                path: steps.join("."),
                steps: steps.clone(),
                holder,
                is_required,
                schema: resolved(&written, root, 0),
            });
            self.collect(document, root, inner, Some(index), &steps);
            if let Some(items) = inner.get("items") {
                if let Some(last) = steps.last_mut() {
                    last.push_str("[]");
                }
                self.collect(document, root, items, Some(index), &steps);
            }
        }
    }
}

/// The schema that a node stands for: itself, or what its `$ref` refers to.
fn target<'d>(document: Document<'d>, node: Node<'d>) -> Node<'d> {
    let reference = node.get("$ref").and_then(Node::as_str);
    let Some(path) = reference.as_deref().and_then(|reference| reference.strip_prefix("#/")) else {
        return node;
    };
    let found = path.split('/').try_fold(document.root(), |at, name| at.map(|at| at.get(name)));
    found.flatten().unwrap_or(node)
}

/// A copy of a schema with every `$ref` replaced. Rule sets refuse schemas that contain themselves; `depth` is a second lock.
fn resolved(schema: &Value, root: &Value, depth: usize) -> Value {
    const DEEPEST: usize = 64;
    match schema {
        _ if depth > DEEPEST => Value::Null,
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            match reference.and_then(|reference| root.pointer(reference.strip_prefix('#')?)) {
                Some(target) => resolved(target, root, depth + 1),
                None => members
                    .iter()
                    .map(|(name, value)| (name.clone(), resolved(value, root, depth + 1)))
                    .collect::<serde_json::Map<_, _>>()
                    .into(),
            }
        }
        Value::Array(items) => items.iter().map(|item| resolved(item, root, depth + 1)).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::EMBEDDED;

    #[test]
    fn every_parameter_is_there_in_the_order_of_the_file() {
        for embedded in &EMBEDDED {
            let schema = Schema::read(embedded.schema);
            let ruleset = embedded.ruleset().expect("compiles");
            let mut expected: Vec<String> =
                ruleset.table.parameters.iter().map(|parameter| parameter.path.clone()).collect();
            expected.extend_from_slice(ruleset.table.item_paths());
            expected.sort();
            let mut found: Vec<String> = schema.fields.iter().map(|field| field.path.clone()).collect();
            assert_eq!(found[..2], ["taskType", "taskUUID"]);
            found.sort();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn lists_may_be_named_without_brackets() {
        let schema = Schema::read(EMBEDDED[0].schema);
        assert!(schema.find("inputs.elements.id").is_some());
        assert_eq!(schema.find("inputs.elements.id"), schema.find("inputs.elements[].id"));
        assert_eq!(schema.find("inputs.elements.colour"), None);
    }
}
