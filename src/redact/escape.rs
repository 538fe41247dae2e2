//! The escapes of JSON strings and of addresses, read one character at a time.

/// A character as it is meant, and the bytes it is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meant {
    /// What is meant: an escaped control counts as a line break, half a surrogate pair as U+FFFD.
    pub character: char,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
}

/// The character that starts at byte `at`, JSON escapes resolved, however many backslashes they are led in by
/// (a request inside a string of another one doubles them). `None` at the end of the text.
pub fn json(text: &str, at: usize) -> Option<Meant> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    if first != '\\' {
        return Some(Meant { character: first, start: at, end: at + first.len_utf8() });
    }
    let bytes = rest.as_bytes();
    let backslashes = bytes.iter().take_while(|&&byte| byte == b'\\').count();
    let (character, length) = match bytes.get(backslashes) {
        Some(b'u') => {
            match rest.get(backslashes + 1..backslashes + 5).map(|hex| u32::from_str_radix(hex, 16)) {
                Some(Ok(code)) => (char::from_u32(code).unwrap_or('\u{fffd}'), backslashes + 5),
                _ => ('\\', backslashes),
            }
        }
        Some(b'n' | b'r' | b't' | b'b' | b'f') => ('\n', backslashes + 1),
        Some(&quote @ (b'"' | b'\'' | b'/')) => (char::from(quote), backslashes + 1),
        _ => ('\\', backslashes),
    };
    Some(Meant { character, start: at, end: at + length })
}

/// The same, with percent escapes resolved too (`%3D` is `=`). Those of other than ASCII count as U+FFFD.
pub fn percent(text: &str, at: usize) -> Option<Meant> {
    let meant = json(text, at)?;
    if meant.character != '%' {
        return Some(meant);
    }
    let digits = || {
        let high = json(text, meant.end)?;
        let low = json(text, high.end)?;
        Some((high.character.to_digit(16)? * 16 + low.character.to_digit(16)?, low.end))
    };
    Some(match digits() {
        Some((code, end)) => {
            let character = char::from_u32(code).filter(char::is_ascii).unwrap_or('\u{fffd}');
            Meant { character, start: at, end }
        }
        None => meant,
    })
}

/// Every character from byte `start` up to byte `end`, read by `one`.
pub fn all(text: &str, start: usize, end: usize, one: fn(&str, usize) -> Option<Meant>) -> Vec<Meant> {
    let mut meant = Vec::new();
    let mut at = start;
    while at < end {
        let Some(next) = one(text, at) else { break };
        at = next.end;
        meant.push(next);
    }
    meant
}

/// The nearest character boundary at or after byte `at`.
pub fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
