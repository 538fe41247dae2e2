//! `github`: workflow commands, of which GitHub Actions makes annotations. Errors come first, because only the first
//! ten of a level are shown for a step.

use std::io::{self, Write};

use crate::ascii;
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::location::relative_path;
use crate::output::phrases::{
    place, push_escaped, push_further_lines, push_number, shown, shown_path, unreadable, unreadable_message,
    worst_first,
};
use crate::output::visible::visible;
use crate::redact::redact_pointer;
use crate::report::Report;

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let mut text = String::new();
    let (errors, others): (Vec<_>, Vec<_>) =
        worst_first(report).partition(|diagnostic| diagnostic.severity == Severity::Error);
    for diagnostic in errors {
        push(&mut text, diagnostic, folder);
    }
    push_unreadable(&mut text, report, folder);
    for diagnostic in others {
        push(&mut text, diagnostic, folder);
    }
    out.write_all(text.as_bytes())
}

/// Appends the files that could not be read, which are errors.
pub fn push_unreadable(out: &mut String, report: &Report, folder: &str) {
    for file in unreadable(report) {
        let path = relative_path(&file.path, folder);
        push_beginning(out, Severity::Error, path);
        out.push_str("line=1");
        let message = format!("{}: {}", shown_path(path), unreadable_message(file));
        push_end(out, super::UNREADABLE, &message);
    }
}

/// Appends a finding.
pub fn push(out: &mut String, diagnostic: &Diagnostic, folder: &str) {
    let path = relative_path(&diagnostic.path, folder);
    let rule = diagnostic.rule.id;
    push_beginning(out, diagnostic.severity, path);
    let mut property = |name: &str, number: usize| {
        out.push_str(name);
        push_number(out, number);
    };
    property("line=", diagnostic.place.span.map_or(1, |span| span.start.line));
    if let Some((start, end)) = diagnostic.place.span.map(|span| (span.start, span.end)) {
        property(",endLine=", end.line);
        // The platform refuses columns where the lines differ.
        if start.line == end.line {
            property(",col=", start.column);
            property(",endColumn=", end.column);
        }
    }
    let mut message = place(path, diagnostic.place.span);
    message.extend([": ", rule, ": ", &shown(&diagnostic.message)]);
    if diagnostic.place.span.is_none() && !diagnostic.place.pointer.is_empty() {
        message.extend(["\nat: ", &shown(&redact_pointer(&diagnostic.place.pointer))]);
    }
    push_further_lines(&mut message, path, diagnostic);
    push_end(out, rule, &message);
}

fn push_beginning(out: &mut String, severity: Severity, path: &str) {
    out.extend(["::", level(severity), " file="]);
    push_property(out, path);
    out.push(',');
}

/// Appends the title and the text after the second `::`. Its line breaks are our own: what comes from outside is one
/// line.
fn push_end(out: &mut String, rule: &str, message: &str) {
    out.extend([",title=runware-lint (", rule, ")::"]);
    push_escaped(out, message, |bytes| ascii::visible_but(b"%", bytes), escape);
    out.push('\n');
}

/// Appends a property's value, which then neither ends the property nor the command.
fn push_property(out: &mut String, value: &str) {
    // Line breaks are escaped, so that the platform finds the file; no other control character is worth that.
    for (index, line) in value.split('\n').enumerate() {
        out.push_str(if index == 0 { "" } else { "%0A" });
        for (index, part) in line.split('\r').enumerate() {
            out.push_str(if index == 0 { "" } else { "%0D" });
            let plain = |bytes| ascii::visible_but(b"%:,", bytes);
            push_escaped(out, &visible(part, true), plain, |character| match character {
                ':' => Some("%3A"),
                ',' => Some("%2C"),
                _ => escape(character),
            });
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
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
