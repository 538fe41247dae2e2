//! Estimates as they are printed: for people, and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Estimate, FileCost, TaskCost, Total};
use crate::output::Appearance;
use crate::output::visible::{visible, wrap};
use crate::redact::redact_text;
use crate::report::Status;

/// Every task with its arithmetic, and the total. Files that are no requests are counted at the end.
#[must_use]
pub fn text(files: &[FileCost], unicode: bool) -> String {
    let mut out = String::new();
    let mut total = Total::default();
    let mut foreign = 0;
    for file in files {
        let name = visible(&file.path, unicode);
        if file.status == Status::NotARequest {
            foreign += 1;
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name}");
        if file.status == Status::Malformed && file.tasks.is_empty() {
            out.push_str("  unknown: the text is not valid JSON\n");
        }
        for task in &file.tasks {
            let line = format!("{}: {}", place(task), words(&task.estimate));
            push_wrapped(&mut out, &visible(&line, unicode));
        }
        let sum = file.total();
        if file.tasks.len() > 1 {
            push_wrapped(&mut out, &format!("together: {sum}"));
        }
        total.add_total(&sum);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    let mut notes = Vec::new();
    if total.malformed > 0 {
        let files = if total.malformed == 1 { "file is not" } else { "files are not" };
        notes.push(format!("{} {files} valid JSON", total.malformed));
    }
    if foreign > 0 {
        notes.push(format!(
            "{foreign} {}",
            if foreign == 1 { "file is no request" } else { "files are no requests" }
        ));
    }
    let notes = if notes.is_empty() { String::new() } else { format!("; {}", notes.join(", ")) };
    for line in wrap(&format!("Total: {total}{notes}"), Appearance::USUAL_WIDTH, Appearance::USUAL_WIDTH) {
        out.push_str(&line);
        out.push('\n');
    }
    if unicode { out } else { out.replace('×', "x") }
}

fn push_wrapped(out: &mut String, text: &str) {
    for (index, line) in
        wrap(text, Appearance::USUAL_WIDTH - 2, Appearance::USUAL_WIDTH - 4).iter().enumerate()
    {
        let _ = writeln!(out, "{}{line}", if index == 0 { "  " } else { "    " });
    }
}

/// What a task is called in its file.
fn place(task: &TaskCost) -> String {
    match (task.line, task.pointer.as_str()) {
        (Some(line), "") => format!("line {line}"),
        (Some(line), pointer) => format!("line {line}, {pointer}"),
        (None, "") => "task".to_owned(),
        (None, pointer) => pointer.to_owned(),
    }
}

fn words(estimate: &Estimate) -> String {
    match estimate {
        Estimate::Known(product) => {
            let by_default = if product.by_default { "; the duration is the default" } else { "" };
            format!("{product} ({}{by_default})", product.price)
        }
        Estimate::UnknownLength { price, usd_per_second, count, clip } => {
            let videos = if *count == 1 { String::new() } else { format!(" × {count}") };
            format!("unknown: ${usd_per_second} per second{videos} ({price}); the length is that of `{clip}`")
        }
        Estimate::Unknown { reason } => format!("unknown: {}", redact_text(reason)),
    }
}

/// The same for programs. Amounts are decimal texts.
#[must_use]
pub fn value(files: &[FileCost]) -> Value {
    let mut total = Total::default();
    let files: Vec<Value> = files
        .iter()
        .map(|file| {
            let sum = file.total();
            total.add_total(&sum);
            let tasks: Vec<Value> = file.tasks.iter().map(task_value).collect();
            json!({"path": file.path, "status": file.status, "tasks": tasks, "total": total_value(&sum)})
        })
        .collect();
    json!({"version": 1, "files": files, "total": total_value(&total)})
}

fn task_value(task: &TaskCost) -> Value {
    let shown = |text: &Option<String>| text.as_deref().map(|text| redact_text(text).into_owned());
    let (product, rate, count, price, reason) = match &task.estimate {
        Estimate::Known(product) => {
            (Some(product), Some(product.usd_per_second), Some(product.count), Some(&product.price), None)
        }
        Estimate::UnknownLength { price, usd_per_second, count, clip } => {
            let reason = format!("the length is that of `{clip}`");
            (None, Some(*usd_per_second), Some(*count), Some(price), Some(reason))
        }
        Estimate::Unknown { reason } => (None, None, None, None, Some(redact_text(reason).into_owned())),
    };
    let mut value = json!({
        "index": task.index, "pointer": task.pointer,
        "taskUUID": shown(&task.task_uuid), "model": shown(&task.model),
        "costUsd": product.map(|product| product.cost), "usdPerSecond": rate,
        "seconds": product.map(|product| product.seconds), "results": count,
        "price": price, "arithmetic": product.map(ToString::to_string), "unknown": reason,
    });
    if let (Some(line), Some(members)) = (task.line, value.as_object_mut()) {
        members.insert("line".to_owned(), json!(line));
    }
    value
}

fn total_value(total: &Total) -> Value {
    json!({
        "knownUsd": total.known, "isWhole": total.is_whole(), "known": total.known_tasks,
        "unknownLength": total.unknown_lengths, "unknownCost": total.unknown_costs,
    })
}
