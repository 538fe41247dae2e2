//! Requests that are made up: the smallest ones that use certain parameters, or that one constraint refuses. There is one
//! maker of requests, and it asks the real checker; `new` and `audit` both live on it.

mod compose;
mod domain;
mod draft;
mod names;
mod schema;
mod search;
mod values;

pub use compose::{Refusal, Scope, Wish, compose, proposals, read_value, uuid_of};
pub use domain::{Domain, Pair, Taste, Variant, weight};
pub use draft::Draft;
pub use names::{NameError, resolve, short_name};
pub use schema::{Field, Schema};
pub use search::{Goal, Judge, Search, constraint_of};

#[cfg(test)]
mod tests;
