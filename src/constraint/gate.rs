//! Which checks have to be asked about a task. The presence of parameters alone tells that of most of them, and is
//! looked up in a table: for every parameter, what it means to every check.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Check, Parameter};
use crate::ruleset::{MAX_PARAMETERS, ones};

/// As many checks as are told apart, one bit each. Those behind are always asked.
const MAX_CHECKS: usize = 128;

/// What presence alone tells of the checks of a rule set.
#[derive(Debug)]
pub struct Gates {
    id: Identity,
    count: usize,
    /// What each parameter means to the checks.
    parameters: Vec<Meaning>,
    /// The parameters that any of them names, one bit each.
    named: u128,
    /// What is so whatever is there: of checks without `when`, or whose form is never silent for want of a parameter.
    always: Meaning,
    /// Checks, one bit, and the parameters that must all be there: those of `given`.
    given: Vec<(u128, u128)>,
}

/// The number of some gates, from 1, among all that were made. Of no interest when they are shown.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
struct Identity(u64);

impl Identity {
    fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("_")
    }
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

/// Which checks had to be asked about sound tasks before: most tasks have the same parameters as an earlier one, as far as
/// checks name them.
#[derive(Debug, Default)]
pub struct Memory {
    /// Where they are, from the second task on: of a single one nothing need be remembered.
    tasks: Vec<Remembered>,
    has_begun: bool,
}

/// What is remembered of a task.
#[derive(Debug, Default, Clone, Copy)]
struct Remembered {
    /// Whose checks they are; nobody's, where no task is remembered.
    gates: Identity,
    present: u128,
    checks: u128,
}

/// As many tasks are remembered: two to the power of this.
const MEMORY_BITS: u32 = 6;

impl Memory {
    /// Where a task with these parameters is remembered, or will be; `None` for the first one.
    fn task(&mut self, gates: Identity, present: u128) -> Option<&mut Remembered> {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        if !self.has_begun {
            self.has_begun = true;
            return None;
        }
        if self.tasks.is_empty() {
            self.tasks = vec![Remembered::default(); 1 << MEMORY_BITS];
        }
        let half = |shift: u32| u64::try_from(present >> shift & u128::from(u64::MAX)).unwrap_or_default();
        let mixed = (half(0) ^ half(64).rotate_left(32) ^ gates.0 << 48).wrapping_mul(SPREAD);
        self.tasks.get_mut(usize::try_from(mixed >> (u64::BITS - MEMORY_BITS)).ok()?)
    }
}

impl Gates {
    /// The gates of checks, in their order.
    pub fn new<'c>(checks: impl Iterator<Item = &'c Check>) -> Self {
        let mut gates = Self {
            id: Identity::next(),
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
            gates.named |= check.slots;
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

    /// The same where nothing is wrong with a single parameter, and no list is empty. `is_kept` tells whether
    /// [`Check::is_kept_by`] is true of the check with this index.
    pub fn open_if_sound(
        &self,
        present: u128,
        is_kept: &dyn Fn(usize) -> bool,
        memory: &mut Memory,
    ) -> impl Iterator<Item = usize> + use<> {
        let named = present & self.named;
        let checks = match memory.task(self.id, named) {
            Some(task) if task.gates == self.id && task.present == named => task.checks,
            task => {
                let (open, contents) = self.meaning_of(present);
                let kept = ones(open & !contents).filter(|&index| is_kept(index));
                let checks = kept.fold(open & !contents, |checks, index| checks & !(1 << index));
                if let Some(task) = task {
                    *task = Remembered { gates: self.id, present: named, checks };
                }
                checks
            }
        };
        ones(checks).chain(MAX_CHECKS..self.count)
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
