//! What is known of every task of a part for as long as its verdict may change.

use crate::report::Verdict;

/// One task.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Its index, where it stands in an array.
    item: Option<u32>,
    /// Whether a rule set judged all of it: without an error it is valid.
    is_judged: bool,
    pub verdict: Verdict,
}

impl Mark {
    pub fn new(item: Option<usize>, is_judged: bool, verdict: Verdict) -> Self {
        // An item is some bytes of a text, whose places have 32 bits.
        Self { item: item.and_then(|item| u32::try_from(item).ok()), is_judged, verdict }
    }

    /// JSON Pointer of the task in its document.
    pub fn pointer(self) -> String {
        self.item.map_or_else(String::new, |item| format!("/{item}"))
    }

    /// The verdict, when it is known whether there is an error.
    pub fn verdict_with(self, has_error: bool) -> Verdict {
        match (has_error, self.is_judged) {
            (true, _) => Verdict::Invalid,
            (false, true) => Verdict::Valid,
            (false, false) => Verdict::Unchecked,
        }
    }
}
