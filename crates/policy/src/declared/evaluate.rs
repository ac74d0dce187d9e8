//! The numbers of one evaluation.
//!
//! Owns how terms come to numbers: a result is worked out when it is first needed, and the values of the policy that were
//! needed on the way are remembered in that order. It knows the inputs as numbers only and says nothing.

use alloc::vec::Vec;

use super::{
    Declared,
    number::{Number, Rounding},
    program::{Operation, Term},
};
use crate::{
    Date, PolicyValues,
    calculator::FieldKind,
    values::{Amount, Tier},
};

/// What the terms come to for some inputs.
pub(super) struct Evaluation<'a> {
    declared: &'a Declared,
    amounts: &'a Amounts,
    pub(super) inputs: Vec<Number>,
    results: Vec<Option<Number>>,
    /// The values that were needed, by their place, in the order of first use.
    pub(super) used: Vec<usize>,
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

/// The amounts of the values that a calculator reads, on a day: for all, for SMB and for Mid-Market.
pub(super) struct Amounts(Vec<[Option<Number>; 3]>);

impl Amounts {
    pub(super) fn on(declared: &Declared, values: &PolicyValues, as_of: Date) -> Self {
        let mut amounts = Vec::new();
        for key in declared.description.values.iter() {
            let mut by_tier = [None; 3];
            if let Some(value) = values.get(key) {
                for (place, tier) in by_tier
                    .iter_mut()
                    .zip([None, Some(Tier::Smb), Some(Tier::MidMarket)])
                {
                    *place = value.amount(as_of, tier).ok().and_then(number_of);
                }
            }
            amounts.push(by_tier);
        }
        Self(amounts)
    }

    fn of(&self, value: usize, tier: Option<Tier>) -> Option<Number> {
        let [all, smb, mid_market] = *self.0.get(value)?;
        match tier {
            None => all,
            Some(Tier::Smb) => smb,
            Some(Tier::MidMarket) => mid_market,
        }
    }
}

/// An amount as a number: money in dollars, a share as a part of one.
pub(super) fn number_of(amount: &Amount) -> Option<Number> {
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
    pub(super) fn new(declared: &'a Declared, amounts: &'a Amounts, inputs: Vec<Number>) -> Self {
        let mut evaluation = Self {
            declared,
            amounts,
            inputs,
            results: Vec::new(),
            used: Vec::new(),
        };
        evaluation.forget();
        evaluation
    }

    /// Forgets what was worked out and what was used.
    pub(super) fn forget(&mut self) {
        self.used.clear();
        self.results.clear();
        self.results.resize(self.declared.program.results.len(), None);
    }

    /// Whether a result was needed.
    pub(super) fn needed(&self, result: usize) -> bool {
        self.results.get(result).is_some_and(Option::is_some)
    }

    /// The tier that the field `segment` names.
    pub(super) fn tier(&self) -> Option<Tier> {
        let fields = &self.declared.description.fields;
        let place = fields.iter().position(|field| field.name == "segment")?;
        let FieldKind::Choice(choices) = &fields.get(place)?.kind else {
            return None;
        };
        let (choice, _) = self.inputs.get(place)?.parts();
        Tier::parse(&choices.get(choice as usize)?.value)
    }

    /// All amounts of a value on the day.
    pub(super) fn amounts_of(&self, value: usize) -> impl Iterator<Item = Number> {
        let amounts = self.amounts.0.get(value).copied().unwrap_or_default();
        amounts.into_iter().flatten()
    }

    /// Notes the use of a value.
    pub(super) fn note(&mut self, value: usize) {
        if !self.used.contains(&value) {
            self.used.push(value);
        }
    }

    /// The place of the row that fits, the first one where several do.
    pub(super) fn row(&mut self) -> Result<Option<usize>, Stop<'a>> {
        for row in 0..self.declared.program.rows.len() {
            if self.unmet(row)?.is_none() {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The place of the first condition of a row that does not hold.
    pub(super) fn unmet(&mut self, row: usize) -> Result<Option<usize>, Stop<'a>> {
        let declared = self.declared;
        let conditions = declared
            .program
            .rows
            .get(row)
            .map_or(&[][..], |row| &row.conditions);
        for (place, condition) in conditions.iter().enumerate() {
            if self.number(&condition.term)? == Number::ZERO {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    pub(super) fn result(&mut self, place: usize) -> Result<Number, Stop<'a>> {
        if let Some(Some(known)) = self.results.get(place) {
            return Ok(*known);
        }
        let declared = self.declared;
        let Some(step) = declared.program.results.get(place) else {
            return Ok(Number::ZERO);
        };
        let number = self.number(&step.term)?;
        if let Some(result) = self.results.get_mut(place) {
            *result = Some(number);
        }
        Ok(number)
    }

    pub(super) fn number(&mut self, term: &'a Term) -> Result<Number, Stop<'a>> {
        let (operation, terms) = match term {
            Term::Number(number) => return Ok(*number),
            Term::Field(field) => return Ok(self.inputs.get(*field).copied().unwrap_or(Number::ZERO)),
            Term::Result(result) => return self.result(*result),
            Term::Value(value, fixed) => {
                self.note(*value);
                let tier = fixed.or_else(|| self.tier());
                let amount = self.amounts.of(*value, tier);
                return amount.ok_or(Stop::Missing(*value, tier));
            }
            Term::Apply(operation, terms) => (*operation, &**terms),
        };
        let one = self.number(&terms.0)?;
        if (operation == Operation::And && one == Number::ZERO)
            || (operation == Operation::Or && one != Number::ZERO)
        {
            return Ok(one);
        }
        let other = self.number(&terms.1)?;
        if operation == Operation::Divided && other == Number::ZERO {
            return Err(Stop::Zero(&terms.1));
        }
        apply(operation, one, other).ok_or(Stop::Large(term))
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
