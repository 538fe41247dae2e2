//! What the walk over a task leaves for the checks across parameters: which parameters are there, where, and which of
//! their values are sound.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::constraint::Parameter;
use crate::context::Context;
use crate::json::{Kind, Member, Node};
use crate::ruleset::{MAX_PARAMETERS, Reading, Table};
use crate::source::Span;

/// Whether a parameter is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Its key is not there.
    Absent,
    /// Its key is there, whatever the value: also `null`, also an empty list.
    Present,
    /// Its key is not there, but an unknown key is, whose remedy names it. It satisfies what asks for the parameter,
    /// and triggers nothing.
    Meant,
    /// The object that would hold it is none, or was cut off.
    Unknown,
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// That cannot be told from a broken request.
    Maybe,
}

/// The parameters of one task.
pub struct Parameters<'t, 'd> {
    table: &'t Table,
    task: Node<'d>,
    pointer: &'t str,
    context: Context,
    present: u128,
    meant: u128,
    unknown: u128,
    keys: Cow<'t, [u32; MAX_PARAMETERS]>,
    /// The numbers of values with an error of their own: as many as a text has values, at worst.
    faulty: BTreeSet<u32>,
    meant_in_items: BTreeSet<(u32, &'t str)>,
}

impl<'t, 'd> Parameters<'t, 'd> {
    /// Nothing is known yet of the task at `pointer`.
    #[must_use]
    pub fn new(table: &'t Table, task: Node<'d>, pointer: &'t str) -> Self {
        Self {
            table,
            task,
            pointer,
            context: Context::Body,
            present: 0,
            meant: 0,
            unknown: 0,
            keys: Cow::Owned([0; MAX_PARAMETERS]),
            faulty: BTreeSet::new(),
            meant_in_items: BTreeSet::new(),
        }
    }

    /// Those that the reading of a task's text tells.
    #[must_use]
    pub(crate) fn of(reading: &'t Reading, table: &'t Table, task: Node<'d>, pointer: &'t str) -> Self {
        Self {
            table,
            task,
            pointer,
            context: Context::Body,
            present: reading.present,
            meant: 0,
            unknown: 0,
            keys: Cow::Borrowed(&reading.keys),
            faulty: BTreeSet::new(),
            meant_in_items: BTreeSet::new(),
        }
    }

    /// The same for a request that is taken by somebody else than the service.
    #[must_use]
    pub fn in_context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// Who takes the request.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context
    }

    /// The task's object.
    #[must_use]
    pub fn task(&self) -> Node<'d> {
        self.task
    }

    /// JSON Pointer of the task in its document.
    #[must_use]
    pub fn task_pointer(&self) -> &'t str {
        self.pointer
    }

    /// Notes that the parameter in `slot` is there.
    pub fn set_present(&mut self, slot: u8, member: Member<'d>) {
        self.present |= 1 << slot;
        self.keys.to_mut()[usize::from(slot)] = member.key.index();
    }

    /// The parameters that are there, one bit each.
    #[must_use]
    pub fn present(&self) -> u128 {
        self.present
    }

    /// Notes that an unknown key was meant to be the parameter in `slot`. What a meant container would hold is unknown.
    pub fn set_meant(&mut self, slot: u8) {
        let parameter = self.table.parameter(slot);
        self.unknown |= parameter.descendants;
        let mut next = Some(slot);
        while let Some(slot) = next {
            self.meant |= 1 << slot;
            next = self.table.parameter(slot).parent;
        }
    }

    /// Notes that an unknown key of an object in a list was meant to be that object's `name`.
    pub fn set_meant_in_item(&mut self, object: Node<'d>, name: &'t str) {
        self.meant_in_items.insert((object.index(), name));
    }

    /// Notes that nothing can be said of what is not there but would be inside the parameter in `slot` (or the task).
    pub fn set_contents_unknown(&mut self, slot: Option<u8>) {
        self.unknown |= slot.map_or(u128::MAX, |slot| self.table.parameter(slot).descendants);
    }

    /// Notes that a value has an error of its own.
    pub fn set_faulty(&mut self, value: Node<'d>) {
        self.faulty.insert(value.index());
    }

    /// Whether the parameter in `slot` is there.
    #[must_use]
    pub fn presence_of_slot(&self, slot: usize) -> Presence {
        let bit = 1u128 << slot;
        if self.present & bit != 0 {
            Presence::Present
        } else if self.meant & bit != 0 {
            Presence::Meant
        } else if self.unknown & bit != 0 {
            Presence::Unknown
        } else {
            Presence::Absent
        }
    }

    /// Whether the parameter is there.
    #[must_use]
    pub fn presence(&self, parameter: &Parameter) -> Presence {
        self.presence_of_slot(parameter.slot())
    }

    /// True where the parameter's key is there.
    #[must_use]
    pub fn is_present(&self, parameter: &Parameter) -> bool {
        self.presence(parameter) == Presence::Present
    }

    /// Whether something that asks for the parameter gets it: an empty list does not satisfy, a parameter that was
    /// only meant does.
    #[must_use]
    pub fn satisfies(&self, parameter: &Parameter) -> Truth {
        match self.presence(parameter) {
            Presence::Absent => Truth::No,
            Presence::Unknown => Truth::Maybe,
            Presence::Present if self.is_empty_list(parameter) => Truth::No,
            Presence::Present | Presence::Meant => Truth::Yes,
        }
    }

    /// True where the parameter is `[]` and may be: an empty list that has an error of its own only counts as present.
    #[must_use]
    pub fn is_empty_list(&self, parameter: &Parameter) -> bool {
        self.sound_value(parameter).is_some_and(|value| {
            value.kind() == Kind::Array && !value.is_incomplete() && value.items().next().is_none()
        })
    }

    /// The parameter's key and value, where it is there.
    #[must_use]
    pub fn member(&self, parameter: &Parameter) -> Option<Member<'d>> {
        self.is_present(parameter).then(|| self.task.member_at(self.keys[parameter.slot()]))
    }

    /// The parameter's value, sound or not.
    #[must_use]
    pub fn value(&self, parameter: &Parameter) -> Option<Node<'d>> {
        self.member(parameter).map(|member| member.value)
    }

    /// The parameter's value, if it is there and has no error of its own.
    #[must_use]
    pub fn sound_value(&self, parameter: &Parameter) -> Option<Node<'d>> {
        self.value(parameter).filter(|value| self.is_sound(*value))
    }

    /// The parameter's items, if it is a list without an error of its own that was read to its end.
    #[must_use]
    pub fn sound_list(&self, parameter: &Parameter) -> Option<Node<'d>> {
        self.sound_value(parameter).filter(|list| list.kind() == Kind::Array && !list.is_incomplete())
    }

    /// True where the value has no error of its own (its contents may).
    #[must_use]
    #[inline]
    pub fn is_sound(&self, value: Node<'d>) -> bool {
        value.kind() != Kind::Invalid && !self.faulty.contains(&value.index())
    }

    /// True where neither the value nor anything inside of it has an error.
    #[must_use]
    pub fn is_sound_throughout(&self, value: Node<'d>) -> bool {
        value.kind() != Kind::Invalid && self.faulty.range(value.indices()).next().is_none()
    }

    /// The member `name` of an object in a list, if its value is sound.
    #[must_use]
    pub fn sound_member(&self, object: Node<'d>, name: &str) -> Option<Node<'d>> {
        object.get(name).filter(|value| self.is_sound(*value))
    }

    /// Whether the member `name` of an object in a list is there.
    #[must_use]
    pub fn presence_in_item(&self, object: Node<'d>, name: &str) -> Presence {
        if object.get(name).is_some() {
            Presence::Present
        } else if self.meant_in_items.contains(&(object.index(), name)) {
            Presence::Meant
        } else if object.is_incomplete() {
            Presence::Unknown
        } else {
            Presence::Absent
        }
    }

    /// Whether the parameter by itself may be that integer, as far as the schema tells.
    #[must_use]
    pub fn may_be(&self, parameter: &Parameter, integer: i128) -> bool {
        let limits = self.table.description_of(&parameter.path).and_then(|shape| shape.number.as_ref());
        let holds = |integer| limits.is_none_or(|limits| limits.hold_integer(integer));
        i64::try_from(integer).is_ok_and(holds)
    }

    /// JSON Pointer of the parameter in the document.
    #[must_use]
    pub fn pointer(&self, parameter: &Parameter) -> String {
        let mut pointer = String::with_capacity(self.pointer.len() + 1 + parameter.path.len());
        pointer.push_str(self.pointer);
        for name in parameter.path.split('.') {
            pointer.push('/');
            pointer.push_str(name);
        }
        pointer
    }

    /// Where to look for a parameter that is not there: the opening brace of the object that lacks it. For one that
    /// is there, its value.
    #[must_use]
    pub fn lacking(&self, parameter: &Parameter) -> Span {
        if let Some(value) = self.value(parameter) {
            return value.span();
        }
        let mut holder = self.task;
        for name in parameter.path.split('.') {
            match holder.get(name) {
                Some(next) if next.kind() == Kind::Object => holder = next,
                _ => break,
            }
        }
        holder.opening()
    }

    /// Where to look for a parameter that should not be there: its key.
    #[must_use]
    pub fn key_span(&self, parameter: &Parameter) -> Span {
        self.member(parameter).map_or_else(|| self.lacking(parameter), |member| member.key.span())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Arena;
    use crate::models::Models;

    /// The list of a task, and the task's parameters.
    fn with_list(text: &str, check: impl for<'d> FnOnce(Node<'d>, Parameters<'_, 'd>)) {
        let models = Models::default();
        let mut arena = Arena::default();
        let task = arena.parse(text).root().unwrap();
        check(task.get("a").unwrap(), Parameters::new(&models.all().next().unwrap().table, task, ""));
    }

    #[test]
    fn what_is_faulty_inside_of_a_value_is_told_from_what_stands_beside_it() {
        with_list(r#"{"a": [[1], [2, [3]], [4]]}"#, |list, mut parameters| {
            let items: Vec<Node<'_>> = list.items().collect();
            let throughout = |parameters: &Parameters<'_, '_>| {
                [parameters.task(), list, items[0], items[1], items[2]]
                    .map(|value| parameters.is_sound_throughout(value))
            };
            assert_eq!(throughout(&parameters), [true; 5]);
            // The later one first: they need not come in the order of the text.
            parameters.set_faulty(items[2]);
            parameters.set_faulty(items[1].items().last().unwrap());
            assert_eq!(throughout(&parameters), [false, false, true, false, false]);
            let sound: Vec<bool> = items.iter().map(|item| parameters.is_sound(*item)).collect();
            assert_eq!(sound, [true, true, false]);
        });
    }

    #[test]
    fn what_was_meant_in_one_item_was_not_meant_in_another() {
        with_list(r#"{"a": [{}, {}]}"#, |list, mut parameters| {
            let items: Vec<Node<'_>> = list.items().collect();
            parameters.set_meant_in_item(items[1], "id");
            let presence = |item: usize, name| parameters.presence_in_item(items[item], name);
            assert_eq!(presence(1, "id"), Presence::Meant);
            assert_eq!([presence(0, "id"), presence(1, "image")], [Presence::Absent; 2]);
        });
    }
}
