//! The answer of a declared calculator.
//!
//! Owns the way from a row that fits to an answer with its reasons. The reasoning tells each result that was needed, in the
//! order of the declaration, then why no earlier row of a first-match table fits, then why this one does. Where exactly
//! one row fits, the others have no part in the answer, nor have the values that only they read.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{
    Declared,
    evaluate::{Evaluation, Stop, day, number_of_input},
    number::Number,
    program::{Row, SaidAs, Shown, Term, Verdict},
};
use crate::{
    Answer, Answers, Date, FieldError, Hundredths, Money, PolicyValues,
    calculator::{AS_OF, AnswerValue, Case},
    text::{Part, cut, push},
    values::{Amount, Source},
};

pub(super) fn evaluate(
    declared: &Declared,
    values: &PolicyValues,
    answers: &Answers,
    as_of: Date,
) -> Result<Answer, Vec<FieldError>> {
    let mut case = Case::new(&declared.description, values, answers, as_of, |_, _| None);
    let inputs = declared
        .description
        .fields
        .iter()
        .map(|field| number_of_input(&field.kind, case.inputs.number(&field.name)))
        .collect();
    let mut telling = Telling {
        declared,
        evaluation: Evaluation::new(declared, values, as_of, inputs, case.inputs.tier()),
        case: &mut case,
        why: String::new(),
    };
    telling.decide();
    case.finish()
}

struct Telling<'a, 'b> {
    declared: &'a Declared,
    evaluation: Evaluation<'a>,
    case: &'b mut Case<'a>,
    /// What sentences mean by the slot `w`.
    why: String,
}

impl<'a> Telling<'a, '_> {
    /// Decides in any case; where a term had no number or no row fits, the mistake is noted, and the answer is not used.
    fn decide(&mut self) {
        let program = &self.declared.program;
        let fits = self.evaluation.row();
        let place = fits.unwrap_or(0);
        if let Some(row) = program.rows.get(place)
            && let Some(verdict) = program.verdicts.get(row.verdict)
            && fits.is_some()
            && self.evaluation.stop.is_none()
        {
            self.evaluation.forget();
            self.tell(place, row, verdict);
        }
        if self.evaluation.stop.is_some() || self.case.answer.sentence.is_empty() {
            self.refuse();
        }
    }

    fn tell(&mut self, place: usize, row: &Row, verdict: &Verdict) {
        let program = &self.declared.program;
        let (mut reasons, mut last, mut own_sources) = (Vec::new(), Vec::new(), Vec::new());
        if program.first_match {
            for before in 0..place {
                if let Some(condition) = self.evaluation.unmet(before) {
                    let sentence = self.fill(&condition.unmet);
                    if !reasons.contains(&sentence) {
                        reasons.push(sentence);
                    }
                }
            }
        }
        self.evaluation.unmet(place);
        if row.because.is_empty() {
            for reason in &reasons {
                let gap = if self.why.is_empty() { "" } else { " " };
                push(&mut self.why, &[gap, reason]);
            }
        } else {
            self.why = self.fill(&row.because);
            reasons.push(self.why.clone());
        }
        for (place, step) in program.results.iter().enumerate() {
            if !step.figure.is_empty() {
                let number = self.evaluation.result(place);
                match figure(step.shown, number) {
                    Some(value) => {
                        let name = Cow::Owned(step.figure.clone());
                        self.case.answer.values.push((name, value));
                    }
                    None => self.evaluation.stop(Stop::Large(&step.term)),
                }
            }
        }
        for line in &verdict.lines {
            let text = self.fill(&line.text);
            let answer = &mut self.case.answer;
            match line.said_as {
                SaidAs::Sentence => answer.sentence = text,
                SaidAs::Step => last.push(text),
                SaidAs::Next => answer.next.push(text),
                SaidAs::Warning => answer.warnings.push(text),
                SaidAs::Source => own_sources.push(Source {
                    title: text,
                    href: line.href.clone(),
                }),
            }
        }
        // From the last to the first: a sentence may name earlier results, which are needed then.
        let mut steps = Vec::new();
        for (place, step) in program.results.iter().enumerate().rev() {
            if self.evaluation.needed(place) {
                steps.push(self.fill(&step.sentence));
            }
        }
        steps.reverse();
        steps.append(&mut reasons);
        steps.append(&mut last);

        for place in &self.evaluation.used {
            if let Some(key) = self.declared.description.values.get(*place) {
                self.case.used(key);
                self.case.read(key);
            }
        }
        let answer = &mut self.case.answer;
        for source in own_sources {
            if answer.sources.iter().all(|known| known.href != source.href) {
                answer.sources.push(source);
            }
        }
        answer.verdict = Cow::Owned(verdict.name.clone());
        answer.steps = steps;
    }

    /// The sentence with its slots filled.
    fn fill(&mut self, sentence: &str) -> String {
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
                    let number = self.evaluation.result(result);
                    if let Some(step) = self.declared.program.results.get(result) {
                        show(step.shown, number, &mut text);
                    }
                }
                Some(Term::Value(value, fixed)) => {
                    if let Some(amount) = self.evaluation.amount(value, fixed) {
                        show_amount(amount, &mut text);
                    }
                }
                _ => text.push_str(&self.why),
            }
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    /// Notes why there is no answer, at the first field that has to do with it.
    fn refuse(&mut self) {
        let (field, message) = match self.evaluation.stop {
            Some(Stop::Missing(value, tier)) => {
                if let Some(key) = self.declared.description.values.get(value)
                    && self.case.amount_for(key, tier).is_some()
                {
                    self.case.refuse_kind(key);
                }
                (Some(0), NO_RULE)
            }
            Some(Stop::Zero(term)) => (
                self.first_field(term),
                "Type something else here: with these answers, a number would be divided by zero.",
            ),
            Some(Stop::Large(term)) => (
                self.first_field(term),
                "Type something else here: with these answers, a number or a day goes too far.",
            ),
            None => (Some(0), NO_RULE),
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

fn show_amount(amount: &Amount, text: &mut String) {
    let (number, after): (&dyn Part, &str) = match amount {
        Amount::Usd(money) => (money, ""),
        Amount::Percent(percent) => (percent, "%"),
        Amount::Multiple(multiple) => (multiple, "x"),
        Amount::Hours(hours) => (hours, ""),
        Amount::Count(count) => (count, ""),
        Amount::Text(words) => (words, ""),
    };
    number.push_to(text);
    text.push_str(after);
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
