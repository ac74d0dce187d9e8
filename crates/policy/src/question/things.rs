//! A text as words, numbers, days and months.

use alloc::{string::String, vec::Vec};

use super::{Language, days};
use crate::{Date, Month};

/// More things than this are not read.
const MOST: usize = 24;

/// One thing that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Word(Word),
    Number(Number),
    /// A day; `is_dated` tells whether its year was typed.
    Day {
        day: Date,
        is_dated: bool,
    },
    Month(Month),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) typed: String,
    pub(super) stem: String,
    pub(super) is_common: bool,
    /// Whether more letters may follow.
    pub(super) is_begun: bool,
}

/// A number as it was typed: `$6,000`, `6k`, `16`, `30%`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) typed: String,
    pub(super) is_money: bool,
    pub(super) is_share: bool,
    /// Whether it stands for itself alone and may as well be a year.
    pub(super) is_year: bool,
}

impl Thing {
    pub(super) fn word(&self) -> Option<&Word> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The number in digits alone, when it is one of few digits.
    pub(super) fn digits(&self) -> Option<u32> {
        match self {
            Self::Number(number) if !number.is_money && !number.is_share => plain(&number.typed),
            _ => None,
        }
    }
}

/// A number of at most four digits and nothing else.
fn plain(text: &str) -> Option<u32> {
    let mut number = 0;
    for digit in text.bytes() {
        if !digit.is_ascii_digit() || text.len() > 4 {
            return None;
        }
        number = number * 10 + u32::from(digit - b'0');
    }
    (!text.is_empty()).then_some(number)
}

/// Everything in a text, in order.
pub(super) fn of(text: &str, today: Date, language: Language) -> Vec<Thing> {
    let mut things = Vec::new();
    for chunk in text.split(|letter: char| letter == ' ' || letter.is_ascii_control()) {
        add(chunk, language, &mut things);
    }
    things.truncate(MOST);
    if let Some(Thing::Word(word)) = things.last_mut() {
        word.is_begun = text.ends_with(&*word.typed);
    }
    days::found(things, today)
}

/// Adds what stands between two blanks.
fn add(chunk: &str, language: Language, things: &mut Vec<Thing>) {
    let chunk = chunk.trim_matches(|letter: char| {
        letter.is_ascii_punctuation() && !matches!(letter, '$' | '%' | '-')
            || matches!(letter, '\u{2018}'..='\u{201e}')
    });
    let days: Option<Vec<Date>> = chunk.split(',').map(|day| Date::parse(day).ok()).collect();
    if let Some(days) = days {
        things.extend(days.into_iter().map(|day| Thing::Day { day, is_dated: true }));
    } else if let Ok(month) = Month::parse(chunk) {
        things.push(Thing::Month(month));
    } else if begins_number(chunk) {
        add_number(chunk, language, things);
    } else {
        for part in
            chunk.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric() && letter != '.')
        {
            let part = part.trim_matches('.');
            if begins_number(part) {
                add_number(part, language, things);
            } else if !part.is_empty() {
                things.push(Thing::Word(word(part, language)));
            }
        }
    }
}

fn word(typed: &str, language: Language) -> Word {
    Word {
        stem: (language.stem)(typed).into_owned(),
        typed: typed.into(),
        is_common: (language.is_common)(typed) || is_filler(typed),
        is_begun: false,
    }
}

/// Whether a text begins as an amount or a number does: with a digit, behind a sign at most.
fn begins_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '$']);
    digits.len() + 2 >= text.len() && digits.starts_with(|first: char| first.is_ascii_digit())
}

/// Adds a number and the letters that stand behind it without a blank: `16h`.
fn add_number(text: &str, language: Language, things: &mut Vec<Thing>) {
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '$' | ',' | '.');
    let number = text.trim_end_matches(|letter| !is_part(letter));
    let (number, letters) = match number.find(|letter| !is_part(letter)) {
        Some(end) => text.split_at(end),
        None => text.split_at(number.len()),
    };
    let scale = letters.trim_end_matches('$');
    let is_scaled = matches!(scale, "k" | "m");
    let typed = if is_scaled {
        [number, scale].concat()
    } else {
        String::from(number.trim_end_matches([',', '.', '-']))
    };
    things.push(Thing::Number(Number {
        is_money: is_scaled || text.contains('$'),
        is_share: letters == "%",
        // No amount of a deal, and written as years are.
        is_year: letters.is_empty()
            && plain(number).is_some_and(|year| matches!(year, 1990..=2099) && year % 100 != 0),
        typed,
    }));
    let is_said = is_scaled || matches!(letters, "" | "%" | "$" | "st" | "nd" | "rd" | "th");
    if !is_said {
        let letters = letters.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
        add(letters, language, things);
    }
}

/// Words that stand around a question and say nothing of it.
fn is_filler(word: &str) -> bool {
    const FILLERS: &[&str] = &[
        "any",
        "calculate",
        "calculator",
        "check",
        "deal",
        "deals",
        "dollar",
        "dollars",
        "get",
        "got",
        "has",
        "have",
        "having",
        "just",
        "many",
        "may",
        "might",
        "much",
        "must",
        "need",
        "needed",
        "needs",
        "no",
        "not",
        "per",
        "please",
        "required",
        "show",
        "than",
        "then",
        "usd",
        "us",
        "was",
        "were",
        "without",
        "yes",
    ];
    FILLERS.contains(&word)
}
