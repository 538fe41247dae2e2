//! `audit`: proofs about the rule sets themselves.

use clap::Args;
use runware_lint::audit::{self, Audit};

use super::arguments::ListFormat;
use super::more_models::{SchemaDirArguments, no_samples_because};
use super::streams::tell;
use super::{FAILURE, FINDINGS, SUCCESS, pages};

/// Prove that the rule sets are sound, and that the pages are not
///
/// What a model's page states is taken word for word, and tried on all combinations of what it names: which statements
/// contradict each other, and which of the page's own requests they refuse. Then our readings of them: that they can be
/// satisfied, that every parameter can be used, that every published request passes, and for each constraint a request
/// that it alone objects to, with the nearest one that passes. Exit code 1 if our readings fail.
#[derive(Debug, Args)]
pub struct AuditArguments {
    /// The model's id, or the name of its page; all models without it
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Form of the proofs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
    #[command(flatten)]
    more: SchemaDirArguments,
}

/// Runs the command and answers with the exit code.
pub fn run(arguments: &AuditArguments) -> u8 {
    let Some(models) = arguments.more.load_or_tell() else { return FAILURE };
    let audits: Vec<Audit> = match arguments.id.as_ref().map(|id| models.named(id)) {
        Some(Err(message)) => return pages::refuse(&message),
        Some(Ok(ruleset)) => match no_samples_because(ruleset, &models) {
            Some(message) => return pages::refuse(&message),
            None => vec![audit::audit(ruleset, &models)],
        },
        None => models
            .all()
            .filter(|ruleset| match no_samples_because(ruleset, &models) {
                Some(message) => {
                    tell(&format!("note: not audited: {message}"));
                    false
                }
                None => true,
            })
            .map(|ruleset| audit::audit(ruleset, &models))
            .collect(),
    };
    let printed = match arguments.format {
        ListFormat::Text => {
            let texts: Vec<String> = audits.iter().map(audit::to_text).collect();
            pages::print_text(&texts.join("\n"))
        }
        ListFormat::Json => pages::print_json(&audit::to_json(&audits)),
    };
    if printed == SUCCESS && !audits.iter().all(Audit::passes) { FINDINGS } else { printed }
}
