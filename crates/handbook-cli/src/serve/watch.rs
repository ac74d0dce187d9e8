//! Which changes on the disk ask for a new look at which files.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use handbook::{Changes, Failure};
use notify::{
    Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode},
};

use crate::project::{CONFIGURATION, FOLDERS};

/// A change is over when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(3);
/// A change that goes on and on is told all the same after this long; the rest is another one.
const PATIENCE: Duration = Duration::from_millis(5);
/// A file that is being written is waited for, but not longer than this: some programs keep files open.
const WRITING: Duration = Duration::from_millis(50);

/// Watches the files of one handbook.
pub(super) struct Watch {
    root: PathBuf,
    /// Where git notes each commit that the repository is at, where it does.
    notes: Option<PathBuf>,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

/// A change that may still go on.
#[derive(Default)]
struct Change {
    paths: BTreeSet<PathBuf>,
    /// Anything may have changed, for the system lost count.
    is_everything: bool,
    /// The git repository is at another commit.
    is_history: bool,
    /// Files that were written to and are not closed yet.
    open: BTreeSet<PathBuf>,
    /// Folders came, and are watched only after they were told.
    has_folders: bool,
}

impl Watch {
    /// Begins to watch the handbook in `root`.
    pub(super) fn new(root: &Path) -> Result<Self, Failure> {
        let (sender, events) = mpsc::channel();
        let watcher =
            RecommendedWatcher::new(sender, Config::default()).map_err(|error| failed(root, &error))?;
        let mut watch = Self {
            root: root.to_owned(),
            notes: notes(root),
            watcher,
            events,
        };
        watch
            .watcher
            .watch(root, RecursiveMode::NonRecursive)
            .map_err(|error| failed(root, &error))?;
        for folder in FOLDERS {
            watch.watch_folder(folder)?;
        }
        if let Some(folder) = watch.notes.as_deref().and_then(Path::parent) {
            // Without it, days are shown as they were in the beginning.
            let _ = watch.watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        Ok(watch)
    }

    /// Waits for a change, until it is over; at most `patience` for it to begin, where there is such a limit.
    pub(super) fn next(&mut self, patience: Option<Duration>) -> Result<Option<Changes>, Failure> {
        let deadline = patience.map(|patience| Instant::now() + patience);
        let mut change = Change::default();
        while change.is_empty() {
            let event = match deadline {
                None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    self.events.recv_timeout(left)
                }
            };
            match event {
                Ok(event) => self.take(event, &mut change)?,
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => return Err(ended(&self.root)),
            }
        }
        let since = Instant::now();
        loop {
            // A commit is noted before the repository is at it.
            let (limit, pause) = if change.open.is_empty() && !change.is_history {
                (PATIENCE, QUIET)
            } else {
                (WRITING, WRITING)
            };
            let left = limit.saturating_sub(since.elapsed());
            if left.is_zero() {
                break;
            }
            match self.events.recv_timeout(left.min(pause)) {
                Ok(event) => self.take(event, &mut change)?,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err(ended(&self.root)),
            }
        }
        if change.has_folders {
            // New folders are watched by the thread that tells of them, afterwards. It answers this only when that is
            // done, so that what comes into them later is told, and what is in them already is read now.
            let _ = self.watcher.configure(Config::default());
        }
        Ok(Some(change.told()))
    }

    /// Adds an event to the change. A folder that came or went is watched anew.
    fn take(&mut self, event: notify::Result<Event>, change: &mut Change) -> Result<(), Failure> {
        let Ok(event) = event else {
            // An error of the watcher may hide a change.
            change.is_everything = true;
            return Ok(());
        };
        for folder in FOLDERS {
            if !is_content_change(event.kind) && event.paths.contains(&self.root.join(folder)) {
                self.watch_folder(folder)?;
            }
        }
        let is_noted = !matches!(event.kind, EventKind::Access(_));
        change.is_history |= is_noted
            && self
                .notes
                .as_ref()
                .is_some_and(|notes| event.paths.contains(notes));
        change.add(&self.root, &event);
        Ok(())
    }

    fn watch_folder(&mut self, folder: &str) -> Result<(), Failure> {
        let path = self.root.join(folder);
        // It may not have been watched, and that is no matter.
        let _ = self.watcher.unwatch(&path);
        if !path.is_dir() {
            return Ok(());
        }
        match self.watcher.watch(&path, RecursiveMode::Recursive) {
            Err(error) if path.is_dir() => Err(failed(&path, &error)),
            _ => Ok(()),
        }
    }
}

impl Change {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.is_everything && !self.is_history
    }

    fn add(&mut self, root: &Path, event: &Event) {
        if event.need_rescan() {
            self.is_everything = true;
            return;
        }
        let watched = event.paths.iter().filter_map(|path| relative(root, path));
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                for path in watched {
                    self.open.remove(path);
                    self.paths.insert(path.to_owned());
                }
            }
            EventKind::Access(_) => {}
            kind => {
                self.has_folders |= matches!(
                    kind,
                    EventKind::Create(CreateKind::Folder) | EventKind::Modify(ModifyKind::Name(_))
                );
                for path in watched {
                    // Elsewhere it is not told when a file is closed.
                    if cfg!(target_os = "linux") && matches!(kind, EventKind::Modify(ModifyKind::Data(_))) {
                        self.open.insert(path.to_owned());
                    } else if is_gone(kind) {
                        self.open.remove(path);
                    }
                    self.paths.insert(path.to_owned());
                }
            }
        }
    }

    fn told(self) -> Changes {
        if self.is_everything || (self.is_history && !self.paths.is_empty()) {
            Changes::Everything
        } else if self.is_history {
            Changes::History
        } else {
            Changes::Paths(self.paths.into_iter().collect())
        }
    }
}

fn is_content_change(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    )
}

fn is_gone(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From))
    )
}

/// The file in which git notes each commit that the repository around a folder is at; in a working tree of its own, the
/// folder of the repository is told by a file.
fn notes(root: &Path) -> Option<PathBuf> {
    let mut folders = root.ancestors().map(|folder| folder.join(".git"));
    let place = folders.find(|place| place.symlink_metadata().is_ok())?;
    let folder = match std::fs::read_to_string(&place) {
        Ok(text) => place.parent()?.join(text.strip_prefix("gitdir: ")?.trim_end()),
        Err(_) => place,
    };
    Some(folder.join("logs/HEAD"))
}

/// The path below `root`, when it belongs to the handbook and is no temporary file of an editor.
fn relative<'a>(root: &Path, path: &'a Path) -> Option<&'a Path> {
    let relative = path.strip_prefix(root).ok()?;
    let mut parts = relative.iter().map(|part| part.to_str().unwrap_or_default());
    let first = parts.next()?;
    let is_watched = if first == CONFIGURATION {
        parts.next().is_none()
    } else {
        FOLDERS.contains(&first) && !parts.any(is_temporary)
    };
    is_watched.then_some(relative)
}

fn is_temporary(name: &str) -> bool {
    let hidden = name.starts_with('.') || (name.starts_with('#') && name.ends_with('#'));
    let suffixes = [
        "~",
        ".swp",
        ".swx",
        ".swo",
        ".tmp",
        ".bak",
        "___jb_tmp___",
        "___jb_old___",
    ];
    // Vim tries whether it may write by making a file of this name.
    hidden || name == "4913" || suffixes.iter().any(|suffix| name.ends_with(suffix))
}

fn failed(path: &Path, error: &notify::Error) -> Failure {
    let hint = match error.kind {
        notify::ErrorKind::MaxFilesWatch => "raise the limit: `sysctl fs.inotify.max_user_watches=524288`",
        _ => "`handbook build` works without watching",
    };
    Failure {
        path: Some(path.to_owned()),
        message: format!("the folder cannot be watched: {}", describe(error)),
        hint: Some(hint.to_owned()),
    }
}

fn describe(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::Io(error) => error.to_string(),
        notify::ErrorKind::MaxFilesWatch => "the system's limit of watched files is reached".to_owned(),
        _ => error.to_string(),
    }
}

fn ended(root: &Path) -> Failure {
    Failure {
        path: Some(root.to_owned()),
        message: "the system no longer tells of changes".to_owned(),
        hint: Some("start `handbook serve` again".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::DataChange;

    use super::*;

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    fn change(events: &[(EventKind, &str)]) -> Change {
        let mut change = Change::default();
        for (kind, path) in events {
            change.add(
                Path::new("/h"),
                &Event::new(*kind).add_path(Path::new("/h").join(path)),
            );
        }
        change
    }

    #[test]
    fn only_files_of_the_handbook_ask_for_a_build() {
        let root = Path::new("/h");
        for path in [
            "content/a.md",
            "content/a/b.png",
            "themes/x/styles/a.css",
            "www/main.js",
            "handbook.yaml",
            "content",
        ] {
            assert_eq!(relative(root, &root.join(path)), Some(Path::new(path)));
        }
        for path in [
            "",
            "target/site/index.html",
            "README.md",
            "a/handbook.yaml",
            "handbook.yaml/x",
            "handbook.yaml~",
        ] {
            assert_eq!(relative(root, &root.join(path)), None, "{path}");
        }
    }

    #[test]
    fn temporary_files_of_editors_do_not() {
        let root = Path::new("/h");
        for name in [
            ".a.md.swp",
            "a.md~",
            "4913",
            "#a.md#",
            ".#a.md",
            "a.md___jb_tmp___",
            "a.tmp",
            ".git/index",
        ] {
            assert_eq!(relative(root, &root.join("content").join(name)), None, "{name}");
        }
    }

    #[test]
    fn a_file_is_waited_for_until_it_is_closed_or_gone() {
        let written = change(&[(WRITTEN, "content/a.md"), (WRITTEN, "content/b.md")]);
        assert_eq!(written.open.len(), 2);
        let from = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        let over = change(&[
            (WRITTEN, "content/a.md"),
            (WRITTEN, "content/b.md"),
            (CLOSED, "content/a.md"),
            (from, "content/b.md"),
        ]);
        assert!(over.open.is_empty());
        let expected = ["content/a.md", "content/b.md"].map(PathBuf::from);
        assert_eq!(over.told(), Changes::Paths(expected.to_vec()));
    }

    #[test]
    fn a_commit_is_a_change_of_its_own_and_with_files_of_everything() {
        let commit = || Change {
            is_history: true,
            ..change(&[])
        };
        assert!(!commit().is_empty());
        assert_eq!(commit().told(), Changes::History);
        let mut pulled = commit();
        pulled.paths.insert(PathBuf::from("content/a.md"));
        assert_eq!(pulled.told(), Changes::Everything);
    }

    #[test]
    fn reading_is_no_change_and_lost_events_are_every_change() {
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert!(change(&[(opened, "content/a.md"), (WRITTEN, "target/x")]).is_empty());
        let mut lost = Change::default();
        lost.add(
            Path::new("/h"),
            &Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan),
        );
        assert_eq!(lost.told(), Changes::Everything);
    }
}
