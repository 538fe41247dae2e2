//! A request as the parameters that constraints speak of, and its text. Everything else in the text is in order.

use crate::random::Random;

/// What `inputs.frameImages` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    Absent,
    Empty,
    One,
    /// One image, placed last.
    LoneLast,
    /// A first and a last image.
    Pair,
}

/// Which of `width` and `height` are there, and whether the model makes that size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Absent,
    WidthAlone,
    HeightAlone,
    Supported,
    Unsupported,
}

/// What `providerSettings` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settings {
    Absent,
    /// `{}`
    Empty,
    /// `klingai` with the settings of the combination, which may be none.
    Provider,
}

/// What `multiPrompt` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shots {
    pub count: u64,
    /// Whether the last shot is one second longer than the sum allows.
    pub is_too_long: bool,
    /// Whether the last shot's prompt has 513 characters.
    pub is_wordy: bool,
}

/// One request. Numbers are the counts of lists that are there.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a parameter that is there or not")]
pub struct Combination {
    pub frames: Frames,
    pub video: bool,
    pub size: Size,
    pub reference_videos: Option<usize>,
    pub reference_images: Option<usize>,
    pub elements: Option<usize>,
    pub settings: Settings,
    pub sound: Option<bool>,
    pub keep_original_sound: Option<bool>,
    pub character_orientation: bool,
    pub shot_type: bool,
    pub shots: Option<Shots>,
    pub positive_prompt: bool,
    pub duration: Option<u64>,
    pub resolution: bool,
}

/// The parts of a request that only one of the models has.
pub struct Model {
    pub id: &'static str,
    pub supported: (u32, u32),
    pub is_o3: bool,
}

const PLAIN_SHOTS: Shots = Shots { count: 1, is_too_long: false, is_wordy: false };

impl Combination {
    /// How long each shot is: one second, but the last one takes what is left of the whole, if anything is.
    pub fn shot_seconds(&self) -> Vec<u64> {
        let Some(shots) = self.shots else { return Vec::new() };
        let whole = self.duration.unwrap_or(5);
        let mut seconds = vec![1; usize::try_from(shots.count).expect("few")];
        if let Some(last) = seconds.last_mut() {
            *last = whole.saturating_sub(shots.count - 1).max(1) + u64::from(shots.is_too_long);
        }
        seconds
    }

    /// The settings inside of `klingai` do not exist without it.
    fn without_settings_nowhere(mut self) -> Self {
        if self.settings != Settings::Provider {
            self.sound = None;
            self.keep_original_sound = None;
            self.character_orientation = false;
            self.shot_type = false;
            self.shots = None;
        }
        self
    }

    /// Every combination of presence, the switches with both their values.
    pub fn all(model: &Model) -> Vec<Self> {
        let only_o3: &[bool] = if model.is_o3 { &[false, true] } else { &[false] };
        let only_standard: &[bool] = if model.is_o3 { &[false] } else { &[false, true] };
        let mut all = vec![Self {
            frames: Frames::Absent,
            video: false,
            size: Size::Absent,
            reference_videos: None,
            reference_images: None,
            elements: None,
            settings: Settings::Absent,
            sound: None,
            keep_original_sound: None,
            character_orientation: false,
            shot_type: false,
            shots: None,
            positive_prompt: false,
            duration: None,
            resolution: false,
        }];
        multiply(&mut all, &[Settings::Absent, Settings::Empty, Settings::Provider], |c, value| {
            c.settings = value;
        });
        let (settings, without): (Vec<Self>, Vec<Self>) =
            all.into_iter().partition(|combination| combination.settings == Settings::Provider);
        all = settings;
        multiply(&mut all, &[None, Some(false), Some(true)], |c, value| c.sound = value);
        multiply(&mut all, &[None, Some(false), Some(true)], |c, value| c.keep_original_sound = value);
        multiply(&mut all, &[false, true], |c, value| c.character_orientation = value);
        multiply(&mut all, only_standard, |c, value| c.shot_type = value);
        multiply(&mut all, &[None, Some(PLAIN_SHOTS)], |c, value| c.shots = value);
        all.extend(without);
        multiply(&mut all, &[Frames::Absent, Frames::One], |c, value| c.frames = value);
        multiply(&mut all, &[Size::Absent, Size::Supported], |c, value| c.size = value);
        multiply(&mut all, only_o3, |c, value| c.video = value);
        multiply(&mut all, only_o3, |c, value| c.resolution = value);
        multiply(&mut all, &[None, Some(1)], |c, value| c.reference_videos = value);
        multiply(&mut all, &[None, Some(1)], |c, value| c.reference_images = value);
        multiply(&mut all, &[None, Some(1)], |c, value| c.elements = value);
        multiply(&mut all, &[false, true], |c, value| c.positive_prompt = value);
        multiply(&mut all, &[None, Some(8)], |c, value| c.duration = value);
        all
    }

    /// Any combination, with empty and long lists, half a size and wrong sums too.
    pub fn any(model: &Model, random: &mut Random) -> Self {
        use Frames::{Absent, Empty, LoneLast, One, Pair};
        let counts = [None, None, None, Some(0), Some(1), Some(1), Some(2), Some(4), Some(5), Some(8)];
        let shots = Shots {
            count: *random.pick(&[0, 1, 1, 2, 3, 6, 7]),
            is_too_long: random.below(4) == 0,
            is_wordy: random.below(8) == 0,
        };
        Self {
            frames: *random.pick(&[Absent, Absent, Empty, One, One, LoneLast, Pair]),
            video: model.is_o3 && random.below(3) == 0,
            size: *random.pick(&[
                Size::Absent,
                Size::Absent,
                Size::Supported,
                Size::Unsupported,
                Size::WidthAlone,
                Size::HeightAlone,
            ]),
            reference_videos: *random.pick(&counts),
            reference_images: *random.pick(&counts),
            elements: *random.pick(&counts),
            settings: *random.pick(&[
                Settings::Absent,
                Settings::Empty,
                Settings::Provider,
                Settings::Provider,
            ]),
            sound: *random.pick(&[None, Some(false), Some(true)]),
            keep_original_sound: *random.pick(&[None, Some(false), Some(true)]),
            character_orientation: random.below(2) == 0,
            shot_type: !model.is_o3 && random.below(3) == 0,
            shots: Some(shots).filter(|_| random.below(2) == 0),
            positive_prompt: random.below(3) > 0,
            duration: *random.pick(&[None, Some(3), Some(8), Some(10), Some(11), Some(15)]),
            resolution: model.is_o3 && random.below(4) == 0,
        }
        .without_settings_nowhere()
    }

    /// The request.
    pub fn text(&self, model: &Model) -> String {
        let mut root = vec![
            r#""taskType":"videoInference""#.to_owned(),
            r#""taskUUID":"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21""#.to_owned(),
            format!(r#""model":"{}""#, model.id),
        ];
        // Elements are named in the first prompt that there is.
        let names: Vec<String> =
            (1..=self.elements.unwrap_or(0)).map(|number| format!(" <<<element_{number}>>>")).collect();
        let mut names = names.concat();
        if self.positive_prompt {
            root.push(format!(r#""positivePrompt":"fog{}""#, std::mem::take(&mut names)));
        }
        let (width, height) = model.supported;
        let (has_width, has_height) = match self.size {
            Size::Absent => (false, false),
            Size::WidthAlone => (true, false),
            Size::HeightAlone => (false, true),
            Size::Supported | Size::Unsupported => (true, true),
        };
        root.extend(has_width.then(|| format!(r#""width":{width}"#)));
        let height = height + u32::from(self.size == Size::Unsupported);
        root.extend(has_height.then(|| format!(r#""height":{height}"#)));
        root.extend(self.duration.map(|seconds| format!(r#""duration":{seconds}"#)));
        root.extend(self.resolution.then(|| r#""resolution":"1080p""#.to_owned()));
        let inputs = self.inputs();
        if !inputs.is_empty() {
            root.push(format!(r#""inputs":{{{}}}"#, inputs.join(",")));
        }
        match self.settings {
            Settings::Absent => {}
            Settings::Empty => root.push(r#""providerSettings":{}"#.to_owned()),
            Settings::Provider => {
                let settings = self.provider_settings(&names).join(",");
                root.push(format!(r#""providerSettings":{{"klingai":{{{settings}}}}}"#));
            }
        }
        format!("{{{}}}", root.join(","))
    }

    fn inputs(&self) -> Vec<String> {
        let list = |name: &str, count: usize, item: &dyn Fn(usize) -> String| {
            let items: Vec<String> = (0..count).map(item).collect();
            format!(r#""{name}":[{}]"#, items.join(","))
        };
        let address = |_: usize| r#""https://example.com/a""#.to_owned();
        let frame = |position: &str| format!(r#"{{"image":"https://example.com/a"{position}}}"#);
        let frames = match self.frames {
            Frames::Absent => None,
            Frames::Empty => Some(String::new()),
            Frames::One => Some(frame("")),
            Frames::LoneLast => Some(frame(r#","frame":"last""#)),
            Frames::Pair => Some(format!("{},{}", frame(r#","frame":-1"#), frame(r#","frame":"first""#))),
        };
        let mut inputs: Vec<String> =
            frames.map(|frames| format!(r#""frameImages":[{frames}]"#)).into_iter().collect();
        inputs.extend(self.video.then(|| r#""video":"https://example.com/a""#.to_owned()));
        inputs.extend(self.reference_videos.map(|count| list("referenceVideos", count, &address)));
        inputs.extend(self.reference_images.map(|count| list("referenceImages", count, &address)));
        inputs.extend(
            self.elements.map(|count| list("elements", count, &|index| format!(r#"{{"id":"e{index}"}}"#))),
        );
        inputs
    }

    fn provider_settings(&self, names: &str) -> Vec<String> {
        let mut settings: Vec<String> = Vec::new();
        settings.extend(self.sound.map(|on| format!(r#""sound":{on}"#)));
        settings.extend(self.keep_original_sound.map(|on| format!(r#""keepOriginalSound":{on}"#)));
        settings.extend(self.character_orientation.then(|| r#""characterOrientation":"video""#.to_owned()));
        settings.extend(self.shot_type.then(|| r#""shotType":"intelligence""#.to_owned()));
        if let Some(shots) = self.shots {
            let seconds = self.shot_seconds();
            let last = seconds.len().saturating_sub(1);
            let items: Vec<String> = seconds
                .iter()
                .enumerate()
                .map(|(index, seconds)| {
                    let mut prompt = if index == 0 { format!("fog{names}") } else { "fog".to_owned() };
                    if shots.is_wordy && index == last {
                        prompt += &"é".repeat(513 - prompt.chars().count());
                    }
                    format!(r#"{{"prompt":"{prompt}","duration":{seconds}}}"#)
                })
                .collect();
            settings.push(format!(r#""multiPrompt":[{}]"#, items.join(",")));
        }
        settings
    }
}

/// Every combination so far with every value.
fn multiply<T: Copy>(all: &mut Vec<Combination>, values: &[T], set: fn(&mut Combination, T)) {
    let multiplied = all.iter().flat_map(|combination| {
        values.iter().map(move |&value| {
            let mut combination = *combination;
            set(&mut combination, value);
            combination
        })
    });
    *all = multiplied.collect();
}
