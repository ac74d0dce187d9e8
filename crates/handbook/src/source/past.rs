//! Asks git for the history of the content, on a thread of its own, while everything else is read.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use super::git::{self, Trouble};
use crate::{
    history::{FORMAT, Garbled, History, Listing, is_id},
    stored::FactStore,
};

/// So long git may take to name a commit, and to list those of the content.
const NAMING: Duration = Duration::from_secs(5);
const LISTING: Duration = Duration::from_secs(30);
/// So much it may print of the content: some million files in some hundred thousand commits.
const MOST_LISTED: usize = 256 << 20;
const MOST_NAMED: usize = 4 << 10;
/// The file of facts that a history is kept in.
const ASKED: &str = "history";

/// Where a history may be known from the last time.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    /// Nowhere.
    Nowhere,
    /// In memory.
    Here(Arc<History>),
    /// Among the facts that are kept between builds.
    Among(FactStore),
}

/// The history of the content, once it is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past(Option<Arc<Reading>>);

#[derive(Debug, Default)]
struct Reading {
    head: OnceLock<Head>,
    read: OnceLock<Read>,
}

/// What the repository is at.
#[derive(Debug)]
enum Head {
    /// At a commit.
    Commit(String),
    /// At none yet.
    Unborn,
    /// Nobody can tell, for this reason.
    Unknown(String),
}

#[derive(Debug, Default)]
struct Read {
    history: Arc<History>,
    /// Whether git had to be asked.
    is_new: bool,
    /// Why it is not known though there is a commit.
    trouble: Option<String>,
}

impl Past {
    /// Begins to ask, where the folder lies in a repository.
    pub(crate) fn begin(root: &Path, kept: Kept) -> Self {
        if !Self::is_there(root) {
            return Self::default();
        }
        let reading = Arc::new(Reading::default());
        let asking = Asking(Arc::clone(&reading));
        let root = root.to_owned();
        // Where there is no thread for it, the asking ends at once, without an answer.
        let _ = thread::Builder::new()
            .name("git".to_owned())
            .spawn(move || asking.ask(root, &kept));
        Self(Some(reading))
    }

    /// Whether a folder lies in a repository.
    pub(crate) fn is_there(root: &Path) -> bool {
        let mut folders = root.ancestors();
        folders.any(|folder| folder.join(".git").symlink_metadata().is_ok())
    }

    /// The commit that the repository is at; none where there is no history. Waits for it.
    pub(crate) fn head(&self) -> Option<&str> {
        match self.0.as_ref()?.head.wait() {
            Head::Commit(id) => Some(id),
            Head::Unborn | Head::Unknown(_) => None,
        }
    }

    /// The history; empty where there is none. Waits for it.
    pub(crate) fn history(&self) -> &Arc<History> {
        static NONE: OnceLock<Arc<History>> = OnceLock::new();
        match &self.0 {
            Some(reading) => &reading.read.wait().history,
            None => NONE.get_or_init(Arc::default),
        }
    }

    /// Why there is no history though there is a repository, as far as it is known by now.
    pub(crate) fn trouble(&self) -> Option<&str> {
        let reading = self.0.as_ref()?;
        match reading.head.get() {
            Some(Head::Unknown(why)) => Some(why),
            _ => reading.read.get()?.trouble.as_deref(),
        }
    }

    /// Keeps the history for the next time, where git had to be asked for it.
    pub(crate) fn keep(&self, store: &FactStore) {
        let read = self.0.as_ref().map(|reading| reading.read.wait());
        if let Some(read) = read.filter(|read| read.is_new && read.trouble.is_none()) {
            // Without it git is asked again.
            let _ = store.save(ASKED, &*read.history);
        }
    }
}

/// Answers in the end, whatever becomes of the thread.
struct Asking(Arc<Reading>);

impl Drop for Asking {
    fn drop(&mut self) {
        let unknown = || "git could not be asked".to_owned();
        self.0.head.get_or_init(|| Head::Unknown(unknown()));
        self.0.read.get_or_init(|| Read {
            trouble: Some(unknown()),
            ..Read::default()
        });
    }
}

impl Asking {
    fn ask(&self, root: PathBuf, kept: &Kept) {
        let head = self.0.head.get_or_init(|| head(&root));
        let read = match head {
            Head::Commit(id) => read(&root, id, kept),
            Head::Unborn | Head::Unknown(_) => Read::default(),
        };
        // It is not known yet.
        let _ = self.0.read.set(read);
    }
}

/// Finds out which commit the repository is at, and whether it has all of its history.
fn head(root: &Path) -> Head {
    let words = ["rev-parse", "--is-shallow-repository", "HEAD^{commit}"];
    let mut said = Vec::new();
    let ended = git::run(git::command(root, words), NAMING, MOST_NAMED, |piece| {
        said.extend(piece);
    });
    let said = String::from_utf8_lossy(&said);
    let mut lines = said.lines();
    let is_shallow = lines.next() == Some("true");
    match (ended, lines.next().filter(|id| is_id(id))) {
        (Ok(()), Some(_)) if is_shallow => Head::Unknown(
            "the clone is shallow, without the history; `git fetch --unshallow` gets it".to_owned(),
        ),
        (Ok(()), Some(id)) => Head::Commit(id.to_owned()),
        (Ok(()), None) => Head::Unknown(why(&Err(Garbled))),
        (Err(Trouble::Refused(why)), _)
            if why.contains("unknown revision") || why.starts_with("not a git repository") =>
        {
            Head::Unborn
        }
        (Err(trouble), _) => Head::Unknown(why(&Ok(trouble))),
    }
}

/// The history that ends in a commit: as it is kept, or with what came since then, or all of it.
fn read(root: &Path, head: &str, kept: &Kept) -> Read {
    let kept = match kept {
        Kept::Nowhere => None,
        Kept::Here(history) => Some(Arc::clone(history)),
        Kept::Among(store) => store.load::<History>(ASKED).map(Arc::new),
    };
    let kept = kept.filter(|kept| is_id(kept.head()));
    if let Some(history) = kept.as_ref().filter(|kept| kept.head() == head) {
        return Read {
            history: Arc::clone(history),
            ..Read::default()
        };
    }
    let since = kept.and_then(|kept| {
        let words = ["merge-base", "--is-ancestor", kept.head(), head];
        git::run(git::command(root, words), NAMING, MOST_NAMED, |_| ()).ok()?;
        let newer = list(root, &format!("{}..{head}", kept.head())).ok()?;
        kept.with(newer, head)
    });
    let history = match since {
        Some(history) => Ok(history),
        None => list(root, head).map(|listing| listing.history(head)),
    };
    match history {
        Ok(history) => Read {
            history: Arc::new(history),
            is_new: true,
            trouble: None,
        },
        Err(trouble) => Read {
            trouble: Some(trouble),
            ..Read::default()
        },
    }
}

/// Lists the commits of a range that changed the content, with the files. Merges have nothing of their own; commits of all
/// branches that were merged count, which is what makes adding newer ones the same as listing all.
fn list(root: &Path, range: &str) -> Result<Listing, String> {
    let words = [
        "--literal-pathspecs",
        "--no-replace-objects",
        "log",
        "-z",
        FORMAT,
        "--encoding=UTF-8",
        "--no-color",
        "--no-show-signature",
        "--no-merges",
        "--full-history",
        "--name-only",
        "--no-renames",
        "--relative",
        range,
        "--",
        "content",
    ];
    let mut command = git::command(root, words);
    // Where parts of the repository are fetched when they are needed, that is no reason to fetch them all.
    command.env("GIT_NO_LAZY_FETCH", "1");
    let mut listing = Listing::default();
    git::run(command, LISTING, MOST_LISTED, |piece| listing.take(piece))
        .map_err(|trouble| why(&Ok(trouble)))?;
    listing.ended().map_err(|garbled| why(&Err(garbled)))
}

/// What is in the way, and what to do about it.
fn why(trouble: &Result<Trouble, Garbled>) -> String {
    match trouble {
        Ok(Trouble::Missing) => "the program `git` is not installed".to_owned(),
        Ok(Trouble::Machine(error)) => format!("git cannot be run: {}", crate::reason(error)),
        Ok(Trouble::Slow) => "git did not answer in time and was ended".to_owned(),
        Ok(Trouble::TooMuch) => "the history is too long to be read".to_owned(),
        Ok(Trouble::Refused(why)) => format!("git does not tell: {why}"),
        Err(Garbled) => "what git answers cannot be understood".to_owned(),
    }
}
