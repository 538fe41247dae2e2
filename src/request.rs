//! The envelope: which documents are requests, which tasks they hold, and what judges a task.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::check::{Options, UnknownModel};
use crate::diagnostic::Severity;
use crate::finding::{Finding, quoted};
use crate::json::{Document, Kind, Member, Node, Pointer};
use crate::models::Models;
use crate::nearest;
use crate::rules;
use crate::ruleset::{Reading, RuleSet, is_placeholder};
use crate::service;

/// What judges a task.
pub enum Judge<'m> {
    /// The rule set of its model.
    RuleSet(&'m RuleSet),
    /// Nothing; these findings are all that can be said of it.
    Nothing(Vec<Finding>),
}

/// True where the document holds a task: an object, at the top or in a top array, that has a `taskType`, or a `model`
/// written as `source:name@version`, or, for an SDK, as the name of its page. In a broken text the words alone decide,
/// since its objects may be out of reach.
#[must_use]
pub fn is_request(document: Document<'_>, options: &Options) -> bool {
    let in_tree = document.root().is_some_and(|root| match root.kind() {
        Kind::Object => is_task(root, options),
        Kind::Array => root.items().any(|item| is_task(item, options)),
        _ => false,
    });
    in_tree || (!document.errors().is_empty() && mentions_task(document.text()))
}

/// The first task that stands deeper in a document than the service takes it, with its JSON Pointer.
pub(crate) fn inner_task<'d>(root: Node<'d>, options: &Options) -> Option<(String, Node<'d>)> {
    fn find<'d>(node: Node<'d>, options: &Options, pointer: &mut String) -> Option<Node<'d>> {
        if node.kind() == Kind::Object && is_task(node, options) {
            return Some(node);
        }
        let length = pointer.len();
        for Member { key, value } in node.members() {
            Pointer::push_token(pointer, &key.decoded());
            if let Some(task) = find(value, options, pointer) {
                return Some(task);
            }
            pointer.truncate(length);
        }
        for (index, item) in node.items().enumerate() {
            Pointer::push_index(pointer, index);
            if let Some(task) = find(item, options, pointer) {
                return Some(task);
            }
            pointer.truncate(length);
        }
        None
    }
    let mut pointer = String::new();
    let task = find(root, options, &mut pointer)?;
    Some((pointer, task))
}

/// Whether an object is one of a request.
pub(crate) fn is_task(object: Node<'_>, options: &Options) -> bool {
    let is_page_name = |name: &str| options.context.is_sdk() && options.models.of_page(name).is_some();
    let names_model =
        |model: Node<'_>| model.as_str().is_some_and(|model| is_model_id(&model) || is_page_name(&model));
    object.members().any(|member| member.key.is("taskType")) || object.get("model").is_some_and(names_model)
}

/// The members of a task that tell what it is, read in one pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct Envelope<'d> {
    /// The value of `taskType`.
    pub task_type: Option<Node<'d>>,
    /// The value of `taskUUID`.
    pub task_uuid: Option<Node<'d>>,
    /// The value of `model`.
    pub model: Option<Node<'d>>,
}

impl<'d> Envelope<'d> {
    /// Reads the members of a task. The last of several with the same key counts.
    #[must_use]
    pub fn of(task: Node<'d>) -> Self {
        let mut envelope = Self::default();
        for member in task.members() {
            match &*member.key.decoded() {
                "taskType" => envelope.task_type = Some(member.value),
                "taskUUID" => envelope.task_uuid = Some(member.value),
                "model" => envelope.model = Some(member.value),
                _ => {}
            }
        }
        envelope
    }

    /// That of a sound task; `None` unless it names its type, and the model of this rule set.
    #[must_use]
    pub(crate) fn of_sound(task: Node<'d>, reading: &Reading, ruleset: &RuleSet) -> Option<Self> {
        let [task_type, task_uuid, model] = ruleset.table.envelope.map(|slot| reading.value(task, slot?));
        let names_model = model?.raw_str() == Some(&*ruleset.model);
        (names_model && task_type.is_some()).then_some(Self { task_type, task_uuid, model })
    }

    /// The task's own id and where it stands, if it is a UUID of version 4.
    #[must_use]
    pub fn uuid(&self) -> Option<(u128, Node<'d>)> {
        let value = self.task_uuid?;
        let uuid = crate::ruleset::uuid(&value.as_str()?)?;
        crate::ruleset::is_version_4(uuid).then_some((uuid, value))
    }
}

/// True where a text that is no JSON has the words of a request: `taskType`, or `model` before a model's id. In UTF-16,
/// every letter of them has a zero beside it.
#[must_use]
pub fn mentions_task(text: &str) -> bool {
    /// No id is longer; of what is, no more need be read behind each `model`.
    const LONGEST_ID: usize = 256;
    if text.contains('\0') {
        return mentions_task(&text.replace('\0', ""));
    }
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ':' | '=' | '>');
    let names_model = |rest: &str| {
        let value = rest.trim_start_matches(is_separator);
        let value = &value[..value.floor_char_boundary(LONGEST_ID)];
        let end = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | ']'));
        is_model_id(&value[..end.unwrap_or(value.len())])
    };
    text.contains("taskType")
        || text.match_indices("model").any(|(at, word)| names_model(&text[at + word.len()..]))
}

/// The `model` that a text seems to name first, as it is written; a guess.
#[must_use]
pub(crate) fn mentioned_model(text: &str) -> Option<&str> {
    /// It stands near the beginning, and a long text need not be searched in vain.
    const NEAR: usize = 4096;
    static KEY: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"model\""));
    let at = KEY.find(&text.as_bytes()[..text.len().min(NEAR)])? + KEY.needle().len();
    let value = text[at..].trim_ascii_start().strip_prefix(':')?.trim_ascii_start().strip_prefix('"')?;
    Some(&value[..memchr::memchr(b'"', value.as_bytes())?])
}

/// `source:name@version`.
pub(crate) fn is_model_id(text: &str) -> bool {
    let is_word = |part: &str, forbidden: &[char]| {
        !part.is_empty() && !part.contains(forbidden) && !part.contains(char::is_whitespace)
    };
    let Some((source, rest)) = text.split_once(':') else { return false };
    let Some((name, version)) = rest.split_once('@') else { return false };
    is_word(source, &[':', '@']) && is_word(name, &[':', '@']) && is_word(version, &['@'])
}

/// The tasks of a document, with their index where they stand in an array.
pub fn tasks(root: Node<'_>) -> impl Iterator<Item = (Option<usize>, Node<'_>)> {
    let bare = (root.kind() == Kind::Object).then_some((None, root));
    let listed = root.items().enumerate().map(|(index, task)| (Some(index), task));
    bare.into_iter().chain(listed)
}

/// Decides what judges a task: its `model`, and without one its `taskType`.
#[must_use]
pub fn judge<'m>(
    task: Node<'_>,
    envelope: &Envelope<'_>,
    pointer: &str,
    options: &'m Options,
    unknown_model: UnknownModel,
) -> Judge<'m> {
    let models = &options.models;
    let only = |finding: Finding| Judge::Nothing(vec![finding]);
    if task.kind() == Kind::Invalid {
        return Judge::Nothing(Vec::new());
    }
    if task.kind() != Kind::Object {
        let message = "a task must be an object".to_owned();
        let finding = Finding::new(&rules::WRONG_TYPE, task.span(), pointer.to_owned(), message);
        return only(finding.label("no task").help("write `{ … }`, or remove it from the array"));
    }
    let Some(model) = envelope.model else {
        // A key that nobody can read may be the one that is missing.
        if task.members().any(|member| member.key.is_doubtful()) {
            return Judge::Nothing(Vec::new());
        }
        return Judge::Nothing(judge_by_type(task, envelope.task_type, pointer, options));
    };
    match model.as_str() {
        None if model.kind() == Kind::Invalid => Judge::Nothing(Vec::new()),
        None => only(not_a_string(model, format!("{pointer}/model"), "model")),
        Some(id) => {
            let of_page = || models.of_page(&id).filter(|_| options.context.is_sdk());
            if let Some(ruleset) = models.find(&id).or_else(of_page) {
                return Judge::RuleSet(ruleset);
            }
            if model.is_doubtful() {
                return Judge::Nothing(Vec::new());
            }
            let unknown = no_rule_set(&id, model, pointer, models, unknown_model);
            let task_type = envelope.task_type.and_then(Node::as_str);
            let is_authentication = task_type.as_deref() == Some(service::AUTHENTICATION);
            let key = if is_authentication { embedded_key(task, pointer) } else { None };
            Judge::Nothing(unknown.into_iter().chain(key).collect())
        }
    }
}

fn not_a_string(value: Node<'_>, pointer: String, name: &str) -> Finding {
    Finding::new(&rules::WRONG_TYPE, value.span(), pointer, format!("`{name}` must be a string"))
        .label("no string")
        .help(if value.kind() == Kind::Null {
            "give it a value: `null` is none"
        } else {
            "write it in double quotes"
        })
}

fn no_rule_set(
    id: &str,
    model: Node<'_>,
    pointer: &str,
    models: &Models,
    policy: UnknownModel,
) -> Option<Finding> {
    /// How many edits away an id is still taken for a mistyped one.
    const MISTYPED: usize = 2;
    let ids = models.ids();
    let nearest = ids.iter().map(|known| (nearest::distance(id, known), *known)).min();
    let mistyped = nearest.filter(|&(distance, _)| distance <= MISTYPED).map(|(_, known)| known);
    let severity = match (policy, mistyped) {
        (UnknownModel::Ignore, _) => return None,
        (UnknownModel::Error, _) | (UnknownModel::Nearest, Some(_)) => Severity::Error,
        (UnknownModel::Warn, _) | (UnknownModel::Nearest, None) => Severity::Warning,
    };
    let by_alias = models.all().find(|ruleset| ruleset.aliases.iter().any(|alias| alias == id));
    let near = || nearest::nearest(id, ids.iter().copied()).or_else(|| of_like_name(id, models));
    let help = if let Some(ruleset) = by_alias {
        format!("write `{}`: this is the name of its page", ruleset.model)
    } else if let Some(known) = mistyped.filter(|_| severity == Severity::Error) {
        format!("did you mean `{known}`? If it is right as it is: `--unknown-model warn`")
    } else if let Some(known) = near() {
        format!("did you mean `{known}`?")
    } else {
        format!(
            "the task was not checked; there are rule sets for {}",
            crate::constraint::join(&ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>(), "and")
        )
    };
    let message = format!("there is no rule set for the model {}", quoted(id));
    let mut finding = Finding::new(&rules::UNKNOWN_MODEL, model.span(), format!("{pointer}/model"), message);
    finding.severity = severity;
    Some(finding.label("not known").help(help))
}

/// The id of the one model whose id, page or title has the letters and digits of a name, or stands in it.
fn of_like_name<'m>(name: &str, models: &'m Models) -> Option<&'m str> {
    /// Shorter names are like many others.
    const SHORTEST: usize = 6;
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
    };
    let name = letters(name);
    let is_like = |other: &str| {
        let other = letters(other);
        name.len().min(other.len()) >= SHORTEST && (name.contains(&other) || other.contains(&name))
    };
    let mut alike = models.all().filter(|ruleset| {
        is_like(&ruleset.model)
            || is_like(&ruleset.title)
            || ruleset.aliases.iter().any(|alias| is_like(alias))
    });
    let first = alike.next()?;
    alike.next().is_none().then_some(&*first.model)
}

/// What can be said of a task without a `model`.
fn judge_by_type(
    task: Node<'_>,
    task_type: Option<Node<'_>>,
    pointer: &str,
    options: &Options,
) -> Vec<Finding> {
    let lacking = |name: &str, help: &'static str| {
        let message = format!("`{name}` is missing");
        let finding =
            Finding::new(&rules::MISSING_FIELD, task.opening(), format!("{pointer}/{name}"), message);
        vec![finding.label(format!("no `{name}` in here")).help(help)]
    };
    let model_help = "say which model, such as `\"model\": \"klingai:kling-video@o3-pro\"`";
    let Some(task_type) = task_type else {
        if task.is_incomplete() {
            return Vec::new();
        }
        if options.context.is_sdk() {
            return lacking("model", model_help);
        }
        return lacking("taskType", "say what the task is, such as `\"taskType\": \"videoInference\"`");
    };
    let task_type_pointer = format!("{pointer}/taskType");
    let Some(name) = task_type.as_str() else {
        let is_unreadable = task_type.kind() == Kind::Invalid;
        return if is_unreadable {
            Vec::new()
        } else {
            vec![not_a_string(task_type, task_type_pointer, "taskType")]
        };
    };
    match &*name {
        _ if task_type.is_doubtful() => Vec::new(),
        service::VIDEO_INFERENCE if task.is_incomplete() => Vec::new(),
        service::VIDEO_INFERENCE => lacking("model", model_help),
        service::AUTHENTICATION => embedded_key(task, pointer).into_iter().collect(),
        known if service::TASK_TYPES.contains(&known) => Vec::new(),
        unknown => {
            let message = format!("there is no task type {}", quoted(unknown));
            let help = match nearest::nearest(unknown, service::TASK_TYPES) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "write a task type of the service, such as `videoInference`".to_owned(),
            };
            let finding =
                Finding::new(&rules::UNKNOWN_TASK_TYPE, task_type.span(), task_type_pointer, message);
            vec![finding.label("not known").help(help)]
        }
    }
}

/// An API key that stands in the file itself, also where its name is spelt in another way.
fn embedded_key(task: Node<'_>, pointer: &str) -> Option<Finding> {
    let is_name = |name: &str| {
        let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.'));
        letters.map(|letter| letter.to_ascii_lowercase()).eq("apikey".chars())
    };
    let is_key = |value: Node<'_>| value.as_str().is_some_and(|text| !is_placeholder(&text));
    let Member { key, value } =
        task.members().filter(|member| is_name(&member.key.decoded()) && is_key(member.value)).last()?;
    let mut pointer = pointer.to_owned();
    Pointer::push_token(&mut pointer, &key.decoded());
    let message = "an API key is written into the file".to_owned();
    let help = "revoke the key; send it in the `Authorization` header, or put it in when the request is sent (`$NAME` here)";
    Some(Finding::new(&rules::EMBEDDED_API_KEY, value.span(), pointer, message).label("a secret").help(help))
}

/// A member of a task as the report shows it: a string, shortened to a line's length.
#[must_use]
pub fn shown(member: Option<Node<'_>>) -> Option<String> {
    const LONGEST: usize = 200;
    let text = member?.as_str()?;
    let end = if text.len() <= LONGEST { None } else { text.char_indices().nth(LONGEST) };
    Some(text[..end.map_or(text.len(), |(end, _)| end)].to_owned())
}

/// The path of a parameter's pointer from its task: what remains of it behind the task's own pointer.
#[must_use]
pub fn pointer_in_task<'p>(pointer: &'p str, task: &str) -> &'p str {
    pointer.strip_prefix(task).unwrap_or(pointer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn model_ids_have_a_source_a_name_and_a_version() {
        for id in ["klingai:kling-video@o3-pro", "runware:100@1", "a:b@c:d"] {
            assert!(is_model_id(id), "{id}");
        }
        for id in ["gpt-4o", "a:b", "a@b", "a:b@", ":b@c", "a:b c@d", "a:b@c@d", "a:b:c@d", "a@b:c@d"] {
            assert!(!is_model_id(id), "{id}");
        }
    }

    #[test]
    fn broken_texts_are_told_apart_by_their_words() {
        assert!(mentions_task("{'model': 'klingai:kling-video@o3-pro',"));
        assert!(mentions_task("{taskType: "));
        assert!(!mentions_task("{\"model\": \"gpt-4o\", // chat"));
        assert!(mentions_task(&format!("{{model: {}'a:b@c'", " ".repeat(1000))));
        assert!(!mentions_task(&format!("model{}", "é".repeat(1000))));
        assert!(!mentions_task(&format!("modela{}:b@c", "é".repeat(1000))), "no id is that long");
    }
}
