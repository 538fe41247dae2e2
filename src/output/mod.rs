//! The forms in which a report is written. Each format is one file; nothing in here decides anything.

pub mod concise;
mod excerpt;
mod fingerprint;
pub mod full;
pub mod github;
pub mod gitlab;
mod items;
pub mod json;
pub mod json_text;
pub mod jsonl;
pub mod junit;
mod location;
pub mod markdown;
mod phrases;
pub mod sarif;
pub mod summary;
pub mod visible;

pub use items::{Items, Kept, Order, WorstFirst};

/// What stands for a rule where a platform wants to know which one an unreadable file breaks.
const UNREADABLE: &str = "unreadable-file";

/// What the reader's terminal can show. The caller asks the terminal; this module never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// Columns of a line; less than [`Appearance::NARROWEST`] counts as that.
    pub width: usize,
    /// Whether the locale is UTF-8; otherwise frames and replacements are ASCII.
    pub unicode: bool,
    /// Whether to write colours, as ANSI escape sequences.
    pub color: bool,
    /// Whether to write links, as OSC 8 escape sequences.
    pub hyperlinks: bool,
}

impl Appearance {
    /// The width where the terminal's is not known.
    pub const USUAL_WIDTH: usize = 80;
    /// The width under which an excerpt would show nothing.
    pub const NARROWEST: usize = 40;

    /// Eighty columns of ASCII without colour or links, as in a log file.
    #[must_use]
    pub const fn plain() -> Self {
        Self { width: Self::USUAL_WIDTH, unicode: false, color: false, hyperlinks: false }
    }
}
