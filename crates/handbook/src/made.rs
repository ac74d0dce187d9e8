//! Pages that are made from all others, beside the graph: the index from A to Z, the changelog, and those of tags.
//!
//! Owns where they lie and which of them there are; what stands on them is made by `render`. A page, a redirect or a file of
//! the project at such an address is kept, and the page that would be made there is left out.

use crate::{address::Permalink, diagnostics::Diagnostic, graph::SiteGraph, source::Source, tags};

/// The folder and the template of the index from A to Z.
pub(crate) const INDEX: &str = "a-z/";
pub(crate) const INDEX_TEMPLATE: &str = "a-z.html";
/// The folder and the template of the changelog.
pub(crate) const CHANGELOG: &str = "changelog/";
pub(crate) const CHANGELOG_TEMPLATE: &str = "changelog.html";
/// The folder of the pages of tags, the template of the page of all of them, and that of the page of one.
pub(crate) const TAGS: &str = "tags/";
pub(crate) const TAGS_TEMPLATE: &str = "tags.html";
pub(crate) const TAG_TEMPLATE: &str = "tag.html";

/// Whether the theme has pages for tags.
pub(crate) fn has_tag_pages(source: &Source) -> bool {
    [TAGS_TEMPLATE, TAG_TEMPLATE]
        .iter()
        .all(|name| source.templates.contains_key(*name))
}

/// Where there is an index from A to Z, or a changelog, unless something of the project is there.
pub(crate) fn wanted(source: &Source) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has = |name: &str| source.templates.contains_key(name);
    let index = has(INDEX_TEMPLATE).then_some((INDEX, "all pages from A to Z"));
    let changelog = (has(CHANGELOG_TEMPLATE) && source.tells_changes()).then_some((CHANGELOG, "all changes"));
    index.into_iter().chain(changelog)
}

/// The address of a folder of the site.
pub(crate) fn at(folder: &str) -> Permalink {
    Permalink::of_parts(folder.split('/'))
}

/// Reports the pages that stand where one would be made.
pub(crate) fn report(source: &Source, graph: &SiteGraph, findings: &mut Vec<Diagnostic>) {
    let mut report = |address: &Permalink, what: &str, hint: &str| {
        let Some(page) = graph.page_at(address) else {
            return;
        };
        let path = &graph.page(page).path;
        let message =
            format!("`{address}` is where {what} are listed, and that list is left out for this page");
        findings.push(Diagnostic::warning("taken-address", path, message).hint(hint));
    };
    for (folder, what) in wanted(source) {
        report(&at(folder), what, "rename the file, and the list is there again");
    }
    if !has_tag_pages(source) {
        return;
    }
    for slug in graph.tags().names() {
        let (what, hint) = match slug.as_str() {
            "" => (
                "all tags".to_owned(),
                "rename the file, and the list is there again",
            ),
            slug => (
                format!("the pages with the tag `{slug}`"),
                "rename the file or the tag, and the list is there again",
            ),
        };
        report(&tags::permalink(&slug), &what, hint);
    }
}
