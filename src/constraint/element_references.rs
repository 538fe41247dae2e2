//! Prompts name elements as `<<<element_N>>>`, counted from 1; every name has an element, every element a name.

use serde::Deserialize;

use super::{Form, Parameter, Proposal, Reporter, Term};
use crate::finding::Finding;
use crate::json::{Kind, Node};
use crate::parameters::{Parameters, Presence, Truth};
use crate::rules::{self, Rule};

/// The prompts are `prompts` and `segment_prompt` of every item of `segments`; the first of `prompts` is the one that is
/// required where there are no segments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ElementReferences {
    list: Parameter,
    prompts: Vec<Parameter>,
    segments: Parameter,
    segment_prompt: String,
}

/// A prompt that can be read, with its pointer from the document.
struct Prompt<'d> {
    node: Node<'d>,
    pointer: String,
}

impl Form for ElementReferences {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.prompts.iter_mut().chain([&mut self.list, &mut self.segments]).collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, _: &[&Term], report: &mut Reporter<'_>) {
        let has_elements = task.presence(&self.list) != Presence::Absent;
        let (prompts, all_readable) = self.prompts(task, has_elements);
        let list = task.sound_list(&self.list);
        let count = match (task.presence(&self.list), list) {
            (Presence::Absent, _) => Some(0),
            (Presence::Present, Some(list)) => Some(list.item_count()),
            _ => None,
        };
        let Some(count) = count else { return };
        let mut used = vec![false; count];
        for prompt in &prompts {
            let Some(text) = prompt.node.as_str() else { continue };
            for reference in references(&text) {
                match reference.number.checked_sub(1).filter(|&index| index < count) {
                    Some(index) => used[index] = true,
                    None => self.report_unknown(prompt, &reference, count, task, report),
                }
            }
        }
        if let (true, Some(list)) = (all_readable, list) {
            for (index, element) in list.items().enumerate().filter(|&(index, _)| !used[index]) {
                let pointer = format!("{}/{index}", task.pointer(&self.list));
                let message = format!("no prompt names element {}", index + 1);
                report.add_as(
                    &rules::UNUSED_ELEMENT,
                    Finding::new(&rules::UNUSED_ELEMENT, element.span(), pointer, message)
                        .label("never named")
                        .help(format!(
                            "write `<<<element_{}>>>` into a prompt, or remove the element",
                            index + 1
                        )),
                );
            }
        }
    }

    fn other_rules(&self) -> &'static [&'static Rule] {
        const { &[&rules::UNUSED_ELEMENT] }
    }

    fn proposals(&self) -> Vec<Proposal> {
        let names = |prompt: &Parameter| Proposal::Names {
            list: self.list.path.clone(),
            prompt: prompt.path.clone(),
            segments: self.segments.path.clone(),
            segment_prompt: self.segment_prompt.clone(),
        };
        self.prompts.first().map(names).into_iter().collect()
    }
}

impl ElementReferences {
    /// The readable prompts, and whether there is no other.
    fn prompts<'d>(&self, task: &Parameters<'_, 'd>, wants_pointers: bool) -> (Vec<Prompt<'d>>, bool) {
        let _ = wants_pointers;
        let mut prompts = Vec::new();
        let mut all_readable = true;
        for parameter in &self.prompts {
            match task.presence(parameter) {
                Presence::Absent => {}
                Presence::Present => {
                    match task.sound_value(parameter).filter(|node| node.kind() == Kind::String) {
                        Some(node) => prompts.push(Prompt { node, pointer: task.pointer(parameter) }),
                        None => all_readable = false,
                    }
                }
                Presence::Meant | Presence::Unknown => all_readable = false,
            }
        }
        match task.presence(&self.segments) {
            Presence::Absent => {
                // The required prompt is missing, or was meant by another key.
                let required = self.prompts.first();
                all_readable &= required.is_none_or(|prompt| task.satisfies(prompt) == Truth::Yes);
            }
            Presence::Present => match task.sound_list(&self.segments) {
                Some(segments) => {
                    for (index, segment) in segments.items().enumerate() {
                        let prompt = task.sound_member(segment, &self.segment_prompt);
                        match prompt.filter(|node| node.kind() == Kind::String) {
                            Some(node) => {
                                let pointer = format!(
                                    "{}/{index}/{}",
                                    task.pointer(&self.segments),
                                    self.segment_prompt
                                );
                                prompts.push(Prompt { node, pointer });
                            }
                            None => all_readable = false,
                        }
                    }
                }
                None => all_readable = false,
            },
            Presence::Meant | Presence::Unknown => all_readable = false,
        }
        (prompts, all_readable)
    }

    fn report_unknown(
        &self,
        prompt: &Prompt<'_>,
        reference: &Reference<'_>,
        count: usize,
        task: &Parameters<'_, '_>,
        report: &mut Reporter<'_>,
    ) {
        let span = prompt.node.span_within(reference.start..reference.start + reference.text.len());
        let shown = crate::finding::shortened(reference.text);
        let message = match count {
            0 => format!("`{shown}` names an element, but there is no `{}`", self.list.path),
            1 => format!("`{shown}` names no element: there is only one"),
            _ => format!("`{shown}` names no element: there are {count}"),
        };
        let help = match count {
            0 => format!("add the element to `{}`, or remove the placeholder", self.list.path),
            1 => "write `<<<element_1>>>`, or add the element".to_owned(),
            _ => format!("use a number from 1 to {count}, or add the element"),
        };
        let mut finding = Finding::new(report.rule(), span, prompt.pointer.clone(), message)
            .label("no such element")
            .help(help);
        if let Some(member) = task.member(&self.list) {
            finding = finding.related(member.key.span(), task.pointer(&self.list), "the elements");
        }
        report.add(finding);
    }
}

/// One `<<<element_N>>>` in a decoded prompt.
struct Reference<'p> {
    start: usize,
    text: &'p str,
    /// N, or 0 where it is too large to be any element's number.
    number: usize,
}

fn references(prompt: &str) -> impl Iterator<Item = Reference<'_>> {
    const OPENING: &str = "<<<element_";
    let finder = memchr::memmem::find_iter(prompt.as_bytes(), OPENING);
    finder.filter_map(|start| {
        let digits = &prompt[start + OPENING.len()..];
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        let closed = end > 0 && digits[end..].starts_with(">>>");
        closed.then(|| Reference {
            start,
            text: &prompt[start..start + OPENING.len() + end + 3],
            number: digits[..end].parse().unwrap_or(0),
        })
    })
}
