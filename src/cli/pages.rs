//! Commands that print one page: as text for people, as Markdown, or as JSON for programs.

use std::io;

use runware_lint::output::Appearance;
use runware_lint::output::json_text::escaped;
use runware_lint::output::visible::{visible, visible_lines};
use runware_lint::plain::plain;
use serde_json::Value;

use super::arguments::{Color, PageFormat};
use super::discover::reason;
use super::streams::{self, Findings, tell};
use super::{FAILURE, SUCCESS};

/// Prints a page in the form that was asked for, and answers with the exit code.
pub fn print(format: PageFormat, markdown: impl FnOnce() -> String, value: impl FnOnce() -> Value) -> u8 {
    match format {
        PageFormat::Text => {
            let width = streams::appearance(Color::Never).width.min(Appearance::USUAL_WIDTH);
            // Before the lines are broken: what shows nothing would make them wider.
            let markdown = markdown();
            let markdown = visible_lines(&markdown, streams::is_unicode());
            print_text(&plain(&markdown, width.max(Appearance::NARROWEST)))
        }
        PageFormat::Markdown => print_text(&markdown()),
        PageFormat::Json => print_json(&value()),
    }
}

/// Prints a JSON value, and answers with the exit code.
pub fn print_json(value: &Value) -> u8 {
    print_json_text(&format!("{value:#}\n"))
}

/// Prints JSON that is written already, and answers with the exit code. Whatever is in it, it does nothing to the
/// terminal, and reads back the same.
pub fn print_json_text(json: &str) -> u8 {
    print_as_it_is(&escaped(json))
}

/// Prints a text, and answers with the exit code. Whatever is in it, it does nothing to the terminal.
pub fn print_text(text: &str) -> u8 {
    print_as_it_is(&visible_lines(text, streams::is_unicode()))
}

/// Prints a text in which there is nothing from outside, and answers with the exit code.
pub fn print_as_it_is(text: &str) -> u8 {
    let mut out = Findings::to_stdout();
    out.print(|out| out.write_all(text.as_bytes()));
    answer_to(out.finish().map(drop))
}

/// The exit code after printing on standard output. That a reader has gone away does not matter.
pub fn answer_to(printed: io::Result<()>) -> u8 {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            refuse(&format!("standard output: {}", reason(&error)))
        }
        _ => SUCCESS,
    }
}

/// Tells why nothing can be done, and answers with the exit code.
pub fn refuse(message: &str) -> u8 {
    tell(&format!("error: {}", visible(message, streams::is_unicode())));
    FAILURE
}
