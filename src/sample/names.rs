//! The names by which people call parameters: whole paths, and their ends where only one parameter ends so.

use super::schema::Schema;
use crate::constraint::join;
use crate::finding::shortened;
use crate::nearest::{are_alike, nearest};
use crate::ruleset::RuleSet;

/// Why a name names no parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// The index of the parameter that `name` means.
///
/// # Errors
/// Where there is none, or more than one; with the nearest names.
pub fn resolve(ruleset: &RuleSet, schema: &Schema, name: &str) -> Result<usize, NameError> {
    if let Some(index) = schema.find(name.trim_end_matches("[]")) {
        return Ok(index);
    }
    let endings = ending_with(schema, name);
    match endings.as_slice() {
        [only] => return Ok(*only),
        [] => {}
        several => {
            let paths: Vec<String> =
                several.iter().map(|&index| format!("`{}`", schema.fields[index].path)).collect();
            let message = format!("`{name}` may be one of {} parameters", paths.len());
            return Err(NameError { message, help: format!("write {}", join(&paths, "or")) });
        }
    }
    let meant = ruleset.misnomers.get(name).map(String::as_str);
    let paths = || schema.fields.iter().map(|field| field.path.as_str());
    let by_path = || nearest(name, paths());
    let by_name = || {
        let last = name.rsplit('.').next().unwrap_or(name);
        let near = nearest(last, schema.fields.iter().map(super::Field::name))?;
        paths().find(|path| path.rsplit('.').next() == Some(near))
    };
    let alike = || paths().find(|path| are_alike(path, name));
    let message = format!("{} has no parameter `{}`", ruleset.model, shortened(name));
    let help = match meant.or_else(by_path).or_else(alike).or_else(by_name) {
        Some(path) => format!("did you mean `{path}`?"),
        None => format!("see the parameters with `runware-lint model {}`", ruleset.model),
    };
    Err(NameError { message, help })
}

/// The shortest end of a parameter's path that is a name for it alone.
#[must_use]
pub fn short_name(schema: &Schema, index: usize) -> String {
    let path = schema.fields[index].path.replace("[]", "");
    let starts = path.rmatch_indices('.').map(|(at, _)| &path[at + 1..]);
    let is_enough = |end: &&str| schema.find(end).is_none() && ending_with(schema, end) == [index];
    let short = starts.clone().find(is_enough).map(ToOwned::to_owned);
    short.unwrap_or(path.clone())
}

fn ending_with(schema: &Schema, name: &str) -> Vec<usize> {
    let end = format!(".{}", name.replace("[]", ""));
    let fields = schema.fields.iter().enumerate();
    fields.filter(|(_, field)| field.path.replace("[]", "").ends_with(&end)).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{EMBEDDED, Models};

    fn path_of(name: &str) -> Result<String, String> {
        let models = Models::default();
        let ruleset = models.find("klingai:kling-video@o3-pro").expect("embedded");
        let schema = Schema::read(models.files(&ruleset.model).expect("embedded").schema);
        let index = resolve(ruleset, &schema, name).map_err(|error| error.help)?;
        Ok(schema.fields[index].path.clone())
    }

    #[test]
    fn paths_may_be_shortened() {
        for (name, path) in [
            ("inputs.video", "inputs.video"),
            ("video", "inputs.video"),
            ("sound", "providerSettings.klingai.sound"),
            ("klingai.sound", "providerSettings.klingai.sound"),
            ("inputs.elements.videos", "inputs.elements[].videos"),
            ("elements[].videos", "inputs.elements[].videos"),
            ("inputs.elements[]", "inputs.elements"),
            ("duration", "duration"),
            ("multiPrompt.duration", "providerSettings.klingai.multiPrompt[].duration"),
        ] {
            assert_eq!(path_of(name).as_deref(), Ok(path), "{name}");
        }
    }

    #[test]
    fn unknown_names_get_the_nearest_one() {
        for (name, help) in [
            ("inputs.vidoe", "did you mean `inputs.video`?"),
            ("soud", "did you mean `providerSettings.klingai.sound`?"),
            ("generateAudio", "did you mean `providerSettings.klingai.sound`?"),
            ("positive_prompt", "did you mean `positivePrompt`?"),
            ("seed", "see the parameters with `runware-lint model klingai:kling-video@o3-pro`"),
        ] {
            assert_eq!(path_of(name), Err(help.to_owned()), "{name}");
        }
    }

    #[test]
    fn short_names_lead_back() {
        for embedded in &EMBEDDED {
            let ruleset = embedded.ruleset().expect("compiles");
            let schema = Schema::read(embedded.schema);
            for index in 0..schema.fields.len() {
                let short = short_name(&schema, index);
                assert_eq!(resolve(ruleset, &schema, &short), Ok(index), "{short}");
            }
        }
    }
}
