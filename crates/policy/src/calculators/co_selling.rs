//! Whether an Area Sales Manager joins enough sales calls.
//!
//! Owns the rolling window: the days up to today, today included, and among all windows the one with the most calls. The
//! current window decides.

use alloc::borrow::Cow;
use core::cmp::Ordering;

use super::fields::{TODAY, on_the_page, optional, required};
use crate::{
    Date, InputError,
    calculator::{AnswerValue, Case, Default, Description, Field, FieldKind, Inputs, Rule},
    text::join,
    values::Comparison,
};

static FIELDS: [Field; 2] = [
    optional(required(
        "calls",
        "Days of the calls",
        "The day of each co-selling call, parted by commas, such as 2020-04-20,2020-04-23; a day with two calls twice.",
        FieldKind::Dates,
        Default::FromNow(|now| {
            let ago = |days: i32| now.date.plus_days(-days).iso();
            join(&[
                &ago(9),
                ",",
                &ago(6),
                ",",
                &ago(3),
                ",",
                &ago(3),
                ",",
                &ago(2),
                ",",
                &ago(1),
            ])
        }),
    )),
    TODAY,
];

const DAYS: &str = "co-selling.days";
const MINIMUM: &str = "co-selling.minimum";
const TARGET: &str = "co-selling.target-from";
const TARGET_TO: &str = "co-selling.target-to";

static VALUES: [Cow<'static, str>; 4] = [
    Cow::Borrowed(DAYS),
    Cow::Borrowed(MINIMUM),
    Cow::Borrowed(TARGET),
    Cow::Borrowed(TARGET_TO),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("co-selling"),
    title: on_the_page("Are these enough co-selling calls?"),
    summary: on_the_page(
        "Counts the calls of the days up to today, and decides whether they reach the minimum and the target.",
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

/// A call counts once it was held.
fn check(inputs: &Inputs<'_>, field: &str) -> Option<InputError> {
    let today = inputs.date("today");
    let is_ahead =
        field == "calls" && inputs.is_read("today") && inputs.dates().iter().any(|day| *day > today);
    is_ahead.then_some(InputError::new(
        "Type only days up to today; a call counts once it was held.",
    ))
}

/// The days of one rolling window, both ends included.
#[derive(Clone, Copy)]
struct Window {
    from: Date,
    to: Date,
}

impl Window {
    fn ending(to: Date, days: i64) -> Self {
        Self {
            from: days_later(to, 1 - days),
            to,
        }
    }

    fn count(self, calls: &[Date]) -> i64 {
        let within = |day: &&Date| self.from <= **day && **day <= self.to;
        calls.iter().filter(within).count() as i64
    }
}

fn days_later(date: Date, days: i64) -> Date {
    date.plus_days(days.clamp(-MOST_DAYS, MOST_DAYS) as i32)
}

/// More days than the calendar has.
const MOST_DAYS: i64 = 4_000_000;

fn decide(case: &mut Case<'_>) {
    let days = case.count_value(DAYS);
    let minimum = case.count_value(MINIMUM);
    let target = case.count_value(TARGET);
    let target_to = case.count_value(TARGET_TO);
    let compared_with_minimum = case.comparison(MINIMUM);
    let compared_with_target = case.comparison(TARGET);
    if days < 1 {
        case.refuse_kind(DAYS);
    }
    let calls = case.inputs.dates();
    let current = Window::ending(case.inputs.date("today"), days);
    let count = current.count(calls);
    let best = best_window(calls, days);
    let oldest = calls.iter().copied().filter(|day| *day >= current.from).min();
    let to_minimum = count.cmp(&minimum);
    let to_target = count.cmp(&target);
    let meets_minimum = compared_with_minimum.holds(to_minimum);
    let meets_target = compared_with_target.holds(to_target);
    let missing =
        |mark: i64, comparison: Comparison| mark - count + i64::from(!comparison.holds(Ordering::Equal));

    case.fact("days", &days);
    case.fact("minimum", &minimum);
    case.fact("target", &target);
    case.fact("target-to", &target_to);
    case.fact("from", &current.from);
    case.fact("position", &compared_with_minimum.position(to_minimum));
    case.fact("target-position", &compared_with_target.position(to_target));
    case.figure("calls_in_window", AnswerValue::Count(count));
    case.step("The window is the {days} days from {from} to {today}, today included.");
    case.because(
        "Calls in the {days} days up to {today}: {calls_in_window}, {position} the minimum of {minimum}.",
    );
    case.step("The aim is {target} to {target-to} calls; {calls_in_window} is {target-position} {target}.");
    if let Some((window, best)) = best {
        case.fact("best", &best);
        case.fact("best-from", &window.from);
        case.fact("best-to", &window.to);
        case.step("The best {days} days are those from {best-from} to {best-to}, with calls: {best}.");
    }
    if meets_target {
        case.conclude("meets-target", "The target is met. {why}");
    } else if meets_minimum {
        case.conclude("meets-minimum", "The minimum is met, the target is not. {why}");
    } else {
        case.conclude("below-minimum", "The minimum is not met. {why}");
        case.fact("missing", &missing(minimum, compared_with_minimum));
        case.then("Join more calls within the window to reach the minimum; missing: {missing}.");
    }
    if !meets_target {
        case.fact("missing", &missing(target, compared_with_target));
        case.then("Join more calls within the window to reach the target; missing: {missing}.");
    }
    if let Some(oldest) = oldest {
        case.fact("leaves", &days_later(oldest, days));
        case.then("Plan ahead: the oldest of these calls leaves the window on {leaves}.");
    }
    for key in VALUES.iter() {
        case.used(key);
    }
    case.read(DAYS);
}

/// The window with the most calls, and how many; of several the latest. None without a call.
fn best_window(calls: &[Date], days: i64) -> Option<(Window, i64)> {
    let mut best: Option<(Window, i64)> = None;
    for day in calls {
        let window = Window::ending(*day, days);
        let count = window.count(calls);
        if best.is_none_or(|(known, most)| (count, window.to) > (most, known.to)) {
            best = Some((window, count));
        }
    }
    best
}
