//! A time that comes round every week.
//!
//! Owns the words for it, `Wednesday at 17:00`, and which one of them is the next.

use super::{Moment, Weekday, minute_of_day};
use crate::text::cut;

/// A time of a day of the week.
#[derive(Clone, Copy)]
pub(crate) struct Weekly {
    weekday: Weekday,
    minute: u16,
}

impl Weekly {
    /// Reads the day of the week and the time: `Wednesday at 17:00`.
    pub(crate) fn parse(words: &str) -> Option<Self> {
        let (weekday, time) = cut(words, b' ')?;
        Some(Self {
            weekday: Weekday::parse(weekday)?,
            minute: minute_of_day(time.strip_prefix("at ")?)?,
        })
    }

    /// The first one that does not lie before a moment; the moment itself counts.
    pub(crate) fn next_from(self, now: Moment) -> Moment {
        let this_week = Moment {
            date: now.date.weekday_of_same_week(self.weekday),
            minute: self.minute,
        };
        if now <= this_week {
            this_week
        } else {
            Moment {
                date: this_week.date.plus_days(7),
                minute: self.minute,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn next(words: &str, now: &str) -> alloc::string::String {
        let weekly = Weekly::parse(words).expect("the words name a time of the week");
        weekly.next_from(Moment::parse(now).expect("a moment")).iso()
    }

    #[test]
    fn the_next_one_is_the_moment_itself_or_a_later_one() {
        let wednesday = "Wednesday at 17:00";
        for (now, expected) in [
            ("2020-04-20T00:00", "2020-04-22T17:00"),
            ("2020-04-22T16:59", "2020-04-22T17:00"),
            ("2020-04-22T17:00", "2020-04-22T17:00"),
            ("2020-04-22T17:01", "2020-04-29T17:00"),
            ("2020-04-26T23:59", "2020-04-29T17:00"),
            ("2020-12-31T09:00", "2021-01-06T17:00"),
            ("2020-02-26T17:01", "2020-03-04T17:00"),
        ] {
            assert_eq!(next(wednesday, now), expected, "{now}");
        }
        assert_eq!(next("Sunday at 00:00", "2020-04-26T00:00"), "2020-04-26T00:00");
        assert_eq!(next("Monday at 23:59", "2020-04-26T00:00"), "2020-04-27T23:59");
    }

    #[test]
    fn other_words_are_no_time_of_the_week() {
        for words in [
            "",
            "Wednesday",
            "Wednesday 17:00",
            "wednesday at 17:00",
            "Wednesday at 24:00",
            "Wednesday at 5 PM",
            "Wednesday at 17:60",
            "Wednesday  at 17:00",
        ] {
            assert!(Weekly::parse(words).is_none(), "{words}");
        }
    }
}
