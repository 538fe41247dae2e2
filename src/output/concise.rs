//! `concise`: one line per finding, `path:line:column: error[rule] message`.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::Appearance;
use crate::output::visible::visible;
use crate::redact::redact_text;

/// Appends the line of one finding, with its line break. A finding in a value without text has no line and column.
pub fn write(out: &mut String, diagnostic: &Diagnostic, appearance: Appearance) {
    let unicode = appearance.unicode;
    let (on, off) = if appearance.color { (color(diagnostic.severity), "\u{1b}[0m") } else { ("", "") };
    let message = redact_text(&diagnostic.message);
    out.push_str(&visible(&diagnostic.path, unicode));
    let _ = match diagnostic.place.span {
        Some(span) => write!(out, ":{}:{}: ", span.start.line, span.start.column),
        None => write!(out, ": "),
    };
    let _ = writeln!(
        out,
        "{on}{}[{}]{off} {}",
        diagnostic.severity.name(),
        diagnostic.rule.id,
        visible(&message, unicode)
    );
}

const fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[1;31m",
        Severity::Warning => "\u{1b}[1;33m",
        Severity::Info => "\u{1b}[1;36m",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, check};
    use crate::source::Source;

    #[test]
    fn a_finding_is_one_line() {
        let report =
            check(&Source::new("a\n.json", "{\n  \"taskType\": \"videoInference\"\n}"), &Options::default());
        let mut out = String::new();
        write(&mut out, &report.diagnostics[0], Appearance::plain());
        assert!(out.starts_with("a?.json:1:1: error[missing-field] "), "{out}");
        assert_eq!(out.lines().count(), 1);
        let mut colored = String::new();
        write(&mut colored, &report.diagnostics[0], Appearance { color: true, ..Appearance::plain() });
        assert!(colored.contains("\u{1b}[1;31merror[missing-field]\u{1b}[0m "), "{colored:?}");
    }
}
