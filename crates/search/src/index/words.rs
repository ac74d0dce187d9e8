//! Words met so far and their stems, so that each is stemmed once, and how often they stand on the page that is being read.

use crate::cut::{Piece, stem};

/// After so many different words it begins anew, so that a long run does not grow without end.
const MOST: usize = 400_000;

/// The words of the pages read so far. One for each thread; what is made with it does not depend on what it has seen.
#[derive(Default)]
pub struct Words {
    dictionary: Dictionary<Place>,
    stems: Vec<Stem>,
    page: u32,
    /// The terms of the page that is being read, in the order in which they come first.
    met: Vec<Count>,
}

/// Which term of the page a word counts for, where it was met there.
#[derive(Clone, Copy, Default)]
struct Place {
    page: u32,
    term: u32,
}

/// What is known of a word.
struct Stem {
    /// The number of its stem: itself, or another word.
    stem: u32,
    /// Where the page has it, as a stem.
    place: Place,
}

/// How often a term stands on the page that is being read.
#[derive(Clone, Copy)]
pub(super) struct Count {
    /// The number of the term as a word, and the shortest word that it stands for.
    pub(super) term: u32,
    pub(super) surface: u32,
    pub(super) fields: [u32; super::FIELD_COUNT],
    pub(super) best: u32,
    best_count: u32,
    section: u32,
    section_count: u32,
}

impl Words {
    /// Begins a page.
    pub(super) fn begin(&mut self) {
        if self.stems.len() > MOST || self.page == u32::MAX {
            *self = Self::default();
        }
        self.page += 1;
        self.met.clear();
    }

    /// Counts a word.
    #[inline]
    pub(super) fn count(&mut self, piece: &Piece<'_>, field: usize, section: u32, weight: u32) {
        let (key, word) = match piece {
            // The text of a short word is not looked at, since its key says everything.
            Piece::Short(short) => (Key::of_letters(short.letters, short.length), ""),
            Piece::Token(token) => (Key::of(token.word), token.word),
        };
        let mut place = self.dictionary.slot(&key, word).told;
        if place.page != self.page {
            place = match piece {
                Piece::Short(short) => {
                    let letters = short.bytes();
                    self.meet(
                        key,
                        str::from_utf8(&letters[..short.length]).unwrap_or_default(),
                        section,
                    )
                }
                Piece::Token(token) => self.meet(key, token.word, section),
            };
        }
        let count = &mut self.met[place.term as usize];
        count.fields[field] = count.fields[field].saturating_add(1);
        if count.section != section {
            (count.section, count.section_count) = (section, 0);
        }
        count.section_count = count.section_count.saturating_add(weight);
        if count.section_count > count.best_count {
            (count.best, count.best_count) = (section, count.section_count);
        }
    }

    /// A word for the first time on this page.
    #[inline(never)]
    fn meet(&mut self, key: Key, word: &str, section: u32) -> Place {
        let number = self.number(key, word);
        let term = self.stems[number as usize].stem;
        let place = &mut self.stems[term as usize].place;
        if place.page != self.page {
            *place = Place {
                page: self.page,
                term: self.met.len() as u32,
            };
            self.met.push(Count {
                term,
                surface: number,
                fields: [0; super::FIELD_COUNT],
                best: section,
                best_count: 0,
                section,
                section_count: 0,
            });
        }
        let place = *place;
        let surface = self.met[place.term as usize].surface;
        if number != surface && is_before(word, self.word(surface)) {
            self.met[place.term as usize].surface = number;
        }
        self.dictionary.slot(&key, word).told = place;
        place
    }

    fn number(&mut self, key: Key, word: &str) -> u32 {
        let (number, is_new) = self.dictionary.number(key, word);
        if is_new {
            self.add(number);
            // Of scripts other than Latin, words are their own stems.
            let stem = stem(word);
            if stem != word {
                let (stem, is_new) = self.dictionary.number(Key::of(&stem), &stem);
                if is_new {
                    self.add(stem);
                }
                self.stems[number as usize].stem = stem;
            }
        }
        number
    }

    fn add(&mut self, number: u32) {
        self.stems.push(Stem {
            stem: number,
            place: Place::default(),
        });
    }

    pub(super) fn word(&self, number: u32) -> &str {
        self.dictionary.word(number)
    }

    /// The terms of the page, in the order of their words.
    pub(super) fn sorted(&self) -> impl Iterator<Item = &Count> {
        let word = |place: u32| self.word(self.met[place as usize].term);
        let mut sorted: Vec<(u64, u32)> = (0..self.met.len() as u32)
            .map(|place| (beginning(word(place)), place))
            .collect();
        sorted.sort_unstable_by_key(|(beginning, _)| *beginning);
        for alike in sorted.chunk_by_mut(|(left, _), (right, _)| left == right) {
            if alike.len() > 1 {
                alike.sort_unstable_by_key(|(_, place)| word(*place));
            }
        }
        sorted.into_iter().map(|(_, place)| &self.met[place as usize])
    }
}

/// Whether a word is shorter than another, or as long and before it.
pub(super) fn is_before(one: &str, other: &str) -> bool {
    (one.len(), one) < (other.len(), other)
}

/// The first eight bytes of a word, so that most words are put in order without being looked at.
fn beginning(word: &str) -> u64 {
    if let Some(first) = word.as_bytes().first_chunk() {
        return u64::from_be_bytes(*first);
    }
    let mut first = [0; 8];
    first[..word.len()].copy_from_slice(word.as_bytes());
    u64::from_be_bytes(first)
}

/// At most 16 bytes as a number, the first in its lowest byte.
#[inline]
fn padded(bytes: &[u8]) -> u128 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // Of 8 to 16 bytes the two halves may have some in common.
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        let new = (bytes.len() - 8) * 8;
        let last = u128::from(last) >> (64 - new);
        return u128::from(first) | last << 64;
    }
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// Numbers of words, in the order in which they came. All that a lookup needs stands in one place, and something that is
/// told of the word with it.
#[derive(Default)]
pub(super) struct Dictionary<T> {
    /// As many as a power of two; not all of them taken.
    slots: Vec<Slot<T>>,
    /// The words one after the other, and where each ends.
    texts: String,
    ends: Vec<usize>,
}

#[derive(Clone, Copy, Default)]
struct Slot<T> {
    key: Key,
    /// The number of the word and one more; 0 where there is none.
    number: u32,
    told: T,
}

/// What tells words of up to 16 bytes apart, and most others.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Key {
    first: u64,
    last: u64,
    length: u32,
}

impl Key {
    /// The longest word of which it says everything.
    const WHOLE: u32 = 16;

    #[inline]
    pub(super) fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) if bytes.len() > Self::WHOLE as usize => Self {
                first: u64::from_le_bytes(*first),
                last: u64::from_le_bytes(*last),
                length: bytes.len() as u32,
            },
            _ => Self::of_letters(padded(bytes), bytes.len()),
        }
    }

    /// The key of a word that it says everything of: its letters, and zeros after them.
    #[inline]
    fn of_letters(letters: u128, length: usize) -> Self {
        Self {
            first: letters as u64,
            last: (letters >> 64) as u64,
            length: length as u32,
        }
    }

    /// Not for words that someone chose to collide, which only cost time.
    #[inline]
    fn hash(&self) -> usize {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = (self.first.wrapping_mul(FACTOR) ^ self.last).rotate_left(29) ^ u64::from(self.length);
        (mixed.wrapping_mul(FACTOR) >> 32) as usize
    }
}

impl<T: Copy + Default> Dictionary<T> {
    /// The place of a word, or the free one where it would be.
    #[inline]
    fn slot(&mut self, key: &Key, word: &str) -> &mut Slot<T> {
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); 1024];
        }
        let mut at = self.at(key);
        while let Slot {
            key: known, number, ..
        } = &self.slots[at]
            && *number != 0
            && (known != key || key.length > Key::WHOLE && self.word(number - 1) != word)
        {
            at = (at + 1) & (self.slots.len() - 1);
        }
        &mut self.slots[at]
    }

    #[inline]
    fn at(&self, key: &Key) -> usize {
        key.hash() & (self.slots.len() - 1)
    }

    /// The number of a word, and whether it is new.
    #[inline]
    pub(super) fn number(&mut self, key: Key, word: &str) -> (u32, bool) {
        let slot = self.slot(&key, word);
        match slot.number {
            0 => (self.insert(key, word), true),
            number => (number - 1, false),
        }
    }

    fn insert(&mut self, key: Key, word: &str) -> u32 {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let number = self.ends.len() as u32;
        let slot = self.slot(&key, word);
        (slot.key, slot.number) = (key, number + 1);
        self.texts.push_str(word);
        self.ends.push(self.texts.len());
        number
    }

    fn grow(&mut self) {
        let more = vec![Slot::default(); self.slots.len() * 2];
        for slot in std::mem::replace(&mut self.slots, more) {
            if slot.number == 0 {
                continue;
            }
            let mut at = self.at(&slot.key);
            while self.slots[at].number != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = slot;
        }
    }

    #[inline]
    pub(super) fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start..self.ends[number]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_numbers_of_their_own() {
        let words: Vec<String> = (0..5_000)
            .map(|number| format!("{:0>1$}", number, 1 + number % 40))
            .chain(["", "a", "aa", "aaa", "aaaa", "aaaaaaaaaaaaaaaaaaaa", "é"].map(str::to_owned))
            .collect();
        let mut dictionary = Dictionary::<()>::default();
        let mut expected: Vec<&str> = Vec::new();
        for word in words.iter().chain(&words) {
            let (number, is_new) = dictionary.number(Key::of(word), word);
            assert_eq!(is_new, !expected.contains(&word.as_str()), "{word}");
            if is_new {
                expected.push(word);
            }
            assert_eq!(expected[number as usize], word);
        }
    }
}
