//! Letters made comparable: case, accents, widths and ligatures folded; which letters belong to a word, and which are
//! written without spaces.

use alloc::string::String;

/// Gives the compatibility decomposition (NFKD) of one character in lower case, in order.
///
/// Natively [`decompose`] does it from tables; in a browser `character.normalize("NFKD").toLowerCase()` does the same without
/// their weight. It is asked only for characters beyond ASCII, and never for ideographs or syllables of Hangul.
pub type Decompose = fn(char, &mut dyn FnMut(char));

/// The decomposition by the tables of `unicode-normalization` and the standard library.
#[cfg(feature = "index")]
pub fn decompose(character: char, out: &mut dyn FnMut(char)) {
    unicode_normalization::char::decompose_compatible(character, |part| {
        part.to_lowercase().for_each(&mut *out);
    });
}

/// What a character is to the cutting of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A letter or digit of a script that parts words by spaces.
    Letter,
    /// The base of a unit in a script that does not: an ideograph, kana, a syllable, a Thai letter.
    Dense,
    /// Belongs to the unit before it, in such a script.
    Mark,
    /// Not there: a joiner without width, a soft hyphen.
    Ignored,
    /// Everything else parts words.
    Other,
}

pub(crate) fn class(character: char) -> Class {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() {
            Class::Letter
        } else {
            Class::Other
        };
    }
    match character as u32 {
        0xAD | 0x200C | 0x200D | 0x2060 | 0xFE00..=0xFE0F | 0xFEFF => Class::Ignored,
        0x3099 | 0x309A | 0xFF9E | 0xFF9F => Class::Mark,
        0x0E31 | 0x0E33..=0x0E3A | 0x0E47..=0x0E4E => Class::Mark,
        0x0EB1 | 0x0EB3..=0x0EBC | 0x0EC8..=0x0ECE => Class::Mark,
        0x102B..=0x103E | 0x1056..=0x1060 | 0x1062..=0x1064 | 0x1067..=0x106D | 0x1082..=0x108D => {
            Class::Mark
        }
        0x17B4..=0x17D3 | 0x17DD => Class::Mark,
        // The vowels and final consonants that a decomposed syllable of Hangul goes on with.
        0x1160..=0x11FF | 0xD7B0..=0xD7FF => Class::Mark,
        0x0E01..=0x0E4D | 0x0E81..=0x0EDF if !character.is_numeric() => Class::Dense,
        0x1000..=0x108F | 0xAA60..=0xAA7F if character.is_alphabetic() => Class::Dense,
        0x1780..=0x17B3 => Class::Dense,
        0x1100..=0x115F | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7A3 | 0xFFA0..=0xFFDC => {
            Class::Dense
        }
        0x3005..=0x3007 | 0x3041..=0x309F | 0x30A1..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF => {
            Class::Dense
        }
        0xFF66..=0xFF9D | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF => Class::Dense,
        0x20000..=0x323AF => Class::Dense,
        // Vowel signs and viramas of the scripts of India are marks to Unicode, and parts of words.
        0x0900..=0x0DFF if !matches!(character, '\u{964}' | '\u{965}' | '\u{970}' | '\u{DF4}') => {
            Class::Letter
        }
        _ if is_accent(character) || character.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

/// Accents and points: what is written above or below a letter and makes no other word of it.
fn is_accent(character: char) -> bool {
    matches!(character as u32,
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C7 | 0x0610..=0x061A
        | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E8 | 0x06EA..=0x06ED
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Writes a character folded; accents alone come to nothing.
pub(crate) fn fold(character: char, decompose: Decompose, out: &mut String) {
    if character.is_ascii() {
        out.push(character.to_ascii_lowercase());
        return;
    }
    if matches!(character as u32, 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0x20000..=0x2F7FF | 0x30000..=0x3FFFF) {
        out.push(character);
        return;
    }
    decompose(character, &mut |part| {
        if !is_accent(part) {
            match ligature(part) {
                Some(letters) => out.push_str(letters),
                None => out.push(part),
            }
        }
    });
}

/// Letters that are written as others where the keyboard lacks them, and that Unicode does not take apart.
fn ligature(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        // The slash that a fraction such as ½ is taken apart with.
        '\u{2044}' => "",
        _ => return None,
    })
}

/// Puts the decomposed syllables of Hangul in a text together again.
pub(crate) fn compose_hangul(unit: &mut String) {
    let mut characters = unit.chars();
    let (Some(first), Some(vowel)) = (characters.next(), characters.next()) else {
        return;
    };
    let (Some(lead), Some(middle)) = (offset(first, 0x1100, 19), offset(vowel, 0x1161, 21)) else {
        return;
    };
    let last = characters.next().map_or(Some(0), |last| offset(last, 0x11A7, 28));
    let (Some(last), None) = (last, characters.next()) else {
        return;
    };
    if let Some(syllable) = char::from_u32(0xAC00 + (lead * 21 + middle) * 28 + last) {
        unit.clear();
        unit.push(syllable);
    }
}

fn offset(character: char, first: u32, count: u32) -> Option<u32> {
    (character as u32)
        .checked_sub(first)
        .filter(|offset| *offset < count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars()
            .for_each(|character| fold(character, decompose, &mut out));
        out
    }

    #[test]
    fn case_accents_widths_and_ligatures_are_folded() {
        assert_eq!(
            folded("Café CAFÉ ＯＣＦ Straße ﬁnal Łódź Ærø İ"),
            "cafe cafe ocf strasse final lodz aero i"
        );
        assert_eq!(folded("cafe\u{301}"), "cafe");
        assert_eq!(folded("ｶﾞ"), folded("ガ"));
        assert_eq!(folded("½"), "12");
    }

    #[test]
    fn decomposed_hangul_is_composed() {
        for syllable in ["각", "가", "힣"] {
            let mut unit: String = syllable
                .chars()
                .flat_map(|character| {
                    let mut parts = Vec::new();
                    decompose(character, &mut |part| parts.push(part));
                    parts
                })
                .collect();
            assert_ne!(unit, syllable);
            compose_hangul(&mut unit);
            assert_eq!(unit, syllable);
        }
    }
}
