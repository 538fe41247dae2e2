//! The text of a request file, its name, and where in it things stand.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use serde::Serialize;

/// A range of bytes in a [`Source`]'s text: `start` inclusive, `end` exclusive, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A place in a file, as people and editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Bytes from the start of the file, a byte order mark included.
    pub offset: usize,
    /// Line, from 1; lines end at LF.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values; a byte order mark is not counted.
    pub column: usize,
}

/// A [`Span`] with both ends as [`Position`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
}

/// A named text. What is needed to count its lines is made when the first place far from its start is asked for.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
    invalid_utf8: Vec<usize>,
    first_offset: usize,
    first_line: usize,
    marks: OnceLock<Vec<Mark>>,
}

/// The mark that some editors write before UTF-8 text.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether there is nothing on a line of NDJSON.
pub(crate) fn is_blank(line: &str) -> bool {
    !line.starts_with('{') && line.trim_start_matches(BYTE_ORDER_MARK).trim_ascii().is_empty()
}

impl<'a> Source<'a> {
    /// A text with the name that diagnostics show for it.
    #[must_use]
    pub fn new(name: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            invalid_utf8: Vec::new(),
            first_offset: 0,
            first_line: 1,
            marks: OnceLock::new(),
        }
    }

    /// Bytes that should be UTF-8. Where they are not, the offset of every line's first wrong byte is kept (checking
    /// reports it) and every wrong byte reads as `?`, so that offsets stay those of the file.
    #[must_use]
    pub fn from_bytes(name: impl Into<Cow<'a, str>>, bytes: &'a [u8]) -> Self {
        if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
            return Self::new(name, text);
        }
        let mut text = String::with_capacity(bytes.len());
        let mut invalid_utf8 = Vec::new();
        let mut is_new_line = true;
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            is_new_line |= chunk.valid().contains('\n');
            if is_new_line && !chunk.invalid().is_empty() {
                invalid_utf8.push(text.len());
                is_new_line = false;
            }
            text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
        }
        Self { invalid_utf8, ..Self::new(name, text) }
    }

    /// The same text as a part of a larger file: it starts `offset` bytes into it, on line `line` (from 1).
    #[must_use]
    pub fn starting_at(self, offset: usize, line: usize) -> Self {
        Self { first_offset: offset, first_line: line, ..self }
    }

    /// The name that diagnostics show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Offsets, in the text, of the first byte that is not UTF-8 in every line that has one.
    #[must_use]
    pub fn invalid_utf8(&self) -> &[usize] {
        &self.invalid_utf8
    }

    /// Offset, in the file, of this text's first byte.
    #[must_use]
    pub fn first_offset(&self) -> usize {
        self.first_offset
    }

    /// Where in this text the line is that has a byte of the file, without its line break; `None` outside of the text.
    #[must_use]
    pub fn line_around(&self, offset: usize) -> Option<Range<usize>> {
        let (before, behind) =
            self.text.as_bytes().split_at_checked(offset.checked_sub(self.first_offset)?)?;
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        Some(start..before.len() + memchr::memchr(b'\n', behind).unwrap_or(behind.len()))
    }

    /// Number, in the file, of this text's first line.
    #[must_use]
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// Line and column of a byte offset in this text. An offset past the end counts as the end; one inside a
    /// character counts as that character's start.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let number = offset / STRIDE;
        let mark = if number == 0 { Mark::default() } else { self.marks()[number] };
        self.position_after(mark, self.text.floor_char_boundary(number * STRIDE), offset)
    }

    /// The same where the line is known that the offset stands on. A byte order mark that begins the line is not counted.
    #[must_use]
    pub fn position_in(&self, line: Line, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let is_near = offset.checked_sub(line.start).is_some_and(|length| length <= STRIDE);
        let mut position = if is_near {
            let column = char_count(&self.text[line.start..offset]) + 1;
            let has_order_mark = line.start == 0 && offset > 0 && self.has_order_mark();
            Position {
                offset: self.first_offset + offset,
                line: self.first_line + line.index,
                column: column - usize::from(has_order_mark),
            }
        } else {
            self.position(offset)
        };
        // That of the file is not counted anyway.
        let is_later = line.start > 0 || self.first_offset > 0;
        if is_later && offset > line.start && self.text[line.start..].starts_with(BYTE_ORDER_MARK) {
            position.column -= 1;
        }
        position
    }

    /// Both ends of a span as positions.
    #[must_use]
    pub fn locate(&self, span: Span) -> Location {
        let start = self.position(span.start);
        Location { start, end: self.end_of(span, start, |offset| self.position(offset)) }
    }

    /// The same where the line is known that the span stands on.
    #[must_use]
    pub fn locate_in(&self, line: Line, span: Span) -> Location {
        let start = self.position_in(line, span.start);
        Location { start, end: self.end_of(span, start, |offset| self.position_in(line, offset)) }
    }

    /// The end of a span whose start was looked up: most are short, and end on their line.
    fn end_of(&self, span: Span, start: Position, position: impl Fn(usize) -> Position) -> Position {
        match self.text.get(span.start..span.end) {
            Some(text) if span.start > 0 && text.len() < STRIDE && !text.contains('\n') => Position {
                offset: start.offset + text.len(),
                column: start.column + char_count(text),
                ..start
            },
            _ => position(span.end),
        }
    }

    /// The text in parts of whole lines, each of about that many bytes. All of them count their lines from this text's
    /// first.
    pub fn parts(&self, size: usize) -> impl Iterator<Item = Source<'_>> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let rest = self.text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
            let end = rest.get(size..).and_then(|behind| memchr::memchr(b'\n', behind));
            let end = end.map_or(self.text.len(), |at| start + size + at + 1);
            let part = self.part(start, end);
            start = end;
            Some(part)
        })
    }

    fn part(&self, start: usize, end: usize) -> Source<'_> {
        let first = self.invalid_utf8.partition_point(|&at| at < start);
        let wrong = self.invalid_utf8[first..].iter().take_while(|&&at| at < end);
        Source {
            invalid_utf8: wrong.map(|at| at - start).collect(),
            ..Source::new(&*self.name, &self.text[start..end])
                .starting_at(self.first_offset + start, self.first_line)
        }
    }

    fn position_after(&self, mark: Mark, start: usize, offset: usize) -> Position {
        let mark = mark.behind(&self.text[start..offset]);
        let has_order_mark = offset > 0 && mark.lines == 0 && self.has_order_mark();
        Position {
            offset: self.first_offset + offset,
            line: self.first_line + mark.lines,
            column: mark.chars - usize::from(has_order_mark) + 1,
        }
    }

    /// Whether the file begins with a byte order mark, and this text is its beginning.
    fn has_order_mark(&self) -> bool {
        self.first_offset == 0 && self.text.starts_with(BYTE_ORDER_MARK)
    }

    fn marks(&self) -> &[Mark] {
        self.marks.get_or_init(|| {
            let mut mark = Mark::default();
            let mut marks = vec![mark];
            let mut start = 0;
            while start < self.text.len() {
                let end = self.text.floor_char_boundary(marks.len() * STRIDE);
                mark = mark.behind(&self.text[start..end]);
                marks.push(mark);
                start = end;
            }
            marks
        })
    }
}

/// A line of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Offset of its first byte in the text.
    pub start: usize,
    /// How many lines are before it in the text.
    pub index: usize,
}

/// How many bytes are between two marks.
const STRIDE: usize = 4096;

/// What must be known of a place to count on from there.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    /// Line breaks before it.
    lines: usize,
    /// Characters between the last of them and it.
    chars: usize,
}

impl Mark {
    /// The mark at the end of the text that follows this one.
    fn behind(self, text: &str) -> Self {
        match memchr::memrchr(b'\n', text.as_bytes()) {
            None => Self { chars: self.chars + char_count(text), ..self },
            Some(last) => Self {
                lines: self.lines + memchr::memchr_iter(b'\n', &text.as_bytes()[..=last]).count(),
                chars: char_count(&text[last + 1..]),
            },
        }
    }
}

/// How many characters a text has. Most are ASCII, which is told faster than characters are counted.
fn char_count(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_offsets_count_bytes() {
        let source = Source::new("a.json", "é\r\n\u{1f600}x");
        let position = source.position("é\r\n\u{1f600}".len());
        assert_eq!(position, Position { offset: 8, line: 2, column: 2 });
    }

    #[test]
    fn a_line_is_found_by_a_byte_of_the_file() {
        let source = Source::new("a.jsonl", "{}\n\n[1]").starting_at(10, 4);
        let line = |offset| source.line_around(offset).map(|line| &source.text()[line]);
        assert_eq!([10, 11, 12].map(line), [Some("{}"); 3]);
        assert_eq!([13, 14, 16, 17].map(line), [Some(""), Some("[1]"), Some("[1]"), Some("[1]")]);
        assert_eq!([9, 18].map(line), [None; 2]);
    }

    #[test]
    fn a_byte_order_mark_counts_as_bytes_only() {
        let source = Source::new("a.json", "\u{feff}{\n}");
        assert_eq!(source.position(3), Position { offset: 3, line: 1, column: 1 });
        assert_eq!(source.position(0), Position { offset: 0, line: 1, column: 1 });
        assert_eq!(source.position(5), Position { offset: 5, line: 2, column: 1 });
    }

    #[test]
    fn a_byte_order_mark_before_a_later_line_is_not_counted() {
        let text = "{}\n\u{feff}{\"a\": 1}";
        let line = Line { start: 3, index: 1 };
        let column = |source: &Source<'_>, offset| source.position_in(line, offset).column;
        let source = Source::new("a.jsonl", text);
        assert_eq!([3, 6, 7].map(|offset| column(&source, offset)), [1, 1, 2]);
        let later = Source::new("a.jsonl", &text[3..]).starting_at(3, 2);
        let line = Line { start: 0, index: 0 };
        assert_eq!([0, 3, 4].map(|offset| later.position_in(line, offset).column), [1, 1, 2]);
        let first = Source::new("a.jsonl", &text[3..]);
        assert_eq!([0, 3, 4].map(|offset| first.position_in(line, offset).column), [1, 1, 2]);
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let source = Source::new("a.json", "{}\n");
        assert_eq!(source.position(99), Position { offset: 3, line: 2, column: 1 });
    }

    #[test]
    fn every_position_is_that_of_counting_from_the_start() {
        let text = "\u{feff}aé\u{1f600}\n".repeat(700) + &"é".repeat(3 * STRIDE) + "\n\nx";
        let source = Source::new("a.json", text.as_str());
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            assert_eq!(source.position(offset), Position { offset, line, column });
            match character {
                '\n' => (line, column) = (line + 1, 1),
                BYTE_ORDER_MARK if offset == 0 => {}
                _ => column += 1,
            }
        }
        assert_eq!(source.position(text.len()), Position { offset: text.len(), line, column });
    }

    #[test]
    fn parts_are_whole_lines() {
        let bytes = b"{}\n\xff\n{\xff}\n\n{}";
        let source = Source::from_bytes("a.ndjson", bytes).starting_at(10, 3);
        let parts: Vec<(String, usize, Vec<usize>)> = source
            .parts(3)
            .map(|part| (part.text().to_owned(), part.first_offset(), part.invalid_utf8().to_vec()))
            .collect();
        assert_eq!(
            parts,
            [
                ("{}\n?\n".to_owned(), 10, vec![3]),
                ("{?}\n".to_owned(), 15, vec![1]),
                ("\n{}".to_owned(), 19, vec![])
            ]
        );
    }

    #[test]
    fn wrong_bytes_keep_every_offset() {
        let source = Source::from_bytes("a.json", b"{\"a\": \"\xe9\xe8\"}");
        assert_eq!(source.invalid_utf8(), [7]);
        assert_eq!(source.text(), "{\"a\": \"??\"}");
    }

    #[test]
    fn a_part_of_a_file_counts_from_the_files_start() {
        let source = Source::new("a.ndjson", "{}\n{}").starting_at(100, 8);
        assert_eq!(source.position(4), Position { offset: 104, line: 9, column: 2 });
    }
}
