//! Mistakes in a configuration file, and how they are shown.

use std::ops::Range;

use runware_lint::Source;
use runware_lint::output::visible::{text_width, visible};
use runware_lint::source::Span;

/// One mistake and its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The remedy, where there is one to name.
    pub help: Option<String>,
}

/// The lines that show a mistake: what and where, then the line of the file with a mark.
pub fn show(mistake: &Mistake, source: &Source<'_>, unicode: bool) -> String {
    let location = source.locate(Span::new(mistake.span.start, mistake.span.end));
    let (line, column) = (location.start.line, location.start.column);
    let first = format!(
        "error: {}:{line}:{column}: {}",
        visible(source.name(), unicode),
        visible(&mistake.message, unicode)
    );
    let text = source.text().lines().nth(line - 1).unwrap_or_default();
    let text = visible(text.strip_prefix('\u{feff}').unwrap_or(text), unicode).into_owned();
    let number = line.to_string();
    let room = 78_usize.saturating_sub(number.len() + 3);
    let (before, marked): (String, String) = {
        let width =
            if location.end.line == line { location.end.column.saturating_sub(column) } else { usize::MAX };
        let mut characters = text.chars();
        let before = characters.by_ref().take(column - 1).collect();
        (before, characters.take(width).collect())
    };
    let marks = "^".repeat(text_width(&marked).max(1));
    let help = mistake.help.as_ref().map(|help| format!(" {}", visible(help, unicode))).unwrap_or_default();
    let margin = " ".repeat(number.len());
    if text_width(&before) + marks.len() > room {
        let help =
            mistake.help.as_ref().map(|help| format!("; {}", visible(help, unicode))).unwrap_or_default();
        return format!("{first}{help}");
    }
    let shown: String = fitting(&text, room);
    format!(
        "{first}\n{margin} |\n{number} | {shown}\n{margin} | {}{marks}{help}",
        " ".repeat(text_width(&before))
    )
}

/// As much of a text as fits in that many columns.
fn fitting(text: &str, room: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|character| {
            used += text_width(character.encode_utf8(&mut [0; 4]));
            used <= room
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, span: Range<usize>) -> String {
        let mistake = Mistake { span, message: "wrong".to_owned(), help: Some("do right".to_owned()) };
        show(&mistake, &Source::new("a.toml", text), false)
    }

    #[test]
    fn the_line_is_shown_with_a_mark() {
        assert_eq!(
            shown("x = 1\n\té = 2 # c\n", 7..9),
            "error: a.toml:2:2: wrong\n  |\n2 | ?é = 2 # c\n  |  ^ do right"
        );
        assert_eq!(shown("", 0..0), "error: a.toml:1:1: wrong\n  |\n1 | \n  | ^ do right");
        assert_eq!(shown("a = [\n1]", 4..8), "error: a.toml:1:5: wrong\n  |\n1 | a = [\n  |     ^ do right");
    }

    #[test]
    fn a_long_line_is_cut_or_left_out() {
        let long = format!("{}y", "x".repeat(90));
        assert_eq!(shown(&long, 90..91), "error: a.toml:1:91: wrong; do right");
        assert!(shown(&long, 0..1).lines().all(|line| line.len() <= 80));
    }
}
