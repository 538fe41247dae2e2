//! How a value is to be written: the remedies for a value of the wrong type, and for one that goes to another place.

use std::borrow::Cow;

use super::scalar::Scalar;
use super::table::{Shape, StringShape};
use crate::constraint::join;
use crate::finding::text;
use crate::json::{Kind, Node};

/// What to do about a value that is of none of the shape's types.
pub fn for_type(shape: &Shape, node: Node<'_>, is_required: bool) -> Cow<'static, str> {
    let wanted = shape.types.display();
    let text = node.as_str();
    if let Some(help) = out_of_list(shape, node) {
        return help.into();
    }
    let is_allowed = |text: &str| {
        shape.allowed.is_empty() || shape.allowed.iter().any(|allowed| allowed.to_string() == text)
    };
    match (node.kind(), text.as_deref()) {
        (Kind::Null, _) if is_required => "give it a value: `null` is none".into(),
        (Kind::Null, _) => "give it a value, or remove it: `null` is not the same as leaving it out".into(),
        (_, Some(text)) if wanted.contains("integer") && is_written_number(text) && is_allowed(text) => {
            "write the number without quotes".into()
        }
        (_, Some(text @ ("true" | "false"))) if wanted.contains("boolean") && is_allowed(text) => {
            text!("write {text} without quotes").into()
        }
        _ if !shape.allowed.is_empty() => one_of(&shape.allowed, node).into(),
        _ if wanted == "a boolean" => "write `true` or `false`".into(),
        (Kind::Number, _) if wanted == "an integer" => "write it without a fractional part".into(),
        (Kind::Number, _) if wanted == "a string" && may_be_quoted(shape, node) => {
            "write it in double quotes".into()
        }
        (kind, _) if wanted == "an array" => match list_form(shape, node) {
            Some(form) if form != ANY_LIST => text!("write `{form}`").into(),
            None if kind != Kind::String => "write an array".into(),
            _ => text!("put it into a list: `{ANY_LIST}`").into(),
        },
        _ => {
            object_form(shape).map_or_else(|| text!("write {wanted}"), |form| text!("write `{form}`")).into()
        }
    }
}

/// Which of the allowed values to use, the nearest first.
pub fn one_of(allowed: &[Scalar], node: Node<'_>) -> String {
    if let [only] = allowed {
        return text!("write `{only}`");
    }
    let mut values: Vec<&Scalar> = allowed.iter().collect();
    if let Some(number) = node.as_number().and_then(|number| number.literal().parse::<f64>().ok()) {
        let distance = |value: &Scalar| match value {
            Scalar::Integer(value) => {
                i32::try_from(*value).map_or(f64::MAX, |it| (f64::from(it) - number).abs())
            }
            Scalar::Bool(_) | Scalar::Text(_) => f64::INFINITY,
        };
        values.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    }
    let values: Vec<String> = values.into_iter().map(|value| text!("`{value}`")).collect();
    text!("use one of {}", join(&values, "or"))
}

/// What has to become of a value that is moved to a place of that shape, to follow the place's name. Empty where it is of
/// the right type, or where nothing is known.
pub fn in_its_place(shape: &Shape, node: Node<'_>) -> String {
    if out_of_list(shape, node).is_some() {
        return ", out of its list".to_owned();
    }
    let form = if !shape.types.hold(node) {
        if shape.types.display() == "an array" { list_form(shape, node) } else { object_form(shape) }
    } else if let Some(items) = shape.array.as_ref().and_then(|array| array.items.as_deref()) {
        let wrong = node.items().find(|item| !items.types.hold(*item));
        wrong.and_then(|_| object_form(items)).map(|form| text!("[{form}]"))
    } else {
        None
    };
    form.filter(|_| node.kind() != Kind::Null).map(|form| text!(": `{form}`")).unwrap_or_default()
}

/// A list of what is there already.
const ANY_LIST: &str = "[…]";

/// How a list of that shape is made of a value; `None` where that is not known.
fn list_form(shape: &Shape, node: Node<'_>) -> Option<String> {
    let items = shape.array.as_ref()?.items.as_deref()?;
    if items.types.hold(node) {
        return Some(ANY_LIST.to_owned());
    }
    object_form(items).map(|form| text!("[{form}]"))
}

/// An object with what it needs; `None` where it may be something else, or needs nothing.
fn object_form(shape: &Shape) -> Option<String> {
    let object = shape.object.as_ref().filter(|_| shape.types.display() == "an object")?;
    let required = object.properties.iter().filter(|property| property.is_required);
    let members: Vec<String> = required.map(|property| text!("\"{}\": …", property.name)).collect();
    (!members.is_empty()).then(|| text!("{{{}}}", members.join(", ")))
}

/// What to do about a list of values each of which would be right without it.
fn out_of_list(shape: &Shape, node: Node<'_>) -> Option<&'static str> {
    let is_right = |item: Node<'_>| {
        shape.types.hold(item)
            && (shape.allowed.is_empty() || shape.allowed.iter().any(|allowed| allowed.equals(item)))
    };
    let is_list = node.kind() == Kind::Array && !shape.types.hold(node) && node.items().all(is_right);
    match node.item_count() {
        1 if is_list => Some("take it out of the list"),
        2.. if is_list => Some("keep one of them, out of the list"),
        _ => None,
    }
}

/// Whether a number would be right as a text.
fn may_be_quoted(shape: &Shape, node: Node<'_>) -> bool {
    let literal = node.as_number().map_or("", |number| number.literal());
    shape.string.as_ref().is_none_or(|string| string.takes(literal))
}

fn is_written_number(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
}

impl StringShape {
    /// Whether a text keeps these limits.
    fn takes(&self, text: &str) -> bool {
        let length = text.chars().count();
        self.min_length.is_none_or(|least| length >= least)
            && self.max_length.is_none_or(|most| length <= most)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
            && self.format.is_none_or(|format| format.problem(text).is_none())
    }
}
