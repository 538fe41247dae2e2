//! How each file is checked.

use runware_lint::check::{Foreign, Layout, UnknownModel};
use runware_lint::{Options, Source};

use super::Run;
use crate::cli::arguments::Format;
use crate::cli::config::find::Settings;
use crate::cli::discover::{self, Input, Origin};
use crate::cli::policy::Policy;

/// How every input of a run is checked.
pub struct Plans<'r> {
    /// The run.
    pub run: &'r Run<'r>,
    /// One for every input.
    inputs: Vec<Plan<'r>>,
    /// Options, each with what they follow from: most files have them in common.
    options: Vec<(Key, Options)>,
}

/// How one input is checked.
pub struct Plan<'r> {
    /// What the command line and its configuration say.
    pub policy: Policy<'r>,
    options: usize,
}

/// What the options for an input follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    /// The address of its configuration.
    settings: Option<usize>,
    layout: Layout,
    foreign: Foreign,
    unknown_model: UnknownModel,
}

impl<'r> Plans<'r> {
    /// Makes the plans for a run.
    pub fn new(run: &'r Run<'r>) -> Self {
        let mut plans =
            Self { run, inputs: Vec::with_capacity(run.discovery.inputs.len()), options: Vec::new() };
        for input in &run.discovery.inputs {
            let policy = run.decided.policy(input);
            let options = plans.options_for(input, &policy);
            plans.inputs.push(Plan { policy, options });
        }
        plans
    }

    /// The input with this number.
    pub fn input(&self, number: usize) -> &'r Input {
        &self.run.discovery.inputs[number]
    }

    /// What holds for it.
    pub fn policy(&self, number: usize) -> &Policy<'r> {
        &self.inputs[number].policy
    }

    /// How it is checked.
    pub fn options(&self, number: usize) -> &Options {
        &self.options[self.inputs[number].options].1
    }

    fn options_for(&mut self, input: &Input, policy: &Policy<'_>) -> usize {
        let run = self.run;
        let is_met = matches!(input.origin, Origin::Met(_));
        let reads_lines = discover::is_lines(&input.name) || (run.arguments.ndjson && !is_met);
        let passes_over = is_met || run.arguments.skip_foreign;
        let key = Key {
            settings: input
                .settings
                .as_deref()
                .map(|settings: &Settings| std::ptr::from_ref(settings).addr()),
            layout: if reads_lines { Layout::Lines } else { Layout::Document },
            foreign: if passes_over { Foreign::Skip } else { Foreign::Report },
            unknown_model: policy.unknown_model(),
        };
        if let Some(known) = self.options.iter().position(|(known, _)| *known == key) {
            return known;
        }
        let options = Options {
            layout: key.layout,
            foreign: key.foreign,
            unknown_model: key.unknown_model,
            models: run.decided.finder.models_for(input).clone(),
            context: policy.context(),
            counts_only: !self.needs_tasks(),
            ..run.options.clone()
        };
        self.options.push((key, options));
        self.options.len() - 1
    }

    /// Whether somebody asks for every task.
    fn needs_tasks(&self) -> bool {
        let run = self.run;
        let formats = || std::iter::once(run.format).chain(run.file_formats.iter().copied());
        run.arguments.verbose || formats().any(|format| format == Format::Json)
    }

    /// Whether an input is read and checked in blocks: NDJSON of more than one of them. For `--max-cost` it is read twice,
    /// which only files can be.
    pub fn is_in_blocks(&self, number: usize) -> bool {
        let input = self.input(number);
        let is_read_twice = self.run.options.max_cost.is_some();
        let is_large = || match &input.origin {
            Origin::StandardInput => !is_read_twice,
            Origin::Named(path) | Origin::Met(path) => std::fs::metadata(path).is_ok_and(|metadata| {
                if metadata.is_file() {
                    metadata.len() > u64::try_from(self.run.block_size).unwrap_or(u64::MAX)
                } else {
                    !is_read_twice
                }
            }),
            Origin::Unreadable(_) => false,
        };
        self.options(number).layout == Layout::Lines && is_large()
    }

    /// The text of an input, or of a part of it.
    pub fn source<'b>(&self, number: usize, bytes: &'b [u8]) -> Source<'b>
    where
        'r: 'b,
    {
        Source::from_bytes(self.input(number).name.as_str(), bytes)
    }
}
