//! One evaluation with the two days that every face supplies.

use alloc::{vec, vec::Vec};

use policy::{Answer, Answers, Calculator, Date, FieldError, PolicyValues, calculator};

/// An answer with what it was computed from.
pub(crate) struct Decision {
    /// The answers given.
    pub(crate) answers: Answers,
    /// The day on which the values were in force.
    pub(crate) as_of: Date,
    /// What follows.
    pub(crate) answer: Answer,
}

/// Decides; `today` is the reader's day, taken where the answers name none.
pub(crate) fn decide(
    calculator: &dyn Calculator,
    values: &PolicyValues,
    answers: Answers,
    today: Date,
) -> Result<Decision, Vec<FieldError>> {
    let answers = answers.with_default("today", today.iso());
    let as_of = calculator::as_of(&answers, today);
    // With a wrong day the other fields are looked at all the same, so that all mistakes are told at once.
    let decided = calculator.evaluate(values, &answers, *as_of.as_ref().unwrap_or(&today));
    match (decided, as_of) {
        (Ok(answer), Ok(as_of)) => Ok(Decision {
            answers,
            as_of,
            answer,
        }),
        (Ok(_), Err(error)) => Err(vec![error]),
        (Err(errors), Ok(_)) => Err(errors),
        (Err(mut errors), Err(error)) => {
            errors.push(error);
            Err(errors)
        }
    }
}
