//! Names of members, made to be compared fast.

use super::stops::{Stops, stops_in};
use super::strict::byte;

/// A name: its bytes, and the first sixteen of them as a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a> {
    /// The first byte lowest; zeros behind a shorter name.
    head: u128,
    bytes: &'a [u8],
}

/// As many bytes as a head has.
const HEAD: usize = 16;

/// The lowest bytes, up to a number of them.
const BEGINNINGS: [u128; HEAD] = {
    let mut beginnings = [0; HEAD];
    let mut length = 1;
    while length < HEAD {
        beginnings[length] = beginnings[length - 1] << 8 | 0xff;
        length += 1;
    }
    beginnings
};

impl<'a> Name<'a> {
    /// A name by itself.
    pub fn new(name: &'a str) -> Self {
        let bytes = name.as_bytes();
        let mut head = [0; HEAD];
        let length = bytes.len().min(HEAD);
        head[..length].copy_from_slice(&bytes[..length]);
        Self { head: u128::from_le_bytes(head), bytes }
    }

    /// The name that begins at byte `start` of a text, and ends before a quote. `None` where something else ends it: an
    /// escape, a control character, the text.
    #[inline]
    pub fn until_quote(text: &'a [u8], start: usize) -> Option<Self> {
        let rest = text.get(start..)?;
        let Some(chunk) = rest.first_chunk::<HEAD>() else { return Self::until_quote_near_end(rest) };
        let head = u128::from_le_bytes(*chunk);
        let stops = stops_in(chunk).to_bitmask();
        if stops == 0 {
            let end = Stops::new().next(text, start + HEAD);
            return (byte(text, end) == b'"').then(|| Self { head, bytes: &text[start..end] });
        }
        let length = stops.trailing_zeros() as usize;
        let bytes = rest.get(..length)?;
        (*rest.get(length)? == b'"').then(|| Self { head: head & BEGINNINGS[length % HEAD], bytes })
    }

    #[cold]
    fn until_quote_near_end(rest: &'a [u8]) -> Option<Self> {
        let end = Stops::new().next(rest, 0);
        let head = rest[..end].iter().rev().fold(0, |head, &byte| head << 8 | u128::from(byte));
        (byte(rest, end) == b'"').then(|| Self { head, bytes: &rest[..end] })
    }

    /// How many bytes it has.
    #[inline]
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The first sixteen bytes as a number.
    #[inline]
    pub fn head(&self) -> u128 {
        self.head
    }

    /// Whether the head is all of it.
    #[inline]
    pub fn is_head(&self) -> bool {
        self.bytes.len() <= HEAD
    }

    /// Whether this is the name `other`.
    #[inline]
    pub fn is(&self, other: &str) -> bool {
        self.bytes == other.as_bytes()
    }

    /// A number that is the same for the same name, and seldom for others; its upper bits are the best.
    #[inline]
    pub fn hash(&self) -> u64 {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let [low, high] = [self.head, self.head >> 64]
            .map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or_default());
        (low ^ high.rotate_left(32)).wrapping_add(self.bytes.len() as u64).wrapping_mul(SPREAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_as_their_texts_are() {
        let names = [
            "",
            "a",
            "ab",
            "positivePrompt",
            "providerSettings",
            "providerSettingz",
            "keepOriginalSound!",
            "keepOriginalSound?",
        ];
        for first in names {
            for second in names {
                let name = Name::new(second);
                // At the end of a text, and before more of it.
                for (before, behind) in [("", "\""), ("xy", "\""), ("x", "\": \"something long\"")] {
                    let text = format!("{before}{first}{behind}");
                    let found = Name::until_quote(text.as_bytes(), before.len()).expect("a name");
                    let is_same = found.head() == name.head() && found.length() == name.length();
                    let is_same = is_same && (found.is_head() || found.is(second));
                    assert_eq!(is_same, first == second, "{text} {second}");
                    assert!(!is_same || found.hash() == name.hash(), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_end_with_a_quote_is_no_name() {
        for behind in ["", "\\n\"", "\n\"", "\\n and much more behind it\"", "\n and much more behind it\""] {
            for name in ["", "a", "positivePrompt", "providerSettings", "characterOrientation"] {
                assert!(
                    Name::until_quote(format!("{name}{behind}").as_bytes(), 0).is_none(),
                    "{name}{behind}"
                );
            }
        }
    }
}
