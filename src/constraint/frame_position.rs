//! Frame images fit the two positions that there are: the first and the last frame.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, text};
use crate::json::{Kind, Node};
use crate::parameters::{Parameters, Presence};

/// `list` holds at most two images, not both for the same position.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FramePosition {
    list: Parameter,
}

/// The position that `"first"` and `0` name.
pub const FIRST: i64 = 0;
/// The position that `"last"` and `-1` name.
pub const LAST: i64 = -1;

/// Where a frame image goes.
#[derive(Clone, Copy)]
pub enum Placement<'d> {
    /// To the position that is free.
    Free,
    /// To the position that its `frame` names: the value, and the position.
    At(Node<'d>, i64),
}

impl<'d> Placement<'d> {
    /// That of every image of a list; `None` where there are not `N` of them, or where an item, or a `frame`, has an error
    /// that leaves the position open.
    pub fn of_all<const N: usize>(task: &Parameters<'_, 'd>, list: &Parameter) -> Option<[Self; N]> {
        let items = task.sound_list(list)?.items();
        if items.clone().count() != N {
            return None;
        }
        let mut placements = [Self::Free; N];
        for (placement, item) in placements.iter_mut().zip(items) {
            *placement = Self::of(task, item)?;
        }
        Some(placements)
    }

    fn of(task: &Parameters<'_, 'd>, item: Node<'d>) -> Option<Self> {
        if !task.is_sound_throughout(item) {
            return None;
        }
        match item.kind() {
            Kind::String => Some(Placement::Free),
            Kind::Object => {
                let Some(frame) = item.get("frame") else {
                    let is_free = task.presence_in_item(item, "frame") == Presence::Absent;
                    return is_free.then_some(Placement::Free);
                };
                let position = match frame.as_number() {
                    Some(number) => number.to_i64()?,
                    None if frame.is_text("first") => FIRST,
                    None if frame.is_text("last") => LAST,
                    None => return None,
                };
                Some(Placement::At(frame, position))
            }
            _ => None,
        }
    }
}

impl Form for FramePosition {
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
        let Some(list) = task.sound_list(&self.list) else { return };
        let count = list.item_count();
        if count > 2 {
            let message =
                text!("`{}` holds {count} images, but there are only two positions", self.list.path);
            report.add(
                Finding::new(report.rule(), list.span(), task.pointer(&self.list), message)
                    .label(text!("{count} images"))
                    .help("keep at most two images: the first and the last frame"),
            );
            return;
        }
        let Some([Placement::At(first, position), Placement::At(second, same)]) =
            Placement::of_all(task, &self.list)
        else {
            return;
        };
        if position != same {
            return;
        }
        let list_pointer = task.pointer(&self.list);
        let (name, other) = if position == LAST { ("last", "first") } else { ("first", "last") };
        report.add(
            Finding::new(
                report.rule(),
                second.span(),
                text!("{list_pointer}/1/frame"),
                text!("both images are for the {name} frame"),
            )
            .label(text!("the {name} frame again"))
            .help(text!("make one of them \"{other}\", or remove it"))
            .related(
                first.span(),
                text!("{list_pointer}/0/frame"),
                text!("the {name} frame is taken here"),
            ),
        );
    }

    fn limits(&self) -> Vec<Proposal> {
        let frames = |frames: &[&str]| Proposal::Objects {
            list: self.list.path.clone(),
            items: frames.iter().map(|&frame| vec![("frame".to_owned(), frame.into())]).collect(),
        };
        vec![frames(&["first", "last"]), frames(&["first", "first"]), Proposal::items(&self.list.path, 3)]
    }
}
