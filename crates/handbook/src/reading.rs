//! How long a text takes to read: about 200 words a minute, or 400 characters of Chinese or Japanese.
//!
//! Words are told by what stands between them, so that a text may be counted piece by piece, as it is written.

use serde::{Deserialize, Serialize};

/// What a word counts, in characters of a script that has no spaces.
const WORD: u32 = 2;
/// So much is read in a minute.
const MINUTE: u32 = 400;

/// How much there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Effort(u32);

/// How closely a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Word by word.
    Prose,
    /// As far as it is needed: a table, code.
    Glance,
}

impl Effort {
    /// Adds a piece of a text, without the last word of its block.
    pub(crate) fn add(&mut self, text: &str, manner: Manner) {
        let count = match text.is_ascii() {
            true => WORD * counted(text.bytes().filter(|byte| matches!(byte, b' ' | b'\n')).count()),
            false => text.chars().map(weight).fold(0, u32::saturating_add),
        };
        self.push(count, manner);
    }

    /// Adds a word that ends with its line or its block.
    pub(crate) fn end_word(&mut self, manner: Manner) {
        self.push(WORD, manner);
    }

    fn push(&mut self, count: u32, manner: Manner) {
        let count = match manner {
            Manner::Prose => count,
            Manner::Glance => count / 2,
        };
        self.0 = self.0.saturating_add(count);
    }

    /// What was added since.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }

    /// Whole minutes, at least one.
    pub(crate) fn minutes(self) -> u32 {
        (self.0.saturating_add(MINUTE / 2) / MINUTE).max(1)
    }
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX / WORD)
}

fn weight(letter: char) -> u32 {
    match letter {
        ' ' | '\n' | '\u{3000}' => WORD,
        // Kana, Chinese characters, and those for compatibility.
        '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str, manner: Manner) -> u32 {
        let mut effort = Effort::default();
        effort.add(text, manner);
        effort.end_word(manner);
        effort.minutes()
    }

    #[test]
    fn words_and_characters_are_counted() {
        for (text, expected) in [
            ("", 1),
            ("word ", 1),
            (&*"word ".repeat(298), 1),
            (&*"word ".repeat(299), 2),
            (&*"wörter ".repeat(1_000), 5),
            (&*"販売規則".repeat(400), 4),
            (&*"かな".repeat(700), 4),
        ] {
            assert_eq!(minutes(text, Manner::Prose), expected, "{}", text.len());
        }
        assert_eq!(minutes(&"word ".repeat(1_000), Manner::Glance), 3);
    }

    #[test]
    fn pieces_count_as_the_whole_does() {
        let mut pieces = Effort::default();
        for piece in ["one ", "t", "wo three", " four"] {
            pieces.add(piece, Manner::Prose);
        }
        let mut whole = Effort::default();
        whole.add("one two three four", Manner::Prose);
        assert_eq!(pieces, whole);
        pieces.end_word(Manner::Prose);
        assert_eq!(pieces.since(whole), Effort(WORD));
    }
}
