//! JSON Schema to table. Only the keywords that the walk knows are taken; any other is refused with its place, so that
//! nothing in a schema file is silently without effect.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::RuleSetError;
use super::format::Format;
use super::pattern::Pattern;
use super::scalar::Scalar;
use super::table::{
    ArrayShape, MAX_PARAMETERS, NumberShape, ObjectShape, ParameterEntry, Property, Shape, StringShape,
    Table, Types,
};
use crate::json::Pointer;

/// Keywords that say nothing about what is valid.
const ANNOTATIONS: [&str; 7] = ["$schema", "$id", "$defs", "title", "description", "default", "examples"];

/// Compiles a schema.
///
/// # Errors
/// Where the schema uses a keyword that the walk does not know, or one in a way that it does not know.
pub fn compile(schema: &Value) -> Result<Table, RuleSetError> {
    let mut compiler = Compiler { root: schema, parameters: Vec::new(), references: Vec::new() };
    let task = compiler.shape(schema, "", Some(Holder { path: "", slot: None }))?;
    Ok(Table::new(task, compiler.parameters))
}

struct Compiler<'s> {
    root: &'s Value,
    parameters: Vec<ParameterEntry>,
    references: Vec<&'s str>,
}

/// The object whose members are compiled, where it is outside of lists.
#[derive(Clone, Copy)]
struct Holder<'p> {
    path: &'p str,
    slot: Option<u8>,
}

fn refused<T>(pointer: &str, message: impl Into<String>) -> Result<T, RuleSetError> {
    Err(RuleSetError { pointer: pointer.to_owned(), message: message.into() })
}

fn inside(pointer: &str, name: &str) -> String {
    let mut pointer = pointer.to_owned();
    Pointer::push_token(&mut pointer, name);
    pointer
}

impl<'s> Compiler<'s> {
    fn shape(
        &mut self,
        schema: &'s Value,
        pointer: &str,
        holder: Option<Holder<'_>>,
    ) -> Result<Shape, RuleSetError> {
        let Some(keywords) = schema.as_object() else {
            return refused(pointer, "a schema must be an object");
        };
        if let Some(reference) = keywords.get("$ref") {
            return self.referenced(reference, keywords, pointer, holder);
        }
        let types = types(keywords, pointer)?;
        let mut shape = Shape {
            types,
            allowed: allowed(keywords, pointer)?,
            string: None,
            number: None,
            array: None,
            object: None,
            union: self.union(keywords, pointer)?,
        };
        for branch in &shape.union {
            shape.types = if keywords.contains_key("type") { shape.types } else { Types::NONE };
            debug_assert_ne!(branch.types, Types::NONE);
        }
        shape.types = shape.union.iter().fold(shape.types, |types, branch| types.union(branch.types));
        for (keyword, value) in keywords {
            let at = inside(pointer, keyword);
            match keyword.as_str() {
                "type" | "enum" | "const" | "anyOf" => {}
                annotation if ANNOTATIONS.contains(&annotation) => {}
                "minLength" => shape.string_mut().min_length = Some(count(value, &at)?),
                "maxLength" => shape.string_mut().max_length = Some(count(value, &at)?),
                "pattern" => shape.string_mut().pattern = Some(pattern(value, &at)?),
                "format" => shape.string_mut().format = Some(format(value, &at)?),
                "minimum" => shape.number_mut().minimum = Some(integer(value, &at)?),
                "maximum" => shape.number_mut().maximum = Some(integer(value, &at)?),
                "multipleOf" => match integer(value, &at)? {
                    step if step > 0 => shape.number_mut().multiple_of = Some(step),
                    _ => return refused(&at, "must be greater than 0"),
                },
                "minItems" => shape.array_mut().min_items = Some(count(value, &at)?),
                "maxItems" => shape.array_mut().max_items = Some(count(value, &at)?),
                "items" => shape.array_mut().items = Some(Box::new(self.shape(value, &at, None)?)),
                "properties" => shape.object = Some(self.object(keywords, pointer, holder)?),
                "required" | "additionalProperties" if keywords.contains_key("properties") => {}
                _ => return refused(&at, format!("the keyword `{keyword}` is not supported here")),
            }
        }
        Ok(shape)
    }

    fn referenced(
        &mut self,
        reference: &'s Value,
        keywords: &Map<String, Value>,
        pointer: &str,
        holder: Option<Holder<'_>>,
    ) -> Result<Shape, RuleSetError> {
        let at = inside(pointer, "$ref");
        if let Some(other) =
            keywords.keys().find(|name| *name != "$ref" && !ANNOTATIONS.contains(&name.as_str()))
        {
            return refused(&inside(pointer, other), "nothing that judges may stand beside `$ref`");
        }
        let Some(target) = reference.as_str().and_then(|reference| reference.strip_prefix('#')) else {
            return refused(&at, "only references into this file (`#/$defs/…`) are supported");
        };
        if self.references.contains(&target) {
            return refused(&at, "a schema that contains itself is not supported");
        }
        let Some(schema) = self.root.pointer(target) else { return refused(&at, "nothing is there") };
        self.references.push(target);
        let shape = self.shape(schema, target, holder);
        self.references.pop();
        shape
    }

    fn union(&mut self, keywords: &'s Map<String, Value>, pointer: &str) -> Result<Vec<Shape>, RuleSetError> {
        let Some(branches) = keywords.get("anyOf") else { return Ok(Vec::new()) };
        let at = inside(pointer, "anyOf");
        let Some(branches) = branches.as_array() else { return refused(&at, "must be a list of schemas") };
        let mut union: Vec<Shape> = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let branch_pointer = inside(&at, &index.to_string());
            let shape = self.shape(branch, &branch_pointer, None)?;
            if union.iter().any(|other| !other.types.is_disjoint(shape.types)) {
                return refused(&branch_pointer, "the branches of `anyOf` must have different types");
            }
            union.push(shape);
        }
        Ok(union)
    }

    fn object(
        &mut self,
        keywords: &'s Map<String, Value>,
        pointer: &str,
        holder: Option<Holder<'_>>,
    ) -> Result<ObjectShape, RuleSetError> {
        let at = inside(pointer, "properties");
        let Some(properties) = keywords.get("properties").and_then(Value::as_object) else {
            return refused(&at, "must be an object");
        };
        if properties.len() > MAX_PARAMETERS {
            return refused(&at, format!("more than {MAX_PARAMETERS} properties are not supported"));
        }
        let required = required(keywords, properties, pointer)?;
        let is_closed = match keywords.get("additionalProperties") {
            None | Some(Value::Bool(true)) => false,
            Some(Value::Bool(false)) => true,
            Some(_) => return refused(&inside(pointer, "additionalProperties"), "must be `true` or `false`"),
        };
        let mut compiled = Vec::new();
        for (name, schema) in properties {
            let name_pointer = inside(&at, name);
            let path;
            let mut slot = None;
            let mut inner = None;
            if let Some(holder) = holder {
                path = if holder.path.is_empty() { name.clone() } else { format!("{}.{name}", holder.path) };
                slot = u8::try_from(self.parameters.len())
                    .ok()
                    .filter(|slot| usize::from(*slot) < MAX_PARAMETERS);
                if slot.is_none() {
                    return refused(
                        &name_pointer,
                        format!("more than {MAX_PARAMETERS} parameters are not supported"),
                    );
                }
                self.parameters.push(ParameterEntry {
                    path: path.clone(),
                    parent: holder.slot,
                    descendants: 0,
                });
                inner = Some(Holder { path: &path, slot });
            }
            let shape = self.shape(schema, &name_pointer, inner)?;
            compiled.push(Property {
                name: name.clone(),
                shape,
                slot,
                is_required: required.contains(name.as_str()),
            });
        }
        Ok(ObjectShape::new(compiled, is_closed))
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

fn required<'k>(
    keywords: &'k Map<String, Value>,
    properties: &Map<String, Value>,
    pointer: &str,
) -> Result<HashSet<&'k str>, RuleSetError> {
    let at = inside(pointer, "required");
    let Some(names) = keywords.get("required") else { return Ok(HashSet::new()) };
    let Some(names) = names.as_array() else { return refused(&at, "must be a list of names") };
    let mut required = HashSet::new();
    for name in names {
        match name.as_str() {
            Some(name) if properties.contains_key(name) => required.insert(name),
            _ => return refused(&at, format!("{name} is none of the properties")),
        };
    }
    Ok(required)
}

fn types(keywords: &Map<String, Value>, pointer: &str) -> Result<Types, RuleSetError> {
    let at = inside(pointer, "type");
    let of_name = |name: &Value| name.as_str().and_then(Types::named);
    match keywords.get("type") {
        None if keywords.contains_key("anyOf") => Ok(Types::NONE),
        None => Ok(Types::ANY),
        Some(Value::Array(names)) => names.iter().try_fold(Types::NONE, |types, name| match of_name(name) {
            Some(more) => Ok(types.union(more)),
            None => refused(&at, format!("{name} is no type")),
        }),
        Some(name) => of_name(name).map_or_else(|| refused(&at, format!("{name} is no type")), Ok),
    }
}

fn allowed(keywords: &Map<String, Value>, pointer: &str) -> Result<Vec<Scalar>, RuleSetError> {
    let scalar = |value: &Value, keyword: &str| {
        serde_json::from_value(value.clone()).or_else(|_| {
            refused(&inside(pointer, keyword), "only texts, integers and truth values are supported")
        })
    };
    match (keywords.get("enum"), keywords.get("const")) {
        (Some(Value::Array(values)), None) => values.iter().map(|value| scalar(value, "enum")).collect(),
        (Some(_), None) => refused(&inside(pointer, "enum"), "must be a list of values"),
        (None, Some(value)) => Ok(vec![scalar(value, "const")?]),
        (None, None) => Ok(Vec::new()),
        (Some(_), Some(_)) => refused(&inside(pointer, "const"), "`enum` is here too"),
    }
}

fn integer(value: &Value, pointer: &str) -> Result<i64, RuleSetError> {
    value.as_i64().map_or_else(|| refused(pointer, "must be an integer"), Ok)
}

fn count(value: &Value, pointer: &str) -> Result<usize, RuleSetError> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.map_or_else(|| refused(pointer, "must be an integer from 0"), Ok)
}

fn pattern(value: &Value, pointer: &str) -> Result<Pattern, RuleSetError> {
    let Some(text) = value.as_str() else { return refused(pointer, "must be a regular expression") };
    Pattern::new(text).or_else(|message| refused(pointer, message))
}

fn format(value: &Value, pointer: &str) -> Result<Format, RuleSetError> {
    let known = value.as_str().and_then(Format::named);
    known.map_or_else(|| refused(pointer, format!("the format {value} is not supported")), Ok)
}
