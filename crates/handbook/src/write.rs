//! Writes a site to a folder. Only this module writes.
//!
//! A manifest in the folder names every file that this program put there. Files are written under temporary names
//! first, all of them, and renamed when all are on the disk: a full disk leaves the last site as it was. A folder with
//! files that the manifest does not name is refused.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::{Failure, render::RenderedSite};

const MANIFEST: &str = ".handbook-files";
const TEMPORARY: &str = ".handbook-new-";
const MANIFEST_HEAD: &str = "# Files that `handbook build` wrote here and may replace or remove.\n";

/// What writing a site did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files that were new or different.
    pub written: usize,
    /// Files that were there already, byte for byte.
    pub unchanged: usize,
    /// Files of an earlier build that the site no longer has.
    pub removed: usize,
}

/// Writes `site` to the folder `output`.
pub(crate) fn site(site: &RenderedSite, output: &Path) -> Result<Written, Failure> {
    create_folder(output)?;
    let _lock = lock(output)?;
    let known = read_manifest(output)?;
    let there = files_there(output)?;
    let foreign: Vec<&String> = there.iter().filter(|path| !known.contains(*path)).collect();
    if let Some(first) = foreign.first() {
        let others = foreign.len() - 1;
        let more = if others > 0 {
            format!(" and {others} more")
        } else {
            String::new()
        };
        return Err(Failure {
            path: Some(output.to_owned()),
            message: format!("this folder holds files that `handbook` did not write: `{first}`{more}"),
            hint: Some(
                "choose another folder with `--output`, or move those files away; nothing was changed"
                    .to_owned(),
            ),
        });
    }
    let wanted: BTreeSet<String> = site.files().map(|(path, _)| path.as_str().to_owned()).collect();
    let files: Vec<_> = site.files().collect();
    let stale: BTreeSet<String> = known.difference(&wanted).cloned().collect();
    let in_the_way = in_the_way(&stale, &wanted);
    let staged: Result<Vec<Option<PathBuf>>, Failure> = files
        .par_iter()
        .enumerate()
        .map(|(number, (path, bytes))| {
            let blocked = folders_of(path.as_str()).any(|folder| in_the_way.contains(folder));
            stage(output, path.as_str(), bytes, number, blocked)
        })
        .collect();
    let staged = match staged {
        Ok(staged) => staged,
        Err(failure) => {
            remove_temporary(output);
            return Err(failure);
        }
    };
    let union: BTreeSet<&String> = known.iter().chain(&wanted).collect();
    if staged.iter().any(Option::is_some) || known != wanted {
        write_manifest(output, union.into_iter())?;
    }
    let mut removed = remove(output, in_the_way.iter().copied(), &there)?;
    let mut written = 0;
    for ((path, _), temporary) in files.iter().zip(&staged) {
        if let Some(temporary) = temporary {
            let place = output.join(path.as_str());
            // An empty folder may be left of a site that had one here; one with files in it stays.
            let _ = fs::remove_dir(&place);
            let renamed = create_folder(place.parent().unwrap_or(output)).and_then(|()| {
                fs::rename(temporary, &place).map_err(|error| failure(&place, "write", &error))
            });
            if let Err(failure) = renamed {
                remove_temporary(output);
                return Err(failure);
            }
            written += 1;
        }
    }
    let others = stale.iter().map(String::as_str);
    removed += remove(output, others.filter(|path| !in_the_way.contains(path)), &there)?;
    if written > 0 || known != wanted {
        write_manifest(output, wanted.iter())?;
    }
    Ok(Written {
        written,
        unchanged: files.len() - written,
        removed,
    })
}

/// Keeps other builds out of the folder until it is dropped, where the machine can lock folders.
fn lock(output: &Path) -> Result<Option<fs::File>, Failure> {
    let Ok(folder) = fs::File::open(output) else {
        return Ok(None);
    };
    match folder.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(Failure {
            path: Some(output.to_owned()),
            message: "another build is writing to this folder just now".to_owned(),
            hint: Some("wait until it has ended, or choose another folder with `--output`".to_owned()),
        }),
        _ => Ok(Some(folder)),
    }
}

/// Files of the last site that stand where the new one needs a folder, or the other way round.
fn in_the_way<'a>(stale: &'a BTreeSet<String>, wanted: &'a BTreeSet<String>) -> BTreeSet<&'a str> {
    let needed_as_folder = wanted
        .iter()
        .flat_map(|path| folders_of(path))
        .filter(|folder| stale.contains(*folder));
    let below_a_file = stale
        .iter()
        .map(String::as_str)
        .filter(|path| folders_of(path).any(|folder| wanted.contains(folder)));
    needed_as_folder.chain(below_a_file).collect()
}

/// The folders above a file: `a` and `a/b` for `a/b/c.html`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(slash, _)| &path[..slash])
}

/// Writes a file under a temporary name beside its place, or at the top while a file stands where its folder will be;
/// nothing when its bytes are there already.
fn stage(
    output: &Path,
    path: &str,
    bytes: &[u8],
    number: usize,
    blocked: bool,
) -> Result<Option<PathBuf>, Failure> {
    let place = output.join(path);
    if has_bytes(&place, bytes) {
        return Ok(None);
    }
    let folder = place.parent().filter(|_| !blocked).unwrap_or(output);
    create_folder(folder)?;
    let temporary = folder.join(format!("{TEMPORARY}{number}"));
    fs::write(&temporary, bytes).map_err(|error| failure(&place, "write", &error))?;
    Ok(Some(temporary))
}

fn has_bytes(place: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::symlink_metadata(place)
        .is_ok_and(|there| there.is_file() && usize::try_from(there.len()) == Ok(bytes.len()));
    same_length && fs::read(place).is_ok_and(|there| there == bytes)
}

/// All files in the output folder but our own temporary ones and the manifest.
fn files_there(output: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut there = BTreeSet::new();
    for entry in WalkDir::new(output).follow_links(false) {
        let entry = entry.map_err(|error| {
            let place = error.path().unwrap_or(output).to_owned();
            failure(
                &place,
                "read",
                &error
                    .into_io_error()
                    .unwrap_or_else(|| io::ErrorKind::Other.into()),
            )
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let name = entry.file_name().to_string_lossy();
        if name.starts_with(TEMPORARY) {
            let _ = fs::remove_file(entry.path());
            continue;
        }
        let below = entry.path().strip_prefix(output).unwrap_or(entry.path());
        let below: Vec<_> = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let below = below.join("/");
        if below != MANIFEST {
            there.insert(below);
        }
    }
    Ok(there)
}

fn read_manifest(output: &Path) -> Result<BTreeSet<String>, Failure> {
    let place = output.join(MANIFEST);
    match fs::read_to_string(&place) {
        Ok(text) => Ok(text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(str::to_owned)
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(failure(&place, "read", &error)),
    }
}

fn write_manifest<'a>(output: &Path, files: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    let place = output.join(MANIFEST);
    let temporary = output.join(format!("{TEMPORARY}manifest"));
    let mut text = MANIFEST_HEAD.to_owned();
    for file in files {
        text.push_str(file);
        text.push('\n');
    }
    fs::write(&temporary, text)
        .and_then(|()| fs::rename(&temporary, &place))
        .map_err(|error| failure(&place, "write", &error))
}

fn remove<'a>(
    output: &Path,
    paths: impl Iterator<Item = &'a str>,
    there: &BTreeSet<String>,
) -> Result<usize, Failure> {
    let mut removed = 0;
    for path in paths.filter(|path| there.contains(*path)) {
        let place = output.join(path);
        fs::remove_file(&place).map_err(|error| failure(&place, "remove", &error))?;
        removed += 1;
        let mut folder = place.parent();
        while let Some(empty) = folder.filter(|folder| *folder != output && fs::remove_dir(folder).is_ok()) {
            folder = empty.parent();
        }
    }
    Ok(removed)
}

fn remove_temporary(output: &Path) {
    for entry in WalkDir::new(output).into_iter().flatten() {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| failure(folder, "create", &error))
}

fn failure(path: &Path, verb: &str, error: &io::Error) -> Failure {
    let hint = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "free some space and build again; the last site is as it was"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that you may write to with `--output`"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder is needed; choose another folder with `--output`"
        }
        _ => "check the output folder and build again",
    };
    Failure::to(verb, path, error, hint)
}
