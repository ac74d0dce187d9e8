//! The part of the tree that a page shows: what is above it, beside it and directly below it, never the whole site.
//!
//! Nor a whole section, where that is large: the navigation shows what is near, and the list of its pages goes on, on pages
//! of its own. So what all pages show together grows with the number of pages, and plain links still lead to each.

use std::{collections::HashMap, sync::Arc};

use super::{PageId, SiteGraph};
use crate::{
    address::Permalink,
    front_matter::FrontMatter,
    page::{Body, Kind, ParsedPage},
    policy_pages::group,
};

/// As many pages stand beside each other in the navigation, or in one list.
const LIMIT: usize = 200;
/// As many are shown before a page and after it where there are more.
const NEAR: usize = 20;

/// A line of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The page it leads to.
    pub(crate) page: PageId,
    /// How far it is set in.
    pub(crate) level: usize,
    /// What it is to the page that shows it.
    pub(crate) place: Place,
    /// Whether there are pages below it that this navigation does not show.
    pub(crate) has_more: bool,
}

/// What a line of the navigation is to the page that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A page above.
    Ancestor,
    /// The page itself.
    Current,
    /// A page beside it.
    Sibling,
    /// A page directly below.
    Child,
    /// The page that lists all of these many, in place of those that are not shown.
    All(usize),
}

/// What is beside what: the pages with the same parent, written ones among themselves, values by their groups.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<Vec<PageId>>,
    /// The row of each page, and its place in it.
    places: Vec<Option<(usize, usize)>>,
    /// The row of the written pages below a page.
    written: HashMap<PageId, usize>,
    /// The pages on which the list of a section goes on.
    lists: HashMap<PageId, Vec<PageId>>,
}

#[derive(PartialEq, Eq, Hash)]
enum Class<'a> {
    Written,
    Value(&'a str),
}

impl Rows {
    pub(super) fn new(pages: &[Arc<ParsedPage>], children: &[Vec<PageId>]) -> Self {
        let mut rows = Self {
            places: vec![None; pages.len()],
            ..Self::default()
        };
        for (parent, children) in children.iter().enumerate() {
            let mut known: HashMap<Class<'_>, usize> = HashMap::new();
            for child in children {
                let class = match pages.get(child.0).map(|page| &page.kind) {
                    Some(Kind::Value(key)) => Class::Value(group(key)),
                    Some(Kind::List(_)) => {
                        rows.lists.entry(PageId(parent)).or_default().push(*child);
                        continue;
                    }
                    _ => Class::Written,
                };
                let is_written = class == Class::Written;
                let row = *known.entry(class).or_insert(rows.rows.len());
                if row == rows.rows.len() {
                    rows.rows.push(Vec::new());
                }
                if is_written {
                    rows.written.insert(PageId(parent), row);
                }
                let members = &mut rows.rows[row];
                rows.places[child.0] = Some((row, members.len()));
                members.push(*child);
            }
        }
        let number = |id: &PageId| match pages.get(id.0).map(|page| &page.kind) {
            Some(Kind::List(number)) => *number,
            _ => 0,
        };
        for lists in rows.lists.values_mut() {
            lists.sort_by_key(number);
        }
        rows
    }

    /// The pages beside a page with it, and its place among them.
    fn of(&self, PageId(index): PageId) -> Option<(&[PageId], usize)> {
        let (row, place) = (*self.places.get(index)?)?;
        Some((self.rows.get(row)?, place))
    }
}

/// The pages on which the lists of large sections go on: `/section/page/2/` and so forth.
pub(super) fn lists(pages: &[Arc<ParsedPage>], by_permalink: &HashMap<Permalink, PageId>) -> Vec<ParsedPage> {
    let mut counts = vec![0_usize; pages.len()];
    for page in pages.iter().filter(|page| !matches!(page.kind, Kind::Value(_))) {
        let above = std::iter::successors(page.permalink.parent(), Permalink::parent);
        let parent = above.filter_map(|above| by_permalink.get(&above)).next();
        if let Some(count) = parent.and_then(|PageId(index)| counts.get_mut(*index)) {
            *count += 1;
        }
    }
    let large = pages.iter().zip(counts).filter(|(_, count)| *count > LIMIT);
    large
        .flat_map(|(section, count)| {
            (2..=count.div_ceil(LIMIT)).map(move |number| list(section, number, count))
        })
        .collect()
}

/// One page of a list.
fn list(section: &ParsedPage, number: usize, count: usize) -> ParsedPage {
    let first = (number - 1) * LIMIT + 1;
    let last = count.min(number * LIMIT);
    let address = section.permalink.as_str().split('/');
    let number_as_text = number.to_string();
    let meta = FrontMatter {
        description: Some(format!("Pages {first} to {last} of the {count} in this section.")),
        draft: section.meta.draft,
        ..FrontMatter::default()
    };
    ParsedPage {
        path: section.path.clone(),
        kind: Kind::List(number),
        permalink: Permalink::of_parts(address.chain(["page", &number_as_text])),
        meta,
        title: format!("{}, page {number}", section.title),
        body: Body::default(),
    }
}

impl SiteGraph {
    /// The pages above a page, the home page first.
    pub(crate) fn ancestors(&self, id: PageId) -> Vec<PageId> {
        let mut ancestors: Vec<PageId> =
            std::iter::successors(self.parent(id), |id| self.parent(*id)).collect();
        ancestors.reverse();
        ancestors
    }

    /// The pages directly below that a page lists: all of them, or those of its turn where there are many.
    pub(crate) fn listed(&self, id: PageId) -> &[PageId] {
        let (section, turn) = match self.page(id).kind {
            Kind::List(number) => (self.parent(id), number.saturating_sub(1)),
            // What stands on it lists them, with what there is to do.
            Kind::Paths => (None, 0),
            _ => (Some(id), 0),
        };
        let row = section.map_or(&[][..], |section| self.below(section));
        let first = (turn * LIMIT).min(row.len());
        &row[first..row.len().min(first + LIMIT)]
    }

    /// The pages on which the list of a section goes on.
    pub(crate) fn lists(&self, id: PageId) -> &[PageId] {
        self.rows.lists.get(&id).map_or(&[], Vec::as_slice)
    }

    /// All pages directly below but those of values, which other pages do not list.
    fn below(&self, id: PageId) -> &[PageId] {
        let row = self
            .rows
            .written
            .get(&id)
            .and_then(|row| self.rows.rows.get(*row));
        row.map_or(&[], Vec::as_slice)
    }

    /// The pages of a list before and after one of its pages; none when it is no such page.
    pub(super) fn beside_in_list(&self, id: PageId) -> Option<(Option<PageId>, Option<PageId>)> {
        let Kind::List(number) = self.page(id).kind else {
            return None;
        };
        let section = self.parent(id)?;
        // The first page of a list is the section's own.
        let at = |number: usize| match number.checked_sub(2) {
            Some(index) => self.lists(section).get(index).copied(),
            None => Some(section),
        };
        Some((at(number.saturating_sub(1)), at(number + 1)))
    }

    /// The navigation of a page in display order.
    pub(crate) fn navigation(&self, id: PageId) -> Vec<Entry> {
        let is_home = |id: PageId| self.page(id).permalink.depth() == 0;
        let mut ancestors: Vec<PageId> = self
            .ancestors(id)
            .into_iter()
            .filter(|id| !is_home(*id))
            .collect();
        let cut = ancestors.len().saturating_sub(self.navigation_depth);
        ancestors.drain(..cut);
        let mut entries = Vec::new();
        for (level, page) in ancestors.iter().enumerate() {
            entries.push(Entry {
                page: *page,
                level,
                place: Place::Ancestor,
                // The pages beside this one are shown, as far as their row goes.
                has_more: level + 1 < ancestors.len() && self.below(*page).len() > 1,
            });
        }
        let level = ancestors.len();
        let alone = [id];
        let (row, place) = self.rows.of(id).unwrap_or((&alone, 0));
        let near = match row.len() > LIMIT {
            true => place.saturating_sub(NEAR)..row.len().min(place + NEAR + 1),
            false => 0..row.len(),
        };
        if let Some(section) = self.parent(id).filter(|_| near.len() < row.len()) {
            // The part of the list that has this page, so that what is around it is a step away.
            let turn = place / LIMIT;
            let list = turn
                .checked_sub(1)
                .and_then(|index| self.lists(section).get(index));
            entries.push(Entry {
                page: list.copied().unwrap_or(section),
                level,
                place: Place::All(row.len()),
                has_more: false,
            });
        }
        for sibling in row.get(near).unwrap_or_default() {
            let place = if *sibling == id {
                Place::Current
            } else {
                Place::Sibling
            };
            entries.push(Entry {
                page: *sibling,
                level,
                place,
                has_more: place == Place::Sibling && !self.below(*sibling).is_empty(),
            });
            if *sibling == id {
                let children = self.below(id);
                let level = if is_home(id) { level } else { level + 1 };
                let shown = match children.len() > LIMIT {
                    true => 2 * NEAR,
                    false => children.len(),
                };
                entries.extend(children.iter().take(shown).map(|child| Entry {
                    page: *child,
                    level,
                    place: Place::Child,
                    has_more: !self.below(*child).is_empty(),
                }));
                if shown < children.len() {
                    entries.push(Entry {
                        page: id,
                        level,
                        place: Place::All(children.len()),
                        has_more: false,
                    });
                }
            }
        }
        entries
    }
}
