//! The mistakes of one text, up to a number of them.

use super::{SyntaxError, wording};

/// So many mistakes of one text are told, each in its place. Nobody reads more, and without a limit a text of nothing but
/// mistakes would take a hundred times its length in memory. Where the next one stands, it is told that there are more, and
/// nothing is read behind it.
pub(super) const MOST_MISTAKES: usize = 100;

/// The mistakes so far: those to be told, and at most one more.
pub(super) struct Mistakes<'a>(&'a mut Vec<SyntaxError>);

impl<'a> Mistakes<'a> {
    /// Adds to a list that is empty.
    pub fn new(mistakes: &'a mut Vec<SyntaxError>) -> Self {
        Self(mistakes)
    }

    /// Adds one, unless there are too many.
    pub fn push(&mut self, error: SyntaxError) {
        if !self.are_too_many() {
            self.0.push(error);
        }
    }

    /// Whether there is one more than is told.
    pub fn are_too_many(&self) -> bool {
        self.0.len() > MOST_MISTAKES
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts them in the order of the text; of too many, the last one says so.
    pub fn finish(self) {
        // A trailing comma is only known at the bracket behind it.
        self.0.sort_by_key(|error| error.span.start);
        if let Some(more) = self.0.get_mut(MOST_MISTAKES) {
            *more = wording::more_mistakes(more.span, MOST_MISTAKES);
        }
    }
}
