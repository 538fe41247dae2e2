//! The two streams: what is printed where, and what the terminal behind them can show.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use runware_lint::output::Appearance;
use runware_lint::output::visible::visible_lines;

use super::arguments::Color;

/// Standard output, for findings: written by one thread. A reader who goes away ends the printing without a word.
pub struct Findings {
    out: BufWriter<Box<dyn Write>>,
    is_terminal: bool,
    ended: Option<io::Error>,
}

impl Findings {
    /// Takes standard output.
    pub fn to_stdout() -> Self {
        let out = io::stdout().lock();
        Self { is_terminal: out.is_terminal(), ..Self::to(Box::new(out)) }
    }

    /// Writes to something that stands for standard output.
    pub fn to(out: Box<dyn Write>) -> Self {
        Self { out: BufWriter::with_capacity(64 * 1024, out), is_terminal: false, ended: None }
    }

    /// Does some printing, unless it has ended.
    pub fn print(&mut self, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if self.ended.is_none() {
            self.ended = print(&mut self.out).err();
        }
    }

    /// Prints, on a terminal at once.
    pub fn show(&mut self, bytes: &[u8]) {
        self.print(|out| out.write_all(bytes));
        if self.is_terminal {
            self.flush();
        }
    }

    /// Shows what was printed until now.
    pub fn flush(&mut self) {
        self.print(|out| out.flush());
    }

    /// True when nothing that is printed arrives anywhere.
    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Prints what is left.
    ///
    /// # Errors
    /// What standard output answered, unless it was that nobody reads it any more.
    pub fn finish(mut self) -> io::Result<Delivery> {
        self.flush();
        match self.ended.take() {
            None => Ok(Delivery::Whole),
            Some(error) => {
                // What could not be written is not tried again when the buffer is dropped.
                let (_, _) = self.out.into_parts();
                match error.kind() {
                    ErrorKind::BrokenPipe => Ok(Delivery::Cut),
                    _ => Err(error),
                }
            }
        }
    }
}

/// Whether somebody read it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Everything was written.
    Whole,
    /// The reader went away before the end.
    Cut,
}

/// Prints a line, or several, on standard error; whatever is in them does nothing to the terminal. That nobody reads
/// them does not matter.
pub fn tell(lines: &str) {
    let lines = visible_lines(lines, is_unicode());
    let _ = io::stderr().lock().write_all(format!("{lines}\n").as_bytes());
}

/// What standard output can show.
pub fn appearance(color: Color) -> Appearance {
    let stdout = io::stdout();
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
    };
    let width =
        terminal_size::terminal_size().map_or(Appearance::USUAL_WIDTH, |(width, _)| usize::from(width.0));
    Appearance {
        width: if width == 0 { Appearance::USUAL_WIDTH } else { width },
        unicode: is_unicode(),
        color,
        hyperlinks: color && stdout.is_terminal(),
    }
}

/// True if the locale is UTF-8.
pub fn is_unicode() -> bool {
    is_utf8(|name| std::env::var(name).ok())
}

/// True if the locale is UTF-8, by the first of the variables that says anything.
fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_anything_names_the_locale() {
        let locale = |all: &'static str, ctype: &'static str, lang: &'static str| {
            is_utf8(move |name| match name {
                "LC_ALL" => Some(all.to_owned()),
                "LC_CTYPE" => Some(ctype.to_owned()),
                _ => Some(lang.to_owned()),
            })
        };
        assert!(locale("", "", "en_US.UTF-8"));
        assert!(locale("C.utf8", "POSIX", "C"));
        assert!(!locale("C", "de_DE.UTF-8", "de_DE.UTF-8"));
        assert!(!is_utf8(|_| None));
    }
}
