//! The values as a compact text of lines, the form in which they travel to the browser.
//!
//! Owns that format and nothing else: what [`encode`] writes, [`decode`] reads back whole. A value is a line of eight
//! fields parted by tabs (key, unit, comparison, measure, title, title and address of the source, reading), followed by
//! one line for each entry: a tab, the day, and one amount for all or two for the tiers. Absent fields are empty. The
//! text holds no `<`, so that it can stand inside a `script` element as it is.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    Date,
    values::{Amount, Amounts, Comparison, Entry, PolicyValues, Source, Unit, Value},
};

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

/// Writes the values with these keys; a key that there is no value for is left out.
pub fn encode(values: &PolicyValues, keys: &[&str]) -> String {
    let mut text = String::new();
    for value in values.iter().filter(|value| keys.contains(&value.key.as_str())) {
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

/// Reads what [`encode`] wrote; blank lines are passed over.
///
/// # Errors
/// The first line that is not in the format, or out of the order of keys and days.
pub fn decode(text: &str) -> Result<PolicyValues, TableError> {
    let mut values: Vec<Value> = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let read = match line.strip_prefix('\t') {
            Some(entry) => values.last_mut().and_then(|value| {
                let entry = decode_entry(&value.unit, entry)?;
                let follows = value.from.last().is_none_or(|before| before.from < entry.from);
                follows.then(|| value.from.push(entry))
            }),
            None => decode_value(line).and_then(|value| {
                let follows = values.last().is_none_or(|before| before.key < value.key);
                follows.then(|| values.push(value))
            }),
        };
        read.ok_or(TableError { line: index + 1 })?;
    }
    Ok(PolicyValues::from_sorted(values))
}

fn decode_value(line: &str) -> Option<Value> {
    let mut fields = line.split('\t').map(unescape);
    let key = fields.next()?;
    let unit = Unit::parse(&fields.next()?)?;
    let comparison = match fields.next()? {
        absent if absent.is_empty() => None,
        key => Some(Comparison::parse(&key)?),
    };
    let optional = |text: String| (!text.is_empty()).then_some(text);
    Some(Value {
        key,
        unit,
        comparison,
        measure: optional(fields.next()?),
        title: fields.next()?,
        source: Source {
            title: fields.next()?,
            href: fields.next()?,
        },
        reading: optional(fields.next()?),
        from: Vec::new(),
    })
}

fn decode_entry(unit: &Unit, line: &str) -> Option<Entry> {
    let mut fields = line.split('\t').map(unescape);
    let from = Date::parse(&fields.next()?).ok()?;
    let first = Amount::parse(unit, &fields.next()?).ok()?;
    let amounts = match fields.next() {
        None => Amounts::All(first),
        Some(second) => Amounts::ByTier {
            smb: first,
            mid_market: Amount::parse(unit, &second).ok()?,
        },
    };
    Some(Entry { from, amounts })
}

/// What would end a field, a line or a `script` element, and the letter that stands for it after a backslash.
const ESCAPES: [(char, char); 5] = [('\\', '\\'), ('\t', 't'), ('\n', 'n'), ('\r', 'r'), ('<', 'l')];

fn push_field(text: &mut String, before: &str, field: &str) {
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

fn unescape(field: &str) -> String {
    let mut text = String::new();
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        let plain = match character {
            '\\' => characters.next().map_or('\\', |letter| {
                let escape = ESCAPES.iter().find(|(_, known)| *known == letter);
                escape.map_or(letter, |(plain, _)| *plain)
            }),
            other => other,
        };
        text.push(plain);
    }
    text
}
