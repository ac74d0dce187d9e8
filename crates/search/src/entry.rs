//! The entry: what must be known before anything can be asked, and the names of all other files.
//!
//! Names: `t/<16 hex>.bin` are shards of terms (a hash of where it begins, then of its bytes), `d/<number>-<8 hex>.txt` tables of 16 pages,
//! `f/<12 hex>.txt` fragments, `v/<8 hex>.bin` the vocabulary. They follow from the entry and the tables, so files must
//! not be renamed; each may be kept for ever by who fetched it. Only `index.bin`, the entry, changes under its name.

use alloc::{boxed::Box, string::String, vec::Vec};

use crate::bytes::{Damaged, Reader, hash, push_hex};

/// The name of the entry.
pub const ENTRY: &str = "index.bin";
/// What an entry begins with; another version is [`Damaged`].
pub(crate) const MAGIC: &[u8] = b"hs\x01";
/// How many pages a table holds.
pub(crate) const TABLE: u32 = 16;
/// More pages than this are not indexed.
pub(crate) const MOST_PAGES: u32 = 1 << 20;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) pages: u32,
    /// Sections of the site, in the order in which they first come.
    pub(crate) areas: Vec<String>,
    /// From this page on, up to the next: pages of that area.
    pub(crate) runs: Vec<(u32, u32)>,
    pub(crate) tables: Vec<u32>,
    pub(crate) vocabulary: u32,
    pub(crate) synonyms: Vec<Synonym>,
    /// Where each shard begins, and the fingerprint of its bytes.
    pub(crate) shards: Vec<(Box<[u8]>, u32)>,
}

/// Who asks for these terms may mean those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Synonym {
    pub(crate) from: Vec<String>,
    pub(crate) to: Vec<String>,
}

impl Entry {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(bytes);
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(Damaged);
        }
        let mut entry = Self {
            pages: reader.number()?,
            ..Self::default()
        };
        if entry.pages > MOST_PAGES {
            return Err(Damaged);
        }
        entry.areas = list(&mut reader, |reader| Ok(reader.text()?.into()))?;
        let mut page = 0_u32;
        entry.runs = list(&mut reader, |reader| {
            let first = page;
            let area = reader.number()?;
            page = page.saturating_add(reader.number()?);
            Ok((first, area))
        })?;
        for _ in 0..entry.pages.div_ceil(TABLE) {
            entry.tables.push(reader.fingerprint()?);
        }
        entry.vocabulary = reader.fingerprint()?;
        entry.synonyms = list(&mut reader, |reader| {
            Ok(Synonym {
                from: list(reader, word)?,
                to: list(reader, word)?,
            })
        })?;
        let mut first = Vec::new();
        entry.shards = list(&mut reader, |reader| {
            reader.word(&mut first)?;
            Ok((first.clone().into(), reader.fingerprint()?))
        })?;
        if reader.is_empty() && entry.shards.is_sorted_by(|left, right| left.0 < right.0) {
            Ok(entry)
        } else {
            Err(Damaged)
        }
    }

    #[cfg(feature = "index")]
    pub(crate) fn encode(&self) -> Vec<u8> {
        use crate::bytes::write;

        let mut out = MAGIC.to_vec();
        write::number(&mut out, self.pages);
        write::number(&mut out, self.areas.len() as u32);
        self.areas.iter().for_each(|area| write::text(&mut out, area));
        write::number(&mut out, self.runs.len() as u32);
        for (index, (first, area)) in self.runs.iter().enumerate() {
            let end = self.runs.get(index + 1).map_or(self.pages, |(next, _)| *next);
            write::number(&mut out, *area);
            write::number(&mut out, end - first);
        }
        self.tables
            .iter()
            .for_each(|table| out.extend_from_slice(&table.to_be_bytes()));
        out.extend_from_slice(&self.vocabulary.to_be_bytes());
        write::number(&mut out, self.synonyms.len() as u32);
        for synonym in &self.synonyms {
            for words in [&synonym.from, &synonym.to] {
                write::number(&mut out, words.len() as u32);
                words.iter().for_each(|word| write::text(&mut out, word));
            }
        }
        write::number(&mut out, self.shards.len() as u32);
        let mut before: &[u8] = &[];
        for (first, fingerprint) in &self.shards {
            write::word(&mut out, before, first);
            out.extend_from_slice(&fingerprint.to_be_bytes());
            before = first;
        }
        out
    }

    /// The number of the shard in which a term would be.
    pub(crate) fn shard_of(&self, term: &[u8]) -> Option<usize> {
        self.shards
            .partition_point(|(first, _)| **first <= *term)
            .checked_sub(1)
    }

    pub(crate) fn shard_name(&self, shard: usize) -> Option<String> {
        self.shards
            .get(shard)
            .map(|(first, fingerprint)| shard_name(first, *fingerprint))
    }

    pub(crate) fn table_name(&self, page: u32) -> Option<String> {
        let table = page / TABLE;
        self.tables
            .get(table as usize)
            .map(|fingerprint| table_name(table, *fingerprint))
    }

    pub(crate) fn vocabulary_name(&self) -> String {
        vocabulary_name(self.vocabulary)
    }

    /// The number of the area of a page.
    pub(crate) fn area_of(&self, page: u32) -> Option<u32> {
        let run = self
            .runs
            .partition_point(|(first, _)| *first <= page)
            .checked_sub(1)?;
        self.runs.get(run).map(|(_, area)| *area)
    }
}

/// As many as it says, unless they are more than there can be.
fn list<'b, T>(
    reader: &mut Reader<'b>,
    mut each: impl FnMut(&mut Reader<'b>) -> Result<T, Damaged>,
) -> Result<Vec<T>, Damaged> {
    let count = reader.number()?;
    let mut found = Vec::new();
    for _ in 0..count {
        found.push(each(reader)?);
    }
    Ok(found)
}

fn word(reader: &mut Reader<'_>) -> Result<String, Damaged> {
    Ok(reader.text()?.into())
}

pub(crate) fn shard_name(first: &[u8], fingerprint: u32) -> String {
    name("t/", None, hash(first) << 32 | u64::from(fingerprint), 16, ".bin")
}

pub(crate) fn table_name(number: u32, fingerprint: u32) -> String {
    name("d/", Some(number), u64::from(fingerprint), 8, ".txt")
}

pub(crate) fn vocabulary_name(fingerprint: u32) -> String {
    name("v/", None, u64::from(fingerprint), 8, ".bin")
}

#[cfg(feature = "index")]
pub(crate) fn fragment_name(fingerprint: u64) -> String {
    name("f/", None, fingerprint, 12, ".txt")
}

fn name(folder: &str, number: Option<u32>, fingerprint: u64, digits: u32, ending: &str) -> String {
    let mut name = String::from(folder);
    if let Some(mut number) = number {
        let mut digits = [0; 10];
        let mut count = 0;
        loop {
            digits[count] = b'0' + (number % 10) as u8;
            (number, count) = (number / 10, count + 1);
            if number == 0 {
                break;
            }
        }
        name.extend(digits[..count].iter().rev().map(|digit| char::from(*digit)));
        name.push('-');
    }
    push_hex(&mut name, fingerprint, digits);
    name.push_str(ending);
    name
}
