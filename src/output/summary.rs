//! A run in a few sentences: what was found, and what was and was not checked.

use crate::constraint::join;
use crate::report::Summary;

/// The summary of a run in which `with_findings` files had findings; each line without its line break.
#[must_use]
pub fn lines(summary: &Summary, with_findings: usize) -> Vec<String> {
    vec![findings(summary, with_findings), tasks(summary)]
}

fn findings(summary: &Summary, with_findings: usize) -> String {
    let files = counted(summary.files, "file", "files");
    let mut kinds = Vec::new();
    if summary.errors > 0 {
        kinds.push(counted(summary.errors, "error", "errors"));
    }
    if summary.warnings > 0 {
        kinds.push(counted(summary.warnings, "warning", "warnings"));
    }
    if summary.infos > 0 {
        kinds.push(counted(summary.infos, "info", "infos"));
    }
    if kinds.is_empty() && summary.unreadable > 0 {
        match summary.files.saturating_sub(summary.unreadable) {
            0 => "No file could be read.".to_owned(),
            read => format!("No problems found in {}.", counted(read, "file", "files")),
        }
    } else if kinds.is_empty() {
        format!("No problems found in {files}.")
    } else {
        format!("Found {} in {with_findings} of {files}.", join(&kinds, "and"))
    }
}

fn tasks(summary: &Summary) -> String {
    let tasks = counted(summary.tasks, "task", "tasks");
    let verdicts = enumerated(&[
        (summary.valid, "valid"),
        (summary.invalid, "invalid"),
        (summary.unchecked, "not checked"),
    ]);
    let tasks = if verdicts.is_empty() { tasks } else { format!("{tasks}: {verdicts}") };
    let mut files = Vec::new();
    match summary.not_requests {
        0 => {}
        1 => files.push("1 file is no request".to_owned()),
        count => files.push(format!("{count} files are no requests")),
    }
    for (count, what) in [(summary.malformed, "malformed"), (summary.unreadable, "unreadable")] {
        match count {
            0 => {}
            _ if files.is_empty() => files.push(format!("{} {what}", counted(count, "file", "files"))),
            _ => files.push(format!("{count} {what}")),
        }
    }
    let mut silenced = Vec::new();
    for (count, what) in
        [(summary.ignored, "ignored"), (summary.baselined, "in the baseline"), (summary.fixed, "fixed")]
    {
        match count {
            0 => {}
            _ if silenced.is_empty() => {
                silenced.push(format!("{} {what}", counted(count, "finding", "findings")));
            }
            _ => silenced.push(format!("{count} {what}")),
        }
    }
    let clauses: Vec<String> = [tasks, files.join(", "), silenced.join(", ")]
        .into_iter()
        .filter(|clause| !clause.is_empty())
        .collect();
    format!("{}.", clauses.join("; "))
}

/// The counts that are not zero: `12 valid, 2 invalid`.
#[must_use]
pub fn enumerated(counts: &[(usize, &str)]) -> String {
    let relevant: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    relevant.join(", ")
}

/// A number and what it counts.
#[must_use]
pub fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_counted() {
        let summary = Summary {
            files: 14,
            unreadable: 1,
            not_requests: 4,
            tasks: 17,
            valid: 12,
            invalid: 2,
            unchecked: 3,
            errors: 3,
            warnings: 1,
            ignored: 2,
            ..Summary::default()
        };
        assert_eq!(
            lines(&summary, 2),
            [
                "Found 3 errors and 1 warning in 2 of 14 files.",
                "17 tasks: 12 valid, 2 invalid, 3 not checked; 4 files are no requests, 1 unreadable; 2 findings ignored."
            ]
        );
    }

    #[test]
    fn only_what_there_is_is_named_and_one_is_no_plural() {
        let summary = Summary { files: 1, tasks: 1, invalid: 1, errors: 1, ..Summary::default() };
        assert_eq!(lines(&summary, 1), ["Found 1 error in 1 of 1 file.", "1 task: 1 invalid."]);
        let summary = Summary { files: 1, tasks: 1, valid: 1, infos: 2, ..Summary::default() };
        assert_eq!(lines(&summary, 1)[0], "Found 2 infos in 1 of 1 file.");
        let summary = Summary { errors: 1, warnings: 2, infos: 1, ..summary };
        assert_eq!(lines(&summary, 1)[0], "Found 1 error, 2 warnings and 1 info in 1 of 1 file.");
        let summary = Summary { files: 3, unreadable: 1, ignored: 1, ..Summary::default() };
        assert_eq!(
            lines(&summary, 0),
            ["No problems found in 2 files.", "0 tasks; 1 file unreadable; 1 finding ignored."]
        );
        let summary = Summary { files: 2, unreadable: 2, ..Summary::default() };
        assert_eq!(lines(&summary, 0), ["No file could be read.", "0 tasks; 2 files unreadable."]);
    }
}
