//! One amount and the unit that it is written in.

use alloc::string::String;

use crate::{
    Hundredths, Money,
    money::Sign,
    number::{
        InputError, display_whole, parse_hours, parse_multiple, parse_percent, parse_whole, plain_whole,
    },
    text::trim,
};

/// What a value counts; it decides how its amounts are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Money in US dollars: key `usd`, written `$10,000`.
    Usd,
    /// A share: key `percent`, written `30%`.
    Percent,
    /// A factor: key `multiple`, written `5x`.
    Multiple,
    /// Hours: key `hours`, written `8`.
    Hours,
    /// Words, for a convention that is no number: key `text`.
    Text,
    /// Whole things, named by the key itself in lower case: `days`, `employees`, `calls`; written `60`.
    Count(String),
}

/// An amount in its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Money.
    Usd(Money),
    /// Per cent.
    Percent(Hundredths),
    /// A factor.
    Multiple(Hundredths),
    /// Whole things.
    Count(i64),
    /// Hours.
    Hours(Hundredths),
    /// Words.
    Text(String),
}

impl Unit {
    /// The unit with this key; a key of lower-case letters and hyphens that is no other unit counts things of that name.
    pub fn parse(key: &str) -> Option<Self> {
        Some(match key {
            "usd" => Self::Usd,
            "percent" => Self::Percent,
            "multiple" => Self::Multiple,
            "hours" => Self::Hours,
            "text" => Self::Text,
            noun if noun
                .bytes()
                .all(|character| matches!(character, b'a'..=b'z' | b'-'))
                && !noun.is_empty() =>
            {
                Self::Count(String::from(noun))
            }
            _ => return None,
        })
    }

    /// The name for machines.
    pub fn key(&self) -> &str {
        match self {
            Self::Usd => "usd",
            Self::Percent => "percent",
            Self::Multiple => "multiple",
            Self::Hours => "hours",
            Self::Text => "text",
            Self::Count(noun) => noun,
        }
    }

    /// Whether an amount is of this unit.
    pub fn fits(&self, amount: &Amount) -> bool {
        matches!(
            (self, amount),
            (Self::Usd, Amount::Usd(_))
                | (Self::Percent, Amount::Percent(_))
                | (Self::Multiple, Amount::Multiple(_))
                | (Self::Hours, Amount::Hours(_))
                | (Self::Text, Amount::Text(_))
                | (Self::Count(_), Amount::Count(_))
        )
    }
}

impl Amount {
    /// Reads an amount as it is written in its unit: `$10,000`, `30%`, `5x`, `60`, `8`, words.
    ///
    /// # Errors
    /// When the text does not fit the unit, with a sentence that says what to type.
    pub fn parse(unit: &Unit, text: &str) -> Result<Self, InputError> {
        let text = trim(text);
        match unit {
            Unit::Usd => Money::parse(text, Sign::NonNegative).map(Self::Usd),
            Unit::Percent => parse_percent(text).map(Self::Percent),
            Unit::Multiple => parse_multiple(text).map(Self::Multiple),
            Unit::Hours => parse_hours(text).map(Self::Hours),
            Unit::Count(_) => parse_whole(text).map(Self::Count),
            Unit::Text if text.is_empty() => Err(InputError::new("Type a few words.")),
            Unit::Text => Ok(Self::Text(String::from(text))),
        }
    }

    /// The amount for people: `$5,000`, `30%`, `5x`, `1,999`, `8`, words.
    pub fn display(&self) -> String {
        match self {
            Self::Usd(money) => money.display(),
            Self::Percent(percent) => percent.display() + "%",
            Self::Multiple(multiple) => multiple.display() + "x",
            Self::Count(count) => display_whole(*count),
            Self::Hours(hours) => hours.display(),
            Self::Text(text) => text.clone(),
        }
    }

    /// The amount for machines: `5000.00`, `30`, `5`, `1999`, `8`, words.
    pub fn plain(&self) -> String {
        match self {
            Self::Usd(money) => money.plain(),
            Self::Percent(number) | Self::Multiple(number) | Self::Hours(number) => number.display(),
            Self::Count(count) => plain_whole(*count),
            Self::Text(text) => text.clone(),
        }
    }

    /// The amount as a number in the smallest step of its unit, for comparing it with others of the same unit.
    pub(crate) fn magnitude(&self) -> Option<i64> {
        match self {
            Self::Usd(money) => Some(money.cents()),
            Self::Percent(number) | Self::Multiple(number) | Self::Hours(number) => Some(number.hundredths()),
            Self::Count(count) => Some(*count),
            Self::Text(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unit: &str, text: &str, display: &str, plain: &str) {
        let unit = Unit::parse(unit).expect("the unit is one");
        let amount = Amount::parse(&unit, text).expect("the text fits the unit");
        assert_eq!(
            (amount.display().as_str(), amount.plain().as_str()),
            (display, plain)
        );
        assert!(unit.fits(&amount));
        assert_eq!(Amount::parse(&unit, &amount.plain()), Ok(amount));
    }

    #[test]
    fn amounts_are_read_and_shown_in_their_unit() {
        check("usd", "$10,000", "$10,000", "10000.00");
        check("usd", "10k", "$10,000", "10000.00");
        check("percent", "30%", "30%", "30");
        check("multiple", "5x", "5x", "5");
        check("hours", "8", "8", "8");
        check("employees", "1,999", "1,999", "1999");
        check("times-a-month", "1", "1", "1");
        check(
            "text",
            " Wednesday at 17:00 ",
            "Wednesday at 17:00",
            "Wednesday at 17:00",
        );
    }

    #[test]
    fn an_amount_that_does_not_fit_its_unit_is_refused() {
        for (unit, text) in [
            ("usd", "30%"),
            ("usd", "-5"),
            ("percent", "$30"),
            ("multiple", "5 times"),
            ("hours", "eight"),
            ("days", "5x"),
            ("days", "2.5"),
            ("text", "  "),
        ] {
            let unit = Unit::parse(unit).expect("the unit is one");
            assert!(Amount::parse(&unit, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_unit_is_a_word_in_lower_case() {
        for key in ["", "USD", "us$", "10"] {
            assert_eq!(Unit::parse(key), None, "{key}");
        }
        assert_eq!(
            Unit::parse("calls")
                .map(|unit| String::from(unit.key()))
                .as_deref(),
            Some("calls")
        );
    }
}
