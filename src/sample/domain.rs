//! Which values the maker of requests tries for each parameter, the most sensible first.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::draft::holds;
use super::schema::Schema;
use super::values;
use crate::constraint::Proposal;
use crate::output::visible::text_width;

/// What counts as a small request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taste {
    /// Every value counts. For requests that show something about a constraint.
    Smallest,
    /// An example of the schema counts as one value, however large, and of alternatives the usual one is taken. For
    /// requests that people go on from.
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
#[derive(Debug, Clone)]
pub struct Domain {
    variants: Vec<Vec<Variant>>,
    pairs: Vec<Pair>,
    fixed: BTreeMap<usize, Value>,
    /// For lists, what some object in them is to have.
    members: BTreeMap<usize, Vec<Member>>,
    /// How many items the given texts name.
    named_items: usize,
    taste: Taste,
}

/// A member of the objects in a list that is wished for.
#[derive(Debug, Clone)]
struct Member {
    index: usize,
    name: String,
}

/// Columns that the texts which are made up here take at most, where that can be done: as many as are left of eighty
/// behind `"positivePrompt": "`, and behind `"prompt": "` in a list in an object in an object.
const WIDEST_TEXT: usize = 57;

/// How many items the lists have at most that are made for texts which name their items.
const LONGEST_LIST: usize = 100;

/// What one value, and the object around one, counts.
const ONE_VALUE: u32 = 8;
/// What a reference to a file counts on top of that: whoever gets the request must put his own in its place.
const OWN_FILE: u32 = 12;
/// Values further down the list count more, up to this many places.
const HIGHEST_RANK: u32 = 3;
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
        Self::for_wishes(schema, proposals, fixed, &[], taste)
    }

    /// The same for requests that have the parameters `wanted`: lists are also tried with two objects, of which one has what
    /// is wanted of them, or each has some of it; and as long as the given texts, which name their items, ask for.
    #[must_use]
    pub fn for_wishes(
        schema: &Schema,
        proposals: &[Proposal],
        fixed: &BTreeMap<usize, Value>,
        wanted: &[usize],
        taste: Taste,
    ) -> Self {
        let mut domain = Self {
            variants: vec![Vec::new(); schema.fields.len()],
            pairs: Vec::new(),
            fixed: fixed.clone(),
            members: BTreeMap::new(),
            named_items: fixed.values().map(highest_name).max().unwrap_or_default(),
            taste,
        };
        for &index in wanted {
            if let Some(list) = schema.list_of(index) {
                let name = schema.fields[index].name().to_owned();
                domain.members.entry(list).or_default().push(Member { index, name });
            }
        }
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
                        variant.cost = ONE_VALUE + files_in(example) * OWN_FILE;
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
        domain.spread(schema);
        // The second round lets proposals build on what others proposed in the first.
        for _ in 0..2 {
            for proposal in proposals {
                domain.propose(schema, proposal, fixed);
            }
        }
        for proposal in proposals {
            if let (Proposal::SecondChoice { parameter }, Taste::Sensible) = (proposal, taste) {
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

    /// Takes away values with a text that does not fit a line of a terminal, where a parameter has others.
    pub fn keep_narrow(&mut self) {
        for variants in &mut self.variants {
            if variants.iter().any(|variant| is_narrow(&variant.value)) {
                variants.retain(|variant| is_narrow(&variant.value));
            }
        }
    }

    /// The only value that the parameter with that index may have, if it is fixed.
    #[must_use]
    pub fn fixed(&self, index: usize) -> Option<&Value> {
        self.fixed.get(&index)
    }

    /// True where the given texts name more items than are made here.
    #[must_use]
    pub fn is_too_short(&self) -> bool {
        self.named_items > LONGEST_LIST
    }

    /// True where members may also be added to other objects of a list than the first.
    #[must_use]
    pub fn looks_at_all_items(&self) -> bool {
        !self.members.is_empty()
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
        let value = self.with_members(index, value);
        let variants = &mut self.variants[index];
        if variants.iter().all(|variant| variant.value != value) {
            let rank = u32::try_from(variants.len()).unwrap_or(u32::MAX);
            let cost = weight(&value) + files_in(&value) * OWN_FILE + ONE_VALUE * rank.min(HIGHEST_RANK);
            variants.push(Variant { value, cost });
        }
    }

    /// Adds a value that was made of another one, and is hardly less sensible.
    fn add_like(&mut self, index: usize, model: &Variant, value: Value) {
        let before = self.variants[index].len();
        self.add(index, value);
        if let (Taste::Sensible, Some(added)) = (self.taste, self.variants[index].get_mut(before)) {
            added.cost = added.cost.min(model.cost + 1);
        }
    }

    /// A list in which the given members are somewhere: in the first object, where no object has them.
    fn with_members(&self, list: usize, mut value: Value) -> Value {
        for member in self.members.get(&list).into_iter().flatten() {
            let Some(fixed) = self.fixed.get(&member.index) else { continue };
            let mut items = value.as_array().into_iter().flatten();
            let is_there = items.any(|item| item.get(&member.name).is_some_and(|value| holds(value, fixed)));
            let first = value.get_mut(0).and_then(Value::as_object_mut).filter(|_| !is_there);
            if let Some(first) = first {
                first.insert(member.name.clone(), fixed.clone());
            }
        }
        value
    }

    /// The value that is given for a member of a list's objects.
    fn given_member(&self, list: usize, name: &str) -> Option<&Value> {
        let member = self.members.get(&list)?.iter().find(|member| member.name == name)?;
        self.fixed.get(&member.index)
    }

    /// Adds lists of two objects, of which one has all the members that are wanted, or each has some.
    fn spread(&mut self, schema: &Schema) {
        for (list, members) in self.members.clone() {
            if self.fixed.contains_key(&list) {
                continue;
            }
            let value = |member: &Member| {
                let fixed = self.fixed.get(&member.index);
                let sample = || self.variants[member.index].first().map(|variant| &variant.value);
                Some((member.name.clone(), fixed.or_else(sample)?.clone()))
            };
            let all: Vec<(String, Value)> = members.iter().filter_map(value).collect();
            let mut halves = vec![(Vec::new(), all.clone())];
            for number in 0..all.len() {
                let mut others = all.clone();
                let one = vec![others.remove(number)];
                halves.extend([(one.clone(), others.clone()), (others, one)]);
            }
            let item = &schema.fields[list].schema["items"];
            for (first, second) in halves {
                self.add(
                    list,
                    vec![values::object(item, &first, 0), values::object(item, &second, 1)].into(),
                );
            }
        }
    }

    /// Adds lists that are as long as the given texts ask for.
    fn lengthen(&mut self, schema: &Schema, list: usize) {
        let item = &schema.fields[list].schema["items"];
        for variant in self.variants[list].clone() {
            let count = self.named_items.min(LONGEST_LIST);
            if let Some(items) = variant.value.as_array().filter(|items| items.len() < count) {
                let more = (items.len()..count).map(|number| values::smallest(item, number));
                let longer = items.iter().cloned().chain(more).collect();
                self.add_like(list, &variant, longer);
            }
        }
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
                if let Some(index) = free(list) {
                    self.lengthen(schema, index);
                }
                let counts = self.item_counts(schema.find(list));
                for count in counts {
                    let text =
                        |index: usize| self.variants[index].first()?.value.as_str().map(ToOwned::to_owned);
                    if let Some((index, text)) = free(prompt).and_then(|index| Some((index, text(index)?))) {
                        self.add(index, naming(&text, count).into());
                    }
                    if let Some(index) = free(segments) {
                        self.propose_segments(index, segment_prompt, count);
                        let apart = naming_apart(count);
                        if self.taste == Taste::Smallest && apart.len() > 1 {
                            let item = &schema.fields[index].schema["items"];
                            let segment = |(number, text): (usize, &String)| {
                                let text = vec![(segment_prompt.clone(), text.as_str().into())];
                                values::object(item, &text, number)
                            };
                            self.add(index, apart.iter().enumerate().map(segment).collect());
                        }
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
        for variant in self.variants[list].clone() {
            let parts = variant.value.as_array().into_iter().flatten();
            let sum: i64 = parts.filter_map(|item| item[field].as_i64()).fold(0, i64::saturating_add);
            if !fixed.contains_key(&total) && sum != default && sum > 0 {
                self.add(total, sum.into());
            }
            let lacking = wanted.map_or(0, |wanted| wanted.saturating_sub(sum));
            if lacking > 0 && !fixed.contains_key(&list) {
                let mut stretched = variant.value.clone();
                let given = self.given_member(list, field);
                let items = stretched.as_array_mut().into_iter().flatten();
                let parts = items.filter_map(|item| item.get_mut(field)).filter(|part| part.is_i64());
                // A part that is given stays as it is.
                let last_part = parts.filter(|part| given != Some(&**part)).last();
                if let Some(part) = last_part {
                    *part = part.as_i64().unwrap_or_default().saturating_add(lacking).into();
                    self.add_like(list, &variant, stretched);
                }
            }
        }
    }

    /// The first lists of segments, with the items named in the first segment.
    fn propose_segments(&mut self, segments: usize, prompt: &str, count: usize) {
        // With wishes for its members, two of them are pairs of objects.
        let first_few = if self.members.contains_key(&segments) { 4 } else { 2 };
        for variant in self.variants[segments].clone().into_iter().take(first_few) {
            let mut value = variant.value.clone();
            let first = value.get_mut(0).and_then(Value::as_object_mut);
            if let Some(text) = first.and_then(|first| first.get_mut(prompt)) {
                *text = naming(text.as_str().unwrap_or_default(), count).into();
                self.add_like(segments, &variant, value);
            }
        }
    }
}

/// A prompt that names the first items of a list: in a long one there is less of other things.
fn naming(text: &str, count: usize) -> String {
    let names: Vec<String> = (0..count).map(Proposal::name_of).collect();
    let names = crate::constraint::join(&names, "and");
    let [long, short] = [format!("{text}, beside {names}"), format!("Show {names}")];
    if text_width(&short) <= WIDEST_TEXT && text_width(&long) > WIDEST_TEXT { short } else { long }
}

/// The highest number that a text in a value names an item by.
fn highest_name(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(highest_name).max().unwrap_or_default(),
        Value::Array(items) => items.iter().map(highest_name).max().unwrap_or_default(),
        Value::String(text) => {
            let first = Proposal::name_of(0);
            let Some((before, behind)) = first.split_once('1') else { return 0 };
            let is_number =
                |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let names = text.split(before).skip(1).filter_map(|rest| rest.split_once(behind));
            let numbers = names.filter(|(digits, _)| is_number(digits));
            numbers.map(|(digits, _)| digits.parse().unwrap_or(usize::MAX)).max().unwrap_or_default()
        }
        _ => 0,
    }
}

/// Prompts of segments that together name the first items of a list, none of them wide.
fn naming_apart(count: usize) -> Vec<String> {
    const NAMES_OF_A_PROMPT: usize = 3;
    let names: Vec<String> = (0..count).map(Proposal::name_of).collect();
    names
        .chunks(NAMES_OF_A_PROMPT)
        .map(|names| format!("Show {}", crate::constraint::join(names, "and")))
        .collect()
}

/// True where no text in a value is wider than [`WIDEST_TEXT`].
fn is_narrow(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(is_narrow),
        Value::Array(items) => items.iter().all(is_narrow),
        Value::String(text) => text_width(text) <= WIDEST_TEXT,
        _ => true,
    }
}

/// How many references to files a value holds.
fn files_in(value: &Value) -> u32 {
    match value {
        Value::Object(members) => members.values().map(files_in).sum(),
        Value::Array(items) => items.iter().map(files_in).sum(),
        Value::String(text) => u32::from(text.starts_with("https://")),
        _ => 0,
    }
}

/// How much a value counts.
#[must_use]
pub fn weight(value: &Value) -> u32 {
    let inside = |members: &Map<String, Value>| members.values().map(weight).sum::<u32>();
    ONE_VALUE
        + match value {
            Value::Object(members) => inside(members),
            Value::Array(items) => items.iter().map(weight).sum(),
            Value::String(text) => u32::try_from(text.len() / 128).unwrap_or(u32::MAX),
            _ => 0,
        }
}
