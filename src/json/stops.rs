//! Where the plain text of a string stops: at a quote, a backslash or a control character. Sixty-four bytes are looked at
//! in one go, and remembered, since the next stop is often among them.

use crate::ascii::{self, Lanes};

/// The stops in a part of a text.
#[derive(Debug)]
pub(super) struct Stops {
    /// Where the part begins.
    start: usize,
    /// Its stops, one bit each, the first byte lowest.
    bits: u64,
}

/// As many bytes as a part has.
const PART: usize = 64;

impl Stops {
    /// Nothing was looked at yet.
    pub fn new() -> Self {
        // No text is so long.
        Self { start: usize::MAX / 2, bits: 0 }
    }

    /// The first stop from byte `at` of the text, which must always be the same one; its length where there is none.
    #[inline]
    pub fn next(&mut self, bytes: &[u8], at: usize) -> usize {
        let offset = at.wrapping_sub(self.start);
        let mut from = at;
        if offset < PART {
            let bits = self.bits >> offset;
            if bits != 0 {
                return at + bits.trailing_zeros() as usize;
            }
            from = self.start + PART;
        }
        let (start, bits) = search(bytes, from);
        *self = Self { start, bits };
        start + bits.trailing_zeros() as usize
    }
}

/// The first part from a byte on that has a stop, and its stops.
fn search(bytes: &[u8], from: usize) -> (usize, u64) {
    let mut start = from;
    while let Some(part) = bytes.get(start..).and_then(<[u8]>::first_chunk) {
        let bits = stops(part);
        if bits != 0 {
            return (start, bits);
        }
        start += PART;
    }
    (start, stops_near_end(bytes, start))
}

/// The stops in a part.
#[inline]
fn stops(part: &[u8; PART]) -> u64 {
    let (chunks, _) = part.as_chunks::<16>();
    let [first, second, third, fourth] = [0, 1, 2, 3].map(|index| stops_in(&chunks[index]));
    if (first | second | third | fourth).to_bitmask() == 0 {
        return 0;
    }
    let [first, second, third, fourth] =
        [first, second, third, fourth].map(|lanes| u64::from(lanes.to_bitmask()));
    first | second << 16 | third << 32 | fourth << 48
}

/// Those in the last bytes of a text, and behind it.
#[cold]
fn stops_near_end(bytes: &[u8], start: usize) -> u64 {
    let rest = bytes.get(start..).unwrap_or_default();
    let mut part = [0; PART];
    part[..rest.len()].copy_from_slice(rest);
    stops(&part)
}

/// Where a stop is: all bits of its lane, else none.
#[inline]
pub(super) fn stops_in(chunk: &[u8; 16]) -> Lanes {
    /// With this bit changed, a quote is a space, and all control characters are still below it; nothing else is.
    const QUOTE_TO_SPACE: u8 = b'"' ^ b' ';
    let lanes = ascii::lanes(chunk);
    let quotes_and_controls = ascii::in_range(lanes ^ Lanes::splat(QUOTE_TO_SPACE), 0, b' ');
    quotes_and_controls | ascii::equal(lanes, b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_stop_is_found_from_every_byte() {
        for length in 0..200 {
            for stop in 0..=length {
                let mut bytes = "é~ 0".as_bytes().repeat(50);
                bytes.truncate(length);
                if let Some(byte) = bytes.get_mut(stop) {
                    *byte = [b'"', b'\\', b'\n', 0, 0x1f][stop % 5];
                }
                let mut stops = Stops::new();
                for at in 0..=length {
                    let expected = if at <= stop { stop } else { length };
                    assert_eq!(stops.next(&bytes, at), expected, "{at} of {length}");
                    assert_eq!(Stops::new().next(&bytes, at), expected, "{at} of {length}, at once");
                }
                // Back to the beginning.
                assert_eq!(stops.next(&bytes, 0), stop);
            }
        }
    }
}
