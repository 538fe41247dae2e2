//! Which report is written where: one on standard output (`--format`), any number in files (`--output`).

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use runware_lint::Report;
use runware_lint::nearest::nearest;

use super::arguments::Format;
use super::atomic::NewFile;
use super::discover::reason;
use super::identity::FileIdentity;
use super::writer::{Piece, Writer};

/// One `--output FORMAT=FILE`.
#[derive(Debug, Clone)]
pub struct Output {
    /// The form of the report.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
}

/// Reads the value of `--output`.
///
/// # Errors
/// What is wrong with it.
pub fn parse_output(text: &str) -> Result<Output, String> {
    let (name, path) = text.split_once('=').ok_or("it takes the form FORMAT=FILE")?;
    let formats = Format::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
    let names: Vec<String> = formats.map(|format| format.get_name().to_owned()).collect();
    let format =
        Format::from_str(name, true).map_err(|_| match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("there is no format `{name}`; did you mean `{near}`?"),
            None => format!("there is no format `{name}`; there are {}", names.join(", ")),
        })?;
    match path {
        "" => Err("the name of the file is missing".to_owned()),
        "-" => Err(format!("for standard output, use `--format {name}`")),
        _ => Ok(Output { format, path: path.into() }),
    }
}

/// The first file that is to be written twice.
pub fn repeated(outputs: &[Output]) -> Option<&Path> {
    let mut seen = HashSet::new();
    outputs.iter().map(|output| output.path.as_path()).find(|path| !seen.insert(FileIdentity::of(path)))
}

/// The files of a run, while they are written.
#[derive(Default)]
pub struct Files(Vec<OpenFile>);

struct OpenFile {
    format: Format,
    name: String,
    writer: Writer,
    file: NewFile,
    error: Option<io::Error>,
}

impl Files {
    /// Begins to write every file, so that one that cannot be written is known before anything else is done.
    ///
    /// # Errors
    /// A message that names the file.
    pub fn create(outputs: &[Output], folder: &str) -> Result<Self, String> {
        let open = |output: &Output| {
            let name = output.path.display().to_string();
            let file = NewFile::create(&output.path)
                .map_err(|error| format!("{name}: cannot be written: {}", reason(&error)))?;
            let writer = Writer::new(output.format, folder);
            Ok(OpenFile { format: output.format, name, writer, file, error: None })
        };
        outputs.iter().map(open).collect::<Result<_, String>>().map(Self)
    }

    /// The formats, in order.
    pub fn formats(&self) -> impl Iterator<Item = Format> {
        self.0.iter().map(|open| open.format)
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the next piece of each file.
    pub fn add(&mut self, pieces: Vec<Piece>) {
        for (open, piece) in self.0.iter_mut().zip(pieces) {
            let text = open.writer.add(piece);
            if open.error.is_none() {
                open.error = open.file.write_all(text.as_bytes()).err();
            }
        }
    }

    /// Notes that all pieces were added of a file that was checked.
    pub fn end_file(&mut self, report: &Report) {
        for open in &mut self.0 {
            open.writer.end_file(report);
        }
    }

    /// Ends every file, and answers with a message for each that could not be written.
    pub fn finish(self, report: &Report) -> Vec<String> {
        let mut messages = Vec::new();
        for mut open in self.0 {
            let ended = match open.error.take() {
                Some(error) => Err(error),
                None => open.writer.end(&mut open.file, report),
            };
            if let Err(error) = ended.and_then(|()| open.file.finish()) {
                messages.push(format!("{}: cannot be written: {}", open.name, reason(&error)));
            }
        }
        messages
    }
}

/// The folder the run started in, with forward slashes; empty where nobody knows.
pub fn current_folder() -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    let folder = folder.to_string_lossy();
    if cfg!(windows) { folder.replace('\\', "/") } else { folder.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_name_a_format_and_a_file() {
        let output = parse_output("sarif=a=b.sarif").expect("it is sound");
        assert_eq!((output.format, output.path), (Format::Sarif, PathBuf::from("a=b.sarif")));
        for (text, expected) in [
            ("sarif", "it takes the form FORMAT=FILE"),
            ("json=", "the name of the file is missing"),
            ("json=-", "for standard output, use `--format json`"),
            ("sariff=a", "there is no format `sariff`; did you mean `sarif`?"),
        ] {
            assert_eq!(parse_output(text).expect_err(text), expected);
        }
        let message = parse_output("x=a").expect_err("no format");
        assert!(message.ends_with("github, gitlab, junit, markdown"), "{message}");
    }
}
