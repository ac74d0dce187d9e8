//! The answer of today, with a word about the answer of the days to come.
//!
//! Owns the look ahead: where a value that an answer rests on changes soon, the same question is asked as of that day, and
//! an answer that differs is announced.

use alloc::{string::String, vec::Vec};

use super::{Answer, Answers, Calculator, FieldError};
use crate::{Date, PolicyValues, text::Part};

/// How many days the look goes ahead.
const DAYS_AHEAD: i32 = 60;

/// Decides with the values in force on a day, and warns when the same question has another answer within
/// 60 days.
///
/// # Errors
/// Those of [`Calculator::evaluate`].
pub fn decide(
    calculator: &dyn Calculator,
    values: &PolicyValues,
    answers: &Answers,
    as_of: Date,
) -> Result<Answer, Vec<FieldError>> {
    let mut answer = calculator.evaluate(values, answers, as_of)?;
    if let Some(day) = next_change(values, &answer, as_of)
        && let Ok(later) = calculator.evaluate(values, answers, day)
        && (later.verdict != answer.verdict
            || later.values != answer.values
            || later.sentence != answer.sentence)
    {
        let mut warning = String::from("From ");
        day.push_to(&mut warning);
        warning.push_str(" the answer changes: ");
        warning.push_str(&later.sentence);
        answer.warnings.push(warning);
    }
    Ok(answer)
}

/// The first day after `as_of`, and not too far from it, on which a value that the answer rests on changes.
fn next_change(values: &PolicyValues, answer: &Answer, as_of: Date) -> Option<Date> {
    let last = as_of.plus_days(DAYS_AHEAD);
    let mut first: Option<Date> = None;
    for (key, _) in &answer.in_force {
        let entries = values.get(key).map_or(&[][..], |value| &value.from);
        for entry in entries {
            let is_near = entry.from > as_of && entry.from <= last;
            if is_near && first.is_none_or(|known| entry.from < known) {
                first = Some(entry.from);
            }
        }
    }
    first
}
