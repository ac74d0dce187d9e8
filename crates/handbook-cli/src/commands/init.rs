//! `handbook init`: the starter handbook, written where nothing is in its way.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use handbook::Failure;

use crate::{Outcome, arguments::Init, carried, project, report::counted, terminal};

/// Writes the starter handbook. When one of its files exists, nothing is written.
pub(crate) fn run(options: &Init) -> Result<Outcome, Failure> {
    let folder = &options.folder;
    let taken: Vec<&str> = carried::starter()
        .map(|(name, _)| name)
        .filter(|name| folder.join(name).symlink_metadata().is_ok())
        .collect();
    if !taken.is_empty() {
        return Err(Failure {
            path: Some(folder.clone()),
            message: format!(
                "nothing was written, since these are there already: {}",
                taken.join(", ")
            ),
            hint: Some("choose an empty folder: `handbook init my-handbook`".to_owned()),
        });
    }
    let mut files = 0;
    for (name, bytes) in carried::starter() {
        write(&folder.join(name), bytes)?;
        files += 1;
    }
    let shown = folder.canonicalize().unwrap_or_else(|_| folder.clone());
    terminal::output(&format!(
        "{} written to {}; look at it with `handbook serve`\n",
        counted(files, "file"),
        project::shown(&shown)
    ))?;
    Ok(Outcome::Clean)
}

/// Writes a file that is not there yet, and the folders above it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure {
        path: Some(path.to_owned()),
        message: match error.kind() {
            io::ErrorKind::AlreadyExists => "there is a file already, and it was left as it is".to_owned(),
            _ => format!("the file cannot be written: {error}"),
        },
        hint: None,
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| Failure {
            path: Some(parent.to_owned()),
            message: format!("the folder cannot be made: {error}"),
            hint: None,
        })?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)
}
