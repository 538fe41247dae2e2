//! Which checks have to be asked about a task. The presence of parameters alone tells that of most of them, and is
//! looked up in a table: for every parameter, what it means to every check.

use super::{Check, Parameter};
use crate::ruleset::{MAX_PARAMETERS, ones};

/// As many checks as are told apart, one bit each. Those behind are always asked.
const MAX_CHECKS: usize = 128;

/// What presence alone tells of the checks of a rule set.
#[derive(Debug)]
pub struct Gates {
    count: usize,
    /// What each parameter means to the checks.
    parameters: Vec<Meaning>,
    /// The parameters that mean anything to them, one bit each.
    named: u128,
    /// What is so whatever is there: of checks without `when`, or whose form is never silent for want of a parameter.
    always: Meaning,
    /// Checks, one bit, and the parameters that must all be there: those of `given`.
    given: Vec<(u128, u128)>,
}

/// What a parameter that is there means: sets of checks, one bit each.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Meaning {
    /// It is one of their `when`.
    triggers: u128,
    /// Their form may have something to say.
    concerns: u128,
    /// They are silent, since it is in their `unless`.
    silences: u128,
    /// They are silent if nothing is wrong with a single parameter, and no list is empty.
    contents: u128,
}

impl Gates {
    /// The gates of checks, in their order.
    pub fn new<'c>(checks: impl Iterator<Item = &'c Check>) -> Self {
        let mut gates = Self {
            count: 0,
            parameters: vec![Meaning::default(); MAX_PARAMETERS],
            named: 0,
            always: Meaning::default(),
            given: Vec::new(),
        };
        for check in checks {
            if gates.count < MAX_CHECKS {
                gates.add(check, 1 << gates.count);
            }
            gates.count += 1;
        }
        for (slot, meaning) in gates.parameters.iter().enumerate() {
            gates.named |= if *meaning == Meaning::default() { 0 } else { 1 << slot };
        }
        gates
    }

    fn add(&mut self, check: &Check, bit: u128) {
        let concerned = check.form.silent_without();
        self.always.triggers |= if check.when.is_empty() { bit } else { 0 };
        self.always.concerns |= if concerned.is_empty() { bit } else { 0 };
        for term in &check.when {
            self.parameters[term.parameter.slot()].triggers |= bit;
        }
        for parameter in concerned {
            self.parameters[parameter.slot()].concerns |= bit;
        }
        for term in check.unless.iter().filter(|term| term.is.is_empty()) {
            self.parameters[term.parameter.slot()].silences |= bit;
        }
        for parameter in check.form.content_with() {
            self.parameters[parameter.slot()].contents |= bit;
        }
        if !check.given.is_empty() {
            self.given.push((bit, mask(check.given.iter().map(|term| &term.parameter))));
        }
    }

    /// The indices of the checks that have to be asked about a task that has these parameters, one bit each.
    pub fn open(&self, present: u128) -> impl Iterator<Item = usize> + use<> {
        let (open, _) = self.meaning_of(present);
        ones(open).chain(MAX_CHECKS..self.count)
    }

    /// The same where nothing is wrong with a single parameter, and no list is empty.
    pub fn open_if_sound(&self, present: u128) -> impl Iterator<Item = usize> + use<> {
        let (open, contents) = self.meaning_of(present);
        ones(open & !contents).chain(MAX_CHECKS..self.count)
    }

    /// The checks whose gates are open, and those that are content.
    #[inline]
    fn meaning_of(&self, present: u128) -> (u128, u128) {
        let mut all = self.always;
        for slot in ones(present & self.named) {
            let one = &self.parameters[slot];
            all.triggers |= one.triggers;
            all.concerns |= one.concerns;
            all.silences |= one.silences;
            all.contents |= one.contents;
        }
        for &(check, parameters) in &self.given {
            all.silences |= if parameters & !present == 0 { 0 } else { check };
        }
        (all.triggers & all.concerns & !all.silences, all.contents)
    }
}

/// The bits of some parameters.
pub(super) fn mask<'p>(parameters: impl IntoIterator<Item = &'p Parameter>) -> u128 {
    parameters.into_iter().fold(0, |mask, parameter| mask | parameter.bit())
}
