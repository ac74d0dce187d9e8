//! `handbook policy diff`: what a change of the policy does to pages, calculators and golden cases.
//!
//! Two states of the handbook are read and compared; nothing is kept of either.

mod candidates;
mod cases;
mod changes;
mod json;
mod markdown;
mod outcome;
mod search;
mod state;
mod text;

use handbook::{Failure, PageUse, PolicyUses};
use policy::{Date, PolicyValues};

use super::Handbook;
use crate::{
    Outcome,
    arguments::policy::{Diff, DiffFormat},
    terminal,
};
use cases::{Case, CaseChange};
use changes::{Kind, ValueChange};
use search::Example;
use state::State;

/// The most days as of which one calculator is asked.
const MOST_DAYS: usize = 6;

/// All that is different between two states.
struct Report<'a> {
    base: &'a str,
    head: &'a str,
    /// The day of the comparison.
    today: Date,
    values: Vec<ValueReport<'a>>,
    calculators: Vec<CalculatorReport>,
}

/// A value that changed, and who uses it.
struct ValueReport<'a> {
    change: ValueChange<'a>,
    pages: Vec<PageUse>,
    calculators: Vec<String>,
}

/// A calculator that changed, or that reads a value that did.
struct CalculatorReport {
    id: String,
    title: String,
    /// What happened to its declaration, if anything.
    kind: Option<Kind>,
    /// The changed values that it reads.
    values: Vec<String>,
    pages: Vec<PageUse>,
    cases: Vec<CaseChange>,
    /// The smallest inputs whose verdict changes.
    examples: Vec<Example>,
    /// Where no verdict changes: the smallest inputs whose figures or sentence do, one for each day.
    figures: Vec<Example>,
    tried: usize,
    /// Whether any of the inputs that were tried got an answer.
    is_answered: bool,
    is_cut: bool,
    /// Whether only words changed, so that no answer can come out differently.
    is_wording: bool,
}

/// Compares the two states.
pub(super) fn run(options: &Diff) -> Result<Outcome, Failure> {
    let today = options.day.or_today();
    let folder = &options.source.folder;
    let base = State::named(&options.base, folder)?;
    let head = match &options.head {
        Some(name) => State::named(name, folder)?,
        None => State::working(folder)?,
    };
    let (Some(before), Some(after)) = (read(&base, today)?, read(&head, today)?) else {
        return Ok(Outcome::Findings);
    };
    let report = report(&base, &head, &before, &after, today);
    terminal::output(&match options.format {
        DiffFormat::Text => text::of(&report),
        DiffFormat::Markdown => markdown::of(&report),
        DiffFormat::Json => json::of(&report),
    })?;
    Ok(Outcome::Clean)
}

/// Reads one state; none when its values have errors, which are reported under its name.
fn read(state: &State, today: Date) -> Result<Option<Handbook>, Failure> {
    let read = Handbook::read(&state.root, today)?;
    if read.is_none() {
        terminal::errors(&format!(
            "these errors are in {}; nothing was compared\n",
            terminal::printable(&state.name)
        ));
    }
    Ok(read)
}

fn report<'a>(
    base: &'a State,
    head: &'a State,
    before: &'a Handbook,
    after: &'a Handbook,
    today: Date,
) -> Report<'a> {
    let changes = changes::values(&before.values, &after.values);
    let uses = [
        handbook::policy_uses(&before.source, &before.values),
        handbook::policy_uses(&after.source, &after.values),
    ];
    let cases = cases::cases(&after.source, &after.values);
    let calculators = ids(&before.values, &after.values)
        .into_iter()
        .filter_map(|id| {
            calculator(
                &id,
                [&before.values, &after.values],
                &changes,
                &uses,
                &cases,
                today,
            )
        })
        .collect();
    let values = changes
        .into_iter()
        .map(|change| {
            let (values, uses) = match change.after {
                Some(_) => (&after.values, &uses[1]),
                None => (&before.values, &uses[0]),
            };
            let readers = values
                .calculators()
                .filter(|calculator| values.keys_of(*calculator).contains(&change.key()));
            ValueReport {
                pages: uses.of_value(change.key()).to_vec(),
                calculators: readers
                    .map(|calculator| calculator.description().id.to_string())
                    .collect(),
                change,
            }
        })
        .collect();
    Report {
        base: &base.name,
        head: &head.name,
        today,
        values,
        calculators,
    }
}

/// The ids of all calculators: those that there are now, then those that are gone.
fn ids(before: &PolicyValues, after: &PolicyValues) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for calculator in after.calculators().chain(before.calculators()) {
        let id = &calculator.description().id;
        if ids.iter().all(|known| known != id) {
            ids.push(id.to_string());
        }
    }
    ids
}

/// What happened to a calculator that is declared in data.
fn declaration(id: &str, before: &PolicyValues, after: &PolicyValues) -> Option<Kind> {
    match (before.declared(id), after.declared(id)) {
        (None, Some(_)) => Some(Kind::Added),
        (Some(_), None) => Some(Kind::Removed),
        (Some(before), Some(after)) if before != after => Some(Kind::Changed),
        _ => None,
    }
}

/// What changes for one calculator, if anything does.
fn calculator(
    id: &str,
    [before, after]: [&PolicyValues; 2],
    changes: &[ValueChange<'_>],
    uses: &[PolicyUses; 2],
    cases: &[Case],
    today: Date,
) -> Option<CalculatorReport> {
    let present = after.calculator(id).or_else(|| before.calculator(id))?;
    let description = present.description();
    let kind = declaration(id, before, after);
    let asks_changed = description
        .calls
        .iter()
        .any(|called| declaration(called, before, after).is_some());
    let reads = |change: &&ValueChange<'_>| {
        [before, after].into_iter().any(|values| {
            let calculator = values.calculator(id);
            calculator.is_some_and(|calculator| values.keys_of(calculator).contains(&change.key()))
        })
    };
    let read: Vec<&ValueChange<'_>> = changes.iter().filter(reads).collect();
    if kind.is_none() && !asks_changed && read.is_empty() {
        return None;
    }
    let there = if after.calculator(id).is_some() { 1 } else { 0 };
    let mut report = CalculatorReport {
        id: id.to_owned(),
        title: description.title.to_string(),
        kind,
        values: read.iter().map(|change| change.key().to_owned()).collect(),
        pages: uses[there].of_calculator(id).to_vec(),
        cases: cases::changed(cases, id, before, after, today),
        examples: Vec::new(),
        figures: Vec::new(),
        tried: 0,
        is_answered: false,
        is_cut: false,
        is_wording: kind.is_none() && !asks_changed && read.iter().all(|change| !change.decides()),
    };
    let is_on_both_sides = before.calculator(id).is_some() && after.calculator(id).is_some();
    if is_on_both_sides && !report.is_wording {
        let mut days: Vec<Date> = read
            .iter()
            .flat_map(|change| change.days.iter().copied())
            .collect();
        if kind.is_some()
            || asks_changed
            || read
                .iter()
                .any(|change| change.days.is_empty() && change.decides())
        {
            days.push(today);
        }
        search(&mut report, before, after, &days, today);
        // One of the program's own calculators for which this handbook has no values.
        if kind.is_none() && !report.is_answered && report.pages.is_empty() {
            return None;
        }
    }
    if report.is_wording && report.pages.is_empty() {
        return None;
    }
    Some(report)
}

/// Asks as of the first day of each change, or today where that is later; where that shows nothing, as of the days that
/// are past.
fn search(
    report: &mut CalculatorReport,
    before: &PolicyValues,
    after: &PolicyValues,
    changed: &[Date],
    today: Date,
) {
    let mut to_come: Vec<Date> = changed.iter().map(|day| (*day).max(today)).collect();
    let mut past: Vec<Date> = changed.iter().copied().filter(|day| *day < today).collect();
    for days in [&mut to_come, &mut past] {
        days.sort_unstable();
        days.dedup();
    }
    past.reverse();
    for days in [to_come, past] {
        report.is_cut |= days.len() > MOST_DAYS;
        let mut earlier = None;
        for day in days.into_iter().take(MOST_DAYS) {
            let found = search::smallest(before, after, &report.id, day, earlier.replace(day));
            report.tried += found.tried;
            report.is_cut |= found.is_cut;
            report.examples.extend(found.verdicts);
            report.is_answered |= found.is_answered;
            report.figures.extend(found.figures);
        }
        if !report.examples.is_empty() || !report.figures.is_empty() {
            break;
        }
    }
    if !report.examples.is_empty() {
        report.figures.clear();
    }
}
