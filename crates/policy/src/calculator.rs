//! The one shape of a calculator: what it asks for, what it is given, what it answers.
//!
//! Owns the types that every face of the product (page, command line, golden cases) shares. The names of the fields are
//! at once flags, inputs of the form, keys of a link and keys of a case. No rule of any one calculator is here.

mod ahead;
mod case;
mod inputs;
mod lookup;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use crate::{
    Date, Hundredths, InputError, Moment, Money, PolicyValues,
    money::Sign,
    number::plain_whole,
    text::{Part, trim},
    values::Source,
};

pub use ahead::decide;
pub(crate) use case::{Case, Rule};
pub(crate) use inputs::Inputs;

/// The day that the forms show before they know the reader's own: the source page's example takes place on it.
pub const EXAMPLE_DAY: Date = Date::civil(2020, 4, 23);

/// The moment that the forms show before they know the reader's own.
pub const EXAMPLE_MOMENT: Moment = Moment::at(EXAMPLE_DAY, 9, 0);

/// The name of the field that every calculator has: the day on which the values are to be in force.
pub const AS_OF: &str = "as-of";

/// A rule of the handbook that answers a question.
pub trait Calculator: Sync {
    /// What it decides and what it asks for.
    fn description(&self) -> &Description;

    /// Decides, with the values that are in force on a day.
    ///
    /// # Errors
    /// All mistakes in the answers, in the order of the fields; a value that is not yet in force is a mistake
    /// of the field [`AS_OF`], one that is missing or of another unit a mistake under its own key.
    fn evaluate(
        &self,
        values: &PolicyValues,
        answers: &Answers,
        as_of: Date,
    ) -> Result<Answer, Vec<FieldError>>;
}

/// What a calculator decides and what it asks for.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its name for machines: `deck-threshold`.
    pub id: Cow<'static, str>,
    /// Its name for people.
    pub title: Cow<'static, str>,
    /// What it decides, in one sentence.
    pub summary: Cow<'static, str>,
    /// What it asks for, in the order of the form.
    pub fields: Cow<'static, [Field]>,
    /// The keys of the values that it may read.
    pub values: Cow<'static, [Cow<'static, str>]>,
    /// The ids of the calculators that it asks in turn; what they may read, it may read.
    pub calls: Cow<'static, [Cow<'static, str>]>,
}

/// One thing that a calculator asks for.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name for machines: `close-date`.
    pub name: Cow<'static, str>,
    /// Its name for people.
    pub label: Cow<'static, str>,
    /// What to type, in one sentence.
    pub hint: Cow<'static, str>,
    /// What kind of answer it takes.
    pub kind: FieldKind,
    /// What stands beside the input: `$`, `hours`.
    pub unit: Option<Cow<'static, str>>,
    /// What the form shows at first.
    pub default: Default,
    /// The least and the greatest input, in the smallest step of the kind (cents, hundredths, days).
    pub bounds: Option<(i64, i64)>,
    /// Whether there is no answer without it.
    pub required: bool,
    /// Whether a question in words that says nothing about it means zero.
    pub zero_unsaid: bool,
}

/// What kind of answer a field takes.
#[derive(Clone, Debug)]
pub enum FieldKind {
    /// One of a few.
    Choice(Cow<'static, [Choice]>),
    /// `yes` or `no`.
    YesNo,
    /// An amount of money, negative or not.
    Money(Sign),
    /// A whole number, zero or more.
    WholeNumber,
    /// Hours, zero or more.
    Hours,
    /// A percentage, from 0 to 100.
    Percentage,
    /// A day: `2020-04-30`.
    Date,
    /// Days, parted by commas: `2020-04-20,2020-04-23`.
    Dates,
    /// A day and a time of it: `2020-04-22T16:59`.
    Moment,
    /// A month: `2020-04`.
    Month,
    /// Percentages by month: `2020-04=90,2020-05=10`.
    Likelihood,
}

/// One of the answers of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name for machines.
    pub value: Cow<'static, str>,
    /// Its name for people.
    pub label: Cow<'static, str>,
}

/// What a form shows before anything is typed. It is no answer: a field left out by other faces stays empty.
#[derive(Clone, Debug)]
pub enum Default {
    /// Nothing.
    None,
    /// Always the same text.
    Fixed(Cow<'static, str>),
    /// Always the same text, and the one case in which it is an answer: it stands for a field that is left out.
    Standing(Cow<'static, str>),
    /// A text that follows from the moment, which is [`EXAMPLE_MOMENT`] until the reader's own is known.
    FromNow(fn(Moment) -> String),
}

impl Default {
    /// The text at a moment; empty where there is none.
    pub fn text(&self, now: Moment) -> String {
        match self {
            Self::None => String::new(),
            Self::Fixed(text) | Self::Standing(text) => String::from(&**text),
            Self::FromNow(text) => text(now),
        }
    }
}

impl Description {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The answers that the form holds before anything is typed.
    pub fn default_answers(&self, now: Moment) -> Answers {
        let mut answers = Answers::new();
        for field in self.fields.iter() {
            answers.set(&field.name, field.default.text(now));
        }
        answers
    }
}

/// The answers given, by field name, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    given: Vec<(String, String)>,
    defaults: Vec<(String, String)>,
}

impl Answers {
    /// No answers.
    pub fn new() -> Self {
        Self {
            given: Vec::new(),
            defaults: Vec::new(),
        }
    }

    /// Gives an answer, in place of an earlier one to the same field. Blank text is no answer.
    pub fn set(&mut self, name: &str, text: String) {
        let text = String::from(trim(&text));
        match self.given.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = text,
            None => self.given.push((String::from(name), text)),
        }
    }

    /// Supplies what is taken where nothing was typed, such as the reader's own day for `today`. A calculator without
    /// such a field is not troubled by it.
    #[must_use]
    pub fn with_default(mut self, name: &str, text: String) -> Self {
        self.defaults.push((String::from(name), text));
        self
    }

    /// Supplies the reader's own moment for the fields `today` and `now`, where nothing was typed for them.
    #[must_use]
    pub fn with_clock(self, now: Moment) -> Self {
        self.with_default("today", now.date.iso())
            .with_default("now", now.iso())
    }

    /// The answer to a field without the blanks around it, if there is one.
    pub fn get(&self, name: &str) -> Option<&str> {
        for answers in [&self.given, &self.defaults] {
            for (known, text) in answers {
                if known == name && !text.is_empty() {
                    return Some(text);
                }
            }
        }
        None
    }

    /// What was typed and is not blank, in the order in which it was given.
    pub fn given(&self) -> impl Iterator<Item = (&str, &str)> {
        let typed = self.given.iter().filter(|(_, text)| !text.is_empty());
        typed.map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

impl FromIterator<(String, String)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut answers = Self::new();
        for (name, text) in pairs {
            answers.set(&name, text);
        }
        answers
    }
}

/// What a calculator answers, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The decision, for machines: `required`.
    pub verdict: Cow<'static, str>,
    /// The decision, for people: one sentence that stands alone.
    pub sentence: String,
    /// The figures of the decision; one that does not apply is left out.
    pub values: Vec<(Cow<'static, str>, AnswerValue)>,
    /// The policy values that were used, each with the day from which it has held.
    pub in_force: Vec<(String, Date)>,
    /// The reasoning, one sentence each.
    pub steps: Vec<String>,
    /// What to do next, one sentence each.
    pub next: Vec<String>,
    /// The readings of ambiguous rules that the answer rests on.
    pub readings: Vec<String>,
    /// What to look at twice.
    pub warnings: Vec<String>,
    /// The sections of the handbook that say so.
    pub sources: Vec<Source>,
}

impl Answer {
    /// An answer that is yet to be found.
    pub(crate) const fn new() -> Self {
        Self {
            verdict: Cow::Borrowed(""),
            sentence: String::new(),
            values: Vec::new(),
            in_force: Vec::new(),
            steps: Vec::new(),
            next: Vec::new(),
            readings: Vec::new(),
            warnings: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// The figure with this name.
    pub fn value(&self, name: &str) -> Option<&AnswerValue> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

/// A figure of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerValue {
    /// Money: `"5000.00"`.
    Money(Money),
    /// A day: `"2020-04-30"`.
    Date(Date),
    /// `true` or `false`.
    Flag(bool),
    /// A whole number: `4`.
    Count(i64),
    /// A factor: `5`.
    Multiple(Hundredths),
    /// A share in percent: `30`.
    Percent(Hundredths),
    /// A day and a time: `"2020-04-22T17:00"`.
    Moment(Moment),
}

impl AnswerValue {
    /// The figure for machines, without quotes: `5000.00`, `2020-04-30`, `true`.
    pub fn plain(&self) -> String {
        match self {
            Self::Money(money) => money.plain(),
            Self::Date(date) => date.iso(),
            Self::Flag(flag) => String::from(if *flag { "true" } else { "false" }),
            Self::Count(count) => plain_whole(*count),
            Self::Multiple(number) | Self::Percent(number) => number.display(),
            Self::Moment(moment) => moment.iso(),
        }
    }
}

impl Part for AnswerValue {
    fn push_to(&self, text: &mut String) {
        match self {
            Self::Money(money) => money.push_to(text),
            Self::Date(date) => date.push_to(text),
            Self::Flag(_) => {}
            Self::Count(count) => count.push_to(text),
            Self::Multiple(multiple) => multiple.push_to(text),
            Self::Percent(percent) => {
                percent.push_to(text);
                text.push('%');
            }
            Self::Moment(moment) => moment.push_to(text),
        }
    }
}

/// What is wrong with the answer to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field.
    pub field: String,
    /// What was typed; empty when nothing was.
    pub given: String,
    /// What to type instead, as a sentence.
    pub message: String,
}

impl FieldError {
    /// An error with its message.
    pub fn new(field: &str, given: &str, message: &str) -> Self {
        Self {
            field: String::from(field),
            given: String::from(given),
            message: String::from(message),
        }
    }

    /// The error of an input that could not be read.
    pub(crate) fn unreadable(field: &str, given: &str, error: InputError) -> Self {
        Self::new(field, given, error.message())
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.field)?;
        formatter.write_str(": ")?;
        formatter.write_str(&self.message)
    }
}

/// The day on which the values are to be in force: the answer to [`AS_OF`], or else today.
///
/// # Errors
/// When the answer is no day.
pub fn as_of(answers: &Answers, today: Date) -> Result<Date, FieldError> {
    match answers.get(AS_OF) {
        None => Ok(today),
        Some(text) => Date::parse(text).map_err(|error| FieldError::unreadable(AS_OF, text, error)),
    }
}
