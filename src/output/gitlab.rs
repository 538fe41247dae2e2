//! `gitlab`: a Code Quality report, which GitLab shows in merge requests.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::fingerprint::Fingerprints;
use crate::output::json_text;
use crate::output::location::relative_path;
use crate::output::phrases::{message_and_help, unreadable, unreadable_message};
use crate::report::{FileReport, Report};

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    json_text::write(out, &Issues { report, folder })?;
    out.write_all(b"\n")
}

/// The whole report, turned into its written form one issue at a time.
struct Issues<'a> {
    report: &'a Report,
    folder: &'a str,
}

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fingerprints = Fingerprints::default();
        let unreadable: Vec<Issue> = unreadable(self.report)
            .map(|file| Issue::of_unreadable(file, self.folder, &mut fingerprints))
            .collect();
        let findings = self
            .report
            .diagnostics
            .iter()
            .map(|diagnostic| Issue::of_diagnostic(diagnostic, self.folder, &mut fingerprints));
        serializer.collect_seq(unreadable.into_iter().chain(findings))
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: IssueLocation<'a>,
}

#[derive(Serialize)]
struct IssueLocation<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl<'a> Issue<'a> {
    fn of_unreadable(file: &'a FileReport, folder: &str, fingerprints: &mut Fingerprints) -> Self {
        let path = relative_path(&file.path, folder);
        Self {
            description: format!("{}: {}", super::UNREADABLE, unreadable_message(file)),
            check_name: super::UNREADABLE,
            fingerprint: fingerprints.of_unreadable(path),
            severity: "blocker",
            location: IssueLocation { path, lines: Lines { begin: 1 } },
        }
    }

    fn of_diagnostic(diagnostic: &'a Diagnostic, folder: &str, fingerprints: &mut Fingerprints) -> Self {
        let path = relative_path(&diagnostic.path, folder);
        Self {
            // The platform shows no check names.
            description: format!("{}: {}", diagnostic.rule.id, message_and_help(diagnostic)),
            check_name: diagnostic.rule.id,
            fingerprint: fingerprints.of(path, diagnostic),
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: IssueLocation {
                path,
                lines: Lines { begin: diagnostic.place.span.map_or(1, |span| span.start.line) },
            },
        }
    }
}
