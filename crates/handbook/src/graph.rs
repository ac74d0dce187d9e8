//! The pages and how they hang together: addresses, the tree of sections, links.
//!
//! Built once from the parsed pages and never changed. A page's view of it is small: its ancestors, its siblings, its
//! children, and what its own links lead to.

mod navigation;
mod redirects;
mod resolve;

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use crate::{
    address::{Base, OutputPath, Permalink},
    diagnostics::Diagnostic,
    page::{Kind, ParsedPage},
    source::Source,
};

pub(crate) use navigation::{Entry, Place};
pub(crate) use redirects::FILE as REDIRECTS_FILE;
use redirects::{Redirects, Target};
pub(crate) use resolve::{Origin, Resolved};

/// A page of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PageId(usize);

impl PageId {
    /// Its place among the pages of the graph, in path order.
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// All pages, connected.
pub(crate) struct SiteGraph {
    pages: Vec<ParsedPage>,
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
    /// The headings of each page by other spellings of their anchors, found when the first one is looked for.
    spellings: Vec<OnceLock<HashMap<String, usize>>>,
}

impl SiteGraph {
    /// Connects parsed pages.
    pub(crate) fn new(source: &Source, pages: Vec<ParsedPage>, findings: &mut Vec<Diagnostic>) -> Self {
        let mut by_permalink: HashMap<Permalink, PageId> = HashMap::with_capacity(pages.len());
        let mut kept: Vec<ParsedPage> = Vec::with_capacity(pages.len());
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
            spellings: vec![OnceLock::new(); count],
        };
        for file in &source.pages {
            let permalink = Permalink::of_source(file.path.strip_prefix("content/").unwrap_or(&file.path));
            if !graph.by_permalink.contains_key(&permalink) {
                graph.left_out.insert(permalink, file.path.clone());
            }
        }
        graph.connect_tree();
        graph.connect_aliases(findings);
        graph.connect_rules(source, findings);
        graph
    }

    /// Every page with its name in the graph, in path order.
    pub(crate) fn pages(&self) -> impl Iterator<Item = (PageId, &ParsedPage)> {
        self.pages
            .iter()
            .enumerate()
            .map(|(index, page)| (PageId(index), page))
    }

    /// The names of all pages.
    pub(crate) fn ids(&self) -> Vec<PageId> {
        (0..self.pages.len()).map(PageId).collect()
    }

    /// A page.
    pub(crate) fn page(&self, PageId(index): PageId) -> &ParsedPage {
        &self.pages[index]
    }

    /// The address of the site.
    pub(crate) fn base(&self) -> &Base {
        &self.base
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

    /// Whether a file is no page of the site.
    pub(crate) fn is_left_out(&self, path: &str) -> bool {
        self.left_out.values().any(|left_out| left_out == path)
    }

    /// The page before and the page after in reading order: written pages among themselves, pages of values among
    /// themselves.
    pub(crate) fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let position = self.position.get(id.0).copied().unwrap_or(0);
        let is_value = |id: PageId| matches!(self.page(id).kind, Kind::Value(_));
        let is_alike = |other: &&PageId| is_value(**other) == is_value(id);
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
        let rank = |PageId(index): &PageId| {
            let page = &pages[*index];
            (
                page.meta.weight == 0,
                page.meta.weight,
                page.title.to_lowercase(),
                page.permalink.clone(),
            )
        };
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
    }
}
