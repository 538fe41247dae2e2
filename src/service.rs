//! What is known of the service beyond its models: the task types it has, and how it names errors.

use crate::diagnostic::Severity;
use crate::finding::Finding;

/// The task type that the rule sets are for.
pub const VIDEO_INFERENCE: &str = "videoInference";

/// The task that carries an API key instead of the request's header.
pub const AUTHENTICATION: &str = "authentication";

/// Every task type of the service, as its documentation and its clients name them.
pub const TASK_TYPES: [&str; 22] = [
    "imageInference",
    VIDEO_INFERENCE,
    "audioInference",
    "textInference",
    "3dInference",
    "upscale",
    "vectorize",
    "removeBackground",
    "caption",
    "controlNetPreprocess",
    "imageMasking",
    "promptEnhance",
    "training",
    AUTHENTICATION,
    "getResponse",
    "getTaskDetails",
    "ping",
    "modelSearch",
    "modelUpload",
    "imageUpload",
    "mediaStorage",
    "accountManagement",
];

/// The code that the service would probably answer with. Its codes are not stable: a hint, never an identity.
#[must_use]
pub fn likely_error_code(finding: &Finding) -> Option<String> {
    if finding.severity != Severity::Error {
        return None;
    }
    let code = match finding.rule.id {
        "missing-field" | "required-with" | "used-together" => "missingParameter",
        "exactly-one-of" if finding.related.is_empty() => "missingParameter",
        "exactly-one-of" => "incompatibleParameters",
        "forbidden-with" => "unsupportedParameter",
        "unknown-field" => "unknownParameter",
        "unsupported-dimensions" => "unsupportedDimensions",
        "duplicate-task-uuid" => "conflictTaskUUID",
        "unknown-model" => "invalidModel",
        "wrong-type"
        | "value-not-allowed"
        | "value-out-of-range"
        | "wrong-length"
        | "wrong-item-count"
        | "invalid-format"
        | "invalid-media-reference"
        | "unknown-task-type" => return invalid(&finding.pointer),
        _ => return None,
    };
    Some(code.to_owned())
}

/// `invalidWidth` for `/width`; the last name that is no index counts.
fn invalid(pointer: &str) -> Option<String> {
    let is_index = |name: &&str| name.bytes().all(|byte| byte.is_ascii_digit());
    let name = pointer.rsplit('/').find(|name| !is_index(name))?;
    let mut letters = name.chars();
    letters.next().map(|first| format!("invalid{}{}", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_the_parameter_at_fault() {
        for (pointer, code) in [
            ("/width", Some("invalidWidth")),
            ("/3/inputs/frameImages/0", Some("invalidFrameImages")),
            ("/3/inputs/elements/0/id", Some("invalidId")),
            ("", None),
            ("/0/1", None),
            ("/0/", None),
        ] {
            assert_eq!(invalid(pointer).as_deref(), code, "{pointer}");
        }
    }
}
