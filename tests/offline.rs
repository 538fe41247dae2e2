//! Nothing that could open a socket is linked, not even for tests, and the sources do not use the one in the standard
//! library.

#[path = "common/fixtures.rs"]
mod fixtures;

use std::fs;
use std::process::Command;

use fixtures::files_below;

/// Crates through which Rust programs reach the network: clients, servers, TLS, and what they are built on.
const DENIED: [&str; 33] = [
    "async-std",
    "attohttpc",
    "aws-lc-rs",
    "aws-lc-sys",
    "curl",
    "curl-sys",
    "h2",
    "h3",
    "hickory-resolver",
    "hyper",
    "hyper-util",
    "isahc",
    "libssh2-sys",
    "minreq",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "polling",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "schannel",
    "security-framework",
    "smol",
    "socket2",
    "surf",
    "tiny_http",
    "tokio",
    "tungstenite",
    "ureq",
    "webpki-roots",
];

/// Asserts that none of these names is denied, and that there are as many as there should be at the least.
fn assert_harmless<'n>(names: impl Iterator<Item = &'n str>, at_least: usize) {
    let mut count = 0;
    for name in names {
        assert!(!DENIED.contains(&name), "`{name}` can reach the network");
        count += 1;
    }
    assert!(count >= at_least, "only {count} names were read");
}

/// The lock file names every crate of every platform, those of the tests too.
#[test]
fn no_crate_of_the_lock_file_can_reach_the_network() {
    let lock = include_str!("../Cargo.lock");
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    assert_harmless(names, 50);
}

/// The crates that are really linked, as cargo resolves them with the features that are on.
#[test]
fn no_linked_crate_can_reach_the_network() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_harmless(tree.lines().filter_map(|line| line.split(' ').next()), 20);
}

#[test]
fn no_source_names_a_socket() {
    let sources = files_below("src", &["rs"]);
    assert!(sources.len() > 20, "only {} files were read", sources.len());
    for path in sources {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        for word in
            ["std::net", "net::", "TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener"]
        {
            assert!(!text.contains(word), "{} names `{word}`", path.display());
        }
    }
}
