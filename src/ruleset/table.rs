//! The compiled form of a JSON Schema: what the walk compares a task with.

use crate::json::{Key, Kind, Name, Node};

use super::format::Format;
use super::pattern::Pattern;
use super::scalar::Scalar;

/// The most parameters outside of lists that a rule set may have: one bit each.
pub const MAX_PARAMETERS: usize = 128;

/// A set of JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

/// The JSON types by their names in a schema; `number` includes `integer`.
const TYPE_NAMES: [(&str, u8); 7] = [
    ("string", 1),
    ("integer", 2),
    ("number", 4 | 2),
    ("boolean", 8),
    ("array", 16),
    ("object", 32),
    ("null", 64),
];

impl Types {
    /// Every type.
    pub const ANY: Self = Self(127);
    /// No type.
    pub const NONE: Self = Self(0);

    /// The set of one type, by its name in a schema.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TYPE_NAMES.iter().find(|(known, _)| *known == name).map(|&(_, bits)| Self(bits))
    }

    /// The types of either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True where no type is in both.
    #[must_use]
    pub fn is_disjoint(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// True where the node is of one of these types. A number without a fractional part is an integer.
    #[must_use]
    pub fn hold(self, node: Node<'_>) -> bool {
        self.hold_kind(node.kind(), || node.as_number().is_some_and(|number| number.is_integer()))
    }

    /// The same for a value of that kind.
    #[inline]
    fn hold_kind(self, kind: Kind, is_integer: impl FnOnce() -> bool) -> bool {
        let bits = match kind {
            Kind::String => 1,
            Kind::Number if self.0 & 6 == 2 => return is_integer(),
            Kind::Number => 4,
            Kind::Bool => 8,
            Kind::Array => 16,
            Kind::Object => 32,
            Kind::Null => 64,
            Kind::Invalid => 0,
        };
        self.0 & bits != 0
    }

    /// The names in a sentence: `a string or an integer`.
    #[must_use]
    pub fn display(self) -> String {
        let mut names = Vec::new();
        for (name, bits) in TYPE_NAMES {
            let covered = name == "integer" && self.0 & 4 != 0;
            if self.0 & bits == bits && !covered {
                let article = if matches!(name, "integer" | "array" | "object") { "an" } else { "a" };
                names.push(if name == "null" { name.to_owned() } else { format!("{article} {name}") });
            }
        }
        crate::constraint::join(&names, "or")
    }
}

/// What a value must be like.
#[derive(Debug)]
pub struct Shape {
    /// Its types.
    pub types: Types,
    /// The values it may have; any, where there are none.
    pub allowed: Vec<Scalar>,
    /// What a string must be like.
    pub string: Option<StringShape>,
    /// What a number must be like.
    pub number: Option<NumberShape>,
    /// What an array must be like.
    pub array: Option<ArrayShape>,
    /// What an object must be like.
    pub object: Option<ObjectShape>,
    /// Alternatives of different types, one of which it must be like.
    pub union: Vec<Shape>,
}

impl Shape {
    /// Any value of these types.
    #[must_use]
    pub fn of(types: Types) -> Self {
        Self {
            types,
            allowed: Vec::new(),
            string: None,
            number: None,
            array: None,
            object: None,
            union: Vec::new(),
        }
    }

    /// What a value of that kind, which is not that of numbers, must be like: the alternative that has its type, where there
    /// are several. `None` where no value of the kind is right.
    #[inline]
    pub(super) fn branch(&self, kind: Kind) -> Option<&Self> {
        self.branch_for(|types| types.hold_kind(kind, || false))
    }

    /// The same for a number.
    #[inline]
    pub(super) fn number_branch(&self, is_integer: impl Fn() -> bool) -> Option<&Self> {
        self.branch_for(|types| types.hold_kind(Kind::Number, &is_integer))
    }

    #[inline]
    fn branch_for(&self, hold: impl Fn(Types) -> bool) -> Option<&Self> {
        if !hold(self.types) {
            return None;
        }
        Some(self.union.iter().find(|branch| hold(branch.types)).unwrap_or(self))
    }
}

/// Limits of a string, in Unicode scalar values.
#[derive(Debug, Default)]
pub struct StringShape {
    /// The shortest that is allowed.
    pub min_length: Option<usize>,
    /// The longest that is allowed.
    pub max_length: Option<usize>,
    /// The regular expression that it must match.
    pub pattern: Option<Pattern>,
    /// The form that it must have.
    pub format: Option<Format>,
}

/// Limits of a number.
#[derive(Debug, Default)]
pub struct NumberShape {
    /// The smallest that is allowed.
    pub minimum: Option<i64>,
    /// The largest that is allowed.
    pub maximum: Option<i64>,
    /// What it must be a multiple of.
    pub multiple_of: Option<i64>,
}

/// Limits of an array.
#[derive(Debug, Default)]
pub struct ArrayShape {
    /// The fewest items that are allowed.
    pub min_items: Option<usize>,
    /// The most items that are allowed.
    pub max_items: Option<usize>,
    /// What every item must be like.
    pub items: Option<Box<Shape>>,
}

/// The members of an object.
#[derive(Debug)]
pub struct ObjectShape {
    /// What it may hold.
    pub properties: Vec<Property>,
    /// True where it may hold nothing else.
    pub is_closed: bool,
    /// Which of its properties must be there, one bit each.
    pub required: u128,
    names: Names,
}

/// Finds names: a table with a place for each, which is told by its hash. A name whose place is taken has the next free
/// one.
#[derive(Debug)]
struct Names {
    /// A power of two of them.
    places: Vec<Place>,
    /// How far to shift a hash, so that a place is left.
    shift: u32,
}

/// What is known of a name without looking at its property.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Its beginning as a number ([`Name::head`]).
    head: u128,
    /// How many bytes it has.
    length: usize,
    /// The index of its property; `None` where the place is free.
    index: Option<u8>,
}

impl Names {
    fn new<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> Self {
        let count = (names.len() * 4 + 2).next_power_of_two();
        let shift = u64::BITS - count.trailing_zeros();
        let free = Place { head: 0, length: 0, index: None };
        let mut table = Self { places: vec![free; count], shift };
        // There are no more than `MAX_PARAMETERS` names.
        for (name, index) in names.zip(0..=u8::MAX) {
            let name = Name::new(name);
            let mut place = table.place_of(name);
            while table.places[place].index.is_some() {
                place = table.place_behind(place);
            }
            table.places[place] = Place { head: name.head(), length: name.length(), index: Some(index) };
        }
        table
    }

    #[inline]
    fn place_of(&self, name: Name<'_>) -> usize {
        usize::try_from(name.hash() >> self.shift).unwrap_or_default() & (self.places.len() - 1)
    }

    #[inline]
    fn place_behind(&self, place: usize) -> usize {
        (place + 1) & (self.places.len() - 1)
    }
}

/// A member that an object may have.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// What its value must be like.
    pub shape: Shape,
    /// Its index in the rule set's list of parameters; `None` inside of lists.
    pub slot: Option<u8>,
    /// True where it must be there.
    pub is_required: bool,
}

impl ObjectShape {
    /// An object of these members, at most 128.
    #[must_use]
    pub fn new(properties: Vec<Property>, is_closed: bool) -> Self {
        let names = Names::new(properties.iter().map(|property| property.name.as_str()));
        let required =
            properties.iter().rev().fold(0, |bits, property| bits << 1 | u128::from(property.is_required));
        Self { properties, is_closed, required, names }
    }

    /// The index of the member with this key.
    #[must_use]
    pub fn index_of_key(&self, key: Key<'_>) -> Option<usize> {
        match key.plain() {
            Some(name) => self.index_of(name),
            None => self.index_of(&key.decoded()),
        }
    }

    /// The index of the member of that name.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.index_of_name(Name::new(name))
    }

    /// The same for a name that was read.
    #[inline]
    pub(crate) fn index_of_name(&self, name: Name<'_>) -> Option<usize> {
        let mut number = self.names.place_of(name);
        loop {
            let place = self.names.places.get(number)?;
            let index = usize::from(place.index?);
            if place.head == name.head() && place.length == name.length() {
                let is_whole = name.is_head() || name.is(&self.properties.get(index)?.name);
                if is_whole {
                    return Some(index);
                }
            }
            number = self.names.place_behind(number);
        }
    }

    /// What the member of that name must be like.
    #[must_use]
    pub fn shape_of(&self, name: &str) -> Option<&Shape> {
        self.index_of(name).map(|index| &self.properties[index].shape)
    }
}

/// The indices of the bits that are set, in ascending order.
pub fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let index = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(index)
    })
}

/// A parameter outside of lists.
#[derive(Debug)]
pub struct ParameterEntry {
    /// Its path, names joined by dots.
    pub path: String,
    /// The parameter whose object holds it; `None` at the task itself.
    pub parent: Option<u8>,
    /// The parameters inside of it, one bit each.
    pub descendants: u128,
}

/// A compiled schema.
#[derive(Debug)]
pub struct Table {
    /// What a task must be like.
    pub task: Shape,
    /// Its parameters outside of lists, in the order of the schema.
    pub parameters: Vec<ParameterEntry>,
    /// The indices of the parameters that tell what a task is: `taskType`, `taskUUID` and `model`.
    pub envelope: [Option<u8>; 3],
    /// An object without members, for where the schema tells none.
    pub nothing: ObjectShape,
    /// What a task is like by the plain words of its schema, where `task` has no more than the names.
    pub described: Option<Shape>,
    item_paths: Vec<String>,
}

impl Table {
    /// The table of a task and its parameters, every one behind the one that holds it.
    #[must_use]
    pub fn new(task: Shape, mut parameters: Vec<ParameterEntry>) -> Self {
        for slot in (0..parameters.len()).rev() {
            let inside = parameters[slot].descendants | 1 << slot;
            if let Some(parent) = parameters[slot].parent {
                parameters[usize::from(parent)].descendants |= inside;
            }
        }
        let mut item_paths = Vec::new();
        collect_item_paths(&task, "", &mut item_paths);
        let nothing = ObjectShape::new(Vec::new(), false);
        let mut table = Self { task, parameters, envelope: [None; 3], nothing, described: None, item_paths };
        table.envelope = ["taskType", "taskUUID", "model"].map(|name| table.slot(name));
        table
    }

    /// The index of the parameter at `path`, whose dots stand between names: one that has a dot in its name has no path.
    #[must_use]
    pub fn slot(&self, path: &str) -> Option<u8> {
        let mut named = self.parameters.iter().enumerate().filter(|(_, parameter)| parameter.path == path);
        let dots = path.matches('.').count();
        let (index, _) = named.find(|(_, parameter)| self.holders(parameter) == dots)?;
        u8::try_from(index).ok()
    }

    /// What the value of the parameter in `slot` must be like.
    #[must_use]
    pub fn shape(&self, slot: u8) -> Option<&Shape> {
        fn find(object: &ObjectShape, slot: u8) -> Option<&Shape> {
            object.properties.iter().find_map(|property| {
                let own = (property.slot == Some(slot)).then_some(&property.shape);
                own.or_else(|| find(property.shape.object.as_ref()?, slot))
            })
        }
        find(self.task.object.as_ref()?, slot)
    }

    /// How many objects hold a parameter, without the task's.
    fn holders(&self, parameter: &ParameterEntry) -> usize {
        parameter.parent.map_or(0, |parent| 1 + self.holders(self.parameter(parent)))
    }

    /// The one `model` that tasks may name, where there is only one.
    #[must_use]
    pub fn only_model(&self) -> Option<&str> {
        let object = self.task.object.as_ref()?;
        match object.properties[object.index_of("model")?].shape.allowed.as_slice() {
            [Scalar::Text(only)] => Some(only),
            _ => None,
        }
    }

    /// What a task is like, for hints.
    #[must_use]
    pub fn described(&self) -> &Shape {
        self.described.as_ref().unwrap_or(&self.task)
    }

    /// What the parameter at `path` is like, for hints.
    #[must_use]
    pub fn description_of(&self, path: &str) -> Option<&Shape> {
        path.split('.').try_fold(self.described(), |shape, name| shape.object.as_ref()?.shape_of(name))
    }

    /// The parameter in `slot`.
    #[must_use]
    pub fn parameter(&self, slot: u8) -> &ParameterEntry {
        &self.parameters[usize::from(slot)]
    }

    /// Paths of the members of objects in lists, with `[]` behind the list's name: `inputs.elements[].id`.
    #[must_use]
    pub fn item_paths(&self) -> &[String] {
        &self.item_paths
    }
}

fn collect_item_paths(shape: &Shape, path: &str, paths: &mut Vec<String>) {
    for branch in &shape.union {
        collect_item_paths(branch, path, paths);
    }
    if let Some(items) = shape.array.as_ref().and_then(|array| array.items.as_deref()) {
        collect_item_paths(items, &[path, "[]"].concat(), paths);
    }
    for property in shape.object.iter().flat_map(|object| &object.properties) {
        let separator = if path.is_empty() { "" } else { "." };
        let inner = [path, separator, &property.name].concat();
        collect_item_paths(&property.shape, &inner, paths);
        if property.slot.is_none() {
            paths.push(inner);
        }
    }
}
