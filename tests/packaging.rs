//! What packagers and shells need: completion scripts, the manual page, versions, and pipes that close early.

#[path = "common/tools.rs"]
mod tools;

use std::io::{Write as _, pipe};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_runware-lint");

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).output().expect("the program starts")
}

/// What is printed where all is well.
fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// The names of the commands with a help of their own, from the help.
fn commands() -> Vec<String> {
    let help = printed(&["--help"]);
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The long options that the help of a command describes.
fn options(command: &str) -> Vec<String> {
    let help = printed(&[command, "--help"]);
    let described = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let words = described.flat_map(|line| line.split_whitespace().take(2));
    let long = words.filter_map(|word| word.strip_prefix("--"));
    long.map(|word| word.trim_end_matches('.').to_owned()).filter(|word| !word.is_empty()).collect()
}

/// What bash offers for the last of these words, with the real completion script.
fn completed(words: &[&str]) -> Vec<String> {
    // What bash itself does before it calls the function.
    const ASK: &str = r#"
        eval "$("$PROGRAM" completions bash)" || exit
        function=$(complete -p runware-lint) && function=${function##*-F } && function=${function%% *}
        COMP_WORDS=(runware-lint "$@") COMP_CWORD=$#
        "$function" runware-lint "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let mut bash = Command::new("bash");
    bash.args(["-c", ASK, "bash"]).args(words).env("PROGRAM", PROGRAM);
    let output = bash.output().expect("bash starts");
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}: {output:?}");
    let offered = String::from_utf8(output.stdout).expect("the names are UTF-8");
    offered.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_options_and_values() {
    if !tools::is_there("bash") {
        return;
    }
    for (words, expected) in [
        (&["--form"][..], &["--format"][..]),
        (&["check", "--for"], &["--format", "--force-exclude"]),
        (&["a.json", "--fail-on", ""], &["error", "warning", "never"]),
        (&["check", "--format", "s"], &["sarif"]),
        (&["--select", "wrong-t"], &["wrong-type"]),
        (&["mod"], &["models", "model"]),
        (&["explain", "WRONG"], &[]),
        (&["explain", "o3-12"], &["o3-12"]),
        (&["model", "kl"], &["klingai-video-3-0-standard", "klingai-video-o3-pro"]),
        (&["schema", "klingai-video-o"], &["klingai-video-o3-pro"]),
        (&["completions", "po"], &["powershell"]),
    ] {
        assert_eq!(completed(words), expected, "{words:?}");
    }
}

#[test]
fn every_shell_gets_a_script_with_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "PowerShell", "zsh"] {
        let script = printed(&["completions", shell]);
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        assert!(script.contains("fail-on-empty") && script.ends_with('\n'), "{shell}");
    }
    assert_eq!(run(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn the_manual_page_describes_every_command_and_option() {
    let page = printed(&["man"]).replace("\\-", "-").replace("\\fB", "").replace("\\fR", "");
    let sections: Vec<&str> = page.split("\n.SS ").collect();
    for command in commands() {
        let described = options(&command);
        let mut once = described.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), described.len(), "{command}: an option is described twice");
        // The options of `check` stand in front: its name may be left out.
        let name = format!("\"runware-lint {command}");
        let section = match command.as_str() {
            "check" => sections[0],
            // Of a command that is called in several ways, the last heading stands before what describes it.
            _ => sections[1..].iter().rfind(|section| section.starts_with(&name)).expect("it has a section"),
        };
        for option in described.iter().filter(|option| !["help", "version"].contains(&option.as_str())) {
            let heads = section.lines().filter(|line| line.split(", ").any(|head| is_head(head, option)));
            assert_eq!(heads.count(), 1, "{command} --{option}");
        }
    }
}

fn is_head(text: &str, option: &str) -> bool {
    let rest = text.strip_prefix("--").and_then(|text| text.strip_prefix(option));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '=', '[']))
}

#[test]
fn the_manual_page_can_be_read() {
    if !tools::is_there("man") {
        return;
    }
    let mut man = Command::new("man");
    man.args(["--warnings", "--local-file", "-"]).env("MANWIDTH", "80").env("LC_ALL", "C.UTF-8");
    man.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut reader = man.spawn().expect("man starts");
    let page = printed(&["man"]);
    reader.stdin.take().expect("it is piped").write_all(page.as_bytes()).expect("man reads");
    let output = reader.wait_with_output().expect("man ends");
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && warnings.is_empty(), "{warnings}");
    let shown = String::from_utf8_lossy(&output.stdout);
    for title in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "OUTPUT", "COMMANDS", "NOTES"] {
        assert!(shown.lines().any(|line| line == title), "{title}: {shown}");
    }
    assert!(shown.contains("runware-lint explain") && !shown.contains('`'), "{shown}");
}

#[test]
fn the_version_is_the_programs_in_every_command() {
    let version = format!("runware-lint {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(printed(&["--version"]), version);
    assert_eq!(printed(&["-V"]), version);
    for command in &commands() {
        assert_eq!(printed(&[command, "--version"]), version);
    }
}

/// Every command with arguments that make it print something.
const PRINTING: [&[&str]; 14] = [
    &["--help"],
    &["--version"],
    &["help", "check"],
    &["check", "--help"],
    &["explain", "unknown-field"],
    &["rules"],
    &["models"],
    &["model", "klingai-video-o3-pro"],
    &["schema", "klingai-video-o3-pro"],
    &["new", "klingai-video-o3-pro"],
    &["audit", "klingai-video-3-0-standard"],
    &["cost", "fixtures/requests"],
    &["completions", "bash"],
    &["man"],
];

#[test]
fn a_closed_pipe_ends_every_command_without_a_word() {
    for command in commands() {
        assert!(PRINTING.iter().any(|arguments| arguments[0] == command), "{command} is not tried");
    }
    for arguments in PRINTING {
        let (reader, writer) = pipe().expect("there are pipes");
        drop(reader);
        let output = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).stdout(writer).output();
        let output = output.expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*said), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_that_cannot_be_written_is_told() {
    for arguments in PRINTING {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("there is one");
        let output = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).stdout(full).output();
        let output = output.expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(said, "error: standard output: no space left on device\n", "{arguments:?}");
    }
}
