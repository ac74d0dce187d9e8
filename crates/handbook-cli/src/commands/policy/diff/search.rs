//! The smallest inputs for which two policies decide differently.
//!
//! Owns the order of the search: what the form holds at first, then one field changed, then two, and so on while all of a
//! kind fit into [`MOST`]; of those that change as many fields, the smallest amounts. What is found is told with each amount as small as it can be. Candidates come
//! from both policies, and where a verdict turns between two of them, the two inputs on both sides of the turn are found by
//! halving.

mod lower;
mod plan;

use std::collections::BTreeMap;

use policy::{Answers, Date, PolicyValues, calculator::Field};

use super::{
    candidates::{Candidate, Line},
    outcome::{Outcome, morning},
};

/// The most inputs that are tried for one calculator as of one day. Each field by itself and each two together are few
/// enough for every calculator of a handbook; more fields together are tried where all of them fit.
const MOST: usize = 100_000;

/// A question that the two policies answer differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Example {
    /// The day as of which it is asked.
    pub(super) as_of: Date,
    /// What is given, by field.
    pub(super) inputs: Vec<(String, String)>,
    /// What came out before.
    pub(super) before: Outcome,
    /// What comes out now.
    pub(super) after: Outcome,
}

impl Example {
    fn has_other_verdict(&self) -> bool {
        self.before.verdict() != self.after.verdict()
    }

    fn pair(&self) -> (String, String) {
        (self.before.word().to_owned(), self.after.word().to_owned())
    }

    /// Whether it shows the same change as another example.
    fn tells_as(&self, other: &Self) -> bool {
        let says_other = |example: &Self| example.before.sentence() != example.after.sentence();
        self.pair() == other.pair() && (self.has_other_verdict() || says_other(self) == says_other(other))
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The smallest inputs for each pair of verdicts.
    pub(super) verdicts: Vec<Example>,
    /// Where no verdict changes: the smallest inputs whose figures or sentence do.
    pub(super) figures: Option<Example>,
    /// How many inputs were tried.
    pub(super) tried: usize,
    /// Whether each field by itself and each two together were more inputs than may be tried.
    pub(super) is_cut: bool,
    /// Whether any of them got an answer.
    pub(super) is_answered: bool,
}

/// One field with what is tried for it; the first candidate is what the form holds.
struct Tried<'a> {
    field: &'a Field,
    line: Option<Line>,
    candidates: Vec<Candidate>,
}

struct Search<'a> {
    before: &'a PolicyValues,
    after: &'a PolicyValues,
    id: &'a str,
    day: Date,
    earlier: Option<Date>,
    fields: Vec<Tried<'a>>,
    tried: usize,
    is_answered: bool,
}

/// How small inputs are: the fields away from the form, those of them that are no amounts, the sum of all amounts, and how
/// far days and percentages are from the form's.
type Rank = (usize, usize, i128, i128);

/// The best example so far, with its rank and the candidates that it is made of.
type Best = (Rank, Vec<usize>, Example);

/// Searches for the smallest inputs as of a day. What is different as of an earlier day already is left out.
pub(super) fn smallest(
    before: &PolicyValues,
    after: &PolicyValues,
    id: &str,
    day: Date,
    earlier: Option<Date>,
) -> Found {
    let mut search = Search::new([before, after], id, day, earlier);
    search.plan();
    search.find_turns();
    search.run()
}

impl<'a> Search<'a> {
    fn new([before, after]: [&'a PolicyValues; 2], id: &'a str, day: Date, earlier: Option<Date>) -> Self {
        Self {
            before,
            after,
            id,
            day,
            earlier,
            fields: Vec::new(),
            tried: 0,
            is_answered: false,
        }
    }

    fn run(&mut self) -> Found {
        let mut found = Found::default();
        let mut verdicts: BTreeMap<(String, String), Best> = BTreeMap::new();
        let mut figures: Option<(bool, Best)> = None;
        for away in 0..=self.fields.len() {
            if self.tried.saturating_add(self.count(away)) > MOST {
                found.is_cut = away <= 2;
                break;
            }
            let mut chosen: Vec<usize> = (0..away).collect();
            loop {
                self.try_all(&chosen, &mut verdicts, &mut figures);
                if !next_subset(&mut chosen, self.fields.len()) {
                    break;
                }
            }
            // The form as it is, and the form with one field changed, count as equally near.
            if away > 0 && !verdicts.is_empty() {
                break;
            }
            // Where something else than the input stands in the way of an answer, more inputs do not help.
            if away > 0 && !self.is_answered {
                break;
            }
        }
        let mut sorted: Vec<Best> = verdicts.into_values().collect();
        sorted.sort_by_key(|(rank, ..)| *rank);
        found.verdicts = sorted.into_iter().map(|best| self.lowered(best)).collect();
        found.figures = figures
            .filter(|_| found.verdicts.is_empty())
            .map(|(_, best)| self.lowered(best));
        found.tried = self.tried;
        found.is_answered = self.is_answered;
        found
    }

    /// How many inputs are as many fields away from the form.
    fn count(&self, away: usize) -> usize {
        let mut counts = vec![0_usize; away + 1];
        counts[0] = 1;
        for tried in &self.fields {
            let others = tried.candidates.len().saturating_sub(1);
            for size in (1..=away).rev() {
                counts[size] = counts[size].saturating_add(counts[size - 1].saturating_mul(others));
            }
        }
        counts[away]
    }

    /// Tries all candidates of the chosen fields, with the others as the form has them.
    fn try_all(
        &mut self,
        chosen: &[usize],
        verdicts: &mut BTreeMap<(String, String), Best>,
        figures: &mut Option<(bool, Best)>,
    ) {
        let mut inputs = vec![0; self.fields.len()];
        for place in chosen {
            if self.fields[*place].candidates.len() < 2 {
                return;
            }
            inputs[*place] = 1;
        }
        loop {
            self.tried += 1;
            if let Some(example) = self.example(&inputs) {
                let rank = self.rank(&inputs, chosen.len());
                if example.has_other_verdict() {
                    let known = verdicts.entry(example.pair());
                    let known = known.or_insert_with(|| (rank, inputs.clone(), example.clone()));
                    if rank < known.0 {
                        *known = (rank, inputs.clone(), example);
                    }
                } else {
                    // Another sentence says more than other words around the same one.
                    let order = (example.before.sentence() == example.after.sentence(), rank);
                    if figures
                        .as_ref()
                        .is_none_or(|(same, best)| order < (*same, best.0))
                    {
                        *figures = Some((order.0, (rank, inputs.clone(), example)));
                    }
                }
            }
            let mut moved = false;
            for place in chosen.iter().rev() {
                inputs[*place] += 1;
                if inputs[*place] < self.fields[*place].candidates.len() {
                    moved = true;
                    break;
                }
                inputs[*place] = 1;
            }
            if !moved {
                return;
            }
        }
    }

    /// The question of some candidates, when the two policies answer it differently.
    fn example(&mut self, inputs: &[usize]) -> Option<Example> {
        let answers = self.answers(inputs);
        let before = Outcome::of(self.before, self.id, &answers, self.day);
        let after = Outcome::of(self.after, self.id, &answers, self.day);
        let answered = before.verdict().is_some() || after.verdict().is_some();
        self.is_answered |= answered;
        if !answered || before == after || self.was_told(&answers, before.verdict() != after.verdict()) {
            return None;
        }
        let given = answers.given();
        Some(Example {
            as_of: self.day,
            inputs: given
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .collect(),
            before,
            after,
        })
    }

    /// Whether the two policies answer differently as of the earlier day, by verdict where verdicts are looked at.
    fn was_told(&self, answers: &Answers, by_verdict: bool) -> bool {
        self.earlier.is_some_and(|day| {
            let before = Outcome::of(self.before, self.id, answers, day);
            let after = Outcome::of(self.after, self.id, answers, day);
            match by_verdict {
                true => before.verdict() != after.verdict(),
                false => before != after,
            }
        })
    }

    fn answers(&self, inputs: &[usize]) -> Answers {
        let mut answers = Answers::new();
        for (tried, input) in self.fields.iter().zip(inputs) {
            if let Some(candidate) = tried.candidates.get(*input) {
                answers.set(&tried.field.name, candidate.text.clone());
            }
        }
        answers.with_clock(morning(self.day))
    }

    fn rank(&self, inputs: &[usize], away: usize) -> Rank {
        let (mut others, mut amounts, mut distance) = (0, 0, 0);
        for (tried, input) in self.fields.iter().zip(inputs) {
            let size = |place: usize| tried.candidates.get(place).and_then(|candidate| candidate.size);
            let weight = match (tried.line, size(*input)) {
                (Some(line), Some(size)) if line.is_of_amounts(&tried.field.kind) => Some(line.weight(size)),
                _ => None,
            };
            amounts += i128::from(weight.unwrap_or(0));
            if weight.is_none() && *input > 0 {
                others += 1;
                let apart = size(*input).unwrap_or(0) - size(0).unwrap_or(0);
                distance += i128::from(apart).abs();
            }
        }
        (away.max(1), others, amounts, distance)
    }
}

/// Moves on to the next choice of as many fields out of `count`; false after the last one.
fn next_subset(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    for place in (0..size).rev() {
        if chosen[place] < count - (size - place) {
            chosen[place] += 1;
            for later in place + 1..size {
                chosen[later] = chosen[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_fields_is_tried_once() {
        let mut chosen = vec![0, 1];
        let mut all = vec![chosen.clone()];
        while next_subset(&mut chosen, 4) {
            all.push(chosen.clone());
        }
        let expected = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
        assert_eq!(all, expected.map(Vec::from));
        assert!(!next_subset(&mut [], 4));
    }
}
