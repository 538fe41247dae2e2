//! What a platform recognises a finding by from one run to the next.

use std::collections::HashMap;
use std::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

use crate::diagnostic::Diagnostic;

/// Gives out the fingerprints of one report: no two are alike, and the place in the file has no part in them, so that
/// they stay when lines move. Findings that differ in nothing else are numbered in the order of the report.
#[derive(Debug, Default)]
pub struct Fingerprints {
    given: HashMap<u128, u64>,
}

impl Fingerprints {
    /// The fingerprint of what has left this trace, if another one had the usual one.
    pub fn unlike(&mut self, trace: &Trace) -> Option<String> {
        let before = self.given.entry(trace.hash).or_default();
        *before += 1;
        (*before > 1).then(|| {
            let mut hasher = trace.hasher;
            hasher.write(&before.to_le_bytes());
            digits(hasher.finish128().as_u128())
        })
    }
}

fn digits(hash: u128) -> String {
    format!("{hash:032x}")
}

/// As many bytes as a fingerprint has.
pub const LENGTH: usize = 32;

/// What a fingerprint is made of.
#[derive(Debug, Clone, Copy)]
pub struct Trace {
    hasher: SipHasher13,
    hash: u128,
}

impl Trace {
    /// That of a finding in the file with the given name. The message stands for the value, which it names.
    pub fn of(path: &str, diagnostic: &Diagnostic) -> Self {
        Self::of_parts([
            path,
            diagnostic.rule.id,
            diagnostic.constraint.as_deref().unwrap_or_default(),
            &diagnostic.place.pointer,
            &diagnostic.message,
        ])
    }

    /// That of a file that cannot be read.
    pub fn of_unreadable(path: &str) -> Self {
        Self::of_parts([path, super::UNREADABLE, "", "", ""])
    }

    fn of_parts(parts: [&str; 5]) -> Self {
        // Fixed keys, and bytes without any length of a standard type: the same on every machine and in every release.
        let mut hasher = SipHasher13::new();
        for part in parts {
            hasher.write(part.as_bytes());
            // No UTF-8 text has this byte, so no text runs into the next.
            hasher.write(&[0xff]);
        }
        Self { hasher, hash: hasher.finish128().as_u128() }
    }

    /// The usual one: [`LENGTH`] hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        digits(self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_the_same_in_every_release() {
        assert_eq!(Trace::of_unreadable("a.json").fingerprint(), "7f5788250e6d661437b88daed86fe8ee");
    }

    #[test]
    fn every_part_counts_and_equals_are_numbered() {
        let mut fingerprints = Fingerprints::default();
        let parts = [
            ["a", "b", "", "", ""],
            ["ab", "", "", "", ""],
            ["a", "", "b", "", ""],
            ["a", "b", "", "", ""],
            ["a", "b", "", "", ""],
        ];
        let given = parts.map(|parts| {
            let trace = Trace::of_parts(parts);
            fingerprints.unlike(&trace).unwrap_or_else(|| trace.fingerprint())
        });
        let mut given = given.to_vec();
        given.sort();
        given.dedup();
        assert_eq!(given.len(), 5);
    }
}
