//! Where the ids of tasks stand, in eight bytes each, so that a file may hold any number of tasks.

use crate::diagnostic::Place;
use crate::source::{Location, Position};

/// Where the `taskUUID` of a task stands in NDJSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IdPlace {
    /// Its first byte.
    pub start: Position,
    /// How many bytes, and characters, it is long.
    pub width: usize,
    /// The task's index, where its line holds an array.
    pub item: Option<usize>,
}

impl IdPlace {
    /// The place as diagnostics show it.
    pub fn shown(self) -> Place {
        let Position { offset, line, column } = self.start;
        let end = Position { offset: offset + self.width, line, column: column + self.width };
        Place { pointer: pointer(self.item), span: Some(Location { start: self.start, end }) }
    }
}

/// JSON Pointer of the `taskUUID` of a task.
pub(super) fn pointer(item: Option<usize>) -> String {
    item.map_or_else(|| "/taskUUID".to_owned(), |item| format!("/{item}/taskUUID"))
}

/// Makes eight bytes of a place and back. A place is given by its offset, its column and how many lines it is behind the
/// last landmark before it. The few places for which that does not do are kept whole.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Offset and line of one place in every thousand lines, in order.
    landmarks: Vec<(usize, usize)>,
    unusual: Vec<IdPlace>,
}

/// Of the eight bytes, from the lowest bit: the column, the lines behind the landmark, the offset. Columns count from 1;
/// with 0 in its place, the offset is an index in `unusual`.
const COLUMN_BITS: u32 = 16;
const LINES_BITS: u32 = 10;
const OFFSET_BITS: u32 = 64 - COLUMN_BITS - LINES_BITS;

/// The width of a UUID with its quotes.
const USUAL_WIDTH: usize = 38;

impl Places {
    /// Makes eight bytes of a place that is behind all places before.
    pub fn pack(&mut self, place: IdPlace) -> u64 {
        self.pack_usual(place).unwrap_or_else(|| {
            self.unusual.push(place);
            (self.unusual.len() as u64 - 1) << (COLUMN_BITS + LINES_BITS)
        })
    }

    fn pack_usual(&mut self, place: IdPlace) -> Option<u64> {
        let Position { offset, line, column } = place.start;
        let is_usual = place.item.is_none() && place.width == USUAL_WIDTH && column >> COLUMN_BITS == 0;
        if !is_usual || offset >> OFFSET_BITS != 0 {
            return None;
        }
        let lines = match self.landmarks.last() {
            Some(&(_, landmark)) if line - landmark < 1 << LINES_BITS => line - landmark,
            _ => {
                self.landmarks.push((offset, line));
                0
            }
        };
        Some(((offset as u64) << LINES_BITS | lines as u64) << COLUMN_BITS | column as u64)
    }

    /// The place that was packed.
    pub fn unpack(&self, packed: u64) -> Option<IdPlace> {
        let bits = |shift: u32, count: u32| usize::try_from(packed >> shift & ((1 << count) - 1)).ok();
        let offset = bits(COLUMN_BITS + LINES_BITS, OFFSET_BITS)?;
        let column = bits(0, COLUMN_BITS)?;
        if column == 0 {
            return self.unusual.get(offset).copied();
        }
        let landmark = self.landmarks.partition_point(|&(other, _)| other <= offset).checked_sub(1)?;
        let line = self.landmarks[landmark].1 + bits(COLUMN_BITS, LINES_BITS)?;
        Some(IdPlace { start: Position { offset, line, column }, width: USUAL_WIDTH, item: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_survives() {
        let mut places = Places::default();
        let mut packed = Vec::new();
        let (mut offset, mut line) = (3, 1);
        for number in 0..5_000_usize {
            offset += 60 + number % 7 * 1000;
            line += number % 5 * (number % 11);
            packed.push(IdPlace {
                start: Position { offset, line, column: 1 + number * 31 % 70_000 },
                width: if number % 13 == 0 { 43 } else { USUAL_WIDTH },
                item: (number % 17 == 0).then_some(number),
            });
        }
        packed.push(IdPlace {
            start: Position { offset: 1 << OFFSET_BITS, line: line + 100_000, column: 9 },
            width: USUAL_WIDTH,
            item: None,
        });
        let packed: Vec<_> = packed.into_iter().map(|place| (place, places.pack(place))).collect();
        for (place, bits) in packed {
            assert_eq!(places.unpack(bits), Some(place));
        }
        assert!(places.landmarks.len() < 200, "{}", places.landmarks.len());
    }
}
