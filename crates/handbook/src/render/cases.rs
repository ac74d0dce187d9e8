//! A table of cases on a page: run against the values of its own days, and shown with its answers in words.

use policy::calculator::{
    AS_OF,
    AnswerValue::{self, Count, Money, Multiple, Percent},
    Field,
};
use serde::Serialize;

use super::{calculator, scene::Scene, typed, view::Day};
use crate::{
    cases::{
        Block, PolicyCase,
        block::Row,
        meaning::{self, Column, Table},
        outcome::{self, Outcome},
    },
    diagnostics::Diagnostic,
    graph::PageId,
};

/// Tables of more columns than this need a wide page to stand side by side.
const NARROW: usize = 6;

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
    is_wide: bool,
    columns: Vec<ColumnView>,
    rows: Vec<RowView<'a>>,
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
struct RowView<'a> {
    name: &'a str,
    why: Option<&'a str>,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    label: String,
    text: String,
    kind: &'static str,
    /// What the calculator says beside the verdict, as far as the case looks at it.
    notes: Vec<String>,
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
        anchor: &block.calculator.text,
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
    let outcomes = outcome::check(
        &table,
        &cases,
        calculator,
        scene.policy.asked(calculator),
        path,
        findings,
    );
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
    cases: &'a [Option<PolicyCase>],
    outcomes: &[Option<Outcome>],
) -> View<'a> {
    let description = table.description;
    let block = table.block;
    let has_days = table.columns.iter().any(|column| matches!(column, Column::AsOf));
    let day = cases.iter().flatten().map(|case| case.as_of).next();
    let answered = outcomes.iter().flatten().find(|outcome| outcome.is_ok());
    let shown = shown(table);
    let columns = shown.iter().map(|(_, column)| ColumnView {
        label: label(*column),
        kind: kind(*column, answered),
    });
    let row = |((row, case), outcome): ((&Row, &'a Option<PolicyCase>), &Option<Outcome>)| {
        let (case, outcome) = (case.as_ref()?, outcome.as_ref()?);
        let cells = shown.iter().filter(|(_, column)| !matches!(column, Column::Name));
        let cell = |(index, column): &(usize, Column<'_>)| {
            let written = row.cells.get(*index).map_or("", |cell| cell.text.as_str());
            CellView {
                label: label(*column),
                text: text(table, *column, written, case, outcome),
                kind: kind(*column, answered),
                notes: match column {
                    Column::Verdict => notes(case, outcome),
                    _ => Vec::new(),
                },
            }
        };
        Some(RowView {
            name: &case.name,
            why: case.why.as_deref(),
            cells: cells.map(cell).collect(),
        })
    };
    let shared = table.settings().map(|(field, cell)| GivenView {
        label: field.label.to_string(),
        value: typed::answer(field, &cell.text),
    });
    View {
        anchor: &block.anchor,
        title: &description.title,
        href: calculator_href(scene, page, &description.id),
        day: day.filter(|_| !has_days).map(Day::from),
        shared: shared.collect(),
        is_wide: shown.len() > NARROW,
        columns: columns.collect(),
        rows: block
            .rows
            .iter()
            .zip(cases)
            .zip(outcomes)
            .filter_map(row)
            .collect(),
    }
}

/// The columns that are shown, each with its place among the author's: the name of the case first. What has to come out
/// beside the figures shares the column of the verdict, and the reason stands below the name.
fn shown<'a>(table: &Table<'a>) -> Vec<(usize, Column<'a>)> {
    let columns = || table.columns.iter().copied().enumerate();
    let name = columns().filter(|(_, column)| matches!(column, Column::Name));
    let is_outcome = |column: &Column<'_>| {
        use Column::{Error, Next, Reading, Sentence, Step, Verdict, Warning};
        matches!(
            column,
            Verdict | Error | Sentence | Step | Next | Warning | Reading
        )
    };
    let first = columns().find(|(_, column)| is_outcome(column));
    let others = columns().filter(|(_, column)| !matches!(column, Column::Name | Column::Why));
    let others = others.filter_map(|(index, column)| match first {
        Some((place, _)) if place == index => Some((index, Column::Verdict)),
        _ => (!is_outcome(&column)).then_some((index, column)),
    });
    name.chain(others).collect()
}

/// The address of a calculator as seen from a page: on the page itself, or on the first page that has it.
fn calculator_href(scene: &Scene<'_>, page: PageId, id: &str) -> Option<String> {
    if let Some(anchor) = scene.graph.page(page).calculator_anchor(id) {
        return Some(format!("#{anchor}"));
    }
    let first = *scene.uses.standing(id).first()?;
    let anchor = scene.graph.page(first).calculator_anchor(id)?;
    Some(format!("{}#{anchor}", scene.graph.href(first)))
}

fn label(column: Column<'_>) -> String {
    match column {
        Column::AsOf => "As of".to_owned(),
        Column::Field(field) => field.label.to_string(),
        Column::Figure(name) => typed::words(name),
        Column::Name | Column::Why => "Case".to_owned(),
        _ => "Verdict".to_owned(),
    }
}

fn kind(column: Column<'_>, answered: Option<&Outcome>) -> &'static str {
    match column {
        Column::Name => "name",
        Column::Verdict => "verdict",
        Column::Field(field) if typed::is_number(field) => "number",
        Column::Figure(name) => match figure(name, answered) {
            Some(Money(_) | Count(_) | Multiple(_) | Percent(_)) => "number",
            _ => "text",
        },
        _ => "text",
    }
}

fn figure(name: &str, outcome: Option<&Outcome>) -> Option<AnswerValue> {
    outcome?.as_ref().ok()?.value(&meaning::figure(name)).copied()
}

/// What a cell shows in place of what its author wrote.
fn text(
    table: &Table<'_>,
    column: Column<'_>,
    written: &str,
    case: &PolicyCase,
    outcome: &Outcome,
) -> String {
    let expected = &case.expected;
    let words = match column {
        Column::Verdict => match (&expected.verdict, &expected.error) {
            (Some(verdict), _) => Some(typed::verdict(table.description, verdict)),
            (None, Some(field)) => Some(format!("{} is refused", name_of(table, field))),
            (None, None) => None,
        },
        Column::AsOf => Some(case.as_of.display()),
        Column::Field(field) => {
            let given = case.given.iter().find(|(name, _)| *name == field.name);
            given.map(|(_, text)| typed::answer(field, text))
        }
        _ if written.is_empty() => None,
        Column::Figure(name) => figure(name, Some(outcome)).map(|figure| match figure {
            // The author knows whether it is a multiple or any number with decimals.
            Multiple(_) if written.ends_with('x') => typed::figure(figure) + "x",
            _ => typed::figure(figure),
        }),
        _ => None,
    };
    words.unwrap_or_else(|| written.to_owned())
}

/// What the calculator says to the parts of the answer that the case looks at.
fn notes(case: &PolicyCase, outcome: &Outcome) -> Vec<String> {
    let expected = &case.expected;
    let answer = match outcome {
        Ok(answer) => answer,
        Err(mistakes) => return mistakes.iter().map(|mistake| mistake.message.clone()).collect(),
    };
    let said = [
        (&expected.sentence, std::slice::from_ref(&answer.sentence)),
        (&expected.step, answer.steps.as_slice()),
        (&expected.next, answer.next.as_slice()),
        (&expected.warning, answer.warnings.as_slice()),
        (&expected.reading, answer.readings.as_slice()),
    ];
    let find = |(part, sentences): (&Option<String>, &[String])| {
        let part = part.as_deref()?;
        let sentence = sentences.iter().find(|sentence| outcome::says(sentence, part));
        sentence.cloned()
    };
    said.into_iter().filter_map(find).collect()
}

/// The name of a field for people.
fn name_of(table: &Table<'_>, field: &str) -> String {
    let known = table.description.field(field);
    match known {
        Some(Field { label, .. }) => label.to_string(),
        None if field == AS_OF => label(Column::AsOf),
        None => field.to_owned(),
    }
}
