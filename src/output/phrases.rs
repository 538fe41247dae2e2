//! The texts that the formats for platforms share. All of them are safe to show: secrets are masked, control and
//! direction characters made visible, and each is one line.

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::redact::redact_text;
use crate::output::visible::visible;
use crate::report::{FileReport, Report, Status};
use crate::source::Location;

/// A text from outside, safe to show.
#[must_use]
pub fn shown(text: &str) -> String {
    visible(&redact_text(text), true).into_owned()
}

/// A file's name, safe to show. Nothing in it is masked: it is for finding the file.
#[must_use]
pub fn shown_path(path: &str) -> String {
    visible(path, true).into_owned()
}

/// What is wrong and, as a second sentence, the remedy.
#[must_use]
pub fn message_and_help(diagnostic: &Diagnostic) -> String {
    let mut text = shown(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        text.push_str(if text.ends_with(['.', '!', '?']) { " " } else { ". " });
        let help = shown(help);
        let mut characters = help.chars();
        text.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(characters.as_str());
    }
    text
}

/// A place as tools print it: `a.json:14:7`; the name alone where there is no text.
#[must_use]
pub fn place(path: &str, span: Option<Location>) -> String {
    let path = visible(path, true);
    match span {
        Some(span) => format!("{path}:{}:{}", span.start.line, span.start.column),
        None => path.into_owned(),
    }
}

/// The lines after the message: the remedy, then the other places that had a part in the finding.
#[must_use]
pub fn further_lines(path: &str, diagnostic: &Diagnostic) -> Vec<String> {
    let help = diagnostic.help.iter().map(|help| format!("help: {}", shown(help)));
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| format!("{}: {}", place(path, label.place.span), shown(&label.message)));
    help.chain(labels).collect()
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
