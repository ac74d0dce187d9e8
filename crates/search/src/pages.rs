//! What is known of pages once their words are found: tables of 16 pages, and their texts as fragments.
//!
//! Both are plain text, so that hosts compress them. A table has a line for each page: its fragments, the letter of its
//! kind, title, address and amount, parted by tabs. Fragments are written by their fingerprints (12 hexadecimal digits), parted by
//! commas, those after the first with the number of the first section in them: `0123456789ab,7:cdef01234567`. A fragment has a
//! line for the summary, and for each section two: `level, anchor, heading` parted by tabs, and its text.

use alloc::vec::Vec;
#[cfg(feature = "index")]
use alloc::{borrow::Cow, string::String};

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
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    if is_on_one_line(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

/// Whether a text surely is on one line already. Most are, and each question is put to all bytes, which machines do many at a time.
#[cfg(feature = "index")]
fn is_on_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let is_broken = bytes.iter().fold(0, |any, byte| any | u8::from(*byte < b' '));
    let pairs = bytes.iter().zip(next);
    let is_wide = pairs.fold(0, |any, (one, next)| any | u8::from((one | next) == b' '));
    // Of printed characters only two spaces have no other bit than the space has.
    is_broken | is_wide == 0
        && !bytes.starts_with(b" ")
        && !bytes.ends_with(b" ")
        && (text.is_ascii() || !has_other_space(bytes))
}

/// Whether a text has a space that is not ASCII, by the bytes that it is written with.
#[cfg(feature = "index")]
fn has_other_space(bytes: &[u8]) -> bool {
    let second = bytes.get(1..).unwrap_or_default();
    let third = bytes.get(2..).unwrap_or_default();
    let pairs = bytes.iter().zip(second);
    let of_two = pairs.fold(0, |any, (one, two)| {
        any | u8::from(*one == 0xC2) & (u8::from(*two == 0x85) | u8::from(*two == 0xA0))
    });
    let threes = bytes.iter().zip(second).zip(third);
    let of_three = threes.fold(0, |any, ((one, two), three)| {
        let is = |byte: &u8, known: u8| u8::from(*byte == known);
        let general = u8::from(*three <= 0x8A) | is(three, 0xA8) | is(three, 0xA9) | is(three, 0xAF);
        let quad_to_narrow = is(one, 0xE2) & is(two, 0x80) & general;
        let mathematical = is(one, 0xE2) & is(two, 0x81) & is(three, 0x9F);
        let ogham = is(one, 0xE1) & is(two, 0x9A) & is(three, 0x80);
        let ideographic = is(one, 0xE3) & is(two, 0x80) & is(three, 0x80);
        any | quad_to_narrow | mathematical | ogham | ideographic
    });
    of_two | of_three != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_put_on_one_line_whatever_parts_it() {
        for letter in (0..=char::MAX as u32).filter_map(char::from_u32) {
            let is_space = letter.is_whitespace();
            let is_known = letter.len_utf8() > 1 && has_other_space(format!("é{letter}").as_bytes());
            assert_eq!(is_known, is_space && !letter.is_ascii(), "{letter:?}");
            if is_space {
                for text in [
                    format!("é{letter}b"),
                    format!("a{letter} b"),
                    format!("{letter}a b{letter}"),
                ] {
                    let expected: Vec<&str> = text.split_whitespace().collect();
                    assert_eq!(on_one_line(&text), expected.join(" "), "{letter:?}");
                }
            }
        }
        for text in ["", "a", "a b", "ein Wort – “zwei”", "東京 都"] {
            assert!(
                matches!(on_one_line(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }
}
