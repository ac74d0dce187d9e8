//! All files of the index from the terms of all pages.
//!
//! The same pages in the same order give the same bytes. Where a shard ends depends on the terms near its end alone, and average
//! lengths are taken roughly, so an edit of one page changes the shards in which its terms are, and few others.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{
    BODY, FIELD_COUNT, HEADINGS, TITLE,
    terms::{PageTerms, Term},
    words::{Dictionary, Key, is_before},
};
use crate::{
    bytes::{Damaged, hash, write},
    cut,
    entry::{ENTRY, Entry, MOST_PAGES, Synonym, TABLE, shard_name, table_name, vocabulary_name},
    fold::decompose,
    shard::{self, BEGINNING, Posting, STRONGEST},
    vocabulary,
};

/// What a word weighs by its field, and how much the length of the field takes from that.
const WEIGHTS: [f32; FIELD_COUNT] = [8.0, 6.0, 1.0];
const NORMS: [f32; FIELD_COUNT] = [0.8, 0.3, 0.25];
/// How fast more of the same counts less.
const SATURATION: f32 = 4.0;
/// How many pages are kept of a term.
const MOST_POSTINGS: usize = 2_000;
/// How many of the beginning of words: of one or two letters, and of three.
const MOST_OF_BEGINNING: [usize; 3] = [60, 60, 200];
/// What begins no more words than this is found by looking at them.
const FEW_WORDS: u32 = 8;
/// A word that is only begun counts for so many eighths.
const BEGUN: u8 = 5;
/// A shard has at least and at most about so many bytes.
const SHARD: [usize; 2] = [5_000, 10_500];
const MOST_WORDS: usize = 6_000;
/// No section beyond this is told apart.
const LAST_SECTION: u32 = 127;

/// Who asks for `from` finds pages with all words of `to`, too; not the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<'r> {
    /// What is typed.
    pub from: &'r str,
    /// What it may mean.
    pub to: &'r str,
}

/// A file of the index, its name below the folder of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, with `/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All files of an index but the fragments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The entry, whose name stays: [`ENTRY`].
    pub entry: File,
    /// The others, named by their content.
    pub others: Vec<File>,
}

impl Files {
    /// Builds the index. Results are numbered as the pages are here; put those of a section next to each other.
    ///
    /// # Errors
    /// Terms that were kept between runs and are not as they were written.
    pub fn of<P: Borrow<PageTerms>>(pages: &[P], rules: &[Rule<'_>]) -> Result<Self, Damaged> {
        Ok(Index::of(pages)?.files(pages, rules))
    }
}

/// The terms of all pages, to be kept where pages change one by one.
#[derive(Default)]
pub struct Index {
    dictionary: Dictionary<()>,
    /// By their numbers.
    words: Vec<Word>,
    /// Numbers of words, sorted by word.
    sorted: Vec<u32>,
    /// The beginnings that many words share, with what shards say of them.
    begun: BTreeMap<String, Vec<u8>>,
    vocabulary: Vec<u8>,
    averages: [f32; FIELD_COUNT],
    pages: usize,
}

impl fmt::Debug for Index {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Index")
            .field("pages", &self.pages)
            .field("words", &self.words.len())
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Word {
    /// The shortest words that it stands for on a page, and on how many pages.
    surfaces: Vec<(Box<str>, u32)>,
    /// On how many pages it leads: it stands in title or headings.
    leads: u32,
    /// Packed, sorted by page.
    postings: Vec<u32>,
    /// What a shard says of it; empty while that is to be written.
    body: Vec<u8>,
}

/// What one page says of a word.
#[derive(Clone, PartialEq, Eq)]
struct Said {
    posting: u32,
    leads: bool,
    surface: String,
}

impl Index {
    /// The index of these pages.
    ///
    /// # Errors
    /// Terms that were kept between runs and are not as they were written.
    pub fn of<P: Borrow<PageTerms>>(pages: &[P]) -> Result<Self, Damaged> {
        let pages = indexed(pages);
        let mut index = Self {
            averages: averages(pages),
            pages: pages.len(),
            ..Self::default()
        };
        for (number, page) in (0..).zip(pages) {
            let page: &PageTerms = page.borrow();
            page.each(|text, term, ending| {
                let posting = posting(number, &term, page, &index.averages);
                let word = index.word(text);
                word.postings.push(posting);
                word.leads += u32::from(leads(&term));
                word.note([text.get(..term.kept).unwrap_or_default(), ending]);
            })?;
        }
        index.sort();
        index.write_bodies();
        index.begun = index.beginnings();
        index.vocabulary = index.vocabulary();
        Ok(index)
    }

    /// Takes in other terms of some pages; `before` are those that it is of. It is then the same as one made anew.
    ///
    /// # Errors
    /// Terms that were kept between runs and are not as they were written. The index is of no use then.
    pub fn renew<P: Borrow<PageTerms>>(&mut self, before: &[P], pages: &[P]) -> Result<(), Damaged> {
        let (before, pages) = (indexed(before), indexed(pages));
        let both = || before.iter().map(P::borrow).zip(pages.iter().map(P::borrow));
        let changed: Vec<usize> = both()
            .enumerate()
            .filter(|(_, (before, page))| !std::ptr::eq(*before, *page) && before != page)
            .map(|(number, _)| number)
            .collect();
        let is_same_size = before.len() == pages.len() && self.pages == pages.len();
        let gone = self.words.iter().filter(|word| word.postings.is_empty()).count();
        if !is_same_size
            || changed.len() > pages.len() / 8
            || gone > self.words.len() / 4
            || self.averages != averages(pages)
        {
            *self = Self::of(pages)?;
            return Ok(());
        }
        let mut stale = BTreeSet::new();
        let (mut is_said_otherwise, words) = (false, self.words.len());
        for number in changed {
            let (before, page) = (before[number].borrow(), pages[number].borrow());
            for (text, before, now) in self.differences(number as u32, before, page)? {
                let word = self.word(&text);
                is_said_otherwise |= word.replace(number as u32, before, now);
                stale.extend((0..3).filter_map(|index| Some((index, beginning(&text, index)?.to_owned()))));
            }
        }
        if self.words.len() > words {
            self.sort();
        }
        self.write_bodies();
        for (index, text) in stale {
            self.begun.remove(&key(&text, index));
            self.begun.extend(self.beginning(index, text));
        }
        if is_said_otherwise {
            self.vocabulary = self.vocabulary();
        }
        Ok(())
    }

    /// The files of the index, but for the fragments; `pages` are those that it is of.
    pub fn files<P: Borrow<PageTerms>>(&self, pages: &[P], rules: &[Rule<'_>]) -> Files {
        let pages = indexed(pages);
        let mut entry = Entry {
            pages: pages.len() as u32,
            ..Entry::default()
        };
        let mut others = Vec::new();
        for (number, pages) in (0..).zip(pages.chunks(TABLE as usize)) {
            let lines: Vec<&str> = pages.iter().map(|page| &*page.borrow().about).collect();
            let bytes = lines.join("\n").into_bytes();
            let fingerprint = hash(&bytes) as u32;
            entry.tables.push(fingerprint);
            others.push(File {
                name: table_name(number, fingerprint),
                bytes,
            });
        }
        areas(pages, &mut entry);
        entry.synonyms = rules.iter().filter_map(synonym).collect();
        entry.vocabulary = hash(&self.vocabulary) as u32;
        others.push(File {
            name: vocabulary_name(entry.vocabulary),
            bytes: self.vocabulary.clone(),
        });
        for (first, bytes) in self.shards() {
            let fingerprint = hash(&bytes) as u32;
            others.push(File {
                name: shard_name(&first, fingerprint),
                bytes,
            });
            entry.shards.push((first, fingerprint));
        }
        Files {
            entry: File {
                name: ENTRY.into(),
                bytes: entry.encode(),
            },
            others,
        }
    }

    /// The words that two states of a page say something else of, with what they say.
    #[expect(clippy::type_complexity, reason = "told once and taken apart at once")]
    fn differences(
        &self,
        number: u32,
        before: &PageTerms,
        now: &PageTerms,
    ) -> Result<Vec<(String, Option<Said>, Option<Said>)>, Damaged> {
        let said = |page: &PageTerms| {
            let mut said = BTreeMap::new();
            page.each(|text, term, ending| {
                let word = Said {
                    posting: posting(number, &term, page, &self.averages),
                    leads: leads(&term),
                    surface: [text.get(..term.kept).unwrap_or_default(), ending].concat(),
                };
                said.insert(text.to_owned(), word);
            })
            .map(|()| said)
        };
        let (mut before, now) = (said(before)?, said(now)?);
        let mut different = Vec::new();
        for (text, now) in now {
            let before = before.remove(&text);
            if before.as_ref() != Some(&now) {
                different.push((text, before, Some(now)));
            }
        }
        different.extend(
            before
                .into_iter()
                .map(|(text, before)| (text, Some(before), None)),
        );
        Ok(different)
    }

    fn word(&mut self, text: &str) -> &mut Word {
        let (number, is_new) = self.dictionary.number(Key::of(text), text);
        if is_new {
            self.words.push(Word::default());
        }
        &mut self.words[number as usize]
    }

    fn sort(&mut self) {
        let dictionary = &self.dictionary;
        self.sorted = (0..self.words.len() as u32).collect();
        self.sorted
            .sort_unstable_by_key(|number| dictionary.word(*number));
    }

    /// The words that stand somewhere, in order.
    fn sorted(&self) -> impl Iterator<Item = (&str, &Word)> {
        self.listed(0)
    }

    /// Those from a place in the order on.
    fn listed(&self, from: usize) -> impl Iterator<Item = (&str, &Word)> {
        let sorted = self.sorted[from..].iter();
        sorted
            .map(|number| (self.dictionary.word(*number), &self.words[*number as usize]))
            .filter(|(_, word)| !word.postings.is_empty())
    }

    fn write_bodies(&mut self) {
        for word in &mut self.words {
            if word.body.is_empty() && !word.postings.is_empty() {
                let mut list: Vec<Posting> = word.postings.iter().map(|packed| unpack(*packed)).collect();
                keep_best(&mut list, MOST_POSTINGS);
                shard::write(&mut word.body, word.postings.len() as u32, &list);
            }
        }
    }

    /// The shards, each with how it begins.
    fn shards(&self) -> Vec<(Box<[u8]>, Vec<u8>)> {
        let mut shards = Shards::default();
        let mut begun = self.begun.iter().peekable();
        for (text, word) in self.sorted() {
            while let Some((key, body)) = begun.next_if(|(key, _)| key.as_str() < text) {
                shards.push(key.as_bytes(), body);
            }
            shards.push(text.as_bytes(), &word.body);
        }
        begun.for_each(|(key, body)| shards.push(key.as_bytes(), body));
        shards.close();
        shards.done
    }

    /// The best pages of each beginning of one to three letters that many words share.
    fn beginnings(&self) -> BTreeMap<String, Vec<u8>> {
        let mut out = BTreeMap::new();
        let mut open: [Beginning; 3] = std::array::from_fn(|index| Beginning::new(index, self.pages));
        for (text, word) in self.sorted() {
            for (index, open) in open.iter_mut().enumerate() {
                let Some(shared) = beginning(text, index) else {
                    break;
                };
                if open.text != shared {
                    out.extend(open.close());
                    open.text.clear();
                    open.text.push_str(shared);
                }
                open.add(&word.postings, shared.len() == text.len());
            }
        }
        out.extend(open.iter_mut().filter_map(Beginning::close));
        out
    }

    /// The best pages of one beginning, if so many words share it.
    fn beginning(&self, index: usize, text: String) -> Option<(String, Vec<u8>)> {
        let from = self
            .sorted
            .partition_point(|number| self.dictionary.word(*number) < text.as_str());
        let mut open = Beginning::new(index, self.pages);
        open.text = text;
        for (word, said) in self.listed(from) {
            if !word.starts_with(&open.text) {
                break;
            }
            open.add(&said.postings, word.len() == open.text.len());
        }
        open.close()
    }

    fn vocabulary(&self) -> Vec<u8> {
        let common = (self.pages as u32 / 500).max(3);
        let mut words: Vec<(u8, &str)> = Vec::new();
        for word in self.words.iter().filter(|word| !word.postings.is_empty()) {
            let pages = word.postings.len() as u32;
            let surface = word.surface();
            let is_word = |text: &str| text.chars().all(char::is_alphabetic) && text.chars().count() > 3;
            if (word.leads > 0 || pages >= common) && is_word(surface) && is_spaced(surface) {
                let weight = pages.ilog2() * 8 + if word.leads > 0 { 16 } else { 0 };
                words.push((weight.min(255) as u8, surface));
            }
        }
        words.sort_unstable_by(|left, right| (!left.0, left.1).cmp(&(!right.0, right.1)));
        words.truncate(MOST_WORDS);
        words.sort_unstable_by_key(|(_, word)| *word);
        vocabulary::encode(
            &words
                .into_iter()
                .map(|(weight, word)| (word, weight))
                .collect::<Vec<_>>(),
        )
    }
}

fn indexed<P>(pages: &[P]) -> &[P] {
    &pages[..pages.len().min(MOST_PAGES as usize)]
}

/// The first letters of a word, one more than `index`, if it has as many.
fn beginning(text: &str, index: usize) -> Option<&str> {
    let (at, last) = text.char_indices().nth(index)?;
    text.get(..at + last.len_utf8())
}

/// The term by which a beginning is looked up.
fn key(text: &str, index: usize) -> String {
    if index < 2 {
        format!("{BEGINNING}{text}")
    } else {
        format!("{text}{BEGINNING}")
    }
}

fn leads(term: &Term) -> bool {
    term.counts[TITLE] + term.counts[HEADINGS] > 0
}

fn posting(page: u32, term: &Term, terms: &PageTerms, averages: &[f32; FIELD_COUNT]) -> u32 {
    pack(Posting {
        page,
        impact: impact(term, &terms.lengths, averages),
        section: term.section,
    })
}

impl Word {
    /// Notes the shortest word that it stands for on a page, which comes in two parts.
    fn note(&mut self, parts: [&str; 2]) {
        let [start, end] = parts.map(str::as_bytes);
        let is_same = |known: &str| {
            known.len() == start.len() + end.len()
                && known.as_bytes().starts_with(start)
                && known.as_bytes().ends_with(end)
        };
        match self.surfaces.iter_mut().find(|(known, _)| is_same(known)) {
            Some((_, pages)) => *pages += 1,
            None => self.surfaces.push((parts.concat().into(), 1)),
        }
    }

    /// Puts what a page says in the place of what it said; whether anything but the posting is different.
    fn replace(&mut self, page: u32, before: Option<Said>, now: Option<Said>) -> bool {
        if let Some(before) = &before {
            self.leads -= u32::from(before.leads);
            for (surface, pages) in &mut self.surfaces {
                *pages -= u32::from(**surface == *before.surface);
            }
            self.surfaces.retain(|(_, pages)| *pages > 0);
        }
        if let Some(now) = &now {
            self.leads += u32::from(now.leads);
            self.note([&now.surface, ""]);
        }
        let place = self
            .postings
            .partition_point(|packed| unpack(*packed).page < page);
        let is_there = usize::from(before.is_some());
        let posting = now.as_ref().map(|now| now.posting);
        self.postings.splice(place..place + is_there, posting);
        self.body.clear();
        let apart = |said: Option<Said>| said.map(|said| (said.leads, said.surface));
        apart(before) != apart(now)
    }

    /// The shortest of all words that it stands for.
    fn surface(&self) -> &str {
        let surfaces = self.surfaces.iter().map(|(surface, _)| &**surface);
        surfaces
            .reduce(|one, other| if is_before(other, one) { other } else { one })
            .unwrap_or_default()
    }
}

fn areas<P: Borrow<PageTerms>>(pages: &[P], entry: &mut Entry) {
    let mut before = None;
    for (page, terms) in (0..).zip(pages.iter().map(P::borrow)) {
        if before == Some(&terms.area) {
            continue;
        }
        before = Some(&terms.area);
        let area = entry
            .areas
            .iter()
            .position(|area| **area == *terms.area)
            .unwrap_or_else(|| {
                entry.areas.push(terms.area.as_ref().into());
                entry.areas.len() - 1
            });
        entry.runs.push((page, area as u32));
    }
}

fn synonym(rule: &Rule<'_>) -> Option<Synonym> {
    let words = |text: &str| {
        let mut words = Vec::new();
        cut::cut(text, decompose, |token| match token.kind {
            cut::Kind::Word => words.push(cut::stem(token.word).into_owned()),
            cut::Kind::Pair { .. } | cut::Kind::Tail { alone: true } => words.push(token.word.into()),
            cut::Kind::Whole(_) | cut::Kind::Tail { alone: false } => {}
        });
        words
    };
    let (from, to) = (words(rule.from), words(rule.to));
    (!from.is_empty() && !to.is_empty()).then_some(Synonym { from, to })
}

fn is_spaced(word: &str) -> bool {
    word.chars()
        .all(|character| crate::fold::class(character) == crate::fold::Class::Letter)
}

/// The pages of the words that begin with the same letters, as the words pass by in order.
struct Beginning {
    text: String,
    words: u32,
    /// The best of each page: impact and section, and which pages have one.
    best: Vec<u16>,
    pages: Vec<u32>,
    index: usize,
}

impl Beginning {
    fn new(index: usize, pages: usize) -> Self {
        Self {
            text: String::new(),
            words: 0,
            best: vec![0; pages],
            pages: Vec::new(),
            index,
        }
    }

    fn add(&mut self, postings: &[u32], is_whole: bool) {
        self.words += 1;
        for packed in postings {
            let posting = unpack(*packed);
            let impact = if is_whole {
                posting.impact
            } else {
                posting.impact * BEGUN / 8
            }
            .max(1);
            let best = &mut self.best[posting.page as usize];
            if *best == 0 {
                self.pages.push(posting.page);
            }
            if *best >> 8 < u16::from(impact) {
                *best = u16::from(impact) << 8 | posting.section as u16;
            }
        }
    }

    /// Its key, and what a shard says of it; nothing where its words are few enough to be looked at.
    fn close(&mut self) -> Option<(String, Vec<u8>)> {
        let is_short = self.index < 2;
        let is_told = self.words > FEW_WORDS || (is_short && self.text.is_ascii() && self.words > 0);
        let told = is_told.then(|| {
            let posting = |page: &u32| {
                let best = self.best[*page as usize];
                Posting {
                    page: *page,
                    impact: (best >> 8) as u8,
                    section: u32::from(best & 0xFF),
                }
            };
            let mut list: Vec<Posting> = self.pages.iter().map(posting).collect();
            list.sort_unstable_by_key(|posting| posting.page);
            keep_best(&mut list, MOST_OF_BEGINNING[self.index]);
            let mut body = Vec::new();
            shard::write(&mut body, self.pages.len() as u32, &list);
            (key(&self.text, self.index), body)
        });
        self.words = 0;
        for page in self.pages.drain(..) {
            self.best[page as usize] = 0;
        }
        told
    }
}

/// Keeps the strongest, the first pages of those that are as strong; sorted by page before and after.
fn keep_best(list: &mut Vec<Posting>, most: usize) {
    if list.len() > most {
        list.select_nth_unstable_by_key(most, |posting| (!posting.impact, posting.page));
        list.truncate(most);
        list.sort_unstable_by_key(|posting| posting.page);
    }
}

fn pack(posting: Posting) -> u32 {
    posting.page << 12 | u32::from(posting.impact) << 7 | posting.section.min(LAST_SECTION)
}

fn unpack(packed: u32) -> Posting {
    Posting {
        page: packed >> 12,
        impact: (packed >> 7 & 31) as u8,
        section: packed & LAST_SECTION,
    }
}

/// How long the fields are on average, to the next half of a power of two.
fn averages<P: Borrow<PageTerms>>(pages: &[P]) -> [f32; FIELD_COUNT] {
    [TITLE, HEADINGS, BODY].map(|field| {
        let lengths = pages.iter().map(|page| page.borrow().lengths[field]);
        let words: u64 = lengths.map(u64::from).sum();
        let average = words / (pages.len() as u64).max(1) + 1;
        let half = 1_u64 << average.ilog2();
        let rough = if average == half {
            half
        } else if average <= half * 3 / 2 {
            half * 3 / 2
        } else {
            half * 2
        };
        rough.max(1) as f32
    })
}

/// The part of BM25F that page and term decide, of [`STRONGEST`]: additions, products and quotients alone, which every machine rounds alike.
fn impact(term: &Term, lengths: &[u32; FIELD_COUNT], averages: &[f32; FIELD_COUNT]) -> u8 {
    let mut weight = 0.0;
    for field in 0..FIELD_COUNT {
        let length = lengths[field] as f32 / averages[field];
        weight += WEIGHTS[field] * term.counts[field] as f32 / (1.0 - NORMS[field] + NORMS[field] * length);
    }
    (weight / (SATURATION + weight) * f32::from(STRONGEST) + 0.5) as u8
}

/// Shards as they fill.
#[derive(Default)]
struct Shards<'e> {
    done: Vec<(Box<[u8]>, Vec<u8>)>,
    open: Vec<(&'e [u8], &'e [u8])>,
    size: usize,
    last: &'e [u8],
}

impl<'e> Shards<'e> {
    fn push(&mut self, key: &'e [u8], body: &'e [u8]) {
        let size = weight(&(key, body));
        if self.size + size > SHARD[1] && !self.open.is_empty() {
            self.close_best();
        }
        self.size += size;
        self.open.push((key, body));
    }

    /// Ends a shard before the term whose hash is the least of those near enough to its end.
    fn close_best(&mut self) {
        let mut size = 0;
        let mut best: Option<(u64, usize)> = None;
        for (index, entry) in self.open.iter().enumerate() {
            if size >= SHARD[0] && index > 0 {
                let candidate = (hash(entry.0), index);
                best = Some(best.map_or(candidate, |best| best.min(candidate)));
            }
            size += weight(entry);
        }
        let count = best.map_or(self.open.len(), |(_, index)| index);
        let rest = self.open.split_off(count);
        self.close();
        self.size = rest.iter().map(weight).sum();
        self.open = rest;
    }

    fn close(&mut self) {
        let Some((first, _)) = self.open.first() else {
            return;
        };
        let shared = first
            .iter()
            .zip(self.last)
            .take_while(|(left, right)| left == right)
            .count();
        let begins = if self.done.is_empty() {
            &[]
        } else {
            &first[..(shared + 1).min(first.len())]
        };
        let begins = begins.into();
        let mut bytes = Vec::with_capacity(self.size);
        let mut before: &[u8] = &[];
        for (key, body) in &self.open {
            write::word(&mut bytes, before, key);
            bytes.extend_from_slice(body);
            before = key;
        }
        self.last = before;
        self.done.push((begins, bytes));
        self.open.clear();
        self.size = 0;
    }
}

/// About how many bytes an entry takes.
fn weight((key, body): &(&[u8], &[u8])) -> usize {
    key.len() / 2 + 1 + body.len()
}
