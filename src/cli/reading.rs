//! Reading and checking many files on several threads, with the results in the order of the files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::discover::{Input, Origin, reason};

/// Files per thread, at least: starting one costs as much as checking several.
const FILES_PER_THREAD: usize = 32;
/// Places in a text are kept in 32 bits.
const LARGEST_FILE: usize = u32::MAX as usize;

/// Does `work` for each of `inputs` and hands its results to `take` in order, until that answers `false`.
/// `threads` is how many to use; by default as many as there are processors, where there are many inputs.
pub fn for_each<T: Send>(
    inputs: &[Input],
    threads: Option<usize>,
    work: impl Fn(&Input, &mut Vec<u8>) -> T + Sync,
    mut take: impl FnMut(usize, T) -> bool,
) {
    let useful = inputs.len() / FILES_PER_THREAD;
    let threads = match threads {
        Some(threads) => threads.min(inputs.len()),
        None if useful <= 1 => 1,
        None => std::thread::available_parallelism().map_or(1, usize::from).min(useful),
    };
    if threads <= 1 {
        let mut buffer = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            if !take(index, work(input, &mut buffer)) {
                return;
            }
        }
        return;
    }
    let next = AtomicUsize::new(0);
    // Bounded, so that a slow reader of the findings does not make them pile up.
    let (sender, receiver) = mpsc::sync_channel(threads * FILES_PER_THREAD);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                let mut buffer = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(input) = inputs.get(index) else { return };
                    if sender.send((index, work(input, &mut buffer))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut wanted = 0;
        for (index, result) in receiver {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&wanted) {
                if !take(wanted, result) {
                    return;
                }
                wanted += 1;
            }
        }
    });
}

/// Reads an input into `buffer`, which is emptied before.
///
/// # Errors
/// Why it could not be read.
pub fn read(input: &Input, buffer: &mut Vec<u8>) -> Result<(), String> {
    buffer.clear();
    match &input.origin {
        Origin::StandardInput => io::stdin().lock().read_to_end(buffer).map_err(|error| reason(&error))?,
        Origin::Named(path) | Origin::Met(path) => read_file(path, buffer).map_err(|error| reason(&error))?,
        Origin::Unreadable(reason) => return Err(reason.clone()),
    };
    if buffer.len() > LARGEST_FILE {
        return Err("larger than 4 GiB".to_owned());
    }
    Ok(())
}

fn read_file(path: &Path, buffer: &mut Vec<u8>) -> io::Result<usize> {
    File::open(path)?.take(LARGEST_FILE as u64 + 1).read_to_end(buffer)
}
