//! A running `handbook serve` through a long row of edits: once everything is put back its pages are as at first, and its
//! memory does not grow.
//!
//! Nothing is known here of the server but what browsers see of it.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    edits::{self, Editor, Tree},
    folder::Folder,
    server::{PATIENCE, Server, change},
};

/// A page that each edit changes too, so that all are seen to be taken in.
const MARKED: &str = "content/marked-page.md";
const ADDRESS: &str = "/marked-page/";
/// How many pages are compared after each round.
const COMPARED: usize = 20;
/// By so much may memory be larger in the last third of the rounds than in the one before, for the allocator's sake.
const SLACK: f64 = 1.05;
/// The same in kilobytes, where that is more.
const LEAST_SLACK: u64 = 2048;

/// What to try.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The program.
    pub program: PathBuf,
    /// Where tree and edits are drawn from.
    pub seed: u64,
    /// How many edits there are.
    pub edits: usize,
    /// After how many edits everything is put back, each time.
    pub round: usize,
    /// How many pages the tree has.
    pub pages: usize,
}

/// What a trial has tried so far.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many edits were made.
    pub edits: usize,
    /// How many times everything was put back.
    pub rounds: usize,
    /// How many pages were compared with those at first.
    pub pages: usize,
    /// The kilobytes of the server after each round, where the system tells.
    pub memory: Vec<u64>,
}

struct Served<'a> {
    trial: &'a Trial,
    folder: Folder,
    server: Server,
    editor: Editor,
    /// The tree without edits.
    first: Tree,
    tree: Tree,
    /// Counts what was brought to the disk.
    marks: usize,
    /// What pages were at first, by address.
    pages: BTreeMap<String, String>,
    report: Report,
}

/// Runs a trial, and tells of each round.
///
/// # Errors
/// What went wrong, with the seed: a page that differs, or memory that grows.
pub fn run(trial: &Trial, mut told: impl FnMut(&Report)) -> Result<Report, String> {
    let folder = Folder::empty();
    let tree = edits::whole(trial.pages, trial.seed);
    tree.write(&Tree::default(), folder.path());
    folder.write(MARKED, "---\ntitle: Marked\n---\n");
    let mut command = Command::new(&trial.program);
    command.current_dir(folder.path());
    let mut server = Server::start(command);
    server.let_print();
    let mut served = Served {
        trial,
        folder,
        server,
        editor: Editor::new(trial.seed),
        first: tree.clone(),
        tree,
        marks: 0,
        pages: BTreeMap::new(),
        report: Report::default(),
    };
    served.look_at_first()?;
    while served.report.edits < trial.edits {
        served.round()?;
        told(&served.report);
    }
    let report = served.report;
    match growth(&report.memory) {
        Some((before, after)) => Err(format!(
            "seed {}: memory grows from {before} KB in the second third of the edits to {after} KB in the last",
            trial.seed
        )),
        None => Ok(report),
    }
}

impl Served<'_> {
    /// Keeps some pages as they are at first.
    fn look_at_first(&mut self) -> Result<(), String> {
        // The first pages may be shown before everything is read.
        self.server.events().next_state();
        let paths = self.first.paths("content/");
        let addresses: Vec<String> = paths.iter().filter_map(|path| address(path)).collect();
        let every = (addresses.len() / COMPARED).max(1);
        for address in addresses.into_iter().step_by(every) {
            let page = self.server.get(&address);
            if page.status == 200 {
                self.pages.insert(address, page.body);
            }
        }
        match self.pages.is_empty() {
            true => Err(format!("seed {}: no page is served", self.trial.seed)),
            false => Ok(()),
        }
    }

    /// Edits many times, puts everything back, and compares.
    fn round(&mut self) -> Result<(), String> {
        // Opened anew each time, as people do.
        let mut events = self.server.events_on(ADDRESS);
        let mut seen = change(&events.next_state());
        for _ in 0..self.trial.round.min(self.trial.edits - self.report.edits) {
            let before = self.tree.clone();
            self.editor.edit(&mut self.tree);
            self.report.edits += 1;
            self.marks += 1;
            self.bring(&before);
            seen = change(&events.wait_for(|state| change(state) > seen));
            self.ask();
        }
        let before = std::mem::replace(&mut self.tree, self.first.clone());
        // Files may be read while they are written, so that the mark is seen before all that was written with it.
        for before in [before, self.tree.clone()] {
            self.marks += 1;
            self.bring(&before);
            self.wait_for_mark()?;
        }
        self.report.rounds += 1;
        self.report.memory.extend(self.server.memory());
        self.compare()
    }

    /// Brings the tree to the disk, and with it the mark of this moment.
    fn bring(&self, before: &Tree) {
        self.tree.write(before, self.folder.path());
        self.folder
            .write(MARKED, format!("---\ntitle: Marked\n---\n\n{}\n", self.mark()));
    }

    fn mark(&self) -> String {
        format!("Mark {}.", self.marks)
    }

    /// Asks for a few pages; some may not be there.
    fn ask(&mut self) {
        let paths = self.tree.paths("content/");
        for _ in 0..2 {
            let path = paths.get(self.editor.below(paths.len()));
            if let Some(address) = path.and_then(|path| address(path)) {
                self.server.get(&address);
            }
        }
    }

    fn wait_for_mark(&self) -> Result<(), String> {
        let (mark, since) = (self.mark(), Instant::now());
        while since.elapsed() < PATIENCE {
            if self.server.get(ADDRESS).body.contains(&mark) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Err(format!("seed {}: `{mark}` is not on the page", self.trial.seed))
    }

    fn compare(&mut self) -> Result<(), String> {
        for (address, first) in &self.pages {
            let now = self.server.get(address).body;
            if now != *first {
                return Err(format!(
                    "seed {}: after {} edits, all put back, {address} differs (- at first, + now)
{}",
                    self.trial.seed,
                    self.report.edits,
                    crate::difference(first, &now)
                ));
            }
            self.report.pages += 1;
        }
        Ok(())
    }
}

/// The address of the page in a file; none of other files, and of names that addresses write in another way.
fn address(path: &str) -> Option<String> {
    let stem = path.strip_prefix("content/")?.strip_suffix(".md")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte);
    stem.bytes().all(is_plain).then(|| edits::address(stem))
}

/// The memory in the middle of the second third of the rounds and of the last, where the latter is more than it may be.
fn growth(memory: &[u64]) -> Option<(u64, u64)> {
    let third = memory.len() / 3;
    let middle = |part: &[u64]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part.get(part.len() / 2).copied()
    };
    let (earlier, last) = memory.split_at(memory.len() - third);
    let before = middle(&earlier[earlier.len() - third..])?;
    let after = middle(last)?;
    let slack = (before as f64 * (SLACK - 1.0)).max(LEAST_SLACK as f64);
    (after as f64 > before as f64 + slack).then_some((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_settles_does_not_grow() {
        assert_eq!(growth(&[]), None);
        assert_eq!(growth(&[10_000, 90_000]), None);
        let settled = [
            50_000, 70_000, 80_000, 81_000, 79_000, 80_500, 80_400, 82_000, 80_900,
        ];
        assert_eq!(growth(&settled), None);
        let growing: Vec<u64> = (0..90).map(|round| 80_000 + round * 200).collect();
        assert_eq!(growth(&growing), Some((89_000, 95_000)));
    }

    #[test]
    fn files_have_addresses() {
        assert_eq!(address("content/a/b-c.md").as_deref(), Some("/a/b-c/"));
        assert_eq!(address("content/a/_index.md").as_deref(), Some("/a/"));
        assert_eq!(address("content/_index.md").as_deref(), Some("/"));
        assert_eq!(address("content/a b.md"), None);
        assert_eq!(address("content/policy/a.yaml"), None);
    }
}
