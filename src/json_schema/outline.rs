//! The names in a schema: which parameters there are and which lists have items, whatever keyword says so. It becomes a
//! table without any limits, so that hints, constraints and prices work with every schema; the limits are the
//! validator's business. What is said of a value plainly, without conditions, is kept beside it for the words of remedies.

use serde_json::Value;

use super::files::{Documents, fragment, resolve, without_fragment};
use super::plainly::Plainly;
use crate::json::MAX_DEPTH;
use crate::ruleset::{
    ArrayShape, MAX_PARAMETERS, ObjectShape, ParameterEntry, Property, Shape, Table, Types,
};

/// Schemas looked at, at most: references can make a small file endless.
const MOST_SCHEMAS: usize = 20_000;

/// Keywords whose schemas speak about the same value.
const SAME_VALUE: [&str; 8] =
    ["allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies"];
/// Keywords whose schemas speak about items.
const ITEMS: [&str; 4] = ["items", "prefixItems", "additionalItems", "contains"];
/// Keywords that refer to another schema.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// What is known of one value.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// In the order of the schema.
    pub members: Vec<(String, Outline)>,
    pub items: Option<Box<Outline>>,
    pub plainly: Plainly,
}

impl Outline {
    /// What is known of the member of that name.
    fn member(&mut self, name: &str) -> &mut Outline {
        let known = self.members.iter().position(|(known, _)| known == name);
        let index = known.unwrap_or_else(|| {
            self.members.push((name.to_owned(), Outline::default()));
            self.members.len() - 1
        });
        &mut self.members[index].1
    }
}

/// A schema together with the document that it stands in.
#[derive(Clone, Copy)]
struct Part<'s> {
    schema: &'s Value,
    root: &'s Value,
    base: &'s str,
    /// Whether it speaks of the value whatever else is there.
    is_certain: bool,
}

struct Reader<'s> {
    documents: &'s Documents,
    /// The schemas that are being read.
    open: Vec<&'s Value>,
    left: usize,
}

/// The table of all names in the schema at `base`, one of `documents`.
pub(super) fn table(base: &str, documents: &Documents) -> Table {
    let mut outline = Outline::default();
    if let Some(root) = documents.get(base) {
        let mut reader = Reader { documents, open: Vec::new(), left: MOST_SCHEMAS };
        reader.read(Part { schema: root, root, base, is_certain: true }, &mut outline);
    }
    let mut parameters = Vec::new();
    let described = outline.described();
    let task = shape(outline, Some(Holder { path: "", slot: None }), &mut parameters);
    let mut table = Table::new(task, parameters);
    table.described = Some(described);
    table
}

impl<'s> Reader<'s> {
    fn read(&mut self, part: Part<'s>, outline: &mut Outline) {
        let Some(keywords) = part.schema.as_object() else { return };
        let is_open = self.open.iter().any(|open| std::ptr::eq(*open, part.schema));
        if is_open || self.left == 0 || self.open.len() == MAX_DEPTH {
            return;
        }
        self.left -= 1;
        self.open.push(part.schema);
        if part.is_certain {
            outline.plainly.add(keywords, |schema| self.types(Part { schema, ..part }));
        }
        for (name, schema) in keywords.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.read(Part { schema, ..part }, outline.member(name));
        }
        for schemas in ITEMS.iter().filter_map(|keyword| keywords.get(*keyword)) {
            let items = outline.items.get_or_insert_default();
            let is_certain = part.is_certain && schemas.is_object();
            self.read_all(Part { is_certain, ..part }, schemas, false, items);
        }
        for keyword in SAME_VALUE {
            if let Some(schemas) = keywords.get(keyword) {
                let is_map = matches!(keyword, "dependentSchemas" | "dependencies");
                let is_certain = part.is_certain && keyword == "allOf";
                self.read_all(Part { is_certain, ..part }, schemas, is_map, outline);
            }
        }
        for reference in REFERENCES.iter().filter_map(|keyword| keywords.get(*keyword)?.as_str()) {
            if let Some(target) = self.target(part, reference) {
                self.read(target, outline);
            }
        }
        self.open.pop();
    }

    /// A schema, a list of schemas, or (`is_map`) the schemas behind names.
    fn read_all(&mut self, part: Part<'s>, schemas: &'s Value, is_map: bool, outline: &mut Outline) {
        match schemas {
            Value::Array(schemas) => {
                for schema in schemas {
                    self.read(Part { schema, ..part }, outline);
                }
            }
            Value::Object(schemas) if is_map => {
                for schema in schemas.values() {
                    self.read(Part { schema, ..part }, outline);
                }
            }
            schema => self.read(Part { schema, ..part }, outline),
        }
    }

    fn target(&self, part: Part<'s>, reference: &str) -> Option<Part<'s>> {
        let address = resolve(part.base, reference)?;
        let (base, root): (&'s str, &'s Value) =
            match self.documents.get_key_value(without_fragment(&address)) {
                Some((base, root)) => (base, root),
                None if reference.starts_with('#') => (part.base, part.root),
                None => return None,
            };
        let fragment = fragment(&address);
        let schema = if fragment.is_empty() || fragment.starts_with('/') {
            root.pointer(&fragment)
        } else {
            with_anchor(root, &fragment)
        };
        schema.map(|schema| Part { schema, root, base, ..part })
    }

    /// The types that a schema names itself, or the one that it refers to does.
    fn types(&self, part: Part<'s>) -> Option<Types> {
        let reference = || part.schema.get("$ref").and_then(Value::as_str);
        match part.schema.get("type") {
            Some(names) => types(names),
            None => types(self.target(part, reference()?)?.schema.get("type")?),
        }
    }
}

/// The types of these names.
pub(super) fn types(names: &Value) -> Option<Types> {
    match names {
        Value::Array(names) => names.iter().try_fold(Types::NONE, |all, name| Some(all.union(types(name)?))),
        name => Types::named(name.as_str()?),
    }
}

/// The schema with this anchor.
fn with_anchor<'s>(schema: &'s Value, anchor: &str) -> Option<&'s Value> {
    match schema {
        Value::Object(members) => {
            let is_named = |name: &str| members.get(name).and_then(Value::as_str) == Some(anchor);
            let id = |name: &str| members.get(name).and_then(Value::as_str)?.strip_prefix('#');
            let is_it = is_named("$anchor")
                || is_named("$dynamicAnchor")
                || id("$id") == Some(anchor)
                || id("id") == Some(anchor);
            if is_it { Some(schema) } else { members.values().find_map(|value| with_anchor(value, anchor)) }
        }
        Value::Array(items) => items.iter().find_map(|item| with_anchor(item, anchor)),
        _ => None,
    }
}

/// The object whose members become parameters, where it is outside of lists.
#[derive(Clone, Copy)]
struct Holder<'p> {
    path: &'p str,
    slot: Option<u8>,
}

fn shape(outline: Outline, holder: Option<Holder<'_>>, parameters: &mut Vec<ParameterEntry>) -> Shape {
    let array = outline.items.map(|items| ArrayShape {
        items: Some(Box::new(shape(*items, None, parameters))),
        ..ArrayShape::default()
    });
    let mut properties = Vec::new();
    // An object shape holds no more. Names beyond are judged all the same, they are only no hints.
    for (name, member) in outline.members.into_iter().take(MAX_PARAMETERS) {
        let path = match holder {
            Some(holder) if !holder.path.is_empty() => format!("{}.{name}", holder.path),
            _ => name.clone(),
        };
        // Those for which there is no bit left are judged like any other, but no constraint can ask for them.
        let slot = holder.and_then(|_| u8::try_from(parameters.len()).ok());
        let slot = slot.filter(|slot| usize::from(*slot) < MAX_PARAMETERS);
        if slot.is_some() {
            let parent = holder.and_then(|holder| holder.slot);
            parameters.push(ParameterEntry { path: path.clone(), parent, descendants: 0 });
        }
        let inner = slot.map(|_| Holder { path: &path, slot });
        let shape = shape(member, inner, parameters);
        properties.push(Property { name, shape, slot, is_required: false });
    }
    let object = (!properties.is_empty()).then(|| ObjectShape::new(properties, false));
    Shape { array, object, ..Shape::of(Types::ANY) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;

    fn paths(documents: &[(&str, Value)]) -> (Vec<String>, Vec<String>) {
        let documents: Documents =
            documents.iter().map(|(base, schema)| ((*base).to_owned(), Arc::new(schema.clone()))).collect();
        let table = table("folder:///a", &documents);
        (
            table.parameters.iter().map(|parameter| parameter.path.clone()).collect(),
            table.item_paths().to_vec(),
        )
    }

    #[test]
    fn names_are_found_wherever_they_are_introduced() {
        let schema = json!({
            "properties": {"model": {}, "inputs": {"$ref": "b#/$defs/inputs"}},
            "allOf": [{"if": {"properties": {"mode": {}}}, "then": {"properties": {"speed": {}}}}],
            "dependentSchemas": {"width": {"properties": {"height": {}}}},
            "oneOf": [{"properties": {"inputs": {"properties": {"seed": {}}}}}],
        });
        let other = json!({"$defs": {
            "inputs": {"properties": {"frames": {"items": {"anyOf": [{"$ref": "#frame"}, {"type": "string"}]}}}},
            "frame": {"$anchor": "frame", "properties": {"image": {}}},
        }});
        let (parameters, items) = paths(&[("folder:///a", schema), ("folder:///b", other)]);
        assert_eq!(
            parameters,
            ["model", "inputs", "inputs.frames", "inputs.seed", "mode", "speed", "height"]
        );
        assert_eq!(items, ["inputs.frames[].image"]);
    }

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let schema = json!({"properties": {"next": {"$ref": "#"}, "all": {"items": {"$ref": "#"}}}});
        assert_eq!(paths(&[("folder:///a", schema)]).0, ["next", "all"]);
    }

    #[test]
    fn what_exceeds_the_bits_is_left_out() {
        let properties: serde_json::Map<String, Value> =
            (0..300).map(|number| (format!("p{number:03}"), json!({"properties": {"x": {}}}))).collect();
        let (parameters, _) = paths(&[("folder:///a", json!({"properties": properties}))]);
        assert_eq!(parameters.len(), MAX_PARAMETERS);
    }
}
