//! One line of an excerpt: which columns of a line are shown, and where in them the marks are.

use std::ops::Range;

use super::line::Line;
use super::{Mark, Sheet, Wanted};
use crate::output::visible::{char_width, ellipsis, text_width, visible_char, wrap};
use crate::redact::MASK;

/// Columns from one tab stop to the next.
const TAB: usize = 4;
/// A label has at least this many columns beside its mark, if it needs them.
const LABEL: usize = 24;
/// What leads from a mark to its label.
const LEAD: usize = 4;

/// A line as shown.
#[derive(Debug)]
pub struct Row {
    /// Its text, without a line break.
    pub text: String,
    /// The marks that fit into it, at least one of those wanted; ranges are bytes of the text.
    pub marks: Vec<Mark>,
}

/// A character of the source as it is shown.
struct Cell {
    /// Its byte in the source.
    offset: usize,
    /// Columns before it.
    column: usize,
    /// What is shown, and how often.
    shown: char,
    times: usize,
}

impl Row {
    /// Shows as much of a line as there are columns: its start, or what is around the first place wanted in it.
    pub fn new(sheet: &Sheet<'_>, line: &Line, wanted: &[Wanted]) -> Self {
        let line = &line.near(sheet.text, wanted.first().map(|place| place.range.start), sheet.columns + 1);
        let cells = cells(sheet, line);
        let total = cells.last().map_or(0, |cell| cell.column + cell.width());
        let columns = sheet.columns;
        let column_of = |offset: usize| {
            let index = cells.partition_point(|cell| cell.offset < offset);
            cells.get(index).map_or(total, |cell| cell.column)
        };
        let label_width = |place: &Wanted| place.text.iter().map(|text| text_width(text)).max().unwrap_or(0);
        let fits =
            |place: &Wanted, column: usize| column + LEAD + 1 + label_width(place).min(LABEL) <= columns;

        let is_whole = !line.is_cut_before && !line.is_cut_after && total <= columns;
        let first = wanted.first().map_or(0, |place| column_of(place.range.start));
        let starts_left = wanted.first().is_none_or(|place| fits(place, first))
            && !(line.is_cut_before && first > columns / 2)
            && (is_whole || first <= columns / 2 || wanted.is_empty());
        let from = if starts_left { 0 } else { first.saturating_sub(columns / 4) };
        let dots = ellipsis(sheet.unicode);
        let is_cut_before = from > 0 || line.is_cut_before;
        let lead = if is_cut_before { text_width(dots) } else { 0 };
        let mut to = from + columns - lead;
        let is_cut_after = total > to || line.is_cut_after;
        if is_cut_after {
            to -= text_width(dots);
        }

        let mut row = Self { text: String::new(), marks: Vec::new() };
        if is_cut_before {
            row.text.push_str(dots);
        }
        let mut starts: Vec<(usize, usize)> = Vec::with_capacity(cells.len().min(columns));
        for cell in &cells {
            if cell.column >= from && cell.column + cell.width() <= to {
                starts.push((cell.offset, row.text.len()));
                row.text.extend(std::iter::repeat_n(cell.shown, cell.times));
            }
        }
        let shown_end = row.text.len();
        if is_cut_after {
            row.text.push_str(dots);
        }
        let byte_of = |offset: usize| {
            let index = starts.partition_point(|&(start, _)| start < offset);
            starts.get(index).map_or(shown_end, |&(_, byte)| byte)
        };
        for (index, place) in wanted.iter().enumerate() {
            let column = column_of(place.range.start).saturating_sub(from) + lead;
            let is_shown = line.holds(&place.range) && (column_of(place.range.start) < to || !is_cut_after);
            if index > 0 && !(is_shown && fits(place, column)) {
                break;
            }
            row.mark(place, byte_of(place.range.start)..byte_of(place.range.end), columns);
        }
        if row.marks.iter().any(|mark| mark.range.start >= row.text.len()) {
            row.text.push(' ');
        }
        row
    }

    fn mark(&mut self, place: &Wanted, mut range: Range<usize>, columns: usize) {
        range.end = range.end.max(range.start);
        let column = text_width(&self.text[..range.start]);
        let mut width = text_width(&self.text[range.clone()]);
        let needed = place.text.iter().map(|text| text_width(text)).max().unwrap_or(0).min(LABEL);
        if needed > 0 {
            // The label hangs at the middle of the mark: a long mark is drawn shorter to leave it room.
            let middle = columns.saturating_sub(LEAD + 1 + needed).max(column);
            let longest = (2 * (middle - column)).max(1);
            while width > longest {
                let Some(last) = self.text[range.clone()].chars().next_back() else { break };
                range.end -= last.len_utf8();
                width -= char_width(last);
            }
        }
        let middle = column + width.max(1) / 2;
        let room = columns.saturating_sub(middle + LEAD).max(1);
        let text = place.text.iter().flat_map(|text| wrap(text, room, room)).collect();
        self.marks.push(Mark { range, position: place.position, text, is_primary: place.is_primary });
    }
}

impl Cell {
    fn width(&self) -> usize {
        char_width(self.shown) * self.times
    }
}

fn cells(sheet: &Sheet<'_>, line: &Line) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(line.range.len());
    let mut column = 0;
    let mut secret = sheet.secrets.partition_point(|secret| secret.end <= line.range.start);
    for (index, character) in sheet.text[line.range.clone()].char_indices() {
        let offset = line.range.start + index;
        while sheet.secrets.get(secret).is_some_and(|secret| secret.end <= offset) {
            secret += 1;
        }
        let is_secret = sheet.secrets.get(secret).is_some_and(|secret| secret.contains(&offset));
        let (shown, times) = if is_secret {
            (MASK, char_width(visible_char(character, sheet.unicode)))
        } else if character == '\t' {
            (' ', TAB - column % TAB)
        } else {
            (visible_char(character, sheet.unicode), 1)
        };
        let cell = Cell { offset, column, shown, times };
        column += cell.width();
        cells.push(cell);
    }
    cells
}
