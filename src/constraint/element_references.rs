//! Prompts name elements as `<<<element_N>>>`, counted from 1; every name has an element, every element a name.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, text};
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

/// A prompt that can be read.
#[derive(Clone, Copy)]
struct Prompt<'c, 'd> {
    node: Node<'d>,
    place: PromptPlace<'c>,
}

/// Where a prompt stands.
#[derive(Clone, Copy)]
enum PromptPlace<'c> {
    Parameter(&'c Parameter),
    /// In the segment of this index.
    Segment(usize),
}

impl Form for ElementReferences {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        self.prompts.iter_mut().chain([&mut self.list, &mut self.segments]).collect()
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        let prompts = self.prompts.iter().map(|prompt| Operand::Value(prompt, "string"));
        let segments = Operand::Member(&self.segments, &self.segment_prompt, "string");
        prompts.chain([segments]).chain(Operand::lists([&self.list])).collect()
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        self.prompts.iter().chain([&self.list, &self.segments]).collect()
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let list = task.sound_list(&self.list);
        let count = match (task.presence(&self.list), list) {
            (Presence::Absent, _) => 0,
            (Presence::Present, Some(list)) => list.item_count(),
            _ => return,
        };
        let mut used = vec![false; count];
        let all_readable = self.each_prompt(task, |prompt| {
            if !prompt.node.may_contain(b'<') {
                return;
            }
            let mut mark = |reference: &Reference<'_>| {
                let used = reference.number.checked_sub(1).and_then(|index| used.get_mut(index));
                used.map(|used| *used = true).is_some()
            };
            // No escape but the code of a character can be part of a name.
            let raw = prompt.node.raw_str().filter(|_| !prompt.node.has_coded_ascii());
            if raw.is_some_and(|raw| references(raw).all(|reference| mark(&reference))) {
                return;
            }
            let Some(text) = prompt.node.as_str() else { return };
            for reference in references(&text) {
                if !mark(&reference) {
                    self.report_unknown(prompt, &reference, count, task, report);
                }
            }
        });
        if let (true, Some(list)) = (all_readable, list) {
            for (index, element) in list.items().enumerate().filter(|&(index, _)| !used[index]) {
                let pointer = text!("{}/{index}", task.pointer(&self.list));
                let message = text!("no prompt names element {}", index + 1);
                report.add_as(
                    &rules::UNUSED_ELEMENT,
                    Finding::new(&rules::UNUSED_ELEMENT, element.span(), pointer, message)
                        .label("never named")
                        .help(text!(
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
    /// Takes every readable prompt, and tells whether there is no other.
    fn each_prompt<'c, 'd>(
        &'c self,
        task: &Parameters<'_, 'd>,
        mut take: impl FnMut(Prompt<'c, 'd>),
    ) -> bool {
        let mut all_readable = true;
        let mut read = |node: Option<Node<'d>>, place| {
            let prompt = node.filter(|node| node.kind() == Kind::String).map(|node| Prompt { node, place });
            prompt.map(&mut take).is_some()
        };
        for parameter in &self.prompts {
            match task.presence(parameter) {
                Presence::Absent => {}
                Presence::Present => {
                    all_readable &= read(task.sound_value(parameter), PromptPlace::Parameter(parameter));
                }
                Presence::Meant | Presence::Unknown => all_readable = false,
            }
        }
        match (task.presence(&self.segments), task.sound_list(&self.segments)) {
            (Presence::Absent, _) => {
                // The required prompt is missing, or was meant by another key.
                let required = self.prompts.first();
                all_readable &= required.is_none_or(|prompt| task.satisfies(prompt) == Truth::Yes);
            }
            (Presence::Present, Some(segments)) => {
                for (index, segment) in segments.items().enumerate() {
                    let prompt = task.sound_member(segment, &self.segment_prompt);
                    all_readable &= read(prompt, PromptPlace::Segment(index));
                }
            }
            _ => all_readable = false,
        }
        all_readable
    }

    fn report_unknown(
        &self,
        prompt: Prompt<'_, '_>,
        reference: &Reference<'_>,
        count: usize,
        task: &Parameters<'_, '_>,
        report: &mut Reporter<'_>,
    ) {
        let span = prompt.node.span_within(reference.start..reference.start + reference.text.len());
        let shown = crate::finding::shortened(reference.text);
        let message = match count {
            0 if task.is_present(&self.list) => {
                text!("`{shown}` names an element, but `{}` is empty", self.list.path)
            }
            0 => text!("`{shown}` names an element, but there is no `{}`", self.list.path),
            1 => text!("`{shown}` names no element: there is only one"),
            _ => text!("`{shown}` names no element: there are {count}"),
        };
        let help = match count {
            0 => text!("add the element to `{}`, or remove the placeholder", self.list.path),
            1 => "write `<<<element_1>>>`, or add the element".to_owned(),
            _ => text!("use a number from 1 to {count}, or add the element"),
        };
        let pointer = match prompt.place {
            PromptPlace::Parameter(parameter) => task.pointer(parameter),
            PromptPlace::Segment(index) => {
                text!("{}/{index}/{}", task.pointer(&self.segments), self.segment_prompt)
            }
        };
        let mut finding =
            Finding::new(report.rule(), span, pointer, message).label("no such element").help(help);
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
    static OPENING: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("<<<element_"));
    let opening = OPENING.needle().len();
    OPENING.find_iter(prompt.as_bytes()).filter_map(move |start| {
        let digits = &prompt[start + opening..];
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        let closed = end > 0 && digits[end..].starts_with(">>>");
        closed.then(|| Reference {
            start,
            text: &prompt[start..start + opening + end + 3],
            number: digits[..end].parse().unwrap_or(0),
        })
    })
}
