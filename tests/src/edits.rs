//! A handbook that is edited at random: a generated tree with every construct there is, and edits such as people, editors
//! and version control make them, half-written files included.
//!
//! The tree is kept in memory and brought to a folder by its difference, so that what changed is known exactly. The same
//! seed gives the same tree and the same edits.

mod blocks;
mod files;
mod generated;
mod pages;
mod paths;
mod policy_files;
mod settings;
mod themes;
mod tree;

use fastrand::Rng;
use policy::Date;

pub(crate) use blocks::address;
pub use generated::{fixed, whole};
pub use tree::{Entry, Tree};

/// Draws edits from a seed.
#[derive(Debug)]
pub struct Editor {
    random: Rng,
    /// How many names were made, so that each is new.
    made: usize,
    /// Bodies of the golden cases of Markdown, for what no list of constructs thinks of.
    cases: Vec<String>,
}

impl Editor {
    /// An editor that draws from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            random: Rng::with_seed(seed),
            made: 0,
            cases: crate::markdown_cases::inputs(),
        }
    }

    /// Edits the tree once and tells what was done.
    pub fn edit(&mut self, tree: &mut Tree) -> String {
        // Some edits find nothing to work on, such as the removal of what is not there.
        for _ in 0..20 {
            let done = match self.random.u32(0..100) {
                0..26 => self.body(tree),
                26..40 => self.front_matter(tree),
                40..58 => self.file(tree),
                58..64 => self.attachment(tree),
                64..69 => self.half_written(tree),
                69..80 => self.policy(tree),
                80..89 => self.theme(tree),
                89..94 => self.configuration(tree),
                94..96 => self.redirects(tree),
                96..98 => self.path(tree),
                _ => self.code(tree),
            };
            if let Some(done) = done {
                return done;
            }
        }
        "nothing".to_owned()
    }

    /// A day, mostly the one there was.
    pub fn day(&mut self, before: Date) -> Date {
        const DAYS: [&str; 5] = [
            "2026-01-15",
            "2026-01-15",
            "2026-02-28",
            "2026-03-01",
            "2028-11-01",
        ];
        match self.one_in(12) {
            true => Date::parse(self.pick(&DAYS)).unwrap_or(before),
            false => before,
        }
    }

    /// The changed paths as a watcher might tell them: in any order, some twice, some that did not change, a whole folder by
    /// its own name where all of it is new or gone.
    pub fn told(&mut self, changed: &[String], before: &Tree, after: &Tree) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for path in changed {
            let mut path = path.as_str();
            while self.one_in(2)
                && let Some((folder, _)) = path.rsplit_once('/')
                && folder.contains('/')
                && (before.below(folder).is_empty() || after.below(folder).is_empty())
            {
                path = folder;
            }
            told.push(path.to_owned());
        }
        if self.one_in(4)
            && let Some(path) = self.random.choice(changed)
        {
            told.push(path.clone());
        }
        if self.one_in(4) {
            let paths = after.paths("");
            told.extend((0..3).filter_map(|_| self.random.choice(&paths).cloned()));
            told.push("content/no/such/file.md".to_owned());
            told.push("target/site/index.html".to_owned());
            told.push("content/.hidden.md.swp".to_owned());
        }
        self.random.shuffle(&mut told);
        told
    }

    /// A number below `limit`; 0 when there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 {
            0
        } else {
            self.random.usize(0..limit)
        }
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.random.usize(0..list.len())]
    }

    fn choose(&mut self, list: &[String]) -> Option<String> {
        self.random.choice(list).cloned()
    }

    /// A name that nothing has yet.
    fn name(&mut self) -> String {
        self.made += 1;
        format!("{}-{}", self.word(), self.made)
    }

    fn word(&mut self) -> &'static str {
        self.pick(&blocks::WORDS)
    }

    fn words(&mut self, least: usize, most: usize) -> String {
        let count = self.random.usize(least..=most);
        let words: Vec<&str> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// The path of a page, mostly a generated one.
    fn page(&mut self, tree: &Tree) -> Option<String> {
        let mut paths = tree.paths("content/");
        paths.retain(|path| path.ends_with(".md"));
        self.choose(&paths)
    }
}

/// Replaces the line at `index`.
fn with_line(text: &str, index: usize, line: &str) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    if let Some(place) = lines.get_mut(index) {
        *place = line;
    }
    lines.join("\n")
}
