//! No two objects of a list have the same key.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, quoted, text};
use crate::json::Node;
use crate::parameters::Parameters;

/// The texts `key` of the items of `list` differ.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniqueItems {
    list: Parameter,
    key: String,
}

impl Form for UniqueItems {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.list]
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        vec![Operand::Member(&self.list, &self.key, "string")]
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.list]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let Some(list) = task.sound_value(&self.list) else { return };
        let mut seen: BTreeMap<Cow<'_, str>, (usize, Node<'_>)> = BTreeMap::new();
        for (index, item) in list.items().enumerate() {
            let Some(value) = task.sound_member(item, &self.key) else { continue };
            let Some(text) = value.as_str() else { continue };
            if let Some(&(first_index, first)) = seen.get(&text) {
                let list_pointer = task.pointer(&self.list);
                let pointer = |index: usize| text!("{list_pointer}/{index}/{}", self.key);
                let message = text!("`{}` {} is used twice", self.key, quoted(&text));
                report.add(
                    Finding::new(report.rule(), value.span(), pointer(index), message)
                        .label("again")
                        .help(text!("give every item of `{}` its own `{}`", self.list.path, self.key))
                        .related(first.span(), pointer(first_index), "used here first"),
                );
            } else {
                seen.insert(text, (index, value));
            }
        }
    }

    fn limits(&self) -> Vec<Proposal> {
        let same = || vec![(self.key.clone(), "same".into())];
        vec![
            Proposal::items(&self.list.path, 2),
            Proposal::Objects { list: self.list.path.clone(), items: vec![same(), same()] },
        ]
    }
}
