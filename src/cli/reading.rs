//! Reading files, and doing something with each on several threads.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::blocks::Buffer;
use super::discover::{Input, Origin, reason};
use super::pipeline::{self, Joined, Work};

/// With so many bytes, more threads are worth their start.
pub const MUCH: usize = 4 << 20;
/// Most files are smaller, and read at once.
const USUAL_SIZE: usize = 16 * 1024;
/// Places in a text are kept in 32 bits.
const LARGEST_FILE: usize = u32::MAX as usize;

/// Does `work` for each of the files with these numbers, with tools that `make_tools` makes for each thread, and hands
/// the results to `take` in order, until that answers `false`. `threads` is how many to use, where there is much to do.
pub fn for_each<T: Send, K>(
    files: Range<usize>,
    threads: Option<NonZeroUsize>,
    make_tools: impl Fn() -> K + Sync,
    work: impl Fn(usize, &mut K, &mut Buffer) -> T + Sync,
    mut take: impl FnMut(usize, T) -> bool,
) {
    let mut numbers = files.clone();
    let whole_files = WholeFiles { make_tools, work, read: AtomicUsize::new(0) };
    pipeline::run(&whole_files, files, threads, Joined::Done, |result| {
        numbers.next().is_some_and(|number| take(number, result))
    });
}

/// Files, each of them a piece of work.
struct WholeFiles<M, F> {
    make_tools: M,
    work: F,
    /// How many bytes were read.
    read: AtomicUsize,
}

impl<T, K, M, F> Work for WholeFiles<M, F>
where
    T: Send,
    M: Fn() -> K + Sync,
    F: Fn(usize, &mut K, &mut Buffer) -> T + Sync,
{
    type Source = Range<usize>;
    type Piece = usize;
    type Checked = T;
    type Joined = T;
    type Done = T;
    type Tools = (K, Buffer);

    fn tools(&self) -> Self::Tools {
        ((self.make_tools)(), Buffer::default())
    }

    fn next(&self, files: &mut Range<usize>) -> Option<usize> {
        files.next()
    }

    fn check(&self, (tools, buffer): &mut Self::Tools, number: usize) -> T {
        buffer.clear();
        let result = (self.work)(number, tools, buffer);
        self.read.fetch_add(buffer.bytes().len(), Ordering::Relaxed);
        result
    }

    fn render(&self, result: T) -> T {
        result
    }

    fn is_much(&self) -> bool {
        self.read.load(Ordering::Relaxed) >= MUCH
    }
}

/// Something that can be read, on any thread.
pub type Reader = Box<dyn Read + Send>;

/// Opens an input.
///
/// # Errors
/// Why it cannot be opened.
pub fn open(input: &Input) -> Result<Reader, String> {
    match &input.origin {
        Origin::StandardInput => Ok(Box::new(io::stdin())),
        Origin::Named(path) | Origin::Met(path) => match File::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(reason(&error)),
        },
        Origin::Unreadable(reason) => Err(reason.clone()),
    }
}

/// Reads an input into `buffer`, which is emptied before.
///
/// # Errors
/// Why it could not be read.
pub fn read(input: &Input, buffer: &mut Buffer) -> Result<(), String> {
    buffer.clear();
    let mut reader = open(input)?;
    buffer.fill(&mut reader, USUAL_SIZE).map_err(|error| reason(&error))?;
    if buffer.bytes().len() < USUAL_SIZE { Ok(()) } else { read_rest(&mut reader, buffer) }
}

/// Reads what is left of an input behind what is in `buffer`.
///
/// # Errors
/// Why it could not be read.
pub fn read_rest(reader: &mut Reader, buffer: &mut Buffer) -> Result<(), String> {
    buffer.fill_to_end(&mut reader.take(LARGEST_FILE as u64)).map_err(|error: io::Error| reason(&error))?;
    if buffer.bytes().len() > LARGEST_FILE {
        return Err("larger than 4 GiB".to_owned());
    }
    Ok(())
}
