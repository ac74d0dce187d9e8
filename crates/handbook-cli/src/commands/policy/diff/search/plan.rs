//! What is tried for each field: the candidates of both policies, and the inputs beside which a verdict turns.

use policy::{
    Date, PolicyValues,
    calculator::FieldKind,
    values::{Amount, Tier},
};

use super::{
    super::{
        candidates::{self, Line},
        outcome::Outcome,
    },
    Search, Tried,
};

/// The most combinations of choices for which the turns of a verdict are looked for.
const MOST_BASES: usize = 16;

/// The most candidates of a field.
const MOST_CANDIDATES: usize = 60;

impl Search<'_> {
    /// Lists the fields of both sides with their candidates.
    pub(super) fn plan(&mut self) {
        let mut amounts: Vec<&Amount> = Vec::new();
        let days: Vec<Date> = self.earlier.into_iter().chain([self.day]).collect();
        for values in [self.before, self.after] {
            let keys = values
                .calculator(self.id)
                .map(|calculator| values.keys_of(calculator));
            for value in keys.into_iter().flatten().filter_map(|key| values.get(key)) {
                for (day, tier) in days.iter().flat_map(|day| Tier::ALL.map(|tier| (*day, tier))) {
                    if let Ok(amount) = value.amount(day, Some(tier))
                        && !amounts.contains(&amount)
                    {
                        amounts.push(amount);
                    }
                }
            }
        }
        for values in [self.after, self.before] {
            let fields = values
                .calculator(self.id)
                .map(|calculator| &calculator.description().fields);
            for field in fields.into_iter().flat_map(|fields| fields.iter()) {
                let candidates = candidates::of(field, &amounts, self.day);
                match self
                    .fields
                    .iter_mut()
                    .find(|known| known.field.name == field.name)
                {
                    Some(known) => {
                        for candidate in candidates {
                            if known.candidates.iter().all(|other| other.text != candidate.text) {
                                known.candidates.push(candidate);
                            }
                        }
                    }
                    None => self.fields.push(Tried {
                        field,
                        line: Line::of(&field.kind, self.day),
                        candidates,
                    }),
                }
            }
        }
    }

    /// Adds the two inputs beside each place at which a verdict turns, one field at a time, for the choices that there are.
    pub(super) fn find_turns(&mut self) {
        let bases = self.bases();
        for place in 0..self.fields.len() {
            let Some(line) = self.fields[place].line else {
                continue;
            };
            let mut sizes: Vec<i64> = self.fields[place]
                .candidates
                .iter()
                .filter_map(|candidate| candidate.size)
                .collect();
            sizes.sort_unstable();
            let mut turns = Vec::new();
            for base in &bases {
                for values in [self.before, self.after] {
                    self.turns(base, place, line, values, &sizes, &mut turns);
                }
            }
            turns.sort_unstable_by_key(|size: &i64| (size.saturating_abs(), *size));
            turns.dedup();
            for candidate in turns.into_iter().filter_map(|size| line.at(size)) {
                let known = &mut self.fields[place].candidates;
                if known.len() < MOST_CANDIDATES && known.iter().all(|other| other.size != candidate.size) {
                    known.push(candidate);
                }
            }
        }
    }

    fn turns(
        &self,
        base: &[usize],
        place: usize,
        line: Line,
        values: &PolicyValues,
        sizes: &[i64],
        turns: &mut Vec<i64>,
    ) {
        let verdict = |size: i64| {
            let candidate = line.at(size)?;
            let mut answers = self.answers(base);
            answers.set(&self.fields[place].field.name, candidate.text);
            Some(
                Outcome::of(values, self.id, &answers, self.day)
                    .verdict()?
                    .to_owned(),
            )
        };
        let verdicts: Vec<Option<String>> = sizes.iter().map(|size| verdict(*size)).collect();
        for (pair, found) in sizes.windows(2).zip(verdicts.windows(2)) {
            if let (&[low, high], [first, second]) = (pair, found)
                && first != second
            {
                let (mut low, mut high) = (low, high);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if verdict(middle) == *first {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                turns.extend([low, high]);
            }
        }
    }

    /// What the form holds, with each combination of choices.
    fn bases(&self) -> Vec<Vec<usize>> {
        let mut bases = vec![vec![0; self.fields.len()]];
        for (place, tried) in self.fields.iter().enumerate() {
            if !matches!(tried.field.kind, FieldKind::Choice(_) | FieldKind::YesNo) {
                continue;
            }
            for base in bases.clone() {
                for candidate in 1..tried.candidates.len() {
                    if bases.len() < MOST_BASES {
                        let mut other = base.clone();
                        other[place] = candidate;
                        bases.push(other);
                    }
                }
            }
        }
        bases
    }
}
