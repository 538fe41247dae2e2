//! Text that comes from outside, made safe to show: nothing in it moves the cursor, changes colours, hides or
//! turns around what stands beside it. Every replacement is one column wide, so marks below a line stay right.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::ascii;

/// What to show for a character: itself, or a visible one for a control, an invisible or a direction character.
/// With `unicode` false the replacement is ASCII.
#[must_use]
pub fn visible_char(character: char, unicode: bool) -> char {
    match character {
        ' '..='~' => character,
        '\0'..'\u{20}' if unicode => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' if unicode => '\u{2421}',
        _ if is_treacherous(character) => {
            if unicode {
                '\u{fffd}'
            } else {
                '?'
            }
        }
        _ => character,
    }
}

/// A text with every character as [`visible_char`] shows it. Line breaks are replaced too: the result is one line.
#[must_use]
pub fn visible(text: &str, unicode: bool) -> Cow<'_, str> {
    let is_plain = ascii::all(text.as_bytes(), |bytes| ascii::in_range(bytes, b' ', b'~'));
    if is_plain || text.chars().all(|character| visible_char(character, unicode) == character) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| visible_char(character, unicode)).collect())
}

/// Columns that a shown character takes: 0 for a combining mark, 2 for a wide one.
#[must_use]
pub fn char_width(character: char) -> usize {
    character.width().unwrap_or(1)
}

/// Columns that a shown text takes.
#[must_use]
pub fn text_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// A text of several lines: each with every character as [`visible_char`] shows it.
#[must_use]
pub fn visible_lines(text: &str, unicode: bool) -> Cow<'_, str> {
    let is_shown = |character| character == '\n' || visible_char(character, unicode) == character;
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    let shown = |character| if character == '\n' { '\n' } else { visible_char(character, unicode) };
    Cow::Owned(text.chars().map(shown).collect())
}

/// True for controls, direction marks, and characters that show nothing at all.
#[must_use]
pub fn is_treacherous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Breaks one line of shown text into lines of at most `first` and then `rest` columns, at spaces, and inside a
/// word only where it is wider than a line. There is always at least one line; the first is empty where its room is too
/// short for the first word and that of the others is not.
#[must_use]
pub fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let limit = if lines.len() == 1 { first } else { rest };
        let gap = usize::from(used > 0);
        let width = text_width(word);
        let fits_behind = used == 0 && width > limit && width <= rest;
        if (used > 0 && used + gap + width > limit) || fits_behind {
            lines.push(String::new());
            used = 0;
        } else if gap == 1 {
            push(&mut lines, " ");
            used += 1;
        }
        for character in word.chars() {
            let limit = if lines.len() == 1 { first } else { rest };
            if used + char_width(character) > limit && used > 0 {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, character.encode_utf8(&mut [0; 4]));
            used += char_width(character);
        }
    }
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// A shown text of at most `width` columns: the end of it, after an ellipsis, where it is wider.
#[must_use]
pub fn keep_end(text: &str, width: usize, unicode: bool) -> Cow<'_, str> {
    if text_width(text) <= width {
        return Cow::Borrowed(text);
    }
    let ellipsis = ellipsis(unicode);
    let mut room = width.saturating_sub(text_width(ellipsis));
    let mut start = text.len();
    for (at, character) in text.char_indices().rev() {
        let Some(left) = room.checked_sub(char_width(character)) else { break };
        room = left;
        start = at;
    }
    Cow::Owned(format!("{ellipsis}{}", &text[start..]))
}

/// The mark for text that is left out.
#[must_use]
pub const fn ellipsis(unicode: bool) -> &'static str {
    if unicode { "…" } else { "..." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replacement_is_one_column_wide() {
        for code in (0..=0x10_ffff).filter_map(char::from_u32) {
            for unicode in [true, false] {
                let shown = visible_char(code, unicode);
                assert!(!is_treacherous(shown), "{code:?} is shown as {shown:?}");
                if shown != code {
                    assert_eq!(char_width(shown), 1, "{code:?} is shown as {shown:?}");
                    assert!(unicode || shown.is_ascii());
                }
            }
        }
    }

    #[test]
    fn escapes_and_direction_marks_become_visible() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\n", true), "a\u{241b}[31m\u{fffd}b\u{240a}");
        assert_eq!(visible("a\u{1b}[31m\u{2066}b\u{85}", false), "a?[31m?b?");
        assert_eq!(visible_lines("a\u{1b}\r\nb\u{202e}\n", false), "a??\nb?\n");
        assert!(matches!(visible_lines("a\nb\n", true), Cow::Borrowed(_)));
        assert!(matches!(visible("größer 日本 😀", true), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_break_at_spaces_and_not_at_hyphens() {
        assert_eq!(
            wrap("the model klingai:kling-video@o3-pro", 12, 30),
            ["the model", "klingai:kling-video@o3-pro"]
        );
        assert_eq!(wrap("abcdefgh ij", 4, 5), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("abcdefgh ij", 4, 8), ["", "abcdefgh", "ij"]);
        assert_eq!(wrap("", 4, 4), [""]);
        assert_eq!(wrap("日本語", 4, 4), ["日本", "語"]);
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(keep_end("requests/a.json", 9, true), "…s/a.json");
        assert_eq!(keep_end("requests/a.json", 9, false), "...a.json");
        assert_eq!(keep_end("a.json", 9, false), "a.json");
    }
}
