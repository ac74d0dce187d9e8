//! `build` and `check`: the whole handbook once, as fast as what is known from the last time allows.

use std::{
    collections::{BTreeMap, HashSet},
    fs, mem,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rayon::prelude::*;
use search::PageTerms;

use crate::{
    Failure, Project, Written,
    address::OutputPath,
    aside::Aside,
    diagnostics::{Diagnostic, Diagnostics},
    graph::PageId,
    page::{ParsedFile, ParsedPage},
    picture,
    render::{Changed, Late, RenderedPage, Seen, ShareCard, Wanted},
    site::Site,
    source::{self, Kept, Source},
    stored::{FactStore, Facts, FileFacts, Fingerprints, Hash, KnownPage, LastRun, Taken, fingerprint},
    tags::Tags,
    timings::Timings,
    write::{Copies, MANIFEST, STAGING, Writer},
};

/// What a build did.
#[derive(Clone, Debug)]
pub struct Build {
    /// What was read.
    pub source: Source,
    /// How many pages the site has, without redirects.
    pub pages: usize,
    /// What was found.
    pub findings: Diagnostics,
    /// Why pages do not say when they last changed though the handbook lies in a git repository; a sentence without a full stop.
    pub untold: Option<String>,
    /// What was written; nothing when there are errors, or warnings where those are denied. What the machine could not
    /// do leaves the site that was there.
    pub written: Result<Option<Written>, Failure>,
}

/// Where to build a site, and how.
#[derive(Clone, Copy, Debug)]
pub struct BuildOptions<'a> {
    /// The folder to write to.
    pub output: &'a Path,
    /// Whether warnings count as errors.
    pub deny_warnings: bool,
    /// Whether compressed copies stand beside the files; as the handbook asks where it is not said.
    pub copies: Option<Copies>,
    /// What is kept from build to build; with it only what changed since the last build into this folder is parsed and
    /// rendered, and what comes out is the same.
    pub store: Option<&'a FactStore>,
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was read.
    pub source: Source,
    /// What was found.
    pub findings: Diagnostics,
}

/// A handbook that is built or checked once.
struct Once<'a> {
    source: Source,
    site: Site,
    /// What is to be kept, and where; none where nothing is.
    memory: Option<Memory<'a>>,
    /// What is known of each page; none for one that has to be rendered.
    known: Vec<Option<KnownPage>>,
    /// Files whose pages have no body yet, by their place in the source.
    bodiless: Vec<bool>,
    /// Where the bodies wait.
    aside: Arc<Aside>,
    timings: &'a Timings,
}

struct Memory<'a> {
    store: &'a FactStore,
    asked: String,
    fingerprints: Fingerprints,
    /// The last run, where only pages may be different from then.
    last: Option<LastRun>,
}

/// What rendering a page gave.
struct Outcome {
    id: PageId,
    /// What it looked at, where nothing is wrong in it.
    seen: Option<Seen>,
    terms: Option<PageTerms>,
    put: Put,
    findings: Vec<Diagnostic>,
}

/// The fingerprints of what was written for a page: of its file, and of those beside it, its text for the search and its picture.
#[derive(Clone, Default)]
struct Put {
    page: Option<Hash>,
    beside: Vec<(OutputPath, Hash)>,
    /// Why the picture could not be drawn.
    trouble: Option<Box<Diagnostic>>,
}

/// Builds a site into a folder.
pub(crate) fn build(
    project: &Project<'_>,
    options: &BuildOptions<'_>,
    timings: &Timings,
) -> Result<Build, Failure> {
    let BuildOptions {
        output,
        deny_warnings,
        copies,
        store,
    } = *options;
    let kept = store.map_or(Kept::Nowhere, |store| Kept::Among(store.clone()));
    let source = timings.stage("read", || source::open(project, Some(kept)))?;
    let copies = copies.unwrap_or(source.config.copies);
    let asked = format!("build {copies:?} {}", output.display());
    let memory = Memory::of(&source, store, asked, timings);
    let unchanged = memory
        .as_ref()
        .and_then(|memory| memory.unchanged())
        .and_then(|last| keep_all(last, output, copies, timings));
    if let Some((pages, written)) = unchanged {
        return Ok(Build {
            untold: source.past.trouble().map(str::to_owned),
            source,
            pages,
            findings: Diagnostics::new(Vec::new()),
            written: written.map(Some),
        });
    }
    let mut once = Once::open(source, memory, timings);
    let is_refused =
        |findings: &Diagnostics| findings.errors() > 0 || (deny_warnings && findings.warnings() > 0);
    let before = Diagnostics::new(once.site.findings(&once.source).cloned().collect());
    if once.site.others().is_none() || is_refused(&before) {
        let findings = once.report().1;
        return Ok(once.into_build(findings, Ok(None)));
    }
    let writer = match Writer::open(output).map(|writer| writer.with(copies)) {
        Ok(writer) => writer,
        Err(failure) => {
            let findings = once.report().1;
            return Ok(once.into_build(findings, Err(failure)));
        }
    };
    let beside_there = Beside::default();
    timings.stage("files that stay", || {
        once.keep_files(output, &writer, &beside_there);
    });
    let waiting = once.waiting();
    timings.stage("parse again", || once.embody(&waiting));
    let others = once.site.others();
    let path_of = |id: PageId| {
        let path = once.site.graph().page(id).permalink.output();
        (!others.is_some_and(|others| others.contains_key(&path))).then_some(path)
    };
    let is_kept = once.memory.is_some();
    let draw = |card: &ShareCard| {
        let stage = once.site.stage(&once.source);
        let drawing = stage.drawing()?;
        let is_first = beside_there.take(&card.path);
        let there = is_kept.then(|| writer.earlier(&card.path)).flatten();
        let there = there.filter(|there| picture::is_whole(there));
        if let Some(there) = there
            && (!is_first || writer.keep(&card.path))
        {
            return Some(Ok((card.path.clone(), fingerprint(&there))));
        }
        let of = || Some(card.path.as_str().to_owned());
        let drawn = timings.span("draw", of, || drawing.draw(card));
        Some(drawn.map(|png| {
            if is_first {
                timings.span("write", || None, || writer.put(&card.path, &png));
            }
            (card.path.clone(), fingerprint(&png))
        }))
    };
    let outcomes = once.render(&waiting, Wanted::Words, |id, html, page| {
        let put = |path: &OutputPath, bytes: &[u8]| {
            timings.span("write", || None, || writer.put(path, bytes));
        };
        let fragments = page.found.iter().flat_map(|found| &found.fragments);
        let fragments = fragments.map(|(path, bytes)| {
            if beside_there.take(path) {
                put(path, bytes);
            }
            is_kept.then(|| (path.clone(), fingerprint(bytes)))
        });
        let mut beside: Vec<_> = fragments.collect::<Vec<_>>().into_iter().flatten().collect();
        let drawn = page.share_card.as_ref().and_then(draw);
        let trouble = match drawn {
            Some(Ok(drawn)) => {
                beside.push(drawn);
                None
            }
            Some(Err(trouble)) => Some(trouble),
            None => None,
        };
        let file = path_of(id).and_then(|path| {
            put(&path, html);
            is_kept.then(|| fingerprint(html))
        });
        Put {
            page: file,
            beside,
            trouble,
        }
    });
    let (late, in_late) = once.late(&outcomes);
    let before = once.findings(&outcomes);
    let findings = Diagnostics::new(before.iter().cloned().chain(in_late).collect());
    if is_refused(&findings) {
        writer.discard();
        return Ok(once.into_build(findings, Ok(None)));
    }
    let others: Vec<_> = others.into_iter().flatten().collect();
    let written = timings.stage("put in place", || {
        others
            .par_iter()
            .for_each(|(path, bytes)| writer.put(path, bytes));
        late.par_iter().for_each(|(path, bytes)| writer.put(path, bytes));
        writer.finish()
    });
    if written.is_ok() {
        timings.stage("remember", || {
            once.remember(outcomes, &findings, Some((output, &late)));
        });
    }
    Ok(once.into_build(findings, written.map(Some)))
}

/// Reports everything that is wrong.
pub(crate) fn check(project: &Project<'_>, store: Option<&FactStore>) -> Result<Check, Failure> {
    let timings = Timings::off();
    let source = source::open(project, None)?;
    let memory = Memory::of(&source, store, "check".to_owned(), &timings);
    if memory.as_ref().is_some_and(|memory| memory.unchanged().is_some()) {
        let findings = Diagnostics::new(Vec::new());
        return Ok(Check { source, findings });
    }
    let mut once = Once::open(source, memory, &timings);
    let (outcomes, findings) = once.report();
    once.remember(outcomes, &findings, None);
    Ok(Check {
        source: once.source,
        findings,
    })
}

/// Where all files are as the last run wrote them there is nothing to do: tells how many pages there are.
///
/// What else lies in the folder is not looked at, since nothing is written or removed, but where a build did not end, or made
/// compressed copies.
fn keep_all(
    last: &LastRun,
    output: &Path,
    copies: Copies,
    timings: &Timings,
) -> Option<(usize, Result<Written, Failure>)> {
    timings.stage("files that stay", || {
        let files = last.files.par_iter();
        if copies == Copies::None && !output.join(STAGING).exists() {
            let is_kept = files.all(|(path, file)| file.holds(&output.join(path)));
            let written = Written {
                written: 0,
                unchanged: last.files.len().saturating_sub(1),
                removed: 0,
            };
            return is_kept.then_some((last.pages, Ok(written)));
        }
        let writer = Writer::open(output).ok()?.with(copies);
        let is_kept = files.all(|(path, file)| {
            let place = output.join(path);
            path == MANIFEST
                || file.holds(&place) && OutputPath::new(path).is_some_and(|path| writer.keep(&path))
        });
        is_kept.then(|| (last.pages, writer.finish()))
    })
}

impl<'a> Memory<'a> {
    /// Looks at what was kept, and at the pages where there may be nothing else to do.
    fn of(source: &Source, store: Option<&'a FactStore>, asked: String, timings: &Timings) -> Option<Self> {
        let store = store?;
        let mut fingerprints = Fingerprints::of(source);
        let last = timings.stage("last run", || LastRun::load(store, &asked, &fingerprints));
        if last.is_some() {
            let texts = timings.stage("fingerprints", || source.fingerprint_pages());
            fingerprints.texts = texts.unwrap_or_default();
        }
        Some(Self {
            store,
            asked,
            fingerprints,
            last,
        })
    }

    /// The last run, where nothing was found in it and the source is as it was.
    fn unchanged(&self) -> Option<&LastRun> {
        self.last
            .as_ref()
            .filter(|last| last.has_texts(&self.fingerprints))
    }
}

impl<'a> Once<'a> {
    /// Connects the handbook, with what is known of it from the last time.
    fn open(mut source: Source, memory: Option<Memory<'a>>, timings: &'a Timings) -> Self {
        let folder = memory.as_ref().map(|memory| memory.store.folder.clone());
        let aside = Aside::new(folder.unwrap_or_else(std::env::temp_dir));
        let Some(mut memory) = memory else {
            let files = timings.stage("parse", || {
                source.take_pages(
                    |_, _| None,
                    |file, _, text| ParsedFile::of_text(&aside, &file.path, text),
                )
            });
            let files = files.into_iter().map(|(_, file)| file).collect();
            let mut site = Site::of(&source, files, timings);
            site.link(Vec::new(), timings);
            let pages = site.graph().ids().len();
            return Self {
                source,
                site,
                memory: None,
                known: vec![None; pages],
                bodiless: Vec::new(),
                aside,
                timings,
            };
        };
        let mut facts = timings.stage("facts", || {
            Facts::load(memory.store, &memory.asked).unwrap_or_default()
        });
        let seen = mem::take(&mut memory.fingerprints.texts);
        let taken = timings.stage("parse", || {
            source.take_pages(
                |index, path| {
                    let hash = seen.get(index)?;
                    Some((*hash, facts.take(path, hash)?))
                },
                |file, hash, text| {
                    let known = facts.take(&file.path, &hash);
                    known.unwrap_or_else(|| facts.parse(&aside, &file.path, text))
                },
            )
        });
        let (texts, taken): (Vec<Hash>, Vec<Taken>) = taken.into_iter().unzip();
        memory.fingerprints.add_pages(&source, texts);
        let mut bodiless: Vec<bool> = taken.iter().map(|taken| taken.is_bodiless).collect();
        let (files, before): (Vec<ParsedFile>, Vec<_>) = taken
            .into_iter()
            .map(|taken| (taken.file, (taken.is_bodiless, taken.before)))
            .unzip();
        let mut site = Site::of(&source, files, timings);
        let history = Arc::clone(source.history());
        source.past.keep(memory.store);
        let shown = (site.typed(), history.is_empty(), site.owners());
        memory
            .fingerprints
            .see(site.graph(), &site.glossary().words(), &shown);
        let pages = site.graph().ids().len();
        let terms = site.glossary().changed_from(&facts.glossary);
        let tags = Tags::changed(&facts.tags, &site.graph().tags().names());
        let (told, linked) = (mem::take(&mut facts.told), mem::take(&mut facts.linked));
        let known = facts.known(&memory.fingerprints);
        if known.is_none() {
            let files: Vec<usize> = (0..bodiless.len())
                .filter(|index| bodiless.get(*index) == Some(&true))
                .collect();
            timings.stage("parse again", || site.embody(&source, &files, &aside));
            bodiless.fill(false);
        }
        let has_body = |id: PageId| {
            let file = source.page_file(&site.graph().page(id).path);
            file.and_then(|index| bodiless.get(index)) != Some(&true)
        };
        let pairs = site.graph().ids().into_iter().zip(told);
        let told = pairs.map(|(id, told)| (!has_body(id)).then_some(told)).collect();
        site.link(told, timings);
        let mut known = known.unwrap_or_default();
        known.resize(pages, None);
        let mut changed = Changed {
            terms,
            ..changes(&site, before)
        };
        // The source of a value may be the page of a tag.
        changed.any_policy |= !tags.is_empty();
        changed.tags = tags;
        for ((id, page), known) in site.graph().pages().zip(&known) {
            if known
                .as_ref()
                .is_none_or(|known| known.changed != history.mark(page))
            {
                changed.note_date(id);
            }
        }
        for id in site.connections().changed_from(&linked, site.graph()) {
            changed.note_own(id);
        }
        for (id, place) in site.graph().ids().into_iter().zip(&mut known) {
            if place
                .as_ref()
                .is_some_and(|page| changed.concerns(id, &page.seen))
            {
                *place = None;
            }
        }
        Self {
            source,
            site,
            memory: Some(memory),
            known,
            bodiless,
            aside,
            timings,
        }
    }

    fn into_build(self, findings: Diagnostics, written: Result<Option<Written>, Failure>) -> Build {
        Build {
            pages: self.site.graph().ids().len(),
            untold: self.source.past.trouble().map(str::to_owned),
            source: self.source,
            findings,
            written,
        }
    }

    /// The pages that have to be rendered.
    fn waiting(&self) -> Vec<PageId> {
        let ids = self.site.graph().ids().into_iter();
        let pages = ids.zip(&self.known).filter(|(_, known)| known.is_none());
        pages.map(|(id, _)| id).collect()
    }

    /// Keeps the files of known pages that are as they were written; the others have to be rendered.
    fn keep_files(&mut self, output: &Path, writer: &Writer, beside: &Beside) {
        let graph = self.site.graph();
        let others = self.site.others();
        let stays = |path: &OutputPath, file: Option<FileFacts>| {
            file.is_some_and(|file| file.holds(&output.join(path.as_str())) && writer.keep(path))
        };
        let pages = graph.ids().into_par_iter().zip(&mut self.known);
        pages.for_each(|(id, place)| {
            let path = graph.page(id).permalink.output();
            let is_other = others.is_some_and(|others| others.contains_key(&path));
            let is_whole = place.as_ref().is_none_or(|page| {
                page.beside.iter().all(|(path, file)| {
                    let path = OutputPath::new(path);
                    path.is_some_and(|path| beside.keep(&path, || stays(&path, *file)))
                })
            });
            let is_kept = is_whole && (is_other || stays(&path, place.as_ref().and_then(|page| page.file)));
            if !is_kept {
                *place = None;
            }
        });
    }

    /// Gives pages that are to be rendered their bodies.
    fn embody(&mut self, waiting: &[PageId]) {
        if !self.bodiless.contains(&true) {
            return;
        }
        let graph = self.site.graph();
        let files: Vec<usize> = waiting
            .iter()
            .filter_map(|id| self.source.page_file(&graph.page(*id).path))
            .filter(|index| self.bodiless.get(*index) == Some(&true))
            .collect();
        self.site.embody(&self.source, &files, &self.aside);
    }

    fn render(
        &self,
        ids: &[PageId],
        wanted: Wanted,
        put: impl Fn(PageId, &[u8], &RenderedPage) -> Put + Sync,
    ) -> Vec<Outcome> {
        let render = || {
            self.site
                .render(&self.source, ids, wanted, self.timings, |id, page| {
                    let html = page.html.as_deref();
                    let mut put = html.map(|html| put(id, html, &page)).unwrap_or_default();
                    let mut findings = page.findings;
                    findings.extend(put.trouble.take().map(|trouble| *trouble));
                    let is_sound = page.html.is_some() && findings.is_empty();
                    Outcome {
                        id,
                        seen: (is_sound && self.memory.is_some()).then_some(page.seen),
                        terms: page.found.map(|found| found.terms),
                        put,
                        findings,
                    }
                })
        };
        self.timings.stage("pages", render)
    }

    /// The files that depend on all pages, and what is wrong with them.
    fn late(&self, outcomes: &[Outcome]) -> (Late, Vec<Diagnostic>) {
        let mut terms: Vec<Option<&PageTerms>> = self
            .known
            .iter()
            .map(|known| known.as_ref()?.terms.as_ref())
            .collect();
        for outcome in outcomes {
            if let Some(place) = terms.get_mut(outcome.id.index()) {
                *place = outcome.terms.as_ref();
            }
        }
        let terms: Vec<&PageTerms> = terms.into_iter().flatten().collect();
        let mut findings = Vec::new();
        let mut late = Late::new();
        match self
            .timings
            .stage("search", || self.site.search(&self.source, &terms))
        {
            Ok(files) => late.extend(files),
            Err(search::Damaged) => findings.push(
                Diagnostic::error(
                    "damaged-facts",
                    "target/handbook-facts",
                    "what was kept there is damaged",
                )
                .hint("build with `--fresh`"),
            ),
        }
        match self
            .timings
            .stage("index", || self.site.stage(&self.source).index())
        {
            Ok(files) => late.extend(files),
            Err(finding) => findings.push(*finding),
        }
        (late, findings)
    }

    fn findings(&self, outcomes: &[Outcome]) -> Diagnostics {
        let of_pages = outcomes.iter().flat_map(|outcome| &outcome.findings);
        let found = self.site.findings(&self.source).chain(of_pages);
        Diagnostics::new(found.cloned().collect())
    }

    /// Renders what has to be rendered, and writes nothing. What a build finds out in this way is not kept: its facts are about
    /// the files that it wrote.
    fn report(&mut self) -> (Vec<Outcome>, Diagnostics) {
        let waiting = self.waiting();
        self.embody(&waiting);
        let outcomes = self.render(&waiting, Wanted::Page, |_, _, _| Put::default());
        let mut findings = self.findings(&outcomes);
        if let Err(finding) = self.site.stage(&self.source).index() {
            findings = Diagnostics::new(findings.iter().cloned().chain([*finding]).collect());
        }
        (outcomes, findings)
    }

    /// Keeps what is known now for the next time; `written` is where the files of the pages were written, and the files that
    /// depend on all pages.
    fn remember(&mut self, outcomes: Vec<Outcome>, findings: &Diagnostics, written: Option<(&Path, &Late)>) {
        let Some(memory) = self.memory.take() else {
            return;
        };
        let is_new = outcomes.iter().any(|outcome| outcome.seen.is_some()) && !self.site.files().is_empty();
        let graph = self.site.graph();
        let history = Arc::clone(self.source.history());
        let facts_of = |path: &OutputPath, bytes: Hash| {
            let (output, _) = written?;
            FileFacts::of(&output.join(path.as_str()), bytes)
        };
        let known = outcomes.into_par_iter().map(|outcome| {
            let Put { page, beside, .. } = outcome.put;
            let path = graph.page(outcome.id).permalink.output();
            let file_beside = |(path, bytes): (OutputPath, Hash)| {
                let file = facts_of(&path, bytes);
                (path.as_str().to_owned(), file)
            };
            let known = outcome.seen.map(|seen| KnownPage {
                seen,
                changed: history.mark(graph.page(outcome.id)),
                file: page.and_then(|bytes| facts_of(&path, bytes)),
                terms: outcome.terms,
                beside: beside.into_iter().map(file_beside).collect(),
            });
            (outcome.id, known)
        });
        for (id, known) in known.collect::<Vec<_>>() {
            if let Some(place) = self.known.get_mut(id.index()) {
                *place = known;
            }
        }
        // Where git was of no help this time, it may be the next time.
        let is_sure = self.source.past.trouble().is_none() || self.source.past.head().is_none();
        if findings.is_empty() && !self.site.files().is_empty() && is_sure {
            let pages = graph.ids().len();
            let run = match written {
                None => Some(LastRun::new(&memory.fingerprints, pages, Vec::new())),
                Some((output, late)) => self
                    .files(output, late)
                    .map(|files| LastRun::new(&memory.fingerprints, pages, files)),
            };
            // The same as with the facts below.
            let _ = run.map(|run| run.save(memory.store, &memory.asked));
        }
        if is_new {
            let known = mem::take(&mut self.known);
            let facts = Facts::gather(
                memory.fingerprints,
                self.site.files(),
                self.site.glossary().fingerprints(),
                graph,
                self.site.connections(),
                known,
            );
            // Without them the next build takes longer, and that is all.
            let _ = facts.save(memory.store, &memory.asked);
        }
    }

    /// All files of the site as they were written, with the list of them; none where one of them is not known.
    fn files(&self, output: &Path, late: &Late) -> Option<Vec<(String, FileFacts)>> {
        let others = self.site.others()?;
        let graph = self.site.graph();
        let mut files = BTreeMap::new();
        for (id, known) in graph.ids().into_iter().zip(&self.known) {
            let known = known.as_ref()?;
            let path = graph.page(id).permalink.output();
            if !others.contains_key(&path) {
                files.insert(path, known.file?);
            }
            for (path, file) in &known.beside {
                files.insert(OutputPath::new(path)?, (*file)?);
            }
        }
        let others = others.iter().map(|(path, bytes)| (path, bytes.as_slice()));
        let late = late.iter().map(|(path, bytes)| (path, bytes.as_slice()));
        for (path, bytes) in others.chain(late) {
            files.insert(
                path.clone(),
                FileFacts::of(&output.join(path.as_str()), fingerprint(bytes))?,
            );
        }
        let list = output.join(MANIFEST);
        let bytes = fs::read(&list).ok()?;
        let list = FileFacts::of(&list, fingerprint(&bytes))?;
        let files = files
            .into_iter()
            .map(|(path, file)| (path.as_str().to_owned(), file));
        Some(files.chain([(MANIFEST.to_owned(), list)]).collect())
    }
}

/// The files beside pages that were written or kept: pages with the same text, or the same picture, share one.
#[derive(Default)]
struct Beside(Mutex<HashSet<OutputPath>>);

impl Beside {
    /// Whether it is the first time that a file is asked for.
    fn take(&self, path: &OutputPath) -> bool {
        self.paths().insert(path.clone())
    }

    /// Whether a file was taken before, or stays.
    fn keep(&self, path: &OutputPath, stays: impl FnOnce() -> bool) -> bool {
        let is_there = !self.take(path) || stays();
        if !is_there {
            self.paths().remove(path);
        }
        is_there
    }

    fn paths(&self) -> MutexGuard<'_, HashSet<OutputPath>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is different from what the facts have; `before` tells for each file whether its page was taken from there, and which
/// page was there where it was not.
fn changes(site: &Site, before: Vec<(bool, Option<Arc<ParsedPage>>)>) -> Changed {
    let mut changed = Changed::default();
    for (file, (is_bodiless, before)) in site.files().iter().zip(before) {
        let Some(page) = file.page.as_ref().filter(|_| !is_bodiless) else {
            continue;
        };
        // One that is left out, or stands back behind another at its address, has no part in the site.
        let Some(id) = site.graph().page_at(&page.permalink) else {
            changed.any_policy = true;
            continue;
        };
        changed.note_own(id);
        let is_alike = before
            .as_ref()
            .is_some_and(|before| before.is_alike_outside(page));
        if !is_alike {
            changed.note_title(id);
            changed.note_page(id);
        }
        changed.any_policy |= !is_alike || page.path.starts_with("content/policy/");
    }
    changed
}
