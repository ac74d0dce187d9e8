//! The oracle of the engine: after each edit of a handbook, what the engine has is compared with a clean build of the
//! same folder, byte for byte, findings included.
//!
//! While there are errors a clean build has no site. Then the findings are compared, and the pages that the engine shows all
//! the same with those of an engine that knows nothing yet: what it shows depends on the files alone, never on the way to
//! them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use handbook::{
    Changes, Drafts, Engine, Failure, Project, Source,
    diagnostics::{Diagnostic, Diagnostics, Severity, line_column},
};
use policy::Date;

use crate::{
    edits::{self, Editor, Tree},
    folder::Folder,
    theme, today,
};

/// After how many comparisons the files of the search are compared, too, each time: they take as long as all pages. What the
/// engine keeps for them it takes along over all edits between, so what goes wrong in it is still there.
const SEARCHED_EVERY: usize = 16;

/// What to try.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Where tree and edits are drawn from.
    pub seed: u64,
    /// How many edits there are.
    pub edits: usize,
    /// How many pages the tree has at first.
    pub pages: usize,
    /// After how many edits the engine is compared, each time.
    pub compared_every: usize,
    /// Whether the engine is told what changed. An engine that is told nothing shows that the oracle sees it.
    pub told: bool,
    /// A folder for the trees before and after the edit that showed a difference.
    pub keep: Option<PathBuf>,
}

/// What a trial that held has tried.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many edits were made, those that put back what was broken included.
    pub edits: usize,
    /// How many times all files of a site were compared.
    pub sites: usize,
    /// How many times there were errors, and only findings and what the engine shows were compared.
    pub refused: usize,
    /// How many files were compared in all.
    pub files: usize,
    /// The kinds of findings there were, and how often.
    pub codes: BTreeMap<&'static str, usize>,
}

struct Oracle<'a> {
    trial: &'a Trial,
    folder: Folder,
    editor: Editor,
    engine: Engine,
    tree: Tree,
    /// The last tree without errors, to go back to.
    sound: Tree,
    /// How many comparisons ago that was.
    unsound_for: usize,
    day: Date,
    /// What the step did so far.
    told: Vec<String>,
    /// Whether the engine could not take something in, and has to look at everything.
    lost: bool,
    report: Report,
}

/// Runs a trial; what differs first is told with all that is needed to try it again.
pub fn run(trial: &Trial) -> Result<Report, String> {
    let folder = Folder::empty();
    let tree = edits::whole(trial.pages, trial.seed);
    tree.write(&Tree::default(), folder.path());
    let engine = Engine::new(&project(folder.path(), today()));
    let mut oracle = Oracle {
        trial,
        editor: Editor::new(trial.seed),
        engine,
        sound: tree.clone(),
        unsound_for: 0,
        tree,
        folder,
        day: today(),
        told: Vec::new(),
        lost: true,
        report: Report::default(),
    };
    oracle.take_in(&Changes::Everything);
    oracle.compare(0)?;
    if oracle.unsound_for > 0 {
        return Err(format!(
            "seed {}: the tree has errors before any edit",
            trial.seed
        ));
    }
    for number in 1..=trial.edits {
        let before = oracle.tree.clone();
        oracle.step(number);
        if number.is_multiple_of(trial.compared_every) || number == trial.edits {
            let compared = oracle.compare(number);
            if compared.is_err()
                && let Some(folder) = &trial.keep
            {
                before.write(&Tree::default(), &folder.join("before"));
                oracle.tree.write(&Tree::default(), &folder.join("after"));
            }
            compared?;
            oracle.told.clear();
        }
    }
    Ok(oracle.report)
}

fn project(root: &Path, day: Date) -> Project<'_> {
    Project {
        root,
        carried: theme::shipped(),
        base_url: None,
        drafts: Drafts::LeaveOut,
        today: day,
    }
}

impl Oracle<'_> {
    /// Edits the handbook once, now and then several times before the engine has rendered what waits.
    fn step(&mut self, number: usize) {
        let times = if self.editor.one_in(5) { 3 } else { 1 };
        for time in 0..times {
            let before = self.tree.clone();
            self.edit();
            self.tree.write(&before, self.folder.path());
            self.day = self.editor.day(self.day);
            let changed = self.tree.changed(&before);
            let mut told = self.editor.told(&changed, &before, &self.tree);
            told.retain(|_| self.trial.told);
            // Pages that were rendered from what was are not to come into what is.
            let late = self.engine.render_some(1 + self.editor.below(40));
            self.take_in(&match number.is_multiple_of(50) || self.lost {
                true => Changes::Everything,
                false => Changes::Paths(told.iter().map(PathBuf::from).collect()),
            });
            self.engine.accept(late);
            if time + 1 < times {
                self.ask();
            }
        }
        self.report.edits += 1;
    }

    /// Changes the tree: one edit or several, or back to the last tree without errors.
    fn edit(&mut self) {
        let patience = 1 + self.editor.below(5);
        if self.unsound_for >= patience {
            let broken = self.tree.changed(&self.sound);
            if self.editor.one_in(3) && broken.len() > 1 {
                let path = broken[self.editor.below(broken.len())].clone();
                match self.sound.get(&path) {
                    Some(entry) => self.tree.put(&path, entry.clone()),
                    None => self.tree.remove(&path),
                }
                self.told.push(format!("{path} put back"));
            } else {
                self.tree.clone_from(&self.sound);
                self.told.push("everything put back".to_owned());
            }
            return;
        }
        let edits = if self.editor.one_in(6) {
            2 + self.editor.below(5)
        } else {
            1
        };
        for _ in 0..edits {
            let done = self.editor.edit(&mut self.tree);
            self.told.push(done);
        }
    }

    fn take_in(&mut self, changes: &Changes) {
        if let Changes::Paths(paths) = changes {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            self.told
                .push(format!("    told: {} as of {}", paths.join(", "), self.day.iso()));
        } else {
            self.told
                .push(format!("    told: everything as of {}", self.day.iso()));
        }
        self.lost = self.engine.apply(changes, self.day).is_err();
    }

    /// Asks for some pages, and renders some, while others wait.
    fn ask(&mut self) {
        let paths = self.engine.paths();
        for _ in 0..self.editor.below(4) {
            if let Some(path) = paths.get(self.editor.below(paths.len())) {
                let _ = self.engine.get(path);
            }
        }
        if self.editor.one_in(2) {
            let rendered = self.engine.render_some(1 + self.editor.below(20));
            self.engine.accept(rendered);
        }
    }

    /// Compares the engine with a clean build.
    fn compare(&mut self, number: usize) -> Result<(), String> {
        self.settle();
        let difference = match handbook::read(&project(self.folder.path(), self.day)) {
            Ok(source) => self.difference(&source),
            Err(failure) => self.difference_of_failures(&failure),
        };
        match difference {
            None => Ok(()),
            Some(difference) => Err(format!(
                "seed {}, edit {number}: {difference}\nwhat was done:\n  {}\nto try it again: SEED={} COUNT={number} KEEP=folder cargo test -p tests --test oracle",
                self.trial.seed,
                self.told.join("\n  "),
                self.trial.seed
            )),
        }
    }

    /// Renders what waits, in parts as `serve` does, or at once.
    fn settle(&mut self) {
        if self.editor.one_in(2) {
            self.engine.settle();
            return;
        }
        while self.engine.is_pending() {
            let rendered = self.engine.render_some(25);
            self.engine.accept(rendered);
        }
    }

    fn difference_of_failures(&mut self, failure: &Failure) -> Option<String> {
        let found = self.engine.apply(&Changes::Everything, self.day).err();
        self.lost = found.is_some();
        self.unsound_for += 1;
        (found.as_ref() != Some(failure))
            .then(|| format!("a clean build fails with {failure:?}, the engine with {found:?}"))
    }

    fn difference(&mut self, source: &Source) -> Option<String> {
        let is_searched = self.report.sites.is_multiple_of(SEARCHED_EVERY);
        let (site, findings) = match is_searched {
            true => handbook::render(source),
            false => handbook::render_unsearched(source),
        };
        for finding in &findings {
            *self.report.codes.entry(finding.code).or_default() += 1;
        }
        let difference = self.difference_of_findings(source, &findings);
        if difference.is_some() {
            return difference;
        }
        if self.engine.is_whole() != site.is_some() {
            return Some(format!(
                "a clean build has {}, and the engine says `is_whole` {}",
                if site.is_some() { "a site" } else { "errors" },
                self.engine.is_whole()
            ));
        }
        let Some(site) = site else {
            self.report.refused += 1;
            self.unsound_for += 1;
            // That is another build; one time in three shows a difference soon enough.
            return self
                .editor
                .one_in(3)
                .then(|| self.difference_of_engines())
                .flatten();
        };
        self.report.sites += 1;
        self.unsound_for = 0;
        self.sound.clone_from(&self.tree);
        if self.engine.pages() != site.pages() {
            return Some(format!(
                "{} pages in place of {}",
                self.engine.pages(),
                site.pages()
            ));
        }
        let expected: BTreeMap<&str, &[u8]> =
            site.files().map(|(path, bytes)| (path.as_str(), bytes)).collect();
        self.report.files += expected.len();
        let engine = &self.engine;
        // The texts of pages for the search are named after their bytes: one in sixteen is looked at, since each renders its page.
        let is_told = |path: &str| path.starts_with("search/f/") && !path.ends_with("0.txt");
        let get = |path: &str| match expected.get(path) {
            Some(bytes) if is_told(path) => Some(Arc::new(bytes.to_vec())),
            _ => engine.get(path),
        };
        let mut paths = engine.paths();
        paths.retain(|path| is_searched || !path.starts_with("search/"));
        let difference = first_difference(&expected, &paths, get);
        difference.or_else(|| {
            let missing = expected.keys().find(|path| !engine.has(path));
            missing.map(|path| format!("the engine says that there is no `{path}`, and has it"))
        })
    }

    fn difference_of_findings(&self, source: &Source, expected: &Diagnostics) -> Option<String> {
        let found = self.engine.findings();
        let differs = expected.iter().zip(&found).position(|(one, other)| one != other);
        let count = expected.iter().len();
        let index = differs.or_else(|| (count != found.iter().len()).then(|| count.min(found.iter().len())));
        if let Some(index) = index {
            let in_source = |path: &str| source.text(path).map(str::to_owned);
            let missing = expected
                .iter()
                .find(|finding| !found.iter().any(|other| other == *finding));
            let more = found
                .iter()
                .find(|finding| !expected.iter().any(|other| other == *finding));
            return Some(format!(
                "the findings differ at {index} of {count} and {}\n  a clean build: {}\n  the engine:    {}\n  only the clean build has: {}\n  only the engine has:      {}",
                found.iter().len(),
                shown(expected.iter().nth(index), in_source),
                shown(found.iter().nth(index), |path| self.engine.text(path)),
                shown(missing, in_source),
                shown(more, |path| self.engine.text(path)),
            ));
        }
        let paths: BTreeSet<&str> = expected.iter().map(|finding| finding.path.as_str()).collect();
        let other = paths
            .into_iter()
            .find(|path| self.engine.text(path).as_deref() != source.text(path));
        other.map(|path| format!("the text of `{path}`, which has findings, differs"))
    }

    /// Compares what is shown in spite of errors with what an engine shows that knows nothing yet.
    fn difference_of_engines(&self) -> Option<String> {
        let mut fresh = Engine::new(&project(self.folder.path(), self.day));
        if let Err(failure) = fresh.apply(&Changes::Everything, self.day) {
            return Some(format!("a fresh engine fails: {failure}"));
        }
        fresh.settle();
        let files: BTreeMap<String, _> = fresh
            .paths()
            .into_iter()
            .filter_map(|path| fresh.get(&path).map(|bytes| (path, bytes)))
            .collect();
        let expected: BTreeMap<&str, &[u8]> = files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
            .collect();
        let mut paths = self.engine.paths();
        paths.retain(|path| self.engine.get(path).is_some());
        let difference = first_difference(&expected, &paths, |path| self.engine.get(path));
        difference.map(|difference| {
            format!("with errors, and against an engine that knows nothing yet: {difference}")
        })
    }
}

/// The first file that differs, by path and by bytes.
fn first_difference(
    expected: &BTreeMap<&str, &[u8]>,
    paths: &[String],
    bytes: impl Fn(&str) -> Option<Arc<Vec<u8>>>,
) -> Option<String> {
    let found: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    if let Some(missing) = expected.keys().find(|path| !found.contains(*path)) {
        return Some(format!("the engine has no file `{missing}`"));
    }
    if let Some(more) = found.iter().find(|path| !expected.contains_key(*path)) {
        return Some(format!("only the engine has the file `{more}`"));
    }
    if !expected.keys().copied().eq(paths.iter().map(String::as_str)) {
        return Some("the paths of the engine are not in order, or not once each".to_owned());
    }
    expected.iter().find_map(|(path, expected)| {
        let Some(found) = bytes(path) else {
            return Some(format!("the engine does not give `{path}`"));
        };
        (found.as_slice() != *expected).then(|| {
            format!(
                "`{path}` differs (- a clean build, + the engine)\n{}",
                crate::difference(
                    &String::from_utf8_lossy(expected),
                    &String::from_utf8_lossy(&found)
                )
            )
        })
    })
}

fn shown(finding: Option<&Diagnostic>, text: impl Fn(&str) -> Option<String>) -> String {
    let Some(finding) = finding else {
        return "(none)".to_owned();
    };
    let place = finding.span.as_ref().and_then(|span| {
        let (line, column) = line_column(&text(&finding.path)?, span.start);
        Some(format!(":{line}:{column}"))
    });
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!(
        "{word}[{}] {}{} {} {:?} {:?}",
        finding.code,
        finding.path,
        place.unwrap_or_default(),
        finding.message,
        finding.span,
        finding.hints
    )
}
