//! What tests say about a report: findings as short lines of text that can be compared.

use runware_lint::{Options, Report, Source, check};

/// Checks one text.
pub fn check_text(text: &str, options: &Options) -> Report {
    check(&Source::new("request.json", text), options)
}

/// Every finding as `severity rule constraint pointer`, sorted; `-` where there is no constraint.
pub fn lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report
        .diagnostics
        .iter()
        .map(|finding| {
            let constraint = finding.constraint.as_deref().unwrap_or("-");
            let severity = finding.severity.name();
            format!("{severity} {} {constraint} {}", finding.rule.id, finding.place.pointer)
        })
        .collect();
    lines.sort();
    lines
}
