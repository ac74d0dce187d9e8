//! Whether the pipeline committed for an event carries what the event costs.
//!
//! Owns the arithmetic from spend to the pipeline that it takes, and the readings of how often the multiple is asked for
//! and of the events that are too short for it. Every quotient is rounded up.

mod wording;

use alloc::{borrow::Cow, vec::Vec};

use super::fields::{optional, required};
use crate::{
    Answers, Calculator, Date, FieldError, Hundredths, Money, PolicyValues,
    calculator::{Answer, Default, Description, Field, FieldKind, Held, Inputs, Lookup, Threshold},
    money::Sign,
};

/// `event-roi`.
pub(super) struct EventRoi;

const SPEND: FieldKind = FieldKind::Money(Sign::NonNegative);

static FIELDS: [Field; 9] = [
    required(
        "travel",
        "Travel",
        "All that you will spend on travel.",
        SPEND,
        Default::Fixed("600"),
    ),
    required(
        "lodging",
        "Food and lodging",
        "All that you will spend on your own food and lodging.",
        SPEND,
        Default::Fixed("400"),
    ),
    required(
        "meal-cost",
        "Cost of a customer meal",
        "What one meal costs for one customer.",
        SPEND,
        Default::Fixed("50"),
    ),
    required(
        "customers",
        "Customers",
        "How many customers you take to a meal.",
        FieldKind::WholeNumber,
        Default::Fixed("4"),
    ),
    required(
        "meals",
        "Meals",
        "How many times you take them.",
        FieldKind::WholeNumber,
        Default::Fixed("1"),
    ),
    required(
        "business-hours",
        "Business hours away",
        "Working hours in which you are away from selling, such as 8 or 7.5.",
        FieldKind::Hours,
        Default::Fixed("16"),
    ),
    optional(required(
        "personal-hours",
        "Personal hours away",
        "Hours of your own time; they are shown and not priced.",
        FieldKind::Hours,
        Default::Fixed("0"),
    )),
    required(
        "committed",
        "Pipeline committed",
        "The pipeline iACV that is already booked for the event.",
        SPEND,
        Default::Fixed("10000"),
    ),
    optional(required(
        "average-opportunity",
        "Average iACV of an opportunity",
        "To see how many opportunities it takes; may stay empty.",
        SPEND,
        Default::Fixed("6000"),
    )),
];

static VALUES: [Cow<'static, str>; 4] = [
    Cow::Borrowed("event.multiple"),
    Cow::Borrowed("event.hours"),
    Cow::Borrowed("event.break-even"),
    Cow::Borrowed("event.close-rate"),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("event-roi"),
    title: Cow::Borrowed("Does this event pay?"),
    summary: Cow::Borrowed(
        "Works out what an event costs, the pipeline that it has to bring, and what is missing of it.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
};

impl Calculator for EventRoi {
    fn description(&self) -> &Description {
        &DESCRIPTION
    }

    fn evaluate(
        &self,
        values: &PolicyValues,
        answers: &Answers,
        as_of: Date,
    ) -> Result<Answer, Vec<FieldError>> {
        let mut inputs = Inputs::read(&DESCRIPTION, answers);
        let mut lookup = Lookup::new(values, as_of);
        let rules = Rules::look_up(&mut lookup);
        let average = inputs.money("average-opportunity");
        if average == Some(Money::ZERO) {
            inputs.refuse(
                "average-opportunity",
                "Type an average above zero, or leave this empty.",
            );
        }
        let event = Event::read(&inputs);
        let figures = event
            .as_ref()
            .zip(rules.as_ref())
            .map(|(event, rules)| event.figures(rules));
        if let Some(Err(field)) = figures {
            inputs.refuse(
                field,
                "Type a smaller figure: what follows from this one goes beyond one trillion dollars.",
            );
        }
        let gathered = event.zip(rules).zip(figures.and_then(Result::ok));
        let ((event, rules), figures) = inputs.complete(&mut lookup, gathered)?;
        Ok(event.answer(&rules, &figures, average))
    }
}

/// The values that an event is measured by.
struct Rules<'a> {
    hours: Threshold<'a, Hundredths>,
    multiple: Held<'a, Hundredths>,
    break_even: Held<'a, Hundredths>,
    close_rate: Held<'a, Hundredths>,
}

/// What is known of the event.
struct Event {
    travel: Money,
    lodging: Money,
    meal_cost: Money,
    customers: i64,
    meals: i64,
    business_hours: Hundredths,
    personal_hours: Option<Hundredths>,
    committed: Money,
}

/// What follows from it.
#[derive(Clone, Copy)]
struct Figures {
    customer_meals: Money,
    spend: Money,
    multiple: Hundredths,
    closed: Money,
    pipeline: Money,
    gap: Money,
}

impl<'a> Rules<'a> {
    fn look_up(lookup: &mut Lookup<'a>) -> Option<Self> {
        let hours = lookup.hours_threshold("event.hours");
        let multiple = lookup.multiple("event.multiple");
        let break_even = lookup.multiple("event.break-even");
        let close_rate = lookup.percent("event.close-rate");
        let close_rate = close_rate.filter(|rate| {
            let positive = rate.amount > Hundredths::ZERO;
            if !positive {
                lookup.refuse(
                    "The value event.close-rate has to be above 0% to say how much pipeline is needed.",
                    &[],
                );
            }
            positive
        });
        let ((hours, multiple), (break_even, close_rate)) =
            hours.zip(multiple).zip(break_even.zip(close_rate))?;
        Some(Self {
            hours,
            multiple,
            break_even,
            close_rate,
        })
    }

    /// The return that is asked for after so many hours away.
    fn multiple_for(&self, hours: Hundredths) -> &Held<'a, Hundredths> {
        if self.hours.met_by(&hours) {
            &self.multiple
        } else {
            &self.break_even
        }
    }
}

impl Event {
    fn read(inputs: &Inputs<'_>) -> Option<Self> {
        Some(Self {
            travel: inputs.money("travel")?,
            lodging: inputs.money("lodging")?,
            meal_cost: inputs.money("meal-cost")?,
            customers: inputs.count("customers")?,
            meals: inputs.count("meals")?,
            business_hours: inputs.hours("business-hours")?,
            personal_hours: inputs.hours("personal-hours"),
            committed: inputs.money("committed")?,
        })
    }

    /// The figures, or the field that makes them too large.
    fn figures(&self, rules: &Rules<'_>) -> Result<Figures, &'static str> {
        let customer_meals = self
            .customers
            .checked_mul(self.meals)
            .and_then(|times| self.meal_cost.checked_times(times))
            .ok_or(self.largest_of_the_meals())?;
        let multiple = rules.multiple_for(self.business_hours).amount;
        self.travel
            .checked_add(self.lodging)
            .and_then(|spend| spend.checked_add(customer_meals))
            .and_then(|spend| {
                let closed = spend.checked_multiple(multiple)?;
                let pipeline = closed.checked_whole_of(rules.close_rate.amount)?;
                let gap = pipeline.checked_sub(self.committed)?.max(Money::ZERO);
                Some(Figures {
                    customer_meals,
                    spend,
                    multiple,
                    closed,
                    pipeline,
                    gap,
                })
            })
            .ok_or(if self.travel >= self.lodging.max(customer_meals) {
                "travel"
            } else if self.lodging >= customer_meals {
                "lodging"
            } else {
                self.largest_of_the_meals()
            })
    }

    fn largest_of_the_meals(&self) -> &'static str {
        let dollars = self.meal_cost.cents() / 100;
        if dollars >= self.customers.max(self.meals) {
            "meal-cost"
        } else if self.customers >= self.meals {
            "customers"
        } else {
            "meals"
        }
    }
}
