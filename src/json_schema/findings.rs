//! Faults become findings: each gets its place in the text, its rule and its words.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::conditions::Conditions;
use super::faults::{Fault, Kind, Limits};
use super::words;
use crate::constraint::join;
use crate::finding::Finding;
use crate::json::{self, Children, Member, Node, Pointer};
use crate::parameters::{Parameters, Presence};
use crate::rules::{self, Rule};
use crate::ruleset::remedy::{Known, Remedy, Stray};
use crate::ruleset::{
    ArrayShape, Format, NumberShape, Pattern, RuleSet, Scalar, Shape, StringShape, Types, UUID_V4,
    credential, remedy, wording,
};
use crate::source::Span;

/// A value of the task, and what the table knows of it.
struct Place<'t, 'd> {
    node: Node<'d>,
    /// Its member in the object that holds it.
    member: Option<Member<'d>>,
    slot: Option<u8>,
    shape: Option<&'t Shape>,
    /// What the schema says of it, for hints.
    described: Option<&'t Shape>,
    /// Whether the schema says that it must be there.
    is_required: bool,
    /// Its path as people write it; empty for the task.
    display: String,
}

/// Puts faults into findings, and tells the parameters what is wrong.
pub(super) struct Judge<'w, 't, 'd> {
    pub ruleset: &'t RuleSet,
    pub parameters: &'w mut Parameters<'t, 'd>,
    pub elsewhere: &'w dyn Fn(&str) -> Option<Arc<str>>,
    pub findings: Vec<Finding>,
    pub known: Known,
    pub children: RefCell<Children<'d>>,
    /// How many findings were noted, and their pointers.
    pub told: (usize, HashSet<String>),
}

impl<'t, 'd> Judge<'_, 't, 'd> {
    /// Reports every fault. What is missing comes last: an unknown key may turn out to be meant to be it.
    pub fn report(&mut self, faults: &[Fault]) {
        let is_missing = |fault: &&Fault| matches!(fault.kind, Kind::Missing(_) | Kind::NoneOf { .. });
        let may_follow = |fault: &&Fault| matches!(fault.kind, Kind::Unknown { may_follow: true });
        let leads = faults.iter().any(|fault| !may_follow(&fault));
        for fault in faults.iter().filter(|fault| !is_missing(fault)) {
            self.fault(fault, leads);
        }
        let mut missing: Vec<&Fault> = faults.iter().filter(is_missing).collect();
        missing.sort_by_cached_key(|fault| (&fault.holder, self.number(fault)));
        for fault in missing {
            self.fault(fault, leads);
        }
        let task = self.parameters.task();
        self.credentials(task, &mut String::new(), "");
    }

    /// The place of a member among those of its object in the schema.
    fn number(&self, fault: &Fault) -> Option<usize> {
        self.place(&fault.holder)?.shape?.object.as_ref()?.index_of(fault.name.as_deref()?)
    }

    /// The value at a pointer from the task.
    fn place(&self, pointer: &str) -> Option<Place<'t, 'd>> {
        let task = self.parameters.task();
        let mut children = self.children.borrow_mut();
        let table = &self.ruleset.table;
        let mut place = Place {
            node: task,
            member: None,
            slot: None,
            shape: Some(&table.task),
            described: Some(table.described()),
            is_required: false,
            display: String::new(),
        };
        for token in Pointer::tokens(pointer) {
            if place.node.kind() == json::Kind::Array {
                place.node = children.item(place.node, token.parse().ok()?)?;
                let items = |shape: &'t Shape| shape.array.as_ref()?.items.as_deref();
                (place.shape, place.described) =
                    (place.shape.and_then(items), place.described.and_then(items));
                (place.member, place.slot, place.is_required) = (None, None, false);
                place.display = format!("{}[{token}]", place.display);
            } else {
                let member = children.member(place.node, &token)?;
                let property_of = |shape: &'t Shape| {
                    let object = shape.object.as_ref()?;
                    Some(&object.properties[object.index_of(&token)?])
                };
                let property = place.shape.and_then(property_of);
                let described = place.described.and_then(property_of);
                place.node = member.value;
                place.member = Some(member);
                place.slot = property.and_then(|property| property.slot);
                place.shape = property.map(|property| &property.shape);
                place.described = described.map(|property| &property.shape);
                place.is_required = described.is_some_and(|property| property.is_required);
                place.display = inside(&place.display, &token);
            }
        }
        Some(place)
    }

    /// JSON Pointer, from the document, of a pointer from the task.
    fn absolute(&self, pointer: &str) -> String {
        format!("{}{pointer}", self.parameters.task_pointer())
    }

    fn fault(&mut self, fault: &Fault, leads: bool) {
        let Some(place) = self.place(&fault.holder) else { return };
        match (&fault.kind, &fault.name) {
            (Kind::Unknown { may_follow }, Some(name)) => {
                self.unknown(&place, &fault.holder, name, *may_follow && leads);
            }
            (Kind::AllUnknown, _) => {
                let names: Vec<_> = place.node.members().map(|member| member.key.decoded()).collect();
                for name in &names {
                    self.unknown(&place, &fault.holder, name, false);
                }
            }
            (Kind::Missing(conditions), Some(name)) => self.missing(&place, fault, name, conditions),
            (Kind::NoneOf { groups, is_exclusive }, _) => {
                self.none_of(&place, &fault.holder, groups, *is_exclusive);
            }
            (Kind::Together(names), _) => self.together(&place, &fault.holder, names),
            (Kind::SeveralOf(groups), _) => self.several_of(&place, &fault.holder, groups),
            (Kind::Forbidden(conditions), _) => self.forbidden(&place, &fault.holder, conditions),
            _ => self.value(&place, fault),
        }
    }

    /// A value that has an error of its own.
    fn value(&mut self, place: &Place<'t, 'd>, fault: &Fault) {
        if place.node.is_doubtful() {
            // The mistake of the syntax is all that can be said.
            self.parameters.set_faulty(place.node);
            return;
        }
        let (node, path) = (place.node, place.display.as_str());
        let pointer = self.absolute(&fault.holder);
        let finding = match &fault.kind {
            Kind::Type(names) => {
                let types = names.iter().filter_map(|name| Types::named(name));
                let shape = Shape::of(types.fold(Types::NONE, Types::union));
                let described = place.described.filter(|known| known.types == shape.types).unwrap_or(&shape);
                if place.slot.is_some() || fault.holder.is_empty() {
                    self.parameters.set_contents_unknown(place.slot);
                }
                let words = wording::wrong_type(path, shape.types, described, node, place.is_required);
                words.or_rather(self.ruleset.against(place.slot)).at(node.span(), pointer)
            }
            Kind::Allowed(values) => {
                let scalars: Option<Vec<Scalar>> =
                    values.iter().map(|value| serde_json::from_value(value.clone()).ok()).collect();
                match scalars.filter(|scalars| !scalars.is_empty()) {
                    Some(scalars) => wording::not_allowed(path, &scalars, node)
                        .or_rather(self.ruleset.against(place.slot))
                        .at(node.span(), pointer),
                    None => words::not_allowed(path, values, node, pointer),
                }
            }
            Kind::Length(least, most) => {
                let size = |limit: &Option<u64>| limit.and_then(|limit| usize::try_from(limit).ok());
                let limits =
                    StringShape { min_length: size(least), max_length: size(most), ..StringShape::default() };
                wording::wrong_length(path, &limits, node.char_count()).at(node.span(), pointer)
            }
            Kind::Range(limits) => range(path, limits, node, pointer),
            Kind::Count(least, most) => count(path, *least, *most, node, pointer),
            Kind::Repeated => words::repeated(path, node, pointer),
            Kind::Items => words::items(path, node, pointer),
            Kind::Pattern(pattern) => {
                let text = node.as_str().unwrap_or_default();
                let pattern = (pattern == UUID_V4).then_some(Pattern::UuidV4);
                let limits = StringShape { pattern, ..StringShape::default() };
                wording::wrong_pattern(path, &limits, &text).at(node.span(), pointer)
            }
            Kind::Format(name) => match self.format(name, path, node, pointer) {
                Some(finding) => finding,
                None => return,
            },
            _ => words::other(path, node, pointer),
        };
        self.parameters.set_faulty(node);
        self.findings.push(finding);
    }

    fn format(&self, name: &str, path: &str, node: Node<'d>, pointer: String) -> Option<Finding> {
        let Some(format) = Format::named(name) else {
            return Some(words::wrong_format(path, name, node, pointer));
        };
        let problem = self.parameters.context().problem(format, &node.as_str()?)?;
        Some(wording::wrong_format(path, format, &problem).at(node.span(), pointer))
    }

    /// A key that the schema does not expect. One that the schema knows from elsewhere is forbidden here; where another
    /// fault `leads`, it may be so only for that.
    fn unknown(&mut self, place: &Place<'t, 'd>, holder: &str, name: &str, leads: bool) {
        let Some(member) = self.children.get_mut().member(place.node, name) else { return };
        let mut pointer = holder.to_owned();
        Pointer::push_token(&mut pointer, name);
        let ruleset: &'t RuleSet = self.ruleset;
        let object = place.shape.and_then(|shape| shape.object.as_ref()).unwrap_or(&ruleset.table.nothing);
        if object.index_of(name).is_some() {
            if !leads {
                let conditions = Conditions { apply: true, ..Conditions::default() };
                if let Some(member) = self.place(&pointer) {
                    self.forbidden(&member, &pointer, &conditions);
                }
            }
            return;
        }
        let children = &self.children;
        let taken =
            |index: usize| children.borrow_mut().member(place.node, &object.properties[index].name).is_some();
        let described = place.described.and_then(|shape| shape.object.as_ref()).unwrap_or(object);
        let (path, value) = (place.display.as_str(), member.value);
        let stray = Stray { ruleset, object, described, path, name, value };
        let remedy = remedy::find(&stray, taken, self.elsewhere);
        match &remedy {
            Some(Remedy::Sibling(index)) => {
                let property = &object.properties[*index];
                match property.slot {
                    Some(slot) => self.parameters.set_meant(slot),
                    None => self.parameters.set_meant_in_item(place.node, &property.name),
                }
            }
            Some(Remedy::Parameter(slot)) => self.parameters.set_meant(*slot),
            Some(Remedy::Item(_) | Remedy::OtherModel(_)) | None => {}
        }
        let task = self.parameters.task();
        let remedied =
            remedy.as_ref().map(|remedy| (remedy, remedy.is_there(ruleset, taken, task, &mut self.known)));
        if member.key.is_doubtful() {
            return;
        }
        let words = wording::unknown_field(&stray, remedied);
        let see = wording::see(&stray, holder, remedy.as_ref());
        let mut finding = words.at(member.key.span(), self.absolute(&pointer));
        finding.see = Some(see);
        self.findings.push(finding);
    }

    /// Whether a member of an object is there.
    fn presence(&self, place: &Place<'t, 'd>, name: &str) -> Presence {
        let object = place.shape.and_then(|shape| shape.object.as_ref());
        let property = object.and_then(|object| Some(&object.properties[object.index_of(name)?]));
        match property.and_then(|property| property.slot) {
            Some(slot) => self.parameters.presence_of_slot(usize::from(slot)),
            None => self.parameters.presence_in_item(place.node, name),
        }
    }

    fn missing(&mut self, place: &Place<'t, 'd>, fault: &Fault, name: &str, conditions: &Conditions) {
        if self.presence(place, name) != Presence::Absent {
            return;
        }
        if place.slot.is_none() && !fault.holder.is_empty() {
            self.parameters.set_faulty(place.node);
        }
        let (opening, pointer) = (place.node.opening(), self.absolute(&fault.pointer()));
        let path = inside(&place.display, name);
        let label = format!("no `{name}` in here");
        if !conditions.apply {
            let finding =
                Finding::new(&rules::MISSING_FIELD, opening, pointer, format!("`{path}` is missing"));
            let help = wording::how_to_add(&self.ruleset.model, name);
            self.findings.push(finding.label(label).help(help));
            return;
        }
        let triggers = self.present(place, &fault.holder, &conditions.triggers);
        let names: Vec<String> = triggers.iter().map(|(path, ..)| format!("`{path}`")).collect();
        let (message, help) = if names.is_empty() {
            (format!("`{path}` is needed beside the other parameters"), format!("add `{path}`"))
        } else {
            let verb = if names.len() == 1 { "needs" } else { "need" };
            let names = join(&names, "and");
            (format!("{names} {verb} `{path}`"), format!("add `{path}`, or remove {names}"))
        };
        let finding = Finding::new(&rules::REQUIRED_WITH, opening, pointer, message).label(label).help(help);
        self.findings.push(because(finding, triggers));
    }

    /// The members of these names that are there: path, place and pointer of each, in the order of the text.
    fn present(&self, place: &Place<'t, 'd>, holder: &str, names: &[String]) -> Vec<(String, Span, String)> {
        let mut present = Vec::new();
        for name in names {
            if let Some(member) = place.node.get_member(name) {
                let mut pointer = self.absolute(holder);
                Pointer::push_token(&mut pointer, name);
                present.push((inside(&place.display, name), member.key.span(), pointer));
            }
        }
        present.sort_by_key(|(_, span, _)| *span);
        present
    }

    fn none_of(&mut self, place: &Place<'t, 'd>, holder: &str, groups: &[Vec<String>], is_exclusive: bool) {
        let is_there = |name: &String| self.presence(place, name) != Presence::Absent;
        let Some(first) = groups.first().and_then(|group| group.first()) else { return };
        if groups.iter().any(|group| group.iter().all(is_there)) {
            return;
        }
        for name in groups.iter().flatten() {
            let mut pointer = self.absolute(holder);
            Pointer::push_token(&mut pointer, name);
            if self.is_told_of(&pointer) {
                return;
            }
        }
        let names: Vec<String> = groups
            .iter()
            .map(|group| {
                let paths: Vec<String> = group.iter().map(|name| inside(&place.display, name)).collect();
                format!("`{}`", paths.join("`/`"))
            })
            .collect();
        let names = join(&names, "or");
        let rule: &Rule = if is_exclusive { &rules::EXACTLY_ONE_OF } else { &rules::MISSING_FIELD };
        let mut pointer = self.absolute(holder);
        Pointer::push_token(&mut pointer, first);
        let amount = if is_exclusive { "exactly" } else { "at least" };
        let finding = Finding::new(rule, place.node.opening(), pointer, format!("one of {names} is needed"));
        let help = format!("add {amount} one of them: {names}");
        self.push_unless_told(finding.label("none of them in here").help(help));
    }

    /// Adds a finding, unless there is one about the same parameter.
    fn push_unless_told(&mut self, finding: Finding) {
        if !self.is_told_of(&finding.pointer) {
            self.findings.push(finding);
        }
    }

    /// Whether there is a finding about the parameter at a pointer.
    fn is_told_of(&mut self, pointer: &str) -> bool {
        let (count, pointers) = &mut self.told;
        pointers.extend(self.findings[*count..].iter().map(|finding| finding.pointer.clone()));
        *count = self.findings.len();
        pointers.contains(pointer)
    }

    /// Members that exclude each other: the last one is too many.
    fn together(&mut self, place: &Place<'t, 'd>, holder: &str, names: &[String]) {
        let mut present = self.present(place, holder, names);
        if present.len() < names.len() {
            return;
        }
        let Some((path, span, pointer)) = present.pop() else { return };
        let others: Vec<String> = present.iter().map(|(path, ..)| format!("`{path}`")).collect();
        let (message, help) = if others.is_empty() {
            (format!("`{path}` cannot be used here"), format!("remove `{path}`"))
        } else {
            let others = join(&others, "and");
            (format!("`{path}` cannot be used with {others}"), format!("remove `{path}`, or {others}"))
        };
        let finding = Finding::new(&rules::FORBIDDEN_WITH, span, pointer, message);
        self.push_unless_told(because(finding.label("not together").help(help), present));
    }

    fn several_of(&mut self, place: &Place<'t, 'd>, holder: &str, groups: &[Vec<String>]) {
        let firsts: Vec<String> = groups.iter().filter_map(|group| group.first().cloned()).collect();
        let mut present = self.present(place, holder, &firsts);
        let names: Vec<String> = present.iter().map(|(path, ..)| format!("`{path}`")).collect();
        let Some((_, span, pointer)) = present.pop() else { return };
        let message = format!("{} exclude each other", join(&names, "and"));
        let help = format!("keep only one of {}", join(&names, "or"));
        let finding = Finding::new(&rules::EXACTLY_ONE_OF, span, pointer, message);
        self.push_unless_told(because(finding.label("one too many").help(help), present));
    }

    /// A value where none may be: a member of an object, an item of a list, or the task.
    fn forbidden(&mut self, place: &Place<'t, 'd>, pointer: &str, conditions: &Conditions) {
        let path = &place.display;
        let Some(member) = place.member else {
            let (list, index) = pointer.rsplit_once('/').unwrap_or_default();
            let finding = match self.place(list).filter(|_| index.parse::<usize>().is_ok()) {
                Some(holder) => words::items(&holder.display, holder.node, self.absolute(list)),
                None => words::other(path, place.node, self.absolute(pointer)),
            };
            let is_told = |told: &Finding| (told.rule, &told.pointer) == (finding.rule, &finding.pointer);
            if !self.findings.iter().any(is_told) {
                self.findings.push(finding);
            }
            return;
        };
        let (span, at) = (member.key.span(), self.absolute(pointer));
        if !conditions.apply {
            let message = format!("{} has no parameter `{path}`", self.ruleset.model);
            let finding = Finding::new(&rules::UNKNOWN_FIELD, span, at, message);
            self.findings.push(finding.label("unknown").help("remove it"));
            return;
        }
        let (holder, _) = pointer.rsplit_once('/').unwrap_or_default();
        let triggers = self
            .place(holder)
            .map(|object| self.present(&object, holder, &conditions.triggers))
            .unwrap_or_default();
        let names: Vec<String> = triggers.iter().map(|(path, ..)| format!("`{path}`")).collect();
        let (message, help) = if names.is_empty() {
            (format!("`{path}` cannot be used beside the other parameters"), format!("remove `{path}`"))
        } else {
            let names = join(&names, "and");
            (format!("`{path}` cannot be used with {names}"), format!("remove `{path}`, or {names}"))
        };
        let finding = Finding::new(&rules::FORBIDDEN_WITH, span, at, message);
        self.findings.push(because(finding.label("not together").help(help), triggers));
    }

    /// Secrets in addresses, wherever they stand.
    fn credentials(&mut self, node: Node<'d>, pointer: &mut String, path: &str) {
        let length = pointer.len();
        for member in node.members() {
            let name = member.key.decoded();
            Pointer::push_token(pointer, &name);
            self.credentials(member.value, pointer, &inside(path, &name));
            pointer.truncate(length);
        }
        for (index, item) in node.items().enumerate() {
            Pointer::push_index(pointer, index);
            self.credentials(item, pointer, &format!("{path}[{index}]"));
            pointer.truncate(length);
        }
        let is_address = |text: &str| text.contains("://") && !text.contains(char::is_whitespace);
        let raw = node.raw_str().filter(|text| is_address(text) && self.parameters.is_sound(node));
        let Some(text) = raw.and_then(|_| node.as_str()) else { return };
        if let Some(found) = credential::find(&text) {
            let words = wording::credential(path, found.what);
            self.findings.push(words.at(node.span_within(found.range), self.absolute(pointer)));
        }
    }
}

/// The path of a member.
fn inside(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn because(finding: Finding, others: Vec<(String, Span, String)>) -> Finding {
    others.into_iter().fold(finding, |finding, (path, span, pointer)| {
        finding.related(span, pointer, format!("because `{path}` is here"))
    })
}

fn count(path: &str, least: Option<u64>, most: Option<u64>, node: Node<'_>, pointer: String) -> Finding {
    if node.kind() == json::Kind::Array {
        let size = |limit: Option<u64>| limit.and_then(|limit| usize::try_from(limit).ok());
        let limits = ArrayShape { min_items: size(least), max_items: size(most), items: None };
        return wording::wrong_item_count(path, &limits, node.item_count()).at(node.span(), pointer);
    }
    words::member_count(path, least, most, node, pointer)
}

fn range(path: &str, limits: &Limits, node: Node<'_>, pointer: String) -> Finding {
    let integer = |value: &Option<Value>| value.as_ref().map(|value| value.as_i64().ok_or(()));
    let integers = (integer(&limits.minimum), integer(&limits.maximum), integer(&limits.multiple_of));
    let is_plain = limits.above.is_none() && limits.below.is_none();
    if let (true, Some(number)) = (is_plain, node.as_number()) {
        let all = [integers.0, integers.1, integers.2];
        if all.iter().all(|limit| limit != &Some(Err(()))) {
            let limit = |limit: Option<Result<i64, ()>>| limit.and_then(Result::ok);
            let shape = NumberShape {
                minimum: limit(integers.0),
                maximum: limit(integers.1),
                multiple_of: limit(integers.2),
            };
            return wording::out_of_range(path, &shape, &number).at(node.span(), pointer);
        }
    }
    words::out_of_range(path, limits, node, pointer)
}
