//! The models that there are rule sets for. Those of this package are embedded, and compiled when first asked for.

use std::sync::{Arc, OnceLock};

use crate::ruleset::{LoadError, RuleSet};

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
    compiled: OnceLock<Option<RuleSet>>,
}

include!(concat!(env!("OUT_DIR"), "/models.rs"));

impl Embedded {
    /// The compiled rule set. That the embedded files compile is proven by a test; `None` never happens.
    #[must_use]
    pub fn ruleset(&self) -> Option<&RuleSet> {
        self.compiled.get_or_init(|| RuleSet::load(self.schema, self.constraints).ok()).as_ref()
    }
}

/// A set of models: the embedded ones, and those that were added.
#[derive(Debug, Clone, Default)]
pub struct Models {
    added: Vec<Arc<RuleSet>>,
}

impl Models {
    /// Adds a model from the texts of its two files. One with the id of an embedded model takes its place.
    ///
    /// # Errors
    /// Where the files make no rule set.
    pub fn add(&mut self, schema: &str, constraints: &str) -> Result<(), LoadError> {
        self.added.push(Arc::new(RuleSet::load(schema, constraints)?));
        Ok(())
    }

    /// The rule set of a model, by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&RuleSet> {
        let added = self.added.iter().rev().find(|ruleset| &*ruleset.model == id).map(|ruleset| &**ruleset);
        added.or_else(|| EMBEDDED.iter().find(|embedded| embedded.model == id)?.ruleset())
    }

    /// The ids of all models, sorted.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = EMBEDDED.iter().map(|embedded| embedded.model).collect();
        ids.extend(self.added.iter().map(|ruleset| &*ruleset.model));
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
