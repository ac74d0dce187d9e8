//! Which month is the most likely one.
//!
//! Owns the choice among percentages, ties included, and the rule that the choice cannot lie before today's month.

use super::Rules;
use crate::{Date, Hundredths, Month, calculator::Inputs, text::fill};

/// The most likely month, and what was said of it.
#[derive(Clone, Copy)]
pub(super) struct Likely {
    pub(super) month: Month,
    pub(super) percent: Option<Hundredths>,
    pub(super) tied: bool,
    /// The last month before today's that was given a chance.
    pub(super) passed: Option<Month>,
}

/// The most likely month by either field; one before today's is refused.
pub(super) fn most_likely(inputs: &mut Inputs<'_>, rules: Option<&Rules<'_>>) -> Option<Likely> {
    let this = inputs.date("today").map(Date::month);
    let from_month = inputs.month("month").map(|month| Likely {
        month,
        percent: None,
        tied: false,
        passed: None,
    });
    let later_wins = rules.is_none_or(|rules| rules.later_wins);
    let from_likelihood = inputs
        .likelihood("likelihood")
        .and_then(|months| highest(months, later_wins, this));
    for (field, likely) in [("likelihood", from_likelihood), ("month", from_month)] {
        if let (Some(likely), Some(this)) = (likely, this)
            && likely.month < this
        {
            inputs.refuse(
                field,
                &fill(
                    "The most likely month cannot lie before this one: type a month from {} on.",
                    &[&this.iso()],
                ),
            );
        }
    }
    from_likelihood.or(from_month)
}

fn highest(months: &[(Month, Hundredths)], later_wins: bool, this: Option<Month>) -> Option<Likely> {
    let top = months.iter().map(|(_, percent)| *percent).max()?;
    let mut tied = months.iter().filter(|(_, percent)| *percent == top);
    let count = tied.clone().count();
    let (month, _) = if later_wins { tied.next_back() } else { tied.next() }?;
    let passed = months
        .iter()
        .rev()
        .find(|(month, percent)| Some(*month) < this && *percent > Hundredths::ZERO)
        .map(|(month, _)| *month);
    Some(Likely {
        month: *month,
        percent: Some(top),
        tied: count > 1,
        passed,
    })
}
