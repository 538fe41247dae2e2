//! `markdown`: a summary for the page of a job. Everything that comes from outside is written so that nothing in it is
//! taken for Markdown or HTML.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diagnostic::Diagnostic;
use crate::output::items::{Items, WorstFirst};
use crate::output::location::relative_path;
use crate::output::phrases::{message_and_help, place, unreadable, unreadable_message};
use crate::output::{UNREADABLE, summary};
use crate::report::Report;

/// GitHub refuses summaries of more than 1 MiB, in which other steps may have a part.
pub const LARGEST_TABLE: usize = 600 * 1024;
/// There is no room for more findings than this.
pub const MOST_ROWS: usize = LARGEST_TABLE / SHORTEST_ROW;
/// Less than any row has, in bytes.
const SHORTEST_ROW: usize = 40;

/// Writes a report; `folder` is the one the run started in. Errors come first; where the table becomes too large, its
/// end is left out and counted.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let files = report.diagnostics.chunk_by(|one, next| one.path == next.path).count();
    let rows = WorstFirst::of_report(report, |rows, diagnostic| push(rows, diagnostic, folder));
    write_with(out, report, folder, files, rows)
}

/// The same of a report with findings in so many `files`, which were all [pushed](push), the worst first; behind so many
/// bytes as the table may have, they may be missing.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write_with(
    out: &mut impl Write,
    report: &Report,
    folder: &str,
    files: usize,
    rows: impl IntoIterator<Item = Items>,
) -> io::Result<()> {
    writeln!(out, "### runware-lint\n")?;
    writeln!(out, "{}", summary::lines(&report.summary, files).join("  \n"))?;
    let mut unreadable_rows = Items::default();
    for file in unreadable(report) {
        let place = place(relative_path(&file.path, folder), None);
        push_row(&mut unreadable_rows, &place, "error", UNREADABLE, &unreadable_message(file));
    }
    let all = unreadable_rows.count() + report.finding_count();
    if all > 0 {
        writeln!(out, "\n| Place | Severity | Rule | Finding |\n| --- | --- | --- | --- |")?;
    }
    let (mut size, mut shown) = (0, 0);
    for rows in [unreadable_rows].into_iter().chain(rows) {
        for row in rows.each() {
            size += row.len();
            if size <= LARGEST_TABLE {
                out.write_all(row.as_bytes())?;
                shown += 1;
            }
        }
    }
    if all > shown {
        writeln!(out, "\n{} more not shown.", all - shown)?;
    }
    Ok(())
}

/// Appends a finding.
pub fn push(rows: &mut Items, diagnostic: &Diagnostic, folder: &str) {
    let place = place(relative_path(&diagnostic.path, folder), diagnostic.place.span);
    push_row(rows, &place, diagnostic.severity.name(), diagnostic.rule.id, &message_and_help(diagnostic));
}

fn push_row(rows: &mut Items, place: &str, severity: &str, rule: &str, text: &str) {
    let out = rows.begin();
    out.push_str("| <code>");
    push_escaped(out, place);
    out.extend(["</code> | ", severity, " | ", rule, " | "]);
    push_text(out, text);
    out.push_str(" |\n");
    rows.end(None);
}

/// Appends a text in which backticks mark code.
fn push_text(row: &mut String, text: &str) {
    let mut parts = text.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        // The last backtick of an odd number marks nothing.
        if is_code && parts.peek().is_some() {
            row.push_str("<code>");
            push_escaped(row, part);
            row.push_str("</code>");
        } else {
            if is_code {
                push_escaped(row, "`");
            }
            push_escaped(row, part);
        }
        is_code = !is_code;
    }
}

/// Appends a text with every character that could mean something as a reference, which never does.
fn push_escaped(row: &mut String, text: &str) {
    for character in text.chars() {
        let is_plain = match character {
            // Addresses become links by `www.` and `://`.
            '.' => !row.ends_with(['w', 'W']),
            '/' => !row.ends_with(':'),
            ' ' | ',' | ';' | ':' | '-' | '"' => true,
            _ => character.is_ascii_alphanumeric() || !character.is_ascii(),
        };
        if is_plain {
            row.push(character);
        } else {
            let _ = write!(row, "&#{};", u32::from(character));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    fn written(text: &str) -> String {
        let mut row = String::new();
        push_text(&mut row, text);
        row
    }

    #[test]
    fn no_row_is_shorter_than_the_shortest() {
        for rule in crate::rules::RULES {
            let mut rows = Items::default();
            push_row(&mut rows, "-", Severity::Info.name(), rule.id, "");
            assert!(rows.size() >= SHORTEST_ROW, "{}", rule.id);
        }
    }

    #[test]
    fn backticks_mark_code_and_nothing_else_means_anything() {
        assert_eq!(written("no `a` here"), "no <code>a</code> here");
        assert_eq!(written("`a` and `b"), "<code>a</code> and &#96;b");
        assert_eq!(written("<b>|[x](y)\n*&"), "&#60;b&#62;&#124;&#91;x&#93;&#40;y&#41;&#10;&#42;&#38;");
    }
}
