//! The command line. A command is one file here, one variant of [`Command`] and one line in [`run`].

mod account;
mod arguments;
mod atomic;
mod audit;
mod baseline;
mod blocks;
mod check;
mod completions;
mod config;
mod cost;
mod date;
mod discover;
mod explain;
mod globs;
mod identity;
mod ignores;
mod man;
mod models;
mod more_models;
mod names;
mod new;
mod pages;
mod pipeline;
mod policy;
mod progress;
mod reading;
mod reports;
mod revision;
mod rules;
mod schema;
mod scope;
mod settings;
mod statistics;
mod streams;
mod usage;
mod writer;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args as _, CommandFactory, FromArgMatches, Parser, Subcommand};

/// What the program is called.
const NAME: &str = "runware-lint";
/// The names of the commands.
const COMMANDS: [&str; 12] = [
    "check",
    "explain",
    "rules",
    "models",
    "model",
    "schema",
    "new",
    "audit",
    "cost",
    "completions",
    "man",
    "help",
];
/// Nothing to complain about.
const SUCCESS: u8 = 0;
/// Findings at or above `--fail-on`.
const FINDINGS: u8 = 1;
/// The work could not be done.
const FAILURE: u8 = 2;

/// Checks Runware video generation requests without calling the network
#[derive(Debug, Parser)]
#[command(
    name = NAME,
    bin_name = NAME,
    version,
    max_term_width = 80,
    propagate_version = true,
    override_usage = "runware-lint [check] [OPTIONS] [PATHS]...\n       runware-lint <COMMAND>",
    after_help = "`check` is the default: `runware-lint a.json` checks a.json, and `runware-lint`\n\
                  alone checks the current folder. A path that is named like a command is given\n\
                  as `./check`. See `runware-lint check --help` for its options.\n\n\
                  Exit codes: 0 no findings, 1 findings, 2 the work could not be done."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    // The text of its help stands with its arguments.
    Check(Box<check::CheckArguments>),
    Explain(explain::ExplainArguments),
    Rules(rules::RulesArguments),
    Models(models::ModelsArguments),
    Model(models::ModelArguments),
    Schema(schema::SchemaArguments),
    New(new::NewArguments),
    Audit(audit::AuditArguments),
    Cost(cost::CostArguments),
    Completions(completions::CompletionsArguments),
    Man(man::ManArguments),
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    let arguments = with_default_command(std::env::args_os().collect());
    if let Some(arguments) = arguments_of_check(&arguments) {
        return ExitCode::from(check::run(&arguments));
    }
    let code = match parse(arguments.clone()) {
        Ok(Cli { command }) => match command {
            Command::Check(arguments) => check::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Rules(arguments) => rules::run(&arguments),
            Command::Models(arguments) => models::run_list(&arguments),
            Command::Model(arguments) => models::run_card(&arguments),
            Command::Schema(arguments) => schema::run(&arguments),
            Command::New(arguments) => new::run(&arguments),
            Command::Audit(arguments) => audit::run(&arguments),
            Command::Cost(arguments) => cost::run(&arguments),
            Command::Completions(arguments) => completions::run(&arguments),
            Command::Man(arguments) => man::run(&arguments),
        },
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            pages::answer_to(error.print())
        }
        Err(error) => {
            // The usage is wrong, also where nobody reads that.
            let _ = usage::print(&error, &arguments, parse);
            FAILURE
        }
    };
    ExitCode::from(code)
}

fn parse(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    // Every command has the version of the program, and so its name in front of it.
    let command = Cli::command().mut_subcommands(|below| below.display_name(NAME));
    command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches))
}

/// The command line as it is typed: what `check` takes, as far as it is `wanted`, also where no command is named.
fn command_as_typed(wanted: fn(&clap::Arg) -> bool) -> clap::Command {
    let command = Cli::command();
    let check = command.find_subcommand("check").into_iter().flat_map(clap::Command::get_arguments);
    let arguments: Vec<clap::Arg> = check.filter(|argument| wanted(argument)).cloned().collect();
    command.args(arguments)
}

/// The arguments of `check`, without the work to make ready for all commands. Where they ask for help, or are wrong,
/// the answer comes from all that there is, and is none here.
fn arguments_of_check(arguments: &[OsString]) -> Option<check::CheckArguments> {
    let arguments =
        arguments.get(1..).filter(|arguments| arguments.first().is_some_and(|name| name == "check"))?;
    let command = check::CheckArguments::augment_args(clap::Command::new("check"));
    check::CheckArguments::from_arg_matches(&command.try_get_matches_from(arguments).ok()?).ok()
}

/// Puts `check` before the arguments where no command comes first.
fn with_default_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let names_command = arguments.get(1).and_then(|first| first.to_str()).is_some_and(|first| {
        matches!(first, "-h" | "--help" | "-V" | "--version" | "help") || COMMANDS.contains(&first)
    });
    if !names_command {
        if arguments.is_empty() {
            arguments.push(NAME.into());
        }
        arguments.insert(1, "check".into());
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(arguments: &[&str]) -> Vec<OsString> {
        with_default_command(arguments.iter().map(OsString::from).collect())
    }

    #[test]
    fn check_is_the_default_command() {
        assert_eq!(completed(&["runware-lint"]), ["runware-lint", "check"]);
        assert_eq!(completed(&["runware-lint", "-q", "a"]), ["runware-lint", "check", "-q", "a"]);
        assert_eq!(completed(&["runware-lint", "./check"]), ["runware-lint", "check", "./check"]);
        assert_eq!(completed(&["runware-lint", "check", "a"]), ["runware-lint", "check", "a"]);
        assert_eq!(completed(&["runware-lint", "--help"]), ["runware-lint", "--help"]);
        assert_eq!(completed(&[]), ["runware-lint", "check"]);
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
        check::CheckArguments::augment_args(clap::Command::new("check")).debug_assert();
        let mut command = Cli::command();
        command.build();
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        assert_eq!(names, COMMANDS);
    }

    #[test]
    fn sound_arguments_of_check_are_read_alone() {
        let alone = |arguments: &[&str]| arguments_of_check(&completed(arguments)).is_some();
        assert!(alone(&["runware-lint", "a.json", "-q", "--format", "json"]));
        assert!(alone(&["runware-lint", "check"]));
        for other in
            [&["runware-lint", "-h"][..], &["runware-lint", "check", "-h"], &["runware-lint", "check", "-V"]]
        {
            assert!(!alone(other), "{other:?}");
        }
        assert!(!alone(&["runware-lint", "--formatt", "json"]));
        assert!(!alone(&["runware-lint", "rules"]));
    }

    #[test]
    fn every_help_fits_eighty_columns() {
        let mut command = Cli::command();
        command.build();
        let mut helps = vec![command.render_long_help().to_string(), command.render_help().to_string()];
        for subcommand in command.get_subcommands_mut() {
            helps.push(subcommand.render_long_help().to_string());
            helps.push(subcommand.render_help().to_string());
        }
        for line in helps.iter().flat_map(|help| help.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
