//! `handbook build` and `handbook check` as programs, with what earlier runs left under `target/` and without it: both
//! give the same site, the same findings and the same exit code, whatever became of what was left.
//!
//! Nothing is known here of what a run leaves, only the folder: files in it are damaged as bytes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, SystemTime},
};

use fastrand::Rng;
use policy::Date;

use crate::{
    edits::{self, Editor, Tree},
    folder::Folder,
    today,
};

/// Where runs leave what the next one may use.
pub const LEFT: &str = "target/handbook-facts";

/// What to try.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The program.
    pub program: PathBuf,
    /// Where tree, edits and damage are drawn from.
    pub seed: u64,
    /// How many times the handbook is edited and built.
    pub rounds: usize,
    /// How many pages it has at first.
    pub pages: usize,
}

/// What a trial that held has tried.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many times two sites were compared.
    pub sites: usize,
    /// How many times there were errors, and only findings were compared.
    pub refused: usize,
    /// How many times something that was left had been damaged.
    pub damaged: usize,
    /// How many times there was nothing to damage.
    pub nothing_left: usize,
}

/// A run of the program.
struct Run {
    code: Option<i32>,
    errors: String,
    /// Standard output of `check`; that of `build` tells how long it took.
    findings: String,
}

struct Warm<'a> {
    trial: &'a Trial,
    editor: Editor,
    /// Draws the damage, so that edits stay the same where there is nothing to damage.
    random: Rng,
    /// Built again and again.
    warm: Folder,
    /// Built from nothing each time.
    cold: Folder,
    tree: Tree,
    sound: Tree,
    day: Date,
    /// What was left at an earlier time.
    earlier: BTreeMap<String, Vec<u8>>,
    report: Report,
}

/// Runs a trial; what differs first is told with all that is needed to try it again.
pub fn run(trial: &Trial) -> Result<Report, String> {
    let tree = edits::whole(trial.pages, trial.seed);
    let (warm, cold) = (Folder::empty(), Folder::empty());
    for folder in [&warm, &cold] {
        tree.write(&Tree::default(), folder.path());
    }
    let mut tried = Warm {
        trial,
        editor: Editor::new(trial.seed),
        random: Rng::with_seed(trial.seed),
        warm,
        cold,
        sound: tree.clone(),
        tree,
        day: today(),
        earlier: BTreeMap::new(),
        report: Report::default(),
    };
    for round in 0..=trial.rounds {
        let mut done = Vec::new();
        if round > 0 {
            done = tried.edit();
            done.extend(tried.damage());
        }
        tried.compare().map_err(|difference| {
            format!(
                "seed {}, round {round}: {difference}\nwhat was done:\n  {}",
                trial.seed,
                done.join("\n  ")
            )
        })?;
    }
    Ok(tried.report)
}

impl Warm<'_> {
    fn edit(&mut self) -> Vec<String> {
        let before = self.tree.clone();
        let mut done = Vec::new();
        match self.editor.below(9) {
            // A build after which nothing changed, and one after which all is as it was.
            0 => done.push("nothing".to_owned()),
            1..=3 => {
                self.tree.clone_from(&self.sound);
                done.push("everything put back".to_owned());
            }
            _ => {
                for _ in 0..1 + self.editor.below(3) {
                    done.push(self.editor.edit(&mut self.tree));
                }
            }
        }
        for folder in [&self.warm, &self.cold] {
            self.tree.write(&before, folder.path());
        }
        if self.editor.one_in(3) {
            // As version control and copies leave files: the time says nothing about the bytes.
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            for path in self.tree.changed(&before) {
                if self.tree.bytes(&path).is_some() {
                    let file = fs::File::options().write(true).open(self.warm.join(&path));
                    let file = file.expect("a file that was written can be opened");
                    file.set_modified(time).expect("the time of a file can be set");
                }
            }
            done.push("    with an old time".to_owned());
        }
        self.day = self.editor.day(self.day);
        done.push(format!("    as of {}", self.day.iso()));
        done
    }

    /// Damages what was left, two times in three.
    fn damage(&mut self) -> Option<String> {
        let left = self.warm.tree(LEFT);
        if self.random.usize(0..3) == 0 {
            self.earlier = left;
            return None;
        }
        let paths: Vec<&String> = left.keys().collect();
        let Some(path) = self.random.choice(&paths) else {
            self.report.nothing_left += 1;
            return None;
        };
        self.report.damaged += 1;
        let name = format!("{LEFT}/{path}");
        let place = self.warm.join(&name);
        let mut bytes = left.get(*path).cloned().unwrap_or_default();
        let length = bytes.len();
        let done = match self.random.usize(0..9) {
            0 | 1 if length > 0 => {
                for _ in 0..self.random.usize(1..4) {
                    let at = self.random.usize(0..length);
                    bytes[at] ^= 1 << self.random.usize(0..8);
                }
                fs::write(&place, bytes).map(|()| "bits turned over")
            }
            2 if length > 0 => {
                // The first bytes are where a format names itself and its version.
                let at = self.random.usize(0..length.min(48));
                bytes[at] = bytes[at].wrapping_add(1);
                fs::write(&place, bytes).map(|()| "another version")
            }
            3 if length > 0 => {
                bytes.truncate(self.random.usize(0..length));
                fs::write(&place, bytes).map(|()| "cut short")
            }
            4 => {
                bytes.extend_from_slice(b"more");
                fs::write(&place, bytes).map(|()| "with more at its end")
            }
            5 => fs::remove_file(&place).map(|()| "removed"),
            6 => fs::remove_file(&place)
                .and_then(|()| fs::create_dir(&place))
                .map(|()| "a folder now"),
            7 => {
                let other = paths[self.random.usize(0..paths.len())];
                let other = left.get(other).cloned().unwrap_or_default();
                fs::write(&place, other).map(|()| "with the bytes of another")
            }
            _ => {
                // As a cache of a build machine brings it back: true once, of another state of the handbook.
                let whole = fs::remove_dir_all(self.warm.join(LEFT));
                for (path, bytes) in &self.earlier {
                    self.warm.write(&format!("{LEFT}/{path}"), bytes);
                }
                whole.map(|()| "with all others as at an earlier time")
            }
        };
        let done = done.expect("what was left can be damaged");
        Some(format!("    {name} {done}"))
    }

    fn compare(&mut self) -> Result<(), String> {
        let _ = fs::remove_dir_all(self.cold.join("target"));
        let check_first = self.editor.one_in(2);
        let mut checked = check_first.then(|| self.run(&self.warm, "check"));
        let built = self.run(&self.warm, "build");
        let expected = self.run(&self.cold, "build");
        if built.code != expected.code || built.errors != expected.errors {
            return Err(format!(
                "`build` ends with {:?} in place of {:?}; its findings (- from nothing, + with what was left)\n{}",
                built.code,
                expected.code,
                crate::difference(&expected.errors, &built.errors)
            ));
        }
        if expected.errors.contains("panicked") {
            return Err(format!("`build` crashes: {}", expected.errors));
        }
        let _ = fs::remove_dir_all(self.cold.join(LEFT));
        if !check_first {
            checked = Some(self.run(&self.warm, "check"));
        }
        let expected_check = self.run(&self.cold, "check");
        if let Some(checked) = checked
            && (checked.code != expected_check.code || checked.findings != expected_check.findings)
        {
            return Err(format!(
                "`check` ends with {:?} in place of {:?}; its findings (- from nothing, + with what was left)\n{}",
                checked.code,
                expected_check.code,
                crate::difference(&expected_check.findings, &checked.findings)
            ));
        }
        if expected.code != Some(0) {
            self.report.refused += 1;
            return Ok(());
        }
        self.sound.clone_from(&self.tree);
        self.report.sites += 1;
        let (found, expected) = (self.warm.tree("target/site"), self.cold.tree("target/site"));
        if let Some(path) = expected.keys().find(|path| !found.contains_key(*path)) {
            return Err(format!("the site has no `{path}`"));
        }
        if let Some(path) = found.keys().find(|path| !expected.contains_key(*path)) {
            return Err(format!("only the site with what was left has `{path}`"));
        }
        let differs = expected
            .iter()
            .find(|(path, bytes)| found.get(*path) != Some(bytes));
        match differs {
            None => Ok(()),
            Some((path, bytes)) => Err(format!(
                "`{path}` differs (- from nothing, + with what was left)\n{}",
                crate::difference(
                    &String::from_utf8_lossy(bytes),
                    &String::from_utf8_lossy(found.get(path).map_or(&[], Vec::as_slice))
                )
            )),
        }
    }

    fn run(&self, folder: &Folder, command: &str) -> Run {
        run_in(
            &self.trial.program,
            folder.path(),
            &[command, "--as-of", &self.day.iso()],
        )
    }
}

fn run_in(program: &Path, folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(program)
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run {
        code: output.status.code(),
        errors: text(&output.stderr),
        findings: text(&output.stdout),
    }
}
