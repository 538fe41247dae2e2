//! Mistyped keywords: JSON Schema ignores what it does not know, but in a schema of ours nothing may be without effect.

use serde_json::Value;

use crate::json::Pointer;
use crate::nearest::nearest;
use crate::ruleset::RuleSetError;

/// Keywords whose value is a schema.
const SCHEMA: [&str; 12] = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords whose value is a list of schemas. (`items` may be one too.)
const SCHEMAS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// Keywords whose value holds schemas behind names.
const NAMED: [&str; 6] =
    ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];
/// All others.
const OTHERS: [&str; 43] = [
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "$schema",
    "$vocabulary",
    "const",
    "contentEncoding",
    "contentMediaType",
    "default",
    "dependentRequired",
    "deprecated",
    "description",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "id",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "discriminator",
];

/// The first keyword that no draft has, and that does not begin with `x-`.
pub(crate) fn unknown_keyword(schema: &Value) -> Option<RuleSetError> {
    find(schema, &mut String::new())
}

fn find(schema: &Value, pointer: &mut String) -> Option<RuleSetError> {
    let length = pointer.len();
    for (keyword, value) in schema.as_object()? {
        Pointer::push_token(pointer, keyword);
        let is_one_of = |list: &[&str]| list.contains(&keyword.as_str());
        let inner: Vec<(String, &Value)> = match value {
            Value::Array(items) if is_one_of(&SCHEMAS) || keyword == "items" => {
                items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
            }
            Value::Object(named) if is_one_of(&NAMED) => {
                named.iter().map(|(name, schema)| (name.clone(), schema)).collect()
            }
            _ => Vec::new(),
        };
        let found = if is_one_of(&SCHEMA) {
            find(value, pointer)
        } else if !is_one_of(&SCHEMAS)
            && !is_one_of(&NAMED)
            && !is_one_of(&OTHERS)
            && !keyword.starts_with("x-")
        {
            let all = [&SCHEMA[..], &SCHEMAS, &NAMED, &OTHERS].concat();
            let hint =
                nearest(keyword, all).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let message = format!("JSON Schema has no keyword `{keyword}`{hint}");
            Some(RuleSetError { pointer: pointer.clone(), message })
        } else {
            None
        };
        let found = found.or_else(|| {
            inner.into_iter().find_map(|(token, schema)| {
                let length = pointer.len();
                Pointer::push_token(pointer, &token);
                let found = find(schema, pointer);
                pointer.truncate(length);
                found
            })
        });
        if found.is_some() {
            return found;
        }
        pointer.truncate(length);
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mistyped_keywords_are_found_where_schemas_stand() {
        let fine = json!({
            "properties": {"minimun": {"enum": [{"anything": 1}]}}, "x-order": 1,
            "items": [{"type": "string"}], "dependencies": {"a": ["b"]}, "default": {"maxmum": 1},
        });
        assert_eq!(unknown_keyword(&fine), None);
        let wrong = json!({"allOf": [{"properties": {"a": {"minimun": 1}}}]});
        let error = unknown_keyword(&wrong).expect("it is mistyped");
        assert_eq!(error.pointer, "/allOf/0/properties/a/minimun");
        assert_eq!(error.message, "JSON Schema has no keyword `minimun`; did you mean `minimum`?");
    }
}
