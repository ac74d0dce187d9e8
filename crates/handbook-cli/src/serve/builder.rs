//! Builds after each change, publishes the result, and reports on the terminal.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use handbook::{Drafts, Failure, RenderedSite};
use tokio::sync::watch::Sender;

use super::{
    published::{self, Mistake, Published},
    watch::Changes,
};
use crate::{
    arguments::Day,
    project,
    report::{self, counted},
    terminal::{self, Colour},
};

/// Builds one handbook again and again.
pub(super) struct Builder {
    root: PathBuf,
    base_url: String,
    drafts: Drafts,
    day: Day,
    publish: Sender<Published>,
    /// Sets the versions of this run apart from those of an earlier one, whose pages may still be open.
    run: u128,
    builds: u64,
}

struct Built {
    site: Option<RenderedSite>,
    mistakes: Vec<Mistake>,
}

impl Builder {
    /// A builder for the handbook in `root`, which publishes through `publish`.
    pub(super) fn new(
        root: PathBuf,
        base_url: String,
        drafts: Drafts,
        day: Day,
        publish: Sender<Published>,
    ) -> Self {
        let run = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_millis());
        Self {
            root,
            base_url,
            drafts,
            day,
            publish,
            run,
            builds: 0,
        }
    }

    /// Builds now and after each change, until the watching ends.
    pub(super) fn run(mut self, mut changes: Changes) {
        loop {
            let started = Instant::now();
            match self.build() {
                Ok(built) => self.publish(built, started),
                Err(failure) => {
                    terminal::failure(&failure);
                    self.publish(
                        Built {
                            site: None,
                            mistakes: vec![Mistake::from(&failure)],
                        },
                        started,
                    );
                }
            }
            if let Err(failure) = changes.wait() {
                terminal::failure(&failure);
                return;
            }
        }
    }

    fn build(&self) -> Result<Built, Failure> {
        let project = project::open(
            &self.root,
            Some(self.base_url.clone()),
            self.drafts,
            self.day.or_today(),
        );
        let source = handbook::read(&project)?;
        let (site, findings) = handbook::render(&source);
        let texts = |path: &str| source.text(path);
        terminal::errors(&report::text(&findings, &texts, Colour::of_errors()));
        Ok(Built {
            site,
            mistakes: published::mistakes(&findings, &texts),
        })
    }

    fn publish(&mut self, built: Built, started: Instant) {
        self.builds += 1;
        let last = self.publish.borrow().clone();
        let line = match &built.site {
            Some(site) => format!(
                "{} in {} ms\n",
                counted(site.pages(), "page"),
                started.elapsed().as_millis()
            ),
            None => "the last good pages stay until this is mended\n".to_owned(),
        };
        let is_new = match (&built.site, &last.site) {
            (Some(site), Some(last)) => !site.files().eq(last.files()),
            // Without any good site the page of mistakes is all there is, and it has to follow each build.
            (_, None) => true,
            (None, Some(_)) => false,
        };
        let version = if is_new {
            Arc::from(format!("{}.{}", self.run, self.builds))
        } else {
            last.version
        };
        let site = built.site.map(Arc::new).or(last.site);
        self.publish.send_replace(Published {
            version,
            site,
            mistakes: Arc::from(built.mistakes),
        });
        // Whoever closed the output still has the browser.
        let _ = terminal::output(&line);
    }
}
