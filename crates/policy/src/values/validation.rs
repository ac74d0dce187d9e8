//! What can be wrong with a set of values, beyond what their types already rule out.
//!
//! Owns the checks over whole series and between values. A calculator relies on them and repeats none.

use alloc::{string::String, vec::Vec};

use super::{Amount, Amounts, Tier, Unit, Value};
use crate::{
    Date,
    date::{Weekday, Weekly},
    text::join,
};

/// One thing that is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The key of the value.
    pub key: String,
    /// The entry that is wrong, by its day; none when it is the value as a whole.
    pub from: Option<Date>,
    /// What kind of mistake it is.
    pub kind: ValueErrorKind,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// The kinds of mistakes in values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueErrorKind {
    /// The key is not made of lower-case letters, digits, points and hyphens.
    MalformedKey,
    /// Two values have the same key.
    DuplicateKey,
    /// The title is empty.
    NoTitle,
    /// The source is empty.
    NoSource,
    /// There is no entry at all.
    NoEntry,
    /// Two entries hold from the same day.
    DuplicateDay,
    /// An amount is not of the value's unit.
    UnitMismatch,
    /// An amount is larger than one that must not be below it.
    OutOfOrder,
    /// The words are none of those that a calculator understands.
    UnknownWord,
    /// A rate that something is divided by is zero.
    Zero,
}

impl ValueErrorKind {
    /// The stable name of the kind, in kebab case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MalformedKey => "policy-malformed-key",
            Self::DuplicateKey => "policy-duplicate-key",
            Self::NoTitle => "policy-no-title",
            Self::NoSource => "policy-no-source",
            Self::NoEntry => "policy-no-entry",
            Self::DuplicateDay => "policy-duplicate-day",
            Self::UnitMismatch => "policy-unit-mismatch",
            Self::OutOfOrder => "policy-out-of-order",
            Self::UnknownWord => "policy-unknown-word",
            Self::Zero => "policy-zero",
        }
    }
}

/// Pairs of values of which the first must not be above the second, on any day and for any tier.
const ORDERED: [(&str, &str); 5] = [
    ("deal-review.lightweight", "deal-review.consult"),
    ("segment.employees-from", "segment.employees-to"),
    ("co-selling.minimum", "co-selling.target-from"),
    ("co-selling.target-from", "co-selling.target-to"),
    ("event.break-even", "event.multiple"),
];

/// The units in which the calculators read the values that they know.
const READ_IN: [(&str, &str); 12] = [
    ("account-ranking.contact", "text"),
    ("close-date.push", "text"),
    ("close-date.tie", "text"),
    ("deal-review.consult", "usd"),
    ("deal-review.lightweight", "usd"),
    ("deck.threshold", "usd"),
    ("event.break-even", "multiple"),
    ("event.close-rate", "percent"),
    ("event.hours", "hours"),
    ("event.multiple", "multiple"),
    ("forecast.deadline", "text"),
    ("forecast.names", "text"),
];

pub(super) fn validate(mut values: Vec<Value>) -> Result<Vec<Value>, Vec<ValueError>> {
    let mut errors = Vec::new();
    for value in &mut values {
        value.from.sort_by_key(|entry| entry.from);
        let blank = |text: &mut String| text.trim().is_empty();
        value.measure.take_if(blank);
        value.reading.take_if(blank);
    }
    values.sort_by(|one, other| one.key.cmp(&other.key));
    for (index, value) in values.iter().enumerate() {
        if index > 0
            && values
                .get(index - 1)
                .is_some_and(|before| before.key == value.key)
        {
            errors.push(error(
                value,
                None,
                ValueErrorKind::DuplicateKey,
                join(&["two values have the key `", &value.key, "`"]),
                "give one of them another key, or join their entries",
            ));
        }
        check_value(value, &mut errors);
    }
    for (lower, upper) in ORDERED {
        let find = |key| values.iter().find(|value: &&Value| value.key == key);
        if let (Some(lower), Some(upper)) = (find(lower), find(upper)) {
            check_pair(lower, upper, &mut errors);
        }
    }
    errors.sort_by(|one: &ValueError, other| one.key.cmp(&other.key));
    if errors.is_empty() {
        Ok(values)
    } else {
        Err(errors)
    }
}

fn check_value(value: &Value, errors: &mut Vec<ValueError>) {
    let legal = |character: u8| matches!(character, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    if !value.key.starts_with(|first: char| first.is_ascii_lowercase()) || !value.key.bytes().all(legal) {
        errors.push(error(
            value,
            None,
            ValueErrorKind::MalformedKey,
            join(&["`", &value.key, "` is no key of a value"]),
            "use lower-case letters, digits, points and hyphens, such as `deck.threshold`",
        ));
    }
    if value.title.trim().is_empty() {
        errors.push(error(
            value,
            None,
            ValueErrorKind::NoTitle,
            join(&["`", &value.key, "` has no title"]),
            "say in a few words what the value is",
        ));
    }
    if value.source.href.trim().is_empty() || value.source.title.trim().is_empty() {
        errors.push(error(
            value,
            None,
            ValueErrorKind::NoSource,
            join(&["`", &value.key, "` has no source"]),
            "name the section of the handbook that says so",
        ));
    }
    if value.from.is_empty() {
        errors.push(error(
            value,
            None,
            ValueErrorKind::NoEntry,
            join(&["`", &value.key, "` never holds"]),
            "give the day from which it holds, and the amount",
        ));
    }
    let unit = value.unit.key();
    if let Some((_, read)) = READ_IN
        .iter()
        .find(|(key, read)| *key == value.key && *read != unit)
    {
        errors.push(error(
            value,
            None,
            ValueErrorKind::UnitMismatch,
            join(&[
                "`",
                &value.key,
                "` is in the unit `",
                unit,
                "`, and is read in `",
                read,
                "`",
            ]),
            "correct the unit",
        ));
    }
    for (index, entry) in value.from.iter().enumerate() {
        if index > 0
            && value
                .from
                .get(index - 1)
                .is_some_and(|before| before.from == entry.from)
        {
            errors.push(error(
                value,
                Some(entry.from),
                ValueErrorKind::DuplicateDay,
                join(&["`", &value.key, "` has two entries for ", &entry.from.display()]),
                "keep the one that holds, or correct the day of the other",
            ));
        }
        for amount in amounts(&entry.amounts) {
            check_amount(value, entry.from, amount, errors);
        }
        check_tiers(value, entry.from, &entry.amounts, errors);
    }
}

fn check_amount(value: &Value, from: Date, amount: &Amount, errors: &mut Vec<ValueError>) {
    if !value.unit.fits(amount) {
        errors.push(error(
            value,
            Some(from),
            ValueErrorKind::UnitMismatch,
            join(&[
                "`",
                &amount.display(),
                "` is not in the unit `",
                value.unit.key(),
                "`",
            ]),
            "write the amount in the unit of the value, or correct the unit",
        ));
    } else if value.key == "event.close-rate" && amount.magnitude() == Some(0) {
        errors.push(error(
            value,
            Some(from),
            ValueErrorKind::Zero,
            join(&["`", &value.key, "` is `", &amount.display(), "`"]),
            "write a share above 0%, since the pipeline needed is divided by it",
        ));
    } else if let Amount::Text(word) = amount
        && let Some(hint) = correction(&value.key, word)
    {
        errors.push(error(
            value,
            Some(from),
            ValueErrorKind::UnknownWord,
            join(&["`", word, "` is no convention that the calculators know"]),
            hint,
        ));
    }
}

/// What to write instead of words that no calculator understands, for the values that are taken by their words.
fn correction(key: &str, word: &str) -> Option<&'static str> {
    match key {
        "close-date.tie" if !matches!(word, "later" | "earlier") => Some("write `later` or `earlier`"),
        "close-date.push" if Weekday::parse(word).is_none() => {
            Some("write a day of the week, such as `Friday`")
        }
        "forecast.deadline" if Weekly::parse(word).is_none() => {
            Some("write a day of the week and a time, such as `Wednesday at 17:00`")
        }
        _ => None,
    }
}

fn check_tiers(value: &Value, from: Date, amounts: &Amounts, errors: &mut Vec<ValueError>) {
    let Amounts::ByTier { smb, mid_market } = amounts else {
        return;
    };
    // A share or a factor may well fall as companies grow; a threshold in dollars or in heads does not.
    let grows = matches!(value.unit, Unit::Usd | Unit::Count(_));
    if grows && smb.magnitude() > mid_market.magnitude() {
        errors.push(error(
            value,
            Some(from),
            ValueErrorKind::OutOfOrder,
            join(&[
                "`",
                &value.key,
                "` is higher for SMB (",
                &smb.display(),
                ") than for Mid-Market (",
                &mid_market.display(),
                ")",
            ]),
            "exchange the two amounts, or correct the one that is wrong",
        ));
    }
}

fn check_pair(lower: &Value, upper: &Value, errors: &mut Vec<ValueError>) {
    let mut days: Vec<Date> = lower
        .from
        .iter()
        .chain(&upper.from)
        .map(|entry| entry.from)
        .collect();
    days.sort();
    days.dedup();
    for day in days {
        for tier in Tier::ALL {
            let (Ok(low), Ok(high)) = (lower.amount(day, Some(tier)), upper.amount(day, Some(tier))) else {
                continue;
            };
            if low.magnitude() > high.magnitude() {
                // The entry that began that day is the one that broke the order.
                let value = if lower.from.binary_search_by_key(&day, |entry| entry.from).is_ok() {
                    lower
                } else {
                    upper
                };
                errors.push(error(
                    value,
                    Some(day),
                    ValueErrorKind::OutOfOrder,
                    join(&[
                        "`",
                        &lower.key,
                        "` (",
                        &low.display(),
                        ") is above `",
                        &upper.key,
                        "` (",
                        &high.display(),
                        ") for ",
                        tier.label(),
                        " from ",
                        &day.display(),
                    ]),
                    "correct the amount that is wrong",
                ));
            }
        }
    }
}

fn amounts(amounts: &Amounts) -> Vec<&Amount> {
    match amounts {
        Amounts::All(amount) => Vec::from([amount]),
        Amounts::ByTier { smb, mid_market } => Vec::from([smb, mid_market]),
    }
}

fn error(value: &Value, from: Option<Date>, kind: ValueErrorKind, message: String, hint: &str) -> ValueError {
    ValueError {
        key: value.key.clone(),
        from,
        kind,
        message,
        hint: String::from(hint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{PolicyValues, example};

    #[track_caller]
    fn finds(values: Vec<Value>, kind: ValueErrorKind, message: &str) {
        let errors = PolicyValues::new(values).expect_err("something is wrong");
        let found = errors
            .iter()
            .find(|error| error.kind == kind)
            .expect("the mistake is found");
        assert!(found.message.contains(message), "{}", found.message);
        assert!(!found.hint.is_empty());
    }

    fn text(key: &str, word: &str) -> Value {
        example::all(key, Unit::Text, Amount::Text(String::from(word)))
    }

    #[test]
    fn values_are_sorted_by_key_and_day() {
        let mut b = example::money("b", 1, 2);
        let mut earlier = b.from.clone();
        for entry in &mut earlier {
            entry.from = entry.from.plus_days(-1);
        }
        b.from.extend(earlier);
        let values = PolicyValues::new(Vec::from([b, example::money("a", 1, 2)])).expect("nothing is wrong");
        let keys: Vec<&str> = values.iter().map(|value| value.key.as_str()).collect();
        assert_eq!(keys, ["a", "b"]);
        let first = values
            .get("b")
            .and_then(|value| value.from.first())
            .map(|entry| entry.from);
        assert_eq!(first, Some(example::DAY.plus_days(-1)));
    }

    #[test]
    fn two_values_with_one_key() {
        let values = Vec::from([example::money("a", 1, 2), example::money("a", 1, 2)]);
        finds(values, ValueErrorKind::DuplicateKey, "`a`");
    }

    #[test]
    fn two_entries_for_one_day() {
        let mut value = example::money("a", 1, 2);
        value.from.extend(value.from.clone());
        finds(
            Vec::from([value]),
            ValueErrorKind::DuplicateDay,
            "1 February 2020",
        );
    }

    #[test]
    fn a_value_that_never_holds() {
        let mut value = example::money("a", 1, 2);
        value.from.clear();
        finds(Vec::from([value]), ValueErrorKind::NoEntry, "`a` never holds");
    }

    #[test]
    fn a_value_without_a_source_or_a_title() {
        let mut value = example::money("a", 1, 2);
        value.source.href = String::from(" ");
        value.title.clear();
        finds(
            Vec::from([value.clone()]),
            ValueErrorKind::NoSource,
            "`a` has no source",
        );
        finds(Vec::from([value]), ValueErrorKind::NoTitle, "`a` has no title");
    }

    #[test]
    fn an_amount_of_another_unit() {
        let value = example::all("a", Unit::Percent, Amount::Count(30));
        finds(
            Vec::from([value]),
            ValueErrorKind::UnitMismatch,
            "`30` is not in the unit `percent`",
        );
    }

    #[test]
    fn a_unit_that_no_calculator_reads_the_value_in() {
        let amount = Amount::Percent(crate::Hundredths::from_hundredths(800));
        let value = example::all("event.hours", Unit::Percent, amount);
        finds(
            Vec::from([value]),
            ValueErrorKind::UnitMismatch,
            "`event.hours` is in the unit `percent`, and is read in `hours`",
        );
    }

    #[test]
    fn a_key_that_is_none() {
        for key in ["", "Deck", "deck threshold", "2020", "deck\tthreshold"] {
            finds(
                Vec::from([example::money(key, 1, 2)]),
                ValueErrorKind::MalformedKey,
                "is no key",
            );
        }
    }

    #[test]
    fn a_review_threshold_above_the_consult() {
        let values = |review| {
            Vec::from([
                example::money("deal-review.lightweight", review, 1_500_000),
                example::money("deal-review.consult", 1_000_000, 2_000_000),
            ])
        };
        assert!(PolicyValues::new(values(1_000_000)).is_ok());
        finds(
            values(1_000_001),
            ValueErrorKind::OutOfOrder,
            "($10,000.01) is above `deal-review.consult` ($10,000) for SMB",
        );
    }

    #[test]
    fn an_order_that_breaks_on_a_later_day() {
        let review = example::money("deal-review.lightweight", 1, 2);
        let mut consult = example::money("deal-review.consult", 3, 4);
        let mut later = example::money("deal-review.consult", 0, 4).from;
        for entry in &mut later {
            entry.from = entry.from.plus_days(100);
        }
        consult.from.extend(later);
        let errors = PolicyValues::new(Vec::from([review, consult])).expect_err("the order breaks");
        let places: Vec<_> = errors
            .iter()
            .map(|error| (error.key.as_str(), error.from))
            .collect();
        assert_eq!(
            places,
            [("deal-review.consult", Some(example::DAY.plus_days(100)))]
        );
    }

    #[test]
    fn a_threshold_that_falls_as_companies_grow() {
        finds(
            Vec::from([example::money("a", 3, 2)]),
            ValueErrorKind::OutOfOrder,
            "higher for SMB",
        );
    }

    #[test]
    fn conventions_are_words_that_the_calculators_know() {
        assert!(PolicyValues::new(Vec::from([text("close-date.tie", "later")])).is_ok());
        assert!(PolicyValues::new(Vec::from([text("close-date.push", "Friday")])).is_ok());
        assert!(PolicyValues::new(Vec::from([text("forecast.deadline", "Friday at 08:30")])).is_ok());
        assert!(PolicyValues::new(Vec::from([text("forecast.names", "any words")])).is_ok());
        finds(
            Vec::from([text("forecast.deadline", "Friday")]),
            ValueErrorKind::UnknownWord,
            "`Friday`",
        );
        finds(
            Vec::from([text("close-date.tie", "latest")]),
            ValueErrorKind::UnknownWord,
            "`latest`",
        );
        finds(
            Vec::from([text("close-date.push", "Freitag")]),
            ValueErrorKind::UnknownWord,
            "`Freitag`",
        );
    }

    #[test]
    fn a_rate_that_something_is_divided_by() {
        let rate = |hundredths| {
            let amount = Amount::Percent(crate::Hundredths::from_hundredths(hundredths));
            Vec::from([example::all("event.close-rate", Unit::Percent, amount)])
        };
        assert!(PolicyValues::new(rate(1)).is_ok());
        finds(rate(0), ValueErrorKind::Zero, "`event.close-rate` is `0%`");
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let mut value = example::money("a", 3, 2);
        value.title.clear();
        value.source.title.clear();
        let errors = PolicyValues::new(Vec::from([value])).expect_err("three things are wrong");
        assert_eq!(errors.len(), 3);
    }

    #[test]
    fn blank_readings_are_none() {
        let mut value = example::money("a", 1, 2);
        value.reading = Some(String::from(" "));
        let values = PolicyValues::new(Vec::from([value])).expect("nothing is wrong");
        assert_eq!(values.get("a").and_then(|value| value.reading.clone()), None);
    }
}
