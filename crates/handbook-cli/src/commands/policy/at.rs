//! `handbook policy at`: every value as it stands on a day, with what the last change before it did.

use handbook::Failure;
use policy::{Date, PolicyValues, values::Value};

use super::{Handbook, list, words};
use crate::{
    Outcome,
    arguments::{Format, policy::At},
    json::Json,
    terminal::{self, printable},
};

/// Shows the values of the day.
pub(super) fn run(options: &At) -> Result<Outcome, Failure> {
    let day = options.day;
    let Some(handbook) = Handbook::find(&options.source.folder, day)? else {
        return Ok(Outcome::Findings);
    };
    terminal::output(&match options.format {
        Format::Json => json(&handbook.values, day),
        Format::Text => text(&handbook.values, day),
    })?;
    Ok(Outcome::Clean)
}

/// The last day, up to `day`, on which an entry of any value begins.
fn last_change(values: &PolicyValues, day: Date) -> Option<Date> {
    let days = values.iter().filter_map(|value| value.in_force(day));
    days.map(|entry| entry.from).max()
}

/// Whether a day changed a value: one of its entries begins on it.
fn changed_on(value: &Value, day: Date) -> bool {
    value.from.iter().any(|entry| entry.from == day)
}

fn text(values: &PolicyValues, day: Date) -> String {
    if values.is_empty() {
        return list::NO_VALUES.to_owned();
    }
    let changed = last_change(values, day);
    let mut out = format!("The policy as it stands on {}\n\n", day.display());
    let rows: Vec<Vec<String>> = values
        .iter()
        .map(|value| {
            let is_new = changed.is_some_and(|last| changed_on(value, last));
            let mut row = vec![if is_new { "*" } else { " " }.to_owned()];
            row.extend(list::row(value, day));
            row
        })
        .collect();
    out.push_str(&words::columns(&rows));
    let Some(last) = changed else {
        out.push_str("\nNo value is in force on this day yet.\n");
        return out;
    };
    out.push_str(&format!("\n* changed on {}\n", last.display()));
    let rows: Vec<Vec<String>> = values
        .iter()
        .filter(|value| changed_on(value, last))
        .filter_map(|value| {
            let entry = value.in_force(last.plus_days(-1))?;
            let before = words::amounts(&value.unit, &entry.amounts);
            Some(vec![
                format!("  {}", printable(&value.key)),
                format!("before: {before}"),
            ])
        })
        .collect();
    if rows.is_empty() {
        out.push_str("  where there was nothing before\n");
    }
    out.push_str(&words::columns(&rows));
    out
}

fn json(values: &PolicyValues, day: Date) -> String {
    let changed = last_change(values, day);
    let object = |value: &Value| {
        let mut pairs = list::value_json(value, day);
        let before = changed
            .filter(|last| changed_on(value, *last))
            .and_then(|last| value.in_force(last.plus_days(-1)));
        let before = before.map_or(Json::Null, |entry| words::amounts_json(&entry.amounts));
        let is_new = changed.is_some_and(|last| changed_on(value, last));
        pairs.push(("changed".to_owned(), Json::Flag(is_new)));
        pairs.push(("before".to_owned(), before));
        Json::Object(pairs)
    };
    Json::object([
        ("as_of", day.iso().into()),
        ("changed_on", Json::maybe(changed.map(Date::iso))),
        ("values", Json::list(values.iter(), object)),
    ])
    .pretty()
}
