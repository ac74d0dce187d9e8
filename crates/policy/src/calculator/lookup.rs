//! The policy values that one evaluation reads.
//!
//! Owns the rule that there is no answer without a value in force: a value that is missing, not yet in force or of
//! another unit becomes a mistake of the field `as-of`, never a number from the code.

use alloc::string::String;
use core::cmp::Ordering;

use super::{AS_OF, Answer, FieldError};
use crate::{
    Date, Hundredths, Money, PolicyValues,
    text::{Part, fill},
    values::{Amount, Comparison, NoAmount, Tier, Value},
};

/// The values on a day, and what was wrong with them.
pub(crate) struct Lookup<'a> {
    values: &'a PolicyValues,
    as_of: Date,
    /// The first mistake found; one is enough to mend the day.
    pub(crate) mistake: Option<FieldError>,
}

/// A value that is in force, with its amount.
#[derive(Clone, Copy)]
pub(crate) struct Held<'a, T> {
    pub(crate) amount: T,
    value: &'a Value,
    since: Date,
}

/// A value that figures are compared with.
#[derive(Clone, Copy)]
pub(crate) struct Threshold<'a, T> {
    pub(crate) held: Held<'a, T>,
    comparison: Comparison,
}

/// For whom a value is asked.
#[derive(Clone, Copy)]
enum For {
    All,
    Tier(Option<Tier>),
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(values: &'a PolicyValues, as_of: Date) -> Self {
        Self {
            values,
            as_of,
            mistake: None,
        }
    }

    pub(crate) fn percent(&mut self, key: &str) -> Option<Held<'a, Hundredths>> {
        self.held(key, For::All, |amount| match amount {
            Amount::Percent(percent) => Some(*percent),
            _ => None,
        })
    }

    pub(crate) fn multiple(&mut self, key: &str) -> Option<Held<'a, Hundredths>> {
        self.held(key, For::All, |amount| match amount {
            Amount::Multiple(multiple) => Some(*multiple),
            _ => None,
        })
    }

    pub(crate) fn count(&mut self, key: &str) -> Option<Held<'a, i64>> {
        self.held(key, For::All, |amount| match amount {
            Amount::Count(count) => Some(*count),
            _ => None,
        })
    }

    /// A value that is only cited: where it is missing there is nothing to cite, and that is no mistake.
    pub(crate) fn cited(&self, key: &str, answer: &mut Answer) {
        if let Some(value) = self.values.get(key) {
            cite(value, answer);
        }
    }

    pub(crate) fn text(&mut self, key: &str) -> Option<Held<'a, &'a str>> {
        self.held(key, For::All, |amount| match amount {
            Amount::Text(text) => Some(text),
            _ => None,
        })
    }

    /// Money as a threshold, for the tier that was asked for; when none was, that is a mistake of its own.
    pub(crate) fn money_threshold(&mut self, key: &str, tier: Option<Tier>) -> Option<Threshold<'a, Money>> {
        let held = self.held(key, For::Tier(tier), |amount| match amount {
            Amount::Usd(money) => Some(*money),
            _ => None,
        });
        self.threshold(held)
    }

    pub(crate) fn hours_threshold(&mut self, key: &str) -> Option<Threshold<'a, Hundredths>> {
        let held = self.held(key, For::All, |amount| match amount {
            Amount::Hours(hours) => Some(*hours),
            _ => None,
        });
        self.threshold(held)
    }

    /// The value as a threshold, which has to say how figures are compared with it.
    fn threshold<T>(&mut self, held: Option<Held<'a, T>>) -> Option<Threshold<'a, T>> {
        let held = held?;
        let comparison = held.value.comparison;
        if comparison.is_none() {
            self.refuse(
                "The value \u{201c}{}\u{201d} does not say how it is compared.",
                &[&held.value.title],
            );
        }
        Some(Threshold {
            held,
            comparison: comparison?,
        })
    }

    fn held<T>(&mut self, key: &str, whom: For, of_unit: fn(&'a Amount) -> Option<T>) -> Option<Held<'a, T>> {
        let (value, since, amount) = self.find(key, whom)?;
        let amount = of_unit(amount);
        if amount.is_none() {
            self.refuse(
                "The value \u{201c}{}\u{201d} is in another unit than this calculator reads.",
                &[&value.title],
            );
        }
        Some(Held {
            amount: amount?,
            value,
            since,
        })
    }

    fn find(&mut self, key: &str, whom: For) -> Option<(&'a Value, Date, &'a Amount)> {
        let Some(value) = self.values.get(key) else {
            self.refuse("There is no value {} in this handbook.", &[&key]);
            return None;
        };
        let tier = match whom {
            For::Tier(tier) => tier,
            For::All => None,
        };
        match value.amount(self.as_of, tier) {
            Ok(amount) => {
                let since = value.in_force(self.as_of)?.from;
                Some((value, since, amount))
            }
            Err(NoAmount::NotYet { first }) => {
                let as_of = self.as_of;
                self.refuse(
                    "There is no value for \u{201c}{}\u{201d} on {}; the first holds from {}.",
                    &[&value.title, &as_of, &first],
                );
                None
            }
            Err(NoAmount::TierNeeded) => {
                if matches!(whom, For::All) {
                    self.refuse(
                        "The value \u{201c}{}\u{201d} differs by segment, and this calculator asks for none.",
                        &[&value.title],
                    );
                }
                None
            }
        }
    }

    /// Reports a mistake in the values.
    pub(crate) fn refuse(&mut self, template: &str, parts: &[&dyn Part]) {
        if self.mistake.is_none() {
            self.mistake = Some(FieldError {
                field: String::from(AS_OF),
                given: self.as_of.iso(),
                message: fill(template, parts),
            });
        }
    }
}

impl<T> Held<'_, T> {
    /// Notes in the answer that the value was used, since when it has held, and where the handbook says so.
    pub(crate) fn used(&self, answer: &mut Answer) {
        note_use(self.value, self.since, answer);
    }

    /// Notes in the answer where the handbook speaks of it.
    pub(crate) fn cited(&self, answer: &mut Answer) {
        cite(self.value, answer);
    }

    /// Notes in the answer how the rule is read.
    pub(crate) fn read(&self, answer: &mut Answer) {
        answer.readings.extend(self.value.reading.clone());
    }
}

impl<T: Ord> Threshold<'_, T> {
    /// Whether a figure meets the threshold.
    pub(crate) fn met_by(&self, figure: &T) -> bool {
        self.comparison.holds(self.order(figure))
    }

    /// Where a figure stands: `above`, `exactly at`, `at or above`.
    pub(crate) fn position_of(&self, figure: &T) -> &'static str {
        self.comparison.position(self.order(figure))
    }

    fn order(&self, figure: &T) -> Ordering {
        figure.cmp(&self.held.amount)
    }

    /// How figures are compared with it: `strictly above`.
    pub(crate) fn words(&self) -> &'static str {
        self.comparison.words()
    }
}

fn note_use(value: &Value, since: Date, answer: &mut Answer) {
    answer.in_force.push((value.key.clone(), since));
    cite(value, answer);
}

fn cite(value: &Value, answer: &mut Answer) {
    if !answer.sources.iter().any(|known| known.href == value.source.href) {
        answer.sources.push(value.source.clone());
    }
}
