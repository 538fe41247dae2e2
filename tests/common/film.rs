//! An invented model, `acme:film@1`, with schemas of several drafts.

/// A schema of a draft for `acme:film@1` with these keywords beside `properties`, and these properties beside `model`.
pub fn film(draft: &str, keywords: &str, properties: &str) -> String {
    let model = if draft.contains("draft-04") {
        r#"{"enum": ["acme:film@1"]}"#
    } else {
        r#"{"const": "acme:film@1"}"#
    };
    format!(r#"{{"$schema": "{draft}", {keywords} "properties": {{"model": {model}, {properties}}}}}"#)
}

#[allow(dead_code, reason = "not every test needs it")]
pub const DRAFT_4: &str = "http://json-schema.org/draft-04/schema#";
#[allow(dead_code, reason = "not every test needs it")]
pub const DRAFT_6: &str = "http://json-schema.org/draft-06/schema#";
#[allow(dead_code, reason = "not every test needs it")]
pub const DRAFT_7: &str = "http://json-schema.org/draft-07/schema#";
#[allow(dead_code, reason = "not every test needs it")]
pub const DRAFT_2019: &str = "https://json-schema.org/draft/2019-09/schema";
#[allow(dead_code, reason = "not every test needs it")]
pub const DRAFT_2020: &str = "https://json-schema.org/draft/2020-12/schema";

/// A request to `acme:film@1`.
pub fn request(parameters: &str) -> String {
    format!(r#"{{"model": "acme:film@1", {parameters}}}"#)
}
