//! Whether a decision table says something about every input, and only one thing.
//!
//! Owns the search for gaps, overlaps and rows that nothing reaches, each with an example. It looks at the inputs that
//! matter: each field's bounds, default and choices, everything that it is compared with, and, along lines through the
//! inputs, the places where the outcome of a comparison changes, with the next smaller and the next greater input. All of
//! them together are tried for each day on which a value changes; fields that no comparison joins, each for themselves.
//!
//! So the search is exact for conditions over single fields, and finds the edges of sums, products and rounded results
//! where they rise or fall. Where there are more than [`MAX_TRIES`] combinations, too many of one group of fields, or more
//! comparisons than [`MAX_WORK`], the inputs beside the edges are tried and then a fixed choice. What that finds is told;
//! besides, such a table is refused as too large, unless it is a first-match table that ends in `otherwise` and each of its
//! rows was reached.

mod groups;
mod search;

use alloc::{format, string::String, vec::Vec};

use super::{Declared, Mistake, Place, evaluate::Stop, program::Term};
use crate::{
    Date, Hundredths, Money, PolicyValues,
    calculator::{EXAMPLE_DAY, FieldKind},
    number::{display_whole, plain_whole},
};
use search::Search;

/// The most combinations of inputs that are tried, over all days.
const MAX_TRIES: usize = 40_000;

/// The most comparisons that are worked out, over all days: looking for the inputs, and again trying them.
const MAX_WORK: usize = 3_000_000;

/// The most lines along which the edges of a field are looked for.
const MAX_LINES: usize = 4;

/// The most gaps, and the most overlaps, that are told.
const MAX_TOLD: usize = 3;

/// What is wrong with the table as a whole.
pub(super) fn check(declared: &Declared, values: &PolicyValues) -> Vec<Mistake> {
    let mut findings = Findings {
        declared,
        reached: Vec::new(),
        gaps: Vec::new(),
        outcomes_of_gaps: Vec::new(),
        overlaps: Vec::new(),
        stopped: None,
        complete: true,
    };
    findings.reached.resize(declared.program.rows.len(), false);
    let days = days(declared, values);
    let tries = MAX_TRIES / days.len().max(1);
    for day in &days {
        let work = MAX_WORK / days.len().max(1);
        let mut search = Search::new(declared, values, *day, work);
        search.find_candidates();
        search.work = work;
        let told = (days.len() > 1).then_some(*day);
        findings.look_through(&mut search, tries, told);
    }
    findings.mistakes()
}

/// The inputs at which the answer may change on a day, as texts by field.
pub(super) fn boundaries(
    declared: &Declared,
    values: &PolicyValues,
    as_of: Date,
) -> Vec<(String, Vec<String>)> {
    let mut search = Search::new(declared, values, as_of, MAX_WORK);
    search.find_candidates();
    let fields = declared.description.fields.iter().zip(&search.candidates);
    fields
        .map(|(field, candidates)| {
            let texts = candidates.iter().map(|input| typed(&field.kind, *input));
            (String::from(&*field.name), texts.collect())
        })
        .collect()
}

/// The days on which one of the values that are read changes.
fn days(declared: &Declared, values: &PolicyValues) -> Vec<Date> {
    let mut days: Vec<Date> = declared
        .description
        .values
        .iter()
        .filter_map(|key| values.get(key))
        .flat_map(|value| value.from.iter().map(|entry| entry.from))
        .collect();
    days.sort();
    days.dedup();
    if days.is_empty() {
        days.push(EXAMPLE_DAY);
    }
    days
}

/// An input as it would be typed.
fn typed(kind: &FieldKind, input: i64) -> String {
    match kind {
        FieldKind::Money(_) => Money::from_known_cents(input).plain(),
        FieldKind::Percentage => Hundredths::from_hundredths(input).display(),
        FieldKind::Date => Date::from_number(input).iso(),
        FieldKind::YesNo => String::from(if input == 1 { "yes" } else { "no" }),
        FieldKind::Choice(choices) => choices
            .get(input as usize)
            .map_or(String::new(), |choice| String::from(&*choice.value)),
        _ => plain_whole(input),
    }
}

/// What the search found.
struct Findings<'a> {
    declared: &'a Declared,
    /// Whether an input was found for a row.
    reached: Vec<bool>,
    gaps: Vec<String>,
    /// How the comparisons stand in each gap; one that differs in nothing else is told once.
    outcomes_of_gaps: Vec<Vec<i8>>,
    /// Pairs of rows that fit the same inputs.
    overlaps: Vec<(usize, usize, String)>,
    /// Why some inputs have no answer.
    stopped: Option<Stopped>,
    /// Whether all combinations were tried on all days.
    complete: bool,
}

impl Findings<'_> {
    fn look_through(&mut self, search: &mut Search<'_>, tries: usize, day: Option<Date>) {
        let fields: Vec<usize> = (0..search.candidates.len()).collect();
        let tries = tries.min(search.work / search.comparisons.len().max(1));
        let all = search.distinct_inputs(tries);
        let beside_edges = core::mem::take(&mut search.beside_edges);
        let beside_edges = &beside_edges[..beside_edges.len().min(tries)];
        self.complete &= all.is_some() && !search.is_full;
        if let Some(defaults) = search.defaults() {
            search.set(&defaults);
            if let Outcome::NoNumber(stop) = self.rows_that_fit(search) {
                self.note_stop((stop, true), search, &defaults, day);
            }
        }
        for number in 0..all.as_ref().map_or(tries, Vec::len) {
            let inputs = match &all {
                Some(all) => all.get(number).cloned().unwrap_or_default(),
                None => match beside_edges.get(number) {
                    Some(beside) => beside.clone(),
                    // No line has the number of a random combination.
                    None => search.pick(MAX_LINES, &fields),
                },
            };
            search.set(&inputs);
            match self.rows_that_fit(search) {
                Outcome::Rows(rows) => {
                    if let [one, other, ..] = *rows {
                        self.note_overlap((one, other), search, &inputs, day);
                    }
                }
                Outcome::Gap if self.gaps.len() < MAX_TOLD => {
                    let outcomes = search.outcomes(usize::MAX, &inputs, 0);
                    if !self.outcomes_of_gaps.contains(&outcomes) {
                        self.outcomes_of_gaps.push(outcomes);
                        let gap = example(self.declared, &search.matters, &inputs, day);
                        self.gaps.push(gap);
                    }
                }
                Outcome::Gap => {}
                // Some inputs may have none. Where all have none, it is told.
                Outcome::NoNumber(stop) if self.reached.iter().all(|reached| !reached) => {
                    self.note_stop((stop, false), search, &inputs, day);
                }
                Outcome::NoNumber(_) => {}
            }
        }
    }

    fn rows_that_fit<'s>(&mut self, search: &mut Search<'s>) -> Outcome<'s> {
        let mut rows = Vec::new();
        let mut stopped = None;
        for row in 0..self.declared.program.rows.len() {
            let fits = search.evaluation.unmet(row).is_none();
            let stops = search.evaluation.stop.is_some();
            if let Some(stop) = search.evaluation.stop {
                stopped.get_or_insert(stop);
                search.evaluation.forget();
            } else if fits {
                if let Some(reached) = self.reached.get_mut(row) {
                    *reached = true;
                }
                rows.push(row);
            }
            if (stops || fits) && self.declared.program.first_match {
                break;
            }
        }
        match (rows.is_empty(), stopped) {
            (false, _) => Outcome::Rows(rows),
            (true, Some(stop)) => Outcome::NoNumber(stop),
            (true, None) => Outcome::Gap,
        }
    }

    /// Notes that inputs have no answer, because something is divided by zero or goes too far.
    fn note_stop(
        &mut self,
        (stop, is_default): (Stop<'_>, bool),
        search: &Search<'_>,
        inputs: &[i64],
        day: Option<Date>,
    ) {
        let (term, what, hint) = match stop {
            // A value without an amount is told where the value stands.
            Stop::Missing(..) => return,
            Stop::Zero(term) => (
                term,
                "this divides by zero",
                "divide by something else, or give a field another `default`",
            ),
            Stop::Large(term) => (
                term,
                "this is too large a number, or a day outside the years 1900 to 2999",
                "use smaller numbers, or give a field another `default`",
            ),
        };
        if self
            .stopped
            .as_ref()
            .is_none_or(|known| is_default && !known.is_default)
        {
            let example = example(self.declared, &search.matters, inputs, day);
            let place = place_of(self.declared, term);
            self.stopped = Some(Stopped {
                place,
                message: format!("with {example}, {what}"),
                hint,
                is_default,
            });
        }
    }

    fn note_overlap(
        &mut self,
        (one, other): (usize, usize),
        search: &Search<'_>,
        inputs: &[i64],
        day: Option<Date>,
    ) {
        let is_new = self
            .overlaps
            .iter()
            .all(|(known, also, _)| (*known, *also) != (one, other));
        if is_new && self.overlaps.len() < MAX_TOLD {
            let example = example(self.declared, &search.matters, inputs, day);
            self.overlaps.push((one, other, example));
        }
    }

    fn mistakes(self) -> Vec<Mistake> {
        let Self {
            declared,
            reached,
            gaps,
            overlaps,
            stopped,
            complete,
            ..
        } = self;
        let program = &declared.program;
        let mut mistakes = Vec::new();
        let mut mistake = |code: &'static str, place: Place, message: String, hint: &str| {
            mistakes.push(Mistake {
                code,
                place,
                within: None,
                message,
                hint: String::from(hint),
            });
        };
        // A first-match table that takes every input, and of which every row was reached, is known to be right.
        let takes_all = program.rows.last().is_some_and(|row| row.conditions.is_empty());
        let is_known =
            complete || (program.first_match && takes_all && reached.iter().all(|reached| *reached));
        if !is_known {
            mistake(
                "calculator-table-too-large",
                Place::Whole,
                String::from(
                    "this table has too many combinations of inputs to see whether it says one thing about each",
                ),
                "ask for fewer of them, work out several as one result with a name, or make two calculators of it",
            );
        }
        for gap in &gaps {
            mistake(
                "calculator-gap",
                Place::Whole,
                format!("no row fits {gap}"),
                if program.first_match {
                    "add a row for it, or end the table with a row `if: otherwise`"
                } else {
                    "add a row for it, or widen the conditions of one"
                },
            );
        }
        for (one, other, example) in &overlaps {
            mistake(
                "calculator-overlap",
                Place::Row(*other),
                format!("rows {} and {} both fit {example}", one + 1, other + 1),
                "narrow the conditions of one, or say `table: first-match` to let the first one decide",
            );
        }
        let reaches_nothing = reached.iter().all(|reached| !reached);
        if let Some(stopped) = stopped.filter(|stopped| stopped.is_default || reaches_nothing) {
            mistake(
                "calculator-no-answer",
                stopped.place,
                stopped.message,
                stopped.hint,
            );
            return mistakes;
        }
        if !complete {
            return mistakes;
        }
        for (place, verdict) in program.verdicts.iter().enumerate() {
            let rows = program.rows.iter().zip(&reached);
            let mut rows = rows.filter(|(row, _)| row.verdict == place).peekable();
            if rows.peek().is_some() && rows.all(|(_, reached)| !reached) {
                mistake(
                    "calculator-verdict-unreached",
                    Place::Verdict(place, "name"),
                    format!("no input leads to the verdict `{}`", verdict.name),
                    "look at the conditions of its rows, and at the rows before them",
                );
            }
        }
        for (place, row) in program.rows.iter().enumerate() {
            let rows = program.rows.iter().zip(&reached);
            let verdict_is_reached = rows
                .filter(|(known, _)| known.verdict == row.verdict)
                .any(|(_, reached)| *reached);
            if reached.get(place) == Some(&false) && verdict_is_reached {
                mistake(
                    "calculator-row-unreached",
                    Place::Row(place),
                    format!("row {} fits no input", place + 1),
                    if program.first_match {
                        "rows before it fit all of its inputs, or its conditions exclude each other; move it up or leave it out"
                    } else {
                        "its conditions exclude each other; correct or leave it out"
                    },
                );
            }
        }
        mistakes
    }
}

/// Inputs for which something is divided by zero or goes too far, so that no row is found.
struct Stopped {
    place: Place,
    message: String,
    hint: &'static str,
    /// Whether the form starts with them. Where it does not, this is told only if no input has an answer.
    is_default: bool,
}

enum Outcome<'a> {
    Rows(Vec<usize>),
    Gap,
    /// No row fits, and some row could not be worked out: that is a mistake of a field.
    NoNumber(Stop<'a>),
}

/// Where a term stands: in the formula of a result, or in a condition.
fn place_of(declared: &Declared, wanted: &Term) -> Place {
    let program = &declared.program;
    for (place, step) in program.results.iter().enumerate() {
        if step.term.contains(wanted) {
            return Place::Result(place, "formula");
        }
    }
    for (row, conditions) in program.rows.iter().map(|row| &row.conditions).enumerate() {
        for (place, condition) in conditions.iter().enumerate() {
            if condition.term.contains(wanted) {
                return Place::Condition(row, place);
            }
        }
    }
    Place::Whole
}

/// `employees = 0 and plan = part on 2021-01-01`.
fn example(declared: &Declared, matters: &[bool], inputs: &[i64], day: Option<Date>) -> String {
    let mut text = String::new();
    let fields = declared.description.fields.iter().zip(inputs).zip(matters);
    for ((field, input), _) in fields.filter(|(_, matters)| **matters) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        let shown = match field.kind {
            FieldKind::Money(_) => Money::from_known_cents(*input).display(),
            FieldKind::Percentage => Hundredths::from_hundredths(*input).display() + "%",
            FieldKind::WholeNumber => display_whole(*input),
            _ => typed(&field.kind, *input),
        };
        text.push_str(&format!("{} = {shown}", field.name));
    }
    if text.is_empty() {
        text.push_str("any input");
    }
    if let Some(day) = day {
        text.push_str(&format!(" on {}", day.iso()));
    }
    text
}
