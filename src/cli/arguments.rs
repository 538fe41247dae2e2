//! The values that options take.

use std::num::{IntErrorKind, NonZeroUsize};

use clap::ValueEnum;

/// The form of the report on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Excerpts with marks, for people
    Full,
    /// One line per finding
    Concise,
    /// One JSON document, version 1
    Json,
    /// The same findings, one per line, then the counts
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report for GitLab
    Gitlab,
    /// `JUnit` XML, for test reports
    #[value(help = "JUnit XML, for test reports")]
    Junit,
    /// A table for the summary of a job
    Markdown,
}

/// From which severity on findings make the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Nothing that is found
    Never,
}

/// What to make of a model without a rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnknownModel {
    /// An error
    Error,
    /// A warning
    Warn,
    /// No finding
    Ignore,
}

/// Who takes the requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Context {
    /// The service, over HTTP: nothing is filled in
    Body,
    /// An official SDK, whose run completes requests
    Sdk,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Also elsewhere
    Always,
    /// Nowhere
    Never,
}

/// The form of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For people
    Text,
    /// The same as Markdown
    Markdown,
    /// For programs
    Json,
}

/// The form of a list that people or programs read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Reads a number of threads.
///
/// # Errors
/// What is wrong with it, and what to give instead.
pub fn parse_threads(text: &str) -> Result<NonZeroUsize, String> {
    let remedy = "give 1 or more, or leave the option out to use all processors";
    let count = parse_count(text).map_err(|problem| format!("{problem}; {remedy}"))?;
    NonZeroUsize::new(count).ok_or_else(|| format!("without a thread nothing is checked; {remedy}"))
}

/// Reads a number of things.
///
/// # Errors
/// What is wrong with it.
pub fn parse_count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|error: std::num::ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow => "this number is too large".to_owned(),
        _ => "this is no whole number, such as 4".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_what_is_wrong_is_told() {
        assert_eq!(parse_threads("2"), Ok(NonZeroUsize::MIN.saturating_add(1)));
        assert_eq!(parse_count("0"), Ok(0));
        for (text, problem) in [
            ("0", "without a thread nothing is checked"),
            ("", "this is no whole number, such as 4"),
            ("-1", "this is no whole number, such as 4"),
            ("2.5", "this is no whole number, such as 4"),
            ("99999999999999999999999", "this number is too large"),
        ] {
            let remedy = "give 1 or more, or leave the option out to use all processors";
            assert_eq!(parse_threads(text), Err(format!("{problem}; {remedy}")));
        }
    }
}
