//! Which `taskUUID` was used where first: twenty-four bytes for each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// The ids met so far, each with eight bytes that say where.
#[derive(Debug, Default)]
pub(super) struct Uuids(HashMap<Uuid, u64, BuildHasherDefault<Mixed>>);

impl Uuids {
    /// Notes that an id is used `here`, and answers where it was used first, if that was earlier.
    pub fn insert(&mut self, uuid: u128, here: u64) -> Option<u64> {
        match self.0.entry(Uuid(uuid.to_be_bytes())) {
            Entry::Vacant(entry) => {
                entry.insert(here);
                None
            }
            Entry::Occupied(first) => Some(*first.get()),
        }
    }
}

/// A UUID as bytes: an `u128` would have to be aligned, at the cost of eight bytes more.
#[derive(Debug, PartialEq, Eq)]
struct Uuid([u8; 16]);

impl Hash for Uuid {
    /// The bits are random already, so one multiplication spreads them well enough.
    fn hash<H: Hasher>(&self, state: &mut H) {
        const SPREAD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        state.write_u128(u128::from_be_bytes(self.0).wrapping_mul(SPREAD));
    }
}

/// Takes what is mixed already: the upper half of it.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |bits, &byte| bits.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u128(&mut self, mixed: u128) {
        self.0 = u64::try_from(mixed >> 64).unwrap_or_default();
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
