//! An element is made of images, with or without voices, or of videos.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Reporter, join};
use crate::finding::{Finding, text};
use crate::json::{Kind, Node};
use crate::parameters::{Parameters, Presence};
use crate::rules::{self, Rule};

/// In every object of `list`: `images` need `frontalImage`; `videos` stand alone; `voices` should go with an image.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementComposition {
    list: Parameter,
}

const EXCLUDED_BY_VIDEOS: [&str; 3] = ["frontalImage", "images", "voices"];

impl Form for ElementComposition {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.list]
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        Operand::lists([&self.list])
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.list]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let Some(list) = task.sound_value(&self.list) else { return };
        for (index, element) in list.items().enumerate() {
            if element.kind() == Kind::Object && !is_simple(element) {
                let pointer = text!("{}/{index}", task.pointer(&self.list));
                check_element(task, element, &pointer, report);
            }
        }
    }

    fn other_rules(&self) -> &'static [&'static Rule] {
        const { &[&rules::CONTESTED_USE] }
    }

    fn looks_into_items(&self) -> bool {
        true
    }
}

/// Whether it is nothing but images that may stand together.
fn is_simple(element: Node<'_>) -> bool {
    let mut names = element.members().map(|member| member.key);
    let has_image = names.clone().any(|name| name.is("frontalImage"));
    names.all(|name| !name.is("videos") && (has_image || !name.is("images") && !name.is("voices")))
}

fn check_element(task: &Parameters<'_, '_>, element: Node<'_>, pointer: &str, report: &mut Reporter<'_>) {
    let has = |name: &str| element.get(name).is_some();
    let key =
        |name: &str| element.get_member(name).map_or_else(|| element.opening(), |member| member.key.span());
    if has("videos") {
        let beside: Vec<&str> = EXCLUDED_BY_VIDEOS.into_iter().filter(|name| has(name)).collect();
        if !beside.is_empty() {
            let names: Vec<String> = beside.iter().map(|name| text!("`{name}`")).collect();
            let message = text!("`videos` cannot be combined with {} in one element", join(&names, "and"));
            let mut finding = Finding::new(report.rule(), key("videos"), text!("{pointer}/videos"), message)
                .label("not together")
                .help(match beside.as_slice() {
                    ["voices"] => "remove `voices`".to_owned(),
                    ["images", ..] => {
                        text!("remove {}, or write a `frontalImage` instead of `videos`", join(&names, "and"))
                    }
                    _ => text!("remove {}, or remove `videos`", join(&names, "and")),
                });
            for name in beside {
                finding =
                    finding.related(key(name), text!("{pointer}/{name}"), text!("because `{name}` is here"));
            }
            report.add(finding);
            return;
        }
    }
    if has("images") && task.presence_in_item(element, "frontalImage") == Presence::Absent {
        let message = "`images` need a `frontalImage` in the same element".to_owned();
        report.add(
            Finding::new(report.rule(), element.opening(), text!("{pointer}/frontalImage"), message)
                .label("no `frontalImage` in here")
                .help("add `frontalImage`: `images` are further angles of it")
                .related(key("images"), text!("{pointer}/images"), "because `images` is here"),
        );
        return;
    }
    let without_image = ["frontalImage", "images"]
        .into_iter()
        .all(|name| task.presence_in_item(element, name) == Presence::Absent);
    if has("voices") && without_image {
        let message = "`voices` are documented only together with images".to_owned();
        report.add_as(
            &rules::CONTESTED_USE,
            Finding::new(&rules::CONTESTED_USE, key("voices"), text!("{pointer}/voices"), message)
                .label("no image in this element")
                .help("add a `frontalImage` to the element, or remove `voices`"),
        );
    }
}
