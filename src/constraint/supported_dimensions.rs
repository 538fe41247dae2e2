//! Width and height are one of the sizes that the model makes.

use serde::Deserialize;

use super::{Form, Operand, Parameter, Proposal, Reporter};
use crate::finding::{Finding, text};
use crate::parameters::Parameters;

/// `width` and `height`, where both are there, must be one of `sizes`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportedDimensions {
    width: Parameter,
    height: Parameter,
    sizes: Vec<Size>,
}

/// A size in pixels, with what the page calls it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Size {
    width: i64,
    height: i64,
    name: String,
}

impl Form for SupportedDimensions {
    fn parameters(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.width, &mut self.height]
    }

    fn operands(&self) -> Vec<Operand<'_>> {
        [&self.width, &self.height].map(|side| Operand::Value(side, "integer")).into()
    }

    fn silent_without(&self) -> Vec<&Parameter> {
        vec![&self.width]
    }

    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>) {
        let (Some(width), Some(height)) = (task.sound_value(&self.width), task.sound_value(&self.height))
        else {
            return;
        };
        let (Some(width_number), Some(height_number)) = (width.as_number(), height.as_number()) else {
            return;
        };
        let (wide, high) = (width_number.to_i64(), height_number.to_i64());
        if self.sizes.iter().any(|size| wide == Some(size.width) && high == Some(size.height)) {
            return;
        }
        let asked = (wide.unwrap_or(i64::MAX), high.unwrap_or(i64::MAX));
        let mut nearest: Vec<&Size> = self.sizes.iter().collect();
        nearest.sort_by_key(|size| size.distance(asked));
        let sizes: Vec<String> =
            nearest.iter().map(|size| text!("{}x{} ({})", size.width, size.height, size.name)).collect();
        let shown = |number: Option<i64>, literal: &str| {
            number.map_or_else(|| crate::finding::shortened(literal), |n| n.to_string())
        };
        let size = text!("{}x{}", shown(wide, width_number.literal()), shown(high, height_number.literal()));
        report.add(
            Finding::new(
                report.rule(),
                width.span(),
                task.pointer(&self.width),
                text!("{size} is not a size of this model"),
            )
            .label("not supported")
            .help(text!("use one of the supported sizes, nearest first: {}", sizes.join(", ")))
            .related(height.span(), task.pointer(&self.height), "with this height"),
        );
    }

    fn proposals(&self) -> Vec<Proposal> {
        let parameters = [&self.width, &self.height];
        let sizes = self.sizes.iter().map(|size| [size.width, size.height]);
        let single = sizes.clone().flat_map(|size| {
            parameters
                .into_iter()
                .zip(size)
                .map(|(parameter, pixels)| Proposal::value(&parameter.path, pixels))
        });
        let pair = Proposal::Pair {
            pair: parameters.map(|parameter| parameter.path.clone()),
            values: sizes.clone().map(|size| size.map(Into::into)).collect(),
        };
        single.chain([pair]).collect()
    }

    fn limits(&self) -> Vec<Proposal> {
        self.sizes.first().map(|size| Proposal::value(&self.width.path, size.width / 2)).into_iter().collect()
    }
}

impl Size {
    /// How far it is from a size asked for: first by shape, then by pixels on both sides.
    fn distance(&self, (width, height): (i64, i64)) -> (u128, u128) {
        let (width, height) = (i128::from(width), i128::from(height));
        let (own_width, own_height) = (i128::from(self.width), i128::from(self.height));
        let shape = (width * own_height - height * own_width).unsigned_abs()
            / own_width.max(own_height).max(1).unsigned_abs();
        let sides = (width - own_width).unsigned_abs() + (height - own_height).unsigned_abs();
        (shape, sides)
    }
}
