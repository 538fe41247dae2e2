//! `check`: reads files, checks them, reports what it found.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{ArgAction, Args};
use runware_lint::check::{self, Foreign, Layout};
use runware_lint::money::Money;
use runware_lint::output::visible::visible;
use runware_lint::output::{Appearance, summary};
use runware_lint::report::FileReport;
use runware_lint::{Options, Report, Source};

use super::account::account;
use super::arguments::{Color, FailOn, Format};
use super::baseline;
use super::discover::{self, Discovery, Input, Origin};
use super::progress::Progress;
use super::reports::{self, Files, Output};
use super::settings::{Decided, SettingsArguments};
use super::statistics::Statistics;
use super::streams::{self, Delivery, Findings, tell};
use super::{FAILURE, FINDINGS, SUCCESS, reading};

/// Check requests in files and folders (the default command)
///
/// In folders, *.json, *.jsonl and *.ndjson files are taken, without hidden ones and those that a .gitignore names.
/// JSON that is no request is counted and passed over there; where it was named, it is reported.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct CheckArguments {
    /// Files, folders, globs, or `-` for standard input
    #[arg(value_name = "PATHS", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,

    /// Form of the report [default: full]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,
    /// Also write a report to a file; can be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = reports::parse_output, help_heading = "Output")]
    output: Vec<Output>,
    /// Print how many findings each rule has, instead of them
    #[arg(long, help_heading = "Output")]
    statistics: bool,
    /// Print at most so many findings (full and concise); all are counted
    #[arg(long, value_name = "N", help_heading = "Output")]
    max_diagnostics: Option<usize>,
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

    /// Make the exit code 1 when there is no task at all
    #[arg(long, help_heading = "Exit code")]
    fail_on_empty: bool,

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
    /// Number of threads
    #[arg(short = 'j', long, value_name = "N", help_heading = "Input")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    settings: SettingsArguments,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &CheckArguments) -> u8 {
    let appearance = streams::appearance(arguments.color);
    match prepare(arguments, appearance) {
        Ok((run, files)) => run.run(files),
        Err(problems) => {
            for problem in problems {
                tell(&problem);
            }
            FAILURE
        }
    }
}

/// Everything that comes before the first file: when this has failed, nothing was printed or written.
fn prepare(arguments: &CheckArguments, appearance: Appearance) -> Result<(Run<'_>, Files), Vec<String>> {
    let error = |message: &str| format!("error: {}", visible(message, appearance.unicode));
    if let Some(message) = contradiction(arguments) {
        return Err(vec![error(&message)]);
    }
    let mut discovery =
        discover::discover(&arguments.paths, &arguments.stdin_filename, &super::command_names());
    if !discovery.missing.is_empty() {
        return Err(discovery.missing.iter().map(|message| error(message)).collect());
    }
    let asks_format = arguments.format.is_none();
    let decided = arguments.settings.decide(&mut discovery, asks_format, appearance.unicode)?;
    discovery.inputs.retain(|input| !is_output(input, &arguments.output));
    let files = Files::create(&arguments.output).map_err(|message| vec![error(&message)])?;
    let format = arguments.format.or(decided.format).unwrap_or(Format::Full);
    // The statistics are for people, whatever the configuration says about findings.
    let format = if arguments.statistics && !reports::is_for_people(format) { Format::Full } else { format };
    let options = Options {
        selection: decided.command_line.selection.clone(),
        max_cost: arguments.max_cost,
        ..Options::default()
    };
    Ok((
        Run { arguments, options, decided, format, appearance, discovery, shown: AtomicUsize::new(0) },
        files,
    ))
}

/// What is wrong with the options together.
fn contradiction(arguments: &CheckArguments) -> Option<String> {
    if let Some(path) = reports::repeated(&arguments.output) {
        return Some(format!("--output: {} would be written twice", path.display()));
    }
    let is_machines = arguments.format.is_some_and(|format| !reports::is_for_people(format));
    (arguments.statistics && is_machines)
        .then(|| "--statistics takes the place of findings in `full` and `concise` only".to_owned())
}

/// True for a file that a walk met and that this run writes: it is left from an earlier run.
fn is_output(input: &Input, outputs: &[Output]) -> bool {
    let is_met = matches!(input.origin, Origin::Met(_));
    is_met && outputs.iter().any(|output| discover::shown(&output.path) == input.name)
}

struct Run<'a> {
    arguments: &'a CheckArguments,
    options: Options,
    decided: Decided,
    format: Format,
    appearance: Appearance,
    discovery: Discovery,
    /// Findings that were printed, where their number is limited.
    shown: AtomicUsize,
}

/// What became of one file.
#[derive(Default)]
struct Outcome {
    report: Report,
    /// Its findings, as printed; empty for a format that prints at the end.
    rendered: Vec<u8>,
    /// The same for every file that is written.
    rendered_files: Vec<Vec<u8>>,
    has_findings: bool,
    /// Whether its findings make the run fail.
    fails: bool,
    /// Findings that the limit leaves out.
    hidden: usize,
    statistics: Statistics,
    /// What the baseline has to know of it.
    in_baseline: Option<(String, baseline::Findings)>,
    /// Why it could not be read.
    unreadable: Option<String>,
}

/// What became of all files.
#[derive(Default)]
struct Total {
    report: Report,
    with_findings: usize,
    tasks_in_folder: Vec<usize>,
    fails: bool,
    hidden: usize,
    statistics: Statistics,
    in_baseline: BTreeMap<String, baseline::Findings>,
}

impl Run<'_> {
    fn run(mut self, mut files: Files) -> u8 {
        let prints = self.prints();
        if self.arguments.quiet == 0 {
            self.decided.tell_of_models(self.arguments.verbose, self.appearance.unicode);
        }
        if self.arguments.verbose {
            self.tell_of_excluded();
        }
        let mut findings = Findings::to_stdout();
        let mut total = Total { tasks_in_folder: vec![0; self.discovery.folders.len()], ..Total::default() };
        // With a limit, what is printed of a file depends on the files before.
        let is_limited = self.arguments.max_diagnostics.is_some();
        let threads = if is_limited { Some(1) } else { self.arguments.jobs.map(NonZeroUsize::get) };
        let needs_all = !files.is_empty() || self.decided.writes_baseline();
        let file_formats: Vec<Format> = files.formats().collect();
        let wants_progress = self.arguments.quiet == 0 && !self.arguments.verbose;
        let progress = Progress::begin(self.discovery.inputs.len(), wants_progress);
        reading::for_each(
            &self.discovery.inputs,
            threads,
            |input, buffer| self.check_one(input, buffer, &file_formats),
            |index, outcome| {
                progress.add_file(outcome.report.summary.tasks);
                if prints && !outcome.rendered.is_empty() {
                    progress.around(|| findings.show(&outcome.rendered));
                }
                files.append(&outcome.rendered_files);
                let needs_standard_error = outcome.unreadable.is_some() || self.arguments.verbose;
                if prints && needs_standard_error {
                    progress.around(|| {
                        findings.flush();
                        self.tell_about(&self.discovery.inputs[index], &outcome);
                    });
                }
                total.take(&self.discovery.inputs[index], outcome);
                !findings.has_ended() || needs_all
            },
        );
        progress.end();
        let folder = reports::current_folder();
        if prints && self.arguments.statistics {
            findings.print(|out| out.write_all(total.statistics.lines().as_bytes()));
        } else if prints {
            if total.hidden > 0 {
                findings.print(|out| writeln!(out, "{} more not shown", total.hidden));
            }
            findings.print(|mut out| reports::write_end(self.format, &mut out, &total.report, &folder));
        }
        let unwritten = files.finish(&total.report, &folder);
        let delivery = findings.finish();
        for message in &unwritten {
            tell(&format!("error: {}", visible(message, self.appearance.unicode)));
        }
        let writes_baseline = self.decided.writes_baseline();
        let wrote_baseline = !writes_baseline || self.write_baseline(&total);
        match delivery {
            Ok(Delivery::Whole) if prints => self.tell_about_all(&total, writes_baseline),
            Ok(_) => {}
            Err(error) => {
                tell(&format!("error: standard output: {}", discover::reason(&error)));
                return FAILURE;
            }
        }
        if unwritten.is_empty() && wrote_baseline { self.exit_code(&total) } else { FAILURE }
    }

    fn prints(&self) -> bool {
        self.arguments.quiet < 2
    }

    fn check_one(&self, input: &Input, buffer: &mut Vec<u8>, file_formats: &[Format]) -> Outcome {
        if let Err(reason) = reading::read(input, buffer) {
            let mut report = Report::default();
            let file = FileReport::unreadable(input.name.clone(), reason.clone());
            report.add(file, Vec::new());
            return Outcome { report, unreadable: Some(reason), ..Outcome::default() };
        }
        let is_met = matches!(input.origin, Origin::Met(_));
        let reads_lines = discover::is_lines(&input.name) || (self.arguments.ndjson && !is_met);
        let passes_over = is_met || self.arguments.skip_foreign;
        let layout = if reads_lines { Layout::Lines } else { Layout::Document };
        let policy = self.decided.policy(input);
        let options = Options {
            layout,
            unknown_model: policy.unknown_model(),
            models: self.decided.models(input),
            context: policy.context(),
            foreign: if passes_over { Foreign::Skip } else { Foreign::Report },
            ..self.options.clone()
        };
        let source = Source::from_bytes(input.name.as_str(), buffer);
        let mut report = check::check(&source, &options);
        let in_baseline = self.decided.revise(input, &policy, &mut report, &source, layout);
        let (rendered, hidden) = self.render(&report, &source);
        let rendered_files = file_formats
            .iter()
            .map(|&format| reports::render(format, &report.diagnostics, &source, Appearance::plain()))
            .collect();
        let statistics = if self.arguments.statistics {
            Statistics::of(&report.diagnostics)
        } else {
            Statistics::default()
        };
        let has_findings = report.summary.errors + report.summary.warnings > 0;
        let fails = match policy.fail_on() {
            FailOn::Error => report.summary.errors > 0,
            FailOn::Warning => has_findings,
            FailOn::Never => false,
        };
        if reports::is_streamed(self.format)
            && file_formats.iter().all(|&format| reports::is_streamed(format))
        {
            // They have been written, and there may be many.
            report.diagnostics = Vec::new();
        }
        Outcome {
            report,
            rendered,
            rendered_files,
            has_findings,
            fails,
            hidden,
            statistics,
            in_baseline,
            unreadable: None,
        }
    }

    /// What is printed of the findings of a file at once, and how many the limit leaves out.
    fn render(&self, report: &Report, source: &Source<'_>) -> (Vec<u8>, usize) {
        if !self.prints() || self.arguments.statistics {
            return (Vec::new(), 0);
        }
        let mut diagnostics = report.diagnostics.as_slice();
        if let Some(limit) = self.arguments.max_diagnostics.filter(|_| reports::is_for_people(self.format)) {
            let room = limit.saturating_sub(self.shown.load(Ordering::Relaxed));
            diagnostics = &diagnostics[..diagnostics.len().min(room)];
            self.shown.fetch_add(diagnostics.len(), Ordering::Relaxed);
        }
        let hidden = report.diagnostics.len() - diagnostics.len();
        (reports::render(self.format, diagnostics, source, self.appearance), hidden)
    }

    /// True unless the baseline could not be written.
    fn write_baseline(&mut self, total: &Total) -> bool {
        let (is_written, line) = match self.decided.write_baseline(&total.in_baseline) {
            Ok(line) => (true, line),
            Err(message) => (false, format!("error: {message}")),
        };
        if !is_written || self.arguments.quiet == 0 {
            tell(&visible(&line, self.appearance.unicode));
        }
        is_written
    }

    fn tell_of_excluded(&self) {
        for (name, why) in &self.decided.excluded {
            tell(&visible(&format!("{name}: not checked: {why}"), self.appearance.unicode));
        }
    }

    fn tell_about(&self, input: &Input, outcome: &Outcome) {
        let unicode = self.appearance.unicode;
        for file in &outcome.report.files {
            let path = visible(&file.path, unicode);
            if let Some(reason) = &outcome.unreadable {
                tell(&format!("{path}: cannot be read: {}", visible(reason, unicode)));
            } else if self.arguments.verbose {
                let configuration = match &input.settings {
                    Some(settings) => format!("configuration {}", settings.name),
                    None => "no configuration".to_owned(),
                };
                tell(&format!("{path}: {}", visible(&configuration, unicode)));
                for line in account(file) {
                    tell(&format!("{path}: {}", visible(&line, unicode)));
                }
            }
        }
    }

    fn tell_about_all(&self, total: &Total, has_new_baseline: bool) {
        for (folder, tasks) in self.discovery.folders.iter().zip(&total.tasks_in_folder) {
            if *tasks == 0 {
                tell(&format!(
                    "warning: {}: no requests in this folder",
                    visible(folder, self.appearance.unicode)
                ));
            }
        }
        self.decided.tell_of_idle_ignores(self.appearance.unicode);
        if !has_new_baseline {
            self.decided.tell_of_stale(&total.in_baseline, self.appearance.unicode);
        }
        if self.arguments.quiet == 0 {
            for line in summary::lines(&total.report.summary, total.with_findings) {
                tell(&line);
            }
        }
    }

    fn exit_code(&self, total: &Total) -> u8 {
        let summary = &total.report.summary;
        if summary.unreadable > 0 {
            FAILURE
        } else if total.fails || (self.arguments.fail_on_empty && summary.tasks == 0) {
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
        self.fails |= outcome.fails;
        self.hidden += outcome.hidden;
        self.statistics.add(&outcome.statistics);
        self.in_baseline.extend(outcome.in_baseline);
        self.report.absorb(outcome.report);
    }
}
