//! Values made for tests.

use alloc::{string::String, vec::Vec};

use super::{Amount, Amounts, Comparison, Entry, Source, Unit, Value};
use crate::{Date, Money, text::join};

pub(crate) const DAY: Date = Date::civil(2020, 2, 1);

pub(crate) fn value(key: &str, unit: Unit, amounts: Amounts) -> Value {
    Value {
        key: String::from(key),
        title: join(&["Title of ", key]),
        unit,
        measure: None,
        comparison: Some(Comparison::Above),
        source: Source {
            title: String::from("Source"),
            href: String::from("/source/"),
        },
        reading: None,
        owner: None,
        last_reviewed: None,
        review_by: None,
        from: Vec::from([Entry { from: DAY, amounts }]),
    }
}

pub(crate) fn all(key: &str, unit: Unit, amount: Amount) -> Value {
    value(key, unit, Amounts::All(amount))
}

pub(crate) fn money(key: &str, smb: i64, mid_market: i64) -> Value {
    let usd = |cents| Amount::Usd(Money::from_known_cents(cents));
    value(
        key,
        Unit::Usd,
        Amounts::ByTier {
            smb: usd(smb),
            mid_market: usd(mid_market),
        },
    )
}
