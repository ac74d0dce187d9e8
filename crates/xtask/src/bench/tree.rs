//! The plan of a generated handbook: which pages there are, how large each will be, and its headings.
//!
//! Shaped after real handbooks of one to five thousand pages: most pages three to five folders deep, some sections with
//! more than a hundred pages, most with few. The same count always gives the same plan.

use std::collections::HashSet;

use fastrand::Rng;

use super::{
    spread::{self, BREADTHS, HEADINGS, LINKS, SIZES},
    words,
};

/// Every tree comes from this.
const SEED: u64 = 20_261_123;

/// The share of all pages at each depth, in a thousand: the pages directly below the home page first.
const DEPTHS: [usize; 8] = [5, 80, 240, 280, 210, 120, 50, 15];

/// Pages directly below the home page: as many as a large handbook has departments.
const DEPARTMENTS: usize = 24;

/// How many pages a section of the upper levels has on average, at most; what is more goes one level deeper, as it
/// does in handbooks that grow.
const CROWD: usize = 14;

/// The most pages of one folder.
pub(super) const BROADEST: usize = 134;

/// A whole handbook, the home page first, every page behind the one above it.
pub(super) struct Tree {
    pub(super) pages: Vec<Page>,
}

/// One page as it is planned.
pub(super) struct Page {
    /// Its address, from the root: `/` or `/sales/discounts/`.
    pub(super) address: String,
    pub(super) title: String,
    pub(super) description: Option<String>,
    /// The place of the page above in the tree; the home page's is its own.
    pub(super) parent: usize,
    pub(super) depth: usize,
    /// Its order among its siblings, from 1.
    pub(super) weight: usize,
    /// Whether it has pages below it.
    pub(super) section: bool,
    /// Bytes of its text, roughly.
    pub(super) size: usize,
    /// How many links it will have, roughly.
    pub(super) links: usize,
    pub(super) headings: Vec<Heading>,
    /// What its text is drawn from.
    pub(super) seed: u64,
}

/// A heading in the order of the page.
pub(super) struct Heading {
    pub(super) level: usize,
    pub(super) text: String,
    pub(super) anchor: String,
}

/// Plans a handbook of so many pages.
pub(super) fn plan(pages: usize) -> Tree {
    let mut planner = Planner {
        rng: Rng::with_seed(SEED),
        pages: Vec::with_capacity(pages),
        names: HashSet::new(),
    };
    planner.home();
    let counts = counts(pages.saturating_sub(1));
    let mut above = vec![0];
    for (index, count) in counts.iter().enumerate() {
        let below = counts.get(index + 1).copied().unwrap_or_default();
        above = planner.level(&above, *count, below);
    }
    Tree { pages: planner.pages }
}

/// How many pages each level has. The counts add up to `total`.
fn counts(total: usize) -> Vec<usize> {
    let whole: usize = DEPTHS.iter().sum();
    let mut counts = Vec::new();
    let mut placed = 0;
    let mut room = (total / 200).clamp(4, DEPARTMENTS);
    let mut reached = 0;
    for (index, share) in DEPTHS.iter().enumerate() {
        reached += share;
        let left = total - placed;
        let wanted = (total * reached / whole).saturating_sub(placed);
        let count = match index {
            0 => room.min(left),
            last if last + 1 == DEPTHS.len() => left,
            // A level without pages would leave the deeper ones without pages above them.
            _ => wanted.clamp(1, room).min(left),
        };
        counts.push(count);
        placed += count;
        let sections = if index == 0 {
            count
        } else {
            sections_of(count, usize::MAX)
        };
        room = (sections * CROWD).max(1);
    }
    counts
}

/// How many pages of a level have pages below them: about one of three in all, and at most three of five in one level.
fn sections_of(count: usize, below: usize) -> usize {
    (below.saturating_mul(10) / 34).clamp(1, (count * 3 / 5).max(1))
}

struct Planner {
    rng: Rng,
    pages: Vec<Page>,
    /// Addresses that are taken.
    names: HashSet<String>,
}

impl Planner {
    fn home(&mut self) {
        self.names.insert("/policy/".to_owned());
        self.names.insert("/limits/".to_owned());
        self.page(0, "/".to_owned(), "Handbook".to_owned(), 0, 1);
    }

    /// Lays `count` pages below those of the level above; returns those that will have pages below themselves.
    fn level(&mut self, above: &[usize], count: usize, below: usize) -> Vec<usize> {
        let shares = self.shares(above.len(), count);
        let mut laid = Vec::with_capacity(count);
        for (parent, share) in above.iter().zip(shares) {
            let (address, depth) = match self.pages.get_mut(*parent) {
                Some(page) => {
                    page.section = true;
                    (page.address.clone(), page.depth + 1)
                }
                None => continue,
            };
            for weight in 1..=share {
                let (address, title) = self.name(&address);
                laid.push(self.pages.len());
                self.page(*parent, address, title, depth, weight);
            }
        }
        self.rng.shuffle(&mut laid);
        let sections = if above == [0] {
            count
        } else {
            sections_of(count, below)
        };
        laid.truncate(if below == 0 { 0 } else { sections });
        laid.sort_unstable();
        laid
    }

    /// How many of `count` pages fall to each of the sections above: at least one where there are enough, the rest by
    /// a weight that few have much of, and to the first as many as one folder ever has.
    fn shares(&mut self, sections: usize, count: usize) -> Vec<usize> {
        let mut shares = vec![usize::from(count >= sections); sections];
        let mut left = count - shares.iter().sum::<usize>();
        let broad = (count / 4).min(BROADEST - 1).min(left);
        if let (Some(first), true) = (shares.first_mut(), sections > 1) {
            *first += broad;
            left -= broad;
        }
        let mut reached = 0;
        let bounds: Vec<u32> = shares
            .iter()
            .map(|_| {
                let rank = spread::rank(&mut self.rng);
                reached += spread::at(BREADTHS, rank).max(1);
                reached
            })
            .collect();
        while left > 0 {
            let drawn = self.rng.u32(0..reached.max(1));
            let mut chosen = bounds.partition_point(|bound| *bound <= drawn);
            // A full folder passes the page on; when all are full, the limit no longer holds.
            for _ in 0..shares.len() {
                if shares.get(chosen).is_some_and(|share| *share < BROADEST) {
                    break;
                }
                chosen = (chosen + 1) % shares.len().max(1);
            }
            match shares.get_mut(chosen) {
                Some(share) => *share += 1,
                None => break,
            }
            left -= 1;
        }
        shares
    }

    /// A title, and an address below `above` that is still free.
    fn name(&mut self, above: &str) -> (String, String) {
        let mut title = words::title(&mut self.rng);
        loop {
            let address = format!("{above}{}/", words::slug(&title));
            if self.names.insert(address.clone()) {
                return (address, title);
            }
            title.push(' ');
            title.push_str(words::noun(&mut self.rng));
        }
    }

    fn page(&mut self, parent: usize, address: String, title: String, depth: usize, weight: usize) {
        let rng = &mut self.rng;
        let rank = spread::rank(rng);
        let size = spread::at(SIZES, rank) as usize;
        let headings = spread::at(HEADINGS, spread::near(rng, rank, 150_000)) as usize;
        let links = spread::at(LINKS, spread::near(rng, rank, 250_000)) as usize;
        let description = (rng.u8(0..100) < 60).then(|| {
            let mut text = String::new();
            words::thing(rng, &mut text);
            text.push_str(" and ");
            words::thing(rng, &mut text);
            words::capital(&mut text, 0);
            text.push('.');
            text
        });
        let headings = outline(rng, headings.min(size / 90));
        let seed = rng.u64(..);
        self.pages.push(Page {
            address,
            title,
            description,
            parent,
            depth,
            weight,
            section: depth == 0,
            size,
            links: links.min(size / 130),
            headings,
            seed,
        });
    }
}

/// Headings from the second level on, none skipped and none twice: their anchors are spelt alike everywhere.
fn outline(rng: &mut Rng, count: usize) -> Vec<Heading> {
    let mut taken = HashSet::new();
    let mut level = 2;
    (0..count)
        .map(|index| {
            let wanted = match rng.u8(0..100) {
                0..36 => 2,
                36..76 => 3,
                76..95 => 4,
                _ => 5,
            };
            level = if index == 0 { 2 } else { wanted.min(level + 1) };
            let mut text = words::title(rng);
            while !taken.insert(text.clone()) {
                text.push(' ');
                text.push_str(words::noun(rng));
            }
            let anchor = words::slug(&text);
            Heading { level, text, anchor }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mut values: Vec<usize>, share: usize) -> usize {
        values.sort_unstable();
        values[values.len() * share / 100]
    }

    #[test]
    fn a_plan_has_as_many_pages_as_asked_for() {
        for pages in [1, 2, 5, 17, 100, 1000, 4650] {
            let tree = plan(pages);
            assert_eq!(tree.pages.len(), pages);
            let addresses: HashSet<_> = tree.pages.iter().map(|page| &page.address).collect();
            assert_eq!(addresses.len(), pages);
        }
    }

    #[test]
    fn the_same_count_gives_the_same_plan() {
        let all = |tree: Tree| -> Vec<_> {
            tree.pages
                .into_iter()
                .map(|page| (page.address, page.seed))
                .collect()
        };
        assert_eq!(all(plan(300)), all(plan(300)));
    }

    #[test]
    fn sizes_headings_and_depths_are_those_of_real_handbooks() {
        let tree = plan(4650);
        let sizes: Vec<_> = tree.pages.iter().map(|page| page.size).collect();
        assert!(
            (7_400..8_900).contains(&at(sizes.clone(), 50)),
            "{}",
            at(sizes, 50)
        );
        assert!(
            (26_000..33_000).contains(&at(sizes.clone(), 90)),
            "{}",
            at(sizes, 90)
        );
        assert!(
            (65_000..95_000).contains(&at(sizes.clone(), 99)),
            "{}",
            at(sizes, 99)
        );
        let headings: Vec<_> = tree.pages.iter().map(|page| page.headings.len()).collect();
        assert!(
            (8..=11).contains(&at(headings.clone(), 50)),
            "{}",
            at(headings, 50)
        );
        assert!(
            (26..=34).contains(&at(headings.clone(), 90)),
            "{}",
            at(headings, 90)
        );
        let mut depths = [0; 10];
        let mut siblings = vec![0; tree.pages.len()];
        for page in tree.pages.iter().skip(1) {
            depths[page.depth] += 1;
            siblings[page.parent] += 1;
        }
        assert_eq!(depths.iter().max(), Some(&depths[4]), "{depths:?}");
        assert!(depths[8] > 0 && depths[9] == 0, "{depths:?}");
        assert_eq!(siblings.iter().max(), Some(&BROADEST));
        let sections = tree.pages.iter().filter(|page| page.section).count();
        assert!(
            (20..=40).contains(&(sections * 100 / tree.pages.len())),
            "{sections}"
        );
    }

    #[test]
    fn a_larger_handbook_is_not_a_broader_one() {
        let mean = |pages: usize| {
            let tree = plan(pages);
            let mut children = vec![0_usize; pages];
            for page in tree.pages.iter().skip(1) {
                children[page.parent] += 1;
            }
            tree.pages.iter().map(|page| children[page.parent]).sum::<usize>() / pages
        };
        let (smaller, larger) = (mean(5_000), mean(15_000));
        assert!(smaller.abs_diff(larger) * 5 <= smaller, "{smaller} {larger}");
    }
}
