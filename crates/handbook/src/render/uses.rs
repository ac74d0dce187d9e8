//! Where the handbook uses each policy value: in which sections of which pages, and in which calculators.

use std::collections::{BTreeMap, HashMap};

use policy::PolicyValues;

use crate::{
    graph::{PageId, SiteGraph},
    page::{ParsedPage, Shortcode},
};

/// The uses of all values.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    values: HashMap<String, ValueUses>,
    standing: HashMap<String, Vec<PageId>>,
}

/// The uses of one value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ValueUses {
    /// By page, the headings above each use, as indexes; none for a use before the first heading.
    pub(crate) pages: BTreeMap<PageId, Vec<Option<usize>>>,
    /// The ids of the calculators that read it, on their own or through others that they ask.
    pub(crate) calculators: Vec<String>,
}

impl Uses {
    /// Finds all uses.
    pub(crate) fn new(graph: &SiteGraph, values: &PolicyValues) -> Self {
        let mut uses = Self::default();
        for calculator in values.calculators() {
            let id = calculator.description().id.as_ref();
            for key in values.keys_of(calculator) {
                let of_value = uses.values.entry(key.to_owned()).or_default();
                of_value.calculators.push(id.to_owned());
            }
        }
        for (id, page) in graph.pages() {
            for shortcode in &page.body.shortcodes {
                uses.note(id, page, shortcode, values);
            }
        }
        uses
    }

    fn note(&mut self, id: PageId, page: &ParsedPage, shortcode: &Shortcode, values: &PolicyValues) {
        if let Some((calculator, _)) = shortcode.calculator() {
            let pages = self.standing.entry(calculator.to_owned()).or_default();
            if pages.last() != Some(&id) {
                pages.push(id);
            }
        }
        for key in shortcode.keys(values) {
            self.note_value(key, id, page, shortcode);
        }
    }

    fn note_value(&mut self, key: &str, id: PageId, page: &ParsedPage, shortcode: &Shortcode) {
        let headings = &page.body.headings;
        let above = headings.partition_point(|heading| heading.span.start <= shortcode.span.start);
        let places = self.values.entry(key.to_owned()).or_default();
        let places = places.pages.entry(id).or_default();
        let place = above.checked_sub(1);
        if !places.contains(&place) {
            places.push(place);
        }
    }

    /// The uses of a value; none when nothing uses it.
    pub(crate) fn of(&self, key: &str) -> Option<&ValueUses> {
        self.values.get(key)
    }

    /// The pages on which a calculator stands.
    pub(crate) fn standing(&self, calculator: &str) -> &[PageId] {
        self.standing.get(calculator).map_or(&[], Vec::as_slice)
    }
}
