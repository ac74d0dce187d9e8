//! The inputs worth trying for a field: what the old and the new policy name, and what lies directly beside it.

use policy::{
    Date, Hundredths, Money, Month,
    calculator::{Field, FieldKind},
    money::Sign,
    number::{parse_hours, parse_percent, parse_whole, plain_whole},
    values::Amount,
};

use super::outcome::morning;

/// An input of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// What is typed; empty where the field is left out.
    pub(super) text: String,
    /// Its place on the line of all inputs, in the smallest step of its kind; none where there is no such line.
    pub(super) size: Option<i64>,
}

/// The line on which the inputs of a field lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Cents.
    Money,
    /// Whole things.
    Whole,
    /// Hundredths of an hour or of a percentage.
    Hundredths,
    /// Days, counted from the one that is asked about.
    Days(Date),
}

impl Line {
    /// The line of a field, if its inputs lie on one.
    pub(super) fn of(kind: &FieldKind, day: Date) -> Option<Self> {
        match kind {
            FieldKind::Money(_) => Some(Self::Money),
            FieldKind::WholeNumber => Some(Self::Whole),
            FieldKind::Hours | FieldKind::Percentage => Some(Self::Hundredths),
            FieldKind::Date => Some(Self::Days(day)),
            FieldKind::Choice(_)
            | FieldKind::YesNo
            | FieldKind::Dates
            | FieldKind::Moment
            | FieldKind::Month
            | FieldKind::Likelihood => None,
        }
    }

    /// The input at a place of the line.
    pub(super) fn at(self, size: i64) -> Option<Candidate> {
        let text = match self {
            Self::Money => {
                let text = Money::from_cents(size)?.plain();
                text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
            }
            Self::Whole if size < 0 => return None,
            Self::Whole => plain_whole(size),
            Self::Hundredths if size < 0 => return None,
            Self::Hundredths => Hundredths::from_hundredths(size).display(),
            Self::Days(day) => day.plus_days(i32::try_from(size).ok()?).iso(),
        };
        Some(Candidate {
            text,
            size: Some(size),
        })
    }

    /// Where a typed input lies.
    pub(super) fn place(self, kind: &FieldKind, text: &str) -> Option<i64> {
        match (self, kind) {
            (Self::Money, _) => Money::parse(text, Sign::Any).ok().map(Money::cents),
            (Self::Whole, _) => parse_whole(text).ok(),
            (Self::Hundredths, FieldKind::Percentage) => parse_percent(text).ok().map(Hundredths::hundredths),
            (Self::Hundredths, _) => parse_hours(text).ok().map(Hundredths::hundredths),
            (Self::Days(day), _) => Date::parse(text).ok().map(|date| days_of(date) - days_of(day)),
        }
    }

    /// Whether the smallest of its inputs is the simplest: so it is with amounts, not with days and percentages.
    pub(super) fn is_of_amounts(self, kind: &FieldKind) -> bool {
        !matches!((self, kind), (Self::Days(_), _) | (_, FieldKind::Percentage))
    }

    /// How large an input at this place is beside inputs of other lines.
    pub(super) fn weight(self, size: i64) -> i64 {
        match self {
            Self::Whole => size.saturating_mul(100),
            Self::Money | Self::Hundredths | Self::Days(_) => size.saturating_abs(),
        }
    }
}

/// The days from the first of March of the year 0 on.
fn days_of(date: Date) -> i64 {
    let month = i64::from(date.month().number());
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day());
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
}

/// The candidates of a field, beginning with what stands in its form: each once, amounts ascending.
pub(super) fn of(field: &Field, amounts: &[&Amount], day: Date) -> Vec<Candidate> {
    let first = field.default.text(morning(day));
    let mut rest = match Line::of(&field.kind, day) {
        Some(line) => on_line(field, line, amounts),
        None => apart(field, amounts, day)
            .into_iter()
            .map(|text| Candidate { text, size: None })
            .collect(),
    };
    if !field.required {
        rest.push(Candidate {
            text: String::new(),
            size: None,
        });
    }
    let size = Line::of(&field.kind, day).and_then(|line| line.place(&field.kind, &first));
    // A field that has to be filled in and shows nothing begins with the smallest input that there is.
    let mut all = match first.is_empty() && field.required {
        true => Vec::new(),
        false => vec![Candidate { text: first, size }],
    };
    for candidate in rest {
        let known = all.iter().any(|known| {
            known.text == candidate.text || (known.size.is_some() && known.size == candidate.size)
        });
        if !known {
            all.push(candidate);
        }
    }
    all
}

fn on_line(field: &Field, line: Line, amounts: &[&Amount]) -> Vec<Candidate> {
    let mut sizes: Vec<i64> = match line {
        Line::Money => vec![0, 1],
        Line::Whole => vec![0, 1, 2],
        Line::Hundredths => vec![0, 100],
        Line::Days(day) => around_months(day),
    };
    for amount in amounts {
        let size = match (line, amount) {
            (Line::Money, Amount::Usd(money)) => money.cents(),
            (Line::Whole | Line::Days(_), Amount::Count(count)) => *count,
            (Line::Hundredths, Amount::Hours(number) | Amount::Percent(number)) => number.hundredths(),
            _ => continue,
        };
        sizes.extend([size - 1, size, size + 1]);
    }
    if let (Some((least, greatest)), Line::Money | Line::Whole | Line::Hundredths) = (field.bounds, line) {
        sizes.extend([least, greatest]);
    }
    sizes.sort_unstable_by_key(|size| (size.saturating_abs(), *size));
    sizes.dedup();
    sizes.into_iter().filter_map(|size| line.at(size)).collect()
}

/// The days around one, and around the beginnings and ends of its month and of the next one.
fn around_months(day: Date) -> Vec<i64> {
    let (this, next) = (day.month(), day.month().next());
    let days = [
        this.first_day(),
        this.last_day(),
        next.first_day(),
        next.last_day(),
        next.next().first_day(),
    ];
    let turns = days.map(|other| days_of(other) - days_of(day));
    turns.into_iter().chain([-1, 0, 1]).collect()
}

/// The inputs of a field that lie on no line.
fn apart(field: &Field, amounts: &[&Amount], day: Date) -> Vec<String> {
    let this = day.month();
    let months = [this, this.next(), this.next().next(), this.previous()].map(Month::iso);
    match &field.kind {
        FieldKind::Choice(choices) => choices.iter().map(|choice| choice.value.to_string()).collect(),
        FieldKind::YesNo => vec!["no".to_owned(), "yes".to_owned()],
        FieldKind::Month => months.to_vec(),
        FieldKind::Likelihood => {
            let [this, next, ..] = &months;
            [(90, 10), (10, 90), (50, 50)]
                .map(|(first, second)| format!("{this}={first},{next}={second}"))
                .to_vec()
        }
        FieldKind::Moment => {
            let days = (0..7).map(|ahead| day.plus_days(ahead).iso());
            days.flat_map(|day| ["09:00", "16:59", "17:00", "17:01"].map(|time| format!("{day}T{time}")))
                .collect()
        }
        FieldKind::Dates => {
            let counts = amounts.iter().filter_map(|amount| match amount {
                Amount::Count(count) => usize::try_from(*count).ok().filter(|count| *count <= 100),
                _ => None,
            });
            let mut counts: Vec<usize> = counts
                .flat_map(|count| [count.saturating_sub(1), count, count + 1])
                .collect();
            counts.push(1);
            counts.sort_unstable();
            counts.dedup();
            counts
                .into_iter()
                .filter(|count| *count > 0)
                .map(|count| vec![day.iso(); count].join(","))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_leap_years() {
        let day = |text| Date::parse(text).expect("the day is in the calendar");
        for (from, to) in [
            ("2020-02-28", "2020-03-01"),
            ("2019-12-31", "2021-01-01"),
            ("1900-01-01", "2999-12-31"),
            ("2026-11-23", "2026-11-23"),
        ] {
            let apart = days_of(day(to)) - days_of(day(from));
            let apart = i32::try_from(apart).expect("the days are near each other");
            assert_eq!(day(from).plus_days(apart), day(to));
        }
    }

    #[test]
    fn an_input_is_found_where_it_lies() {
        let line = Line::Days(Date::parse("2020-04-23").expect("the day is in the calendar"));
        let tomorrow = line.at(1).expect("there is a day after");
        assert_eq!(tomorrow.text, "2020-04-24");
        assert_eq!(line.place(&FieldKind::Date, &tomorrow.text), Some(1));
        assert_eq!(
            Line::Money.at(-1).map(|input| input.text).as_deref(),
            Some("-0.01")
        );
        assert_eq!(Line::Whole.at(-1), None);
    }
}
