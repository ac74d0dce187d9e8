//! Which changes on the disk ask for a new build.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use handbook::Failure;
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::project::{CONFIGURATION, FOLDERS};

/// A change is over when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(5);
/// A change that goes on and on is built all the same after this long.
const PATIENCE: Duration = Duration::from_millis(200);

/// The changes to the files of one handbook.
pub(super) struct Changes {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Changes {
    /// Begins to watch the handbook in `root`.
    pub(super) fn watch(root: &Path) -> Result<Self, Failure> {
        let (sender, events) = mpsc::channel();
        let watcher =
            RecommendedWatcher::new(sender, Config::default()).map_err(|error| failed(root, &error))?;
        let mut changes = Self {
            root: root.to_owned(),
            watcher,
            events,
        };
        changes
            .watcher
            .watch(root, RecursiveMode::NonRecursive)
            .map_err(|error| failed(root, &error))?;
        for folder in FOLDERS {
            changes.watch_folder(folder)?;
        }
        Ok(changes)
    }

    /// Waits for a change, until it is over.
    pub(super) fn wait(&mut self) -> Result<(), Failure> {
        loop {
            let event = self.events.recv().map_err(|_| ended(&self.root))?;
            if self.take(event)? {
                break;
            }
        }
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => {
                    self.take(event)?;
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err(ended(&self.root)),
            }
        }
        Ok(())
    }

    /// Whether an event asks for a build. A folder that came or went is watched anew.
    fn take(&mut self, event: notify::Result<Event>) -> Result<bool, Failure> {
        // An error of the watcher may hide a change.
        let Ok(event) = event else { return Ok(true) };
        if matches!(event.kind, EventKind::Access(_)) {
            return Ok(false);
        }
        for folder in FOLDERS {
            if event.paths.contains(&self.root.join(folder)) && !is_content_change(event.kind) {
                self.watch_folder(folder)?;
            }
        }
        Ok(event.need_rescan() || event.paths.iter().any(|path| is_watched(&self.root, path)))
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

fn is_content_change(kind: EventKind) -> bool {
    use notify::event::ModifyKind;
    matches!(
        kind,
        EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    )
}

/// Whether a path belongs to the handbook and is no temporary file of an editor.
fn is_watched(root: &Path, path: &Path) -> bool {
    let Ok(relative) = path.strip_prefix(root) else {
        return false;
    };
    let mut parts = relative.iter().map(|part| part.to_str().unwrap_or_default());
    let Some(first) = parts.next() else { return false };
    if first == CONFIGURATION {
        return parts.next().is_none();
    }
    FOLDERS.contains(&first) && !parts.any(is_temporary)
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
    use super::*;

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
            assert!(is_watched(root, &root.join(path)), "{path}");
        }
        for path in [
            "",
            "target/site/index.html",
            "README.md",
            "a/handbook.yaml",
            "handbook.yaml/x",
            "handbook.yaml~",
        ] {
            assert!(!is_watched(root, &root.join(path)), "{path}");
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
            assert!(!is_watched(root, &root.join("content").join(name)), "{name}");
        }
    }
}
