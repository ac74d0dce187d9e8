//! Whether a decision table says something about every input, and only one thing.
//!
//! Owns the search for gaps, overlaps and rows that nothing reaches, each with an example. It looks at the inputs that
//! matter: each field's bounds, default and choices, everything that it is compared with, and, along lines through the
//! inputs, the places where the outcome of a comparison changes, with the next smaller and the next greater input. All of
//! them together are tried for each day on which a value changes.
//!
//! So the search is exact for conditions over single fields, and finds the edges of sums, products and rounded results
//! where they rise or fall. Where there are more than [`MAX_TRIES`] combinations, a fixed choice of so many is tried; a
//! first-match table has to end in `otherwise` then, and no row is said to be out of reach.

use alloc::{format, string::String, vec::Vec};

use super::{
    Declared, Mistake, Place,
    check::{natural_bounds, read_input},
    evaluate::{Evaluation, number_of_input},
    number::Number,
    program::{Operation, Term},
};
use crate::{
    Calculator, Date, Hundredths, Money, PolicyValues,
    calculator::{Default, EXAMPLE_MOMENT, Field, FieldKind},
    number::plain_whole,
};

/// The most combinations of inputs that are tried, over all days.
const MAX_TRIES: usize = 200_000;

/// The most inputs of one field that are tried.
const MAX_CANDIDATES: usize = 120;

/// The most lines along which the edges of a field are looked for.
const MAX_LINES: usize = 24;

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
        complete: true,
    };
    findings.reached.resize(declared.program.rows.len(), false);
    let days = days(declared, values);
    let tries = MAX_TRIES / days.len().max(1);
    for day in &days {
        let mut search = Search::new(declared, values, *day);
        search.find_candidates();
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
    let mut search = Search::new(declared, values, as_of);
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
        days.push(EXAMPLE_MOMENT.date);
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

/// The inputs that are tried on a day.
struct Search<'a> {
    declared: &'a Declared,
    evaluation: Evaluation<'a>,
    /// The comparisons whose outcome decides.
    comparisons: Vec<&'a Term>,
    /// Whether a field has a part in the conditions.
    matters: Vec<bool>,
    /// The inputs of each field, ascending.
    candidates: Vec<Vec<i64>>,
    bounds: Vec<(i64, i64)>,
    random: u64,
}

impl<'a> Search<'a> {
    fn new(declared: &'a Declared, values: &'a PolicyValues, as_of: Date) -> Self {
        let fields = &declared.description.fields;
        let mut search = Self {
            declared,
            evaluation: Evaluation::new(declared, values, as_of, Vec::new()),
            comparisons: Vec::new(),
            matters: Vec::new(),
            candidates: Vec::new(),
            bounds: Vec::new(),
            random: 1,
        };
        search.matters.resize(fields.len(), false);
        for field in fields.iter() {
            let bounds = field.bounds.or_else(|| natural_bounds(&field.kind));
            search.bounds.push(bounds.unwrap_or(match &field.kind {
                FieldKind::Choice(choices) => (0, choices.len() as i64 - 1),
                _ => (0, 1),
            }));
            search.candidates.push(Vec::new());
        }
        search
    }

    fn find_candidates(&mut self) {
        let declared = self.declared;
        for (place, field) in declared.description.fields.iter().enumerate() {
            let (least, greatest) = self.bounds.get(place).copied().unwrap_or((0, 0));
            match field.kind {
                FieldKind::Choice(_) | FieldKind::YesNo => {
                    for input in least..=greatest {
                        self.add(place, input);
                    }
                }
                _ => {
                    for input in [Some(least), Some(greatest), default_of(field)]
                        .into_iter()
                        .flatten()
                    {
                        self.add(place, input);
                    }
                }
            }
        }
        let mut parts = Parts::default();
        for condition in declared.program.rows.iter().flat_map(|row| &row.conditions) {
            parts.gather(declared, &condition.term);
        }
        if parts.reads_by_tier
            && let Some(segment) = segment_of(declared)
            && !parts.fields.contains(&segment)
        {
            parts.fields.push(segment);
        }
        for field in &parts.fields {
            if let Some(matters) = self.matters.get_mut(*field) {
                *matters = true;
            }
        }
        self.comparisons = parts.comparisons;
        for comparison in self.comparisons.clone() {
            self.add_what_is_compared(comparison);
        }
        for _ in 0..2 {
            for field in 0..self.candidates.len() {
                let has_order = natural_bounds(&declared.description.fields[field].kind).is_some();
                if has_order && self.matters.get(field) == Some(&true) {
                    self.find_edges(field);
                }
            }
        }
    }

    /// Adds an input and its neighbours, as far as the field takes them.
    fn add(&mut self, field: usize, input: i64) {
        let (least, greatest) = self.bounds.get(field).copied().unwrap_or((0, 0));
        let Some(candidates) = self.candidates.get_mut(field) else {
            return;
        };
        for input in [input, input.saturating_sub(1), input.saturating_add(1)] {
            if input < least || input > greatest || candidates.len() >= MAX_CANDIDATES {
                continue;
            }
            if let Err(place) = candidates.binary_search(&input) {
                candidates.insert(place, input);
            }
        }
    }

    /// Adds the numbers and amounts of a comparison to each field that has a part in it.
    fn add_what_is_compared(&mut self, comparison: &'a Term) {
        let mut parts = Parts::default();
        parts.gather(self.declared, comparison);
        let mut numbers = parts.numbers;
        for value in &parts.values {
            numbers.extend(self.evaluation.amounts_of(*value));
        }
        for field in parts.fields {
            let kind = &self.declared.description.fields[field].kind;
            let scale = match kind {
                FieldKind::Money(_) => 100,
                FieldKind::Percentage => 10_000,
                FieldKind::WholeNumber | FieldKind::Date => 1,
                _ => continue,
            };
            for number in &numbers {
                if let Some(input) = number.in_parts(scale) {
                    self.add(field, input);
                }
            }
        }
    }

    /// Finds where the outcome of a comparison changes along a field, for some inputs of the other fields.
    fn find_edges(&mut self, field: usize) {
        let others: Vec<usize> = (0..self.candidates.len())
            .filter(|other| *other != field)
            .collect();
        for line in 0..MAX_LINES {
            let inputs = self.pick(line, &others);
            let candidates = self.candidates.get(field).cloned().unwrap_or_default();
            for pair in candidates.windows(2) {
                if let [low, high] = *pair {
                    self.bisect(field, &inputs, low, high);
                }
            }
        }
    }

    fn bisect(&mut self, field: usize, inputs: &[i64], low: i64, high: i64) {
        let (mut low, last) = (low, high);
        for _ in 0..4 {
            let before = self.outcomes(field, inputs, low);
            let mut above = last;
            if last - low < 2 || self.outcomes(field, inputs, last) == before {
                return;
            }
            while above - low > 1 {
                let middle = low + (above - low) / 2;
                if self.outcomes(field, inputs, middle) == before {
                    low = middle;
                } else {
                    above = middle;
                }
            }
            self.add(field, above);
            low = above;
        }
    }

    /// How the two sides of each comparison stand to each other.
    fn outcomes(&mut self, field: usize, inputs: &[i64], input: i64) -> Vec<i8> {
        let mut inputs = Vec::from(inputs);
        if let Some(place) = inputs.get_mut(field) {
            *place = input;
        }
        self.set(&inputs);
        let mut outcomes = Vec::new();
        for comparison in &self.comparisons {
            let Term::Apply(_, terms) = comparison else {
                continue;
            };
            let one = self.evaluation.number(&terms.0);
            let other = self.evaluation.number(&terms.1);
            if self.evaluation.stop.is_some() {
                self.evaluation.forget();
                outcomes.push(2);
            } else {
                outcomes.push(one.order(other) as i8);
            }
        }
        outcomes
    }

    fn set(&mut self, inputs: &[i64]) {
        let fields = self.declared.description.fields.iter().zip(inputs);
        self.evaluation.inputs = fields
            .map(|(field, input)| number_of_input(&field.kind, *input))
            .collect();
        self.evaluation.forget();
    }

    /// Inputs of the line with this number: all combinations in turn where they are few, others by chance.
    fn pick(&mut self, line: usize, fields: &[usize]) -> Vec<i64> {
        let mut inputs: Vec<i64> = (0..self.candidates.len())
            .map(|field| self.first(field))
            .collect();
        let mut rest = line;
        let few = self.combinations(fields).is_some_and(|count| count <= MAX_LINES);
        for field in fields {
            if self.matters.get(*field) != Some(&true) {
                continue;
            }
            let count = self.candidates.get(*field).map_or(0, Vec::len).max(1);
            let chosen = if few { rest % count } else { self.chance(count) };
            rest /= count;
            let candidate = self.candidates.get(*field).and_then(|all| all.get(chosen));
            if let (Some(place), Some(candidate)) = (inputs.get_mut(*field), candidate) {
                *place = *candidate;
            }
        }
        inputs
    }

    /// What a field without a part in the conditions is given.
    fn first(&self, field: usize) -> i64 {
        let default = self.declared.description.fields.get(field).and_then(default_of);
        let first = self.candidates.get(field).and_then(|all| all.first().copied());
        default.or(first).unwrap_or(0)
    }

    fn combinations(&self, fields: &[usize]) -> Option<usize> {
        let mut count = 1_usize;
        for field in fields {
            if self.matters.get(*field) == Some(&true) {
                count = count.checked_mul(self.candidates.get(*field).map_or(1, Vec::len).max(1))?;
            }
        }
        Some(count)
    }

    /// A number below a limit, always the same ones in the same order.
    fn chance(&mut self, limit: usize) -> usize {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) as usize % limit.max(1)
    }
}

fn default_of(field: &Field) -> Option<i64> {
    match &field.default {
        Default::None => None,
        default => read_input(&field.kind, &default.text(EXAMPLE_MOMENT)).ok(),
    }
}

fn segment_of(declared: &Declared) -> Option<usize> {
    let fields = &declared.description().fields;
    fields.iter().position(|field| field.name == "segment")
}

/// What a term is made of, the results that it uses included.
#[derive(core::default::Default)]
struct Parts<'a> {
    fields: Vec<usize>,
    results: Vec<usize>,
    values: Vec<usize>,
    reads_by_tier: bool,
    numbers: Vec<Number>,
    comparisons: Vec<&'a Term>,
}

impl<'a> Parts<'a> {
    fn gather(&mut self, declared: &'a Declared, term: &'a Term) {
        match term {
            Term::Number(number) => self.numbers.push(*number),
            Term::Field(field) => {
                if !self.fields.contains(field) {
                    self.fields.push(*field);
                }
            }
            Term::Value(value, tier) => {
                self.reads_by_tier |= tier.is_none();
                self.values.push(*value);
            }
            Term::Result(result) => {
                if !self.results.contains(result) {
                    self.results.push(*result);
                    if let Some(step) = declared.program.results.get(*result) {
                        self.gather(declared, &step.term);
                    }
                }
            }
            Term::Apply(operation, terms) => {
                let compares = matches!(
                    operation,
                    Operation::Equal
                        | Operation::Unequal
                        | Operation::Below
                        | Operation::AtMost
                        | Operation::Above
                        | Operation::AtLeast
                );
                if compares {
                    self.comparisons.push(term);
                }
                self.gather(declared, &terms.0);
                self.gather(declared, &terms.1);
            }
        }
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
    /// Whether all combinations were tried on all days.
    complete: bool,
}

impl Findings<'_> {
    fn look_through(&mut self, search: &mut Search<'_>, tries: usize, day: Option<Date>) {
        let fields: Vec<usize> = (0..search.candidates.len()).collect();
        let all = search.combinations(&fields).filter(|count| *count <= tries);
        self.complete &= all.is_some();
        for number in 0..all.unwrap_or(tries) {
            let inputs = match all {
                Some(_) => search.combination(number),
                // No line has the number of a random combination.
                None => search.pick(MAX_LINES, &fields),
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
                Outcome::NoNumber => {}
            }
        }
    }

    fn rows_that_fit(&mut self, search: &mut Search<'_>) -> Outcome {
        let mut rows = Vec::new();
        let mut stopped = false;
        for row in 0..self.declared.program.rows.len() {
            let fits = search.evaluation.unmet(row).is_none();
            let stops = search.evaluation.stop.is_some();
            if stops {
                stopped = true;
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
            (true, true) => Outcome::NoNumber,
            (true, false) => Outcome::Gap,
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
        let ends_open = program.rows.last().is_some_and(|row| !row.conditions.is_empty());
        if program.first_match && ends_open && !complete && gaps.is_empty() {
            mistake(
                "calculator-gap",
                Place::Whole,
                String::from("this table is too large to see whether a row fits every input"),
                "end it with a row `if: otherwise`",
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

enum Outcome {
    Rows(Vec<usize>),
    Gap,
    /// Some row could not be worked out: that is a mistake of a field.
    NoNumber,
}

impl Search<'_> {
    /// The combination with this number of those inputs that matter.
    fn combination(&self, number: usize) -> Vec<i64> {
        let mut rest = number;
        let mut inputs = Vec::new();
        for (field, candidates) in self.candidates.iter().enumerate() {
            if self.matters.get(field) == Some(&true) {
                let count = candidates.len().max(1);
                inputs.push(candidates.get(rest % count).copied().unwrap_or(0));
                rest /= count;
            } else {
                inputs.push(self.first(field));
            }
        }
        inputs
    }
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
            FieldKind::WholeNumber => crate::number::display_whole(*input),
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
