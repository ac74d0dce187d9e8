//! A handbook that is built again and again: after each change only what the change concerns.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use policy::Date;
use rayon::prelude::*;
use search::PageTerms;

use crate::{
    Carried, Drafts, Failure, Project, Source,
    address::{OutputPath, Permalink},
    diagnostics::{Diagnostic, Diagnostics},
    graph::PageId,
    made,
    render::{CARDS_FOLDER, FEED, KeptIndex, Late, RenderedPage, SEARCH_FOLDER, Seen, ShareCard, Wanted},
    site::{Renewal, Site},
    source::{self, Kept},
    timings::Timings,
};

/// What changed on the disk since the engine last looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These files or folders, relative to the folder of the handbook: written, made, moved or gone. Paths that did not
    /// change do no harm.
    Paths(Vec<PathBuf>),
    /// The git repository is at another commit, and no file changed.
    History,
    /// Anything may have changed.
    Everything,
}

/// Pages that were rendered apart from the engine, for [`Engine::accept`].
#[derive(Debug)]
pub struct Rendered {
    state: u64,
    pages: Vec<(PageId, Known)>,
}

/// What is kept of a page that was rendered: what was found in it, and what it looked at.
#[derive(Debug)]
struct Known {
    findings: Vec<Diagnostic>,
    seen: Seen,
    terms: Option<Arc<PageTerms>>,
}

/// The files that depend on all pages, made when the first of them is asked for.
#[derive(Default)]
struct LateFiles {
    /// The index from A to Z, the pages of tags, the changelog and the feeds.
    index: OnceLock<Result<Files, Box<Diagnostic>>>,
    search: OnceLock<Searched>,
    cards: OnceLock<BTreeMap<String, ShareCard>>,
}

/// What the search asks for.
#[derive(Default)]
struct Searched {
    /// The files but for the texts of pages.
    files: Files,
    /// The pages that are found, with their words, which name the files of their texts.
    pages: Vec<(PageId, Arc<PageTerms>)>,
}

type Files = BTreeMap<String, Arc<Vec<u8>>>;

/// A handbook with everything that is known of it.
pub struct Engine {
    root: PathBuf,
    carried: Carried,
    base_url: Option<String>,
    drafts: Drafts,
    built: Option<Built>,
    /// Counts the changes, so that pages rendered from an earlier state are not taken for those of this one.
    state: u64,
}

struct Built {
    source: Source,
    site: Site,
    /// What is known of each page; none while it waits to be rendered.
    known: Vec<Option<Known>>,
    /// How many pages wait.
    waiting: usize,
    /// The pages by the paths of their files.
    outputs: HashMap<String, PageId>,
    late: LateFiles,
    /// The index as it was made last, from which the next is made.
    kept: Mutex<Option<KeptIndex>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("root", &self.root)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
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
            state: 0,
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
    pub fn apply(&mut self, changes: &Changes, today: Date) -> Result<(), Failure> {
        let project = Project {
            root: &self.root,
            carried: &self.carried,
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            today,
        };
        self.state += 1;
        let Some(built) = &mut self.built else {
            self.built = Some(Built::new(source::read_with_history(&project, Kept::Nowhere)?));
            return Ok(());
        };
        if *changes == Changes::History && built.source.today == today {
            let before = Arc::clone(built.source.history());
            if built.source.look_back(&self.root) {
                let renewal = built.site.renew_history(&before, &built.source);
                built.take_over(renewal);
            }
            return Ok(());
        }
        if let Changes::Paths(paths) = changes
            && built.source.today == today
        {
            if let Some(files) = built.source.read_again(&self.root, paths) {
                let (pages, policy) = built.source.replace(files);
                let renewal = built.site.renew_files(&built.source, &pages, policy);
                built.take_over(renewal);
                return Ok(());
            }
            if paths.iter().all(|path| source::is_beside(&self.root, path)) {
                let beside = source::read_beside(&project)?;
                if built.source.looks_back_like(&beside) {
                    if built.source.replace_beside(beside) {
                        let renewal = built.site.renew_beside(&built.source);
                        built.take_over(renewal);
                    }
                    return Ok(());
                }
            }
        }
        let kept = Kept::Here(Arc::clone(built.source.history()));
        let source = source::read_with_history(&project, kept)?;
        let renewal = built.site.renew(&built.source, &source);
        built.source = source;
        built.take_over(renewal);
        Ok(())
    }

    /// Whether pages wait to be rendered; until they are, findings are not complete.
    pub fn is_pending(&self) -> bool {
        self.waiting() > 0
    }

    /// How many pages wait to be rendered.
    pub fn waiting(&self) -> usize {
        self.built.as_ref().map_or(0, |built| built.waiting)
    }

    /// Renders up to `most` of the pages that wait, in parallel, for [`Engine::accept`].
    pub fn render_some(&self, most: usize) -> Rendered {
        let state = self.state;
        let Some(built) = &self.built else {
            let pages = Vec::new();
            return Rendered { state, pages };
        };
        let ids = built.site.graph().ids();
        let waiting = ids
            .into_iter()
            .filter(|id| matches!(built.known.get(id.index()), Some(None)));
        let waiting: Vec<PageId> = waiting.take(most).collect();
        let pages = built.site.render(
            &built.source,
            &waiting,
            Wanted::Words,
            &Timings::off(),
            |id, page| {
                let RenderedPage {
                    findings,
                    seen,
                    found,
                    ..
                } = page;
                let terms = found.map(|found| Arc::new(found.terms));
                (
                    id,
                    Known {
                        findings,
                        seen,
                        terms,
                    },
                )
            },
        );
        Rendered { state, pages }
    }

    /// Takes over rendered pages, unless something changed since they were rendered.
    pub fn accept(&mut self, rendered: Rendered) {
        let Some(built) = self.built.as_mut().filter(|_| rendered.state == self.state) else {
            return;
        };
        for (id, page) in rendered.pages {
            if let Some(place @ None) = built.known.get_mut(id.index()) {
                *place = Some(page);
                built.waiting -= 1;
            }
        }
    }

    /// Renders all pages that wait.
    pub fn settle(&mut self) {
        while self.is_pending() {
            let rendered = self.render_some(usize::MAX);
            self.accept(rendered);
        }
    }

    /// Whether the site has a file at this path, such as `handbook/index.html`.
    pub fn has(&self, path: &str) -> bool {
        self.built.as_ref().is_some_and(|built| {
            built.outputs.contains_key(path) || built.other(path).is_some() || built.late(path).is_some()
        })
    }

    /// The bytes of a file of the site; a page is rendered as it is now. None when there is no such file, or when the page
    /// cannot be rendered.
    pub fn get(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        let built = self.built.as_ref()?;
        if let Some(bytes) = built.other(path) {
            return Some(Arc::clone(bytes));
        }
        let Some(id) = built.outputs.get(path) else {
            return built.late(path);
        };
        let page = built.site.stage(&built.source).page(*id, Wanted::Page);
        page.html.map(Arc::new)
    }

    /// The paths of all files of the site, in order.
    pub fn paths(&self) -> Vec<String> {
        let Some(built) = &self.built else {
            return Vec::new();
        };
        let others = built.site.others().into_iter().flat_map(|others| others.keys());
        let others = others.map(|path| path.as_str().to_owned());
        let Searched { files, pages } = built.search();
        let fragments = pages.iter().flat_map(|(_, terms)| terms.fragment_names());
        let fragments: Vec<String> = fragments.map(|name| format!("{SEARCH_FOLDER}{name}")).collect();
        let index = built.index().into_iter().flat_map(Files::keys);
        let late = index
            .chain(files.keys())
            .chain(&fragments)
            .chain(built.cards().keys());
        let mut paths: Vec<String> = built.outputs.keys().chain(late).cloned().chain(others).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Whether a build would write the site: there is no error. Known when nothing is pending.
    pub fn is_whole(&self) -> bool {
        let others = self.built.as_ref().and_then(|built| built.site.others());
        others.is_some() && self.findings().errors() == 0
    }

    /// What is wrong, as far as it is known; complete when nothing is pending.
    pub fn findings(&self) -> Diagnostics {
        let Some(built) = &self.built else {
            return Diagnostics::new(Vec::new());
        };
        let of_pages = built.known.iter().flatten().flat_map(|page| &page.findings);
        let of_index = match self.is_pending() {
            true => None,
            false => built.made().as_ref().err(),
        };
        let of_index = of_index.map(|finding| &**finding);
        let found = built.site.findings(&built.source).chain(of_pages).chain(of_index);
        Diagnostics::new(found.cloned().collect())
    }

    /// Why pages do not say when they last changed though the handbook lies in a git repository; a sentence without a full stop.
    pub fn untold(&self) -> Option<&str> {
        self.built.as_ref()?.source.past.trouble()
    }

    /// The text of a file that a finding may point into.
    pub fn text(&self, path: &str) -> Option<String> {
        let source = self.built.as_ref().map(|built| &built.source)?;
        source.text(path).map(str::to_owned)
    }

    /// How many pages there are, without redirects.
    pub fn pages(&self) -> usize {
        self.built.as_ref().map_or(0, |built| built.known.len())
    }
}

impl Built {
    fn new(source: Source) -> Self {
        let site = Site::new(&source);
        let mut built = Self {
            source,
            site,
            known: Vec::new(),
            waiting: 0,
            outputs: HashMap::new(),
            late: LateFiles::default(),
            kept: Mutex::default(),
        };
        built.forget();
        built
    }

    /// Lets all pages wait.
    fn forget(&mut self) {
        let graph = self.site.graph();
        let ids = graph.ids();
        self.outputs = graph
            .pages()
            .map(|(id, page)| (page.permalink.output().as_str().to_owned(), id))
            .collect();
        self.waiting = ids.len();
        self.known.clear();
        self.known.resize_with(ids.len(), || None);
    }

    /// Keeps what is known of the pages that a change does not concern.
    fn take_over(&mut self, renewal: Renewal) {
        self.late = LateFiles::default();
        let Renewal::Kept(changed) = renewal else {
            return self.forget();
        };
        if changed.is_nothing() {
            return;
        }
        for (id, _) in self.site.graph().pages() {
            if let Some(place) = self.known.get_mut(id.index())
                && place
                    .as_ref()
                    .is_some_and(|page| changed.concerns(id, &page.seen))
            {
                *place = None;
                self.waiting += 1;
            }
        }
    }

    /// A file that depends on all pages.
    fn late(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        let folders = [made::INDEX, made::CHANGELOG, made::TAGS];
        if folders.iter().any(|folder| path.starts_with(folder)) || path.ends_with(FEED) {
            return self.index()?.get(path).cloned();
        }
        if path.starts_with(CARDS_FOLDER) {
            let drawing = self.site.stage(&self.source).drawing()?;
            return drawing.draw(self.cards().get(path)?).ok().map(Arc::new);
        }
        let name = path.strip_prefix(SEARCH_FOLDER)?;
        let Searched { files, pages } = self.search();
        if let Some(file) = files.get(path) {
            return Some(Arc::clone(file));
        }
        let (id, _) = pages.iter().find(|(_, terms)| terms.has_fragment(name))?;
        let found = self.site.stage(&self.source).found(*id)?;
        let mut fragments = found.fragments.into_iter();
        let (_, bytes) = fragments.find(|(known, _)| known.as_str() == path)?;
        Some(Arc::new(bytes))
    }

    /// The index from A to Z, the pages of tags, the changelog and the feeds; none when its template cannot be used.
    fn index(&self) -> Option<&Files> {
        self.made().as_ref().ok()
    }

    /// The same, or what is wrong with a template.
    fn made(&self) -> &Result<Files, Box<Diagnostic>> {
        let stage = self.site.stage(&self.source);
        self.late.index.get_or_init(|| stage.index().map(shared))
    }

    /// The pictures of pages, by their paths; drawn when they are asked for.
    fn cards(&self) -> &BTreeMap<String, ShareCard> {
        self.late.cards.get_or_init(|| {
            let stage = self.site.stage(&self.source);
            if stage.drawing().is_none() {
                return BTreeMap::new();
            }
            let cards = self.site.graph().ids().into_par_iter();
            let cards = cards.filter_map(|id| stage.share_card(id));
            cards.map(|card| (card.path.as_str().to_owned(), card)).collect()
        })
    }

    /// What the search asks for. Of an index made before, only what changed since is made again.
    fn search(&self) -> &Searched {
        self.late.search.get_or_init(|| {
            if !self.source.is_searched() {
                return Searched::default();
            }
            let pages = self.terms();
            let terms = pages.iter().map(|(_, terms)| Arc::clone(terms)).collect();
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            // Terms that were just cut are as they were cut.
            *kept = KeptIndex::of(kept.take(), terms).ok();
            let files = kept.as_ref().map(|kept| kept.files(self.site.synonyms()));
            let mut files = files.unwrap_or_default();
            files.extend(self.site.questions(&self.source));
            Searched {
                files: shared(files),
                pages,
            }
        })
    }

    /// The words of all pages; those of pages that wait are cut for this.
    fn terms(&self) -> Vec<(PageId, Arc<PageTerms>)> {
        let ids = self.site.graph().ids();
        let known = |id: &PageId| self.known.get(id.index()).and_then(Option::as_ref);
        let unknown: Vec<PageId> = ids.iter().copied().filter(|id| known(id).is_none()).collect();
        let found = self.site.render(
            &self.source,
            &unknown,
            Wanted::Words,
            &Timings::off(),
            |id, page| Some((id, Arc::new(page.found?.terms))),
        );
        let found: HashMap<PageId, Arc<PageTerms>> = found.into_iter().flatten().collect();
        let terms = |id: PageId| {
            let terms = known(&id).map_or_else(|| found.get(&id), |known| known.terms.as_ref());
            Some((id, Arc::clone(terms?)))
        };
        ids.into_iter().filter_map(terms).collect()
    }

    fn other(&self, path: &str) -> Option<&Arc<Vec<u8>>> {
        let path = OutputPath::new(path)?;
        self.site.others()?.get(&path)
    }
}

fn shared(files: Late) -> Files {
    let files = files.into_iter();
    files
        .map(|(path, bytes)| (path.as_str().to_owned(), Arc::new(bytes)))
        .collect()
}

/// The page at a path of the site, such as `handbook/index.html`, before the whole handbook is read: as it will be but for
/// what only the whole tells, such as where some of its links lead. None where it has to wait for the whole.
pub fn preview(project: &Project<'_>, path: &str) -> Option<Vec<u8>> {
    // An address that leads out of the handbook has no path of a file.
    let file = OutputPath::new(path)?;
    if path.starts_with("assets/") {
        // Styles and code depend on no page, and a page is not painted before it has them.
        let source = crate::source::read_around(project, "").ok()?;
        let site = Site::new(&source);
        return site.others()?.get(&file).map(|bytes| bytes.to_vec());
    }
    let address = path.strip_suffix("index.html")?.trim_matches('/');
    let source = crate::source::read_around(project, address).ok()?;
    let site = Site::new(&source);
    let id = site.graph().page_at(&Permalink::of_parts(address.split('/')))?;
    site.stage(&source).page(id, Wanted::Page).html
}
