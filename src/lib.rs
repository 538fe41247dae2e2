//! Checks Runware video generation requests without calling the network.
//!
//! [`check()`] takes a [`Source`] (a text with a name) and gives a [`Report`] with places; [`check_value`] takes anything that
//! can be written as JSON, and gives one with pointers. Neither does I/O, reads a clock or the environment, starts a
//! thread, or panics: the report is a function of what went in. Rule sets are compiled when a request first names their
//! model, and shared by all threads after that.
//!
//! ```
//! use runware_lint::{Options, Source, check};
//!
//! let text = r#"{"taskType": "videoInference", "model": "klingai:kling-video@o3-pro", "duration": 30,
//!     "taskUUID": "7d8f7a52-3f0e-4c56-9a3d-0c2f4b1e9d10", "positivePrompt": "fog rolls in", "width": 1440, "height": 1440}"#;
//! let report = check(&Source::new("fog.json", text), &Options::default());
//! let found = &report.diagnostics[0];
//! assert_eq!((found.rule.id, found.place.pointer.as_str()), ("value-out-of-range", "/duration"));
//! assert_eq!(found.place.span.map(|span| span.start.column), Some(83));
//! ```

mod ascii;
pub mod audit;
pub mod bundle;
pub mod card;
pub mod check;
pub mod constraint;
pub mod context;
pub mod cost;
pub mod diagnostic;
pub mod explain;
pub mod finding;
pub mod json;
pub mod json_schema;
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
pub use context::Context;
pub use report::Report;
pub use source::Source;

/// The examples of the README are run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
