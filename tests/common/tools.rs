//! Programs that only some tests use, and that are not on every machine.

use std::io::{self, Write as _};
use std::process::Command;

/// The programs, with blanks between them, without which tests fail instead of being skipped: those that are there by all
/// means. `.ci/run` sets it.
pub const REQUIRED: &str = "TESTS_REQUIRE";

/// True where the program is there and knows its own name: minimal systems have a stub in the place of `man`.
/// Where it is not there, that is told, past what holds back a passing test's output.
///
/// # Panics
/// Where it is not there and [`REQUIRED`].
pub fn is_there(program: &str) -> bool {
    let version = Command::new(program).arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let is_there =
        version.is_ok_and(|version| version.lines().next().is_some_and(|line| line.contains(program)));
    if !is_there {
        let required = std::env::var(REQUIRED).unwrap_or_default();
        assert!(!required.split(' ').any(|name| name == program), "there is no `{program}` here");
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        writeln!(io::stderr(), "SKIPPED {test}: there is no `{program}` here").expect("it can be told");
    }
    is_there
}
