//! The words that misspelled ones are compared with: those of titles and headings first, and those of many pages.
//!
//! A list of words, each sharing its beginning with the one before, and a byte for how common it is.

use alloc::{string::String, vec::Vec};

use crate::{
    bytes::{Damaged, Reader},
    cut::stem,
};

/// The longest word that is compared, in characters.
const LONGEST: usize = 32;

/// A word near to what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Near {
    pub(crate) word: String,
    pub(crate) distance: usize,
    weight: u8,
}

/// How many slips are forgiven in a word of so many letters.
pub(crate) fn forgiven(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// The `most` words nearest to what was typed or its stem, the common ones first, none farther than `limit`.
pub(crate) fn near(bytes: &[u8], typed: &str, limit: usize, most: usize) -> Result<Vec<Near>, Damaged> {
    let stem = stem(typed);
    let typed: Vec<Vec<char>> = [typed, &stem]
        .iter()
        .take(if stem == typed { 1 } else { 2 })
        .map(|word| word.chars().collect())
        .collect();
    let mut found: Vec<Near> = Vec::new();
    if typed.iter().any(|word| word.len() > LONGEST) || limit == 0 {
        return Ok(found);
    }
    let mut reader = Reader::new(bytes);
    let mut word = Vec::new();
    let mut letters = Vec::new();
    while !reader.is_empty() {
        reader.word(&mut word)?;
        let weight = reader.byte()?;
        let text = core::str::from_utf8(&word).map_err(|_| Damaged)?;
        letters.clear();
        letters.extend(text.chars().take(LONGEST + 1));
        if letters.len() > LONGEST {
            continue;
        }
        let close = typed
            .iter()
            .filter(|typed| typed.len().abs_diff(letters.len()) <= limit);
        let nearest = close.map(|typed| distance(typed, &letters)).min();
        let Some(distance) = nearest.filter(|distance| *distance <= limit) else {
            continue;
        };
        let place = found.partition_point(|near| (near.distance, !near.weight) <= (distance, !weight));
        if place < most {
            found.insert(
                place,
                Near {
                    word: text.into(),
                    distance,
                    weight,
                },
            );
            found.truncate(most);
        }
    }
    Ok(found)
}

/// Letters left out, added, exchanged or swapped with their neighbour (optimal string alignment).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (index, cell) in rows[1].iter_mut().enumerate() {
        *cell = index;
    }
    for (i, a) in left.iter().enumerate() {
        let [earlier, above, row] = &mut rows;
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let mut cost = (above[j] + usize::from(a != b))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                cost = cost.min(earlier[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        rows.rotate_left(1);
    }
    rows[1][right.len()]
}

#[cfg(feature = "index")]
pub(crate) fn encode(words: &[(&str, u8)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before = "";
    for (word, weight) in words {
        crate::bytes::write::word(&mut out, before.as_bytes(), word.as_bytes());
        out.push(*weight);
        before = word;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(left: &str, right: &str) -> usize {
        distance(
            &left.chars().collect::<Vec<_>>(),
            &right.chars().collect::<Vec<_>>(),
        )
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!(between("renewal", "renewal"), 0);
        assert_eq!(between("renwal", "renewal"), 1);
        assert_eq!(between("reenwal", "renewal"), 1);
        assert_eq!(between("renewwal", "renewal"), 1);
        assert_eq!(between("rinewel", "renewal"), 2);
        assert_eq!(between("", "deal"), 4);
        assert_eq!(between("deal", ""), 4);
    }

    #[test]
    fn the_nearest_and_most_common_come_first() {
        let bytes = encode(&[("deal", 3), ("dealer", 1), ("deck", 1), ("dial", 9), ("teal", 5)]);
        let words: Vec<_> = near(&bytes, "deak", 1, 3)
            .unwrap()
            .into_iter()
            .map(|near| near.word)
            .collect();
        assert_eq!(words, ["deal", "deck"]);
        let words: Vec<_> = near(&bytes, "deal", 1, 3)
            .unwrap()
            .into_iter()
            .map(|near| near.word)
            .collect();
        assert_eq!(words, ["deal", "dial", "teal"]);
        assert_eq!(near(&bytes[..7], "deal", 1, 3), Err(Damaged));
    }
}
