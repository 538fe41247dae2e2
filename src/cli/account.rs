//! `--verbose`: what was done with a file, and why something in it was not checked.

use runware_lint::models::Models;
use runware_lint::output::summary;
use runware_lint::redact::redact_text;
use runware_lint::report::{FileReport, Status, TaskReport, Verdict};

/// Lines about a file that was checked with these models.
pub fn account(file: &FileReport, models: &Models) -> Vec<String> {
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
        let is_known = task.model.as_deref().is_some_and(|model| models.find(model).is_some());
        let why = match &task.model {
            // Of NDJSON, only some lines are malformed.
            _ if file.status == Status::Malformed && (task.line.is_none() || is_known) => {
                "its text is not JSON".to_owned()
            }
            Some(model) => format!("there is no rule set for the model {}", redact_text(model)),
            None if is_maybe_no_task(task) => {
                "it is no request, or there are no rules for its task type".to_owned()
            }
            None => "there are no rules for its task type".to_owned(),
        };
        lines.push(format!("{place} not checked: {why}"));
    }
    lines
}

/// A line of NDJSON that is no request is counted like a task of which nothing is known.
fn is_maybe_no_task(task: &TaskReport) -> bool {
    task.line.is_some() && task.pointer.is_empty() && task.task_uuid.is_none()
}
