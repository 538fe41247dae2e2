//! A smallest request that uses certain parameters, for people to go on from; or the reason why there is none.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::domain::{Domain, Taste};
use super::draft::Draft;
use super::search::{Goal, Judge, Search};
use crate::constraint::{Check, Constraint, Origin, Proposal};
use crate::finding::Finding;
use crate::ruleset::UUID_V4;

/// What a request is to have.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The index of a parameter in the schema.
    pub parameter: usize,
    /// Its value; a sample, where there is none.
    pub value: Option<Value>,
}

/// Why a wish cannot be granted.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// The schema refuses a value.
    Value {
        /// What is wrong.
        message: String,
        /// What to write instead.
        help: Option<String>,
    },
    /// The parameters cannot stand together.
    Conflict {
        /// The constraints that forbid it. Without any one of them it could be done.
        constraints: Vec<Arc<Origin>>,
        /// What they forbid it for.
        scope: Scope,
    },
    /// What is given for one parameter leaves no place for another one, whatever the constraints say.
    Apart {
        /// The parameters.
        parameters: Vec<usize>,
    },
    /// There were too many possibilities to look at.
    GaveUp,
}

/// What requests a refusal speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// None is valid.
    Every,
    /// None is without findings; there are valid ones, but only by a detour that was not asked for and brings warnings of its
    /// own, such as a parameter beside which a constraint is not checked, or a list of more than a hundred items.
    EveryUsual,
    /// None is without warnings.
    EverySilent,
}

/// Everything that the constraints of a rule set propose for requests that satisfy them.
#[must_use]
pub fn proposals(constraints: &[Constraint]) -> Vec<Proposal> {
    constraints.iter().flat_map(|constraint| &constraint.checks).flat_map(Check::proposals).collect()
}

/// A smallest request without findings that grants the wishes. `fresh_uuid` gives a new UUID of version 4 each time.
///
/// # Errors
/// Where there is none.
pub fn compose(
    judge: &Judge<'_>,
    wishes: &[Wish],
    fresh_uuid: &mut dyn FnMut() -> String,
) -> Result<Draft, Refusal> {
    let fixed: BTreeMap<usize, Value> =
        wishes.iter().filter_map(|wish| Some((wish.parameter, wish.value.clone()?))).collect();
    let mut wanted: Vec<usize> = wishes.iter().map(|wish| wish.parameter).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let proposals = proposals(&judge.ruleset.constraints);
    let mut domain = Domain::for_wishes(&judge.schema, &proposals, &fixed, &wanted, Taste::Sensible);
    domain.narrow(|index| judge.is_named(index));
    let mut search = Search::new(judge, &domain, Goal::Silent, &wanted, &BTreeSet::new());
    match search.next() {
        Some(mut draft) => {
            for (index, field) in judge.schema.fields.iter().enumerate() {
                // The id of a task is one, also where its schema asks only for a text.
                let is_uuid = field.schema["pattern"] == UUID_V4 || field.path == "taskUUID";
                if is_uuid && !fixed.contains_key(&index) && draft.get(&judge.schema, index).is_some() {
                    let with_uuid = draft.set(&judge.schema, index, &fresh_uuid().into());
                    let is_silent =
                        |draft: &Draft| judge.findings(&draft.0, &|constraint| &constraint.checks).is_empty();
                    draft = with_uuid.filter(is_silent).unwrap_or(draft);
                }
            }
            Ok(draft)
        }
        None if search.gave_up => Err(Refusal::GaveUp),
        None => Err(conflict(judge, &domain, &wanted, &search.met)
            .unwrap_or_else(|| Refusal::Apart { parameters: apart(judge, &fixed, wanted) })),
    }
}

/// The constraints that stand in the way: a set of which none can be spared. None where there are none.
///
/// Only what the wishes ask for counts here. Where they break a constraint, and a way out of it is closed by another one,
/// it is not the other one that stands in the way.
fn conflict(judge: &Judge<'_>, domain: &Domain, wanted: &[usize], met: &BTreeSet<String>) -> Option<Refusal> {
    let none = BTreeSet::new();
    let can_be = |goal: Goal<'_>, without: &BTreeSet<String>| {
        Search::new(judge, domain, goal, wanted, without).straight().next().is_some()
    };
    let (goal, scope) = if can_be(Goal::Accepted, &none) {
        (Goal::Silent, Scope::EverySilent)
    } else if domain.is_too_short()
        || Search::new(judge, domain, Goal::Accepted, wanted, &none).next().is_some()
    {
        (Goal::Accepted, Scope::EveryUsual)
    } else {
        (Goal::Accepted, Scope::Every)
    };
    // Constraints that were never met do not stand in the way. Of the others, those of the file's end, which are advice,
    // are spared first.
    let mut needed: Vec<&Constraint> =
        judge.ruleset.constraints.iter().filter(|constraint| met.contains(&*constraint.origin.id)).collect();
    let mut spared = BTreeSet::new();
    for constraint in needed.clone().into_iter().rev() {
        spared.insert(constraint.origin.id.to_string());
        if can_be(goal, &spared) {
            spared.remove(&*constraint.origin.id);
        } else {
            needed.retain(|other| other.origin.id != constraint.origin.id);
        }
    }
    let constraints: Vec<Arc<Origin>> =
        needed.into_iter().map(|constraint| Arc::clone(&constraint.origin)).collect();
    (!constraints.is_empty()).then_some(Refusal::Conflict { constraints, scope })
}

/// Of the parameters that cannot be had together even without constraints, as few as cannot.
fn apart(judge: &Judge<'_>, fixed: &BTreeMap<usize, Value>, wanted: Vec<usize>) -> Vec<usize> {
    let all = judge.ruleset.constraints.iter().map(|constraint| constraint.origin.id.to_string()).collect();
    let can_be = |wanted: &[usize]| {
        let fixed = fixed.iter().filter(|(index, _)| wanted.contains(index));
        let fixed = fixed.map(|(index, value)| (*index, value.clone())).collect();
        let domain = Domain::for_wishes(&judge.schema, &[], &fixed, wanted, Taste::Sensible);
        Search::new(judge, &domain, Goal::Accepted, wanted, &all).next().is_some()
    };
    let mut needed = wanted.clone();
    for parameter in wanted {
        let others: Vec<usize> = needed.iter().copied().filter(|&other| other != parameter).collect();
        if !can_be(&others) {
            needed = others;
        }
    }
    needed
}

/// The value that a text stands for: JSON, or a text as it is, or the only item of a list; the first that the schema allows.
///
/// # Errors
/// Where the schema allows none of them.
pub fn read_value(judge: &Judge<'_>, parameter: usize, text: &str) -> Result<Value, Refusal> {
    let field = &judge.schema.fields[parameter];
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    let as_text = Value::from(text);
    let mut readings: Vec<Value> = parsed.into_iter().collect();
    readings.push(as_text);
    if field.is_list() {
        readings.extend(readings.clone().into_iter().map(|item| Value::from(vec![item])));
    }
    let mut first_problem = None;
    for value in readings {
        match problem(judge, parameter, &value) {
            None => return Ok(value),
            Some(problem) => first_problem = first_problem.or(Some(problem)),
        }
    }
    let message = first_problem.as_ref().map_or_else(String::new, |finding| finding.message.clone());
    let possible: Vec<String> =
        super::values::scalars(&field.schema, 0).iter().map(|value| format!("`{value}`")).collect();
    let proposed = |problem: Option<Finding>| problem?.help.map(Cow::into_owned);
    let help = match possible.len() {
        0 | 1 => proposed(first_problem),
        _ if field.schema["type"] == "boolean" => Some("write `true` or `false`".to_owned()),
        _ => proposed(first_problem),
    };
    Err(Refusal::Value { message, help })
}

/// What the schema alone has against a value.
fn problem(judge: &Judge<'_>, parameter: usize, value: &Value) -> Option<Finding> {
    let domain = Domain::new(&judge.schema, &[], &BTreeMap::new(), Taste::Smallest);
    let mut draft = Draft::smallest(&judge.schema);
    let mut holder = judge.schema.fields[parameter].holder;
    while let Some(index) = holder {
        let field = &judge.schema.fields[index];
        if field.is_list() {
            let objects = domain.variants(index).iter().find(|variant| variant.value[0].is_object());
            draft = draft.set(&judge.schema, index, &objects?.value)?;
        }
        holder = field.holder;
    }
    let draft = draft.set(&judge.schema, parameter, value)?;
    let pointer = judge.schema.fields[parameter].pointer();
    let findings = judge.findings(&draft.0, &|_| &[]);
    findings.into_iter().find(|finding| finding.pointer.starts_with(&pointer))
}

/// Random bytes as a UUID of version 4.
#[must_use]
pub fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::new();
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.extend([byte >> 4, byte & 0xf].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
    }
    text
}
