//! What is open around the place that is being written: how far raw HTML and pairs of shortcodes may reach.

use std::collections::HashMap;

use crate::markdown::raw::OpenElements;

/// Blocks and spans that are open, from the outermost to the innermost.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    floors: Vec<Floor>,
    places: usize,
    paragraph: Option<Paragraph>,
    pairs: HashMap<usize, Start>,
}

#[derive(Clone, Copy, Debug)]
struct Floor {
    /// How many raw elements were open at its start: those below cannot be closed inside.
    elements: usize,
    /// Its number, the same as the outer one's where it writes no tag.
    place: usize,
}

/// The open paragraph.
#[derive(Clone, Copy, Debug)]
struct Paragraph {
    depth: usize,
    tag: ParagraphTag,
}

/// Whether a paragraph has an open tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParagraphTag {
    /// Its tag is open.
    Open,
    /// Its tag is closed because of a block inside, and opens again behind it.
    Interrupted,
    /// It has none.
    None,
}

/// Where a pair of shortcodes started.
#[derive(Clone, Copy, Debug)]
struct Start {
    place: usize,
    elements: usize,
    /// The innermost raw element.
    within: Option<usize>,
}

impl Nesting {
    /// How many blocks and spans are open.
    pub(super) fn depth(&self) -> usize {
        self.floors.len()
    }

    /// How many raw elements are out of reach.
    pub(super) fn floor(&self) -> usize {
        self.floors.last().map_or(0, |floor| floor.elements)
    }

    /// A block or span starts while this many raw elements are open.
    pub(super) fn enter(&mut self, elements: usize) {
        self.places += 1;
        self.floors.push(Floor {
            elements,
            place: self.places,
        });
    }

    /// The innermost block or span ends; tells how many raw elements were open at its start.
    pub(super) fn leave(&mut self) -> usize {
        self.floors.pop().map_or(0, |floor| floor.elements)
    }

    /// The paragraph that was just entered has a tag of its own, or none.
    pub(super) fn start_paragraph(&mut self, tag: ParagraphTag) {
        let depth = self.floors.len();
        if tag == ParagraphTag::None {
            let outer = depth.checked_sub(2).and_then(|outer| self.floors.get(outer));
            let place = outer.map_or(0, |floor| floor.place);
            if let Some(floor) = self.floors.last_mut() {
                floor.place = place;
            }
        }
        self.paragraph = Some(Paragraph { depth, tag });
    }

    /// The paragraph ends; tells what has become of its tag.
    pub(super) fn end_paragraph(&mut self) -> ParagraphTag {
        self.paragraph
            .take()
            .map_or(ParagraphTag::None, |paragraph| paragraph.tag)
    }

    /// The tag of the paragraph, when nothing is open inside it.
    pub(super) fn paragraph(&mut self, elements: usize) -> Option<&mut ParagraphTag> {
        let (depth, floor) = (self.floors.len(), self.floor());
        self.paragraph
            .as_mut()
            .filter(|paragraph| paragraph.depth == depth && floor == elements)
            .map(|paragraph| &mut paragraph.tag)
    }

    /// Whether the tag of a paragraph is open, so that no block may stand here.
    pub(super) fn in_paragraph(&self) -> bool {
        self.paragraph
            .is_some_and(|paragraph| paragraph.tag == ParagraphTag::Open)
    }

    /// A pair of shortcodes starts while these raw elements are open.
    pub(super) fn start_pair(&mut self, index: usize, open: &OpenElements) {
        let start = Start {
            place: self.place(),
            elements: open.depth(),
            within: open.innermost(open.depth()),
        };
        self.pairs.insert(index, start);
    }

    /// A pair ends: tells how many raw elements were open at its start, when it started in this very place.
    pub(super) fn end_pair(&mut self, index: usize, open: &OpenElements) -> Option<usize> {
        let start = self.pairs.remove(&index)?;
        let same = self
            .floors
            .iter()
            .rev()
            .take_while(|floor| floor.place == start.place);
        let floor = match start.place {
            0 => 0,
            _ => same.last().map_or(0, |floor| floor.elements),
        };
        let fits = start.place == self.place()
            && floor <= start.elements
            && start.elements <= open.depth()
            && start.within == open.innermost(start.elements);
        fits.then_some(start.elements)
    }

    /// Pairs that started and did not end, in order.
    pub(super) fn open_pairs(&self) -> Vec<usize> {
        let mut open: Vec<usize> = self.pairs.keys().copied().collect();
        open.sort_unstable();
        open
    }

    fn place(&self) -> usize {
        self.floors.last().map_or(0, |floor| floor.place)
    }
}
