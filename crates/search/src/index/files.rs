//! All files of the index from the terms of all pages.
//!
//! The same pages in the same order give the same bytes. Where a shard ends depends on the terms near its end alone, and average
//! lengths are taken roughly, so an edit of one page changes the shards in which its terms are, and few others.

use super::{
    BODY, FIELD_COUNT, HEADINGS, TITLE,
    terms::{PageTerms, Term},
    words::QuickMap,
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
    pub fn of(pages: &[&PageTerms], rules: &[Rule<'_>]) -> Result<Self, Damaged> {
        let pages = &pages[..pages.len().min(MOST_PAGES as usize)];
        let mut entry = Entry {
            pages: pages.len() as u32,
            ..Entry::default()
        };
        let mut others = Vec::new();
        for (number, pages) in (0..).zip(pages.chunks(TABLE as usize)) {
            let lines: Vec<&str> = pages.iter().map(|page| &*page.about).collect();
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
        let terms = Terms::of(pages)?;
        let bytes = terms.vocabulary();
        entry.vocabulary = hash(&bytes) as u32;
        others.push(File {
            name: vocabulary_name(entry.vocabulary),
            bytes,
        });
        let mut shards = Shards::default();
        terms.write(&mut shards);
        shards.finish();
        for (first, bytes) in shards.done {
            let fingerprint = hash(&bytes) as u32;
            others.push(File {
                name: shard_name(&first, fingerprint),
                bytes,
            });
            entry.shards.push((first, fingerprint));
        }
        Ok(Self {
            entry: File {
                name: ENTRY.into(),
                bytes: entry.encode(),
            },
            others,
        })
    }
}

fn areas(pages: &[&PageTerms], entry: &mut Entry) {
    let mut before = None;
    for (page, terms) in (0..).zip(pages) {
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

/// All terms of all pages.
#[derive(Default)]
struct Terms {
    words: Vec<Word>,
    /// Numbers of words, sorted by word.
    sorted: Vec<u32>,
    /// Packed postings, those of a word together and sorted by page.
    postings: Vec<u32>,
    pages: usize,
}

struct Word {
    word: Box<str>,
    /// The shortest word that it stands for.
    surface: Box<str>,
    leads: bool,
    pages: u32,
    /// Where its postings begin.
    start: usize,
}

impl Terms {
    fn of(pages: &[&PageTerms]) -> Result<Self, Damaged> {
        let mut terms = Self {
            pages: pages.len(),
            ..Self::default()
        };
        let mut order = Vec::new();
        let mut numbers: QuickMap<Box<str>, u32> = QuickMap::default();
        for page in pages {
            page.each(|text, term, ending| {
                let number = match numbers.get(text) {
                    Some(number) => *number,
                    None => terms.add(&mut numbers, text),
                };
                order.push(number);
                terms.words[number as usize].note(&term, ending);
            })?;
        }
        drop(numbers);
        terms.sorted = (0..terms.words.len() as u32).collect();
        terms.sorted.sort_unstable_by(|left, right| {
            terms.words[*left as usize]
                .word
                .cmp(&terms.words[*right as usize].word)
        });
        let mut start = 0;
        for number in &terms.sorted {
            let word = &mut terms.words[*number as usize];
            word.start = start;
            start += word.pages as usize;
        }
        terms.postings = vec![0; order.len()];
        let averages = averages(pages);
        let mut next: Vec<usize> = terms.words.iter().map(|word| word.start).collect();
        let mut order = order.into_iter();
        for (number, page) in (0..).zip(pages) {
            page.each(|_, term, _| {
                if let Some(place) = order.next().and_then(|word| next.get_mut(word as usize)) {
                    let impact = impact(&term, &page.lengths, &averages);
                    terms.postings[*place] = pack(Posting {
                        page: number,
                        impact,
                        section: term.section,
                    });
                    *place += 1;
                }
            })?;
        }
        Ok(terms)
    }

    fn add(&mut self, numbers: &mut QuickMap<Box<str>, u32>, text: &str) -> u32 {
        let number = self.words.len() as u32;
        numbers.insert(text.into(), number);
        self.words.push(Word {
            word: text.into(),
            surface: "".into(),
            leads: false,
            pages: 0,
            start: 0,
        });
        number
    }

    fn of_word(&self, number: u32) -> (&Word, &[u32]) {
        let word = &self.words[number as usize];
        (word, &self.postings[word.start..word.start + word.pages as usize])
    }

    fn write(&self, shards: &mut Shards) {
        let mut begun = self.beginnings();
        begun.sort_unstable();
        let mut begun = begun.into_iter().peekable();
        let mut body = Vec::new();
        for number in &self.sorted {
            let (word, postings) = self.of_word(*number);
            while let Some((key, body)) = begun.next_if(|(key, _)| **key < *word.word) {
                shards.push(key.into_bytes(), body);
            }
            body.clear();
            let mut list: Vec<Posting> = postings.iter().map(|packed| unpack(*packed)).collect();
            keep_best(&mut list, MOST_POSTINGS);
            shard::write(&mut body, word.pages, &list);
            shards.push(word.word.as_bytes().to_vec(), body.clone());
        }
        begun.for_each(|(key, body)| shards.push(key.into_bytes(), body));
    }

    /// The best pages of each beginning of one to three letters that many words share.
    fn beginnings(&self) -> Vec<(String, Vec<u8>)> {
        let mut out = Vec::new();
        let mut open: [Beginning; 3] = std::array::from_fn(|index| Beginning::new(index, self.pages));
        for number in &self.sorted {
            let (word, postings) = self.of_word(*number);
            let mut ends = word
                .word
                .char_indices()
                .skip(1)
                .map(|(at, _)| at)
                .chain([word.word.len()]);
            for beginning in &mut open {
                let Some(end) = ends.next() else {
                    break;
                };
                if beginning.text != word.word[..end] {
                    beginning.close(&mut out);
                    beginning.text.clear();
                    beginning.text.push_str(&word.word[..end]);
                }
                beginning.add(postings, end == word.word.len());
            }
        }
        open.iter_mut().for_each(|beginning| beginning.close(&mut out));
        out
    }

    fn vocabulary(&self) -> Vec<u8> {
        let common = (self.pages as u32 / 500).max(3);
        let mut words: Vec<(u8, &str)> = Vec::new();
        for word in &self.words {
            let is_word = |text: &str| text.chars().all(char::is_alphabetic) && text.chars().count() > 3;
            if (word.leads || word.pages >= common) && is_word(&word.surface) && is_spaced(&word.surface) {
                let weight = word.pages.ilog2() * 8 + if word.leads { 16 } else { 0 };
                words.push((weight.min(255) as u8, &word.surface));
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

fn is_spaced(word: &str) -> bool {
    word.chars()
        .all(|character| crate::fold::class(character) == crate::fold::Class::Letter)
}

impl Word {
    fn note(&mut self, term: &Term, ending: &str) {
        self.pages += 1;
        self.leads |= term.counts[TITLE] + term.counts[HEADINGS] > 0;
        let kept = self.word.get(..term.kept).unwrap_or_default();
        let length = kept.len() + ending.len();
        let is_shorter = length < self.surface.len()
            || length == self.surface.len() && kept.bytes().chain(ending.bytes()).lt(self.surface.bytes());
        if self.surface.is_empty() || is_shorter {
            self.surface = [kept, ending].concat().into();
        }
    }
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

    fn close(&mut self, out: &mut Vec<(String, Vec<u8>)>) {
        let is_short = self.index < 2;
        if self.words > FEW_WORDS || (is_short && self.text.is_ascii() && self.words > 0) {
            let key = if is_short {
                format!("{BEGINNING}{}", self.text)
            } else {
                format!("{}{BEGINNING}", self.text)
            };
            let mut list: Vec<Posting> = self
                .pages
                .iter()
                .map(|page| {
                    let best = self.best[*page as usize];
                    Posting {
                        page: *page,
                        impact: (best >> 8) as u8,
                        section: u32::from(best & 0xFF),
                    }
                })
                .collect();
            list.sort_unstable_by_key(|posting| posting.page);
            keep_best(&mut list, MOST_OF_BEGINNING[self.index]);
            let mut body = Vec::new();
            shard::write(&mut body, self.pages.len() as u32, &list);
            out.push((key, body));
        }
        self.words = 0;
        for page in self.pages.drain(..) {
            self.best[page as usize] = 0;
        }
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
fn averages(pages: &[&PageTerms]) -> [f32; FIELD_COUNT] {
    [TITLE, HEADINGS, BODY].map(|field| {
        let words: u64 = pages.iter().map(|page| u64::from(page.lengths[field])).sum();
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
struct Shards {
    done: Vec<(Box<[u8]>, Vec<u8>)>,
    open: Vec<(Vec<u8>, Vec<u8>)>,
    size: usize,
    last: Vec<u8>,
}

impl Shards {
    fn push(&mut self, key: Vec<u8>, body: Vec<u8>) {
        let size = key.len() / 2 + 1 + body.len();
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
                let candidate = (hash(&entry.0), index);
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
            .zip(&self.last)
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
        self.last = before.to_vec();
        self.done.push((begins, bytes));
        self.open.clear();
        self.size = 0;
    }

    fn finish(&mut self) {
        self.close();
    }
}

/// About how many bytes an entry takes.
fn weight((key, body): &(Vec<u8>, Vec<u8>)) -> usize {
    key.len() / 2 + 1 + body.len()
}
