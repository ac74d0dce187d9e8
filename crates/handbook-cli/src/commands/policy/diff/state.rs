//! One of the two states that are compared: a folder, or a revision of the git repository around the handbook.
//!
//! A revision is laid out in a temporary folder through an index of its own, so the repository, its index and its files stay
//! as they are.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use handbook::{Failure, git};
use tempfile::TempDir;

use crate::project::{self, CONFIGURATION};

/// A handbook that lies in a folder.
pub(super) struct State {
    /// Its name for people: what was typed.
    pub(super) name: String,
    /// The folder of the handbook.
    pub(super) root: PathBuf,
    /// Holds the files of a revision, and removes them at the end.
    _kept: Option<TempDir>,
}

impl State {
    /// The handbook as it lies in its folder.
    pub(super) fn working(source: &Path) -> Result<Self, Failure> {
        Ok(Self {
            name: "the working folder".to_owned(),
            root: project::find(source)?,
            _kept: None,
        })
    }

    /// What was typed: a folder with a handbook, or else a revision of the handbook in or around `source`.
    pub(super) fn named(name: &str, source: &Path) -> Result<Self, Failure> {
        let folder = Path::new(name);
        if folder.is_dir() && (folder.join(CONFIGURATION).is_file() || folder.join("content").is_dir()) {
            return Ok(Self {
                name: name.to_owned(),
                root: project::find(folder)?,
                _kept: None,
            });
        }
        if name.contains("..") && !name.contains("../") && !name.starts_with('.') {
            return Err(failure(
                format!("`{name}` is no revision: two of them are written apart"),
                "type them with a blank between: `handbook policy diff main my-branch`",
            ));
        }
        revision(name, source)
    }
}

/// Lays out a revision of the handbook in a temporary folder.
fn revision(name: &str, source: &Path) -> Result<State, Failure> {
    let root = project::find(source)?;
    let asked = started(&mut git(&root, ["rev-parse", "--show-prefix"]))?;
    if !asked.status.success() {
        let why = match last_line(&asked) {
            line if line.starts_with("not a git repository") => {
                "the handbook lies in no git repository".to_owned()
            }
            line => format!("git does not open the repository of the handbook: {line}"),
        };
        return Err(failure(
            format!("`{name}` is no folder with a handbook, and {why}"),
            "name two folders, such as `handbook policy diff ../published .`",
        ));
    }
    let prefix = String::from_utf8_lossy(&asked.stdout).into_owned();
    let unknown = || {
        failure(
            format!("`{name}` is neither a folder with a handbook nor a revision of the git repository"),
            "`git branch --all` and `git log` tell the revisions; where only a part of the history is there, `git fetch` gets more of it",
        )
    };
    if name.is_empty() || name.starts_with('-') {
        return Err(unknown());
    }
    let commit = format!("{name}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", commit.as_str()];
    let Some(commit) = said(&mut git(&root, verify))? else {
        return Err(unknown());
    };
    let top = said(&mut git(&root, ["rev-parse", "--show-toplevel"]))?.unwrap_or_default();
    let top = Path::new(&top);
    let tree = match prefix.trim_end_matches(['/', '\n', '\r']) {
        "" => format!("{commit}^{{tree}}"),
        below => format!("{commit}:{below}"),
    };
    let missing = || {
        failure(
            format!("the revision `{name}` has no handbook where this one lies"),
            "it has to be at the same place of the repository in both revisions",
        )
    };
    if said(&mut git(top, ["rev-parse", "--verify", "--quiet", tree.as_str()]))?.is_none() {
        return Err(missing());
    }
    let kept =
        TempDir::with_prefix("handbook-").map_err(|error| failed_to("make a temporary folder", &error))?;
    let index = kept.path().join("index");
    let files = kept.path().join("handbook");
    std::fs::create_dir(&files).map_err(|error| failed_to("make a temporary folder", &error))?;
    // What stands before a name is put before it as it is, so it ends with a slash.
    let before = format!("--prefix={}/", files.display());
    for words in [
        ["read-tree", tree.as_str()].as_slice(),
        &["checkout-index", "--all", "--force", before.as_str()],
    ] {
        let mut command = git(top, words);
        command.env("GIT_INDEX_FILE", &index);
        let output = started(&mut command)?;
        if !output.status.success() {
            return Err(failure(
                format!("git cannot lay out the revision `{name}`: {}", last_line(&output)),
                "what git says tells what to do",
            ));
        }
    }
    if !files.join(CONFIGURATION).is_file() && !files.join("content").is_dir() {
        return Err(missing());
    }
    Ok(State {
        name: name.to_owned(),
        root: files,
        _kept: Some(kept),
    })
}

/// What git says when it is content, without the line break at its end; none when it is not.
fn said(command: &mut Command) -> Result<Option<String>, Failure> {
    let output = started(command)?;
    Ok(output.status.success().then(|| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.trim_end_matches(['\n', '\r']).to_owned()
    }))
}

fn started(command: &mut Command) -> Result<Output, Failure> {
    command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failure(
            "the program `git` is not installed, and revisions are compared with it".to_owned(),
            "install git, or name two folders: `handbook policy diff ../published .`",
        ),
        _ => failed_to("start git", &error),
    })
}

/// The last thing that git complained about.
fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    let line = line.unwrap_or("it does not say why");
    line.trim_start_matches("fatal: ")
        .trim_start_matches("error: ")
        .to_owned()
}

fn failure(message: String, hint: &str) -> Failure {
    Failure {
        path: None,
        message,
        hint: Some(hint.to_owned()),
    }
}

fn failed_to(what: &str, error: &io::Error) -> Failure {
    failure(
        format!("cannot {what}: {error}"),
        "look at the disk and its permissions",
    )
}
