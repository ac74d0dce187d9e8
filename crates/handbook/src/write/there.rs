//! What an output folder holds before a build writes to it: the files that the manifest names, and nothing else.

use std::{
    collections::HashSet,
    fs, io,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use walkdir::{DirEntry, WalkDir};

use super::{STAGING, TEMPORARY, compressed::Seal, failure};
use crate::Failure;

/// The list of all files in their folder.
pub(crate) const MANIFEST: &str = ".handbook-files";
const HEAD: &str = "# Files that `handbook build` wrote here and may replace or remove.\n";

/// What stands where a file of an earlier build was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    File,
    /// A link, or another thing that is no file: never read, only replaced.
    Other,
}

/// A file that the manifest names.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) path: Box<str>,
    pub(super) found: Found,
    /// Of a compressed copy that was finished together with its file.
    pub(super) seal: Option<Seal>,
    wanted: AtomicBool,
}

impl Known {
    /// Notes that the new site has this file; false when that was noted before.
    pub(super) fn want(&self) -> bool {
        !self.wanted.swap(true, Ordering::Relaxed)
    }

    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }
}

/// The files and folders of an earlier build.
#[derive(Debug)]
pub(super) struct There {
    /// In the order of their paths.
    pub(super) files: Vec<Known>,
    folders: HashSet<Box<str>>,
}

impl There {
    /// Looks at an output folder. What a killed build staged is removed; files that the manifest does not name are refused.
    pub(super) fn read(output: &Path) -> Result<Self, Failure> {
        let mut there = Self {
            files: read_manifest(output)?,
            folders: HashSet::new(),
        };
        let mut foreign = Foreign::default();
        let mut walk = WalkDir::new(output).min_depth(1).follow_links(false).into_iter();
        while let Some(entry) = walk.next() {
            let entry = entry.map_err(|error| unreadable(output, error))?;
            let name = entry.file_name().to_string_lossy();
            let is_folder = entry.file_type().is_dir();
            if is_folder && entry.depth() == 1 && name == STAGING {
                walk.skip_current_dir();
                fs::remove_dir_all(entry.path()).map_err(|error| failure(entry.path(), "remove", &error))?;
            } else if !is_folder && name.starts_with(TEMPORARY) {
                let _ = fs::remove_file(entry.path());
            } else {
                there.note(&entry, output, &mut foreign);
            }
        }
        foreign.refuse(output)?;
        Ok(there)
    }

    fn note(&mut self, entry: &DirEntry, output: &Path, foreign: &mut Foreign) {
        let path = below(entry.path(), output);
        if entry.file_type().is_dir() {
            self.folders.insert(path.into_boxed_str());
            return;
        }
        if path == MANIFEST {
            return;
        }
        match self.files.binary_search_by(|file| (*file.path).cmp(&path)) {
            Ok(index) => {
                if let Some(known) = self.files.get_mut(index) {
                    known.found = if entry.file_type().is_file() {
                        Found::File
                    } else {
                        Found::Other
                    };
                }
            }
            Err(_) => foreign.note(path),
        }
    }

    /// The file of an earlier build with this path.
    pub(super) fn get(&self, path: &str) -> Option<&Known> {
        let index = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.files.get(index)
    }

    /// Whether the folder was there; the output folder itself is the empty path.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        path.is_empty() || self.folders.contains(path)
    }

    /// Whether a file that the new site does not have stands there.
    pub(super) fn has_stale(&self, path: &str) -> bool {
        self.get(path)
            .is_some_and(|file| !file.is_wanted() && file.found != Found::Nothing)
    }
}

/// Files that this program did not write: the first of them, and how many there are.
#[derive(Default)]
struct Foreign {
    first: Option<String>,
    count: usize,
}

impl Foreign {
    fn note(&mut self, path: String) {
        self.count += 1;
        if self.first.as_ref().is_none_or(|first| path < *first) {
            self.first = Some(path);
        }
    }

    fn refuse(self, output: &Path) -> Result<(), Failure> {
        let Some(first) = self.first else {
            return Ok(());
        };
        let more = match self.count - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        Err(Failure {
            path: Some(output.to_owned()),
            message: format!("this folder holds files that `handbook` did not write: `{first}`{more}"),
            hint: Some(
                "choose another folder with `--output`, or move those files away; nothing was changed"
                    .to_owned(),
            ),
        })
    }
}

fn read_manifest(output: &Path) -> Result<Vec<Known>, Failure> {
    let place = output.join(MANIFEST);
    let text = match fs::read_to_string(&place) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failure(&place, "read", &error)),
    };
    let mut files: Vec<Known> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (path, seal) = line.split_once('\t').unwrap_or((line, ""));
            Known {
                path: path.into(),
                found: Found::Nothing,
                seal: Seal::parse(seal),
                wanted: AtomicBool::new(false),
            }
        })
        .collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|one, other| one.path == other.path);
    Ok(files)
}

/// Writes the manifest: these paths, in this order, and the seals of compressed copies behind theirs.
pub(super) fn write_manifest<'a>(
    output: &Path,
    files: impl Iterator<Item = (&'a str, Option<Seal>)>,
) -> Result<(), Failure> {
    let place = output.join(MANIFEST);
    let temporary = output.join(format!("{TEMPORARY}manifest"));
    let mut text = HEAD.to_owned();
    for (path, seal) in files {
        text.push_str(path);
        if let Some(seal) = seal {
            text.push('\t');
            text.push_str(&seal.text());
        }
        text.push('\n');
    }
    fs::write(&temporary, text)
        .and_then(|()| fs::rename(&temporary, &place))
        .map_err(|error| failure(&place, "write", &error))
}

/// Whether a path would take the place of something that the writer itself keeps in the folder.
pub(super) fn is_reserved(path: &str) -> bool {
    path == MANIFEST || path.split('/').any(|part| part.starts_with(TEMPORARY))
}

/// A path below the output folder, with `/` between its parts.
fn below(path: &Path, output: &Path) -> String {
    let mut text = String::new();
    for part in path.strip_prefix(output).unwrap_or(path).components() {
        if !text.is_empty() {
            text.push('/');
        }
        text.push_str(&part.as_os_str().to_string_lossy());
    }
    text
}

fn unreadable(output: &Path, error: walkdir::Error) -> Failure {
    let place = error.path().unwrap_or(output).to_owned();
    let error = error.into_io_error();
    failure(
        &place,
        "read",
        &error.unwrap_or_else(|| io::ErrorKind::Other.into()),
    )
}
