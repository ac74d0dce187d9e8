//! The places at which something stands, gathered by page.

use handbook::PageUse;

use crate::json::Json;

/// A page with the lines on which something stands.
pub(super) struct Page<'a> {
    /// The first of the places.
    pub(super) first: &'a PageUse,
    /// The lines of the file, ascending.
    pub(super) lines: Vec<usize>,
}

/// The pages of some places, in their order.
pub(super) fn of(uses: &[PageUse]) -> Vec<Page<'_>> {
    let mut pages: Vec<Page<'_>> = Vec::new();
    for place in uses {
        match pages.iter_mut().find(|page| page.first.path == place.path) {
            Some(page) => page.lines.push(place.line),
            None => pages.push(Page {
                first: place,
                lines: vec![place.line],
            }),
        }
    }
    for page in &mut pages {
        page.lines.sort_unstable();
        page.lines.dedup();
    }
    pages
}

impl Page<'_> {
    /// Where to look: `content/sales.md:45, 220`.
    pub(super) fn place(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(usize::to_string).collect();
        format!("{}:{}", self.first.path, lines.join(", "))
    }

    /// The page as an object.
    pub(super) fn json(&self) -> Json {
        Json::object([
            ("address", self.first.address.as_str().into()),
            ("title", self.first.title.as_str().into()),
            ("path", self.first.path.as_str().into()),
            ("lines", Json::list(&self.lines, |line| Json::Number(*line))),
        ])
    }
}
