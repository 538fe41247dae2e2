//! Which `taskUUID` was used where first: a little more than twenty-four bytes for each, and never much more at once.

use std::hash::{BuildHasher, Hasher, RandomState};

/// The ids met so far, each with eight bytes that say where. They stand in short lists, of which there are twice as many
/// whenever they have become too long; a list is then halved, so that no second copy of all ids is ever made.
#[derive(Debug, Default)]
pub(super) struct Uuids {
    /// A power of two of them, or none. An id is in the list that the first bits of its hash tell.
    lists: Vec<Vec<Id>>,
    count: usize,
    /// Goes into the hash, so that nobody can choose ids which all end up in one list. Another one in every run; the order
    /// of the lists is never seen.
    key: u64,
}

/// An id, in two halves: an `u128` would have to be aligned, at the cost of eight bytes more.
#[derive(Debug, Clone, Copy)]
struct Id {
    halves: [u64; 2],
    place: u64,
}

/// How many ids a list holds on average, at most.
const FULL: usize = 32;
/// For how many more ids a list makes room.
const STEP: usize = 2;

impl Uuids {
    /// Notes that an id is used `here`, and answers where it was used first, if that was earlier.
    pub fn insert(&mut self, uuid: u128, here: u64) -> Option<u64> {
        if self.count >= self.lists.len() * FULL {
            self.split();
        }
        let halves = halves(uuid);
        let number = list_of(halves, self.lists.len(), self.key);
        let list = self.lists.get_mut(number)?;
        if let Some(first) = list.iter().find(|id| id.halves == halves) {
            return Some(first.place);
        }
        push(list, Id { halves, place: here });
        self.count += 1;
        None
    }

    /// Makes two lists of each.
    fn split(&mut self) {
        let old = std::mem::take(&mut self.lists);
        let count = (old.len() * 2).max(1);
        self.lists.reserve_exact(count);
        if old.is_empty() {
            self.key = RandomState::new().build_hasher().finish();
            self.lists.push(Vec::new());
        }
        for (number, mut list) in old.into_iter().enumerate() {
            // The lists of a hash with one more bit: in place of the one, and beside it.
            let mut beside = Vec::with_capacity(list.len() / 2 + STEP);
            list.retain(|id| {
                let stays = list_of(id.halves, count, self.key) == 2 * number;
                if !stays {
                    push(&mut beside, *id);
                }
                stays
            });
            list.shrink_to(list.len() + STEP / 2);
            beside.shrink_to(beside.len() + STEP / 2);
            self.lists.push(list);
            self.lists.push(beside);
        }
    }
}

fn push(list: &mut Vec<Id>, id: Id) {
    if list.len() == list.capacity() {
        list.reserve_exact(STEP);
    }
    list.push(id);
}

fn halves(uuid: u128) -> [u64; 2] {
    [uuid >> 64, uuid & u128::from(u64::MAX)].map(|half| u64::try_from(half).unwrap_or_default())
}

/// The number of an id's list among so many, a power of two. Ids are random as a rule, but need not be.
fn list_of([high, low]: [u64; 2], count: usize, key: u64) -> usize {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let [upper, lower] = halves(u128::from(high ^ key) * u128::from(low ^ key.rotate_left(u64::BITS / 2)));
    let mixed = (upper ^ lower).wrapping_mul(SPREAD);
    usize::try_from(mixed.checked_shr(u64::BITS - count.trailing_zeros()).unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_found_where_it_was_first() {
        let mut uuids = Uuids::default();
        // Random ones, those that people make up, and those that one multiplication without a key would put together.
        let ids = |number: u64| {
            let multiple = u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 64;
            let number = u128::from(number);
            [
                number.wrapping_mul(0x1234_5678_9abc_def0_0fed_cba9_8765_4321),
                number,
                number << 64,
                number << 96,
                multiple | number,
            ]
        };
        for number in 1..20_000 {
            for (kind, id) in (0..).zip(ids(number)) {
                assert_eq!(uuids.insert(id, number * 5 + kind), None);
            }
        }
        for number in 1..20_000 {
            for (kind, id) in (0..).zip(ids(number)) {
                assert_eq!(uuids.insert(id, 0), Some(number * 5 + kind));
            }
        }
        let longest = uuids.lists.iter().map(Vec::len).max().unwrap_or_default();
        assert!(longest < 4 * FULL, "{longest}");
        let room: usize =
            uuids.lists.iter().map(|list| list.capacity() * size_of::<Id>() + size_of::<Vec<Id>>()).sum();
        assert!(room < uuids.count * 27, "{}", room / uuids.count);
    }
}
