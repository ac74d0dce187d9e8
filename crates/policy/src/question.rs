//! A question in words, read as answers to a calculator: `deck 6k smb`.
//!
//! Owns the way from what somebody types into a search to the calculator that is meant and to the fields that the words fill.
//! It has three steps, each a pure function. [`encode`] writes down what calculators are asked by, when a handbook is built;
//! [`read`] finds the calculator and its answers in a text; [`settle`] decides, and takes back what the calculator
//! refuses. Nothing is guessed: what could mean two fields fills none, and a text with a word that the calculator does not
//! know is no question to it.

mod attempt;
mod days;
mod known;
mod things;

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::{Answer, Answers, Moment, PolicyValues, calculator, text::split};
use attempt::Attempt;

pub use known::{Known, Meaning, Standing, decode, encode};

/// More of a text than this is not read, in bytes.
const LONGEST: usize = 200;

/// What is known of a language.
#[derive(Clone, Copy)]
pub struct Language {
    /// The stem of a word in lower case and without accents.
    pub stem: fn(&str) -> Cow<'_, str>,
    /// Whether a word says nothing about what is asked.
    pub is_common: fn(&str) -> bool,
}

/// A question as it was read: a calculator, and what its fields are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The id of the calculator.
    pub id: String,
    /// When it is asked.
    pub now: Moment,
    /// What the fields are given, in the order of the form; a field that the reader's clock fills is left out.
    pub fields: Vec<Filled>,
}

/// What a field is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Where that comes from.
    pub how: How,
    /// The name of the field.
    pub name: String,
    /// What is typed into it; empty for nothing.
    pub value: String,
    /// The label of the field.
    pub label: String,
    /// The value as people read it.
    pub shown: String,
}

/// Where the answer to a field comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The question says so.
    Said,
    /// The question says nothing about it, and that counts as zero.
    Zero,
    /// It is empty, and the form of the page begins with something there.
    Empty,
}

/// What a calculator says to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Its answer.
    Answered(Answer),
    /// The labels of the fields that it cannot do without.
    Missing(Vec<String>),
}

/// Reads a text as a question. `text` is in lower case and without accents, as the words of the calculators are; whether
/// its last word may go on, its end tells. None where no calculator is meant, or none of its fields is filled.
pub fn read<'a>(
    text: &str,
    now: Moment,
    known: &'a [Known],
    language: Language,
) -> Option<(Reading, &'a Known)> {
    let text = text.get(..text.floor_char_boundary(LONGEST))?;
    let things = things::of(text, now.date, language);
    let mut best: Option<(u32, (Reading, &Known))> = None;
    for known in known {
        let found = Attempt::new(known, &things, now).reading();
        if let Some((score, reading)) = found
            && best.as_ref().is_none_or(|(most, _)| score > *most)
        {
            best = Some((score, (reading, known)));
        }
    }
    best.map(|(_, found)| found)
}

/// Asks the calculator, and empties the fields whose answers it refuses. None where nothing is left of the question, or
/// there is no answer for another reason than a missing field.
pub fn settle(reading: &mut Reading, values: &PolicyValues) -> Option<Settled> {
    let calculator = values.calculator(&reading.id)?;
    let had_fields = reading.fields.iter().any(|field| field.how == How::Said);
    loop {
        let answers = reading.answers();
        let errors = match calculator::decide(calculator, values, &answers, reading.now.date) {
            Ok(answer) => return Some(Settled::Answered(answer)),
            Err(errors) => errors,
        };
        let mut is_other = false;
        for field in &mut reading.fields {
            let is_refused = errors.iter().any(|error| error.field == field.name);
            if is_refused && field.how != How::Empty {
                (field.how, is_other) = (How::Empty, true);
                field.value.clear();
                field.shown.clear();
            }
        }
        if had_fields && reading.fields.iter().all(|field| field.how != How::Said) {
            return None;
        }
        if !is_other {
            let description = calculator.description();
            let mut labels = Vec::new();
            for error in &errors {
                labels.push(String::from(&*description.field(&error.field)?.label));
            }
            return Some(Settled::Missing(labels));
        }
    }
}

impl Reading {
    fn answers(&self) -> Answers {
        let mut answers = Answers::new();
        for field in &self.fields {
            answers.set(&field.name, field.value.clone());
        }
        answers.with_clock(self.now)
    }

    /// The reading as lines: id, moment, address and title of the calculator, then a line for each field.
    pub fn encode_at(&self, href: &str, title: &str) -> String {
        let mut text = String::new();
        push_plain(&mut text, "", &self.id);
        push_plain(&mut text, "\t", &self.now.iso());
        push_plain(&mut text, "\t", href);
        push_plain(&mut text, "\t", title);
        self.push_fields(&mut text);
        text
    }

    /// Appends a line for each field, with its line break before it: `s` when the question fills it, `z` when it counts as zero, `e`
    /// when it is empty; name, value, label, value as it is shown.
    pub fn push_fields(&self, text: &mut String) {
        for field in &self.fields {
            push_plain(text, "\n", field.how.letter());
            for part in [&field.name, &field.value, &field.label, &field.shown] {
                push_plain(text, "\t", part);
            }
        }
    }

    /// Reads what [`encode_at`](Self::encode_at) wrote, but for address and title.
    pub fn decode(text: &str) -> Option<Self> {
        let mut lines = split(text, b'\n').into_iter();
        let first = split(lines.next()?, b'\t');
        let mut reading = Self {
            id: String::from(*first.first()?),
            now: Moment::parse(first.get(1)?).ok()?,
            fields: Vec::new(),
        };
        for line in lines {
            let [letter, name, value, label, shown] = *split(line, b'\t').as_slice() else {
                return None;
            };
            reading.fields.push(Filled {
                how: How::of(letter)?,
                name: String::from(name),
                value: String::from(value),
                label: String::from(label),
                shown: String::from(shown),
            });
        }
        Some(reading)
    }
}

impl How {
    fn letter(self) -> &'static str {
        match self {
            Self::Said => "s",
            Self::Zero => "z",
            Self::Empty => "e",
        }
    }

    fn of(letter: &str) -> Option<Self> {
        match letter {
            "s" => Some(Self::Said),
            "z" => Some(Self::Zero),
            "e" => Some(Self::Empty),
            _ => None,
        }
    }
}

/// Appends a text without what parts fields and lines.
fn push_plain(text: &mut String, before: &str, field: &str) {
    text.push_str(before);
    for character in field.chars() {
        if character >= ' ' {
            text.push(character);
        }
    }
}
