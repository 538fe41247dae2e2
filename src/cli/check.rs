//! `check`: reads files, checks them, reports what it found.

mod budget;
mod lines;
mod plan;
mod results;
mod whole;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;

use clap::{ArgAction, Args};
use runware_lint::check::{Foreign, Layout};
use runware_lint::money::Money;
use runware_lint::output::visible::visible;
use runware_lint::output::{Appearance, summary};
use runware_lint::report::Status;
use runware_lint::{Options, Source};

use super::arguments::{self, Color, Format};
use super::blocks::Buffer;
use super::discover::{self, Discovery, Input, Origin};
use super::identity::FileIdentity;
use super::progress::Progress;
use super::reports::{self, Files, Output};
use super::scope::path_of;
use super::settings::{Decided, SettingsArguments};
use super::streams::{self, Delivery, Findings, tell};
use super::writer::{self, Writer};
use super::{FAILURE, FINDINGS, NAME, SUCCESS, reading};
use plan::Plans;
use results::{Outcome, Results, Total};

/// Bytes of the blocks in which NDJSON is read: enough that reading them one by one costs little, few enough to stay in
/// the memory nearest to a processor.
const BLOCK_SIZE: usize = 256 * 1024;

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
    #[arg(long, value_name = "N", value_parser = arguments::parse_count, allow_negative_numbers = true, help_heading = "Output")]
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
    #[arg(long, value_name = "USD", allow_negative_numbers = true, help_heading = "Rules")]
    max_cost: Option<Money>,

    /// Pass over JSON that is no request, also where it was named
    #[arg(long, help_heading = "Input")]
    skip_foreign: bool,
    /// Read named files and standard input as one request per line, whatever their extension
    #[arg(long, help_heading = "Input")]
    ndjson: bool,
    /// Name for standard input; its extension counts
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    stdin_filename: Option<String>,
    /// Number of threads
    #[arg(short = 'j', long, value_name = "N", value_parser = arguments::parse_threads, allow_negative_numbers = true, help_heading = "Input")]
    jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    settings: SettingsArguments,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &CheckArguments) -> u8 {
    let appearance = streams::appearance(arguments.color);
    match prepare(arguments, appearance) {
        Ok((run, files)) => run.run(files, Findings::to_stdout()),
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
    let may_split = arguments.jobs.is_none_or(|jobs| jobs.get() > 1);
    let standard_input = arguments.stdin_filename.as_deref();
    let mut discovery = discover::discover(&arguments.paths, standard_input, &super::COMMANDS, may_split);
    if !discovery.missing.is_empty() {
        return Err(discovery.missing.iter().map(|message| error(message)).collect());
    }
    let asks_format = arguments.format.is_none();
    let decided = arguments.settings.decide(&mut discovery, asks_format, appearance.unicode)?;
    let outputs = arguments.output.iter().map(|output| FileIdentity::of(&output.path)).collect();
    discovery.inputs.retain(|input| !is_output(input, &outputs));
    if let Some(input) = discovery.inputs.iter().find(|input| is_among(input, &outputs)) {
        return Err(vec![error(&format!("--output: {} is checked; it would be lost", input.name))]);
    }
    for Output { path, .. } in &arguments.output {
        if let Some(what) = decided.in_use_at(path) {
            let name = discover::shown(path);
            return Err(vec![error(&format!("--output: {name} is {what}; it would be lost"))]);
        }
    }
    let folder = reports::current_folder();
    let files = Files::create(&arguments.output, &folder).map_err(|message| vec![error(&message)])?;
    let format = arguments.format.or(decided.format).unwrap_or(Format::Full);
    // The statistics are for people, whatever the configuration says about findings.
    let format = if arguments.statistics && !writer::is_for_people(format) { Format::Full } else { format };
    let options = Options {
        selection: decided.command_line.selection.clone(),
        max_cost: arguments.max_cost,
        ..Options::default()
    };
    let wants_progress = arguments.quiet == 0 && !arguments.verbose;
    let progress = Progress::begin(discovery.inputs.len(), wants_progress);
    Ok((
        Run {
            arguments,
            options,
            decided,
            format,
            file_formats: files.formats().collect(),
            appearance,
            folder,
            discovery,
            shown: AtomicUsize::new(0),
            block_size: BLOCK_SIZE,
            progress,
        },
        files,
    ))
}

/// What is wrong with the options together.
fn contradiction(arguments: &CheckArguments) -> Option<String> {
    if let Some(path) = reports::repeated(&arguments.output) {
        return Some(format!("--output: {} would be written twice", path.display()));
    }
    let is_machines = arguments.format.is_some_and(|format| !writer::is_for_people(format));
    (arguments.statistics && is_machines)
        .then(|| "--statistics takes the place of findings in `full` and `concise` only".to_owned())
}

/// True for a file that this run writes.
fn is_among(input: &Input, outputs: &HashSet<FileIdentity>) -> bool {
    match &input.origin {
        // The name of standard input is that of the file that it stands for.
        Origin::Named(_) | Origin::Met(_) | Origin::StandardInput if !outputs.is_empty() => {
            outputs.contains(&FileIdentity::of(path_of(input)))
        }
        _ => false,
    }
}

/// True for a file that a walk met and that this run writes, left from an earlier run: a report, and no request.
fn is_output(input: &Input, outputs: &HashSet<FileIdentity>) -> bool {
    let is_met = matches!(input.origin, Origin::Met(_));
    is_met && is_among(input, outputs) && !holds_request(input)
}

/// True for a file that can be read and is a request, sound or not.
fn holds_request(input: &Input) -> bool {
    let mut buffer = Buffer::default();
    let layout = if discover::is_lines(&input.name) { Layout::Lines } else { Layout::Document };
    let options = Options { layout, foreign: Foreign::Skip, ..Options::default() };
    reading::read(input, &mut buffer).is_ok_and(|()| {
        let report = runware_lint::check(&Source::from_bytes(input.name.as_str(), buffer.bytes()), &options);
        report.files.iter().any(|file| file.status != Status::NotARequest)
    })
}

struct Run<'a> {
    arguments: &'a CheckArguments,
    /// What holds for all files.
    options: Options,
    decided: Decided,
    format: Format,
    /// The forms of the files that are written.
    file_formats: Vec<Format>,
    appearance: Appearance,
    /// The one the run started in.
    folder: String,
    discovery: Discovery,
    /// Findings that were printed, where their number is limited.
    shown: AtomicUsize,
    /// Bytes of the blocks in which NDJSON is read.
    block_size: usize,
    progress: Progress,
}

impl Run<'_> {
    fn run(mut self, mut files: Files, mut findings: Findings) -> u8 {
        let prints = self.prints();
        if self.arguments.quiet == 0 {
            self.decided.finder.tell_of_models(self.arguments.verbose);
        }
        if self.arguments.verbose {
            self.tell_of_excluded();
        }
        let (total, writer) = self.check_all(&mut files, &mut findings);
        if prints && self.arguments.statistics {
            findings.print(|out| out.write_all(total.statistics.lines().as_bytes()));
        } else if prints {
            if total.hidden > 0 {
                findings.print(|out| writeln!(out, "{} more not shown", total.hidden));
            }
            findings.print(|mut out| writer.end(&mut out, &total.report));
        }
        let unwritten = files.finish(&total.report);
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
        let code = if unwritten.is_empty() && wrote_baseline { self.exit_code(&total) } else { FAILURE };
        // The program is about to end: to give back the memory of many findings would only take time.
        std::mem::forget(total);
        code
    }

    /// Checks every file. What can be printed before all of them are known is printed.
    fn check_all(&self, files: &mut Files, findings: &mut Findings) -> (Total, Writer) {
        let plans = Plans::new(self);
        let inputs = &self.discovery.inputs;
        let mut results = Results {
            run: self,
            files,
            findings,
            writer: Writer::new(self.format, &self.folder),
            total: Total {
                folders_with_requests: vec![false; self.discovery.folders.len()],
                ..Total::default()
            },
        };
        // With a limit, what is printed of a file depends on the files before.
        let is_limited = self.arguments.max_diagnostics.is_some();
        let threads = if is_limited { Some(NonZeroUsize::MIN) } else { self.arguments.jobs };
        let mut start = 0;
        let mut goes_on = true;
        while start < inputs.len() && goes_on {
            if plans.is_in_blocks(start) {
                let outcome = lines::check(&mut results, &plans, start);
                goes_on = results.take(start, outcome);
                start += 1;
                continue;
            }
            let end = (start + 1..inputs.len()).find(|&next| plans.is_in_blocks(next));
            let end = end.unwrap_or(inputs.len());
            reading::for_each(
                start..end,
                threads,
                whole::Tools::default,
                |number, tools, buffer| whole::check(&plans, number, tools, buffer),
                |number, outcome| {
                    goes_on = results.take(number, outcome);
                    goes_on
                },
            );
            start = end;
        }
        self.progress.end();
        (results.total, results.writer)
    }

    fn prints(&self) -> bool {
        self.arguments.quiet < 2
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
                for line in &outcome.account {
                    tell(&format!("{path}: {}", visible(line, unicode)));
                }
            }
        }
    }

    fn tell_about_all(&self, total: &Total, has_new_baseline: bool) {
        for (folder, has_requests) in self.discovery.folders.iter().zip(&total.folders_with_requests) {
            if !has_requests {
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
        if total.uncounted > 0 {
            let tasks = summary::counted(total.uncounted, "task", "tasks");
            tell(&format!(
                "warning: --max-cost does not count {tasks}, whose cost is unknown; `{NAME} cost` tells why"
            ));
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
