//! When the weekly forecast is due, and which values it takes.
//!
//! Owns that an update at the very minute of the deadline is in time. The day, the time and the names of the values are
//! values of the policy, read by their words.

use alloc::{borrow::Cow, vec::Vec};

use super::fields::{on_the_page, required};
use crate::{
    calculator::{AnswerValue, Case, Default, Description, Field, FieldKind, Rule},
    date::Weekly,
    text::{split, trim},
};

static FIELDS: [Field; 1] = [required(
    "now",
    "Day and time",
    "The day and the local time to decide from, such as 2020-04-22T16:59.",
    FieldKind::Moment,
    Default::FromNow(|now| now.iso()),
)];

const DEADLINE: &str = "forecast.deadline";
const COUNT: &str = "forecast.values";
const NAMES: &str = "forecast.names";

static VALUES: [Cow<'static, str>; 3] = [
    Cow::Borrowed(DEADLINE),
    Cow::Borrowed(COUNT),
    Cow::Borrowed(NAMES),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("forecast-deadline"),
    title: on_the_page("When is the next forecast due?"),
    summary: on_the_page("Finds the next weekly deadline of the forecast, and names the values to update."),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
    calls: Cow::Borrowed(&[]),
};

pub(super) static RULE: Rule = Rule {
    description: &DESCRIPTION,
    check: |_, _| None,
    decide,
};

fn decide(case: &mut Case<'_>) {
    let words = case.text_value(DEADLINE);
    let count = case.count_value(COUNT);
    let listed = case.text_value(NAMES);
    let Some(weekly) = Weekly::parse(words) else {
        return case.refuse_kind(DEADLINE);
    };
    let now = case.inputs.moment("now");
    let deadline = weekly.next_from(now);
    let names: Vec<&str> = split(listed, b',').into_iter().map(trim).collect();

    case.fact("words", &words);
    case.fact("count", &count);
    case.fact("names", &listed);
    case.fact("named", &(names.len() as i64));
    case.figure("deadline", AnswerValue::Moment(deadline));
    case.conclude("due", "The next forecast is due by {deadline} local time.");
    case.step("The forecast is due each {words}, local time.");
    if now == deadline {
        case.step("It is {now}, the very minute of the deadline.");
        case.read(DEADLINE);
    } else {
        case.step("It is {now}, so the next deadline is {deadline}.");
    }
    case.step("{count} values are due: {names}.");
    if names.len() as i64 != count {
        case.warn("{count} values are asked for, but {named} are named; ask your manager which is right.");
    }
    if let Some(name) = first_repeated(&names) {
        case.fact("name", &name);
        case.warn("The page names {name} twice; ask your manager which value is meant before you enter it.");
        case.read(NAMES);
    }
    case.then("Update in Clari by {deadline}: {names}.");
    case.then("Check that the pipeline is clean, and that each close date follows the conventions.");
    for key in VALUES.iter() {
        case.used(key);
    }
}

/// The first name that stands in the list a second time.
fn first_repeated<'a>(names: &[&'a str]) -> Option<&'a str> {
    let is_repeated = |place: usize, name| names.get(..place).is_some_and(|before| before.contains(name));
    let mut places = names.iter().enumerate();
    places
        .find(|(place, name)| is_repeated(*place, name))
        .map(|(_, name)| *name)
}
