//! The answers of a person, read by the kinds of the fields.
//!
//! Owns the one pass that turns typed text into inputs and gathers every mistake on the way, also in answers that turn
//! out not to matter. Inside, an input is a number in the smallest step of its kind (cents, days, the place of a choice);
//! it leaves this module only as what its kind says it is. What was not given, or could not be read, is nothing at all in
//! its kind: the mistake has been noted then, and a case with a mistake gives no answer.

use alloc::{string::String, vec::Vec};

use super::{AS_OF, AnswerValue, Answers, Choice, Default, Description, FieldError, FieldKind};
use crate::{
    Date, Hundredths, InputError, Moment, Money, Month,
    number::{parse_hours, parse_percent, parse_whole},
    text::{Part, cut, split},
    values::Tier,
};

/// The inputs of one evaluation.
pub(crate) struct Inputs<'a> {
    description: &'a Description,
    answers: &'a Answers,
    slots: Vec<Slot>,
    likelihood: Vec<(Month, Hundredths)>,
    dates: Vec<Date>,
}

/// What a field came to.
#[derive(Clone, Copy)]
enum Slot {
    Empty,
    Read(i64),
    Wrong(InputError),
    OutOfBounds,
}

/// What is wrong with a field in view of the others, if anything is; it is asked of each field by its name.
pub(crate) type Check = fn(&Inputs<'_>, &str) -> Option<InputError>;

/// The number of a field without an input: no choice has this place, and whoever may do without the field asks
/// [`Inputs::given`] first.
const NOTHING: i64 = -1;

/// The most months that a likelihood may name.
const MAX_MONTHS: usize = 24;

impl<'a> Inputs<'a> {
    /// Reads every field of the description.
    pub(crate) fn read(description: &'a Description, answers: &'a Answers) -> Self {
        let mut inputs = Self {
            description,
            answers,
            slots: Vec::new(),
            likelihood: Vec::new(),
            dates: Vec::new(),
        };
        for field in description.fields.iter() {
            let typed = match &field.default {
                Default::Standing(text) => answers.get(&field.name).or(Some(text)),
                _ => answers.get(&field.name),
            };
            let slot = if typed.is_none() && !field.required {
                Slot::Empty
            } else {
                // Where nothing was typed, the mistake is that of a text that means nothing.
                match inputs.read_number(&field.kind, typed.unwrap_or("")) {
                    Ok(number) => match field.bounds {
                        Some((least, greatest)) if number < least || number > greatest => Slot::OutOfBounds,
                        _ => Slot::Read(number),
                    },
                    Err(error) => Slot::Wrong(error),
                }
            };
            inputs.slots.push(slot);
        }
        inputs
    }

    fn read_number(&mut self, kind: &FieldKind, text: &str) -> Result<i64, InputError> {
        match kind {
            FieldKind::Choice(choices) => choices
                .iter()
                .position(|choice| choice.value == text)
                .map(|place| place as i64)
                .ok_or(InputError::new("")),
            FieldKind::YesNo => match text {
                "yes" => Ok(1),
                "no" => Ok(0),
                _ => Err(InputError::new("Type yes or no.")),
            },
            FieldKind::Money(sign) => Ok(Money::parse(text, *sign)?.cents()),
            FieldKind::WholeNumber => parse_whole(text),
            FieldKind::Hours => Ok(parse_hours(text)?.hundredths()),
            FieldKind::Percentage => Ok(parse_percent(text)?.hundredths()),
            FieldKind::Date => Ok(Date::parse(text)?.number_of_day()),
            FieldKind::Dates => read_dates(text, &mut self.dates),
            FieldKind::Moment => Ok(Moment::parse(text)?.minutes()),
            FieldKind::Month => Ok(Month::parse(text)?.count()),
            FieldKind::Likelihood => read_likelihood(text, &mut self.likelihood),
        }
    }

    /// Appends an input as people read it.
    pub(crate) fn show(&self, field: &str, text: &mut String) {
        let number = self.number(field);
        if let Some(field) = self.description.field(field) {
            show_number(&field.kind, number, text);
        }
    }

    /// All mistakes, in the order of the fields.
    pub(crate) fn mistakes(&self, check: Check) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (field, slot) in self.description.fields.iter().zip(&self.slots) {
            let error = match slot {
                Slot::Wrong(error) => Some(*error),
                Slot::OutOfBounds => Some(InputError::new("")),
                _ => check(self, &field.name),
            };
            if let Some(error) = error {
                let made;
                let message = match (&field.kind, slot, field.bounds) {
                    (FieldKind::Choice(choices), ..) => {
                        made = choose(choices);
                        &made
                    }
                    (kind, Slot::OutOfBounds, Some(bounds)) => {
                        made = stay_within(kind, bounds);
                        &made
                    }
                    _ => error.message(),
                };
                errors.push(FieldError::new(&field.name, self.typed(&field.name), message));
            }
        }
        for (name, text) in self.answers.given() {
            if name != AS_OF && !self.has(name) {
                errors.push(FieldError::new(
                    name,
                    text,
                    "Leave this out; there is no such field here.",
                ));
            }
        }
        errors
    }

    /// What was typed for a field; empty when nothing was.
    pub(crate) fn typed(&self, field: &str) -> &'a str {
        self.answers.get(field).unwrap_or("")
    }

    /// Whether anything was typed for a field, right or wrong.
    pub(crate) fn given(&self, field: &str) -> bool {
        !self.typed(field).is_empty()
    }

    /// Whether something was typed for a field and could be read.
    pub(crate) fn is_read(&self, field: &str) -> bool {
        let mut slots = self.description.fields.iter().zip(&self.slots);
        slots.any(|(known, slot)| known.name == field && matches!(slot, Slot::Read(_)))
    }

    /// Whether the calculator asks for a field at all.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.description.field(field).is_some()
    }

    /// The label of a field; empty where the calculator does not ask for it.
    pub(crate) fn label(&self, field: &str) -> &'a str {
        self.description.field(field).map_or("", |field| &field.label)
    }

    /// The place of a field in the form; after all others for a name that is no field.
    pub(super) fn place(&self, field: &str) -> usize {
        let mut fields = self.description.fields.iter();
        fields.position(|known| known.name == field).unwrap_or(usize::MAX)
    }

    pub(crate) fn tier(&self) -> Option<Tier> {
        Tier::parse(self.choice("segment"))
    }

    /// The name of the choice; empty without one.
    pub(crate) fn choice(&self, field: &str) -> &'a str {
        match self.description.field(field).map(|field| &field.kind) {
            Some(FieldKind::Choice(choices)) => choices
                .get(self.number(field) as usize)
                .map_or("", |choice| &choice.value),
            _ => "",
        }
    }

    pub(crate) fn is_yes(&self, field: &str) -> bool {
        self.number(field) == 1
    }

    pub(crate) fn money(&self, field: &str) -> Money {
        Money::from_known_cents(self.number(field))
    }

    pub(crate) fn count(&self, field: &str) -> i64 {
        self.number(field)
    }

    pub(crate) fn hours(&self, field: &str) -> Hundredths {
        Hundredths::from_hundredths(self.number(field))
    }

    pub(crate) fn date(&self, field: &str) -> Date {
        Date::from_number(self.number(field))
    }

    pub(crate) fn month(&self, field: &str) -> Month {
        Month::from_count(self.number(field))
    }

    /// The percentages by month, in the order in which they were typed, as far as they could be read.
    pub(crate) fn likelihood(&self) -> &[(Month, Hundredths)] {
        &self.likelihood
    }

    /// The days of a field that takes several, in the order in which they were typed, as far as they could be read.
    pub(crate) fn dates(&self) -> &[Date] {
        &self.dates
    }

    pub(crate) fn moment(&self, field: &str) -> Moment {
        Moment::from_minutes(self.number(field))
    }

    /// The input in the smallest step of its kind: cents, hundredths, days, the place of a choice, 1 for yes.
    pub(crate) fn number(&self, field: &str) -> i64 {
        let mut slots = self.description.fields.iter().zip(&self.slots);
        match slots.find(|(known, _)| known.name == field) {
            Some((_, Slot::Read(number))) => *number,
            _ => NOTHING,
        }
    }
}

/// `Choose smb or mid-market.`
fn choose(choices: &[Choice]) -> String {
    let mut message = String::new();
    for choice in choices {
        message.push_str(if message.is_empty() { "Choose " } else { " or " });
        message.push_str(&choice.value);
    }
    message.push('.');
    message
}

/// Appends an input of a kind as people read it.
fn show_number(kind: &FieldKind, number: i64, text: &mut String) {
    let part: &dyn Part = match kind {
        FieldKind::Choice(choices) => match choices.get(number as usize) {
            Some(choice) => &&*choice.label,
            None => &"",
        },
        FieldKind::Money(_) => &Money::from_known_cents(number),
        FieldKind::WholeNumber | FieldKind::Dates => &number,
        FieldKind::Hours => &Hundredths::from_hundredths(number),
        FieldKind::Percentage => &AnswerValue::Percent(Hundredths::from_hundredths(number)),
        FieldKind::Date => &Date::from_number(number),
        FieldKind::Month => &Month::from_count(number),
        FieldKind::Moment => &Moment::from_minutes(number),
        FieldKind::YesNo => match number {
            1 => &"yes",
            _ => &"no",
        },
        FieldKind::Likelihood => &"",
    };
    part.push_to(text);
}

/// `Type something from 1 to 99.`
fn stay_within(kind: &FieldKind, (least, greatest): (i64, i64)) -> String {
    let mut message = String::from("Type something from ");
    show_number(kind, least, &mut message);
    message.push_str(" to ");
    show_number(kind, greatest, &mut message);
    message.push('.');
    message
}

/// Reads the percentages by month, and gives their total.
fn read_likelihood(text: &str, months: &mut Vec<(Month, Hundredths)>) -> Result<i64, InputError> {
    let mut total = 0;
    for part in &split(text, b',') {
        let (month, percent) = read_chance(part)?;
        if months.iter().any(|(known, _)| *known == month) {
            return Err(InputError::new("Type each month once."));
        }
        if months.len() == MAX_MONTHS {
            return Err(InputError::new("Type at most 24 months."));
        }
        months.push((month, percent));
        total += percent.hundredths();
    }
    match total {
        0 => Err(InputError::new(
            "Type a percentage above 0 for at least one month.",
        )),
        1..=10_000 => Ok(total),
        _ => Err(InputError::new("Type percentages that are at most 100 together.")),
    }
}

/// The most days that a list may name.
const MAX_DATES: usize = 1_000;

/// Reads days parted by commas, and gives how many they are.
fn read_dates(text: &str, dates: &mut Vec<Date>) -> Result<i64, InputError> {
    for part in &split(text, b',') {
        if dates.len() == MAX_DATES {
            return Err(InputError::new("Type at most 1,000 days."));
        }
        dates.push(Date::parse(part)?);
    }
    Ok(dates.len() as i64)
}

fn read_chance(part: &str) -> Result<(Month, Hundredths), InputError> {
    let (month, percent) = cut(part, b'=').ok_or(NO_LIKELIHOOD)?;
    let month = Month::parse(month).map_err(|_| NO_LIKELIHOOD)?;
    Ok((month, parse_percent(percent)?))
}

const NO_LIKELIHOOD: InputError =
    InputError::new("Type a percentage for each month, such as 2020-04=90,2020-05=10.");
