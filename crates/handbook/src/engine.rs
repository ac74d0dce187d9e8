//! A handbook that is built again and again: after each change only what the change concerns.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use policy::Date;

use crate::{Carried, Drafts, Failure, Project, RenderedSite, Source, diagnostics::Diagnostics};

/// What changed on the disk since the engine last looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These files or folders, relative to the folder of the handbook: written, made, moved or gone. Paths that did not
    /// change do no harm.
    Paths(Vec<PathBuf>),
    /// Anything may have changed.
    Everything,
}

/// Pages that were rendered apart from the engine, for [`Engine::accept`].
#[derive(Debug, Default)]
pub struct Rendered {}

/// A handbook with everything that is known of it.
#[derive(Debug)]
pub struct Engine {
    root: PathBuf,
    carried: Carried,
    base_url: Option<String>,
    drafts: Drafts,
    built: Option<Built>,
}

#[derive(Debug)]
struct Built {
    source: Source,
    site: Option<RenderedSite>,
    findings: Diagnostics,
}

impl Engine {
    /// An engine that knows nothing yet: the first [`Engine::apply`] is to be of [`Changes::Everything`].
    pub fn new(project: &Project<'_>) -> Self {
        Self {
            root: project.root.to_owned(),
            carried: *project.carried,
            base_url: project.base_url.clone(),
            drafts: project.drafts,
            built: None,
        }
    }

    /// The folder of the handbook.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Takes in what changed, as of a day. Quick: pages are rendered when they are asked for, or by
    /// [`Engine::render_some`].
    ///
    /// # Errors
    /// What the machine could not do. The engine is as it was then, and the next call has to be of everything.
    pub fn apply(&mut self, _changes: &Changes, today: Date) -> Result<(), Failure> {
        let source = crate::read(&Project {
            root: &self.root,
            carried: &self.carried,
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            today,
        })?;
        let (site, findings) = crate::render(&source);
        self.built = Some(Built {
            source,
            site,
            findings,
        });
        Ok(())
    }

    /// Whether pages wait to be rendered; until they are, findings are not complete.
    pub fn is_pending(&self) -> bool {
        false
    }

    /// Renders up to `most` of the pages that wait, in parallel, for [`Engine::accept`].
    pub fn render_some(&self, _most: usize) -> Rendered {
        Rendered::default()
    }

    /// Takes over rendered pages. Those that changed since are left out.
    pub fn accept(&mut self, _rendered: Rendered) {}

    /// Renders all pages that wait.
    pub fn settle(&mut self) {
        while self.is_pending() {
            let rendered = self.render_some(usize::MAX);
            self.accept(rendered);
        }
    }

    /// Whether the site has a file at this path, such as `handbook/index.html`.
    pub fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// The bytes of a file of the site; a page is rendered as it is now. None when there is no such file, or when the page
    /// cannot be rendered.
    pub fn get(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        let site = self.built.as_ref()?.site.as_ref()?;
        site.get(path).map(|bytes| Arc::new(bytes.to_vec()))
    }

    /// The paths of all files of the site, in order.
    pub fn paths(&self) -> Vec<String> {
        let site = self.built.as_ref().and_then(|built| built.site.as_ref());
        let files = site.into_iter().flat_map(RenderedSite::files);
        files.map(|(path, _)| path.as_str().to_owned()).collect()
    }

    /// Whether a build would write the site: there is no error. Known when nothing is pending.
    pub fn is_whole(&self) -> bool {
        self.built.as_ref().is_some_and(|built| built.site.is_some())
    }

    /// What is wrong, as far as it is known; complete when nothing is pending.
    pub fn findings(&self) -> Diagnostics {
        let built = self.built.as_ref();
        built.map_or_else(|| Diagnostics::new(Vec::new()), |built| built.findings.clone())
    }

    /// The text of a file that a finding may point into.
    pub fn text(&self, path: &str) -> Option<String> {
        let source = self.built.as_ref().map(|built| &built.source)?;
        source.text(path).map(str::to_owned)
    }

    /// How many pages there are, without redirects.
    pub fn pages(&self) -> usize {
        let site = self.built.as_ref().and_then(|built| built.site.as_ref());
        site.map_or(0, RenderedSite::pages)
    }
}

/// One page by itself, quickly: as it will be but for what only the whole handbook tells, such as whether its links lead
/// somewhere. None where it has to wait for the whole.
pub fn preview(_project: &Project<'_>, _path: &str) -> Option<Vec<u8>> {
    None
}
