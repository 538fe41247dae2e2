//! A report while it is written. Findings are rendered part by part, on any thread; what there is of them is then put
//! together in order. Nothing but text is kept of them, and of most formats for no longer than it takes to print it.

use std::io::{self, Write};

use runware_lint::diagnostic::Diagnostic;
use runware_lint::output::{
    Appearance, Items, Kept, Order, WorstFirst, concise, full, github, gitlab, json, jsonl, junit, markdown,
    sarif,
};
use runware_lint::{Report, Source};

use super::arguments::Format;

/// What a format makes of the findings of a source, or of a part of it.
#[derive(Default)]
pub struct Piece {
    text: String,
    /// Where errors are written at once, and what is none behind all of them.
    texts: WorstFirst<String>,
    issues: Items,
    cases: junit::Cases,
    worst_first: WorstFirst,
}

/// Makes a format's piece of findings, before which there are at least so many errors. Only formats that show the source
/// ask for it; `folder` is the one the run started in.
pub fn render<'s>(
    format: Format,
    errors_before: usize,
    diagnostics: &[Diagnostic],
    source: &dyn Fn() -> Source<'s>,
    appearance: Appearance,
    folder: &str,
) -> Piece {
    let mut piece = Piece::default();
    match format {
        Format::Full => {
            full::write(&mut piece.text, diagnostics, &source(), appearance);
            return piece;
        }
        // There is no room for any of them.
        Format::Sarif if errors_before >= sarif::MOST_RESULTS => return piece,
        Format::Markdown if errors_before >= markdown::MOST_ROWS => return piece,
        _ => {}
    }
    for diagnostic in diagnostics {
        match format {
            Format::Full => {}
            Format::Concise => concise::write(&mut piece.text, diagnostic, appearance),
            Format::Json => json::push_item(&mut piece.text, diagnostic),
            Format::Jsonl => jsonl::push(&mut piece.text, diagnostic),
            Format::Sarif => sarif::push(piece.worst_first.of(diagnostic.severity), diagnostic, folder),
            Format::Github => github::push(piece.texts.of(diagnostic.severity), diagnostic, folder),
            Format::Gitlab => gitlab::push(&mut piece.issues, diagnostic, folder),
            Format::Junit => piece.cases.push(diagnostic, folder),
            Format::Markdown => markdown::push(piece.worst_first.of(diagnostic.severity), diagnostic, folder),
        }
    }
    piece
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
    warnings: String,
    notices: String,
    order: Order,
    cases: Vec<junit::Cases>,
    suites: junit::Suites,
    chosen: Kept,
    files_with_findings: usize,
}

impl Writer {
    /// A report without any finding yet.
    pub fn new(format: Format, folder: &str) -> Self {
        Self {
            format,
            folder: folder.to_owned(),
            kept: Vec::new(),
            warnings: String::new(),
            notices: String::new(),
            order: Order::of_at_most(usize::MAX),
            cases: Vec::new(),
            suites: junit::Suites::default(),
            chosen: Kept::default(),
            files_with_findings: 0,
        }
    }

    /// Takes the next piece. Answers with what can be written of it at once.
    pub fn add(&mut self, piece: Piece) -> String {
        match self.format {
            Format::Full | Format::Concise | Format::Jsonl => return piece.text,
            Format::Github => {
                let [errors, warnings, notices] = piece.texts.into_parts();
                self.warnings.push_str(&warnings);
                self.notices.push_str(&notices);
                return errors;
            }
            Format::Json => self.keep(piece.text),
            Format::Gitlab => {
                let issues = self.order.add(piece.issues);
                self.keep(issues);
            }
            Format::Junit => self.cases.push(piece.cases),
            Format::Sarif => self.chosen.add(piece.worst_first, sarif::MOST_RESULTS, Items::count),
            Format::Markdown => self.chosen.add(piece.worst_first, markdown::LARGEST_TABLE, Items::size),
        }
        String::new()
    }

    /// Most files have no findings.
    fn keep(&mut self, text: String) {
        if !text.is_empty() {
            self.kept.push(text);
        }
    }

    /// Ends a file, all of whose findings were added: `report` is the report of it alone.
    pub fn end_file(&mut self, report: &Report) {
        self.files_with_findings += usize::from(report.finding_count() > 0);
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
        let folder = &self.folder;
        match self.format {
            Format::Full | Format::Concise => Ok(()),
            Format::Json => json::write_with(out, report, self.kept),
            Format::Jsonl => jsonl::write_summary(out, report),
            Format::Sarif => sarif::write_with(out, report, folder, self.chosen.all()),
            Format::Github => {
                let mut unreadable = String::new();
                github::push_unreadable(&mut unreadable, report, folder);
                let texts = [unreadable, self.warnings, self.notices];
                texts.iter().try_for_each(|text| out.write_all(text.as_bytes()))
            }
            Format::Gitlab => gitlab::write_with(out, report, folder, self.order, self.kept),
            Format::Junit => self.suites.write(out),
            Format::Markdown => {
                markdown::write_with(out, report, folder, self.files_with_findings, self.chosen.all())
            }
        }
    }
}
