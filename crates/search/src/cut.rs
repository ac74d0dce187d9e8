//! Words of a text, with where they stand in it. The same for pages and for questions.
//!
//! What is cut, and how it is written as a term:
//! - words of scripts with spaces: folded, `'s` taken off, other apostrophes left out, and stemmed where
//!   they are all ASCII letters;
//! - numbers: `$5,000`, `5000`, `5,000.00` and `5k` are one term, `5000`; decimals and versions stay whole (`1.5`, `15.11.3`);
//! - identifiers (`close-date`, `handbook.yaml`, `R&D`): each part is a word, and all parts joined are one more;
//! - Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese: overlapping pairs of units (a character with its marks), and the
//!   last unit of a run alone. A unit inside a run is the beginning of a pair or that last one, so one unit asked for
//!   as a prefix finds all runs that hold it. A run of two units and more finds pages that hold all its pairs, which need not stand
//!   next to each other there; see [`crate::Search`] for what is done about that.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::ops::Range;

#[cfg(feature = "index")]
mod short;

#[cfg(feature = "index")]
pub(crate) use short::{Piece, pieces};

use crate::fold::{self, Class, Decompose, class};

/// The longest term, in bytes: what follows in a longer word is not looked at.
pub const LONGEST: usize = 64;

/// What kind of term was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word or number.
    Word,
    /// The same place as the words before it, as many as this says, in another form.
    Whole(usize),
    /// Two neighbours in a script without spaces; `first` in a run of them.
    Pair {
        /// Whether a run begins here.
        first: bool,
    },
    /// The last unit of such a run; `alone` when it is the only one.
    Tail {
        /// Whether the run is this unit.
        alone: bool,
    },
}

/// A term before stemming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// The folded word.
    pub word: &'t str,
    /// Where it stands in the text as given, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// Calls `each` with every token of a text, in the order of where they begin; [`Kind::Whole`] follows the words that it joins.
pub fn cut(text: &str, decompose: Decompose, mut each: impl FnMut(Token<'_>)) {
    cut_for(text, decompose, &mut each);
}

/// Once in the compiled program, and not for every caller.
fn cut_for(text: &str, decompose: Decompose, each: &mut dyn FnMut(Token<'_>)) {
    let mut chunk = Chunk::default();
    let mut at = 0;
    while at < text.len() {
        at = chunk.next(text, at, decompose, each);
    }
}

/// A text folded: lower case, without accents, of one width.
pub fn folded(text: &str, decompose: Decompose) -> String {
    let mut folded = String::new();
    text.chars()
        .for_each(|character| fold::fold(character, decompose, &mut folded));
    folded
}

/// Whether a folded word says little beside others.
pub fn is_common(word: &str) -> bool {
    crate::query::is_common(word)
}

/// The term that a folded word is looked up by.
pub fn stem(word: &str) -> Cow<'_, str> {
    crate::stem::stem(word)
}

fn step(text: &str, at: usize) -> Option<(char, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        return Some((byte as char, at + 1));
    }
    let character = text.get(at..)?.chars().next()?;
    Some((character, at + character.len_utf8()))
}

/// A word of a script with spaces, and what is joined to it by hyphens, dots and the like.
#[derive(Default)]
struct Chunk {
    folded: String,
    parts: Vec<Part>,
}

struct Part {
    folded: Range<usize>,
    range: Range<usize>,
}

impl Chunk {
    /// Reads what begins at a place, and returns where to go on.
    fn next(
        &mut self,
        text: &str,
        at: usize,
        decompose: Decompose,
        each: &mut dyn FnMut(Token<'_>),
    ) -> usize {
        let Some((character, next)) = step(text, at) else {
            return text.len();
        };
        match class(character) {
            Class::Letter => self.read(text, at, decompose, each),
            Class::Dense => run(text, at, decompose, each),
            Class::Mark | Class::Ignored | Class::Other => next,
        }
    }

    /// Reads from a letter on and returns where it ended.
    fn read(
        &mut self,
        text: &str,
        start: usize,
        decompose: Decompose,
        each: &mut dyn FnMut(Token<'_>),
    ) -> usize {
        self.folded.clear();
        self.parts.clear();
        let money = text
            .get(..start)
            .is_some_and(|before| before.ends_with(['$', '€', '£', '¥']));
        let mut at = start;
        loop {
            let from = self.folded.len();
            let end = self.part(text, at, decompose);
            self.parts.push(Part {
                folded: from..self.folded.len(),
                range: at..end,
            });
            at = end;
            match step(text, at) {
                Some(('-' | '.' | '_' | '&' | '\u{2010}' | '\u{2011}', next)) if is_letter(text, next) => {
                    at = next;
                }
                _ => break,
            }
        }
        self.give(money, each);
        at
    }

    /// Reads letters up to what parts words, folds them and returns where they end.
    fn part(&mut self, text: &str, start: usize, decompose: Decompose) -> usize {
        let from = self.folded.len();
        let mut at = start;
        let mut before = '\0';
        loop {
            let end = letters_end(text, at);
            if end > at {
                self.push_letters(text.get(at..end).unwrap_or_default(), from);
                (at, before) = (end, 'a');
            }
            let Some((character, next)) = step(text, at) else {
                break;
            };
            match character {
                '\'' | '’' | 'ʼ' | '＇' if is_letter(text, next) => {
                    if ends_with_s(text, next) {
                        // Nothing is written, and the word goes on to its end.
                        return next + 1;
                    }
                }
                ',' if before.is_ascii_digit() && three_digits(text, next) => {}
                '.' if before.is_ascii_digit()
                    && text.as_bytes().get(next).is_some_and(u8::is_ascii_digit) =>
                {
                    self.push('.', from, decompose);
                }
                _ => match class(character) {
                    Class::Letter => self.push(character, from, decompose),
                    Class::Ignored => {}
                    _ => break,
                },
            }
            before = character;
            at = next;
        }
        at
    }

    /// Letters of ASCII, which most are.
    fn push_letters(&mut self, letters: &str, from: usize) {
        let before = self.folded.len();
        let room = (from + LONGEST).saturating_sub(before);
        self.folded.push_str(letters.get(..room).unwrap_or(letters));
        if let Some(added) = self.folded.get_mut(before..) {
            added.make_ascii_lowercase();
        }
    }

    fn push(&mut self, character: char, from: usize, decompose: Decompose) {
        let before = self.folded.len();
        if before - from < LONGEST {
            fold::fold(character, decompose, &mut self.folded);
            if self.folded.len() - from > LONGEST {
                self.folded.truncate(before);
            }
        }
    }

    fn give(&mut self, money: bool, each: &mut dyn FnMut(Token<'_>)) {
        for part in &self.parts {
            let word = self.folded.get(part.folded.clone()).unwrap_or_default();
            if word.is_empty() {
                continue;
            }
            if !word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                each(Token {
                    word,
                    range: part.range.clone(),
                    kind: Kind::Word,
                });
                continue;
            }
            let (number, unit) = number(word, money);
            let whole = number.len() + unit.len() == word.len() && !unit.is_empty();
            each(Token {
                word: if whole { word } else { &number },
                range: part.range.clone(),
                kind: Kind::Word,
            });
            if whole {
                each(Token {
                    word: &number,
                    range: part.range.clone(),
                    kind: Kind::Whole(1),
                });
            }
        }
        let said = self.parts.iter().filter(|part| !part.folded.is_empty()).count();
        if let ([first, .., last], 2..=4) = (self.parts.as_slice(), said) {
            let mut end = self.folded.len().min(LONGEST);
            while !self.folded.is_char_boundary(end) {
                end -= 1;
            }
            let range = first.range.start..last.range.end;
            each(Token {
                word: self.folded.get(..end).unwrap_or_default(),
                range,
                kind: Kind::Whole(said),
            });
        }
    }
}

fn letters_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

fn is_letter(text: &str, at: usize) -> bool {
    step(text, at).is_some_and(|(character, _)| class(character) == Class::Letter)
}

fn ends_with_s(text: &str, at: usize) -> bool {
    step(text, at).is_some_and(|(character, next)| matches!(character, 's' | 'S') && !is_letter(text, next))
}

fn three_digits(text: &str, at: usize) -> bool {
    let digit = |offset: usize| text.as_bytes().get(at + offset).is_some_and(u8::is_ascii_digit);
    digit(0) && digit(1) && digit(2) && !digit(3)
}

/// A number and its unit: zeros after the point taken off, thousands and (of money) millions written out.
fn number(word: &str, money: bool) -> (Cow<'_, str>, &str) {
    let end = word
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(word.len());
    let (digits, unit) = word.split_at(end);
    let digits = match digits.split_once('.') {
        Some((whole, places)) if places.bytes().all(|byte| byte == b'0') => whole,
        _ => digits,
    };
    let zeros = match unit {
        "k" => 3,
        "m" | "mm" if money => 6,
        "b" | "bn" if money => 9,
        _ => return (Cow::Borrowed(digits), unit),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    if places.contains('.') || places.len() > zeros || whole.len() > 12 {
        return (Cow::Borrowed(digits), unit);
    }
    let mut written = String::from(whole.trim_start_matches('0'));
    written.push_str(places);
    written.extend(core::iter::repeat_n('0', zeros - places.len()));
    (Cow::Owned(written), "")
}

/// Reads a run of a script without spaces from its first unit on and returns where it ended.
fn run(text: &str, start: usize, decompose: Decompose, each: &mut dyn FnMut(Token<'_>)) -> usize {
    let mut pair = String::new();
    let mut before: Option<(usize, Range<usize>)> = None;
    let mut first = true;
    let mut at = start;
    while let Some((unit, range)) = unit(text, at, decompose) {
        at = range.end;
        let from = pair.len();
        pair.push_str(&unit);
        if let Some((length, earlier)) = before {
            each(Token {
                word: &pair,
                range: earlier.start..range.end,
                kind: Kind::Pair { first },
            });
            first = false;
            pair.drain(..length);
            before = Some((pair.len(), range));
        } else {
            before = Some((pair.len() - from, range));
        }
    }
    match before {
        Some((_, range)) => each(Token {
            word: &pair,
            range,
            kind: Kind::Tail { alone: first },
        }),
        None => at = step(text, start).map_or(text.len(), |(_, next)| next),
    }
    at
}

/// One character with the marks that follow it, at most eight of them.
fn unit(text: &str, start: usize, decompose: Decompose) -> Option<(String, Range<usize>)> {
    let (character, mut end) =
        step(text, start).filter(|(character, _)| class(*character) == Class::Dense)?;
    let mut unit = String::new();
    fold_dense(character, decompose, &mut unit);
    for _ in 0..8 {
        match step(text, end) {
            Some((mark, next)) if class(mark) == Class::Mark => {
                fold_dense(mark, decompose, &mut unit);
                end = next;
            }
            Some((other, next)) if class(other) == Class::Ignored => end = next,
            _ => break,
        }
    }
    fold::compose_hangul(&mut unit);
    (!unit.is_empty()).then_some((unit, start..end))
}

fn fold_dense(character: char, decompose: Decompose, unit: &mut String) {
    match character as u32 {
        // Decomposed, the vowels of Thai and Lao would come apart.
        0x0E00..=0x0EFF | 0x1000..=0x11FF | 0x1780..=0x17FF => unit.push(character),
        _ => fold::fold(character, decompose, unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::decompose;

    /// The terms of a text as they are looked up, parted by spaces.
    fn terms(text: &str) -> String {
        let mut terms = Vec::new();
        cut(text, decompose, |token| match token.kind {
            Kind::Word | Kind::Whole(_) => terms.push(stem(token.word).into_owned()),
            Kind::Pair { .. } | Kind::Tail { .. } => terms.push(token.word.into()),
        });
        terms.join(" ")
    }

    fn places(text: &str) -> Vec<&str> {
        let mut places = Vec::new();
        cut(text, decompose, |token| places.push(&text[token.range]));
        places
    }

    #[test]
    fn words_are_folded_and_stemmed() {
        assert_eq!(terms("Renewals, renewal; RENEWED!"), "renew renew renew");
        assert_eq!(
            terms("café CAFÉ cafe\u{301} ＯＣＦ Straße"),
            "cafe cafe cafe ocf strass"
        );
        assert_eq!(
            terms("Überprüfung naïve Ελλάδα Привет"),
            "uberprufung naiv ελλαδα привет"
        );
        assert_eq!(terms("हिन्दी"), "हिन्दी");
    }

    #[test]
    fn apostrophes_part_nothing() {
        assert_eq!(
            terms("the customer's deal, don't, O’Brien, boss'"),
            "the custom deal dont obrien boss"
        );
        assert_eq!(places("customer's deal"), ["customer's", "deal"]);
        assert_eq!(terms("rock 'n' roll's"), "rock n roll");
    }

    #[test]
    fn amounts_are_one_term() {
        for amount in ["$5,000", "5000", "5k", "$5K", "5,000.00", "5.0k"] {
            assert_eq!(terms(amount), "5000", "{amount}");
        }
        assert_eq!(terms("$1.5m 2,500,000 30%"), "1500000 2500000 30");
        assert_eq!(terms("1.5x"), "1.5x 1.5");
        assert_eq!(terms("15.11.3 v1.2 1,23"), "15.11.3 v1.2 1 23");
        assert_eq!(terms("30 days, 30d"), "30 day 30d 30");
    }

    #[test]
    fn identifiers_are_found_whole_and_by_part() {
        assert_eq!(terms("close-date"), "close date closed");
        assert_eq!(
            terms("handbook.yaml R&D snake_case"),
            "handbook yaml handbookyaml r d rd snake case snakecas"
        );
        assert_eq!(terms("e-mail email"), "e mail email email");
        assert_eq!(terms("2024-04-30"), "2024 04 30 20240430");
        assert_eq!(terms("end. Next - one/two"), "end next one two");
        assert_eq!(terms("a-b-c-d-e"), "a b c d e");
        assert_eq!(places("close-date"), ["close", "date", "close-date"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(terms("東京都"), "東京 京都 都");
        assert_eq!(places("東京都"), ["東京", "京都", "都"]);
        assert_eq!(terms("税"), "税");
        assert_eq!(terms("計약갱신"), "計약 약갱 갱신 신");
        assert_eq!(terms("계약 갱신"), "계약 약 갱신 신");
        assert_eq!(terms("ｶﾞｲﾄﾞ"), terms("ガイド"));
        assert_eq!(terms("が"), terms("か\u{3099}"));
        assert_eq!(
            terms("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
            "한국 국"
        );
        assert_eq!(terms("GitLabの契約"), "gitlab の契 契約 約");
    }

    #[test]
    fn marks_stay_with_what_they_belong_to() {
        assert_eq!(places("ที่นี่"), ["ที่นี่", "นี่"]);
        assert_eq!(places("ກຳລັງ"), ["ກຳລັ", "ລັງ", "ງ"]);
        assert_eq!(places("ខ្មែរ").len(), 3);
        assert_eq!(places("မြန်မာ"), ["မြန်", "န်မာ", "မာ"]);
    }

    #[test]
    fn long_words_end() {
        assert_eq!(terms(&"a".repeat(10_000)).len(), LONGEST);
        assert_eq!(places(&"a".repeat(10_000))[0].len(), 10_000);
    }
}
