//! Anchors of headings.
//!
//! The rule is kramdown's with its GFM parser, the one that handbooks of this kind were written for: the heading's
//! text in lower case, everything but letters, marks, digits, connectors, hyphens and blanks deleted, each blank a
//! hyphen. A repeated anchor gets `-1`, `-2`; an anchor that is taken already is never given again.

use std::collections::HashMap;

/// The anchor of a heading's text, before repetitions are counted.
pub(crate) fn slug(text: &str) -> String {
    if text.is_ascii() {
        let kept = text.bytes().filter_map(|byte| match byte {
            b' ' | b'\t' => Some(b'-'),
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => Some(byte),
            b'A'..=b'Z' => Some(byte.to_ascii_lowercase()),
            _ => None,
        });
        let mut slug = Vec::with_capacity(text.len());
        slug.extend(kept);
        return String::from_utf8(slug).unwrap_or_default();
    }
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' ' | '\t' => slug.push('-'),
            'a'..='z' | '0'..='9' | '-' | '_' => slug.push(letter),
            'A'..='Z' => slug.push(letter.to_ascii_lowercase()),
            _ if letter.is_ascii() => {}
            _ => letter
                .to_lowercase()
                .filter(|lower| is_word(*lower))
                .for_each(|lower| slug.push(lower)),
        }
    }
    slug
}

/// How other generators would spell the anchor of a heading: of its text, and of its source. Links carried over from
/// them are recognised by it.
pub(crate) fn other_spellings(text: &str, source: &str) -> Vec<String> {
    let own = slug(text);
    let mut squeezed = String::new();
    for letter in own.chars() {
        if letter != '-' || !squeezed.ends_with('-') {
            squeezed.push(letter);
        }
    }
    let bare: String = source.trim_start_matches('#').trim().chars().collect();
    let native: String = bare
        .trim_start_matches(|letter: char| !letter.is_ascii_alphabetic())
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-'))
        .map(|letter| {
            if letter == ' ' {
                '-'
            } else {
                letter.to_ascii_lowercase()
            }
        })
        .collect();
    let goldmark: String = bare
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
        .flat_map(|letter| {
            if letter == ' ' {
                vec!['-']
            } else {
                letter.to_lowercase().collect()
            }
        })
        .collect();
    let trimmed = own.trim_matches('-').to_owned();
    let numbers = format!("anchor-{own}");
    [squeezed, native, goldmark, trimmed, numbers]
        .into_iter()
        .filter(|spelling| *spelling != own)
        .collect()
}

/// Hands out anchors on one page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// The anchors that are taken, and how many headings asked for each.
    taken: HashMap<String, usize>,
}

impl Anchors {
    /// An anchor for a heading's text.
    pub(super) fn of_text(&mut self, text: &str) -> String {
        let base = match slug(text) {
            empty if empty.is_empty() => "section".to_owned(),
            base => base,
        };
        let Some(asked) = self.taken.get_mut(&base) else {
            self.taken.insert(base.clone(), 1);
            return base;
        };
        // A heading whose anchor was taken by something else asks for the second one.
        let mut count = (*asked).max(1);
        let anchor = loop {
            let anchor = format!("{base}-{count}");
            count += 1;
            if !self.taken.contains_key(&anchor) {
                break anchor;
            }
        };
        self.taken.insert(base, count);
        self.taken.insert(anchor.clone(), 0);
        anchor
    }

    /// Marks an anchor that the author chose; false when it is taken.
    pub(super) fn take(&mut self, anchor: &str) -> bool {
        let is_free = !self.taken.contains_key(anchor);
        if is_free {
            self.taken.insert(anchor.to_owned(), 0);
        }
        is_free
    }
}

/// Letters, marks, decimal digits and connectors, as Ruby's `\p{Word}` has them.
fn is_word(letter: char) -> bool {
    letter.is_alphabetic()
        || unicode_mark(letter)
        || decimal(letter)
        || matches!(
            letter,
            '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'
                ..='\u{fe4f}' | '\u{ff3f}'
        )
}

/// Combining marks that are not alphabetic: accents, variation selectors, viramas of the common scripts.
fn unicode_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}'
        | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}' | '\u{e38}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eba}' | '\u{ec8}'..='\u{ece}' | '\u{1039}' | '\u{103a}' | '\u{17d2}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}' | '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Decimal digits outside ASCII: the blocks of ten that scripts have.
fn decimal(letter: char) -> bool {
    const ZEROS: [u32; 24] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
        0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0xa620, 0xa8d0, 0xabf0, 0xff10,
    ];
    ZEROS
        .iter()
        .any(|zero| (*zero..*zero + 10).contains(&u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(slug(text), expected, "{text}");
    }

    #[test]
    fn anchors_are_spelt_as_kramdown_spells_them() {
        check("Commercial Team Groups", "commercial-team-groups");
        check("Troubleshooting & How-To", "troubleshooting--how-to");
        check("Quotes | Sales Order", "quotes--sales-order");
        check("Licensing/Subscription", "licensingsubscription");
        check("1) Customer Centricity", "1-customer-centricity");
        check("2023", "2023");
        check("🚀 Launch", "-launch");
        check("❄\u{fe0f} Snowflake", "\u{fe0f}-snowflake");
        check(":rocket: Liftoff", "rocket-liftoff");
        check("Über café — naïve", "über-café--naïve");
        check("日本語の見出し", "日本語の見出し");
        check("The foo_bar() method", "the-foo_bar-method");
        check("“x”… and – dashes", "x-and--dashes");
        check("A & D", "a--d");
        check("x² + y", "x--y");
        check("İstanbul / ΟΔΟΣ", "i̇stanbul--οδοσ");
        check("???", "");
    }

    #[test]
    fn repeated_anchors_are_counted_and_never_given_twice() {
        let mut anchors = Anchors::default();
        let given: Vec<String> = ["x", "x", "x-1", "x", "??", "!!"]
            .map(|text| anchors.of_text(text))
            .into();
        assert_eq!(given, ["x", "x-1", "x-1-1", "x-2", "section", "section-1"]);
        assert!(!anchors.take("x-2"));
    }

    #[test]
    fn other_generators_spellings_are_known() {
        let spellings = other_spellings("Quotes | Sales", "## Quotes | Sales");
        assert!(spellings.contains(&"quotes-sales".to_owned()), "{spellings:?}");
        let spellings = other_spellings("10. Support", "### 10. Support");
        assert!(spellings.contains(&"support".to_owned()), "{spellings:?}");
    }
}
