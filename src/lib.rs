//! Checks Runware video generation requests without calling the network.

pub mod audit;
pub mod bundle;
pub mod card;
pub mod check;
pub mod constraint;
pub mod cost;
pub mod diagnostic;
pub mod explain;
pub mod finding;
pub mod json;
pub mod models;
pub mod money;
pub mod nearest;
pub mod output;
pub mod parameters;
pub mod plain;
pub mod redact;
pub mod report;
pub mod request;
pub mod rules;
pub mod ruleset;
pub mod sample;
pub mod service;
pub mod source;
pub mod tables;

pub use check::{Options, check, check_value};
pub use report::Report;
pub use source::Source;
