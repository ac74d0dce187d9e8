//! Fields that belong together, because a comparison depends on all of them.
//!
//! Owns the saving that makes the search fast: fields of different groups have no part in the same comparison, so each
//! group is tried alone, and of inputs for which all its comparisons come out the same one is enough. Only these are
//! combined with those of the other groups.

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    super::program::Term,
    search::{Parts, Search},
};
use crate::calculator::FieldKind;

/// Fields and the comparisons that depend on them and on no others.
#[derive(Clone, Default)]
pub(super) struct Group<'a> {
    pub(super) fields: Vec<usize>,
    pub(super) comparisons: Vec<&'a Term>,
}

/// The most combinations of one group that are tried.
const MAX_TRIES: usize = 20_000;

/// How many combinations of one group are tried besides the inputs beside its edges, where those stand for all.
const MAX_PICKS: usize = 2_000;

impl<'a> Search<'a> {
    /// The groups of all fields that matter.
    pub(super) fn grouped(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for comparison in &self.comparisons {
            let mut parts = Parts::default();
            parts.gather(self.declared, comparison);
            let mut group = Group {
                fields: parts.fields,
                comparisons: Vec::from([*comparison]),
            };
            if parts.reads_by_tier {
                group.fields.extend(self.segment);
            }
            if group.fields.is_empty() {
                continue;
            }
            groups.retain_mut(|other| {
                let is_joined = other.fields.iter().any(|field| group.fields.contains(field));
                if is_joined {
                    group.fields.append(&mut other.fields);
                    group.comparisons.append(&mut other.comparisons);
                }
                !is_joined
            });
            groups.push(group);
        }
        for (field, matters) in self.matters.iter().enumerate() {
            if *matters && groups.iter().all(|group| !group.fields.contains(&field)) {
                groups.push(Group {
                    fields: Vec::from([field]),
                    comparisons: Vec::new(),
                });
            }
        }
        for group in &mut groups {
            group.fields.sort_unstable();
            group.fields.dedup();
        }
        groups.sort_by(|one, other| one.fields.cmp(&other.fields));
        groups
    }

    /// The group of a field; an empty one for a field that does not matter.
    pub(super) fn group_of(&self, field: usize) -> Group<'a> {
        let groups = self.groups.iter();
        let mut found = groups.filter(|group| group.fields.contains(&field));
        found.next().cloned().unwrap_or_default()
    }

    /// Inputs of which at least one stands for any other: for it, each comparison comes out the same. None when they would
    /// be more than `tries`.
    pub(super) fn distinct_inputs(&mut self, tries: usize) -> Option<Vec<Vec<i64>>> {
        let first: Vec<i64> = (0..self.candidates.len())
            .map(|field| self.first(field))
            .collect();
        let mut all = Vec::from([first]);
        for group in self.groups.clone() {
            let distinct = self.distinct_within(&group, all.first()?, tries)?;
            if distinct.len().checked_mul(all.len())? > tries {
                return None;
            }
            let mut combined = Vec::new();
            for part in &distinct {
                for inputs in &all {
                    let mut inputs = inputs.clone();
                    for (field, input) in group.fields.iter().zip(part) {
                        if let Some(place) = inputs.get_mut(*field) {
                            *place = *input;
                        }
                    }
                    combined.push(inputs);
                }
            }
            all = combined;
        }
        Some(all)
    }

    /// The inputs of one group's fields for which its comparisons come out differently, in the order of trying.
    fn distinct_within(&mut self, group: &Group<'a>, others: &[i64], tries: usize) -> Option<Vec<Vec<i64>>> {
        let most = tries
            .min(MAX_TRIES)
            .min(self.work / group.comparisons.len().max(1));
        let Some(count) = self.combinations(&group.fields).filter(|count| *count <= most) else {
            return self.distinct_along_one_figure(group, others);
        };
        let every = core::mem::replace(&mut self.comparisons, group.comparisons.clone());
        let mut inputs = Vec::from(others);
        let (mut seen, mut distinct) = (BTreeSet::new(), Vec::new());
        for number in 0..count {
            let mut rest = number;
            let mut part = Vec::new();
            for field in &group.fields {
                let candidates = self.candidates.get(*field).map_or(&[][..], Vec::as_slice);
                let length = candidates.len().max(1);
                let input = candidates.get(rest % length).copied().unwrap_or(0);
                rest /= length;
                part.push(input);
                if let Some(place) = inputs.get_mut(*field) {
                    *place = input;
                }
            }
            let outcomes = self.outcomes(usize::MAX, &inputs, 0);
            // Answers that a condition may ask for by themselves.
            let answers: Vec<i64> = group
                .fields
                .iter()
                .zip(&part)
                .filter(|(field, _)| {
                    let field = self.declared.description.fields.get(**field);
                    field.is_some_and(|field| matches!(field.kind, FieldKind::YesNo))
                })
                .map(|(_, input)| *input)
                .collect();
            if seen.insert((outcomes, answers)) {
                distinct.push(part);
            }
        }
        self.comparisons = every;
        Some(distinct)
    }

    /// The same for a group that has a part in one figure only, which all its comparisons compare with what depends on no
    /// field: then the outcomes follow from the figure, and the inputs beside its edges stand for all others; combinations
    /// at random are tried too, in case the figure leaps. None where there is another figure.
    fn distinct_along_one_figure(&mut self, group: &Group<'a>, others: &[i64]) -> Option<Vec<Vec<i64>>> {
        if self.has_all_edges() && self.is_of_one_figure(group) {
            let mut tried: Vec<Vec<i64>> = self.beside_edges.clone();
            tried.extend((0..MAX_PICKS).map(|line| self.pick(line, &group.fields)));
            tried.insert(0, Vec::from(others));
            let every = core::mem::replace(&mut self.comparisons, group.comparisons.clone());
            let (mut seen, mut distinct) = (BTreeSet::new(), Vec::new());
            for inputs in tried {
                if seen.insert(self.outcomes(usize::MAX, &inputs, 0)) {
                    let part = group
                        .fields
                        .iter()
                        .filter_map(|field| inputs.get(*field).copied());
                    distinct.push(part.collect());
                }
            }
            self.comparisons = every;
            return Some(distinct);
        }
        None
    }

    fn is_of_one_figure(&self, group: &Group<'a>) -> bool {
        let fixed = |term: &Term| {
            let mut parts = Parts::default();
            parts.gather(self.declared, term);
            parts.fields.is_empty() && (self.segment.is_none() || !parts.reads_by_tier)
        };
        let mut figures = group.comparisons.iter().map(|comparison| match comparison {
            Term::Apply(_, terms) if fixed(&terms.1) => Some(&terms.0),
            Term::Apply(_, terms) if fixed(&terms.0) => Some(&terms.1),
            _ => None,
        });
        let first = figures.next().flatten();
        first.is_some() && figures.all(|figure| figure == first)
    }
}
