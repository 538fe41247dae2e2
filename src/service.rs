//! What is known of the service beyond its models: the task types it has, and how it names errors.

use std::borrow::Cow;

use crate::diagnostic::Severity;
use crate::finding::Finding;
use crate::rules::{self, Rule};

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
pub fn likely_error_code(finding: &Finding) -> Option<Cow<'static, str>> {
    if finding.severity != Severity::Error {
        return None;
    }
    if NAMED_BY_PARAMETER.contains(&finding.rule) {
        return invalid(&finding.pointer).map(Cow::Owned);
    }
    let has_too_many = finding.rule == &rules::EXACTLY_ONE_OF && !finding.related.is_empty();
    let (_, code) = CODES.iter().find(|(rule, _)| *rule == finding.rule)?;
    let code = if has_too_many { "incompatibleParameters" } else { code };
    Some(Cow::Borrowed(code))
}

/// Rules whose errors the service names by the parameter at fault.
static NAMED_BY_PARAMETER: [&Rule; 8] = [
    &rules::WRONG_TYPE,
    &rules::VALUE_NOT_ALLOWED,
    &rules::VALUE_OUT_OF_RANGE,
    &rules::WRONG_LENGTH,
    &rules::WRONG_ITEM_COUNT,
    &rules::INVALID_FORMAT,
    &rules::INVALID_MEDIA_REFERENCE,
    &rules::UNKNOWN_TASK_TYPE,
];

/// The codes of other rules.
static CODES: [(&Rule, &str); 9] = [
    (&rules::MISSING_FIELD, "missingParameter"),
    (&rules::REQUIRED_WITH, "missingParameter"),
    (&rules::USED_TOGETHER, "missingParameter"),
    (&rules::EXACTLY_ONE_OF, "missingParameter"),
    (&rules::FORBIDDEN_WITH, "unsupportedParameter"),
    (&rules::UNKNOWN_FIELD, "unknownParameter"),
    (&rules::UNSUPPORTED_DIMENSIONS, "unsupportedDimensions"),
    (&rules::DUPLICATE_TASK_UUID, "conflictTaskUUID"),
    (&rules::UNKNOWN_MODEL, "invalidModel"),
];

/// `invalidWidth` for `/width`; the last name that is no index counts.
fn invalid(pointer: &str) -> Option<String> {
    const BEFORE: &str = "invalid";
    let (before, name) = pointer.rsplit_once('/')?;
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return invalid(before);
    }
    let mut code = String::with_capacity(BEFORE.len() + name.len());
    code.push_str(BEFORE);
    code.push_str(name);
    if let Some(first) = code.get_mut(BEFORE.len()..=BEFORE.len()) {
        first.make_ascii_uppercase();
    }
    Some(code)
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
