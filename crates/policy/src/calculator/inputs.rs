//! The answers of a person, read by the kinds of the fields.
//!
//! Owns the one pass that turns typed text into typed inputs and gathers every mistake on the way, also in answers that
//! turn out not to matter.

use alloc::{string::String, vec::Vec};

use super::{AS_OF, Answers, Choice, Description, FieldError, FieldKind, Lookup};
use crate::{
    Date, Hundredths, InputError, Money, Month,
    number::{parse_hours, parse_percent, parse_whole},
    text::join,
    values::Tier,
};

/// The inputs of one evaluation, and the mistakes found so far.
pub(crate) struct Inputs<'a> {
    description: &'a Description,
    answers: &'a Answers,
    read: Vec<Option<Input>>,
    errors: Vec<FieldError>,
}

enum Input {
    Choice(usize),
    Flag(bool),
    Money(Money),
    Count(i64),
    Hours(Hundredths),
    Date(Date),
    Month(Month),
    Likelihood(Vec<(Month, Hundredths)>),
}

/// The most months that a likelihood may name.
const MAX_MONTHS: usize = 24;

impl<'a> Inputs<'a> {
    /// Reads every field of the description.
    pub(crate) fn read(description: &'a Description, answers: &'a Answers) -> Self {
        let mut inputs = Self {
            description,
            answers,
            read: Vec::new(),
            errors: Vec::new(),
        };
        for field in description.fields.iter() {
            let read = match answers.get(&field.name) {
                Some(text) => read_input(&field.kind, text).map(Some),
                None if field.required => Err(missing(&field.kind)),
                None => Ok(None),
            };
            inputs.read.push(read.unwrap_or_else(|message| {
                inputs.errors.push(FieldError {
                    field: String::from(&*field.name),
                    given: String::from(answers.get(&field.name).unwrap_or("")),
                    message,
                });
                None
            }));
        }
        inputs
    }

    /// Reports a mistake that shows only beside other answers; a field that has one already keeps it.
    pub(crate) fn refuse(&mut self, field: &str, message: &str) {
        let fields = &self.description.fields;
        let place = |name: &str| fields.iter().position(|known| known.name == name);
        if !self.errors.iter().any(|error| error.field == field) {
            let before = self
                .errors
                .iter()
                .take_while(|error| place(&error.field) < place(field))
                .count();
            let given = self.answers.get(field).unwrap_or("");
            self.errors.insert(before, FieldError::new(field, given, message));
        }
    }

    /// Whether anything was typed for a field, right or wrong.
    pub(crate) fn given(&self, field: &str) -> bool {
        self.answers.get(field).is_some()
    }

    /// What was gathered, when there is no mistake.
    pub(crate) fn complete<T>(
        mut self,
        lookup: &mut Lookup<'_>,
        gathered: Option<T>,
    ) -> Result<T, Vec<FieldError>> {
        self.refuse_unknown();
        self.errors.extend(lookup.mistake.take());
        match gathered {
            Some(gathered) if self.errors.is_empty() => Ok(gathered),
            _ => Err(self.errors),
        }
    }

    pub(crate) fn tier(&self, field: &str) -> Option<Tier> {
        Tier::parse(self.choice(field)?)
    }

    pub(crate) fn choice(&self, field: &str) -> Option<&'a str> {
        let (Some(Input::Choice(index)), Some(FieldKind::Choice(choices))) = (
            self.input(field),
            self.description.field(field).map(|field| &field.kind),
        ) else {
            return None;
        };
        choices.get(*index).map(|choice| &*choice.value)
    }

    pub(crate) fn flag(&self, field: &str) -> Option<bool> {
        match self.input(field)? {
            Input::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub(crate) fn money(&self, field: &str) -> Option<Money> {
        match self.input(field)? {
            Input::Money(money) => Some(*money),
            _ => None,
        }
    }

    pub(crate) fn count(&self, field: &str) -> Option<i64> {
        match self.input(field)? {
            Input::Count(count) => Some(*count),
            _ => None,
        }
    }

    pub(crate) fn hours(&self, field: &str) -> Option<Hundredths> {
        match self.input(field)? {
            Input::Hours(hours) => Some(*hours),
            _ => None,
        }
    }

    pub(crate) fn date(&self, field: &str) -> Option<Date> {
        match self.input(field)? {
            Input::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn month(&self, field: &str) -> Option<Month> {
        match self.input(field)? {
            Input::Month(month) => Some(*month),
            _ => None,
        }
    }

    /// The percentages by month, in the order of the months.
    pub(crate) fn likelihood(&self, field: &str) -> Option<&[(Month, Hundredths)]> {
        match self.input(field)? {
            Input::Likelihood(months) => Some(months),
            _ => None,
        }
    }

    fn input(&self, field: &str) -> Option<&Input> {
        let index = self
            .description
            .fields
            .iter()
            .position(|known| known.name == field)?;
        self.read.get(index)?.as_ref()
    }

    fn refuse_unknown(&mut self) {
        for (name, text) in self.answers.given() {
            if name != AS_OF && self.description.field(name).is_none() {
                let mut message = join(&["Leave this out; the fields of ", &self.description.id, " are "]);
                for field in self.description.fields.iter() {
                    message.push_str(&field.name);
                    message.push_str(", ");
                }
                message.push_str("and as-of.");
                self.errors.push(FieldError {
                    field: String::from(name),
                    given: String::from(text),
                    message,
                });
            }
        }
    }
}

fn read_input(kind: &FieldKind, text: &str) -> Result<Input, String> {
    let read = match kind {
        FieldKind::Choice(choices) => {
            return choices
                .iter()
                .position(|choice| choice.value.eq_ignore_ascii_case(text))
                .map(Input::Choice)
                .ok_or_else(|| choose(choices));
        }
        FieldKind::YesNo if text.eq_ignore_ascii_case("yes") => Ok(Input::Flag(true)),
        FieldKind::YesNo if text.eq_ignore_ascii_case("no") => Ok(Input::Flag(false)),
        FieldKind::YesNo => Err(InputError::new("Type yes or no.")),
        FieldKind::Money(sign) => Money::parse(text, *sign).map(Input::Money),
        FieldKind::WholeNumber => parse_whole(text).map(Input::Count),
        FieldKind::Hours => parse_hours(text).map(Input::Hours),
        FieldKind::Date => Date::parse(text).map(Input::Date),
        FieldKind::Month => Month::parse(text).map(Input::Month),
        FieldKind::Likelihood => read_likelihood(text).map(Input::Likelihood),
    };
    read.map_err(|error| String::from(error.message()))
}

/// What to type where nothing was typed: what is said of a text that means nothing.
fn missing(kind: &FieldKind) -> String {
    read_input(kind, "").err().unwrap_or_default()
}

fn choose(choices: &[Choice]) -> String {
    let mut message = String::from("Choose ");
    for (index, choice) in choices.iter().enumerate() {
        message.push_str(match index {
            0 => "",
            _ if index + 1 == choices.len() => " or ",
            _ => ", ",
        });
        message.push_str(&choice.value);
    }
    message.push('.');
    message
}

fn read_likelihood(text: &str) -> Result<Vec<(Month, Hundredths)>, InputError> {
    let mut months: Vec<(Month, Hundredths)> = Vec::new();
    let mut total = 0;
    for part in text.split(',') {
        let (month, percent) = part.split_once('=').ok_or(NO_LIKELIHOOD)?;
        let month = Month::parse(month).map_err(|_| NO_LIKELIHOOD)?;
        let percent = parse_percent(percent)?;
        if months.len() == MAX_MONTHS {
            return Err(InputError::new("Type at most 24 months."));
        }
        let place = match months.binary_search_by_key(&month, |(month, _)| *month) {
            Ok(_) => return Err(InputError::new("Type each month once.")),
            Err(place) => place,
        };
        months.insert(place, (month, percent));
        total += percent.hundredths();
    }
    if total > 10_000 {
        return Err(InputError::new("Type percentages that are at most 100 together."));
    }
    if total == 0 {
        return Err(InputError::new(
            "Type a percentage above 0 for at least one month.",
        ));
    }
    Ok(months)
}

const NO_LIKELIHOOD: InputError =
    InputError::new("Type a percentage for each month, such as 2020-04=90,2020-05=10.");
