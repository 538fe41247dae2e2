//! How far long work has come is shown on a terminal alone, and leaves nothing behind.
#![cfg(target_os = "linux")]

#[path = "common/tools.rs"]
mod tools;

use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_runware-lint");
/// A request that keeps its reader waiting.
const SLOW: &str = "(sleep 1.2; cat tests/cli/valid.json) |";
const SHOWN: &str = "0 of 1 file done, 0 B read";
const SUMMARY: &str = "No problems found in 1 file.\n1 task: 1 valid.\n";

fn shell(line: &str, terminal: &str) -> Output {
    let mut command = if terminal.is_empty() {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]);
        shell
    } else {
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &format!("{terminal}; {line}"), "/dev/null"]);
        script
    };
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("PROGRAM", PROGRAM).env("TERM", "xterm");
    command.output().expect("the shell starts")
}

/// What a terminal gets that is made ready with this command.
fn on_terminal(terminal: &str, line: &str) -> String {
    let output = shell(line, terminal);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n")
}

#[test]
fn nothing_is_shown_where_there_is_no_terminal() {
    let output = shell(&format!("{SLOW} \"$PROGRAM\" -"), "");
    assert_eq!((&*output.stdout, String::from_utf8_lossy(&output.stderr).as_ref()), (&b""[..], SUMMARY));
}

#[test]
fn long_work_shows_a_line_and_takes_it_away() {
    if !tools::is_there("script") {
        return;
    }
    let shown = on_terminal("stty cols 80 rows 24", &format!("{SLOW} \"$PROGRAM\" -"));
    assert!(shown.contains(SHOWN), "{shown:?}");
    // The line is erased before what follows.
    assert!(shown.ends_with(&format!("\r\u{1b}[2K{SUMMARY}")), "{shown:?}");
}

#[test]
fn a_terminal_may_not_want_it() {
    if !tools::is_there("script") {
        return;
    }
    for (terminal, options) in [
        ("stty cols 80 rows 24", "-q"),
        ("stty cols 80 rows 24", "-v"),
        ("stty cols 0 rows 0", ""),
        ("export TERM=dumb; stty cols 80 rows 24", ""),
    ] {
        let shown = on_terminal(terminal, &format!("{SLOW} \"$PROGRAM\" - {options}"));
        assert!(
            !shown.contains("of 1 file") && !shown.contains("\u{1b}[2K"),
            "{terminal} {options}: {shown:?}"
        );
    }
}
