//! `cost`: what requests will cost.

use std::env;
use std::path::PathBuf;

use clap::Args;
use runware_lint::Source;
use runware_lint::check::{Foreign, Layout, Options};
use runware_lint::cost::{self, FileCost, listing};
use runware_lint::models::Models;
use runware_lint::output::visible::visible;
use runware_lint::report::Status;

use super::arguments::{Color, ListFormat};
use super::blocks::Buffer;
use super::config::find::Finder;
use super::discover::{self, Discovery, Input, Origin};
use super::progress::Progress;
use super::scope::ScopeArguments;
use super::streams::{self, tell};
use super::{FAILURE, FINDINGS, SUCCESS, pages, reading};

/// Estimate what requests will cost
///
/// By the prices on the models' pages: for a second of video, times the duration, times the number of videos. Where
/// that depends on a clip that is not here, or on a mistake, it is unknown, with the reason. Exit code 1 if a file is not
/// valid JSON, since its tasks may be missing.
#[derive(Debug, Args)]
pub struct CostArguments {
    /// Files, folders, globs, or `-` for standard input
    #[arg(value_name = "PATHS", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,
    /// Form of the estimate
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
    /// Pass over JSON that is no request, also where it was named
    #[arg(long)]
    skip_foreign: bool,
    /// Read named files and standard input as one request per line, whatever their extension
    #[arg(long)]
    ndjson: bool,
    /// Name for standard input; its extension counts
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,
    #[command(flatten)]
    scope: ScopeArguments,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &CostArguments) -> u8 {
    let mut discovery =
        discover::discover(&arguments.paths, arguments.stdin_filename.as_deref(), &super::COMMANDS, false);
    let unicode = streams::appearance(Color::Never).unicode;
    for message in &discovery.missing {
        tell(&format!("error: {}", visible(message, unicode)));
    }
    if !discovery.missing.is_empty() {
        return FAILURE;
    }
    let finder = match configure(arguments, &mut discovery, unicode) {
        Ok(finder) => finder,
        Err(problems) => {
            for problem in &problems {
                tell(problem);
            }
            return FAILURE;
        }
    };
    finder.tell_of_models(false);
    let mut files = Vec::new();
    let mut is_whole = true;
    let progress = Progress::begin(discovery.inputs.len(), true);
    reading::for_each(
        0..discovery.inputs.len(),
        None,
        || (),
        |index, (), buffer| {
            let input = &discovery.inputs[index];
            let estimated = estimate(input, buffer, arguments, finder.models_for(input));
            progress.add_bytes(buffer.bytes().len());
            estimated
        },
        |index, outcome| {
            progress.add_file();
            match outcome {
                Ok(file) => files.push(file),
                Err(reason) => {
                    let name = &discovery.inputs[index].name;
                    let (name, reason) = (visible(name, unicode), visible(&reason, unicode));
                    progress.around(|| tell(&format!("{name}: cannot be read: {reason}")));
                    is_whole = false;
                }
            }
            true
        },
    );
    progress.end();
    let printed = match arguments.format {
        ListFormat::Text => pages::print_text(&listing::text(&files, unicode)),
        ListFormat::Json => pages::print_json(&listing::value(&files)),
    };
    let is_malformed = files.iter().any(|file| file.status == Status::Malformed);
    match printed {
        _ if !is_whole => FAILURE,
        SUCCESS if is_malformed => FINDINGS,
        code => code,
    }
}

/// Gives the inputs their configurations, and takes away those that are excluded.
///
/// # Errors
/// Everything that is wrong with configurations and further models, as shown to the user.
fn configure(
    arguments: &CostArguments,
    discovery: &mut Discovery,
    unicode: bool,
) -> Result<Finder, Vec<String>> {
    let mut finder = arguments.scope.finder(&env::current_dir().unwrap_or_default(), unicode)?;
    arguments.scope.narrow(discovery, &mut finder);
    if finder.problems.is_empty() { Ok(finder) } else { Err(finder.problems) }
}

fn estimate(
    input: &Input,
    buffer: &mut Buffer,
    arguments: &CostArguments,
    models: &Models,
) -> Result<FileCost, String> {
    reading::read(input, buffer)?;
    let is_met = matches!(input.origin, Origin::Met(_));
    let reads_lines = discover::is_lines(&input.name) || (arguments.ndjson && !is_met);
    let options = Options {
        layout: if reads_lines { Layout::Lines } else { Layout::Document },
        foreign: if is_met || arguments.skip_foreign { Foreign::Skip } else { Foreign::Report },
        models: models.clone(),
        ..Options::default()
    };
    Ok(cost::of_source(&Source::from_bytes(input.name.as_str(), buffer.bytes()), &options))
}
