//! Every combination of what some statements name: absent, or one of the values at which the statements turn.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::constraint::Check;
use crate::sample::{Domain, Draft, Judge, Taste};

/// The most combinations that are tried.
const MOST: usize = 200_000;

/// The parameters and the values to combine.
#[derive(Debug)]
pub struct Enumeration {
    /// Each parameter, by its index in the schema, with its values.
    pub choices: Vec<(usize, Vec<Value>)>,
}

impl Enumeration {
    /// What the checks name. Where that would be too much, parameters keep fewer of their values; they always keep one.
    #[must_use]
    pub fn new(judge: &Judge<'_>, checks: &[&Check]) -> Self {
        let schema = &judge.schema;
        let proposals: Vec<_> =
            checks.iter().flat_map(|check| check.proposals().into_iter().chain(check.limits())).collect();
        let nothing = BTreeMap::new();
        let samples = Domain::new(schema, &[], &nothing, Taste::Smallest);
        let all = Domain::new(schema, &proposals, &nothing, Taste::Smallest);
        let mut named: Vec<usize> =
            checks.iter().flat_map(|check| &check.named).filter_map(|path| schema.find(path)).collect();
        named.sort_unstable();
        named.dedup();
        let choices = named.into_iter().map(|index| {
            // Of the schema's own samples one is enough: only the proposals make a difference to the statements.
            let needless = samples.variants(index).get(1..).unwrap_or_default();
            let is_needless = |value: &Value| needless.iter().any(|variant| variant.value == *value);
            let values = all.variants(index).iter().map(|variant| variant.value.clone());
            (index, values.filter(|value| !is_needless(value)).collect())
        });
        let mut enumeration = Self { choices: choices.collect() };
        while enumeration.size() > MOST {
            let longest = enumeration.choices.iter_mut().max_by_key(|(_, values)| values.len());
            match longest {
                Some((_, values)) if values.len() > 1 => values.truncate(values.len() - 1),
                _ => break,
            }
        }
        enumeration
    }

    /// How many combinations there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.choices.iter().map(|(_, values)| values.len() + 1).fold(1, usize::saturating_mul)
    }

    /// True where there are not too many to try them all.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.size() <= MOST
    }

    /// Calls `visit` with every combination: the request, and the parameters chosen in it. Where a parameter's object is
    /// there with a value of its own, the two make no combination.
    pub fn for_each(&self, judge: &Judge<'_>, visit: &mut dyn FnMut(&Draft, &[usize])) {
        self.walk(judge, 0, &Draft::smallest(&judge.schema), &mut Vec::new(), visit);
    }

    fn walk(
        &self,
        judge: &Judge<'_>,
        depth: usize,
        draft: &Draft,
        chosen: &mut Vec<usize>,
        visit: &mut dyn FnMut(&Draft, &[usize]),
    ) {
        let Some((index, values)) = self.choices.get(depth) else { return visit(draft, chosen) };
        self.walk(judge, depth + 1, draft, chosen, visit);
        for value in values {
            if let Some(draft) = draft.with(&judge.schema, *index, value) {
                chosen.push(*index);
                self.walk(judge, depth + 1, &draft, chosen, visit);
                chosen.pop();
            }
        }
    }
}
