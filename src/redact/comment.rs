//! Secrets in comments, where nothing but words leads in to them: `// key S3cret`. JSON has no comments, but people
//! write some, and a key that is "commented out" is as secret as before.

use std::ops::Range;

use crate::ascii;

/// Words after which the rest of a comment counts as a secret.
const LEADS: [&str; 9] =
    ["key", "apikey", "token", "secret", "password", "passwd", "authorization", "bearer", "credentials"];
/// A run of letters and digits of this length is no word.
const SHORTEST_KEY: usize = 20;

/// Adds the ranges of what is secret in comments: `//` and `#` up to the end of the line, `/*` up to `*/`.
pub fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut is_in_string = false;
    let mut at = 0;
    while let Some(next) = next_mark(bytes, at) {
        at = next + 1;
        match bytes[next] {
            // Every string ends with its line, so one without an end does not hide the comments below it.
            b'\n' => is_in_string = false,
            b'"' => is_in_string = !is_in_string,
            b'\\' => at += 1,
            _ => {
                if let Some(comment) = comment_at(text, next, is_in_string) {
                    at = comment.end;
                    find_within(text, comment, is_in_string, found);
                }
            }
        }
    }
}

/// The next byte that may begin or end a line, a string or a comment.
fn next_mark(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let length = ascii::length_of(rest, |lanes| {
        let marks = b"\"\\/#".iter().map(|&byte| ascii::equal(lanes, byte));
        !marks.fold(ascii::equal(lanes, b'\n'), |found, mark| found | mark)
    });
    (length < rest.len()).then_some(at + length)
}

/// The comment that begins here, if one does. What looks like one in a string ends with the string.
fn comment_at(text: &str, start: usize, is_in_string: bool) -> Option<Range<usize>> {
    let rest = &text[start..];
    let before = text[..start].chars().next_back();
    let end = if rest.starts_with("/*") {
        "*/"
    } else if rest.starts_with("//") && before != Some(':') || rest.starts_with('#') && stands_apart(before) {
        "\n"
    } else {
        return None;
    };
    let rest = if is_in_string { &rest[..rest.find('"').unwrap_or(rest.len())] } else { rest };
    Some(start..start + rest.find(end).unwrap_or(rest.len()))
}

/// A `#` inside a word is the fragment of an address.
fn stands_apart(before: Option<char>) -> bool {
    before.is_none_or(|before| before.is_whitespace() || matches!(before, ',' | '{' | '[' | '}' | ']'))
}

fn find_within(text: &str, comment: Range<usize>, is_in_string: bool, found: &mut Vec<Range<usize>>) {
    let mut at = comment.start;
    while let Some(word) = next_word(text, at..comment.end) {
        at = word.end;
        if is_lead(&text[word.clone()]) {
            let rest = &text[word.end..comment.end];
            let start = rest.find(|character: char| !is_between(character)).unwrap_or(rest.len());
            found.push(word.end + start..word.end + rest.trim_end().len().max(start));
            return;
        }
        if !is_in_string && reads_as_random(&text[word.clone()]) {
            found.push(word);
        }
    }
}

/// The next run of letters, digits, `_` and `-`.
fn next_word(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let is_in_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    let part = &text[range.clone()];
    let start = part.find(is_in_word)?;
    let length = part[start..].find(|character| !is_in_word(character)).unwrap_or(part.len() - start);
    Some(range.start + start..range.start + start + length)
}

fn is_between(character: char) -> bool {
    character.is_whitespace() || matches!(character, ':' | '=' | '"' | '\'' | '`' | '>' | '(' | '<')
}

/// True for a word whose last part leads in to a secret: `key`, `RUNWARE_KEY`, `secretKey`, but not `monkey`.
fn is_lead(word: &str) -> bool {
    let mut last = String::new();
    let mut whole = String::new();
    let mut was_lower = false;
    for character in word.chars() {
        if matches!(character, '_' | '-') || (was_lower && character.is_uppercase()) {
            last.clear();
        }
        was_lower = character.is_lowercase();
        if character.is_alphanumeric() {
            last.push(character.to_ascii_lowercase());
            whole.push(character.to_ascii_lowercase());
        }
    }
    LEADS.contains(&last.as_str()) || whole.ends_with("apikey")
}

/// True where a run of letters and digits is too long for a word, and has both.
fn reads_as_random(word: &str) -> bool {
    word.split(['_', '-']).any(|part| {
        part.len() >= SHORTEST_KEY
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}
