//! The differences for programs.

use policy::Date;

use super::{CalculatorReport, Report, ValueReport, cases::CaseChange, search::Example};
use crate::{commands::policy::pages, json::Json};

/// The whole report.
pub(super) fn of(report: &Report<'_>) -> String {
    Json::object([
        ("base", report.base.into()),
        ("head", report.head.into()),
        ("as_of", report.today.iso().into()),
        ("values", Json::list(&report.values, value)),
        ("calculators", Json::list(&report.calculators, calculator)),
    ])
    .pretty()
}

fn value(report: &ValueReport<'_>) -> Json {
    let change = &report.change;
    let title = change.value().map_or("", |value| &value.title);
    Json::object([
        ("key", change.key().into()),
        ("title", title.into()),
        ("change", change.kind().word().into()),
        ("parts", Json::list(&change.parts, |part| part.json())),
        ("pages", Json::list(pages::of(&report.pages), |page| page.json())),
        ("calculators", Json::list(&report.calculators, Json::from)),
    ])
}

fn calculator(report: &CalculatorReport) -> Json {
    Json::object([
        ("calculator", report.id.as_str().into()),
        ("title", report.title.as_str().into()),
        ("change", report.kind.map_or("values", |kind| kind.word()).into()),
        ("values", Json::list(&report.values, Json::from)),
        ("pages", Json::list(pages::of(&report.pages), |page| page.json())),
        ("cases", Json::list(&report.cases, case)),
        ("verdicts", Json::list(&report.examples, example)),
        ("figures", Json::list(&report.figures, example)),
        ("tried", Json::Number(report.tried)),
        ("complete", Json::Flag(!report.is_cut)),
    ])
}

fn case(change: &CaseChange) -> Json {
    let case = &change.case;
    Json::object([
        ("name", case.name.as_str().into()),
        ("place", case.place.as_str().into()),
        ("as_of", change.as_of.iso().into()),
        ("inputs", inputs(&case.given)),
        ("before", change.before.json()),
        ("after", change.after.json()),
    ])
}

fn example(example: &Example) -> Json {
    Json::object([
        ("as_of", Date::iso(example.as_of).into()),
        ("inputs", inputs(&example.inputs)),
        ("before", example.before.json()),
        ("after", example.after.json()),
        (
            "words",
            Json::Object(
                example
                    .words()
                    .map(|(name, words)| (name.to_owned(), Json::list(words, Json::from)))
                    .to_vec(),
            ),
        ),
    ])
}

fn inputs(given: &[(String, String)]) -> Json {
    let pairs = given.iter();
    Json::Object(
        pairs
            .map(|(field, text)| (field.clone(), text.as_str().into()))
            .collect(),
    )
}
