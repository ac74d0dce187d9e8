//! What readers find pages by: of each page its words, of all pages the files that a browser asks (below `search/`), and the
//! index from A to Z for who has no JavaScript (`a-z/`).
//!
//! A page's words are a fact of it like any other. The files are made of the words of all pages, after the last one.

use std::{cell::RefCell, sync::Arc};

use policy::question::Meaning;
use search::{Damaged, File, Files, Index, Page, PageTerms, Rule, Section, Words};
use serde::Serialize;

use super::{
    Late, Stage, said,
    scene::Scene,
    templates::{Finding, Templates},
    values, view,
};
use crate::{
    address::OutputPath,
    diagnostics::Diagnostic,
    graph::{PageId, SiteGraph},
    made::{self, INDEX, INDEX_TEMPLATE, TAGS},
    page::Kind,
    source::Source,
    tags, yaml,
};

/// What readers may type, and what they mean by it.
pub(crate) const WORDS_FILE: &str = "content/words.yaml";
/// Where the files lie that a browser asks.
pub(crate) const FOLDER: &str = "search/";
/// The code that asks them, as the program carries it.
pub(crate) const FINDER: &str = "search/finder.js";
/// More pages than this go on on a further page of the index.
const MOST_LISTED: usize = 1_000;
/// Words of a rule longer than this, in bytes, are a mistake.
const LONGEST: usize = 200;

/// What a page is found by.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its words, for the index.
    pub(crate) terms: PageTerms,
    /// Its text, of which results show a part: files, and where they lie.
    pub(crate) fragments: Vec<(OutputPath, Vec<u8>)>,
}

/// What may be typed, and what is meant by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Synonyms(Vec<(String, String)>);

/// What a page is found by; nothing where the site is not searched, and for pages that only list others.
pub(super) fn page(scene: &Scene<'_>, id: PageId, content: &str) -> Option<Found> {
    thread_local! {
        static WORDS: RefCell<Words> = RefCell::default();
    }
    let page = scene.graph.page(id);
    if !scene.source.is_searched() || matches!(page.kind, Kind::List(_)) {
        return None;
    }
    let said = said::sections(content);
    let mut sections: Vec<Section<'_>> = said
        .iter()
        .map(|said| Section {
            anchor: said.anchor,
            heading: said.heading,
            level: said.level,
            text: said.text,
        })
        .collect();
    let mut amount = String::new();
    let mut kind = search::Kind::Page;
    if let Kind::Value(key) = &page.kind {
        kind = search::Kind::Value;
        amount = values::amounts(scene, key).unwrap_or_default();
        sections.push(Section {
            text: key,
            ..Section::default()
        });
    }
    let summary = view::summary(scene, page);
    let found = Page {
        address: &scene.graph.href(id),
        title: &page.title,
        kind,
        amount: &amount,
        area: area(scene, id),
        summary: page.meta.description.as_deref().unwrap_or(&summary),
        sections: &sections,
    };
    let (terms, fragments) = WORDS.with_borrow_mut(|words| PageTerms::of(&found, words));
    let fragments = fragments.into_iter().filter_map(placed).collect();
    Some(Found { terms, fragments })
}

/// The title of the page that a page's part of the handbook begins with; none for what stands above all parts.
pub(super) fn area<'a>(scene: &Scene<'a>, id: PageId) -> &'a str {
    let mut path = scene.graph.ancestors(id);
    path.push(id);
    let depth = scene.graph.area_depth(id).min(path.len() - 1);
    match path.get(depth) {
        Some(area) if depth > 0 => scene.graph.title(*area),
        _ => "",
    }
}

/// A file with the path that it has in the site.
fn placed(file: File) -> Option<(OutputPath, Vec<u8>)> {
    let path = OutputPath::new(&(FOLDER.to_owned() + &file.name))?;
    Some((path, file.bytes))
}

/// The files that a browser asks, but for the texts of pages.
///
/// # Errors
/// Words that were kept between runs are not as they were written.
pub(crate) fn files(terms: &[&PageTerms], synonyms: &Synonyms) -> Result<Late, Damaged> {
    Ok(all_placed(Files::of(terms, &synonyms.rules())?))
}

fn all_placed(files: Files) -> Late {
    let Files { entry, others } = files;
    others.into_iter().chain([entry]).filter_map(placed).collect()
}

/// An index that is kept while pages change, so that a change costs what it concerns.
#[derive(Debug)]
pub(crate) struct KeptIndex {
    /// The terms that it is of.
    terms: Vec<Arc<PageTerms>>,
    index: Index,
}

impl KeptIndex {
    /// The index of these terms, made from one of others where there is one.
    ///
    /// # Errors
    /// Terms are not as they were made.
    pub(crate) fn of(kept: Option<Self>, terms: Vec<Arc<PageTerms>>) -> Result<Self, Damaged> {
        let index = match kept {
            None => Index::of(&terms)?,
            Some(mut kept) => {
                kept.index.renew(&kept.terms, &terms)?;
                kept.index
            }
        };
        Ok(Self { terms, index })
    }

    /// The files that a browser asks, but for the texts of pages.
    pub(crate) fn files(&self, synonyms: &Synonyms) -> Late {
        all_placed(self.index.files(&self.terms, &synonyms.rules()))
    }
}

impl Synonyms {
    fn rules(&self) -> Vec<Rule<'_>> {
        self.0.iter().map(|(from, to)| Rule { from, to }).collect()
    }

    /// The same for the calculators.
    pub(super) fn meanings(&self) -> Vec<Meaning<'_>> {
        self.0.iter().map(|(from, to)| Meaning { from, to }).collect()
    }

    /// Reads `content/words.yaml`: what is typed, and what it means or a list of what it may mean.
    pub(crate) fn read(source: &Source, findings: &mut Vec<Diagnostic>) -> Self {
        let Some(file) = &source.words else {
            return Self::default();
        };
        let document = match yaml::parse(&file.path, &file.text) {
            Ok(document) => document,
            Err(finding) => {
                findings.push(*finding);
                return Self::default();
            }
        };
        let mut rules = Vec::new();
        for (from, to) in &document.root {
            let from = yaml::scalar(from).unwrap_or_default();
            let meant: Option<Vec<String>> = match to {
                yaml::Value::Sequence(list) => list.iter().map(yaml::scalar).collect(),
                one => yaml::scalar(one).map(|one| vec![one]),
            };
            let is_word = |text: &String| !text.trim().is_empty() && text.len() <= LONGEST;
            match meant.filter(|meant| is_word(&from) && !meant.is_empty() && meant.iter().all(is_word)) {
                Some(meant) => rules.extend(meant.into_iter().map(|to| (from.clone(), to))),
                None => findings.push(
                    Diagnostic::error(
                        "invalid-words",
                        &file.path,
                        format!("it is not said what readers mean who look for `{from}`"),
                    )
                    .at(document.span(&[&from]))
                    .hint("write `OCF: Opportunity Consult`, or a list of such words after it"),
                ),
            }
        }
        Self(rules)
    }
}

/// One page of the index from A to Z.
#[derive(Serialize)]
struct IndexView<'a> {
    letters: &'a [LetterView],
    /// Where all tags are, when there are any.
    tags: Option<&'a str>,
    groups: Vec<GroupView<'a>>,
    /// Counted from 1.
    number: usize,
    count: usize,
    previous: Option<String>,
    next: Option<String>,
}

/// A letter, and where its pages begin.
#[derive(Serialize)]
struct LetterView {
    letter: String,
    href: String,
}

#[derive(Serialize)]
struct GroupView<'a> {
    letter: &'a str,
    anchor: String,
    /// Whether its pages began on the page before.
    goes_on: bool,
    entries: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    title: &'a str,
    href: String,
    /// The title of the page above.
    within: Option<&'a str>,
}

/// The index from A to Z: all pages but those that only list others.
pub(super) fn index(stage: Stage<'_>, templates: &Templates) -> Result<Late, Finding> {
    let graph = stage.graph;
    let mut files = Late::new();
    if !templates.contains(INDEX_TEMPLATE) || !graph.is_free(&made::at(INDEX)) {
        return Ok(files);
    }
    let mut pages: Vec<(String, String, PageId)> = graph
        .pages()
        .filter(|(_, page)| !matches!(page.kind, Kind::List(_)))
        .map(|(id, page)| {
            let (letter, key) = place(&page.title);
            (letter, key, id)
        })
        .collect();
    // What begins with no letter comes last.
    pages.sort_unstable_by(|one, other| {
        let order = |entry: &(String, String, PageId)| (entry.0 == OTHERS, entry.0.clone());
        order(one)
            .cmp(&order(other))
            .then_with(|| one.1.cmp(&other.1))
            .then(one.2.cmp(&other.2))
    });
    let base = graph.base().path();
    let href = |number: usize| match number {
        1 => format!("{base}/{INDEX}"),
        _ => format!("{base}/{INDEX}{number}/"),
    };
    let mut letters: Vec<LetterView> = Vec::new();
    for (place, (letter, ..)) in pages.iter().enumerate() {
        if letters.last().is_none_or(|last| last.letter != *letter) {
            letters.push(LetterView {
                letter: letter.clone(),
                href: format!("{}#{}", href(place / MOST_LISTED + 1), anchor(letter)),
            });
        }
    }
    let tags = graph.tag_pages().find(|address| *address == tags::all_tags());
    let tags = tags.map(|_| format!("{base}/{TAGS}"));
    let count = pages.len().div_ceil(MOST_LISTED);
    let mut before: Option<&str> = None;
    for (number, part) in (1..).zip(pages.chunks(MOST_LISTED)) {
        let groups = part.chunk_by(|one, other| one.0 == other.0).map(|group| {
            let letter = group.first().map_or("", |(letter, ..)| letter.as_str());
            let goes_on = before == Some(letter);
            before = Some(letter);
            GroupView {
                letter,
                anchor: anchor(letter),
                goes_on,
                entries: group.iter().map(|(.., id)| entry(graph, *id)).collect(),
            }
        });
        let view = IndexView {
            letters: &letters,
            tags: tags.as_deref(),
            groups: groups.collect(),
            number,
            count,
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < count).then(|| href(number + 1)),
        };
        let path = match number {
            1 => format!("{INDEX}index.html"),
            _ => format!("{INDEX}{number}/index.html"),
        };
        if let Some(path) = OutputPath::new(&path) {
            files.insert(path, templates.index(&view)?);
        }
    }
    Ok(files)
}

/// Stands for all that is no letter.
const OTHERS: &str = "#";

fn entry(graph: &SiteGraph, id: PageId) -> EntryView<'_> {
    let within = graph
        .parent(id)
        .filter(|above| graph.page(*above).permalink.depth() > 0);
    EntryView {
        title: &graph.page(id).title,
        href: graph.href(id),
        within: within.map(|above| graph.page(above).title.as_str()),
    }
}

/// The letter under which a title stands, and what it is put in order by.
fn place(title: &str) -> (String, String) {
    let key = title.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let mut first = None;
    if let Some(letter) = key.chars().next() {
        search::decompose(letter, &mut |part| first = first.or(Some(part)));
    }
    let letter = first.filter(|letter| letter.is_alphabetic());
    let letter = letter.map_or_else(|| OTHERS.to_owned(), |letter| letter.to_uppercase().collect());
    (letter, key.to_lowercase())
}

/// The anchor of a letter.
fn anchor(letter: &str) -> String {
    match letter {
        OTHERS => "letter:other".to_owned(),
        letter => format!("letter:{}", letter.to_lowercase()),
    }
}
