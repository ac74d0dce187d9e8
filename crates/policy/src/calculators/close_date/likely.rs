//! Which month is the most likely one.
//!
//! Owns the choice among percentages, ties included.

use super::TIE;
use crate::{
    Hundredths, Month,
    calculator::{Case, Inputs},
};

/// The most likely month, and what was said of it.
pub(super) struct Likely {
    pub(super) month: Month,
    pub(super) tied: bool,
    /// Whether it was given at all.
    pub(super) given: bool,
    /// Its percentage; zero when the month was given by itself.
    percent: Hundredths,
    /// Whether a month before today's was given a chance.
    passed: bool,
}

impl Likely {
    /// The most likely month, by the percentages or by itself.
    pub(super) fn read(inputs: &Inputs<'_>, later_wins: bool) -> Self {
        let this = inputs.date("today").month();
        let mut likely = Self {
            month: inputs.month("month"),
            tied: false,
            given: inputs.given("month"),
            percent: Hundredths::ZERO,
            passed: false,
        };
        for &(month, percent) in inputs.likelihood() {
            // A month that has passed never goes before an equally likely one.
            let over = month < this;
            let goes_before = likely.month < this || (!over && later_wins == (month > likely.month));
            let as_likely = likely.percent == percent && percent > Hundredths::ZERO;
            if percent > likely.percent {
                likely.tied = false;
            } else if as_likely {
                likely.tied = true;
            }
            if percent > likely.percent || (as_likely && goes_before) {
                likely.month = month;
                likely.percent = percent;
            }
            likely.given = true;
            likely.passed |= over && percent > Hundredths::ZERO;
        }
        likely
    }

    /// Adds how the month was found.
    pub(super) fn explain(&self, case: &mut Case<'_>) {
        case.fact("percent", &self.percent);
        case.step(if self.percent > Hundredths::ZERO {
            "{likely} is the most likely month, at {percent}%."
        } else {
            "{likely} is given as the most likely month."
        });
        if self.tied {
            case.step("Another month is as likely; the {word} one is taken.");
            case.warn("Months are equally likely; {likely} is taken, the {word} one. Find out which it is.");
            case.used(TIE);
            case.read(TIE);
        }
        if self.passed {
            case.warn("A month before this one, {this}, was given a chance; that counts for nothing.");
        }
    }
}
