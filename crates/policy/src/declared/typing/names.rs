//! Names that are nearly right.

use alloc::{string::String, vec::Vec};

/// A sentence that lists names, the first ten of them.
pub(in crate::declared) fn one_of(before: &str, names: &[&str]) -> String {
    let mut text = String::from(before);
    for (place, name) in names.iter().take(10).enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    text
}

/// The known name that differs least from a name, if it differs by a few letters only.
pub(in crate::declared) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = 1 + name.len() / 4;
    known
        .filter(|known| known.len() <= 100 && name.len() <= 100)
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How many letters have to be put in, left out or changed.
fn distance(one: &str, other: &str) -> usize {
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.bytes().enumerate() {
        let mut line = Vec::from([row + 1]);
        for (column, known) in other.bytes().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&before, column) + usize::from(letter != known);
            let shorter = at(&before, column + 1) + 1;
            let longer = at(&line, column) + 1;
            line.push(changed.min(shorter).min(longer));
        }
        before = line;
    }
    before.last().copied().unwrap_or(0)
}
