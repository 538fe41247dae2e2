//! File names in the forms that platforms take: relative to the folder the run started in, or as an address.

use std::fmt::Write as _;

/// A file's name as seen from `folder`, without a leading `./`. A file outside of it keeps its name, and so does
/// every file where `folder` is empty.
#[must_use]
pub fn relative_path<'a>(path: &'a str, folder: &str) -> &'a str {
    let inside = path.strip_prefix(folder.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    let mut path = match inside {
        Some(inside) if !folder.is_empty() && !inside.is_empty() => inside,
        _ => path,
    };
    while let Some(rest) = path.strip_prefix("./").map(|rest| rest.trim_start_matches('/')) {
        if rest.is_empty() {
            break;
        }
        path = rest;
    }
    path
}

/// The URI of a file: a relative reference for a relative path, a `file:` address for an absolute one.
#[must_use]
pub fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if cfg!(windows) && path.as_bytes().get(1) == Some(&b':') {
        uri.push_str("file:///");
    }
    for byte in path.bytes() {
        // A colon is escaped too: before the first slash it would end the name of a scheme.
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder_they_are_in() {
        for (path, folder, expected) in [
            ("a.json", "/work", "a.json"),
            ("./a.json", "", "a.json"),
            (".//./a.json", "", "a.json"),
            ("/work/b/a.json", "/work", "b/a.json"),
            ("/work/b/a.json", "/work/", "b/a.json"),
            ("/workshop/a.json", "/work", "/workshop/a.json"),
            ("/a.json", "/", "a.json"),
            ("/a.json", "", "/a.json"),
            ("../a.json", "/work", "../a.json"),
            ("./", "/work", "./"),
        ] {
            assert_eq!(relative_path(path, folder), expected);
        }
    }

    #[test]
    fn addresses_hold_nothing_that_needs_escaping() {
        assert_eq!(uri("requests/a b.json"), "requests/a%20b.json");
        assert_eq!(uri("x:y%\n#?\\é.json"), "x%3Ay%25%0A%23%3F%5C%C3%A9.json");
        assert_eq!(uri("/tmp/a.json"), "file:///tmp/a.json");
    }
}
