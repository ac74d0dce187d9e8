//! Whether the pipeline committed for an event carries what the event costs.
//!
//! Owns the arithmetic from spend to the pipeline that it takes, and the readings of how often the multiple is asked for
//! and of the events that are too short for it. Every quotient is rounded up.

mod wording;

use alloc::borrow::Cow;

use self::wording::{count_opportunities, explain};
use super::fields::{fixed, on_the_page, optional, required, zero_unsaid};
use crate::{
    Hundredths, InputError, Money,
    calculator::{AnswerValue, Case, Description, Field, FieldKind, Inputs, Rule},
    money::Sign,
};

const SPEND: FieldKind = FieldKind::Money(Sign::NonNegative);

static FIELDS: [Field; 9] = [
    required(
        "travel",
        "Travel",
        "All that you will spend on travel.",
        SPEND,
        fixed("600"),
    ),
    zero_unsaid(required(
        "lodging",
        "Food and lodging",
        "All that you will spend on your own food and lodging.",
        SPEND,
        fixed("400"),
    )),
    zero_unsaid(required(
        "meal-cost",
        "Cost of a customer meal",
        "What one meal costs for one customer.",
        SPEND,
        fixed("50"),
    )),
    zero_unsaid(required(
        "customers",
        "Customers",
        "How many customers you take to a meal.",
        FieldKind::WholeNumber,
        fixed("4"),
    )),
    zero_unsaid(required(
        "meals",
        "Meals",
        "How many times you take them.",
        FieldKind::WholeNumber,
        fixed("1"),
    )),
    required(
        "business-hours",
        "Business hours away",
        "Working hours in which you are away from selling, such as 8 or 7.5.",
        FieldKind::Hours,
        fixed("16"),
    ),
    optional(required(
        "personal-hours",
        "Personal hours away",
        "Hours of your own time; they are shown and not priced.",
        FieldKind::Hours,
        fixed("0"),
    )),
    zero_unsaid(required(
        "committed",
        "Pipeline committed",
        "The pipeline iACV that is already booked for the event.",
        SPEND,
        fixed("10000"),
    )),
    optional(required(
        "average-opportunity",
        "Average iACV of an opportunity",
        "To see how many opportunities it takes; may stay empty.",
        SPEND,
        fixed("6000"),
    )),
];

const HOURS: &str = "event.hours";
const MULTIPLE: &str = "event.multiple";
const BREAK_EVEN: &str = "event.break-even";
const CLOSE_RATE: &str = "event.close-rate";

static VALUES: [Cow<'static, str>; 4] = [
    Cow::Borrowed(MULTIPLE),
    Cow::Borrowed(HOURS),
    Cow::Borrowed(BREAK_EVEN),
    Cow::Borrowed(CLOSE_RATE),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("event-roi"),
    title: on_the_page("Does this event pay?"),
    summary: on_the_page(
        "Works out what an event costs, the pipeline that it has to bring, and what is missing of it.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
    calls: Cow::Borrowed(&[]),
};

pub(super) static RULE: Rule = Rule {
    description: &DESCRIPTION,
    check,
    decide,
};

/// What is known of the event.
struct Event {
    travel: Money,
    lodging: Money,
    meal_cost: Money,
    customers: i64,
    meals: i64,
    committed: Money,
}

/// What follows from it.
struct Figures {
    customer_meals: Money,
    spend: Money,
    closed: Money,
    pipeline: Money,
    gap: Money,
}

const TOO_LARGE: InputError =
    InputError::new("Type a smaller figure: this one leads beyond one trillion dollars.");

fn check(inputs: &Inputs<'_>, field: &str) -> Option<InputError> {
    let nothing = field == "average-opportunity" && inputs.given(field) && inputs.money(field) == Money::ZERO;
    nothing.then_some(InputError::new(
        "Type an average above zero, or leave this empty.",
    ))
}

fn decide(case: &mut Case<'_>) {
    let limit = case.number_value(HOURS);
    let comparison = case.comparison(HOURS);
    let multiple = case.number_value(MULTIPLE);
    let break_even = case.number_value(BREAK_EVEN);
    let rate = case.number_value(CLOSE_RATE);
    if rate == Hundredths::ZERO {
        case.refuse_kind(CLOSE_RATE);
    }
    let inputs = &case.inputs;
    let average = inputs.money("average-opportunity");
    let hours = inputs.hours("business-hours");
    let event = Event {
        travel: inputs.money("travel"),
        lodging: inputs.money("lodging"),
        meal_cost: inputs.money("meal-cost"),
        customers: inputs.count("customers"),
        meals: inputs.count("meals"),
        committed: inputs.money("committed"),
    };

    let order = hours.cmp(&limit);
    let long = comparison.holds(order);
    let (multiple, multiple_key) = if long {
        (multiple, MULTIPLE)
    } else {
        (break_even, BREAK_EVEN)
    };
    let figures = match event.figures(multiple, rate) {
        Ok(figures) => figures,
        Err(field) => return case.refuse_input(field, TOO_LARGE),
    };

    case.fact("customer-meals", &figures.customer_meals);
    case.fact("position", &comparison.position(order));
    case.fact("hours", &limit);
    case.fact("rate", &rate);
    case.figure("total_spend", AnswerValue::Money(figures.spend));
    case.figure("return_multiple", AnswerValue::Multiple(multiple));
    case.figure("closed_needed", AnswerValue::Money(figures.closed));
    case.figure("pipeline_needed", AnswerValue::Money(figures.pipeline));
    case.figure("pipeline_gap", AnswerValue::Money(figures.gap));
    explain(long, &figures, rate, case);
    if average > Money::ZERO {
        count_opportunities(figures.pipeline, average, case);
    }
    if case.inputs.given("personal-hours") {
        case.step("Personal hours away: {personal-hours}, shown and not priced.");
    }
    for key in [HOURS, multiple_key, CLOSE_RATE] {
        case.used(key);
        case.read(key);
    }
}

impl Event {
    /// The figures, or the field that makes them too large.
    fn figures(&self, multiple: Hundredths, rate: Hundredths) -> Result<Figures, &'static str> {
        let customer_meals = self.customer_meals().ok_or(self.largest_of_the_meals())?;
        self.add_up(customer_meals, multiple, rate).ok_or(
            if self.travel >= self.lodging.max(customer_meals) {
                "travel"
            } else if self.lodging >= customer_meals {
                "lodging"
            } else {
                self.largest_of_the_meals()
            },
        )
    }

    fn customer_meals(&self) -> Option<Money> {
        self.meal_cost
            .checked_times(self.customers.checked_mul(self.meals)?)
    }

    fn add_up(&self, customer_meals: Money, multiple: Hundredths, rate: Hundredths) -> Option<Figures> {
        let spend = self
            .travel
            .checked_add(self.lodging)?
            .checked_add(customer_meals)?;
        let closed = spend.checked_multiple(multiple)?;
        let pipeline = closed.checked_whole_of(rate)?;
        let gap = pipeline.checked_sub(self.committed)?.max(Money::ZERO);
        Some(Figures {
            customer_meals,
            spend,
            closed,
            pipeline,
            gap,
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
