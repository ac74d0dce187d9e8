//! Civil days and months, without a time zone.
//!
//! Owns the calendar: reading, writing, comparing and stepping. There is no clock here; today is always an argument.

mod weekly;

use alloc::string::String;
use core::fmt;

use crate::{
    number::InputError,
    text::{Part, cut, push_number, push_two_digits, shown, trim},
};

pub(crate) use weekly::Weekly;

/// A civil day of the Gregorian calendar, in the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// A civil month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

/// A day of the week; weeks are ISO weeks and begin on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekday(u8);

impl Date {
    const FIRST: Self = Self::civil(1, 1, 1);
    const LAST: Self = Self::civil(9999, 12, 31);

    /// The day with this year, month and day of the month, if there is one in the years 1 to 9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let of = Month::new(year, month)?;
        let date = Self::civil(year, month as i32, day.min(99) as i32);
        (day >= 1 && date <= of.last_day()).then_some(date)
    }

    /// Reads an ISO day of the years 1900 to 2999: `2020-04-30`.
    ///
    /// # Errors
    /// For anything else, impossible days included, with a sentence that says what to type.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        let [year, month, day] = digits(text, 10).ok_or(NOT_A_DAY)?;
        Self::new(year, month.unsigned_abs(), day.unsigned_abs()).ok_or(InputError::new(
            "Type a day that is in the calendar, such as 2020-04-30.",
        ))
    }

    /// The day for machines: `2020-04-30`.
    pub fn iso(self) -> String {
        let mut text = self.month().iso();
        text.push('-');
        push_two_digits(&mut text, u64::from(self.day()));
        text
    }

    /// The day for people: `30 April 2020`.
    pub fn display(self) -> String {
        shown(&self)
    }

    /// The day for people, with its day of the week: `Thursday 30 April 2020`.
    pub fn display_with_weekday(self) -> String {
        shown(&OnWeekday(self))
    }

    /// The month that the day is in.
    pub fn month(self) -> Month {
        let (year, month, _) = self.parts();
        Month(year * 12 + month - 1)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.parts().0
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u32 {
        self.parts().2.unsigned_abs()
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // Day 0, 1 January 1970, was a Thursday.
        Weekday(self.0.wrapping_add(3).rem_euclid(7) as u8)
    }

    /// The day of this day's ISO week (Monday to Sunday) that is the given day of the week.
    pub fn weekday_of_same_week(self, weekday: Weekday) -> Self {
        self.plus_days(i32::from(weekday.0) - i32::from(self.weekday().0))
    }

    /// So many days later, or earlier when negative; the calendar's first and last day are the limits.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(Self::FIRST.0, Self::LAST.0))
    }

    /// The day with this number, counted from 1 January 1970.
    pub(crate) const fn from_number(number: i64) -> Self {
        Self(number as i32)
    }

    /// The number of the day, counted from 1 January 1970.
    pub(crate) fn number_of_day(self) -> i64 {
        i64::from(self.0)
    }

    /// A day known to be in the calendar.
    pub(crate) const fn civil(year: i32, month: i32, day: i32) -> Self {
        let (year, month) = if month <= 2 {
            (year - 1, month + 9)
        } else {
            (year, month - 3)
        };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    fn parts(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (carry, month) = if month < 10 {
            (0, month + 3)
        } else {
            (1, month - 9)
        };
        (year_of_era + era * 400 + carry, month, day)
    }
}

/// A civil day and a time of it, in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    minute: u16,
}

const MINUTES_OF_DAY: i64 = 24 * 60;

impl Moment {
    /// The moment with this day, hour (0 to 23) and minute (0 to 59); later hours and minutes count as the last ones.
    pub const fn at(date: Date, hour: u16, minute: u16) -> Self {
        let hour = if hour > 23 { 23 } else { hour };
        let minute = if minute > 59 { 59 } else { minute };
        Self {
            date,
            minute: hour * 60 + minute,
        }
    }

    /// Reads an ISO day and a time of it: `2020-04-22T16:59`.
    ///
    /// # Errors
    /// For anything else, with a sentence that says what to type.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        let (day, time) = cut(trim(text), b'T').ok_or(NOT_A_MOMENT)?;
        let date = Date::parse(day)?;
        let minute = minute_of_day(time).ok_or(NOT_A_MOMENT)?;
        Ok(Self { date, minute })
    }

    /// The moment for machines: `2020-04-22T16:59`.
    pub fn iso(self) -> String {
        let mut text = self.date.iso();
        text.push('T');
        self.push_time(&mut text);
        text
    }

    /// The moment for people: `Wednesday 22 April 2020, 16:59`.
    pub fn display(self) -> String {
        shown(&self)
    }

    /// The moment with this number, counted in minutes from the beginning of 1 January 1970.
    pub(crate) const fn from_minutes(minutes: i64) -> Self {
        Self {
            date: Date::from_number(minutes.div_euclid(MINUTES_OF_DAY)),
            minute: minutes.rem_euclid(MINUTES_OF_DAY) as u16,
        }
    }

    /// The number of the moment, counted in minutes from the beginning of 1 January 1970.
    pub(crate) fn minutes(self) -> i64 {
        self.date.number_of_day() * MINUTES_OF_DAY + i64::from(self.minute)
    }

    fn push_time(self, text: &mut String) {
        push_two_digits(text, u64::from(self.minute / 60));
        text.push(':');
        push_two_digits(text, u64::from(self.minute % 60));
    }
}

impl Part for Moment {
    fn push_to(&self, text: &mut String) {
        OnWeekday(self.date).push_to(text);
        text.push_str(", ");
        self.push_time(text);
    }
}

/// The minute of the day that a time names: `16:59`.
fn minute_of_day(time: &str) -> Option<u16> {
    let two_digits = |text: &str| match *text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            Some(u16::from(tens - b'0') * 10 + u16::from(ones - b'0'))
        }
        _ => None,
    };
    let (hour, minute) = cut(time, b':')?;
    match (two_digits(hour)?, two_digits(minute)?) {
        (hour @ 0..=23, minute @ 0..=59) => Some(hour * 60 + minute),
        _ => None,
    }
}

const NOT_A_MOMENT: InputError = InputError::new("Type a day and a time, such as 2020-04-22T16:59.");

impl Month {
    /// The month with this year (1 to 9999) and number (1 to 12), if there is one.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let known = (1..=9999).contains(&year) && (1..=12).contains(&month);
        known.then(|| Self(year * 12 + month as i32 - 1))
    }

    /// Reads an ISO month of the years 1900 to 2999: `2020-04`.
    ///
    /// # Errors
    /// For anything else, with a sentence that says what to type.
    pub fn parse(text: &str) -> Result<Self, InputError> {
        digits(text, 7)
            .and_then(|[year, month, _]| Self::new(year, month.unsigned_abs()))
            .ok_or(InputError::new("Type a month such as 2020-04."))
    }

    /// The month for machines: `2020-04`.
    pub fn iso(self) -> String {
        let mut text = String::new();
        let year = self.year().unsigned_abs();
        push_two_digits(&mut text, u64::from(year / 100));
        push_two_digits(&mut text, u64::from(year % 100));
        text.push('-');
        push_two_digits(&mut text, u64::from(self.number()));
        text
    }

    /// The month for people: `April 2020`.
    pub fn display(self) -> String {
        shown(&self)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The number of the month in its year, from 1.
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    /// The month with this number, counted in twelves from the year 0.
    pub(crate) const fn from_count(count: i64) -> Self {
        Self(count as i32)
    }

    /// The number of the month, counted in twelves from the year 0.
    pub(crate) fn count(self) -> i64 {
        i64::from(self.0)
    }

    /// The month after this one; December is followed by January.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The month before this one.
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The first day of the month.
    pub fn first_day(self) -> Date {
        Date::civil(self.year(), self.number() as i32, 1)
    }

    /// The last day of the month.
    pub fn last_day(self) -> Date {
        let after = self.next();
        Date(Date::civil(after.year(), after.number() as i32, 1).0 - 1)
    }
}

impl Weekday {
    /// The first day of an ISO week.
    pub const MONDAY: Self = Self(0);

    /// Reads the English name: `Friday`.
    pub fn parse(name: &str) -> Option<Self> {
        let index = WEEKDAYS.iter().position(|weekday| *weekday == name)?;
        Some(Self(index as u8))
    }

    /// The English name: `Friday`.
    pub fn name(self) -> &'static str {
        WEEKDAYS.get(usize::from(self.0)).copied().unwrap_or("")
    }
}

/// A day that is shown with its day of the week.
pub(crate) struct OnWeekday(pub(crate) Date);

impl Part for OnWeekday {
    fn push_to(&self, text: &mut String) {
        text.push_str(self.0.weekday().name());
        text.push(' ');
        self.0.push_to(text);
    }
}

impl Part for Date {
    fn push_to(&self, text: &mut String) {
        push_number(text, u64::from(self.day()), "");
        text.push(' ');
        self.month().push_to(text);
    }
}

impl Part for Month {
    fn push_to(&self, text: &mut String) {
        let index = self.number() as usize - 1;
        text.push_str(MONTHS.get(index).copied().unwrap_or(""));
        text.push(' ');
        push_number(text, u64::from(self.year().unsigned_abs()), "");
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.display())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.display())
    }
}

const NOT_A_DAY: InputError = InputError::new("Type a day of the years 1900 to 2999, such as 2020-04-30.");

pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(crate) const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The numbers of an ISO month or day, of 7 or 10 characters, in the years 1900 to 2999.
fn digits(text: &str, length: usize) -> Option<[i32; 3]> {
    let text = trim(text);
    let mut numbers = [0; 3];
    let mut current = 0;
    for (place, character) in text.bytes().enumerate() {
        match character {
            b'-' if matches!(place, 4 | 7) => current += 1,
            b'0'..=b'9' if !matches!(place, 4 | 7) && place < length => {
                let number = numbers.get_mut(current)?;
                *number = *number * 10 + i32::from(character & 15);
            }
            _ => return None,
        }
    }
    let [year, ..] = numbers;
    (text.len() == length && matches!(year, 1900..=2999)).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn day(text: &str) -> Date {
        Date::parse(text).expect("the day is in the calendar")
    }

    #[track_caller]
    fn month(text: &str) -> Month {
        Month::parse(text).expect("the month is one")
    }

    #[test]
    fn days_are_read_and_shown() {
        assert_eq!(day("2020-04-30").iso(), "2020-04-30");
        assert_eq!(day(" 2020-04-30 ").display(), "30 April 2020");
        assert_eq!(day("2020-02-29").display(), "29 February 2020");
        assert_eq!(day("1900-01-01").display(), "1 January 1900");
        assert_eq!(day("2999-12-31").iso(), "2999-12-31");
        assert_eq!(day("2020-04-23").display_with_weekday(), "Thursday 23 April 2020");
    }

    #[test]
    fn impossible_days_are_refused() {
        for text in [
            "",
            "2020-02-30",
            "2021-02-29",
            "1900-02-29",
            "2020-04-31",
            "2020-00-10",
            "2020-13-01",
            "2020-04-00",
            "2020-4-3",
            "20200430",
            "2020/04/30",
            "30-04-2020",
            "0020-04-30",
            "1899-12-31",
            "3000-01-01",
            "2020-04-301",
            "2020-04-3a",
            "-020-04-30",
            "2020--4-30",
            "2020-04",
            "\u{ff12}020-04-30",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
        assert_eq!(Date::new(2020, 2, 30), None);
        assert_eq!(Date::new(0, 1, 1), None);
        assert_eq!(Date::new(2020, 4, u32::MAX), None);
        assert_eq!(Date::new(i32::MIN, u32::MAX, 1), None);
    }

    #[test]
    fn months_are_read_and_shown() {
        assert_eq!(month("2020-04").iso(), "2020-04");
        assert_eq!(month("2020-12").display(), "December 2020");
        for text in [
            "",
            "2020",
            "2020-13",
            "2020-00",
            "2020-4",
            "2020-04-01",
            "April",
            "2020-0x",
        ] {
            assert!(Month::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn december_is_followed_by_january() {
        assert_eq!(month("2020-12").next(), month("2021-01"));
        assert_eq!(month("2021-01").previous(), month("2020-12"));
        assert!(month("2020-12") < month("2021-01"));
        assert_eq!(day("2020-12-31").plus_days(1), day("2021-01-01"));
        assert_eq!(day("2021-01-01").plus_days(-1), day("2020-12-31"));
    }

    #[test]
    fn months_begin_and_end() {
        assert_eq!(month("2020-02").last_day(), day("2020-02-29"));
        assert_eq!(month("2021-02").last_day(), day("2021-02-28"));
        assert_eq!(month("2000-02").last_day(), day("2000-02-29"));
        assert_eq!(month("2100-02").last_day(), day("2100-02-28"));
        assert_eq!(month("2020-12").last_day(), day("2020-12-31"));
        assert_eq!(month("2020-04").first_day(), day("2020-04-01"));
    }

    #[test]
    fn weeks_begin_on_monday() {
        let friday = Weekday::parse("Friday").expect("it is a day of the week");
        assert_eq!(day("2020-04-20").weekday(), Weekday::MONDAY);
        assert_eq!(day("2020-04-20").weekday_of_same_week(friday), day("2020-04-24"));
        assert_eq!(day("2020-04-24").weekday_of_same_week(friday), day("2020-04-24"));
        assert_eq!(day("2020-04-26").weekday_of_same_week(friday), day("2020-04-24"));
        assert_eq!(day("2020-12-30").weekday_of_same_week(friday), day("2021-01-01"));
        assert_eq!(Weekday::parse("friday"), None);
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        let mut date = day("1900-01-01");
        let mut weekday = 0;
        while date < day("2300-01-01") {
            assert_eq!(Date::parse(&date.iso()), Ok(date));
            assert_eq!(
                Date::new(date.year(), date.month().number(), date.day()),
                Some(date)
            );
            assert_eq!(date.weekday(), Weekday(weekday));
            weekday = (weekday + 1) % 7;
            date = date.plus_days(1);
        }
    }

    #[test]
    fn the_calendar_ends_without_a_panic() {
        assert_eq!(day("2020-04-23").plus_days(i32::MAX).iso(), "9999-12-31");
        assert_eq!(day("2020-04-23").plus_days(i32::MIN).iso(), "0001-01-01");
    }
}
