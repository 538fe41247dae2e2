//! The text of a request file, its name, and where in it things stand.

use std::borrow::Cow;
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

/// A named text. Its line table is built when the first place is asked for.
#[derive(Debug)]
pub struct Source<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
    invalid_utf8: Vec<usize>,
    first_offset: usize,
    first_line: usize,
    line_starts: OnceLock<Vec<u32>>,
}

/// The mark that some editors write before UTF-8 text.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

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
            line_starts: OnceLock::new(),
        }
    }

    /// Bytes that should be UTF-8. Where they are not, the offset of every line's first wrong byte is kept (checking
    /// reports it) and every wrong byte reads as `?`, so that offsets stay those of the file.
    #[must_use]
    pub fn from_bytes(name: impl Into<Cow<'a, str>>, bytes: &'a [u8]) -> Self {
        if let Ok(text) = std::str::from_utf8(bytes) {
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

    /// Line and column of a byte offset in this text. An offset past the end counts as the end; one inside a
    /// character counts as that character's start.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset) - 1;
        let before = &self.text[starts[line] as usize..offset];
        let marks = usize::from(line == 0 && self.first_offset == 0 && before.starts_with(BYTE_ORDER_MARK));
        Position {
            offset: self.first_offset + offset,
            line: self.first_line + line,
            column: before.chars().count() - marks + 1,
        }
    }

    /// Both ends of a span as positions.
    #[must_use]
    pub fn locate(&self, span: Span) -> Location {
        Location { start: self.position(span.start), end: self.position(span.end) }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            // Texts over 4 GiB are refused before anything in them is looked for.
            let after_breaks = memchr::memchr_iter(b'\n', self.text.as_bytes())
                .map_while(|line_break| u32::try_from(line_break + 1).ok());
            std::iter::once(0).chain(after_breaks).collect()
        })
    }
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
    fn a_byte_order_mark_counts_as_bytes_only() {
        let source = Source::new("a.json", "\u{feff}{\n}");
        assert_eq!(source.position(3), Position { offset: 3, line: 1, column: 1 });
        assert_eq!(source.position(0), Position { offset: 0, line: 1, column: 1 });
        assert_eq!(source.position(5), Position { offset: 5, line: 2, column: 1 });
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let source = Source::new("a.json", "{}\n");
        assert_eq!(source.position(99), Position { offset: 3, line: 2, column: 1 });
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
