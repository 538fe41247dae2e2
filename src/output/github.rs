//! `github`: workflow commands, of which GitHub Actions makes annotations. Errors come first, because only the first
//! ten of a level are shown for a step.

use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::location::relative_path;
use crate::output::phrases::{
    further_lines, place, shown, shown_path, unreadable, unreadable_message, worst_first,
};
use crate::output::visible::visible_char;
use crate::report::Report;

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    for file in unreadable(report) {
        let path = relative_path(&file.path, folder);
        let message = format!("{}: {}", shown_path(path), unreadable_message(file));
        writeln!(
            out,
            "::error file={},line=1,title=runware-lint ({})::{}",
            Property(path),
            super::UNREADABLE,
            Message(&message)
        )?;
    }
    worst_first(report).try_for_each(|diagnostic| write_diagnostic(out, diagnostic, folder))
}

fn write_diagnostic(out: &mut impl Write, diagnostic: &Diagnostic, folder: &str) -> io::Result<()> {
    let path = relative_path(&diagnostic.path, folder);
    let rule = diagnostic.rule.id;
    write!(out, "::{} file={},", level(diagnostic.severity), Property(path))?;
    match diagnostic.place.span.map(|span| (span.start, span.end)) {
        Some((start, end)) if start.line == end.line => write!(
            out,
            "line={},endLine={},col={},endColumn={}",
            start.line, end.line, start.column, end.column
        )?,
        // The platform refuses columns where the lines differ.
        Some((start, end)) => write!(out, "line={},endLine={}", start.line, end.line)?,
        None => write!(out, "line=1")?,
    }
    let mut message =
        format!("{}: {rule}: {}", place(path, diagnostic.place.span), shown(&diagnostic.message));
    if diagnostic.place.span.is_none() && !diagnostic.place.pointer.is_empty() {
        let _ = write!(message, "\nat: {}", shown(&diagnostic.place.pointer));
    }
    for line in further_lines(path, diagnostic) {
        message.push('\n');
        message.push_str(&line);
    }
    writeln!(out, ",title=runware-lint ({rule})::{}", Message(&message))
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// The text after the second `::`. Line breaks are our own: what comes from outside is one line.
struct Message<'a>(&'a str);

impl Display for Message<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| write_escaped(formatter, character))
    }
}

/// A property's value, which neither ends the property nor the command.
struct Property<'a>(&'a str);

impl Display for Property<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            ':' => formatter.write_str("%3A"),
            ',' => formatter.write_str("%2C"),
            '\r' | '\n' => write_escaped(formatter, character),
            _ => write_escaped(formatter, visible_char(character, true)),
        })
    }
}

fn write_escaped(formatter: &mut fmt::Formatter<'_>, character: char) -> fmt::Result {
    match character {
        '%' => formatter.write_str("%25"),
        '\r' => formatter.write_str("%0D"),
        '\n' => formatter.write_str("%0A"),
        _ => formatter.write_char(character),
    }
}
