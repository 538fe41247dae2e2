//! The lines of a source, found without reading more of it than could be shown.

use std::ops::Range;

/// How far a line's start and end are looked for: more than any terminal shows.
const REACH: usize = 4096;

/// A line, or the part of it around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file.
    pub number: usize,
    /// Its bytes, without its line break.
    pub range: Range<usize>,
    /// Whether the line starts before the range.
    pub is_cut_before: bool,
    /// Whether the line goes on after the range.
    pub is_cut_after: bool,
    /// Where the next line starts, if this one is known to end in a line break.
    next: Option<usize>,
}

impl Line {
    /// The line that byte `at` is in. Its line break counts as a part of it.
    pub fn around(text: &str, at: usize, number: usize) -> Self {
        let bytes = text.as_bytes();
        let from = ceil(text, at.saturating_sub(REACH));
        let to = ceil(text, (at + REACH).min(text.len()));
        let start = memchr::memrchr(b'\n', &bytes[from..at]).map(|offset| from + offset + 1);
        let line_break = memchr::memchr(b'\n', &bytes[at..to]).map(|offset| at + offset);
        let start_shown = start.unwrap_or(from);
        let end = line_break.unwrap_or(to);
        let end_shown = end - usize::from(line_break.is_some() && text[start_shown..end].ends_with('\r'));
        Self {
            number,
            range: start_shown..end_shown,
            is_cut_before: start.is_none() && from > 0,
            is_cut_after: line_break.is_none() && to < text.len(),
            next: line_break.map(|line_break| line_break + 1),
        }
    }

    /// The part of it that is at most so many characters away from byte `at`, or from its start.
    pub fn near(&self, text: &str, at: Option<usize>, characters: usize) -> Self {
        let at = at.map_or(self.range.start, |at| at.clamp(self.range.start, self.range.end));
        let before = text[self.range.start..at].char_indices().rev().take(characters).last();
        let start = before.map_or(at, |(offset, _)| self.range.start + offset);
        let behind = text[at..self.range.end].char_indices().nth(characters);
        let end = behind.map_or(self.range.end, |(offset, _)| at + offset);
        Self {
            number: self.number,
            range: start..end,
            is_cut_before: self.is_cut_before || start > self.range.start,
            is_cut_after: self.is_cut_after || end < self.range.end,
            next: self.next,
        }
    }

    /// The line after it, if its end is known.
    pub fn next(&self, text: &str) -> Option<Self> {
        self.next.map(|next| Self::around(text, next, self.number + 1))
    }

    /// The line before it, if its start is known.
    pub fn previous(&self, text: &str) -> Option<Self> {
        let line_break = self.range.start.checked_sub(1).filter(|_| !self.is_cut_before)?;
        Some(Self::around(text, line_break, self.number.checked_sub(1).filter(|&number| number > 0)?))
    }

    /// True if the range starts in what is known of the line.
    pub fn holds(&self, range: &Range<usize>) -> bool {
        self.range.start <= range.start && range.start <= self.range.end
    }

    /// True for what comes after the last line break of a text: no line at all.
    pub fn is_nothing(&self, text: &str) -> bool {
        self.range.is_empty() && self.range.start == text.len()
    }
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_before_its_line_break() {
        let text = "ab\r\ncd\n";
        let line = Line::around(text, 3, 1);
        assert_eq!((line.range.clone(), line.is_cut_before, line.is_cut_after), (0..2, false, false));
        let next = line.next(text).unwrap();
        assert_eq!((next.number, next.range.clone()), (2, 4..6));
        assert_eq!(next.previous(text), Some(line));
        assert!(next.next(text).unwrap().is_nothing(text));
    }

    #[test]
    fn a_long_line_is_known_in_part() {
        let text = "é".repeat(100_000);
        let line = Line::around(&text, 100_000, 1);
        assert!(line.is_cut_before && line.is_cut_after && line.range.len() <= 2 * REACH + 2);
        assert_eq!((line.next(&text), line.previous(&text)), (None, None));
        let near = line.near(&text, Some(100_000), 10);
        assert_eq!((near.range, near.is_cut_before, near.is_cut_after), (99_980..100_020, true, true));
        let near = Line::around("é {", 0, 1).near("é {", Some(3), 10);
        assert_eq!((near.range, near.is_cut_before, near.is_cut_after), (0..4, false, false));
    }
}
