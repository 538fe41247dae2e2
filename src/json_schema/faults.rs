//! The validator's errors, put in our order: unions reduced to the branch that was meant, several errors about one value
//! to the first of them, errors that only follow from others left out.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::{Map, Value};

use super::conditions::{Conditions, conditions};
use super::files::{Documents, fragment, without_fragment};
use crate::json::Pointer;

/// What is wrong, in the order in which only the first is told of a value.
#[expect(clippy::large_enum_variant, reason = "few are alive at a time")]
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// The key is not known.
    Unknown {
        /// It may only be the consequence of another fault.
        may_follow: bool,
    },
    /// None of the object's keys is known.
    AllUnknown,
    /// A parameter is missing.
    Missing(Conditions),
    /// None of these groups of parameters is there whole.
    NoneOf {
        /// The groups.
        groups: Vec<Vec<String>>,
        /// Only one of them may be.
        is_exclusive: bool,
    },
    /// The type is none of these.
    Type(Vec<&'static str>),
    /// The value is none of these.
    Allowed(Vec<Value>),
    /// The text has the wrong length.
    Length(Option<u64>, Option<u64>),
    /// The number lies outside of these limits.
    Range(Limits),
    /// The list (or the object) has too few or too many items (or members).
    Count(Option<u64>, Option<u64>),
    /// The list has an item twice.
    Repeated,
    /// The list has items that it should not have, or none of those that it should have.
    Items,
    /// The text does not match this expression.
    Pattern(String),
    /// The text does not have this format.
    Format(String),
    /// The value is not possible here.
    Forbidden(Conditions),
    /// These members of the object exclude each other.
    Together(Vec<String>),
    /// Several of these groups of members are there, of which only one may be.
    SeveralOf(Vec<Vec<String>>),
    /// Anything else.
    Other,
}

/// The limits of a number, as the schema has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Limits {
    pub minimum: Option<Value>,
    pub maximum: Option<Value>,
    pub above: Option<Value>,
    pub below: Option<Value>,
    pub multiple_of: Option<Value>,
}

/// One thing that is wrong with a task.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    /// JSON Pointer, from the task, of the value, or of the object that holds (or lacks) the key.
    pub holder: String,
    /// The key that is missing or unknown.
    pub name: Option<String>,
    pub kind: Kind,
}

impl Fault {
    /// JSON Pointer, from the task, of the parameter at fault.
    pub fn pointer(&self) -> String {
        let mut pointer = self.holder.clone();
        if let Some(name) = &self.name {
            Pointer::push_token(&mut pointer, name);
        }
        pointer
    }

    /// Among faults of one parameter the one with the lowest rank is told.
    fn rank(&self) -> u8 {
        match &self.kind {
            Kind::Unknown { may_follow: false } | Kind::AllUnknown => 0,
            Kind::Missing(conditions) => 1 + u8::from(conditions.apply),
            Kind::Type(_) => 3,
            Kind::Allowed(_) => 4,
            Kind::Length(..) | Kind::Range(_) | Kind::Count(..) => 5,
            Kind::Repeated | Kind::Items => 6,
            Kind::Pattern(_) => 7,
            Kind::Format(_) => 8,
            Kind::Forbidden(_) => 9,
            Kind::NoneOf { .. } | Kind::Together(_) | Kind::SeveralOf(_) => 10,
            Kind::Other => 11,
            Kind::Unknown { may_follow: true } => 12,
        }
    }

    /// Whether it is about members of an object, although it stands at the object.
    fn is_about_members(&self) -> bool {
        matches!(self.kind, Kind::SeveralOf(_) | Kind::Together(_) | Kind::NoneOf { .. })
    }
}

/// Where the keywords of an error stand.
pub(super) struct Errors<'s> {
    pub documents: &'s Documents,
}

impl Errors<'_> {
    /// The faults that errors mean, in the order of their pointers.
    pub fn faults<'e>(&self, errors: impl Iterator<Item = ValidationError<'e>>) -> Vec<Fault> {
        let mut faults = Vec::new();
        for error in errors {
            self.read(&error, &mut faults);
        }
        settle(&mut faults);
        faults
    }

    /// The schema that holds an error's keyword.
    fn siblings(&self, error: &ValidationError<'_>) -> Option<&Map<String, Value>> {
        let keyword = self.keyword(error)?;
        let (holder, _) = keyword.1.rsplit_once('/')?;
        keyword.0.pointer(holder)?.as_object()
    }

    /// The document of an error's keyword, and the pointer in it.
    fn keyword(&self, error: &ValidationError<'_>) -> Option<(&Value, String)> {
        let address = error.absolute_keyword_location()?.as_str();
        let document = self.documents.get(without_fragment(address))?;
        let mut pointer = fragment(address);
        let keyword = error.schema_path().as_str().rsplit('/').next().unwrap_or_default();
        if pointer.rsplit('/').next() != Some(keyword) {
            // Dependencies that are lists count the list in.
            pointer.truncate(pointer.rfind('/').unwrap_or(0));
        }
        Some((document, pointer))
    }

    fn read(&self, error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
        let own = error.instance_path().as_str();
        let path = error.evaluation_path();
        let mut add = |name: Option<&str>, kind: Kind| {
            faults.push(Fault { holder: own.to_owned(), name: name.map(str::to_owned), kind });
        };
        let count = |keyword: &str| self.siblings(error).and_then(|schema| schema.get(keyword)?.as_u64());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for name in unexpected {
                    add(Some(name), Kind::Unknown { may_follow: false });
                }
            }
            ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                for name in unexpected {
                    add(Some(name), Kind::Unknown { may_follow: true });
                }
            }
            ValidationErrorKind::PropertyNames { error } => {
                add(error.instance().as_str(), Kind::Unknown { may_follow: false });
            }
            ValidationErrorKind::Required { property } => {
                add(property.as_str(), Kind::Missing(conditions(path, self.siblings(error), property)));
            }
            ValidationErrorKind::Type { kind } => add(None, Kind::Type(types(kind))),
            ValidationErrorKind::Constant { expected_value } => {
                add(None, Kind::Allowed(vec![(**expected_value).clone()]));
            }
            ValidationErrorKind::Enum { options } => {
                add(None, Kind::Allowed(options.as_array().cloned().unwrap_or_default()));
            }
            ValidationErrorKind::MinLength { limit } => {
                add(None, Kind::Length(Some(*limit), count("maxLength")));
            }
            ValidationErrorKind::MaxLength { limit } => {
                add(None, Kind::Length(count("minLength"), Some(*limit)));
            }
            ValidationErrorKind::MinItems { limit } => {
                add(None, Kind::Count(Some(*limit), count("maxItems")));
            }
            ValidationErrorKind::MaxItems { limit } => {
                add(None, Kind::Count(count("minItems"), Some(*limit)));
            }
            ValidationErrorKind::MinProperties { limit } => {
                add(None, Kind::Count(Some(*limit), count("maxProperties")));
            }
            ValidationErrorKind::MaxProperties { limit } => {
                add(None, Kind::Count(count("minProperties"), Some(*limit)));
            }
            ValidationErrorKind::AdditionalItems { limit } => {
                add(None, Kind::Count(None, u64::try_from(*limit).ok()));
            }
            ValidationErrorKind::Contains | ValidationErrorKind::UnevaluatedItems { .. } => {
                add(None, Kind::Items);
            }
            ValidationErrorKind::UniqueItems => add(None, Kind::Repeated),
            ValidationErrorKind::Minimum { .. }
            | ValidationErrorKind::Maximum { .. }
            | ValidationErrorKind::ExclusiveMinimum { .. }
            | ValidationErrorKind::ExclusiveMaximum { .. }
            | ValidationErrorKind::MultipleOf { .. } => add(None, Kind::Range(self.limits(error))),
            ValidationErrorKind::Pattern { pattern } => add(None, Kind::Pattern(pattern.clone())),
            ValidationErrorKind::Format { format } => add(None, Kind::Format(format.clone())),
            ValidationErrorKind::ContentEncoding { content_encoding: form }
            | ValidationErrorKind::ContentMediaType { content_media_type: form } => {
                add(None, Kind::Format(form.clone()));
            }
            ValidationErrorKind::FalseSchema => {
                let is_about_all = path.as_str().ends_with("/additionalProperties");
                let nothing = Value::Null;
                let forbidden = || Kind::Forbidden(conditions(path, None, &nothing));
                add(None, if is_about_all { Kind::AllUnknown } else { forbidden() });
            }
            ValidationErrorKind::Not { schema } => excluded(own, schema, faults),
            ValidationErrorKind::AnyOf { context } => self.union(own, context, false, faults),
            ValidationErrorKind::OneOfNotValid { context } => self.union(own, context, true, faults),
            ValidationErrorKind::OneOfMultipleValid { context } => {
                let groups = self.groups(error, context);
                add(None, if groups.len() > 1 { Kind::SeveralOf(groups) } else { Kind::Other });
            }
            ValidationErrorKind::BacktrackLimitExceeded { .. }
            | ValidationErrorKind::RegexEngineFailure { .. }
            | ValidationErrorKind::FromUtf8 { .. }
            | ValidationErrorKind::Custom { .. }
            | ValidationErrorKind::Referencing(_) => add(None, Kind::Other),
        }
    }

    /// All limits of the schema that holds the one that was broken, and that one.
    fn limits(&self, error: &ValidationError<'_>) -> Limits {
        let mut limits = Limits::default();
        if let Some(schema) = self.siblings(error) {
            let number = |keyword: &str| schema.get(keyword).filter(|value| value.is_number()).cloned();
            let is_strict = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
            limits.multiple_of = number("multipleOf");
            (limits.above, limits.below) = (number("exclusiveMinimum"), number("exclusiveMaximum"));
            if is_strict("exclusiveMinimum") {
                limits.above = number("minimum");
            } else {
                limits.minimum = number("minimum");
            }
            if is_strict("exclusiveMaximum") {
                limits.below = number("maximum");
            } else {
                limits.maximum = number("maximum");
            }
        }
        match error.kind() {
            ValidationErrorKind::Minimum { limit } => limits.minimum = Some(limit.clone()),
            ValidationErrorKind::Maximum { limit } => limits.maximum = Some(limit.clone()),
            ValidationErrorKind::ExclusiveMinimum { limit } => limits.above = Some(limit.clone()),
            ValidationErrorKind::ExclusiveMaximum { limit } => limits.below = Some(limit.clone()),
            ValidationErrorKind::MultipleOf { multiple_of } if limits.multiple_of.is_none() => {
                limits.multiple_of = Some((*multiple_of).into());
            }
            _ => {}
        }
        limits
    }

    /// The names that the branches which accept the value ask for.
    fn groups(&self, error: &ValidationError<'_>, context: &[Vec<ValidationError<'_>>]) -> Vec<Vec<String>> {
        let branches =
            self.keyword(error).and_then(|(document, pointer)| document.pointer(&pointer)?.as_array());
        let valid = branches.into_iter().flatten().zip(context).filter(|(_, errors)| errors.is_empty());
        valid.map(|(branch, _)| names(branch)).filter(|names| !names.is_empty()).collect()
    }

    /// The faults of the branch that was meant.
    fn union(
        &self,
        own: &str,
        context: &[Vec<ValidationError<'_>>],
        is_exclusive: bool,
        faults: &mut Vec<Fault>,
    ) {
        let mut branches = Vec::new();
        for errors in context {
            let mut branch = Vec::new();
            for error in errors {
                self.read(error, &mut branch);
            }
            settle(&mut branch);
            branches.push(branch);
        }
        faults.extend(nearest(own, branches, is_exclusive));
    }
}

fn types(kind: &TypeKind) -> Vec<&'static str> {
    let name = |kind: JsonType| kind.as_str();
    match kind {
        TypeKind::Single(kind) => vec![name(*kind)],
        TypeKind::Multiple(kinds) => kinds.iter().map(name).collect(),
    }
}

/// The names of `required`.
fn names(schema: &Value) -> Vec<String> {
    let names = schema["required"].as_array().into_iter().flatten();
    names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The faults of a `not`: parameters that exclude each other, where it says no more than that.
fn excluded(own: &str, schema: &Value, faults: &mut Vec<Fault>) {
    let fault = |kind: Kind| Fault { holder: own.to_owned(), name: None, kind };
    let alternatives = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    let schemas: Vec<&Value> = alternatives.map_or_else(|| vec![schema], |schemas| schemas.iter().collect());
    let groups: Vec<Vec<String>> = schemas.iter().map(|schema| names(schema)).collect();
    if groups.iter().all(|names| !names.is_empty()) {
        faults.extend(groups.into_iter().map(|names| fault(Kind::Together(names))));
    } else {
        faults.push(fault(Kind::Other));
    }
}

/// Reduces the branches of a union at `own` to the one that comes nearest: of the right type, with the right values
/// where branches are told apart by one, whose faults lie deepest, and are fewest.
fn nearest(own: &str, branches: Vec<Vec<Fault>>, is_exclusive: bool) -> Vec<Fault> {
    let at_own = |fault: &Fault| fault.name.is_none() && fault.holder == own;
    let fault = |kind: Kind| vec![Fault { holder: own.to_owned(), name: None, kind }];
    let type_of = |branch: &[Fault]| {
        branch.iter().filter(|fault| at_own(fault)).find_map(|fault| match &fault.kind {
            Kind::Type(types) => Some(types.clone()),
            _ => None,
        })
    };
    let types: Vec<Option<Vec<&'static str>>> = branches.iter().map(|branch| type_of(branch)).collect();
    if types.iter().all(Option::is_some) {
        return fault(Kind::Type(types.into_iter().flatten().flatten().collect()));
    }
    let fitting: Vec<Vec<Fault>> = branches
        .into_iter()
        .zip(types)
        .filter(|(_, types)| types.is_none())
        .map(|(branch, _)| branch)
        .collect();
    let missing = |branch: &Vec<Fault>| {
        let name = |fault: &Fault| match &fault.kind {
            Kind::Missing(conditions) if !conditions.apply && fault.holder == own => fault.name.clone(),
            _ => None,
        };
        branch.iter().map(name).collect::<Option<Vec<String>>>()
    };
    if fitting.len() > 1 {
        if let Some(groups) = fitting.iter().map(missing).collect::<Option<Vec<_>>>() {
            return fault(Kind::NoneOf { groups, is_exclusive });
        }
        if let Some(merged) = merged_values(own, &fitting) {
            return vec![merged];
        }
    }
    let is_other_kind = |fault: &Fault| {
        let is_member = fault.holder.strip_prefix(own).is_some_and(|rest| rest.matches('/').count() == 1);
        is_member && matches!(fault.kind, Kind::Allowed(_))
    };
    let depth = |fault: &Fault| fault.pointer().matches('/').count();
    fitting
        .into_iter()
        .min_by_key(|branch| {
            let others = branch.iter().filter(|fault| is_other_kind(fault)).count();
            let depth = branch.iter().map(depth).min().unwrap_or(0);
            (others, std::cmp::Reverse(depth), branch.len())
        })
        .unwrap_or_default()
}

/// One fault with the values of all branches, where each has the same value wrong: the union's own, or that of the
/// member by which the branches are told apart.
fn merged_values(own: &str, branches: &[Vec<Fault>]) -> Option<Fault> {
    let mut merged: Option<Fault> = None;
    for branch in branches {
        let told_by = branch.iter().find_map(|fault| match &fault.kind {
            Kind::Allowed(values) if fault.holder.strip_prefix(own)?.matches('/').count() < 2 => {
                Some((&fault.holder, values))
            }
            _ => None,
        });
        let (holder, values) = told_by?;
        match &mut merged {
            None => {
                let kind = Kind::Allowed(values.clone());
                merged = Some(Fault { holder: holder.clone(), name: None, kind });
            }
            Some(Fault { holder: first, kind: Kind::Allowed(all), .. }) if first == holder => {
                all.extend(values.iter().filter(|value| !all.contains(value)).cloned().collect::<Vec<_>>());
            }
            Some(_) => return None,
        }
    }
    merged
}

/// Leaves one fault for one mistake, and puts them into the order of their pointers.
fn settle(faults: &mut Vec<Fault>) {
    let mut ranked: Vec<(String, Fault)> = faults.drain(..).map(|fault| (fault.pointer(), fault)).collect();
    ranked.sort_by(|(a, fault), (b, other)| a.cmp(b).then(fault.rank().cmp(&other.rank())));
    let (about_members, about_values): (Vec<_>, Vec<_>) =
        ranked.into_iter().partition(|(_, fault)| fault.is_about_members());
    let pointers: Vec<String> = about_values.iter().map(|(pointer, _)| pointer.clone()).collect();
    let has_inside = |pointer: &str| {
        let inside = format!("{pointer}/");
        // They are in order.
        let next = pointers.partition_point(|other| *other < inside);
        pointers.get(next).is_some_and(|other| other.starts_with(&inside))
    };
    let mut last = None;
    for (pointer, fault) in about_values {
        // That something is wrong says less than what is wrong inside.
        let is_vague = fault.kind == Kind::Other && (has_inside(&pointer) || !about_members.is_empty());
        if !is_vague && last.as_ref() != Some(&pointer) {
            faults.push(fault);
            last = Some(pointer);
        }
    }
    // Those of one pointer follow each other.
    let (mut first, mut last) = (faults.len(), None);
    for (pointer, fault) in about_members {
        if last.as_ref() != Some(&pointer) {
            (first, last) = (faults.len(), Some(pointer));
        }
        if !faults[first..].contains(&fault) {
            faults.push(fault);
        }
    }
}
