//! What git knows of the content: who changed which file last, and the newest changes of all.
//!
//! Pure: `source::past` asks git, and hands what it prints to a [`Listing`].

use std::collections::{BTreeMap, HashMap};

use policy::{Date, calculator::EXAMPLE_DAY};
use serde::{Deserialize, Serialize};

use crate::{
    page::{Kind, ParsedPage},
    stored::fingerprint,
};

/// So many of the newest commits are kept with the files that they changed.
pub(crate) const NEWEST: usize = 200;
/// Longer names of authors and subjects of commits are cut, in characters.
const LONGEST: usize = 200;
/// 31 December 9999, the last second that a day can be told of.
const LAST_SECOND: i64 = 253_402_300_799;
const SECONDS_OF_DAY: i64 = 86_400;

/// How git is to print each commit for a [`Listing`]: an empty record, then one with id, seconds, author and subject.
pub(crate) const FORMAT: &str = "--format=%x00%H %ct %an%n%s";

/// The commits that changed the texts of the handbook, as far as pages tell of them. The same for the same commit, however it
/// was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct History {
    /// The commit that it is the history of; empty where there is no history.
    head: String,
    /// Newest first: the [`NEWEST`] of all, and those that changed a file last.
    commits: Vec<Commit>,
    /// For each file, relative to the project, the place of the commit that changed it last.
    last: BTreeMap<String, u32>,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Commit {
    /// Its name in the repository, in hexadecimal digits.
    pub(crate) id: String,
    /// When it was made, in seconds since 1970.
    time: i64,
    /// Who wrote it.
    pub(crate) author: String,
    /// What it does, in its author's words.
    pub(crate) subject: String,
    /// The files that it changed, relative to the project; none for one that is not among the newest.
    pub(crate) paths: Vec<String>,
}

impl History {
    /// The commit that it is the history of; empty where there is no history.
    pub(crate) fn head(&self) -> &str {
        &self.head
    }

    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.commits.is_empty()
    }

    /// The commit that changed a page last: one that stands in a file of its own.
    pub(crate) fn of(&self, page: &ParsedPage) -> Option<&Commit> {
        let is_written = match page.kind {
            Kind::Written | Kind::Path => true,
            Kind::Values | Kind::Glossary | Kind::Paths => page.path.ends_with(".md"),
            Kind::Value(_) | Kind::List(_) => false,
        };
        let place = self.last.get(&page.path).filter(|_| is_written)?;
        self.commits.get(usize::try_from(*place).ok()?)
    }

    /// The newest commits, newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &Commit> {
        self.commits.iter().take(NEWEST)
    }

    /// Stands for what a page tells of its last change; 0 where it tells nothing.
    pub(crate) fn mark(&self, page: &ParsedPage) -> u64 {
        let told = self.of(page).map(|commit| {
            let hash = fingerprint(format!("{} {}", commit.time, commit.author).as_bytes());
            hash.first_chunk()
                .map_or(1, |first| u64::from_le_bytes(*first).max(1))
        });
        told.unwrap_or_default()
    }

    /// The history that follows from this one by newer commits, which end in `head`. None where only a whole listing tells
    /// their order.
    pub(crate) fn with(&self, newer: Listing, head: &str) -> Option<Self> {
        let times = newer.commits.iter().map(|commit| commit.time);
        let times: Vec<i64> = times
            .chain(self.commits.first().map(|commit| commit.time))
            .collect();
        let is_newer = times
            .windows(2)
            .all(|pair| matches!(pair, [one, other] if one > other));
        if !is_newer {
            return None;
        }
        let mut merged = newer;
        for commit in &self.commits {
            let mut commit = commit.clone();
            let paths = std::mem::take(&mut commit.paths);
            merged.add_commit(commit, paths.iter().map(String::as_str));
        }
        let mut last: BTreeMap<u32, usize> = BTreeMap::new();
        let before = merged.commits.len() - self.commits.len();
        for (path, place) in &self.last {
            last.insert(merged.path(path), before + usize::try_from(*place).ok()?);
        }
        Some(merged.into_history(head, &last))
    }
}

impl Commit {
    /// The day on which it was made, by universal time: the same day on every machine.
    pub(crate) fn day(&self) -> Date {
        let days = i32::try_from(self.time.div_euclid(SECONDS_OF_DAY)).unwrap_or_default();
        Date::new(1970, 1, 1).map_or(EXAMPLE_DAY, |first| first.plus_days(days))
    }

    /// The moment at which it was made, by universal time: `2026-10-12T09:30:00Z`.
    pub(crate) fn moment(&self) -> String {
        let second = self.time.rem_euclid(SECONDS_OF_DAY);
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        format!("{}T{hour:02}:{minute:02}:{:02}Z", self.day().iso(), second % 60)
    }
}

/// What git prints is none of what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Garbled;

/// Commits as git prints them, with `-z`, [`FORMAT`] and the names of the files that each changed; any order will do in which
/// a commit comes before those that it follows.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    commits: Vec<Commit>,
    /// The files of each commit, by their places among all.
    changed: Vec<Vec<u32>>,
    paths: Vec<String>,
    places: HashMap<String, u32>,
    /// What was printed of a record that is not whole.
    open: Vec<u8>,
    next: Next,
    is_garbled: bool,
}

/// What the next record is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Next {
    /// An empty one before a commit.
    #[default]
    Mark,
    /// A commit.
    Head,
    /// The first file of a commit, behind a line break, or a mark.
    FirstPath,
    /// Another file, or a mark.
    Path,
}

impl Listing {
    /// Takes in what git printed next.
    pub(crate) fn take(&mut self, mut bytes: &[u8]) {
        while let Some(end) = memchr::memchr(0, bytes) {
            let (record, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.open.is_empty() {
                self.record(record);
            } else {
                let mut whole = std::mem::take(&mut self.open);
                whole.extend(record);
                self.record(&whole);
            }
        }
        self.open.extend(bytes);
    }

    fn record(&mut self, record: &[u8]) {
        self.next = match (self.next, record) {
            (Next::Mark | Next::FirstPath | Next::Path, []) => Next::Head,
            (Next::Head, record) => {
                match commit(record) {
                    Some(commit) => {
                        self.commits.push(commit);
                        self.changed.push(Vec::new());
                    }
                    None => self.is_garbled = true,
                }
                Next::FirstPath
            }
            (Next::FirstPath, record) => self.name(record.strip_prefix(b"\n").unwrap_or(record)),
            (Next::Path, record) => self.name(record),
            (Next::Mark, _) => {
                self.is_garbled = true;
                Next::Mark
            }
        };
    }

    /// Notes a file of the last commit. Only texts count; a name that is no text is no file of the handbook.
    fn name(&mut self, name: &[u8]) -> Next {
        if let Ok(name) = std::str::from_utf8(name)
            && is_text(name)
        {
            let place = self.path(name);
            if let Some(changed) = self.changed.last_mut() {
                changed.push(place);
            }
        }
        Next::Path
    }

    fn path(&mut self, path: &str) -> u32 {
        if let Some(place) = self.places.get(path) {
            return *place;
        }
        let place = u32::try_from(self.paths.len()).unwrap_or(u32::MAX);
        self.paths.push(path.to_owned());
        self.places.insert(path.to_owned(), place);
        place
    }

    fn add_commit<'p>(&mut self, commit: Commit, paths: impl Iterator<Item = &'p str>) {
        let changed = paths.map(|path| self.path(path)).collect();
        self.commits.push(commit);
        self.changed.push(changed);
    }

    /// The end of what git printed: nothing of it may be left over, and all of it was understood.
    pub(crate) fn ended(mut self) -> Result<Self, Garbled> {
        if self.is_garbled || !self.open.is_empty() {
            return Err(Garbled);
        }
        // Commits that changed no text, such as those of pictures alone, are none of its history.
        let changed = std::mem::take(&mut self.changed);
        let commits = std::mem::take(&mut self.commits).into_iter();
        for (commit, changed) in commits.zip(changed).filter(|(_, changed)| !changed.is_empty()) {
            self.commits.push(commit);
            self.changed.push(changed);
        }
        Ok(self)
    }

    /// The history that ends in the commit `head`.
    pub(crate) fn history(mut self, head: &str) -> History {
        let commits = std::mem::take(&mut self.commits);
        let changed = std::mem::take(&mut self.changed);
        let mut all: Vec<(Commit, Vec<u32>)> = commits.into_iter().zip(changed).collect();
        // Those of the same second stay in the order in which they follow each other.
        all.sort_by_key(|(commit, _)| std::cmp::Reverse(commit.time));
        (self.commits, self.changed) = all.into_iter().unzip();
        self.into_history(head, &BTreeMap::new())
    }

    /// Keeps the newest commits and those that changed a file last; `last` tells of files whose last commit is told by its place.
    fn into_history(self, head: &str, told: &BTreeMap<u32, usize>) -> History {
        let mut last: HashMap<u32, usize> = HashMap::new();
        for (place, changed) in self.changed.iter().enumerate() {
            for path in changed {
                last.entry(*path).or_insert(place);
            }
        }
        for (path, place) in told {
            last.entry(*path).or_insert(*place);
        }
        let mut is_kept = vec![false; self.commits.len()];
        let newest = is_kept.iter_mut().take(NEWEST);
        newest.for_each(|kept| *kept = true);
        for place in last.values() {
            if let Some(kept) = is_kept.get_mut(*place) {
                *kept = true;
            }
        }
        let mut places = vec![0; self.commits.len()];
        let mut commits = Vec::new();
        for (place, (mut commit, changed)) in self.commits.into_iter().zip(self.changed).enumerate() {
            if is_kept.get(place) != Some(&true) {
                continue;
            }
            if let Some(new) = places.get_mut(place) {
                *new = u32::try_from(commits.len()).unwrap_or(u32::MAX);
            }
            if place < NEWEST {
                let paths = changed
                    .iter()
                    .filter_map(|path| self.paths.get(usize::try_from(*path).ok()?));
                commit.paths = paths.cloned().collect();
            }
            commits.push(commit);
        }
        let paths = self.paths.into_iter().zip(0..);
        let last = paths.filter_map(|(path, number)| Some((path, *places.get(*last.get(&number)?)?)));
        History {
            head: head.to_owned(),
            last: last.collect(),
            commits,
        }
    }
}

/// Whether a file is a text that readers see: a page, or values of the policy.
fn is_text(path: &str) -> bool {
    let is_policy = path.starts_with("content/policy/");
    path.ends_with(".md") || (is_policy && (path.ends_with(".yaml") || path.ends_with(".yml")))
}

/// Reads `<id> <seconds> <author>`, a line break and the subject.
fn commit(record: &[u8]) -> Option<Commit> {
    let text = String::from_utf8_lossy(record);
    let (head, subject) = text.split_once('\n')?;
    let mut words = head.splitn(3, ' ');
    let id = words.next().filter(|id| is_id(id))?;
    let time: i64 = words.next()?.parse().ok()?;
    Some(Commit {
        id: id.to_owned(),
        time: time.clamp(0, LAST_SECOND),
        author: plain(words.next()?),
        subject: plain(subject),
        paths: Vec::new(),
    })
}

/// Whether a text is the name of a commit.
pub(crate) fn is_id(text: &str) -> bool {
    (40..=64).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// A text without what cannot be shown or would turn the text around it, and no longer than anybody reads.
fn plain(text: &str) -> String {
    let turns = |letter: &char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}');
    let letters = text
        .chars()
        .filter(|letter| !letter.is_control() && !turns(letter));
    let mut short: String = letters.take(LONGEST + 1).collect();
    if let Some((end, _)) = short.char_indices().nth(LONGEST) {
        short.truncate(end);
        short.push('…');
    }
    short.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> String {
        format!("{number:040x}")
    }

    /// What git prints for commits: number, time, files.
    fn printed(commits: &[(usize, i64, &[&str])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, time, paths) in commits {
            bytes.extend(format!("\0{} {time} A Name\nsubject {number}\0\n", id(*number)).into_bytes());
            for path in *paths {
                bytes.extend(path.as_bytes());
                bytes.push(0);
            }
        }
        bytes
    }

    fn listing(commits: &[(usize, i64, &[&str])]) -> Listing {
        let bytes = printed(commits);
        let mut listing = Listing::default();
        // In small pieces, as a pipe may give them.
        for piece in bytes.chunks(7) {
            listing.take(piece);
        }
        listing.ended().unwrap()
    }

    #[test]
    fn the_last_commit_of_each_file_and_the_newest_of_all_are_known() {
        let history = listing(&[
            (3, 300, &["content/a.md", "content/picture.png"]),
            (2, 200, &["content/b.md", "content/a.md", "content/policy/x.yaml"]),
            (1, 100, &["content/picture.png"]),
        ])
        .history(&id(3));
        let last = |path: &str| {
            history
                .last
                .get(path)
                .map(|place| history.commits[*place as usize].time)
        };
        assert_eq!(last("content/a.md"), Some(300));
        assert_eq!(last("content/b.md"), Some(200));
        assert_eq!(last("content/policy/x.yaml"), Some(200));
        assert_eq!(last("content/picture.png"), None);
        assert_eq!(history.commits.len(), 2);
        assert_eq!(history.commits[0].moment(), "1970-01-01T00:05:00Z");
    }

    #[test]
    fn newer_commits_added_later_give_the_same_history() {
        let paths: Vec<String> = (0..300)
            .map(|number| format!("content/{}.md", number % 77))
            .collect();
        let names: Vec<[&str; 1]> = paths.iter().map(|path| [path.as_str()]).collect();
        let all: Vec<(usize, i64, &[&str])> = (0..300)
            .rev()
            .map(|number| (number, 1_000 + number as i64, names[number].as_slice()))
            .collect();
        let whole = listing(&all).history(&id(299));
        assert!(whole.commits.len() >= NEWEST);
        for split in [0, 1, 5, 150, 299] {
            let (newer, older) = all.split_at(split);
            let older = listing(older).history(&id(0));
            assert_eq!(
                older.with(listing(newer), &id(299)).as_ref(),
                Some(&whole),
                "{split}"
            );
        }
        let older = listing(&all[5..]).history(&id(0));
        let same_second = [
            (900, 2_000, names[0].as_slice()),
            (901, 2_000, names[1].as_slice()),
        ];
        assert_eq!(older.with(listing(&same_second), &id(900)), None);
        assert_eq!(
            older.with(listing(&[(900, 900, names[0].as_slice())]), &id(900)),
            None
        );
    }

    #[test]
    fn what_git_does_not_print_is_no_history() {
        for bytes in [
            "rubbish",
            "rubbish\0",
            "\0rubbish\0",
            "\x001234 5 A\nx\0",
            "\0",
            "\0\0",
        ] {
            let mut listing = Listing::default();
            listing.take(bytes.as_bytes());
            let ended = listing.ended();
            assert!(
                ended.is_err() || ended.is_ok_and(|listing| listing.commits.is_empty()),
                "{bytes:?}"
            );
        }
        let mut cut = Listing::default();
        cut.take(format!("\0{} 5 A\nx\0\ncontent/a.m", id(1)).as_bytes());
        assert!(cut.ended().is_err());
    }

    #[test]
    fn hostile_names_are_only_text() {
        let mut listing = Listing::default();
        let subject = format!("\u{202e}<b>&\u{1b}[31m{}", "long ".repeat(100));
        listing.take(format!("\0{} 99999999999999 A\u{7}\u{feff} \n{subject}\0\n", id(1)).as_bytes());
        listing.take(b"content/\xff.md\0content/\"quoted\"\n.md\0content/\xe3\x81\x82.md\0");
        let history = listing.ended().unwrap().history(&id(1));
        let commit = &history.commits[0];
        assert!(commit.subject.starts_with("<b>&[31mlong ") && commit.subject.chars().count() <= LONGEST + 1);
        assert_eq!(commit.moment(), "9999-12-31T23:59:59Z");
        assert_eq!(commit.paths, ["content/\"quoted\"\n.md", "content/あ.md"]);
    }
}
