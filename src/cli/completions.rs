//! `completions`: what lets a shell complete commands, options and their values.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Args, Command};
use clap_complete::Shell;
use runware_lint::models::Models;
use runware_lint::rules::RULES;
use runware_lint::ruleset::RuleSet;

use super::{NAME, pages};

/// Print a script that completes commands, options and values
///
/// For bash: `runware-lint completions bash > ~/.local/share/bash-completion/completions/runware-lint`
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell that the script is for
    #[arg(value_name = "SHELL", ignore_case = true)]
    shell: Shell,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &CompletionsArguments) -> u8 {
    let models = Models::default();
    let names = Names::of(&models);
    // Paths are completed anyway, or else would stand in the way of the commands.
    let mut command = names.given_to(super::command_as_typed(|argument| !argument.is_positional()));
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, NAME, &mut script);
    let script = String::from_utf8_lossy(&script);
    pages::print_as_it_is(&match arguments.shell {
        Shell::Bash => with_one_spelling(&script),
        _ => script.into_owned(),
    })
}

/// The bash script, which spells a name with a hyphen in two ways, so that nothing after a command is completed
/// (<https://github.com/clap-rs/clap/issues/6421>).
fn with_one_spelling(script: &str) -> String {
    script.replace(&NAME.replace('-', "__subcmd__"), &NAME.replace('-', "__"))
}

/// Names that some arguments take. They are values for completion alone: everywhere else a wrong name is told with
/// the nearest one, and `--help` does not list them.
struct Names {
    /// Rules and constraints.
    topics: Vec<String>,
    models: Vec<String>,
}

impl Names {
    fn of(models: &Models) -> Self {
        let rules = RULES.iter().map(|rule| rule.id.to_owned());
        let constraints = models.all().flat_map(|ruleset| &ruleset.constraints);
        let constraints = constraints.map(|constraint| constraint.origin.id.to_string());
        Self { topics: rules.chain(constraints).collect(), models: models.all().map(page_of).collect() }
    }

    /// The command, with the values for its arguments and those of all commands below it.
    fn given_to(&self, command: Command) -> Command {
        command.mut_args(|argument| self.given_to_one(argument)).mut_subcommands(|below| self.given_to(below))
    }

    /// The argument with its values, by the name that stands for them in `--help`.
    fn given_to_one(&self, argument: Arg) -> Arg {
        let values = match argument.get_value_names() {
            Some([name]) if name == "RULE|CONSTRAINT" => &self.topics,
            Some([name]) if name == "ID" => &self.models,
            _ => return argument,
        };
        argument.value_parser(PossibleValuesParser::new(values.clone()))
    }
}

/// The name of a model's page rather than its id: bash takes the `:` and `@` of an id for ends of words.
fn page_of(ruleset: &RuleSet) -> String {
    ruleset.aliases.first().cloned().unwrap_or_else(|| ruleset.model.to_string())
}
