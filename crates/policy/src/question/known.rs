//! What calculators are asked by, as lines of text.
//!
//! Owns that format: a line `c` for each calculator (id, address, title, words with their weight as last digit), after it a
//! line `f` for each of its fields (name, label, kind, marks, least, greatest, words) and after that a line `o` for each
//! choice of the field (value, label, phrases parted by bars). All words are stems.

use alloc::{string::String, vec::Vec};

use super::Language;
use crate::{
    calculator::{Default, Description, Field, FieldKind},
    money::Sign,
    number::plain_whole,
    table::{push_field, unescape},
    text::split,
};

/// What a word tells that stands in the name, in the title, in the summary of a calculator.
const IN_NAME: u8 = 3;
const IN_TITLE: u8 = 2;
const IN_SUMMARY: u8 = 1;
/// The greatest weight.
const MOST: u8 = 9;

/// A calculator where it stands on a page.
pub struct Standing<'a> {
    /// What it asks for.
    pub description: &'a Description,
    /// The address of the page, with the anchor of the calculator.
    pub href: String,
    /// The fields that the page fills in beforehand.
    pub filled: Vec<&'a str>,
}

/// What readers type, and what they mean by it.
#[derive(Clone, Copy, Debug)]
pub struct Meaning<'a> {
    /// What is typed.
    pub from: &'a str,
    /// What is meant.
    pub to: &'a str,
}

/// What a calculator is asked by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub(super) id: String,
    /// The address of the page on which it stands, with its anchor.
    pub href: String,
    /// Its name for people.
    pub title: String,
    pub(super) words: Vec<(String, u8)>,
    pub(super) fields: Vec<KnownField>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownField {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
    /// Whether a question that says nothing about it means zero.
    pub(super) is_zero: bool,
    /// Whether the form of the page begins with something in it.
    pub(super) is_filled: bool,
    pub(super) bounds: Option<(i64, i64)>,
    /// The words of its name, then all other words that mean it.
    pub(super) words: Vec<String>,
    pub(super) name_words: usize,
    pub(super) choices: Vec<KnownChoice>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownChoice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) phrases: Vec<Vec<String>>,
}

/// The kinds of fields, as far as words can fill them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Choice,
    YesNo,
    Money(Sign),
    Whole,
    Hours,
    Percentage,
    Date,
    Dates,
    Month,
    /// The reader's clock fills it.
    Clock,
    /// Nothing does.
    Other,
}

const KINDS: [(Kind, &str); 12] = [
    (Kind::Choice, "c"),
    (Kind::YesNo, "y"),
    (Kind::Money(Sign::NonNegative), "m"),
    (Kind::Money(Sign::Any), "M"),
    (Kind::Whole, "w"),
    (Kind::Hours, "h"),
    (Kind::Percentage, "p"),
    (Kind::Date, "d"),
    (Kind::Dates, "D"),
    (Kind::Month, "n"),
    (Kind::Clock, "t"),
    (Kind::Other, "x"),
];

/// The words of a text that say something, as stems. `text` is in lower case and without accents.
fn stems(text: &str, language: Language) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric()) {
        if !word.is_empty() {
            words.push((language.stem)(word).into_owned());
        }
    }
    words
}

/// Writes what calculators are asked by. `fold` brings a text into lower case without accents; `meanings` are further words
/// of the handbook's readers.
pub fn encode(
    standing: &[Standing<'_>],
    meanings: &[Meaning<'_>],
    fold: &dyn Fn(&str) -> String,
    language: Language,
) -> String {
    let writer = Writer {
        meanings,
        fold,
        language,
    };
    let fields: Vec<Vec<KnownField>> = standing
        .iter()
        .map(|standing| writer.fields_of(standing))
        .collect();
    let chosen: Vec<&String> = fields
        .iter()
        .flatten()
        .flat_map(|field| &field.choices)
        .flat_map(|choice| choice.phrases.iter().flatten())
        .collect();
    let words: Vec<Vec<(String, u8)>> = standing
        .iter()
        .map(|standing| writer.words_of(standing.description, &chosen))
        .collect();
    let mut text = String::new();
    for ((standing, fields), own) in standing.iter().zip(&fields).zip(&words) {
        let weighed = own.iter().map(|(word, weight)| {
            let holders = words
                .iter()
                .filter(|words| words.iter().any(|(other, _)| other == word));
            let weight = if holders.count() == 1 { weight * 2 } else { *weight };
            (word.as_str(), weight)
        });
        writer.push(
            &mut text,
            standing,
            &writer.with_meanings(weighed.collect()),
            fields,
        );
    }
    text
}

struct Writer<'a> {
    meanings: &'a [Meaning<'a>],
    fold: &'a dyn Fn(&str) -> String,
    language: Language,
}

impl Writer<'_> {
    fn stems(&self, text: &str) -> Vec<String> {
        stems(&(self.fold)(text), self.language)
    }

    /// The words of a calculator, each once, with what it tells. Words of choices tell only as names and titles.
    fn words_of(&self, description: &Description, chosen: &[&String]) -> Vec<(String, u8)> {
        let mut words: Vec<(String, u8)> = Vec::new();
        for (text, weight) in [
            (&description.id, IN_NAME),
            (&description.title, IN_TITLE),
            (&description.summary, IN_SUMMARY),
        ] {
            let folded = (self.fold)(text);
            for part in folded.split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric()) {
                let stem = (self.language.stem)(part);
                let is_told = words.iter().any(|(known, _)| *known == stem);
                let is_chosen = weight == IN_SUMMARY && chosen.iter().any(|chosen| **chosen == stem);
                if part.is_empty() || is_told || (self.language.is_common)(part) {
                    continue;
                }
                words.push((stem.into_owned(), if is_chosen { 0 } else { weight }));
            }
        }
        words
    }

    /// The words, and those of readers that mean some of them together.
    fn with_meanings(&self, mut words: Vec<(&str, u8)>) -> Vec<(String, u8)> {
        let mut further = Vec::new();
        for meaning in self.meanings {
            let (from, to) = (self.stems(meaning.from), self.stems(meaning.to));
            let weights = to
                .iter()
                .map(|word| words.iter().find(|(known, _)| known == word));
            let weights: Option<Vec<u8>> = weights.map(|found| found.map(|(_, weight)| *weight)).collect();
            if let ([word], Some(weights)) = (from.as_slice(), weights) {
                further.push((word.clone(), weights.iter().sum::<u8>()));
            }
        }
        words.dedup();
        let own = words
            .into_iter()
            .map(|(word, weight)| (String::from(word), weight));
        own.chain(further).collect()
    }

    fn fields_of(&self, standing: &Standing<'_>) -> Vec<KnownField> {
        let fields = standing.description.fields.iter();
        fields
            .map(|field| {
                let kind = kind_of(field);
                let name = self.stems(&field.name);
                let mut known = KnownField {
                    name: field.name.clone().into_owned(),
                    label: field.label.clone().into_owned(),
                    kind,
                    is_required: field.required,
                    is_zero: field.zero_unsaid,
                    is_filled: !matches!(field.default, Default::None)
                        || standing.filled.contains(&&*field.name),
                    bounds: field.bounds,
                    name_words: name.len(),
                    words: name,
                    choices: Vec::new(),
                };
                self.add_words(&mut known, field);
                if let FieldKind::Choice(choices) = &field.kind {
                    let choices = choices.iter();
                    known.choices = choices
                        .map(|choice| self.choice(&choice.value, &choice.label))
                        .collect();
                }
                known
            })
            .collect()
    }

    fn add_words(&self, known: &mut KnownField, field: &Field) {
        let label = self.stems(&field.label);
        for meaning in self.meanings {
            if self.stems(meaning.to) == label
                && let [word] = self.stems(meaning.from).as_slice()
            {
                known.words.push(word.clone());
            }
        }
        let unit = field.unit.as_deref().unwrap_or_default();
        let short: &[&str] = match known.kind {
            Kind::Hours => &["h", "hr", "hrs"],
            _ => &[],
        };
        let short = short.iter().map(|word| (self.language.stem)(word).into_owned());
        for word in label.into_iter().chain(self.stems(unit)).chain(short) {
            if !known.words.contains(&word) && !(self.language.is_common)(&word) {
                known.words.push(word);
            }
        }
    }

    fn choice(&self, value: &str, label: &str) -> KnownChoice {
        let mut phrases = Vec::from([self.stems(value)]);
        let named = self.stems(label);
        for meaning in self.meanings {
            if self.stems(meaning.to) == named {
                phrases.push(self.stems(meaning.from));
            }
        }
        phrases.push(named.concat_words());
        phrases.push(named);
        phrases.sort();
        phrases.dedup();
        phrases.retain(|phrase| !phrase.is_empty());
        KnownChoice {
            value: value.into(),
            label: label.into(),
            phrases,
        }
    }

    fn push(
        &self,
        text: &mut String,
        standing: &Standing<'_>,
        words: &[(String, u8)],
        fields: &[KnownField],
    ) {
        let mut weighed = String::new();
        for (word, weight) in words {
            push_word(&mut weighed, word);
            weighed.push(char::from(b'0' + weight.min(&MOST)));
        }
        let description = standing.description;
        push_line(
            text,
            "c",
            &[&description.id, &standing.href, &description.title, &weighed],
        );
        for field in fields {
            push_known_field(text, field);
        }
    }
}

/// The words of a phrase written as one.
trait ConcatWords {
    fn concat_words(&self) -> Vec<String>;
}

impl ConcatWords for Vec<String> {
    fn concat_words(&self) -> Vec<String> {
        if self.is_empty() {
            Vec::new()
        } else {
            Vec::from([self.concat()])
        }
    }
}

fn kind_of(field: &Field) -> Kind {
    match (&field.kind, &*field.name) {
        (FieldKind::Date, "today") | (FieldKind::Moment, "now") => Kind::Clock,
        (FieldKind::Choice(_), _) => Kind::Choice,
        (FieldKind::YesNo, _) => Kind::YesNo,
        (FieldKind::Money(sign), _) => Kind::Money(*sign),
        (FieldKind::WholeNumber, _) => Kind::Whole,
        (FieldKind::Hours, _) => Kind::Hours,
        (FieldKind::Percentage, _) => Kind::Percentage,
        (FieldKind::Date, _) => Kind::Date,
        (FieldKind::Dates, _) => Kind::Dates,
        (FieldKind::Month, _) => Kind::Month,
        (FieldKind::Moment | FieldKind::Likelihood, _) => Kind::Other,
    }
}

fn push_word(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

fn push_line(text: &mut String, letter: &str, parts: &[&str]) {
    text.push_str(letter);
    for part in parts {
        push_field(text, "\t", part);
    }
    text.push('\n');
}

fn push_known_field(text: &mut String, field: &KnownField) {
    let kind = KINDS
        .iter()
        .find(|(kind, _)| *kind == field.kind)
        .map_or("x", |(_, letter)| letter);
    let mut marks = plain_whole(field.name_words as i64);
    for (is_set, mark) in [
        (field.is_required, 'r'),
        (field.is_zero, 'z'),
        (field.is_filled, 'f'),
    ] {
        if is_set {
            marks.push(mark);
        }
    }
    let bound = |bound: Option<i64>| bound.map_or(String::new(), plain_whole);
    push_line(
        text,
        "f",
        &[
            &field.name,
            &field.label,
            kind,
            &marks,
            &bound(field.bounds.map(|(least, _)| least)),
            &bound(field.bounds.map(|(_, greatest)| greatest)),
            &field.words.join(" "),
        ],
    );
    for choice in &field.choices {
        let phrases: Vec<String> = choice.phrases.iter().map(|phrase| phrase.join(" ")).collect();
        push_line(text, "o", &[&choice.value, &choice.label, &phrases.join("|")]);
    }
}

/// Reads what [`encode`] wrote. A line that is not in the format ends it, and what was read so far stays.
pub fn decode(text: &str) -> Vec<Known> {
    let mut known = Vec::new();
    for line in split(text, b'\n') {
        if decode_line(&split(line, b'\t'), &mut known).is_none() {
            break;
        }
    }
    known
}

fn decode_line(parts: &[&str], known: &mut Vec<Known>) -> Option<()> {
    match *parts {
        ["c", id, href, title, words] => known.push(Known {
            id: unescape(id),
            href: unescape(href),
            title: unescape(title),
            words: weighed(words),
            fields: Vec::new(),
        }),
        ["f", name, label, kind, marks, least, greatest, words] => {
            let has = |mark: u8| marks.bytes().any(|known| known == mark);
            let bounds = whole(least).zip(whole(greatest));
            let kind = KINDS.iter().find(|(_, letter)| *letter == kind)?.0;
            known.last_mut()?.fields.push(KnownField {
                name: unescape(name),
                label: unescape(label),
                kind,
                is_required: has(b'r'),
                is_zero: has(b'z'),
                is_filled: has(b'f'),
                bounds,
                words: owned(words),
                name_words: usize::from(marks.bytes().next()?.wrapping_sub(b'0')),
                choices: Vec::new(),
            });
        }
        ["o", value, label, phrases] => {
            let field = known.last_mut()?.fields.last_mut()?;
            field.choices.push(KnownChoice {
                value: unescape(value),
                label: unescape(label),
                phrases: split(phrases, b'|').into_iter().map(owned).collect(),
            });
        }
        _ => return None,
    }
    Some(())
}

fn owned(words: &str) -> Vec<String> {
    split(words, b' ').into_iter().map(String::from).collect()
}

fn weighed(words: &str) -> Vec<(String, u8)> {
    let mut weighed = Vec::new();
    for word in split(words, b' ') {
        if let Some((word, weight)) = word.split_at_checked(word.len().wrapping_sub(1))
            && let Some(weight) = weight.bytes().next()
        {
            weighed.push((String::from(word), weight.wrapping_sub(b'0')));
        }
    }
    weighed
}

/// A whole number with its sign, as [`plain_whole`] writes it.
fn whole(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.as_bytes() {
        [] => return None,
        [b'-', ..] => (true, text.get(1..)?),
        _ => (false, text),
    };
    let mut number = 0_i64;
    for digit in digits.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    Some(if is_negative { -number } else { number })
}
