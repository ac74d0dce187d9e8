//! The dated values of the policy: what holds, for whom, from which day, and who says so.
//!
//! A value is a series: the day from which an amount holds, open-ended until the next one. There is no end date and no
//! sentinel, and a day before the first entry has no value. A [`PolicyValues`] is valid once it exists; what is wrong
//! with a set of values is told by [`PolicyValues::new`], all of it at once.

mod amount;
#[cfg(test)]
pub(crate) mod example;
mod validation;

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

use crate::{Calculator, Date, calculators, declared::Declared};

pub use amount::{Amount, Unit};
pub use validation::{ValueError, ValueErrorKind};

/// The values of a handbook, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyValues {
    values: Vec<Value>,
    calculators: Vec<Declared>,
}

/// One value of the policy, with all the amounts it ever had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The name by which calculators and pages ask for it: `deck.threshold`.
    pub key: String,
    /// What it is, for people: `Custom deck threshold`.
    pub title: String,
    /// What its amounts count.
    pub unit: Unit,
    /// What it is compared with, where that needs saying: `amount`, `iacv`.
    pub measure: Option<String>,
    /// How the measured figure is compared with it, where it is a threshold.
    pub comparison: Option<Comparison>,
    /// The section of the handbook that says so.
    pub source: Source,
    /// How an ambiguous place of the source is read, shown beside each answer that rests on it.
    pub reading: Option<String>,
    /// Who answers for it: a role or a team.
    pub owner: Option<String>,
    /// The day on which its owner last looked at it.
    pub last_reviewed: Option<Date>,
    /// The day by which its owner looks at it again.
    pub review_by: Option<Date>,
    /// The amounts, each with the day from which it holds, ascending.
    pub from: Vec<Entry>,
}

/// A section of the handbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The words of the link.
    pub title: String,
    /// Its address, as the pages of the site link to it.
    pub href: String,
}

/// The amounts that hold from a day until the next entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The first day on which they hold.
    pub from: Date,
    /// What holds.
    pub amounts: Amounts,
}

/// One amount for all, or one for each tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amounts {
    /// The same for all.
    All(Amount),
    /// One for each tier.
    ByTier {
        /// For SMB.
        smb: Amount,
        /// For Mid-Market.
        mid_market: Amount,
    },
}

/// For whom an amount holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The smaller companies: key `smb`, label `SMB`.
    Smb,
    /// The larger ones: key `mid-market`, label `Mid-Market`.
    MidMarket,
}

/// How a figure is compared with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// More than the threshold: key `above`.
    Above,
    /// The threshold or more: key `at-or-above`.
    AtOrAbove,
    /// The threshold or less: key `at-most`.
    AtMost,
    /// Less than the threshold: key `below`.
    Below,
}

/// Why a value has no single amount on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAmount {
    /// The day is before the first entry, which holds from the given day.
    NotYet {
        /// The first day on which the value holds.
        first: Date,
    },
    /// The amount differs by tier, and none was asked for.
    TierNeeded,
}

impl PolicyValues {
    /// The values sorted by key and by day, when nothing is wrong with them.
    ///
    /// # Errors
    /// All that is wrong, in the order of the keys.
    pub fn new(values: Vec<Value>) -> Result<Self, Vec<ValueError>> {
        validation::validate(values).map(Self::from_sorted)
    }

    /// Values known to be sorted and valid.
    pub(crate) fn from_sorted(values: Vec<Value>) -> Self {
        Self {
            values,
            calculators: Vec::new(),
        }
    }

    /// The values together with the calculators that are declared beside them, in the order in which they are listed.
    #[must_use]
    pub fn with_calculators(mut self, calculators: Vec<Declared>) -> Self {
        self.calculators = calculators;
        self
    }

    /// The calculator with this id: one of the program's own, or one declared in data.
    pub fn calculator(&self, id: &str) -> Option<&dyn Calculator> {
        if let Some(calculator) = calculators::find(id) {
            return Some(calculator);
        }
        self.declared(id).map(|declared| declared as &dyn Calculator)
    }

    /// The calculator declared in data with this id.
    pub fn declared(&self, id: &str) -> Option<&Declared> {
        self.calculators
            .iter()
            .find(|declared| declared.description().id == id)
    }

    /// The calculators that are declared in data.
    pub fn all_declared(&self) -> &[Declared] {
        &self.calculators
    }

    /// All calculators: the program's own, then those declared in data.
    pub fn calculators(&self) -> impl Iterator<Item = &dyn Calculator> {
        let own = calculators::all()
            .iter()
            .map(|calculator| *calculator as &dyn Calculator);
        own.chain(
            self.calculators
                .iter()
                .map(|declared| declared as &dyn Calculator),
        )
    }

    /// The calculator's own declaration and those of the calculators that it asks, as far as they are declared in data.
    pub(crate) fn declared_for(&self, calculator: &dyn Calculator) -> Vec<&Declared> {
        let description = calculator.description();
        let mut found: Vec<&Declared> = Vec::new();
        for id in [&description.id].into_iter().chain(description.calls.iter()) {
            found.extend(self.declared(id));
        }
        found
    }

    /// The keys of all values that a calculator may read, those of the calculators that it asks included.
    pub fn keys_of<'a>(&'a self, calculator: &'a dyn Calculator) -> Vec<&'a str> {
        let description = calculator.description();
        let mut keys: Vec<&str> = description.values.iter().map(|key| &**key).collect();
        for called in description.calls.iter().filter_map(|id| self.calculator(id)) {
            for key in called.description().values.iter() {
                if !keys.contains(&&**key) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// The value with this key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let index = self.values.binary_search_by(|value| value.key.as_str().cmp(key));
        index.ok().and_then(|index| self.values.get(index))
    }

    /// The values of a group, sorted by key: the one that has its name, and all whose keys go on behind it with a point.
    pub fn group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Value> {
        let start = self.values.partition_point(|value| value.key.as_str() < group);
        let starting = self.values.iter().skip(start);
        let alike = starting.take_while(move |value| value.key.starts_with(group));
        alike.filter(move |value| is_in_group(&value.key, group))
    }

    /// All values, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        self.values.iter()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Whether a value belongs to a group: `deck.threshold` to `deck`, and every value to its own key.
pub fn is_in_group(key: &str, group: &str) -> bool {
    key.strip_prefix(group)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl Value {
    /// The entry that holds on a day; none before the first.
    pub fn in_force(&self, as_of: Date) -> Option<&Entry> {
        let begun = self.from.partition_point(|entry| entry.from <= as_of);
        begun.checked_sub(1).and_then(|last| self.from.get(last))
    }

    /// The amount that holds on a day, for a tier where it differs by tier.
    ///
    /// # Errors
    /// When the day is before the first entry, or a tier is needed and not given.
    pub fn amount(&self, as_of: Date, tier: Option<Tier>) -> Result<&Amount, NoAmount> {
        let entry = self.in_force(as_of).ok_or(NoAmount::NotYet {
            first: self.from.first().map_or(as_of, |entry| entry.from),
        })?;
        entry.amounts.of(tier).ok_or(NoAmount::TierNeeded)
    }
}

impl Amounts {
    /// Amounts by tier, when there is one for each.
    ///
    /// # Errors
    /// The first tier without an amount.
    pub fn by_tier(smb: Option<Amount>, mid_market: Option<Amount>) -> Result<Self, Tier> {
        Ok(Self::ByTier {
            smb: smb.ok_or(Tier::Smb)?,
            mid_market: mid_market.ok_or(Tier::MidMarket)?,
        })
    }

    /// The amount for a tier; without a tier only when it is the same for all.
    pub fn of(&self, tier: Option<Tier>) -> Option<&Amount> {
        match (self, tier) {
            (Self::All(amount), _) => Some(amount),
            (Self::ByTier { smb, .. }, Some(Tier::Smb)) => Some(smb),
            (Self::ByTier { mid_market, .. }, Some(Tier::MidMarket)) => Some(mid_market),
            (Self::ByTier { .. }, None) => None,
        }
    }
}

impl Tier {
    /// All tiers, from the smallest companies up.
    pub const ALL: [Self; 2] = [Self::Smb, Self::MidMarket];

    /// The tier with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.key() == key)
    }

    /// The name for machines.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Smb => "smb",
            Self::MidMarket => "mid-market",
        }
    }

    /// The name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Smb => "SMB",
            Self::MidMarket => "Mid-Market",
        }
    }
}

impl Comparison {
    /// All comparisons.
    pub const ALL: [Self; 4] = [Self::Above, Self::AtOrAbove, Self::AtMost, Self::Below];

    /// The comparison with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comparison| comparison.key() == key)
    }

    /// The name for machines.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::AtOrAbove => "at-or-above",
            Self::AtMost => "at-most",
            Self::Below => "below",
        }
    }

    /// The name for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Above => "strictly above",
            Self::AtOrAbove => "at or above",
            Self::AtMost => "at most",
            Self::Below => "strictly below",
        }
    }

    /// Whether a figure meets the threshold, given how it compares with it.
    pub const fn holds(self, figure_to_threshold: Ordering) -> bool {
        match self {
            Self::Above => figure_to_threshold.is_gt(),
            Self::AtOrAbove => figure_to_threshold.is_ge(),
            Self::AtMost => figure_to_threshold.is_le(),
            Self::Below => figure_to_threshold.is_lt(),
        }
    }

    /// Where a figure stands, in words that fit the comparison: "$5,000 is ... the threshold".
    pub const fn position(self, figure_to_threshold: Ordering) -> &'static str {
        match (self, figure_to_threshold) {
            (Self::AtOrAbove, Ordering::Equal | Ordering::Greater) => "at or above",
            (Self::AtMost, Ordering::Less | Ordering::Equal) => "at or below",
            (_, Ordering::Less) => "below",
            (_, Ordering::Equal) => "exactly at",
            (_, Ordering::Greater) => "above",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("the day is in the calendar")
    }

    #[test]
    fn a_value_holds_from_its_day_until_the_next_entry() {
        let mut value = example::money("a", 1, 2);
        let mut later = example::money("a", 3, 4).from;
        for entry in &mut later {
            entry.from = day("2021-01-01");
        }
        value.from.extend(later);
        let smb = |on: &str| value.amount(day(on), Some(Tier::Smb)).map(Amount::plain);
        assert_eq!(smb("2020-02-01").as_deref(), Ok("0.01"));
        assert_eq!(smb("2020-12-31").as_deref(), Ok("0.01"));
        assert_eq!(smb("2021-01-01").as_deref(), Ok("0.03"));
        assert_eq!(smb("2999-12-31").as_deref(), Ok("0.03"));
        assert_eq!(
            smb("2020-01-31"),
            Err(NoAmount::NotYet {
                first: day("2020-02-01")
            })
        );
    }

    #[test]
    fn an_amount_by_tier_needs_a_tier_and_one_for_all_does_not() {
        let by_tier = example::money("a", 1, 2);
        assert_eq!(by_tier.amount(example::DAY, None), Err(NoAmount::TierNeeded));
        let for_all = example::all("a", Unit::Hours, Amount::Hours(crate::Hundredths::ZERO));
        assert!(for_all.amount(example::DAY, None).is_ok());
        assert!(for_all.amount(example::DAY, Some(Tier::MidMarket)).is_ok());
    }

    #[test]
    fn each_tier_needs_an_amount() {
        let count = || Some(Amount::Count(1));
        assert_eq!(Amounts::by_tier(None, count()), Err(Tier::Smb));
        assert_eq!(Amounts::by_tier(count(), None), Err(Tier::MidMarket));
        assert!(Amounts::by_tier(count(), count()).is_ok());
    }

    #[test]
    fn comparisons_hold_at_their_boundaries() {
        let holds = |comparison: Comparison| {
            [Ordering::Less, Ordering::Equal, Ordering::Greater].map(|order| comparison.holds(order))
        };
        assert_eq!(holds(Comparison::Above), [false, false, true]);
        assert_eq!(holds(Comparison::AtOrAbove), [false, true, true]);
        assert_eq!(holds(Comparison::AtMost), [true, true, false]);
        assert_eq!(holds(Comparison::Below), [true, false, false]);
        for comparison in Comparison::ALL {
            assert_eq!(Comparison::parse(comparison.key()), Some(comparison));
        }
    }

    #[test]
    fn positions_agree_with_the_comparison() {
        let positions = |comparison: Comparison| {
            [Ordering::Less, Ordering::Equal, Ordering::Greater].map(|order| comparison.position(order))
        };
        assert_eq!(positions(Comparison::Above), ["below", "exactly at", "above"]);
        assert_eq!(
            positions(Comparison::AtOrAbove),
            ["below", "at or above", "at or above"]
        );
        assert_eq!(
            positions(Comparison::AtMost),
            ["at or below", "at or below", "above"]
        );
        assert_eq!(positions(Comparison::Below), ["below", "exactly at", "above"]);
    }
}
