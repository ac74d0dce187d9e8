//! One evaluation with the day that every face supplies.

use alloc::vec::Vec;

use policy::{Answer, Answers, Calculator, Date, FieldError, PolicyValues, calculator};

/// Decides, and tells as of which day; `today` is the reader's day, taken where the answers name none.
pub(crate) fn decide(
    calculator: &dyn Calculator,
    values: &PolicyValues,
    answers: &Answers,
    today: Date,
) -> (Date, Result<Answer, Vec<FieldError>>) {
    match calculator::as_of(answers, today) {
        Ok(as_of) => (as_of, calculator::decide(calculator, values, answers, as_of)),
        Err(error) => {
            // The other fields are looked at all the same, so that all mistakes are told at once.
            let mut errors = calculator
                .evaluate(values, answers, today)
                .err()
                .unwrap_or_default();
            errors.push(error);
            (today, Err(errors))
        }
    }
}
