//! Reads a configuration file. Every mistake is told with its place; one mistake is enough for no configuration.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;
use runware_lint::nearest::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;
use super::{Configuration, Ignored, Level, Override, Severities};
use crate::cli::date::Date;
use crate::cli::globs::PathGlob;
use crate::cli::ignores::{Ignore, PointerPattern};
use crate::cli::more_models::MoreModels;
use crate::cli::names;

/// The keys of the whole file.
pub const KEYS: [&str; 10] = [
    "context",
    "exclude",
    "fail-on",
    "format",
    "ignore",
    "override",
    "schema-dirs",
    "select",
    "severity",
    "unknown-model",
];
/// The keys of an entry of `ignore`.
pub const IGNORE_KEYS: [&str; 5] = ["path", "pointer", "reason", "rule", "until"];
/// The keys of an entry of `override`.
pub const OVERRIDE_KEYS: [&str; 3] = ["path", "severity", "unknown-model"];

type Value<'t> = Spanned<DeValue<'t>>;
type Key<'t> = Spanned<Cow<'t, str>>;

/// Reads the text of a configuration file in `folder`, and adds its models to those that there are.
///
/// # Errors
/// Its mistakes, in the order of the text; there is at least one.
pub fn read(
    text: &str,
    folder: &Path,
    models: &MoreModels,
) -> Result<(Configuration, MoreModels), Vec<Mistake>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| syntax_mistake(error, text)).collect());
    }
    let mut reader = Reader { folder, models: models.clone(), mistakes: Vec::new() };
    let configuration = reader.configuration(table.get_ref());
    reader.mistakes.sort_by_key(|mistake| mistake.span.start);
    if reader.mistakes.is_empty() { Ok((configuration, reader.models)) } else { Err(reader.mistakes) }
}

fn syntax_mistake(error: &toml::de::Error, text: &str) -> Mistake {
    let span = error.span().unwrap_or(0..0);
    let is_second_ignore =
        error.message().contains("duplicate key") && text.get(span.clone()) == Some("ignore");
    Mistake {
        span,
        message: error.message().trim().replace('\n', "; "),
        help: is_second_ignore
            .then(|| "one or the other: a list, or entries; `[severity]` can turn rules off too".to_owned()),
    }
}

struct Reader<'f> {
    folder: &'f Path,
    models: MoreModels,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn configuration(&mut self, table: &DeTable<'_>) -> Configuration {
        let mut configuration = Configuration::default();
        // First, since the names of their constraints may stand elsewhere.
        if let Some(value) = table.get("schema-dirs") {
            configuration.schema_dirs = self.schema_dirs(value);
        }
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "context" => configuration.context = self.word("context", value),
                "fail-on" => configuration.fail_on = self.word("fail-on", value),
                "format" => configuration.format = self.word("format", value),
                "unknown-model" => configuration.unknown_model = self.word("unknown-model", value),
                "exclude" => configuration.exclude = self.globs("exclude", value),
                "schema-dirs" => {}
                "select" => configuration.select = self.names("select", value),
                "ignore" => configuration.ignore = self.ignored(value),
                "severity" => configuration.severity = self.severities(value),
                "override" => configuration.overrides = self.overrides(value),
                _ => self.unknown_key(key, &KEYS),
            }
        }
        configuration
    }

    fn schema_dirs(&mut self, value: &Value<'_>) -> Vec<String> {
        let mut folders = Vec::new();
        for (folder, span) in self.texts("schema-dirs", value) {
            match self.models.add(&self.folder.join(&folder)) {
                Ok(()) => folders.push(folder),
                Err(messages) => {
                    for message in messages {
                        self.mistake(span.clone(), message, None);
                    }
                }
            }
        }
        folders
    }

    fn names(&mut self, key: &str, value: &Value<'_>) -> Vec<String> {
        let texts = self.texts(key, value);
        texts.into_iter().filter_map(|(name, span)| self.name(&name, span)).collect()
    }

    /// The name of a rule or constraint, as the catalogue spells it.
    fn name(&mut self, name: &str, span: Range<usize>) -> Option<String> {
        match names::find(name, &self.models.models) {
            Ok(name) => Some(name),
            Err(unknown) => {
                self.mistake(span, unknown.message, Some(unknown.help));
                None
            }
        }
    }

    fn severities(&mut self, value: &Value<'_>) -> Severities {
        let mut severities = Vec::new();
        for (key, value) in self.table("severity", value).into_iter().flatten() {
            let name = self.name(key.get_ref(), key.span());
            let level = self.word::<Level>(key.get_ref(), value);
            severities.extend(name.zip(level));
        }
        Severities(severities)
    }

    fn ignored(&mut self, value: &Value<'_>) -> Ignored {
        let mut ignored = Ignored::default();
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type("ignore", "a list", value);
            return ignored;
        };
        for item in items {
            match item.get_ref() {
                DeValue::String(name) => ignored.names.extend(self.name(name, item.span())),
                DeValue::Table(table) => ignored.entries.extend(self.ignore(table, item.span())),
                _ => self.wrong_type("ignore", "a list of names and tables", item),
            }
        }
        ignored
    }

    fn ignore(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Ignore> {
        let (mut rule, mut reason, mut path, mut pointer, mut until) = (None, None, Vec::new(), None, None);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "rule" => {
                    let text = self.text("rule", value);
                    rule = text.and_then(|text| self.name(text, value.span()));
                }
                "path" => path = self.one_or_more_globs("path", value),
                "pointer" => {
                    let text = self.text("pointer", value);
                    pointer = text.and_then(|text| self.valid(PointerPattern::new(text), value));
                }
                "reason" => {
                    reason = self.text("reason", value).map(str::to_owned);
                    if reason.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
                        self.mistake(value.span(), "the reason is empty".to_owned(), None);
                    }
                }
                "until" => until = self.date(value),
                _ => self.unknown_key(key, &IGNORE_KEYS),
            }
        }
        for (key, why) in [("rule", "which rule or constraint is ignored"), ("reason", "why this is ignored")]
        {
            if !table.contains_key(key) {
                let help = format!("say {why}: `{key} = \"…\"`");
                self.mistake(span.clone(), format!("the ignore has no `{key}`"), Some(help));
            }
        }
        Some(Ignore {
            rule: rule?,
            path,
            pointer,
            reason: reason?,
            until,
            span,
            has_matched: AtomicBool::new(false),
            has_met_file: AtomicBool::new(false),
        })
    }

    fn date(&mut self, value: &Value<'_>) -> Option<Date> {
        match value.get_ref() {
            DeValue::Datetime(datetime) => {
                let is_day = datetime.time.is_none() && datetime.offset.is_none();
                let date = datetime.date.filter(|_| is_day);
                let date = date.and_then(|date| Date::new(date.year, date.month, date.day));
                self.valid(date.ok_or_else(|| "a day is enough, without a time".to_owned()), value)
            }
            DeValue::String(text) => self.valid(text.parse().map_err(str::to_owned), value),
            _ => {
                self.wrong_type("until", "a date, as 2026-12-31", value);
                None
            }
        }
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type("override", "a list of tables, each written as `[[override]]`", value);
            return Vec::new();
        };
        let mut overrides = Vec::new();
        for item in items {
            let Some(table) = self.table("override", item) else { continue };
            let mut entry = Override::default();
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "path" => entry.path = self.one_or_more_globs("path", value),
                    "severity" => entry.severity = self.severities(value),
                    "unknown-model" => entry.unknown_model = self.word("unknown-model", value),
                    _ => self.unknown_key(key, &OVERRIDE_KEYS),
                }
            }
            if !table.contains_key("path") {
                let help = "say which files it is for: `path = \"…\"`".to_owned();
                self.mistake(item.span(), "the override has no `path`".to_owned(), Some(help));
            }
            overrides.push(entry);
        }
        overrides
    }

    fn globs(&mut self, key: &str, value: &Value<'_>) -> Vec<PathGlob> {
        let mut globs = Vec::new();
        for (text, span) in self.texts(key, value) {
            match PathGlob::new(&text) {
                Ok(glob) => globs.push(glob),
                Err(message) => self.mistake(span, message, None),
            }
        }
        globs
    }

    fn one_or_more_globs(&mut self, key: &str, value: &Value<'_>) -> Vec<PathGlob> {
        match value.get_ref() {
            DeValue::String(text) => self.valid(PathGlob::new(text), value).into_iter().collect(),
            DeValue::Array(items) if items.is_empty() => {
                self.mistake(value.span(), format!("`{key}` is an empty list"), None);
                Vec::new()
            }
            DeValue::Array(_) => self.globs(key, value),
            _ => {
                self.wrong_type(key, "a string or a list of strings", value);
                Vec::new()
            }
        }
    }

    /// One of the words that an option takes.
    fn word<T: ValueEnum>(&mut self, key: &str, value: &Value<'_>) -> Option<T> {
        let text = self.text(key, value)?;
        let word = T::from_str(text, false).ok();
        if word.is_none() {
            let words = words::<T>();
            let help = match nearest(text, words.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it can be `{}`", words.join("`, `")),
            };
            self.mistake(value.span(), format!("`{key}` cannot be `{text}`"), Some(help));
        }
        word
    }

    fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<(String, Range<usize>)> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, "a list of strings", value);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), item.span())),
                None => self.wrong_type(key, "a list of strings", item),
            }
        }
        texts
    }

    fn text<'v>(&mut self, key: &str, value: &'v Value<'_>) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, "a string", value);
        }
        text
    }

    fn table<'v, 't>(&mut self, key: &str, value: &'v Value<'t>) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(key, "a table", value);
        }
        table
    }

    fn valid<T>(&mut self, result: Result<T, String>, value: &Value<'_>) -> Option<T> {
        result.map_err(|message| self.mistake(value.span(), message, None)).ok()
    }

    fn wrong_type(&mut self, key: &str, wanted: &str, value: &Value<'_>) {
        let message =
            format!("`{key}` must be {wanted}, but here is a value of type {}", value.get_ref().type_str());
        self.mistake(value.span(), message, None);
    }

    fn unknown_key(&mut self, key: &Key<'_>, known: &[&str]) {
        let help = match nearest(key.get_ref(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys are `{}`", known.join("`, `")),
        };
        self.mistake(key.span(), format!("there is no key `{}` here", key.get_ref()), Some(help));
    }

    fn mistake(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        self.mistakes.push(Mistake { span, message, help });
    }
}

/// The words that stand for the values of an option.
pub fn words<T: ValueEnum>() -> Vec<String> {
    let values = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect()
}
