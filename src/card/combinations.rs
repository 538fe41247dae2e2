//! What parameters demand of one another, check by check, in words.

use serde::Serialize;
use serde_json::Value;

use super::Size;
use crate::constraint::join;
use crate::diagnostic::Severity;
use crate::rules;

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Which parameters go together.
    Together,
    /// The images of the first and the last frame.
    Frames,
    /// Elements and the prompts that name them.
    Elements,
}

/// One check of a constraint.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Combination {
    /// The constraint's id.
    pub constraint: String,
    /// How bad it is to break it.
    pub severity: Severity,
    /// The rule that its findings have.
    pub rule: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// What it asks for, in words.
    pub text: String,
}

/// The checks of a constraints file, with the constraint that each belongs to.
fn checks(written: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    let constraints = written["constraints"].as_array().into_iter().flatten();
    constraints.flat_map(|constraint| {
        constraint["checks"].as_array().into_iter().flatten().map(move |check| (constraint, check))
    })
}

/// What is checked across parameters, in the order of the file. A constraint whose form has no words of its own is
/// told in those of its statement and its reading.
pub fn combinations(written: &Value) -> Vec<Combination> {
    let mut combinations: Vec<Combination> = Vec::new();
    for (constraint, check) in checks(written) {
        let form = check["form"].as_str().unwrap_or_default();
        let Some(rule) = rules::find(crate::constraint::rule_of(check["rule"].as_str(), form)) else {
            continue;
        };
        combinations.push(Combination {
            constraint: constraint["id"].as_str().unwrap_or_default().to_owned(),
            severity: rule.severity,
            rule: rule.id,
            topic: match form {
                "frame-position" | "lone-last-frame" => Topic::Frames,
                "element-composition" | "element-references" | "unique-items" => Topic::Elements,
                _ => Topic::Together,
            },
            text: words(check, form).unwrap_or_else(|| {
                let sentence = |key: &str| constraint[key].as_str().unwrap_or_default();
                format!("{}. {}", sentence("statement"), sentence("reading"))
            }),
        });
    }
    combinations
}

/// A check of one of the usual forms, in words.
fn words(check: &Value, form: &str) -> Option<String> {
    let beside = match terms(&check["when"], "or") {
        Some(when) => format!("with {when}, "),
        None => String::new(),
    };
    let unless =
        terms(&check["unless"], "or").map_or_else(String::new, |it| format!(", unless {it} is there"));
    let max = &check["max"];
    let items = if *max == 1 { "item" } else { "items" };
    let text = match form {
        "exactly-one-of" => format!("exactly one of {}", options(check)),
        "required-with" => {
            format!("{} needs {}", terms(&check["when"], "or")?, terms(&check["requires"], "or")?)
        }
        "forbidden-with" => match terms(&check["when"], "or") {
            Some(when) => format!("{when} excludes {}", terms(&check["forbids"], "and")?),
            None => check["message"].as_str()?.to_owned(),
        },
        "used-together" => format!("{} go together", terms(&check["pair"], "and")?),
        "missing-field" => format!("{} is required", name(&check["parameter"])?),
        "supported-dimensions" => {
            format!("{} and {}: one of the sizes above", name(&check["width"])?, name(&check["height"])?)
        }
        "duration-sum" => format!(
            "the `{}`s in {} add up to {}, or to {} without it",
            check["field"].as_str()?,
            name(&check["list"])?,
            name(&check["total"])?,
            check["default"]
        ),
        "item-limit" => format!("{beside}at most {max} {items} in {}", terms(&check["lists"], "and")?),
        "value-limit" => format!("{beside}{} is at most {max}", name(&check["parameter"])?),
        "length-limit" => format!(
            "{beside}at most {max} characters in the `{}` of each of {}",
            check["field"].as_str()?,
            name(&check["list"])?
        ),
        "empty-list" => format!("nothing is gained by an empty {}", terms(&check["lists"], "or")?),
        _ => return None,
    };
    let given = terms(&check["given"], "and").map_or_else(String::new, |it| format!(", where {it} is there"));
    Some(format!("{text}{given}{unless}"))
}

/// When the parameter at `path` is needed because of others: only what is an error.
pub fn needs(written: &Value, path: &str) -> Vec<String> {
    let mut needs = Vec::new();
    for (constraint, check) in checks(written) {
        let form = check["form"].as_str().unwrap_or_default();
        let rule = rules::find(crate::constraint::rule_of(check["rule"].as_str(), form));
        if rule.is_none_or(|rule| rule.severity != Severity::Error) {
            continue;
        }
        let holds = |list: &Value| list.as_array().is_some_and(|list| list.iter().any(|item| item == path));
        let need = match form {
            "missing-field" if check["parameter"] == path => Some(
                terms(&check["unless"], "or")
                    .map_or_else(|| "always".to_owned(), |it| format!("unless {it}")),
            ),
            "required-with" if holds(&check["requires"]) => {
                let others: Vec<Value> = check["requires"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter(|it| *it != path)
                    .cloned()
                    .collect();
                let instead =
                    terms(&Value::Array(others), "or").map_or_else(String::new, |it| format!(" (or {it})"));
                terms(&check["when"], "or").map(|when| format!("with {when}{instead}"))
            }
            "used-together" if holds(&check["pair"]) => {
                let other = check["pair"].as_array().into_iter().flatten().find(|it| *it != path);
                other.and_then(name).map(|other| format!("with {other}"))
            }
            "exactly-one-of" if check["options"].as_array().into_iter().flatten().any(holds) => {
                Some(format!("exactly one of {}", options(check)))
            }
            _ => None,
        };
        if let (Some(need), Some(id)) = (need, constraint["id"].as_str()) {
            needs.push(format!("{need} ({id})"));
        }
    }
    needs
}

/// The sizes that the checks know.
pub fn sizes(written: &Value) -> Vec<Size> {
    let sizes = checks(written).flat_map(|(_, check)| check["sizes"].as_array().into_iter().flatten());
    let size = |size: &Value| {
        Some(Size {
            width: size["width"].as_u64()?,
            height: size["height"].as_u64()?,
            name: size["name"].as_str().unwrap_or_default().to_owned(),
        })
    };
    sizes.filter_map(size).collect()
}

/// A parameter's path, or a condition on its value.
fn name(term: &Value) -> Option<String> {
    let Some(path) = term["parameter"].as_str() else { return term.as_str().map(|path| format!("`{path}`")) };
    let values: Vec<String> = term["is"].as_array()?.iter().map(ToString::to_string).collect();
    Some(format!("`{path}: {}`", join(&values, "or")))
}

fn terms(list: &Value, conjunction: &str) -> Option<String> {
    let words: Vec<String> = list.as_array()?.iter().filter_map(name).collect();
    (!words.is_empty()).then(|| join(&words, conjunction))
}

/// The ways of an `exactly-one-of`: `` `a`, `b` or `width`/`height` ``.
fn options(check: &Value) -> String {
    let group = |group: &Value| {
        let names: Vec<String> = group.as_array().into_iter().flatten().filter_map(name).collect();
        names.join("/")
    };
    let options: Vec<String> = check["options"].as_array().into_iter().flatten().map(group).collect();
    join(&options, "or")
}
