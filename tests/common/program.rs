//! The program in a temporary folder that is a repository of its own, so that no configuration above it counts.

#![allow(dead_code, reason = "not every test needs everything")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A request with two mistakes: `fps`, which the model does not have, and a size that it does not make.
pub const TWO_MISTAKES: &str = r#"{
  "taskType": "videoInference",
  "taskUUID": "7d8f7a52-3f0e-4c56-9a3d-0c2f4b1e9d10",
  "model": "klingai:kling-video@o3-pro",
  "positivePrompt": "a paper boat",
  "fps": 24,
  "width": 864,
  "height": 486
}
"#;

/// A temporary folder.
pub struct Folder(TempDir);

/// What a run of the program came to.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Folder {
    /// A folder with some files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("there is a place for temporary files"));
        fs::create_dir(folder.path().join(".git")).expect("a folder can be made");
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        fs::canonicalize(self.0.path()).expect("it is there")
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("the file can be read")
    }

    /// True where it has a file or folder of that name.
    pub fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// Runs the program in it, with one line per finding.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        Self::outcome(self.command().args(["check", "--format", "concise"]).args(arguments))
    }

    /// Runs the program in it, with these arguments alone.
    pub fn run_plain(&self, arguments: &[&str]) -> Outcome {
        Self::outcome(self.command().args(arguments))
    }

    /// The program, to be run in it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runware-lint"));
        command.current_dir(self.path()).stdin(Stdio::null());
        for variable in ["RUNWARE_LINT_CONFIG", "CLICOLOR_FORCE", "LC_ALL", "LC_CTYPE", "LANG"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs a command.
    pub fn outcome(command: &mut Command) -> Outcome {
        let output = command.output().expect("the program starts");
        Outcome {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("it is UTF-8"),
            err: String::from_utf8(output.stderr).expect("it is UTF-8"),
        }
    }
}

impl Outcome {
    /// The path and rule of each finding, from concise output: `a.json unknown-field`, with the severity in front
    /// where it is no error.
    pub fn findings(&self) -> Vec<String> {
        self.out.lines().map(finding).collect()
    }
}

fn finding(line: &str) -> String {
    let path = line.split(':').next().unwrap_or_default();
    let (severity, rule) = line
        .split(": ")
        .nth(1)
        .and_then(|rest| rest.split(']').next())
        .and_then(|kind| kind.split_once('['))
        .unwrap_or_default();
    if severity == "error" { format!("{path} {rule}") } else { format!("{severity} {path} {rule}") }
}
