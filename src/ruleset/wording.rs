//! The words of the findings about single parameters.

use std::borrow::Cow;

use super::advice;
use super::format::{Format, Problem};
use super::remedy::{Remedy, Stray};
use super::scalar::Scalar;
use super::table::{ArrayShape, NumberShape, Shape, StringShape, Types};
use crate::constraint::join;
use crate::finding::{Finding, counted, quoted, shortened, text};
use crate::json::{Key, Kind, Node, Number};
use crate::nearest;
use crate::rules::{self, Rule};
use crate::source::Span;

/// The words of a finding, before it has a place.
pub struct Words {
    rule: &'static Rule,
    message: String,
    label: Cow<'static, str>,
    help: Cow<'static, str>,
}

impl Words {
    fn new(
        rule: &'static Rule,
        message: String,
        label: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { rule, message, label: label.into(), help: help.into() }
    }

    /// The same with another remedy, where there is one.
    pub fn or_rather(self, help: Option<&str>) -> Self {
        Self { help: help.map_or(self.help, |help| help.to_owned().into()), ..self }
    }

    /// The finding in its place.
    pub fn at(self, span: Span, pointer: String) -> Finding {
        Finding::new(self.rule, span, pointer, self.message).label(self.label).help(self.help)
    }
}

fn kind_name(node: Node<'_>) -> &'static str {
    match node.kind() {
        Kind::Null => "`null`",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
        Kind::Invalid => "no JSON value",
    }
}

/// How people call the value at a path; the task itself has none.
fn name_of(path: &str) -> String {
    if path.is_empty() { "the task".to_owned() } else { text!("`{path}`") }
}

/// `described` is what the schema says of the value, for the remedy.
pub fn wrong_type(path: &str, types: Types, described: &Shape, node: Node<'_>, is_required: bool) -> Words {
    let wanted = types.display();
    let found = kind_name(node);
    let number = node.as_number().filter(|_| wanted.contains("integer"));
    let message = if let Some(number) = number {
        text!("{} must be {wanted}, not {}", name_of(path), shortened(number.literal()))
    } else {
        text!("{} must be {wanted}, not {found}", name_of(path))
    };
    let help = advice::for_type(described, node, is_required);
    Words::new(&rules::WRONG_TYPE, message, text!("this is {found}"), help)
}

pub fn not_allowed(path: &str, allowed: &[Scalar], node: Node<'_>) -> Words {
    let text = node.as_str();
    let shown = match (&text, node.as_number()) {
        (Some(text), _) => quoted(text),
        (None, Some(number)) => shortened(number.literal()),
        (None, None) => kind_name(node).to_owned(),
    };
    let values: Vec<String> = allowed.iter().map(|value| text!("`{value}`")).collect();
    let message = text!("{} cannot be {shown}", name_of(path));
    let texts = allowed
        .iter()
        .filter_map(|value| if let Scalar::Text(text) = value { Some(text.as_str()) } else { None });
    // A number in quotes where the bare number is allowed.
    let bare = allowed.iter().find(|value| text.as_deref() == Some(&value.to_string()));
    let near = || text.as_deref().filter(|_| allowed.len() > 1).and_then(|it| nearest::nearest(it, texts));
    let help = if let Some(bare) = bare {
        text!("write `{bare}` without quotes, or one of {}", join(&values, "or"))
    } else if let Some(nearest) = near() {
        text!("did you mean `\"{nearest}\"`? Allowed: {}", join(&values, "or"))
    } else {
        advice::one_of(allowed, node)
    };
    Words::new(&rules::VALUE_NOT_ALLOWED, message, "not allowed", help)
}

pub fn wrong_length(path: &str, shape: &StringShape, length: usize) -> Words {
    let message = text!(
        "{} has {}; it needs {}",
        name_of(path),
        counted(length, "character"),
        range(shape.min_length, shape.max_length)
    );
    let help = match shape.max_length {
        Some(most) if length > most => text!("shorten it by {}", counted(length - most, "character")),
        _ => text!("write at least {}", counted(shape.min_length.unwrap_or_default(), "character")),
    };
    Words::new(&rules::WRONG_LENGTH, message, counted(length, "character"), help)
}

pub fn wrong_item_count(path: &str, shape: &ArrayShape, count: usize) -> Words {
    let message = text!(
        "{} has {}; it needs {}",
        name_of(path),
        counted(count, "item"),
        range(shape.min_items, shape.max_items)
    );
    let help = match shape.max_items {
        Some(most) if count > most => text!("remove {} of them", count - most),
        _ => text!("put at least {} into it", shape.min_items.unwrap_or_default()),
    };
    Words::new(&rules::WRONG_ITEM_COUNT, message, counted(count, "item"), help)
}

fn range(least: Option<usize>, most: Option<usize>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => text!("{least} to {most}"),
        (Some(least), None) => text!("at least {least}"),
        (None, most) => text!("at most {}", most.unwrap_or(usize::MAX)),
    }
}

pub fn out_of_range(path: &str, limits: &NumberShape, number: &Number<'_>) -> Words {
    let shown = shortened(number.literal());
    let is_too_small = limits.minimum.is_some_and(|least| number.compare_i64(least).is_lt());
    let is_too_large = limits.maximum.is_some_and(|most| number.compare_i64(most).is_gt());
    let is_within = !is_too_small && !is_too_large;
    let (needs, help) = match (limits.minimum, limits.maximum) {
        _ if is_within => {
            let step = limits.multiple_of.unwrap_or(1);
            (text!("a multiple of {step}"), text!("use a multiple of {step}"))
        }
        (Some(least), Some(most)) => {
            (text!("from {least} to {most}"), text!("use a number from {least} to {most}"))
        }
        (Some(least), None) => (text!("at least {least}"), text!("use {least} or more")),
        (None, most) => {
            let most = most.unwrap_or(i64::MAX);
            (text!("at most {most}"), text!("use {most} or less"))
        }
    };
    let label = match (is_too_small, is_too_large) {
        (true, _) => "too small",
        (_, true) => "too large",
        _ => "not a step",
    };
    let message = text!("{} is {shown}; it must be {needs}", name_of(path));
    Words::new(&rules::VALUE_OUT_OF_RANGE, message, label, help)
}

pub fn wrong_pattern(path: &str, string: &StringShape, text: &str) -> Words {
    let is_uuid_v4 = matches!(string.pattern, Some(super::pattern::Pattern::UuidV4));
    let (message, help) = match super::uuid(text) {
        Some(uuid) if is_uuid_v4 => {
            let digit = uuid >> 76 & 0xf;
            let why = if digit == 4 {
                "its variant digit is not 8, 9, a or b".to_owned()
            } else {
                text!("its version digit is {digit:x}")
            };
            (
                text!("{} is no UUID of version 4: {why}", name_of(path)),
                "make a random UUID (version 4) for the task",
            )
        }
        None if is_uuid_v4 => (
            text!("{} is no UUID of version 4", name_of(path)),
            "make a random UUID (version 4) for the task: 8-4-4-4-12 hexadecimal digits",
        ),
        _ => (
            text!("{} does not have the form that it needs", name_of(path)),
            "see the documentation of the parameter",
        ),
    };
    Words::new(&rules::INVALID_FORMAT, message, "wrong form", help)
}

pub fn wrong_format(path: &str, format: Format, problem: &Problem) -> Words {
    let rule = match format {
        Format::Uri => &rules::INVALID_FORMAT,
        Format::ImageReference | Format::VideoReference => &rules::INVALID_MEDIA_REFERENCE,
    };
    let message = text!("{} {}", name_of(path), problem.what);
    Words::new(rule, message, problem.what, problem.help)
}

pub fn credential(path: &str, what: &str) -> Words {
    Words::new(
        &rules::EMBEDDED_CREDENTIAL,
        text!("{} carries {what}", name_of(path)),
        text!("{what}, in a file that others may read"),
        "put the secret in when the request is sent, for instance as `$NAME`",
    )
}

pub fn duplicate_key(first: Key<'_>, later: Key<'_>, is_last: bool, pointer: String) -> Finding {
    let name = shortened(&later.decoded());
    let message = text!("the key `{name}` is here more than once");
    Finding::new(&rules::DUPLICATE_KEY, later.span(), pointer.clone(), message)
        .label(if is_last { "this one counts" } else { "again" })
        .help("keep only one of them: most readers of JSON take the last")
        .related(first.span(), pointer, "first used here")
}

/// What to do about an unknown key. With the remedy comes whether what it names is there already.
pub fn unknown_field(stray: &Stray<'_>, remedy: Option<(&Remedy, bool)>) -> Words {
    let Stray { ruleset, object, path, .. } = *stray;
    let name = shortened(stray.name);
    let holder = if path.is_empty() { String::new() } else { text!(" in `{path}`") };
    let message = if let Some((Remedy::Parameter(_) | Remedy::Item(_), _)) = remedy {
        let place = if path.is_empty() { "at the top of the task".to_owned() } else { text!("in `{path}`") };
        text!("`{name}` does not belong {place}")
    } else {
        text!("{} has no parameter `{name}`{holder}", ruleset.model)
    };
    let is_there = |meant: &str| text!("remove it: `{meant}` is there already").into();
    let (label, help): (Cow<'_, str>, Cow<'_, str>) = match remedy {
        Some((Remedy::Sibling(index), true)) => ("unknown".into(), is_there(&object.properties[*index].name)),
        Some((Remedy::Sibling(index), false)) => {
            let meant = &object.properties[*index].name;
            let change = stray.change_for(stray.described.shape_of(meant));
            (text!("did you mean `{meant}`?").into(), text!("write `{meant}`{change}").into())
        }
        Some((Remedy::Parameter(slot), true)) => {
            ("wrong place".into(), is_there(&ruleset.table.parameter(*slot).path))
        }
        Some((Remedy::Parameter(slot), false)) => {
            let path = &ruleset.table.parameter(*slot).path;
            let change = stray.change_for(ruleset.table.description_of(path));
            let help = match path.rsplit_once('.') {
                // Nothing is to be written otherwise.
                None if *path == name && change.is_empty() => {
                    text!("move it to the top of the task: `{path}`")
                }
                _ => text!("write it as `{path}`{change}"),
            };
            ("wrong place".into(), help.into())
        }
        Some((Remedy::Item(path), _)) => {
            ("wrong place".into(), text!("it is a parameter of list items: `{path}`").into())
        }
        Some((Remedy::OtherModel(model), _)) => {
            ("not for this model".into(), text!("remove it, or use {model}, which has it").into())
        }
        None if stray.is_secret() => {
            ("unknown".into(), "remove it, and revoke the key: it stands in the file".into())
        }
        None if object.properties.len() <= 8 => {
            let names: Vec<String> =
                object.properties.iter().map(|property| text!("`{}`", property.name)).collect();
            ("unknown".into(), text!("remove it; possible here: {}", names.join(", ")).into())
        }
        None => ("unknown".into(), "remove it".into()),
    };
    Words::new(&rules::UNKNOWN_FIELD, message, label, help)
}

/// JSON Pointer, from the task, of the parameter whose documentation helps with an unknown key. `holder` is that of the
/// object that has it.
pub fn see(stray: &Stray<'_>, holder: &str, remedy: Option<&Remedy>) -> String {
    match remedy {
        Some(Remedy::Sibling(index)) => text!("{holder}/{}", stray.object.properties[*index].name),
        Some(Remedy::Parameter(slot)) => {
            text!("/{}", stray.ruleset.table.parameter(*slot).path.replace('.', "/"))
        }
        Some(Remedy::Item(path)) => text!("/{}", path.replace("[]", "").replace('.', "/")),
        Some(Remedy::OtherModel(_)) | None => holder.to_owned(),
    }
}

/// How to add a required parameter.
pub fn how_to_add(model: &str, name: &str) -> String {
    match name {
        "taskType" => "add `\"taskType\": \"videoInference\"`".to_owned(),
        "taskUUID" => "add `taskUUID`: a random UUID (version 4), new for every task".to_owned(),
        "model" => text!("add `\"model\": \"{model}\"`"),
        _ => text!("add `{name}`"),
    }
}
