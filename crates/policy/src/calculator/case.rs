//! One evaluation: what was given, what holds, and the answer that comes of it.
//!
//! Owns the way from answers to an answer that all calculators share, and how a sentence is made: it names the facts of
//! the case in braces (`{amount} is above {threshold}.`). Each fact is stated once, under its name; the inputs are facts
//! under the names of their fields.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{Answer, AnswerValue, Answers, Calculator, Description, FieldError, Inputs, inputs::Check};
use crate::{
    Date, InputError, PolicyValues,
    text::{Part, cut, join, shown},
};

/// A calculator: its description, what its fields have to be beside each other, and the function that decides.
///
/// `decide` runs in any case; where something was missing it notes the mistake, and what it came to is not used.
pub(crate) struct Rule {
    pub(crate) description: &'static Description,
    pub(crate) check: Check,
    pub(crate) decide: fn(&mut Case<'_>),
}

/// One evaluation under way.
pub(crate) struct Case<'a> {
    pub(crate) inputs: Inputs<'a>,
    pub(super) values: &'a PolicyValues,
    pub(super) as_of: Date,
    facts: Vec<(&'static str, String)>,
    pub(crate) answer: Answer,
    pub(crate) errors: Vec<FieldError>,
}

impl Calculator for Rule {
    fn description(&self) -> &Description {
        self.description
    }

    fn evaluate(
        &self,
        values: &PolicyValues,
        answers: &Answers,
        as_of: Date,
    ) -> Result<Answer, Vec<FieldError>> {
        let mut case = Case::new(self.description, values, answers, as_of, self.check);
        (self.decide)(&mut case);
        case.finish()
    }
}

impl<'a> Case<'a> {
    /// A case that nothing was decided in yet; mistakes in the answers are noted.
    pub(crate) fn new(
        description: &'a Description,
        values: &'a PolicyValues,
        answers: &'a Answers,
        as_of: Date,
        check: Check,
    ) -> Self {
        let inputs = Inputs::read(description, answers);
        let errors = inputs.mistakes(check);
        Self {
            inputs,
            values,
            as_of,
            facts: Vec::new(),
            answer: Answer::new(),
            errors,
        }
    }

    /// The answer, or the mistakes when there are any.
    pub(crate) fn finish(self) -> Result<Answer, Vec<FieldError>> {
        if self.errors.is_empty() {
            Ok(self.answer)
        } else {
            Err(self.errors)
        }
    }

    /// Notes a mistake at its place in the order of the fields, unless the field has one already.
    pub(crate) fn refuse(&mut self, field: &str, given: &str, message: &str) {
        if self.errors.iter().all(|known| known.field != field) {
            let place = self.inputs.place(field);
            let stays = |known: &&FieldError| self.inputs.place(&known.field) <= place;
            let before = self.errors.iter().take_while(stays).count();
            self.errors.insert(before, FieldError::new(field, given, message));
        }
    }

    /// Notes that what follows from an input goes too far. Where the inputs have other mistakes, those come first.
    pub(crate) fn refuse_input(&mut self, field: &str, error: InputError) {
        if self.errors.is_empty() {
            let given = self.inputs.typed(field);
            self.refuse(field, given, error.message());
        }
    }

    /// States a fact; it is what sentences mean by the name from now on.
    pub(crate) fn fact(&mut self, name: &'static str, fact: &dyn Part) {
        self.facts.push((name, shown(fact)));
    }

    /// States a fact that is also a figure of the answer.
    pub(crate) fn figure(&mut self, name: &'static str, value: AnswerValue) {
        self.fact(name, &value);
        self.answer.values.push((Cow::Borrowed(name), value));
    }

    /// Decides, with the sentence that stands alone.
    pub(crate) fn conclude(&mut self, verdict: &'static str, sentence: &str) {
        self.answer.verdict = Cow::Borrowed(verdict);
        self.answer.sentence = self.fill(sentence);
    }

    /// Adds a step of the reasoning that is the reason for the verdict, and what sentences mean by `{why}`.
    pub(crate) fn because(&mut self, sentence: &str) {
        self.step(sentence);
        let why = self.fill(sentence);
        self.facts.push(("why", why));
    }

    /// Adds a step of the reasoning.
    pub(crate) fn step(&mut self, sentence: &str) {
        let sentence = self.fill(sentence);
        self.answer.steps.push(sentence);
    }

    /// Adds something to do next.
    pub(crate) fn then(&mut self, sentence: &str) {
        let sentence = self.fill(sentence);
        self.answer.next.push(sentence);
    }

    /// Adds something to look at twice.
    pub(crate) fn warn(&mut self, sentence: &str) {
        let sentence = self.fill(sentence);
        self.answer.warnings.push(sentence);
    }

    /// What was typed here for the fields that another calculator of the handbook asks for too.
    pub(crate) fn answers_for(&self, id: &str) -> Answers {
        let mut answers = Answers::new();
        if let Some(calculator) = self.values.calculator(id) {
            for field in calculator.description().fields.iter() {
                answers.set(&field.name, String::from(self.inputs.typed(&field.name)));
            }
        }
        answers
    }

    /// Asks another calculator of the handbook, with these answers, as of the same day.
    ///
    /// # Errors
    /// The mistakes in the answers, or one of `calculators.ID`, which is no field, when the handbook has no such
    /// calculator.
    pub(crate) fn ask(&self, id: &str, answers: &Answers) -> Result<Answer, Vec<FieldError>> {
        match self.values.calculator(id) {
            Some(calculator) => calculator.evaluate(self.values, answers, self.as_of),
            None => Err(Vec::from([FieldError::new(
                &join(&["calculators.", id]),
                "",
                &join(&[
                    "There is no calculator ",
                    id,
                    " in this handbook; declare it in content/policy.",
                ]),
            )])),
        }
    }

    /// Takes over another answer as a part of this one: its sentence as a step, what to do next, and what it rests on.
    /// Nothing is said twice.
    pub(crate) fn take_over(&mut self, other: &Answer) {
        add(&mut self.answer.steps, core::slice::from_ref(&other.sentence));
        add(&mut self.answer.next, &other.next);
        self.rest_on(other);
    }

    /// Takes over what another answer rests on: the values it used, its readings, warnings and sources.
    pub(crate) fn rest_on(&mut self, other: &Answer) {
        add(&mut self.answer.in_force, &other.in_force);
        add(&mut self.answer.readings, &other.readings);
        add(&mut self.answer.warnings, &other.warnings);
        add(&mut self.answer.sources, &other.sources);
    }

    /// Notes that a value was used: since when it has held, and where the handbook says so.
    pub(crate) fn used(&mut self, key: &str) {
        if let Some(entry) = self.values.get(key).and_then(|value| value.in_force(self.as_of)) {
            self.answer.in_force.push((String::from(key), entry.from));
        }
        self.cited(key);
    }

    /// Notes where the handbook speaks of a value, if there is such a value.
    pub(crate) fn cited(&mut self, key: &str) {
        if let Some(value) = self.values.get(key) {
            let sources = &mut self.answer.sources;
            if sources.iter().all(|known| known.href != value.source.href) {
                sources.push(value.source.clone());
            }
        }
    }

    /// Notes how the rule behind a value is read, where it needs a reading.
    pub(crate) fn read(&mut self, key: &str) {
        if let Some(reading) = self.values.get(key).and_then(|value| value.reading.as_deref()) {
            self.answer.readings.push(String::from(reading));
        }
    }

    /// The sentence with its facts; what is no fact is the name of a field, and stands for its input.
    pub(crate) fn fill(&self, sentence: &str) -> String {
        let mut text = String::new();
        let mut rest = sentence;
        while let Some((before, after)) = cut(rest, b'{') {
            text.push_str(before);
            let (name, behind) = cut(after, b'}').unwrap_or((after, ""));
            match self.facts.iter().rev().find(|(known, _)| *known == name) {
                Some((_, fact)) => text.push_str(fact),
                None => self.inputs.show(name, &mut text),
            }
            rest = behind;
        }
        text.push_str(rest);
        text
    }
}

/// Adds what is not there yet.
fn add<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
