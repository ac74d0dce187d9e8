//! What is known of a whole handbook: every stage of the journey between reading and rendering, with what each found.

use std::{mem, sync::Arc};

use rayon::prelude::*;
use search::{Damaged, PageTerms};

use crate::{
    aside::Aside,
    connections::{Connections, Told},
    diagnostics::{Diagnostic, Diagnostics},
    glossary::{self, Glossary},
    graph::{PageId, SiteGraph},
    history::History,
    page::{self, Kind, ParsedFile, ParsedPage},
    paths,
    policy_files::{self, PolicyFiles},
    policy_pages,
    render::{
        Changed, Late, Links, Mistaken, Others, Owners, PolicyFacts, RenderedPage, RenderedSite, Setting,
        Stage, Synonyms, TypedAmounts, Wanted, search_files,
    },
    source::{PageFile, Source},
    tags::Tags,
    timings::Timings,
};

/// All facts that pages are rendered from, beside the source itself.
pub(crate) struct Site {
    /// The files of pages, in the order of the source.
    files: Vec<ParsedFile>,
    /// None until the site is [linked](Site::link).
    connections: Connections,
    policy: Arc<PolicyFiles>,
    graph: SiteGraph,
    setting: Arc<Setting>,
    facts: PolicyFacts,
    mistaken: Mistaken,
    /// What pages show of each other.
    links: Links,
    glossary: Glossary,
    /// What readers may type in place of words that stand on pages.
    synonyms: Synonyms,
    /// How the owners of pages are reached.
    owners: Owners,
    /// The files that are no pages; none when the templates cannot be used.
    others: Option<Others>,
    found: Found,
}

/// What was found, by the stage that found it.
#[derive(Debug, Default)]
struct Found {
    policy: Vec<Diagnostic>,
    pages: Vec<Diagnostic>,
    graph: Vec<Diagnostic>,
    setting: Vec<Diagnostic>,
    facts: Vec<Diagnostic>,
    upkeep: Vec<Diagnostic>,
    others: Vec<Diagnostic>,
}

/// What became of the pages when a site was renewed.
pub(crate) enum Renewal {
    /// The pages are the same ones, and these things changed about them.
    Kept(Box<Changed>),
    /// The pages are others, or everything about them may have changed.
    New,
}

/// How much of a site still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kept {
    Nothing,
    /// Templates and assets.
    Setting,
    /// The policy as well.
    Policy,
    /// Which files there are as well.
    All,
}

impl Site {
    /// Parses and connects everything.
    pub(crate) fn new(source: &Source) -> Self {
        let mut site = Self::of(source, page::parse_all(source), &Timings::off());
        site.link(Vec::new(), &Timings::off());
        site
    }

    /// Connects files that were parsed.
    pub(crate) fn of(source: &Source, files: Vec<ParsedFile>, timings: &Timings) -> Self {
        let mut policy_findings = Vec::new();
        let policy = timings.stage("policy", || {
            Arc::new(policy_files::read(source, &mut policy_findings))
        });
        Self::connect(source, files, policy, policy_findings, None, timings)
    }

    /// Finds out which pages lead to which; what is known of pages without bodies is taken over.
    pub(crate) fn link(&mut self, known: Vec<Option<Told>>, timings: &Timings) {
        self.connections = timings.stage("connections", || {
            Connections::new(&self.graph, &self.glossary, known)
        });
    }

    /// Which pages lead to which.
    pub(crate) fn connections(&self) -> &Connections {
        &self.connections
    }

    /// The files of pages, in the order of the source.
    pub(crate) fn files(&self) -> &[ParsedFile] {
        &self.files
    }

    /// The numbers that prose is not to type.
    pub(crate) fn typed(&self) -> &TypedAmounts {
        &self.facts.typed
    }

    /// Parses files whose pages have no body yet, and lets them take their places; nothing else is different about them.
    pub(crate) fn embody(&mut self, source: &Source, files: &[usize], aside: &Arc<Aside>) {
        let parsed = parse_some(source, files, |file| ParsedFile::with_body_in(aside, file));
        for (index, parsed) in files.iter().zip(parsed) {
            if let Some(page) = &parsed.page {
                self.graph.replace(Arc::clone(page));
            }
            if let Some(file) = self.files.get_mut(*index) {
                *file = parsed;
            }
        }
    }

    /// Connects what was parsed; the setting of an earlier site is taken over where there is one.
    fn connect(
        source: &Source,
        files: Vec<ParsedFile>,
        policy: Arc<PolicyFiles>,
        policy_findings: Vec<Diagnostic>,
        setting: Option<(Arc<Setting>, Vec<Diagnostic>)>,
        timings: &Timings,
    ) -> Self {
        let mut found = Found {
            policy: policy_findings,
            ..Found::default()
        };
        // Findings of the files are kept with the files.
        let mut pages = page::published(source, &files);
        policy_pages::add(&policy, &mut pages, &mut found.pages);
        let mut glossary = Glossary::read(source, &mut found.pages);
        glossary::add(&mut glossary, &mut pages);
        paths::add(&mut pages);
        let graph = timings.stage("graph", || SiteGraph::new(source, pages, &mut found.graph));
        let (setting, in_setting) = setting.unwrap_or_else(|| {
            let mut findings = Vec::new();
            let setting = timings.stage("templates", || Setting::new(source, &graph, &mut findings));
            (Arc::new(setting), findings)
        });
        found.setting = in_setting;
        let facts = timings.stage("uses of the policy", || {
            PolicyFacts::new(source, &graph, &policy, &mut found.facts)
        });
        let links = Links::new(&graph);
        let synonyms = Synonyms::read(source, &mut found.graph);
        let owners = Owners::read(source, &graph, &mut found.graph);
        let mut site = Self {
            files,
            connections: Connections::default(),
            policy,
            graph,
            setting,
            facts,
            mistaken: Mistaken::Any,
            links,
            glossary,
            synonyms,
            owners,
            others: None,
            found,
        };
        timings.stage("upkeep", || site.look_after(source));
        let mut findings = Vec::new();
        site.others = timings.stage("other files", || site.stage(source).others(&mut findings));
        site.found.others = findings;
        site
    }

    /// Works out what depends on all findings so far.
    fn look_after(&mut self, source: &Source) {
        self.mistaken = Mistaken::of(&self.policy, self.before_pages(source));
        let before: Vec<&Diagnostic> = self.before_pages(source).collect();
        let stage = self.stage(source);
        let mut upkeep = stage.upkeep(&before);
        if let Some(drawing) = stage.drawing() {
            drawing.check_letters(source, &self.graph, &mut upkeep);
        }
        self.found.upkeep = upkeep;
    }

    /// What was found before anything was rendered, in the order of the stages.
    fn before_pages<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = &'a Diagnostic> {
        let files = self.files.iter().filter(|file| !file.is_left_out(source.drafts));
        let found = &self.found;
        source
            .findings()
            .chain(files.flat_map(|file| &file.findings))
            .chain(&found.policy)
            .chain(&found.pages)
            .chain(&found.graph)
            .chain(&found.setting)
            .chain(&found.facts)
    }

    /// All that was found but in the pages themselves.
    pub(crate) fn findings<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = &'a Diagnostic> {
        let found = &self.found;
        self.before_pages(source)
            .chain(&found.upkeep)
            .chain(&found.others)
    }

    /// What pages are rendered from.
    pub(crate) fn stage<'a>(&'a self, source: &'a Source) -> Stage<'a> {
        Stage {
            source,
            graph: &self.graph,
            policy: &self.policy,
            facts: &self.facts,
            mistaken: &self.mistaken,
            setting: &self.setting,
            links: &self.links,
            owners: &self.owners,
            glossary: &self.glossary,
            connections: &self.connections,
        }
    }

    /// How the owners of pages are reached.
    pub(crate) fn owners(&self) -> &Owners {
        &self.owners
    }

    /// The words of the handbook.
    pub(crate) fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    /// The pages and how they hang together.
    pub(crate) fn graph(&self) -> &SiteGraph {
        &self.graph
    }

    /// The files that a browser asks for words, but for the texts of pages; `terms` are those of all pages, in their order.
    ///
    /// # Errors
    /// Terms that were kept between runs are not as they were.
    pub(crate) fn search(&self, source: &Source, terms: &[&PageTerms]) -> Result<Late, Damaged> {
        match source.is_searched() {
            true => {
                let mut files = search_files(terms, &self.synonyms)?;
                files.extend(self.questions(source));
                Ok(files)
            }
            false => Ok(Late::new()),
        }
    }

    /// What the search asks the calculators by.
    pub(crate) fn questions(&self, source: &Source) -> Late {
        self.stage(source).questions(&self.synonyms)
    }

    /// What readers may type in place of words that stand on pages.
    pub(crate) fn synonyms(&self) -> &Synonyms {
        &self.synonyms
    }

    /// The files that are no pages.
    pub(crate) fn others(&self) -> Option<&Others> {
        self.others.as_ref()
    }

    /// Renders the pages in parallel; what is made of each is collected in their order.
    pub(crate) fn render<T: Send>(
        &self,
        source: &Source,
        ids: &[PageId],
        wanted: Wanted,
        timings: &Timings,
        collect: impl Fn(PageId, RenderedPage) -> T + Sync,
    ) -> Vec<T> {
        let stage = self.stage(source);
        let render = |id: &PageId| {
            let of = || Some(self.graph.page(*id).path.clone());
            let page = timings.span("page", of, || stage.page(*id, wanted));
            collect(*id, page)
        };
        ids.par_iter().map(render).collect()
    }

    /// The whole site in memory, with the files of the search where words are wanted, and everything that was found. No site
    /// when there are errors.
    pub(crate) fn rendered(mut self, source: &Source, wanted: Wanted) -> (Option<RenderedSite>, Diagnostics) {
        let ids = self.graph.ids();
        let rendered = self.render(source, &ids, wanted, &Timings::off(), |_, page| page);
        let mut findings: Vec<Diagnostic> = self.findings(source).cloned().collect();
        let mut pages = Vec::with_capacity(ids.len());
        let mut found = Vec::with_capacity(ids.len());
        let mut cards = Vec::new();
        for (id, page) in ids.iter().zip(rendered) {
            findings.extend(page.findings);
            pages.extend(
                page.html
                    .map(|html| (self.graph.page(*id).permalink.output(), html)),
            );
            found.extend(page.found);
            cards.extend(page.share_card);
        }
        let terms: Vec<&PageTerms> = found.iter().map(|found| &found.terms).collect();
        let mut late = match wanted {
            Wanted::Page => Late::new(),
            Wanted::Words => self.search(source, &terms).unwrap_or_default(),
        };
        match self.stage(source).index() {
            Ok(index) => late.extend(index),
            Err(finding) => findings.push(*finding),
        }
        late.extend(found.into_iter().flat_map(|found| found.fragments));
        if let Some(drawing) = self.stage(source).drawing() {
            let drawn = cards
                .par_iter()
                .map(|card| Ok((card.path.clone(), drawing.draw(card)?)));
            let drawn: Vec<Result<_, Box<Diagnostic>>> = drawn.collect();
            for drawn in drawn {
                match drawn {
                    Ok((path, png)) => {
                        late.insert(path, png);
                    }
                    Err(finding) => findings.push(*finding),
                }
            }
        }
        let findings = Diagnostics::new(findings);
        let others = self.others.take().filter(|_| findings.errors() == 0);
        let site = others.map(|mut others| {
            others.extend(late.into_iter().map(|(path, bytes)| (path, Arc::new(bytes))));
            RenderedSite::new(pages.into_iter(), ids.len(), others)
        });
        (site, findings)
    }

    /// Takes in pages of the source that say something else than before, and its policy where that does; all else in it is
    /// as it was.
    pub(crate) fn renew_files(&mut self, source: &Source, changed: &[usize], policy: bool) -> Renewal {
        let mut files = mem::take(&mut self.files);
        for (index, parsed) in changed.iter().zip(parse_some(source, changed, ParsedFile::of)) {
            if let Some(file) = files.get_mut(*index) {
                *file = parsed;
            }
        }
        let kept = if policy { Kept::Setting } else { Kept::All };
        self.renew_with(files, changed, source, kept)
    }

    /// Takes in a source in which all but the content may be different.
    pub(crate) fn renew_beside(&mut self, source: &Source) -> Renewal {
        let files = mem::take(&mut self.files);
        self.renew_with(files, &[], source, Kept::Nothing)
    }

    /// Takes in another history of the content; all else in the source is as it was.
    pub(crate) fn renew_history(&mut self, before: &Arc<History>, source: &Source) -> Renewal {
        let now = source.history();
        if before.is_empty() != now.is_empty() {
            return self.renew_beside(source);
        }
        let mut changed = Changed::default();
        self.compare_histories(before, now, &mut changed);
        Renewal::Kept(Box::new(changed))
    }

    /// Notes the pages that another commit changed last than before.
    fn compare_histories(&self, before: &Arc<History>, now: &Arc<History>, changed: &mut Changed) {
        if Arc::ptr_eq(before, now) {
            return;
        }
        for (id, page) in self.graph.pages() {
            if before.mark(page) != now.mark(page) {
                changed.note_date(id);
            }
        }
    }

    /// Takes in another state of the source: parses what is different in it, and works out again what follows from that.
    pub(crate) fn renew(&mut self, old: &Source, new: &Source) -> Renewal {
        let mut files = mem::take(&mut self.files);
        let changed = renew_files(&mut files, old, new);
        let (before, now) = (old.history(), new.history());
        let is_alike = old.has_same_environment(new) && before.is_empty() == now.is_empty();
        let kept = match (is_alike, old.has_same_policy(new)) {
            (true, true)
                if old.has_same_pages(new)
                    && old.has_same_glossary(new)
                    && old.findings().eq(new.findings()) =>
            {
                Kept::All
            }
            (true, true) => Kept::Policy,
            (true, false) => Kept::Setting,
            (false, _) => Kept::Nothing,
        };
        let mut renewal = self.renew_with(files, &changed, new, kept);
        if let Renewal::Kept(changed) = &mut renewal {
            self.compare_histories(before, now, changed);
        }
        renewal
    }

    fn renew_with(&mut self, files: Vec<ParsedFile>, changed: &[usize], new: &Source, kept: Kept) -> Renewal {
        if kept == Kept::All {
            let places: Option<Vec<_>> = changed
                .iter()
                .map(|index| self.replaceable(&files, *index, new))
                .collect();
            // Two new titles at once may change places, and two pages may lose the same tag, though each alone would keep its own.
            if let Some(places) = places.filter(|places| {
                self.count(&files, places, |page, known| page.title != known.title) <= 1
                    && self.count(&files, places, |page, known| page.meta.tags != known.meta.tags) <= 1
            }) {
                return self.replace(files, &places, new);
            }
        }
        let (policy, policy_findings) = if kept >= Kept::Policy {
            (Arc::clone(&self.policy), self.found.policy.clone())
        } else {
            let mut findings = Vec::new();
            (Arc::new(policy_files::read(new, &mut findings)), findings)
        };
        let is_set = kept >= Kept::Setting;
        let setting = is_set.then(|| (Arc::clone(&self.setting), self.found.setting.clone()));
        let mut renewed = Self::connect(new, files, policy, policy_findings, setting, &Timings::off());
        renewed.link(Vec::new(), &Timings::off());
        let before = mem::replace(self, renewed);
        if !is_set
            || !self.graph.has_same_structure(&before.graph)
            || self.glossary.words() != before.glossary.words()
            // Where a page about an owner lies, that of a tag too.
            || self.owners != before.owners
        {
            return Renewal::New;
        }
        let mut changed = Changed::default();
        for id in self.graph.ids() {
            let (one, other) = (self.graph.page(id), before.graph.page(id));
            let same = self.graph.is_same_page(&before.graph, id)
                || (matches!(one.kind, Kind::Value(_) | Kind::List(_)) && one.is_alike_outside(other));
            let titles = one.title == other.title && one.meta.description == other.meta.description;
            changed.own.push(!same);
            changed.titles.push(!same && !titles);
            changed.pages.push(!same && !one.is_alike_outside(other));
        }
        for id in self
            .connections
            .changed_from(&before.connections.fingerprints(), &self.graph)
        {
            changed.note_own(id);
        }
        changed.terms = self.glossary.changed_from(&before.glossary.fingerprints());
        changed.tags = Tags::changed(&before.graph.tags().names(), &self.graph.tags().names());
        self.compare(&before.facts, &before.mistaken, &mut changed);
        Renewal::Kept(Box::new(changed))
    }

    /// Notes what changed of the policy, for each page too whether it has to keep from typing other numbers.
    fn compare(&self, facts: &PolicyFacts, mistaken: &Mistaken, changed: &mut Changed) {
        self.facts.compare(facts, changed);
        changed.mistaken = self.mistaken != *mistaken;
        if self.facts.typed != facts.typed {
            for (id, page) in self.graph.pages() {
                if !self.facts.typed.are_same_for(&facts.typed, page) {
                    changed.note_own(id);
                }
            }
        }
    }

    /// The page of a changed file, where the new state can take its place without anything else being connected anew.
    fn replaceable(&self, files: &[ParsedFile], index: usize, new: &Source) -> Option<(usize, PageId)> {
        let page = files.get(index)?.page.as_ref()?;
        let id = self.graph.page_at(&page.permalink)?;
        let known = self.graph.page(id);
        let is_same = known.is_at_same_place(page)
            && self.graph.keeps_order(id, page)
            && self.graph.tags().stay(known, page)
            && !files.get(index)?.is_left_out(new.drafts);
        is_same.then_some((index, id))
    }

    /// How many pages differ from what is known of them.
    fn count(
        &self,
        files: &[ParsedFile],
        places: &[(usize, PageId)],
        differs: impl Fn(&ParsedPage, &ParsedPage) -> bool,
    ) -> usize {
        let is_other = |(index, id): &&(usize, PageId)| {
            let page = files.get(*index).and_then(|file| file.page.as_ref());
            page.is_some_and(|page| differs(page, self.graph.page(*id)))
        };
        places.iter().filter(is_other).count()
    }

    fn replace(&mut self, files: Vec<ParsedFile>, places: &[(usize, PageId)], new: &Source) -> Renewal {
        self.files = files;
        let mut changed = Changed::default();
        let mut is_alike = true;
        for (index, id) in places {
            let Some(page) = self.files.get(*index).and_then(|file| file.page.clone()) else {
                continue;
            };
            changed.note_own(*id);
            let known = self.graph.page(*id);
            if !known.is_alike_outside(&page) {
                is_alike = false;
                changed.note_page(*id);
            }
            if known.title != page.title || known.meta.description != page.meta.description {
                changed.note_title(*id);
                self.links.forget(*id);
            }
            self.graph.replace(page);
            for concerned in self.connections.renew(&self.graph, &self.glossary, *id) {
                changed.note_own(concerned);
            }
        }
        let mistaken = self.mistaken.clone();
        if is_alike {
            self.look_after(new);
            changed.mistaken = self.mistaken != mistaken;
        } else {
            self.found.facts.clear();
            let facts = PolicyFacts::new(new, &self.graph, &self.policy, &mut self.found.facts);
            let facts = mem::replace(&mut self.facts, facts);
            self.look_after(new);
            self.compare(&facts, &mistaken, &mut changed);
        }
        Renewal::Kept(Box::new(changed))
    }
}

/// Parses some of the files, in parallel.
fn parse_some(
    source: &Source,
    files: &[usize],
    parse: impl Fn(&PageFile) -> ParsedFile + Sync,
) -> Vec<ParsedFile> {
    let files = files.par_iter();
    files
        .map(|index| source.pages.get(*index).map(&parse).unwrap_or_default())
        .collect()
}

/// Parses the files that are new or different; tells which files of the new source those are.
fn renew_files(files: &mut Vec<ParsedFile>, old: &Source, new: &Source) -> Vec<usize> {
    let mut before = old.pages.iter().zip(mem::take(files)).peekable();
    let mut kept: Vec<Option<ParsedFile>> = Vec::with_capacity(new.pages.len());
    for file in &new.pages {
        while before.next_if(|(known, _)| known.path < file.path).is_some() {}
        let same = before.next_if(|(known, _)| known.path == file.path);
        kept.push(
            same.filter(|(known, _)| known.says_the_same(file))
                .map(|(_, parsed)| parsed),
        );
    }
    let changed: Vec<usize> = (0..kept.len())
        .filter(|index| kept.get(*index).is_some_and(Option::is_none))
        .collect();
    let mut parsed = parse_some(new, &changed, ParsedFile::of).into_iter();
    *files = kept
        .into_iter()
        .map(|kept| kept.or_else(|| parsed.next()).unwrap_or_default())
        .collect();
    changed
}
