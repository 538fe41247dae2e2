//! Amounts of money: exact decimals, never floats.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How many digits may stand behind the decimal point.
const DECIMALS: usize = 9;
/// One dollar, in the unit that amounts are counted in.
const DOLLAR: u128 = 10u128.pow(9);

/// An amount of US dollars, counted in billionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money(u128);

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnAmount(String);

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no amount in US dollars, such as `2.50`", self.0)
    }
}

impl std::error::Error for NotAnAmount {}

impl Money {
    /// Nothing at all.
    pub const ZERO: Self = Self(0);

    /// The amount so many times; `None` where it becomes too large to count.
    #[must_use]
    pub fn times(self, factor: u64) -> Option<Self> {
        self.0.checked_mul(u128::from(factor)).map(Self)
    }

    /// Both amounts together; `None` where they become too large to count.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

/// Digits, and if wanted a point and at most nine more digits; no sign, no currency.
impl std::str::FromStr for Money {
    type Err = NotAnAmount;

    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let refused = || NotAnAmount(text.to_owned());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || fraction.len() > DECIMALS {
            return Err(refused());
        }
        let whole: u128 = whole.parse().map_err(|_| refused())?;
        let fraction: u128 = format!("{fraction:0<DECIMALS$}").parse().map_err(|_| refused())?;
        let amount = whole.checked_mul(DOLLAR).and_then(|amount| amount.checked_add(fraction));
        amount.map(Self).ok_or_else(refused)
    }
}

impl TryFrom<String> for Money {
    type Error = NotAnAmount;

    fn try_from(text: String) -> Result<Self, NotAnAmount> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(amount: Money) -> Self {
        amount.to_string()
    }
}

/// With two digits behind the point, or more where they count: `0.10`, `1.008`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:0>DECIMALS$}", self.0 % DOLLAR);
        let significant = fraction.trim_end_matches('0').len().max(2);
        write!(f, "{}.{}", self.0 / DOLLAR, &fraction[..significant])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_written_exactly() {
        for (written, shown) in [
            ("0.112", "0.112"),
            ("1", "1.00"),
            ("007.5", "7.50"),
            ("0.000000001", "0.000000001"),
            ("0", "0.00"),
        ] {
            assert_eq!(written.parse::<Money>().expect("an amount").to_string(), shown);
        }
        for text in
            ["", ".", "1.", ".5", "-1", "+1", "$1", "1,5", "1e3", "NaN", " 1", "1 ", "٣", "0.0000000001"]
        {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
        assert!("9".repeat(40).parse::<Money>().is_err());
    }

    #[test]
    fn sums_that_are_too_large_are_none() {
        let rate: Money = "0.126".parse().expect("an amount");
        assert_eq!(
            rate.times(8).and_then(|cost| cost.times(4)).map(|cost| cost.to_string()),
            Some("4.032".into())
        );
        assert_eq!(Money(u128::MAX).times(2), None);
        assert_eq!(Money(u128::MAX).plus(Money(1)), None);
    }
}
