//! The pages and how they hang together: addresses, the tree of sections, links.
//!
//! Built once from the parsed pages and never changed. A page's view of it is small: its ancestors, its siblings, its
//! children, and what its own links lead to.

mod navigation;
mod redirects;
mod resolve;
mod spellings;

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

use crate::{
    address::{Base, OutputPath, Permalink},
    diagnostics::Diagnostic,
    made,
    page::{Kind, ParsedPage},
    source::Source,
    tags::{self, Tags},
};

pub(crate) use navigation::{Entry, Place};
pub(crate) use redirects::FILE as REDIRECTS_FILE;
use redirects::{Redirects, Target};
pub(crate) use resolve::{Origin, Resolved};

/// A page of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct PageId(usize);

impl PageId {
    /// Its place among the pages of the graph, in path order.
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// All pages, connected.
#[derive(Debug)]
pub(crate) struct SiteGraph {
    pages: Vec<Arc<ParsedPage>>,
    base: Base,
    hosts: Vec<String>,
    navigation_depth: usize,
    by_permalink: HashMap<Permalink, PageId>,
    redirects: Redirects,
    files: HashSet<String>,
    /// Files that are no page of the site: drafts, and those that cannot be read.
    left_out: HashMap<Permalink, String>,
    parents: Vec<Option<PageId>>,
    children: Vec<Vec<PageId>>,
    /// The first page in reading order for each last part of an address.
    by_name: HashMap<String, PageId>,
    /// Position of each page in reading order, and the order itself.
    order: Vec<PageId>,
    position: Vec<usize>,
    rows: navigation::Rows,
    /// The first part of the addresses of most pages.
    main_part: Option<String>,
    /// The sections with many pages directly below, by the addresses of those.
    large: spellings::Spellings,
    /// The headings of each page by other spellings of their anchors, found when the first one is looked for.
    spellings: Vec<OnceLock<HashMap<String, usize>>>,
    tags: Tags,
    /// Where the pages lie that are made beside the graph, but for those of tags.
    made: Vec<Permalink>,
    /// Whether tags have pages.
    has_tag_pages: bool,
}

impl SiteGraph {
    /// Whether the pages are the same ones at the same addresses, in the same order and the same tree, and all other
    /// addresses lead where they led: then a [`PageId`] of one graph means the same page in the other.
    pub(crate) fn has_same_structure(&self, other: &Self) -> bool {
        self.pages.len() == other.pages.len()
            && self.pages.iter().zip(&other.pages).all(|(one, other)| {
                one.permalink == other.permalink && one.path == other.path && one.kind == other.kind
            })
            && self.order == other.order
            && self.parents == other.parents
            && self.children == other.children
            && self.redirects == other.redirects
            && self.left_out == other.left_out
            && self.files == other.files
    }

    /// All that [`SiteGraph::has_same_structure`] compares, as text.
    pub(crate) fn layout(&self) -> String {
        let mut text = String::with_capacity(self.pages.len() * 64);
        for (index, page) in self.pages.iter().enumerate() {
            let parent = self.parents.get(index).copied().flatten();
            let parent = parent.map_or_else(String::new, |parent| parent.0.to_string());
            let place = self.position.get(index).copied().unwrap_or(0);
            // Written to a string, which cannot fail.
            let _ = writeln!(
                text,
                "{}\0{}\0{:?}\0{parent}\0{place}",
                page.permalink, page.path, page.kind
            );
        }
        let mut left_out: Vec<_> = self.left_out.iter().collect();
        left_out.sort();
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort();
        let _ = write!(text, "{left_out:?}\n{files:?}\n{:?}", self.redirects);
        text
    }

    /// Whether a page may take the place of another with its address, and the order of all pages stays as it is.
    pub(crate) fn keeps_order(&self, id: PageId, page: &ParsedPage) -> bool {
        if self.page(id).title == page.title {
            return true;
        }
        // The pages on which a list goes on have their section's title.
        if !self.lists(id).is_empty() {
            return false;
        }
        // The pages without one above them are nobody's children.
        let Some(parent) = self.parent(id) else {
            return false;
        };
        let siblings = self.children(parent);
        let Some(place) = siblings.iter().position(|sibling| *sibling == id) else {
            return false;
        };
        let own = rank(page);
        let before = place.checked_sub(1).and_then(|before| siblings.get(before));
        let after = siblings.get(place + 1);
        before.is_none_or(|before| rank(self.page(*before)) < own)
            && after.is_none_or(|after| own < rank(self.page(*after)))
    }

    /// Puts a page in the place of the one from the same file; see [`SiteGraph::keeps_order`].
    pub(crate) fn replace(&mut self, page: Arc<ParsedPage>) -> Option<PageId> {
        let id = *self.by_permalink.get(&page.permalink)?;
        let known = self.pages.get_mut(id.0)?;
        self.tags.replace(id, known, &page);
        *known = page;
        *self.spellings.get_mut(id.0)? = OnceLock::new();
        Some(id)
    }

    /// Whether a page is the very one that another graph has, without looking into it.
    pub(crate) fn is_same_page(&self, other: &Self, PageId(index): PageId) -> bool {
        match (self.pages.get(index), other.pages.get(index)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// The page at an address.
    pub(crate) fn page_at(&self, permalink: &Permalink) -> Option<PageId> {
        self.by_permalink.get(permalink).copied()
    }

    /// Connects parsed pages.
    pub(crate) fn new(source: &Source, pages: Vec<Arc<ParsedPage>>, findings: &mut Vec<Diagnostic>) -> Self {
        let mut by_permalink: HashMap<Permalink, PageId> = HashMap::with_capacity(pages.len());
        let mut kept: Vec<Arc<ParsedPage>> = Vec::with_capacity(pages.len());
        for page in pages {
            if OutputPath::new(page.permalink.output().as_str()).is_none() {
                let message = "a file of this name cannot be published";
                findings.push(
                    Diagnostic::error("invalid-file-name", &page.path, message)
                        .hint("rename it with plain letters, digits and hyphens"),
                );
                continue;
            }
            if let Some(PageId(first)) = by_permalink.get(&page.permalink)
                && let Some(first) = kept.get(*first)
            {
                let message = format!("the address `{}` is taken by `{}`", page.permalink, first.path);
                findings.push(
                    Diagnostic::error("duplicate-permalink", &page.path, message)
                        .hint("rename one of the two files, or join them"),
                );
                continue;
            }
            by_permalink.insert(page.permalink.clone(), PageId(kept.len()));
            kept.push(page);
        }
        for list in navigation::lists(&kept, &by_permalink) {
            if let Some(PageId(taken)) = by_permalink.insert(list.permalink.clone(), PageId(kept.len()))
                && let Some(first) = kept.get(taken)
            {
                let message = format!(
                    "the address `{}` is where the list of the pages of `{}` goes on",
                    list.permalink, list.path
                );
                findings.push(
                    Diagnostic::error("duplicate-permalink", &first.path, message).hint("rename the file"),
                );
            }
            kept.push(Arc::new(list));
        }
        if !kept.is_empty() && !by_permalink.contains_key(&Permalink::of_parts([])) {
            let message = "there is no home page, so the handbook's title leads nowhere";
            findings.push(
                Diagnostic::warning("missing-home", "content", message)
                    .hint("write one: `content/_index.md`"),
            );
        }
        let files = source.attachments.iter().map(|file| file.path.clone());
        let root_files = source.code.iter().map(|file| file.path.clone());
        let count = kept.len();
        let mut graph = Self {
            pages: kept,
            base: source.config.base.clone(),
            hosts: source.config.hosts.clone(),
            navigation_depth: source.config.navigation_depth,
            by_permalink,
            redirects: Redirects::default(),
            files: files
                .chain(root_files)
                .chain(["sitemap.xml".to_owned()])
                .collect(),
            left_out: HashMap::new(),
            parents: vec![None; count],
            children: vec![Vec::new(); count],
            by_name: HashMap::with_capacity(count),
            order: Vec::with_capacity(count),
            position: vec![0; count],
            rows: navigation::Rows::default(),
            main_part: None,
            large: spellings::Spellings::new(),
            spellings: vec![OnceLock::new(); count],
            tags: Tags::default(),
            made: made::wanted(source).map(|(folder, _)| made::at(folder)).collect(),
            has_tag_pages: made::has_tag_pages(source),
        };
        graph.tags = Tags::new(graph.pages());
        // Both are in path order, and most files are pages.
        let mut kept = graph.pages.iter().map(|page| page.path.as_str()).peekable();
        let mut left_out = HashMap::new();
        for file in &source.pages {
            if kept.next_if_eq(&file.path.as_str()).is_some() {
                continue;
            }
            let permalink = Permalink::of_source(file.path.strip_prefix("content/").unwrap_or(&file.path));
            if !graph.by_permalink.contains_key(&permalink) {
                left_out.insert(permalink, file.path.clone());
            }
        }
        graph.left_out = left_out;
        graph.connect_tree();
        graph.main_part = main_part(&graph.pages);
        graph.connect_aliases(findings);
        graph.connect_rules(source, findings);
        made::report(source, &graph, findings);
        graph
    }

    /// Every page with its name in the graph, in path order.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (PageId, &ParsedPage)> {
        self.pages
            .iter()
            .enumerate()
            .map(|(index, page)| (PageId(index), &**page))
    }

    /// The names of all pages.
    pub(crate) fn ids(&self) -> Vec<PageId> {
        (0..self.pages.len()).map(PageId).collect()
    }

    /// How many pages stand above the one that a page's part of the handbook begins with: the home page, and below the
    /// part that holds most of everything that part's own page, too.
    pub(crate) fn area_depth(&self, PageId(index): PageId) -> usize {
        let page = self.pages.get(index);
        let part = page.map_or("", |page| part(&page.permalink));
        1 + usize::from(self.main_part.as_deref() == Some(part))
    }

    /// A page.
    pub(crate) fn page(&self, PageId(index): PageId) -> &ParsedPage {
        &self.pages[index]
    }

    /// The address of the site.
    pub(crate) fn base(&self) -> &Base {
        &self.base
    }

    /// The tags of the pages.
    pub(crate) fn tags(&self) -> &Tags {
        &self.tags
    }

    /// Whether tags have pages.
    pub(crate) fn has_tag_pages(&self) -> bool {
        self.has_tag_pages
    }

    /// Whether nothing of the project has the address of a page that is made beside the graph.
    pub(crate) fn is_free(&self, address: &Permalink) -> bool {
        !self.by_permalink.contains_key(address)
            && !self.files.contains(address.output().as_str())
            && !self.redirects.has(address)
    }

    /// The addresses of the pages of tags, that of all tags first.
    pub(crate) fn tag_pages(&self) -> impl Iterator<Item = Permalink> {
        let tags = Some(&self.tags).filter(|_| self.has_tag_pages);
        let names = tags.map(Tags::names).unwrap_or_default();
        let addresses = names.into_iter().map(|slug| tags::permalink(&slug));
        addresses.filter(|address| self.is_free(address))
    }

    /// Whether a page that is made beside the graph has an address.
    fn is_made(&self, address: &Permalink) -> bool {
        let tag = tags::meant(address.as_str()).filter(|_| self.has_tag_pages);
        tag.is_some_and(|slug| self.tags.has(slug)) || self.made.contains(address)
    }

    /// Whether a file of the project is passed on at this path of the site.
    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Addresses that lead on.
    pub(crate) fn redirects(&self) -> &Redirects {
        &self.redirects
    }

    /// The pages directly below, by weight and title.
    pub(crate) fn children(&self, PageId(index): PageId) -> &[PageId] {
        self.children.get(index).map_or(&[], Vec::as_slice)
    }

    /// The nearest page above.
    pub(crate) fn parent(&self, PageId(index): PageId) -> Option<PageId> {
        self.parents.get(index).copied().flatten()
    }

    /// The address of the first page whose last part is `name`.
    fn page_named(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(|id| self.page(*id).permalink.as_str())
    }

    /// The files that are no pages of the site, in no order.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = &str> {
        self.left_out.values().map(String::as_str)
    }

    /// The page before and the page after in reading order: written pages among themselves, pages of values among
    /// themselves.
    pub(crate) fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        if let Some(neighbours) = self.beside_in_list(id) {
            return neighbours;
        }
        let position = self.position.get(id.0).copied().unwrap_or(0);
        let class = |id: PageId| match self.page(id).kind {
            Kind::Value(_) => 1,
            Kind::List(_) => 2,
            Kind::Path => 3,
            Kind::Written | Kind::Values | Kind::Glossary | Kind::Paths => 0,
        };
        let is_alike = |other: &&PageId| class(**other) == class(id);
        let (before, after) = self.order.split_at(position.min(self.order.len()));
        let before = before.iter().rev().find(is_alike);
        let after = after.iter().skip(1).find(is_alike);
        (before.copied(), after.copied())
    }

    /// The address of a page with the base path before it.
    pub(crate) fn href(&self, id: PageId) -> String {
        let mut href = self.base.path().to_owned();
        crate::address::encode_path(self.page(id).permalink.as_str(), &mut href);
        href
    }

    fn connect_tree(&mut self) {
        let mut roots = Vec::new();
        for index in 0..self.pages.len() {
            let mut above = self.pages[index].permalink.parent();
            let mut parent = None;
            while let Some(permalink) = above {
                parent = self.by_permalink.get(&permalink).copied();
                if parent.is_some() {
                    break;
                }
                above = permalink.parent();
            }
            self.parents[index] = parent;
            match parent {
                Some(PageId(parent)) => self.children[parent].push(PageId(index)),
                None => roots.push(PageId(index)),
            }
        }
        let pages = &self.pages;
        let rank = |PageId(index): &PageId| rank(&pages[*index]);
        for children in &mut self.children {
            children.sort_by_cached_key(rank);
        }
        roots.sort_by_cached_key(rank);
        let mut waiting: Vec<PageId> = roots.into_iter().rev().collect();
        while let Some(id) = waiting.pop() {
            self.position[id.0] = self.order.len();
            let name = self.pages[id.0].permalink.last().to_owned();
            self.by_name.entry(name).or_insert(id);
            self.order.push(id);
            waiting.extend(self.children[id.0].iter().rev());
        }
        self.rows = navigation::Rows::new(&self.pages, &self.children);
        self.large = spellings::of(&self.children);
    }
}

/// By what pages beside each other are sorted.
fn rank(page: &ParsedPage) -> (bool, i64, String, Permalink) {
    (
        page.meta.weight == 0,
        page.meta.weight,
        page.title.to_lowercase(),
        page.permalink.clone(),
    )
}

/// The first part of the addresses of more than half of all pages; those that bring themselves along do not count.
fn main_part(pages: &[Arc<ParsedPage>]) -> Option<String> {
    let written = pages.iter().filter(|page| page.kind == Kind::Written);
    let mut parts: HashMap<&str, usize> = HashMap::new();
    let mut all = 0;
    for page in written {
        *parts.entry(part(&page.permalink)).or_default() += 1;
        all += 1;
    }
    let mut parts = parts.into_iter();
    let main = parts.find(|(part, count)| !part.is_empty() && count * 2 > all);
    main.map(|(part, _)| part.to_owned())
}

/// The first part of an address.
fn part(permalink: &Permalink) -> &str {
    let address = permalink.as_str().trim_matches('/');
    address.split('/').next().unwrap_or_default()
}
