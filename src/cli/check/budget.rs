//! What NDJSON costs that is read in blocks: known before the check begins, which reads it again.

use std::io;

use runware_lint::check::{Budget, PartCost};
use runware_lint::{Options, Source};

use super::plan::Plans;
use crate::cli::blocks::{Block, Blocks, Supply};
use crate::cli::discover::reason;
use crate::cli::pipeline::{self, Joined, Work};
use crate::cli::reading::{self, MUCH, Reader};

/// Adds up what the input with this number costs.
///
/// # Errors
/// Why it cannot be read.
pub fn of<'p>(plans: &'p Plans<'_>, number: usize) -> Result<Budget<'p>, String> {
    let reader = reading::open(plans.input(number))?;
    let options = plans.options(number);
    let mut budget = Budget::new(options);
    let mut broken = None;
    let costs = Costs { options, supply: Supply::default() };
    pipeline::run(
        &costs,
        Blocks::new(reader, plans.run.block_size),
        plans.run.arguments.jobs,
        |cost| {
            match cost {
                Ok(cost) => budget.add(cost),
                Err(error) => broken = Some(reason(&error)),
            }
            Joined::Done(())
        },
        |()| true,
    );
    broken.map_or(Ok(budget), Err)
}

/// The costs of blocks.
struct Costs<'p> {
    options: &'p Options,
    supply: Supply,
}

impl Work for Costs<'_> {
    type Source = Blocks<Reader>;
    type Piece = io::Result<Block>;
    type Checked = io::Result<PartCost>;
    type Joined = ();
    type Done = ();
    type Tools = ();

    fn tools(&self) {}

    fn next(&self, blocks: &mut Blocks<Reader>) -> Option<io::Result<Block>> {
        self.supply.next(blocks)
    }

    fn check(&self, (): &mut (), block: io::Result<Block>) -> Self::Checked {
        let block = block?;
        let source = Source::from_bytes("", block.buffer.bytes()).starting_at(block.offset, 1);
        let cost = PartCost::of(&source, self.options);
        drop(source);
        self.supply.give_back(block.buffer);
        Ok(cost)
    }

    fn render(&self, (): ()) {}

    fn is_much(&self) -> bool {
        self.supply.read() >= MUCH
    }
}
