//! The inputs of a table that matter.
//!
//! Owns which inputs of each field are tried: bounds, default and choices, what it is compared with, and the places along
//! lines through the inputs where the outcome of a comparison changes.

use alloc::vec::Vec;

use super::{
    super::{
        Declared,
        check::{natural_bounds, read_input},
        evaluate::{Evaluation, number_of_input},
        number::Number,
        program::{Operation, Term},
    },
    MAX_LINES,
    groups::Group,
};
use crate::{
    Date, PolicyValues,
    calculator::{Default, EXAMPLE_MOMENT, Field, FieldKind},
    values::Tier,
};

/// The most inputs of one field that are tried: a table of a hundred rows with two limits each has 600.
const MAX_CANDIDATES: usize = 700;

/// The most comparisons whose outcomes are told apart.
const MAX_COMPARISONS: usize = 1_000;

/// The most inputs beside an edge that are kept to be tried.
const MAX_BESIDE_EDGES: usize = 2_000;

/// The inputs that are tried on a day.
pub(super) struct Search<'a> {
    pub(super) declared: &'a Declared,
    pub(super) evaluation: Evaluation<'a>,
    /// The comparisons whose outcome decides.
    pub(super) comparisons: Vec<&'a Term>,
    pub(super) groups: Vec<Group<'a>>,
    /// Whether a field has a part in the conditions.
    pub(super) matters: Vec<bool>,
    /// The inputs of each field, ascending.
    pub(super) candidates: Vec<Vec<i64>>,
    /// Whether there is more that matters than is tried.
    pub(super) is_full: bool,
    /// How many comparisons may still be worked out.
    pub(super) work: usize,
    /// Inputs on both sides of the edges that were found.
    pub(super) beside_edges: Vec<Vec<i64>>,
    bounds: Vec<(i64, i64)>,
    /// The field that names the tier, and the tiers of its choices.
    pub(super) segment: Option<usize>,
    tiers: Vec<Option<Tier>>,
    random: u64,
}

impl<'a> Search<'a> {
    pub(super) fn new(declared: &'a Declared, values: &'a PolicyValues, as_of: Date, work: usize) -> Self {
        let fields = &declared.description.fields;
        let mut search = Self {
            declared,
            evaluation: Evaluation::new(declared, values, as_of, Vec::new(), None),
            comparisons: Vec::new(),
            groups: Vec::new(),
            matters: Vec::new(),
            candidates: Vec::new(),
            is_full: false,
            work,
            beside_edges: Vec::new(),
            bounds: Vec::new(),
            segment: fields.iter().position(|field| field.name == "segment"),
            tiers: Vec::new(),
            random: 1,
        };
        search.matters.resize(fields.len(), false);
        if let Some(Field {
            kind: FieldKind::Choice(choices),
            ..
        }) = search.segment.and_then(|place| fields.get(place))
        {
            search.tiers = choices.iter().map(|choice| Tier::parse(&choice.value)).collect();
        }
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

    pub(super) fn find_candidates(&mut self) {
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
            && let Some(segment) = self.segment
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
        self.is_full |= parts.has_more;
        self.groups = self.grouped();
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

    /// Whether the inputs beside all edges that were found are kept.
    pub(super) fn has_all_edges(&self) -> bool {
        self.beside_edges.len() < MAX_BESIDE_EDGES
    }

    /// Adds an input and its neighbours, as far as the field takes them.
    fn add(&mut self, field: usize, input: i64) {
        let (least, greatest) = self.bounds.get(field).copied().unwrap_or((0, 0));
        let Some(candidates) = self.candidates.get_mut(field) else {
            return;
        };
        for input in [input, input.saturating_sub(1), input.saturating_add(1)] {
            if input < least || input > greatest {
                continue;
            }
            if let Err(place) = candidates.binary_search(&input) {
                if candidates.len() < MAX_CANDIDATES {
                    candidates.insert(place, input);
                } else {
                    self.is_full = true;
                }
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
        let group = self.group_of(field);
        let every = core::mem::replace(&mut self.comparisons, group.comparisons);
        let mut others = group.fields;
        others.retain(|other| *other != field);
        let lines = self
            .combinations(&others)
            .map_or(MAX_LINES, |count| count.min(MAX_LINES));
        for line in 0..lines {
            let inputs = self.pick(line, &others);
            let candidates = self.candidates.get(field).cloned().unwrap_or_default();
            for pair in candidates.windows(2) {
                if self.work == 0 {
                    self.is_full = true;
                    break;
                }
                if let [low, high] = *pair {
                    self.bisect(field, &inputs, low, high);
                }
            }
        }
        self.comparisons = every;
    }

    fn bisect(&mut self, field: usize, inputs: &[i64], low: i64, high: i64) {
        let (mut low, last) = (low, high);
        for _ in 0..4 {
            if last <= low {
                return;
            }
            let before = self.outcomes(field, inputs, low);
            let mut above = last;
            if self.outcomes(field, inputs, last) == before {
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
            for input in [low, above] {
                let mut beside = Vec::from(inputs);
                if let Some(place) = beside.get_mut(field) {
                    *place = input;
                }
                if self.beside_edges.len() < MAX_BESIDE_EDGES {
                    self.beside_edges.push(beside);
                }
            }
            low = above;
        }
    }

    /// How the two sides of each comparison stand to each other.
    pub(super) fn outcomes(&mut self, field: usize, inputs: &[i64], input: i64) -> Vec<i8> {
        let mut inputs = Vec::from(inputs);
        if let Some(place) = inputs.get_mut(field) {
            *place = input;
        }
        self.set(&inputs);
        self.work = self.work.saturating_sub(self.comparisons.len());
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

    pub(super) fn set(&mut self, inputs: &[i64]) {
        let fields = self.declared.description.fields.iter().zip(inputs);
        self.evaluation.inputs = fields
            .map(|(field, input)| number_of_input(&field.kind, *input))
            .collect();
        let segment = self.segment.and_then(|place| inputs.get(place));
        self.evaluation.tier = segment.and_then(|choice| self.tiers.get(*choice as usize).copied().flatten());
        self.evaluation.forget();
    }

    /// Inputs of the line with this number: all combinations in turn where they are few. Otherwise what the form starts
    /// with, then the least inputs, then others by chance.
    pub(super) fn pick(&mut self, line: usize, fields: &[usize]) -> Vec<i64> {
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
            let chosen = match line {
                _ if few => rest % count,
                0 => continue,
                1 => 0,
                _ => self.chance(count),
            };
            rest /= count;
            let candidate = self.candidates.get(*field).and_then(|all| all.get(chosen));
            if let (Some(place), Some(candidate)) = (inputs.get_mut(*field), candidate) {
                *place = *candidate;
            }
        }
        inputs
    }

    /// What a field without a part in the conditions is given.
    pub(super) fn first(&self, field: usize) -> i64 {
        let default = self.declared.description.fields.get(field).and_then(default_of);
        let first = self.candidates.get(field).and_then(|all| all.first().copied());
        default.or(first).unwrap_or(0)
    }

    /// What the form starts with, where every field that matters starts with something.
    pub(super) fn defaults(&self) -> Option<Vec<i64>> {
        let fields = self.declared.description.fields.iter().zip(&self.matters);
        fields
            .map(|(field, matters)| if *matters { default_of(field) } else { Some(0) })
            .collect()
    }

    pub(super) fn combinations(&self, fields: &[usize]) -> Option<usize> {
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

/// What a term is made of, the results that it uses included.
#[derive(core::default::Default)]
pub(super) struct Parts<'a> {
    pub(super) fields: Vec<usize>,
    results: Vec<usize>,
    values: Vec<usize>,
    pub(super) reads_by_tier: bool,
    numbers: Vec<Number>,
    comparisons: Vec<&'a Term>,
    /// Whether there are more comparisons than these.
    has_more: bool,
}

impl<'a> Parts<'a> {
    pub(super) fn gather(&mut self, declared: &'a Declared, term: &'a Term) {
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
                if compares && !self.comparisons.contains(&term) {
                    if self.comparisons.len() < MAX_COMPARISONS {
                        self.comparisons.push(term);
                    } else {
                        self.has_more = true;
                    }
                }
                self.gather(declared, &terms.0);
                self.gather(declared, &terms.1);
            }
        }
    }
}
