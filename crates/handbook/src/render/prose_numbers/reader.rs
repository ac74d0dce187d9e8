//! Reads numbers in prose, one after the other: money, shares, multiples, and counts with what they count.
//!
//! Dates, times, versions, ordinals, fractions and parts of names are no numbers here.

use std::ops::Range;

use crate::render::figures::singular;

/// So many words may stand between a number and what it counts: "5 co-selling calls".
const MAX_GAP: usize = 2;
/// Words that end what a number counts.
const BREAKS: [&str; 32] = [
    "a",
    "an",
    "the",
    "per",
    "of",
    "in",
    "and",
    "or",
    "to",
    "for",
    "on",
    "by",
    "with",
    "from",
    "at",
    "each",
    "every",
    "is",
    "are",
    "within",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What a number stands for, in the smallest step of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// Cents.
    Money(i64),
    /// Hundredths of a per cent.
    Percent(i64),
    /// Hundredths of a factor.
    Multiple(i64),
    /// Hundredths of what is counted, and its noun, in the plural and in the singular, in lower case.
    Counted(i64, [String; 2]),
}

impl Figure {
    /// So many hundredths of what the unit names.
    pub(super) fn counted(hundredths: i64, unit: &str) -> Self {
        let noun = unit.replace('-', " ");
        let one = singular(&noun);
        Self::Counted(hundredths, [noun, one])
    }
}

/// A number as it is written.
#[derive(Debug)]
pub(super) struct Number<'t> {
    /// Where it stands in the file, its signs included.
    pub(super) span: Range<usize>,
    hundredths: i64,
    sign: Sign,
    /// What follows in the file.
    after: &'t str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Money,
    Percent,
    Multiple,
    None,
}

impl Number<'_> {
    /// Whether it is this figure.
    pub(super) fn is(&self, figure: &Figure) -> bool {
        match figure {
            Figure::Money(cents) => self.sign == Sign::Money && self.hundredths == *cents,
            Figure::Percent(hundredths) => self.sign == Sign::Percent && self.hundredths == *hundredths,
            Figure::Multiple(hundredths) => self.sign == Sign::Multiple && self.hundredths == *hundredths,
            Figure::Counted(hundredths, nouns) => {
                self.sign == Sign::None && self.hundredths == *hundredths && counts(self.after, nouns)
            }
        }
    }
}

/// The numbers that start in `range` of the file.
pub(super) fn numbers<'t>(text: &'t str, range: &Range<usize>) -> Vec<Number<'t>> {
    let mut numbers = Vec::new();
    let bytes = text.as_bytes();
    let mut at = range.start;
    while let Some(found) = bytes
        .get(at..range.end)
        .and_then(|rest| rest.iter().position(u8::is_ascii_digit))
    {
        let start = at + found;
        let end = end_of_run(bytes, start);
        at = end;
        read(text, start, end, &mut numbers);
    }
    numbers
}

/// The small numbers that prose writes out.
const SPELLED: [(&str, &str, i64); 11] = [
    ("two", "Two", 2),
    ("three", "Three", 3),
    ("four", "Four", 4),
    ("five", "Five", 5),
    ("six", "Six", 6),
    ("seven", "Seven", 7),
    ("eight", "Eight", 8),
    ("nine", "Nine", 9),
    ("ten", "Ten", 10),
    ("eleven", "Eleven", 11),
    ("twelve", "Twelve", 12),
];

/// The numbers in words that start in `range` of the file and are counts of one of the figures.
pub(super) fn spelled<'t>(text: &'t str, range: &Range<usize>, figures: &[&Figure]) -> Vec<Number<'t>> {
    let mut numbers = Vec::new();
    let prose = text.get(range.clone()).unwrap_or_default();
    for (lower, upper, value) in SPELLED {
        let hundredths = value * 100;
        let is_wanted =
            |figure: &&Figure| matches!(figure, Figure::Counted(count, _) if *count == hundredths);
        if !figures.iter().any(is_wanted) {
            continue;
        }
        for (at, _) in prose.match_indices(lower).chain(prose.match_indices(upper)) {
            let (start, end) = (range.start + at, range.start + at + lower.len());
            let joins = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
            let is_word = !text[..start].ends_with(joins) && !text[end..].starts_with(char::is_alphanumeric);
            if is_word {
                numbers.push(Number {
                    span: start..end,
                    hundredths,
                    sign: Sign::None,
                    after: &text[end..],
                });
            }
        }
    }
    numbers
}

/// The end of digits and of the marks between digits.
fn end_of_run(bytes: &[u8], start: usize) -> usize {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    while is_digit(end)
        || (matches!(bytes.get(end), Some(b',' | b'.' | b':' | b'/' | b'-')) && is_digit(end + 1))
    {
        end += 1;
    }
    end
}

/// Reads a run of digits and marks: one number, or two with a hyphen between them.
fn read<'t>(text: &'t str, start: usize, end: usize, numbers: &mut Vec<Number<'t>>) {
    let run = &text[start..end];
    if run.contains([':', '/']) {
        return;
    }
    match run.split('-').collect::<Vec<_>>().as_slice() {
        [_] => numbers.extend(number(text, start, end, &text[end..])),
        [first, second] if !(first.len() == 4 && second.len() == 2) => {
            let middle = start + first.len();
            numbers.extend(number(text, start, middle, &text[end..]));
            numbers.extend(number(text, middle + 1, end, &text[end..]));
        }
        _ => {}
    }
}

fn number<'t>(text: &'t str, start: usize, end: usize, after: &'t str) -> Option<Number<'t>> {
    let digits = &text[start..end];
    let mut hundredths = hundredths(digits)?;
    let before = &text[..start];
    let mut span = start..end;
    let mut sign = Sign::None;
    let last = before.chars().next_back();
    match last {
        Some('$') => {
            let rest = before[..before.len() - 1]
                .strip_suffix("US")
                .unwrap_or(&before[..before.len() - 1]);
            if rest.chars().next_back().is_some_and(char::is_alphanumeric) {
                return None;
            }
            sign = Sign::Money;
            span.start = rest.len();
        }
        Some('-') => {
            let is_range = before[..before.len() - 1].ends_with(|letter: char| letter.is_ascii_digit());
            if !is_range {
                return None;
            }
        }
        Some(letter) if letter.is_alphanumeric() || "#_.€£¥/:\u{2212}&=".contains(letter) => return None,
        _ => {}
    }
    let mut rest = &text[end..];
    if let Some((factor, length)) = scale(rest) {
        hundredths = hundredths.checked_mul(factor)?;
        sign = Sign::Money;
        span.end += length;
        rest = &rest[length..];
    } else if sign == Sign::None {
        if rest.starts_with('%') {
            sign = Sign::Percent;
            span.end += 1;
            rest = &rest[1..];
        } else if let Some(words) = [" percent", " per cent"]
            .iter()
            .find(|words| rest.starts_with(**words))
        {
            sign = Sign::Percent;
            span.end += words.len();
            rest = &rest[words.len()..];
        } else if let Some(cross) = rest
            .chars()
            .next()
            .filter(|letter| matches!(letter, 'x' | 'X' | '×'))
        {
            sign = Sign::Multiple;
            span.end += cross.len_utf8();
            rest = &rest[cross.len_utf8()..];
        }
    }
    let ends = !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    ends.then_some(Number {
        span,
        hundredths,
        sign,
        after: if sign == Sign::None { after } else { rest },
    })
}

/// Thousands and millions: the factor, and how long its letter is.
fn scale(rest: &str) -> Option<(i64, usize)> {
    match rest.bytes().next()? {
        b'k' | b'K' => Some((1_000, 1)),
        b'm' | b'M' => Some((1_000_000, 1)),
        _ => None,
    }
}

/// Digits with commas between groups of three, and at most two behind the point, in hundredths.
fn hundredths(digits: &str) -> Option<i64> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if decimals.len() > 2 || decimals.contains([',', '.']) || whole.len() > 20 {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut number = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        number.push_str(group);
    }
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    number
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(decimals)
}

/// Whether what follows a number says that it counts things of the noun: "calls", "to 12 calls", "-day", "new **calls**".
fn counts(after: &str, nouns: &[String; 2]) -> bool {
    let mut words = words(after).peekable();
    if matches!(words.peek(), Some(&("to" | "or" | "and" | "–"))) {
        let mut ahead = words.clone();
        ahead.next();
        if ahead
            .peek()
            .is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
        {
            ahead.next();
            words = ahead;
        }
    }
    for _ in 0..=MAX_GAP {
        let is_here = nouns.iter().any(|noun| {
            let mut ahead = words.clone();
            noun.split(' ').all(|word| {
                let next = ahead.next();
                next.is_some_and(|next| next.eq_ignore_ascii_case(word))
            })
        });
        if is_here {
            return true;
        }
        let Some(word) = words.next() else { return false };
        if !word.starts_with(char::is_alphabetic) || BREAKS.contains(&word.to_lowercase().as_str()) {
            return false;
        }
    }
    false
}

/// The words that follow in the same part of a sentence, through marks of emphasis, hyphens and one line break.
fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    let joins = |letter: char| {
        letter.is_whitespace() || matches!(letter, '-' | '*' | '_' | '[' | '+' | '>' | '\u{a0}')
    };
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '–' | ',' | '\'' | '’');
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|letter: char| !joins(letter))?;
        let gap = &rest[..start];
        if gap.matches('\n').count() > 1 {
            return None;
        }
        let word = &rest[start..];
        let end = word.find(|letter: char| !is_word(letter)).unwrap_or(word.len());
        let shown = word[..end].trim_end_matches([',', '\'', '’']);
        // A comma ends the part of the sentence; what stands behind it is not counted.
        rest = if shown.len() < end { "" } else { &word[end..] };
        (!shown.is_empty()).then_some(shown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(text: &str, figure: &Figure) -> Vec<String> {
        numbers(text, &(0..text.len()))
            .into_iter()
            .filter(|number| number.is(figure))
            .map(|number| text[number.span].to_owned())
            .collect()
    }

    #[track_caller]
    fn finds(figure: &Figure, texts: &[(&str, &str)]) {
        for (text, number) in texts {
            assert_eq!(found(text, figure), [*number], "{text}");
        }
    }

    #[track_caller]
    fn passes(figure: &Figure, texts: &[&str]) {
        for text in texts {
            assert_eq!(found(text, figure), [""; 0], "{text}");
        }
    }

    #[test]
    fn money_is_found_however_it_is_written() {
        let five = Figure::Money(500_000);
        finds(
            &five,
            &[
                ("above $5,000.", "$5,000"),
                ("above $5000 for", "$5000"),
                ("($5k)", "$5k"),
                ("$5K +", "$5K"),
                ("a 5K deal", "5K"),
                ("US$5,000.00", "US$5,000.00"),
                ("**$5,000**", "$5,000"),
                ("$5,000-$10,000", "$5,000"),
            ],
        );
        passes(
            &five,
            &[
                "5,000 people",
                "$5,0000",
                "$50,00",
                "€5,000",
                "$5,000,000",
                "$5,000.50",
                "A$5,000",
                "x5K",
                "$5Km",
                "$5",
            ],
        );
    }

    #[test]
    fn shares_and_multiples_are_found() {
        let share = Figure::Percent(3_000);
        finds(
            &share,
            &[
                ("about 30%", "30%"),
                ("30 percent", "30 percent"),
                ("30 per cent,", "30 per cent"),
            ],
        );
        passes(&share, &["30", "130%", "3.30%", "-30%", "30 people", "1:30%"]);
        let multiple = Figure::Multiple(500);
        finds(
            &multiple,
            &[("a 5x return", "5x"), ("5X", "5X"), ("5× the", "5×")],
        );
        passes(&multiple, &["5", "5xx", "15x", "0.5x", "5x5", "v5x"]);
    }

    #[test]
    fn counts_need_what_they_count() {
        let calls = Figure::counted(500, "calls");
        finds(
            &calls,
            &[
                ("at least 5 calls", "5"),
                ("5 co-selling calls", "5"),
                ("5 **calls**", "5"),
                ("a 5-call week", "5"),
                ("5 to 12 calls", "5"),
                ("5-12 calls", "5"),
                ("5 new\ncalls", "5"),
                ("5 [calls](/a/)", "5"),
                ("3-5 Calls", "5"),
                ("5+ calls", "5"),
                ("5\n> calls", "5"),
            ],
        );
        passes(
            &calls,
            &[
                "5",
                "5 May calls for",
                "on 5 May",
                "5 PM",
                "at 17:05 calls",
                "5. calls",
                "5, calls",
                "5th call",
                "15 calls",
                "5 in calls",
                "5 people and calls",
                "5\n\ncalls",
                "2020-05-05 calls",
                "v1.5 calls",
                "1/5 calls",
                "#5 calls",
                "5 (calls)",
            ],
        );
        finds(
            &Figure::counted(6_000, "days"),
            &[("roughly 60 days", "60"), ("a 60-day window", "60")],
        );
        finds(&Figure::counted(100, "times-a-month"), &[("1 time a month", "1")]);
        passes(
            &Figure::counted(100, "times-a-month"),
            &["1 time each month", "1 time"],
        );
        finds(
            &Figure::counted(800, "hours"),
            &[("8 business hours away", "8"), ("8.0 hours", "8.0")],
        );
        finds(
            &Figure::counted(199_900, "employees"),
            &[("100 to 1,999 employees", "1,999")],
        );
    }

    #[test]
    fn small_numbers_in_words_are_found_before_what_they_count() {
        let skills = Figure::counted(700, "skills");
        let of = |text: &str| {
            let numbers = spelled(text, &(0..text.len()), &[&skills]);
            numbers.iter().filter(|number| number.is(&skills)).count()
        };
        for text in ["the seven skills", "Seven tactical skills", "a seven-skill plan"] {
            assert_eq!(of(text), 1, "{text}");
        }
        for text in [
            "seven",
            "seventy skills",
            "twenty-seven skills",
            "six skills",
            "seven of the skills",
        ] {
            assert_eq!(of(text), 0, "{text}");
        }
    }

    #[test]
    fn no_text_stops_the_reader() {
        for text in [
            "9".repeat(400),
            "1-".repeat(99),
            "$,5.".repeat(9),
            "5 é".to_owned(),
            "5\u{a0}–".to_owned(),
        ] {
            let figure = Figure::counted(500, "calls");
            assert!(found(&text, &figure).is_empty(), "{text}");
        }
    }
}
