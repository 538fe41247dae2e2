//! Checks Runware video generation requests without calling the network.

pub mod check;
pub mod diagnostic;
pub mod nearest;
pub mod output;
pub mod report;
pub mod rules;
pub mod source;

pub use check::{Options, check};
pub use report::Report;
pub use source::Source;
