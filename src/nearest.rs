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
    let limit = match word.chars().count() {
        0..4 => 1,
        4..9 => 2,
        _ => 3,
    };
    let folded = fold(word);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = if fold(candidate) == folded { 0 } else { distance(word, candidate) };
            (distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// A word without what people confuse: letter case and the separators of other naming styles.
#[must_use]
pub fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
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
