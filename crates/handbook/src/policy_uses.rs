//! Who uses the policy: the pages that print a value or hold a calculator, as far as their shortcodes tell.

use std::collections::BTreeMap;

use policy::PolicyValues;

use crate::{
    diagnostics::line_column,
    page::{self, ParsedPage, Shortcode},
    source::Source,
};

/// The pages on which values and calculators stand.
#[derive(Clone, Debug, Default)]
pub struct PolicyUses {
    values: BTreeMap<String, Vec<PageUse>>,
    calculators: BTreeMap<String, Vec<PageUse>>,
}

/// A place of a page at which a value or a calculator stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageUse {
    /// The address of the page below the site's own: `/handbook/sales/`.
    pub address: String,
    /// The title of the page.
    pub title: String,
    /// The file, relative to the project.
    pub path: String,
    /// The line of the file, from 1.
    pub line: usize,
}

impl PolicyUses {
    /// Finds the uses on all pages of a handbook.
    pub(crate) fn of(source: &Source, values: &PolicyValues) -> Self {
        let mut uses = Self::default();
        let files = page::parse_all(source);
        for page in page::published(source, &files) {
            for shortcode in &page.body.shortcodes {
                uses.add(source, &page, shortcode, values);
            }
        }
        uses
    }

    /// Where a value is printed, in prose or in a table, in the order of the files and of their lines.
    pub fn of_value(&self, key: &str) -> &[PageUse] {
        self.values.get(key).map_or(&[], Vec::as_slice)
    }

    /// Where a calculator stands, in the order of the files and of their lines.
    pub fn of_calculator(&self, id: &str) -> &[PageUse] {
        self.calculators.get(id).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, source: &Source, page: &ParsedPage, shortcode: &Shortcode, values: &PolicyValues) {
        let text = source.text(&page.path).unwrap_or_default();
        let place = || PageUse {
            address: page.permalink.as_str().to_owned(),
            title: page.title.clone(),
            path: page.path.clone(),
            line: line_column(text, shortcode.span.start).0,
        };
        let add = |uses: &mut BTreeMap<String, Vec<PageUse>>, name: &str| {
            let known = uses.entry(name.to_owned()).or_default();
            let place = place();
            if !known.contains(&place) {
                known.push(place);
            }
        };
        if let Some((calculator, _)) = shortcode.calculator() {
            add(&mut self.calculators, calculator);
        }
        for key in shortcode.keys(values) {
            add(&mut self.values, key);
        }
    }
}
