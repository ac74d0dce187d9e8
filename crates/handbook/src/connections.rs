//! Which pages lead to which in their text, and which belong together because they lead to the same, have the same tags or
//! speak in the same words of the glossary.
//!
//! A page shows of this only what is about itself, so another state of it is compared page by page: an edit that adds a link
//! renders the page that it leads to, and those to which another page has become a near one.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    glossary::Glossary,
    graph::{Origin, PageId, SiteGraph},
    page::{HoleKind, Kind},
    render, tags,
};

/// So many related pages are shown.
const RELATED: usize = 4;
/// A page that more than this many lead to, or that leads to more, says nothing of what belongs together.
const HUB: usize = 64;
/// What a page or a tag shared by two weighs, divided by how many share it; a word of the glossary weighs less.
const WEIGHT: usize = 240;
const WEIGHT_OF_TERM: usize = 120;
/// Pages that have less in common are not shown.
const LEAST: usize = 24;

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Topic {
    /// A tag, by a fingerprint of its address.
    Tag(u64),
    /// A word of the glossary, by its number.
    Term(usize),
}

/// What the text of a page says of others, which is known also where its body is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The pages that it leads to, but itself, in their order.
    links: Vec<PageId>,
    /// What it is about, in order.
    topics: Vec<Topic>,
}

/// The links between the texts of pages, and what they have in common.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Connections {
    /// By page, what its text says.
    told: Vec<Told>,
    /// By page, the pages whose texts lead to it, in their order.
    from: Vec<Vec<PageId>>,
    /// The pages that are about something, in their order.
    about: HashMap<Topic, Vec<PageId>>,
    /// By page, those that have most in common with it and no link between.
    related: Vec<Vec<PageId>>,
}

impl Connections {
    /// Finds them; what a page says is taken over where it is known, since its body may not be there.
    pub(crate) fn new(graph: &SiteGraph, glossary: &Glossary, mut known: Vec<Option<Told>>) -> Self {
        let ids = graph.ids();
        known.resize(ids.len(), None);
        let told = ids.par_iter().zip(known);
        let told: Vec<Told> = told
            .map(|(id, known)| known.unwrap_or_else(|| Told::of(graph, glossary, *id)))
            .collect();
        let mut from = vec![Vec::new(); ids.len()];
        let mut about: HashMap<Topic, Vec<PageId>> = HashMap::new();
        for (id, told) in ids.iter().zip(&told) {
            for target in &told.links {
                if let Some(sources) = from.get_mut(target.index()) {
                    sources.push(*id);
                }
            }
            for topic in &told.topics {
                about.entry(*topic).or_default().push(*id);
            }
        }
        let mut connections = Self {
            told,
            from,
            about,
            related: Vec::new(),
        };
        let counted = || vec![0_usize; ids.len()];
        connections.related = ids
            .par_iter()
            .map_init(counted, |counts, id| connections.near(graph, *id, counts))
            .collect();
        connections
    }

    /// What the page leads to.
    fn to(&self, id: PageId) -> &[PageId] {
        self.told.get(id.index()).map_or(&[], |told| &told.links)
    }

    /// What the page is about.
    fn topics(&self, id: PageId) -> &[Topic] {
        self.told.get(id.index()).map_or(&[], |told| &told.topics)
    }

    /// The pages that are about something.
    fn about(&self, topic: Topic) -> &[PageId] {
        self.about.get(&topic).map_or(&[], Vec::as_slice)
    }

    /// The pages whose texts lead to this one.
    pub(crate) fn from(&self, id: PageId) -> &[PageId] {
        self.from.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// The pages that have most in common with this one.
    pub(crate) fn related(&self, id: PageId) -> &[PageId] {
        self.related.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// What all pages say.
    pub(crate) fn all(&self) -> &[Told] {
        &self.told
    }

    /// What each page shows of this, as a number that tells it from anything else.
    pub(crate) fn fingerprints(&self) -> Vec<u64> {
        let pages = self.from.iter().zip(&self.related);
        pages
            .map(|shown| {
                let mut hasher = DefaultHasher::new();
                shown.hash(&mut hasher);
                hasher.finish()
            })
            .collect()
    }

    /// The pages that show something else of this than in another state of the same pages.
    pub(crate) fn changed_from(&self, before: &[u64], graph: &SiteGraph) -> Vec<PageId> {
        let now = self.fingerprints();
        let ids = graph.ids().into_iter().zip(now);
        ids.filter(|(id, now)| before.get(id.index()) != Some(now))
            .map(|(id, _)| id)
            .collect()
    }

    /// Takes in a page with another text; tells which pages show something else now.
    pub(crate) fn renew(&mut self, graph: &SiteGraph, glossary: &Glossary, id: PageId) -> Vec<PageId> {
        let now = Told::of(graph, glossary, id);
        let Some(told) = self.told.get_mut(id.index()).filter(|told| **told != now) else {
            return Vec::new();
        };
        let before = std::mem::replace(told, now.clone());
        let links = [&now.links, &before.links].map(|links| links.iter().copied().collect::<BTreeSet<_>>());
        let topics =
            [&now.topics, &before.topics].map(|topics| topics.iter().copied().collect::<BTreeSet<_>>());
        let [now, before] = &links;
        let mut concerned: BTreeSet<PageId> = now.union(before).copied().collect();
        concerned.insert(id);
        let mut changed: BTreeSet<PageId> = BTreeSet::new();
        for target in now.symmetric_difference(before) {
            changed.insert(*target);
            if let Some(sources) = self.from.get_mut(target.index()) {
                concern(sources, &mut concerned);
                turn(sources, id);
            }
        }
        let [now, before] = &topics;
        for topic in now.symmetric_difference(before) {
            let pages = self.about.entry(*topic).or_default();
            concern(pages, &mut concerned);
            turn(pages, id);
            if pages.is_empty() {
                self.about.remove(topic);
            }
        }
        let mut counts = vec![0; self.told.len()];
        for page in concerned {
            let near = self.near(graph, page, &mut counts);
            if let Some(related) = self.related.get_mut(page.index()).filter(|known| **known != near) {
                *related = near;
                changed.insert(page);
            }
        }
        changed.into_iter().collect()
    }

    /// The pages that have most in common with one: they lead to the same pages, the same pages lead to them, and they are
    /// about the same. `counts` has a zero for each page, and is given back so.
    fn near(&self, graph: &SiteGraph, id: PageId, counts: &mut [usize]) -> Vec<PageId> {
        let mut met: Vec<PageId> = Vec::new();
        if graph.page(id).kind != Kind::Written {
            return met;
        }
        let mut meet = |weight: usize, others: &[PageId]| {
            if others.len() > HUB {
                return;
            }
            for other in others {
                if let Some(count) = counts.get_mut(other.index()) {
                    if *count == 0 {
                        met.push(*other);
                    }
                    *count += weight / (others.len() + 1);
                }
            }
        };
        for target in self.to(id) {
            meet(WEIGHT, self.from(*target));
        }
        for source in self.from(id) {
            meet(WEIGHT, self.to(*source));
        }
        for topic in self.topics(id) {
            let weight = match topic {
                Topic::Tag(_) => WEIGHT,
                Topic::Term(_) => WEIGHT_OF_TERM,
            };
            meet(weight, self.about(*topic));
        }
        let mut near: Vec<(usize, PageId)> = Vec::new();
        for other in met {
            let count = counts
                .get_mut(other.index())
                .map(std::mem::take)
                .unwrap_or_default();
            if count >= LEAST && !self.is_beside(graph, id, other) {
                near.push((count, other));
            }
        }
        near.sort_unstable_by_key(|(count, other)| (std::cmp::Reverse(*count), *other));
        near.into_iter().take(RELATED).map(|(_, other)| other).collect()
    }

    /// Whether the reader of a page has the other one before the eyes anyway: in its text, as a page that leads here, or in the
    /// navigation.
    fn is_beside(&self, graph: &SiteGraph, id: PageId, other: PageId) -> bool {
        let (parent, above) = (graph.parent(id), graph.parent(other));
        id == other
            || graph.page(other).kind != Kind::Written
            || parent == above
            || parent == Some(other)
            || above == Some(id)
            || self.to(id).binary_search(&other).is_ok()
            || self.from(id).binary_search(&other).is_ok()
    }
}

/// Adds the pages of a list that change together with it, before or after one more or one less is in it.
fn concern(pages: &[PageId], concerned: &mut BTreeSet<PageId>) {
    if pages.len() <= HUB + 1 {
        concerned.extend(pages);
    }
}

/// Takes a page out of an ordered list, or puts it there where it is not.
fn turn(pages: &mut Vec<PageId>, id: PageId) {
    match pages.binary_search(&id) {
        Ok(place) => drop(pages.remove(place)),
        Err(place) => pages.insert(place, id),
    }
}

impl Told {
    fn of(graph: &SiteGraph, glossary: &Glossary, id: PageId) -> Self {
        Self {
            links: links(graph, id),
            topics: topics(graph, glossary, id),
        }
    }
}

/// What a page is about: its tags, and the words of the glossary that its author uses.
fn topics(graph: &SiteGraph, glossary: &Glossary, id: PageId) -> Vec<Topic> {
    let page = graph.page(id);
    if page.kind != Kind::Written {
        return Vec::new();
    }
    let tag = |slug: String| {
        let mut hasher = DefaultHasher::new();
        slug.hash(&mut hasher);
        Topic::Tag(hasher.finish())
    };
    let mut topics: Vec<Topic> = tags::of(page).into_iter().map(tag).collect();
    if !glossary.terms().is_empty() {
        let html = page.body.html.read().unwrap_or_default();
        let terms = render::terms_in(glossary, &html).into_iter();
        topics.extend(terms.map(|(number, _)| Topic::Term(number)));
    }
    topics.sort_unstable();
    topics.dedup();
    topics.shrink_to_fit();
    topics
}

/// The pages that the text of a page leads to, but itself, in their order.
fn links(graph: &SiteGraph, id: PageId) -> Vec<PageId> {
    let page = graph.page(id);
    let links = page.body.holes.iter().filter_map(|hole| match &hole.kind {
        HoleKind::Link(reference) => Some(reference.target.as_str()),
        _ => None,
    });
    let cards = page.meta.cards.iter().map(|card| card.page.target.as_str());
    let origin = Origin {
        page: Some(id),
        path: &page.path,
        span: 0..0,
    };
    let mut pages: Vec<PageId> = links
        .chain(cards)
        .filter_map(|target| graph.page_of_link(target, &origin))
        .filter(|target| *target != id)
        .collect();
    pages.sort_unstable();
    pages.dedup();
    pages.shrink_to_fit();
    pages
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        Carried, Drafts, Project,
        page::{self, ParsedPage},
        source::{self, Source},
    };

    const PAGES: usize = 90;
    const WORDS: [&str; 4] = ["SAO", "ROE", "deck plan", "OCF"];
    const TAGS: [&str; 6] = ["deals", "Deals", "deal desk", "renewals", "Überblick", "&&"];

    /// A page of a section of its own, so that no two are beside each other.
    fn path(number: usize) -> String {
        format!("content/{number}/page.md")
    }

    fn section(number: usize) -> String {
        format!("content/{number}/_index.md")
    }

    /// A text with links, tags and words of the glossary.
    fn text(random: &mut fastrand::Rng) -> String {
        let mut text = "---\ntitle: A page\n".to_owned();
        let mut tags: Vec<&str> = TAGS.into_iter().filter(|_| random.u8(..6) == 0).collect();
        tags.sort_unstable();
        text.push_str(&format!("tags: {tags:?}\n---\n\n"));
        for _ in 0..random.usize(0..6) {
            // Some pages are led to by more than a hub is.
            let target = if random.bool() {
                random.usize(..2)
            } else {
                random.usize(..PAGES)
            };
            text.push_str(&format!("[On](/{target}/page/) "));
        }
        for word in WORDS.into_iter().filter(|_| random.u8(..20) == 0) {
            text.push_str(&format!("and the {word}, "));
        }
        text + "so.\n"
    }

    fn parsed(number: usize, text: &str) -> Arc<ParsedPage> {
        Arc::new(page::parse(&path(number), text, &mut Vec::new()).expect("a page"))
    }

    fn read(random: &mut fastrand::Rng) -> (tempfile::TempDir, Source) {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |path: &str, text: &str| {
            let place = folder.path().join(path);
            std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            std::fs::write(place, text).expect("a file");
        };
        let meanings: String = WORDS
            .iter()
            .map(|word| format!("{word}: What it is.\n"))
            .collect();
        put("content/glossary.yaml", &meanings);
        for number in 0..PAGES {
            put(&path(number), &text(random));
            put(&section(number), "# A section\n");
        }
        let project = Project {
            root: folder.path(),
            carried: &Carried { files: &[] },
            base_url: None,
            drafts: Drafts::LeaveOut,
            today: policy::calculator::EXAMPLE_DAY,
        };
        let source = source::read(&project).expect("readable");
        (folder, source)
    }

    #[test]
    fn what_an_edit_leaves_is_what_is_found_anew() {
        let mut random = fastrand::Rng::with_seed(11);
        let (_folder, source) = read(&mut random);
        let pages = page::published(&source, &page::parse_all(&source));
        let glossary = Glossary::read(&source, &mut Vec::new());
        let mut graph = SiteGraph::new(&source, pages, &mut Vec::new());
        let mut connections = Connections::new(&graph, &glossary, Vec::new());
        let (mut related, mut kinds) = (0, [0, 0]);
        for _ in 0..300 {
            let before = connections.fingerprints();
            let edited = graph
                .replace(parsed(random.usize(..PAGES), &text(&mut random)))
                .expect("a page");
            let concerned = connections.renew(&graph, &glossary, edited);
            let anew = Connections::new(&graph, &glossary, Vec::new());
            assert_eq!(connections, anew);
            for id in connections.changed_from(&before, &graph) {
                assert!(
                    concerned.contains(&id),
                    "{id:?} shows something else and is not named"
                );
            }
            related += connections
                .related
                .iter()
                .filter(|related| !related.is_empty())
                .count();
            for topic in connections.about.keys() {
                kinds[usize::from(matches!(topic, Topic::Term(_)))] += 1;
            }
        }
        assert!(
            related > 1_000 && kinds.iter().all(|count| *count > 1_000),
            "{related} {kinds:?}"
        );
    }

    #[test]
    fn a_tag_shared_by_few_makes_pages_related_and_one_shared_by_many_does_not() {
        let mut random = fastrand::Rng::with_seed(12);
        let (_folder, source) = read(&mut random);
        let glossary = Glossary::read(&source, &mut Vec::new());
        let tagged = |tag: &str| format!("---\ntitle: A page\ntags: [{tag}]\n---\n");
        let pages = (0..PAGES).map(|number| {
            let tag = if number < 3 { "few" } else { "many" };
            parsed(number, &tagged(tag))
        });
        let section = |number| page::parse(&section(number), "# A section\n", &mut Vec::new());
        let sections = (0..PAGES).filter_map(section).map(Arc::new);
        let graph = SiteGraph::new(&source, pages.chain(sections).collect(), &mut Vec::new());
        let connections = Connections::new(&graph, &glossary, Vec::new());
        let ids = graph.ids();
        let related = ids.iter().take(PAGES).map(|id| connections.related(*id).len());
        let related: Vec<usize> = related.collect();
        assert_eq!(
            (&related[..3], &related[3..]),
            (&[2, 2, 2][..], &[0; PAGES - 3][..])
        );
    }
}
