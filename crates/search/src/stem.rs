//! The stem of an English word, by Snowball's algorithm "english" as it is today.
//!
//! Written anew because the code that Snowball generates needs the standard library, which takes 8 KB more in the browser; a test
//! holds each stem against that code's.

use alloc::{borrow::Cow, string::String, vec::Vec};

/// Words that keep to no rule.
const ODD: &[(&str, &str)] = &[
    ("andes", "andes"),
    ("atlas", "atlas"),
    ("bias", "bias"),
    ("cosmos", "cosmos"),
    ("early", "earli"),
    ("gently", "gentl"),
    ("howe", "howe"),
    ("idly", "idl"),
    ("news", "news"),
    ("only", "onli"),
    ("singly", "singl"),
    ("skies", "sky"),
    ("skis", "ski"),
    ("sky", "sky"),
    ("ugly", "ugli"),
];
/// Beginnings after which endings are taken off, though they would not be by their letters.
const BEGINNINGS: &[&str] = &[
    "arsen", "commun", "emerg", "gener", "inter", "later", "organ", "past", "univers",
];
/// Endings with what takes their place; those that end in each other stand with the longest first.
const SECOND: &[(&str, &str)] = &[
    ("ization", "ize"),
    ("ational", "ate"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("lessli", "less"),
    ("biliti", "ble"),
    ("tional", "tion"),
    ("entli", "ent"),
    ("ousli", "ous"),
    ("fulli", "ful"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("alism", "al"),
    ("ation", "ate"),
    ("ogist", "og"),
    ("abli", "able"),
    ("alli", "al"),
    ("izer", "ize"),
    ("ator", "ate"),
    ("anci", "ance"),
    ("enci", "ence"),
    ("bli", "ble"),
    ("ogi", "og"),
    ("li", ""),
];
const THIRD: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ness", ""),
    ("ful", ""),
];
const FOURTH: &[&str] = &[
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ate", "ive", "ize", "iti", "ism", "ion",
    "ous", "ic", "al", "er",
];

/// The stem of a word of lower-case ASCII letters; any other word is its own.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    if let Some((_, stem)) = ODD.iter().find(|(odd, _)| *odd == word) {
        return Cow::Borrowed(stem);
    }
    let mut stem = Stem::of(word);
    stem.plural();
    stem.past();
    stem.y_to_i();
    stem.second();
    stem.third();
    stem.fourth();
    stem.fifth();
    stem.letters.make_ascii_lowercase();
    match String::from_utf8(stem.letters) {
        Ok(stem) if stem != word => Cow::Owned(stem),
        _ => Cow::Borrowed(word),
    }
}

/// A word on its way to its stem. A `y` that is a consonant is written `Y`.
struct Stem {
    letters: Vec<u8>,
    /// Where the first region begins: behind the first consonant after a vowel; and the second, the same within the first.
    first: usize,
    second: usize,
}

impl Stem {
    fn of(word: &str) -> Self {
        let mut letters = word.as_bytes().to_vec();
        let mut before = b'a';
        for letter in &mut letters {
            if *letter == b'y' && is_vowel(before) {
                *letter = b'Y';
            }
            before = *letter;
        }
        let begins = BEGINNINGS.iter().find(|beginning| word.starts_with(**beginning));
        let first = begins.map_or_else(|| region(&letters, 0), |beginning| beginning.len());
        let second = region(&letters, first);
        Self {
            letters,
            first,
            second,
        }
    }

    /// Where an ending begins, if the word has it.
    fn ending(&self, ending: &str) -> Option<usize> {
        self.letters
            .ends_with(ending.as_bytes())
            .then(|| self.letters.len() - ending.len())
    }

    fn replace(&mut self, at: usize, by: &str) {
        self.letters.truncate(at);
        self.letters.extend_from_slice(by.as_bytes());
    }

    fn letter(&self, at: usize) -> u8 {
        self.letters.get(at).copied().unwrap_or_default()
    }

    fn has_vowel(&self, end: usize) -> bool {
        self.letters.iter().take(end).any(|letter| is_vowel(*letter))
    }

    /// Whether a short syllable ends here.
    fn is_short(&self, end: usize) -> bool {
        let vowel = |back: usize| end >= back && is_vowel(self.letter(end - back));
        match end {
            0 | 1 => false,
            2 => vowel(2) && !vowel(1),
            _ => {
                let last = self.letter(end - 1);
                !vowel(3) && vowel(2) && !vowel(1) && !matches!(last, b'w' | b'x' | b'Y')
                    || self
                        .letters
                        .get(..end)
                        .is_some_and(|letters| letters.ends_with(b"past"))
            }
        }
    }

    fn plural(&mut self) {
        if let Some(at) = self.ending("sses") {
            self.replace(at, "ss");
        } else if let Some(at) = self.ending("ied").or(self.ending("ies")) {
            self.replace(at, if at > 1 { "i" } else { "ie" });
        } else if self.ending("us").or(self.ending("ss")).is_none()
            && let Some(at) = self.ending("s")
            && at > 0
            && self.has_vowel(at - 1)
        {
            self.replace(at, "");
        }
    }

    fn past(&mut self) {
        if let Some(at) = self.ending("eedly").or(self.ending("eed")) {
            let is_kept = ["succ", "proc", "exc"]
                .iter()
                .any(|kept| self.letters.get(..at) == Some(kept.as_bytes()));
            if at >= self.first && !is_kept {
                self.replace(at, "ee");
            }
            return;
        }
        let endings = ["ingly", "edly", "ing", "ed"];
        let Some(at) = endings.iter().find_map(|ending| self.ending(ending)) else {
            return;
        };
        let before = self.letters.get(..at).unwrap_or_default();
        if self.ending("ing").is_some() {
            if let [letter, b'y'] = before
                && !is_vowel(*letter)
            {
                return self.replace(1, "ie");
            }
            if ["even", "cann", "inn", "earr", "herr", "out"]
                .iter()
                .any(|kept| before == kept.as_bytes())
            {
                return;
            }
        }
        if !self.has_vowel(at) {
            return;
        }
        self.replace(at, "");
        let is_double = match *self.letters.as_slice() {
            [.., left, right] => left == right && b"bdfgmnprt".contains(&right),
            _ => false,
        };
        if ["at", "bl", "iz"]
            .iter()
            .any(|ending| self.ending(ending).is_some())
        {
            self.letters.push(b'e');
        } else if is_double {
            if !(at == 3 && matches!(self.letter(0), b'a' | b'e' | b'o')) {
                self.letters.pop();
            }
        } else if at == self.first && self.is_short(at) {
            self.letters.push(b'e');
        }
    }

    fn y_to_i(&mut self) {
        if let [_, .., before, last @ (b'y' | b'Y')] = self.letters.as_mut_slice()
            && !is_vowel(*before)
        {
            *last = b'i';
        }
    }

    fn second(&mut self) {
        let Some((ending, at, by)) = self.first_of(SECOND) else {
            return;
        };
        let before = self.letter(at.wrapping_sub(1));
        let fits = match ending {
            "ogi" => before == b'l',
            "li" => b"cdeghkmnrt".contains(&before),
            _ => true,
        };
        if at >= self.first && fits {
            self.replace(at, by);
        }
    }

    fn third(&mut self) {
        if let Some((ending, at, by)) = self.first_of(THIRD)
            && at
                >= if ending == "ative" {
                    self.second
                } else {
                    self.first
                }
        {
            self.replace(at, by);
        }
    }

    fn first_of(
        &self,
        endings: &[(&'static str, &'static str)],
    ) -> Option<(&'static str, usize, &'static str)> {
        endings
            .iter()
            .find_map(|(ending, by)| Some((*ending, self.ending(ending)?, *by)))
    }

    fn fourth(&mut self) {
        let Some((ending, at)) = FOURTH
            .iter()
            .find_map(|ending| Some((*ending, self.ending(ending)?)))
        else {
            return;
        };
        if at >= self.second && (ending != "ion" || matches!(self.letter(at.wrapping_sub(1)), b's' | b't')) {
            self.replace(at, "");
        }
    }

    fn fifth(&mut self) {
        let Some(at) = self.letters.len().checked_sub(1) else {
            return;
        };
        let is_off = match self.letter(at) {
            b'e' => at >= self.second || at >= self.first && !self.is_short(at),
            b'l' => at >= self.second && at > 0 && self.letter(at - 1) == b'l',
            _ => false,
        };
        if is_off {
            self.letters.pop();
        }
    }
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Behind the first consonant after a vowel, or the end.
fn region(letters: &[u8], from: usize) -> usize {
    let rest = letters.get(from..).unwrap_or_default();
    let vowel = rest
        .iter()
        .position(|letter| is_vowel(*letter))
        .unwrap_or(rest.len());
    let consonant = rest.iter().skip(vowel).position(|letter| !is_vowel(*letter));
    consonant.map_or(letters.len(), |consonant| from + vowel + consonant + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(word: &str) -> String {
        frostem::Stemmer::new(frostem::Algorithm::English)
            .stem(word)
            .into_owned()
    }

    #[test]
    fn stems_are_those_of_snowball() {
        let mut words = 0;
        for start in [
            "", "a", "add", "au", "bias", "by", "cann", "commun", "d", "deal", "dy", "earr", "even", "exc",
            "fall", "gener", "happ", "hop", "hopp", "inn", "li", "log", "lov", "organ", "out", "past",
            "play", "pric", "proc", "rat", "renew", "say", "sk", "snow", "succ", "t", "univers", "us",
            "veget", "y", "yell",
        ] {
            for middle in [
                "", "al", "anc", "at", "ational", "bl", "e", "ful", "i", "ib", "ical", "iv", "iz", "less",
                "ment", "y",
            ] {
                for end in [
                    "", "able", "al", "ed", "edly", "eed", "eedly", "ement", "er", "es", "est", "ful",
                    "iciti", "ies", "ing", "ingly", "ion", "iti", "ive", "l", "li", "ll", "ly", "ment",
                    "ness", "ogist", "ous", "s", "sses", "us", "y",
                ] {
                    let word = [start, middle, end].concat();
                    assert_eq!(stem(&word), expected(&word), "{word}");
                    words += 1;
                }
            }
        }
        assert_eq!(words, 41 * 16 * 31);
        ODD.iter()
            .for_each(|(odd, _)| assert_eq!(stem(odd), expected(odd)));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

        #[test]
        fn any_word_has_the_stem_of_snowball(
            start in "[a-z]{0,8}|[aeilnrstvyw]{0,6}",
            end in "(s|ing|ed|ly|ies|eed|ational|ization|ment|y|e|ll|able|ive|ogi|li|ous|ness|ful)?(ly|s|ed|ing|ness)?",
        ) {
            let word = [start, end].concat();
            proptest::prop_assert_eq!(stem(&word), expected(&word));
        }
    }
}
