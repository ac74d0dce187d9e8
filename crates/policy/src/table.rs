//! The values as a compact text of lines, the form in which they travel to the browser.
//!
//! Owns that format and nothing else: what [`encode`] writes, [`decode`] reads back whole. A value is a line of eight
//! fields parted by tabs (key, unit, comparison, measure, title, title and address of the source, reading), followed by
//! one line for each entry: a tab, the day, and one amount for all or two for the tiers. Absent fields are empty. The
//! text holds no `<`, so that it can stand inside a `script` element as it is. Lines that begin with `=` belong to
//! calculators declared in data; their format is that of [`declared`](crate::declared). Who owns a value and when it is
//! reviewed stays behind: no answer rests on it.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    Calculator, Date,
    declared::Declared,
    text::split,
    values::{Amount, Amounts, Comparison, Entry, PolicyValues, Source, Unit, Value},
};

/// What a line of a declaration begins with. No key of a value does.
pub(crate) const DECLARED: char = '=';

/// A line of a table that could not be read, counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The number of the line.
    pub line: usize,
}

impl fmt::Display for TableError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the values could not be read at line ")?;
        formatter.write_str(&crate::number::display_whole(self.line as i64))
    }
}

impl core::error::Error for TableError {}

/// Writes all that a calculator needs for an answer: the values that it may read, those of the calculators that it asks,
/// and its own declaration and theirs where they are declared in data.
pub fn encode_for(values: &PolicyValues, calculator: &dyn Calculator) -> String {
    let mut text = encode(values, &values.keys_of(calculator));
    for declared in values.declared_for(calculator) {
        declared.encode(&mut text);
    }
    text
}

/// Writes the same for several calculators at once.
pub fn encode_for_all(values: &PolicyValues, calculators: &[&dyn Calculator]) -> String {
    let keys: Vec<&str> = calculators
        .iter()
        .flat_map(|calculator| values.keys_of(*calculator))
        .collect();
    let mut text = encode(values, &keys);
    let mut written: Vec<&str> = Vec::new();
    for declared in calculators
        .iter()
        .flat_map(|calculator| values.declared_for(*calculator))
    {
        let id = &*declared.description().id;
        if !written.contains(&id) {
            written.push(id);
            declared.encode(&mut text);
        }
    }
    text
}

/// Writes the values with these keys; a key that there is no value for is left out.
pub fn encode(values: &PolicyValues, keys: &[&str]) -> String {
    let mut keys = Vec::from(keys);
    keys.sort_unstable();
    keys.dedup();
    let mut text = String::new();
    for value in keys.iter().filter_map(|key| values.get(key)) {
        push_field(&mut text, "", &value.key);
        push_field(&mut text, "\t", value.unit.key());
        push_field(&mut text, "\t", value.comparison.map_or("", Comparison::key));
        push_field(&mut text, "\t", value.measure.as_deref().unwrap_or(""));
        push_field(&mut text, "\t", &value.title);
        push_field(&mut text, "\t", &value.source.title);
        push_field(&mut text, "\t", &value.source.href);
        push_field(&mut text, "\t", value.reading.as_deref().unwrap_or(""));
        text.push('\n');
        for entry in &value.from {
            push_field(&mut text, "\t", &entry.from.iso());
            match &entry.amounts {
                Amounts::All(amount) => push_field(&mut text, "\t", &amount.plain()),
                Amounts::ByTier { smb, mid_market } => {
                    push_field(&mut text, "\t", &smb.plain());
                    push_field(&mut text, "\t", &mid_market.plain());
                }
            }
            text.push('\n');
        }
    }
    text
}

/// Reads what [`encode`] wrote, in the order in which it wrote it; blank lines are passed over.
///
/// # Errors
/// The first line that is not in the format, or not behind the one before it.
pub fn decode(text: &str) -> Result<PolicyValues, TableError> {
    let mut values = Vec::new();
    let mut calculators = Vec::new();
    for (index, line) in split(text, b'\n').iter().enumerate() {
        if line.starts_with(DECLARED) {
            Declared::decode_line(line, &mut calculators).ok_or(TableError { line: index + 1 })?;
        } else if !line.is_empty() && decode_line(&split(line, b'\t'), &mut values).is_none() {
            return Err(TableError { line: index + 1 });
        }
    }
    Ok(PolicyValues::from_sorted(values).with_calculators(calculators))
}

fn decode_line(fields: &[&str], values: &mut Vec<Value>) -> Option<()> {
    match *fields {
        ["", day, ref amounts @ ..] => {
            let value = values.last_mut()?;
            let from = Date::parse(day).ok()?;
            // Values and their days are looked up by their order.
            if value.from.last().is_some_and(|last| last.from >= from) {
                return None;
            }
            let amount = |field: &&str| Amount::parse(&value.unit, &unescape(field)).ok();
            let first = amount(amounts.first()?)?;
            let amounts = match amounts.get(1) {
                Some(second) => Amounts::ByTier {
                    smb: first,
                    mid_market: amount(second)?,
                },
                None => Amounts::All(first),
            };
            value.from.push(Entry { from, amounts });
        }
        [key, unit, comparison, measure, title, source, href, reading] => {
            let unit = Unit::parse(unit)?;
            let key = unescape(key);
            if values.last().is_some_and(|last| last.key >= key) {
                return None;
            }
            let optional = |field: &str| (!field.is_empty()).then(|| unescape(field));
            values.push(Value {
                key,
                title: unescape(title),
                unit,
                measure: optional(measure),
                comparison: Comparison::parse(comparison),
                source: Source {
                    title: unescape(source),
                    href: unescape(href),
                },
                reading: optional(reading),
                owner: None,
                last_reviewed: None,
                review_by: None,
                from: Vec::new(),
            });
        }
        _ => return None,
    }
    Some(())
}

/// What would end a field, a line or a `script` element, and the letter that stands for it after a backslash.
const ESCAPES: [(char, char); 5] = [('\\', '\\'), ('\t', 't'), ('\n', 'n'), ('\r', 'r'), ('<', 'l')];

pub(crate) fn push_field(text: &mut String, before: &str, field: &str) {
    text.push_str(before);
    for character in field.chars() {
        match ESCAPES.iter().find(|(plain, _)| *plain == character) {
            Some((_, letter)) => {
                text.push('\\');
                text.push(*letter);
            }
            None => text.push(character),
        }
    }
}

pub(crate) fn unescape(field: &str) -> String {
    let mut text = String::new();
    let mut escaped = false;
    for character in field.chars() {
        let escape = ESCAPES.iter().find(|(_, letter)| escaped && *letter == character);
        if escaped || character != '\\' {
            text.push(escape.map_or(character, |(plain, _)| *plain));
            escaped = false;
        } else {
            escaped = true;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::example;

    #[track_caller]
    fn comes_back(value: Value) -> String {
        let key = value.key.clone();
        let values = PolicyValues::new(Vec::from([value])).expect("the value is valid");
        let text = encode(&values, &[&key]);
        assert_eq!(decode(&text), Ok(values));
        text
    }

    #[test]
    fn a_value_is_one_line_and_one_for_each_entry() {
        let text = comes_back(example::money("deck.threshold", 500_000, 1_000_000));
        assert_eq!(
            text,
            "deck.threshold\tusd\tabove\t\tTitle of deck.threshold\tSource\t/source/\t\n\t2020-02-01\t5000.00\t10000.00\n"
        );
    }

    #[test]
    fn all_units_come_back() {
        comes_back(example::all(
            "a",
            Unit::Percent,
            Amount::Percent(crate::Hundredths::from_hundredths(1250)),
        ));
        comes_back(example::all(
            "a",
            Unit::Multiple,
            Amount::Multiple(crate::Hundredths::from_hundredths(500)),
        ));
        comes_back(example::all(
            "a",
            Unit::Hours,
            Amount::Hours(crate::Hundredths::from_hundredths(750)),
        ));
        comes_back(example::all(
            "a",
            Unit::Count(String::from("days")),
            Amount::Count(1_999),
        ));
        comes_back(example::all(
            "a",
            Unit::Text,
            Amount::Text(String::from("Wednesday at 17:00")),
        ));
    }

    #[test]
    fn whatever_stands_in_a_text_comes_back_and_no_tag_begins() {
        let mut value = example::money("a", 1, 2);
        value.title = String::from(
            "tab\there, line\nbreak, return\r, back\\slash, \\t, </script>, \u{201c}caf\u{e9}\u{201d}",
        );
        value.reading = Some(String::from("<script>"));
        value.measure = Some(String::from("amount"));
        let text = comes_back(value);
        assert!(!text.contains('<'));
    }

    #[test]
    fn a_series_keeps_its_order() {
        let mut value = example::money("a", 1, 2);
        let mut later = example::money("a", 3, 4).from;
        for entry in &mut later {
            entry.from = entry.from.plus_days(400);
        }
        value.from.extend(later);
        comes_back(value);
    }

    #[test]
    fn only_the_values_asked_for_are_written() {
        let values = Vec::from([example::money("a", 1, 2), example::money("b", 1, 2)]);
        let values = PolicyValues::new(values).expect("the values are valid");
        let text = encode(&values, &["b", "missing"]);
        assert!(text.starts_with("b\t"));
        assert_eq!(decode(&text).map(|values| values.len()), Ok(1));
        assert_eq!(decode(""), Ok(PolicyValues::default()));
    }

    #[test]
    fn a_line_that_is_not_in_the_format_is_named() {
        for (text, line) in [
            ("x", 1),
            ("\t2020-02-01\t5", 1),
            ("a\tusd\t\t\tt\ts\th\t\n\t2020-02-30\t5", 2),
            ("a\tusd\t\t\tt\ts\th\t\n\n\t2020-02-01\tfive", 3),
            ("a\tusd\t\t\tt\ts\th\t\n\t2020-02-01", 2),
            ("a\tUSD\t\t\tt\ts\th\t", 1),
            ("b\tusd\t\t\tT\tS\t/s/\t\na\tusd\t\t\tT\tS\t/s/\t\n", 2),
            ("a\tusd\t\t\tT\tS\t/s/\t\na\tusd\t\t\tT\tS\t/s/\t\n", 2),
            ("a\tusd\t\t\tT\tS\t/s/\t\n\t2020-02-01\t5\n\t2020-01-01\t6\n", 3),
        ] {
            assert_eq!(decode(text), Err(TableError { line }), "{text}");
        }
    }
}
