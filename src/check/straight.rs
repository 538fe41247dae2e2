//! The straight way through texts that are right: one pass over each task, and of an array only one task at a time in
//! memory. It is left, as if nothing had been done, where a text turns out not to be what was expected.

use super::checker::{Here, Judged, Work};
use super::uuids::Uuids;
use crate::json::{Arena, Kind, start_of};
use crate::report::Verdicts;
use crate::request::{self, Envelope};
use crate::source::Line;

impl Work<'_, '_, '_> {
    /// Checks a document that is a task with a rule set, or an array of tasks, without a mistake of the syntax. `false`, and
    /// nothing is done, for any other.
    pub(super) fn straight(&mut self, arena: &mut Arena, text: &str) -> bool {
        let start = start_of(text);
        if text[start..].trim_ascii_start().starts_with('[') {
            return self.array(arena, text, start);
        }
        self.read(arena, text, start, At { item: None, base: 0, line: None }).is_some()
    }

    /// Checks the first line of a text, which begins at `line` of the source, if it is a task with a rule set and has no
    /// mistake of the syntax. Answers where it ends; `None`, and nothing is done, for any other.
    pub(super) fn straight_line(&mut self, arena: &mut Arena, text: &str, line: Line) -> Option<usize> {
        let is_usual = text.starts_with('{') && self.has_only_utf8();
        let at = At { item: None, base: line.start, line: Some(line) };
        let end = is_usual.then(|| self.read(arena, text, 0, at))??;
        self.part.has_documents = true;
        self.part.has_requests = true;
        Some(end)
    }

    /// Checks an array one task after the other.
    fn array(&mut self, arena: &mut Arena, text: &str, start: usize) -> bool {
        let (diagnostics, tasks) = (self.part.diagnostics.len(), self.part.tasks.len());
        let marks = self.part.marks.len();
        let verdicts: Verdicts = self.part.verdicts;
        let is_right = self.items(arena, text, start).is_some();
        if !is_right {
            self.part.diagnostics.truncate(diagnostics);
            self.part.tasks.truncate(tasks);
            self.part.marks.truncate(marks);
            self.part.verdicts = verdicts;
            self.uuids = Uuids::default();
        }
        is_right
    }

    /// `None` where the array ends in a way that it should not, or its first item is no task.
    fn items(&mut self, arena: &mut Arena, text: &str, start: usize) -> Option<()> {
        let bytes = text.as_bytes();
        let skip_whitespace =
            |from: usize| from + bytes[from..].iter().take_while(|byte| is_whitespace(**byte)).count();
        let mut end = skip_whitespace(start);
        let mut item = 0;
        loop {
            let start = skip_whitespace(end + 1);
            let at = At { item: Some(item), base: 0, line: None };
            end = match self.read(arena, text, start, at) {
                Some(end) => end,
                None => self.walk(arena, text, start, item)?,
            };
            end = skip_whitespace(end);
            match bytes.get(end)? {
                b',' => item += 1,
                b']' => return (skip_whitespace(end + 1) == bytes.len()).then_some(()),
                _ => return None,
            }
        }
    }

    /// Checks an item of an array in the usual way. Answers where it ends.
    fn walk(&mut self, arena: &mut Arena, text: &str, start: usize, item: usize) -> Option<usize> {
        let end = arena.parse_item(text, start)?;
        let document = arena.document(text);
        let task = document.root()?;
        let is_task = task.kind() == Kind::Object && request::is_task(task, self.options);
        if item == 0 && !is_task {
            return None;
        }
        self.task(Here { document, base: 0, line: None }, Some(item), task, false);
        Some(end)
    }

    /// Checks the task that stands at byte `start` of a text, if there is a rule set for it that can read it. Answers where
    /// it ends; `None`, and nothing is done, for any other.
    fn read(&mut self, arena: &mut Arena, text: &str, start: usize, at: At) -> Option<usize> {
        let options = self.options;
        let ruleset = options.models.find(request::mentioned_model(text.get(start..)?)?)?;
        let ((), end) = arena.read(text, start, usize::from(at.item.is_some()), |cursor| {
            ruleset.read_text(cursor, options.context, self.reading)?;
            let is_end = match (at.item, at.line) {
                (Some(_), _) => true,
                (None, Some(_)) => cursor.is_at_end_of_line(start),
                (None, None) => cursor.is_at_end(),
            };
            is_end.then_some(())
        })?;
        let reading = &*self.reading;
        let document = arena.document(if at.line.is_some() { &text[..end] } else { text });
        let task = document.root()?;
        let envelope = if reading.is_sound {
            Envelope::of_sound(task, reading, ruleset)?
        } else {
            let envelope = Envelope::of(task);
            let names_model = envelope.model?.raw_str() == Some(&*ruleset.model);
            (names_model && request::is_task(task, options)).then_some(envelope)?
        };
        self.go_to(at.item);
        let elsewhere = |path: &str| options.models.with_parameter(path, &ruleset.model);
        let findings = ruleset.check_reading(self.reading, task, self.pointer, &elsewhere);
        let here = Here { document, base: at.base, line: at.line };
        let judged = Judged { task, envelope, findings, ruleset: Some(ruleset), is_broken: false };
        self.conclude(here, at.item, judged);
        Some(end)
    }
}

/// Where a task stands.
#[derive(Clone, Copy)]
struct At {
    /// Its index, where it stands in an array.
    item: Option<usize>,
    /// Offset of the text in the source.
    base: usize,
    /// The line that is the text.
    line: Option<Line>,
}

fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
