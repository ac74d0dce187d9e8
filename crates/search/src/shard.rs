//! A shard: some neighbouring terms with the pages that they stand on.
//!
//! A term is its word (sharing its beginning with the one before), how many pages hold it doubled and one more when only the
//! best of them follow, then their number in that case, and its postings. A posting is the distance from the page
//! before, a byte of impact (five bits) and section (three, 7 for seven and more), and then what the section has above 7.
//!
//! Beginnings of words are terms too, with the best pages of the words that begin so: of one and two letters as `\u{1}re`,
//! before all words; of three as `ren\u{1}`, right after the word `ren`.

use alloc::vec::Vec;

use crate::bytes::{Damaged, Reader};

/// Stands before or after the letters of a beginning; no word holds it.
pub(crate) const BEGINNING: char = '\u{1}';
/// The greatest impact.
pub(crate) const STRONGEST: u8 = 31;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) page: u32,
    pub(crate) impact: u8,
    pub(crate) section: u32,
}

/// What a shard says of one term.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    /// How many pages hold the term.
    pub(crate) pages: u32,
    /// Whether only the best of them are listed.
    pub(crate) cut: bool,
    pub(crate) list: Vec<Posting>,
}

/// Calls `each` with the terms from `from` on for as long as it says so.
pub(crate) fn read(
    bytes: &[u8],
    count: u32,
    from: &[u8],
    each: &mut dyn FnMut(&[u8], Postings) -> bool,
) -> Result<(), Damaged> {
    let mut reader = Reader::new(bytes);
    let mut word = Vec::new();
    while !reader.is_empty() {
        reader.word(&mut word)?;
        let wanted = word.as_slice() >= from;
        let postings = postings(&mut reader, count, wanted)?;
        if wanted && !each(&word, postings) {
            break;
        }
    }
    Ok(())
}

fn postings(reader: &mut Reader<'_>, count: u32, wanted: bool) -> Result<Postings, Damaged> {
    let head = reader.number()?;
    let mut found = Postings {
        pages: head >> 1,
        cut: head & 1 == 1,
        list: Vec::new(),
    };
    let listed = if found.cut { reader.number()? } else { found.pages };
    let mut next = 0_u32;
    for _ in 0..listed {
        let page = next
            .checked_add(reader.number()?)
            .filter(|page| *page < count)
            .ok_or(Damaged)?;
        next = page + 1;
        let byte = reader.byte()?;
        let mut section = u32::from(byte & 7);
        if section == 7 {
            section = section.saturating_add(reader.number()?);
        }
        if wanted {
            found.list.push(Posting {
                page,
                impact: byte >> 3,
                section,
            });
        }
    }
    Ok(found)
}

#[cfg(feature = "index")]
pub(crate) fn write(out: &mut Vec<u8>, pages: u32, list: &[Posting]) {
    use crate::bytes::write;

    let cut = list.len() < pages as usize;
    write::number(out, pages << 1 | u32::from(cut));
    if cut {
        write::number(out, list.len() as u32);
    }
    let mut next = 0;
    for posting in list {
        write::number(out, posting.page - next);
        next = posting.page + 1;
        out.push(posting.impact << 3 | posting.section.min(7) as u8);
        if posting.section >= 7 {
            write::number(out, posting.section - 7);
        }
    }
}
