//! Findings in the words of a format, item by item: made part by part, put together in order, and cut where a platform
//! takes no more.

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::fingerprint::{self, Fingerprints, Trace};
use crate::report::Report;

/// Items one after the other. Their fingerprints, if they have some, are not yet certain: they depend on all items that
/// come before.
#[derive(Debug, Default)]
pub struct Items {
    text: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// Where fingerprints stand, and what they are made of.
    traces: Vec<(usize, Trace)>,
}

impl Items {
    /// The text, for another item to be appended to.
    pub(super) fn begin(&mut self) -> &mut String {
        &mut self.text
    }

    /// Ends the item that was appended. `trace` is what its fingerprint is made of, and where that stands in the text.
    pub(super) fn end(&mut self, trace: Option<(usize, Trace)>) {
        self.ends.push(self.text.len());
        self.traces.extend(trace);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes they have.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// Each by itself.
    pub(super) fn each(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }
}

/// Makes fingerprints certain, of items that come in order, and leaves out what is too many.
#[derive(Debug)]
pub struct Order {
    fingerprints: Fingerprints,
    /// How many items more there may be.
    room: usize,
}

impl Order {
    /// Nothing has come yet; there may be so many items.
    #[must_use]
    pub fn of_at_most(most: usize) -> Self {
        Self { fingerprints: Fingerprints::default(), room: most }
    }

    /// The text of the next items.
    pub fn add(&mut self, items: Items) -> String {
        let Items { mut text, ends, traces } = items;
        let end = ends[..ends.len().min(self.room)].last().copied().unwrap_or_default();
        self.room = self.room.saturating_sub(ends.len());
        text.truncate(end);
        for (at, trace) in traces.into_iter().take_while(|&(at, _)| at < end) {
            if let Some(other) = self.fingerprints.unlike(&trace) {
                text.replace_range(at..at + fingerprint::LENGTH, &other);
            }
        }
        text
    }
}

/// What there is of errors, of warnings, and of what is only to be known: platforms show only so many, so the worst come
/// first.
#[derive(Debug, Default)]
pub struct WorstFirst<P = Items>([P; 3]);

impl<P> WorstFirst<P> {
    /// Those of a severity.
    pub fn of(&mut self, severity: Severity) -> &mut P {
        let [errors, warnings, notices] = &mut self.0;
        match severity {
            Severity::Error => errors,
            Severity::Warning => warnings,
            Severity::Info => notices,
        }
    }

    /// Those of errors, of warnings, and of what is only to be known.
    pub fn into_parts(self) -> [P; 3] {
        self.0
    }
}

impl WorstFirst {
    /// Those of a report; `push` appends one.
    pub(super) fn of_report(report: &Report, push: impl Fn(&mut Items, &Diagnostic)) -> [Items; 3] {
        let mut items = Self::default();
        for diagnostic in &report.diagnostics {
            push(items.of(diagnostic.severity), diagnostic);
        }
        items.into_parts()
    }
}

/// The items of all parts, the worst first, as far as there may be room for them.
#[derive(Debug, Default)]
pub struct Kept {
    parts: [Vec<Items>; 3],
    /// How much room those of each severity take.
    used: [usize; 3],
}

impl Kept {
    /// Adds the items of the next part. There is `room` for so much, in a `measure` that is always the same:
    /// [`Items::count`], say.
    pub fn add(&mut self, part: WorstFirst, room: usize, measure: fn(&Items) -> usize) {
        let mut used_by_worse = 0;
        for ((kept, used), items) in self.parts.iter_mut().zip(&mut self.used).zip(part.into_parts()) {
            if items.count() > 0 && used_by_worse + *used < room {
                *used += measure(&items);
                kept.push(items);
            }
            used_by_worse += *used;
        }
    }

    /// All of them.
    pub fn all(self) -> impl Iterator<Item = Items> {
        self.parts.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(texts: &[&str]) -> Items {
        let mut items = Items::default();
        for text in texts {
            let at = items.begin().len();
            let trace = Trace::of_unreadable(text);
            items.begin().push_str(&trace.fingerprint());
            items.begin().push_str(text);
            items.end(Some((at, trace)));
        }
        items
    }

    #[test]
    fn the_worst_are_kept_and_no_two_are_alike() {
        let mut kept = Kept::default();
        let mut whole = Vec::new();
        for (severity, texts) in [
            (Severity::Warning, &["a", "b"][..]),
            (Severity::Error, &["a"]),
            (Severity::Warning, &["a"]),
            (Severity::Error, &["c", "d"]),
            (Severity::Warning, &["e"]),
            (Severity::Info, &["f"]),
            (Severity::Error, &["c"]),
        ] {
            let mut part = WorstFirst::default();
            *part.of(severity) = items(texts);
            kept.add(part, 5, Items::count);
            whole.push((severity, texts));
        }
        let mut order = Order::of_at_most(5);
        let texts: Vec<String> = kept.all().map(|items| order.add(items)).collect();
        let text = texts.concat();
        let (digits, names): (Vec<_>, Vec<_>) = text
            .as_bytes()
            .chunks(fingerprint::LENGTH + 1)
            .map(|item| item.split_at(fingerprint::LENGTH))
            .unzip();
        assert_eq!(names.concat(), *b"acdca");
        let usual = Trace::of_unreadable("a").fingerprint();
        assert_eq!(digits[0], usual.as_bytes());
        assert_ne!(digits[4], usual.as_bytes());
        assert_ne!(digits[1], digits[3]);
    }

    #[test]
    fn items_are_given_one_by_one() {
        let mut items = Items::default();
        for text in ["a", "", "bc"] {
            items.begin().push_str(text);
            items.end(None);
        }
        assert_eq!(items.each().collect::<Vec<_>>(), ["a", "", "bc"]);
        assert_eq!((items.count(), items.size()), (3, 3));
    }
}
