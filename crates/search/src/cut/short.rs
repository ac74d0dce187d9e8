//! The way of an index through a text: most words are short, of ASCII letters and joined to nothing. They are looked at sixteen
//! letters at a time, as numbers, and need no text of their own; all else is cut as everywhere.

use super::{Chunk, Token};
use crate::fold::Decompose;

/// A word of fewer than 16 ASCII letters, folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    /// Its letters, the first in the lowest byte, and zeros after them.
    pub(crate) letters: u128,
    pub(crate) length: usize,
}

/// What a text is cut into.
pub(crate) enum Piece<'t> {
    Short(Short),
    Token(Token<'t>),
}

/// Calls `each` with the same words as [`super::cut`].
pub(crate) fn pieces(text: &str, decompose: Decompose, mut each: impl FnMut(Piece<'_>)) {
    let bytes = text.as_bytes();
    let mut chunk = Chunk::default();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let Some(word) = Short::at(bytes, at) {
            each(Piece::Short(word));
            at += word.length + 1;
        } else if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at += 1;
        } else {
            at = chunk.next(text, at, decompose, &mut |token| each(Piece::Token(token)));
        }
    }
}

/// A number with this in each of its bytes.
const fn each_byte(byte: u8) -> u128 {
    u128::from_le_bytes([byte; 16])
}

impl Short {
    /// The word that begins at a place, if it is one and not the last of the text; what comes after it parts words.
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let text = u128::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        // The highest bit of each byte tells whether it is a letter: one of `a` and above, and none above `z`.
        let low = text & each_byte(0x7F) | each_byte(0x20);
        let from_a = low + each_byte(0x80 - b'a');
        let above_z = low + each_byte(0x7F - b'z');
        let others = !(from_a & !above_z & !text) & each_byte(0x80);
        let length = others.trailing_zeros() as usize / 8;
        if !(1..16).contains(&length) || !parts(bytes, at + length) {
            return None;
        }
        let letters = (text | each_byte(0x20)) & ((1 << (length * 8)) - 1);
        Some(Self { letters, length })
    }

    /// Its letters, and nothing after them.
    pub(crate) fn bytes(&self) -> [u8; 16] {
        self.letters.to_le_bytes()
    }
}

/// Whether words are parted by what stands at a place.
#[inline]
fn parts(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b' ') => true,
        Some(b'-' | b'.' | b'_' | b'&' | b'\'') => bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace),
        Some(byte) => byte.is_ascii() && !byte.is_ascii_alphanumeric(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cut::{LONGEST, cut},
        fold::decompose,
    };

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        pieces(text, decompose, |piece| match piece {
            Piece::Short(word) => {
                words.push(String::from_utf8(word.bytes()[..word.length].to_vec()).unwrap());
                assert!(word.bytes()[word.length..].iter().all(|byte| *byte == 0));
            }
            Piece::Token(token) => words.push(token.word.to_owned()),
        });
        words
    }

    #[test]
    fn short_words_are_cut_as_all_words_are() {
        let text = "Plain words. A-b a- b, c_d R&D & x; O'Brien's boss' don't-\nend.Next v1 1st $5k caf\u{e9} x\u{301} \
                    a\u{ad}b 税a a税 Ａb end. Fifteen-letters incomprehensible straightforward Uncharacteristic Zz{Az[@` end";
        for start in 0..text.len() {
            for end in start..=text.len() {
                let Some(text) = text.get(start..end) else {
                    continue;
                };
                let mut expected = Vec::new();
                cut(text, decompose, |token| expected.push(token.word.to_owned()));
                assert_eq!(words(text), expected, "{text}");
            }
        }
    }

    #[test]
    fn every_byte_is_a_letter_or_none() {
        for byte in 0..0x80_u8 {
            let text = format!("ab{}cd and more after that", byte as char);
            let mut expected = Vec::new();
            cut(&text, decompose, |token| expected.push(token.word.to_owned()));
            assert_eq!(words(&text), expected, "{text}");
        }
        assert_eq!(words(&"A".repeat(100)), ["a".repeat(LONGEST)]);
    }
}
