//! The models that there are rule sets for. Those of this package are embedded, and compiled when first asked for.

use std::sync::{Arc, OnceLock};

use serde_json::json;

use crate::json_schema::{SchemaFiles, slug_of};
use crate::nearest::nearest;
use crate::ruleset::{LoadError, RuleSet, RuleSetError};

/// An embedded rule set and the texts of its files.
#[derive(Debug)]
pub struct Embedded {
    /// The model's id.
    pub model: &'static str,
    /// The name of the model's page, and of its files.
    pub slug: &'static str,
    /// The JSON Schema.
    pub schema: &'static str,
    /// The constraints file.
    pub constraints: &'static str,
    /// The same without white space, and without what people alone read.
    lean_schema: &'static str,
    lean_constraints: &'static str,
    compiled: OnceLock<Option<RuleSet>>,
}

include!(concat!(env!("OUT_DIR"), "/models.rs"));

impl Embedded {
    /// The compiled rule set. That the embedded files compile is proven by a test; `None` never happens.
    #[must_use]
    pub fn ruleset(&self) -> Option<&RuleSet> {
        self.compiled.get_or_init(|| RuleSet::load(self.lean_schema, self.lean_constraints).ok()).as_ref()
    }
}

/// A model that was added, and the texts of its files.
#[derive(Debug)]
struct Added {
    schema: String,
    constraints: String,
    ruleset: RuleSet,
}

/// The texts of the two files of a rule set.
#[derive(Debug, Clone, Copy)]
pub struct Files<'m> {
    /// The JSON Schema.
    pub schema: &'m str,
    /// The constraints file.
    pub constraints: &'m str,
}

/// A set of models: the embedded ones, and those that were added.
#[derive(Debug, Clone, Default)]
pub struct Models {
    added: Vec<Arc<Added>>,
}

impl Models {
    /// Adds a model from the texts of its two files. One with the id of an embedded model takes its place.
    ///
    /// # Errors
    /// Where the files make no rule set.
    pub fn add(&mut self, schema: &str, constraints: &str) -> Result<(), LoadError> {
        self.push(RuleSet::load(schema, constraints)?, schema, constraints);
        Ok(())
    }

    /// Adds a model from a schema file and the text of its constraints file. Where the schema says more than a compiled
    /// table can hold, or refers to other files, the `jsonschema` crate judges single parameters. Answers with the id.
    ///
    /// # Errors
    /// Where the files make no rule set.
    pub fn add_files(
        &mut self,
        name: &str,
        files: &SchemaFiles,
        constraints: &str,
    ) -> Result<Arc<str>, LoadError> {
        let ruleset = RuleSet::load_from(name, files, constraints)?;
        Ok(self.push(ruleset, files.text(name).unwrap_or_default(), constraints))
    }

    /// Adds the models of a schema file that has no constraints file. Answers with their ids, sorted: none for a file that
    /// names no model, which other schemas may refer to.
    ///
    /// # Errors
    /// Where the file is no JSON Schema, or refers to something outside of the folder.
    pub fn add_schema(&mut self, name: &str, files: &SchemaFiles) -> Result<Vec<Arc<str>>, RuleSetError> {
        let mut ids = files.models_of(name);
        ids.sort();
        ids.dedup();
        let mut rulesets = Vec::new();
        for id in &ids {
            let constraints = no_constraints(id, name, files);
            rulesets.push((RuleSet::of_schema(name, files, &constraints)?, constraints));
        }
        let text = files.text(name).unwrap_or_default();
        Ok(rulesets
            .into_iter()
            .map(|(ruleset, constraints)| self.push(ruleset, text, &constraints))
            .collect())
    }

    fn push(&mut self, ruleset: RuleSet, schema: &str, constraints: &str) -> Arc<str> {
        let id = Arc::clone(&ruleset.model);
        let (schema, constraints) = (schema.to_owned(), constraints.to_owned());
        self.added.push(Arc::new(Added { schema, constraints, ruleset }));
        id
    }

    /// The rule set of the model whose page, or file, has that name.
    #[must_use]
    pub fn of_page(&self, name: &str) -> Option<&RuleSet> {
        self.all().find(|ruleset| ruleset.aliases.iter().any(|alias| alias == name))
    }

    /// The rule set of a model, by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&RuleSet> {
        let added = self.added_model(id).map(|added| &added.ruleset);
        added.or_else(|| EMBEDDED.iter().find(|embedded| embedded.model == id)?.ruleset())
    }

    fn added_model(&self, id: &str) -> Option<&Added> {
        self.added.iter().rev().find(|added| &*added.ruleset.model == id).map(|added| &**added)
    }

    /// The texts of a model's files, by its id.
    #[must_use]
    pub fn files(&self, id: &str) -> Option<Files<'_>> {
        let embedded = || EMBEDDED.iter().find(|embedded| embedded.model == id);
        match self.added_model(id) {
            Some(added) => Some(Files { schema: &added.schema, constraints: &added.constraints }),
            None => embedded().map(|it| Files { schema: it.schema, constraints: it.constraints }),
        }
    }

    /// The rule set of a model, by its id or by the name of its page, in any letter case.
    ///
    /// # Errors
    /// A message that tells the nearest name, or all ids.
    pub fn named(&self, name: &str) -> Result<&RuleSet, String> {
        let names_of = |ruleset: &'_ RuleSet| {
            let mut names = vec![ruleset.model.to_string()];
            names.extend(ruleset.aliases.iter().cloned());
            names
        };
        let is_named =
            |ruleset: &&RuleSet| names_of(ruleset).iter().any(|own| own.eq_ignore_ascii_case(name));
        if let Some(ruleset) = self.find(name).or_else(|| self.all().find(is_named)) {
            return Ok(ruleset);
        }
        let names: Vec<String> = self.all().flat_map(names_of).collect();
        let begun = |full: &&str| !name.is_empty() && full.starts_with(name);
        let mut candidates = names.iter().map(String::as_str);
        let hint = if let Some(near) = nearest(name, candidates.clone()).or(candidates.find(begun)) {
            format!("did you mean `{near}`?")
        } else {
            let ids: Vec<String> = self.ids().iter().map(|id| format!("`{id}`")).collect();
            format!("there are {}", crate::constraint::join(&ids, "and"))
        };
        Err(format!("there is no model `{name}`; {hint}"))
    }

    /// The ids of all models, sorted.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = EMBEDDED.iter().map(|embedded| embedded.model).collect();
        ids.extend(self.added.iter().map(|added| &*added.ruleset.model));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Every rule set, by id.
    pub fn all(&self) -> impl Iterator<Item = &RuleSet> {
        self.ids().into_iter().filter_map(|id| self.find(id))
    }

    /// The id of the first model, other than `model`, that has a parameter of that path (`inputs.elements[].id`).
    #[must_use]
    pub fn with_parameter(&self, path: &str, model: &str) -> Option<Arc<str>> {
        let mut others = self.all().filter(|ruleset| &*ruleset.model != model);
        let has = |ruleset: &&RuleSet| {
            ruleset.table.slot(path).is_some() || ruleset.table.item_paths().iter().any(|item| item == path)
        };
        others.find(has).map(|ruleset| Arc::clone(&ruleset.model))
    }
}

/// The constraints file of a schema that has none.
fn no_constraints(id: &str, name: &str, files: &SchemaFiles) -> String {
    let slug = slug_of(name);
    let aliases: Vec<&str> = if slug == id { Vec::new() } else { vec![slug] };
    let title = files.schema(name).and_then(|schema| schema["title"].as_str()).unwrap_or(id);
    let constraints = json!({"model": id, "aliases": aliases, "title": title, "page": "", "constraints": []});
    constraints.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_at_the_start_is_all_there_is() {
        for embedded in &EMBEDDED {
            let whole = RuleSet::load(embedded.schema, embedded.constraints).expect("it compiles");
            assert_eq!(format!("{:?}", embedded.ruleset().expect("it compiles")), format!("{whole:?}"));
        }
    }
}
