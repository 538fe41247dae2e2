//! The result of a check: files, tasks, diagnostics and their counts.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It holds requests, and was read whole.
    Checked,
    /// Its JSON is no request.
    NotARequest,
    /// It could not be read.
    Unreadable,
    /// It is not JSON.
    Malformed,
}

/// What became of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Checked against its model's rule set, without an error.
    Valid,
    /// At least one error.
    Invalid,
    /// Nothing says what it should look like: another task type, a model without a rule set, a broken text.
    Unchecked,
}

/// One task of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskReport {
    /// Its index among the file's tasks, from 0.
    pub index: usize,
    /// JSON Pointer of the task in its document: `""` for a bare task, `/3` in an array.
    pub pointer: String,
    /// Line of the task in an NDJSON file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The task's own identifier, if it has one.
    #[serde(rename = "taskUUID")]
    pub task_uuid: Option<String>,
    /// The model it names, if any.
    pub model: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
}

/// How many tasks had which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Tasks without an error.
    pub valid: usize,
    /// Tasks with an error.
    pub invalid: usize,
    /// Tasks that nothing judged.
    pub unchecked: usize,
}

impl Verdicts {
    /// The number of that verdict.
    pub fn of(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::Valid => &mut self.valid,
            Verdict::Invalid => &mut self.invalid,
            Verdict::Unchecked => &mut self.unchecked,
        }
    }

    /// How many tasks there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.valid + self.invalid + self.unchecked
    }
}

impl std::ops::AddAssign for Verdicts {
    fn add_assign(&mut self, other: Self) {
        self.valid += other.valid;
        self.invalid += other.invalid;
        self.unchecked += other.unchecked;
    }
}

/// One file and its tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The source's name.
    pub path: String,
    /// What became of it.
    pub status: Status,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its tasks, in order; none where they were only to be counted.
    pub tasks: Vec<TaskReport>,
    /// The verdicts on its tasks, listed or not.
    #[serde(skip)]
    pub verdicts: Verdicts,
}

impl FileReport {
    /// A file that could not be read, and why.
    #[must_use]
    pub fn unreadable(path: String, reason: String) -> Self {
        let (tasks, verdicts) = (Vec::new(), Verdicts::default());
        Self { path, status: Status::Unreadable, reason: Some(reason), tasks, verdicts }
    }
}

/// How many of what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Files met, of any status.
    pub files: usize,
    /// Files that are not JSON.
    pub malformed: usize,
    /// Files that could not be read.
    pub unreadable: usize,
    /// Files whose JSON is no request.
    pub not_requests: usize,
    /// Tasks, of any verdict.
    pub tasks: usize,
    /// Tasks without an error.
    pub valid: usize,
    /// Tasks with an error.
    pub invalid: usize,
    /// Tasks that nothing judged.
    pub unchecked: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info. They are no part of the JSON report, which has them under `diagnostics`.
    #[serde(skip)]
    pub infos: usize,
    /// Findings that an ignore silenced.
    pub ignored: usize,
    /// Findings that a baseline holds.
    pub baselined: usize,
    /// Findings that were fixed.
    pub fixed: usize,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        // Every field is named, so that a new one cannot be forgotten.
        let Self {
            files,
            malformed,
            unreadable,
            not_requests,
            tasks,
            valid,
            invalid,
            unchecked,
            errors,
            warnings,
            infos,
            ignored,
            baselined,
            fixed,
        } = other;
        self.files += files;
        self.malformed += malformed;
        self.unreadable += unreadable;
        self.not_requests += not_requests;
        self.tasks += tasks;
        self.valid += valid;
        self.invalid += invalid;
        self.unchecked += unchecked;
        self.errors += errors;
        self.warnings += warnings;
        self.infos += infos;
        self.ignored += ignored;
        self.baselined += baselined;
        self.fixed += fixed;
    }
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The files, in the order in which they were given.
    pub files: Vec<FileReport>,
    /// The findings: by path, then place, then rule.
    pub diagnostics: Vec<Diagnostic>,
    /// The counts.
    pub summary: Summary,
}

impl Report {
    /// True when no finding is an error.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.summary.errors == 0
    }

    /// How many findings there are. `diagnostics` may hold only those of them that somebody asks for.
    #[must_use]
    pub fn finding_count(&self) -> usize {
        let Summary { errors, warnings, infos, .. } = self.summary;
        self.diagnostics.len().max(errors + warnings + infos)
    }

    /// Adds the files, findings and counts of another report.
    pub fn absorb(&mut self, other: Self) {
        append(&mut self.files, other.files);
        append(&mut self.diagnostics, other.diagnostics);
        self.summary += other.summary;
    }

    /// Adds one file with its findings, and counts them.
    pub fn add(&mut self, file: FileReport, diagnostics: Vec<Diagnostic>) {
        self.add_file(file);
        self.count_findings(&diagnostics);
        append(&mut self.diagnostics, diagnostics);
    }

    /// Adds one file without its findings.
    pub fn add_file(&mut self, file: FileReport) {
        let summary = &mut self.summary;
        summary.files += 1;
        match file.status {
            Status::Checked => {}
            Status::NotARequest => summary.not_requests += 1,
            Status::Unreadable => summary.unreadable += 1,
            Status::Malformed => summary.malformed += 1,
        }
        summary.count_tasks(file.verdicts);
        self.files.push(file);
    }

    /// Counts findings that somebody else keeps.
    pub fn count_findings(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            self.summary.count_finding(diagnostic.severity);
        }
    }
}

/// Adds `more` to the end of a list. What is added to an empty one is not copied: it may be as large as all the rest.
pub(crate) fn append<T>(list: &mut Vec<T>, mut more: Vec<T>) {
    if list.is_empty() {
        *list = more;
    } else {
        list.append(&mut more);
    }
}

impl Summary {
    fn count_tasks(&mut self, verdicts: Verdicts) {
        self.tasks += verdicts.total();
        self.valid += verdicts.valid;
        self.invalid += verdicts.invalid;
        self.unchecked += verdicts.unchecked;
    }

    fn count_finding(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }
}
