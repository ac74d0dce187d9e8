//! The policy values that a case reads.
//!
//! Owns the rule that there is no answer without a value in force, never a number from the code: a value that does not hold
//! yet is a mistake of the field `as-of`; one that is missing, or not what is read, is a mistake under its own name.

use super::{AS_OF, Case};
use crate::{
    Hundredths, Money,
    values::{Amount, Comparison, NoAmount, Tier},
};

impl<'a> Case<'a> {
    /// Money, for the segment where it differs.
    pub(crate) fn money_value(&mut self, key: &str) -> Money {
        match self.amount(key) {
            Some(Amount::Usd(money)) => *money,
            other => self.refuse_unit(key, other, Money::ZERO),
        }
    }

    /// A share, a factor or hours; which of them, the values have been checked for when they were put together.
    pub(crate) fn number_value(&mut self, key: &str) -> Hundredths {
        match self.amount(key) {
            Some(Amount::Percent(number) | Amount::Multiple(number) | Amount::Hours(number)) => *number,
            other => self.refuse_unit(key, other, Hundredths::ZERO),
        }
    }

    /// Whole things.
    pub(crate) fn count_value(&mut self, key: &str) -> i64 {
        match self.amount(key) {
            Some(Amount::Count(count)) => *count,
            other => self.refuse_unit(key, other, 0),
        }
    }

    /// Words.
    pub(crate) fn text_value(&mut self, key: &str) -> &'a str {
        match self.amount(key) {
            Some(Amount::Text(text)) => text,
            other => self.refuse_unit(key, other, ""),
        }
    }

    /// How figures are compared with a value.
    pub(crate) fn comparison(&mut self, key: &str) -> Comparison {
        self.values
            .get(key)
            .and_then(|value| value.comparison)
            .unwrap_or_else(|| {
                self.refuse_kind(key);
                Comparison::Above
            })
    }

    /// Notes that a value is there, and is not what the calculator reads.
    pub(crate) fn refuse_kind(&mut self, key: &str) {
        // On a day without values, nothing has the kind that it should have.
        if self.errors.iter().all(|known| known.field != AS_OF) {
            self.refuse_value(
                key,
                key,
                "",
                "\u{201c}{value}\u{201d} is not of the unit, by the segments or with the comparison that is read here; correct it in content/policy.",
            );
        }
    }

    /// Notes a mistake in a value, which the sentence means by `{value}`.
    fn refuse_value(&mut self, key: &str, field: &str, given: &str, sentence: &str) {
        let title = self.values.get(key).map_or(key, |value| &value.title);
        self.fact("value", &title);
        self.fact("day", &{ self.as_of });
        let message = self.fill(sentence);
        self.refuse(field, given, &message);
    }

    /// Notes the mistake of an amount that is there and not of the unit; nothing is taken in its place, since a case with
    /// a mistake gives no answer.
    fn refuse_unit<T>(&mut self, key: &str, amount: Option<&Amount>, nothing: T) -> T {
        if amount.is_some() {
            self.refuse_kind(key);
        }
        nothing
    }

    fn amount(&mut self, key: &str) -> Option<&'a Amount> {
        self.amount_for(key, self.inputs.tier())
    }

    /// The amount for a tier, where the value differs by tier; that there is none is noted.
    pub(crate) fn amount_for(&mut self, key: &str, tier: Option<Tier>) -> Option<&'a Amount> {
        let Some(value) = self.values.get(key) else {
            self.refuse_value(
                key,
                key,
                "",
                "There is no value {value} in this handbook; add it to a file in content/policy.",
            );
            return None;
        };
        match value.amount(self.as_of, tier) {
            Ok(amount) => return Some(amount),
            Err(NoAmount::NotYet { first }) => {
                self.fact("first", &first);
                let given = self.as_of.iso();
                self.refuse_value(
                    key,
                    AS_OF,
                    &given,
                    "There is no value for \u{201c}{value}\u{201d} on {day}; the first holds from {first}. Type that day or a later one.",
                );
            }
            Err(NoAmount::TierNeeded) => {
                // A segment that was asked for and not given is a mistake of its own.
                if !self.inputs.has("segment") {
                    self.refuse_kind(key);
                }
            }
        }
        None
    }
}
