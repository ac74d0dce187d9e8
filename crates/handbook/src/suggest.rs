//! "Did you mean": the nearest of the names that exist.

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
    let folded = wanted.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (similarity(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= least)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// The hint for it: ``did you mean `x`?``.
pub(crate) fn did_you_mean<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

fn similarity(wanted: &str, candidate: &str) -> f64 {
    let contained = candidate.starts_with(wanted) || candidate.ends_with(wanted);
    let bonus = if contained && wanted.len() >= 3 { 0.3 } else { 0.0 };
    strsim::normalized_damerau_levenshtein(wanted, candidate) + bonus
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_wins_and_a_far_one_is_none() {
        assert_eq!(nearest("titel", ["title", "toc", "tags"]), Some("title"));
        assert_eq!(nearest("Description", ["description"]), Some("description"));
        assert_eq!(nearest("zebra", ["title", "toc"]), None);
    }
}
