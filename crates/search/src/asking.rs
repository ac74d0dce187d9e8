//! Asking: from what was typed to pages, one step at a time, without fetching anything itself.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use crate::{
    bytes::{Damaged, hash, push_hex},
    cut,
    entry::Entry,
    excerpt::{self, Excerpt, Marker},
    fold::Decompose,
    pages::{self, About},
    query::{Query, Unit},
    shard::{self, BEGINNING, Posting, Postings, STRONGEST},
    sort::sort,
    vocabulary,
};

/// More bytes of files than this are let go when the next question is asked.
const MOST_HELD: usize = 4 << 20;
/// How many pages a question finds at most.
const MOST_HITS: usize = 1_000;
/// How many terms and shards a beginning is followed through.
const MOST_TERMS: usize = 64;
const MOST_SHARDS: usize = 3;
/// What a term counts that what was typed is only the beginning of, and one that it is near to.
const BEGUN: f32 = 0.7;
const NEAR: f32 = 0.6;
/// How much more a page counts for each further word in the same section.
const TOGETHER: f32 = 0.12;
/// What a word on all pages tells.
const LEAST: f32 = 0.1;
/// How many spellings are tried in place of a word, and how many are proposed.
const SPELLINGS: usize = 3;

/// A page that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its number in the index.
    pub page: u32,
    /// How well it fits; of hits of one question, more is better among those with as many of the words.
    pub score: f32,
    /// The section to lead to: 0 for the top of the page.
    pub section: u32,
    /// Which words of the question it has, or may well have since they are on so many pages: the lowest bit for the first.
    pub words: u32,
}

/// A word that was found nowhere, and what was looked for in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Where it stands in what was typed.
    pub range: Range<usize>,
    /// Words near to it, the nearest first. Those within its slips were looked for; when `tried` is not set, they are
    /// farther away, and only worth proposing.
    pub words: Vec<String>,
    /// Whether they were looked for.
    pub tried: bool,
}

/// What there is to know for asking, and the question that is being asked. See the crate for the order of calls.
pub struct Search {
    entry: Entry,
    decompose: Decompose,
    files: Vec<(String, Option<Vec<u8>>)>,
    query: Query,
    area: Option<u32>,
    shown: usize,
    excerpts: usize,
    hits: Option<Vec<Hit>>,
    corrections: Option<Vec<Correction>>,
    is_in_order: bool,
}

/// What one unit of the question finds: pages, and whether there are more that were left out.
#[derive(Default)]
struct Found {
    pages: Vec<Hit>,
    cut: bool,
}

impl Search {
    /// Reads the entry of an index, whose name is [`ENTRY`](crate::ENTRY).
    ///
    /// # Errors
    /// Not an entry of this version.
    pub fn new(entry: &[u8], decompose: Decompose) -> Result<Self, Damaged> {
        Ok(Self {
            entry: Entry::decode(entry)?,
            decompose,
            files: Vec::new(),
            query: Query::default(),
            area: None,
            shown: 0,
            excerpts: 0,
            hits: None,
            corrections: None,
            is_in_order: false,
        })
    }

    /// The sections of the site, for filters.
    pub fn areas(&self) -> &[String] {
        &self.entry.areas
    }

    /// Asks anew. `typing`: the last word may go on; `area`: only pages of this one of [`areas`](Self::areas).
    pub fn ask(&mut self, text: &str, typing: bool, area: Option<usize>) {
        self.query = Query::of(text, typing, self.decompose, &self.entry.synonyms);
        self.area = area.map(|area| area as u32);
        (self.hits, self.corrections, self.is_in_order) = (None, None, false);
        if self
            .files
            .iter()
            .flat_map(|(_, bytes)| bytes)
            .map(Vec::len)
            .sum::<usize>()
            > MOST_HELD
        {
            self.files.clear();
        }
    }

    /// Of how many hits from the first on titles are wanted, and of how many of them excerpts.
    pub fn show(&mut self, hits: usize, excerpts: usize) {
        (self.shown, self.excerpts) = (hits.min(MOST_HITS), excerpts.min(hits).min(64));
        self.is_in_order = false;
    }

    /// The names of the files to give next, all of which may be fetched at the same time; none when all is there.
    pub fn needs(&mut self) -> Vec<String> {
        while self.hits.is_none() {
            let wanted = self.missing(self.shards());
            if !wanted.is_empty() {
                return wanted;
            }
            let found = self.found();
            if self.corrections.is_none() {
                let lost: Vec<usize> = (0..found.len())
                    .filter(|index| {
                        found[*index].pages.is_empty() && self.query.units[*index].is_correctable()
                    })
                    .collect();
                if !lost.is_empty() {
                    let wanted = self.missing([self.entry.vocabulary_name()]);
                    if !wanted.is_empty() {
                        return wanted;
                    }
                }
                self.correct(&lost);
                if !lost.is_empty() {
                    continue;
                }
            }
            self.hits = Some(self.rank(&found));
        }
        let hits = self.hits.as_deref().unwrap_or_default();
        let tables = hits
            .iter()
            .take(self.shown)
            .filter_map(|hit| self.entry.table_name(hit.page));
        let wanted = self.missing(tables);
        if !wanted.is_empty() {
            return wanted;
        }
        let fragments = hits
            .iter()
            .take(self.excerpts)
            .filter_map(|hit| self.fragment_of(hit));
        let wanted = self.missing(fragments);
        if wanted.is_empty() && !self.is_in_order {
            self.runs_first();
        }
        wanted
    }

    /// Gives a file; `None` when it could not be fetched. What rests on a missing file is not found, and
    /// [`is_whole`](Self::is_whole) says so.
    ///
    /// # Errors
    /// The bytes are not those that the name tells of; the file counts as missing.
    pub fn give(&mut self, name: &str, bytes: Option<Vec<u8>>) -> Result<(), Damaged> {
        let checked = bytes.as_ref().is_none_or(|bytes| is_named(name, bytes));
        self.files.retain(|(held, _)| held != name);
        self.files.push((name.into(), bytes.filter(|_| checked)));
        if checked { Ok(()) } else { Err(Damaged) }
    }

    /// Forgets files that could not be fetched, so that they are asked for again.
    pub fn retry(&mut self) {
        self.files.retain(|(_, bytes)| bytes.is_some());
        (self.hits, self.corrections, self.is_in_order) = (None, None, false);
    }

    /// Whether every file asked for so far could be given.
    pub fn is_whole(&self) -> bool {
        self.files.iter().all(|(_, bytes)| bytes.is_some())
    }

    /// The pages found, the best first: those with all words before those with some. Empty until [`needs`](Self::needs)
    /// asks for no more shards; their order is final when it asks for nothing.
    pub fn hits(&self) -> &[Hit] {
        self.hits.as_deref().unwrap_or_default()
    }

    /// Words that were found nowhere.
    pub fn corrections(&self) -> &[Correction] {
        self.corrections.as_deref().unwrap_or_default()
    }

    /// What is known of a page, once its table was given.
    pub fn about(&self, page: u32) -> Option<About<'_>> {
        let table = self.bytes(&self.entry.table_name(page)?)?;
        pages::about(table, page).ok()
    }

    /// The section of the site that a page belongs to.
    pub fn area(&self, page: u32) -> Option<&str> {
        self.entry
            .areas
            .get(self.entry.area_of(page)? as usize)
            .map(String::as_str)
    }

    /// What to show of a hit: its section's heading and anchor, and of its text the place with most of the words, in at most
    /// about `length` bytes. Nothing until its fragment was given.
    pub fn excerpt(&self, hit: &Hit, length: usize) -> Option<Excerpt<'_>> {
        let fragment = self.bytes(&self.fragment_of(hit)?)?;
        let (_, first) = self.about(hit.page)?.fragment_with(hit.section);
        excerpt::of(fragment, first, hit.section, length, &self.marker())
    }

    /// The places in a text to mark, in bytes, in order and apart.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        self.marker()
            .marks(text)
            .into_iter()
            .map(|mark| mark.range)
            .collect()
    }

    fn marker(&self) -> Marker<'_> {
        Marker {
            query: &self.query,
            decompose: self.decompose,
        }
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(held, _)| held == name)?.1.as_deref()
    }

    fn fragment_of(&self, hit: &Hit) -> Option<String> {
        let (fingerprint, _) = self.about(hit.page)?.fragment_with(hit.section);
        Some(["f/", fingerprint, ".txt"].concat())
    }

    fn missing(&self, names: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        for name in names {
            if !self.files.iter().any(|(held, _)| *held == name) && !missing.contains(&name) {
                missing.push(name);
            }
        }
        missing
    }

    /// The names of all shards that the question is answered from.
    fn shards(&self) -> Vec<String> {
        let mut shards = Vec::new();
        let mut add = |term: &str| shards.extend(self.entry.shard_of(term.as_bytes()));
        for unit in self.query.units.iter().filter(|unit| !unit.is_common) {
            let letters = unit.letters();
            if unit.is_begun {
                add(&beginning(&unit.typed, letters));
            }
            if unit.is_begun && letters < 3 && unit.typed.is_ascii() {
                continue;
            }
            unit.terms.iter().chain(&unit.also).for_each(|term| add(term));
            unit.shorter().iter().for_each(|term| add(term));
        }
        self.query
            .others
            .iter()
            .flat_map(|other| &other.terms)
            .for_each(|term| add(term));
        for unit in self.query.units.iter().filter(|unit| unit.is_followed()) {
            shards.extend(self.shards_after(&unit.typed));
        }
        shards
            .into_iter()
            .filter_map(|shard| self.entry.shard_name(shard))
            .collect()
    }

    /// The shards with words that begin so.
    fn shards_after(&self, typed: &str) -> Range<usize> {
        let first = self.entry.shard_of(typed.as_bytes()).unwrap_or(0);
        let end = self
            .entry
            .shard_of([typed, "\u{10FFFF}"].concat().as_bytes())
            .map_or(first, |last| last + 1);
        first..end.min(first + MOST_SHARDS)
    }

    fn found(&self) -> Vec<Found> {
        let units = &self.query.units;
        let mut found: Vec<Found> = units
            .iter()
            .map(|unit| match unit.pairs.len() {
                _ if unit.is_common => Found::default(),
                0 => self.of_word(unit),
                _ => self.of_run(unit),
            })
            .collect();
        for other in &self.query.others {
            let mut together = self.all_of(&other.terms, other.terms.len(), other.weight);
            let share = 1.0 / other.units.len() as f32;
            together.pages.iter_mut().for_each(|hit| hit.score *= share);
            for found in found.get_mut(other.units.clone()).unwrap_or_default() {
                found.pages.extend_from_slice(&together.pages);
            }
        }
        for (found, unit) in found.iter_mut().zip(units) {
            if unit.is_common {
                found.pages.clear();
            }
            found.tidy();
        }
        found
    }

    fn of_word(&self, unit: &Unit) -> Found {
        let mut lists: Vec<(Postings, f32)> = Vec::new();
        let letters = unit.letters();
        let begun = unit
            .is_begun
            .then(|| self.postings(&beginning(&unit.typed, letters)))
            .flatten();
        let is_short = begun.is_some();
        lists.extend(begun.map(|postings| (postings, 1.0)));
        if !is_short || letters >= 3 {
            lists.extend(
                unit.terms
                    .iter()
                    .filter_map(|term| Some((self.postings(term)?, 1.0))),
            );
        }
        let has_exact = !lists.is_empty();
        if unit.is_followed() && !is_short {
            self.follow(&unit.typed, &mut lists);
        }
        if !has_exact && !is_short {
            let shorter = unit.shorter();
            lists.extend(
                shorter
                    .iter()
                    .filter_map(|term| Some((self.postings(term)?, BEGUN)))
                    .take(1),
            );
        }
        lists.extend(
            unit.also
                .iter()
                .filter_map(|term| Some((self.postings(term)?, NEAR))),
        );
        let pages = lists
            .iter()
            .fold(0_u32, |sum, (postings, _)| sum.saturating_add(postings.pages));
        let rarity = rarity(self.entry.pages, pages);
        let mut found = Found::default();
        for (postings, weight) in lists {
            found.cut |= postings.cut;
            found.pages.extend(
                postings
                    .list
                    .iter()
                    .map(|posting| score(posting, rarity * weight)),
            );
        }
        found
    }

    /// Words that begin as typed.
    fn follow(&self, typed: &str, lists: &mut Vec<(Postings, f32)>) {
        let most = lists.len() + MOST_TERMS;
        for shard in self.shards_after(typed) {
            let Some(bytes) = self.entry.shard_name(shard).and_then(|name| self.bytes(&name)) else {
                continue;
            };
            let _ = shard::read(
                bytes,
                self.entry.pages,
                typed.as_bytes(),
                &mut |word, postings| {
                    let goes_on = word.starts_with(typed.as_bytes());
                    if goes_on && !word.ends_with(&[BEGINNING as u8]) {
                        lists.push((postings, if word.len() == typed.len() { 1.0 } else { BEGUN }));
                    }
                    goes_on && lists.len() < most
                },
            );
        }
    }

    /// Three of five pairs make a page worth a look; only all of them count as the run.
    fn of_run(&self, unit: &Unit) -> Found {
        let enough = (unit.terms.len() * 3).div_ceil(5);
        let mut found = self.all_of(&unit.terms, enough, 1.0);
        found.cut = false;
        found
    }

    /// Pages with at least `enough` of the terms. Those with fewer than all have their score negative.
    /// A term on so many pages that some are left out is taken to be on every page.
    fn all_of(&self, terms: &[String], enough: usize, weight: f32) -> Found {
        let mut pages: Vec<Hit> = Vec::new();
        let mut everywhere = 0;
        for term in terms {
            let Some(postings) = self.postings(term) else {
                continue;
            };
            everywhere += usize::from(postings.cut);
            let rarity = rarity(self.entry.pages, postings.pages) * weight;
            let counted = u32::from(!postings.cut);
            pages.extend(postings.list.iter().map(|posting| Hit {
                words: counted,
                ..score(posting, rarity)
            }));
        }
        sort(&mut pages, |hit| u64::from(hit.page));
        let mut found = Found::default();
        for same in pages.chunk_by(|left, right| left.page == right.page) {
            let mut hit = Hit {
                score: 0.0,
                section: 0,
                ..same[0]
            };
            let mut best = 0.0;
            for one in same {
                hit.score += one.score;
                if one.section > 0 && one.score > best {
                    (best, hit.section) = (one.score, one.section);
                }
            }
            let has = everywhere + same.iter().map(|one| one.words as usize).sum::<usize>();
            if has < terms.len() {
                hit.score *= -(has as f32) / terms.len() as f32;
            }
            if has >= enough {
                found.pages.push(hit);
            }
        }
        found
    }

    fn postings(&self, term: &str) -> Option<Postings> {
        let shard = self.entry.shard_of(term.as_bytes())?;
        let bytes = self.bytes(&self.entry.shard_name(shard)?)?;
        let mut found = None;
        let _ = shard::read(bytes, self.entry.pages, term.as_bytes(), &mut |word, postings| {
            if word == term.as_bytes() {
                found = Some(postings);
            }
            false
        });
        found
    }

    fn correct(&mut self, lost: &[usize]) {
        let mut corrections = Vec::new();
        let name = self.entry.vocabulary_name();
        let vocabulary = self
            .files
            .iter()
            .find(|(held, _)| *held == name)
            .and_then(|(_, bytes)| bytes.as_deref());
        for index in lost {
            let (Some(unit), Some(bytes)) = (self.query.units.get_mut(*index), vocabulary) else {
                continue;
            };
            let limit = vocabulary::forgiven(unit.letters());
            let near = vocabulary::near(bytes, &unit.typed, limit + 1, SPELLINGS).unwrap_or_default();
            let nearest = near.first().map_or(0, |near| near.distance);
            let tried = nearest <= limit;
            let words: Vec<String> = near
                .into_iter()
                .filter(|near| !tried || near.distance == nearest)
                .map(|near| near.word)
                .collect();
            if tried {
                unit.also = words.iter().map(|word| cut::stem(word).into_owned()).collect();
            }
            if !words.is_empty() {
                corrections.push(Correction {
                    range: unit.range.clone(),
                    words,
                    tried,
                });
            }
        }
        self.corrections = Some(corrections);
    }

    fn rank(&self, found: &[Found]) -> Vec<Hit> {
        let mut all: Vec<Hit> = Vec::new();
        let mut everywhere = 0;
        for (unit, found) in found.iter().enumerate() {
            let word = 1_u32 << (unit & 31);
            everywhere |= if found.cut { word } else { 0 };
            all.extend(found.pages.iter().map(|hit| Hit { words: word, ..*hit }));
        }
        all.retain(|hit| {
            self.area
                .is_none_or(|area| self.entry.area_of(hit.page) == Some(area))
        });
        sort(&mut all, |hit| u64::from(hit.page) << 32 | u64::from(hit.words));
        let mut hits: Vec<Hit> = all
            .chunk_by(|left, right| left.page == right.page)
            .map(together)
            .collect();
        let order = |hit: &Hit| {
            // Positive numbers compare like their bits.
            let worse = u64::from(!hit.score.to_bits()) << 20 | u64::from(hit.page);
            u64::from(32 - hit.words.count_ones()) << 56 | worse
        };
        hits.iter_mut().for_each(|hit| hit.words |= everywhere);
        sort(&mut hits, order);
        hits.truncate(MOST_HITS);
        hits
    }

    /// Puts pages on which the pairs of a run stand apart behind those with the run itself, among those whose text is there.
    fn runs_first(&mut self) {
        self.is_in_order = true;
        let Some(mut hits) = self.hits.take() else {
            return;
        };
        let count = hits.len().min(self.excerpts);
        if self.query.units.iter().any(|unit| unit.pairs.len() > 1) {
            let marker = self.marker();
            let (mut first, mut after) = (Vec::new(), Vec::new());
            for hit in hits.drain(..count) {
                let fragment = self.fragment_of(&hit);
                let text = fragment
                    .as_deref()
                    .and_then(|name| self.bytes(name))
                    .unwrap_or_default();
                let title = self.about(hit.page).map_or("", |about| about.title);
                let is_run = marker.has_runs(title)
                    || core::str::from_utf8(text).is_ok_and(|text| marker.has_runs(text));
                if is_run { first.push(hit) } else { after.push(hit) }
            }
            first.append(&mut after);
            first.append(&mut hits);
            hits = first;
        }
        self.hits = Some(hits);
    }
}

impl Found {
    /// Pages in order, each once with the best that was said of it: all words of a run before some of them.
    fn tidy(&mut self) {
        sort(&mut self.pages, |hit| {
            let sign = u64::from(hit.score < 0.0);
            u64::from(hit.page) << 33 | sign << 32 | u64::from(!hit.score.abs().to_bits())
        });
        self.pages.dedup_by_key(|hit| hit.page);
    }
}

impl Unit {
    fn letters(&self) -> usize {
        self.typed.chars().count()
    }

    /// Whether words that begin so are looked at one by one.
    fn is_followed(&self) -> bool {
        self.is_begun && !self.is_common && (self.letters() > 2 || !self.typed.is_ascii())
    }

    fn is_correctable(&self) -> bool {
        !self.is_common
            && self.pairs.is_empty()
            && self.letters() > 3
            && self.typed.chars().all(char::is_alphabetic)
    }
}

/// The term under which the best pages of a beginning are kept, if many words begin so.
fn beginning(typed: &str, letters: usize) -> String {
    let mut key = String::new();
    if letters < 3 {
        key.push(BEGINNING);
    }
    key.push_str(typed);
    if letters >= 3 {
        key.push(BEGINNING);
    }
    key
}

fn score(posting: &Posting, weight: f32) -> Hit {
    let score = f32::from(posting.impact.max(1)) * weight / f32::from(STRONGEST);
    Hit {
        page: posting.page,
        score,
        section: posting.section,
        words: 0,
    }
}

/// The units that one page has. The section with most of them is the one to lead to; a page's top only when no other is.
fn together(same: &[Hit]) -> Hit {
    let mut hit = Hit {
        score: 0.0,
        section: 0,
        words: 0,
        ..same[0]
    };
    let mut best = (0.0, same.len());
    for one in same {
        if one.score >= 0.0 {
            hit.words |= one.words;
        }
        hit.score += one.score.abs();
        let there = same.iter().filter(|other| other.section == one.section);
        let (sum, count) = there.fold((0.0, 0), |(sum, count), other| {
            (sum + other.score.abs(), count + 1)
        });
        if one.section > 0 && sum > best.0 {
            best = (sum, count);
            hit.section = one.section;
        }
    }
    hit.score *= 1.0 + TOGETHER * best.1.saturating_sub(1) as f32;
    hit
}

/// How much a word on so many of all pages tells: the logarithm to base 2 of how many times rarer than everywhere it is, near enough.
fn rarity(all: u32, pages: u32) -> f32 {
    let pages = pages.min(all) as f32;
    let ratio = 1.0 + (all as f32 - pages + 0.5) / (pages + 0.5);
    let bits = ratio.to_bits();
    let exponent = (bits >> 23) as f32 - 127.0;
    let told = exponent + f32::from_bits(bits & 0x7F_FFFF | 127 << 23) - 1.0;
    told.max(LEAST)
}

/// Whether a name ends in the fingerprint of the bytes.
fn is_named(name: &str, bytes: &[u8]) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else {
        return false;
    };
    let digits = if name.starts_with("f/") { 12 } else { 8 };
    let mut expected = String::new();
    push_hex(&mut expected, hash(bytes), digits);
    stem.ends_with(&expected)
}
