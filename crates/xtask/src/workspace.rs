//! Where things are in this repository, and how its inner cargo is called.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::failure::Failure;

/// The target that the crates for the browser are compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The repository on this machine.
pub(crate) struct Workspace {
    root: PathBuf,
    cargo: OsString,
}

impl Workspace {
    /// Finds the repository from the folder cargo started this program for.
    pub(crate) fn find() -> Result<Self, Failure> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = manifest
            .as_deref()
            .and_then(Path::parent)
            .and_then(Path::parent)
            .map(Path::to_path_buf);
        match root {
            Some(root) => Ok(Self {
                root,
                cargo: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            }),
            None => Err(Failure::new(
                "run this as `cargo xtask`, from anywhere in the repository",
            )),
        }
    }

    /// A path of the repository, given with `/`.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A cargo command in the repository, building into its own target folder whatever the machine's settings say:
    /// the `handbook` command looks for the compiled browser code there.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let (command, rest) = arguments
            .split_first()
            .map_or(("", arguments), |(first, rest)| (*first, rest));
        let mut cargo = self.bare_cargo(&[command]);
        cargo.arg("--target-dir").arg(self.path("target")).args(rest);
        cargo
    }

    /// A cargo command that builds nothing.
    pub(crate) fn bare_cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = self.program(&self.cargo);
        cargo.args(arguments);
        cargo
    }

    /// Any program, started in the root of the repository.
    pub(crate) fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The built `handbook` command.
    pub(crate) fn handbook(&self) -> Command {
        self.program(
            self.path("target/release")
                .join(format!("handbook{}", env::consts::EXE_SUFFIX)),
        )
    }
}

/// All files under a folder, as sorted paths relative to it; an absent folder has none.
pub(crate) fn files_under(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(current) = waiting.pop() {
        if !current.exists() {
            continue;
        }
        for entry in fs::read_dir(&current).map_err(|error| Failure::at(&current, &error))? {
            let entry = entry.map_err(|error| Failure::at(&current, &error))?;
            let kind = entry
                .file_type()
                .map_err(|error| Failure::at(&entry.path(), &error))?;
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if let Ok(relative) = entry.path().strip_prefix(folder) {
                found.push(relative.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::at(path, &error))
}

/// Writes a file when its bytes differ, so that nothing is built again for nothing. Says whether it wrote.
pub(crate) fn write_when_different(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| Failure::at(parent, &error))?;
    }
    fs::write(path, bytes).map_err(|error| Failure::at(path, &error))?;
    Ok(true)
}
