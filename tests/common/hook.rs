//! This repository as pre-commit sees it, and repositories that use its hooks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// The hook repository: the files of the working tree, in one commit that is the same as long as they are.
pub struct Hook {
    pub path: PathBuf,
    pub commit: String,
}

/// Made once for all tests.
pub static HOOK: LazyLock<Hook> = LazyLock::new(|| {
    let path = kept("hook");
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder can be made");
    git(&path, &["init", "--quiet"]);
    git(&path, &["--work-tree", env!("CARGO_MANIFEST_DIR"), "add", "--all"]);
    git(&path, &["commit", "--quiet", "--message", "The working tree"]);
    let commit = git(&path, &["rev-parse", "HEAD"]);
    // What was built of other files is of no use any more.
    let homes = fs::read_dir(kept("home")).into_iter().flatten().flatten();
    for home in homes.filter(|home| *home.file_name() != *commit) {
        let _ = fs::remove_dir_all(home.path());
    }
    Hook { path, commit }
});

/// A folder that is kept between runs, so that nothing is built twice.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("pre-commit").join(name)
}

/// Runs git and answers with what it prints. All commits are from the same hour, by the same author.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder);
    let output = in_clean_environment(&mut command).output().expect("git starts");
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// Nothing of the person who runs the tests, nor of a hook that runs them, reaches git and pre-commit.
fn in_clean_environment(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["GIT_", "PRE_COMMIT", "CARGO_PROFILE_"].iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command.stdin(Stdio::null());
    command.envs([
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Somebody"),
        ("GIT_AUTHOR_EMAIL", "somebody@example.com"),
        ("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"),
        ("GIT_COMMITTER_NAME", "Somebody"),
        ("GIT_COMMITTER_EMAIL", "somebody@example.com"),
        ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z"),
    ])
}

/// A repository with a configuration of pre-commit.
pub struct Repository(TempDir);

impl Repository {
    /// `settings` are further lines of the hook's entry.
    pub fn new(settings: &str, files: &[(&str, &str)]) -> Self {
        let configuration =
            format!("repos:\n  - repo: REPO\n    rev: REV\n    hooks:\n      - id: runware-lint\n{settings}");
        Self::with_configuration(&configuration, files)
    }

    /// In the configuration, `REPO` and `REV` stand for the hook's.
    pub fn with_configuration(configuration: &str, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("there is a place for temporary files");
        let repository = Self(folder);
        git(repository.path(), &["init", "--quiet"]);
        let Hook { path, commit } = &*HOOK;
        let configuration = configuration.replace("REPO", &path.to_string_lossy()).replace("REV", commit);
        repository.stage(".pre-commit-config.yaml", &configuration);
        for (name, text) in files {
            repository.stage(name, text);
        }
        repository
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    /// Writes a file and stages it.
    pub fn stage(&self, name: &str, text: &str) {
        self.write(name, text);
        git(self.path(), &["add", "--", name]);
    }

    /// Stages everything.
    pub fn stage_all(&self) {
        git(self.path(), &["add", "--all"]);
    }

    /// Runs the hook on what is staged.
    pub fn pre_commit(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new("pre-commit");
        self.run(command.args(["run"]).args(arguments))
    }

    /// Makes the hook part of every commit.
    pub fn install(&self) {
        let outcome = self.run(Command::new("pre-commit").args(["install"]));
        assert_eq!(outcome.code, Some(0), "{}", outcome.text);
    }

    pub fn commit(&self) -> Outcome {
        self.run(Command::new("git").args(["commit", "--message", "Requests"]))
    }

    fn run(&self, command: &mut Command) -> Outcome {
        let command = in_clean_environment(command).current_dir(self.path());
        command.env("PRE_COMMIT_HOME", kept("home").join(&HOOK.commit)).env("PRE_COMMIT_COLOR", "never");
        // What the hook does is tested here, not how fast it is: built without optimisation, from the crates that
        // the tests were built from.
        command.env("CARGO_TARGET_DIR", kept("build")).env("CARGO_NET_OFFLINE", "true");
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
        command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        command.env("LC_ALL", "C").env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
        Outcome::of(&command.output().expect("the program starts"))
    }
}

/// What a committer sees.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    /// Both streams, which pre-commit puts together anyway.
    pub text: String,
}

impl Outcome {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it is UTF-8");
        Self { code: output.status.code(), text: text(&output.stdout) + &text(&output.stderr) }
    }

    /// Asserts the exit code and that all of these are to be seen.
    #[track_caller]
    pub fn assert(&self, code: i32, shown: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.text);
        for part in shown {
            assert!(self.text.contains(part), "{part:?} is not in:\n{}", self.text);
        }
    }
}
