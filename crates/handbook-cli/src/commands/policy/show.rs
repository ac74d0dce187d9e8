//! `handbook policy show`: one value in full.

use handbook::{Failure, PageUse, PolicyUses};
use policy::{Calculator, Date, PolicyValues, values::Value};

use super::{Handbook, list, pages, words};
use crate::{
    Outcome,
    arguments::{Format, policy::Show},
    json::Json,
    terminal::{self, printable},
};

/// Shows the value, or says which one was meant.
pub(super) fn run(options: &Show) -> Result<Outcome, Failure> {
    let day = options.day.or_today();
    let Some(handbook) = Handbook::find(&options.source.folder, day)? else {
        return Ok(Outcome::Findings);
    };
    let Some(value) = handbook.values.get(&options.key) else {
        let keys = handbook.values.iter().map(|value| value.key.as_str());
        let near = handbook::nearest(&options.key, keys);
        return Err(Failure {
            path: None,
            message: format!("there is no policy value `{}`", options.key),
            hint: Some(match near {
                Some(near) => format!("did you mean `{near}`? `handbook policy list` lists them"),
                None => "`handbook policy list` lists them".to_owned(),
            }),
        });
    };
    let uses = handbook::policy_uses(&handbook.source, &handbook.values);
    let calculators = readers(&handbook.values, &value.key);
    terminal::output(&match options.format {
        Format::Json => json(value, day, &uses, &calculators),
        Format::Text => text(value, day, &uses, &calculators),
    })?;
    Ok(Outcome::Clean)
}

/// The calculators that may read a value, by themselves or through those that they ask.
fn readers<'a>(values: &'a PolicyValues, key: &str) -> Vec<&'a dyn Calculator> {
    values
        .calculators()
        .filter(|calculator| values.keys_of(*calculator).contains(&key))
        .collect()
}

fn text(value: &Value, day: Date, uses: &PolicyUses, calculators: &[&dyn Calculator]) -> String {
    let mut out = format!("{} ({})\n", value.title, value.key);
    match value.in_force(day) {
        Some(entry) => {
            let amounts = words::amounts(&value.unit, &entry.amounts);
            out.push_str(&format!("{amounts}, since {}\n", entry.from.display()));
        }
        None => out.push_str(&format!("not yet in force on {}\n", day.display())),
    }
    if let Some(next) = list::next(value, day) {
        let amounts = words::amounts(&value.unit, &next.amounts);
        out.push_str(&format!("{amounts}, from {}\n", next.from.display()));
    }
    let mut facts = Vec::new();
    facts.extend(words::comparison(value).map(|words| vec!["Compared".to_owned(), words]));
    facts.push(vec!["Unit".to_owned(), value.unit.key().to_owned()]);
    let source = format!("{}: {}", value.source.title, value.source.href);
    facts.push(vec!["Source".to_owned(), source]);
    facts.extend(
        value
            .reading
            .iter()
            .map(|reading| vec!["Reading".to_owned(), reading.clone()]),
    );
    let days = [("Reviewed", value.last_reviewed), ("Review due", value.review_by)];
    facts.extend(
        value
            .owner
            .iter()
            .map(|owner| vec!["Owner".to_owned(), owner.clone()]),
    );
    for (name, day) in days {
        facts.extend(day.map(|day| vec![name.to_owned(), day.display()]));
    }
    out.push('\n');
    out.push_str(&words::columns(&facts));

    out.push_str("\nHistory\n");
    let present = value.in_force(day).map(|entry| entry.from);
    let history: Vec<Vec<String>> = value
        .from
        .iter()
        .rev()
        .map(|entry| {
            let mark = match present {
                Some(from) if from == entry.from => "in force",
                _ if entry.from > day => "to come",
                _ => "",
            };
            vec![
                format!("  from {}", entry.from.display()),
                words::amounts(&value.unit, &entry.amounts),
                mark.to_owned(),
            ]
        })
        .collect();
    out.push_str(&words::columns(&history));

    out.push_str("\nCalculators that read it\n");
    let mut rows = Vec::new();
    for calculator in calculators {
        let description = calculator.description();
        let pages = uses.of_calculator(&description.id);
        let pages: Vec<String> = pages.iter().map(|page| page.address.clone()).collect();
        rows.push(vec![
            format!("  {}", description.id),
            description.title.to_string(),
            pages.join(", "),
        ]);
    }
    out.push_str(&or_none(&words::columns(&rows)));

    out.push_str("\nPages that show it\n");
    let rows: Vec<Vec<String>> = pages::of(uses.of_value(&value.key))
        .iter()
        .map(|page| {
            vec![
                format!("  {}", page.first.address),
                page.first.title.clone(),
                page.place(),
            ]
        })
        .collect();
    out.push_str(&or_none(&words::columns(&rows)));
    printable(&out)
}

fn or_none(rows: &str) -> String {
    match rows {
        "" => "  none\n".to_owned(),
        rows => rows.to_owned(),
    }
}

fn json(value: &Value, day: Date, uses: &PolicyUses, calculators: &[&dyn Calculator]) -> String {
    let mut pairs = vec![("as_of".to_owned(), Json::from(day.iso()))];
    pairs.extend(list::value_json(value, day));
    let more = [
        ("measure", Json::maybe(value.measure.clone())),
        ("reading", Json::maybe(value.reading.clone())),
        (
            "source",
            Json::object([
                ("title", value.source.title.as_str().into()),
                ("href", value.source.href.as_str().into()),
            ]),
        ),
        ("owner", Json::maybe(value.owner.clone())),
        ("last_reviewed", Json::maybe(value.last_reviewed.map(Date::iso))),
        ("review_by", Json::maybe(value.review_by.map(Date::iso))),
        ("history", Json::list(&value.from, words::entry_json)),
        (
            "calculators",
            Json::list(calculators, |calculator| {
                let description = calculator.description();
                Json::object([
                    ("calculator", description.id.to_string().into()),
                    ("title", description.title.to_string().into()),
                    ("pages", pages_json(uses.of_calculator(&description.id))),
                ])
            }),
        ),
        ("pages", pages_json(uses.of_value(&value.key))),
    ];
    pairs.extend(more.map(|(key, json)| (key.to_owned(), json)));
    Json::Object(pairs).pretty()
}

/// The pages of some places as a list of objects.
fn pages_json(uses: &[PageUse]) -> Json {
    Json::list(pages::of(uses), |page| page.json())
}
