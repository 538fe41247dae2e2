//! Files that are read a block of whole lines at a time.

use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Bytes that were read, in memory that is used again.
#[derive(Debug, Default)]
pub struct Buffer {
    /// Longer than what was read, so that nothing has to be cleared before the next reading.
    bytes: Vec<u8>,
    length: usize,
}

impl Buffer {
    /// What was read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Reads until `wanted` bytes are there; fewer are there at the end alone.
    ///
    /// # Errors
    /// What `from` answers to being read.
    pub fn fill(&mut self, from: &mut impl Read, wanted: usize) -> io::Result<()> {
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted, 0);
        }
        while self.length < wanted {
            match from.read(&mut self.bytes[self.length..wanted]) {
                Ok(0) => break,
                Ok(length) => self.length += length,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads what is left.
    ///
    /// # Errors
    /// What `from` answers to being read.
    pub fn fill_to_end(&mut self, from: &mut impl Read) -> io::Result<()> {
        self.bytes.truncate(self.length);
        from.read_to_end(&mut self.bytes)?;
        self.length = self.bytes.len();
        Ok(())
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.length = 0;
    }
}

/// Lines that stand together in a file.
#[derive(Debug)]
pub struct Block {
    /// Their bytes.
    pub buffer: Buffer,
    /// Offset of the first.
    pub offset: usize,
}

/// Reads a file in blocks.
#[derive(Debug)]
pub struct Blocks<R> {
    from: R,
    /// Bytes of a block; one with a longer line is as long as that.
    size: usize,
    /// Offset of the next block.
    offset: usize,
    /// The beginning of the next block: what was read behind the last line break.
    begun: Vec<u8>,
    is_at_end: bool,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about `size` bytes.
    pub fn new(from: R, size: usize) -> Self {
        Self { from, size, offset: 0, begun: Vec::new(), is_at_end: false }
    }

    /// The next block, in the memory of `buffer`; nothing at the end.
    ///
    /// # Errors
    /// What the file answers to being read. Then it has ended.
    pub fn next(&mut self, mut buffer: Buffer) -> io::Result<Option<Block>> {
        if self.is_at_end {
            return Ok(None);
        }
        buffer.clear();
        buffer.fill(&mut self.begun.as_slice(), self.begun.len())?;
        self.begun.clear();
        loop {
            let searched = buffer.length;
            let wanted = if searched < self.size { self.size } else { 2 * searched };
            buffer.fill(&mut self.from, wanted).inspect_err(|_| self.is_at_end = true)?;
            if buffer.length < wanted {
                self.is_at_end = true;
                break;
            }
            if let Some(last) = memchr::memrchr(b'\n', &buffer.bytes()[searched..]) {
                let end = searched + last + 1;
                self.begun.extend_from_slice(&buffer.bytes()[end..]);
                buffer.length = end;
                break;
            }
        }
        let offset = self.offset;
        self.offset += buffer.length;
        Ok((buffer.length > 0).then_some(Block { buffer, offset }))
    }
}

/// Memory for the blocks of one file, from any thread.
#[derive(Debug, Default)]
pub struct Supply {
    /// Memory to be used again.
    spare: Mutex<Vec<Buffer>>,
    /// How many bytes were read.
    read: AtomicUsize,
}

impl Supply {
    /// The next block, as [`Blocks::next`] answers.
    pub fn next<R: Read>(&self, blocks: &mut Blocks<R>) -> Option<io::Result<Block>> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let block = blocks.next(spare.unwrap_or_default()).transpose();
        if let Some(Ok(block)) = &block {
            self.read.fetch_add(block.buffer.bytes().len(), Ordering::Relaxed);
        }
        block
    }

    /// Takes the memory of a block back.
    pub fn give_back(&self, buffer: Buffer) {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }

    /// How many bytes were read until now.
    pub fn read(&self) -> usize {
        self.read.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Slowly<'a>(&'a [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(3);
            self.0.read(&mut buffer[..length])
        }
    }

    fn blocks(text: &[u8], size: usize) -> Vec<(usize, String)> {
        let mut blocks = Blocks::new(Slowly(text), size);
        let mut all = Vec::new();
        let mut buffer = Buffer::default();
        while let Some(block) = blocks.next(buffer).expect("it can be read") {
            all.push((block.offset, String::from_utf8_lossy(block.buffer.bytes()).into_owned()));
            buffer = block.buffer;
        }
        all
    }

    #[test]
    fn blocks_are_whole_lines() {
        let expected = [(0, "{}\n{}\n"), (6, "{\"long\": 1}\n\n"), (19, "{\"a\": 1}")];
        assert_eq!(
            blocks(b"{}\n{}\n{\"long\": 1}\n\n{\"a\": 1}", 8),
            expected.map(|(offset, text)| (offset, text.to_owned()))
        );
        assert_eq!(blocks(b"", 8), []);
        assert_eq!(blocks(b"\n", 1), [(0, "\n".to_owned())]);
    }

    #[test]
    fn no_byte_is_lost_whatever_the_size() {
        let text = b"a\nbb\r\n\n\n\xff\nccccccccccccccccccccccc\nd";
        for size in 1..40 {
            let blocks = blocks(text, size);
            let whole: String = blocks.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(whole, String::from_utf8_lossy(text), "{size}");
            let ends_lines = |(_, text): &(usize, String)| text.ends_with('\n');
            assert!(blocks[..blocks.len() - 1].iter().all(ends_lines), "{size}");
        }
    }

    #[test]
    fn one_buffer_reads_one_text_after_the_other() {
        let mut buffer = Buffer::default();
        for text in ["a long text", "short", "", "longer again"] {
            buffer.clear();
            let mut from = text.as_bytes();
            buffer.fill(&mut from, 6).and_then(|()| buffer.fill_to_end(&mut from)).expect("it can be read");
            assert_eq!(buffer.bytes(), text.as_bytes());
        }
    }
}
