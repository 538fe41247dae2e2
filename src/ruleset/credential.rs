//! Secrets inside of addresses: passwords and the signatures of presigned links.

use std::ops::Range;

use crate::ascii;

/// What is secret in an address, and where: bytes of the address.
#[derive(Debug, PartialEq, Eq)]
pub struct Credential {
    /// What it is: `a password` or `a signature`.
    pub what: &'static str,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The parameters that sign an address, in lower case.
pub const SIGNATURES: [&str; 4] = ["x-amz-signature", "x-goog-signature", "signature", "sig"];

/// The first secret of an address: a non-empty password before its host, or a non-empty signature in its query.
#[must_use]
pub fn find(address: &str) -> Option<Credential> {
    let has_neither =
        ascii::all(address.as_bytes(), |lanes| !(ascii::equal(lanes, b'@') | ascii::equal(lanes, b'?')));
    if has_neither {
        return None;
    }
    password(address).or_else(|| signature(address))
}

fn password(address: &str) -> Option<Credential> {
    memchr::memchr(b'@', address.as_bytes())?;
    let start = address.find("://")? + 3;
    let end = address[start..].find(['/', '?', '#']).map_or(address.len(), |length| start + length);
    let at = start + address[start..end].rfind('@')?;
    let colon = start + address[start..at].find(':')?;
    let range = colon + 1..at;
    (!range.is_empty() && !is_placeholder(&address[range.clone()]))
        .then_some(Credential { what: "a password", range })
}

fn signature(address: &str) -> Option<Credential> {
    let bytes = address.as_bytes();
    let mut start = memchr::memchr(b'?', bytes)? + 1;
    let end = memchr::memchr(b'#', &bytes[start..]).map_or(bytes.len(), |length| start + length);
    for pair in bytes[start..end].split(|byte| matches!(byte, b'&' | b';')) {
        let range = start..start + pair.len();
        if let Some(length) = pair.iter().position(|&byte| byte == b'=') {
            let value = range.start + length + 1..range.end;
            let is_signature =
                SIGNATURES.iter().any(|known| pair[..length].eq_ignore_ascii_case(known.as_bytes()));
            if is_signature && !value.is_empty() && !is_placeholder(&address[value.clone()]) {
                return Some(Credential { what: "a signature", range: value });
            }
        }
        start = range.end + 1;
    }
    None
}

/// True for a text that stands for a secret without being one: empty, `$NAME`, `${…}`, `${{ … }}` or `<…>`.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let inside = |open: &str, close: &str| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inner| !inner.contains(close))
    };
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.is_empty()
        || text.strip_prefix('$').is_some_and(is_name)
        || inside("${{", "}}")
        || inside("${", "}")
        || inside("<", ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(address: &str) -> Option<&str> {
        find(address).map(|credential| &address[credential.range])
    }

    #[test]
    fn passwords_and_signatures_are_found() {
        assert_eq!(secret("https://me:pa55@example.com/a"), Some("pa55"));
        assert_eq!(secret("https://example.com/a?X-Amz-Expires=9&x-amz-signature=0af3#top"), Some("0af3"));
        assert_eq!(secret("https://example.com/a?SIG=q"), Some("q"));
    }

    #[test]
    fn nothing_is_found_where_nothing_is_secret() {
        for address in [
            "https://example.com/a@b:c",
            "https://me@example.com/",
            "https://me:@example.com/",
            "https://example.com/?signature=",
            "https://example.com/?design=1",
            "https://example.com/#sig=1",
            "https://me:$PASSWORD@example.com/",
        ] {
            assert_eq!(secret(address), None, "{address}");
        }
    }

    #[test]
    fn placeholders_are_no_secrets() {
        for text in ["", "$KEY", "${KEY}", "${{ secrets.KEY }}", "<your key>"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["KEY", "$", "$1x", "${A}b${C}", "x<y>", "${KEY"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
