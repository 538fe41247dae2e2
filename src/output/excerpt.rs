//! Which part of a source to show for a finding: lines around its places, cut to the width there is, with secrets
//! masked and nothing in them that a terminal obeys. The work depends on the width and the number of places, not on
//! the length of the text or its lines.

mod line;
mod row;

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::output::Appearance;
use crate::output::visible::visible;
use crate::redact::redact_text;
use crate::source::{Location, Position, Source};

use line::Line;
use row::Row;

/// Lines shown before and after a marked one.
const CONTEXT: usize = 1;
/// Columns between a line's number and its text, and one at the end for a mark behind the text.
const FRAME: usize = 5;

/// Consecutive lines of a source, as shown.
#[derive(Debug)]
pub struct Excerpt {
    /// The number of the first line.
    pub first_line: usize,
    /// The lines, each with a line break.
    pub text: String,
    /// The marks in them, in order, apart from each other.
    pub marks: Vec<Mark>,
}

/// A marked place of an [`Excerpt`].
#[derive(Debug)]
pub struct Mark {
    /// Bytes of the excerpt's text; never at its end, and within one line.
    pub range: Range<usize>,
    /// Where the place begins in the file.
    pub position: Position,
    /// What is said about it; lines that fit beside it.
    pub text: Vec<String>,
    /// Whether it is the place of the finding itself.
    pub is_primary: bool,
}

/// A place to mark, as bytes of the source; within one line.
#[derive(Debug, Clone)]
struct Wanted {
    range: Range<usize>,
    position: Position,
    text: Vec<String>,
    is_primary: bool,
}

/// The excerpts for a finding. `secrets` are the byte ranges of the source that are masked.
pub fn excerpts(
    source: &Source<'_>,
    secrets: &[Range<usize>],
    diagnostic: &Diagnostic,
    appearance: Appearance,
) -> Vec<Excerpt> {
    let wanted = wanted(source, diagnostic, appearance.unicode);
    let Some(last) = wanted.last() else { return Vec::new() };
    let digits = (last.position.line + CONTEXT).to_string().len();
    let sheet = Sheet {
        text: source.text(),
        secrets,
        columns: appearance.width.max(Appearance::NARROWEST) - digits - FRAME,
        unicode: appearance.unicode,
        context: if diagnostic.line.is_some() { 0 } else { CONTEXT },
    };
    let mut excerpts = sheet.excerpts(&wanted);
    // The finding's own place comes first: it is the one to go to.
    excerpts.sort_by_key(|excerpt| !excerpt.marks.iter().any(|mark| mark.is_primary));
    excerpts
}

/// Whether a place is in a source, which may be a part of a file; one that is nowhere might be.
pub fn holds(source: &Source<'_>, place: Option<Location>) -> bool {
    let start = source.first_offset();
    place.is_none_or(|place| start <= place.start.offset && place.end.offset <= start + source.text().len())
}

/// The places of a finding in order, none twice, none overlapping.
fn wanted(source: &Source<'_>, diagnostic: &Diagnostic, unicode: bool) -> Vec<Wanted> {
    let shown = |text: &str| visible(&redact_text(text), unicode).into_owned();
    let primary = diagnostic.place.span.map(|span| (span, diagnostic.label.as_deref(), true));
    let labels = diagnostic.labels.iter().filter(|label| holds(source, label.place.span));
    let labels = labels.map(|label| Some((label.place.span?, Some(&*label.message), false)));
    let mut all: Vec<Wanted> = std::iter::once(primary)
        .chain(labels)
        .flatten()
        .map(|(location, text, is_primary)| Wanted {
            range: range_in(source, location),
            position: location.start,
            text: text.filter(|text| !text.is_empty()).map(shown).into_iter().collect(),
            is_primary,
        })
        .collect();
    all.sort_by_key(|place| (place.range.start, !place.is_primary));
    let mut apart: Vec<Wanted> = Vec::with_capacity(all.len());
    for place in all {
        match apart.last_mut() {
            Some(before) if before.range.start == place.range.start => {
                before.range.end = before.range.end.max(place.range.end);
                before.text.extend(place.text);
            }
            Some(before) => {
                before.range.end = before.range.end.min(place.range.start);
                apart.push(place);
            }
            None => apart.push(place),
        }
    }
    apart
}

/// The one place where locations become ranges: inside of the text, on character boundaries, and of several lines
/// the first. A place on a line break is where its line ends.
fn range_in(source: &Source<'_>, location: Location) -> Range<usize> {
    let text = source.text();
    let floor = |offset: usize| {
        let mut offset = offset.saturating_sub(source.first_offset()).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let mut start = floor(location.start.offset);
    let mut end = floor(location.end.offset).max(start);
    let line_break = memchr::memchr(b'\n', &text.as_bytes()[start..end]).map(|offset| start + offset);
    // A place on a line break, be it empty, is shown where the text of the line ends.
    let is_on_break = text[start..].starts_with('\n') || text[start..].starts_with("\r\n");
    if is_on_break {
        start -= usize::from(text[..start].ends_with('\r') && text[start..].starts_with('\n'));
        return start..start;
    }
    if let Some(line_break) = line_break {
        end = line_break - usize::from(text[start..line_break].ends_with('\r'));
    }
    start..end
}

/// What all lines of the excerpts of a finding have in common.
struct Sheet<'a> {
    text: &'a str,
    secrets: &'a [Range<usize>],
    /// Columns for the text of a line.
    columns: usize,
    unicode: bool,
    context: usize,
}

/// An excerpt that is being filled.
struct Filling {
    excerpt: Excerpt,
    last: Line,
}

impl Sheet<'_> {
    fn excerpts(&self, wanted: &[Wanted]) -> Vec<Excerpt> {
        let mut done = Vec::new();
        let mut filling: Option<Filling> = None;
        let mut rest = wanted;
        while let Some(first) = rest.first() {
            let line = Line::around(self.text, first.range.start, first.position.line);
            let on_line = rest.iter().take_while(|place| line.holds(&place.range)).count().max(1);
            let row = Row::new(self, &line, &rest[..on_line]);
            rest = &rest[row.marks.len().max(1)..];
            let between = filling.as_ref().and_then(|filling| self.lines_between(&filling.last, &line));
            let mut current = match (filling.take(), between) {
                (Some(mut filling), Some(between)) => {
                    for line in &between {
                        filling.push(Row::new(self, line, &[]), line);
                    }
                    filling
                }
                (finished, _) => {
                    done.extend(finished.map(|finished| self.finish(finished)));
                    self.start(&line)
                }
            };
            current.push(row, &line);
            filling = Some(current);
        }
        done.extend(filling.map(|finished| self.finish(finished)));
        done
    }

    /// The lines between two, if they are few enough to be shown; `None` where there is to be a gap.
    fn lines_between(&self, first: &Line, last: &Line) -> Option<Vec<Line>> {
        let gap = last.number.checked_sub(first.number + 1)?;
        if gap > 2 * self.context {
            return None;
        }
        let mut lines = Vec::with_capacity(gap);
        for _ in 0..gap {
            lines.push(lines.last().unwrap_or(first).next(self.text)?);
        }
        (lines.last().unwrap_or(first).next(self.text)?.range.start == last.range.start).then_some(lines)
    }

    fn start(&self, line: &Line) -> Filling {
        let mut before = Vec::new();
        for _ in 0..self.context {
            before.extend(before.last().unwrap_or(line).previous(self.text));
        }
        let excerpt =
            Excerpt { first_line: line.number - before.len(), text: String::new(), marks: Vec::new() };
        let mut filling = Filling { excerpt, last: line.clone() };
        for line in before.iter().rev() {
            filling.push(Row::new(self, line, &[]), line);
        }
        filling
    }

    fn finish(&self, mut filling: Filling) -> Excerpt {
        for _ in 0..self.context {
            if let Some(line) = filling.last.next(self.text).filter(|line| !line.is_nothing(self.text)) {
                filling.push(Row::new(self, &line, &[]), &line);
            }
        }
        filling.excerpt
    }
}

impl Filling {
    fn push(&mut self, row: Row, line: &Line) {
        let base = self.excerpt.text.len();
        self.excerpt.text.push_str(&row.text);
        self.excerpt.text.push('\n');
        self.excerpt.marks.extend(row.marks.into_iter().map(|mut mark| {
            mark.range = mark.range.start + base..mark.range.end + base;
            mark
        }));
        self.last = line.clone();
    }
}
