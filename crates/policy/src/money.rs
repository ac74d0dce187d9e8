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
    let places = match text.bytes().next_back() {
        Some(b'k' | b'K') => 5,
        Some(b'm' | b'M') => 8,
        _ => return (2, text),
    };
    (places, text.get(..text.len() - 1).unwrap_or(text))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, plain: &str) {
        assert_eq!(
            Money::parse(text, Sign::Any).map(Money::plain).as_deref(),
            Ok(plain),
            "{text}"
        );
    }

    #[track_caller]
    fn refuses(text: &str, sign: Sign, hint: &str) {
        let error = Money::parse(text, sign).expect_err("the text is no acceptable amount");
        assert!(error.message().contains(hint), "{text}: {error}");
    }

    #[track_caller]
    fn shows(cents: i64, text: &str) {
        assert_eq!(
            Money::from_cents(cents).map(Money::display).as_deref(),
            Some(text)
        );
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        reads("5000", "5000.00");
        reads("5,000", "5000.00");
        reads("$5k", "5000.00");
        reads("$5K", "5000.00");
        reads("10,000.50", "10000.50");
        reads("1.2m", "1200000.00");
        reads("1.2M", "1200000.00");
        reads("  7 ", "7.00");
        reads("\t$ 7\n", "7.00");
        reads("0", "0.00");
        reads("00012", "12.00");
        reads(".5", "0.50");
        reads("1,234,567.8", "1234567.80");
        reads("10,000k", "10000000.00");
        reads("0.001k", "1.00");
        reads("0.00001k", "0.01");
        reads("1,000,000,000,000", "1000000000000.00");
        reads("1000000m", "1000000000000.00");
    }

    #[test]
    fn a_minus_sign_stands_before_or_after_the_dollar_sign() {
        reads("-$500", "-500.00");
        reads("$-500", "-500.00");
        reads("-500", "-500.00");
        reads("\u{2212}500", "-500.00");
        reads("-5k", "-5000.00");
        reads("-0", "0.00");
        reads("-1,000,000,000,000", "-1000000000000.00");
    }

    #[test]
    fn what_is_no_amount_is_refused_with_what_to_type() {
        refuses("", Sign::Any, "such as 5000");
        refuses("   ", Sign::Any, "such as 5000");
        refuses("abc", Sign::Any, "such as 5000");
        refuses("1,00", Sign::Any, "group of three digits");
        refuses("1234,567", Sign::Any, "group of three digits");
        refuses("1,000,00", Sign::Any, "group of three digits");
        refuses(",000", Sign::Any, "group of three digits");
        refuses("1,.5", Sign::Any, "group of three digits");
        refuses("5.001", Sign::Any, "whole cents");
        refuses("5.000", Sign::Any, "whole cents");
        refuses("1.234567k", Sign::Any, "whole cents");
        refuses("5.", Sign::Any, "such as 5000");
        refuses(".", Sign::Any, "such as 5000");
        refuses("1.2.3", Sign::Any, "such as 5000");
        refuses("$", Sign::Any, "such as 5000");
        refuses("k", Sign::Any, "such as 5000");
        refuses("--5", Sign::Any, "such as 5000");
        refuses("-$-5", Sign::Any, "such as 5000");
        refuses("$$5", Sign::Any, "such as 5000");
        refuses("+5", Sign::Any, "such as 5000");
        refuses("5e3", Sign::Any, "such as 5000");
        refuses("5 000", Sign::Any, "such as 5000");
        refuses("\u{ff15}", Sign::Any, "such as 5000");
        refuses("0x10", Sign::Any, "such as 5000");
    }

    #[test]
    fn an_amount_without_a_sign_is_asked_for_where_less_than_nothing_makes_no_sense() {
        refuses("-5", Sign::NonNegative, "zero or more");
        refuses("-$5k", Sign::NonNegative, "zero or more");
        assert!(Money::parse("5", Sign::NonNegative).is_ok());
    }

    #[test]
    fn more_than_a_trillion_is_refused() {
        refuses("1,000,000,000,000.01", Sign::Any, "one trillion");
        refuses("-1,000,000,000,000.01", Sign::Any, "one trillion");
        refuses("1000001m", Sign::Any, "one trillion");
        refuses(
            "99999999999999999999999999999999999999",
            Sign::Any,
            "one trillion",
        );
        refuses("9223372036854775807", Sign::Any, "one trillion");
        assert_eq!(Money::from_cents(i64::MIN), None);
        assert_eq!(Money::from_cents(Money::MAX.cents() + 1), None);
    }

    #[test]
    fn amounts_are_shown_with_cents_only_where_there_are_any() {
        shows(500_000, "$5,000");
        shows(1_000_050, "$10,000.50");
        shows(-50_000, "-$500");
        shows(0, "$0");
        shows(5, "$0.05");
        shows(-5, "-$0.05");
        shows(100_000_000_000_000, "$1,000,000,000,000");
        shows(99_999, "$999.99");
        shows(100_000, "$1,000");
    }

    #[test]
    fn nothing_goes_beyond_a_trillion() {
        let cent = Money::from_known_cents(1);
        assert_eq!(Money::MAX.checked_add(cent), None);
        assert_eq!(
            Money::ZERO
                .checked_sub(Money::MAX)
                .and_then(|low| low.checked_sub(cent)),
            None
        );
        assert_eq!(Money::MAX.checked_times(1), Some(Money::MAX));
        assert_eq!(Money::MAX.checked_times(2), None);
        assert_eq!(Money::MAX.checked_times(0), Some(Money::ZERO));
        assert_eq!(cent.checked_times(i64::MAX), None);
        assert_eq!(cent.checked_times(i64::MIN), None);
        assert_eq!(
            Money::MAX.checked_multiple(Hundredths::from_hundredths(101)),
            None
        );
    }

    #[test]
    fn quotients_and_factors_are_rounded_up() {
        let dollars = |dollars: i64| Money::from_known_cents(dollars * 100);
        let hundredths = Hundredths::from_hundredths;
        assert_eq!(
            dollars(5_000).checked_whole_of(hundredths(3_000)),
            Money::from_cents(1_666_667)
        );
        assert_eq!(
            dollars(6_000).checked_whole_of(hundredths(3_000)),
            Some(dollars(20_000))
        );
        assert_eq!(dollars(1).checked_whole_of(hundredths(0)), None);
        assert_eq!(
            Money::from_known_cents(1).checked_multiple(hundredths(250)),
            Money::from_cents(3)
        );
        assert_eq!(
            dollars(1_200).checked_multiple(hundredths(500)),
            Some(dollars(6_000))
        );
        assert_eq!(dollars(20_000).checked_count_of(dollars(6_001)), Some(4));
        assert_eq!(dollars(20_000).checked_count_of(dollars(5_000)), Some(4));
        assert_eq!(dollars(20_000).checked_count_of(Money::ZERO), None);
    }
}
