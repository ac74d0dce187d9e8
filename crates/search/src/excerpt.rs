//! What to show of a page that was found: the place with most of the words, and which words to mark.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use crate::{
    cut::{self, Kind},
    fold::Decompose,
    pages,
    query::{Query, Unit},
    sort::sort,
};

/// No section of a fragment beyond this is looked at, and no more of a text than so many bytes.
const MOST_SECTIONS: usize = 4_096;
const LONGEST: usize = 1 << 18;

/// A part of a page to show for a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<'f> {
    /// What the page is about, as it was given to the index.
    pub summary: &'f str,
    /// The anchor of the section; empty for the top of the page.
    pub anchor: &'f str,
    /// The heading of the section; empty for the top of the page.
    pub heading: &'f str,
    /// Text of the section.
    pub text: &'f str,
    /// Where to mark the text, in bytes, in order and apart.
    pub marks: Vec<Range<usize>>,
    /// Whether there is more of the section before and after the text.
    pub goes_on: (bool, bool),
}

/// A place to mark, and the number of the unit that stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) range: Range<usize>,
    pub(crate) unit: usize,
}

/// Finds the words of a question in a text.
pub(crate) struct Marker<'q> {
    pub(crate) query: &'q Query,
    pub(crate) decompose: Decompose,
}

impl Marker<'_> {
    pub(crate) fn marks(&self, text: &str) -> Vec<Mark> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let mut marks = Vec::new();
        let mut pairs: Vec<(String, Range<usize>)> = Vec::new();
        cut::cut(text, self.decompose, |token| match token.kind {
            Kind::Word | Kind::Whole(_) => {
                let stem = cut::stem(token.word);
                if let Some(unit) = self.unit_of(token.word, &stem) {
                    marks.push(Mark {
                        range: token.range,
                        unit,
                    });
                }
            }
            Kind::Tail { .. } => marks.extend(self.unit_alone(token.word, token.range)),
            Kind::Pair { .. } => {
                if let Some(mark) = self.unit_alone(token.word, token.range.clone()) {
                    let first = text[mark.range.start..].chars().next().map_or(0, char::len_utf8);
                    marks.push(Mark {
                        range: mark.range.start..mark.range.start + first,
                        ..mark
                    });
                }
                pairs.push((token.word.into(), token.range));
            }
        });
        for (unit, run) in self.runs() {
            let before = marks.len();
            marks.extend(run_places(&pairs, &run.pairs).map(|range| Mark { range, unit }));
            if marks.len() == before {
                let apart = pairs.iter().filter(|(pair, _)| run.pairs.contains(pair));
                marks.extend(apart.map(|(_, range)| Mark {
                    range: range.clone(),
                    unit,
                }));
            }
        }
        join(marks)
    }

    /// Whether every run of the question stands in the text, its pairs next to each other.
    pub(crate) fn has_runs(&self, text: &str) -> bool {
        let mut pairs = Vec::new();
        cut::cut(
            &text[..text.floor_char_boundary(LONGEST)],
            self.decompose,
            |token| {
                if matches!(token.kind, Kind::Pair { .. }) {
                    pairs.push((token.word.into(), token.range));
                }
            },
        );
        self.runs()
            .all(|(_, run)| run_places(&pairs, &run.pairs).next().is_some())
    }

    fn runs(&self) -> impl Iterator<Item = (usize, &Unit)> {
        self.query
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| !unit.pairs.is_empty())
    }

    fn unit_of(&self, word: &str, stem: &str) -> Option<usize> {
        let is_one = |term: &String| term == stem;
        let words = self
            .query
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.pairs.is_empty());
        words
            .filter(|(_, unit)| !unit.is_common)
            .find(|(_, unit)| {
                unit.terms.iter().chain(&unit.also).any(is_one)
                    || unit.is_begun && word.starts_with(&unit.typed)
                    || unit.is_begun && word.len() > unit.typed.len() / 2 && unit.shorter().iter().any(is_one)
            })
            .map(|(unit, _)| unit)
            .or_else(|| {
                self.query
                    .others
                    .iter()
                    .find(|other| other.terms.iter().any(is_one))
                    .map(|other| other.units.start)
            })
    }

    /// A unit of a script without spaces that was asked for by itself.
    fn unit_alone(&self, word: &str, range: Range<usize>) -> Option<Mark> {
        let units = self.query.units.iter().enumerate();
        let is_asked = |unit: &Unit| unit.pairs.is_empty() && unit.is_begun && word.starts_with(&unit.typed);
        units
            .filter(|(_, unit)| is_asked(unit))
            .map(|(unit, _)| Mark {
                range: range.clone(),
                unit,
            })
            .next()
    }
}

/// Where all of `run` stand one after the other in a text with these pairs.
fn run_places(pairs: &[(String, Range<usize>)], run: &[String]) -> impl Iterator<Item = Range<usize>> {
    pairs.windows(run.len().max(1)).filter_map(move |window| {
        let is_run = window.iter().zip(run).all(|((pair, _), wanted)| pair == wanted)
            && window.windows(2).all(|two| two[1].1.start < two[0].1.end);
        let ((_, first), (_, last)) = (window.first()?, window.last()?);
        is_run.then_some(first.start..last.end)
    })
}

/// Marks in order; those that touch or overlap are one.
fn join(mut marks: Vec<Mark>) -> Vec<Mark> {
    sort(&mut marks, |mark| {
        (mark.range.start as u64) << 32 | mark.range.end as u64
    });
    let mut joined: Vec<Mark> = Vec::new();
    for mark in marks {
        match joined.last_mut() {
            Some(last) if mark.range.start <= last.range.end => {
                last.range.end = last.range.end.max(mark.range.end);
            }
            _ => joined.push(mark),
        }
    }
    joined
}

/// The excerpt of a section of a page, from the fragment that begins with section `first`.
pub(crate) fn of<'f>(
    fragment: &'f [u8],
    first: u32,
    section: u32,
    length: usize,
    marker: &Marker<'_>,
) -> Option<Excerpt<'f>> {
    let (summary, sections) = pages::sections(fragment, MOST_SECTIONS).ok()?;
    let found = sections
        .get(section.saturating_sub(first) as usize)
        .copied()
        .unwrap_or_default();
    let marks = marker.marks(found.text);
    let range = window(found.text, &marks, length);
    let inside = marks
        .iter()
        .filter(|mark| range.start <= mark.range.start && mark.range.end <= range.end);
    let at = |mark: &Mark| mark.range.start - range.start..mark.range.end - range.start;
    Some(Excerpt {
        summary,
        anchor: found.anchor,
        heading: found.heading,
        marks: inside.map(at).collect(),
        goes_on: (range.start > 0, range.end < found.text.len()),
        text: &found.text[range],
    })
}

/// The part of a text of about this length with most of the units marked, from a word to a word.
fn window(text: &str, marks: &[Mark], length: usize) -> Range<usize> {
    if text.len() <= length {
        return 0..text.len();
    }
    let mut best = (0, 0, 0..0);
    for (index, first) in marks.iter().enumerate() {
        let inside = marks[index..]
            .iter()
            .take_while(|mark| mark.range.end <= first.range.start + length * 3 / 4);
        let (mut units, mut count, mut end) = (0_u32, 0, first.range.end);
        for mark in inside {
            units |= 1 << (mark.unit & 31);
            (count, end) = (count + 1, mark.range.end);
        }
        if (units.count_ones(), count) > (best.0, best.1) {
            best = (units.count_ones(), count, first.range.start..end);
        }
    }
    let room = length.saturating_sub(best.2.len());
    let start = best.2.start.saturating_sub(room / 3).min(text.len() - length);
    let start = word_after(text, start, best.2.start);
    let end = (start + length).min(text.len());
    start..word_before(text, end, best.2.end.max(start))
}

/// The first beginning of a word at or after a place, but not beyond `last`.
fn word_after(text: &str, start: usize, last: usize) -> usize {
    let start = text.floor_char_boundary(start);
    if start == 0 {
        return 0;
    }
    let most = text.floor_char_boundary((start + 24).min(last.max(start)));
    text[start..most]
        .find(' ')
        .map_or(start, |space| start + space + 1)
}

/// The last end of a word at or before a place, but not before `first`.
fn word_before(text: &str, end: usize, first: usize) -> usize {
    if end >= text.len() {
        return text.len();
    }
    let end = text.floor_char_boundary(end).max(first);
    let least = text.floor_char_boundary(end.saturating_sub(24).max(first));
    text[least..end].rfind(' ').map_or(end, |space| least + space)
}
