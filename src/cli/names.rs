//! The names of rules and constraints, as people give them.

use runware_lint::models::Models;
use runware_lint::nearest::nearest;
use runware_lint::rules::{self, RULES};

/// The ids of all constraints of all models.
fn known_constraints() -> Vec<String> {
    let models = Models::default();
    models
        .all()
        .flat_map(|ruleset| &ruleset.constraints)
        .map(|constraint| constraint.origin.id.to_string())
        .collect()
}

/// Each name as it is spelled in the catalogue.
///
/// # Errors
/// A message for the first name that is none of a rule or constraint, with the nearest one.
pub fn resolve(names: &[String], option: &str) -> Result<Vec<String>, String> {
    let constraints =
        if names.iter().all(|name| rules::find(name).is_some()) { Vec::new() } else { known_constraints() };
    names.iter().map(|name| resolve_one(name, &constraints, option)).collect()
}

fn resolve_one(name: &str, constraints: &[String], option: &str) -> Result<String, String> {
    if let Some(rule) = rules::find(name) {
        return Ok(rule.id.to_owned());
    }
    if let Some(constraint) = constraints.iter().find(|constraint| constraint.eq_ignore_ascii_case(name)) {
        return Ok(constraint.clone());
    }
    let candidates = RULES.iter().map(|rule| rule.id).chain(constraints.iter().map(String::as_str));
    let hint = match nearest(name, candidates) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => "; `runware-lint rules` lists them".to_owned(),
    };
    Err(format!("{option}: there is no rule or constraint `{name}`{hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_in_any_case_and_mistyped_ones_are_told() {
        let names = ["Unknown-Field".to_owned(), "o3-3".to_owned()];
        assert_eq!(resolve(&names[..1], "--select"), Ok(vec!["unknown-field".to_owned()]));
        assert_eq!(resolve_one("O3-3", &names[1..], "--select"), Ok("o3-3".to_owned()));
        let message = resolve(&["unknwon-field".to_owned()], "--ignore").unwrap_err();
        assert_eq!(
            message,
            "--ignore: there is no rule or constraint `unknwon-field`; did you mean `unknown-field`?"
        );
    }
}
