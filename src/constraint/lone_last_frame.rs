//! A last frame needs a first one.

use serde::Deserialize;

use super::frame_position::{LAST, Placement};
use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, text};
use crate::parameters::Parameters;

/// The only image of `list` is not placed last.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoneLastFrame {
    list: Parameter,
}

impl Form for LoneLastFrame {
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
        let Some([Placement::At(frame, LAST)]) = Placement::of_all(task, &self.list) else { return };
        let pointer = text!("{}/0/frame", task.pointer(&self.list));
        let message = "the last frame is given without a first one".to_owned();
        report.add(
            Finding::new(report.rule(), frame.span(), pointer, message)
                .label("last, but alone")
                .help("add a first frame, or make this image the first frame"),
        );
    }

    fn limits(&self) -> Vec<Proposal> {
        let placed = |frame: &str| Proposal::Objects {
            list: self.list.path.clone(),
            items: vec![vec![("frame".to_owned(), frame.into())]],
        };
        vec![placed("first"), placed("last")]
    }
}
