//! Writes a site to a folder. Only this module writes.
//!
//! A manifest in the folder names every file that this program put there. A file whose bytes are new is staged while the
//! rest of the site is still being rendered: under a temporary name beside its place where the folder is there already, and
//! in a tree of its own for folders that the site does not have yet. Only when everything is on the disk it is put in place,
//! each file by a rename and each new folder by one for all that it holds. So a full disk or a killed program leaves
//! whole files, and the site need not be in memory. A folder with files that the manifest does not name is refused.

mod compressed;
mod there;

use std::{
    collections::HashSet,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;

use crate::{Failure, address::OutputPath, render::RenderedSite};
use compressed::{Encoding, Quality, Seal};
pub(crate) use there::MANIFEST;
use there::{Found, Known, There};

/// How the names of staged files begin.
const TEMPORARY: &str = ".handbook-new-";
/// The tree of the folders that the site does not have yet.
pub(crate) const STAGING: &str = ".handbook-new-site";

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

/// Whether files get compressed copies beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Copies {
    /// Only the files themselves.
    #[default]
    None,
    /// Beside each file of text one that ends in `.br` and one that ends in `.gz`, for hosts that send these as they are.
    Compressed,
    /// The same, as small as they get, in about thirty times the time.
    Smallest,
}

/// Writes `site` to the folder `output`.
pub(crate) fn site(site: &RenderedSite, output: &Path, copies: Copies) -> Result<Written, Failure> {
    let writer = Writer::open(output)?.with(copies);
    let files: Vec<_> = site.files().collect();
    files.par_iter().for_each(|(path, bytes)| writer.put(path, bytes));
    writer.finish()
}

/// A site on its way into a folder, file by file, from many threads. Nothing of it is seen there before
/// [`Writer::finish`]; a writer that is dropped leaves the folder as it was.
#[derive(Debug)]
pub(crate) struct Writer {
    output: PathBuf,
    there: There,
    copies: Copies,
    /// The compressed copies that are made anew.
    sealed: Mutex<Vec<(Box<str>, Seal)>>,
    /// Paths that the manifest does not name yet.
    fresh: Mutex<Vec<Box<str>>>,
    /// Files under temporary names beside their places.
    staged: Mutex<Vec<Staged>>,
    /// The topmost folders that the site does not have yet; what they hold is staged in a tree of its own.
    folders: Mutex<HashSet<Box<str>>>,
    numbers: AtomicUsize,
    written: AtomicUsize,
    unchanged: AtomicUsize,
    failed: OnceLock<Failure>,
    /// Whether the staging folder was made, or why it could not.
    marked: OnceLock<Option<io::ErrorKind>>,
    finished: bool,
    /// Keeps other builds out, where the machine can lock folders.
    _lock: Option<fs::File>,
}

#[derive(Clone, Debug)]
struct Staged {
    path: Box<str>,
    number: usize,
}

impl Staged {
    /// Its temporary name: beside its place, so that the rename stays in one folder.
    fn temporary(&self, output: &Path) -> PathBuf {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        output.join(folder).join(format!("{TEMPORARY}{}", self.number))
    }
}

impl Writer {
    /// Opens an output folder, makes it if need be, and keeps other builds out of it. What a killed build left is removed.
    ///
    /// # Errors
    /// The folder cannot be made or read, another build writes to it, or it holds files that this program did not write.
    pub(crate) fn open(output: &Path) -> Result<Self, Failure> {
        create_folder(output)?;
        let lock = lock(output)?;
        Ok(Self {
            output: output.to_owned(),
            there: There::read(output)?,
            copies: Copies::None,
            sealed: Mutex::default(),
            fresh: Mutex::default(),
            staged: Mutex::default(),
            folders: Mutex::default(),
            numbers: AtomicUsize::new(0),
            written: AtomicUsize::new(0),
            unchanged: AtomicUsize::new(0),
            failed: OnceLock::new(),
            marked: OnceLock::new(),
            finished: false,
            _lock: lock,
        })
    }

    /// The same writer, which puts compressed copies beside the files, or none.
    pub(crate) fn with(mut self, copies: Copies) -> Self {
        self.copies = copies;
        self
    }

    /// Stages a file of the site, each once. Nothing happens when it is there already with these bytes, nor after the
    /// first failure, which [`Writer::finish`] tells.
    pub(crate) fn put(&self, path: &OutputPath, bytes: &[u8]) {
        if self.failed.get().is_some() {
            return;
        }
        let staged = self.stage(path.as_str(), bytes);
        self.note(staged.and_then(|()| self.stage_copies(path.as_str(), bytes)));
    }

    /// Notes that a file of an earlier build stays as it is, because its bytes are known to be right. False when there is
    /// no such file any more: then it has to be put.
    #[must_use]
    pub(crate) fn keep(&self, path: &OutputPath) -> bool {
        let Some(known) = self.there.get(path.as_str()) else {
            return false;
        };
        if known.found != Found::File {
            return false;
        }
        self.note(self.want(known));
        self.unchanged.fetch_add(1, Ordering::Relaxed);
        if self.copies != Copies::None && compressed::is_text(path.as_str()) {
            self.keep_copies(path.as_str());
        }
        true
    }

    /// The bytes of a file of an earlier build, as they are now.
    pub(crate) fn earlier(&self, path: &OutputPath) -> Option<Vec<u8>> {
        let known = self.there.get(path.as_str())?;
        let is_file = known.found == Found::File;
        is_file.then(|| fs::read(self.output.join(path.as_str())).ok())?
    }

    /// Puts the site in its place and removes what it no longer has.
    ///
    /// # Errors
    /// The first failure of all. When it was one of staging, the last site is as it was.
    pub(crate) fn finish(mut self) -> Result<Written, Failure> {
        if let Some(failure) = self.failed.take() {
            return Err(failure);
        }
        let staged = std::mem::take(&mut *owned(&self.staged));
        let done = self.publish(&staged);
        if done.is_err() {
            *owned(&self.staged) = staged;
        } else {
            self.finished = true;
        }
        done
    }

    /// Leaves the folder as it was, without what was staged.
    pub(crate) fn discard(self) {}

    /// Only the first failure is told.
    fn note(&self, done: Result<(), Failure>) {
        if let Err(failure) = done {
            let _ = self.failed.set(failure);
        }
    }

    fn want(&self, known: &Known) -> Result<(), Failure> {
        match known.want() {
            true => Ok(()),
            false => Err(twice(&self.output.join(&*known.path))),
        }
    }

    /// Stages the compressed copies of a file. Those that are there and still right are only read.
    fn stage_copies(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let Some(quality) = Quality::of(self.copies).filter(|_| compressed::pays(path, bytes.len())) else {
            return Ok(());
        };
        for encoding in Encoding::ALL {
            let path = encoding.path(path);
            let place = self.output.join(&path);
            let known = self.there.get(&path).filter(|known| known.found == Found::File);
            if let Some((known, seal)) = known.and_then(|known| Some((known, known.seal?)))
                && fs::read(&place).is_ok_and(|copy| Seal::new(quality, bytes, &copy) == seal)
            {
                self.want(known)?;
                self.unchanged.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let copy = encoding
                .copy(bytes, quality)
                .map_err(|error| failure(&place, "compress", &error))?;
            let seal = Seal::new(quality, bytes, &copy);
            owned(&self.sealed).push((path.as_str().into(), seal));
            self.stage(&path, &copy)?;
        }
        Ok(())
    }

    /// Keeps the compressed copies of a file that stays as it is, and makes those that are missing. Their seals are taken
    /// out of the manifest before anything is put in place, so one that has a seal was finished together with its file.
    fn keep_copies(&self, path: &str) {
        let quality = Quality::of(self.copies);
        let known = Encoding::ALL.map(|encoding| {
            let known = self.there.get(&encoding.path(path))?;
            let is_sealed = known.seal.is_some_and(|seal| Some(seal.quality()) == quality);
            (known.found == Found::File && is_sealed).then_some(known)
        });
        if known.iter().all(Option::is_some) {
            for known in known.into_iter().flatten() {
                self.note(self.want(known));
                self.unchanged.fetch_add(1, Ordering::Relaxed);
            }
            return;
        }
        let place = self.output.join(path);
        let bytes = fs::read(&place).map_err(|error| failure(&place, "read", &error));
        self.note(bytes.and_then(|bytes| self.stage_copies(path, &bytes)));
    }

    fn stage(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let place = self.output.join(path);
        if there::is_reserved(path) {
            return Err(Failure {
                path: Some(place),
                message: "this name is kept for the program's own files".to_owned(),
                hint: Some("rename the file".to_owned()),
            });
        }
        match self.there.get(path) {
            Some(known) => self.want(known)?,
            None => owned(&self.fresh).push(path.into()),
        }
        let found = self.there.get(path).map_or(Found::Nothing, |known| known.found);
        if found == Found::File && has_bytes(&place, bytes) {
            self.unchanged.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        self.written.fetch_add(1, Ordering::Relaxed);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if self.there.has_folder(folder) {
            self.mark().map_err(|error| failure(&place, "write", &error))?;
            let staged = Staged {
                path: path.into(),
                number: self.numbers.fetch_add(1, Ordering::Relaxed),
            };
            let temporary = staged.temporary(&self.output);
            owned(&self.staged).push(staged);
            return fs::write(&temporary, bytes).map_err(|error| failure(&place, "write", &error));
        }
        let mut folders = folders_of(path);
        if let Some(topmost) = folders.find(|folder| !self.there.has_folder(folder)) {
            let mut folders = owned(&self.folders);
            if !folders.contains(topmost) {
                folders.insert(topmost.into());
            }
        }
        let staging = self.output.join(STAGING).join(folder);
        self.stage_below(&staging, name, bytes)
            .map_err(|error| failure(&place, "write", &error))
    }

    /// Makes the staging folder, which tells until the end that a build did not end.
    fn mark(&self) -> io::Result<()> {
        let make = || match fs::create_dir(self.output.join(STAGING)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Some(error.kind()),
            _ => None,
        };
        self.marked
            .get_or_init(make)
            .map_or(Ok(()), |kind| Err(kind.into()))
    }

    /// Writes a file to a new folder. Most pages are alone in theirs, so it is made before it is known to be missing.
    fn stage_below(&self, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
        let place = folder.join(name);
        if name != "index.html" {
            match fs::write(&place, bytes) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => return other,
            }
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder)?,
            other => other?,
        }
        fs::write(&place, bytes)
    }

    fn publish(&self, staged: &[Staged]) -> Result<Written, Failure> {
        let there = &self.there;
        let mut fresh = owned(&self.fresh);
        fresh.sort_unstable();
        if let Some([path, _]) = fresh
            .windows(2)
            .find(|pair| matches!(pair, [one, other] if one == other))
        {
            return Err(twice(&self.output.join(&**path)));
        }
        let mut sealed = owned(&self.sealed);
        sealed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let new_seal = |path: &str| {
            let index = sealed.binary_search_by(|(known, _)| (**known).cmp(path)).ok()?;
            sealed.get(index).map(|(_, seal)| *seal)
        };
        let is_stale = |known: &Known| !known.is_wanted();
        let is_new_list = !fresh.is_empty() || !sealed.is_empty() || there.files.iter().any(is_stale);
        if is_new_list {
            let known = there.files.iter().map(|known| {
                let seal = known.seal.filter(|_| new_seal(&known.path).is_none());
                (&*known.path, seal)
            });
            let fresh = fresh.iter().map(|path| (&**path, None));
            there::write_manifest(&self.output, merged(known, fresh))?;
        }
        let folders = std::mem::take(&mut *owned(&self.folders));
        let in_the_way = self.in_the_way(staged, &folders);
        let mut removed = self.remove(in_the_way.iter().copied())?;
        let staging = self.output.join(STAGING);
        let mut topmost: Vec<&str> = folders.iter().map(|folder| &**folder).collect();
        topmost.sort_unstable();
        for folder in topmost {
            move_to(&staging.join(folder), &self.output.join(folder), &self.output)?;
        }
        let moved: Result<(), Failure> = staged
            .par_iter()
            .map(|file| {
                let place = self.output.join(&*file.path);
                move_to(&file.temporary(&self.output), &place, &self.output)
            })
            .collect();
        moved?;
        let is_left = |known: &&Known| is_stale(known) && known.found != Found::Nothing;
        let stale = there.files.iter().filter(is_left).map(|known| &*known.path);
        removed += self.remove(stale.filter(|path| !in_the_way.contains(path)))?;
        if is_new_list {
            let wanted = there.files.iter().filter(|known| known.is_wanted());
            let wanted = wanted.map(|known| (&*known.path, new_seal(&known.path).or(known.seal)));
            let fresh = fresh.iter().map(|path| (&**path, new_seal(path)));
            there::write_manifest(&self.output, merged(wanted, fresh))?;
        }
        if !staged.is_empty() || !folders.is_empty() {
            fs::remove_dir_all(&staging).map_err(|error| failure(&staging, "remove", &error))?;
        }
        Ok(Written {
            written: self.written.load(Ordering::Relaxed),
            unchanged: self.unchanged.load(Ordering::Relaxed),
            removed,
        })
    }

    /// Files of the last site that stand where the new one needs a folder, or the other way round.
    fn in_the_way(&self, staged: &[Staged], folders: &HashSet<Box<str>>) -> HashSet<&str> {
        let placed: HashSet<&str> = staged.iter().map(|file| &*file.path).collect();
        let is_in_the_way =
            |path: &str| folders.contains(path) || folders_of(path).any(|folder| placed.contains(folder));
        let paths = self.there.files.iter().map(|known| &*known.path);
        paths
            .filter(|path| self.there.has_stale(path) && is_in_the_way(path))
            .collect()
    }

    /// Removes files with the folders that are empty without them.
    fn remove<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<usize, Failure> {
        let mut removed = 0;
        for path in paths {
            let place = self.output.join(path);
            fs::remove_file(&place).map_err(|error| failure(&place, "remove", &error))?;
            removed += 1;
            let mut folder = place.parent();
            let is_below = |folder: &&Path| *folder != self.output;
            while let Some(empty) = folder.filter(|folder| is_below(folder) && fs::remove_dir(folder).is_ok())
            {
                folder = empty.parent();
            }
        }
        Ok(removed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        for file in owned(&self.staged).iter() {
            let _ = fs::remove_file(file.temporary(&self.output));
        }
        let _ = fs::remove_dir_all(self.output.join(STAGING));
    }
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

/// Two lists of paths, each in order, as one.
fn merged<'a>(
    one: impl Iterator<Item = (&'a str, Option<Seal>)>,
    other: impl Iterator<Item = (&'a str, Option<Seal>)>,
) -> impl Iterator<Item = (&'a str, Option<Seal>)> {
    let mut one = one.peekable();
    let mut other = other.peekable();
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some((first, _)), Some((second, _))) if first < second => one.next(),
        (_, Some(_)) => other.next(),
        (_, None) => one.next(),
    })
}

/// The folders above a file: `a` and `a/b` for `a/b/c.html`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(slash, _)| &path[..slash])
}

/// Renames what was staged to its place. That fails where removing old files took the folder above along, or left an
/// empty folder there.
fn move_to(staged: &Path, place: &Path, output: &Path) -> Result<(), Failure> {
    if fs::rename(staged, place).is_ok() {
        return Ok(());
    }
    create_folder(place.parent().unwrap_or(output))?;
    let _ = fs::remove_dir(place);
    fs::rename(staged, place).map_err(|error| failure(place, "write", &error))
}

/// Whether a file has these bytes. Not asked of links: they would be followed.
fn has_bytes(place: &Path, bytes: &[u8]) -> bool {
    let Ok(file) = fs::File::open(place) else {
        return false;
    };
    // One more than wanted tells a longer file without asking for its length.
    let limit = bytes.len().saturating_add(1);
    let mut there = Vec::with_capacity(limit);
    let read = file.take(limit as u64).read_to_end(&mut there);
    read.is_ok() && there == bytes
}

fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| failure(folder, "create", &error))
}

/// The content of a lock. A thread that panicked while it held one has only pushed or not pushed.
fn owned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn twice(place: &Path) -> Failure {
    Failure {
        path: Some(place.to_owned()),
        message: "two files of the site have this name".to_owned(),
        hint: Some(
            "rename one of them, or build without compressed copies; the last site is as it was".to_owned(),
        ),
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).expect("a path of the site")
    }

    fn write(output: &Path, files: &[(&str, &str)]) -> Result<Written, Failure> {
        let writer = Writer::open(output)?;
        for (name, text) in files {
            writer.put(&path(name), text.as_bytes());
        }
        writer.finish()
    }

    /// The files of a folder with their text, and its empty folders with none.
    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let entries = walkdir::WalkDir::new(folder).min_depth(1).into_iter().flatten();
        let is_shown = |entry: &walkdir::DirEntry| {
            entry.file_type().is_file()
                || fs::read_dir(entry.path()).is_ok_and(|mut inside| inside.next().is_none())
        };
        let shown = entries.filter(is_shown).map(|entry| {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            (
                below.to_string_lossy().into_owned(),
                fs::read_to_string(entry.path()).unwrap_or_default(),
            )
        });
        shown.filter(|(path, _)| path != ".handbook-files").collect()
    }

    #[track_caller]
    fn check(output: &Path, expected: &[(&str, &str)]) {
        let expected = expected
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        assert_eq!(tree(output), expected.collect());
    }

    const FIRST: &[(&str, &str)] = &[
        ("a/b/index.html", "b"),
        ("a/index.html", "a"),
        ("index.html", "home"),
    ];

    #[test]
    fn nothing_is_seen_of_a_site_before_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("site");
        write(&output, FIRST).expect("it can be written");
        let writer = Writer::open(&output).expect("it can be opened");
        writer.put(&path("index.html"), b"new");
        writer.put(&path("new/index.html"), b"new");
        let seen = tree(&output);
        assert_eq!(seen.get("index.html").map(String::as_str), Some("home"));
        assert!(!seen.contains_key("new/index.html"));
        let written = writer.finish().expect("it can be written");
        assert_eq!((written.written, written.unchanged, written.removed), (2, 0, 2));
        check(&output, &[("index.html", "new"), ("new/index.html", "new")]);
    }

    #[test]
    fn a_writer_that_is_discarded_or_dropped_leaves_the_last_site() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), FIRST).expect("it can be written");
        for drops in [false, true] {
            let writer = Writer::open(folder.path()).expect("it can be opened");
            writer.put(&path("index.html"), b"new");
            writer.put(&path("new/deep/index.html"), b"new");
            if drops {
                drop(writer);
            } else {
                writer.discard();
            }
            check(folder.path(), FIRST);
        }
    }

    #[test]
    fn what_is_kept_stays_and_what_is_gone_cannot_be_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), FIRST).expect("it can be written");
        fs::remove_file(folder.path().join("index.html")).expect("it is there");
        let writer = Writer::open(folder.path()).expect("it can be opened");
        assert!(writer.keep(&path("a/index.html")));
        assert!(!writer.keep(&path("index.html")) && !writer.keep(&path("never.html")));
        writer.put(&path("index.html"), b"again");
        let written = writer.finish().expect("it can be written");
        assert_eq!((written.written, written.unchanged, written.removed), (1, 1, 1));
        check(folder.path(), &[("a/index.html", "a"), ("index.html", "again")]);
    }

    #[test]
    fn the_first_failure_ends_the_staging_and_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), FIRST).expect("it can be written");
        let writer = Writer::open(folder.path()).expect("it can be opened");
        writer.put(&path("new.html"), b"new");
        writer.put(&path(".handbook-files"), b"not a list");
        writer.put(&path("a/.handbook-new-0"), b"never looked at");
        let failure = writer.finish().expect_err("the name is taken");
        assert!(failure.message.contains("the program's own"), "{failure:?}");
        check(folder.path(), FIRST);
    }

    #[test]
    fn files_and_folders_take_each_others_places() {
        let folder = tempfile::tempdir().expect("a folder");
        let shapes: [&[(&str, &str)]; 5] = [
            &[("x/a", "file"), ("x/b/c/d", "deep")],
            &[
                ("x/a/b/c.html", "in a folder of what was a file"),
                ("x/b", "file"),
            ],
            &[("x", "a file alone")],
            &[("x/a", "file"), ("x/b/c/d", "deep")],
            &[("x/b/c", "file"), ("x/a/index.html", "page"), ("y/z", "fresh")],
        ];
        for shape in shapes {
            let before = tree(folder.path());
            let written = write(folder.path(), shape).expect("it can be written");
            let mut expected = shape.to_vec();
            expected.sort_unstable();
            check(folder.path(), &expected);
            assert_eq!(
                written.removed,
                before
                    .keys()
                    .filter(|old| shape.iter().all(|new| new.0 != *old))
                    .count()
            );
            let again = write(folder.path(), shape).expect("it can be written");
            assert_eq!((again.written, again.unchanged), (0, shape.len()));
        }
    }

    #[test]
    fn what_a_killed_build_staged_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), FIRST).expect("it can be written");
        let staging = folder.path().join(STAGING).join("new/deep");
        fs::create_dir_all(&staging).expect("a folder can be made");
        fs::write(staging.join("index.html"), "half").expect("a file can be written");
        fs::write(folder.path().join("a/.handbook-new-17"), "half").expect("a file can be written");
        write(folder.path(), FIRST).expect("it can be written");
        check(folder.path(), FIRST);
    }

    #[test]
    fn many_threads_may_put_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = |number: usize| format!("{}/{}/{number}/index.html", number % 7, number % 31);
        for turn in 0..3 {
            let text = |number: usize| format!("{number} {}", number * turn / 400);
            let writer = Writer::open(folder.path()).expect("it can be opened");
            (0..400_usize).into_par_iter().for_each(|number| {
                writer.put(&path(&name(number)), text(number).as_bytes());
            });
            let written = writer.finish().expect("it can be written");
            assert_eq!(written.written + written.unchanged, 400);
            let there = tree(folder.path());
            assert_eq!(there.len(), 400);
            assert!((0..400).all(|number| there.get(&name(number)) == Some(&text(number))));
        }
    }

    fn compress(output: &Path, files: &[(&str, &str)]) -> Written {
        compress_as(Copies::Compressed, output, files)
    }

    fn compress_as(copies: Copies, output: &Path, files: &[(&str, &str)]) -> Written {
        let writer = Writer::open(output).expect("it can be opened").with(copies);
        files
            .iter()
            .for_each(|(name, text)| writer.put(&path(name), text.as_bytes()));
        writer.finish().expect("it can be written")
    }

    /// Each copy holds the bytes of its file, and each large file of text has both.
    #[track_caller]
    fn copies_are_right(output: &Path, files: &[(&str, &str)]) {
        let mut expected: Vec<String> = Vec::new();
        for (name, text) in files {
            expected.push((*name).to_owned());
            if !compressed::pays(name, text.len()) {
                continue;
            }
            let mut plain = Vec::new();
            let copy = fs::read(output.join(format!("{name}.br"))).expect("there is a copy");
            brotli::BrotliDecompress(&mut &*copy, &mut plain).expect("it is brotli");
            assert_eq!(plain, text.as_bytes(), "{name}.br");
            plain.clear();
            let copy = fs::read(output.join(format!("{name}.gz"))).expect("there is a copy");
            flate2::read::GzDecoder::new(&*copy)
                .read_to_end(&mut plain)
                .expect("it is gzip");
            assert_eq!(plain, text.as_bytes(), "{name}.gz");
            expected.extend([format!("{name}.br"), format!("{name}.gz")]);
        }
        expected.sort_unstable();
        assert_eq!(tree(output).into_keys().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn copies_are_made_of_what_changed_and_go_with_their_files() {
        let (one, other) = ("one ".repeat(999), "other ".repeat(999));
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path();
        let files = [
            ("a/index.html", &*one),
            ("b.png", &*one),
            ("index.html", &*other),
            ("small.css", "x{}"),
        ];
        assert_eq!(compress(output, &files).written, 8);
        copies_are_right(output, &files);
        let manifest = fs::read(output.join(".handbook-files")).expect("there is a list");
        assert_eq!(compress(output, &files).unchanged, 8);
        assert_eq!(
            fs::read(output.join(".handbook-files")).expect("there is a list"),
            manifest
        );
        let files = [("a/index.html", &*other), ("index.html", &*other)];
        let written = compress(output, &files);
        assert_eq!((written.written, written.unchanged, written.removed), (3, 3, 2));
        copies_are_right(output, &files);
        let written = write(output, &files).expect("it can be written");
        assert_eq!((written.unchanged, written.removed), (2, 4));
        check(output, &files);
    }

    #[test]
    fn a_copy_that_is_not_that_of_its_file_is_made_anew() {
        let (one, other) = ("one ".repeat(999), "other ".repeat(999));
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path();
        compress(output, &[("index.html", &*other)]);
        let copy = fs::read(output.join("index.html.br")).expect("there is a copy");
        let files = [("index.html", &*one)];
        compress(output, &files);
        // A build that was killed may leave the copy of another site, and anybody may change one.
        for wrong in [&*copy, b"changed"] {
            fs::write(output.join("index.html.br"), wrong).expect("it can be written");
            let written = compress(output, &files);
            assert_eq!((written.written, written.unchanged), (1, 2));
            copies_are_right(output, &files);
        }
    }

    #[test]
    fn what_is_kept_keeps_its_copies_or_gets_them() {
        let text = "text ".repeat(999);
        let folder = tempfile::tempdir().expect("a folder");
        let files = [("index.html", &*text)];
        write(folder.path(), &files).expect("it can be written");
        for expected in [(2, 1), (0, 3)] {
            let writer = Writer::open(folder.path())
                .expect("it can be opened")
                .with(Copies::Compressed);
            assert!(writer.keep(&path("index.html")));
            let written = writer.finish().expect("it can be written");
            assert_eq!((written.written, written.unchanged), expected);
            copies_are_right(folder.path(), &files);
        }
    }

    #[test]
    fn copies_are_made_anew_for_another_quality() {
        let text: String = (0..2000_u32)
            .map(|number| format!("{} ", number * number))
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path();
        let files = [("index.html", &*text)];
        let size = || {
            fs::metadata(output.join("index.html.br"))
                .expect("there is a copy")
                .len()
        };
        compress(output, &files);
        let quick = size();
        compress_as(Copies::Smallest, output, &files);
        copies_are_right(output, &files);
        let smallest = size();
        assert!(smallest < quick, "{smallest} of {quick} bytes");
        for (copies, expected) in [
            (Copies::Smallest, (0, smallest)),
            (Copies::Compressed, (1, quick)),
            (Copies::Smallest, (1, smallest)),
        ] {
            let writer = Writer::open(output).expect("it can be opened").with(copies);
            assert!(writer.keep(&path("index.html")));
            let written = writer.finish().expect("it can be written").written;
            assert_eq!((written, size()), expected);
        }
    }

    #[test]
    fn a_file_with_the_name_of_a_copy_is_a_clear_failure() {
        let text = "text ".repeat(999);
        let folder = tempfile::tempdir().expect("a folder");
        let writer = Writer::open(folder.path())
            .expect("it can be opened")
            .with(Copies::Compressed);
        writer.put(&path("a.svg"), text.as_bytes());
        writer.put(&path("a.svg.gz"), b"made by hand");
        let failure = writer.finish().expect_err("both have one name");
        assert!(failure.message.contains("two files"), "{failure:?}");
        check(folder.path(), &[]);
    }
}
