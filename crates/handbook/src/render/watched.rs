//! What a page looks at beside itself while it is rendered, noted by the only way there is to look.
//!
//! A page sees the site through [`Watched`]: each question that it asks is noted in its [`Seen`], so that a change says which
//! pages it concerns and nobody keeps a list of dependencies by hand. What has no narrow question of its own is noted as
//! all there is of its kind, which is never too little.

use std::{
    cell::RefCell,
    ops::{Deref, Range},
};

use policy::{
    Calculator, PolicyValues,
    values::{Value, is_in_group},
};
use serde::{Deserialize, Serialize};

use super::{
    changes,
    scene::Mistaken,
    uses::{Uses, ValueUses},
    view::{Known, Links},
};
use crate::{
    address::{Base, Permalink},
    glossary::{Glossary, Term},
    graph::{Entry, Origin, PageId, Resolved, SiteGraph},
    history::{Commit, History},
    page::ParsedPage,
    source::Source,
};

/// What a page looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Pages of which it shows title or description.
    titles: Vec<PageId>,
    /// Pages of which it looked up anything that others may see.
    pages: Vec<PageId>,
    /// Whether it may have looked at any page.
    all_pages: bool,
    /// Other pages of which it shows when they changed last.
    dates: Vec<PageId>,
    /// Values, by key, and groups of values.
    values: Vec<String>,
    groups: Vec<String>,
    /// Values of which it shows where they are used, and calculators of which it shows where they stand.
    uses: Vec<String>,
    /// Calculators, with all they read.
    calculators: Vec<String>,
    /// Whether it may have looked at anything of the policy.
    all_policy: bool,
    /// Whether it asked what is missing only because of a mistake elsewhere.
    mistaken: bool,
    /// Words of the glossary whose meaning it shows, by their numbers.
    terms: Vec<usize>,
    /// Whether it may show the meaning of any word.
    all_terms: bool,
    /// Tags to whose pages its links may lead, whether there are any or not.
    tags: Vec<String>,
}

/// What is different between two states of a site whose pages are the same ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changed {
    /// For each page, whether it is to be rendered again whatever it looked at.
    pub(crate) own: Vec<bool>,
    /// For each page, whether its title or description changed.
    pub(crate) titles: Vec<bool>,
    /// For each page, whether anything changed that others may see.
    pub(crate) pages: Vec<bool>,
    /// For each page, whether another commit changed it last than before.
    pub(crate) dates: Vec<bool>,
    /// Values that changed, came or went.
    pub(crate) values: Vec<String>,
    /// Values that are used elsewhere than before, and calculators that stand elsewhere.
    pub(crate) uses: Vec<String>,
    /// Calculators that decide or show something else than before.
    pub(crate) calculators: Vec<String>,
    /// Whether other things are missing because of a mistake.
    pub(crate) mistaken: bool,
    /// Whether anything of the policy may be different.
    pub(crate) any_policy: bool,
    /// For each word of the glossary, whether it means something else than before.
    pub(crate) terms: Vec<bool>,
    /// Tags that came or went.
    pub(crate) tags: Vec<String>,
}

impl Changed {
    /// Notes a page that is to be rendered again.
    pub(crate) fn note_own(&mut self, id: PageId) {
        note(&mut self.own, id);
    }

    /// Notes a page that has another title or description than before.
    pub(crate) fn note_title(&mut self, id: PageId) {
        note(&mut self.titles, id);
    }

    /// Notes a page of which others may see something else than before.
    pub(crate) fn note_page(&mut self, id: PageId) {
        note(&mut self.pages, id);
    }

    /// Notes a page that another commit changed last than before. It shows that itself.
    pub(crate) fn note_date(&mut self, id: PageId) {
        note(&mut self.dates, id);
    }

    fn has_page(&self) -> bool {
        self.pages.contains(&true) || self.titles.contains(&true)
    }

    fn has_policy(&self) -> bool {
        self.any_policy
            || !self.values.is_empty()
            || !self.uses.is_empty()
            || !self.calculators.is_empty()
            || self.mistaken
    }

    /// Whether nothing changed.
    pub(crate) fn is_nothing(&self) -> bool {
        !self.has_page()
            && !self.has_policy()
            && self.tags.is_empty()
            && ![&self.terms, &self.own, &self.dates]
                .iter()
                .any(|flags| flags.contains(&true))
    }

    /// Whether a page that looked at something is to be rendered again.
    pub(crate) fn concerns(&self, id: PageId, seen: &Seen) -> bool {
        let is = |flags: &[bool]| flags.get(id.index()) == Some(&true);
        is(&self.own) || is(&self.dates) || seen.is_concerned(self)
    }
}

fn note(flags: &mut Vec<bool>, id: PageId) {
    if flags.len() <= id.index() {
        flags.resize(id.index() + 1, false);
    }
    if let Some(flag) = flags.get_mut(id.index()) {
        *flag = true;
    }
}

impl Seen {
    /// Whether a change concerns a page that looked at this.
    fn is_concerned(&self, changed: &Changed) -> bool {
        let is = |flags: &[bool], id: &PageId| flags.get(id.index()).copied().unwrap_or(false);
        let names = |seen: &[String], changed: &[String]| seen.iter().any(|name| changed.contains(name));
        (changed.any_policy && self.has_policy())
            || (self.all_pages && changed.has_page())
            || (self.all_policy && changed.has_policy())
            || (self.mistaken && changed.mistaken)
            || self.titles.iter().any(|id| is(&changed.titles, id))
            || self.pages.iter().any(|id| is(&changed.pages, id))
            || self.dates.iter().any(|id| is(&changed.dates, id))
            || (self.all_terms && changed.terms.contains(&true))
            || self
                .terms
                .iter()
                .any(|term| changed.terms.get(*term) == Some(&true))
            || names(&self.tags, &changed.tags)
            || names(&self.values, &changed.values)
            || names(&self.uses, &changed.uses)
            || names(&self.calculators, &changed.calculators)
            || self
                .groups
                .iter()
                .any(|group| changed.values.iter().any(|key| is_in_group(key, group)))
    }

    fn has_policy(&self) -> bool {
        let names = [&self.values, &self.groups, &self.uses, &self.calculators];
        self.all_policy || self.mistaken || names.iter().any(|names| !names.is_empty())
    }

    /// Makes it as small as it can be, to be kept.
    pub(crate) fn packed(mut self) -> Self {
        for pages in [&mut self.titles, &mut self.pages, &mut self.dates] {
            pages.sort_unstable();
            pages.dedup();
            pages.shrink_to_fit();
        }
        self.terms.shrink_to_fit();
        for names in [
            &mut self.tags,
            &mut self.values,
            &mut self.groups,
            &mut self.uses,
            &mut self.calculators,
        ] {
            names.sort_unstable();
            names.dedup();
            names.shrink_to_fit();
        }
        self
    }
}

/// A part of the site as one page sees it. What is asked of it through [`Deref`] is noted as all of it.
pub(crate) struct Watched<'a, T> {
    inner: &'a T,
    own: Option<PageId>,
    seen: &'a RefCell<Seen>,
}

impl<T> Clone for Watched<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Watched<'_, T> {}

impl<'a, T> Watched<'a, T> {
    /// Watches how the page `own`, or nobody's page, looks at `inner`.
    pub(crate) fn new(inner: &'a T, own: Option<PageId>, seen: &'a RefCell<Seen>) -> Self {
        Self { inner, own, seen }
    }

    fn note(&self, note: impl FnOnce(&mut Seen)) {
        // Nothing holds the list while it asks on.
        if let Ok(mut seen) = self.seen.try_borrow_mut() {
            note(&mut seen);
        }
    }
}

/// A part of the site that can be noted as a whole.
pub(crate) trait Noted {
    /// Notes that anything of it may have been looked at.
    fn note_all(seen: &mut Seen);
}

impl Noted for SiteGraph {
    fn note_all(seen: &mut Seen) {
        seen.all_pages = true;
    }
}

impl Noted for PolicyValues {
    fn note_all(seen: &mut Seen) {
        seen.all_policy = true;
    }
}

impl Noted for Uses {
    fn note_all(seen: &mut Seen) {
        seen.all_policy = true;
    }
}

impl Noted for Mistaken {
    fn note_all(seen: &mut Seen) {
        seen.mistaken = true;
    }
}

impl Noted for Glossary {
    fn note_all(seen: &mut Seen) {
        seen.all_terms = true;
    }
}

impl<T: Noted> Deref for Watched<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.note(T::note_all);
        self.inner
    }
}

/// The pages and how they hang together. Where pages are, and in which order, is the same for all states of a site between
/// which pages are kept, so it is not noted.
impl<'a> Watched<'a, SiteGraph> {
    /// A page, with all that others may see of it.
    pub(crate) fn page(self, id: PageId) -> &'a ParsedPage {
        if self.own != Some(id) {
            self.note(|seen| seen.pages.push(id));
        }
        self.inner.page(id)
    }

    /// The title of a page.
    pub(crate) fn title(self, id: PageId) -> &'a str {
        if self.own != Some(id) {
            self.note(|seen| seen.titles.push(id));
        }
        &self.inner.page(id).title
    }

    /// What pages show of a page: its title and its address.
    pub(crate) fn known(self, links: &'a Links, id: PageId) -> &'a Known {
        if self.own != Some(id) {
            self.note(|seen| seen.titles.push(id));
        }
        links.of(self.inner, id)
    }

    /// What a page is about, in its author's words.
    pub(crate) fn description(self, id: PageId) -> Option<&'a str> {
        if self.own != Some(id) {
            self.note(|seen| seen.titles.push(id));
        }
        self.inner.page(id).meta.description.as_deref()
    }

    /// The address of a page with the base path before it.
    pub(crate) fn href(self, id: PageId) -> String {
        self.inner.href(id)
    }

    /// The address of the site.
    pub(crate) fn base(self) -> &'a Base {
        self.inner.base()
    }

    /// Whether tags have pages.
    pub(crate) fn has_tag_pages(self) -> bool {
        self.inner.has_tag_pages()
    }

    /// The address of the feed of a page and all below it; none where it has none.
    pub(crate) fn feed(self, source: &Source, id: PageId) -> Option<String> {
        changes::feed(source, self.inner, id)
    }

    /// The pages directly below that a page lists.
    pub(crate) fn listed(self, id: PageId) -> &'a [PageId] {
        self.inner.listed(id)
    }

    /// The pages directly below an address.
    pub(crate) fn below(self, address: &Permalink) -> &'a [PageId] {
        let page = self.inner.page_at(address);
        page.map_or(&[], |page| self.inner.children(page))
    }

    /// The pages on which the list of a section goes on.
    pub(crate) fn lists(self, id: PageId) -> &'a [PageId] {
        self.inner.lists(id)
    }

    /// The pages above a page, the home page first.
    pub(crate) fn ancestors(self, id: PageId) -> Vec<PageId> {
        self.inner.ancestors(id)
    }

    /// How many pages stand above the one that a page's part of the handbook begins with.
    pub(crate) fn area_depth(self, id: PageId) -> usize {
        self.inner.area_depth(id)
    }

    /// The navigation of a page in display order.
    pub(crate) fn navigation(self, id: PageId) -> Vec<Entry> {
        self.inner.navigation(id)
    }

    /// The page before and the page after in reading order.
    pub(crate) fn neighbours(self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        self.inner.neighbours(id)
    }

    /// The files that are no pages of the site.
    pub(crate) fn left_out(self) -> impl Iterator<Item = &'a str> {
        self.inner.left_out()
    }

    /// Finds out what a link leads to.
    pub(crate) fn resolve(self, target: &str, origin: &Origin<'_>) -> Resolved {
        let mut resolved = self.inner.resolve(target, origin);
        let tags = std::mem::take(&mut resolved.tags);
        if !tags.is_empty() {
            self.note(|seen| seen.tags.extend(tags));
        }
        // Without an anchor, only the address of the page was looked up.
        if let Some(page) = resolved.page.filter(|page| self.own != Some(*page))
            && resolved.href.contains('#')
        {
            self.note(|seen| seen.pages.push(page));
        }
        resolved
    }
}

impl<'a> Watched<'a, History> {
    /// The commit that changed a page last.
    pub(crate) fn of(self, graph: Watched<'_, SiteGraph>, id: PageId) -> Option<&'a Commit> {
        if self.own != Some(id) {
            self.note(|seen| seen.dates.push(id));
        }
        self.inner.of(graph.inner.page(id))
    }
}

/// Which words there are is the same for all states of a site between which pages are kept.
impl<'a> Watched<'a, Glossary> {
    /// Whether there are no words.
    pub(crate) fn is_empty(self) -> bool {
        self.inner.terms().is_empty()
    }

    /// The places in HTML where a word may stand: its number, and the bytes.
    pub(crate) fn find(self, html: &'a str) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        self.inner.find(html)
    }

    /// A word, by its number.
    pub(crate) fn term(self, number: usize) -> Option<&'a Term> {
        self.note(|seen| seen.terms.push(number));
        self.inner.terms().get(number)
    }
}

impl<'a> Watched<'a, PolicyValues> {
    /// A value.
    pub(crate) fn get(self, key: &str) -> Option<&'a Value> {
        self.note(|seen| seen.values.push(key.to_owned()));
        self.inner.get(key)
    }

    /// The values of a group, in the order of their keys.
    pub(crate) fn group(self, group: &'a str) -> impl Iterator<Item = &'a Value> {
        self.note(|seen| seen.groups.push(group.to_owned()));
        self.inner.group(group)
    }

    /// A calculator.
    pub(crate) fn calculator(self, id: &str) -> Option<&'a dyn Calculator> {
        self.note(|seen| seen.calculators.push(id.to_owned()));
        self.inner.calculator(id)
    }

    /// The keys of the values that a calculator reads, on its own or through others that it asks.
    pub(crate) fn keys_of<'c>(self, calculator: &'c dyn Calculator) -> Vec<&'c str>
    where
        'a: 'c,
    {
        self.asked(calculator).keys_of(calculator)
    }

    /// All values, for a calculator to decide from.
    pub(crate) fn asked(self, calculator: &dyn Calculator) -> &'a PolicyValues {
        self.note(|seen| seen.calculators.push(calculator.description().id.to_string()));
        self.inner
    }
}

impl<'a> Watched<'a, Uses> {
    /// The uses of a value; none when nothing uses it.
    pub(crate) fn of(self, key: &str) -> Option<&'a ValueUses> {
        self.note(|seen| seen.uses.push(key.to_owned()));
        self.inner.of(key)
    }

    /// The pages on which a calculator stands.
    pub(crate) fn standing(self, calculator: &str) -> &'a [PageId] {
        self.note(|seen| seen.uses.push(calculator.to_owned()));
        self.inner.standing(calculator)
    }
}
