//! Where a close date goes when its signing day has passed without a signature.
//!
//! Owns the reading of what happens once the day of that week has passed as well.

use super::Rules;
use crate::{Answer, Date, date::OnWeekday};

/// The day that a close date is pushed to; today lies after the signing day.
pub(super) fn pushed(rules: &Rules<'_>, today: Date, signing_day: Date) -> Date {
    let of_its_week = signing_day.weekday_of_same_week(rules.push_day);
    let of_this_week = today.weekday_of_same_week(rules.push_day);
    if today <= of_its_week {
        of_its_week
    } else if today <= of_this_week {
        of_this_week
    } else {
        of_this_week.plus_days(7)
    }
}

/// Adds how the day came about; each push is told as past due.
pub(super) fn explain_push(rules: &Rules<'_>, today: Date, signing_day: Date, answer: &mut Answer) {
    let weekday = &rules.push.amount;
    let of_its_week = signing_day.weekday_of_same_week(rules.push_day);
    let date = pushed(rules, today, signing_day);
    answer.warn(
        "Past due: the signing day {} has passed unsigned.",
        &[&signing_day],
    );
    answer.step(
        if of_its_week > signing_day {
            "That day has passed unsigned; the date pushes to the {} of its week, {}."
        } else {
            "That day has passed unsigned, and with it the {} of its week, {}."
        },
        &[weekday, &of_its_week],
    );
    if date != of_its_week {
        answer.step(
            if date == today.weekday_of_same_week(rules.push_day) {
                "Today is {}, so the date pushes on to the {} of this week, {}."
            } else {
                "Today is {}, so the date pushes on to the {} of next week, {}."
            },
            &[&OnWeekday(today), weekday, &date],
        );
        if of_its_week > signing_day {
            answer.warn(
                "Past due: {} has passed unsigned as well.",
                &[&OnWeekday(of_its_week)],
            );
        }
    }
    rules.push.used(answer);
    rules.push.read(answer);
}
