//! What a page's template sees.

use std::{borrow::Cow, sync::OnceLock};

use serde::Serialize;

use super::{
    body::plain_text,
    cards::CardView,
    changes,
    owners::Contact,
    paths,
    scene::Scene,
    share::ShareCard,
    tags::{self, TagLink},
    templates::Shared,
    values,
};
use crate::{
    diagnostics::Diagnostic,
    front_matter::Contents,
    graph::{Entry, PageId, Place, SiteGraph},
    page::{Heading, Kind, ParsedPage, VALUE},
    reading::Effort,
    source::Source,
    suggest::did_you_mean,
    yaml::Mapping,
};

/// Layouts of older handbooks that mean nothing but "a page".
const PLAIN_LAYOUTS: [&str; 4] = ["handbook-page-toc", "handbook-page", "markdown_page", "default"];

/// Where a section lists its pages.
const LISTED: &str = "#page:children";

/// So many pages that lead to a page are shown at once, and so many more.
const LINKED_FROM: usize = 8;
const MORE: usize = 40;

/// Everything that a page's template sees beside the content and the site.
#[derive(Serialize)]
pub(crate) struct PageView<'a> {
    page: Page<'a>,
    toc: Vec<Contained<'a>>,
    breadcrumbs: Vec<Shared>,
    navigation: Navigation,
    /// Where its author sends readers first.
    cards: Vec<CardView>,
    children: Vec<Card<'a>>,
    lists: Vec<Shared>,
    related: Vec<Shared>,
    linked_from: Vec<Shared>,
    linked_from_more: Vec<Shared>,
    /// How many more there are.
    linked_from_others: usize,
    previous: Option<Shared>,
    next: Option<Shared>,
    /// On the home page, the paths for new hires.
    paths: Vec<paths::CardView>,
}

#[derive(Serialize)]
struct Page<'a> {
    title: &'a Shared,
    description: Option<&'a str>,
    summary: Cow<'a, str>,
    permalink: &'a Shared,
    canonical: String,
    department: Option<&'a str>,
    owner: Option<&'a str>,
    owner_contact: Option<&'a Contact>,
    last_reviewed: Option<Day>,
    last_changed: Option<LastChanged<'a>>,
    /// The feed of the page and all below it.
    feed: Option<String>,
    tags: &'a [String],
    tag_links: Vec<TagLink<'a>>,
    draft: bool,
    layout: Option<&'a str>,
    edit_link: Option<String>,
    /// The whole address of the picture for whoever shares the page's own.
    share_card: Option<String>,
    has_calculator: bool,
    /// The minutes that it takes to read; none where nobody wrote it.
    minutes: Option<u32>,
    extra: &'a Mapping,
}

/// The day on which a page changed last, and who changed it, where that is told.
#[derive(Serialize)]
struct LastChanged<'a> {
    iso: String,
    text: String,
    author: Option<&'a str>,
}

/// A day, for machines and for people.
#[derive(Serialize)]
pub(crate) struct Day {
    iso: String,
    text: String,
}

impl From<policy::Date> for Day {
    fn from(date: policy::Date) -> Self {
        Self {
            iso: date.iso(),
            text: date.display(),
        }
    }
}

#[derive(Serialize)]
struct Contained<'a> {
    level: u8,
    id: &'a str,
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Link<'a> {
    title: &'a Shared,
    href: &'a Shared,
}

#[derive(Serialize)]
struct Card<'a> {
    title: &'a Shared,
    href: &'a Shared,
    description: Option<&'a str>,
}

#[derive(Serialize)]
struct Navigation {
    groups: Vec<Shared>,
}

#[derive(Serialize)]
struct Line<'a> {
    title: &'a Shared,
    href: &'a Shared,
    level: usize,
    current: bool,
    open_ancestor: bool,
    /// Whether there are pages below it that are not shown.
    more: bool,
    /// How many pages there are, where this leads to the list of all in place of those that are not shown.
    all: Option<usize>,
}

/// What other pages show of a page: made when the first of them is rendered, and shared by all.
pub(crate) struct Links {
    pages: Vec<OnceLock<Known>>,
}

/// What other pages show of one page.
pub(crate) struct Known {
    title: Shared,
    href: Shared,
    /// As a link.
    link: OnceLock<Shared>,
    /// As a line of the navigation of the pages beside it, with its level.
    line: OnceLock<(usize, Shared)>,
}

impl Links {
    /// Those of all pages, none of them made yet.
    pub(crate) fn new(graph: &SiteGraph) -> Self {
        let pages = graph.pages().map(|_| OnceLock::new());
        Self {
            pages: pages.collect(),
        }
    }

    /// Lets go of a page that has another title now.
    pub(crate) fn forget(&mut self, id: PageId) {
        if let Some(known) = self.pages.get_mut(id.index()) {
            *known = OnceLock::new();
        }
    }

    pub(super) fn of(&self, graph: &SiteGraph, id: PageId) -> &Known {
        self.pages[id.index()].get_or_init(|| Known {
            title: Shared::new(&graph.page(id).title),
            href: Shared::new(&graph.href(id)),
            link: OnceLock::new(),
            line: OnceLock::new(),
        })
    }
}

impl Known {
    fn link(&self) -> Shared {
        let link = self.link.get_or_init(|| {
            Shared::new(&Link {
                title: &self.title,
                href: &self.href,
            })
        });
        link.clone()
    }

    /// A line of the navigation of the page `shown_on`.
    fn line(&self, entry: &Entry, shown_on: PageId) -> Shared {
        let line = |href: &Shared, all: Option<usize>| {
            Shared::new(&Line {
                title: &self.title,
                href,
                level: entry.level,
                current: entry.place == Place::Current,
                open_ancestor: entry.place == Place::Ancestor,
                more: entry.has_more,
                all,
            })
        };
        let line = || match entry.place {
            Place::All(count) if entry.page == shown_on => line(&Shared::new(&LISTED), Some(count)),
            Place::All(count) => line(&self.href, Some(count)),
            _ => line(&self.href, None),
        };
        match entry.place {
            Place::Current | Place::Ancestor | Place::All(_) => line(),
            // Pages with the same parent show each other in the same way, and there may be many.
            Place::Sibling => match self.line.get_or_init(|| (entry.level, line())) {
                (level, shared) if *level == entry.level => shared.clone(),
                _ => line(),
            },
            Place::Child => match self.line.get() {
                Some((level, shared)) if *level == entry.level => shared.clone(),
                _ => line(),
            },
        }
    }
}

impl<'a> PageView<'a> {
    /// The view of a page.
    pub(super) fn new(
        scene: &'a Scene<'a>,
        id: PageId,
        cards: Vec<CardView>,
        share_card: Option<&ShareCard>,
    ) -> Self {
        let graph = scene.graph;
        let page = graph.page(id);
        let known = |id: PageId| graph.known(scene.links, id);
        let link = |id: PageId| known(id).link();
        let own = known(id);
        // A value's page says itself where it is used.
        let linked_from = match page.kind {
            Kind::Value(_) => &[],
            _ => scene.connections.from(id),
        };
        let (first, more) = linked_from.split_at(linked_from.len().min(LINKED_FROM));
        let links = |ids: &[PageId]| ids.iter().map(|id| link(*id)).collect::<Vec<Shared>>();
        let (previous, next) = graph.neighbours(id);
        let headings = page
            .body
            .headings
            .iter()
            .filter(|heading| heading.listed && (2..=4).contains(&heading.level));
        Self {
            page: Page {
                title: &own.title,
                description: page.meta.description.as_deref(),
                summary: summary(scene, page),
                permalink: &own.href,
                canonical: graph.base().origin().to_owned() + &graph.href(id),
                department: page.meta.department.as_deref(),
                owner: page.meta.owner.as_deref(),
                owner_contact: page
                    .meta
                    .owner
                    .as_ref()
                    .and_then(|owner| scene.owners.contact(owner)),
                last_reviewed: page.meta.last_reviewed.map(Day::from),
                last_changed: last_changed(scene, id),
                feed: graph.feed(scene.source, id),
                tags: &page.meta.tags,
                tag_links: tags::links(graph.base().path(), graph.has_tag_pages(), page),
                draft: page.meta.draft,
                layout: page.meta.layout.as_deref(),
                edit_link: edit_link(scene.source, &page.path),
                share_card: share_card.map(|card| graph.base().absolute(&format!("/{}", card.path))),
                has_calculator: page.calculators().next().is_some(),
                minutes: minutes(page),
                extra: &page.meta.extra,
            },
            toc: match page.meta.contents {
                Contents::Shown => headings
                    .map(|heading| Contained {
                        level: heading.level,
                        id: &heading.id,
                        text: heading_text(scene, page, heading),
                    })
                    .collect(),
                Contents::Hidden => Vec::new(),
            },
            breadcrumbs: graph.ancestors(id).into_iter().map(link).collect(),
            navigation: Navigation {
                groups: graph
                    .navigation(id)
                    .iter()
                    .map(|entry| known(entry.page).line(entry, id))
                    .collect(),
            },
            cards,
            children: graph
                .listed(id)
                .iter()
                .map(|child| {
                    let known = known(*child);
                    Card {
                        title: &known.title,
                        href: &known.href,
                        description: graph.description(*child),
                    }
                })
                .collect(),
            // Each by the title of the first page in it: the reader looks for where to go on.
            lists: graph
                .lists(id)
                .iter()
                .filter_map(|list| {
                    let first = graph.listed(*list).first()?;
                    Some(Shared::new(&Link {
                        title: &known(*first).title,
                        href: &known(*list).href,
                    }))
                })
                .collect(),
            related: links(scene.connections.related(id)),
            linked_from: links(first),
            linked_from_more: links(more.get(..MORE).unwrap_or(more)),
            linked_from_others: more.len().saturating_sub(MORE),
            previous: previous.map(link),
            next: next.map(link),
            paths: match page.permalink.depth() {
                0 => paths::named(scene),
                _ => Vec::new(),
            },
        }
    }
}

/// The text of a heading with the amounts of the policy values in it.
pub(super) fn heading_text<'a>(scene: &Scene<'_>, page: &ParsedPage, heading: &'a Heading) -> Cow<'a, str> {
    match &heading.with_values {
        Some(marked) => with_amounts(scene, page, marked),
        None => Cow::Borrowed(&heading.text),
    }
}

/// A text with the amounts of the policy values that are marked in it.
fn with_amounts<'a>(scene: &Scene<'_>, page: &ParsedPage, marked: &'a str) -> Cow<'a, str> {
    if !marked.contains(VALUE) {
        return Cow::Borrowed(marked);
    }
    let mut text = String::with_capacity(marked.len() + 8);
    for (position, part) in marked.split(VALUE).enumerate() {
        let shortcode = part
            .parse()
            .ok()
            .filter(|_| position % 2 == 1)
            .and_then(|index: usize| page.body.shortcodes.get(index));
        match shortcode {
            Some(shortcode) => text.extend(plain_text(scene, shortcode)),
            None => text.push_str(part),
        }
    }
    Cow::Owned(text)
}

/// The minutes that a page takes to read; none where nobody wrote it, or there is nothing to read.
fn minutes(page: &ParsedPage) -> Option<u32> {
    let is_read = page.kind == Kind::Written && page.body.effort != Effort::default();
    is_read.then(|| page.body.minutes(None))
}

/// What a page is about, for search engines.
pub(super) fn summary<'a>(scene: &Scene<'_>, page: &'a ParsedPage) -> Cow<'a, str> {
    match &page.kind {
        Kind::Value(key) => Cow::Owned(values::summary(scene, key).unwrap_or_default()),
        Kind::Written | Kind::Values | Kind::Glossary | Kind::List(_) | Kind::Path | Kind::Paths => {
            shortened(with_amounts(scene, page, &page.body.summary))
        }
    }
}

/// The name of the page's template: its layout where the theme has one, else by whether it has pages below.
pub(crate) fn template(scene: &Scene<'_>, id: PageId, findings: &mut Vec<Diagnostic>) -> String {
    let page = scene.graph.page(id);
    let has = |name: &str| scene.templates.is_some_and(|templates| templates.contains(name));
    if let Some(layout) = page.meta.layout.as_deref() {
        let named = format!("{layout}.html");
        if has(&named) && !layout.contains('/') {
            return named;
        }
        if !PLAIN_LAYOUTS.contains(&layout) {
            let known = scene
                .templates
                .into_iter()
                .flat_map(|templates| templates.names_below(""))
                .filter(|name| !name.contains('/') && !matches!(*name, "base" | "404" | "redirect"));
            findings.push(
                Diagnostic::warning(
                    "unknown-layout",
                    &page.path,
                    format!("the theme has no layout `{layout}`"),
                )
                .at_maybe(page.meta.layout_span.clone())
                .hint_maybe(did_you_mean(layout, known))
                .hint("remove the line `layout:` to use the usual one"),
            );
        }
    }
    let kind = if page.permalink.depth() == 0 && has("home.html") {
        "home.html"
    } else if !scene.graph.listed(id).is_empty() {
        "section.html"
    } else {
        "page.html"
    };
    kind.to_owned()
}

fn last_changed<'a>(scene: &Scene<'a>, id: PageId) -> Option<LastChanged<'a>> {
    let commit = scene.history.of(scene.graph, id)?;
    let Day { iso, text } = commit.day().into();
    Some(LastChanged {
        iso,
        text,
        author: changes::author(scene.source, commit),
    })
}

/// The address at which the repository's web editor opens the file.
fn edit_link(source: &Source, path: &str) -> Option<String> {
    let repository = source.config.repository.as_deref()?;
    let branch = &source.config.branch;
    let mut encoded = String::new();
    crate::address::encode_path(path, &mut encoded);
    let (scheme_and_host, project) = repository.split_at(
        repository
            .find("://")
            .map(|at| at + 3)
            .and_then(|at| repository[at..].find('/').map(|slash| at + slash))?,
    );
    Some(if scheme_and_host.contains("github") {
        format!("{repository}/edit/{branch}/{encoded}")
    } else {
        format!("{scheme_and_host}/-/ide/project{project}/edit/{branch}/-/{encoded}")
    })
}

/// At most 160 characters, cut at a word.
fn shortened(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(160) else {
        return text;
    };
    let start = &text[..end];
    let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
    Cow::Owned(words.to_owned())
}
