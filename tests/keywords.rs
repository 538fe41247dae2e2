//! Every keyword of the schema files belongs to exactly one rule: at every place where a schema uses one, a request that
//! breaks it there, and is otherwise in order, gives one finding of that rule at that place.

use std::collections::BTreeSet;

use runware_lint::json::Pointer;
use runware_lint::models::{EMBEDDED, Models};
use runware_lint::{Options, Source, check};
use serde_json::{Map, Value, json};

/// The keywords that judge, and the rule that speaks for each.
const RULE_OF: [(&str, &str); 15] = [
    ("required", "missing-field"),
    ("additionalProperties", "unknown-field"),
    ("type", "wrong-type"),
    ("enum", "value-not-allowed"),
    ("const", "value-not-allowed"),
    ("minimum", "value-out-of-range"),
    ("maximum", "value-out-of-range"),
    ("multipleOf", "value-out-of-range"),
    ("minLength", "wrong-length"),
    ("maxLength", "wrong-length"),
    ("minItems", "wrong-item-count"),
    ("maxItems", "wrong-item-count"),
    ("pattern", "invalid-format"),
    ("format", "invalid-format"),
    ("format of media", "invalid-media-reference"),
];

/// The keywords that lead to other schemas. The branches of an `anyOf` have different types: a value of none of them is
/// `wrong-type`, and any other is judged by the one of its type.
const STRUCTURE: [&str; 5] = ["properties", "items", "anyOf", "$ref", "$defs"];

/// The keywords that judge nothing.
const ANNOTATIONS: [&str; 6] = ["$schema", "$id", "title", "description", "default", "examples"];

const ADDED_SCHEMA: &str = include_str!("added_model/acme-clip.schema.json");
const ADDED_CONSTRAINTS: &str = include_str!("added_model/acme-clip.constraints.json");

/// A place in a request: names, and `0` for the items of a list.
type Path = Vec<String>;

/// A use of a keyword.
struct Use<'s> {
    path: Path,
    keyword: &'s str,
    schema: &'s Map<String, Value>,
    /// Where the schema is a branch of an `anyOf`, the types of all its branches.
    branch_types: Vec<&'s str>,
}

struct Schema<'s> {
    root: &'s Value,
}

impl<'s> Schema<'s> {
    /// The schema behind `$ref`.
    fn resolved(&self, schema: &'s Value) -> &'s Map<String, Value> {
        let target = match schema["$ref"].as_str() {
            Some(reference) => self.root.pointer(&reference[1..]).expect("the reference leads somewhere"),
            None => schema,
        };
        target.as_object().expect("a schema is an object")
    }

    /// Every use of a keyword that judges, with the places of the requests that it judges.
    fn uses(&self, schema: &'s Value, path: &Path, branch_types: &[&'s str], uses: &mut Vec<Use<'s>>) {
        let schema = self.resolved(schema);
        for (keyword, value) in schema {
            match (keyword.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        let mut path = path.clone();
                        path.push(name.clone());
                        self.uses(property, &path, &[], uses);
                    }
                }
                ("items", items) => {
                    let mut path = path.clone();
                    path.push("0".to_owned());
                    self.uses(items, &path, &[], uses);
                }
                ("anyOf", Value::Array(branches)) => {
                    let types: Vec<&str> =
                        branches.iter().filter_map(|branch| self.resolved(branch)["type"].as_str()).collect();
                    for branch in branches {
                        self.uses(branch, path, &types, uses);
                    }
                }
                (keyword, _) if ANNOTATIONS.contains(&keyword) || STRUCTURE.contains(&keyword) => {}
                (keyword, _) => uses.push(Use {
                    path: path.clone(),
                    keyword,
                    schema,
                    branch_types: branch_types.to_vec(),
                }),
            }
        }
    }

    /// A value that the schema accepts, as small as it may be.
    fn example(&self, schema: &'s Value) -> Value {
        let schema = self.resolved(schema);
        let first = |keyword: &str| schema.get(keyword).map(|values| values[0].clone());
        if let Some(value) = schema.get("const").cloned().or(first("enum")).or(first("examples")) {
            return value;
        }
        if let Some(branches) = schema.get("anyOf") {
            return self.example(&branches[0]);
        }
        let number = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
        match schema["type"].as_str() {
            Some("object") => {
                let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
                let names = required.filter_map(Value::as_str);
                names.map(|name| (name.to_owned(), self.example(&schema["properties"][name]))).collect()
            }
            Some("array") => {
                (0..number("minItems").unwrap_or(0)).map(|_| self.example(&schema["items"])).collect()
            }
            Some("integer") => json!(number("minimum").unwrap_or(1)),
            Some("boolean") => json!(false),
            Some("string") if schema.contains_key("format") => json!("https://example.com/a"),
            _ => json!("x".repeat(number("minLength").and_then(|n| n.try_into().ok()).unwrap_or(0))),
        }
    }

    /// A request that has `value` at `path`, and besides it only what is required.
    fn request(&self, path: &[String], value: Value) -> Value {
        self.holding(self.root, path, value)
    }

    fn holding(&self, schema: &'s Value, path: &[String], value: Value) -> Value {
        let Some((name, rest)) = path.split_first() else { return value };
        let keywords = self.resolved(schema);
        if let Some(items) = keywords.get("items") {
            return json!([self.holding(items, rest, value)]);
        }
        if let Some(branches) = keywords.get("anyOf").and_then(Value::as_array) {
            let object = branches.iter().find(|branch| self.resolved(branch).contains_key("properties"));
            return self.holding(object.expect("a branch with properties"), path, value);
        }
        let mut object = self.example(schema);
        object[name] = self.holding(&keywords["properties"][name], rest, value);
        object
    }
}

/// Values that break the keyword, each with the name of the member at fault where that is not the value itself. None
/// where other keywords of the schema leave nothing that could break it.
fn violations(schema: &Schema<'_>, used: &Use<'_>) -> Vec<(Value, Option<String>)> {
    let this = Value::Object(used.schema.clone());
    let limit = &used.schema[used.keyword];
    let number = || limit.as_i64().expect("an integer");
    let length = || usize::try_from(number()).expect("a length");
    let single = |value: Value| vec![(value, None)];
    let items = |count: usize| {
        let item = Schema { root: schema.root }.example(&used.schema["items"]);
        single(Value::Array(vec![item; count]))
    };
    match used.keyword {
        "type" => {
            let mut allowed: Vec<&str> = used.branch_types.clone();
            allowed.extend(limit.as_str());
            allowed.extend(limit.as_array().into_iter().flatten().filter_map(Value::as_str));
            let samples = [
                ("null", json!(null)),
                ("boolean", json!(true)),
                ("number", json!(5.5)),
                ("integer", json!(7)),
                ("string", json!("text")),
                ("array", json!([[]])),
                ("object", json!({"a": 1})),
            ];
            let wrong = samples.into_iter().filter(|(name, _)| !allowed.contains(name));
            wrong.map(|(_, value)| (value, None)).collect()
        }
        "enum" | "const" => single(json!("no such value")),
        "minimum" => single(json!(number() - 1)),
        "maximum" => single(json!(number() + 1)),
        "multipleOf" if number() == 1 => {
            assert_eq!(used.schema["type"], "integer", "1 divides every integer");
            Vec::new()
        }
        "multipleOf" => single(json!(number() * 100 + 1)),
        "minLength" => single(json!("é".repeat(length() - 1))),
        "maxLength" => single(json!("é".repeat(length() + 1))),
        "minItems" => items(length() - 1),
        "maxItems" => items(length() + 1),
        "pattern" | "format" => single(json!("no such thing")),
        "required" => {
            let names = limit.as_array().expect("a list").iter().filter_map(Value::as_str);
            let without = |name: &str| {
                let mut object = Schema { root: schema.root }.example(&this);
                object.as_object_mut().expect("an object").remove(name);
                (object, Some(name.to_owned()))
            };
            names.map(without).collect()
        }
        "additionalProperties" => {
            assert_eq!(limit, false);
            let mut object = Schema { root: schema.root }.example(&this);
            object["of no model"] = json!(1);
            vec![(object, Some("of no model".to_owned()))]
        }
        other => panic!("the keyword `{other}` has no rule"),
    }
}

fn rule_of(used: &Use<'_>) -> (&'static str, &'static str) {
    let is_media = used.keyword == "format" && used.schema["format"] != "uri";
    let keyword = if is_media { "format of media" } else { used.keyword };
    let found = RULE_OF.iter().find(|(known, _)| *known == keyword);
    *found.unwrap_or_else(|| panic!("the keyword `{keyword}` has no rule"))
}

/// The findings about single parameters, as `rule pointer`.
fn single_findings(request: &Value, options: &Options) -> Vec<String> {
    let report = check(&Source::new("request.json", request.to_string()), options);
    assert_eq!(report.summary.unchecked, 0, "{request}");
    let single = report.diagnostics.iter().filter(|finding| finding.constraint.is_none());
    single.map(|finding| format!("{} {}", finding.rule.id, finding.place.pointer)).collect()
}

fn pointer(path: &[String], member: Option<&str>) -> String {
    let mut pointer = String::new();
    for name in path.iter().map(String::as_str).chain(member) {
        Pointer::push_token(&mut pointer, name);
    }
    pointer
}

/// Proves the keywords of one schema, and returns those that were proven and how often one was.
fn prove(text: &str, options: &Options) -> (BTreeSet<&'static str>, usize) {
    let root: Value = serde_json::from_str(text).expect("the schema is JSON");
    let schema = Schema { root: &root };
    let mut uses = Vec::new();
    schema.uses(&root, &Vec::new(), &[], &mut uses);
    let mut proven = BTreeSet::new();
    let mut count = 0;
    for used in &uses {
        // Another `model` is judged by another rule set, or by none; so is what is no object.
        let decides_who_judges = used.path == ["model"] || used.path.is_empty() && used.keyword == "type";
        if decides_who_judges {
            continue;
        }
        let sound = schema.request(&used.path, schema.example(&Value::Object(used.schema.clone())));
        assert_eq!(single_findings(&sound, options), [""; 0], "{sound}");
        let (keyword, rule) = rule_of(used);
        for (value, member) in violations(&schema, used) {
            if used.path.is_empty() && member.as_deref() == Some("model") {
                continue;
            }
            let request = schema.request(&used.path, value);
            let expected = format!("{rule} {}", pointer(&used.path, member.as_deref()));
            assert_eq!(single_findings(&request, options), [expected], "`{}` in {request}", used.keyword);
            proven.insert(keyword);
            count += 1;
        }
    }
    (proven, count)
}

#[test]
fn every_use_of_a_keyword_gives_findings_of_its_rule() {
    let mut models = Models::default();
    models.add(ADDED_SCHEMA, ADDED_CONSTRAINTS).expect("the added model compiles");
    let options = Options { models, ..Options::default() };
    let mut proven = BTreeSet::new();
    for text in EMBEDDED.iter().map(|embedded| embedded.schema).chain([ADDED_SCHEMA]) {
        let (keywords, count) = prove(text, &options);
        assert!(count > 25, "only {count} violations were tried");
        proven.extend(keywords);
    }
    let all: BTreeSet<&str> = RULE_OF.iter().map(|(keyword, _)| *keyword).collect();
    assert_eq!(proven, all);
}
