//! Runs the real binary on small archives in folders of their own.
//! Never calls the library: a test sees what a user sees.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What a run printed and how it ended.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The binary with a plain English environment.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangan"));
    command.env_remove("LC_ALL").env("LANG", "en_US.UTF-8");
    command
}

/// Runs the binary with these arguments.
pub fn run(args: &[&str]) -> Run {
    finish(command().args(args))
}

/// Runs a prepared command.
pub fn finish(command: &mut Command) -> Run {
    let output = command.output().expect("the binary starts");
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// Where tests/run installs Python's tools.
pub fn tool(name: &str) -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_dangan"));
    binary.ancestors().nth(2).expect("the target folder").join("tools/bin").join(name)
}

/// The folder of fixtures.
pub fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

/// A project root in a folder of its own, removed when dropped.
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// The base archive with nothing wrong.
    pub fn base() -> Project {
        let project = Project { folder: TempDir::new().expect("a temporary folder") };
        copy_tree(&sites().join("base"), project.root());
        project
    }

    /// The base archive with a fixture laid over it.
    pub fn with(case: &str) -> Project {
        let project = Project::base();
        copy_tree(&sites().join(case), project.root());
        project
    }

    /// The sample archive of this repository.
    pub fn sample() -> Project {
        let project = Project { folder: TempDir::new().expect("a temporary folder") };
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        copy_tree(&content, &project.root().join("content"));
        project
    }

    /// The project root.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path below the root.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// Writes a file, folders included.
    pub fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// A file of the built site as text.
    pub fn page(&self, relative: &str) -> String {
        let path = self.path("public").join(relative);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Runs the binary on this project.
    pub fn run(&self, args: &[&str]) -> Run {
        finish(command().arg("--root").arg(self.root()).args(args))
    }

    /// Builds and insists that all went well.
    pub fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run
    }
}

/// Copies a folder and all below it.
pub fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Every file below a folder with its bytes, by path with `/`.
pub fn tree(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(entry.path()).expect("bytes"));
        }
    }
    files
}
