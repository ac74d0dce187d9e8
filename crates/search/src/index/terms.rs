//! The terms of one page: all that the index needs of it, apart from every other page.

use std::borrow::Cow;

use super::{BODY, FIELD_COUNT, File, HEADINGS, TITLE, words::Words};
use crate::{
    bytes::{Damaged, Reader, hash, push_hex, write},
    cut::pieces,
    entry::fragment_name,
    fold::decompose,
    pages::{Kind, Section, on_one_line},
};

/// A page as the index takes it. No text holds markup.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page<'p> {
    /// Where it is found; given back as it is.
    pub address: &'p str,
    /// Its title.
    pub title: &'p str,
    /// What it is.
    pub kind: Kind,
    /// Of a value: the amount in force.
    pub amount: &'p str,
    /// The section of the site, by which results can be filtered.
    pub area: &'p str,
    /// What it is about, or where it stands: for results without an excerpt.
    pub summary: &'p str,
    /// Its sections in order. What stands before the first heading is one without; it may be left out.
    pub sections: &'p [Section<'p>],
}

/// The terms of one page, in a few kilobytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PageTerms {
    /// The line of its table.
    pub(super) about: Box<str>,
    pub(super) area: Box<str>,
    /// How many words its fields have.
    pub(super) lengths: [u32; FIELD_COUNT],
    /// Sorted terms, each as [`Term`].
    terms: Box<[u8]>,
}

/// What a page says of one term.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Term {
    pub(super) counts: [u32; FIELD_COUNT],
    pub(super) section: u32,
    /// The shortest word it stands for: so many letters of the term, and then those of the buffer given.
    pub(super) kept: usize,
}

/// A heading leads better to its section than its text does.
const HEADING_LEADS: u32 = 4;
/// A fragment that is longer than this, in bytes, holds one section.
const FRAGMENT: usize = 9_000;
/// What follows in a longer section is found, and not shown in excerpts.
const LONGEST_SECTION: usize = 16_000;

impl PageTerms {
    /// Cuts a page into terms. The files beside them hold its text, for excerpts; they are to be written as they are named.
    pub fn of(page: &Page<'_>, words: &mut Words) -> (Self, Vec<File>) {
        let sections = from_the_top(page.sections);
        let mut reading = Reading {
            words,
            lengths: [0; FIELD_COUNT],
        };
        reading.words.begin();
        reading.read(page.title, TITLE, 0, HEADING_LEADS);
        reading.read(page.amount, BODY, 0, 1);
        reading.read(page.summary, BODY, 0, 1);
        for (number, section) in sections.iter().enumerate() {
            reading.read(section.heading, HEADINGS, number as u32, HEADING_LEADS);
            reading.read(section.text, BODY, number as u32, 1);
        }
        let lengths = reading.lengths;
        let terms = reading.encode();
        let (mut about, mut files) = (String::new(), Vec::new());
        for (first, text) in fragments(page.summary, &sections) {
            let fingerprint = hash(text.as_bytes()) & 0xFFFF_FFFF_FFFF;
            if first > 0 {
                about.push_str(&format!(",{first}:"));
            }
            push_hex(&mut about, fingerprint, 12);
            files.push(File {
                name: fragment_name(fingerprint),
                bytes: text.into_bytes(),
            });
        }
        for field in [page.kind.letter(), page.title, page.address, page.amount] {
            about.push('\t');
            about.push_str(&on_one_line(field));
        }
        let terms = Self {
            about: about.into(),
            area: page.area.into(),
            lengths,
            terms,
        };
        (terms, files)
    }

    /// The names of the files that hold its text.
    pub fn fragment_names(&self) -> impl Iterator<Item = String> {
        let listed = self.about.split('\t').next().unwrap_or_default().split(',');
        let fingerprints = listed.filter_map(|part| part.rsplit(':').next());
        fingerprints
            .filter_map(|digits| u64::from_str_radix(digits, 16).ok())
            .map(fragment_name)
    }

    /// Whether a file of this name holds some of its text.
    pub fn has_fragment(&self, name: &str) -> bool {
        let digits = name.strip_prefix("f/").and_then(|name| name.strip_suffix(".txt"));
        let listed = self.about.split('\t').next().unwrap_or_default().split(',');
        digits.is_some()
            && listed
                .map(|part| part.rsplit(':').next())
                .any(|known| known == digits)
    }

    /// How many bytes it takes in memory.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.about.len() + self.area.len() + self.terms.len()
    }

    /// Calls `each` with every term, what the page says of it, and the end of its shortest word.
    pub(super) fn each(&self, mut each: impl FnMut(&str, Term, &str)) -> Result<(), Damaged> {
        let mut reader = Reader::new(&self.terms);
        let mut word = Vec::new();
        while !reader.is_empty() {
            reader.word(&mut word)?;
            let text = core::str::from_utf8(&word).map_err(|_| Damaged)?;
            let mut term = Term {
                kept: text.len(),
                ..Term::default()
            };
            let head = reader.number()?;
            term.section = head >> 4;
            for (field, flag) in [(TITLE, 8), (HEADINGS, 4)] {
                if head & flag != 0 {
                    term.counts[field] = reader.number()?;
                }
            }
            term.counts[BODY] = if head & 2 != 0 { reader.number()? } else { 1 };
            let mut ending = "";
            if head & 1 != 0 {
                term.kept = reader.number()? as usize;
                ending = reader.text()?;
            }
            each(text, term, ending);
        }
        Ok(())
    }
}

struct Reading<'w> {
    words: &'w mut Words,
    lengths: [u32; FIELD_COUNT],
}

impl Reading<'_> {
    fn read(&mut self, text: &str, field: usize, section: u32, weight: u32) {
        let Self { words, lengths } = self;
        pieces(text, decompose, |piece| {
            lengths[field] += 1;
            words.count(&piece, field, section, weight);
        });
    }

    fn encode(self) -> Box<[u8]> {
        let words = &*self.words;
        let mut out = Vec::with_capacity(16 << 10);
        let mut before = "";
        for count in words.sorted() {
            let (word, surface) = (words.word(count.term), words.word(count.surface));
            let [title, headings, body] = count.fields;
            write::word(&mut out, before.as_bytes(), word.as_bytes());
            let flag = |set: bool, flag: u32| if set { flag } else { 0 };
            let has_surface = count.surface != count.term;
            let flags =
                flag(title > 0, 8) | flag(headings > 0, 4) | flag(body != 1, 2) | flag(has_surface, 1);
            write::number(&mut out, count.best << 4 | flags);
            for count in [title, headings].into_iter().filter(|count| *count > 0) {
                write::number(&mut out, count);
            }
            if body != 1 {
                write::number(&mut out, body);
            }
            if has_surface {
                let kept = surface
                    .char_indices()
                    .zip(word.chars())
                    .find(|((_, left), right)| left != right)
                    .map_or(surface.len().min(word.len()), |((at, _), _)| at);
                write::number(&mut out, kept as u32);
                write::text(&mut out, &surface[kept..]);
            }
            before = word;
        }
        out.as_slice().into()
    }
}

/// Sections of which the first is the top of the page.
fn from_the_top<'s, 'p>(sections: &'s [Section<'p>]) -> Cow<'s, [Section<'p>]> {
    match sections.first() {
        Some(first) if first.heading.is_empty() && first.anchor.is_empty() => Cow::Borrowed(sections),
        _ => [&[Section::default()], sections].concat().into(),
    }
}

/// The texts of a page's fragments, each with the number of its first section.
fn fragments(summary: &str, sections: &[Section<'_>]) -> Vec<(usize, String)> {
    let summary = on_one_line(summary).into_owned();
    let mut done = Vec::new();
    let mut text = String::with_capacity(FRAGMENT);
    text.push_str(&summary);
    let mut first = 0;
    for (number, section) in sections.iter().enumerate() {
        let body = on_one_line(section.text);
        let body = &body[..body.floor_char_boundary(LONGEST_SECTION)];
        if number > first && text.len() + body.len() > FRAGMENT {
            done.push((first, std::mem::replace(&mut text, summary.clone())));
            first = number;
        }
        text.push('\n');
        text.extend(char::from_digit(u32::from(section.level.min(9)), 10));
        for field in [section.anchor, section.heading] {
            text.push('\t');
            text.push_str(&on_one_line(field));
        }
        text.push('\n');
        text.push_str(body);
    }
    done.push((first, text));
    done
}
