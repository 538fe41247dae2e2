//! Files that are read and checked as a whole.

use runware_lint::Report;
use runware_lint::check::{Budget, Checker};
use runware_lint::report::FileReport;

use super::plan::Plans;
use super::results::Outcome;
use crate::cli::blocks::Buffer;
use crate::cli::reading;

/// What each thread has for itself: the checker for the options that came last.
#[derive(Default)]
pub struct Tools<'p>(Option<(&'p runware_lint::Options, Checker<'p>)>);

/// Checks the file with this number.
pub fn check<'p>(plans: &'p Plans<'_>, number: usize, tools: &mut Tools<'p>, buffer: &mut Buffer) -> Outcome {
    let (run, input) = (plans.run, plans.input(number));
    if let Err(reason) = reading::read(input, buffer) {
        return unreadable(&input.name, reason);
    }
    run.progress.add_bytes(buffer.bytes().len());
    check_bytes(plans, number, tools, buffer.bytes())
}

/// Checks the file with this number, which holds these bytes.
pub fn check_bytes<'p>(plans: &'p Plans<'_>, number: usize, tools: &mut Tools<'p>, bytes: &[u8]) -> Outcome {
    let (run, input) = (plans.run, plans.input(number));
    let options = plans.options(number);
    tools.0.take_if(|(known, _)| !std::ptr::eq(*known, options));
    let (_, checker) = tools.0.get_or_insert_with(|| (options, Checker::new(options)));
    let source = plans.source(number, bytes);
    let policy = plans.policy(number);
    let mut revision = run.decided.revision(input, policy, options.layout);
    let budget = Budget::of(&source, options);
    let report = checker.check_and_revise(&source, &budget, |file, part, diagnostics| {
        revision.revise(file, part, diagnostics);
    });
    let mut outcome = Outcome { report, uncounted: budget.uncounted(), ..Outcome::default() };
    let report = &mut outcome.report;
    outcome.in_baseline = revision.finish(&mut report.summary);
    let shown = run.within_limit(report.diagnostics.len());
    outcome.hidden = report.diagnostics.len() - shown;
    outcome.rendered = run.render(0, &report.diagnostics, shown, &|| source.clone());
    outcome.statistics = run.statistics(&report.diagnostics);
    report.diagnostics = Vec::new();
    outcome.give_account(run, options);
    outcome.judge(policy);
    outcome
}

/// What became of a file that cannot be read.
pub fn unreadable(name: &str, reason: String) -> Outcome {
    let mut report = Report::default();
    report.add(FileReport::unreadable(name.to_owned(), reason.clone()), Vec::new());
    Outcome { report, unreadable: Some(reason), ..Outcome::default() }
}
