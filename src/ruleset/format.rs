//! The forms of strings: addresses, and references to images and videos.

use fluent_uri::Uri;

use super::pattern::uuid;
use crate::ascii;

/// A `format` of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An absolute address by RFC 3986; `http` and `https` need a host.
    Uri,
    /// An image: UUID, http(s) address, data URI, or base64.
    ImageReference,
    /// A video: UUID or http(s) address.
    VideoReference,
}

/// Base64 text shorter than this is rather a mistyped name than an image.
const SHORTEST_BASE64: usize = 64;

impl Format {
    /// The format of that name in a schema.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "uri" => Some(Self::Uri),
            "image-reference" => Some(Self::ImageReference),
            "video-reference" => Some(Self::VideoReference),
            _ => None,
        }
    }

    /// What is wrong with a text of this format, and the remedy; `None` where nothing is.
    #[must_use]
    pub fn problem(self, text: &str) -> Option<Problem> {
        let found = match self {
            _ if is_plain_web_address(text) => return None,
            Self::Uri => uri_problem(text)?,
            Self::ImageReference | Self::VideoReference => media_problem(text, self == Self::ImageReference)?,
        };
        let trimmed = text.trim();
        let is_padded = trimmed.len() < text.len() && self.problem(trimmed).is_none();
        Some(if is_padded { problem("has white space around it", "remove the white space") } else { found })
    }
}

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is, to follow the parameter's name: `is a local path`.
    pub what: &'static str,
    /// The remedy.
    pub help: &'static str,
}

/// What a reference to a local file is, for the service.
const LOCAL_FILE: &str = "is a local file, which the service cannot read";

impl Problem {
    /// A local file that is not there.
    pub(crate) const MISSING_FILE: Self = problem(
        "is a local file that does not exist",
        "write the path of an image file, from the current folder, or a UUID, an http(s) address, a data URI or base64",
    );

    /// Whether the text is taken for a local file.
    pub(crate) fn is_local_file(&self) -> bool {
        self.what == LOCAL_FILE
    }
}

const fn problem(what: &'static str, help: &'static str) -> Problem {
    Problem { what, help }
}

fn uri_problem(text: &str) -> Option<Problem> {
    match Uri::parse(text) {
        Err(_) if !has_scheme(text) => {
            Some(problem("is no absolute address", "begin it with a scheme, such as `https://`"))
        }
        Err(_) if text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)) => {
            Some(problem(
                "is no valid address",
                "check its host and port, and percent-encode a stray `%`, `#`, `[` or `]`",
            ))
        }
        Err(_) => Some(problem(
            "is no valid address",
            "percent-encode what a URI cannot hold: spaces, `{`, `|`, letters beyond ASCII",
        )),
        Ok(uri) if is_web(text) && uri.authority().is_none_or(|authority| authority.host().is_empty()) => {
            Some(problem("has no host", "write the host behind `//`"))
        }
        Ok(_) => None,
    }
}

/// Whether a text is a web address of the usual kind, which is right for every format: a host of letters, digits, `-` and
/// `.`, and behind it only what needs no closer look. To tell that is much faster than to parse it.
fn is_plain_web_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let host = ascii::length_of(rest.as_bytes(), |bytes| {
        // `-` and `.` are side by side.
        ascii::letters(bytes) | ascii::in_range(bytes, b'0', b'9') | ascii::in_range(bytes, b'-', b'.')
    });
    let is_plain = |bytes: &[u8]| {
        ascii::all(bytes, |bytes| {
            ascii::letters(bytes)
                // `&` to `;`: most punctuation, and the digits.
                | ascii::in_range(bytes, b'&', b';')
                | ascii::equal(bytes, b'_')
                | ascii::equal(bytes, b'=')
                | ascii::equal(bytes, b'?')
                | ascii::equal(bytes, b'~')
        })
    };
    let (host, path) = rest.as_bytes().split_at(host);
    let has_plain_fragment =
        || memchr::memchr(b'#', path).is_some_and(|at| is_plain(&path[..at]) && is_plain(&path[at + 1..]));
    !host.is_empty()
        && matches!(path.first(), None | Some(b'/' | b'?' | b'#'))
        && (is_plain(path) || has_plain_fragment())
}

fn media_problem(text: &str, is_image: bool) -> Option<Problem> {
    if uuid(text).is_some() {
        return None;
    }
    let accepted = if is_image {
        "use a UUID, an http(s) address, a data URI or base64"
    } else {
        "use a UUID or an http(s) address"
    };
    if is_web(text) {
        return uri_problem(text);
    }
    if starts_with_ignoring_case(text, "data:") {
        return match data_uri_problem(text) {
            _ if !is_image => Some(problem("is a data URI, which no video can be", accepted)),
            other => other,
        };
    }
    if is_image && text.len() >= SHORTEST_BASE64 && is_base64(text.as_bytes()) {
        return None;
    }
    Some(if text.is_empty() {
        problem("is empty", accepted)
    } else if starts_with_ignoring_case(text, "file:") {
        problem(LOCAL_FILE, accepted)
    } else if has_scheme(text) && text.contains("://") {
        problem("has a scheme that the service does not fetch", accepted)
    } else if let Some(help) = missing_scheme(text) {
        problem("has no scheme", help)
    } else if looks_like_path(text) {
        problem(LOCAL_FILE, accepted)
    } else if looks_like_uuid(text) {
        problem("is no UUID: it needs 8-4-4-4-12 hexadecimal digits", accepted)
    } else if !is_image && text.len() >= SHORTEST_BASE64 && is_base64(text.as_bytes()) {
        problem("is base64, which no video can be", accepted)
    } else if is_image {
        problem("is no reference to an image", accepted)
    } else {
        problem("is no reference to a video", accepted)
    })
}

fn data_uri_problem(text: &str) -> Option<Problem> {
    let broken = |what| Some(problem(what, "write it as `data:image/png;base64,` and padded base64"));
    let Some((head, data)) = text.split_once(',') else {
        return broken("is a data URI without a comma before its data");
    };
    if head.len() >= 7
        && head.is_char_boundary(head.len() - 7)
        && head[head.len() - 7..].eq_ignore_ascii_case(";base64")
    {
        let decodes = if data.contains('%') {
            percent_decoded(data).is_some_and(|data| is_base64(&data))
        } else {
            is_base64(data.as_bytes())
        };
        return if !decodes {
            broken("is a data URI whose base64 does not decode")
        } else if Uri::parse(head).is_err() {
            broken("is no valid data URI")
        } else {
            None
        };
    }
    if Uri::parse(text).is_err() { broken("is no valid data URI") } else { None }
}

/// RFC 4648, section 4: the alphabet with `+` and `/`, padded to groups of four.
fn is_base64(text: &[u8]) -> bool {
    let padding = text.iter().rev().take(2).take_while(|&&byte| byte == b'=').count();
    let digits = &text[..text.len() - padding];
    text.len().is_multiple_of(4)
        && ascii::all(digits, |bytes| {
            ascii::letters(bytes)
                | ascii::in_range(bytes, b'0', b'9')
                | ascii::equal(bytes, b'+')
                | ascii::equal(bytes, b'/')
        })
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            u8::try_from(digit()? * 16 + digit()?).ok()?
        } else {
            byte
        });
    }
    Some(decoded)
}

fn is_web(text: &str) -> bool {
    starts_with_ignoring_case(text, "http:") || starts_with_ignoring_case(text, "https:")
}

fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// What to write in front of a text that looks like a web address without its scheme: a path behind a host that begins
/// with `//`, has a port, or has several dots; or any host that begins with `www.`.
fn missing_scheme(text: &str) -> Option<&'static str> {
    let (address, help) = match text.strip_prefix("//") {
        Some(address) => (address, "write `https:` in front"),
        None => (text, "write `https://` in front"),
    };
    let (authority, has_path) = match address.split_once('/') {
        Some((authority, _)) => (authority, true),
        None => (address, false),
    };
    let host = match authority.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_top = |label: &str| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_host =
        host.split('.').all(is_label) && host.rsplit_once('.').is_some_and(|(_, label)| is_top(label));
    // A folder may have a dot in its name, too.
    let is_surely_host =
        address.len() < text.len() || authority.len() > host.len() || host.matches('.').count() > 1;
    let is_named = (has_path && is_surely_host) || starts_with_ignoring_case(host, "www.");
    (is_host && is_named).then_some(help)
}

fn looks_like_path(text: &str) -> bool {
    let windows_drive =
        text.len() > 2 && text.as_bytes()[1] == b':' && matches!(text.as_bytes()[2], b'\\' | b'/');
    let extension = text.rsplit_once('.').map_or("", |(_, extension)| extension);
    windows_drive
        || text.starts_with(['/', '.', '~', '\\'])
        || ["png", "jpg", "jpeg", "webp", "gif", "mp4", "mov", "webm", "avi", "mkv"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
}

fn looks_like_uuid(text: &str) -> bool {
    (32..=40).contains(&text.len()) && text.matches('-').count() == 4
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(format: Format, text: &str) -> Option<&'static str> {
        format.problem(text).map(|problem| problem.what)
    }

    #[test]
    fn addresses_need_a_scheme_and_web_addresses_a_host() {
        for text in [
            "https://example.com/hook",
            "HTTPS://example.com",
            "ftp://example.org/a",
            "mailto:a@example.org",
            "http://[::1]:8080/",
        ] {
            assert_eq!(what(Format::Uri, text), None, "{text}");
        }
        assert_eq!(what(Format::Uri, "example.com/hook"), Some("is no absolute address"));
        assert_eq!(what(Format::Uri, "/hook"), Some("is no absolute address"));
        assert_eq!(what(Format::Uri, "https:///hook"), Some("has no host"));
        assert_eq!(what(Format::Uri, "https:hook"), Some("has no host"));
        assert_eq!(what(Format::Uri, "https://:80/hook"), Some("has no host"));
        assert_eq!(what(Format::Uri, "https://example.com/a b"), Some("is no valid address"));
        assert_eq!(what(Format::Uri, "https://example.com/%zz"), Some("is no valid address"));
        let help = |text| Format::Uri.problem(text).map(|problem| problem.help);
        for text in [
            "http://x:abc/",
            "http://[::1/x",
            "https://example.com/%zz",
            "https://a.b/[0]",
            "https://a.b/#c#d",
        ] {
            assert_eq!(
                help(text),
                Some("check its host and port, and percent-encode a stray `%`, `#`, `[` or `]`"),
                "{text}"
            );
        }
        for text in ["https://example.com/a|b", "https://example.com/é", "https://example.com/a b"] {
            assert!(help(text).is_some_and(|help| help.starts_with("percent-encode")), "{text}");
        }
    }

    #[test]
    fn white_space_around_what_is_right_is_the_mistake() {
        for format in [Format::Uri, Format::ImageReference, Format::VideoReference] {
            for text in [" https://example.com/a.mp4", "https://example.com/a.mp4\n"] {
                assert_eq!(what(format, text), Some("has white space around it"), "{text}");
            }
        }
        assert_eq!(what(Format::ImageReference, " ./a.png"), Some(LOCAL_FILE));
    }

    #[test]
    fn what_is_plain_is_right() {
        for start in [
            "https://a.example",
            "http://x",
            "https://",
            "https:///",
            "https://a-b.c/d?e=",
            "https://a.example#",
            "https://b.example/b#c?d",
            "ftp://x/",
        ] {
            for byte in 0..=0x7f {
                for end in ["", "/", "z", "/abcdefghijklmnopqrst"] {
                    let text = format!("{start}{}{end}", char::from(byte));
                    let is_plain = is_plain_web_address(&text);
                    assert!(!is_plain || uri_problem(&text).is_none(), "{text}");
                    let is_usual = text.starts_with("https://a.example/");
                    assert!(is_plain || !is_usual, "{text}");
                }
            }
        }
    }

    #[test]
    fn images_have_four_forms() {
        let base64 = "QUJD".repeat(16);
        for text in [
            "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
            "https://example.com/a.png",
            "http://example.com/a.png?x=1",
            "data:image/png;base64,iVBORw0KGgo=",
            "data:image/png;base64,iVBORw0KGgo%3D",
            "DATA:image/svg+xml,%3Csvg%2F%3E",
            &base64,
        ] {
            assert_eq!(what(Format::ImageReference, text), None, "{text}");
        }
        for text in [
            "",
            "frame.png",
            "./frame.png",
            "C:\\frames\\a",
            "file:///tmp/a.png",
            "ftp://example.com/a.png",
            "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
            "data:image/png;base64",
            "data:image/png;base64,@@@@",
            "data:image/png;base64,iVBORw0KGgo",
            "data:image/ png;base64,iVBORw0KGgo=",
            &base64[4..],
            &base64[1..],
            "https://",
        ] {
            assert!(what(Format::ImageReference, text).is_some(), "{text}");
        }
    }

    #[test]
    fn an_address_without_its_scheme_is_no_local_file() {
        for text in
            ["www.example.com/a.png", "WWW.example.com", "cdn.example.com/a.png", "example.com:8080/a"]
        {
            let problem = Format::ImageReference.problem(text).expect("it is wrong");
            assert_eq!(
                (problem.what, problem.help),
                ("has no scheme", "write `https://` in front"),
                "{text}"
            );
            assert_eq!(what(Format::ImageReference, &format!("https://{text}")), None, "{text}");
        }
        let problem = Format::VideoReference.problem("//example.com/a.mp4").expect("it is wrong");
        assert_eq!((problem.what, problem.help), ("has no scheme", "write `https:` in front"));
        for text in [
            "frames/a.png",
            "a.png",
            "./a.b/c.png",
            "../a.b/c.png",
            "/a.b/c.png",
            "//server/a.png",
            "frames.v2/a.png",
            "my frames.old/a.png",
            ".frames/a.png",
        ] {
            assert_eq!(what(Format::ImageReference, text), Some(LOCAL_FILE), "{text}");
        }
    }

    #[test]
    fn videos_have_two_forms() {
        assert_eq!(what(Format::VideoReference, "6ba7b810-9dad-11d1-80b4-00c04fd430c8"), None);
        assert_eq!(what(Format::VideoReference, "https://example.com/a.mp4"), None);
        assert_eq!(
            what(Format::VideoReference, "data:video/mp4;base64,AAAA"),
            Some("is a data URI, which no video can be")
        );
        assert_eq!(
            what(Format::VideoReference, &"QUJD".repeat(16)),
            Some("is base64, which no video can be")
        );
    }
}
