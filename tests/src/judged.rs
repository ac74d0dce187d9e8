//! Questions as readers type them, each with the places that answer it: `search/judged.yaml`. They are asked of the index of
//! the shipped handbook, and how far in front the answers stand is one number.

use std::fs;

use handbook::RenderedSite;
use search::Search;
use serde::Deserialize;

use crate::{findings, project, repository, theme};

/// A page that answers has to be among so many.
pub const FIRST: usize = 10;

/// What is asked, and how well it has to be answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The mean reciprocal rank when the file was last changed.
    pub reached: f64,
    /// In the order of the file.
    pub queries: Vec<Query>,
}

/// A question as it is typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// What is typed.
    pub ask: String,
    find: Places,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Places {
    One(String),
    Any(Vec<String>),
}

/// What came of a question.
#[derive(Debug)]
pub struct Asked<'q> {
    /// The question.
    pub query: &'q Query,
    /// The place of the first page that answers, from 1; none when it is not among the [`FIRST`].
    pub rank: Option<usize>,
    /// Whether that page is entered at a section that answers; none when the whole page does, or no page was found.
    pub section: Option<bool>,
    /// The address that stands first, with the anchor to which it leads.
    pub first: String,
}

impl Query {
    /// The addresses that answer, some with an anchor; one of them is enough.
    pub fn places(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let places = match &self.find {
            Places::One(place) => std::slice::from_ref(place),
            Places::Any(places) => places,
        };
        places.iter().map(|place| match place.split_once('#') {
            Some((address, anchor)) => (address, Some(anchor)),
            None => (place.as_str(), None),
        })
    }
}

impl Judged {
    /// Reads the file.
    pub fn read() -> Self {
        let path = repository().join("tests/search/judged.yaml");
        let text = fs::read_to_string(path).expect("the file can be read");
        serde_yaml::from_str(&text).expect("the questions are valid")
    }

    /// Asks everything, as a browser does that waits until nothing more is needed.
    pub fn ask(&self, site: &RenderedSite) -> Vec<Asked<'_>> {
        let entry = file(site, search::ENTRY).expect("the site is searched");
        let mut search = Search::new(&entry, search::decompose).expect("the entry is whole");
        search.show(FIRST, FIRST);
        self.queries
            .iter()
            .map(|query| asked(&mut search, site, query))
            .collect()
    }
}

/// The site of the repository's own handbook.
pub fn site() -> RenderedSite {
    let root = repository();
    let source = handbook::read(&project(&root, theme::shipped())).expect("it can be read");
    let (site, found) = handbook::render(&source);
    assert!(site.is_some(), "{}", findings::listed(&source, &found));
    site.expect("there is a site")
}

/// The mean over all questions of 1 / rank, and 0 where no page was found.
pub fn mean_reciprocal_rank(asked: &[Asked<'_>]) -> f64 {
    let sum: f64 = asked
        .iter()
        .filter_map(|asked| Some(1.0 / asked.rank? as f64))
        .sum();
    sum / asked.len() as f64
}

fn file(site: &RenderedSite, name: &str) -> Option<Vec<u8>> {
    site.get(&format!("search/{name}")).map(<[u8]>::to_vec)
}

fn asked<'q>(search: &mut Search, site: &RenderedSite, query: &'q Query) -> Asked<'q> {
    search.ask(&query.ask, true, None);
    loop {
        let names = search.needs();
        if names.is_empty() {
            break;
        }
        for name in names {
            let bytes = file(site, &name).expect("the site has what the search asks for");
            search
                .give(&name, Some(bytes))
                .expect("the bytes are those of the name");
        }
    }
    let found: Vec<(&str, &str)> = search
        .hits()
        .iter()
        .take(FIRST)
        .map(|hit| {
            let about = search.about(hit.page).expect("the table was given");
            let excerpt = search.excerpt(hit, 180).expect("the text was given");
            (about.address, excerpt.anchor)
        })
        .collect();
    let answers = |address: &str| query.places().any(|(place, _)| place == address);
    let at = found.iter().position(|(address, _)| answers(address));
    let section = at.and_then(|at| {
        let (address, anchor) = found[at];
        let anchors: Vec<Option<&str>> = query
            .places()
            .filter(|(place, _)| *place == address)
            .map(|(_, anchor)| anchor)
            .collect();
        (!anchors.contains(&None)).then(|| anchors.contains(&Some(anchor)))
    });
    Asked {
        query,
        rank: at.map(|at| at + 1),
        section,
        first: found.first().map_or_else(String::new, |(address, anchor)| {
            let mark = if anchor.is_empty() { "" } else { "#" };
            [address, mark, anchor].concat()
        }),
    }
}
