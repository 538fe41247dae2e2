//! Plain JSON Schemas of any draft and with any keyword as rule sets. The `jsonschema` crate validates the task, in the
//! arena as it is; its errors become findings like those of a compiled table. The names in the schema become a table too,
//! without limits, so that hints, constraints and prices work as usual.

pub mod arena;
mod conditions;
mod faults;
mod files;
mod findings;
mod keywords;
mod outline;
mod plainly;
mod words;

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ReferencingError, Retrieve, Uri, ValidationError, Validator};
use serde_json::Value;

pub use arena::{ArenaJson, ArenaNode};
pub use files::SchemaFiles;
pub(crate) use files::slug_of;
pub(crate) use keywords::unknown_keyword;

use crate::finding::Finding;
use crate::json::{Kind, Node, Pointer};
use crate::parameters::Parameters;
use crate::ruleset::remedy::Known;
use crate::ruleset::{Format, RuleSet, RuleSetError, Table, walk};
use faults::Errors;
use files::{Documents, place_of};
use findings::Judge;

/// A compiled schema.
#[derive(Debug)]
pub struct JsonSchema {
    validator: Validator<ArenaJson>,
    documents: Documents,
}

/// Finds the other files of the folder, and nothing else.
struct Folder(Documents);

impl Retrieve for Folder {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let document = self.0.get(files::without_fragment(uri.as_str()));
        document.map(|document| (**document).clone()).ok_or_else(|| "it is not in the folder".into())
    }
}

impl JsonSchema {
    /// Compiles the schema in the file `name`, with the table of its names.
    ///
    /// # Errors
    /// Where it is no JSON Schema, or refers to something outside of the folder; with its place.
    pub fn compile(name: &str, files: &SchemaFiles) -> Result<(Self, Table), RuleSetError> {
        let nothing = || RuleSetError { pointer: String::new(), message: format!("there is no file {name}") };
        let schema = Arc::clone(files.schema(name).ok_or_else(nothing)?);
        let mut documents = files.documents(name);
        documents.insert(place_of(name), Arc::clone(&schema));
        let is = |format: Format| move |text: &str| format.problem(text).is_none();
        let validator = jsonschema::options_for::<ArenaJson>()
            .should_validate_formats(true)
            .with_format("uri", is(Format::Uri))
            .with_format("image-reference", is(Format::ImageReference))
            .with_format("video-reference", is(Format::VideoReference))
            .with_base_uri(place_of(name))
            .with_retriever(Folder(documents.clone()))
            .build(&schema)
            .map_err(|error| refusal(&error))?;
        let table = outline::table(&files.base(name), &documents);
        Ok((Self { validator, documents }, table))
    }

    /// Everything that is wrong with a task by itself; fills in its parameters.
    pub(crate) fn walk<'t>(
        &self,
        ruleset: &'t RuleSet,
        parameters: &mut Parameters<'t, '_>,
        elsewhere: &dyn Fn(&str) -> Option<Arc<str>>,
    ) -> Vec<Finding> {
        let findings = walk::walk(ruleset, parameters, 0, elsewhere);
        let task = parameters.task();
        if !is_whole(task) {
            // What is not there may only be out of reach.
            return findings;
        }
        if let Some((node, pointer)) = too_deep(task, MOST_LEVELS) {
            let mut findings = findings;
            findings.push(words::too_deep(node, format!("{}{pointer}", parameters.task_pointer())));
            return findings;
        }
        let errors = self.validator.iter_errors(ArenaNode::Value(task));
        let faults = Errors { documents: &self.documents }.faults(errors);
        let mut judge = Judge {
            ruleset,
            parameters,
            elsewhere,
            findings,
            known: Known::default(),
            children: RefCell::default(),
            told: (0, HashSet::new()),
        };
        judge.report(&faults);
        judge.findings
    }
}

/// How deep a task may be nested: the validator needs stack for every level of a schema that refers to itself.
const MOST_LEVELS: usize = 128;

/// The first value that is nested more than `levels` deep, and its pointer.
fn too_deep(node: Node<'_>, levels: usize) -> Option<(Node<'_>, String)> {
    if levels == 0 {
        return Some((node, String::new()));
    }
    for member in node.members() {
        if let Some((node, rest)) = too_deep(member.value, levels - 1) {
            let mut pointer = String::new();
            Pointer::push_token(&mut pointer, &member.key.decoded());
            return Some((node, pointer + &rest));
        }
    }
    node.items().enumerate().find_map(|(index, item)| {
        let (node, rest) = too_deep(item, levels - 1)?;
        Some((node, format!("/{index}{rest}")))
    })
}

/// Whether all of a value could be read. Nesting is bounded by the parser, so this is too.
fn is_whole(node: Node<'_>) -> bool {
    node.kind() != Kind::Invalid
        && !node.is_incomplete()
        && node.members().all(|member| is_whole(member.value))
        && node.items().all(is_whole)
}

/// What the compiler has against a schema.
fn refusal(error: &ValidationError<'_>) -> RuleSetError {
    let pointer = error.instance_path().as_str().to_owned();
    match error.kind() {
        ValidationErrorKind::Referencing(ReferencingError::UnknownSpecification { specification }) => {
            let message = format!("there is no dialect of JSON Schema `{specification}`");
            RuleSetError { pointer: "/$schema".to_owned(), message }
        }
        ValidationErrorKind::AnyOf { .. } | ValidationErrorKind::OneOfNotValid { .. } => {
            RuleSetError { pointer, message: "JSON Schema does not allow this here".to_owned() }
        }
        _ => {
            let message = error.masked_with("this").to_string();
            RuleSetError { pointer, message: message.lines().next().unwrap_or_default().to_owned() }
        }
    }
}
