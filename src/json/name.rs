//! Names of members, made to be compared fast.

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

    /// The name in a text from byte `start` to `end`.
    #[inline]
    pub fn at(text: &'a [u8], start: usize, end: usize) -> Self {
        let bytes = text.get(start..end).unwrap_or_default();
        let behind = text.get(start..).and_then(<[u8]>::first_chunk::<HEAD>);
        let head = match behind {
            Some(chunk) if bytes.len() >= HEAD => u128::from_le_bytes(*chunk),
            Some(chunk) => u128::from_le_bytes(*chunk) & BEGINNINGS[bytes.len() % HEAD],
            None => bytes.iter().rev().fold(0, |head, &byte| head << 8 | u128::from(byte)),
        };
        Self { head, bytes }
    }

    /// The first sixteen bytes as a number.
    #[inline]
    pub fn head(&self) -> u128 {
        self.head
    }

    /// Whether this is the name `other`, if their heads are the same.
    #[inline]
    pub fn is_behind_head(&self, other: &str) -> bool {
        let (own, other) = (self.bytes, other.as_bytes());
        own.len() == other.len() && (own.len() <= HEAD || own[HEAD..] == other[HEAD..])
    }

    /// A number that is the same for the same name, and seldom for others; its upper bits are the best.
    #[inline]
    pub fn hash(&self) -> u64 {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let [low, high] = [self.head, self.head >> 64]
            .map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or_default());
        (low.wrapping_mul(SPREAD) ^ high).wrapping_add(self.bytes.len() as u64).wrapping_mul(SPREAD)
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
                for (before, behind) in [("", ""), ("xy", ""), ("x", "\": \"something long\"")] {
                    let text = format!("{before}{first}{behind}");
                    let found = Name::at(text.as_bytes(), before.len(), before.len() + first.len());
                    let is_same = found.head() == name.head() && found.is_behind_head(second);
                    assert_eq!(is_same, first == second, "{text} {second}");
                    assert!(!is_same || found.hash() == name.hash(), "{text}");
                }
            }
        }
    }
}
