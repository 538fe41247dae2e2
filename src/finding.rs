//! What checks report while they still look at the text: findings with byte spans. `check` makes diagnostics of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::constraint::Origin;
use crate::diagnostic::{Place, Severity};
use crate::rules::{self, Rule};
use crate::source::Span;

/// A text of a finding: what `format!` makes, but with room from the beginning for as much as such texts usually have. That
/// is felt where there are very many of them.
macro_rules! text {
    ($($argument:tt)*) => {{
        let mut text = String::with_capacity($crate::finding::USUAL_LENGTH);
        // Writing to a string cannot fail.
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!($($argument)*));
        text
    }};
}
pub(crate) use text;

/// As many bytes as the texts of findings usually have, at most.
pub(crate) const USUAL_LENGTH: usize = 96;

/// Another place that had a part in a finding.
#[derive(Debug, Clone)]
pub struct Related {
    /// Where it stands.
    pub span: Span,
    /// Which parameter it is.
    pub pointer: String,
    /// What it has to do with the finding.
    pub message: String,
}

/// One mistake and its place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// The constraint it broke, if it did.
    pub origin: Option<Arc<Origin>>,
    /// Where to look.
    pub span: Span,
    /// The parameter at fault.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// A short word for the marked place.
    pub label: Option<Cow<'static, str>>,
    /// The remedy.
    pub help: Option<Cow<'static, str>>,
    /// The other places.
    pub related: Vec<Related>,
    /// JSON Pointer, from the task, of the parameter whose documentation helps, where it is not the one at fault.
    pub see: Option<String>,
    /// An earlier place outside of the document: where another task used the same id first.
    pub first_used: Option<Box<Place>>,
}

impl Finding {
    /// A finding of that rule, at that place.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, pointer: String, message: String) -> Self {
        Self {
            rule,
            severity: rule.severity,
            origin: None,
            span,
            pointer,
            message,
            label: None,
            help: None,
            related: Vec::new(),
            see: None,
            first_used: None,
        }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a word for the marked place.
    #[must_use]
    pub fn label(mut self, label: impl Into<Cow<'static, str>>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The same with another place.
    #[must_use]
    pub fn related(mut self, span: Span, pointer: String, message: impl Into<String>) -> Self {
        self.related.push(Related { span, pointer, message: message.into() });
        self
    }

    fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Leaves one finding for one mistake among the findings of a task: an error silences the warnings about the same
/// parameter, anything silences a provider's limit about it. Errors never silence errors.
pub fn settle(findings: &mut Vec<Finding>) {
    /// What is said about one parameter.
    #[derive(Default)]
    struct Place {
        has_error: bool,
        /// Something that is no limit of a provider.
        has_more_than_limits: bool,
        /// A limit of a provider, before the finding at hand.
        has_earlier_limit: bool,
    }
    if findings.len() < 2 || findings.iter().all(Finding::is_error) {
        return;
    }
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    for finding in &*findings {
        let place = places.entry(&finding.pointer).or_default();
        place.has_error |= finding.is_error();
        place.has_more_than_limits |= finding.rule != &rules::PROVIDER_LIMIT;
    }
    let kept: Vec<bool> = findings
        .iter()
        .map(|finding| {
            let Some(place) = places.get_mut(&*finding.pointer) else { return true };
            if finding.rule == &rules::PROVIDER_LIMIT {
                let is_first = !std::mem::replace(&mut place.has_earlier_limit, true);
                finding.is_error() || (is_first && !place.has_more_than_limits)
            } else {
                finding.is_error() || !place.has_error
            }
        })
        .collect();
    let mut kept = kept.into_iter();
    findings.retain(|_| kept.next().unwrap_or(true));
}

/// True where one of the findings is an error about `pointer` or something inside it.
#[must_use]
pub fn has_error_within(findings: &[Finding], pointer: &str) -> bool {
    let is_within = |other: &str| {
        other.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    findings.iter().any(|finding| finding.is_error() && is_within(&finding.pointer))
}

/// A number and what it counts: `1 item`, `2 items`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("{count} {what}") } else { format!("{count} {what}s") }
}

/// The words for a limit: `at most 4 are possible`.
#[must_use]
pub fn at_most(max: usize) -> String {
    format!("at most {max} {} possible", if max == 1 { "is" } else { "are" })
}

/// A text from a request, fit for a message: in double quotes, shortened to forty characters.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}

/// At most forty characters of a text, and `…` where there were more. Secrets are masked, while all that tells them is
/// still there, and what a terminal would obey is made visible.
#[must_use]
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let visible = |text: &str| crate::output::visible::visible(text, true).into_owned();
    let text = &*crate::redact::redact_text(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => visible(&text[..end]) + "…",
        None => visible(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_silence_warnings_and_anything_silences_limits() {
        let kept = |written: &[(&'static Rule, &str, Severity)]| {
            let make = |(number, (rule, pointer, severity)): (usize, &(&'static Rule, &str, Severity))| {
                let mut finding =
                    Finding::new(rule, Span::new(number, number), (*pointer).to_owned(), String::new());
                finding.severity = *severity;
                finding
            };
            let mut findings: Vec<Finding> = written.iter().enumerate().map(make).collect();
            settle(&mut findings);
            findings.iter().map(|finding| finding.span.start).collect::<Vec<_>>()
        };
        let warning = |pointer| (&rules::IGNORED_FIELD, pointer, Severity::Warning);
        let error = |pointer| (&rules::WRONG_TYPE, pointer, Severity::Error);
        let limit = |pointer| (&rules::PROVIDER_LIMIT, pointer, Severity::Warning);
        assert_eq!(kept(&[warning("/a"), error("/a"), warning("/b"), warning("/b")]), [1, 2, 3]);
        assert_eq!(kept(&[limit("/a"), warning("/a"), limit("/b"), limit("/b"), limit("/a/b")]), [1, 2, 4]);
        assert_eq!(kept(&[warning("/a"), error("/a/b"), error("/a/b"), limit("/a/b")]), [0, 1, 2]);
        let limit_as_error = (&rules::PROVIDER_LIMIT, "/a", Severity::Error);
        assert_eq!(kept(&[limit_as_error, limit("/a"), warning("/a"), limit_as_error]), [0, 3]);
        assert_eq!(kept(&[limit_as_error, limit("/a"), limit("/b")]), [0, 2]);
    }

    #[test]
    fn a_secret_that_is_cut_is_masked_all_the_same() {
        let secret = "correct-horse-battery-staple-and-a-good-deal-more";
        for text in [
            format!("https://me:{secret}@example.com/"),
            format!("https://example.com/frames/a.png?X-Amz-Signature={secret}"),
            format!("https://example.com/?sig={secret}"),
        ] {
            let shown = quoted(&text);
            assert!(!shown.contains(&secret[..4]), "{shown}");
        }
        assert_eq!(shortened("https://example.com/a?b=c"), "https://example.com/a?b=c");
    }
}
