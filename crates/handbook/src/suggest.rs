//! "Did you mean": the nearest of the names that exist.

use std::borrow::Cow;

/// Longer names, in bytes, are not compared: the time that it takes grows with the square.
const LONGEST: usize = 300;

/// The candidate nearest to `wanted`, when it is near enough to be worth a hint.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_above(0.6, wanted, candidates)
}

/// The candidate nearest to `wanted`, when its likeness (0 to 1 and a little more) is at least `least`.
pub(crate) fn nearest_above<'a>(
    least: f64,
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if wanted.len() > LONGEST {
        return None;
    }
    let wanted = Name::of(wanted);
    let mut names: Vec<(f64, &str, Name<'_>)> = candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| {
            let name = Name::of(candidate);
            (wanted.likest(&name), candidate, name)
        })
        .filter(|(likest, ..)| *likest >= least)
        .collect();
    names.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut best: Option<(f64, &str)> = None;
    for (likest, candidate, name) in &names {
        // The bound of all that follow is no higher, so none of them can be nearer.
        let is_nearer = |(score, known): (f64, &str)| {
            *likest > score || (likest.total_cmp(&score).is_eq() && *candidate < known)
        };
        match best {
            Some((score, _)) if *likest < score => break,
            Some(known) if !is_nearer(known) => continue,
            _ => {}
        }
        let score = similarity(&wanted.folded, &name.folded);
        let is_better = best.is_none_or(|(known, name)| {
            score > known || (score.total_cmp(&known).is_eq() && *candidate < name)
        });
        if score >= least && is_better {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A name to compare, with what tells quickly how alike it can be to another at most.
struct Name<'a> {
    folded: Cow<'a, str>,
    letters: usize,
    /// How often letters stand in it, letters of the same remainder together.
    counts: [u8; 32],
}

impl<'a> Name<'a> {
    fn of(name: &'a str) -> Self {
        let is_lower = name
            .bytes()
            .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let folded = match is_lower {
            true => Cow::Borrowed(name),
            false => Cow::Owned(name.to_lowercase()),
        };
        let mut counts = [0_u8; 32];
        let mut letters = 0;
        for letter in folded.chars() {
            letters += 1;
            if let Some(count) = counts.get_mut(letter as usize % 32) {
                *count = count.saturating_add(1);
            }
        }
        Self {
            folded,
            letters,
            counts,
        }
    }

    /// At least the similarity to another name: an edit adds, takes or exchanges one letter at most.
    fn likest(&self, other: &Self) -> f64 {
        let pairs = || self.counts.iter().zip(&other.counts);
        let lacks: usize = pairs()
            .map(|(one, other)| usize::from(one.saturating_sub(*other)))
            .sum();
        let exceeds: usize = pairs()
            .map(|(one, other)| usize::from(other.saturating_sub(*one)))
            .sum();
        let longer = self.letters.max(other.letters);
        if longer == 0 {
            return 1.0 + bonus(&self.folded, &other.folded);
        }
        1.0 - lacks.max(exceeds) as f64 / longer as f64 + bonus(&self.folded, &other.folded)
    }
}

/// The hint for it: ``did you mean `x`?``.
pub(crate) fn did_you_mean<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// What a name gains that begins or ends like the one wanted.
fn bonus(wanted: &str, candidate: &str) -> f64 {
    let contained = candidate.starts_with(wanted) || candidate.ends_with(wanted);
    if contained && wanted.len() >= 3 { 0.3 } else { 0.0 }
}

fn similarity(wanted: &str, candidate: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(wanted, candidate) + bonus(wanted, candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nearest name by comparing with each.
    fn slowly<'a>(least: f64, wanted: &str, candidates: &[&'a str]) -> Option<&'a str> {
        let folded = wanted.to_lowercase();
        candidates
            .iter()
            .map(|candidate| (similarity(&folded, &candidate.to_lowercase()), *candidate))
            .filter(|(score, _)| *score >= least)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
            .map(|(_, candidate)| candidate)
    }

    #[test]
    fn what_cannot_be_nearest_is_passed_over_and_nothing_else() {
        let mut random = fastrand::Rng::with_seed(7);
        let letters = ['a', 'b', 'c', 'A', '/', '1', 'é', 'ß', 'İ'];
        let mut name = || -> String {
            let length = random.usize(0..9);
            (0..length)
                .map(|_| letters[random.usize(..letters.len())])
                .collect()
        };
        for _ in 0..3_000 {
            let names: Vec<String> = (0..20).map(|_| name()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let wanted = name();
            for least in [0.0, 0.6, 0.85] {
                let found = nearest_above(least, &wanted, names.iter().copied());
                assert_eq!(found, slowly(least, &wanted, &names), "{wanted:?} in {names:?}");
            }
        }
    }

    #[test]
    fn the_nearest_name_wins_and_a_far_one_is_none() {
        assert_eq!(nearest("titel", ["title", "toc", "tags"]), Some("title"));
        assert_eq!(nearest("Description", ["description"]), Some("description"));
        assert_eq!(nearest("zebra", ["title", "toc"]), None);
    }
}
