//! JSON Schema to table. Only the keywords that the walk knows are taken; any other is refused with its place, so that
//! nothing in a schema file is silently without effect.

use std::borrow::Cow;

use serde_json::Value;

use super::RuleSetError;
use super::format::Format;
use super::pattern::Pattern;
use super::reader;
use super::scalar::Scalar;
use super::table::{
    ArrayShape, MAX_PARAMETERS, NumberShape, ObjectShape, ParameterEntry, Property, Shape, StringShape,
    Table, Types,
};
use crate::json::{Arena, Kind, Node, Pointer, object_duplicates};

/// Keywords that say nothing about what is valid.
const ANNOTATIONS: [&str; 7] = ["$schema", "$id", "$defs", "title", "description", "default", "examples"];

/// Compiles the text of a schema.
///
/// # Errors
/// Where it is not JSON, or uses a keyword that the walk does not know, or one in a way that it does not know.
pub fn compile(schema: &str) -> Result<Table, RuleSetError> {
    let mut arena = Arena::default();
    let root = reader::parse(schema, &mut arena)?;
    let mut compiler = Compiler { root, parameters: Vec::new(), references: Vec::new() };
    let task = compiler.shape(root, Place::At(""), Some(Holder { path: "", slot: None }))?;
    Ok(Table::new(task, compiler.parameters))
}

struct Compiler<'s> {
    root: Node<'s>,
    parameters: Vec<ParameterEntry>,
    references: Vec<Cow<'s, str>>,
}

/// The object whose members are compiled, where it is outside of lists.
#[derive(Clone, Copy)]
struct Holder<'p> {
    path: &'p str,
    slot: Option<u8>,
}

/// Where in the file something stands. Its pointer is made only where something is wrong there.
#[derive(Clone, Copy)]
enum Place<'p> {
    /// At a pointer.
    At(&'p str),
    /// Under a name, or an index, in what stands at another place.
    In(&'p Place<'p>, &'p str),
}

impl Place<'_> {
    fn pointer(self) -> String {
        match self {
            Self::At(pointer) => pointer.to_owned(),
            Self::In(outer, token) => {
                let mut pointer = outer.pointer();
                Pointer::push_token(&mut pointer, token);
                pointer
            }
        }
    }
}

fn refused<T>(place: Place<'_>, message: impl Into<String>) -> Result<T, RuleSetError> {
    Err(RuleSetError { pointer: place.pointer(), message: message.into() })
}

/// A value as a message has it.
fn as_written(node: Node<'_>) -> String {
    reader::read(node).map_or_else(|_| String::new(), |value: Value| value.to_string())
}

impl<'s> Compiler<'s> {
    fn shape(
        &mut self,
        schema: Node<'s>,
        place: Place<'_>,
        holder: Option<Holder<'_>>,
    ) -> Result<Shape, RuleSetError> {
        check_object(schema, place, "a schema must be an object")?;
        if let Some(reference) = schema.get("$ref") {
            return self.referenced(reference, schema, place, holder);
        }
        if let Some(branches) = schema.get("anyOf") {
            return self.union(branches, schema, place);
        }
        let mut shape = Shape { allowed: allowed(schema, place)?, ..Shape::of(types(schema, place)?) };
        for member in schema.members() {
            let (keyword, value) = (&*member.key.decoded(), member.value);
            let at = Place::In(&place, keyword);
            match keyword {
                "type" | "enum" | "const" => {}
                annotation if ANNOTATIONS.contains(&annotation) => {}
                "minLength" => shape.string_mut().min_length = Some(count(value, at)?),
                "maxLength" => shape.string_mut().max_length = Some(count(value, at)?),
                "pattern" => shape.string_mut().pattern = Some(pattern(value, at)?),
                "format" => shape.string_mut().format = Some(format(value, at)?),
                "minimum" => shape.number_mut().minimum = Some(integer(value, at)?),
                "maximum" => shape.number_mut().maximum = Some(integer(value, at)?),
                "multipleOf" => match integer(value, at)? {
                    step if step > 0 => shape.number_mut().multiple_of = Some(step),
                    _ => return refused(at, "must be greater than 0"),
                },
                "minItems" => shape.array_mut().min_items = Some(count(value, at)?),
                "maxItems" => shape.array_mut().max_items = Some(count(value, at)?),
                "items" => shape.array_mut().items = Some(Box::new(self.shape(value, at, None)?)),
                "properties" => shape.object = Some(self.object(schema, value, place, holder)?),
                "required" | "additionalProperties" if schema.get("properties").is_some() => {}
                _ => return refused(at, format!("the keyword `{keyword}` is not supported here")),
            }
        }
        Ok(shape)
    }

    fn referenced(
        &mut self,
        reference: Node<'s>,
        schema: Node<'s>,
        place: Place<'_>,
        holder: Option<Holder<'_>>,
    ) -> Result<Shape, RuleSetError> {
        let at = Place::In(&place, "$ref");
        judges_alone("$ref", schema, place)?;
        let reference = reference.as_str().unwrap_or_default();
        let Some(target) = reference.strip_prefix('#') else {
            return refused(at, "only references into this file (`#/$defs/…`) are supported");
        };
        if self.references.contains(&reference) {
            return refused(at, "a schema that contains itself is not supported");
        }
        let Some(schema) = Pointer::resolve(self.root, target) else {
            return refused(at, "nothing is there");
        };
        self.references.push(reference.clone());
        let shape = self.shape(schema, Place::At(target), holder);
        self.references.pop();
        shape
    }

    fn union(
        &mut self,
        branches: Node<'s>,
        schema: Node<'s>,
        place: Place<'_>,
    ) -> Result<Shape, RuleSetError> {
        let at = Place::In(&place, "anyOf");
        judges_alone("anyOf", schema, place)?;
        if branches.kind() != Kind::Array || branches.item_count() == 0 {
            return refused(at, "must be a list of schemas");
        }
        let mut union = Shape::of(Types::NONE);
        for (index, branch) in branches.items().enumerate() {
            let index = index.to_string();
            let at = Place::In(&at, &index);
            let shape = self.shape(branch, at, None)?;
            if !shape.union.is_empty() {
                return refused(at, "`anyOf` inside of `anyOf` is not supported");
            }
            if !union.types.is_disjoint(shape.types) {
                return refused(at, "the branches of `anyOf` must have different types");
            }
            union.types = union.types.union(shape.types);
            union.union.push(shape);
        }
        Ok(union)
    }

    fn object(
        &mut self,
        schema: Node<'s>,
        properties: Node<'s>,
        place: Place<'_>,
        holder: Option<Holder<'_>>,
    ) -> Result<ObjectShape, RuleSetError> {
        let at = Place::In(&place, "properties");
        check_object(properties, at, "must be an object")?;
        let number = properties.members().count();
        if number > MAX_PARAMETERS {
            return refused(at, format!("more than {MAX_PARAMETERS} properties are not supported"));
        }
        let required = required(schema, properties, place)?;
        let is_closed = match schema.get("additionalProperties").map(Node::as_bool) {
            None | Some(Some(true)) => false,
            Some(Some(false)) => true,
            Some(None) => {
                return refused(Place::In(&place, "additionalProperties"), "must be `true` or `false`");
            }
        };
        let mut compiled = Vec::with_capacity(number);
        for member in properties.members() {
            let name = member.key.decoded();
            let at = Place::In(&at, &name);
            let path;
            let mut slot = None;
            let mut inner = None;
            if let Some(holder) = holder {
                path = if holder.path.is_empty() {
                    name.clone().into_owned()
                } else {
                    [holder.path, ".", &name].concat()
                };
                slot = u8::try_from(self.parameters.len())
                    .ok()
                    .filter(|slot| usize::from(*slot) < MAX_PARAMETERS);
                if slot.is_none() {
                    return refused(at, format!("more than {MAX_PARAMETERS} parameters are not supported"));
                }
                self.parameters.push(ParameterEntry {
                    path: path.clone(),
                    parent: holder.slot,
                    descendants: 0,
                });
                inner = Some(Holder { path: &path, slot });
            }
            let shape = self.shape(member.value, at, inner)?;
            let is_required = required.contains(&name);
            compiled.push(Property { name: name.into_owned(), shape, slot, is_required });
        }
        Ok(ObjectShape::new(compiled, is_closed))
    }
}

/// Makes sure that a node is an object, in which no key stands twice.
fn check_object(node: Node<'_>, place: Place<'_>, message: &str) -> Result<(), RuleSetError> {
    if node.kind() != Kind::Object {
        return refused(place, message);
    }
    match object_duplicates(node).first() {
        None => Ok(()),
        Some((_, key)) => refused(Place::In(&place, &key.decoded()), "this stands here twice"),
    }
}

/// Makes sure that only annotations stand beside a keyword.
fn judges_alone(keyword: &str, schema: Node<'_>, place: Place<'_>) -> Result<(), RuleSetError> {
    let mut others = schema.members().map(|member| member.key.decoded());
    match others.find(|other| other != keyword && !ANNOTATIONS.contains(&&**other)) {
        None => Ok(()),
        Some(other) => {
            refused(Place::In(&place, &other), format!("nothing that judges may stand beside `{keyword}`"))
        }
    }
}

impl Shape {
    fn string_mut(&mut self) -> &mut StringShape {
        self.string.get_or_insert_default()
    }

    fn number_mut(&mut self) -> &mut NumberShape {
        self.number.get_or_insert_default()
    }

    fn array_mut(&mut self) -> &mut ArrayShape {
        self.array.get_or_insert_default()
    }
}

fn required<'s>(
    schema: Node<'s>,
    properties: Node<'s>,
    place: Place<'_>,
) -> Result<Vec<Cow<'s, str>>, RuleSetError> {
    let at = Place::In(&place, "required");
    let Some(names) = schema.get("required") else { return Ok(Vec::new()) };
    if names.kind() != Kind::Array {
        return refused(at, "must be a list of names");
    }
    let read = names.items().map(|name| match name.as_str() {
        Some(name) if properties.get(&name).is_some() => Ok(name),
        _ => refused(at, format!("{} is none of the properties", as_written(name))),
    });
    read.collect()
}

fn types(schema: Node<'_>, place: Place<'_>) -> Result<Types, RuleSetError> {
    let at = Place::In(&place, "type");
    let of_name = |name: Node<'_>| match name.as_str().as_deref().and_then(Types::named) {
        Some(types) => Ok(types),
        None => refused(at, format!("{} is no type", as_written(name))),
    };
    match schema.get("type") {
        None => Ok(Types::ANY),
        Some(names) if names.kind() == Kind::Array && names.item_count() == 0 => {
            refused(at, "must be a type, or a list of types")
        }
        Some(names) if names.kind() == Kind::Array => {
            names.items().try_fold(Types::NONE, |types, name| Ok(types.union(of_name(name)?)))
        }
        Some(name) => of_name(name),
    }
}

fn allowed(schema: Node<'_>, place: Place<'_>) -> Result<Vec<Scalar>, RuleSetError> {
    let scalar = |value: Node<'_>, keyword: &str| {
        reader::read(value).or_else(|_| {
            refused(Place::In(&place, keyword), "only texts, integers and truth values are supported")
        })
    };
    match (schema.get("enum"), schema.get("const")) {
        (Some(values), None) if values.kind() == Kind::Array && values.item_count() > 0 => {
            values.items().map(|value| scalar(value, "enum")).collect()
        }
        (Some(_), None) => refused(Place::In(&place, "enum"), "must be a list of values"),
        (None, Some(value)) => Ok(vec![scalar(value, "const")?]),
        (None, None) => Ok(Vec::new()),
        (Some(_), Some(_)) => refused(Place::In(&place, "const"), "`enum` is here too"),
    }
}

fn integer(value: Node<'_>, place: Place<'_>) -> Result<i64, RuleSetError> {
    reader::read(value).or_else(|_| refused(place, "must be an integer"))
}

fn count(value: Node<'_>, place: Place<'_>) -> Result<usize, RuleSetError> {
    reader::read(value).or_else(|_| refused(place, "must be an integer from 0"))
}

fn pattern(value: Node<'_>, place: Place<'_>) -> Result<Pattern, RuleSetError> {
    let Some(text) = value.as_str() else { return refused(place, "must be a regular expression") };
    Pattern::new(&text).or_else(|message| refused(place, message))
}

fn format(value: Node<'_>, place: Place<'_>) -> Result<Format, RuleSetError> {
    match value.as_str().as_deref().and_then(Format::named) {
        Some(known) => Ok(known),
        None => refused(place, format!("the format {} is not supported", as_written(value))),
    }
}
