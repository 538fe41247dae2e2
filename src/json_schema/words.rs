//! The words of findings that only schemas with further keywords have.

use serde_json::Value;

use super::faults::Limits;
use crate::constraint::join;
use crate::finding::{Finding, shortened};
use crate::json::{Kind, Node};
use crate::rules;

/// How people call the value at a path; the task itself has none.
fn name_of(path: &str) -> String {
    if path.is_empty() { "the task".to_owned() } else { format!("`{path}`") }
}

/// At most so many values are told.
const MOST_VALUES: usize = 12;

pub(super) fn not_allowed(path: &str, values: &[Value], node: Node<'_>, pointer: String) -> Finding {
    let told = values.iter().filter(|value| !value.is_object() && !value.is_array());
    let told: Vec<String> =
        told.take(MOST_VALUES).map(|value| format!("`{}`", shortened(&value.to_string()))).collect();
    let message = format!("{} has a value that is not allowed", name_of(path));
    let help = if told.is_empty() {
        "use one of the values that the schema lists".to_owned()
    } else {
        format!("use one of {}", join(&told, "or"))
    };
    Finding::new(&rules::VALUE_NOT_ALLOWED, node.span(), pointer, message).label("not allowed").help(help)
}

pub(super) fn out_of_range(path: &str, limits: &Limits, node: Node<'_>, pointer: String) -> Finding {
    let parts: Vec<String> = [
        ("at least", &limits.minimum),
        ("more than", &limits.above),
        ("at most", &limits.maximum),
        ("less than", &limits.below),
        ("a multiple of", &limits.multiple_of),
    ]
    .into_iter()
    .filter_map(|(words, limit)| Some(format!("{words} {}", limit.as_ref()?)))
    .collect();
    let needs = join(&parts, "and");
    let shown = node.as_number().map_or_else(String::new, |number| shortened(number.literal()));
    let message = format!("{} is {shown}; it must be {needs}", name_of(path));
    Finding::new(&rules::VALUE_OUT_OF_RANGE, node.span(), pointer, message)
        .label("out of range")
        .help(format!("use a number that is {needs}"))
}

pub(super) fn member_count(
    path: &str,
    least: Option<u64>,
    most: Option<u64>,
    node: Node<'_>,
    pointer: String,
) -> Finding {
    let count = node.members().count();
    let needs = match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "another number".to_owned(),
    };
    let message = format!("{} has {count} members; it needs {needs}", name_of(path));
    Finding::new(&rules::WRONG_ITEM_COUNT, node.opening(), pointer, message)
        .label(format!("{count} members"))
        .help(format!("give it {needs}"))
}

pub(super) fn repeated(path: &str, node: Node<'_>, pointer: String) -> Finding {
    let message = format!("{} has the same item twice", name_of(path));
    Finding::new(&rules::WRONG_ITEM_COUNT, node.span(), pointer, message)
        .label("an item is repeated")
        .help("leave every item in it once")
}

pub(super) fn items(path: &str, node: Node<'_>, pointer: String) -> Finding {
    let message = format!("{} has an item too many, or lacks one that it needs", name_of(path));
    Finding::new(&rules::WRONG_ITEM_COUNT, node.span(), pointer, message)
        .label("not these items")
        .help("see in the schema which items belong into it")
}

pub(super) fn wrong_format(path: &str, format: &str, node: Node<'_>, pointer: String) -> Finding {
    let message = format!("{} is no `{}`", name_of(path), shortened(format));
    Finding::new(&rules::INVALID_FORMAT, node.span(), pointer, message)
        .label("wrong form")
        .help(format!("write it as JSON Schema describes `{}`", shortened(format)))
}

pub(super) fn too_deep(node: Node<'_>, pointer: String) -> Finding {
    let message = "the task is nested so deep that it cannot be judged by its schema".to_owned();
    Finding::new(&rules::VALUE_NOT_ALLOWED, node.opening(), pointer, message)
        .label("not followed any further")
        .help("put less into one another")
}

pub(super) fn other(path: &str, node: Node<'_>, pointer: String) -> Finding {
    let is_container = matches!(node.kind(), Kind::Object | Kind::Array);
    let span = if is_container { node.opening() } else { node.span() };
    let message = format!("{} is something that the schema rules out", name_of(path));
    Finding::new(&rules::VALUE_NOT_ALLOWED, span, pointer, message)
        .label("ruled out")
        .help("see the conditions in the model's schema")
}
