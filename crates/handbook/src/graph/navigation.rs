//! The part of the tree that a page shows: what is above it, beside it and directly below it, never the whole site.

use super::{PageId, SiteGraph};
use crate::{page::Kind, policy_pages::group};

/// A line of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The page it leads to.
    pub(crate) page: PageId,
    /// How far it is set in.
    pub(crate) level: usize,
    /// What it is to the page that shows it.
    pub(crate) place: Place,
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
}

impl SiteGraph {
    /// Whether a page is that of a policy value: there are many, and other pages list none of them.
    pub(crate) fn is_value(&self, id: PageId) -> bool {
        matches!(self.page(id).kind, Kind::Value(_))
    }

    /// Whether a page is shown beside another with the same parent: a value beside those of its group, and no other page
    /// beside a value.
    fn is_beside(&self, id: PageId, sibling: PageId) -> bool {
        match (&self.page(id).kind, &self.page(sibling).kind) {
            (Kind::Value(key), Kind::Value(other)) => group(key) == group(other),
            (_, Kind::Value(_)) | (Kind::Value(_), _) => false,
            _ => true,
        }
    }

    /// The pages above a page, the home page first.
    pub(crate) fn ancestors(&self, id: PageId) -> Vec<PageId> {
        let mut ancestors: Vec<PageId> =
            std::iter::successors(self.parent(id), |id| self.parent(*id)).collect();
        ancestors.reverse();
        ancestors
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
            });
        }
        let level = ancestors.len();
        let alone = [id];
        let siblings = match self.parent(id) {
            Some(parent) => self.children(parent),
            None => &alone,
        };
        for sibling in siblings.iter().filter(|sibling| self.is_beside(id, **sibling)) {
            let place = if *sibling == id {
                Place::Current
            } else {
                Place::Sibling
            };
            entries.push(Entry {
                page: *sibling,
                level,
                place,
            });
            if *sibling == id {
                let children = self.children(id).iter().filter(|child| !self.is_value(**child));
                let level = if is_home(id) { level } else { level + 1 };
                entries.extend(children.map(|child| Entry {
                    page: *child,
                    level,
                    place: Place::Child,
                }));
            }
        }
        entries
    }
}
