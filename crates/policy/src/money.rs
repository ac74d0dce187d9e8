//! Money in whole cents.
//!
//! Owns the one type in which amounts are kept, compared and calculated. No amount is ever a floating point number, and
//! none is beyond [`Money::MAX`] in either direction: an operation that would leave that range gives `None`.

use alloc::string::String;
use core::fmt;

use crate::{
    number::{Hundredths, InputError},
    text::{Part, push_number, push_two_digits, shown, trim},
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

    /// An amount that was one before.
    pub(crate) const fn from_known_cents(cents: i64) -> Self {
        Self(cents)
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
        let text = trim(text);
        let (negative, unsigned) = split_sign(text);
        let (places, number) = split_scale(unsigned);
        let cents = decimal(number, places)?;
        if negative && sign == Sign::NonNegative {
            return Err(InputError::new(
                "Type an amount of zero or more, without a minus sign.",
            ));
        }
        Self::from_cents(if negative { -cents } else { cents }).ok_or(TOO_LARGE)
    }

    /// The sum, unless it is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        // Two amounts are far from the limits of an integer.
        Self::from_cents(self.0 + other.0)
    }

    /// The difference, unless it is too large.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_cents(self.0 - other.0)
    }

    /// So many times the amount, unless that is too large.
    pub fn checked_times(self, times: i64) -> Option<Self> {
        // By division, since a product that does not fit cannot be looked at.
        let most = Self::MAX
            .0
            .checked_div(times.saturating_abs())
            .unwrap_or(Self::MAX.0);
        (self.0.saturating_abs() <= most).then_some(Self(self.0.wrapping_mul(times)))
    }

    /// The amount times a factor in hundredths, rounded up to the cent, unless that is too large.
    pub fn checked_multiple(self, multiple: Hundredths) -> Option<Self> {
        let (whole, rest) = (multiple.hundredths() / 100, multiple.hundredths() % 100);
        // A hundredth of the largest amount, 99 times over, is far from the limits of an integer.
        let part = Self::from_cents(divide_up(self.0 * rest, 100)?)?;
        self.checked_times(whole)?.checked_add(part)
    }

    /// The amount of which this one is so many per cent, rounded up to the cent, unless that is too large.
    pub fn checked_whole_of(self, percent: Hundredths) -> Option<Self> {
        // The largest amount in hundredths of a cent still fits.
        Self::from_cents(divide_up(self.0 * 10_000, percent.hundredths())?)
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

/// Whether there is a minus sign, before or after the dollar sign, and what is behind both.
fn split_sign(text: &str) -> (bool, &str) {
    let (mut negative, mut dollar, mut rest) = (false, false, text);
    loop {
        let mut characters = rest.chars();
        match characters.next() {
            Some('-' | '\u{2212}') if !negative => negative = true,
            Some('$') if !dollar => dollar = true,
            Some(' ') if dollar => {}
            _ => return (negative, rest),
        }
        rest = characters.as_str();
    }
}

/// How many digits the point moves for the cents, and the number before the letter that says so.
fn split_scale(text: &str) -> (usize, &str) {
    for (letter, places) in [("k", 5), ("K", 5), ("m", 8), ("M", 8)] {
        if let Some(number) = text.strip_suffix(letter) {
            return (places, number);
        }
    }
    (2, text)
}

/// Reads an unsigned decimal number and scales it by `places` powers of ten: with two places, `10,000.5` is 1000050.
pub(crate) fn decimal(text: &str, places: usize) -> Result<i64, InputError> {
    let mut number = 0_i64;
    // How many digits stand since the beginning, the last comma or the point.
    let mut group = 0;
    let mut grouped = false;
    let mut fraction = false;
    for character in text.bytes() {
        match character {
            b'0'..=b'9' => {
                group += 1;
                number = append_digit(number, character)?;
            }
            b',' | b'.' if !fraction => {
                fraction = character == b'.';
                let fits = if grouped {
                    group == 3
                } else {
                    fraction || matches!(group, 1..=3)
                };
                if !fits {
                    return Err(GROUPING);
                }
                grouped |= !fraction;
                group = 0;
            }
            _ => return Err(NOT_AN_AMOUNT),
        }
    }
    if grouped && !fraction && group != 3 {
        return Err(GROUPING);
    }
    if group == 0 {
        return Err(NOT_AN_AMOUNT);
    }
    let decimals = if fraction { group } else { 0 };
    if decimals > places {
        return Err(TOO_FINE);
    }
    for _ in decimals..places {
        number = append_digit(number, b'0')?;
    }
    Ok(number)
}

fn append_digit(number: i64, character: u8) -> Result<i64, InputError> {
    // One step further would no longer fit; no number that is asked for is as large as that.
    if number >= i64::MAX / 16 {
        return Err(TOO_LARGE);
    }
    Ok(number * 10 + i64::from(character & 15))
}

const GROUPING: InputError =
    InputError::new("Put a comma only before a group of three digits: type 1,000 or 1000.");
const TOO_FINE: InputError =
    InputError::new("Type whole cents, at most two digits after the point, such as 5.00.");

fn divide_up(dividend: i64, divisor: i64) -> Option<i64> {
    if divisor <= 0 {
        return None;
    }
    let quotient = dividend.checked_div_euclid(divisor)?;
    let rest = dividend.checked_rem_euclid(divisor)?;
    Some(quotient + i64::from(rest > 0))
}
