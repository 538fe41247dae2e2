//! The formats of the schemas, written down a second time: from the grammar of RFC 3986 and a plain base64 decoder,
//! without any code of the library.

use std::sync::LazyLock;

use regex::Regex;

static URI: LazyLock<Regex> = LazyLock::new(|| Regex::new(&rfc_3986()).expect("the grammar compiles"));
static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$").expect("it compiles")
});
static HOSTLESS: LazyLock<Regex> = LazyLock::new(|| {
    let no_authority = "$|[^/]|/$|/[^/]";
    let empty_host = "//([^/?#@]*@)?(:[0-9]*)?($|[/?#])";
    Regex::new(&format!("^(?i:https?):({no_authority}|{empty_host})")).expect("it compiles")
});

/// `URI` of RFC 3986, appendix A, as one regular expression. Group names follow the RFC.
fn rfc_3986() -> String {
    let pct = "%[0-9A-Fa-f]{2}";
    let unreserved = r"A-Za-z0-9._~\-";
    let sub_delims = "!$&'()*+,;=";
    let pchar = format!("(?:[{unreserved}{sub_delims}:@]|{pct})");
    let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])";
    let ipv4 = format!("(?:{octet}\\.){{3}}{octet}");
    let h16 = "[0-9A-Fa-f]{1,4}";
    let ls32 = format!("(?:{h16}:{h16}|{ipv4})");
    let mut ipv6 = vec![format!("(?:{h16}:){{6}}{ls32}"), format!("::(?:{h16}:){{5}}{ls32}")];
    for (before, after) in [(0, 4), (1, 3), (2, 2), (3, 1), (4, 0)] {
        ipv6.push(format!("(?:(?:{h16}:){{0,{before}}}{h16})?::(?:{h16}:){{{after}}}{ls32}"));
    }
    ipv6.push(format!("(?:(?:{h16}:){{0,5}}{h16})?::{h16}"));
    ipv6.push(format!("(?:(?:{h16}:){{0,6}}{h16})?::"));
    let future = format!("v[0-9A-Fa-f]+\\.[{unreserved}{sub_delims}:]+");
    let literal = format!("\\[(?:{}|{future})\\]", ipv6.join("|"));
    let name = format!("(?:[{unreserved}{sub_delims}]|{pct})*");
    let user = format!("(?:[{unreserved}{sub_delims}:]|{pct})*@");
    let authority = format!("(?:{user})?(?:{literal}|{ipv4}|{name})(?::[0-9]*)?");
    let empty_or = format!("(?:/{pchar}*)*");
    let hier = format!("(?://{authority}{empty_or}|/(?:{pchar}+{empty_or})?|{pchar}+{empty_or}|)");
    format!("^[A-Za-z][A-Za-z0-9+.-]*:{hier}(?:\\?(?:{pchar}|[/?])*)?(?:#(?:{pchar}|[/?])*)?$")
}

/// An address by RFC 3986 with a scheme.
pub fn is_rfc_3986(text: &str) -> bool {
    URI.is_match(text)
}

/// An http or https address whose host is missing or empty.
pub fn is_web_without_host(text: &str) -> bool {
    HOSTLESS.is_match(text)
}

/// What we make of `format: uri`, a little more than the standard does: http and https need a host.
pub fn is_uri(text: &str) -> bool {
    is_rfc_3986(text) && !is_web_without_host(text)
}

fn is_web(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("http:") || lower.starts_with("https:")) && is_uri(text)
}

/// A video: a UUID, or an http(s) address.
pub fn is_video(text: &str) -> bool {
    UUID.is_match(text) || is_web(text)
}

/// An image: a UUID, an http(s) address, a data URI that decodes, or base64 of at least 64 characters.
pub fn is_image(text: &str) -> bool {
    is_video(text) || is_data_uri(text) || (text.len() >= 64 && decode_base64(text.as_bytes()).is_some())
}

fn is_data_uri(text: &str) -> bool {
    let Some((head, data)) = text.split_once(',') else { return false };
    let head = head.to_ascii_lowercase();
    let decodes = || decode_percent(data).and_then(|data| decode_base64(&data)).is_some();
    head.starts_with("data:") && is_rfc_3986(text) && (!head.ends_with(";base64") || decodes())
}

fn decode_percent(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.split('%');
    let mut decoded = parts.next()?.as_bytes().to_vec();
    for part in parts {
        decoded.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        decoded.extend(&part.as_bytes()[2..]);
    }
    Some(decoded)
}

/// RFC 4648, section 4, with padding.
fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut decoded = Vec::new();
    let groups = text.chunks(4);
    let last = groups.len().saturating_sub(1);
    for (index, group) in groups.enumerate() {
        let digits: &[u8] = match group {
            [a, b, b'=', b'='] if index == last => &[*a, *b],
            [a, b, c, b'='] if index == last => &[*a, *b, *c],
            [_, _, _, _] => group,
            _ => return None,
        };
        let mut bits: u32 = 0;
        for &digit in digits {
            bits = bits << 6 | u32::try_from(ALPHABET.iter().position(|&known| known == digit)?).ok()?;
        }
        bits <<= 6 * (4 - digits.len());
        decoded.extend(&bits.to_be_bytes()[1..digits.len()]);
    }
    Some(decoded)
}
