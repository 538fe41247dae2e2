//! Markdown for terminals: the few forms that our own pages use, as plain text of a given width. Code is never broken.

use crate::output::visible::{text_width, wrap};

/// Renders headings, paragraphs, lists, tables and code blocks as text of at most `width` columns. Lines of code, and
/// words without a place to break them, stay as they are.
#[must_use]
pub fn plain(markdown: &str, width: usize) -> String {
    let mut out = String::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        let mut following = |is_part: &dyn Fn(&str) -> bool| {
            let mut part = Vec::new();
            while let Some(next) = lines.next_if(|next| is_part(next)) {
                part.push(next);
            }
            part
        };
        if line.starts_with("```") {
            for code in following(&|next| !next.starts_with("```")) {
                push_line(&mut out, code);
            }
            lines.next();
        } else if let Some(heading) = line.strip_prefix("# ") {
            push_heading(&mut out, heading, '=');
        } else if let Some(heading) = line.strip_prefix("## ") {
            push_heading(&mut out, heading, '-');
        } else if let Some(heading) = line.strip_prefix("### ") {
            push_line(&mut out, heading);
        } else if line.starts_with('|') {
            let mut rows = vec![line];
            rows.extend(following(&|next| next.starts_with('|')));
            push_table(&mut out, &rows, width);
        } else if let Some(item) = line.strip_prefix("- ") {
            let mut words = vec![item];
            words.extend(following(&|next| next.starts_with("  ")));
            push_wrapped(&mut out, &joined(&words), "- ", "  ", width);
        } else if line.is_empty() {
            push_line(&mut out, "");
        } else {
            let mut words = vec![line];
            words.extend(following(&|next| !next.is_empty() && !next.starts_with(['#', '|', '`', '-'])));
            push_wrapped(&mut out, &joined(&words), "", "", width);
        }
    }
    out
}

/// Text of a data file, fit for Markdown: `<<<element_1>>>`, which would be read as HTML, becomes code.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace("<<<", "`<<<").replace(">>>", ">>>`")
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

fn push_heading(out: &mut String, heading: &str, mark: char) {
    push_line(out, heading);
    push_line(out, &mark.to_string().repeat(text_width(heading)));
}

/// Lines of one paragraph as one line, without marks for emphasis.
fn joined(lines: &[&str]) -> String {
    let words: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    words.join(" ").replace("**", "")
}

fn push_wrapped(out: &mut String, text: &str, first: &str, rest: &str, width: usize) {
    let room = width.saturating_sub(text_width(rest)).max(1);
    let text = broken_addresses(text, room);
    let first_room = width.saturating_sub(text_width(first)).max(1);
    for (index, line) in wrap(&text, first_room, room).iter().enumerate() {
        let indent = if index == 0 { first } else { rest };
        push_line(out, &format!("{indent}{line}"));
    }
}

/// Addresses that are wider than a line are broken before their fragment.
fn broken_addresses(text: &str, room: usize) -> String {
    let words = text.split(' ').map(|word| match word.split_once('#') {
        Some((page, fragment)) if word.starts_with("https://") && text_width(word) > room => {
            format!("{page} #{fragment}")
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Columns as wide as they need be, but for the last, which takes what is left.
fn push_table(out: &mut String, rows: &[&str], width: usize) {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_rule = |row: &Vec<String>| row.iter().all(|cell| cell.trim_matches([':', '-']).is_empty());
    let natural = |column: usize| {
        let cells = rows.iter().filter(|row| !is_rule(row)).filter_map(|row| row.get(column));
        cells.map(|cell| text_width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(natural).collect();
    let indent = widths.iter().take(count.saturating_sub(1)).map(|width| width + GAP).sum::<usize>();
    let last = width.saturating_sub(indent).max(NARROWEST).min(widths.last().copied().unwrap_or(0));
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate().take(count.saturating_sub(1)) {
            let cell = if is_rule(row) { "-".repeat(widths[column]) } else { cell.clone() };
            line.push_str(&cell);
            line.push_str(&" ".repeat(widths[column].saturating_sub(text_width(&cell)) + GAP));
        }
        let text = row.get(count.saturating_sub(1)).map_or("", String::as_str);
        if is_rule(row) {
            push_line(out, &format!("{line}{}", "-".repeat(last)));
        } else {
            push_wrapped(out, text, &line, &" ".repeat(indent), indent + last);
        }
    }
}

/// Between two columns of a table.
const GAP: usize = 2;
/// The last column of a table is at least so wide.
const NARROWEST: usize = 20;

fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_start_matches('|').trim_end_matches('|');
    row.split('|').map(|cell| joined(&[cell])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_plain_text() {
        let page = "# Title\n\nSome **words** that are\nwrapped anew here.\n\n- an item\n  of a list\n- two\n\n\
                    ```json\n{\"a\": 1}\n```\n\n## More\n\n| A | Long name |\n|---|---|\n| x | one two three four five six |\n";
        let text = "Title\n=====\n\nSome words that are\nwrapped anew here.\n\n- an item of a list\n- two\n\n\
                    {\"a\": 1}\n\nMore\n----\n\nA  Long name\n-  --------------------\nx  one two three four\n   \
                    five six\n";
        assert_eq!(plain(page, 23), text);
    }

    #[test]
    fn a_long_address_breaks_at_its_fragment_only() {
        let text = plain("See https://a.example/a/long/page#request-a-fragment for more", 32);
        assert_eq!(text, "See\nhttps://a.example/a/long/page\n#request-a-fragment for more\n");
    }
}
