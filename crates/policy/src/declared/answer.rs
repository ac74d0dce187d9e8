//! The answer of a declared calculator.
//!
//! Owns the way from a row that fits to an answer with its reasons. The reasoning tells each result that was needed, in the
//! order of the declaration, then why no earlier row of a first-match table fits, then why this one does. Where exactly
//! one row fits, the others have no part in the answer, nor have the values that only they read.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{
    Declared,
    evaluate::{Amounts, Evaluation, Stop, day, number_of_input},
    number::Number,
    program::{Shown, Term},
};
use crate::{
    Answer, Answers, Date, FieldError, Hundredths, Money, PolicyValues,
    calculator::{AS_OF, AnswerValue, Case, Default},
    text::{Part, cut, push},
    values::Tier,
};

pub(super) fn evaluate(
    declared: &Declared,
    values: &PolicyValues,
    answers: &Answers,
    as_of: Date,
) -> Result<Answer, Vec<FieldError>> {
    let mut answers = answers.clone();
    for field in declared.description.fields.iter() {
        if let (false, Default::Fixed(text)) = (field.required, &field.default) {
            answers = answers.with_default(&field.name, String::from(&**text));
        }
    }
    let mut case = Case::new(&declared.description, values, &answers, as_of, |_, _| None);
    let inputs = declared
        .description
        .fields
        .iter()
        .map(|field| number_of_input(&field.kind, case.inputs.number(&field.name)))
        .collect();
    let amounts = Amounts::on(declared, values, as_of);
    let mut telling = Telling {
        declared,
        values,
        as_of,
        evaluation: Evaluation::new(declared, &amounts, inputs),
        case: &mut case,
        why: String::new(),
    };
    if let Err(stop) = telling.decide() {
        telling.refuse(stop);
    }
    case.finish()
}

struct Telling<'a, 'b> {
    declared: &'a Declared,
    values: &'a PolicyValues,
    as_of: Date,
    evaluation: Evaluation<'a>,
    case: &'b mut Case<'a>,
    /// What sentences mean by the slot `w`.
    why: String,
}

/// Why there is no answer: a term without a number, or nothing that a row says something about.
enum Refusal<'a> {
    Stop(Stop<'a>),
    NoRow,
}

impl<'a> From<Stop<'a>> for Refusal<'a> {
    fn from(stop: Stop<'a>) -> Self {
        Self::Stop(stop)
    }
}

impl<'a> Telling<'a, '_> {
    fn decide(&mut self) -> Result<(), Refusal<'a>> {
        let program = &self.declared.program;
        let place = self.evaluation.row()?.ok_or(Refusal::NoRow)?;
        let row = program.rows.get(place).ok_or(Refusal::NoRow)?;
        let verdict = program.verdicts.get(row.verdict).ok_or(Refusal::NoRow)?;

        self.evaluation.forget();
        let mut reasons = Vec::new();
        if program.first_match {
            for before in 0..place {
                if let Some(unmet) = self.evaluation.unmet(before)? {
                    let conditions = program.rows.get(before).map(|row| &row.conditions);
                    if let Some(condition) = conditions.and_then(|conditions| conditions.get(unmet)) {
                        let sentence = self.fill(&condition.unmet)?;
                        if !reasons.contains(&sentence) {
                            reasons.push(sentence);
                        }
                    }
                }
            }
        }
        self.evaluation.unmet(place)?;
        if row.because.is_empty() {
            for reason in &reasons {
                let gap = if self.why.is_empty() { "" } else { " " };
                push(&mut self.why, &[gap, reason]);
            }
        } else {
            self.why = self.fill(&row.because)?;
            reasons.push(self.why.clone());
        }
        for (name, result) in &program.figures {
            let number = self.evaluation.result(*result)?;
            let shown = program.results.get(*result).map(|step| (step.shown, &step.term));
            if let Some((shown, term)) = shown {
                let value = figure(shown, number).ok_or(Stop::Large(term))?;
                self.case.answer.values.push((Cow::Owned(name.clone()), value));
            }
        }
        let sentence = self.fill(&verdict.sentence)?;
        let last = self.all(&verdict.steps)?;
        let next = self.all(&verdict.next)?;
        let warnings = self.all(&verdict.warnings)?;
        let mut steps = self.steps()?;
        steps.extend(reasons);
        steps.extend(last);

        let used = core::mem::take(&mut self.evaluation.used);
        for key in used
            .iter()
            .filter_map(|value| self.declared.description.values.get(*value))
        {
            self.case.used(key);
            self.case.read(key);
        }
        let answer = &mut self.case.answer;
        for source in &verdict.sources {
            if answer.sources.iter().all(|known| known.href != source.href) {
                answer.sources.push(source.clone());
            }
        }
        answer.verdict = Cow::Owned(verdict.name.clone());
        answer.sentence = sentence;
        answer.steps = steps;
        answer.next = next;
        answer.warnings = warnings;
        Ok(())
    }

    /// The sentences of all results that were needed. A sentence may name earlier results, which are needed then.
    fn steps(&mut self) -> Result<Vec<String>, Stop<'a>> {
        let mut steps = Vec::new();
        for (place, step) in self.declared.program.results.iter().enumerate().rev() {
            if self.evaluation.needed(place) {
                steps.push(self.fill(&step.sentence)?);
            }
        }
        steps.reverse();
        steps.retain(|step| !step.is_empty());
        Ok(steps)
    }

    fn all(&mut self, sentences: &[String]) -> Result<Vec<String>, Stop<'a>> {
        sentences.iter().map(|sentence| self.fill(sentence)).collect()
    }

    /// The sentence with its slots filled.
    fn fill(&mut self, sentence: &str) -> Result<String, Stop<'a>> {
        let mut text = String::new();
        let mut rest = sentence;
        while let Some((before, after)) = cut(rest, b'{') {
            text.push_str(before);
            let (slot, behind) = cut(after, b'}').unwrap_or((after, ""));
            match super::codec::atom(slot) {
                Some(Term::Field(field)) => {
                    if let Some(field) = self.declared.description.fields.get(field) {
                        self.case.inputs.show(&field.name, &mut text);
                    }
                }
                Some(Term::Result(result)) => {
                    let number = self.evaluation.result(result)?;
                    if let Some(step) = self.declared.program.results.get(result) {
                        show(step.shown, number, &mut text);
                    }
                }
                Some(Term::Value(value, fixed)) => self.show_value(value, fixed, &mut text)?,
                _ => text.push_str(&self.why),
            }
            rest = behind;
        }
        text.push_str(rest);
        Ok(text)
    }

    fn show_value(&mut self, place: usize, fixed: Option<Tier>, text: &mut String) -> Result<(), Stop<'a>> {
        let tier = fixed.or_else(|| self.evaluation.tier());
        let key = self.declared.description.values.get(place);
        let value = key.and_then(|key| self.values.get(key));
        let amount = value.and_then(|value| value.amount(self.as_of, tier).ok());
        text.push_str(&amount.ok_or(Stop::Missing(place, tier))?.display());
        self.evaluation.note(place);
        Ok(())
    }

    /// Notes why there is no answer, at the first field that has to do with it.
    fn refuse(&mut self, refusal: Refusal<'a>) {
        let (field, message) = match refusal {
            Refusal::Stop(Stop::Missing(value, tier)) => {
                if let Some(key) = self.declared.description.values.get(value)
                    && self.case.amount_for(key, tier).is_some()
                {
                    self.case.refuse_kind(key);
                }
                (Some(0), NO_RULE)
            }
            Refusal::Stop(Stop::Zero(term)) => (
                self.first_field(term),
                "Type something else here: with these answers, a number would be divided by zero.",
            ),
            Refusal::Stop(Stop::Large(term)) => (
                self.first_field(term),
                "Type something else here: with these answers, a number or a day goes too far.",
            ),
            Refusal::NoRow => (Some(0), NO_RULE),
        };
        if self.case.errors.is_empty() {
            let field = field.and_then(|field| self.declared.description.fields.get(field));
            let name = field.map_or(AS_OF, |field| &field.name);
            let given = self.case.inputs.typed(name);
            self.case.refuse(name, given, message);
        }
    }

    /// The first field, in the order of the form, that a term depends on.
    fn first_field(&self, term: &Term) -> Option<usize> {
        let mut of_results = Vec::new();
        for step in &self.declared.program.results {
            let first = first_of(&step.term, &of_results);
            of_results.push(first);
        }
        first_of(term, &of_results)
    }
}

fn first_of(term: &Term, of_results: &[Option<usize>]) -> Option<usize> {
    match term {
        Term::Field(field) => Some(*field),
        Term::Result(result) => of_results.get(*result).copied().flatten(),
        Term::Apply(_, terms) => {
            let (one, other) = (first_of(&terms.0, of_results), first_of(&terms.1, of_results));
            match (one, other) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            }
        }
        Term::Number(_) | Term::Value(..) => None,
    }
}

const NO_RULE: &str =
    "Type something else here: the rule says nothing about these answers. Tell the owners of this page.";

fn figure(shown: Shown, number: Number) -> Option<AnswerValue> {
    Some(match shown {
        Shown::Whole => AnswerValue::Count(number.in_parts(1)?),
        Shown::Number => AnswerValue::Multiple(Hundredths::from_hundredths(number.in_parts(100)?)),
        Shown::Money => AnswerValue::Money(Money::from_cents(number.in_parts(100)?)?),
        Shown::Percent => AnswerValue::Percent(Hundredths::from_hundredths(number.in_parts(10_000)?)),
        Shown::Date => AnswerValue::Date(day(number)?),
        Shown::YesNo => AnswerValue::Flag(number != Number::ZERO),
    })
}

/// Appends a number as people read it.
pub(super) fn show(shown: Shown, number: Number, text: &mut String) {
    match shown {
        Shown::Whole | Shown::Number => number.push_digits("", 0, text),
        Shown::Money => number.push_digits("$", 2, text),
        Shown::Percent => {
            if let Some(percent) = number.times(Number::whole(100)) {
                percent.push_digits("", 0, text);
            }
            text.push('%');
        }
        Shown::Date => {
            if let Some(day) = day(number) {
                day.push_to(text);
            }
        }
        Shown::YesNo => text.push_str(if number == Number::ZERO { "no" } else { "yes" }),
    }
}
