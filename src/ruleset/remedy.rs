//! What an unknown key was probably meant to be.

use std::sync::Arc;

use super::table::{ObjectShape, Property, Shape};
use super::{RuleSet, advice, is_placeholder};
use crate::json::Node;
use crate::nearest::{are_alike, distance, nearest};
use crate::redact::reads_as_api_key;

/// What to do about an unknown key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// It is a mistyped member of the same object: its index there.
    Sibling(usize),
    /// It is the name of a parameter elsewhere in the task: its slot.
    Parameter(u8),
    /// It is the name of a member of objects in a list: its path (`inputs.elements[].id`).
    Item(String),
    /// Another model has it in this place.
    OtherModel(Arc<str>),
}

/// A key that its object does not know.
#[derive(Clone, Copy)]
pub struct Stray<'s> {
    /// The rule set that judges the task.
    pub ruleset: &'s RuleSet,
    /// The names that the object may have.
    pub object: &'s ObjectShape,
    /// What they may be, as far as the schema says that.
    pub described: &'s ObjectShape,
    /// The path of the object; empty for the task.
    pub path: &'s str,
    /// The key.
    pub name: &'s str,
    /// What is behind it.
    pub value: Node<'s>,
}

impl Stray<'_> {
    /// Whether an API key stands in the file by this name.
    pub fn is_secret(&self) -> bool {
        let is_key = |text: &str| !is_placeholder(text) && reads_as_api_key(self.name);
        self.value.as_str().is_some_and(|text| is_key(&text))
    }

    /// How its value has to be changed for a place of that shape, to follow the place's name.
    pub fn change_for(&self, shape: Option<&Shape>) -> String {
        shape.map(|shape| advice::in_its_place(shape, self.value)).unwrap_or_default()
    }
}

impl Remedy {
    /// Whether what it names is there already: in the `task`, or in the object that has the unknown key, of whose members
    /// `taken` tells that. `known` is for this task alone.
    pub fn is_there(
        &self,
        ruleset: &RuleSet,
        taken: impl Fn(usize) -> bool,
        task: Node<'_>,
        known: &mut Known,
    ) -> bool {
        match self {
            Self::Sibling(index) => taken(*index),
            Self::Parameter(slot) => known.is_there(ruleset, *slot, task),
            Self::Item(_) | Self::OtherModel(_) => false,
        }
    }
}

/// Which parameters are known to be in a task, or not to be. There may be very many unknown keys that were meant to be the
/// same one, and it is looked for once.
#[derive(Debug, Default)]
pub struct Known {
    /// The slots of those that were looked for, one bit each.
    asked: u128,
    /// Those of them that were there.
    there: u128,
}

impl Known {
    fn is_there(&mut self, ruleset: &RuleSet, slot: u8, task: Node<'_>) -> bool {
        let bit = 1 << slot;
        if self.asked & bit == 0 {
            let path = &ruleset.table.parameter(slot).path;
            let is_there = path.split('.').try_fold(task, Node::get).is_some();
            self.there |= if is_there { bit } else { 0 };
            self.asked |= bit;
        }
        self.there & bit != 0
    }
}

/// Finds the remedy for an unknown key. `taken` tells which members of the object are there already: one that is there is
/// no remedy.
pub fn find(
    stray: &Stray<'_>,
    taken: impl Fn(usize) -> bool,
    elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
) -> Option<Remedy> {
    let Stray { ruleset, object, path, name, .. } = *stray;
    let here = if path.is_empty() { name.to_owned() } else { format!("{}.{name}", without_indices(path)) };
    let sibling = |candidate: &str| object.index_of(candidate).map(Remedy::Sibling);
    let outside = |slot: u8| match ruleset.table.parameter(slot).path.rsplit_once('.') {
        Some((holder, name)) if holder == path => sibling(name),
        None if path.is_empty() => sibling(&ruleset.table.parameter(slot).path),
        _ => Some(Remedy::Parameter(slot)),
    };
    // In a list, what an object may have and has not is nearer than anything outside.
    let lacks =
        |(index, property): &(usize, &Property)| !taken(*index) && ends_with_word(name, &property.name);
    let mut properties = object.properties.iter().enumerate();
    if let Some((index, _)) = properties.find(|property| path.contains('[') && lacks(property)) {
        return Some(Remedy::Sibling(index));
    }
    if let Some(index) = path.contains('[').then(|| one_edit_away(stray, &taken)).flatten() {
        return Some(Remedy::Sibling(index));
    }
    // What is inside of a list was not meant to be the list.
    let misnomer = ruleset.misnomers.get(name).filter(|meant| !path.starts_with(meant.as_str()));
    if let Some(slot) = misnomer.and_then(|meant| ruleset.table.slot(meant)) {
        return outside(slot);
    }
    if let Some(slot) = place_of(ruleset, |other| other == name) {
        return Some(Remedy::Parameter(slot));
    }
    if let Some(model) = elsewhere(&here) {
        return Some(Remedy::OtherModel(model));
    }
    let free = object.properties.iter().enumerate().filter(|(index, _)| !taken(*index));
    if let Some(candidate) = nearest(name, free.map(|(_, property)| property.name.as_str())) {
        return sibling(candidate);
    }
    // One of this object's own names that comes out here is taken already.
    let is_elsewhere = |slot: &u8| !matches!(outside(*slot), Some(Remedy::Sibling(_)));
    if let Some(slot) = place_of(ruleset, |other| are_alike(other, name)).filter(is_elsewhere) {
        return Some(Remedy::Parameter(slot));
    }
    let item = ruleset.table.item_paths().iter().find(|item| last_name(item) == name);
    item.cloned().map(Remedy::Item)
}

/// The member of the same object that is one edit away; where that takes no such value, rather one that does, is not there
/// yet and has the name for its last word: of `images` and `frontalImage` the second for a single `image`.
fn one_edit_away(stray: &Stray<'_>, taken: impl Fn(usize) -> bool) -> Option<usize> {
    let properties = &stray.object.properties;
    let is_near = |property: &Property| {
        property.name.len().abs_diff(stray.name.len()) <= 4 && distance(&property.name, stray.name) == 1
    };
    let near = properties.iter().position(is_near)?;
    let fits = |index: usize| {
        let shape = stray.described.shape_of(&properties[index].name);
        shape.is_none_or(|shape| shape.types.hold(stray.value))
    };
    let ends = |index: usize| ends_with_word(&properties[index].name, stray.name);
    let other = (0..properties.len()).find(|&index| ends(index) && fits(index) && !taken(index));
    other.filter(|_| !fits(near)).or(Some(near))
}

/// Whether a name in camel case ends with this word: `inputImage` with `image`.
fn ends_with_word(name: &str, word: &str) -> bool {
    let Some(start) = name.len().checked_sub(word.len()) else { return false };
    let is_end = name.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word));
    is_end && start > 0 && name.as_bytes()[start].is_ascii_uppercase()
}

/// The slot of the first parameter outside of lists whose last name is the one asked for.
fn place_of(ruleset: &RuleSet, is_meant: impl Fn(&str) -> bool) -> Option<u8> {
    let index = ruleset.table.parameters.iter().position(|parameter| is_meant(last_name(&parameter.path)));
    index.and_then(|index| u8::try_from(index).ok())
}

/// What stands behind the last dot of a path.
fn last_name(path: &str) -> &str {
    let dot = path.bytes().rposition(|byte| byte == b'.');
    dot.map_or(path, |dot| &path[dot + 1..])
}

fn without_indices(path: &str) -> String {
    let mut inside = false;
    path.chars()
        .filter(|&c| {
            inside = (inside || c == '[') && c != ']';
            !inside || c == '['
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_left_out_of_a_path() {
        assert_eq!(without_indices("inputs.elements[12].id"), "inputs.elements[].id");
        assert_eq!(without_indices("inputs.video"), "inputs.video");
    }

    #[test]
    fn words_end_names_in_camel_case() {
        for (name, word) in [("inputImage", "image"), ("positivePrompt", "prompt"), ("elementId", "id")] {
            assert!(ends_with_word(name, word), "{name} {word}");
        }
        for (name, word) in
            [("image", "image"), ("Image", "image"), ("void", "id"), ("é", "id"), ("id", "image")]
        {
            assert!(!ends_with_word(name, word), "{name} {word}");
        }
    }
}
