//! Constraints: what holds across the parameters of a task. A constraint is data (who states it, how it is read, on
//! what evidence) with one or more checks; a check has a *form*, and every form is one file here.

mod duration_sum;
mod element_composition;
mod element_references;
mod empty_list;
mod exactly_one_of;
mod forbidden_with;
mod frame_position;
mod gate;
mod item_limit;
mod length_limit;
mod lone_last_frame;
mod missing_field;
mod operand;
mod proposal;
mod required_with;
mod supported_dimensions;
mod term;
mod unique_items;
mod used_together;
mod value_limit;
mod wording;

use std::borrow::Cow;
use std::sync::Arc;

pub use gate::{Gates, Memory};
pub use operand::Operand;
pub use proposal::Proposal;
use serde::Deserialize;
pub use term::Term;
use wording::{Remedy, Wording};

use crate::diagnostic::{Basis, Severity};
use crate::finding::Finding;
use crate::json::Node;
use crate::parameters::{Parameters, Truth};
use crate::rules::{self, Rule};
use crate::ruleset::Table;
use crate::ruleset::reader::{self, Wrong};

/// Every form: its name in the constraint files, and its type.
macro_rules! forms {
    ($($name:literal => $type:path;)*) => {
        /// Reads the operands of a check of the form `name`.
        fn read_form(name: &str, written: Node<'_>) -> Result<Box<dyn Form>, Wrong> {
            match name {
                $($name => Ok(Box::new(reader::read_without::<$type>(written, &BESIDE_OPERANDS)?)),)*
                _ => Err(Wrong::from(format!("there is no form `{name}`"))),
            }
        }
        /// The names of all forms.
        pub const FORMS: &[&str] = &[$($name),*];
    };
}

forms! {
    "exactly-one-of" => exactly_one_of::ExactlyOneOf;
    "required-with" => required_with::RequiredWith;
    "forbidden-with" => forbidden_with::ForbiddenWith;
    "used-together" => used_together::UsedTogether;
    "missing-field" => missing_field::MissingField;
    "supported-dimensions" => supported_dimensions::SupportedDimensions;
    "duration-sum" => duration_sum::DurationSum;
    "item-limit" => item_limit::ItemLimit;
    "length-limit" => length_limit::LengthLimit;
    "value-limit" => value_limit::ValueLimit;
    "empty-list" => empty_list::EmptyList;
    "frame-position" => frame_position::FramePosition;
    "lone-last-frame" => lone_last_frame::LoneLastFrame;
    "element-composition" => element_composition::ElementComposition;
    "unique-items" => unique_items::UniqueItems;
    "element-references" => element_references::ElementReferences;
}

/// One way in which a constraint can be broken.
pub trait Form: std::fmt::Debug + Send + Sync {
    /// The parameters it names, to be bound to the rule set's table.
    fn parameters(&mut self) -> Vec<&mut Parameter>;

    /// What it takes its parameters for, as far as it is of no use where they are something else.
    fn operands(&self) -> Vec<Operand<'_>> {
        Vec::new()
    }

    /// Parameters that it is silent without: where none of them is there, it has nothing to report. None at all for a
    /// form that must always be asked.
    fn silent_without(&self) -> Vec<&Parameter> {
        Vec::new()
    }

    /// Parameters with any of which it has nothing to report, if nothing is wrong with a single parameter of the task, and
    /// no list is empty.
    fn content_with(&self) -> Vec<&Parameter> {
        Vec::new()
    }

    /// What of the task does not go with `parameter`, as messages name it. `when` is that of the check.
    fn obstacles(&self, _when: &[Term], _parameter: &Parameter, _task: &Parameters<'_, '_>) -> Vec<String> {
        Vec::new()
    }

    /// What may not be there where it applies.
    fn forbidden(&self) -> &[Term] {
        &[]
    }

    /// Whether these parameters, one bit each, tell that it has nothing to report, under the same conditions.
    fn is_kept_by(&self, _present: u128) -> bool {
        false
    }

    /// Reports where the task breaks it.
    fn check(&self, task: &Parameters<'_, '_>, report: &mut Reporter<'_>);

    /// The rules, other than the check's own, that its findings may carry.
    fn other_rules(&self) -> &'static [&'static Rule] {
        &[]
    }

    /// True where it looks at members of a list's objects, other than those that it proposes values of.
    fn looks_into_items(&self) -> bool {
        false
    }

    /// Values with which it is satisfied, where the schema's samples would not do.
    fn proposals(&self) -> Vec<Proposal> {
        Vec::new()
    }

    /// Values at its limit and just beyond it.
    fn limits(&self) -> Vec<Proposal> {
        Vec::new()
    }
}

/// Where a constraint comes from and how it is read; every finding of it carries this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its name: `o3-3`.
    pub id: Arc<str>,
    /// On whose word it rests.
    pub basis: Basis,
    /// What the source states, in our own words or notation.
    pub statement: Arc<str>,
    /// How the statement is read here.
    pub reading: Arc<str>,
    /// Why it is read so.
    pub evidence: Arc<str>,
    /// Fragment of the page's address, without `#`; empty where the page has no place for it.
    pub anchor: Arc<str>,
}

/// A constraint of a rule set.
#[derive(Debug)]
pub struct Constraint {
    /// Where it comes from and how it is read.
    pub origin: Arc<Origin>,
    /// What is checked.
    pub checks: Vec<Check>,
    /// The statement taken literally, where it is one of a page, as checks in the same language.
    pub printed: Vec<Check>,
}

impl Constraint {
    /// The rules that its findings may have, each once, errors first.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static Rule> {
        let mut rules: Vec<&'static Rule> = Vec::new();
        for rule in self.checks.iter().flat_map(Check::rules) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.severity));
        rules
    }
}

/// One check: a form, and when it applies.
#[derive(Debug)]
pub struct Check {
    /// The rule that its findings carry.
    pub rule: &'static Rule,
    /// It applies where one of these holds; always, where there are none.
    pub when: Vec<Term>,
    /// … and all of these.
    pub given: Vec<Term>,
    /// … and certainly none of these.
    pub unless: Vec<Term>,
    /// The paths of the parameters it names.
    pub named: Vec<String>,
    /// Those parameters, one bit each.
    slots: u128,
    form: Box<dyn Form>,
    wording: Wording,
}

/// A parameter outside of lists, by its path from the task (`inputs.video`).
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub struct Parameter {
    /// Its path, names joined by dots.
    pub path: String,
    slot: u8,
}

impl From<String> for Parameter {
    fn from(path: String) -> Self {
        Self { path, slot: u8::MAX }
    }
}

impl Parameter {
    /// Its index in the table of the rule set that it was bound to.
    #[must_use]
    pub fn slot(&self) -> usize {
        usize::from(self.slot)
    }

    /// Finds it in a table.
    ///
    /// # Errors
    /// Where the table has no parameter of that path.
    pub fn bind(&mut self, table: &Table) -> Result<(), String> {
        let is_one_name = table.parameters.iter().any(|parameter| parameter.path == self.path);
        self.slot = table.slot(&self.path).ok_or_else(|| {
            if is_one_name {
                format!("`{}` has a dot in its name, and cannot be named here", self.path)
            } else {
                format!("the schema has no parameter `{}`", self.path)
            }
        })?;
        Ok(())
    }

    /// Its bit in a set of parameters.
    #[must_use]
    pub fn bit(&self) -> u128 {
        1 << self.slot
    }

    /// Its last name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }
}

/// Where forms report to: it knows the rule, the constraint and the words of the data file.
pub struct Reporter<'r> {
    check: &'r Check,
    origin: &'r Arc<Origin>,
    all: &'r [Constraint],
    task: &'r Parameters<'r, 'r>,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Reporter<'r> {
    /// The terms of the check's `when` that hold; none where there is no `when`.
    #[must_use]
    pub fn triggers(&self, task: &Parameters<'_, '_>) -> Vec<&'r Term> {
        self.check.when.iter().filter(|term| term.truth(task) == Truth::Yes).collect()
    }

    /// What of the task does not let `parameter` be added, by all checks but this one, as messages name it.
    #[must_use]
    pub fn obstacles(&self, parameter: &Parameter) -> Vec<String> {
        let mut obstacles = Vec::new();
        let others = self.all.iter().flat_map(|constraint| &constraint.checks);
        let others = others.filter(|check| !std::ptr::eq(*check, self.check));
        for check in others.filter(|check| check.given.is_empty() && check.unless.is_empty()) {
            for obstacle in check.form.obstacles(&check.when, parameter, self.task) {
                if !obstacles.contains(&obstacle) {
                    obstacles.push(obstacle);
                }
            }
        }
        obstacles
    }

    /// The rule that findings carry.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.check.rule
    }

    /// The findings of the task so far.
    #[must_use]
    pub fn earlier(&self) -> &[Finding] {
        self.findings
    }

    /// Takes a finding, and gives it its rule, its constraint and, where the data file has some, its words.
    pub fn add(&mut self, mut finding: Finding) {
        let wording = &self.check.wording;
        finding.message = wording.message.clone().unwrap_or(finding.message);
        finding.help = wording.help_for(self.task).map(|help| Cow::Owned(help.to_owned())).or(finding.help);
        finding.origin = Some(Arc::clone(self.origin));
        self.findings.push(finding);
    }

    /// Adds a finding with a rule other than the check's own.
    pub fn add_as(&mut self, rule: &'static Rule, mut finding: Finding) {
        finding.rule = rule;
        finding.severity = rule.severity;
        self.add(finding);
    }
}

impl Check {
    /// Reports where the task breaks it. `all` are the constraints of the rule set.
    pub fn run(
        &self,
        origin: &Arc<Origin>,
        all: &[Constraint],
        task: &Parameters<'_, '_>,
        findings: &mut Vec<Finding>,
    ) {
        if term::apply(&self.when, &self.given, &self.unless, task) {
            self.form.check(task, &mut Reporter { check: self, origin, all, task, findings });
        }
    }

    /// The rules that its findings may have.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        std::iter::once(self.rule).chain(self.form.other_rules().iter().copied())
    }

    /// The severities that its findings may have.
    #[must_use]
    pub fn severities(&self) -> Vec<Severity> {
        let mut severities: Vec<Severity> = self.rules().map(|rule| rule.severity).collect();
        severities.sort_unstable();
        severities.dedup();
        severities
    }

    /// True where it looks at members of a list's objects, other than those that it proposes values of.
    #[must_use]
    pub fn looks_into_items(&self) -> bool {
        self.form.looks_into_items()
    }

    /// Values with which it applies, or is satisfied.
    #[must_use]
    pub fn proposals(&self) -> Vec<Proposal> {
        let conditions = self.when.iter().chain(&self.given).chain(&self.unless);
        conditions.flat_map(Term::proposals).chain(self.form.proposals()).collect()
    }

    /// Values at its limit and just beyond it.
    #[must_use]
    pub fn limits(&self) -> Vec<Proposal> {
        self.form.limits()
    }

    /// Where it forbids the parameter in `slot` whatever else is there: the remedy.
    #[must_use]
    pub fn against(&self, slot: u8) -> Option<&str> {
        let is_it = |term: &Term| term.parameter.slot == slot && term.is.is_empty();
        let is_unconditional = self.when.is_empty() && self.given.is_empty() && self.unless.is_empty();
        let is_against = is_unconditional && self.form.forbidden().iter().any(is_it);
        is_against.then(|| self.wording.help.as_deref().unwrap_or("remove it"))
    }

    /// Whether these parameters, one bit each, tell that it has nothing to report, as [`Form::is_kept_by`].
    #[must_use]
    pub fn is_kept_by(&self, present: u128) -> bool {
        self.form.is_kept_by(present)
    }

    /// Every parameter it names.
    pub fn parameters(&mut self) -> Vec<&mut Parameter> {
        let conditions = self.when.iter_mut().chain(&mut self.given).chain(&mut self.unless);
        conditions.map(|term| &mut term.parameter).chain(self.form.parameters()).collect()
    }
}

/// A check as the constraint file has it: what all checks have, beside the operands of its form.
#[derive(Deserialize)]
struct WrittenCheck {
    form: String,
    rule: Option<String>,
    #[serde(default)]
    when: Vec<Term>,
    #[serde(default)]
    given: Vec<Term>,
    #[serde(default)]
    unless: Vec<Term>,
    message: Option<String>,
    help: Option<String>,
    #[serde(default)]
    remedies: Vec<Remedy>,
}

/// The members of a check that are no operands.
const BESIDE_OPERANDS: [&str; 8] = ["form", "rule", "when", "given", "unless", "message", "help", "remedies"];

/// The name of the rule of a check: the one it names, else that of its form.
#[must_use]
pub fn rule_of<'w>(named: Option<&'w str>, form: &'w str) -> &'w str {
    named.unwrap_or(match form {
        "supported-dimensions" => "unsupported-dimensions",
        "length-limit" | "value-limit" | "lone-last-frame" => "provider-limit",
        "element-references" => "unknown-element-reference",
        "unique-items" => "duplicate-element-id",
        form => form,
    })
}

impl Check {
    /// Reads a check and binds its parameters to a table.
    ///
    /// # Errors
    /// Says what is wrong with it: an operand, a rule, a parameter that the schema does not have.
    pub(crate) fn read(node: Node<'_>, table: &Table) -> Result<Self, Wrong> {
        let written: WrittenCheck = reader::read(node)?;
        let form = read_form(&written.form, node)?;
        let rule_name = rule_of(written.rule.as_deref(), &written.form);
        let rule = rules::find(rule_name).ok_or_else(|| format!("there is no rule `{rule_name}`"))?;
        let mut check = Self {
            rule,
            when: written.when,
            given: written.given,
            unless: written.unless,
            named: Vec::new(),
            slots: 0,
            form,
            wording: Wording { message: written.message, help: written.help, remedies: written.remedies },
        };
        let (mut named, mut slots) = (Vec::new(), 0);
        for parameter in check.parameters() {
            parameter.bind(table)?;
            slots |= parameter.bit();
            if !named.contains(&parameter.path) {
                named.push(parameter.path.clone());
            }
        }
        (check.named, check.slots) = (named, slots);
        for parameter in check.wording.parameters() {
            parameter.bind(table)?;
        }
        let conditions = check.when.iter().chain(&check.given).chain(&check.unless).map(Operand::Term);
        match conditions.chain(check.form.operands()).find_map(|operand| operand.fault(table)) {
            Some(fault) => Err(Wrong::from(fault)),
            None => Ok(check),
        }
    }
}

/// Reads a list that must hold something: its first item is where a finding points.
fn non_empty<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list = Vec::<T>::deserialize(deserializer)?;
    if list.is_empty() { Err(serde::de::Error::custom("a list is empty that must not be")) } else { Ok(list) }
}

/// The parameters of some terms, as a message names them: `` `inputs.video` and `inputs.referenceVideos` ``.
#[must_use]
pub fn list_of(terms: &[&Term]) -> String {
    let names: Vec<String> = terms.iter().map(|term| term.display()).collect();
    join(&names, "and")
}

/// Words joined as in a sentence: `a, b and c`.
#[must_use]
pub fn join(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., word] => format!("{} {last} {word}", first.join(", ")),
    }
}
