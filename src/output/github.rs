//! `github`: workflow commands, of which GitHub Actions makes annotations. Errors come first, because only the first
//! ten of a level are shown for a step.

use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::location::relative_path;
use crate::output::phrases::{
    place, push_further_lines, shown, shown_path, unreadable, unreadable_message, worst_first, write_escaped,
};
use crate::output::visible::visible;
use crate::redact::redact_pointer;
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
        let _ = write!(message, "\nat: {}", shown(&redact_pointer(&diagnostic.place.pointer)));
    }
    push_further_lines(&mut message, path, diagnostic);
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
        write_escaped(formatter, self.0, escape)
    }
}

/// A property's value, which neither ends the property nor the command.
struct Property<'a>(&'a str);

impl Display for Property<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Line breaks are escaped, so that the platform finds the file; no other control character is worth that.
        for (index, line) in self.0.split('\n').enumerate() {
            formatter.write_str(if index == 0 { "" } else { "%0A" })?;
            for (index, part) in line.split('\r').enumerate() {
                formatter.write_str(if index == 0 { "" } else { "%0D" })?;
                write_escaped(formatter, &visible(part, true), |character| match character {
                    ':' => Some("%3A"),
                    ',' => Some("%2C"),
                    _ => escape(character),
                })?;
            }
        }
        Ok(())
    }
}

const fn escape(character: char) -> Option<&'static str> {
    match character {
        '%' => Some("%25"),
        '\r' => Some("%0D"),
        '\n' => Some("%0A"),
        _ => None,
    }
}
