//! Amounts as they stand in pages: with their unit, with the day since which they hold, and with what they change to.

use policy::{
    Date,
    values::{Amount, Amounts, Entry, Tier, Unit, Value},
};
use serde::Serialize;

use super::view::Day;

/// An amount, for machines and for people.
#[derive(Serialize)]
pub(crate) struct AmountView {
    pub(super) plain: String,
    pub(super) text: String,
}

/// An amount to come.
#[derive(Serialize)]
pub(crate) struct ChangeView {
    amount: AmountView,
    from: Day,
}

/// What a value is for one tier, or for all.
#[derive(Serialize)]
pub(crate) struct FigureView {
    /// For whom it holds; nothing where it holds for all.
    pub(super) tier: Option<&'static str>,
    /// What holds; nothing before the first day of the value.
    pub(super) amount: Option<AmountView>,
    /// What it changes to next.
    pub(super) change: Option<ChangeView>,
}

/// Whether a value differs by tier, now or ever.
pub(super) fn has_tiers(value: &Value) -> bool {
    let by_tier = |entry: &Entry| matches!(entry.amounts, Amounts::ByTier { .. });
    value.from.iter().any(by_tier)
}

/// What the value is on a day: one figure for each tier, or one for all.
pub(super) fn figures(value: &Value, today: Date) -> Vec<FigureView> {
    let figure = |tier: Option<Tier>| FigureView {
        tier: tier.map(Tier::label),
        amount: value
            .amount(today, tier)
            .ok()
            .map(|amount| amount_view(&value.unit, amount)),
        change: next_change(value, tier, today).map(|(amount, from)| ChangeView {
            amount: amount_view(&value.unit, amount),
            from: from.into(),
        }),
    };
    if has_tiers(value) {
        Tier::ALL.map(Some).map(figure).into()
    } else {
        vec![figure(None)]
    }
}

/// The amounts of an entry of a value that differs by tier, now or ever, or does not: as many as [`figures`] has.
pub(super) fn amounts(value: &Value, entry: &Entry, by_tier: bool) -> Vec<AmountView> {
    let of = |tier| {
        let amount = entry.amounts.of(tier)?;
        Some(amount_view(&value.unit, amount))
    };
    if by_tier {
        Tier::ALL.into_iter().filter_map(|tier| of(Some(tier))).collect()
    } else {
        of(None).into_iter().collect()
    }
}

/// The next amount that differs from the one in force, and the day from which it holds.
pub(super) fn next_change(value: &Value, tier: Option<Tier>, today: Date) -> Option<(&Amount, Date)> {
    let present = value.amount(today, tier).ok();
    let begun = value.from.partition_point(|entry| entry.from <= today);
    let coming = value.from.get(begun..).unwrap_or_default().iter();
    coming
        .filter_map(|entry| Some((entry.amounts.of(tier)?, entry.from)))
        .find(|(amount, _)| Some(*amount) != present)
}

fn amount_view(unit: &Unit, amount: &Amount) -> AmountView {
    AmountView {
        plain: amount.plain(),
        text: with_unit(unit, amount),
    }
}

/// An amount with what it counts: `60 days`, `1 call`, `8 hours`, `$5,000`.
pub(super) fn with_unit(unit: &Unit, amount: &Amount) -> String {
    let noun = match unit {
        Unit::Count(noun) => noun.replace('-', " "),
        Unit::Hours => "hours".to_owned(),
        _ => return amount.display(),
    };
    let shown = amount.display();
    let noun = if shown == "1" { singular(&noun) } else { noun };
    format!("{shown} {noun}")
}

/// The singular of a noun that is counted, and of the first word where it is several: `calls` is `call`.
pub(super) fn singular(noun: &str) -> String {
    let (first, rest) = noun.split_at(noun.find(' ').unwrap_or(noun.len()));
    let first = if let Some(stem) = first.strip_suffix("ies") {
        format!("{stem}y")
    } else if first.ends_with("ss") {
        first.to_owned()
    } else {
        first.strip_suffix('s').unwrap_or(first).to_owned()
    };
    first + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_counted_in_the_singular() {
        for (noun, one) in [
            ("calls", "call"),
            ("policies", "policy"),
            ("times a month", "time a month"),
            ("staff", "staff"),
            ("princess", "princess"),
        ] {
            assert_eq!(singular(noun), one);
        }
        let unit = Unit::Count("times-a-month".to_owned());
        assert_eq!(with_unit(&unit, &Amount::Count(1)), "1 time a month");
        assert_eq!(with_unit(&unit, &Amount::Count(1_200)), "1,200 times a month");
        assert_eq!(with_unit(&Unit::Text, &Amount::Text("later".to_owned())), "later");
    }
}
