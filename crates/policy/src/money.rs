//! Money in whole cents.
//!
//! Owns the one type in which amounts are kept, compared and calculated. No amount is ever a floating point number, and
//! none is beyond [`Money::MAX`] in either direction: an operation that would leave that range gives `None`.

use alloc::string::String;
use core::fmt;

use crate::{
    number::{Fault, Hundredths, InputError, decimal},
    text::{Part, push_number, push_two_digits, shown},
};

/// An amount of US dollars in whole cents, at most one trillion dollars either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Whether a negative amount makes sense where it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Zero or more, such as a spend.
    NonNegative,
    /// Any amount, such as the iACV of a renewal that shrinks.
    Any,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One trillion dollars, the most that is read or calculated.
    pub const MAX: Self = Self(100_000_000_000_000);

    /// An amount from its cents, unless it is beyond [`Money::MAX`].
    pub const fn from_cents(cents: i64) -> Option<Self> {
        if cents.unsigned_abs() <= Self::MAX.0.unsigned_abs() {
            Some(Self(cents))
        } else {
            None
        }
    }

    /// The amount in cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Reads what a person types: `5000`, `5,000`, `$5k`, `10,000.50`, `1.2m`, and `-$500`, `$-500` or `-500` where a
    /// negative amount makes sense.
    ///
    /// # Errors
    /// For anything else, with a sentence that says what to type.
    pub fn parse(text: &str, sign: Sign) -> Result<Self, InputError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InputError::new("Type an amount such as 5000, 5,000 or $5k."));
        }
        let (negative, unsigned) = split_sign(text);
        let (places, number) = split_scale(unsigned);
        let cents = decimal(number, places).map_err(|fault| match fault {
            Fault::NotANumber => NOT_AN_AMOUNT,
            Fault::Grouping => {
                InputError::new("Put a comma only before a group of three digits: type 1,000 or 1000.")
            }
            Fault::TooFine => {
                InputError::new("Type whole cents, at most two digits after the point, such as 5.00.")
            }
            Fault::TooLarge => TOO_LARGE,
        })?;
        if negative && sign == Sign::NonNegative {
            return Err(InputError::new(
                "Type an amount of zero or more, without a minus sign.",
            ));
        }
        Self::from_cents(if negative { -cents } else { cents }).ok_or(TOO_LARGE)
    }

    /// The sum, unless it is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0.checked_add(other.0)?)
    }

    /// The difference, unless it is too large.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0.checked_sub(other.0)?)
    }

    /// So many times the amount, unless that is too large.
    pub fn checked_times(self, times: i64) -> Option<Self> {
        Self::from_cents(self.0.checked_mul(times)?)
    }

    /// The amount times a factor in hundredths, rounded up to the cent, unless that is too large.
    pub fn checked_multiple(self, multiple: Hundredths) -> Option<Self> {
        let product = self.0.checked_mul(multiple.hundredths())?;
        Self::from_cents(divide_up(product, 100)?)
    }

    /// The amount of which this one is so many per cent, rounded up to the cent, unless that is too large.
    pub fn checked_whole_of(self, percent: Hundredths) -> Option<Self> {
        let product = self.0.checked_mul(10_000)?;
        Self::from_cents(divide_up(product, percent.hundredths())?)
    }

    /// How many of the other amount it takes to reach this one, rounded up; `None` when the other is not above zero.
    pub fn checked_count_of(self, other: Self) -> Option<i64> {
        divide_up(self.0, other.0)
    }

    /// The amount for people: `$5,000`, `$10,000.50`, `-$500`.
    pub fn display(self) -> String {
        shown(&self)
    }

    /// The amount for machines, always with two decimals: `5000.00`, `-500.00`.
    pub fn plain(self) -> String {
        let cents = self.0.unsigned_abs();
        let mut text = String::from(if self.0 < 0 { "-" } else { "" });
        push_number(&mut text, cents / 100, "");
        text.push('.');
        push_two_digits(&mut text, cents % 100);
        text
    }
}

impl Part for Money {
    fn push_to(&self, text: &mut String) {
        let cents = self.0.unsigned_abs();
        text.push_str(if self.0 < 0 { "-$" } else { "$" });
        push_number(text, cents / 100, ",");
        if !cents.is_multiple_of(100) {
            text.push('.');
            push_two_digits(text, cents % 100);
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.display())
    }
}

const NOT_AN_AMOUNT: InputError =
    InputError::new("Type an amount of money such as 5000, 5,000, $5k or 1.2m.");
const TOO_LARGE: InputError =
    InputError::new("Type an amount of at most one trillion dollars, $1,000,000,000,000.");

fn split_sign(text: &str) -> (bool, &str) {
    let mut negative = false;
    let mut rest = text;
    let mut dollar = false;
    loop {
        if let (false, Some(after)) = (negative, rest.strip_prefix(['-', '\u{2212}'])) {
            negative = true;
            rest = after;
        } else if let (false, Some(after)) = (dollar, rest.strip_prefix('$')) {
            dollar = true;
            rest = after.trim_start();
        } else {
            return (negative, rest);
        }
    }
}

fn split_scale(text: &str) -> (usize, &str) {
    for (places, suffixes) in [(5, ['k', 'K']), (8, ['m', 'M'])] {
        if let Some(number) = text.strip_suffix(suffixes) {
            return (places, number.trim_end());
        }
    }
    (2, text)
}

fn divide_up(dividend: i64, divisor: i64) -> Option<i64> {
    if divisor <= 0 {
        return None;
    }
    let quotient = dividend.checked_div_euclid(divisor)?;
    let rest = dividend.checked_rem_euclid(divisor)?;
    Some(quotient + i64::from(rest > 0))
}
