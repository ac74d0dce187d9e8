//! The pages of tags: all tags with how many pages have each, and for each tag its pages.

use std::collections::HashMap;

use serde::Serialize;

use super::{
    Late, Stage,
    templates::{Finding, Templates},
};
use crate::{
    address::{OutputPath, Permalink, encode_path},
    graph::{PageId, SiteGraph},
    made::{TAG_TEMPLATE, TAGS, TAGS_TEMPLATE, has_tag_pages},
    page::ParsedPage,
    tags,
};

/// More pages than this go on on a further page of the tag.
const MOST_LISTED: usize = 200;

/// A tag where it is named, with the address of its page where it has one.
#[derive(Serialize)]
pub(super) struct TagLink<'a> {
    title: &'a str,
    href: Option<String>,
}

/// A tag among all tags.
#[derive(Serialize)]
struct TagEntry<'a> {
    title: &'a str,
    href: String,
    count: usize,
}

/// One page of a tag.
#[derive(Serialize)]
struct TagView<'a> {
    title: &'a str,
    /// Of all its pages.
    count: usize,
    /// Where all tags are.
    all: String,
    pages: Vec<Tagged<'a>>,
    /// Counted from 1.
    number: usize,
    previous: Option<String>,
    next: Option<String>,
}

/// A page that has the tag.
#[derive(Serialize)]
struct Tagged<'a> {
    title: &'a str,
    href: String,
    description: Option<&'a str>,
    /// The title of the page above.
    within: Option<&'a str>,
}

/// The tags that a page has, each once, as its author writes them.
pub(super) fn links<'a>(base: &str, has_pages: bool, page: &'a ParsedPage) -> Vec<TagLink<'a>> {
    let mut known: Vec<String> = Vec::new();
    let mut links = Vec::new();
    for tag in &page.meta.tags {
        let slug = tags::slug(tag);
        if slug.as_ref().is_some_and(|slug| known.contains(slug)) {
            continue;
        }
        let address = slug.as_deref().filter(|_| has_pages).map(tags::permalink);
        links.push(TagLink {
            title: tag,
            href: address.map(|address| href(base, &address)),
        });
        known.extend(slug);
    }
    links
}

/// The page of all tags, and those of each.
pub(super) fn files(stage: Stage<'_>, templates: &Templates) -> Result<Late, Finding> {
    let Stage { source, graph, .. } = stage;
    let mut files = Late::new();
    if !has_tag_pages(source) {
        return Ok(files);
    }
    let base = graph.base().path();
    let mut all: Vec<TagEntry<'_>> = Vec::new();
    for (slug, pages) in graph.tags().iter() {
        let address = tags::permalink(slug);
        let title = title(graph, slug, pages);
        all.push(TagEntry {
            title,
            href: href(base, &address),
            count: pages.len(),
        });
        if graph.is_free(&address) {
            add(graph, templates, &address, title, pages, &mut files)?;
        }
    }
    let path = OutputPath::new(&format!("{TAGS}index.html"));
    if let Some(path) = path.filter(|_| !all.is_empty() && graph.is_free(&tags::all_tags())) {
        all.sort_by_cached_key(|entry| (entry.title.to_lowercase(), entry.href.clone()));
        files.insert(path, templates.page_of(TAGS_TEMPLATE, "tags", &all)?);
    }
    Ok(files)
}

/// The address of a page with the base path before it.
fn href(base: &str, address: &Permalink) -> String {
    let mut href = base.to_owned();
    encode_path(address.as_str(), &mut href);
    href
}

/// A tag as most of its pages write it; of spellings that are as frequent, the one that stands first.
fn title<'a>(graph: &'a SiteGraph, slug: &'a str, pages: &[PageId]) -> &'a str {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut best = (slug, 0);
    let written = pages.iter().filter_map(|id| {
        let mut written = graph.page(*id).meta.tags.iter();
        written.find(|tag| tags::slug(tag).as_deref() == Some(slug))
    });
    let written: Vec<&str> = written.map(String::as_str).collect();
    for tag in &written {
        *counts.entry(tag).or_default() += 1;
    }
    for tag in written {
        let count = counts.get(tag).copied().unwrap_or_default();
        if count > best.1 {
            best = (tag, count);
        }
    }
    best.0
}

/// Adds the pages of one tag.
fn add(
    graph: &SiteGraph,
    templates: &Templates,
    address: &Permalink,
    title: &str,
    pages: &[PageId],
    files: &mut Late,
) -> Result<(), Finding> {
    let base = graph.base().path();
    let mut tagged: Vec<Tagged<'_>> = pages.iter().map(|id| entry(graph, *id)).collect();
    tagged.sort_by_cached_key(|entry| (entry.title.to_lowercase(), entry.href.clone()));
    let count = tagged.len();
    let numbers = count.div_ceil(MOST_LISTED);
    let at = |number: usize| match number {
        1 => address.clone(),
        _ => Permalink::of_parts(address.as_str().split('/').chain([number.to_string().as_str()])),
    };
    let mut tagged = tagged.into_iter();
    for number in 1..=numbers {
        let view = TagView {
            title,
            count,
            all: href(base, &tags::all_tags()),
            pages: tagged.by_ref().take(MOST_LISTED).collect(),
            number,
            previous: (number > 1).then(|| href(base, &at(number - 1))),
            next: (number < numbers).then(|| href(base, &at(number + 1))),
        };
        let output = at(number).output();
        if number == 1 || graph.is_free(&at(number)) {
            files.insert(output, templates.page_of(TAG_TEMPLATE, "tag", &view)?);
        }
    }
    Ok(())
}

fn entry(graph: &SiteGraph, id: PageId) -> Tagged<'_> {
    let page = graph.page(id);
    let within = graph
        .parent(id)
        .filter(|above| graph.page(*above).permalink.depth() > 0);
    Tagged {
        title: &page.title,
        href: graph.href(id),
        description: page.meta.description.as_deref(),
        within: within.map(|above| graph.page(above).title.as_str()),
    }
}
