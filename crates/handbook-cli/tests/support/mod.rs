//! A handbook in a folder of its own, and the command run on it.

// Each test file uses its own part of this.
#![allow(dead_code)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_yaml::Value;
use tempfile::TempDir;

/// A temporary folder, usually with a handbook in it.
pub(crate) struct Folder {
    folder: TempDir,
}

/// What a run of the command left behind.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) output: String,
    /// Standard error.
    pub(crate) errors: String,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder can be made"),
        }
    }

    /// The starter handbook.
    pub(crate) fn starter() -> Self {
        let folder = Self::empty();
        let run = folder.run(&["init"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        folder
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The path of a file in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
        self
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.join(name)).expect(name)
    }

    /// Runs `handbook` in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command().args(arguments).stdin(Stdio::null()).output();
        Run::of(output.expect("the command can be started"))
    }

    /// The command `handbook`, to be run in the folder.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handbook"));
        command.current_dir(self.path()).env_remove("NO_COLOR");
        command
    }

    /// All files below a folder, by path, with their bytes.
    pub(crate) fn tree(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.join(name), "", &mut files);
        files
    }
}

impl Run {
    /// The result of a finished process.
    pub(crate) fn of(output: Output) -> Self {
        let run = Self {
            code: output.status.code(),
            output: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            errors: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        };
        assert!(!run.errors.contains("panicked"), "{run:?}");
        run
    }

    /// Standard output, read as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_yaml::from_str(&self.output).expect("standard output is JSON")
    }

    /// Checks the exit code, and that standard error has all these parts.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for part in parts {
            assert!(self.errors.contains(part), "no {part:?} in {}", self.errors);
        }
    }
}

fn collect(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a folder can be read").path();
        let last = path
            .file_name()
            .and_then(|last| last.to_str())
            .expect("names are UTF-8");
        let name = format!("{name}/{last}");
        if path.is_dir() {
            collect(&path, &name, files);
        } else {
            files.insert(name, fs::read(&path).expect("a file can be read"));
        }
    }
}
