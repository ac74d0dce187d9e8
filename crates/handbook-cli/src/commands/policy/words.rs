//! Amounts and values in the words and in the JSON that all commands about the policy share.

use policy::values::{Amount, Amounts, Entry, Tier, Unit, Value};

use crate::{json::Json, terminal::printable};

/// An amount with what it counts: `$5,000`, `60 days`, `1 hour`.
pub(super) fn amount(unit: &Unit, amount: &Amount) -> String {
    let noun = match unit {
        Unit::Hours => "hours",
        Unit::Count(noun) => noun,
        Unit::Usd | Unit::Percent | Unit::Multiple | Unit::Text => return printable(&amount.display()),
    };
    let noun = noun.replace('-', " ");
    match amount.plain() == "1" {
        true => format!("1 {}", singular(&noun)),
        false => format!("{} {noun}", amount.display()),
    }
}

/// `time a month` of `times a month`.
fn singular(noun: &str) -> String {
    let (first, rest) = noun
        .split_once(' ')
        .map_or((noun, String::new()), |(first, rest)| (first, format!(" {rest}")));
    match (first.strip_suffix("ies"), first.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y{rest}"),
        (None, Some(stem)) if !stem.ends_with('s') => format!("{stem}{rest}"),
        _ => noun.to_owned(),
    }
}

/// The amounts with whom they are for: `SMB $5,000, Mid-Market $10,000`.
pub(super) fn amounts(unit: &Unit, amounts: &Amounts) -> String {
    match amounts {
        Amounts::All(one) => amount(unit, one),
        Amounts::ByTier { .. } => {
            let by_tier = Tier::ALL.into_iter().filter_map(|tier| {
                Some(format!(
                    "{} {}",
                    tier.label(),
                    amount(unit, amounts.of(Some(tier))?)
                ))
            });
            by_tier.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What a figure is compared with a value for: `the amount has to be strictly above it`.
pub(super) fn comparison(value: &Value) -> Option<String> {
    let words = value.comparison?.words();
    Some(match &value.measure {
        Some(measure) => format!("{} {words} it", printable(&measure.replace('-', " "))),
        None => format!("{words} it"),
    })
}

/// The amounts by tier as an object: `{"smb": "5000.00", ...}`, or `{"all": "60"}`.
pub(super) fn amounts_json(amounts: &Amounts) -> Json {
    match amounts {
        Amounts::All(one) => Json::object([("all", one.plain().into())]),
        Amounts::ByTier { .. } => Json::Object(
            Tier::ALL
                .into_iter()
                .filter_map(|tier| Some((tier.key().to_owned(), Json::from(amounts.of(Some(tier))?.plain()))))
                .collect(),
        ),
    }
}

/// An entry as an object: `{"from", "amounts"}`.
pub(super) fn entry_json(entry: &Entry) -> Json {
    Json::object([
        ("from", entry.from.iso().into()),
        ("amounts", amounts_json(&entry.amounts)),
    ])
}

/// Lines of columns, each as wide as its widest cell; the last one is not filled up.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unit: &str, text: &str, expected: &str) {
        let unit = Unit::parse(unit).expect("the unit is one");
        let read = Amount::parse(&unit, text).expect("the text fits the unit");
        assert_eq!(amount(&unit, &read), expected);
    }

    #[test]
    fn an_amount_is_told_with_what_it_counts() {
        check("usd", "5000", "$5,000");
        check("days", "60", "60 days");
        check("hours", "1", "1 hour");
        check("times-a-month", "1", "1 time a month");
        check("opportunities", "1", "1 opportunity");
        check("calls", "2", "2 calls");
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        assert_eq!(columns(&[row(["a", "bb"]), row(["ccc", ""])]), "a    bb\nccc\n");
    }
}
