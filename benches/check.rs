//! How fast parsing and checking are, beside what others do with the same requests: `cargo bench`. Compare the figures of
//! one run; those of several machines, or moments, say little.

use std::fmt::Write;
use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use runware_lint::check::Layout;
use runware_lint::json::Arena;
use runware_lint::{Options, Report, Source};
use serde_json::Value;

fn main() {
    divan::main();
}

/// How many requests there are in a text.
const REQUESTS: usize = 2_000;

static VALID: LazyLock<String> = LazyLock::new(|| requests(Kind::Valid));
static INVALID: LazyLock<String> = LazyLock::new(|| requests(Kind::Invalid));
static PLAIN: LazyLock<String> = LazyLock::new(|| requests(Kind::Plain));
/// One valid request.
static ONE: LazyLock<String> = LazyLock::new(|| {
    VALID.lines().find(|line| (1_400..1_600).contains(&line.len())).unwrap_or_default().to_owned()
});

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Prompts in several scripts; in every other request, characters beyond ASCII are escaped.
    Valid,
    /// The same, each with one mistake.
    Invalid,
    /// Prompts of ASCII alone.
    Plain,
}

/// Numbers that are always the same.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn uuid(&mut self) -> String {
        let [a, b, c, d] = [self.next(), self.next(), self.next(), self.next()];
        let (second, third, fourth) = (b & 0xffff, c & 0xfff, c >> 12 & 0x3fff | 0x8000);
        format!("{:08x}-{second:04x}-4{third:03x}-{fourth:04x}-{:012x}", a << 1, d << 16)
    }
}

/// Requests of about 1.5 KB, one on a line.
fn requests(kind: Kind) -> String {
    const WORDS: [&str; 20] = [
        "river", "lantern", "fog", "copper", "bicycle", "harbour", "glass", "orchard", "violin", "thunder",
        "paper", "kite", "market", "signal", "tower", "silent", "engine", "über", "雪", "naïve",
    ];
    let mut numbers = Numbers(7);
    let mut text = String::new();
    for number in 0..REQUESTS {
        let words = if kind == Kind::Plain { WORDS.len() - 3 } else { WORDS.len() };
        let mut prompt = String::new();
        for _ in 0..100 + numbers.below(160) {
            let word = usize::try_from(numbers.below(words as u64)).unwrap_or_default();
            prompt.push_str(WORDS[word]);
            prompt.push(' ');
        }
        if number % 2 == 0 {
            prompt = escaped(&prompt);
        }
        let mistake = match numbers.below(3) {
            _ if kind != Kind::Invalid => "",
            0 => r#","seed":5"#,
            1 => r#","ttl":"60""#,
            _ => r#","safety":{"checkContent":1}"#,
        };
        let model =
            if number % 3 == 0 { "klingai:kling-video@3-standard" } else { "klingai:kling-video@o3-pro" };
        let duration = 3 + numbers.below(13);
        let _ = writeln!(
            text,
            r#"{{"taskType":"videoInference","taskUUID":"{}","model":"{model}","positivePrompt":"{prompt}","inputs":{{"frameImages":[{{"image":"https://example.com/frames/{}.jpg","frame":"first"}},{{"image":"{}","frame":"last"}}]}},"duration":{duration},"providerSettings":{{"klingai":{{"sound":true}}}}{mistake}}}"#,
            numbers.uuid(),
            numbers.uuid(),
            numbers.uuid(),
        );
    }
    text
}

/// As programs write it that keep to ASCII.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        }
        escaped
    })
}

fn check_lines(text: &str, counts_only: bool) -> Report {
    let options = Options { layout: Layout::Lines, counts_only, ..Options::default() };
    runware_lint::check(&Source::new("requests.ndjson", text), &options)
}

/// Checks, after a look at whether the text is what it is meant to be.
fn bench_check(bencher: Bencher<'_, '_>, text: &str, wrong: usize, counts_only: bool) {
    assert_eq!(check_lines(text, counts_only).summary.invalid, wrong);
    bencher.counter(BytesCount::of_str(text)).bench_local(|| check_lines(black_box(text), counts_only));
}

#[divan::bench]
fn check_valid(bencher: Bencher<'_, '_>) {
    bench_check(bencher, &VALID, 0, true);
}

#[divan::bench]
fn check_valid_and_list_tasks(bencher: Bencher<'_, '_>) {
    bench_check(bencher, &VALID, 0, false);
}

#[divan::bench]
fn check_invalid(bencher: Bencher<'_, '_>) {
    bench_check(bencher, &INVALID, REQUESTS, true);
}

#[divan::bench]
fn check_plain(bencher: Bencher<'_, '_>) {
    bench_check(bencher, &PLAIN, 0, true);
}

/// One library call.
#[divan::bench]
fn one_check(bencher: Bencher<'_, '_>) {
    let options = Options::default();
    bencher
        .counter(BytesCount::of_str(&**ONE))
        .bench_local(|| runware_lint::check(&Source::new("request.json", black_box(ONE.as_str())), &options));
}

#[divan::bench]
fn one_serde_json_value(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_str(&**ONE))
        .bench_local(|| serde_json::from_str::<Value>(black_box(&ONE)));
}

fn bench_parse(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench_local(|| {
        let mut arena = Arena::default();
        black_box(text).lines().map(|line| arena.parse(line).errors().len()).sum::<usize>()
    });
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    bench_parse(bencher, &VALID);
}

#[divan::bench]
fn parse_plain(bencher: Bencher<'_, '_>) {
    bench_parse(bencher, &PLAIN);
}

fn bench_value(bencher: Bencher<'_, '_>, text: &str) {
    bencher.counter(BytesCount::of_str(text)).bench_local(|| {
        black_box(text).lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count()
    });
}

#[divan::bench]
fn serde_json_value(bencher: Bencher<'_, '_>) {
    bench_value(bencher, &VALID);
}

#[divan::bench]
fn serde_json_value_plain(bencher: Bencher<'_, '_>) {
    bench_value(bencher, &PLAIN);
}

/// The schemas alone, without what holds across parameters, without places: `jsonschema` over `serde_json::Value`, all
/// errors of every request.
#[divan::bench]
fn serde_json_value_and_jsonschema(bencher: Bencher<'_, '_>) {
    let schemas = ["3-0-standard", "o3-pro"].map(|name| {
        let path = format!("{}/schemas/klingai-video-{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the schema is there");
        let schema = serde_json::from_str(&text).expect("the schema is JSON");
        jsonschema::validator_for(&schema).expect("the schema is one")
    });
    bencher.counter(BytesCount::of_str(&**VALID)).bench_local(|| {
        let errors = black_box(&*VALID).lines().map(|line| {
            let request: Value = serde_json::from_str(line).unwrap_or_default();
            let is_o3 = request["model"] == "klingai:kling-video@o3-pro";
            schemas[usize::from(is_o3)].iter_errors(&request).count()
        });
        errors.sum::<usize>()
    });
}
