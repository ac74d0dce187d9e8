//! What is tried for each field: the candidates of both policies, and the inputs beside which a verdict turns.

use policy::{
    Date, PolicyValues,
    calculator::FieldKind,
    values::{Amount, Tier},
};

use super::{
    super::{
        candidates::{self, Candidate, Line},
        outcome::Outcome,
    },
    Search, Tried,
};

/// The most combinations of choices for which the turns of a verdict are looked for.
const MOST_BASES: usize = 16;

/// The most candidates of a field.
const MOST_CANDIDATES: usize = 60;

impl Tried<'_> {
    /// Adds an input of the line that is not among the candidates yet, while there is room.
    fn add(&mut self, candidate: Candidate) {
        let is_new = self.candidates.iter().all(|known| known.size != candidate.size);
        if is_new && self.candidates.len() < MOST_CANDIDATES {
            self.candidates.push(candidate);
        }
    }
}

impl<'a> Search<'a> {
    /// Lists the fields of both sides with their candidates.
    pub(super) fn plan(&mut self) {
        self.list_fields();
        self.take_over_boundaries();
        self.take_over_turns();
    }

    /// The amounts of both sides that the calculator reads, each once.
    fn amounts(&self) -> Vec<&'a Amount> {
        let mut amounts: Vec<&'a Amount> = Vec::new();
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
        amounts
    }

    fn list_fields(&mut self) {
        let amounts = self.amounts();
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

    /// Adds the inputs that the table and the formulas of a declared calculator turn at, numbers of their own among them.
    fn take_over_boundaries(&mut self) {
        for values in [self.after, self.before] {
            let declared = values.declared(self.id);
            let boundaries = declared.map(|declared| declared.boundaries(values, self.day));
            for (name, texts) in boundaries.into_iter().flatten() {
                let Some(tried) = self.fields.iter_mut().find(|tried| tried.field.name == name) else {
                    continue;
                };
                let Some(line) = tried.line else { continue };
                for text in texts {
                    let size = line.place(&tried.field.kind, &text);
                    if let Some(candidate) = size.and_then(|size| line.at(size)) {
                        tried.add(candidate);
                    }
                }
            }
        }
    }

    /// Adds what the calculators that this one asks would be tried with, for the fields that both have: where their verdicts
    /// turn, its own may stay as it is.
    fn take_over_turns(&mut self) {
        let sides = [self.after, self.before];
        let own = sides.iter().filter_map(|values| values.calculator(self.id));
        let mut asked: Vec<&str> = own
            .flat_map(|own| &*own.description().calls)
            .map(|id| &**id)
            .collect();
        asked.sort_unstable();
        asked.dedup();
        for id in asked {
            let mut search = Search::new([self.before, self.after], id, self.day, self.earlier);
            search.list_fields();
            search.take_over_boundaries();
            search.find_turns();
            for theirs in search.fields {
                let same = |tried: &&mut Tried<'_>| {
                    tried.field.name == theirs.field.name && tried.line.is_some() && tried.line == theirs.line
                };
                if let Some(tried) = self.fields.iter_mut().find(same) {
                    for candidate in theirs.candidates {
                        tried.add(candidate);
                    }
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
                self.fields[place].add(candidate);
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
