//! The constraints of both models as plain conditions, written down a second time: neither the constraint files nor the
//! code that reads them is used.

use crate::combination::{Combination, Frames, Settings, Size};

/// A finding that a request must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    is_error: bool,
    rule: &'static str,
    constraint: &'static str,
    pointer: String,
}

impl Expected {
    /// As `severity rule constraint pointer`.
    pub fn line(&self) -> String {
        let severity = if self.is_error { "error" } else { "warning" };
        format!("{severity} {} {} {}", self.rule, self.constraint, self.pointer)
    }
}

/// Collects the findings of the conditions that hold.
#[derive(Default)]
struct Findings(Vec<Expected>);

impl Findings {
    fn error_if(&mut self, holds: bool, rule: &'static str, constraint: &'static str, pointer: &str) {
        self.add_if(holds, true, rule, constraint, pointer);
    }

    fn warning_if(&mut self, holds: bool, rule: &'static str, constraint: &'static str, pointer: &str) {
        self.add_if(holds, false, rule, constraint, pointer);
    }

    fn add_if(
        &mut self,
        holds: bool,
        is_error: bool,
        rule: &'static str,
        constraint: &'static str,
        pointer: &str,
    ) {
        if holds {
            self.0.push(Expected { is_error, rule, constraint, pointer: pointer.to_owned() });
        }
    }

    fn has_error_at(&self, pointer: &str) -> bool {
        self.0.iter().any(|finding| finding.is_error && finding.pointer == pointer)
    }

    /// One finding for one mistake: errors silence warnings about the same parameter, and a provider's limit gives way
    /// to everything else about it, also to an earlier limit.
    fn settled(self) -> Vec<Expected> {
        let is_limit = |finding: &Expected| finding.rule == "provider-limit";
        let mut settled: Vec<Expected> = Vec::new();
        for finding in &self.0 {
            let others: Vec<&Expected> =
                self.0.iter().filter(|other| other.pointer == finding.pointer && *other != finding).collect();
            let is_silenced = !finding.is_error && others.iter().any(|other| other.is_error)
                || is_limit(finding) && others.iter().any(|other| !is_limit(other))
                || is_limit(finding)
                    && settled.iter().any(|other| is_limit(other) && other.pointer == finding.pointer);
            if !is_silenced {
                settled.push(finding.clone());
            }
        }
        settled
    }
}

const FRAMES: &str = "/inputs/frameImages";
const REFERENCE_VIDEOS: &str = "/inputs/referenceVideos";
const REFERENCE_IMAGES: &str = "/inputs/referenceImages";
const ELEMENTS: &str = "/inputs/elements";
const SETTINGS: &str = "/providerSettings";
const SOUND: &str = "/providerSettings/klingai/sound";
const SHOTS: &str = "/providerSettings/klingai/multiPrompt";
const ORIENTATION: &str = "/providerSettings/klingai/characterOrientation";

/// The ids of what both models have under different names.
struct Names {
    one_of: &'static str,
    together: &'static str,
    sizes: &'static str,
    prompt: &'static str,
    sum: &'static str,
    unused: &'static str,
    empty: &'static str,
    shots: &'static str,
    shot_prompt: &'static str,
}

/// What both models demand in the same way; `other_sources` are what stands in for frames and a size.
fn of_both(c: &Combination, names: &Names, other_sources: usize, found: &mut Findings) {
    let frames = c.frames != Frames::Absent;
    let size = matches!(c.size, Size::Supported | Size::Unsupported);
    let half = matches!(c.size, Size::WidthAlone | Size::HeightAlone);
    let sources = usize::from(frames) + usize::from(size) + other_sources;
    let empty = c.frames == Frames::Empty;
    let is_wrong = !half && (sources != 1 || empty);
    let at = if sources > 1 && size && !empty { "/width" } else { FRAMES };
    found.error_if(is_wrong, "exactly-one-of", names.one_of, at);
    found.error_if(c.size == Size::WidthAlone, "used-together", names.together, "/height");
    found.error_if(c.size == Size::HeightAlone, "used-together", names.together, "/width");
    found.error_if(c.size == Size::Unsupported, "unsupported-dimensions", names.sizes, "/width");

    let neither_prompt = !c.positive_prompt && c.shots.is_none();
    found.error_if(neither_prompt, "missing-field", names.prompt, "/positivePrompt");
    let both_prompts = c.positive_prompt && c.shots.is_some();
    found.warning_if(both_prompts, "contested-use", names.prompt, "/positivePrompt");
    let sum: u64 = c.shot_seconds().iter().sum();
    let sum_is_wrong = c.shots.is_some() && !c.video && sum != c.duration.unwrap_or(5);
    found.error_if(sum_is_wrong, "duration-sum", names.sum, SHOTS);

    // All elements are named in the first prompt; there is none beside an empty list of shots.
    let nowhere_named = !c.positive_prompt && c.shots.is_some_and(|shots| shots.count == 0);
    for index in 0..c.elements.unwrap_or(0) {
        found.warning_if(nowhere_named, "unused-element", names.unused, &format!("{ELEMENTS}/{index}"));
    }
    found.warning_if(empty, "empty-list", names.empty, FRAMES);
    found.warning_if(c.reference_images == Some(0), "empty-list", names.empty, REFERENCE_IMAGES);
    found.warning_if(c.reference_videos == Some(0), "empty-list", names.empty, REFERENCE_VIDEOS);
    found.warning_if(c.elements == Some(0), "empty-list", names.empty, ELEMENTS);

    let shots = c.shots.map_or(0, |shots| shots.count);
    found.warning_if(shots > 6, "provider-limit", names.shots, SHOTS);
    let wordy = shots > 0 && c.shots.is_some_and(|shots| shots.is_wordy);
    let last_prompt = format!("{SHOTS}/{}/prompt", shots.saturating_sub(1));
    found.warning_if(wordy, "provider-limit", names.shot_prompt, &last_prompt);
}

/// O3 Pro.
pub fn o3_pro(c: &Combination) -> Vec<Expected> {
    let names = Names {
        one_of: "o3-1",
        together: "o3-9",
        sizes: "o3-8",
        prompt: "o3-10",
        sum: "o3-11",
        unused: "o3-element-reference",
        empty: "o3-empty-list",
        shots: "o3-provider-shots",
        shot_prompt: "o3-provider-shot-prompt",
    };
    let mut found = Findings::default();
    of_both(c, &names, usize::from(c.video), &mut found);

    let settings = c.settings != Settings::Absent;
    let reference_videos = c.reference_videos.is_some();
    let some_video = c.video || reference_videos;
    found.error_if(reference_videos && !settings, "required-with", "o3-2", SETTINGS);

    found.error_if(some_video && c.sound == Some(true), "forbidden-with", "o3-3", SOUND);
    found.warning_if(some_video && c.sound == Some(false), "contested-use", "o3-3", SOUND);
    found.warning_if(some_video && c.shots.is_some(), "contested-use", "o3-3", SHOTS);
    let some_known =
        c.sound.is_some() || c.shots.is_some() || c.keep_original_sound.is_some() || c.character_orientation;
    found.warning_if(some_video && settings && !some_known, "contested-use", "o3-3", SETTINGS);

    let images = c.reference_images.unwrap_or(0);
    let elements = c.elements.unwrap_or(0);
    found.error_if(c.video && c.elements.is_some(), "forbidden-with", "o3-4", ELEMENTS);
    found.error_if(some_video && images > 4, "item-limit", "o3-5", REFERENCE_IMAGES);

    let keeps = c.keep_original_sound == Some(true);
    let no_video = !c.video && c.reference_videos.unwrap_or(0) == 0;
    let needs_video = c.character_orientation || keeps;
    found.error_if(needs_video && no_video, "required-with", "o3-6", REFERENCE_VIDEOS);
    let keeps_not = c.keep_original_sound == Some(false);
    found.warning_if(keeps_not && no_video, "contested-use", "o3-6", REFERENCE_VIDEOS);
    found.error_if(c.character_orientation && images == 0, "required-with", "o3-7", REFERENCE_IMAGES);
    let says_keep = c.keep_original_sound.is_some();
    found.warning_if(says_keep && images == 0, "contested-use", "o3-7", REFERENCE_IMAGES);

    found.warning_if(c.video && c.duration.is_some(), "ignored-field", "o3-12", "/duration");
    found.warning_if(c.video && reference_videos, "contested-use", "o3-12", REFERENCE_VIDEOS);
    found.warning_if(c.resolution, "contested-use", "o3-12", "/resolution");

    let most = if some_video { 4 } else { 7 };
    let is_in_order = !found.has_error_at(REFERENCE_IMAGES) && !found.has_error_at(ELEMENTS);
    let at = if c.reference_images.is_some() { REFERENCE_IMAGES } else { ELEMENTS };
    let too_many = images + elements > most && is_in_order;
    found.warning_if(too_many, "provider-limit", "o3-provider-references", at);
    let beside_frames = c.frames != Frames::Absent && elements > 3;
    found.warning_if(beside_frames, "provider-limit", "o3-provider-elements", ELEMENTS);
    let two_videos = c.reference_videos.unwrap_or(0) > 1;
    found.warning_if(two_videos, "provider-limit", "o3-provider-videos", REFERENCE_VIDEOS);
    let too_long = reference_videos && c.duration.unwrap_or(5) > 10;
    found.warning_if(too_long, "provider-limit", "o3-provider-duration", "/duration");
    let lone_last = c.frames == Frames::LoneLast;
    found.warning_if(lone_last, "provider-limit", "o3-provider-last-frame", "/inputs/frameImages/0/frame");
    let pair = c.frames == Frames::Pair && c.shots.is_some();
    found.warning_if(pair, "provider-limit", "o3-provider-frames-and-shots", SHOTS);
    found.settled()
}

/// 3.0 Standard.
pub fn standard(c: &Combination) -> Vec<Expected> {
    let names = Names {
        one_of: "std-1",
        together: "std-7",
        sizes: "std-8",
        prompt: "std-10",
        sum: "std-11",
        unused: "std-element-reference",
        empty: "std-empty-list",
        shots: "std-provider-shots",
        shot_prompt: "std-provider-shot-prompt",
    };
    let mut found = Findings::default();
    of_both(c, &names, 0, &mut found);

    let has_frame = !matches!(c.frames, Frames::Absent | Frames::Empty);
    found.error_if(c.elements.is_some() && !has_frame, "required-with", "std-2", FRAMES);

    let reference_videos = c.reference_videos.is_some();
    found.error_if(reference_videos && c.sound == Some(true), "forbidden-with", "std-3", SOUND);
    found.warning_if(reference_videos && c.sound == Some(false), "contested-use", "std-3", SOUND);
    found.warning_if(reference_videos && c.shots.is_some(), "contested-use", "std-3", SHOTS);
    let shot_type = "/providerSettings/klingai/shotType";
    found.warning_if(reference_videos && c.shot_type, "contested-use", "std-3", shot_type);

    let settings = c.settings != Settings::Absent;
    found.error_if(reference_videos && !settings, "required-with", "std-4", SETTINGS);
    let without_orientation = settings && !c.character_orientation;
    found.warning_if(reference_videos && without_orientation, "contested-use", "std-4", ORIENTATION);

    let keeps = c.keep_original_sound == Some(true);
    let no_video = c.reference_videos.unwrap_or(0) == 0;
    let needs_video = c.character_orientation || keeps;
    found.error_if(needs_video && no_video, "required-with", "std-5", REFERENCE_VIDEOS);
    let keeps_not = c.keep_original_sound == Some(false);
    found.warning_if(keeps_not && no_video, "contested-use", "std-5", REFERENCE_VIDEOS);
    let images = c.reference_images.unwrap_or(0);
    found.error_if(c.character_orientation && images == 0, "required-with", "std-6", REFERENCE_IMAGES);

    let motion = c.character_orientation;
    found.warning_if(motion && images > 1, "provider-limit", "std-provider-motion-image", REFERENCE_IMAGES);
    let two_videos = c.reference_videos.unwrap_or(0) > 1;
    found.warning_if(motion && two_videos, "provider-limit", "std-provider-motion-video", REFERENCE_VIDEOS);
    found.settled()
}
