//! Days and months as people say them: `30 april`, `april 30 2027`, `next friday`, `end of may`.
//!
//! A day without a year is the next such day, today included.

use alloc::vec::Vec;

use super::things::Thing;
use crate::{
    Date, Month,
    date::{MONTHS, WEEKDAYS},
};

/// How many years it may take until a day comes round again.
const LONGEST_WAIT: i32 = 8;

/// The things with days and months in place of what they are said by.
pub(super) fn found(things: Vec<Thing>, today: Date) -> Vec<Thing> {
    let mut found = Vec::new();
    let mut rest = things.as_slice();
    while let Some(first) = rest.first() {
        let before = found.last();
        match said(rest, before, today) {
            Some((thing, length)) => {
                found.push(thing);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                found.push(first.clone());
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    found
}

/// The day or the month that the things begin with, and how many of them say it.
fn said(things: &[Thing], before: Option<&Thing>, today: Date) -> Option<(Thing, usize)> {
    let words = |place: usize| {
        things
            .get(place)
            .and_then(Thing::word)
            .map_or("", |word| &*word.typed)
    };
    let digits = |place: usize| things.get(place).and_then(Thing::digits);
    let year = |place: usize| digits(place).filter(|year| *year >= 1900);
    let of = usize::from(words(1) == "of");
    match words(0) {
        "today" => return Some((undated(today), 1)),
        "tomorrow" => return Some((undated(today.plus_days(1)), 1)),
        "this" if words(1) == "month" => return Some((Thing::Month(today.month()), 2)),
        "next" if words(1) == "month" => return Some((Thing::Month(today.month().next()), 2)),
        "end" => {
            let (month, length) = said(things.get(1 + of..)?, things.get(of), today)?;
            let Thing::Month(month) = month else { return None };
            return Some((undated(month.last_day()), 1 + of + length));
        }
        "next" | "on" | "by" | "until" => {
            let weekday = weekday(words(1), today)?;
            return Some((undated(weekday), 2));
        }
        _ => {}
    }
    if let Some(day) = weekday(words(0), today) {
        return Some((undated(day), 1));
    }
    if let Some(day) = digits(0) {
        let number = month_number(words(1 + of))?;
        let year = year(2 + of);
        let length = 2 + of + usize::from(year.is_some());
        // A day that there never is stays a word, which no calculator knows.
        let day = dated(day, number, year, today).or_else(|| things.get(1 + of).cloned())?;
        return Some((day, length));
    }
    let number = month_number(words(0))?;
    if let Some(day) = digits(1).filter(|day| *day < 32) {
        let year = year(2);
        let day = dated(day, number, year, today).or_else(|| things.first().cloned())?;
        return Some((day, 2 + usize::from(year.is_some())));
    }
    let is_meant = |before: &Thing| {
        let said = before.word().map_or("", |word| &*word.typed);
        matches!(
            said,
            "in" | "of" | "end" | "for" | "until" | "by" | "this" | "next" | "month"
        )
    };
    // The verb is followed by another one.
    if words(0) == "may" && things.len() > 1 && year(1).is_none() && !before.is_some_and(is_meant) {
        return None;
    }
    let month = match year(1) {
        Some(year) => Month::new(year as i32, number)?,
        None => next_month(number, today)?,
    };
    Some((Thing::Month(month), 1 + usize::from(year(1).is_some())))
}

fn undated(day: Date) -> Thing {
    Thing::Day { day, is_dated: false }
}

fn dated(day: u32, month: u32, year: Option<u32>, today: Date) -> Option<Thing> {
    if let Some(year) = year {
        let day = Date::new(year as i32, month, day)?;
        return Some(Thing::Day { day, is_dated: true });
    }
    let mut years = 0..=LONGEST_WAIT;
    let next =
        years.find_map(|later| Date::new(today.year() + later, month, day).filter(|day| *day >= today));
    next.map(undated)
}

/// The last such day up to today.
pub(super) fn last_up_to(day: Date, today: Date) -> Date {
    let mut years = 0..=LONGEST_WAIT;
    let (month, number) = (day.month().number(), day.day());
    let last = years.find_map(|ago| Date::new(today.year() - ago, month, number).filter(|day| *day <= today));
    last.unwrap_or(day)
}

fn next_month(number: u32, today: Date) -> Option<Month> {
    let this = Month::new(today.year(), number)?;
    if this >= today.month() {
        Some(this)
    } else {
        Month::new(today.year() + 1, number)
    }
}

/// The number of a month that is said by its name, or by its first three or more letters.
fn month_number(said: &str) -> Option<u32> {
    let is_said = |name: &&str| {
        said.len() >= 3
            && name
                .get(..said.len())
                .is_some_and(|name| name.eq_ignore_ascii_case(said))
    };
    let place = MONTHS.iter().position(is_said)?;
    Some(place as u32 + 1)
}

/// The next day of the week with this name, after today.
fn weekday(said: &str, today: Date) -> Option<Date> {
    let place = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(said))?;
    let mut days = 1..=7;
    days.find_map(|ahead| {
        let day = today.plus_days(ahead);
        (day.weekday().name() == *WEEKDAYS.get(place)?).then_some(day)
    })
}

#[cfg(test)]
mod tests {
    use alloc::{borrow::Cow, string::String, vec::Vec};

    use super::super::{Language, things};
    use super::*;

    /// The first day or month of a text, said on 23 April 2026.
    fn said(text: &str) -> String {
        let language = Language {
            stem: |word| Cow::Borrowed(word),
            is_common: |_| false,
        };
        let found = things::of(text, Date::civil(2026, 4, 23), language);
        let said: Vec<String> = found
            .iter()
            .filter_map(|thing| match thing {
                Thing::Day { day, .. } => Some(day.iso()),
                Thing::Month(month) => Some(month.iso()),
                _ => None,
            })
            .collect();
        said.join(" ")
    }

    #[test]
    fn days_and_months_are_read_as_people_say_them() {
        for (text, day) in [
            ("30 april", "2026-04-30"),
            ("april 30 2027", "2027-04-30"),
            ("the 30th of april, 2027", "2027-04-30"),
            ("23 apr", "2026-04-23"),
            ("22 apr", "2027-04-22"),
            ("29 february", "2028-02-29"),
            ("2027-04-30", "2027-04-30"),
            ("2026-04-20,2026-04-21", "2026-04-20 2026-04-21"),
            ("thursday", "2026-04-30"),
            ("by friday", "2026-04-24"),
            ("tomorrow", "2026-04-24"),
            ("next month", "2026-05"),
            ("in march", "2027-03"),
            ("end of february 2028", "2028-02-29"),
            ("we may sign", ""),
            ("in may we sign", "2026-05"),
            ("31 april", ""),
            ("30 february", ""),
        ] {
            assert_eq!(said(text), day, "{text}");
        }
    }
}
