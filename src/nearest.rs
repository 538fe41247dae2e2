//! Nearest names: what a mistyped word was probably meant to be.

/// The Levenshtein distance between two words, in Unicode scalar values.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    strsim::levenshtein(a, b)
}

/// The candidate that `word` was probably meant to be: equal but for letter case, `_` and `-`, else the one at the
/// smallest edit distance, if that is at most one (words under four letters), two (under nine) or three. The first of several wins.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let length = word.chars().count();
    let limit = match length {
        0..4 => 1,
        4..9 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            if are_alike(word, candidate) {
                return Some((0, candidate));
            }
            if candidate.chars().count().abs_diff(length) > limit {
                return None;
            }
            let distance = distance(word, candidate);
            (distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The same, and where there is none, the first candidate that begins with `word`, else one that holds it, else one with
/// a part of it: but for letter case and separators, and a plural `s`. Less than three letters tell nothing.
#[must_use]
pub fn nearest_or_begun<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return Some(near);
    }
    let whole: String = letters(word).collect();
    let parts = word.split(['_', '-', ' ']).map(|part| letters(part).collect());
    std::iter::once(whole).chain(parts).find_map(|part: String| {
        let singular = part.strip_suffix('s').unwrap_or(&part);
        if singular.chars().count() < 3 {
            return None;
        }
        let holding = |place: fn(&str, &str) -> bool| {
            let holds = |candidate: &&&str| place(&letters(candidate).collect::<String>(), singular);
            candidates.iter().find(holds).copied()
        };
        holding(|candidate, part| candidate.starts_with(part))
            .or_else(|| holding(|candidate, part| candidate.contains(part)))
    })
}

/// Whether two words differ in nothing but what people confuse: letter case and the separators of other naming styles.
#[must_use]
pub fn are_alike(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["positivePrompt", "width", "height", "ttl"];
        assert_eq!(nearest("positive_prompt", names), Some("positivePrompt"));
        assert_eq!(nearest("heigth", names), Some("height"));
        assert_eq!(nearest("widht", names), Some("width"));
        assert_eq!(nearest("fps", names), None);
        assert_eq!(nearest("negativePrompt", names), None, "four edits make another word");
    }

    #[test]
    fn finds_what_was_begun() {
        let names = ["end-frame", "frame-position", "unknown-field"];
        for (word, expected) in [
            ("framepos", Some("frame-position")),
            ("frames", Some("frame-position")),
            ("Unknown", Some("unknown-field")),
            ("position", Some("frame-position")),
            ("end_farme", Some("end-frame")),
            ("o3-frame", Some("frame-position")),
            ("first-field", Some("unknown-field")),
            ("fr", None),
            ("seed", None),
        ] {
            assert_eq!(nearest_or_begun(word, names), expected, "{word}");
        }
    }
}
