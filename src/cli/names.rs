//! The names of rules and constraints, as people give them.

use runware_lint::models::Models;
use runware_lint::nearest::nearest_or_begun;
use runware_lint::rules::{self, RULES};

/// A name that nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: String,
}

/// The name of a rule or constraint, as it is spelled in the catalogue.
///
/// # Errors
/// Where there is neither, with the nearest name.
pub fn find(name: &str, models: &Models) -> Result<String, Unknown> {
    if let Some(rule) = rules::find(name) {
        return Ok(rule.id.to_owned());
    }
    let constraints =
        || models.all().flat_map(|ruleset| &ruleset.constraints).map(|constraint| &*constraint.origin.id);
    if let Some(constraint) = constraints().find(|constraint| constraint.eq_ignore_ascii_case(name)) {
        return Ok(constraint.to_owned());
    }
    let help = match nearest_or_begun(name, RULES.iter().map(|rule| rule.id).chain(constraints())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`runware-lint rules` lists them".to_owned(),
    };
    Err(Unknown { message: format!("there is no rule or constraint `{name}`"), help })
}

/// Each name of an option as it is spelled in the catalogue.
///
/// # Errors
/// A message for the first name that is none of a rule or constraint, with the nearest one.
pub fn resolve(names: &[String], option: &str, models: &Models) -> Result<Vec<String>, String> {
    let resolved = names.iter().map(|name| find(name, models)).collect::<Result<_, _>>();
    resolved.map_err(|unknown: Unknown| format!("{option}: {}; {}", unknown.message, unknown.help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_in_any_case_and_mistyped_ones_are_told() {
        let resolve = |name: &str, option| resolve(&[name.to_owned()], option, &Models::default());
        assert_eq!(resolve("Unknown-Field", "--select"), Ok(vec!["unknown-field".to_owned()]));
        assert_eq!(resolve("O3-3", "--select"), Ok(vec!["o3-3".to_owned()]));
        assert_eq!(
            resolve("unknwon-field", "--ignore"),
            Err("--ignore: there is no rule or constraint `unknwon-field`; did you mean `unknown-field`?"
                .to_owned())
        );
    }
}
