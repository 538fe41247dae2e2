//! `junit`: the XML that test frameworks write. A file is a suite, a finding is a failed test case, and a file without
//! findings has one case, which passes; so does that of a finding which is only there to be known.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::ascii;
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::location::relative_path;
use crate::output::phrases::{
    place, push_escaped, push_further_lines, push_number, shown, unreadable_message,
};
use crate::output::visible::is_treacherous;
use crate::redact::redact_pointer;
use crate::report::{FileReport, Report, Status};

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let mut cases: HashMap<&str, Cases> = HashMap::new();
    for diagnostic in &report.diagnostics {
        cases.entry(&diagnostic.path).or_default().push(diagnostic, folder);
    }
    let mut suites = Suites::default();
    for file in &report.files {
        // A name that stands for two files has all findings in its first suite.
        suites.add(file, folder, cases.remove(file.path.as_str()));
    }
    suites.write(out)
}

/// The test cases of a file, or of a part of it.
#[derive(Debug, Default)]
pub struct Cases {
    text: String,
    count: usize,
    failures: usize,
}

impl Cases {
    /// Appends a finding.
    pub fn push(&mut self, diagnostic: &Diagnostic, folder: &str) {
        let path = relative_path(&diagnostic.path, folder);
        // A finding that is only there to be known makes no test fail.
        let fails = diagnostic.severity != Severity::Info;
        self.count += 1;
        self.failures += usize::from(fails);
        let (rule, severity) = (diagnostic.rule.id, diagnostic.severity.name());
        let message = shown(&diagnostic.message);
        let mut text = place(path, diagnostic.place.span);
        text.extend([": ", severity, "[", rule, "] ", &message]);
        push_further_lines(&mut text, path, diagnostic);
        let out = &mut self.text;
        // Platforms take cases of the same name for one.
        out.extend(["    <testcase name=\"", rule]);
        if !diagnostic.place.pointer.is_empty() {
            out.push(' ');
            push(out, &shown(&redact_pointer(&diagnostic.place.pointer)));
        }
        let start = diagnostic.place.span.map(|span| span.start);
        if let Some(start) = start {
            out.push_str(" at ");
            push_number(out, start.line);
            out.push(':');
            push_number(out, start.column);
        }
        out.push_str("\" classname=\"");
        push(out, path);
        out.push_str("\" file=\"");
        push(out, path);
        if let Some(start) = start {
            out.push_str("\" line=\"");
            push_number(out, start.line);
        }
        if fails {
            out.push_str("\">\n      <failure message=\"");
            push(out, &message);
            out.extend(["\" type=\"", severity, "\">"]);
            push(out, &text);
            out.push_str("</failure>\n    </testcase>\n");
        } else {
            out.push_str("\">\n      <system-out>");
            push(out, &text);
            out.push_str("</system-out>\n    </testcase>\n");
        }
    }
}

/// The suites of all files.
#[derive(Debug, Default)]
pub struct Suites {
    /// Their texts, in parts.
    texts: Vec<String>,
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Suites {
    /// Adds a file and its test cases, in parts; `folder` is the one the run started in.
    pub fn add(&mut self, file: &FileReport, folder: &str, cases: impl IntoIterator<Item = Cases>) {
        let beginning = self.texts.len();
        self.texts.push(String::new());
        let (mut count, mut failures) = (0, 0);
        for part in cases {
            count += part.count;
            failures += part.failures;
            self.texts.push(part.text);
        }
        let is_unreadable = file.status == Status::Unreadable;
        let errors = usize::from(is_unreadable);
        let tests = errors + count.max(usize::from(!is_unreadable));
        // Nothing was found, but nothing was judged either.
        let is_unchecked = file.verdicts.valid + file.verdicts.invalid == 0;
        let is_skipped = count == 0 && !is_unreadable && is_unchecked;
        let path = escaped(relative_path(&file.path, folder));
        let mut text = String::new();
        let _ = writeln!(
            text,
            "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{}\">",
            usize::from(is_skipped)
        );
        let _ = if is_unreadable {
            let message = unreadable_message(file);
            writeln!(
                text,
                "    <testcase name=\"{}\" classname=\"{path}\" file=\"{path}\">\n      \
                 <error message=\"{}\" type=\"error\"/>\n    </testcase>",
                super::UNREADABLE,
                escaped(&message)
            )
        } else if is_skipped {
            let message = match file.status {
                Status::NotARequest => "this JSON is no request",
                Status::Malformed => "the text is not JSON",
                _ => "there are no rules for what is in this file",
            };
            writeln!(
                text,
                "    <testcase name=\"no findings\" classname=\"{path}\" file=\"{path}\">\n      \
                 <skipped message=\"{message}\"/>\n    </testcase>"
            )
        } else if count == 0 {
            writeln!(text, "    <testcase name=\"no findings\" classname=\"{path}\" file=\"{path}\"/>")
        } else {
            Ok(())
        };
        self.texts[beginning] = text;
        self.texts.push("  </testsuite>\n".to_owned());
        self.tests += tests;
        self.failures += failures;
        self.errors += errors;
    }

    /// Writes the report.
    ///
    /// # Errors
    /// What `out` answers to being written to.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { texts, tests, failures, errors } = self;
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<testsuites name=\"runware-lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        )?;
        texts.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
        writeln!(out, "</testsuites>")
    }
}

/// Appends a text as it stands in XML 1.0, in an attribute or between tags. Characters that cannot are left out.
fn push(out: &mut String, text: &str) {
    let plain = |bytes| ascii::visible_but(b"&<>\"'", bytes);
    push_escaped(out, text, plain, |character| {
        Some(Cow::Borrowed(match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&apos;",
            // As they are, a reader may make spaces of them.
            '\t' => "&#9;",
            '\n' => "&#10;",
            '\r' => "&#13;",
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => "",
            // File names keep them, but nobody who looks at the report is misled by them.
            _ if is_treacherous(character) => {
                return Some(Cow::Owned(format!("&#x{:X};", u32::from(character))));
            }
            _ => return None,
        }))
    });
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    push(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_escaped_or_left_out() {
        let escaped = escaped("<a b='\"&'>]]>\0\u{1b}\u{fffe}\u{ffff}\t\r\né\u{1f600}\u{85}\u{202e}");
        assert_eq!(
            escaped,
            "&lt;a b=&apos;&quot;&amp;&apos;&gt;]]&gt;&#9;&#13;&#10;é\u{1f600}&#x85;&#x202E;"
        );
    }
}
