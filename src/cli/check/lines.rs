//! NDJSON that is read and checked a block of lines at a time: whatever its size, it takes little memory, and all
//! threads work on it.

use std::io::{self, Cursor, Read as _};

use runware_lint::check::{Checker, FileCheck, HEAD, Part, may_be_one_document};
use runware_lint::diagnostic::Diagnostic;
use runware_lint::report::FileReport;
use runware_lint::{Options, Source};

use super::plan::Plans;
use super::results::{Outcome, Rendered, Results};
use super::whole::unreadable;
use super::{Run, budget, whole};
use crate::cli::blocks::{Block, Blocks, Buffer, Supply};
use crate::cli::discover::reason;
use crate::cli::pipeline::{self, Joined, Work};
use crate::cli::reading::{self, MUCH, Reader};

/// Checks the input with this number. Its findings are printed, and are not in the outcome.
pub fn check(results: &mut Results<'_, '_>, plans: &Plans<'_>, number: usize) -> Outcome {
    let (run, input) = (plans.run, plans.input(number));
    let reader = match reading::open(input).and_then(|reader| start(plans, number, reader)) {
        Ok(Start::Lines(reader)) => reader,
        Ok(Start::Whole(outcome)) => return *outcome,
        Err(reason) => return unreadable(&input.name, reason),
    };
    let options = plans.options(number);
    let policy = plans.policy(number);
    let lines = Lines { run, options, name: &input.name, supply: Supply::default() };
    let mut revision = run.decided.revision(input, policy, options.layout);
    let mut file = FileCheck::new(&input.name, options);
    let mut uncounted = 0;
    if options.max_cost.is_some() {
        match budget::of(plans, number) {
            Ok(budget) => {
                file.expect(&budget);
                uncounted = budget.uncounted();
            }
            Err(reason) => return unreadable(&input.name, reason),
        }
    }
    let mut outcome = Outcome::default();
    let mut broken = None;
    let mut count = |diagnostics: &[Diagnostic]| {
        let errors_before = outcome.report.summary.errors;
        outcome.report.count_findings(diagnostics);
        outcome.statistics.add(&run.statistics(diagnostics));
        let shown = run.within_limit(diagnostics.len());
        outcome.hidden += diagnostics.len() - shown;
        (errors_before, shown)
    };
    pipeline::run(
        &lines,
        Blocks::new(reader, run.block_size),
        run.arguments.jobs,
        |checked| match checked {
            Ok((part, block)) => {
                let mut diagnostics = file.add(part);
                if !diagnostics.is_empty() && revision.decides() {
                    revision.revise(&mut file, &lines.source(&block), &mut diagnostics);
                }
                if diagnostics.is_empty() {
                    lines.supply.give_back(block.buffer);
                    return Joined::Done(Ok(Rendered::default()));
                }
                let (errors_before, shown) = count(&diagnostics);
                Joined::Render(Found { errors_before, diagnostics, shown, block })
            }
            Err(error) => Joined::Done(Err(error)),
        },
        |done| {
            match done {
                Ok(rendered) => results.print(rendered),
                Err(error) => broken = Some(error),
            }
            results.goes_on()
        },
    );
    let mut last = file.end();
    let nothing = || Source::new(input.name.as_str(), "");
    revision.revise(&mut file, &nothing(), &mut last);
    if !last.is_empty() {
        let (_, shown) = count(&last);
        results.print(run.render(0, &last, shown, &nothing));
    }
    let in_baseline = revision.finish(&mut outcome.report.summary);
    match &broken {
        None => {
            outcome.report.add_file(file.report());
            outcome.uncounted = uncounted;
            outcome.in_baseline = in_baseline;
        }
        Some(error) => {
            outcome.report.add_file(FileReport::unreadable(input.name.clone(), reason(error)));
        }
    }
    outcome.unreadable = broken.map(|error| reason(&error));
    outcome.give_account(run, options);
    outcome.judge(policy);
    outcome
}

/// What the first bytes of an input tell.
enum Start {
    /// It holds lines. The bytes are read again.
    Lines(Reader),
    /// It may have been one document, and was checked as a whole.
    Whole(Box<Outcome>),
}

fn start(plans: &Plans<'_>, number: usize, mut reader: Reader) -> Result<Start, String> {
    let mut buffer = Buffer::default();
    buffer.fill(&mut reader, HEAD).map_err(|error| reason(&error))?;
    if may_be_one_document(buffer.bytes()) {
        reading::read_rest(&mut reader, &mut buffer)?;
        plans.run.progress.add_bytes(buffer.bytes().len());
        let outcome = whole::check_bytes(plans, number, &mut whole::Tools::default(), buffer.bytes());
        return Ok(Start::Whole(Box::new(outcome)));
    }
    let head = buffer.bytes().to_vec();
    Ok(Start::Lines(Box::new(Cursor::new(head).chain(reader))))
}

/// The lines of an input.
struct Lines<'r> {
    run: &'r Run<'r>,
    options: &'r Options,
    name: &'r str,
    supply: Supply,
}

/// A block with findings.
struct Found {
    /// How many errors there are in the blocks before.
    errors_before: usize,
    diagnostics: Vec<Diagnostic>,
    /// How many of them are printed.
    shown: usize,
    block: Block,
}

impl Lines<'_> {
    fn source<'b>(&'b self, block: &'b Block) -> Source<'b> {
        Source::from_bytes(self.name, block.buffer.bytes()).starting_at(block.offset, 1)
    }
}

impl<'r> Work for Lines<'r> {
    type Source = Blocks<Reader>;
    type Piece = io::Result<Block>;
    type Checked = io::Result<(Part<'r>, Block)>;
    type Joined = Found;
    type Done = io::Result<Rendered>;
    type Tools = Checker<'r>;

    fn tools(&self) -> Checker<'r> {
        Checker::new(self.options)
    }

    fn next(&self, blocks: &mut Blocks<Reader>) -> Option<io::Result<Block>> {
        let block = self.supply.next(blocks);
        if let Some(Ok(block)) = &block {
            self.run.progress.add_bytes(block.buffer.bytes().len());
        }
        block
    }

    fn check(&self, checker: &mut Checker<'r>, block: io::Result<Block>) -> Self::Checked {
        let block = block?;
        Ok((checker.lines(&self.source(&block)), block))
    }

    fn render(&self, found: Found) -> io::Result<Rendered> {
        let source = || self.source(&found.block);
        let rendered = self.run.render(found.errors_before, &found.diagnostics, found.shown, &source);
        self.supply.give_back(found.block.buffer);
        Ok(rendered)
    }

    fn is_much(&self) -> bool {
        self.supply.read() >= MUCH
    }
}
