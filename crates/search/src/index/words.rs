//! Words met so far and their stems, so that each is stemmed once.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::cut::{Kind, stem};

/// Hashes short texts fast; not for words that someone chose to collide, which only cost time.
#[derive(Clone, Default)]
pub(crate) struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.write_u64(u64::from_le_bytes(*chunk));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, _: u8) {}

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517C_C1B7_2722_0A95);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// After so many different words it begins anew, so that a long run does not grow without end.
const MOST: usize = 400_000;

/// The words of the pages read so far. One for each thread; what is made with it does not depend on what it has seen.
#[derive(Default)]
pub struct Words {
    numbers: QuickMap<Box<str>, u32>,
    known: Vec<Known>,
    page: u32,
}

struct Known {
    word: Box<str>,
    /// The number of its stem: itself, or another word.
    stem: u32,
    count: Count,
}

/// How often a term stands on the page that is being read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    page: u32,
    pub(crate) fields: [u32; super::FIELD_COUNT],
    pub(crate) best: u32,
    best_count: u32,
    section: u32,
    section_count: u32,
    /// The shortest word that it stands for.
    pub(crate) surface: u32,
}

impl Words {
    /// Begins a page.
    pub(crate) fn begin(&mut self) {
        if self.known.len() > MOST || self.page == u32::MAX {
            *self = Self::default();
        }
        self.page += 1;
    }

    /// Counts a word; returns the number of its term where it is the first time on this page.
    pub(crate) fn count(
        &mut self,
        word: &str,
        kind: Kind,
        field: usize,
        section: u32,
        weight: u32,
    ) -> Option<u32> {
        let number = self.number(word, matches!(kind, Kind::Word | Kind::Whole(_)));
        let term = self.known[number as usize].stem;
        let page = self.page;
        let Count {
            page: seen, surface, ..
        } = self.known[term as usize].count;
        let is_new = seen != page;
        let is_shorter = !is_new && number != surface && {
            let surface = self.word(surface);
            (word.len(), word) < (surface.len(), surface)
        };
        let count = &mut self.known[term as usize].count;
        if is_new {
            *count = Count {
                page,
                section,
                best: section,
                surface: number,
                ..Count::default()
            };
        } else if is_shorter {
            count.surface = number;
        }
        count.fields[field] = count.fields[field].saturating_add(1);
        if count.section != section {
            (count.section, count.section_count) = (section, 0);
        }
        count.section_count = count.section_count.saturating_add(weight);
        if count.section_count > count.best_count {
            (count.best, count.best_count) = (section, count.section_count);
        }
        is_new.then_some(term)
    }

    pub(crate) fn word(&self, number: u32) -> &str {
        &self.known[number as usize].word
    }

    pub(crate) fn counted(&self, term: u32) -> &Count {
        &self.known[term as usize].count
    }

    fn number(&mut self, word: &str, stemmed: bool) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.insert(word);
        if stemmed {
            let stem = stem(word);
            if stem != word {
                let stem = match self.numbers.get(&*stem) {
                    Some(number) => *number,
                    None => self.insert(&stem),
                };
                self.known[number as usize].stem = stem;
            }
        }
        number
    }

    fn insert(&mut self, word: &str) -> u32 {
        let number = self.known.len() as u32;
        self.numbers.insert(word.into(), number);
        self.known.push(Known {
            word: word.into(),
            stem: number,
            count: Count::default(),
        });
        number
    }
}
