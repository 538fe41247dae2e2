//! What became of the files: printed, written, and counted.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use runware_lint::diagnostic::Diagnostic;
use runware_lint::output::Appearance;
use runware_lint::report::{FileReport, Status, Summary};
use runware_lint::{Options, Report, Source};

use super::Run;
use crate::cli::account::account;
use crate::cli::arguments::FailOn;
use crate::cli::baseline;
use crate::cli::discover::Input;
use crate::cli::policy::Policy;
use crate::cli::reports::Files;
use crate::cli::statistics::Statistics;
use crate::cli::streams::Findings;
use crate::cli::writer::{self, Piece, Writer};

/// Where the results of a run arrive, in order.
pub struct Results<'d, 'r> {
    pub run: &'r Run<'r>,
    pub files: &'d mut Files,
    pub findings: &'d mut Findings,
    /// What is printed.
    pub writer: Writer,
    pub total: Total,
}

/// What became of one file.
#[derive(Default)]
pub struct Outcome {
    pub report: Report,
    /// What is printed of it and was not yet.
    pub rendered: Rendered,
    pub has_findings: bool,
    /// Whether its findings make the run fail.
    pub fails: bool,
    /// Findings that the limit leaves out.
    pub hidden: usize,
    /// Tasks that `--max-cost` does not count, because what they cost is not known.
    pub uncounted: usize,
    pub statistics: Statistics,
    /// What the baseline has to know of it.
    pub in_baseline: Option<(String, baseline::Findings)>,
    /// Why it could not be read.
    pub unreadable: Option<String>,
    /// What is told of it, where somebody wants to know.
    pub account: Vec<String>,
}

/// Findings as they are written.
#[derive(Default)]
pub struct Rendered {
    on_stdout: Piece,
    /// For every file that is written.
    in_files: Vec<Piece>,
}

/// What became of all files.
#[derive(Default)]
pub struct Total {
    pub report: Report,
    pub with_findings: usize,
    /// Whether there is a request, sound or not, in each of the folders that were walked.
    pub folders_with_requests: Vec<bool>,
    pub fails: bool,
    pub hidden: usize,
    pub uncounted: usize,
    pub statistics: Statistics,
    pub in_baseline: BTreeMap<String, baseline::Findings>,
}

impl Results<'_, '_> {
    /// Prints findings.
    pub fn print(&mut self, rendered: Rendered) {
        let text = self.writer.add(rendered.on_stdout);
        if self.run.prints() && !text.is_empty() {
            self.run.progress.around(|| self.findings.show(text.as_bytes()));
        }
        self.files.add(rendered.in_files);
    }

    /// Whether somebody still wants to know more.
    pub fn goes_on(&self) -> bool {
        !self.findings.has_ended() || !self.files.is_empty() || self.run.decided.writes_baseline()
    }

    /// Takes what became of the input with this number. Answers whether somebody wants to know more.
    pub fn take(&mut self, number: usize, mut outcome: Outcome) -> bool {
        let input = &self.run.discovery.inputs[number];
        self.run.progress.add_file();
        self.print(std::mem::take(&mut outcome.rendered));
        self.writer.end_file(&outcome.report);
        self.files.end_file(&outcome.report);
        let needs_standard_error = outcome.unreadable.is_some() || self.run.arguments.verbose;
        if self.run.prints() && needs_standard_error {
            self.run.progress.around(|| {
                self.findings.flush();
                self.run.tell_about(input, &outcome);
            });
        }
        self.total.take(input, outcome);
        self.goes_on()
    }
}

impl Total {
    fn take(&mut self, input: &Input, outcome: Outcome) {
        self.with_findings += usize::from(outcome.has_findings);
        let is_request = |file: &FileReport| matches!(file.status, Status::Checked | Status::Malformed);
        for folder in &input.folders {
            if let Some(has_requests) = self.folders_with_requests.get_mut(*folder) {
                *has_requests |= outcome.report.files.iter().any(is_request);
            }
        }
        self.fails |= outcome.fails;
        self.hidden += outcome.hidden;
        self.uncounted += outcome.uncounted;
        self.statistics.add(&outcome.statistics);
        self.in_baseline.extend(outcome.in_baseline);
        self.report.absorb(outcome.report);
    }
}

impl Outcome {
    /// Notes what is to be told of the file, if anything is.
    pub fn give_account(&mut self, run: &Run<'_>, options: &Options) {
        if run.arguments.verbose {
            let files = self.report.files.iter();
            self.account = files.flat_map(|file| account(file, &options.models)).collect();
        }
    }

    /// Notes whether there are findings, and whether they make the run fail.
    pub fn judge(&mut self, policy: &Policy<'_>) {
        let Summary { errors, warnings, infos, .. } = self.report.summary;
        self.has_findings = errors + warnings + infos > 0;
        self.fails = match policy.fail_on() {
            FailOn::Error => errors > 0,
            FailOn::Warning => errors + warnings > 0,
            FailOn::Never => false,
        };
    }
}

impl Run<'_> {
    /// How many of so many further findings are printed.
    pub fn within_limit(&self, count: usize) -> usize {
        let Some(limit) = self.arguments.max_diagnostics.filter(|_| self.prints_findings()) else {
            return count;
        };
        if !writer::is_for_people(self.format) {
            return count;
        }
        let shown = count.min(limit.saturating_sub(self.shown.load(Ordering::Relaxed)));
        self.shown.fetch_add(shown, Ordering::Relaxed);
        shown
    }

    fn prints_findings(&self) -> bool {
        self.prints() && !self.arguments.statistics
    }

    /// Makes what is written of findings of a source, before which there are at least so many errors; on standard output of
    /// the first `shown` of them.
    pub fn render<'s>(
        &self,
        errors_before: usize,
        diagnostics: &[Diagnostic],
        shown: usize,
        source: &dyn Fn() -> Source<'s>,
    ) -> Rendered {
        let on_stdout = if self.prints_findings() {
            let diagnostics = &diagnostics[..shown.min(diagnostics.len())];
            writer::render(self.format, errors_before, diagnostics, source, self.appearance, &self.folder)
        } else {
            Piece::default()
        };
        let in_file = |&format| {
            writer::render(format, errors_before, diagnostics, source, Appearance::plain(), &self.folder)
        };
        Rendered { on_stdout, in_files: self.file_formats.iter().map(in_file).collect() }
    }

    /// The statistics of findings, where they are asked for.
    pub fn statistics(&self, diagnostics: &[Diagnostic]) -> Statistics {
        if self.arguments.statistics { Statistics::of(diagnostics) } else { Statistics::default() }
    }
}
