//! What a page's template sees.

use std::borrow::Cow;

use serde::Serialize;

use super::{body::plain_text, scene::Scene, values};
use crate::{
    diagnostics::Diagnostic,
    front_matter::Contents,
    graph::{Entry, PageId, Place},
    page::{Heading, Kind, ParsedPage, VALUE},
    source::Source,
    suggest::did_you_mean,
    yaml::Mapping,
};

/// Layouts of older handbooks that mean nothing but "a page".
const PLAIN_LAYOUTS: [&str; 4] = ["handbook-page-toc", "handbook-page", "markdown_page", "default"];

/// Where a section lists its pages.
const LISTED: &str = "#page:children";

/// Everything that a page's template sees beside the content and the site.
#[derive(Serialize)]
pub(crate) struct PageView<'a> {
    page: Page<'a>,
    toc: Vec<Contained<'a>>,
    breadcrumbs: Vec<Link<'a>>,
    navigation: Navigation<'a>,
    children: Vec<Card<'a>>,
    lists: Vec<Link<'a>>,
    previous: Option<Link<'a>>,
    next: Option<Link<'a>>,
}

#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    description: Option<&'a str>,
    summary: Cow<'a, str>,
    permalink: String,
    canonical: String,
    department: Option<&'a str>,
    owner: Option<&'a str>,
    last_reviewed: Option<Day>,
    tags: &'a [String],
    draft: bool,
    layout: Option<&'a str>,
    edit_link: Option<String>,
    has_calculator: bool,
    extra: &'a Mapping,
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
    title: &'a str,
    href: String,
}

#[derive(Serialize)]
struct Card<'a> {
    title: &'a str,
    href: String,
    description: Option<&'a str>,
}

#[derive(Serialize)]
struct Navigation<'a> {
    groups: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    title: &'a str,
    href: String,
    level: usize,
    current: bool,
    open_ancestor: bool,
    /// How many pages there are, where this leads to the list of all in place of those that are not shown.
    all: Option<usize>,
}

impl<'a> PageView<'a> {
    /// The view of a page.
    pub(crate) fn new(scene: &'a Scene<'a>, id: PageId) -> Self {
        let graph = scene.graph;
        let page = graph.page(id);
        let link = |id: PageId| Link {
            title: graph.title(id),
            href: graph.href(id),
        };
        let (previous, next) = graph.neighbours(id);
        let headings = page
            .body
            .headings
            .iter()
            .filter(|heading| heading.listed && (2..=4).contains(&heading.level));
        Self {
            page: Page {
                title: &page.title,
                description: page.meta.description.as_deref(),
                summary: summary(scene, page),
                permalink: graph.href(id),
                canonical: format!("{}{}", graph.base().origin(), graph.href(id)),
                department: page.meta.department.as_deref(),
                owner: page.meta.owner.as_deref(),
                last_reviewed: page.meta.last_reviewed.map(Day::from),
                tags: &page.meta.tags,
                draft: page.meta.draft,
                layout: page.meta.layout.as_deref(),
                edit_link: edit_link(scene.source, &page.path),
                has_calculator: page.calculators().next().is_some(),
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
                    .map(|entry| line(scene, id, entry))
                    .collect(),
            },
            children: graph
                .listed(id)
                .iter()
                .map(|child| Card {
                    title: graph.title(*child),
                    href: graph.href(*child),
                    description: graph.description(*child),
                })
                .collect(),
            // Each by the title of the first page in it: the reader looks for where to go on.
            lists: graph
                .lists(id)
                .iter()
                .filter_map(|list| {
                    let first = graph.listed(*list).first()?;
                    Some(Link {
                        title: graph.title(*first),
                        href: graph.href(*list),
                    })
                })
                .collect(),
            previous: previous.map(link),
            next: next.map(link),
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

/// What a page is about, for search engines.
fn summary<'a>(scene: &Scene<'_>, page: &'a ParsedPage) -> Cow<'a, str> {
    match &page.kind {
        Kind::Value(key) => Cow::Owned(values::summary(scene, key).unwrap_or_default()),
        Kind::Written | Kind::Values | Kind::List(_) => {
            shortened(with_amounts(scene, page, &page.body.summary))
        }
    }
}

fn line<'a>(scene: &'a Scene<'a>, id: PageId, entry: &Entry) -> Line<'a> {
    let all = match entry.place {
        Place::All(count) => Some(count),
        _ => None,
    };
    let mut href = scene.graph.href(entry.page);
    if all.is_some() && entry.page == id {
        href.push_str(LISTED);
    }
    Line {
        title: scene.graph.title(entry.page),
        href,
        level: entry.level,
        current: entry.place == Place::Current,
        open_ancestor: entry.place == Place::Ancestor,
        all,
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
