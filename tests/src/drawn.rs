//! Questions drawn at random for any calculator, near its boundaries more often than not.
//!
//! The same seed draws the same questions, so that a failure can be asked again.

use std::collections::BTreeMap;

use policy::{
    Answers, Calculator, Date, Hundredths, Money, PolicyValues,
    calculator::{EXAMPLE_DAY, Field, FieldKind},
    money::Sign,
    values::{Amount, Tier},
};

/// A question as it is typed.
#[derive(Clone, Debug)]
pub struct Question {
    /// Names of fields and what is typed for them.
    pub given: Vec<(String, String)>,
    /// The day as of which it is asked.
    pub as_of: Date,
}

impl Question {
    /// The answers typed.
    pub fn answers(&self) -> Answers {
        self.given.iter().cloned().collect()
    }
}

/// Draws questions for one calculator.
pub struct Drawing<'a> {
    calculator: &'a dyn Calculator,
    random: fastrand::Rng,
    amounts: Vec<Amount>,
    days: Vec<Date>,
    /// What a declared calculator is said to turn at, by field.
    boundaries: BTreeMap<String, Vec<String>>,
}

impl<'a> Drawing<'a> {
    /// The questions that follow from a seed, around the boundaries of the values that the calculator reads.
    pub fn new(calculator: &'a dyn Calculator, values: &PolicyValues, seed: u64) -> Self {
        let mut amounts = Vec::new();
        let mut days = vec![EXAMPLE_DAY];
        for value in values
            .keys_of(calculator)
            .into_iter()
            .filter_map(|key| values.get(key))
        {
            for (place, entry) in value.from.iter().enumerate() {
                days.extend([EXAMPLE_DAY, entry.from, entry.from.plus_days(400)]);
                // Before its first day, a value has no amount, and nothing is decided.
                let is_first_of_all = place == 0 && amounts.is_empty();
                if place > 0 || is_first_of_all {
                    days.extend([entry.from.plus_days(-1), entry.from.plus_days(-60)]);
                }
                let tiers = Tier::ALL.map(Some).into_iter().chain([None]);
                amounts.extend(tiers.filter_map(|tier| entry.amounts.of(tier)).cloned());
            }
        }
        let declared = values.declared(&calculator.description().id);
        let boundaries = declared.map(|declared| declared.boundaries(values, EXAMPLE_DAY));
        Self {
            boundaries: boundaries.into_iter().flatten().collect(),
            calculator,
            random: fastrand::Rng::with_seed(seed),
            amounts,
            days,
        }
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.random.usize(..all.len())].clone())
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(..100) < percent
    }

    fn text(&mut self, field: &Field, today: Date) -> String {
        if self.chance(1) {
            let wrong = [
                "abc",
                "-5",
                "1,00",
                "5.001",
                "2020-02-30",
                "\u{1f9ee} <b>",
                "99999999999999999999",
                "yes no",
            ];
            return self.one_of(&wrong).unwrap_or_default().to_owned();
        }
        if self.chance(if field.required { 1 } else { 35 }) {
            return String::new();
        }
        if self.chance(50)
            && let Some(text) = self.boundaries.get(&*field.name).cloned()
            && let Some(text) = self.one_of(&text)
        {
            return text;
        }
        match &field.kind {
            FieldKind::Choice(choices) => self
                .one_of(choices)
                .map(|choice| choice.value.into_owned())
                .unwrap_or_default(),
            FieldKind::YesNo => if self.random.bool() { "yes" } else { "no" }.to_owned(),
            FieldKind::Money(sign) => self.money(*sign),
            FieldKind::WholeNumber => self.whole_number(),
            FieldKind::Hours => self.hundredths(|amount| match amount {
                Amount::Hours(hours) => Some(*hours),
                _ => None,
            }),
            FieldKind::Percentage => Hundredths::from_hundredths(self.random.i64(0..=10_000)).display(),
            FieldKind::Date => self.day(today).iso(),
            FieldKind::Dates => {
                let days: Vec<String> = (0..self.random.usize(1..16))
                    .map(|_| today.plus_days(-self.random.i32(0..16)).iso())
                    .collect();
                days.join(",")
            }
            FieldKind::Moment => self.moment(today),
            FieldKind::Month => self.day(today).month().iso(),
            FieldKind::Likelihood => self.likelihood(today),
        }
    }

    fn money(&mut self, sign: Sign) -> String {
        let known: Vec<i64> = self
            .amounts
            .iter()
            .filter_map(|amount| match amount {
                Amount::Usd(money) => Some(money.cents()),
                _ => None,
            })
            .chain([0])
            .collect();
        if self.chance(3) {
            return self
                .one_of(&["1,000,000,000,000", "999999999999.99", "60,000m"])
                .unwrap_or_default()
                .to_owned();
        }
        let mut cents = if self.chance(80) {
            self.one_of(&known).unwrap_or_default() + self.random.i64(-1..=1)
        } else {
            self.random.i64(0..5_000_000)
        };
        // What is below zero is mostly refused, and then nothing is decided.
        cents = match sign {
            Sign::Any if self.chance(10) => -cents,
            Sign::NonNegative if !self.chance(2) => cents.abs(),
            _ => cents,
        };
        match Money::from_cents(cents) {
            Some(money) if self.random.bool() => money.display(),
            Some(money) => money.plain(),
            None => cents.to_string(),
        }
    }

    fn whole_number(&mut self) -> String {
        let known: Vec<i64> = self
            .amounts
            .iter()
            .filter_map(|amount| match amount {
                Amount::Count(count) => Some(*count),
                _ => None,
            })
            .chain([0, 1])
            .collect();
        let number = if self.chance(80) {
            self.one_of(&known).unwrap_or_default() + self.random.i64(-1..=1)
        } else {
            self.random.i64(0..3_000)
        };
        if self.chance(2) { number } else { number.abs() }.to_string()
    }

    fn hundredths(&mut self, of: fn(&Amount) -> Option<Hundredths>) -> String {
        let known: Vec<Hundredths> = self.amounts.iter().filter_map(of).collect();
        let number = match self.one_of(&known) {
            Some(known) if self.chance(70) => known.hundredths() + self.random.i64(-1..=1),
            _ => self.random.i64(0..5_000),
        };
        Hundredths::from_hundredths(number).display()
    }

    fn day(&mut self, today: Date) -> Date {
        let month = today.month();
        let near = [
            today,
            today.plus_days(1),
            today.plus_days(-1),
            month.first_day(),
            month.last_day(),
            month.next().first_day(),
            month.next().last_day(),
            month.next().last_day().plus_days(1),
            month.first_day().plus_days(-1),
        ];
        if self.chance(75) {
            self.one_of(&near).unwrap_or(today)
        } else {
            today.plus_days(self.random.i32(-400..400))
        }
    }

    fn moment(&mut self, today: Date) -> String {
        let time = match self.random.u8(..4) {
            0 => "16:59".to_owned(),
            1 => "17:00".to_owned(),
            2 => "17:01".to_owned(),
            _ => format!("{:02}:{:02}", self.random.u8(..24), self.random.u8(..60)),
        };
        format!("{}T{time}", today.plus_days(self.random.i32(-4..4)).iso())
    }

    fn likelihood(&mut self, today: Date) -> String {
        let mut month = today.month();
        let mut chances = Vec::new();
        for _ in 0..self.random.usize(1..4) {
            let percent = self.one_of(&[10, 20, 30, 33, 50]).unwrap_or(10);
            chances.push(format!("{}={percent}", month.iso()));
            month = month.next();
        }
        chances.join(",")
    }
}

/// Questions without end.
impl Iterator for Drawing<'_> {
    type Item = Question;

    fn next(&mut self) -> Option<Question> {
        let days = self.days.clone();
        let as_of = self.one_of(&days).unwrap_or(EXAMPLE_DAY);
        let today = if self.random.bool() {
            EXAMPLE_DAY
        } else {
            EXAMPLE_DAY.plus_days(self.random.i32(-800..800))
        };
        let fields = &self.calculator.description().fields;
        let mut given = Vec::new();
        for field in fields.iter() {
            let text = match &*field.name {
                "today" => today.iso(),
                _ => self.text(field, today),
            };
            given.push((field.name.to_string(), text));
        }
        Some(Question { given, as_of })
    }
}
