//! Ignores: findings that somebody silenced, at certain places and for a reason, maybe for a time.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use runware_lint::diagnostic::Diagnostic;
use runware_lint::json::Pointer;

use super::date::Date;
use super::globs::PathGlob;

/// Silences the findings of a rule or constraint at certain places, for a reason.
#[derive(Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Ignore {
    /// The rule or constraint.
    #[cfg_attr(test, schemars(schema_with = "super::config::schema::name"))]
    pub rule: String,
    /// A glob of files or folders, or a list of them. Without it: every file.
    #[cfg_attr(test, schemars(default, schema_with = "super::config::schema::one_or_more"))]
    pub path: Vec<PathGlob>,
    /// JSON Pointer of the finding; `*` stands for one part of it, `**` for any number. Without it: everywhere.
    #[cfg_attr(test, schemars(default, with = "String"))]
    pub pointer: Option<PointerPattern>,
    /// Why it is right to ignore this.
    pub reason: String,
    /// The last day on which it is ignored, as 2026-12-31. Without it: for good.
    #[cfg_attr(test, schemars(default, schema_with = "super::config::schema::date"))]
    pub until: Option<Date>,
    /// Where it stands in the configuration.
    #[cfg_attr(test, schemars(skip))]
    pub span: Range<usize>,
    /// Whether it silenced anything, or would have if it were still in force.
    #[cfg_attr(test, schemars(skip))]
    pub has_matched: AtomicBool,
    /// Whether a file was checked that it is about.
    #[cfg_attr(test, schemars(skip))]
    pub has_met_file: AtomicBool,
}

impl Ignore {
    /// True where it is about the file with this path, from the folder of the configuration. Remembers that.
    pub fn meets(&self, path: &str) -> bool {
        let meets = self.path.is_empty() || self.path.iter().any(|glob| glob.matches(path));
        if meets {
            self.has_met_file.store(true, Ordering::Relaxed);
        }
        meets
    }

    /// True where it is about a finding, in a file that it is about. Remembers that.
    pub fn matches(&self, diagnostic: &Diagnostic) -> bool {
        let is_named =
            self.rule == diagnostic.rule.id || diagnostic.constraint.as_deref() == Some(self.rule.as_str());
        let is_there = self.pointer.as_ref().is_none_or(|pattern| pattern.matches(&diagnostic.place.pointer));
        if is_named && is_there {
            self.has_matched.store(true, Ordering::Relaxed);
        }
        is_named && is_there
    }

    /// The day on which it ended, if it has.
    pub fn ended(&self, today: Date) -> Option<Date> {
        self.until.filter(|until| *until < today)
    }

    /// Why it did nothing, after a run; `is_whole` tells that all files of its configuration were checked.
    pub fn idle_because(&self, is_whole: bool) -> Option<&'static str> {
        if self.has_matched.load(Ordering::Relaxed) {
            None
        } else if !self.has_met_file.load(Ordering::Relaxed) {
            is_whole.then_some("no checked file has this path")
        } else if is_whole {
            Some("nothing was found that it would ignore")
        } else {
            Some("nothing was found that it would ignore in the files of this run")
        }
    }
}

/// A JSON Pointer in which `*` stands for one token, and `**` for any number of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointerPattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Token(String),
    One,
    Any,
}

impl PointerPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(text: &str) -> Result<Self, String> {
        if !text.is_empty() && !text.starts_with('/') {
            return Err("a JSON Pointer starts with a slash".to_owned());
        }
        let is_escape = |after: &str| after.starts_with('0') || after.starts_with('1');
        if !text.split('~').skip(1).all(is_escape) {
            return Err("in a JSON Pointer `~` is written `~0`, and `/` in a key `~1`".to_owned());
        }
        let part = |token: Cow<'_, str>| match &*token {
            "*" => Part::One,
            "**" => Part::Any,
            _ => Part::Token(token.into_owned()),
        };
        Ok(Self(Pointer::tokens(text).map(part).collect()))
    }

    /// True for a pointer that it stands for.
    pub fn matches(&self, pointer: &str) -> bool {
        let tokens: Vec<Cow<'_, str>> = Pointer::tokens(pointer).collect();
        // Which beginnings of the pattern fit the tokens until now; linear in both, whatever the pattern.
        let mut fits = vec![false; self.0.len() + 1];
        fits[0] = true;
        self.skip_empty(&mut fits);
        for token in &tokens {
            let mut next = vec![false; fits.len()];
            for (index, part) in self.0.iter().enumerate().filter(|(index, _)| fits[*index]) {
                match part {
                    Part::Any => next[index] = true,
                    Part::One => next[index + 1] = true,
                    Part::Token(wanted) => next[index + 1] |= wanted == token,
                }
            }
            self.skip_empty(&mut next);
            fits = next;
        }
        fits.last().copied().unwrap_or(false)
    }

    /// `**` stands for no token too.
    fn skip_empty(&self, fits: &mut [bool]) {
        for (index, part) in self.0.iter().enumerate() {
            if fits[index] && *part == Part::Any {
                fits[index + 1] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_pointers() {
        let cases = [
            ("/width", "/width", true),
            ("/width", "/3/width", false),
            ("/*/width", "/3/width", true),
            ("/*/width", "/3/inputs/width", false),
            ("/**/width", "/3/inputs/width", true),
            ("/**/width", "/width", true),
            ("/**", "", true),
            ("", "", true),
            ("", "/a", false),
            ("/inputs/**", "/inputs/elements/0/id", true),
            ("/inputs/**/id", "/inputs/elements/0/ids", false),
            ("/**/elements/**/id", "/0/inputs/elements/0/elements/1/id", true),
            ("/a~1b", "/a~1b", true),
            ("/a*", "/ab", false),
        ];
        for (pattern, pointer, expected) in cases {
            let matches = PointerPattern::new(pattern).map(|pattern| pattern.matches(pointer));
            assert_eq!(matches, Ok(expected), "{pattern} {pointer}");
        }
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        for text in ["width", "a/b", "/a~", "/a~2"] {
            assert!(PointerPattern::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn many_wildcards_take_no_time() {
        let pattern = PointerPattern::new(&"/**/a".repeat(200)).expect("a pattern");
        assert!(!pattern.matches(&"/a".repeat(199)));
        assert!(pattern.matches(&"/a".repeat(400)));
    }
}
