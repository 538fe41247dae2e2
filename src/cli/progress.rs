//! How far long work has come: one line on the terminal behind standard error, which leaves nothing behind.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{DecimalBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use runware_lint::output::summary::counted;

/// Work that ends before this shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is drawn.
const BEAT: Duration = Duration::from_millis(100);

/// The work that is under way.
pub struct Progress(Option<Shown>);

struct Shown {
    bar: ProgressBar,
    count: Arc<Count>,
    /// Until the work has ended: what tells that, and the thread that draws.
    work: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

/// What was done until now.
#[derive(Default)]
struct Count {
    files: AtomicUsize,
    bytes: AtomicU64,
}

impl Progress {
    /// Begins the work on so many files. Nothing is ever shown unless that is `wanted`, and there is a terminal.
    pub fn begin(files: usize, wanted: bool) -> Self {
        Self((wanted && can_be_shown()).then(|| Shown::begin(files)).flatten())
    }

    /// Counts a file that is done.
    pub fn add_file(&self) {
        if let Some(shown) = &self.0 {
            shown.count.files.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts what was read.
    pub fn add_bytes(&self, bytes: usize) {
        if let Some(shown) = &self.0 {
            shown.count.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        }
    }

    /// Does some printing, for which the line goes out of the way.
    pub fn around<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(shown) => shown.bar.suspend(print),
            None => print(),
        }
    }

    /// Ends the work, and takes the line away.
    pub fn end(&self) {
        let work =
            self.0.as_ref().map(|shown| shown.work.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some((work, drawing)) = work.flatten() {
            drop(work);
            // It cannot panic, and would have done no harm.
            let _ = drawing.join();
        }
    }
}

impl Shown {
    fn begin(files: usize) -> Option<Self> {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {wide_msg}").ok()?;
        bar.set_style(style.tick_chars("|/-\\ "));
        let count = Arc::new(Count::default());
        let (work, ended) = mpsc::channel();
        let (drawn, counted) = (bar.clone(), Arc::clone(&count));
        let draw = move || {
            let waits = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if waits(PATIENCE) {
                drawn.set_draw_target(ProgressDrawTarget::stderr());
                while {
                    drawn.set_message(counted.sentence(files));
                    drawn.tick();
                    waits(BEAT)
                } {}
            }
            drawn.finish_and_clear();
        };
        // Without a further thread, the work is done all the same.
        let drawing = thread::Builder::new().spawn(draw).ok()?;
        Some(Self { bar, count, work: Mutex::new(Some((work, drawing))) })
    }
}

impl Count {
    fn sentence(&self, files: usize) -> String {
        let done = self.files.load(Ordering::Relaxed);
        let read = DecimalBytes(self.bytes.load(Ordering::Relaxed));
        format!("{done} of {} done, {read} read", counted(files, "file", "files"))
    }
}

/// True for a terminal on which a line can be drawn and taken away. pre-commit has one without any columns, which
/// ends in a text.
fn can_be_shown() -> bool {
    let stderr = io::stderr();
    let is_dumb = std::env::var_os("TERM").is_none_or(|name| name == "dumb");
    let has_columns = terminal_size::terminal_size_of(&stderr).is_some_and(|(width, _)| width.0 > 0);
    stderr.is_terminal() && has_columns && !is_dumb
}
