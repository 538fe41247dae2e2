//! Schema files that lie in one folder: which models they are for, and where their references lead. Nothing outside of
//! the folder is ever looked at.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use fluent_uri::{Uri, UriRef};
use serde_json::Value;

use crate::json::Pointer;
use crate::request::is_model_id;
use crate::ruleset::RuleSetError;

/// The schema files of a folder, by their names.
#[derive(Debug, Clone, Default)]
pub struct SchemaFiles {
    files: BTreeMap<String, File>,
}

#[derive(Debug, Clone)]
struct File {
    text: String,
    schema: Arc<Value>,
}

/// Schemas by the addresses under which one of them can refer to the others.
pub(super) type Documents = HashMap<String, Arc<Value>>;

/// Keywords whose values are examples of requests, not schemas.
const VALUES: [&str; 5] = ["enum", "const", "default", "examples", "example"];

impl SchemaFiles {
    /// Adds a file.
    ///
    /// # Errors
    /// Where it is not JSON.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), RuleSetError> {
        let schema = serde_json::from_str(text)
            .map_err(|error| RuleSetError { pointer: String::new(), message: error.to_string() })?;
        self.files.insert(name.to_owned(), File { text: text.to_owned(), schema: Arc::new(schema) });
        Ok(())
    }

    /// The names of the files, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|file| file.text.as_str())
    }

    /// The schema in a file.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<&Arc<Value>> {
        self.files.get(name).map(|file| &file.schema)
    }

    /// The ids of the models that a file is for: the values that its schema allows for `model`, else the name of the
    /// file, where that is a model's id. None for a file that other schemas only refer to.
    #[must_use]
    pub fn models_of(&self, name: &str) -> Vec<String> {
        let Some(schema) = self.schema(name) else { return Vec::new() };
        let own = std::iter::once(&**schema);
        let parts = own.chain(schema["allOf"].as_array().into_iter().flatten());
        for part in parts {
            let model = &part["properties"]["model"];
            let values = model["enum"].as_array().into_iter().flatten().chain(model.get("const"));
            let ids: Vec<String> = values.filter_map(|id| id.as_str().map(str::to_owned)).collect();
            if !ids.is_empty() {
                return ids;
            }
        }
        let slug = slug_of(name);
        if is_model_id(slug) { vec![slug.to_owned()] } else { Vec::new() }
    }

    /// Finds the first reference that leads nowhere, or out of the folder.
    ///
    /// # Errors
    /// The file and what is wrong there.
    pub fn check_references(&self) -> Result<(), (String, RuleSetError)> {
        for (name, file) in &self.files {
            let documents = self.documents(name);
            let mut ids = Vec::new();
            collect_ids(&file.schema, &mut ids);
            let check = References { base: &self.base(name), documents: &documents, ids: &ids };
            check.check(&file.schema, &mut String::new()).map_err(|error| (name.clone(), error))?;
        }
        Ok(())
    }

    /// The address that a file's own references are relative to: its `$id`, or a place of its own.
    pub(super) fn base(&self, name: &str) -> String {
        let place = place_of(name);
        let id = self.schema(name).and_then(|schema| {
            let id = schema.get("$id").or_else(|| schema.get("id"))?.as_str()?;
            resolve(&place, id)
        });
        id.map_or(place, |id| without_fragment(&id).to_owned())
    }

    /// Every file under each of the addresses by which `name` can refer to it.
    pub(super) fn documents(&self, name: &str) -> Documents {
        let base = self.base(name);
        let mut documents = Documents::new();
        for (other, file) in &self.files {
            let beside = resolve(&base, &encoded(other));
            for address in [Some(place_of(other)), Some(self.base(other)), beside].into_iter().flatten() {
                documents.entry(address).or_insert_with(|| Arc::clone(&file.schema));
            }
        }
        if let Some(own) = self.schema(name) {
            documents.insert(base, Arc::clone(own));
        }
        documents
    }
}

/// The name of a file without its endings.
pub(crate) fn slug_of(name: &str) -> &str {
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.strip_suffix(".schema").unwrap_or(name)
}

/// The address of a file that has no other.
pub(super) fn place_of(name: &str) -> String {
    format!("folder:///{}", encoded(name))
}

/// A file name as a segment of an address.
fn encoded(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The address that a reference means beside `base`.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    let base = Uri::parse(without_fragment(base)).ok()?;
    let resolved = UriRef::parse(reference).ok()?.resolve_against(&base).ok()?;
    Some(resolved.as_str().to_owned())
}

/// An address without `#` and what follows.
pub(super) fn without_fragment(address: &str) -> &str {
    address.split_once('#').map_or(address, |(address, _)| address)
}

/// What stands behind `#`, with its percent signs decoded.
pub(super) fn fragment(address: &str) -> String {
    let fragment = address.split_once('#').map_or("", |(_, fragment)| fragment);
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [byte, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(*byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every `$id` inside of a schema.
fn collect_ids<'s>(schema: &'s Value, ids: &mut Vec<&'s str>) {
    match schema {
        Value::Object(members) => {
            ids.extend(["$id", "id"].iter().filter_map(|name| members.get(*name)?.as_str()));
            members.values().for_each(|value| collect_ids(value, ids));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_ids(value, ids)),
        _ => {}
    }
}

/// Looks for broken references in one file.
struct References<'f> {
    base: &'f str,
    documents: &'f Documents,
    /// Every `$id` in the file. A file with several is several schemas, whose references are left to the compiler.
    ids: &'f [&'f str],
}

impl References<'_> {
    fn check(&self, schema: &Value, pointer: &mut String) -> Result<(), RuleSetError> {
        let length = pointer.len();
        match schema {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                if let Some(message) = reference.and_then(|reference| self.problem(reference)) {
                    return Err(RuleSetError { pointer: format!("{pointer}/$ref"), message });
                }
                for (name, value) in members.iter().filter(|(name, _)| !VALUES.contains(&name.as_str())) {
                    Pointer::push_token(pointer, name);
                    self.check(value, pointer)?;
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    Pointer::push_index(pointer, index);
                    self.check(item, pointer)?;
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What is wrong with a reference.
    fn problem(&self, reference: &str) -> Option<String> {
        let Some(address) = resolve(self.base, reference) else {
            return Some("this is no address".to_owned());
        };
        let place = without_fragment(&address);
        let is_standard = ["http://json-schema.org/draft-", "https://json-schema.org/draft/"];
        let Some(document) = self.documents.get(place) else {
            let is_known = is_standard.iter().any(|start| place.starts_with(start))
                || self
                    .ids
                    .iter()
                    .any(|id| resolve(self.base, id).is_some_and(|id| without_fragment(&id) == place));
            return (!is_known).then(|| {
                "this schema is not in the folder, and nothing is fetched from elsewhere".to_owned()
            });
        };
        let fragment = fragment(&address);
        let leads_nowhere = fragment.starts_with('/') && document.pointer(&fragment).is_none();
        (leads_nowhere && self.ids.len() < 2).then(|| "nothing is there".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> SchemaFiles {
        let mut files = SchemaFiles::default();
        for (name, text) in list {
            files.add(name, text).expect("it is JSON");
        }
        files
    }

    #[test]
    fn a_schema_names_its_models() {
        let files = files(&[
            ("a.json", r#"{"properties": {"model": {"const": "a:b@1"}}}"#),
            ("b.schema.json", r#"{"allOf": [{}, {"properties": {"model": {"enum": ["a:b@2", "a:b@3"]}}}]}"#),
            ("a:c@1.json", "true"),
            ("common.json", r#"{"$defs": {}}"#),
        ]);
        let models: Vec<Vec<String>> = files.names().map(|name| files.models_of(name)).collect();
        assert_eq!(models, [vec!["a:b@1"], vec!["a:c@1"], vec!["a:b@2", "a:b@3"], vec![]]);
    }

    #[track_caller]
    fn assert_references(list: &[(&str, &str)], expected: Option<&str>) {
        let error = files(list).check_references().err();
        let told = error.map(|(file, error)| format!("{file} {}: {}", error.pointer, error.message));
        assert_eq!(told.as_deref(), expected);
    }

    #[test]
    fn references_stay_in_the_folder() {
        let common = ("some common.json", r##"{"$defs": {"a b": {}, "loop": {"$ref": "#"}}}"##);
        let with = |reference: &str| format!(r#"{{"properties": {{"a": {{"$ref": "{reference}"}}}}}}"#);
        assert_references(&[common, ("a.json", &with("some%20common.json#/$defs/a%20b"))], None);
        assert_references(&[common, ("a.json", &with("http://json-schema.org/draft-07/schema#"))], None);
        assert_references(
            &[common, ("a.json", &with("some%20common.json#/$defs/b"))],
            Some("a.json /properties/a/$ref: nothing is there"),
        );
        let elsewhere = "this schema is not in the folder, and nothing is fetched from elsewhere";
        for reference in ["https://example.com/a.json", "../a.json", "other.json", "file:///etc/passwd"] {
            let expected =
                (reference != "../a.json").then(|| format!("a.json /properties/a/$ref: {elsewhere}"));
            assert_references(&[("a.json", &with(reference))], expected.as_deref());
        }
        assert_references(&[("a.json", r#"{"enum": [{"$ref": "x"}]}"#)], None);
    }

    #[test]
    fn files_with_an_address_of_their_own_find_their_neighbours() {
        let a = r#"{"$id": "https://example.com/s/a.json", "$ref": "b.json#/$defs/x"}"#;
        assert_references(&[("a.json", a), ("b.json", r#"{"$defs": {"x": {}}}"#)], None);
        let b = r#"{"$id": "https://example.com/s/b", "$defs": {"x": {}}}"#;
        assert_references(&[("a.json", &a.replace("b.json", "b")), ("c.json", b)], None);
    }
}
