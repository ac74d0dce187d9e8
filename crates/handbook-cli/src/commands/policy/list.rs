//! `handbook policy list`: every value on a day, and what is to come after it.

use handbook::Failure;
use policy::{
    Date, PolicyValues,
    values::{Entry, Value},
};

use super::{Handbook, words};
use crate::{
    Outcome,
    arguments::{Format, policy::List},
    json::Json,
    terminal::{self, printable},
};

/// Lists the values.
pub(super) fn run(options: &List) -> Result<Outcome, Failure> {
    let day = options.day.or_today();
    let Some(handbook) = Handbook::find(&options.source.folder, day)? else {
        return Ok(Outcome::Findings);
    };
    terminal::output(&match options.format {
        Format::Json => Json::object([
            ("as_of", day.iso().into()),
            (
                "values",
                Json::list(handbook.values.iter(), |value| {
                    Json::Object(value_json(value, day))
                }),
            ),
        ])
        .pretty(),
        Format::Text => text(&handbook.values, day),
    })?;
    Ok(Outcome::Clean)
}

fn text(values: &PolicyValues, day: Date) -> String {
    if values.is_empty() {
        return NO_VALUES.to_owned();
    }
    let mut out = format!("The policy in force on {}\n\n", day.display());
    let rows: Vec<Vec<String>> = values.iter().map(|value| row(value, day)).collect();
    out.push_str(&words::columns(&rows));
    let mut coming: Vec<(Date, Vec<String>)> = Vec::new();
    for value in values.iter() {
        for entry in value.from.iter().filter(|entry| entry.from > day) {
            let line = vec![
                format!("  from {}", entry.from.display()),
                printable(&value.key),
                words::amounts(&value.unit, &entry.amounts),
            ];
            coming.push((entry.from, line));
        }
    }
    coming.sort_by_key(|(from, _)| *from);
    if !coming.is_empty() {
        let rows: Vec<Vec<String>> = coming.into_iter().map(|(_, line)| line).collect();
        out.push_str("\nChanges to come\n");
        out.push_str(&words::columns(&rows));
    }
    out.push_str("\n`handbook policy show VALUE` tells more about one of them.\n");
    out
}

/// What is said when there is nothing to list.
pub(super) const NO_VALUES: &str =
    "This handbook has no policy values yet; write the first one into a file in content/policy.\n";

/// A value as the cells of a line.
pub(super) fn row(value: &Value, day: Date) -> Vec<String> {
    let (amounts, since) = match value.in_force(day) {
        Some(entry) => (
            words::amounts(&value.unit, &entry.amounts),
            format!("since {}", entry.from.display()),
        ),
        None => ("not yet".to_owned(), String::new()),
    };
    vec![printable(&value.key), amounts, since, printable(&value.title)]
}

/// The first entry after a day.
pub(super) fn next(value: &Value, day: Date) -> Option<&Entry> {
    value.from.iter().find(|entry| entry.from > day)
}

/// The keys and values of a value's object.
pub(super) fn value_json(value: &Value, day: Date) -> Vec<(String, Json)> {
    let entry = value.in_force(day);
    let next = next(value, day);
    let pairs = [
        ("key", value.key.as_str().into()),
        ("title", value.title.as_str().into()),
        ("unit", value.unit.key().into()),
        (
            "comparison",
            Json::maybe(value.comparison.map(|comparison| comparison.key())),
        ),
        ("since", Json::maybe(entry.map(|entry| entry.from.iso()))),
        (
            "amounts",
            entry.map_or(Json::Null, |entry| words::amounts_json(&entry.amounts)),
        ),
        ("next", next.map_or(Json::Null, words::entry_json)),
    ];
    pairs
        .into_iter()
        .map(|(key, json)| (key.to_owned(), json))
        .collect()
}
