//! Work that is cut into pieces: done on several threads, with everything that depends on the order of the pieces done
//! in that order, on the thread that asked for it.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many pieces for each thread may be under way: enough that none waits for another, few enough for the memory.
const PIECES_PER_THREAD: usize = 4;

/// What is done with the pieces of some work, on whichever thread is free.
pub trait Work: Sync {
    /// Where pieces come from.
    type Source: Send;
    /// Something to check.
    type Piece: Send;
    /// A piece that was checked by itself.
    type Checked: Send;
    /// The same when all pieces before it are known too.
    type Joined: Send;
    /// The same when nothing but its printing is left.
    type Done: Send;
    /// What each thread has for itself, and uses again.
    type Tools;

    /// Makes what a thread needs.
    fn tools(&self) -> Self::Tools;
    /// The next piece. No two threads ask at the same time.
    fn next(&self, source: &mut Self::Source) -> Option<Self::Piece>;
    /// Checks a piece.
    fn check(&self, tools: &mut Self::Tools, piece: Self::Piece) -> Self::Checked;
    /// Makes what is to be printed of a piece.
    fn render(&self, joined: Self::Joined) -> Self::Done;
    /// Whether there was so much to do until now that more threads are worth their start.
    fn is_much(&self) -> bool;
    /// For how many threads there is enough to do.
    fn worth(&self) -> usize {
        if self.is_much() { usize::MAX } else { 1 }
    }
}

/// What is left to do with a piece.
pub enum Joined<J, D> {
    /// To make what is printed.
    Render(J),
    /// Nothing.
    Done(D),
}

/// Does all the work that `source` has, on `threads` threads (by default as many as there are processors) once there
/// is much of it. `join` gets the checked pieces in their order, and so does `take` when they are done, until it
/// answers `false`.
pub fn run<W: Work>(
    work: &W,
    source: W::Source,
    threads: Option<NonZeroUsize>,
    mut join: impl FnMut(W::Checked) -> Joined<W::Joined, W::Done>,
    mut take: impl FnMut(W::Done) -> bool,
) {
    let desk: Desk<'_, W> =
        Desk { work, source: Mutex::new((0, source)), state: Mutex::default(), changed: Condvar::new() };
    let mut most = threads.map(NonZeroUsize::get);
    let mut running = 1;
    let mut tools = work.tools();
    let (mut to_join, mut to_take) = (0, 0);
    std::thread::scope(|scope| {
        loop {
            let mut state = desk.state();
            if let Some((thread, checked)) = state.checked.remove(&to_join) {
                drop(state);
                let joined = join(checked);
                desk.change(|state| match joined {
                    Joined::Render(joined) => state.joined.push_back((to_join, thread, joined)),
                    Joined::Done(done) => drop(state.done.insert(to_join, done)),
                });
                to_join += 1;
            } else if let Some(done) = state.done.remove(&to_take) {
                drop(state);
                to_take += 1;
                let goes_on = take(done);
                desk.change(|state| state.under_way -= 1);
                if !goes_on {
                    break;
                }
            } else if state.is_exhausted && state.under_way == 0 {
                break;
            } else if most != Some(running) && work.worth() > running {
                let processors = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
                let wanted = work.worth().min(*most.get_or_insert_with(processors));
                state.limit = wanted * PIECES_PER_THREAD;
                for thread in running..wanted {
                    let desk = &desk;
                    scope.spawn(move || desk.help(thread));
                }
                running = wanted;
            } else if let Some(job) = state.job(ASKING) {
                drop(state);
                desk.work(ASKING, job, &mut tools);
            } else {
                drop(desk.wait(state));
            }
        }
        desk.change(|state| state.is_over = true);
    });
}

/// The number of the thread that asked for the work.
const ASKING: usize = 0;

/// What the threads share.
struct Desk<'w, W: Work> {
    work: &'w W,
    /// Where pieces come from, and how many have come.
    source: Mutex<(usize, W::Source)>,
    state: Mutex<State<W>>,
    changed: Condvar,
}

/// Where every piece is that was begun.
struct State<W: Work> {
    /// Pieces that were begun and are not yet taken.
    under_way: usize,
    /// How many of them there may be.
    limit: usize,
    /// Threads that wait for a change.
    waiting: usize,
    /// There are no more pieces to begin.
    is_exhausted: bool,
    /// No thread is to do anything more.
    is_over: bool,
    /// Each with the number of the thread that checked it.
    checked: BTreeMap<usize, (usize, W::Checked)>,
    /// The same, in order.
    joined: VecDeque<(usize, usize, W::Joined)>,
    done: BTreeMap<usize, W::Done>,
}

/// Something to do now.
enum Job<J> {
    /// Take the next piece and check it.
    Begin,
    /// Render the piece with this number.
    Render(usize, J),
}

impl<W: Work> Default for State<W> {
    fn default() -> Self {
        Self {
            under_way: 0,
            limit: 1,
            waiting: 0,
            is_exhausted: false,
            is_over: false,
            checked: BTreeMap::new(),
            joined: VecDeque::new(),
            done: BTreeMap::new(),
        }
    }
}

impl<W: Work> State<W> {
    /// What a thread should do now. What it has checked it should render: to give back the memory of another thread takes
    /// longer.
    fn job(&mut self, thread: usize) -> Option<Job<W::Joined>> {
        let own = self.joined.iter().position(|&(_, by, _)| by == thread);
        if own.is_none() && !self.is_exhausted && self.under_way < self.limit {
            self.under_way += 1;
            return Some(Job::Begin);
        }
        let (number, _, joined) = self.joined.remove(own.unwrap_or_default())?;
        Some(Job::Render(number, joined))
    }
}

impl<W: Work> Desk<'_, W> {
    fn state(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and tells those who wait for that.
    fn change(&self, change: impl FnOnce(&mut State<W>)) {
        let mut state = self.state();
        change(&mut state);
        // To tell nobody would still be a call of the system.
        if state.waiting > 0 {
            self.changed.notify_all();
        }
    }

    /// Waits for a change.
    fn wait<'s>(&self, mut state: MutexGuard<'s, State<W>>) -> MutexGuard<'s, State<W>> {
        state.waiting += 1;
        let mut state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state
    }

    /// Does jobs until all is over.
    fn help(&self, thread: usize) {
        let mut tools = self.work.tools();
        let mut state = self.state();
        while !state.is_over {
            if let Some(job) = state.job(thread) {
                drop(state);
                self.work(thread, job, &mut tools);
                state = self.state();
            } else {
                state = self.wait(state);
            }
        }
    }

    fn work(&self, thread: usize, job: Job<W::Joined>, tools: &mut W::Tools) {
        match job {
            Job::Render(number, joined) => {
                let done = self.work.render(joined);
                self.change(|state| drop(state.done.insert(number, done)));
            }
            Job::Begin => match self.next() {
                Some((number, piece)) => {
                    let checked = self.work.check(tools, piece);
                    self.change(|state| drop(state.checked.insert(number, (thread, checked))));
                }
                None => self.change(|state| {
                    state.is_exhausted = true;
                    state.under_way -= 1;
                }),
            },
        }
    }

    fn next(&self) -> Option<(usize, W::Piece)> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        let piece = self.work.next(&mut source.1)?;
        let number = source.0;
        source.0 += 1;
        Some((number, piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Doubles numbers, then makes texts of them.
    struct Double;

    impl Work for Double {
        type Source = std::ops::Range<usize>;
        type Piece = usize;
        type Checked = usize;
        type Joined = usize;
        type Done = String;
        type Tools = ();

        fn tools(&self) {}

        fn next(&self, source: &mut Self::Source) -> Option<usize> {
            source.next()
        }

        fn check(&self, (): &mut (), piece: usize) -> usize {
            if piece.is_multiple_of(7) {
                std::thread::yield_now();
            }
            2 * piece
        }

        fn render(&self, joined: usize) -> String {
            joined.to_string()
        }

        fn is_much(&self) -> bool {
            true
        }
    }

    #[test]
    fn everything_that_needs_an_order_has_it() {
        for threads in [1, 2, 5] {
            let (mut sum, mut expected) = (0, 0);
            let mut taken = Vec::new();
            run(
                &Double,
                0..1000,
                NonZeroUsize::new(threads),
                |checked| {
                    sum += checked;
                    if checked % 3 == 0 { Joined::Done(sum.to_string()) } else { Joined::Render(sum) }
                },
                |done| {
                    taken.push(done);
                    true
                },
            );
            for (index, text) in taken.iter().enumerate() {
                expected += 2 * index;
                assert_eq!(*text, expected.to_string());
            }
            assert_eq!(taken.len(), 1000);
        }
    }

    #[test]
    fn who_takes_can_stop_it() {
        for threads in [None, NonZeroUsize::new(1), NonZeroUsize::new(3)] {
            let mut left = 10;
            run(&Double, 0..usize::MAX, threads, Joined::Render, |_| {
                left -= 1;
                left > 0
            });
            assert_eq!(left, 0);
        }
    }
}
