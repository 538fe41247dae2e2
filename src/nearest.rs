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
}
