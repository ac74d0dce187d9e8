//! Tags: the words by which pages say what they are about, whatever section they stand in.
//!
//! Owns which tags there are, how they are told apart and where their pages lie; what stands on those is `render::tags`. Two
//! spellings with one address are one tag: "Deal Desk", "deal-desk".

use std::collections::{BTreeMap, BTreeSet};

use crate::{address::Permalink, graph::PageId, markdown::slug::slug as anchor, page::ParsedPage};

/// The first part of all their addresses.
pub(crate) const FOLDER: &str = "tags";
/// A tag whose address would be longer, in bytes, has no page.
const LONGEST: usize = 100;

/// All tags by the last part of their addresses, each with its pages in the order of the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags(BTreeMap<String, Vec<PageId>>);

/// The last part of the address of a tag; none for one without letters and digits, or a whole sentence.
pub(crate) fn slug(tag: &str) -> Option<String> {
    let mut slug = String::with_capacity(tag.len());
    for letter in anchor(tag.trim()).chars() {
        let letter = if letter == '_' { '-' } else { letter };
        if letter != '-' || !(slug.is_empty() || slug.ends_with('-')) {
            slug.push(letter);
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    let is_name = slug.contains(char::is_alphanumeric) && slug.len() <= LONGEST;
    is_name.then_some(slug)
}

/// The address of the page of a tag.
pub(crate) fn permalink(slug: &str) -> Permalink {
    Permalink::of_parts([FOLDER, slug])
}

/// The address of the page of all tags.
pub(crate) fn all_tags() -> Permalink {
    Permalink::of_parts([FOLDER])
}

/// The tag that an address means, whether there is one or not: nothing for the page of all tags, none for other addresses.
pub(crate) fn meant(address: &str) -> Option<&str> {
    let below = address.trim_matches('/').strip_prefix(FOLDER)?;
    match below.strip_prefix('/') {
        Some(slug) => Some(slug),
        None => below.is_empty().then_some(""),
    }
}

/// The tags of a page by the last part of their addresses, each once.
pub(crate) fn of(page: &ParsedPage) -> Vec<String> {
    let mut slugs: Vec<String> = page.meta.tags.iter().filter_map(|tag| slug(tag)).collect();
    slugs.sort_unstable();
    slugs.dedup();
    slugs
}

impl Tags {
    /// Those of pages in the order of the graph.
    pub(crate) fn new<'a>(pages: impl Iterator<Item = (PageId, &'a ParsedPage)>) -> Self {
        let mut tags: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
        for (id, page) in pages.filter(|(_, page)| !page.meta.tags.is_empty()) {
            for slug in of(page) {
                tags.entry(slug).or_default().push(id);
            }
        }
        Self(tags)
    }

    /// Every tag with its pages, in the order of the addresses.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[PageId])> {
        self.0
            .iter()
            .map(|(slug, pages)| (slug.as_str(), pages.as_slice()))
    }

    /// Whether there is a tag, or any at all where it is nothing.
    pub(crate) fn has(&self, slug: &str) -> bool {
        match slug {
            "" => !self.0.is_empty(),
            slug => self.0.contains_key(slug),
        }
    }

    /// Whether the same tags stay when a page has other ones.
    pub(crate) fn stay(&self, before: &ParsedPage, now: &ParsedPage) -> bool {
        let (before, now) = (of(before), of(now));
        let is_only_here = |slug: &String| self.0.get(slug).is_none_or(|pages| pages.len() < 2);
        let mut gone = before.iter().filter(|slug| !now.contains(slug));
        now.iter().all(|slug| self.0.contains_key(slug)) && !gone.any(is_only_here)
    }

    /// Takes in other tags of a page.
    pub(crate) fn replace(&mut self, id: PageId, before: &ParsedPage, now: &ParsedPage) {
        if before.meta.tags == now.meta.tags {
            return;
        }
        for slug in of(before) {
            if let Some(pages) = self.0.get_mut(&slug) {
                pages.retain(|page| *page != id);
            }
        }
        for slug in of(now) {
            let pages = self.0.entry(slug).or_default();
            let place = pages.partition_point(|page| *page < id);
            pages.insert(place, id);
        }
        self.0.retain(|_, pages| !pages.is_empty());
    }

    /// The tags by themselves; the first stands for the page of all tags, where there are any.
    pub(crate) fn names(&self) -> Vec<String> {
        let all = Some(String::new()).filter(|_| !self.0.is_empty());
        all.into_iter().chain(self.0.keys().cloned()).collect()
    }

    /// Those that only one of two states has, both as [`Tags::names`] tells them.
    pub(crate) fn changed(before: &[String], now: &[String]) -> Vec<String> {
        let [before, now] = [before, now].map(|names| names.iter().collect::<BTreeSet<_>>());
        before
            .symmetric_difference(&now)
            .map(|name| (*name).clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_tag_have_one_address() {
        let slugs = ["Deal Desk", "deal-desk", " deal_desk ", "Deal  -- Desk!"].map(slug);
        assert!(slugs.iter().all(|slug| slug.as_deref() == Some("deal-desk")));
        assert_eq!(slug("r&d").as_deref(), Some("rd"));
        assert_eq!(slug("日本語 Über").as_deref(), Some("日本語-über"));
        for none in ["", "&&", "--", "_", "  ", &"a".repeat(LONGEST + 1)] {
            assert_eq!(slug(none), None, "{none:?}");
        }
    }

    #[test]
    fn an_address_means_a_tag_or_all_or_none() {
        let meant = [
            "/tags/deals/",
            "/tags/",
            "tags",
            "/tagsoup/",
            "/sales/tags/",
            "/tags/a/b",
        ]
        .map(meant);
        assert_eq!(
            meant,
            [Some("deals"), Some(""), Some(""), None, None, Some("a/b")]
        );
    }
}
