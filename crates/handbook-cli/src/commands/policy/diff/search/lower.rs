//! What was found, with each amount as small as it can be: an amount that stands in the form may be larger than the change
//! needs.

use super::{Best, Example, Search};

impl Search<'_> {
    /// The example with each amount as small as it can be while the change stays the same one, be it as the form has it or
    /// not.
    pub(super) fn lowered(&mut self, (_, mut inputs, mut best): Best) -> Example {
        // A lower amount may let one before it go lower too.
        while let Some((lower, example)) =
            (0..self.fields.len()).find_map(|place| self.with_lower(place, &inputs, &best))
        {
            (inputs, best) = (lower, example);
        }
        best
    }

    /// The example with the smallest amount in one field that still shows the same change, when that is a smaller one.
    fn with_lower(
        &mut self,
        place: usize,
        inputs: &[usize],
        best: &Example,
    ) -> Option<(Vec<usize>, Example)> {
        let tried = &self.fields[place];
        let line = tried.line.filter(|line| line.is_of_amounts(&tried.field.kind))?;
        let weight = |input: usize| Some(line.weight(tried.candidates.get(input)?.size?));
        let now = weight(inputs[place])?;
        let smaller = (0..tried.candidates.len()).filter_map(|input| Some((weight(input)?, input)));
        let mut smaller: Vec<(i64, usize)> = smaller.filter(|(weight, _)| *weight < now).collect();
        smaller.sort_unstable();
        smaller.into_iter().find_map(|(_, input)| {
            let mut lower = inputs.to_vec();
            lower[place] = input;
            let example = self.example(&lower)?;
            example.tells_as(best).then_some((lower, example))
        })
    }
}
