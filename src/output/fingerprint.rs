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
    /// The fingerprint of a finding in the file with the given name: 32 hexadecimal digits. The message stands for
    /// the value, which it names.
    pub fn of(&mut self, path: &str, diagnostic: &Diagnostic) -> String {
        self.of_parts([
            path,
            diagnostic.rule.id,
            diagnostic.constraint.as_deref().unwrap_or_default(),
            &diagnostic.place.pointer,
            &diagnostic.message,
        ])
    }

    /// The fingerprint of a file that cannot be read.
    pub fn of_unreadable(&mut self, path: &str) -> String {
        self.of_parts([path, super::UNREADABLE, "", "", ""])
    }

    fn of_parts(&mut self, parts: [&str; 5]) -> String {
        // Fixed keys, and bytes without any length of a standard type: the same on every machine and in every release.
        let mut hasher = SipHasher13::new();
        for part in parts {
            hasher.write(part.as_bytes());
            // No UTF-8 text has this byte, so no text runs into the next.
            hasher.write(&[0xff]);
        }
        let hash = hasher.finish128().as_u128();
        let before = self.given.entry(hash).or_default();
        *before += 1;
        if *before > 1 {
            hasher.write(&before.to_le_bytes());
        }
        format!("{:032x}", hasher.finish128().as_u128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_the_same_in_every_release() {
        let mut fingerprints = Fingerprints::default();
        assert_eq!(fingerprints.of_unreadable("a.json"), "7f5788250e6d661437b88daed86fe8ee");
    }

    #[test]
    fn every_part_counts_and_equals_are_numbered() {
        let mut fingerprints = Fingerprints::default();
        let mut given = vec![
            fingerprints.of_parts(["a", "b", "", "", ""]),
            fingerprints.of_parts(["ab", "", "", "", ""]),
            fingerprints.of_parts(["a", "", "b", "", ""]),
            fingerprints.of_parts(["a", "b", "", "", ""]),
            fingerprints.of_parts(["a", "b", "", "", ""]),
        ];
        given.sort();
        given.dedup();
        assert_eq!(given.len(), 5);
    }
}
