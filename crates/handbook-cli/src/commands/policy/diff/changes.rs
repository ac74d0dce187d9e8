//! What is different between two sets of values, value by value.

use policy::{
    Date, PolicyValues,
    values::{Amounts, Tier, Value},
};

use super::super::words;
use crate::json::Json;

/// What happened to a value or to a calculator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another one.
    Changed,
}

/// A value that is not the same on both sides.
pub(super) struct ValueChange<'a> {
    /// The value before.
    pub(super) before: Option<&'a Value>,
    /// The value after.
    pub(super) after: Option<&'a Value>,
    /// What is different about it, in an order that does not change.
    pub(super) parts: Vec<Part>,
    /// The days from which another amount holds.
    pub(super) days: Vec<Date>,
}

/// One thing about a value that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is: `amount`, `comparison`, `reading`.
    pub(super) what: &'static str,
    /// The day from which it is different, where it has one.
    pub(super) from: Option<Date>,
    /// For whom it is different, where it differs by segment.
    pub(super) tier: Option<Tier>,
    /// What it was, for people and for machines.
    pub(super) before: Option<Text>,
    /// What it is now.
    pub(super) after: Option<Text>,
}

/// A text for people, and one for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// For people: `$5,000`.
    pub(super) shown: String,
    /// For machines: `5000.00`.
    pub(super) plain: String,
}

impl Kind {
    /// The name for people and for machines.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl<'a> ValueChange<'a> {
    /// The value as it is now, or as it was before it went.
    pub(super) fn value(&self) -> Option<&'a Value> {
        self.after.or(self.before)
    }

    /// Its key.
    pub(super) fn key(&self) -> &'a str {
        self.value().map_or("", |value| &value.key)
    }

    /// What happened to it.
    pub(super) fn kind(&self) -> Kind {
        match (self.before, self.after) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            _ => Kind::Changed,
        }
    }

    /// Whether an answer can come out differently, and not only its words.
    pub(super) fn decides(&self) -> bool {
        let decisive = ["amount", "comparison", "unit", "measure"];
        self.kind() != Kind::Changed || self.parts.iter().any(|part| decisive.contains(&part.what))
    }
}

/// The values that are not the same, by key.
pub(super) fn values<'a>(before: &'a PolicyValues, after: &'a PolicyValues) -> Vec<ValueChange<'a>> {
    let mut keys: Vec<&str> = before
        .iter()
        .chain(after.iter())
        .map(|value| value.key.as_str())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|key| (before.get(key), after.get(key)))
        .filter(|(before, after)| before != after)
        .map(|(before, after)| {
            let parts = match (before, after) {
                (Some(before), Some(after)) => wording(before, after)
                    .into_iter()
                    .chain(amounts(Some(before), Some(after)))
                    .collect(),
                _ => amounts(before, after),
            };
            let mut days: Vec<Date> = parts
                .iter()
                .filter(|part| part.what == "amount")
                .filter_map(|part| part.from)
                .collect();
            days.dedup();
            ValueChange {
                before,
                after,
                parts,
                days,
            }
        })
        .collect()
}

fn wording(before: &Value, after: &Value) -> Vec<Part> {
    let comparison = |value: &Value| {
        value.comparison.map(|comparison| Text {
            shown: comparison.words().to_owned(),
            plain: comparison.key().to_owned(),
        })
    };
    let source = |value: &Value| Some(format!("{} ({})", value.source.title, value.source.href));
    let texts = [
        (
            "title",
            bare(Some(before.title.clone())),
            bare(Some(after.title.clone())),
        ),
        (
            "unit",
            bare(Some(before.unit.key().to_owned())),
            bare(Some(after.unit.key().to_owned())),
        ),
        (
            "measure",
            bare(before.measure.clone()),
            bare(after.measure.clone()),
        ),
        ("comparison", comparison(before), comparison(after)),
        (
            "reading",
            bare(before.reading.clone()),
            bare(after.reading.clone()),
        ),
        ("source", bare(source(before)), bare(source(after))),
    ];
    let days = [
        ("last reviewed", before.last_reviewed, after.last_reviewed),
        ("review due", before.review_by, after.review_by),
    ];
    let day = |day: Option<Date>| {
        day.map(|day| Text {
            shown: day.display(),
            plain: day.iso(),
        })
    };
    let texts = texts
        .into_iter()
        .chain([("owner", bare(before.owner.clone()), bare(after.owner.clone()))]);
    let texts = texts.chain(days.map(|(what, before, after)| (what, day(before), day(after))));
    let differing = texts.filter(|(_, before, after)| before != after);
    differing
        .map(|(what, before, after)| Part {
            what,
            from: None,
            tier: None,
            before,
            after,
        })
        .collect()
}

fn bare(text: Option<String>) -> Option<Text> {
    text.map(|text| Text {
        shown: text.clone(),
        plain: text,
    })
}

/// The amounts that are different on the first day of some entry, by day and by segment.
fn amounts(before: Option<&Value>, after: Option<&Value>) -> Vec<Part> {
    let entries = before.into_iter().chain(after).flat_map(|value| &value.from);
    let mut days: Vec<Date> = entries.map(|entry| entry.from).collect();
    days.sort_unstable();
    days.dedup();
    let mut parts = Vec::new();
    for day in days {
        let amounts_of = |value: Option<&'_ Value>| value.and_then(|value| value.in_force(day).cloned());
        let (old, new) = (amounts_of(before), amounts_of(after));
        let by_tier = [&old, &new]
            .into_iter()
            .flatten()
            .any(|entry| matches!(entry.amounts, Amounts::ByTier { .. }));
        let tiers: &[Option<Tier>] = if by_tier {
            &[Some(Tier::Smb), Some(Tier::MidMarket)]
        } else {
            &[None]
        };
        let mut differs = false;
        for tier in tiers {
            let text = |value: Option<&Value>| {
                let value = value?;
                let amount = value.amount(day, *tier).ok()?;
                Some(Text {
                    shown: words::amount(&value.unit, amount),
                    plain: amount.plain(),
                })
            };
            let (was, is) = (text(before), text(after));
            if was != is {
                differs = true;
                parts.push(Part {
                    what: "amount",
                    from: Some(day),
                    tier: *tier,
                    before: was,
                    after: is,
                });
            }
        }
        let begins = |value: Option<&Value>| {
            value.is_some_and(|value| value.from.iter().any(|entry| entry.from == day))
        };
        if !differs && begins(before) != begins(after) {
            parts.push(Part {
                what: "entry",
                from: Some(day),
                tier: None,
                before: begins(before).then(|| same_amounts(before)).flatten(),
                after: begins(after).then(|| same_amounts(after)).flatten(),
            });
        }
    }
    parts
}

/// An entry that changes no amount: only the day since which the amount is said to hold is another one.
fn same_amounts(value: Option<&Value>) -> Option<Text> {
    value.and(bare(Some(
        "an entry with the amounts that hold anyway".to_owned(),
    )))
}

impl Part {
    /// The change in words: `from 1 February 2027, SMB: $5,000 → $6,000`.
    pub(super) fn words(&self) -> String {
        let mut name = match (self.what, self.from) {
            ("amount" | "entry", Some(day)) => format!("from {}", day.display()),
            _ => self.what.to_owned(),
        };
        if let Some(tier) = self.tier {
            name = format!("{name}, {}", tier.label());
        }
        let side = |text: &Option<Text>| {
            text.as_ref()
                .map_or_else(|| "nothing".to_owned(), |text| text.shown.clone())
        };
        format!("{name}: {} \u{2192} {}", side(&self.before), side(&self.after))
    }

    /// The change as an object.
    pub(super) fn json(&self) -> Json {
        let side = |text: &Option<Text>| Json::maybe(text.as_ref().map(|text| text.plain.clone()));
        Json::object([
            ("what", self.what.into()),
            ("from", Json::maybe(self.from.map(Date::iso))),
            ("segment", Json::maybe(self.tier.map(Tier::key))),
            ("before", side(&self.before)),
            ("after", side(&self.after)),
        ])
    }
}
