//! The same pages in the folders of each generator, with its front matter, its settings and a theme.
//!
//! The themes of Hugo and Zola show what ours shows: the pages above, beside and below, a contents list, breadcrumbs, the
//! pages before and after, and what a section holds. mdBook has no navigation by section; it keeps its own theme.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    thread,
};

use super::{
    page,
    tree::{Page, Tree},
};
use crate::failure::Failure;

/// Whose folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Our own.
    Handbook,
    Hugo,
    Zola,
    Mdbook,
}

/// Files of a layout that no page makes, with their places.
type Files = &'static [(&'static str, &'static str)];

const HANDBOOK: Files = &[
    (
        "handbook.yaml",
        include_str!("../../bench/handbook/handbook.yaml"),
    ),
    (
        "content/limits.md",
        include_str!("../../bench/handbook/limits.md"),
    ),
    (
        "content/policy/limits.yaml",
        include_str!("../../bench/handbook/limits.yaml"),
    ),
];

const HUGO: Files = &[
    ("hugo.yaml", include_str!("../../bench/hugo/hugo.yaml")),
    (
        "layouts/baseof.html",
        include_str!("../../bench/hugo/layouts/baseof.html"),
    ),
    (
        "layouts/list.html",
        include_str!("../../bench/hugo/layouts/list.html"),
    ),
    (
        "layouts/single.html",
        include_str!("../../bench/hugo/layouts/single.html"),
    ),
    (
        "layouts/_partials/breadcrumbs.html",
        include_str!("../../bench/hugo/layouts/_partials/breadcrumbs.html"),
    ),
    (
        "layouts/_partials/navigation.html",
        include_str!("../../bench/hugo/layouts/_partials/navigation.html"),
    ),
    (
        "layouts/_partials/pagination.html",
        include_str!("../../bench/hugo/layouts/_partials/pagination.html"),
    ),
    ("static/handbook.css", include_str!("../../bench/handbook.css")),
];

const ZOLA: Files = &[
    ("zola.toml", include_str!("../../bench/zola/zola.toml")),
    (
        "templates/base.html",
        include_str!("../../bench/zola/templates/base.html"),
    ),
    (
        "templates/index.html",
        include_str!("../../bench/zola/templates/section.html"),
    ),
    (
        "templates/page.html",
        include_str!("../../bench/zola/templates/page.html"),
    ),
    (
        "templates/section.html",
        include_str!("../../bench/zola/templates/section.html"),
    ),
    ("static/handbook.css", include_str!("../../bench/handbook.css")),
];

const MDBOOK: Files = &[("book.toml", include_str!("../../bench/mdbook/book.toml"))];

impl Layout {
    pub(super) const ALL: [Self; 4] = [Self::Handbook, Self::Hugo, Self::Zola, Self::Mdbook];

    /// The word that names it on the command line and in file names.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Handbook => "handbook",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Mdbook => "mdbook",
        }
    }

    fn files(self) -> Files {
        match self {
            Self::Handbook => HANDBOOK,
            Self::Hugo => HUGO,
            Self::Zola => ZOLA,
            Self::Mdbook => MDBOOK,
        }
    }

    /// Where a page is written, below the folder of the tree.
    pub(super) fn place(self, page: &Page) -> PathBuf {
        let inner = page.address.trim_matches('/');
        let path = match self {
            // Every page of a book is a folder, so that its addresses are those of the others.
            Self::Mdbook => format!("src/{inner}/index.md"),
            _ if page.section => format!("content/{inner}/_index.md"),
            _ => format!("content/{inner}.md"),
        };
        path.split('/').filter(|part| !part.is_empty()).collect()
    }

    /// Everything of a page's file: what this generator wants to know of it, and its text.
    fn text(self, page: &Page, body: &str) -> String {
        let (title, weight) = (&page.title, page.weight * 10);
        let description = page.description.as_deref();
        match self {
            Self::Handbook | Self::Hugo => {
                let description = description
                    .map(|text| format!("description: {text}\n"))
                    .unwrap_or_default();
                format!("---\ntitle: {title}\n{description}weight: {weight}\n---\n\n{body}")
            }
            Self::Zola => {
                let description = description
                    .map(|text| format!("description = \"{text}\"\n"))
                    .unwrap_or_default();
                let sorted = if page.section {
                    "sort_by = \"weight\"\n"
                } else {
                    ""
                };
                format!("+++\ntitle = \"{title}\"\n{description}weight = {weight}\n{sorted}+++\n\n{body}")
            }
            Self::Mdbook => format!("# {title}\n\n{body}"),
        }
    }
}

/// Writes the whole tree, once for each of the layouts, into an empty or absent folder each.
pub(super) fn write(tree: &Tree, targets: &[(Layout, &Path)]) -> Result<(), Failure> {
    for (layout, folder) in targets {
        prepare(tree, *layout, folder)?;
    }
    let half = tree.pages.len().div_ceil(2);
    thread::scope(|scope| {
        let threads: Vec<_> = [0..half, half..tree.pages.len()]
            .into_iter()
            .map(|range| {
                scope.spawn(move || {
                    range
                        .into_iter()
                        .try_for_each(|index| write_page(tree, index, targets))
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(Failure::new("a thread that writes pages stopped")))
        })
    })
}

/// Lays out what is no page, and all folders.
fn prepare(tree: &Tree, layout: Layout, folder: &Path) -> Result<(), Failure> {
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        return Err(Failure::new(format!("{} is not empty", folder.display())));
    }
    for (place, text) in layout.files() {
        put(&folder.join(place), text)?;
    }
    if layout == Layout::Mdbook {
        put(&folder.join("src/SUMMARY.md"), &summary(tree))?;
    }
    for page in tree
        .pages
        .iter()
        .filter(|page| page.section || layout == Layout::Mdbook)
    {
        make_parent(&folder.join(layout.place(page)))?;
    }
    Ok(())
}

fn write_page(tree: &Tree, index: usize, targets: &[(Layout, &Path)]) -> Result<(), Failure> {
    let Some(page) = tree.pages.get(index) else {
        return Ok(());
    };
    let body = page::body(tree, index);
    for (layout, folder) in targets {
        let path = folder.join(layout.place(page));
        fs::write(&path, layout.text(page, &body)).map_err(|error| Failure::at(&path, &error))?;
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    make_parent(path)?;
    fs::write(path, text).map_err(|error| Failure::at(path, &error))
}

fn make_parent(path: &Path) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Failure::at(parent, &error))
}

/// The list of all pages that mdBook wants, each below the one above it.
fn summary(tree: &Tree) -> String {
    let mut children = vec![Vec::new(); tree.pages.len()];
    for (index, page) in tree.pages.iter().enumerate().skip(1) {
        if let Some(siblings) = children.get_mut(page.parent) {
            siblings.push(index);
        }
    }
    let mut out = "# Summary\n\n".to_owned();
    let mut waiting = vec![0];
    while let Some(index) = waiting.pop() {
        if let Some(page) = tree.pages.get(index) {
            let inner = page.address.trim_start_matches('/');
            let indent = "  ".repeat(page.depth);
            let _ = writeln!(out, "{indent}- [{}]({inner}index.md)", page.title);
        }
        if let Some(below) = children.get(index) {
            waiting.extend(below.iter().rev());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{super::tree, *};
    use crate::workspace::{files_under, read};

    #[test]
    fn every_layout_has_every_page() -> Result<(), Failure> {
        let tree = tree::plan(40);
        let folder = std::env::temp_dir().join(format!("xtask-layouts-{}", std::process::id()));
        for layout in Layout::ALL {
            let folder = folder.join(layout.name());
            write(&tree, &[(layout, &folder)])?;
            let files = files_under(&folder)?;
            for page in &tree.pages {
                assert!(
                    files.contains(&layout.place(page)),
                    "{} {}",
                    layout.name(),
                    page.address
                );
            }
            assert!(
                write(&tree, &[(layout, &folder)]).is_err(),
                "a folder with files is not written to"
            );
        }
        let summary = read(&folder.join("mdbook/src/SUMMARY.md"))?;
        let lines = String::from_utf8_lossy(&summary).matches("index.md").count();
        assert_eq!(lines, 40);
        std::fs::remove_dir_all(&folder).map_err(|error| Failure::at(&folder, &error))
    }
}
