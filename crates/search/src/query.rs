//! What was typed, as units that a page has or has not.

use alloc::{string::String, vec, vec::Vec};
use core::ops::Range;

use crate::{
    cut::{self, Kind},
    entry::Synonym,
    fold::Decompose,
};

/// More than this is not looked at, in bytes and in units.
const LONGEST: usize = 400;
const MOST_UNITS: usize = 12;
/// Of a run of a script without spaces, so many pairs are looked up.
const MOST_PAIRS: usize = 8;
/// From so many pairs on, every second one is enough to cover all its units.
const MANY_PAIRS: usize = 5;
/// What the joined form of words and a synonym count, beside the words as typed.
const JOINED: f32 = 0.9;
const MEANT: f32 = 0.8;

/// A word, or a run of a script without spaces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unit {
    /// Where it stands in what was typed.
    pub(crate) range: Range<usize>,
    /// As typed, folded.
    pub(crate) typed: String,
    /// What is looked up; all of it should be on a page.
    pub(crate) terms: Vec<String>,
    /// Of a run: all its pairs.
    pub(crate) pairs: Vec<String>,
    /// Whether more letters may follow.
    pub(crate) is_begun: bool,
    /// Whether it says little, and is passed over beside other words.
    pub(crate) is_common: bool,
    /// Terms that were found for it otherwise: shorter stems, corrected spellings.
    pub(crate) also: Vec<String>,
}

/// Other terms for some neighbouring units; a page must have all of them.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    pub(crate) units: Range<usize>,
    pub(crate) terms: Vec<String>,
    pub(crate) weight: f32,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub(crate) units: Vec<Unit>,
    pub(crate) others: Vec<Other>,
}

impl Query {
    /// `typing`: the last word may go on.
    pub(crate) fn of(text: &str, typing: bool, decompose: Decompose, synonyms: &[Synonym]) -> Self {
        let mut query = Self::default();
        let text = &text[..text.floor_char_boundary(LONGEST)];
        cut::cut(text, decompose, |token| query.add(&token));
        if let Some(last) = query.units.last_mut() {
            last.is_begun |= typing && last.pairs.is_empty() && last.range.end == text.len();
        }
        for unit in &mut query.units {
            unit.choose_pairs();
        }
        if query
            .units
            .iter()
            .any(|unit| !is_common(&unit.typed) || unit.is_begun)
        {
            query
                .units
                .iter_mut()
                .for_each(|unit| unit.is_common = is_common(&unit.typed) && !unit.is_begun);
        }
        for synonym in synonyms {
            query.mean(synonym);
        }
        query
    }

    fn add(&mut self, token: &cut::Token<'_>) {
        let unit = |term: String, is_begun: bool| Unit {
            range: token.range.clone(),
            typed: token.word.into(),
            terms: vec![term],
            is_begun,
            ..Unit::default()
        };
        let is_full = self.units.len() >= MOST_UNITS;
        match token.kind {
            Kind::Whole(count) if count <= self.units.len() && !is_full => self.others.push(Other {
                units: self.units.len() - count..self.units.len(),
                terms: vec![cut::stem(token.word).into_owned()],
                weight: JOINED,
            }),
            Kind::Word if !is_full => self.units.push(unit(cut::stem(token.word).into_owned(), false)),
            Kind::Tail { alone: true } if !is_full => self.units.push(unit(token.word.into(), true)),
            Kind::Pair { first: true } if !is_full => {
                self.units.push(Unit {
                    pairs: vec![token.word.into()],
                    ..unit(token.word.into(), false)
                });
            }
            Kind::Pair { first: false } => {
                if let Some(run) = self
                    .units
                    .last_mut()
                    .filter(|unit| unit.range.end > token.range.start)
                {
                    run.pairs.push(token.word.into());
                    run.range.end = token.range.end;
                }
            }
            _ => {}
        }
    }

    fn mean(&mut self, synonym: &Synonym) {
        for first in 0..self.units.len() {
            let mut rest = synonym.from.as_slice();
            for (index, unit) in self.units.iter().enumerate().skip(first) {
                let said = if unit.pairs.is_empty() {
                    &unit.terms
                } else {
                    &unit.pairs
                };
                match rest.strip_prefix(said.as_slice()) {
                    Some(left) => rest = left,
                    None => break,
                }
                if rest.is_empty() {
                    let units = first..index + 1;
                    self.others.push(Other {
                        units,
                        terms: synonym.to.clone(),
                        weight: MEANT,
                    });
                    break;
                }
            }
        }
    }
}

impl Unit {
    fn choose_pairs(&mut self) {
        let step = if self.pairs.len() < MANY_PAIRS { 1 } else { 2 };
        if let Some(last) = self.pairs.last() {
            self.terms = self
                .pairs
                .iter()
                .step_by(step)
                .take(MOST_PAIRS)
                .cloned()
                .collect();
            if step == 2 && self.pairs.len().is_multiple_of(2) && self.terms.len() < MOST_PAIRS {
                self.terms.push(last.clone());
            }
        }
    }

    /// Terms that what was typed goes on from: `renew` for `renewa`, `price` for `pricin`.
    pub(crate) fn shorter(&self) -> Vec<String> {
        let mut shorter = Vec::new();
        if self.is_begun && self.typed.is_ascii() {
            for length in (4..self.typed.len()).rev().take(4) {
                let begun = &self.typed[..length];
                shorter.push(begun.into());
                shorter.push([begun, "e"].concat());
            }
        }
        shorter
    }
}

pub(crate) fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "a", "about", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how",
        "i", "if", "in", "is", "it", "its", "me", "my", "of", "on", "or", "our", "should", "that", "the",
        "their", "there", "this", "to", "was", "we", "what", "when", "where", "which", "who", "why", "will",
        "with", "you", "your",
    ];
    COMMON.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::decompose;

    fn query(text: &str) -> Query {
        Query::of(text, true, decompose, &[])
    }

    #[test]
    fn the_last_word_is_begun_while_it_is_typed() {
        let begun: Vec<bool> = query("close da").units.iter().map(|unit| unit.is_begun).collect();
        assert_eq!(begun, [false, true]);
        assert!(query("close date ").units.iter().all(|unit| !unit.is_begun));
        assert!(
            Query::of("close date", false, decompose, &[])
                .units
                .iter()
                .all(|unit| !unit.is_begun)
        );
    }

    #[test]
    fn common_words_are_passed_over_unless_there_is_nothing_else() {
        let common: Vec<bool> = query("how to renew it ")
            .units
            .iter()
            .map(|unit| unit.is_common)
            .collect();
        assert_eq!(common, [true, true, false, true]);
        assert!(query("who we are ").units.iter().all(|unit| !unit.is_common));
    }

    #[test]
    fn identifiers_have_a_joined_form() {
        let query = query("close-date rules");
        assert_eq!(query.units.len(), 3);
        assert_eq!(
            (query.others[0].units.clone(), query.others[0].terms[0].as_str()),
            (0..2, "closed")
        );
    }

    #[test]
    fn a_run_is_one_unit_and_few_lookups() {
        assert_eq!(query("東京都").units[0].terms, ["東京", "京都"]);
        let long = query("契約更新の手続きについて教えて");
        assert_eq!(long.units.len(), 1);
        assert_eq!(long.units[0].pairs.len(), 14);
        assert_eq!(long.units[0].terms.len(), 8);
    }

    #[test]
    fn questions_are_bounded() {
        assert!(query(&"word ".repeat(10_000)).units.len() <= MOST_UNITS);
        assert!(query(&"語".repeat(10_000)).units[0].terms.len() <= MOST_PAIRS);
    }

    #[test]
    fn synonyms_are_for_neighbouring_words() {
        let synonym = Synonym {
            from: vec!["close".into(), "plan".into()],
            to: vec!["cp".into()],
        };
        let of = |text: &str| {
            Query::of(text, false, decompose, std::slice::from_ref(&synonym))
                .others
                .len()
        };
        assert_eq!(of("a close plan"), 1);
        assert_eq!(of("close the plan"), 0);
    }
}
