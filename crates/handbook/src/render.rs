//! From the graph to the files of the site, page by page, in parallel.
//!
//! A page is its body with the holes filled, laid into a template. Its HTML depends on its own source, its part of the
//! navigation and the facts it names.

mod assets;
mod body;
mod calculator;
mod cards;
mod cases;
mod changes;
mod examples;
mod figures;
mod glossary;
mod icons;
mod owners;
mod paths;
mod policy_table;
mod prose_numbers;
mod questions;
mod said;
mod scene;
mod search;
mod share;
mod tags;
mod templates;
mod typed;
mod upkeep;
mod uses;
mod values;
mod view;
mod watched;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    address::OutputPath,
    brand::Brand,
    connections::Connections,
    diagnostics::Diagnostic,
    glossary::Glossary,
    graph::{PageId, SiteGraph},
    page::Kind,
    policy_files::PolicyFiles,
    source::Source,
};
use assets::Assets;
pub(crate) use assets::PARTS;
pub(crate) use changes::FEED;
pub(crate) use glossary::terms_in;
pub(crate) use owners::{FILE as OWNERS_FILE, Owners};
pub(crate) use prose_numbers::TypedAmounts;
use scene::Scene;
pub(crate) use scene::{Mistaken, PolicyFacts};
pub(crate) use search::{
    FINDER, FOLDER as SEARCH_FOLDER, Found, KeptIndex, Synonyms, WORDS_FILE, files as search_files,
};
pub(crate) use share::{Drawing, FOLDER as CARDS_FOLDER, ShareCard};
use templates::{Finding, Templates};
pub(crate) use view::Links;
use watched::Watched;
pub(crate) use watched::{Changed, Seen};

/// A whole site, in memory: the bytes of every file.
#[derive(Clone, Debug, Default)]
pub struct RenderedSite {
    files: BTreeMap<OutputPath, Arc<Vec<u8>>>,
    pages: usize,
}

impl RenderedSite {
    /// The files in path order.
    pub fn files(&self) -> impl Iterator<Item = (&OutputPath, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path, bytes.as_slice()))
    }

    /// The bytes of the file at `path`, such as `handbook/index.html`.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        let path = OutputPath::new(path)?;
        self.files.get(&path).map(|bytes| bytes.as_slice())
    }

    /// How many pages there are, without redirects.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// A site of these pages and other files, which take the place of pages at the same path.
    pub(crate) fn new(
        pages: impl Iterator<Item = (OutputPath, Vec<u8>)>,
        count: usize,
        others: Others,
    ) -> Self {
        let mut files: Others = pages.map(|(path, html)| (path, Arc::new(html))).collect();
        files.extend(others);
        Self { files, pages: count }
    }
}

/// What the rendering of all pages shares, beside the graph.
pub(crate) struct Setting {
    assets: Assets,
    templates: Option<Templates>,
    /// The address of the compiled calculators, when there are any.
    module: Option<String>,
    /// What pictures of pages are made with, where they are asked for.
    drawing: Option<Drawing>,
}

impl Setting {
    /// Parses the templates and names the assets.
    pub(crate) fn new(source: &Source, graph: &SiteGraph, findings: &mut Vec<Diagnostic>) -> Self {
        let brand = Brand::new(source, findings);
        let assets = Assets::new(source, graph, &brand);
        let module = assets.path(source, "calculators/calculators.js");
        let drawing = Drawing::new(source, graph, &brand);
        let mut templates = Templates::load(source, graph, &assets, &brand, drawing.as_ref(), findings);
        if let Some((drawing, loaded)) = drawing.as_ref().zip(templates.as_ref())
            && let Err(finding) = drawing.check(loaded)
        {
            findings.push(*finding);
            templates = None;
        }
        Self {
            templates,
            drawing,
            module: module.map(|path| format!("{}/{path}", graph.base().path())),
            assets,
        }
    }
}

/// A page that was rendered.
#[derive(Debug, Default)]
pub(crate) struct RenderedPage {
    /// Its bytes; none when it cannot be rendered.
    pub(crate) html: Option<Vec<u8>>,
    /// What is wrong in it.
    pub(crate) findings: Vec<Diagnostic>,
    /// What it looked at.
    pub(crate) seen: Seen,
    /// What it is found by; none where that was not asked for, or the site is not searched.
    pub(crate) found: Option<Found>,
    /// Its picture for whoever shares its address, to be drawn.
    pub(crate) share_card: Option<ShareCard>,
}

/// What is asked of a page: it costs as much to cut its words as to render it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The page alone.
    Page,
    /// What it is found by, too.
    Words,
}

/// All that pages are rendered from.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) source: &'a Source,
    pub(crate) graph: &'a SiteGraph,
    pub(crate) policy: &'a PolicyFiles,
    pub(crate) facts: &'a PolicyFacts,
    pub(crate) mistaken: &'a Mistaken,
    pub(crate) setting: &'a Setting,
    pub(crate) glossary: &'a Glossary,
    pub(crate) connections: &'a Connections,
    pub(crate) links: &'a Links,
    pub(crate) owners: &'a Owners,
}

impl<'a> Stage<'a> {
    /// The site as a page sees it, or as nobody's page does.
    fn scene(self, own: Option<PageId>, seen: &'a RefCell<Seen>) -> Scene<'a> {
        Scene {
            source: self.source,
            graph: Watched::new(self.graph, own, seen),
            policy: Watched::new(&self.facts.values, own, seen),
            places: &self.policy.places,
            uses: Watched::new(&self.facts.uses, own, seen),
            typed: &self.facts.typed,
            templates: self.setting.templates.as_ref(),
            module: self.setting.module.as_deref(),
            drawing: self.setting.drawing.as_ref(),
            mistaken: Watched::new(self.mistaken, own, seen),
            examples: &self.facts.examples,
            glossary: Watched::new(self.glossary, own, seen),
            connections: self.connections,
            links: self.links,
            owners: self.owners,
            history: Watched::new(self.source.history(), own, seen),
        }
    }

    /// Renders a page. Findings about links and shortcodes are complete also when the templates cannot be used.
    pub(crate) fn page(self, id: PageId, wanted: Wanted) -> RenderedPage {
        let seen = RefCell::default();
        let mut findings = Vec::new();
        let rendered = page(&self.scene(Some(id), &seen), id, wanted, &mut findings);
        let (html, found, share_card) = rendered.map_or((None, None, None), |(html, found, card)| {
            (Some(html), found, card)
        });
        RenderedPage {
            html,
            findings,
            seen: seen.into_inner().packed(),
            found,
            share_card,
        }
    }

    /// What a page is found by, without its HTML.
    pub(crate) fn found(self, id: PageId) -> Option<Found> {
        let seen = RefCell::default();
        let scene = self.scene(Some(id), &seen);
        let findings = &mut Vec::new();
        let content = body::fill(&scene, id, findings);
        let content = with_parts(&scene, id, scene.templates?, content, findings)?;
        search::page(&scene, id, &content)
    }

    /// The picture of a page for whoever shares its address.
    pub(crate) fn share_card(self, id: PageId) -> Option<ShareCard> {
        let seen = RefCell::default();
        share::card(&self.scene(Some(id), &seen), id).ok()?
    }

    /// What pictures of pages are made with, where they are asked for.
    pub(crate) fn drawing(self) -> Option<&'a Drawing> {
        self.setting.drawing.as_ref()
    }

    /// Reports on the policy values as such; `before` are the findings so far.
    pub(crate) fn upkeep(self, before: &[&Diagnostic]) -> Vec<Diagnostic> {
        let seen = RefCell::default();
        upkeep::check(&self.scene(None, &seen), before)
    }

    /// What the search asks the calculators by.
    pub(crate) fn questions(self, synonyms: &Synonyms) -> Late {
        questions::files(self, &synonyms.meanings())
    }

    /// Renders the files that list pages: the index from A to Z, the pages of tags, the changelog and the feeds. Nothing when the templates cannot
    /// be used.
    pub(crate) fn index(self) -> Result<Late, Finding> {
        let Some(templates) = self.setting.templates.as_ref() else {
            return Ok(Late::new());
        };
        let mut files = search::index(self, templates)?;
        files.extend(changes::files(self, templates)?);
        files.extend(tags::files(self, templates)?);
        Ok(files)
    }

    /// Renders all files that are no pages. None when the templates cannot be used.
    pub(crate) fn others(self, findings: &mut Vec<Diagnostic>) -> Option<Others> {
        others(self, findings)
    }
}

/// The files of a site that are no pages, in path order.
pub(crate) type Others = BTreeMap<OutputPath, Arc<Vec<u8>>>;

/// Files that depend on all pages.
pub(crate) type Late = BTreeMap<OutputPath, Vec<u8>>;

/// The paths that files of the site have.
struct Taken(BTreeSet<OutputPath>);

impl Taken {
    /// Whether a file is there already, or a folder where the file would be, or a file where it needs a folder.
    fn has(&self, path: &OutputPath) -> bool {
        let inside = OutputPath::new(&format!("{path}/0")).and_then(|first| {
            let next = self.0.range(first..).next();
            next.filter(|file| file.as_str().starts_with(&format!("{path}/")))
        });
        let folders = path
            .as_str()
            .match_indices('/')
            .map(|(slash, _)| &path.as_str()[..slash]);
        let mut folders = folders.filter_map(OutputPath::new);
        self.0.contains(path) || inside.is_some() || folders.any(|folder| self.0.contains(&folder))
    }
}

fn others(stage: Stage<'_>, findings: &mut Vec<Diagnostic>) -> Option<Others> {
    let Stage {
        source,
        graph,
        setting,
        ..
    } = stage;
    let templates = setting.templates.as_ref()?;
    let mut files = Others::new();
    let mut taken = Taken(graph.pages().map(|(_, page)| page.permalink.output()).collect());
    let mut add = |taken: &mut Taken, path: OutputPath, bytes: Arc<Vec<u8>>| {
        taken.0.insert(path.clone());
        files.insert(path, bytes);
    };
    if let Some((path, rules)) = OutputPath::new("_redirects").zip(redirect_rules(graph)) {
        add(&mut taken, path, Arc::new(rules));
    }
    match templates.not_found() {
        Ok(html) => {
            if let Some(path) = OutputPath::new("404.html") {
                add(&mut taken, path, Arc::new(html));
            }
        }
        Err(finding) => findings.push(*finding),
    }
    // A sitemap holds whole addresses, so there is none while the site's own is not known.
    if let Some(path) = OutputPath::new("sitemap.xml").filter(|_| !graph.base().origin().is_empty()) {
        add(&mut taken, path, Arc::new(sitemap(graph)));
    }
    for (path, bytes) in setting.assets.files(source) {
        if taken.0.contains(&path) {
            let shown = format!("www/{path}");
            let finding = Diagnostic::error(
                "duplicate-permalink",
                &shown,
                "a page already has the address of this file",
            );
            findings.push(finding.hint("rename the file"));
            continue;
        }
        add(&mut taken, path, bytes);
    }
    match templates.robots(source) {
        Ok(Some(text)) => {
            if let Some(path) = OutputPath::new("robots.txt") {
                add(&mut taken, path, Arc::new(text));
            }
        }
        Ok(None) => {}
        Err(finding) => findings.push(*finding),
    }
    for file in &source.attachments {
        let shown = format!("content/{}", file.path);
        match OutputPath::new(&file.path) {
            Some(path) if taken.has(&path) => findings.push(
                Diagnostic::error(
                    "duplicate-permalink",
                    &shown,
                    "a page already has the address of this file".to_owned(),
                )
                .hint("rename the file"),
            ),
            Some(path) => add(&mut taken, path, Arc::clone(&file.bytes)),
            None => findings.push(
                Diagnostic::error(
                    "invalid-file-name",
                    &shown,
                    "a file of this name cannot be published".to_owned(),
                )
                .hint("rename it with plain letters, digits and hyphens"),
            ),
        }
    }
    redirects(&mut taken, &mut add, graph, templates, findings);
    Some(files)
}

/// Adds the pages that lead on, last of all, since none of them may take the place of another file.
fn redirects(
    taken: &mut Taken,
    add: &mut impl FnMut(&mut Taken, OutputPath, Arc<Vec<u8>>),
    graph: &SiteGraph,
    templates: &Templates,
    findings: &mut Vec<Diagnostic>,
) {
    for (address, redirect) in graph.redirects().exact() {
        if taken.has(&redirect.output) {
            let (path, span) = redirect.origin.clone();
            findings.push(
                Diagnostic::error(
                    "alias-collision",
                    &path,
                    format!("`/{address}` is the address of a file of the site"),
                )
                .at_maybe(span)
                .hint("give the redirect another address, or rename the file"),
            );
            continue;
        }
        let href = graph.target_href(&redirect.target);
        let canonical = if href.starts_with('/') {
            format!("{}{href}", graph.base().origin())
        } else {
            href.clone()
        };
        match templates.redirect(&href, &canonical) {
            Ok(html) => add(taken, redirect.output.clone(), Arc::new(html)),
            Err(finding) => findings.push(*finding),
        }
    }
}

fn page(
    scene: &Scene<'_>,
    id: PageId,
    wanted: Wanted,
    findings: &mut Vec<Diagnostic>,
) -> Option<(Vec<u8>, Option<Found>, Option<ShareCard>)> {
    let content = body::fill(scene, id, findings);
    prose_numbers::check(scene, id, findings);
    owners::check(scene, id, findings);
    let cards = cards::views(scene, id, findings);
    let Some(templates) = scene.templates else {
        // What is wrong in a path is found all the same.
        paths::view(scene, id, &content, findings);
        return None;
    };
    let own = scene.graph.page(id);
    let content = with_parts(scene, id, templates, content, findings)?;
    let found = match wanted {
        Wanted::Page => None,
        Wanted::Words => search::page(scene, id, &content),
    };
    let content = glossary::mark(scene, id, content);
    let content = match values::part(scene, templates, own) {
        None => content,
        Some(Ok(part)) => content + part.trim(),
        Some(Err(finding)) => {
            findings.push(*finding);
            return None;
        }
    };
    let share_card = match share::card(scene, id) {
        Ok(card) => card,
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    let view = view::PageView::new(scene, id, cards, share_card.as_ref());
    let template = view::template(scene, id, findings);
    match templates.page(&template, &view, content) {
        Ok(html) => Some((html, found, share_card)),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

/// The body of a page with what stands on it because of its kind, as far as readers find the page by it.
fn with_parts(
    scene: &Scene<'_>,
    id: PageId,
    templates: &Templates,
    content: String,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let path = paths::view(scene, id, &content, findings);
    let own = scene.graph.page(id);
    let content = match glossary::part(scene, id, templates, findings) {
        Some(part) => content + part.trim(),
        None => content,
    };
    match paths::part(scene, templates, path.as_ref(), own) {
        None => Some(content),
        // The body of a path is its texts, which stand in the part.
        Some(Ok(part)) if own.kind == Kind::Path => Some(part),
        Some(Ok(part)) => Some(content + part.trim()),
        Some(Err(finding)) => {
            findings.push(*finding);
            None
        }
    }
}

/// The redirects in the form that hosts of static sites read, so that they answer with 301 before any page is loaded.
fn redirect_rules(graph: &SiteGraph) -> Option<Vec<u8>> {
    let mut rules = String::new();
    let mut rule = |address: &str, ending: &str, target: &str| {
        rules.push_str(graph.base().path());
        rules.push('/');
        crate::address::encode_path(address, &mut rules);
        rules.push_str(&format!("{ending} {target} 301\n"));
    };
    for (address, redirect) in graph.redirects().exact() {
        let ending = if address.ends_with(".html") { "" } else { "/" };
        rule(address, ending, &graph.target_href(&redirect.target));
    }
    for (address, target) in graph.redirects().below() {
        rule(address, "/*", &graph.target_href(target));
    }
    (!rules.is_empty()).then(|| rules.into_bytes())
}

fn sitemap(graph: &SiteGraph) -> Vec<u8> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |href: &str| {
        xml.push_str("<url><loc>");
        // Writing to a string cannot fail.
        let _ = pulldown_cmark_escape::escape_html(&mut xml, &format!("{}{href}", graph.base().origin()));
        xml.push_str("</loc></url>\n");
    };
    graph.pages().for_each(|(id, _)| add(&graph.href(id)));
    for address in graph.tag_pages() {
        let mut href = graph.base().path().to_owned();
        crate::address::encode_path(address.as_str(), &mut href);
        add(&href);
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}
