//! A table of cases on a page: run against the values of its own days, and shown with its answers in words.

use policy::{Date, calculator::AS_OF};
use serde::Serialize;

use super::{calculator, scene::Scene, typed, view::Day};
use crate::{
    cases::{
        Block, PolicyCase,
        block::{Cell, Row},
        meaning::{Column, Table},
        outcome::{self, Outcome},
    },
    diagnostics::Diagnostic,
    graph::PageId,
};

#[derive(Serialize)]
struct View<'a> {
    anchor: &'a str,
    title: &'a str,
    /// Where the calculator is; none when it stands on no page.
    href: Option<String>,
    /// The day whose values hold for all rows.
    day: Option<Day>,
    /// What is given in all rows.
    shared: Vec<GivenView>,
    columns: Vec<ColumnView>,
    rows: Vec<Vec<CellView>>,
}

/// What is given for a field, as people write it.
#[derive(Serialize)]
pub(super) struct GivenView {
    pub(super) label: String,
    pub(super) value: String,
}

#[derive(Serialize)]
struct ColumnView {
    label: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    kind: &'static str,
}

/// Renders the table on a page. What is wrong with it, and each case that fails, is a finding.
pub(super) fn render(
    scene: &Scene<'_>,
    page: PageId,
    block: &Block,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let path = scene.graph.page(page).path.as_str();
    let place = calculator::Place {
        page,
        path,
        span: &block.calculator.span,
    };
    let calculator = calculator::find(scene, &block.calculator.text, &place, findings)?;
    let known = findings.len();
    let table = Table::new(block, calculator.description());
    let cases = table.cases(path, findings);
    if calculator::lacks_mistaken_value(scene, calculator) {
        return None;
    }
    let outcomes = outcome::check(&table, &cases, calculator, &scene.policy, path, findings);
    if findings.len() > known {
        return None;
    }
    let view = view(scene, page, &table, &cases, &outcomes);
    match scene.templates?.partial("policy-cases", "cases", &view) {
        Ok(html) => Some(html),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

fn view<'a>(
    scene: &Scene<'_>,
    page: PageId,
    table: &Table<'a>,
    cases: &[Option<PolicyCase>],
    outcomes: &[Option<Outcome>],
) -> View<'a> {
    let description = table.description;
    let has_days = table.columns.iter().any(|column| matches!(column, Column::AsOf));
    let days = cases.iter().flatten().map(|case| case.as_of);
    let shared = |(field, cell): (&policy::calculator::Field, &Cell)| GivenView {
        label: field.label.to_string(),
        value: typed::answer(field, &cell.text),
    };
    let block = table.block;
    let row = |(row, outcome): (&Row, &Option<Outcome>)| {
        let cells = table.columns.iter().zip(&row.cells);
        cells
            .map(|(column, cell)| CellView {
                text: text(table, *column, cell, outcome.as_ref()),
                kind: kind(*column, outcome.as_ref()),
            })
            .collect()
    };
    View {
        anchor: &block.anchor,
        title: &description.title,
        href: calculator_href(scene, page, &description.id),
        day: days.min().filter(|_| !has_days).map(Day::from),
        shared: table.settings().map(shared).collect(),
        columns: table
            .columns
            .iter()
            .map(|column| ColumnView {
                label: label(*column),
                kind: kind(*column, outcomes.iter().flatten().find(|outcome| outcome.is_ok())),
            })
            .collect(),
        rows: block.rows.iter().zip(outcomes).map(row).collect(),
    }
}

/// The address of a calculator as seen from a page: on the page itself, or on the first page that has it.
fn calculator_href(scene: &Scene<'_>, page: PageId, id: &str) -> Option<String> {
    if scene.graph.page(page).has_calculator(id) {
        return Some(format!("#{id}"));
    }
    let (first, _) = scene.graph.pages().find(|(_, page)| page.has_calculator(id))?;
    Some(format!("{}#{id}", scene.graph.href(first)))
}

fn label(column: Column<'_>) -> String {
    match column {
        Column::Name => "Case".to_owned(),
        Column::Why => "Why".to_owned(),
        Column::AsOf => "As of".to_owned(),
        Column::Field(field) => field.label.to_string(),
        Column::Verdict => "Verdict".to_owned(),
        Column::Sentence => "The answer says".to_owned(),
        Column::Error => "Is refused".to_owned(),
        Column::Warning => "Warning".to_owned(),
        Column::Reading => "Reading".to_owned(),
        Column::Figure(name) => typed::words(name),
    }
}

fn kind(column: Column<'_>, outcome: Option<&Outcome>) -> &'static str {
    use policy::calculator::AnswerValue::{Count, Money, Multiple, Percent};
    let figure = |name: &str| outcome.and_then(|outcome| outcome.as_ref().ok()?.value(name).copied());
    match column {
        Column::Name => "name",
        Column::Verdict => "verdict",
        Column::Field(field) if typed::is_number(field) => "number",
        Column::Figure(name) => match figure(name) {
            Some(Money(_) | Count(_) | Multiple(_) | Percent(_)) => "number",
            _ => "text",
        },
        Column::Why | Column::Sentence | Column::Warning | Column::Reading => "words",
        Column::Field(_) | Column::AsOf | Column::Error => "text",
    }
}

fn text(table: &Table<'_>, column: Column<'_>, cell: &Cell, outcome: Option<&Outcome>) -> String {
    let written = cell.text.as_str();
    if written.is_empty() {
        return String::new();
    }
    let words = match column {
        Column::AsOf => Date::parse(written).ok().map(Date::display),
        Column::Field(field) => Some(typed::answer(field, written)),
        Column::Verdict => Some(typed::verdict(table.description, written)),
        Column::Error if written == AS_OF => Some(label(Column::AsOf)),
        Column::Error => table
            .description
            .field(written)
            .map(|field| field.label.to_string()),
        Column::Figure(name) => {
            let answer = outcome.and_then(|outcome| outcome.as_ref().ok());
            answer
                .and_then(|answer| answer.value(name))
                .copied()
                .map(typed::figure)
        }
        _ => None,
    };
    words.unwrap_or_else(|| written.to_owned())
}
