//! Follows the changes: takes each in at once, publishes, renders the rest behind, and reports on the terminal.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use handbook::{Changes, Failure, diagnostics::Diagnostics};
use tokio::sync::watch::Sender;

use super::{
    pages::Pages,
    published::{Mistake, Published},
    watch::Watch,
};
use crate::terminal;

/// Open pages ask for what is new within this time of a change, before the rest is rendered.
const FIRST: Duration = Duration::from_millis(2);
/// The pages that wait are rendered in pieces of about this length, between which requests and edits go first.
const PIECE: Duration = Duration::from_millis(4);
/// Requests that go on and on do not keep the rest from being rendered.
const POLITE: Duration = Duration::from_millis(50);
const LARGEST_PIECE: usize = 512;

/// Keeps the pages of one handbook up to date.
pub(super) struct Builder {
    root: PathBuf,
    pages: Arc<Pages>,
    publish: Sender<Published>,
    /// What the terminal was told of.
    told: Diagnostics,
    /// What it was told of the history.
    untold: Option<String>,
    /// How many pages are rendered in one piece.
    piece: usize,
}

impl Builder {
    /// A builder for the handbook in `root`, which publishes through `publish`.
    pub(super) fn new(root: PathBuf, pages: Arc<Pages>, publish: Sender<Published>) -> Self {
        Self {
            root,
            pages,
            publish,
            told: Diagnostics::default(),
            untold: None,
            piece: 8,
        }
    }

    /// Reads everything, then follows the changes until the watching ends.
    pub(super) fn run(mut self) -> Result<(), Failure> {
        // Watched before anything is read, so that no change in between is missed.
        let mut watch = Watch::new(&self.root)?;
        let mut changes = Changes::Everything;
        loop {
            let started = Instant::now();
            let next = match self.pages.apply(&changes) {
                Ok(()) => {
                    self.publish_applied(&changes);
                    self.settle(&mut watch, started)?
                }
                Err(failure) => {
                    self.publish_failure(&failure);
                    // What was changed is not taken in.
                    watch.next(None)?;
                    Some(Changes::Everything)
                }
            };
            changes = match next {
                Some(changes) => changes,
                None => watch.next(None)?.unwrap_or(Changes::Everything),
            };
        }
    }

    /// Renders what waits, and reports. Returns the change that came before that was done.
    fn settle(&mut self, watch: &mut Watch, started: Instant) -> Result<Option<Changes>, Failure> {
        let mut pause = FIRST;
        let mut polite = Duration::ZERO;
        while self.pages.is_pending() {
            if let Some(changes) = watch.next(Some(pause))? {
                return Ok(Some(changes));
            }
            if self.pages.is_asked() && polite < POLITE {
                pause = Duration::from_millis(1);
                polite += pause;
                continue;
            }
            (pause, polite) = (Duration::ZERO, Duration::ZERO);
            let began = Instant::now();
            self.pages.render_some(self.piece);
            let took = began.elapsed();
            if took < PIECE / 2 {
                self.piece = (self.piece * 2).min(LARGEST_PIECE);
            } else if took > PIECE {
                self.piece = (self.piece / 2).max(1);
            }
        }
        self.report(started);
        Ok(None)
    }

    fn publish_applied(&self, changes: &Changes) {
        self.publish.send_modify(|published| {
            published.applied += 1;
            if let Changes::Paths(paths) = changes {
                let named = paths.iter().filter(|path| is_named_by_pages(path));
                let names = named.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()));
                published.add_files(names);
            }
        });
    }

    fn publish_failure(&self, failure: &Failure) {
        terminal::failure(failure);
        self.publish.send_modify(|published| {
            published.applied += 1;
            published.settled = published.applied;
            published.mistakes = Arc::from([Mistake::from(failure)]);
            published.errors = 1;
        });
    }

    fn report(&mut self, started: Instant) {
        let found = self.pages.findings(&mut self.told);
        self.publish.send_modify(|published| {
            published.settled = published.applied;
            published.errors = found.errors;
            if *published.mistakes != *found.mistakes {
                published.mistakes = found.mistakes.into();
            }
        });
        terminal::errors(&found.text);
        let untold = self.pages.untold();
        if let Some(line) = untold.as_ref().filter(|_| untold != self.untold) {
            terminal::errors(line);
        }
        self.untold = untold;
        let mut line = format!("{} in {} ms", found.pages, started.elapsed().as_millis());
        if !found.summary.is_empty() {
            line = format!("{line}: {}", found.summary);
        }
        // Whoever closed the output still has the browser.
        let _ = terminal::output(&(line + "\n"));
    }
}

/// Whether a file is one that pages show by its address: what they consist of themselves is told in another way.
fn is_named_by_pages(path: &std::path::Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| !["md", "yaml", "yml", "html", "js"].contains(&extension))
}
