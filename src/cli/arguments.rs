//! The values that options take.

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
