//! Regular expressions of schema files.

use regex::Regex;

use super::ecma;
use crate::ascii;

/// A compiled `pattern`.
#[derive(Debug)]
pub enum Pattern {
    /// A UUID of version 4, matched by hand: it stands in every task, and must cost nothing.
    UuidV4,
    /// Any other expression.
    Regex(Regex),
}

/// The expression for a UUID of version 4: its version digit and its variant are checked.
pub const UUID_V4: &str =
    "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$";

impl Pattern {
    /// Compiles an expression.
    ///
    /// # Errors
    /// Says why it is none, or which part of it is not supported.
    pub fn new(pattern: &str) -> Result<Self, String> {
        if pattern == UUID_V4 {
            return Ok(Self::UuidV4);
        }
        let regex = ecma::to_regex(pattern)?;
        Regex::new(&regex).map(Self::Regex).map_err(|error| error.to_string())
    }

    /// True where the expression matches somewhere in the text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::UuidV4 => uuid(text).is_some_and(is_version_4),
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

/// The 128 bits of a UUID in its usual form: 8-4-4-4-12 hexadecimal digits of any case.
#[must_use]
pub fn uuid(text: &str) -> Option<u128> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if [bytes[8], bytes[13], bytes[18], bytes[23]] != [b'-'; 4] {
        return None;
    }
    let mut digits = [0; 32];
    digits[..8].copy_from_slice(&bytes[..8]);
    digits[8..12].copy_from_slice(&bytes[9..13]);
    digits[12..16].copy_from_slice(&bytes[14..18]);
    digits[16..20].copy_from_slice(&bytes[19..23]);
    digits[20..].copy_from_slice(&bytes[24..]);
    let [high, low] = digits.as_chunks().0 else { return None };
    Some(u128::from(hexadecimal(high)?) << 64 | u128::from(hexadecimal(low)?))
}

/// The value of sixteen hexadecimal digits.
fn hexadecimal(digits: &[u8; 16]) -> Option<u64> {
    let digits = ascii::lanes(digits);
    let are_decimal = ascii::in_range(digits, b'0', b'9');
    let are_letters = ascii::in_range(digits | ascii::Lanes::splat(0x20), b'a', b'f');
    if !(are_decimal | are_letters).all() {
        return None;
    }
    // The low half of a letter is its place in the alphabet.
    let values = (digits & ascii::Lanes::splat(0xf)) + (are_letters & ascii::Lanes::splat(9));
    let values = u128::from_be_bytes(values.to_array());
    let [high, low] = [values >> 64, values].map(|half| {
        let bytes = u64::try_from(half & u128::from(u64::MAX)).unwrap_or_default();
        let bytes = (bytes | bytes >> 4) & 0x00ff_00ff_00ff_00ff;
        let bytes = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
        (bytes | bytes >> 16) & 0xffff_ffff
    });
    Some(high << 32 | low)
}

/// True where the version digit is 4 and the variant that of RFC 9562.
#[must_use]
pub fn is_version_4(uuid: u128) -> bool {
    uuid >> 76 & 0xf == 4 && uuid >> 62 & 0b11 == 0b10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_its_digits() {
        let text = "01234567-89ab-cdef-FEDC-BA9876543210";
        assert_eq!(uuid(text), Some(0x0123_4567_89ab_cdef_fedc_ba98_7654_3210));
    }

    #[test]
    fn the_hand_written_matcher_is_the_expression() {
        let regex = Regex::new(UUID_V4).expect("the expression compiles");
        let valid = "0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21";
        for position in 0..valid.len() {
            for replacement in ['0', '4', '5', '7', '8', 'b', 'c', 'F', 'g', '-', 'é'] {
                let mut text = valid.to_owned();
                text.replace_range(position..=position, replacement.encode_utf8(&mut [0; 4]));
                assert_eq!(Pattern::UuidV4.matches(&text), regex.is_match(&text), "{text}");
            }
        }
        assert!(Pattern::UuidV4.matches(valid) && Pattern::UuidV4.matches(&valid.to_uppercase()));
        assert!(!Pattern::UuidV4.matches(&valid[1..]) && !Pattern::UuidV4.matches(&format!("{valid}0")));
    }
}
