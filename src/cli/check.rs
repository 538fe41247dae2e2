//! `check`: reads files, checks them, reports what it found.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{ArgAction, Args};
use runware_lint::check::{self, Foreign, Layout};
use runware_lint::money::Money;
use runware_lint::output::visible::visible;
use runware_lint::output::{Appearance, summary};
use runware_lint::report::{FileReport, Status, Summary, Verdict};
use runware_lint::{Options, Report, Source};

use super::arguments::{Color, FailOn, Format, UnknownModel};
use super::discover::{self, Discovery, Input, Origin};
use super::reports::{self, Files, Output};
use super::streams::{self, Delivery, Findings, tell};
use super::{FAILURE, FINDINGS, SUCCESS, names, reading};

/// Check files, folders, globs, or `-` for standard input (the default)
///
/// In folders, *.json, *.jsonl and *.ndjson files are taken, without hidden ones and those that a .gitignore names.
/// JSON that is no request is counted and passed over there; where it was named, it is reported.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct CheckArguments {
    /// Files, folders, globs, or `-` for standard input
    #[arg(value_name = "PATHS", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,

    /// Form of the report
    #[arg(long, value_name = "FORMAT", default_value = "full", help_heading = "Output")]
    format: Format,
    /// Also write a report to a file; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = reports::parse_output, help_heading = "Output")]
    output: Vec<Output>,
    /// When to use colour
    #[arg(
        long,
        help = "When to use colour; NO_COLOR and CLICOLOR_FORCE count too",
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    color: Color,
    /// Print no summary; twice: print nothing at all
    #[arg(short, long, action = ArgAction::Count, conflicts_with = "verbose", help_heading = "Output")]
    quiet: u8,
    /// Tell for every file what was done, and why it was not checked
    #[arg(short, long, help_heading = "Output")]
    verbose: bool,

    /// Lowest severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Exit code")]
    fail_on: FailOn,
    /// Make the exit code 1 when there is no task at all
    #[arg(long, help_heading = "Exit code")]
    fail_on_empty: bool,

    /// Report only these rules or constraints
    #[arg(long, value_name = "RULE|CONSTRAINT", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Do not report these rules or constraints
    #[arg(long, value_name = "RULE|CONSTRAINT", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// What a model without a rule set is. By default an error where it looks like a known one, else a warning
    #[arg(long, value_name = "WHAT", help_heading = "Rules")]
    unknown_model: Option<UnknownModel>,
    /// Report tasks, and files, that cost more than this
    #[arg(long, value_name = "USD", help_heading = "Rules")]
    max_cost: Option<Money>,

    /// Pass over JSON that is no request, also where it was named
    #[arg(long, help_heading = "Input")]
    skip_foreign: bool,
    /// Read named files and standard input as one request per line, whatever their extension
    #[arg(long, help_heading = "Input")]
    ndjson: bool,
    /// Name for standard input; its extension counts
    #[arg(
        long,
        value_name = "NAME",
        default_value = "<stdin>",
        hide_default_value = true,
        help_heading = "Input"
    )]
    stdin_filename: String,
    /// Use no configuration file
    #[arg(long, help_heading = "Input")]
    isolated: bool,
    /// Number of threads
    #[arg(short = 'j', long, value_name = "N", help_heading = "Input")]
    jobs: Option<NonZeroUsize>,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &CheckArguments) -> u8 {
    let options = match options(arguments) {
        Ok(options) => options,
        Err(message) => {
            tell(&format!("error: {message}"));
            return FAILURE;
        }
    };
    let mut discovery =
        discover::discover(&arguments.paths, &arguments.stdin_filename, &super::command_names());
    let appearance = streams::appearance(arguments.color);
    if !discovery.missing.is_empty() {
        for message in &discovery.missing {
            tell(&format!("error: {}", visible(message, appearance.unicode)));
        }
        return FAILURE;
    }
    discovery.inputs.retain(|input| !is_output(input, &arguments.output));
    match Files::create(&arguments.output) {
        Ok(files) => Run { arguments, options, appearance, discovery }.run(files),
        Err(message) => {
            tell(&format!("error: {}", visible(&message, appearance.unicode)));
            FAILURE
        }
    }
}

/// True for a file that a walk met and that this run writes: it is left from an earlier run.
fn is_output(input: &Input, outputs: &[Output]) -> bool {
    let is_met = matches!(input.origin, Origin::Met(_));
    is_met && outputs.iter().any(|output| discover::shown(&output.path) == input.name)
}

fn options(arguments: &CheckArguments) -> Result<Options, String> {
    if let Some(path) = reports::repeated(&arguments.output) {
        return Err(format!("--output: {} would be written twice", path.display()));
    }
    Ok(Options {
        unknown_model: match arguments.unknown_model {
            None => check::UnknownModel::Nearest,
            Some(UnknownModel::Error) => check::UnknownModel::Error,
            Some(UnknownModel::Warn) => check::UnknownModel::Warn,
            Some(UnknownModel::Ignore) => check::UnknownModel::Ignore,
        },
        selection: check::Selection {
            select: names::resolve(&arguments.select, "--select")?,
            ignore: names::resolve(&arguments.ignore, "--ignore")?,
        },
        max_cost: arguments.max_cost,
        ..Options::default()
    })
}

struct Run<'a> {
    arguments: &'a CheckArguments,
    options: Options,
    appearance: Appearance,
    discovery: Discovery,
}

/// What became of one file.
struct Outcome {
    report: Report,
    /// Its findings, as printed; empty for a format that prints at the end.
    rendered: Vec<u8>,
    /// The same for every file that is written.
    rendered_files: Vec<Vec<u8>>,
    has_findings: bool,
    /// Why it could not be read.
    unreadable: Option<String>,
}

/// What became of all files.
#[derive(Default)]
struct Total {
    report: Report,
    with_findings: usize,
    tasks_in_folder: Vec<usize>,
}

impl Run<'_> {
    fn run(self, mut files: Files) -> u8 {
        let prints = self.arguments.quiet < 2;
        let mut findings = Findings::to_stdout();
        let mut total = Total { tasks_in_folder: vec![0; self.discovery.folders.len()], ..Total::default() };
        let threads = self.arguments.jobs.map(NonZeroUsize::get);
        let file_formats: Vec<Format> = files.formats().collect();
        reading::for_each(
            &self.discovery.inputs,
            threads,
            |input, buffer| self.check_one(input, buffer, &file_formats),
            |index, outcome| {
                if prints && !outcome.rendered.is_empty() {
                    findings.print(|out| out.write_all(&outcome.rendered));
                }
                files.append(&outcome.rendered_files);
                let needs_standard_error = outcome.unreadable.is_some() || self.arguments.verbose;
                if prints && needs_standard_error {
                    findings.flush();
                    self.tell_about(&outcome);
                }
                total.take(&self.discovery.inputs[index], outcome);
                !findings.has_ended() || !files.is_empty()
            },
        );
        let folder = reports::current_folder();
        if prints {
            let format = self.arguments.format;
            findings.print(|mut out| reports::write_end(format, &mut out, &total.report, &folder));
        }
        let unwritten = files.finish(&total.report, &folder);
        let delivery = findings.finish();
        for message in &unwritten {
            tell(&format!("error: {}", visible(message, self.appearance.unicode)));
        }
        match delivery {
            Ok(Delivery::Whole) if prints => self.tell_about_all(&total),
            Ok(_) => {}
            Err(error) => {
                tell(&format!("error: standard output: {}", discover::reason(&error)));
                return FAILURE;
            }
        }
        if unwritten.is_empty() { self.exit_code(&total.report.summary) } else { FAILURE }
    }

    fn check_one(&self, input: &Input, buffer: &mut Vec<u8>, file_formats: &[Format]) -> Outcome {
        if let Err(reason) = reading::read(input, buffer) {
            let mut report = Report::default();
            let file = FileReport {
                path: input.name.clone(),
                status: Status::Unreadable,
                reason: Some(reason.clone()),
                tasks: Vec::new(),
            };
            report.add(file, Vec::new());
            return Outcome {
                report,
                rendered: Vec::new(),
                rendered_files: Vec::new(),
                has_findings: false,
                unreadable: Some(reason),
            };
        }
        let is_met = matches!(input.origin, Origin::Met(_));
        let reads_lines = discover::is_lines(&input.name) || (self.arguments.ndjson && !is_met);
        let passes_over = is_met || self.arguments.skip_foreign;
        let options = Options {
            layout: if reads_lines { Layout::Lines } else { Layout::Document },
            foreign: if passes_over { Foreign::Skip } else { Foreign::Report },
            ..self.options.clone()
        };
        let source = Source::from_bytes(input.name.as_str(), buffer);
        let mut report = check::check(&source, &options);
        let format = self.arguments.format;
        let rendered = if self.arguments.quiet < 2 {
            reports::render(format, &report, &source, self.appearance)
        } else {
            Vec::new()
        };
        let rendered_files = file_formats
            .iter()
            .map(|&format| reports::render(format, &report, &source, Appearance::plain()))
            .collect();
        let has_findings = report.summary.errors + report.summary.warnings > 0;
        if reports::is_streamed(format) && file_formats.iter().all(|&format| reports::is_streamed(format)) {
            // They have been written, and there may be many.
            report.diagnostics = Vec::new();
        }
        Outcome { report, rendered, rendered_files, has_findings, unreadable: None }
    }

    fn tell_about(&self, outcome: &Outcome) {
        let unicode = self.appearance.unicode;
        for file in &outcome.report.files {
            let path = visible(&file.path, unicode);
            if let Some(reason) = &outcome.unreadable {
                tell(&format!("{path}: cannot be read: {}", visible(reason, unicode)));
            } else if self.arguments.verbose {
                for line in account(file) {
                    tell(&format!("{path}: {}", visible(&line, unicode)));
                }
            }
        }
    }

    fn tell_about_all(&self, total: &Total) {
        for (folder, tasks) in self.discovery.folders.iter().zip(&total.tasks_in_folder) {
            if *tasks == 0 {
                tell(&format!(
                    "warning: {}: no requests in this folder",
                    visible(folder, self.appearance.unicode)
                ));
            }
        }
        if self.arguments.quiet == 0 {
            for line in summary::lines(&total.report.summary, total.with_findings) {
                tell(&line);
            }
        }
    }

    fn exit_code(&self, summary: &Summary) -> u8 {
        let fails = match self.arguments.fail_on {
            FailOn::Error => summary.errors > 0,
            FailOn::Warning => summary.errors + summary.warnings > 0,
            FailOn::Never => false,
        };
        if summary.unreadable > 0 {
            FAILURE
        } else if fails || (self.arguments.fail_on_empty && summary.tasks == 0) {
            FINDINGS
        } else {
            SUCCESS
        }
    }
}

impl Total {
    fn take(&mut self, input: &Input, outcome: Outcome) {
        self.with_findings += usize::from(outcome.has_findings);
        if let Some(folder) = input.folder.and_then(|folder| self.tasks_in_folder.get_mut(folder)) {
            *folder += outcome.report.summary.tasks;
        }
        self.report.absorb(outcome.report);
    }
}

/// What was done with a file, for `--verbose`.
fn account(file: &FileReport) -> Vec<String> {
    let tasks = summary::counted(file.tasks.len(), "task", "tasks");
    let count = |verdict| file.tasks.iter().filter(|task| task.verdict == verdict).count();
    let verdicts = summary::enumerated(&[
        (count(Verdict::Valid), "valid"),
        (count(Verdict::Invalid), "invalid"),
        (count(Verdict::Unchecked), "not checked"),
    ]);
    let first = match file.status {
        Status::Checked => format!("checked, {tasks}: {verdicts}"),
        Status::Malformed if file.tasks.is_empty() => "not checked: it is not JSON".to_owned(),
        Status::Malformed => format!("not JSON, {tasks}: {verdicts}"),
        Status::NotARequest => "not checked: it is no request".to_owned(),
        Status::Unreadable => "not checked: it cannot be read".to_owned(),
    };
    let mut lines = vec![first];
    for task in file.tasks.iter().filter(|task| task.verdict == Verdict::Unchecked) {
        let place = task.line.map_or_else(|| format!("task {}", task.index), |line| format!("line {line}"));
        let why = match &task.model {
            _ if file.status == Status::Malformed => "its text is not JSON".to_owned(),
            Some(model) => format!("there is no rule set for the model {}", redacted(model)),
            None => "there are no rules for its task type".to_owned(),
        };
        lines.push(format!("{place} not checked: {why}"));
    }
    lines
}

fn redacted(text: &str) -> String {
    runware_lint::output::redact::redact_text(text).into_owned()
}
