//! Tokens that begin like a number and are none: what was meant.

use super::lexer::is_number;

/// Whether it goes on like a number too, and is not rather a date or an identifier.
pub(super) fn is_like_a_number(word: &str) -> bool {
    let unsigned = word.trim_start_matches(['+', '-']);
    if let Some(digits) = hexadecimal_digits(unsigned) {
        return digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    mantissa.bytes().all(|byte| is_digit(byte) || byte == b'.')
        && mantissa.matches('.').count() <= 1
        && exponent.strip_prefix(['+', '-']).unwrap_or(exponent).bytes().all(is_digit)
}

/// The number of strict JSON that was meant; `None` where that cannot be told.
pub(super) fn correct_number(word: &str) -> Option<String> {
    let unsigned = word.trim_start_matches(['+', '-']);
    let sign = if word.starts_with('-') { "-" } else { "" };
    if let Some(digits) = hexadecimal_digits(unsigned) {
        let value = u64::from_str_radix(digits, 16).ok()?;
        return Some(format!("{sign}{value}"));
    }
    let digits = unsigned.replace('_', "").replace('E', "e");
    let (mantissa, exponent) = digits.find('e').map_or((&*digits, ""), |at| digits.split_at(at));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = match whole.trim_start_matches('0') {
        "" if whole.is_empty() && fraction.is_empty() => "",
        "" => "0",
        significant => significant,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    let number = format!("{sign}{whole}{point}{fraction}{exponent}");
    is_number(&number).then_some(number)
}

fn hexadecimal_digits(unsigned: &str) -> Option<&str> {
    unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_told() {
        let cases = [
            ("01", "1"),
            ("00", "0"),
            ("+5", "5"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("+1E5", "1e5"),
            ("5.e-3", "5e-3"),
            ("1_000.5_0", "1000.50"),
            ("0x1F", "31"),
            ("-0x1f", "-31"),
        ];
        for (word, number) in cases {
            assert!(is_like_a_number(word), "{word}");
            assert_eq!(correct_number(word).as_deref(), Some(number), "{word}");
        }
        for word in ["-", "1e", ".", "1e+", "0x", "0xfffffffffffffffff"] {
            assert!(is_like_a_number(word), "{word}");
            assert_eq!(correct_number(word), None, "{word}");
        }
        for word in ["2024-01-01", "1.2.3", "550e8400-e29b-41d4-a716-446655440000", "1920x1080", "5px"] {
            assert!(!is_like_a_number(word), "{word}");
        }
    }
}
