//! `--statistics`: how many findings each rule has, in place of the findings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use runware_lint::diagnostic::Diagnostic;
use runware_lint::rules;

/// Findings, counted by rule.
#[derive(Debug, Default)]
pub struct Statistics(BTreeMap<&'static str, usize>);

impl Statistics {
    /// Counts the findings of a file.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = BTreeMap::new();
        for diagnostic in diagnostics {
            *counts.entry(diagnostic.rule.id).or_default() += 1;
        }
        Self(counts)
    }

    /// Adds the counts of another file.
    pub fn add(&mut self, other: &Self) {
        for (rule, count) in &other.0 {
            *self.0.entry(rule).or_default() += count;
        }
    }

    /// A line per rule: the most frequent first, then by name.
    pub fn lines(&self) -> String {
        let mut counts: Vec<(&str, usize)> = self.0.iter().map(|(rule, count)| (*rule, *count)).collect();
        counts.sort_by(|(one, few), (other, many)| many.cmp(few).then_with(|| one.cmp(other)));
        let digits = counts.first().map_or(0, |(_, count)| count.to_string().len());
        let letters = counts.iter().map(|(rule, _)| rule.len()).max().unwrap_or(0);
        let mut lines = String::new();
        for (rule, count) in counts {
            let summary = rules::find(rule).map_or("", |rule| rule.summary);
            let _ = writeln!(lines, "{count:>digits$}  {rule:<letters$}  {summary}");
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_rule_stands_first() {
        let mut statistics = Statistics(BTreeMap::from([("wrong-type", 2), ("unknown-field", 9)]));
        statistics.add(&Statistics(BTreeMap::from([("unknown-field", 1), ("empty-list", 2)])));
        assert_eq!(
            statistics.lines(),
            "10  unknown-field  the model has no such parameter\n \
             2  empty-list     a list is present but empty\n \
             2  wrong-type     a value has the wrong JSON type\n"
        );
        assert_eq!(Statistics::default().lines(), "");
    }
}
