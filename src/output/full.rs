//! `full`: findings with excerpts of the text, for people. The only file that knows the crate that draws them.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeStyles,
};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::output::excerpt::{Excerpt, excerpts, holds};
use crate::output::visible::{keep_end, text_width, visible, wrap};
use crate::output::{Appearance, concise};
use crate::redact::{hidden, hidden_of_line, redact_pointer, redact_text};
use crate::source::{Position, Source, is_blank};

/// Appends the findings of one source, in order, each with an empty line after it.
pub fn write(out: &mut String, diagnostics: &[Diagnostic], source: &Source<'_>, appearance: Appearance) {
    let mut rest = diagnostics;
    while let Some(first) = rest.first() {
        // Each line of NDJSON is a document of its own: nothing of another line is shown with it.
        let line = first.line.and_then(|number| line_around(source, first, number));
        let is_there = |other: &&Diagnostic| line.is_none() || other.line == first.line;
        let (document, after) = rest.split_at(rest.iter().take_while(is_there).count().max(1));
        rest = after;
        match line {
            Some(line) => write_document(out, document, &line, &hidden_of_line(line.text()), appearance),
            None => write_document(out, document, source, &hidden(source.text()), appearance),
        }
    }
}

/// The line with this number, on which a finding is.
fn line_around<'s>(source: &'s Source<'_>, diagnostic: &Diagnostic, number: usize) -> Option<Source<'s>> {
    let range = source.line_around(diagnostic.place.span?.start.offset)?;
    let with_its_break = range.start..(range.end + 1).min(source.text().len());
    // Of a file of blank lines, which is found to be empty, there is nothing to show.
    let line = Some(&source.text()[with_its_break]).filter(|line| !is_blank(line)).unwrap_or_default();
    Some(Source::new(source.name(), line).starting_at(source.first_offset() + range.start, number))
}

fn write_document(
    out: &mut String,
    diagnostics: &[Diagnostic],
    source: &Source<'_>,
    secrets: &[Range<usize>],
    appearance: Appearance,
) {
    for diagnostic in diagnostics {
        let picture = Picture {
            diagnostic,
            appearance,
            excerpts: excerpts(source, secrets, diagnostic, appearance),
            elsewhere: diagnostic.labels.iter().filter(|label| !holds(source, label.place.span)).collect(),
        };
        let before = out.len();
        if picture.draw(out).is_err() {
            out.truncate(before);
            concise::write(out, diagnostic, appearance);
        }
        out.push('\n');
    }
}

/// A finding as it is drawn. To the drawing crate the excerpts are one text, one after the other, each of which can
/// be read only as a whole: it finds no way to read the file, or to join two excerpts.
#[derive(Debug)]
struct Picture<'a> {
    diagnostic: &'a Diagnostic,
    appearance: Appearance,
    excerpts: Vec<Excerpt>,
    /// Labels of places that are not in the excerpts, since they are in another document.
    elsewhere: Vec<&'a Label>,
}

impl Picture<'_> {
    fn draw(&self, out: &mut String) -> fmt::Result {
        let handler = GraphicalReportHandler::new_themed(self.theme())
            .with_width(self.width())
            .with_wrap_lines(false)
            .with_urls(false)
            .without_cause_chain()
            .without_syntax_highlighting();
        let mut drawn = String::new();
        handler.render_report(&mut drawn, self)?;
        for line in drawn.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        self.draw_footer(out)
    }

    fn width(&self) -> usize {
        self.appearance.width.max(Appearance::NARROWEST)
    }

    fn theme(&self) -> GraphicalTheme {
        let mut theme =
            if self.appearance.unicode { GraphicalTheme::unicode() } else { GraphicalTheme::ascii() };
        if self.appearance.color {
            theme.styles.error = theme.styles.error.bold();
            theme.styles.warning = theme.styles.warning.bold();
            theme.styles.link = theme.styles.linum;
        } else {
            theme.styles = ThemeStyles::none();
        }
        let (heading, loud) = match self.diagnostic.severity {
            Severity::Error => (&mut theme.characters.error, theme.styles.error),
            Severity::Warning => (&mut theme.characters.warning, theme.styles.warning),
            Severity::Info => (&mut theme.characters.advice, theme.styles.advice),
        };
        *heading = self.heading();
        let quiet = theme.styles.help;
        theme.styles.highlights =
            self.marks().map(|(mark, _)| if mark.is_primary { loud } else { quiet }).collect();
        if theme.styles.highlights.is_empty() {
            theme.styles.highlights.push(quiet);
        }
        if !self.appearance.unicode {
            theme.characters.underbar = theme.characters.underline;
        }
        theme
    }

    /// What the message stands after: `error[forbidden-with] o3-3:`.
    fn heading(&self) -> String {
        let diagnostic = self.diagnostic;
        let mut heading = format!("{}[{}]", diagnostic.severity.name(), diagnostic.rule.id);
        if let Some(constraint) = &diagnostic.constraint {
            heading.push(' ');
            heading.push_str(&visible(constraint, self.appearance.unicode));
        }
        heading.push(':');
        heading
    }

    /// The marks, each with its bytes in the text that all excerpts make together.
    fn marks(&self) -> impl Iterator<Item = (&super::excerpt::Mark, SourceSpan)> {
        self.based().flat_map(|(base, excerpt)| {
            excerpt
                .marks
                .iter()
                .map(move |mark| (mark, SourceSpan::from((base + mark.range.start, mark.range.len()))))
        })
    }

    /// The excerpts, each with where it starts in the text that they make together.
    fn based(&self) -> impl Iterator<Item = (usize, &Excerpt)> {
        self.excerpts.iter().scan(0, |next, excerpt| {
            let base = *next;
            *next += excerpt.text.len();
            Some((base, excerpt))
        })
    }

    /// The file's name, shortened so that it stands on the frame with the line and column.
    fn name(&self, position: Position) -> String {
        let last_line =
            self.excerpts.iter().map(|excerpt| excerpt.first_line + excerpt.text.lines().count()).max();
        let frame = last_line.unwrap_or(0).to_string().len() + "   ,-[]".len();
        let place = format!(":{}:{}", position.line, position.column).len();
        let unicode = self.appearance.unicode;
        let name = visible(&self.diagnostic.path, unicode);
        keep_end(&name, self.width().saturating_sub(frame + place), unicode).into_owned()
    }

    fn draw_footer(&self, out: &mut String) -> fmt::Result {
        let diagnostic = self.diagnostic;
        let unicode = self.appearance.unicode;
        let (dim, end) = if self.appearance.color { ("\u{1b}[2m", "\u{1b}[0m") } else { ("", "") };
        if diagnostic.place.span.is_none() {
            let pointer = redact_pointer(&diagnostic.place.pointer);
            let place = format!("{} {}", diagnostic.path, pointer);
            for line in wrap(visible(&place, unicode).trim_end(), self.width() - 6, self.width() - 6) {
                writeln!(out, "  at: {line}")?;
            }
        }
        for label in &self.elsewhere {
            let Some(location) = label.place.span else { continue };
            let Position { line, column, .. } = location.start;
            let place = format!("{}: {}:{line}:{column}", redact_text(&label.message), diagnostic.path);
            for line in wrap(&visible(&place, unicode), self.width() - 6, self.width() - 6) {
                writeln!(out, "  {line}")?;
            }
        }
        if let Some(address) = &diagnostic.documentation {
            let address = redact_text(address);
            let address = visible(&address, unicode);
            if self.appearance.hyperlinks {
                writeln!(
                    out,
                    "  {dim}see: \u{1b}]8;;{address}\u{1b}\\the documentation\u{1b}]8;;\u{1b}\\{end}"
                )?;
            } else if text_width(&address) + "  see: ".len() <= self.width() {
                writeln!(out, "  {dim}see: {address}{end}")?;
            }
        }
        let name = diagnostic.constraint.as_deref().unwrap_or(diagnostic.rule.id);
        let command = format!("runware-lint explain {}", visible(name, unicode));
        if text_width(&command) + "  why: ".len() <= self.width() {
            writeln!(out, "  {dim}why: {command}{end}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = redact_text(&self.diagnostic.message);
        let first = self.width().saturating_sub(text_width(&self.heading()) + "   ".len());
        let lines = wrap(&visible(&message, self.appearance.unicode), first, self.width() - "  | ".len());
        formatter.write_str(&lines.join("\n"))
    }
}

impl Error for Picture<'_> {}

impl miette::Diagnostic for Picture<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = redact_text(self.diagnostic.help.as_deref()?);
        let width = self.width() - "  help: ".len();
        let lines = wrap(&visible(&help, self.appearance.unicode), width, width);
        Some(Box::new(lines.join("\n")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks().map(|(mark, span)| {
            let text = (!mark.text.is_empty()).then(|| mark.text.join("\n"));
            if mark.is_primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl SourceCode for Picture<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let holds =
            |base: usize, excerpt: &Excerpt| base <= span.offset() && end <= base + excerpt.text.len();
        let (base, excerpt) =
            self.based().find(|&(base, excerpt)| holds(base, excerpt)).ok_or(MietteError::OutOfBounds)?;
        let data = excerpt.text.as_bytes();
        let whole = SourceSpan::from((base, data.len()));
        let count = excerpt.text.lines().count();
        if lines_before > 0 {
            return Ok(Box::new(MietteSpanContents::new(
                data,
                whole,
                excerpt.first_line.saturating_sub(1),
                0,
                count,
            )));
        }
        // Without context, the crate asks for the place to write on the frame.
        let position = self
            .marks()
            .find(|(_, marked)| marked == span)
            .map_or(Position { offset: 0, line: excerpt.first_line, column: 1 }, |(mark, _)| mark.position);
        let name = self.name(position);
        let (line, column) = (position.line.saturating_sub(1), position.column.saturating_sub(1));
        Ok(Box::new(MietteSpanContents::new_named(name, data, whole, line, column, count)))
    }
}

#[cfg(test)]
mod tests;
