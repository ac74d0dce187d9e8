//! Which close date an opportunity carries, and by which of the three conventions.
//!
//! Owns the choice between them and the readings of ties and of signing days that have passed. Which way a tie goes and
//! on which day of the week an unsigned quote is pushed to are values of the policy, read by their words.

mod likely;
mod push;

use alloc::borrow::Cow;

use self::{likely::Likely, push::push};
use super::fields::{
    COMPELLING_EVENT, LIKELIHOOD, LIKELY_MONTH, QUOTE_OUT, RENEWAL, SIGNING_DAY, TODAY, TYPE, on_the_page,
};
use crate::{
    Date, InputError, Month,
    calculator::{AnswerValue, Case, Description, Field, Inputs, Rule},
    date::{OnWeekday, Weekday},
};

static FIELDS: [Field; 7] = [
    TYPE,
    TODAY,
    LIKELIHOOD,
    LIKELY_MONTH,
    COMPELLING_EVENT,
    QUOTE_OUT,
    SIGNING_DAY,
];

const WINDOW: &str = "close-date.window";
const TIE: &str = "close-date.tie";
const PUSH: &str = "close-date.push";

static VALUES: [Cow<'static, str>; 3] = [Cow::Borrowed(WINDOW), Cow::Borrowed(TIE), Cow::Borrowed(PUSH)];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("close-date"),
    title: on_the_page("Which close date does this opportunity carry?"),
    summary: on_the_page(
        "Decides from the most likely month, the compelling event and the quote which of the three close dates to set.",
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

/// What fields have to be beside each other: one of the two ways to the month, or the signing day where that decides.
fn check(inputs: &Inputs<'_>, field: &str) -> Option<InputError> {
    let by_signing = is_by_signing(inputs);
    let is_past = || Likely::read(inputs, true).month < inputs.date("today").month();
    let message = match field {
        "month" if inputs.given(field) && inputs.given("likelihood") => {
            "Leave this empty, or the likelihood by month: only one of them is taken."
        }
        "likelihood" | "month" if inputs.given(field) && is_past() => {
            "Type this month or a later one: the most likely month cannot lie in the past."
        }
        "likelihood" if !by_signing && !inputs.given(field) && !inputs.given("month") => {
            "Type a percentage for each month, such as 2020-04=90,2020-05=10, or the one most likely month in its own field."
        }
        "signing-day" if by_signing && !inputs.given(field) => {
            "Type the expected signing day, such as 2020-04-30: a quote that is out and every renewal need it."
        }
        _ => return None,
    };
    Some(InputError::new(message))
}

fn is_by_signing(inputs: &Inputs<'_>) -> bool {
    inputs.is_yes("quote-out") || inputs.choice("type") == RENEWAL
}

fn decide(case: &mut Case<'_>) {
    let window = case.count_value(WINDOW);
    let tie = case.text_value(TIE);
    let push = case.text_value(PUSH);
    let push_day = Weekday::parse(push).unwrap_or_else(|| {
        case.refuse_kind(PUSH);
        Weekday::MONDAY
    });
    let inputs = &case.inputs;
    let likely = Likely::read(inputs, tie == "later");
    let signing_day = inputs.date("signing-day");
    let compelling_event = inputs.is_yes("compelling-event");
    let by_signing = is_by_signing(inputs);
    let today = inputs.date("today");

    case.fact("this", &today.month());
    case.fact("weekday", &push);
    case.fact("word", &tie);
    case.fact("window", &window);
    case.fact("likely", &likely.month);
    if by_signing {
        let date = decide_by_signing(push_day, today, signing_day, case);
        if likely.given && !likely.tied && likely.month != date.month() {
            case.fact("date-month", &date.month());
            case.warn("The most likely month is given as {likely}, but the close date is in {date-month}; see which is right.");
        }
    } else {
        likely.explain(case);
        decide_by_month(likely.month, compelling_event, case);
        if case.inputs.given("signing-day") {
            case.warn("The signing day is not taken into account: no quote is out for signature.");
        }
    }
    case.then("Keep the iACV at your best estimate for that date.");
    // All three conventions stand in one section, also where none of its values was used.
    case.cited(WINDOW);
}

fn decide_by_signing(push_day: Weekday, today: Date, signing_day: Date, case: &mut Case<'_>) -> Date {
    let passed = today > signing_day;
    case.step(if case.inputs.is_yes("quote-out") {
        "The quote is out for signature, so the close date is the actual day."
    } else {
        "It is a renewal, and renewals take the actual day."
    });
    case.fact("signing-weekday", &OnWeekday(signing_day));
    case.step("The customer is expected to sign on {signing-weekday}.");
    let date = if passed {
        push(push_day, today, signing_day, case)
    } else {
        signing_day
    };
    case.figure("date", AnswerValue::Date(date));
    case.figure("past_due", AnswerValue::Flag(passed));
    if passed {
        case.conclude(
            "actual-day",
            "Set the close date to {date}, a {weekday}: the signing day {signing-day} has passed unsigned, so it is past due.",
        );
        case.then("Set the close date to {date}, and ask the customer when they will sign.");
    } else {
        case.conclude(
            "actual-day",
            "Set the close date to {date}, the day on which the customer is expected to sign.",
        );
        case.then("Set the close date to {date}.");
        case.then("Follow up for the signature.");
    }
    date
}

fn decide_by_month(month: Month, compelling_event: bool, case: &mut Case<'_>) {
    let last = month.last_day();
    let following = month.next();
    case.fact("last", &last);
    let date = if compelling_event {
        last
    } else {
        following.first_day()
    };
    case.figure("date", AnswerValue::Date(date));
    case.figure("past_due", AnswerValue::Flag(false));
    case.then("Set the close date to {date}.");
    if compelling_event {
        case.conclude(
            "last-day-of-month",
            "Set the close date to {date}, the last day of the most likely month, because a compelling event is defined.",
        );
        case.step("A compelling event is defined, so the close date is the last day of that month, {date}.");
        case.then("Write the compelling event down in the opportunity.");
    } else {
        case.figure("window_from", AnswerValue::Date(month.first_day()));
        case.figure("window_to", AnswerValue::Date(following.last_day()));
        case.conclude(
            "first-of-next-month",
            "Set the close date to {date}, the first day of the month after the most likely one, because no compelling event is defined yet.",
        );
        case.step("No compelling event is defined, and no quote is out for signature.");
        case.step("So the close date is the first day of the following month, {date}: the one exception to keeping it in the most likely month.");
        case.step("It carries a window of roughly {window} days, from {window_from} to {window_to}.");
        case.then("Make a plan to find a compelling event.");
        case.then("Then move the close date to the last day of the month, {last} if it is still {likely}.");
        case.used(WINDOW);
        case.read(WINDOW);
    }
}
