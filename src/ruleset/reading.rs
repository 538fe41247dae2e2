//! One pass over the text of a task, guided by its rule set: it makes the nodes that the strict parser would make, and
//! tells of which parameters the [walk](super::walk) would find nothing wrong, at a fraction of the cost of both. The walk
//! then looks at the others. Tests hold this against parser and walk.

#[cfg(test)]
mod tests;

use super::table::{ArrayShape, NumberShape, ObjectShape, Property, Shape, StringShape, Table};
use super::{MAX_PARAMETERS, RuleSet, Scalar, credential};
use crate::constraint::Memory;
use crate::context::Context;
use crate::json::{Cursor, Kind, Node, Number, Text};

/// What the pass tells of a task.
#[derive(Debug)]
pub struct Reading {
    /// The parameters that are there, one bit each: all of them where the task is sound, else without those inside of
    /// members that are not.
    pub present: u128,
    /// For each of them: the number of its key in the document. What is there of others means nothing.
    pub keys: [u32; MAX_PARAMETERS],
    /// The members of the task, one bit each, in which nothing is wrong, nothing twice, and no list empty.
    pub sound: u128,
    /// Whether all is sound, and nothing is missing or not known.
    pub is_sound: bool,
    /// What is remembered of other tasks.
    pub memory: Memory,
}

impl Default for Reading {
    fn default() -> Self {
        Self { present: 0, keys: [0; MAX_PARAMETERS], sound: 0, is_sound: false, memory: Memory::default() }
    }
}

impl Reading {
    /// The value of the parameter in `slot`, if it is there. `task` is the one that was read.
    pub fn value<'d>(&self, task: Node<'d>, slot: u8) -> Option<Node<'d>> {
        let is_present = self.present >> slot & 1 == 1;
        is_present.then(|| task.member_at(self.keys[usize::from(slot)]).value)
    }
}

impl RuleSet {
    /// Reads the task at the cursor, in place of what `reading` told before. `None` where that is not strict JSON or no
    /// object, or for requests and rule sets that need the walk for everything.
    pub(crate) fn read_text(
        &self,
        cursor: &mut Cursor<'_, '_>,
        context: Context,
        reading: &mut Reading,
    ) -> Option<()> {
        let shape = self.table.task.object.as_ref()?;
        if self.schema.is_some() || context.is_sdk() {
            return None;
        }
        (reading.present, reading.sound, reading.is_sound) = (0, 0, true);
        Reader { table: &self.table, cursor, reading }.task(shape)
    }
}

struct Reader<'r, 'a, 'n> {
    table: &'r Table,
    cursor: &'r mut Cursor<'a, 'n>,
    reading: &'r mut Reading,
}

impl Reader<'_, '_, '_> {
    /// Reads the task; `None` where it is not strict JSON.
    fn task(&mut self, shape: &ObjectShape) -> Option<()> {
        self.cursor.next_byte();
        let object = self.cursor.object()?;
        let mut seen = 0;
        let mut goes_on = self.cursor.begins(object);
        while goes_on {
            self.member(shape, &mut seen)?;
            goes_on = self.cursor.goes_on(object)?;
        }
        self.reading.is_sound &= shape.required & !seen == 0;
        Some(())
    }

    /// Reads a member of the task, and adds it to those that were `seen`, one bit each.
    #[inline]
    fn member(&mut self, shape: &ObjectShape, seen: &mut u128) -> Option<()> {
        let Some(key) = self.cursor.key() else {
            let key = self.cursor.escaped_key()?;
            if let Some(index) = shape.index_of(&key.decoded()) {
                self.doubt(BITS[index], &shape.properties[index]);
                *seen |= BITS[index];
            }
            self.reading.is_sound = false;
            return self.cursor.any();
        };
        let Some(index) = shape.index_of_name(key.name) else {
            self.reading.is_sound = false;
            return self.cursor.any();
        };
        let (bit, property) = (BITS[index], &shape.properties[index]);
        let before = self.cursor.save();
        self.set_present(property, key.index)?;
        let is_sound = self.value(&property.shape).is_some();
        if !is_sound {
            self.cursor.go_back(before);
            self.cursor.any()?;
        }
        if is_sound && *seen & bit == 0 {
            self.reading.sound |= bit;
        } else {
            self.doubt(bit, property);
        }
        *seen |= bit;
        Some(())
    }

    /// Leaves a member of the task to the walk.
    fn doubt(&mut self, bit: u128, property: &Property) {
        let inside = property.slot.map_or(0, |slot| self.table.parameter(slot).descendants);
        self.reading.present &= !inside;
        self.reading.sound &= !bit;
        self.reading.is_sound = false;
    }

    /// Notes that a parameter is there.
    #[inline]
    fn set_present(&mut self, property: &Property, key: u32) -> Option<()> {
        if let Some(slot) = property.slot.map(usize::from) {
            self.reading.present |= BITS.get(slot)?;
            *self.reading.keys.get_mut(slot)? = key;
        }
        Some(())
    }

    /// Reads a value; `None` where something is wrong with it, or unusual.
    fn value(&mut self, shape: &Shape) -> Option<()> {
        // Each kind by itself, so that the compiler sees it.
        match self.cursor.next_byte() {
            b'"' => self.string(shape.branch(Kind::String)?),
            b'{' => self.object(shape.branch(Kind::Object)?.object.as_ref()?),
            b'[' => self.array(shape.branch(Kind::Array)?.array.as_ref()?),
            b't' | b'f' => {
                let (shape, value) = (shape.branch(Kind::Bool)?, self.cursor.bool()?);
                is_allowed(shape, |allowed| *allowed == Scalar::Bool(value)).then_some(())
            }
            b'n' => {
                let shape = shape.branch(Kind::Null)?;
                self.cursor.null().filter(|()| shape.allowed.is_empty())
            }
            _ => {
                if let Some(value) = self.cursor.small_integer() {
                    return is_integer(shape.number_branch(|| true)?, value).then_some(());
                }
                let number = self.cursor.number()?;
                is_number(shape.number_branch(|| number.is_integer())?, number).then_some(())
            }
        }
    }

    fn string(&mut self, shape: &Shape) -> Option<()> {
        let text = self.cursor.string()?;
        let is_value = |allowed: &Scalar| {
            !text.has_escapes && matches!(allowed, Scalar::Text(allowed) if allowed == text.raw)
        };
        if !is_allowed(shape, is_value) {
            return None;
        }
        let Some(string) = &shape.string else { return Some(()) };
        if string.min_length.is_some_and(|least| !text.has_at_least(least))
            || string.max_length.is_some_and(|most| !text.has_at_most(most))
        {
            return None;
        }
        if string.pattern.is_none() && string.format.is_none() {
            return Some(());
        }
        has_form(string, text).then_some(())
    }

    fn array(&mut self, shape: &ArrayShape) -> Option<()> {
        let items = shape.items.as_deref()?;
        let array = self.cursor.array()?;
        let mut count = 0;
        let mut goes_on = self.cursor.begins(array);
        while goes_on {
            self.value(items)?;
            count += 1;
            goes_on = self.cursor.goes_on(array)?;
        }
        let is_right =
            count >= shape.min_items.unwrap_or(0).max(1) && shape.max_items.is_none_or(|most| count <= most);
        is_right.then_some(())
    }

    fn object(&mut self, shape: &ObjectShape) -> Option<()> {
        let object = self.cursor.object()?;
        let mut seen = 0u128;
        let mut goes_on = self.cursor.begins(object);
        while goes_on {
            let key = self.cursor.key()?;
            let index = shape.index_of_name(key.name)?;
            let bit = BITS.get(index)?;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            let property = shape.properties.get(index)?;
            self.set_present(property, key.index)?;
            self.value(&property.shape)?;
            goes_on = self.cursor.goes_on(object)?;
        }
        (shape.required & !seen == 0).then_some(())
    }
}

/// The bit of every index: to look it up is faster than to shift so wide a number.
const BITS: [u128; MAX_PARAMETERS] = {
    let mut bits = [0; MAX_PARAMETERS];
    let mut index = 0;
    while index < MAX_PARAMETERS {
        bits[index] = 1 << index;
        index += 1;
    }
    bits
};

fn has_form(string: &StringShape, text: Text<'_>) -> bool {
    let text = text.decoded();
    string.pattern.as_ref().is_none_or(|pattern| pattern.matches(&text))
        && string
            .format
            .is_none_or(|format| format.problem(&text).is_none() && credential::find(&text).is_none())
}

fn is_allowed(shape: &Shape, is_value: impl Fn(&Scalar) -> bool) -> bool {
    shape.allowed.is_empty() || shape.allowed.iter().any(is_value)
}

fn is_integer(shape: &Shape, value: i64) -> bool {
    is_allowed(shape, |allowed| matches!(allowed, Scalar::Integer(allowed) if *allowed == value))
        && shape.number.as_ref().is_none_or(|limits| limits.hold_integer(value))
}

fn is_number(shape: &Shape, number: Number<'_>) -> bool {
    let is_value =
        |allowed: &Scalar| matches!(allowed, Scalar::Integer(allowed) if number.to_i64() == Some(*allowed));
    is_allowed(shape, is_value) && shape.number.as_ref().is_none_or(|limits| limits.hold(&number))
}

impl NumberShape {
    /// Whether an integer keeps these limits.
    pub(crate) fn hold_integer(&self, value: i64) -> bool {
        self.minimum.is_none_or(|least| value >= least)
            && self.maximum.is_none_or(|most| value <= most)
            && self.multiple_of.is_none_or(|step| step == 1 || value.checked_rem(step) == Some(0))
    }

    /// Whether a number keeps these limits.
    pub(super) fn hold(&self, number: &Number<'_>) -> bool {
        self.minimum.is_none_or(|least| number.compare_i64(least).is_ge())
            && self.maximum.is_none_or(|most| number.compare_i64(most).is_le())
            && self.multiple_of.is_none_or(|step| step == 1 || number.is_multiple_of(step))
    }
}
