//! The engine, shared: one thread changes it, and everybody asks it for pages.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicUsize, Ordering},
    },
};

use handbook::{
    Changes, Drafts, Engine, Failure,
    diagnostics::{Diagnostic, Diagnostics},
};

use super::{
    address::{self, Target},
    published::{self, Behind, Mistake},
};
use crate::{
    arguments::Day,
    project,
    report::{self, counted},
    terminal::Colour,
};

/// The page for wrong addresses.
const NOWHERE: &str = "404.html";
/// So many files that were asked for are kept for the time when they cannot be rendered.
const KEPT: usize = 64;
/// So many findings are told at a time; more than that nobody reads.
const TOLD: usize = 200;
/// Larger files are not kept.
const LARGEST: usize = 4 << 20;

/// The pages of one handbook, as they are now.
pub(super) struct Pages {
    root: PathBuf,
    base_url: String,
    drafts: Drafts,
    day: Day,
    engine: RwLock<Engine>,
    kept: Mutex<Kept>,
    /// How many requests are being answered.
    asked: AtomicUsize,
}

/// What there is at an address.
pub(super) enum Found {
    /// A file of the site, or its page for wrong addresses.
    File(File),
    /// The same page under its one canonical address.
    Redirect(String),
    /// A page that cannot be rendered now and was not rendered before.
    Nothing,
}

/// A file of the site.
pub(super) struct File {
    /// Its path in the site.
    pub(super) path: String,
    /// Its bytes.
    pub(super) bytes: Arc<Vec<u8>>,
    /// Whether it is what was asked for.
    pub(super) is_there: bool,
    /// Whether the bytes are those of now.
    pub(super) behind: Behind,
}

/// All that is wrong, as it is told.
pub(super) struct Findings {
    /// For the terminal; only what it was not told of before.
    pub(super) text: String,
    /// For the browser: the first ones.
    pub(super) mistakes: Vec<Mistake>,
    /// How many mistakes there are.
    pub(super) errors: usize,
    /// The counts in words; empty when nothing is wrong.
    pub(super) summary: String,
    /// How many pages there are: `12 pages`.
    pub(super) pages: String,
}

impl Pages {
    /// The pages of the handbook in `root`, of which nothing is known yet.
    pub(super) fn new(root: PathBuf, base_url: String, drafts: Drafts, day: Day) -> Self {
        let engine = Engine::new(&project::open(
            &root,
            Some(base_url.clone()),
            drafts,
            day.or_today(),
        ));
        Self {
            root,
            base_url,
            drafts,
            day,
            engine: RwLock::new(engine),
            kept: Mutex::default(),
            asked: AtomicUsize::new(0),
        }
    }

    /// Takes in what changed on the disk.
    pub(super) fn apply(&self, changes: &Changes) -> Result<(), Failure> {
        let day = self.day.or_today();
        self.change().apply(changes, day)
    }

    /// Renders up to `most` of the pages that wait. Tells whether others still do.
    pub(super) fn render_some(&self, most: usize) -> bool {
        let rendered = self.engine().render_some(most);
        let mut engine = self.change();
        engine.accept(rendered);
        engine.is_pending()
    }

    /// Whether pages wait to be rendered.
    pub(super) fn is_pending(&self) -> bool {
        self.engine().is_pending()
    }

    /// Whether somebody waits for a page.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed) > 0
    }

    /// What is wrong. The terminal is told what was not among the findings `told` before.
    pub(super) fn findings(&self, told: &mut Diagnostics) -> Findings {
        let engine = self.engine();
        let findings = engine.findings();
        let new = new(&findings, told);
        let read = new.len().min(TOLD);
        let to_tell = Diagnostics::new(new[..read].iter().map(|finding| (*finding).clone()).collect());
        // Only of these a line is shown.
        let mut texts = HashMap::new();
        for finding in to_tell.iter().chain(published::shown(&findings)) {
            if !texts.contains_key(&finding.path) {
                texts.insert(finding.path.clone(), engine.text(&finding.path));
            }
        }
        let pages = engine.pages();
        drop(engine);
        let texts = |path: &str| texts.get(path)?.as_deref();
        let mut text = report::text(&to_tell, &texts, Colour::of_errors());
        if new.len() > read {
            let more = new.len() - read;
            text.push_str(&format!("and {more} more; `handbook check` lists all\n"));
        }
        let found = Findings {
            text,
            mistakes: published::mistakes(&findings, &texts),
            errors: findings.errors(),
            summary: if findings.is_empty() {
                String::new()
            } else {
                report::summary(&findings)
            },
            pages: counted(pages, "page"),
        };
        *told = findings;
        found
    }

    /// Why pages do not say when they last changed, where that should be told.
    pub(super) fn untold(&self) -> Option<String> {
        self.engine().untold().map(report::untold)
    }

    /// What there is at an address, by its path as it travels.
    pub(super) fn find(&self, path: &str) -> Found {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let found = self.found(path);
        self.asked.fetch_sub(1, Ordering::Relaxed);
        found
    }

    fn found(&self, path: &str) -> Found {
        let engine = self.engine();
        // A broken template takes even the files with it that are no pages.
        let is_lost = !engine.has(NOWHERE);
        let exists = |file: &str| engine.has(file) || (is_lost && self.kept().get(file).is_some());
        let (path, is_there) = match address::resolve(path, exists) {
            Target::File(path) => (path, true),
            Target::Redirect(address) => return Found::Redirect(address),
            Target::Nowhere => (NOWHERE.to_owned(), false),
        };
        let (bytes, behind) = match engine.get(&path) {
            Some(bytes) => {
                self.kept().put(&path, &bytes);
                (bytes, Behind::Now)
            }
            None => match self.kept().get(&path) {
                Some(bytes) if is_there => (bytes, Behind::LastGood),
                _ => return Found::Nothing,
            },
        };
        Found::File(File {
            path,
            bytes,
            is_there,
            behind,
        })
    }

    /// One file before everything is read, where that can be.
    pub(super) fn preview(&self, path: &str) -> Option<File> {
        let project = project::open(
            &self.root,
            Some(self.base_url.clone()),
            self.drafts,
            self.day.or_today(),
        );
        let mut bytes = None;
        // What such an address leads to is known without the other files only where it names a file.
        let target = address::resolve(path, |file| {
            bytes = bytes.take().or_else(|| handbook::preview(&project, file));
            bytes.is_some()
        });
        match (target, bytes) {
            (Target::File(path), Some(bytes)) => Some(File {
                path,
                bytes: Arc::new(bytes),
                is_there: true,
                behind: Behind::Now,
            }),
            _ => None,
        }
    }

    // A thread that panicked while it held a lock leaves what was there before: the server goes on with that.

    fn engine(&self) -> RwLockReadGuard<'_, Engine> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Engine> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The findings that were not there before.
fn new<'a>(findings: &'a Diagnostics, before: &Diagnostics) -> Vec<&'a Diagnostic> {
    if findings == before {
        return Vec::new();
    }
    let mut known: HashMap<_, Vec<_>> = HashMap::new();
    for finding in before {
        let key = (&finding.path, &finding.message);
        known.entry(key).or_default().push(finding);
    }
    let is_known = |finding: &&Diagnostic| {
        let same = known.get(&(&finding.path, &finding.message));
        same.is_some_and(|same| same.contains(finding))
    };
    findings.iter().filter(|finding| !is_known(finding)).collect()
}

/// The files that were asked for last, the latest at the end.
#[derive(Default)]
struct Kept {
    files: VecDeque<(String, Arc<Vec<u8>>)>,
}

impl Kept {
    fn get(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        let kept = self.files.iter().find(|(kept, _)| kept == path);
        kept.map(|(_, bytes)| Arc::clone(bytes))
    }

    fn put(&mut self, path: &str, bytes: &Arc<Vec<u8>>) {
        self.files.retain(|(kept, _)| kept != path);
        if bytes.len() <= LARGEST {
            self.files.push_back((path.to_owned(), Arc::clone(bytes)));
        }
        if self.files.len() > KEPT {
            self.files.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_asked_for_last_are_kept() {
        let mut kept = Kept::default();
        for number in 0..KEPT + 10 {
            kept.put("always.html", &Arc::new(vec![1]));
            kept.put(&number.to_string(), &Arc::new(vec![2]));
        }
        assert_eq!(kept.files.len(), KEPT);
        assert!(kept.get("always.html").is_some() && kept.get("73").is_some());
        assert!(kept.get("0").is_none());
        kept.put("always.html", &Arc::new(vec![0; LARGEST + 1]));
        assert!(kept.get("always.html").is_none(), "too large");
    }

    #[test]
    fn only_new_findings_are_told() {
        let [one, two] = ["a", "b"].map(|message| Diagnostic::error("x", "content/a.md", message));
        let before = Diagnostics::new(vec![one.clone()]);
        let now = Diagnostics::new(vec![one, two.clone()]);
        assert_eq!(new(&now, &before), [&two]);
        assert!(new(&now, &now).is_empty());
    }
}
