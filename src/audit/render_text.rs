//! The audit for people: at most 80 columns.

use super::notation::{numbers_to_tell, words};
use super::page::PageAudit;
use super::pairs::{ConstraintAudit, Verdict};
use super::readings::Readings;
use super::{Audit, Refused};
use crate::constraint::join;
use crate::diagnostic::Severity;
use crate::output::visible::wrap;
use crate::sample::Schema;

const WIDTH: usize = 80;

/// The audit as text.
#[must_use]
pub fn to_text(audit: &Audit) -> String {
    let mut text = Text::default();
    let title = format!("{} ({})", audit.title, audit.model);
    text.line("", &title);
    text.line("", &"=".repeat(title.chars().count()));
    text.blank();
    page(&audit.page, &mut text);
    text.blank();
    readings(audit, &mut text);
    text.blank();
    text.line("", "Each constraint: a request that it alone objects to, and the nearest without findings");
    for constraint in &audit.constraints {
        one_constraint(constraint, &audit.schema, &mut text);
    }
    text.blank();
    let failed = audit.constraints.iter().filter(|constraint| !constraint.passes()).count();
    let verdict = match (audit.passes(), failed) {
        (true, _) => "The readings are sound.".to_owned(),
        (false, 0) => "The readings are NOT sound.".to_owned(),
        (false, failed) => {
            format!("The readings are NOT sound; {} without proof.", count(failed, "constraint"))
        }
    };
    text.line("", &verdict);
    text.0
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn blank(&mut self) {
        self.0.push('\n');
    }

    /// A line behind `start`; what does not fit goes on below, indented as far.
    fn line(&mut self, start: &str, words: &str) {
        let indent = start.chars().count();
        for (number, line) in wrap(words, WIDTH - indent, WIDTH - indent).iter().enumerate() {
            if number == 0 {
                self.0.push_str(start);
            } else {
                self.0.extend(std::iter::repeat_n(' ', indent));
            }
            self.0.push_str(line);
            self.0.push('\n');
        }
    }

    /// Items with commas between them, none of which is broken unless it is too long for a line.
    fn items(&mut self, start: &str, items: &[String]) {
        let indent = start.chars().count();
        let mut lines = vec![String::new()];
        for (number, item) in items.iter().enumerate() {
            let comma = if number + 1 < items.len() { "," } else { "" };
            let used = lines.last().map_or(0, |line| line.chars().count());
            if used > 0 && indent + used + 1 + item.chars().count() + comma.len() > WIDTH {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(item);
                line.push_str(comma);
            }
        }
        for (number, line) in lines.iter().enumerate() {
            let margin = if number == 0 { start.to_owned() } else { " ".repeat(indent) };
            self.line(&margin, line);
        }
    }

    fn verdict(&mut self, passes: bool, words: &str) {
        self.line(if passes { "  ok    " } else { "  FAIL  " }, words);
    }
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn page(page: &PageAudit, text: &mut Text) {
    text.line("", "The page, word for word");
    let tried = match page.combinations {
        0 => "There are too many combinations of what they name to try them all.".to_owned(),
        tried => format!("All {tried} combinations of what they name were tried."),
    };
    let statements = count(page.statements.len(), "statement");
    let parameters = count(page.parameters, "parameter");
    text.line("  ", &format!("{statements} about {parameters}. {tried}"));
    for conflict in &page.conflicts {
        let inside = match conflict.inside.len() {
            0 => String::new(),
            inside => format!(", nor {} inside of it", count(inside, "parameter")),
        };
        text.line("  ", &format!("No request can have `{}`{inside}:", conflict.parameter));
        for (number, set) in conflict.sets.iter().enumerate() {
            if number > 0 {
                text.line("  ", "also because of");
            }
            for id in set {
                let words = page.statements.iter().find(|(other, _)| other == id);
                text.line(&format!("    {id}  "), words.map_or("", |(_, words)| words));
            }
        }
    }
    if page.conflicts.is_empty() && page.combinations > 0 {
        text.line("  ", "Every parameter that they name can be used.");
    }
    refused(&page.refused, page.published, text);
    let omitted = page.omissions.iter().filter(|omission| !omission.by.is_empty());
    let omitted: Vec<String> = omitted
        .map(|omission| format!("`{}` ({} of {})", omission.parameter, omission.by.len(), page.published))
        .collect();
    if !omitted.is_empty() {
        let words = format!(
            "Apart from that, published requests leave out what is printed as required: {}.",
            join(&omitted, "and")
        );
        text.line("  ", &words);
    }
}

fn refused(refused: &[Refused], published: usize, text: &mut Text) {
    if refused.is_empty() {
        text.line("  ", &format!("None of {} is refused.", count(published, "published request")));
        return;
    }
    let words = format!(
        "{} of {} would be refused, though the page prints the response:",
        refused.len(),
        count(published, "published request")
    );
    text.line("  ", &words);
    let widest = refused.iter().map(|request| request.name.chars().count()).max().unwrap_or(0);
    for request in refused {
        text.line("    ", &format!("{:widest$}  {}", request.name, request.by.join(", ")));
    }
}

fn readings(audit: &Audit, text: &mut Text) {
    let Readings { smallest, parameters, unusable, contested, published, refused, warned } = &audit.readings;
    text.line("", "Our readings");
    match smallest {
        Some(request) => {
            text.verdict(
                true,
                &format!("They can be satisfied: {}.", words(&audit.schema, request, &[]).join(", ")),
            );
        }
        None => text.verdict(false, "No request satisfies them."),
    }
    let quoted = |paths: &[String]| {
        let quoted: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
        join(&quoted, "and")
    };
    if unusable.is_empty() {
        text.verdict(
            true,
            &format!("Each of {} can be used in an accepted request.", count(*parameters, "parameter")),
        );
    } else {
        text.verdict(false, &format!("No accepted request can have {}.", quoted(unusable)));
    }
    for (path, by) in contested {
        text.line("        ", &format!("`{path}` never without a warning ({}).", by.join(", ")));
    }
    if refused.is_empty() {
        text.verdict(true, &format!("None of {} is refused.", count(*published, "published request")));
    }
    for request in refused {
        text.verdict(
            false,
            &format!("Refused, though published: {} ({}).", request.name, request.by.join(", ")),
        );
    }
    for request in warned {
        text.line(
            "        ",
            &format!("Warned about, though published: {} ({}).", request.name, request.by.join(", ")),
        );
    }
    let implied: Vec<String> = audit
        .constraints
        .iter()
        .filter(|constraint| constraint.is_implied())
        .map(|constraint| constraint.origin.id.to_string())
        .collect();
    if implied.is_empty() {
        text.verdict(
            true,
            &format!("None of {} follows from the others.", count(audit.constraints.len(), "constraint")),
        );
    } else {
        text.verdict(false, &format!("Without effect of their own: {}.", join(&implied, "and")));
    }
}

fn one_constraint(constraint: &ConstraintAudit, schema: &Schema, text: &mut Text) {
    text.verdict(constraint.passes(), &format!("{}: {}", constraint.origin.id, constraint.origin.statement));
    for (severity, verdict) in &constraint.verdicts {
        let objects = if *severity == Severity::Error { "refused" } else { "warned" };
        match verdict {
            Verdict::Shown(pair) => {
                let told = numbers_to_tell(schema, &pair.accepted, &pair.refused, &constraint.named);
                text.items(&format!("          {objects:<9} "), &words(schema, &pair.refused, &told));
                text.items("          accepted  ", &words(schema, &pair.accepted, &told));
            }
            Verdict::Silent => text.line("          ", &format!("no request is ever {objects} for it")),
            Verdict::Implied(by) => {
                let words =
                    format!("whatever would be {objects} for it, {} objects to as well", join(by, "and"));
                text.line("          ", &words);
            }
            Verdict::Unclear(request) => {
                text.line("          ", &format!("no clear pair of requests shows what is {objects}"));
                if let Some(request) = request {
                    text.items(&format!("          {objects:<9} "), &words(schema, request, &[]));
                }
            }
        }
    }
}
