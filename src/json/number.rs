//! Numbers as they are written: exact, without floating point.

use std::cmp::Ordering;

/// A number literal of strict JSON. All answers are exact, however many digits or however large an exponent.
#[derive(Debug, Clone, Copy)]
pub struct Number<'a>(&'a str);

/// A number other than zero as its significant digits, without zeros at either end, and where its point stands:
/// the value is `0.DIGITS` times ten to the power of `magnitude`.
struct Parts<'a> {
    negative: bool,
    /// The significant digits before the point of the literal, then those after it.
    digits: [&'a [u8]; 2],
    magnitude: i64,
    /// The literal's exponent does not fit, so that `magnitude` is only known to be huge.
    is_cut: bool,
}

impl<'a> Number<'a> {
    /// A literal that was read as a number.
    pub(super) fn new(literal: &'a str) -> Self {
        Self(literal)
    }

    /// The number as it is written.
    #[must_use]
    pub fn literal(&self) -> &'a str {
        self.0
    }

    /// Whether it has no fractional part: `6`, `6.0` and `1e1` have none.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        if self.short_integer().is_some() {
            return true;
        }
        self.parts().is_none_or(|parts| parts.magnitude >= parts.length())
    }

    /// The value, if it is an integer and fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        if let Some(value) = self.short_integer() {
            return Some(value);
        }
        let Some(parts) = self.parts() else { return Some(0) };
        if parts.magnitude < parts.length() {
            return None;
        }
        i64::try_from(parts.integer_part()?).ok()
    }

    /// The value, if it is an integer from 0 and fits.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match self.parts() {
            None => Some(0),
            Some(parts) if parts.magnitude < parts.length() => None,
            Some(parts) => u64::try_from(parts.integer_part()?).ok(),
        }
    }

    /// Whether another literal of JSON means the same number.
    #[must_use]
    pub fn equals_literal(&self, other: &str) -> bool {
        match (self.parts(), Number(other).parts()) {
            (None, None) => true,
            (Some(own), Some(other)) => {
                let is_cut = own.is_cut || other.is_cut;
                !is_cut
                    && (own.negative, own.magnitude) == (other.negative, other.magnitude)
                    && own.all_digits().eq(other.all_digits())
            }
            _ => false,
        }
    }

    /// How it compares with an integer.
    #[must_use]
    pub fn compare_i64(&self, other: i64) -> Ordering {
        if let Some(value) = self.short_integer() {
            return value.cmp(&other);
        }
        let Some(parts) = self.parts() else { return 0.cmp(&other) };
        let Some(integer_part) = parts.integer_part() else {
            return if parts.negative { Ordering::Less } else { Ordering::Greater };
        };
        let fraction = if parts.magnitude >= parts.length() {
            Ordering::Equal
        } else if parts.negative {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        integer_part.cmp(&i128::from(other)).then(fraction)
    }

    /// Whether it is a multiple of `step`. Nothing is a multiple of zero; integers whose exponent has more than
    /// seventeen digits count as no multiple.
    #[must_use]
    pub fn is_multiple_of(&self, step: i64) -> bool {
        if step == 0 {
            return false;
        }
        let Some(parts) = self.parts() else { return true };
        if parts.is_cut || parts.magnitude < parts.length() {
            return false;
        }
        let step = u128::from(step.unsigned_abs());
        let digits = parts.all_digits().fold(0, |rest, digit| (rest * 10 + u128::from(digit)) % step);
        let zeros = (parts.magnitude - parts.length()).unsigned_abs();
        (digits * power_of_ten(zeros, step)).is_multiple_of(step)
    }

    /// The value of a literal of a few digits, which is what nearly every number is written as.
    fn short_integer(&self) -> Option<i64> {
        const MANY_DIGITS: usize = 10;
        let digits = self.0.as_bytes();
        if digits.len() >= MANY_DIGITS {
            return None;
        }
        digits
            .iter()
            .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0')))
    }

    /// `None` for zero.
    fn parts(&self) -> Option<Parts<'a>> {
        let unsigned = self.0.strip_prefix('-').unwrap_or(self.0);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let (exponent, is_cut) = read_exponent(exponent);
        let (digits, point) = if whole.is_empty() {
            let digits = fraction.trim_start_matches('0');
            (["", digits], -length_of(&fraction[..fraction.len() - digits.len()]))
        } else if fraction.is_empty() {
            ([whole.trim_end_matches('0'), ""], length_of(whole))
        } else {
            ([whole, fraction], length_of(whole))
        };
        let is_zero = digits.iter().all(|part| part.is_empty());
        (!is_zero).then(|| Parts {
            negative: unsigned.len() < self.0.len(),
            digits: digits.map(str::as_bytes),
            magnitude: exponent + point,
            is_cut,
        })
    }
}

impl Parts<'_> {
    /// How many significant digits there are.
    fn length(&self) -> i64 {
        let length: usize = self.digits.iter().map(|part| part.len()).sum();
        i64::try_from(length).unwrap_or(i64::MAX)
    }

    fn all_digits(&self) -> impl Iterator<Item = u8> {
        self.digits.into_iter().flatten().map(|digit| digit - b'0')
    }

    /// The value cut towards zero; `None` where that has more than twenty digits.
    fn integer_part(&self) -> Option<i128> {
        let length = match self.magnitude {
            21.. => return None,
            magnitude => usize::try_from(magnitude).unwrap_or(0),
        };
        let digits = self.all_digits().chain(std::iter::repeat(0)).take(length);
        let value = digits.fold(0, |value, digit| value * 10 + i128::from(digit));
        Some(if self.negative { -value } else { value })
    }
}

/// Larger than any text, small enough to add to without overflow.
const LARGEST_EXPONENT: i64 = 100_000_000_000_000_000;

/// The exponent, cut at plus or minus [`LARGEST_EXPONENT`], and whether it was.
fn read_exponent(literal: &str) -> (i64, bool) {
    let digits = literal.trim_start_matches(['+', '-']);
    let read = digits.bytes().try_fold(0_i64, |value, digit| {
        let value = value * 10 + i64::from(digit - b'0');
        (value < LARGEST_EXPONENT).then_some(value)
    });
    let value = read.unwrap_or(LARGEST_EXPONENT);
    (if literal.starts_with('-') { -value } else { value }, read.is_none())
}

fn length_of(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

/// Ten to the power of `exponent`, modulo `modulus`, which fits in 64 bits.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let mut power = 1 % modulus;
    let mut square = 10 % modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * square % modulus;
        }
        square = square * square % modulus;
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_recognised_in_every_spelling() {
        for literal in [
            "0",
            "-0",
            "0.0",
            "0e5",
            "6",
            "6.0",
            "1e1",
            "10E-1",
            "1.50e1",
            "1e999999999",
            "-0.0e-9",
            "120e-1",
        ] {
            assert!(Number(literal).is_integer(), "{literal}");
        }
        for literal in ["5.5", "1e-1", "0.1", "15e-1", "1e-999999999999999999999", "9007199254740993.5"] {
            assert!(!Number(literal).is_integer(), "{literal}");
        }
    }

    #[test]
    fn integers_that_fit_are_read() {
        let cases = [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("6.0", Some(6)),
            ("1e1", Some(10)),
            ("-12.5e1", Some(-125)),
            ("0.0012e4", Some(12)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("5.5", None),
            ("1e19", None),
            ("1e999999999", None),
            ("1e99999999999999999999999", None),
            ("0e99999999999999999999999", Some(0)),
        ];
        for (literal, value) in cases {
            assert_eq!(Number(literal).to_i64(), value, "{literal}");
        }
    }

    #[test]
    fn unsigned_integers_and_equal_numbers_are_recognised() {
        assert_eq!(Number("9223372036854775808").to_u64(), Some(9_223_372_036_854_775_808));
        assert_eq!(Number("-1").to_u64(), None);
        assert_eq!(Number("0e1").to_u64(), Some(0));
        for (literal, other) in [("1", "1.0"), ("100", "1e2"), ("0.10", "1e-1"), ("-0", "0"), ("-5e1", "-50")]
        {
            assert!(Number(literal).equals_literal(other), "{literal} {other}");
        }
        for (literal, other) in [("1", "-1"), ("10", "1"), ("0", "1"), ("0.1", "0.11"), ("1e99", "1e98")] {
            assert!(!Number(literal).equals_literal(other), "{literal} {other}");
        }
    }

    #[test]
    fn comparison_is_exact() {
        let cases = [
            ("5", 5, Ordering::Equal),
            ("5.000", 5, Ordering::Equal),
            ("5.0000000000000000000000001", 5, Ordering::Greater),
            ("4.9999999999999999999999999", 5, Ordering::Less),
            ("-5.1", -5, Ordering::Less),
            ("-4.9", -5, Ordering::Greater),
            ("0.1", 0, Ordering::Greater),
            ("-0.1", 0, Ordering::Less),
            ("0.5", 1, Ordering::Less),
            ("-0", 0, Ordering::Equal),
            ("9007199254740993", 9_007_199_254_740_992, Ordering::Greater),
            ("9223372036854775808", i64::MAX, Ordering::Greater),
            ("-9223372036854775809", i64::MIN, Ordering::Less),
            ("1e999999999999999999999", i64::MAX, Ordering::Greater),
            ("-1e999999999999999999999", i64::MIN, Ordering::Less),
            ("1e-999999999999999999999", 0, Ordering::Greater),
            ("1e-999999999999999999999", 1, Ordering::Less),
        ];
        for (literal, other, ordering) in cases {
            assert_eq!(Number(literal).compare_i64(other), ordering, "{literal} {other}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        for (literal, step) in
            [("16", 8), ("1.6e1", 8), ("0", 7), ("1e30", 1024), ("-6", 3), ("6", -3), ("1e999999999", 64)]
        {
            assert!(Number(literal).is_multiple_of(step), "{literal} {step}");
        }
        for (literal, step) in
            [("17", 8), ("0.5", 1), ("1e30", 3), ("6", 0), ("1e999999999", 7), ("1e99999999999999999999", 2)]
        {
            assert!(!Number(literal).is_multiple_of(step), "{literal} {step}");
        }
    }
}
