//! Numbers as people type them, exact to the hundredth.
//!
//! Owns the reading and the writing of whole numbers, hours, percentages and multiples. Nothing here is ever a floating
//! point number.

use alloc::string::String;
use core::fmt;

use crate::money::decimal;
use crate::text::{Part, push_number, push_two_digits, shown, trim};

/// The largest number that a field without a unit of money accepts.
pub const MAX_NUMBER: i64 = 10_000_000;

/// The largest number of hours, and the largest multiple.
const MAX_MEASURE: i64 = 1_000_000;

/// Why a text is no acceptable input: one sentence that says what to type instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputError(&'static str);

impl InputError {
    /// An error with the sentence that says what to type.
    pub const fn new(message: &'static str) -> Self {
        Self(message)
    }

    /// The sentence, with its full stop.
    pub const fn message(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl core::error::Error for InputError {}

/// A number with two decimals, kept as an integer: 7.5 is 750 hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hundredths(i64);

impl Hundredths {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A number from its hundredths.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The number in hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The number with as many decimals as it needs: `8`, `7.5`, `7.25`.
    pub fn display(self) -> String {
        shown(&self)
    }
}

impl Part for Hundredths {
    fn push_to(&self, text: &mut String) {
        if self.0 < 0 {
            text.push('-');
        }
        let number = self.0.unsigned_abs();
        push_number(text, number / 100, "");
        let fraction = number % 100;
        if fraction > 0 {
            text.push('.');
            if fraction.is_multiple_of(10) {
                push_number(text, fraction / 10, "");
            } else {
                push_two_digits(text, fraction);
            }
        }
    }
}

impl fmt::Display for Hundredths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.display())
    }
}

/// Reads a whole number from 0 to [`MAX_NUMBER`]: `4`, `1,999`.
///
/// # Errors
/// For anything else, with a sentence that says what to type.
pub fn parse_whole(text: &str) -> Result<i64, InputError> {
    bounded(text, "", 0, MAX_NUMBER).ok_or(InputError(
        "Type a whole number of zero or more, such as 4, at most 10,000,000.",
    ))
}

/// Writes a whole number with a comma before each group of three digits: `1,999`.
pub fn display_whole(number: i64) -> String {
    shown(&number)
}

/// Writes a whole number with its digits alone: `1999`.
pub fn plain_whole(number: i64) -> String {
    let mut text = String::from(if number < 0 { "-" } else { "" });
    push_number(&mut text, number.unsigned_abs(), "");
    text
}

/// Reads hours, zero or more with at most two decimals: `8`, `7.5`.
///
/// # Errors
/// For anything else, with a sentence that says what to type.
pub fn parse_hours(text: &str) -> Result<Hundredths, InputError> {
    let hours = bounded(text, "", 2, MAX_MEASURE * 100);
    hours.map(Hundredths).ok_or(InputError(
        "Type hours as a number of zero or more, such as 8 or 7.5.",
    ))
}

/// Reads a percentage from 0 to 100 with at most two decimals, with or without its sign: `90`, `90%`, `12.5 %`.
///
/// # Errors
/// For anything else, with a sentence that says what to type.
pub fn parse_percent(text: &str) -> Result<Hundredths, InputError> {
    let percent = bounded(text, "%", 2, 10_000);
    percent
        .map(Hundredths)
        .ok_or(InputError("Type a percentage from 0 to 100, such as 90 or 90%."))
}

/// Reads a multiple, zero or more with at most two decimals: `5x`, `2.5x`, `5`.
///
/// # Errors
/// For anything else, with a sentence that says what to type.
pub fn parse_multiple(text: &str) -> Result<Hundredths, InputError> {
    let multiple = bounded(text, "x", 2, MAX_MEASURE * 100);
    multiple
        .map(Hundredths)
        .ok_or(InputError("Type a multiple such as 5x or 2.5x."))
}

/// A decimal number that may carry a mark at its end, scaled by `places` powers of ten and at most `most`.
fn bounded(text: &str, mark: &str, places: usize, most: i64) -> Option<i64> {
    let text = trim(text);
    let number = text.strip_suffix(mark).unwrap_or(text);
    decimal(trim(number), places)
        .ok()
        .filter(|number| *number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: Result<Hundredths, InputError>) -> Option<String> {
        number.ok().map(Hundredths::display)
    }

    #[test]
    fn hours_are_exact_to_the_hundredth() {
        assert_eq!(shown(parse_hours("8")).as_deref(), Some("8"));
        assert_eq!(shown(parse_hours(" 7.5 ")).as_deref(), Some("7.5"));
        assert_eq!(shown(parse_hours("7.99")).as_deref(), Some("7.99"));
        assert_eq!(shown(parse_hours("7.05")).as_deref(), Some("7.05"));
        assert_eq!(shown(parse_hours("7.50")).as_deref(), Some("7.5"));
        assert_eq!(shown(parse_hours("1,000,000")).as_deref(), Some("1000000"));
        for text in [
            "",
            "7,5",
            "7.999",
            "-1",
            "8h",
            "1000000.01",
            "99999999999999999999",
        ] {
            assert!(parse_hours(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentages_end_at_a_hundred() {
        assert_eq!(shown(parse_percent("90")).as_deref(), Some("90"));
        assert_eq!(shown(parse_percent(" 12.5 % ")).as_deref(), Some("12.5"));
        assert_eq!(shown(parse_percent("100%")).as_deref(), Some("100"));
        assert_eq!(shown(parse_percent("0")).as_deref(), Some("0"));
        for text in ["", "%", "100.01", "-1", "90%%", "x"] {
            assert!(parse_percent(text).is_err(), "{text}");
        }
    }

    #[test]
    fn multiples_may_carry_their_sign() {
        assert_eq!(shown(parse_multiple("5x")).as_deref(), Some("5"));
        assert_eq!(shown(parse_multiple("2.5x")).as_deref(), Some("2.5"));
        assert_eq!(shown(parse_multiple("1")).as_deref(), Some("1"));
        assert!(parse_multiple("x").is_err());
        assert!(parse_multiple("5xx").is_err());
    }

    #[test]
    fn whole_numbers_have_no_point() {
        assert_eq!(parse_whole("1,999"), Ok(1999));
        assert_eq!(parse_whole("0"), Ok(0));
        assert_eq!(parse_whole("10,000,000"), Ok(MAX_NUMBER));
        for text in ["", "2.5", "-1", "10000001", "19,99", "four"] {
            assert!(parse_whole(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_shown_with_and_without_commas() {
        assert_eq!(display_whole(1_999), "1,999");
        assert_eq!(display_whole(-1_000_000), "-1,000,000");
        assert_eq!(display_whole(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(plain_whole(1_999), "1999");
        assert_eq!(plain_whole(0), "0");
        assert_eq!(Hundredths::from_hundredths(-5).display(), "-0.05");
    }
}
