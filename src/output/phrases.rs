//! The texts that the formats for platforms share. All of them are safe to show: secrets are masked, control and
//! direction characters made visible, and each is one line.

use std::borrow::Cow;

use crate::ascii::{self, Lanes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::visible::visible;
use crate::redact::redact_text;
use crate::report::{FileReport, Report, Status};
use crate::source::Location;

/// A text from outside, safe to show.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    match redact_text(text) {
        Cow::Borrowed(text) => visible(text, true),
        Cow::Owned(text) => Cow::Owned(visible(&text, true).into_owned()),
    }
}

/// A file's name, safe to show. Nothing in it is masked: it is for finding the file.
#[must_use]
pub fn shown_path(path: &str) -> Cow<'_, str> {
    visible(path, true)
}

/// What is wrong and, as a second sentence, the remedy.
#[must_use]
pub fn message_and_help(diagnostic: &Diagnostic) -> String {
    let mut text = shown(&diagnostic.message).into_owned();
    if let Some(help) = &diagnostic.help {
        text.push_str(if text.ends_with(['.', '!', '?']) { " " } else { ". " });
        let help = shown(help);
        let mut characters = help.chars();
        text.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(characters.as_str());
    }
    text
}

/// Appends a text in which `escape` says for some characters what is written instead of them. It need not be asked about
/// those that `plain` tells in many bytes at once.
pub fn push_escaped<E: AsRef<str>>(
    out: &mut String,
    text: &str,
    plain: impl Fn(Lanes) -> Lanes,
    escape: impl Fn(char) -> Option<E>,
) {
    let (mut written_to, mut at) = (0, 0);
    loop {
        at += ascii::length_of(&text.as_bytes()[at..], &plain);
        let Some(character) = text[at..].chars().next() else { break };
        if let Some(escaped) = escape(character) {
            out.push_str(&text[written_to..at]);
            out.push_str(escaped.as_ref());
            written_to = at + character.len_utf8();
        }
        at += character.len_utf8();
    }
    out.push_str(&text[written_to..]);
}

/// Appends a number.
pub fn push_number(out: &mut String, number: usize) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// A place as tools print it: `a.json:14:7`; the name alone where there is no text.
#[must_use]
pub fn place(path: &str, span: Option<Location>) -> String {
    let path = visible(path, true);
    let mut place = String::with_capacity(path.len() + 16);
    place.push_str(&path);
    for number in span.iter().flat_map(|span| [span.start.line, span.start.column]) {
        place.push(':');
        push_number(&mut place, number);
    }
    place
}

/// Appends the lines after the message: the remedy, then the other places that had a part in the finding.
pub fn push_further_lines(text: &mut String, path: &str, diagnostic: &Diagnostic) {
    if let Some(help) = &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(&shown(help));
    }
    for label in &diagnostic.labels {
        text.push('\n');
        text.push_str(&place(path, label.place.span));
        text.push_str(": ");
        text.push_str(&shown(&label.message));
    }
}

/// The files that could not be read.
pub fn unreadable(report: &Report) -> impl Iterator<Item = &FileReport> {
    report.files.iter().filter(|file| file.status == Status::Unreadable)
}

/// What is wrong with a file that could not be read.
#[must_use]
pub fn unreadable_message(file: &FileReport) -> String {
    match &file.reason {
        Some(reason) => format!("the file cannot be read: {}", visible(reason, true)),
        None => "the file cannot be read".to_owned(),
    }
}

/// All findings, errors first: platforms show only so many.
pub fn worst_first(report: &Report) -> impl Iterator<Item = &Diagnostic> {
    [Severity::Error, Severity::Warning, Severity::Info].into_iter().flat_map(|severity| {
        report.diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity)
    })
}
