//! Where a close date goes when its signing day has passed without a signature.
//!
//! Owns the reading of what happens once the day of that week has passed as well.

use super::PUSH;
use crate::{
    Date,
    calculator::Case,
    date::{OnWeekday, Weekday},
};

/// The day that the close date is pushed to, when today lies after the signing day; each push is told as past due.
pub(super) fn push(push_day: Weekday, today: Date, signing_day: Date, case: &mut Case<'_>) -> Date {
    let mut date = signing_day.weekday_of_same_week(push_day);
    let moves = date > signing_day;
    case.fact("push", &date);
    case.warn("Past due: the signing day {signing-day} has passed unsigned.");
    case.step(if moves {
        "That day has passed unsigned; the date pushes to the {weekday} of its week, {push}."
    } else {
        "That day has passed unsigned, and with it the {weekday} of its week, {push}."
    });
    if today > date {
        if moves {
            case.warn("Past due: {push}, the {weekday} of that week, has passed unsigned as well.");
        }
        date = today.weekday_of_same_week(push_day);
        let over = today > date;
        if over {
            date = date.plus_days(7);
        }
        case.fact("push", &date);
        case.fact("today-weekday", &OnWeekday(today));
        case.step(if over {
            "Today is {today-weekday}, so the date pushes on to the {weekday} of next week, {push}."
        } else {
            "Today is {today-weekday}, so the date pushes on to the {weekday} of this week, {push}."
        });
    }
    case.used(PUSH);
    case.read(PUSH);
    date
}
