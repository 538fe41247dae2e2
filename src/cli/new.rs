//! `new`: a smallest valid request to go on from.

use clap::Args;
use runware_lint::constraint::{Origin, join};
use runware_lint::finding::shortened;
use runware_lint::models::Models;
use runware_lint::output::visible::visible;
use runware_lint::ruleset::RuleSet;
use runware_lint::sample::{self, Judge, Refusal, Schema, Scope, Wish};

use super::arguments::Color;
use super::more_models::{SchemaDirArguments, no_samples_because};
use super::streams::{self, tell};
use super::{FAILURE, pages};

/// Print a smallest valid request for a model
///
/// With parameters named, one that uses them and whatever they need. It passes `check` without findings, also without
/// warnings, and its taskUUID is fresh. The media in it are placeholders. If the parameters cannot stand together, the
/// constraints that forbid it are named, and the exit code is 2.
#[derive(Debug, Args)]
pub struct NewArguments {
    /// The model's id, or the name of its page
    #[arg(value_name = "ID")]
    id: String,
    /// Use this parameter; the end of its path is enough: `sound`, `elements.videos`
    #[arg(long, value_name = "PARAM")]
    with: Vec<String>,
    /// Use this parameter with this value, as JSON or as plain text
    #[arg(long, value_name = "PARAM=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    more: SchemaDirArguments,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &NewArguments) -> u8 {
    let Some(models) = arguments.more.load_or_tell() else { return FAILURE };
    let ruleset = match models.named(&arguments.id) {
        Ok(ruleset) => ruleset,
        Err(message) => return pages::refuse(&message),
    };
    if let Some(message) = no_samples_because(ruleset, &models) {
        return pages::refuse(&message);
    }
    let judge = Judge::new(ruleset, models.files(&ruleset.model).map_or("", |files| files.schema));
    let wishes = match wishes(&judge, &models, arguments) {
        Ok(wishes) => wishes,
        Err(message) => return pages::refuse(&message),
    };
    // Asked before the search, so that nothing is printed where the system has no random numbers.
    let Some(uuid) = fresh_uuid() else { return pages::refuse("the system gives no random numbers") };
    match sample::compose(&judge, &wishes, &mut || fresh_uuid().unwrap_or_else(|| uuid.clone())) {
        Ok(draft) => pages::print_json_text(&format!("{}\n", draft.to_json(&judge.schema))),
        Err(refusal) => explain(&judge, &wishes, refusal),
    }
}

fn wishes(judge: &Judge<'_>, models: &Models, arguments: &NewArguments) -> Result<Vec<Wish>, String> {
    let resolve = |name: &str, option: &str| {
        sample::resolve(judge.ruleset, &judge.schema, name).map_err(|error| {
            let help = elsewhere(judge.ruleset, models, name).unwrap_or(error.help);
            format!("{option}: {}; {help}", error.message)
        })
    };
    let mut wishes: Vec<Wish> = Vec::new();
    for name in &arguments.with {
        if name.trim().is_empty() {
            return Err("--with: the name of the parameter is missing".to_owned());
        }
        wishes.push(Wish { parameter: resolve(name, "--with")?, value: None });
    }
    for set in &arguments.set {
        let Some((name, text)) = set.split_once('=') else {
            return Err(format!("--set {}: write it as PARAM=VALUE", shortened(set)));
        };
        let name = name.trim();
        if name.is_empty() {
            let set = shortened(set);
            return Err(format!(
                "--set {set}: the name of the parameter is missing; write it as PARAM=VALUE"
            ));
        }
        let parameter = resolve(name, "--set")?;
        if wishes.iter().any(|wish| wish.parameter == parameter && wish.value.is_some()) {
            let path = &judge.schema.fields[parameter].path;
            return Err(format!("--set {name}: `{path}` is set twice; give it one value"));
        }
        let value = sample::read_value(judge, parameter, text).map_err(|refusal| match refusal {
            Refusal::Value { message, help: Some(help) } => format!("--set {name}: {message}; {help}"),
            Refusal::Value { message, help: None } => format!("--set {name}: {message}"),
            Refusal::Conflict { .. } | Refusal::Apart { .. } | Refusal::GaveUp => {
                format!("--set {name}: impossible")
            }
        })?;
        wishes.push(Wish { parameter, value: Some(value) });
    }
    Ok(wishes)
}

/// Which other model has a parameter that one has not, where it is no mere misnomer.
fn elsewhere(ruleset: &RuleSet, models: &Models, name: &str) -> Option<String> {
    if ruleset.misnomers.contains_key(name) {
        return None;
    }
    let has_it = |other: &&RuleSet| {
        other.model != ruleset.model
            && models
                .files(&other.model)
                .is_some_and(|files| sample::resolve(other, &Schema::read(files.schema), name).is_ok())
    };
    models.all().find(has_it).map(|other| format!("{} ({}) has it", other.title, other.model))
}

/// Tells why there is no such request, and answers with the exit code.
fn explain(judge: &Judge<'_>, wishes: &[Wish], refusal: Refusal) -> u8 {
    let named = |is_meant: &dyn Fn(&Wish) -> bool| {
        let mut names: Vec<String> = Vec::new();
        let has_value = |index| wishes.iter().any(|other| other.parameter == index && other.value.is_some());
        let is_said_with_value = |wish: &Wish| wish.value.is_none() && has_value(wish.parameter);
        for wish in wishes.iter().filter(|wish| is_meant(wish) && !is_said_with_value(wish)) {
            let path = &judge.schema.fields[wish.parameter].path;
            let name = match &wish.value {
                Some(value) => format!("`{path}`: {}", shortened(&value.to_string())),
                None => format!("`{path}`"),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        join(&names, "and")
    };
    let all = named(&|_| true);
    let (constraints, scope) = match refusal {
        Refusal::Value { message, .. } => return pages::refuse(&message),
        Refusal::Conflict { constraints, scope } => (constraints, scope),
        Refusal::Apart { parameters } => {
            let of = |parameter: usize| named(&|wish| wish.parameter == parameter);
            // Holders come before what they hold.
            return pages::refuse(&match *parameters.as_slice() {
                [one] if wishes.iter().all(|wish| wish.parameter != one || wish.value.is_none()) => {
                    format!("no value was found for {}: give it one with `--set`", of(one))
                }
                [holder, inner] => format!("{} has no place in {}", of(inner), of(holder)),
                _ => {
                    let these = named(&|wish| parameters.contains(&wish.parameter));
                    format!("{these} cannot be had together: what is given leaves no place for the rest")
                }
            });
        }
        Refusal::GaveUp => {
            return pages::refuse(&format!(
                "no request with {all} was found, and there were too many to look at them all"
            ));
        }
    };
    pages::refuse(&match scope {
        Scope::Every => format!("no request is valid with {all}"),
        Scope::EveryUsual => format!("no request is without findings with {all}"),
        Scope::EverySilent => format!("every request would get a warning with {all}"),
    });
    let unicode = streams::appearance(Color::Never).unicode;
    for origin in constraints {
        tell(&visible(&format!("  {}: {}", origin.id, origin.statement), unicode));
        if let Some(reading) = own_reading(&origin) {
            tell(&visible(&format!("    read as: {reading}"), unicode));
        }
        tell(&format!("    see `runware-lint explain {}`", origin.id));
    }
    FAILURE
}

/// How a constraint is read, where that is more than its statement says.
fn own_reading(origin: &Origin) -> Option<&str> {
    (!origin.reading.is_empty() && &*origin.reading != "As stated.").then_some(&*origin.reading)
}

/// A random UUID (version 4), if the system has random numbers.
fn fresh_uuid() -> Option<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(sample::uuid_of(bytes))
}
