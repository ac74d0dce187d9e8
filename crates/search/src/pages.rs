//! What is known of pages once their words are found: tables of 16 pages, and their texts as fragments.
//!
//! Both are plain text, so that hosts compress them. A table has a line for each page: its fragments, the letter of its
//! kind, title, address and amount, parted by tabs. Fragments are written by their fingerprints (12 hexadecimal digits), parted by
//! commas, those after the first with the number of the first section in them: `0123456789ab,7:cdef01234567`. A fragment has a
//! line for the summary, and for each section two: `level, anchor, heading` parted by tabs, and its text.

#[cfg(feature = "index")]
use alloc::string::String;
use alloc::vec::Vec;

use crate::{bytes::Damaged, entry::TABLE};

/// What a page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page of the handbook.
    #[default]
    Page,
    /// A value of the policy; the amount in force stands beside it.
    Value,
    /// An entry of the glossary.
    Glossary,
}

impl Kind {
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::Page => "p",
            Self::Value => "v",
            Self::Glossary => "g",
        }
    }

    fn of(letter: &str) -> Option<Self> {
        [Self::Page, Self::Value, Self::Glossary]
            .into_iter()
            .find(|kind| kind.letter() == letter)
    }
}

/// A page as a list of results shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<'f> {
    /// Its title.
    pub title: &'f str,
    /// Its address, as it was given to the index.
    pub address: &'f str,
    /// What it is.
    pub kind: Kind,
    /// The amount in force, of a value.
    pub amount: &'f str,
    pub(crate) fragments: &'f str,
}

/// A section of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Section<'f> {
    /// The anchor of its heading; empty for what stands before the first.
    pub anchor: &'f str,
    /// Its heading as text.
    pub heading: &'f str,
    /// 2 for `h2`, and so on; 0 before the first heading.
    pub level: u8,
    /// Its text without markup, up to the next heading of any level.
    pub text: &'f str,
}

/// The line of a page in its table.
pub(crate) fn about(table: &[u8], page: u32) -> Result<About<'_>, Damaged> {
    let text = core::str::from_utf8(table).map_err(|_| Damaged)?;
    let line = text.split('\n').nth((page % TABLE) as usize).ok_or(Damaged)?;
    let mut fields = line.split('\t');
    let mut field = || fields.next().ok_or(Damaged);
    let (fragments, kind) = (field()?, field()?);
    let (title, address, amount) = (field()?, field()?, field()?);
    Ok(About {
        title,
        address,
        kind: Kind::of(kind).ok_or(Damaged)?,
        amount,
        fragments,
    })
}

impl<'f> About<'f> {
    /// The fingerprint of the fragment with a section, and the number of its first section.
    pub(crate) fn fragment_with(&self, section: u32) -> (&'f str, u32) {
        let mut found = ("", 0);
        for fragment in self.fragments.split(',') {
            let (first, fingerprint) = fragment.split_once(':').unwrap_or(("0", fragment));
            match first.parse() {
                Ok(first) if first <= section => found = (fingerprint, first),
                _ => break,
            }
        }
        found
    }
}

/// The summary and the sections of a fragment, at most as many as `most`.
pub(crate) fn sections(fragment: &[u8], most: usize) -> Result<(&str, Vec<Section<'_>>), Damaged> {
    let text = core::str::from_utf8(fragment).map_err(|_| Damaged)?;
    let mut lines = text.split('\n');
    let summary = lines.next().unwrap_or_default();
    let mut sections = Vec::new();
    while let (Some(head), Some(text)) = (lines.next(), lines.next()) {
        if sections.len() == most {
            break;
        }
        let mut fields = head.split('\t');
        let level = fields
            .next()
            .and_then(|level| level.parse().ok())
            .ok_or(Damaged)?;
        let (Some(anchor), Some(heading)) = (fields.next(), fields.next()) else {
            return Err(Damaged);
        };
        sections.push(Section {
            anchor,
            heading,
            level,
            text,
        });
    }
    Ok((summary, sections))
}

/// A text on one line, with single spaces, fit for a field.
#[cfg(feature = "index")]
pub(crate) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut add = |word: &str| {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    };
    if text.is_ascii() {
        text.split_ascii_whitespace().for_each(&mut add);
    } else {
        text.split_whitespace().for_each(&mut add);
    }
    line
}
