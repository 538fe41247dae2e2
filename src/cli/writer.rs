//! A report while it is written. Findings are rendered part by part, on any thread; what there is of them is then put
//! together in order. Little but text is kept of them, and of formats that need nothing but the findings, nothing.

use std::io::{self, Write};

use runware_lint::diagnostic::{Diagnostic, Severity};
use runware_lint::output::{Appearance, concise, full, github, gitlab, json, jsonl, junit, markdown, sarif};
use runware_lint::{Report, Source};

use super::arguments::Format;

/// What a format makes of the findings of a source, or of a part of it.
#[derive(Default)]
pub struct Piece {
    text: String,
    /// What comes behind the text of all pieces: warnings, and then what is only to be known.
    later: [String; 2],
    issues: gitlab::Issues,
    cases: junit::Cases,
}

/// Makes a format's piece of findings. `folder` is the one the run started in.
pub fn render(
    format: Format,
    diagnostics: &[Diagnostic],
    source: &Source<'_>,
    appearance: Appearance,
    folder: &str,
) -> Piece {
    let mut piece = Piece::default();
    if format == Format::Full {
        full::write(&mut piece.text, diagnostics, source, appearance);
        return piece;
    }
    for diagnostic in diagnostics {
        match format {
            Format::Concise => concise::write(&mut piece.text, diagnostic, appearance),
            Format::Json => json::push_item(&mut piece.text, diagnostic),
            Format::Jsonl => jsonl::push(&mut piece.text, diagnostic),
            Format::Github => {
                let text = match diagnostic.severity {
                    Severity::Error => &mut piece.text,
                    Severity::Warning => &mut piece.later[0],
                    Severity::Info => &mut piece.later[1],
                };
                github::push(text, diagnostic, folder);
            }
            Format::Gitlab => piece.issues.push(diagnostic, folder),
            Format::Junit => piece.cases.push(diagnostic, folder),
            Format::Full | Format::Sarif | Format::Markdown => {}
        }
    }
    piece
}

/// True for a format that needs findings at the end which it was given before: it chooses among all of them.
pub const fn chooses(format: Format) -> bool {
    matches!(format, Format::Sarif | Format::Markdown)
}

/// Findings of a file, as many of them as such a format may choose.
#[derive(Default)]
pub struct Choice {
    pub diagnostics: Vec<Diagnostic>,
    /// How many there are of each severity, the least first.
    counts: [usize; 3],
}

impl Choice {
    /// Adds findings that come behind those before.
    pub fn extend(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            let severity = diagnostic.severity as usize;
            // The worst are chosen, and the first of those that are equally bad.
            if self.counts[severity..].iter().sum::<usize>() < sarif::MOST_RESULTS {
                self.counts[severity] += 1;
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

/// True for a format that is made for people.
pub const fn is_for_people(format: Format) -> bool {
    matches!(format, Format::Full | Format::Concise)
}

/// A report of some format, as far as it is known.
pub struct Writer {
    format: Format,
    folder: String,
    /// Pieces of texts that only come behind what the end tells.
    kept: Vec<String>,
    later: [String; 2],
    issues: gitlab::List,
    cases: Vec<junit::Cases>,
    suites: junit::Suites,
}

impl Writer {
    /// A report without any finding yet.
    pub fn new(format: Format, folder: &str) -> Self {
        Self {
            format,
            folder: folder.to_owned(),
            kept: Vec::new(),
            later: Default::default(),
            issues: gitlab::List::default(),
            cases: Vec::new(),
            suites: junit::Suites::default(),
        }
    }

    /// Takes the next piece. Answers with what can be written of it at once.
    pub fn add(&mut self, piece: Piece) -> String {
        for (later, more) in self.later.iter_mut().zip(&piece.later) {
            later.push_str(more);
        }
        if self.format == Format::Junit {
            self.cases.push(piece.cases);
        }
        let text = if self.format == Format::Gitlab { self.issues.add(piece.issues) } else { piece.text };
        if !matches!(self.format, Format::Json | Format::Gitlab) {
            return text;
        }
        self.kept.push(text);
        String::new()
    }

    /// Ends a file, all of whose findings were added: `report` is the report of it alone.
    pub fn end_file(&mut self, report: &Report) {
        if self.format == Format::Junit {
            for file in &report.files {
                self.suites.add(file, &self.folder, self.cases.drain(..));
            }
        }
    }

    /// Writes the rest, after all files.
    ///
    /// # Errors
    /// What `out` answers to being written to.
    pub fn end(self, out: &mut impl Write, report: &Report) -> io::Result<()> {
        match self.format {
            Format::Full | Format::Concise => Ok(()),
            Format::Json => json::write_with(out, report, self.kept),
            Format::Jsonl => jsonl::write_summary(out, report),
            Format::Sarif => sarif::write(out, report, &self.folder),
            Format::Github => {
                let mut unreadable = String::new();
                github::push_unreadable(&mut unreadable, report, &self.folder);
                let [warnings, notices] = self.later;
                [unreadable, warnings, notices].iter().try_for_each(|text| out.write_all(text.as_bytes()))
            }
            Format::Gitlab => gitlab::write_with(out, report, &self.folder, self.issues, self.kept),
            Format::Junit => self.suites.write(out),
            Format::Markdown => markdown::write(out, report, &self.folder),
        }
    }
}
