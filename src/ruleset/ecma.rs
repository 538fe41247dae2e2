//! The patterns of JSON Schema are those of ECMA-262. Here they are put into the words of the `regex` crate, to which `\d`
//! is a digit of any script, for one.

use std::iter::Peekable;
use std::str::Chars;

/// What `.` matches: everything but the ends of lines, of which there are four.
const DOT: &str = r"[^\n\r\u{2028}\u{2029}]";

/// The characters that a backslash takes their meaning from, and the letters that it makes the same character of, in both.
const SAME_ESCAPES: &str = r"^$\.*+?()[]{}|/-nrtfv";

/// The set of characters behind `\` and a letter.
fn set(letter: char) -> Option<&'static str> {
    Some(match letter {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        'w' => "[0-9A-Za-z_]",
        'W' => "[^0-9A-Za-z_]",
        's' => r"[\t-\r\p{Zs}\u{2028}\u{2029}\u{feff}]",
        'S' => r"[^\t-\r\p{Zs}\u{2028}\u{2029}\u{feff}]",
        _ => return None,
    })
}

/// A pattern in the words of the `regex` crate, with the same meaning.
///
/// # Errors
/// Says which part of it is not known to mean the same: look-around, back references, flags, names, and much that only one
/// of the two allows.
pub fn to_regex(pattern: &str) -> Result<String, String> {
    let mut reader = Reader {
        characters: pattern.chars().peekable(),
        regex: String::with_capacity(pattern.len()),
        before: Before::Nothing,
    };
    match reader.read() {
        Ok(()) => Ok(reader.regex),
        Err(part) => Err(format!("`{part}` is not supported in this place of a pattern")),
    }
}

struct Reader<'p> {
    characters: Peekable<Chars<'p>>,
    regex: String,
    before: Before,
}

/// What stands before a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing that can be repeated.
    Nothing,
    /// Something that can be repeated.
    Atom,
    /// How often something is repeated.
    Count,
}

impl Reader<'_> {
    /// Reads on; the part that is not supported is the error.
    fn read(&mut self) -> Result<(), String> {
        while let Some(character) = self.characters.next() {
            self.before = match character {
                '.' => self.push(DOT, Before::Atom),
                '\\' => self.escape()?,
                '[' => self.class()?,
                '*' | '+' | '?' | '{' => self.count(character)?,
                '(' => {
                    self.regex.push('(');
                    if self.characters.next_if_eq(&'?').is_some() {
                        if self.characters.next_if_eq(&':').is_none() {
                            return Err("(?".to_owned());
                        }
                        self.regex.push_str("?:");
                    }
                    Before::Nothing
                }
                '|' | '^' | '$' => self.push(character.encode_utf8(&mut [0; 4]), Before::Nothing),
                ']' | '}' => return Err(character.to_string()),
                _ => self.push(character.encode_utf8(&mut [0; 4]), Before::Atom),
            };
        }
        Ok(())
    }

    fn push(&mut self, words: &str, before: Before) -> Before {
        self.regex.push_str(words);
        before
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Result<Before, String> {
        let escaped = self.characters.next().map_or_else(String::new, |escaped| escaped.to_string());
        match escaped.chars().next() {
            Some(letter) if set(letter).is_some() => self.regex.push_str(set(letter).unwrap_or_default()),
            Some(same) if SAME_ESCAPES.contains(same) => self.regex.extend(['\\', same]),
            _ => return Err(format!("\\{escaped}")),
        }
        Ok(Before::Atom)
    }

    /// What stands behind the bracket that opens a class, up to the one that closes it.
    fn class(&mut self) -> Result<Before, String> {
        self.regex.push('[');
        if self.characters.next_if_eq(&'^').is_some() {
            self.regex.push('^');
        }
        if let Some(end) = self.characters.next_if_eq(&']') {
            return Err(format!("[{end}"));
        }
        let mut is_first = true;
        while let Some(character) = self.characters.next() {
            match character {
                ']' => {
                    self.regex.push(']');
                    return Ok(Before::Atom);
                }
                '\\' => drop(self.escape()?),
                '[' => return Err("[".to_owned()),
                // Two of them are an operation to the `regex` crate.
                '&' | '-' | '~' if self.characters.peek() == Some(&character) => {
                    return Err([character; 2].iter().collect());
                }
                '-' if !is_first && self.characters.peek() == Some(&'\\') => {
                    self.regex.push('-');
                    let _ = self.characters.next();
                    // A set of characters is not the end of a range.
                    match self.characters.peek() {
                        Some(&letter) if set(letter).is_some() => return Err(format!("-\\{letter}")),
                        _ => drop(self.escape()?),
                    }
                }
                _ => self.regex.push(character),
            }
            is_first = false;
        }
        Err("[".to_owned())
    }

    /// How often what stands before it is repeated.
    fn count(&mut self, first: char) -> Result<Before, String> {
        match (self.before, first) {
            (Before::Atom, '{') => {
                self.regex.push('{');
                let mut is_first = true;
                loop {
                    match self.characters.next() {
                        Some(digit) if digit.is_ascii_digit() => self.regex.push(digit),
                        Some(end @ (',' | '}')) if !is_first => {
                            self.regex.push(end);
                            if end == '}' {
                                return Ok(Before::Count);
                            }
                        }
                        _ => return Err("{".to_owned()),
                    }
                    is_first = false;
                }
            }
            (Before::Atom, _) => {
                self.regex.push(first);
                Ok(Before::Count)
            }
            // As few as possible.
            (Before::Count, '?') => Ok(self.push("?", Before::Nothing)),
            _ => Err(first.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[track_caller]
    fn assert_matches(pattern: &str, matching: &[&str], others: &[&str]) {
        let regex = Regex::new(&to_regex(pattern).expect(pattern)).expect(pattern);
        for text in matching {
            assert!(regex.is_match(text), "{pattern} {text:?}");
        }
        for text in others {
            assert!(!regex.is_match(text), "{pattern} {text:?}");
        }
    }

    #[test]
    fn sets_of_characters_are_those_of_ecma_262() {
        assert_matches(r"^\d$", &["7"], &["٣", "a"]);
        assert_matches(r"^\D$", &["٣", "a", "\n"], &["7"]);
        assert_matches(r"^\w$", &["7", "a", "Z", "_"], &["ä", "-", "٣"]);
        assert_matches(r"^\W$", &["ä", "-"], &["a"]);
        assert_matches(r"^\s$", &["\t", "\u{b}", "\r", " ", "\u{a0}", "\u{feff}", "\u{2028}"], &["\u{85}"]);
        assert_matches(r"^\S$", &["\u{85}", "a"], &["\u{feff}", " "]);
        assert_matches("^.$", &["a", "ä", "😀", "\u{85}"], &["\n", "\r", "\u{2028}", "\u{2029}"]);
        assert_matches(r"^[\d.-]$", &["7", ".", "-"], &["٣", "a"]);
        assert_matches(r"^[-\d]$", &["7", "-"], &["٣", "a"]);
        assert_matches(r"^[^\s\w]$", &["ä", "-"], &["a", "\u{feff}"]);
    }

    #[test]
    fn what_means_the_same_stays_as_it_is() {
        for pattern in [
            "",
            "^[A-Z]{2}[0-9]+$",
            "^(?:ab|c(d)*?)+$",
            "^a{1,}b{2}?c{3,4}$",
            r"^https?:\/\/[^/]+\.example\.com$",
            r"[\]\-a-z&~^]\{\}",
            r"[!-\]]",
            "^ä😀$",
        ] {
            assert_eq!(to_regex(pattern).as_deref(), Ok(pattern));
            assert!(Regex::new(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn what_does_not_mean_the_same_is_not_supported() {
        for (pattern, part) in [
            (r"\bcat", r"\b"),
            (r"\p{L}", r"\p"),
            (r"\x41", r"\x"),
            (r"\1", r"\1"),
            ("a\\", "\\"),
            ("(?i)a", "(?"),
            ("(?=a)", "(?"),
            ("[]a]", "[]"),
            ("[^]", "[]"),
            ("[[:alpha:]]", "["),
            ("[a-z&&[^b]]", "&&"),
            ("[a--b]", "--"),
            (r"[a-\d]", r"-\d"),
            ("[a", "["),
            ("a]", "]"),
            ("a}", "}"),
            ("a{,3}", "{"),
            ("a{b}", "{"),
            ("a**", "*"),
            ("a*??", "?"),
            ("^*", "*"),
            ("(*a)", "*"),
        ] {
            let expected = format!("`{part}` is not supported in this place of a pattern");
            assert_eq!(to_regex(pattern), Err(expected), "{pattern}");
        }
    }
}
