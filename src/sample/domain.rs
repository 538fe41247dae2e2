//! Which values the maker of requests tries for each parameter, the most sensible first.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schema::Schema;
use super::values;
use crate::constraint::Proposal;

/// What counts as a small request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taste {
    /// Every value counts. For requests that show something about a constraint.
    Smallest,
    /// An example of the schema counts as one value, however large. For requests that people go on from.
    Sensible,
}

/// A value to try, and how much it counts against a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The value.
    pub value: Value,
    /// Its cost.
    pub cost: u32,
}

/// Two parameters that only make sense together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Their indices in the schema.
    pub indices: [usize; 2],
    /// Values that they may have together; any, where none are known.
    pub values: Vec<[Value; 2]>,
}

/// The values to try for each parameter of a schema.
#[derive(Debug)]
pub struct Domain {
    variants: Vec<Vec<Variant>>,
    pairs: Vec<Pair>,
    taste: Taste,
}

/// What one value, and the object around one, counts.
const ONE_VALUE: u32 = 8;
/// What a reference to a file counts on top of that: whoever gets the request must put his own in its place.
const OWN_FILE: u32 = 4;
/// What a parameter counts that is not the one usually meant.
const SECOND_CHOICE: u32 = 64;

impl Domain {
    /// The values that the schema suggests, and those that `proposals` add. A parameter in `fixed` has only the value there.
    #[must_use]
    pub fn new(
        schema: &Schema,
        proposals: &[Proposal],
        fixed: &BTreeMap<usize, Value>,
        taste: Taste,
    ) -> Self {
        let mut domain = Self { variants: vec![Vec::new(); schema.fields.len()], pairs: Vec::new(), taste };
        for (index, field) in schema.fields.iter().enumerate() {
            if let Some(value) = fixed.get(&index) {
                domain.variants[index].push(Variant { value: value.clone(), cost: 0 });
            } else if field.is_list() {
                domain.add(index, values::list(&field.schema, 1));
                if field.schema["items"].get("anyOf").is_some() {
                    domain.add(index, vec![values::object(&field.schema["items"], &[], 0)].into());
                }
                if let Some(example) = field.schema["examples"].get(0) {
                    let first = domain.variants[index].len();
                    domain.add(index, example.clone());
                    if let (Taste::Sensible, Some(variant)) = (taste, domain.variants[index].get_mut(first)) {
                        variant.cost = ONE_VALUE;
                    }
                }
            } else if field.is_object() {
                domain.add(index, values::object(&field.schema, &[], 0));
            } else {
                for value in values::scalars(&field.schema, 0) {
                    domain.add(index, value);
                }
            }
        }
        // The second round lets proposals build on what others proposed in the first.
        for _ in 0..2 {
            for proposal in proposals {
                domain.propose(schema, proposal, fixed);
            }
        }
        for proposal in proposals {
            if let Proposal::SecondChoice { parameter } = proposal {
                let variants = schema.find(parameter).map(|index| &mut domain.variants[index]);
                for variant in variants.into_iter().flatten() {
                    variant.cost += SECOND_CHOICE;
                }
            }
        }
        domain
    }

    /// Leaves only the first value of the parameters that `is_needed` does not hold for.
    pub fn narrow(&mut self, is_needed: impl Fn(usize) -> bool) {
        let others = self.variants.iter_mut().enumerate().filter(|(index, _)| !is_needed(*index));
        others.for_each(|(_, variants)| variants.truncate(1));
    }

    /// The values to try for the parameter with that index.
    #[must_use]
    pub fn variants(&self, index: usize) -> &[Variant] {
        &self.variants[index]
    }

    /// The pair that the parameter with that index is of.
    #[must_use]
    pub fn pair(&self, index: usize) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.indices.contains(&index))
    }

    fn add(&mut self, index: usize, value: Value) {
        let variants = &mut self.variants[index];
        if variants.iter().all(|variant| variant.value != value) {
            let rank = u32::try_from(variants.len()).unwrap_or(u32::MAX);
            let cost = weight(&value).saturating_add(rank.min(ONE_VALUE - 1));
            variants.push(Variant { value, cost });
        }
    }

    fn values(&self, index: usize) -> Vec<Value> {
        self.variants[index].iter().map(|variant| variant.value.clone()).collect()
    }

    fn propose(&mut self, schema: &Schema, proposal: &Proposal, fixed: &BTreeMap<usize, Value>) {
        let free = |path: &str| schema.find(path).filter(|index| !fixed.contains_key(index));
        match proposal {
            Proposal::Value { parameter, value } => {
                if let Some(index) = free(parameter) {
                    self.add(index, value.clone());
                }
            }
            Proposal::Items { list, count } => {
                if let Some(index) = free(list) {
                    self.add(index, values::list(&schema.fields[index].schema, *count));
                }
            }
            Proposal::Objects { list, items } => {
                if let Some(index) = free(list) {
                    let item = &schema.fields[index].schema["items"];
                    let objects = items.iter().enumerate();
                    self.add(
                        index,
                        objects.map(|(number, members)| values::object(item, members, number)).collect(),
                    );
                }
            }
            Proposal::Text { list, field, length } => {
                if let Some(index) = free(list) {
                    let text = vec![(field.clone(), values::text_of_length(*length).into())];
                    let item = values::object(&schema.fields[index].schema["items"], &text, 0);
                    self.add(index, vec![item].into());
                }
            }
            Proposal::Sum { list, field, total, default } => {
                if let (Some(list), Some(total)) = (schema.find(list), schema.find(total)) {
                    self.propose_sums(list, field, total, *default, fixed);
                }
            }
            Proposal::Names { list, prompt, segments, segment_prompt } => {
                let counts = self.item_counts(schema.find(list));
                for count in counts {
                    if let Some(index) = free(prompt) {
                        if let Some(text) =
                            self.variants[index].first().and_then(|first| first.value.as_str())
                        {
                            self.add(index, naming(text, count).into());
                        }
                    }
                    if let Some(index) = free(segments) {
                        self.propose_segments(index, segment_prompt, count);
                    }
                }
            }
            Proposal::Pair { pair: [first, second], values } => {
                if let (Some(first), Some(second)) = (schema.find(first), schema.find(second)) {
                    let indices = [first, second];
                    self.pairs.retain(|pair| pair.indices != indices || !pair.values.is_empty());
                    if self.pairs.iter().all(|pair| pair.indices != indices) {
                        let fits = |values: &&[Value; 2]| {
                            indices
                                .iter()
                                .zip(*values)
                                .all(|(index, value)| fixed.get(index).is_none_or(|fixed| fixed == value))
                        };
                        let values = values.iter().filter(fits).cloned().collect();
                        self.pairs.push(Pair { indices, values });
                    }
                }
            }
            Proposal::SecondChoice { .. } => {}
        }
    }

    fn item_counts(&self, list: Option<usize>) -> Vec<usize> {
        let variants = list.into_iter().flat_map(|index| &self.variants[index]);
        let mut counts: Vec<usize> = variants
            .filter_map(|variant| Some(variant.value.as_array()?.len()))
            .filter(|&count| count > 0)
            .collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    }

    /// Lists stretched to the total, and totals that lists have.
    fn propose_sums(
        &mut self,
        list: usize,
        field: &str,
        total: usize,
        default: i64,
        fixed: &BTreeMap<usize, Value>,
    ) {
        let wanted = fixed.get(&total).map_or(Some(default), Value::as_i64);
        for value in self.values(list) {
            let parts = value.as_array().into_iter().flatten();
            let sum: i64 = parts.filter_map(|item| item[field].as_i64()).fold(0, i64::saturating_add);
            if !fixed.contains_key(&total) && sum != default && sum > 0 {
                self.add(total, sum.into());
            }
            let lacking = wanted.map_or(0, |wanted| wanted.saturating_sub(sum));
            if lacking > 0 && !fixed.contains_key(&list) {
                let mut stretched = value;
                let last =
                    stretched.as_array_mut().and_then(|items| items.last_mut()).map(|item| &mut item[field]);
                if let Some(last) = last.filter(|last| last.is_i64()) {
                    *last = last.as_i64().unwrap_or_default().saturating_add(lacking).into();
                    self.add(list, stretched);
                }
            }
        }
    }

    /// The first lists of segments, with the items named in the first segment.
    fn propose_segments(&mut self, segments: usize, prompt: &str, count: usize) {
        const FIRST_FEW: usize = 2;
        for mut value in self.values(segments).into_iter().take(FIRST_FEW) {
            let first =
                value.get_mut(0).and_then(Value::as_object_mut).and_then(|first| first.get_mut(prompt));
            if let Some(text) = first {
                *text = naming(text.as_str().unwrap_or_default(), count).into();
                let example_cost = self.variants[segments].get(1).map(|variant| variant.cost);
                let before = self.variants[segments].len();
                self.add(segments, value);
                if let (Taste::Sensible, Some(cost), Some(added)) =
                    (self.taste, example_cost, self.variants[segments].get_mut(before))
                {
                    added.cost = added.cost.min(cost + 1);
                }
            }
        }
    }
}

/// A prompt that names the first items of a list.
fn naming(text: &str, count: usize) -> String {
    let names: Vec<String> = (0..count).map(Proposal::name_of).collect();
    format!("{text}, beside {}", crate::constraint::join(&names, "and"))
}

/// How much a value counts.
#[must_use]
pub fn weight(value: &Value) -> u32 {
    let inside = |members: &Map<String, Value>| members.values().map(weight).sum::<u32>();
    ONE_VALUE
        + match value {
            Value::Object(members) => inside(members),
            Value::Array(items) => items.iter().map(weight).sum(),
            Value::String(text) if text.starts_with("https://") => OWN_FILE,
            Value::String(text) => u32::try_from(text.len() / 128).unwrap_or(u32::MAX),
            _ => 0,
        }
}
