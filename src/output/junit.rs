//! `junit`: the XML that test frameworks write. A file is a suite, a finding is a failed test case, and a file without
//! findings has one case, which passes; so does that of a finding which is only there to be known.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::location::relative_path;
use crate::output::phrases::{place, push_further_lines, shown, unreadable_message, write_escaped};
use crate::output::visible::is_treacherous;
use crate::redact::redact_pointer;
use crate::report::{FileReport, Report, Status};

/// Writes a report; `folder` is the one the run started in.
///
/// # Errors
/// What `out` answers to being written to.
pub fn write(out: &mut impl Write, report: &Report, folder: &str) -> io::Result<()> {
    let mut findings: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
    for diagnostic in &report.diagnostics {
        findings.entry(&diagnostic.path).or_default().push(diagnostic);
    }
    // A name that stands for two files has all findings in its first suite.
    let suites: Vec<Suite> = report
        .files
        .iter()
        .map(|file| Suite {
            file,
            path: relative_path(&file.path, folder),
            findings: findings.remove(file.path.as_str()).unwrap_or_default(),
        })
        .collect();
    let tests: usize = suites.iter().map(Suite::tests).sum();
    let failures: usize = suites.iter().map(Suite::failures).sum();
    let errors: usize = suites.iter().map(Suite::errors).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"runware-lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    suites.iter().try_for_each(|suite| suite.write(out))?;
    writeln!(out, "</testsuites>")
}

/// One file with its findings.
struct Suite<'a> {
    file: &'a FileReport,
    path: &'a str,
    findings: Vec<&'a Diagnostic>,
}

impl Suite<'_> {
    fn tests(&self) -> usize {
        self.errors() + self.findings.len().max(usize::from(self.errors() == 0))
    }

    fn failures(&self) -> usize {
        self.findings.iter().filter(|finding| fails(finding)).count()
    }

    fn errors(&self) -> usize {
        usize::from(self.file.status == Status::Unreadable)
    }

    /// Nothing was found, but nothing was judged either.
    fn is_skipped(&self) -> bool {
        let verdicts = self.file.verdicts;
        let is_unchecked = verdicts.valid + verdicts.invalid == 0;
        self.findings.is_empty() && self.errors() == 0 && is_unchecked
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let path = Escaped(self.path);
        writeln!(
            out,
            "  <testsuite name=\"{path}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            self.tests(),
            self.failures(),
            self.errors(),
            usize::from(self.is_skipped())
        )?;
        if self.errors() > 0 {
            let message = unreadable_message(self.file);
            writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{path}\" file=\"{path}\">\n      \
                 <error message=\"{}\" type=\"error\"/>\n    </testcase>",
                super::UNREADABLE,
                Escaped(&message)
            )?;
        } else if self.is_skipped() {
            let message = match self.file.status {
                Status::NotARequest => "this JSON is no request",
                Status::Malformed => "the text is not JSON",
                _ => "there are no rules for what is in this file",
            };
            writeln!(
                out,
                "    <testcase name=\"no findings\" classname=\"{path}\" file=\"{path}\">\n      \
                 <skipped message=\"{message}\"/>\n    </testcase>"
            )?;
        } else if self.findings.is_empty() {
            writeln!(out, "    <testcase name=\"no findings\" classname=\"{path}\" file=\"{path}\"/>")?;
        }
        self.findings.iter().try_for_each(|diagnostic| self.write_case(out, diagnostic))?;
        writeln!(out, "  </testsuite>")
    }

    fn write_case(&self, out: &mut impl Write, diagnostic: &Diagnostic) -> io::Result<()> {
        let path = Escaped(self.path);
        let (rule, severity) = (diagnostic.rule.id, diagnostic.severity.name());
        let message = shown(&diagnostic.message);
        // Platforms take cases of the same name for one.
        let mut name = rule.to_owned();
        if !diagnostic.place.pointer.is_empty() {
            name.push(' ');
            name.push_str(&shown(&redact_pointer(&diagnostic.place.pointer)));
        }
        let mut line = String::new();
        if let Some(span) = diagnostic.place.span {
            let _ = write!(name, " at {}:{}", span.start.line, span.start.column);
            let _ = write!(line, " line=\"{}\"", span.start.line);
        }
        let mut text = format!("{}: {severity}[{rule}] {message}", place(self.path, diagnostic.place.span));
        push_further_lines(&mut text, self.path, diagnostic);
        let name = Escaped(&name);
        writeln!(out, "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\"{line}>")?;
        let (message, text) = (Escaped(&message), Escaped(&text));
        if fails(diagnostic) {
            writeln!(out, "      <failure message=\"{message}\" type=\"{severity}\">{text}</failure>")?;
        } else {
            writeln!(out, "      <system-out>{text}</system-out>")?;
        }
        writeln!(out, "    </testcase>")
    }
}

/// True for a finding that makes its test case fail.
fn fails(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity != Severity::Info
}

/// A text as it stands in XML 1.0, in an attribute or between tags. Characters that cannot are left out.
#[derive(Clone, Copy)]
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(formatter, self.0, |character| {
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
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_escaped_or_left_out() {
        let escaped =
            Escaped("<a b='\"&'>]]>\0\u{1b}\u{fffe}\u{ffff}\t\r\né\u{1f600}\u{85}\u{202e}").to_string();
        assert_eq!(
            escaped,
            "&lt;a b=&apos;&quot;&amp;&apos;&gt;]]&gt;&#9;&#13;&#10;é\u{1f600}&#x85;&#x202E;"
        );
    }
}
