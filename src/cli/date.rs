//! A calendar date, and today's.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// A day of the Gregorian calendar, written `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day of that year, month and day, if there is one.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The day that the system clock shows, in UTC.
    pub fn today() -> Self {
        const SECONDS_PER_DAY: u64 = 86_400;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::after_1970(since.as_secs() / SECONDS_PER_DAY)
    }

    /// The day that many days after the first of January 1970.
    fn after_1970(mut days: u64) -> Self {
        let mut date = Self { year: 1970, month: 1, day: 1 };
        let days_in_year = |year| if is_leap(year) { 366 } else { 365 };
        while days >= days_in_year(date.year) && date.year < 9999 {
            days -= days_in_year(date.year);
            date.year += 1;
        }
        while days >= u64::from(days_in(date.year, date.month)) && date.month < 12 {
            days -= u64::from(days_in(date.year, date.month));
            date.month += 1;
        }
        date.day += u8::try_from(days).unwrap_or(0).min(30);
        date
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days of a month; none of a month that there is not.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "not a date, which is written year-month-day, as 2026-12-31";
        let bytes = text.as_bytes();
        let has_form = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !has_form {
            return Err(FORM);
        }
        let number = |part: &str| part.parse::<u16>().unwrap_or(0);
        let small = |part: &str| part.parse::<u8>().unwrap_or(0);
        Self::new(number(&text[..4]), small(&text[5..7]), small(&text[8..]))
            .ok_or("the calendar has no such day")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written() {
        for text in ["2026-12-31", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
        for text in
            ["2026-02-29", "2026-13-01", "2026-00-10", "26-1-1", "2026-1-1", "tomorrow", "", "2026/12/31"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn dates_are_ordered_and_counted() {
        assert!(Date::new(2026, 2, 28) < Date::new(2026, 3, 1));
        assert_eq!(Date::after_1970(0).to_string(), "1970-01-01");
        assert_eq!(Date::after_1970(59).to_string(), "1970-03-01");
        assert_eq!(Date::after_1970(11_016).to_string(), "2000-02-29");
        assert_eq!(Date::after_1970(20_818).to_string(), "2026-12-31");
    }
}
