//! Who takes the requests: the service itself, or one of the official SDKs, which complete them first.

use crate::finding::Finding;
use crate::request::pointer_in_task;
use crate::rules::{self, Group};
use crate::ruleset::{Format, Problem};

/// Who takes the requests.
#[derive(Debug, Clone, Copy, Default)]
pub enum Context {
    /// The service: what stands in the request is what is sent, nothing is filled in.
    #[default]
    Body,
    /// The `run()` of an official SDK. It adds the array, `taskUUID`, `taskType` and `deliveryMethod`, turns the name of a
    /// model's page into its id, and image files into data URIs.
    Sdk {
        /// Whether there is a file of that path. The library itself looks at no file.
        file_exists: fn(&str) -> bool,
    },
}

/// What an SDK sets, whatever stands there, as JSON Pointers from the task.
const FILLED_IN: [&str; 3] = ["/taskType", "/taskUUID", "/deliveryMethod"];
/// Longer texts are no paths.
const LONGEST_PATH: usize = 4096;

impl Context {
    /// Whether an SDK takes the requests.
    #[must_use]
    pub fn is_sdk(self) -> bool {
        matches!(self, Self::Sdk { .. })
    }

    /// Whether the mistake is of no consequence, since what it is about is set anew. `has_page_name` tells that the
    /// model was given by the name of its page.
    #[must_use]
    pub fn forgives(self, finding: &Finding, task_pointer: &str, has_page_name: bool) -> bool {
        if !self.is_sdk() || finding.rule.group != Group::Parameter {
            return false;
        }
        let pointer = pointer_in_task(&finding.pointer, task_pointer);
        FILLED_IN.contains(&pointer)
            || (has_page_name && pointer == "/model" && finding.rule == &rules::VALUE_NOT_ALLOWED)
    }

    /// What is wrong with a text of this format; `None` where nothing is.
    #[must_use]
    pub fn problem(self, format: Format, text: &str) -> Option<Problem> {
        let problem = format.problem(text)?;
        let Self::Sdk { file_exists } = self else { return Some(problem) };
        let may_be_path = format == Format::ImageReference
            && !text.is_empty()
            && text.len() <= LONGEST_PATH
            && !text.contains("://")
            && !["data:", "file:", "http:", "https:"].iter().any(|scheme| {
                text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            });
        if !may_be_path {
            Some(problem)
        } else if file_exists(text) {
            None
        } else if problem.is_local_file() {
            Some(Problem::MISSING_FILE)
        } else {
            Some(problem)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sdk_takes_image_files_that_exist() {
        let sdk = Context::Sdk { file_exists: |path| path.starts_with("frames/") };
        let what = |context: Context, format, text| context.problem(format, text).map(|problem| problem.what);
        let (image, video) = (Format::ImageReference, Format::VideoReference);
        assert_eq!(what(sdk, image, "frames/a.png"), None);
        assert_eq!(what(sdk, image, "frames/without-extension"), None);
        assert_eq!(what(sdk, image, "https://example.com/a.png"), None);
        assert_eq!(what(sdk, image, "a.png"), Some("is a local file that does not exist"));
        assert_eq!(what(sdk, image, "cat"), Some("is no reference to an image"));
        for text in ["", "data:image/png;base64,@", "file:frames/a.png", "ftp://frames/a.png"] {
            assert_eq!(what(sdk, image, text), what(Context::Body, image, text), "{text}");
        }
        assert_eq!(what(sdk, video, "frames/a.mp4"), what(Context::Body, video, "frames/a.mp4"));
        assert!(what(Context::Body, image, "frames/a.png").is_some());
    }
}
