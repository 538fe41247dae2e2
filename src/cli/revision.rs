//! What the configuration and the baseline make of the findings of an input, part by part.

use runware_lint::Source;
use runware_lint::check::{FileCheck, Layout};
use runware_lint::diagnostic::Diagnostic;
use runware_lint::report::Summary;

use super::baseline::{self, Findings, Known};
use super::policy::{Fate, Policy};

/// The findings of an input while they are decided about, in order.
#[derive(Debug)]
pub struct Revision<'r> {
    policy: &'r Policy<'r>,
    layout: Layout,
    baseline: Option<InBaseline>,
    ignored: usize,
    baselined: usize,
}

/// An input in a baseline.
#[derive(Debug)]
pub struct InBaseline {
    /// Its name there.
    pub name: String,
    /// The findings that the baseline knows and that were not found until now; those that were found, where it is to be
    /// written.
    pub findings: Findings,
    /// Whether it is to be written.
    pub is_written: bool,
}

impl<'r> Revision<'r> {
    /// Nothing was found yet.
    pub fn new(policy: &'r Policy<'r>, layout: Layout, baseline: Option<InBaseline>) -> Self {
        Self { policy, layout, baseline, ignored: 0, baselined: 0 }
    }

    /// Whether anything is decided at all.
    pub fn decides(&self) -> bool {
        self.baseline.is_some() || self.policy.decides()
    }

    /// Decides about the findings of the part that was added last to the file, which is this source or stands in it.
    pub fn revise(
        &mut self,
        file: &mut FileCheck<'_>,
        source: &Source<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if diagnostics.is_empty() || !self.decides() {
            return;
        }
        diagnostics.retain_mut(|diagnostic| {
            let fate = self.policy.decide(diagnostic);
            self.ignored += usize::from(fate == Fate::Ignored);
            fate == Fate::Kept
        });
        if let Some(baseline) = &mut self.baseline {
            let known = baseline::known(diagnostics, |task| file.task_pointer(task), source, self.layout);
            let mut is_new = known.into_iter().map(|known| !baseline.holds(known));
            let before = diagnostics.len();
            diagnostics.retain(|_| is_new.next().unwrap_or(true));
            self.baselined += before - diagnostics.len();
        }
        file.judge_again(diagnostics);
    }

    /// Counts what is not reported, and answers with what the baseline has to know of the input.
    pub fn finish(self, summary: &mut Summary) -> Option<(String, Findings)> {
        summary.ignored += self.ignored;
        summary.baselined += self.baselined;
        let InBaseline { name, mut findings, .. } = self.baseline?;
        findings.retain(|_, left| *left > 0);
        Some((name, findings))
    }
}

impl InBaseline {
    /// Whether the baseline holds this finding one time more; it does where it is to be written.
    fn holds(&mut self, known: Known) -> bool {
        if self.is_written {
            *self.findings.entry(known).or_default() += 1;
            return true;
        }
        let left = self.findings.get_mut(&known).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }
}
