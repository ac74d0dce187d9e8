//! The numbers of one evaluation.
//!
//! Owns how terms come to numbers: a result is worked out when it is first needed, and the values of the policy that were
//! needed on the way are remembered in that order. It knows the inputs as numbers only and says nothing.

use alloc::vec::Vec;

use super::{
    Declared,
    number::{Number, Rounding},
    program::{Condition, Operation, Term},
};
use crate::{
    Date, PolicyValues,
    calculator::FieldKind,
    values::{Amount, Tier, Value},
};

/// What the terms come to for some inputs.
pub(super) struct Evaluation<'a> {
    declared: &'a Declared,
    values: Vec<Option<&'a Value>>,
    as_of: Date,
    pub(super) inputs: Vec<Number>,
    /// The tier that the field `segment` names.
    pub(super) tier: Option<Tier>,
    results: Vec<Option<Number>>,
    /// The values that were needed, by their place, in the order of first use.
    pub(super) used: Vec<usize>,
    /// Why the first term that has no number has none. It counts as zero from then on, and what follows means nothing.
    pub(super) stop: Option<Stop<'a>>,
}

/// Why a term comes to nothing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop<'a> {
    /// A value has no amount.
    Missing(usize, Option<Tier>),
    /// The term is zero, and something is divided by it.
    Zero(&'a Term),
    /// The term leaves the range of numbers.
    Large(&'a Term),
}

/// An amount as a number: money in dollars, a share as a part of one.
fn number_of(amount: &Amount) -> Option<Number> {
    let parts = match amount {
        Amount::Usd(_) | Amount::Multiple(_) | Amount::Hours(_) => 100,
        Amount::Percent(_) => 10_000,
        Amount::Count(_) | Amount::Text(_) => 1,
    };
    Number::fraction(i128::from(amount.magnitude()?), parts)
}

/// An input in the smallest step of its kind as a number.
pub(super) fn number_of_input(kind: &FieldKind, input: i64) -> Number {
    let parts = match kind {
        FieldKind::Money(_) | FieldKind::Hours => 100,
        FieldKind::Percentage => 10_000,
        _ => 1,
    };
    Number::fraction(i128::from(input), parts).unwrap_or(Number::ZERO)
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(
        declared: &'a Declared,
        values: &'a PolicyValues,
        as_of: Date,
        inputs: Vec<Number>,
        tier: Option<Tier>,
    ) -> Self {
        let keys = declared.description.values.iter();
        let mut evaluation = Self {
            declared,
            values: keys.map(|key| values.get(key)).collect(),
            as_of,
            inputs,
            tier,
            results: Vec::new(),
            used: Vec::new(),
            stop: None,
        };
        evaluation.forget();
        evaluation
    }

    /// Forgets what was worked out, what was used and what had no number.
    pub(super) fn forget(&mut self) {
        self.stop = None;
        self.used.clear();
        self.results.clear();
        self.results.resize(self.declared.program.results.len(), None);
    }

    /// Whether a result was needed.
    pub(super) fn needed(&self, result: usize) -> bool {
        self.results.get(result).is_some_and(Option::is_some)
    }

    /// All amounts of a value on the day.
    pub(super) fn amounts_of(&self, value: usize) -> impl Iterator<Item = Number> {
        let value = self.values.get(value).copied().flatten();
        [None, Some(Tier::Smb), Some(Tier::MidMarket)]
            .into_iter()
            .filter_map(move |tier| number_of(value?.amount(self.as_of, tier).ok()?))
    }

    /// The amount of a value, whose use is noted.
    pub(super) fn amount(&mut self, place: usize, fixed: Option<Tier>) -> Option<&'a Amount> {
        if !self.used.contains(&place) {
            self.used.push(place);
        }
        let tier = fixed.or(self.tier);
        let value = self.values.get(place).copied().flatten();
        let amount = value.and_then(|value| value.amount(self.as_of, tier).ok());
        if amount.is_none() {
            self.stop(Stop::Missing(place, tier));
        }
        amount
    }

    pub(super) fn stop(&mut self, stop: Stop<'a>) {
        self.stop.get_or_insert(stop);
    }

    /// The place of the row that fits, the first one where several do.
    pub(super) fn row(&mut self) -> Option<usize> {
        (0..self.declared.program.rows.len()).find(|row| self.unmet(*row).is_none())
    }

    /// The first condition of a row that does not hold.
    pub(super) fn unmet(&mut self, row: usize) -> Option<&'a Condition> {
        let row = self.declared.program.rows.get(row)?;
        row.conditions
            .iter()
            .find(|condition| self.number(&condition.term) == Number::ZERO)
    }

    pub(super) fn result(&mut self, place: usize) -> Number {
        if let Some(Some(known)) = self.results.get(place) {
            return *known;
        }
        let Some(step) = self.declared.program.results.get(place) else {
            return Number::ZERO;
        };
        let number = self.number(&step.term);
        if let Some(result) = self.results.get_mut(place) {
            *result = Some(number);
        }
        number
    }

    /// What a term comes to.
    pub(super) fn number(&mut self, term: &'a Term) -> Number {
        let (operation, terms) = match term {
            Term::Number(number) => return *number,
            Term::Field(field) => return self.inputs.get(*field).copied().unwrap_or(Number::ZERO),
            Term::Result(result) => return self.result(*result),
            Term::Value(value, fixed) => {
                let Some(amount) = self.amount(*value, *fixed) else {
                    return Number::ZERO;
                };
                return number_of(amount).unwrap_or_else(|| {
                    self.stop(Stop::Missing(*value, *fixed));
                    Number::ZERO
                });
            }
            Term::Apply(operation, terms) => (*operation, &**terms),
        };
        let one = self.number(&terms.0);
        if (operation == Operation::And && one == Number::ZERO)
            || (operation == Operation::Or && one != Number::ZERO)
        {
            return one;
        }
        let other = self.number(&terms.1);
        apply(operation, one, other).unwrap_or_else(|| {
            let is_division = operation == Operation::Divided && other == Number::ZERO;
            self.stop(if is_division {
                Stop::Zero(&terms.1)
            } else {
                Stop::Large(term)
            });
            Number::ZERO
        })
    }
}

fn apply(operation: Operation, one: Number, other: Number) -> Option<Number> {
    let order = one.order(other);
    let holds = match operation {
        Operation::Plus => return one.plus(other),
        Operation::Minus => return one.minus(other),
        Operation::Times => return one.times(other),
        Operation::Divided => return one.divided_by(other),
        Operation::RoundUp => return one.rounded(other, Rounding::Up),
        Operation::RoundDown => return one.rounded(other, Rounding::Down),
        Operation::RoundHalf => return one.rounded(other, Rounding::Half),
        Operation::Lower => return Some(if order.is_le() { one } else { other }),
        Operation::Higher => return Some(if order.is_ge() { one } else { other }),
        Operation::FirstDay => return Some(number_of_day(day(one)?.month().first_day())),
        Operation::LastDay => return Some(number_of_day(day(one)?.month().last_day())),
        Operation::Day => return day(one).map(number_of_day),
        Operation::Equal | Operation::Not => order.is_eq(),
        Operation::Unequal => order.is_ne(),
        Operation::Below => order.is_lt(),
        Operation::AtMost => order.is_le(),
        Operation::Above => order.is_gt(),
        Operation::AtLeast => order.is_ge(),
        // The first one decided already, unless the second one is asked.
        Operation::And | Operation::Or => return Some(other),
    };
    Some(Number::truth(holds))
}

fn number_of_day(day: Date) -> Number {
    Number::whole(day.number_of_day())
}

/// The day with a number, if it is in the calendar.
pub(super) fn day(number: Number) -> Option<Date> {
    let number = number.in_parts(1)?;
    let day = Date::from_number(0).plus_days(i32::try_from(number).ok()?);
    (day.number_of_day() == number).then_some(day)
}
