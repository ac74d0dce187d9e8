//! Which pages an address that leads nowhere may mean: in a large section only those that begin or end like it are compared,
//! so that what a broken link costs does not grow with the section.

use std::{cmp::Ordering, sync::OnceLock};

use super::{PageId, SiteGraph};

/// Of more pages than this directly below another, not all are compared.
pub(super) const MANY: usize = 1_000;
/// As many are compared on each side of where the address would stand.
const NEAR: usize = 50;

/// The pages directly below another by their addresses, read forwards and read backwards.
#[derive(Debug)]
pub(super) struct Spelt {
    forwards: Vec<PageId>,
    backwards: Vec<PageId>,
}

/// Those of the large sections, made when the first broken link asks.
pub(super) type Spellings = std::collections::HashMap<PageId, OnceLock<Spelt>>;

/// The large sections, none of them looked through yet.
pub(super) fn of(children: &[Vec<PageId>]) -> Spellings {
    let sections = children.iter().enumerate();
    let large = sections.filter(|(_, children)| children.len() > MANY);
    large.map(|(index, _)| (PageId(index), OnceLock::new())).collect()
}

impl SiteGraph {
    /// The pages directly below another that may be meant by an address.
    pub(super) fn children_like(&self, id: PageId, address: &str) -> Vec<PageId> {
        let Some(spelt) = self.large.get(&id) else {
            return self.children(id).to_vec();
        };
        let address_of = |id: &PageId| self.page(*id).permalink.as_str();
        let spelt = spelt.get_or_init(|| {
            let mut forwards = self.children(id).to_vec();
            let mut backwards = forwards.clone();
            forwards.sort_unstable_by(|one, other| address_of(one).cmp(address_of(other)));
            backwards.sort_unstable_by(|one, other| backwards_order(address_of(one), address_of(other)));
            Spelt { forwards, backwards }
        });
        let forwards = spelt.forwards.partition_point(|id| address_of(id) < address);
        let backwards = spelt
            .backwards
            .partition_point(|id| backwards_order(address_of(id), address).is_lt());
        let mut alike = around(&spelt.forwards, forwards).to_vec();
        alike.extend(around(&spelt.backwards, backwards));
        alike.sort_unstable();
        alike.dedup();
        alike
    }
}

fn backwards_order(one: &str, other: &str) -> Ordering {
    one.bytes().rev().cmp(other.bytes().rev())
}

fn around(ids: &[PageId], at: usize) -> &[PageId] {
    let range = at.saturating_sub(NEAR)..ids.len().min(at + NEAR);
    ids.get(range).unwrap_or_default()
}
