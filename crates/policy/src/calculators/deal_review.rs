//! Whether an opportunity needs an Opportunity Consult, a Lightweight Deal Review, or neither.
//!
//! Owns the rule that the iACV decides, for the lightweight review together with the forecast month, and the reading that
//! the consult stands in for it.

use alloc::borrow::Cow;

use super::fields::{SEGMENT, TODAY, fixed, iacv, on_the_page, optional, required};
use crate::{
    InputError, Money,
    calculator::{AnswerValue, Case, Default, Description, Field, FieldKind, Inputs, Rule},
};

static FIELDS: [Field; 5] = [
    SEGMENT,
    iacv(fixed("6000")),
    optional(required(
        "close-date",
        "Close date",
        "The close date of the opportunity, such as 2020-04-30; or give the month instead.",
        FieldKind::Date,
        Default::FromNow(|now| now.date.month().last_day().iso()),
    )),
    optional(required(
        "month",
        "Forecast month",
        "The month in which it is forecast to close, such as 2020-04, when there is no close date.",
        FieldKind::Month,
        Default::None,
    )),
    TODAY,
];

const CONSULT: &str = "deal-review.consult";
const REVIEW: &str = "deal-review.lightweight";

static VALUES: [Cow<'static, str>; 2] = [Cow::Borrowed(CONSULT), Cow::Borrowed(REVIEW)];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("deal-review"),
    title: on_the_page("Which review does this deal need?"),
    summary: on_the_page(
        "Decides from the segment, the iACV and the forecast close whether an Opportunity Consult or a Lightweight Deal Review is due.",
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

/// How the forecast month lies to today's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Timing {
    PastDue,
    ThisMonth,
    NextMonth,
    Later,
}

fn decide(case: &mut Case<'_>) {
    let consult = case.money_value(CONSULT);
    let review = case.money_value(REVIEW);
    let compared_with_consult = case.comparison(CONSULT);
    let compared_with_review = case.comparison(REVIEW);
    let inputs = &case.inputs;
    let by_day = inputs.given("close-date");
    let close_date = inputs.date("close-date");
    let close = if by_day {
        close_date.month()
    } else {
        inputs.month("month")
    };
    let today = inputs.date("today");
    let iacv = inputs.money("iacv");

    let this = today.month();
    let timing = if close < this {
        Timing::PastDue
    } else if close == this {
        Timing::ThisMonth
    } else if close == this.next() {
        Timing::NextMonth
    } else {
        Timing::Later
    };
    let to_consult = iacv.cmp(&consult);
    let to_review = iacv.cmp(&review);
    let needs_consult = compared_with_consult.holds(to_consult);
    let reaches_review = compared_with_review.holds(to_review);
    let past_due = timing == Timing::PastDue;

    case.fact("close", &close);
    case.fact("this", &this);
    case.fact("following", &this.next());
    case.fact("consult-position", &compared_with_consult.position(to_consult));
    case.fact("review-position", &compared_with_review.position(to_review));
    case.figure("consult_threshold", AnswerValue::Money(consult));
    case.figure("review_threshold", AnswerValue::Money(review));
    case.figure("past_due", AnswerValue::Flag(past_due));
    case.because("{iacv} iACV is {consult-position} the {consult_threshold} Opportunity Consult threshold for {segment}.");
    if needs_consult {
        case.conclude("opportunity-consult", "An Opportunity Consult is needed: {why}");
        case.fact("comparison", &compared_with_review.words());
        case.step("It stands in for the Lightweight Deal Review, due {comparison} {review_threshold}, whatever the close month.");
        case.then("Set up the Opportunity Consult.");
    } else {
        case.because(
            "{iacv} iACV is {review-position} the {review_threshold} Lightweight Deal Review threshold for {segment}.",
        );
        if iacv < Money::ZERO {
            case.step("An iACV below zero meets no threshold.");
        }
        if reaches_review {
            case.fact("expected", &close.previous().first_day());
            decide_by_month(timing, case);
        } else {
            case.conclude("none", "No review is needed: {why}");
            case.then("Decide again when the iACV changes.");
        }
    }
    if past_due {
        case.warn("The forecast month {close} is past due: it lies before this month, {this}.");
        case.then("Move the close date to the month that is now most likely, and decide again.");
    } else if by_day && close_date < today {
        case.warn("The close date {close-date} lies before today; check it against the conventions.");
    }
    case.used(CONSULT);
    case.used(REVIEW);
    if needs_consult {
        case.read(CONSULT);
    } else if reaches_review {
        case.read(REVIEW);
    }
}

/// The forecast month is told by the close date or by itself; exactly one of them is taken.
fn check(inputs: &Inputs<'_>, field: &str) -> Option<InputError> {
    let message = match (field, inputs.given("close-date"), inputs.given("month")) {
        ("close-date", false, false) => {
            "Type the close date, such as 2020-04-30, or the forecast month in its own field."
        }
        ("month", true, true) => "Leave this empty, or the close date: only one of them is taken.",
        _ => return None,
    };
    Some(InputError::new(message))
}

/// Decides on the lightweight review that the iACV asks for.
fn decide_by_month(timing: Timing, case: &mut Case<'_>) {
    let (verdict, sentence, step, next) = match timing {
        Timing::PastDue => (
            "none",
            "No Lightweight Deal Review applies while the forecast month {close} is past due: {why}",
            "{close} lies before this month, {this}, and meets no Lightweight Deal Review.",
            "",
        ),
        Timing::ThisMonth => (
            "lightweight-deal-review",
            "A Lightweight Deal Review is needed for {close}, this month: {why}",
            "{close} is this month.",
            "Hold the Lightweight Deal Review before the opportunity closes.",
        ),
        Timing::NextMonth => (
            "lightweight-deal-review",
            "A Lightweight Deal Review is needed for {close}, next month: {why}",
            "{close} is next month; this month is {this}.",
            "Hold the Lightweight Deal Review before the opportunity closes.",
        ),
        Timing::Later => (
            "none",
            "No review is needed yet, since {close} is later than next month: {why}",
            "{close} is later than next month, {following}.",
            "Expect a Lightweight Deal Review from {expected}, when {close} is next month.",
        ),
    };
    case.conclude(verdict, sentence);
    case.step(step);
    if !next.is_empty() {
        case.then(next);
    }
}
