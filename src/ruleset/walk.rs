//! One walk over a task: every finding about a single parameter, and what the checks across parameters need to know.

use std::collections::HashSet;
use std::sync::Arc;

use super::remedy::{self, Remedy, Stray};
use super::table::{ArrayShape, ObjectShape, Shape, ones};
use super::{RuleSet, credential, wording};
use crate::finding::Finding;
use crate::json::{Kind, Member, Node, Pointer, object_duplicates};
use crate::parameters::{Parameters, Presence};
use crate::rules;

/// Where the walk is: the way from the task, without an allocation until somebody asks for the pointer.
#[derive(Clone, Copy)]
enum Path<'p> {
    Task(&'p str),
    Name(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Task(pointer) => (*pointer).to_owned(),
            Self::Name(parent, name) => {
                let mut pointer = parent.pointer();
                Pointer::push_token(&mut pointer, name);
                pointer
            }
            Self::Index(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }

    /// The path as people write it: `inputs.elements[0].id`; empty for the task.
    fn display(&self) -> String {
        match self {
            Self::Task(_) => String::new(),
            Self::Name(parent, name) => match parent.display() {
                start if start.is_empty() => (*name).to_owned(),
                start => format!("{start}.{name}"),
            },
            Self::Index(parent, index) => format!("{}[{index}]", parent.display()),
        }
    }
}

/// As many members as the objects that are open at once may usually have.
const USUAL_KEYS: usize = 64;

struct Walk<'w, 't, 'd> {
    ruleset: &'t RuleSet,
    parameters: &'w mut Parameters<'t, 'd>,
    elsewhere: &'w dyn Fn(&str) -> Option<Arc<str>>,
    findings: Vec<Finding>,
    /// For every member of the objects that are open: the number of its key, where there is one.
    keys: Vec<u32>,
    missing: Vec<Missing<'t, 'd>>,
    /// The members of the task, one bit each, that are known to be sound.
    sound: u128,
    known: remedy::Known,
}

/// A required parameter that is not there; an unknown key further on may yet turn out to be meant to be it.
struct Missing<'t, 'd> {
    holder: Node<'d>,
    holder_pointer: String,
    name: &'t str,
    slot: Option<u8>,
    display: String,
}

/// Walks the task of `parameters`, fills them in, and returns the findings about single parameters. Of the members of
/// `sound`, one bit each, everything is known already.
pub fn walk<'t>(
    ruleset: &'t RuleSet,
    parameters: &mut Parameters<'t, '_>,
    sound: u128,
    elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
) -> Vec<Finding> {
    let task = parameters.task();
    let path = Path::Task(parameters.task_pointer());
    let mut walk = Walk {
        ruleset,
        parameters,
        elsewhere,
        findings: Vec::new(),
        keys: Vec::with_capacity(USUAL_KEYS),
        missing: Vec::new(),
        sound,
        known: remedy::Known::default(),
    };
    walk.value(&ruleset.table.task, task, &path, None, false);
    walk.report_missing();
    walk.findings
}

/// The duplicate keys of a task that no rule set judges.
#[must_use]
pub fn duplicate_keys_of(task: Node<'_>, pointer: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    unread(task, &Path::Task(pointer), &mut findings);
    findings
}

/// Nesting is bounded by the parser, so this is too.
fn unread(node: Node<'_>, path: &Path<'_>, findings: &mut Vec<Finding>) {
    repeated_keys(node, path, findings);
    for member in node.members() {
        unread(member.value, &Path::Name(path, &member.key.decoded()), findings);
    }
    for (index, item) in node.items().enumerate() {
        unread(item, &Path::Index(path, index), findings);
    }
}

/// Reports the keys that an object itself has more than once.
fn repeated_keys(node: Node<'_>, path: &Path<'_>, findings: &mut Vec<Finding>) {
    let mut counted = HashSet::new();
    for (first, later) in object_duplicates(node).into_iter().rev() {
        let is_last = counted.insert(first.index());
        let pointer = Path::Name(path, &later.decoded()).pointer();
        findings.push(wording::duplicate_key(first, later, is_last, pointer));
    }
}

impl<'t, 'd> Walk<'_, 't, 'd> {
    /// Checks one value; `slot` is its parameter's, if it has one.
    fn value(
        &mut self,
        shape: &'t Shape,
        node: Node<'d>,
        path: &Path<'_>,
        slot: Option<u8>,
        is_required: bool,
    ) {
        if !shape.types.hold(node) {
            self.not_of_type(shape, node, path, slot, is_required);
            return;
        }
        if node.is_doubtful() {
            // The mistake of the syntax is all that can be said.
            self.parameters.set_faulty(node);
            return;
        }
        let shape = shape.union.iter().find(|branch| branch.types.hold(node)).unwrap_or(shape);
        if !shape.allowed.is_empty() && !shape.allowed.iter().any(|allowed| allowed.equals(node)) {
            let words = wording::not_allowed(&path.display(), &shape.allowed, node);
            self.fault(node, path, words.or_rather(self.ruleset.against(slot)));
            return;
        }
        match node.kind() {
            Kind::String => self.string(shape, node, path),
            Kind::Number => self.number(shape, node, path),
            Kind::Array => self.array(shape.array.as_ref(), node, path),
            Kind::Object => match &shape.object {
                Some(object) => self.object(object, node, path, slot),
                None => self.unread(node, path),
            },
            Kind::Bool | Kind::Null | Kind::Invalid => {}
        }
    }

    /// Notes that the value has an error of its own, and reports it.
    fn fault(&mut self, node: Node<'d>, path: &Path<'_>, words: wording::Words) {
        self.parameters.set_faulty(node);
        self.findings.push(words.at(node.span(), path.pointer()));
    }

    fn not_of_type(
        &mut self,
        shape: &Shape,
        node: Node<'d>,
        path: &Path<'_>,
        slot: Option<u8>,
        is_required: bool,
    ) {
        if slot.is_some() || node.index() == self.parameters.task().index() {
            self.parameters.set_contents_unknown(slot);
        }
        if node.kind() == Kind::Invalid {
            self.parameters.set_faulty(node);
            return;
        }
        let words = wording::wrong_type(&path.display(), shape.types, shape, node, is_required);
        self.fault(node, path, words.or_rather(self.ruleset.against(slot)));
        self.unread(node, path);
    }

    /// Reports what can be said of a value that nothing describes: its duplicate keys.
    fn unread(&mut self, node: Node<'d>, path: &Path<'_>) {
        unread(node, path, &mut self.findings);
    }

    fn string(&mut self, shape: &Shape, node: Node<'d>, path: &Path<'_>) {
        let Some(string) = &shape.string else { return };
        let length = || node.char_count();
        let too_short = string.min_length.is_some_and(|least| !node.has_at_least(least) && length() < least);
        let too_long = string.max_length.is_some_and(|most| !node.has_at_most(most) && length() > most);
        if too_short || too_long {
            let words = wording::wrong_length(&path.display(), string, length());
            self.fault(node, path, words);
            return;
        }
        if string.pattern.is_none() && string.format.is_none() {
            return;
        }
        let Some(text) = node.as_str() else { return };
        if string.pattern.as_ref().is_some_and(|pattern| !pattern.matches(&text)) {
            let words = wording::wrong_pattern(&path.display(), string, &text);
            self.fault(node, path, words);
        } else if let Some(format) = string.format {
            if let Some(problem) = self.parameters.context().problem(format, &text) {
                self.fault(node, path, wording::wrong_format(&path.display(), format, &problem));
            } else if let Some(credential) = credential::find(&text) {
                let span = node.span_within(credential.range);
                self.findings
                    .push(wording::credential(&path.display(), credential.what).at(span, path.pointer()));
            }
        }
    }

    fn number(&mut self, shape: &Shape, node: Node<'d>, path: &Path<'_>) {
        let (Some(limits), Some(number)) = (&shape.number, node.as_number()) else { return };
        if !limits.hold(&number) {
            let words = wording::out_of_range(&path.display(), limits, &number);
            self.fault(node, path, words);
        }
    }

    fn array(&mut self, shape: Option<&'t ArrayShape>, node: Node<'d>, path: &Path<'_>) {
        let Some(array) = shape else { return self.unread(node, path) };
        if array.min_items.is_some() || array.max_items.is_some() {
            let count = node.item_count();
            let too_few = array.min_items.is_some_and(|least| count < least) && !node.is_incomplete();
            let too_many = array.max_items.is_some_and(|most| count > most);
            if too_few || too_many {
                let words = wording::wrong_item_count(&path.display(), array, count);
                self.fault(node, path, words);
            }
        }
        match &array.items {
            Some(items) => {
                for (index, item) in node.items().enumerate() {
                    self.value(items, item, &Path::Index(path, index), None, false);
                }
            }
            None => self.unread(node, path),
        }
    }

    fn object(&mut self, object: &'t ObjectShape, node: Node<'d>, path: &Path<'_>, slot: Option<u8>) {
        let base = self.keys.len();
        self.keys.resize(base + object.properties.len(), 0);
        let mut seen = 0u128;
        let mut unknown = 0usize;
        let mut has_repeated = false;
        for member in node.members() {
            let Some(index) = object.index_of_key(member.key) else {
                unknown += 1;
                continue;
            };
            if seen >> index & 1 == 1 {
                has_repeated = true;
                // The value that counts is the last one.
                let before = node.member_at(self.keys[base + index]);
                self.unread(before.value, &Path::Name(path, &object.properties[index].name));
            }
            seen |= 1 << index;
            self.keys[base + index] = member.key.index();
        }
        if has_repeated || unknown > 1 {
            repeated_keys(node, path, &mut self.findings);
        }
        if unknown > 0 {
            self.unknown_members(object, node, path, seen, unknown, slot);
        }
        if !node.is_incomplete() {
            self.note_missing(object, node, path, seen);
        } else if !self.is_listed(node, slot) {
            self.parameters.set_contents_unknown(slot);
        }
        let sound = if node.index() == self.parameters.task().index() { self.sound } else { 0 };
        for index in ones(seen & !sound) {
            let property = &object.properties[index];
            let member = node.member_at(self.keys[base + index]);
            if let Some(slot) = property.slot {
                self.parameters.set_present(slot, member);
            }
            let at = Path::Name(path, &property.name);
            self.value(&property.shape, member.value, &at, property.slot, property.is_required);
        }
        self.keys.truncate(base);
    }

    /// Whether an object stands in a list.
    fn is_listed(&self, node: Node<'d>, slot: Option<u8>) -> bool {
        slot.is_none() && node.index() != self.parameters.task().index()
    }

    fn note_missing(&mut self, object: &'t ObjectShape, node: Node<'d>, path: &Path<'_>, seen: u128) {
        for property in ones(object.required & !seen).map(|index| &object.properties[index]) {
            self.missing.push(Missing {
                holder: node,
                holder_pointer: path.pointer(),
                name: &property.name,
                slot: property.slot,
                display: Path::Name(path, &property.name).display(),
            });
        }
    }

    fn unknown_members(
        &mut self,
        object: &'t ObjectShape,
        node: Node<'d>,
        path: &Path<'_>,
        seen: u128,
        count: usize,
        slot: Option<u8>,
    ) {
        let is_known = |member: &Member<'d>| object.index_of_key(member.key).is_some();
        // Where a bracket is missing, nobody knows what stands in which object.
        let task = self.parameters.task();
        let is_doubtful = task.is_incomplete() && node.index() != task.index();
        let mut told = HashSet::new();
        let unknown: Vec<Member<'d>> = node.members().filter(|member| !is_known(member)).collect();
        // The last of several keys of the same name is the one that counts.
        for member in unknown.into_iter().rev() {
            let name = member.key.decoded();
            let at = Path::Name(path, &name);
            self.unread(member.value, &at);
            if !object.is_closed || (count > 1 && !told.insert(name.clone())) {
                continue;
            }
            let taken = |index: usize| seen >> index & 1 == 1;
            let stray = Stray {
                ruleset: self.ruleset,
                object,
                described: object,
                path: &path.display(),
                name: &name,
                value: member.value,
            };
            let remedy = remedy::find(&stray, taken, self.elsewhere);
            match &remedy {
                Some(Remedy::Sibling(index)) => {
                    let property = &object.properties[*index];
                    match property.slot {
                        Some(slot) => self.parameters.set_meant(slot),
                        None if self.is_listed(node, slot) => {
                            self.parameters.set_meant_in_item(node, &property.name);
                        }
                        None => {}
                    }
                }
                Some(Remedy::Parameter(slot)) => self.parameters.set_meant(*slot),
                Some(Remedy::Item(path)) => {
                    let list = path.split("[]").next().and_then(|list| self.ruleset.table.slot(list));
                    if let Some(slot) = list {
                        self.parameters.set_meant(slot);
                    }
                }
                Some(Remedy::OtherModel(_)) | None => {}
            }
            if member.key.is_doubtful() && !self.is_listed(node, slot) {
                // It may be any that is missing.
                self.parameters.set_contents_unknown(slot);
            }
            if is_doubtful || member.key.is_doubtful() {
                continue;
            }
            let remedied = remedy
                .as_ref()
                .map(|remedy| (remedy, remedy.is_there(self.ruleset, taken, task, &mut self.known)));
            let words = wording::unknown_field(&stray, remedied);
            let holder = path.pointer();
            let holder = holder.strip_prefix(self.parameters.task_pointer()).unwrap_or_default();
            let see = wording::see(&stray, holder, remedy.as_ref());
            let mut finding = words.at(member.key.span(), at.pointer());
            finding.see = Some(see);
            self.findings.push(finding);
        }
    }

    fn report_missing(&mut self) {
        for missing in std::mem::take(&mut self.missing) {
            let presence = match missing.slot {
                Some(slot) => self.parameters.presence_of_slot(usize::from(slot)),
                None => self.parameters.presence_in_item(missing.holder, missing.name),
            };
            if presence == Presence::Absent {
                if missing.slot.is_none() {
                    self.parameters.set_faulty(missing.holder);
                }
                let mut pointer = missing.holder_pointer;
                Pointer::push_token(&mut pointer, missing.name);
                let finding = Finding::new(
                    &rules::MISSING_FIELD,
                    missing.holder.opening(),
                    pointer,
                    format!("`{}` is missing", missing.display),
                );
                self.findings.push(
                    finding
                        .label(format!("no `{}` in here", missing.name))
                        .help(wording::how_to_add(&self.ruleset.model, missing.name)),
                );
            }
        }
    }
}
