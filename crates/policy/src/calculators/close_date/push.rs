//! Where a close date goes when its signing day has passed without a signature.
//!
//! Owns the reading of what happens once the day of that week has passed as well.

use super::Rules;
use crate::{Answer, Date, text::join};

/// Where a signing day that has passed unsigned is pushed to; each push is told as past due.
pub(super) fn push(rules: &Rules<'_>, today: Date, signing_day: Date, answer: &mut Answer) -> Date {
    let day_of_week = rules.push.amount;
    let first = signing_day.weekday_of_same_week(rules.push_day);
    let of_its_week = join(&[day_of_week, " of its week, ", &first.display(), "."]);
    answer.warnings.push(join(&[
        "Past due: the signing day ",
        &signing_day.display(),
        " has passed unsigned.",
    ]));
    if first > signing_day {
        answer.steps.push(join(&[
            "That day has passed unsigned; the date pushes to the ",
            &of_its_week,
        ]));
    } else {
        answer.steps.push(join(&[
            "That day has passed unsigned, and with it the ",
            &of_its_week,
        ]));
    }
    let mut date = first;
    if today > first {
        let this_week = today.weekday_of_same_week(rules.push_day);
        let (week, target) = if today > this_week {
            (" of next week, ", this_week.plus_days(7))
        } else {
            (" of this week, ", this_week)
        };
        date = target;
        answer.steps.push(join(&[
            "Today is ",
            &today.display_with_weekday(),
            ", so the date pushes on to the ",
            day_of_week,
            week,
            &date.display(),
            ".",
        ]));
        if first > signing_day {
            answer.warnings.push(join(&[
                "Past due: ",
                &first.display_with_weekday(),
                " has passed unsigned as well.",
            ]));
        }
    }
    answer.next.push(join(&[
        "Set the close date to ",
        &date.display(),
        ", and ask the customer when they will sign.",
    ]));
    rules.push.used(answer);
    rules.push.read(answer);
    date
}
