//! The golden cases that come out differently.

use handbook::{Source, diagnostics::line_column};
use policy::{Answers, Date, PolicyValues};

use super::outcome::{Outcome, morning};

/// A question that somebody wrote down, with the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Case {
    /// The calculator that is asked.
    pub(super) calculator: String,
    /// What the case is about.
    pub(super) name: String,
    /// What is given, by field.
    pub(super) given: Vec<(String, String)>,
    /// The day for which it is asked; the day of the comparison where it has none of its own.
    pub(super) as_of: Option<Date>,
    /// Where it stands.
    pub(super) place: String,
}

/// A case with what it came to, and what it comes to.
pub(super) struct CaseChange {
    /// The case.
    pub(super) case: Case,
    /// The day for which it was asked.
    pub(super) as_of: Date,
    /// What it came to before.
    pub(super) before: Outcome,
    /// What it comes to now.
    pub(super) after: Outcome,
}

/// All golden cases that are known of a handbook: those on its pages, then those that the program carries.
pub(super) fn cases(source: &Source, values: &PolicyValues) -> Vec<Case> {
    let of_pages = handbook::policy_cases(source, values).into_iter().map(|case| {
        let page = source.text(&case.path).unwrap_or_default();
        let (line, _) = line_column(page, case.span.start);
        Case {
            place: format!("{}:{line}", case.path),
            calculator: case.calculator,
            name: case.name,
            given: case.given,
            as_of: Some(case.as_of),
        }
    });
    let carried = handbook::carried_cases(source).into_iter().map(|case| Case {
        as_of: case.as_of.as_deref().and_then(|text| Date::parse(text).ok()),
        calculator: case.calculator,
        name: case.name,
        given: case.given,
        place: case.path,
    });
    of_pages.chain(carried).collect()
}

impl CaseChange {
    /// Whether the verdict is another one, and not the figures alone.
    pub(super) fn has_other_verdict(&self) -> bool {
        self.before.verdict() != self.after.verdict()
    }
}

/// The cases of a calculator whose verdict or figures change: those with another verdict first.
pub(super) fn changed(
    cases: &[Case],
    id: &str,
    before: &PolicyValues,
    after: &PolicyValues,
    today: Date,
) -> Vec<CaseChange> {
    let own = cases.iter().filter(|case| case.calculator == id);
    let changed = own.filter_map(|case| {
        let as_of = case.as_of.unwrap_or(today);
        let answers: Answers = case.given.iter().cloned().collect();
        let answers = answers.with_clock(morning(as_of));
        let outcome = |values| Outcome::of(values, id, &answers, as_of);
        let (before, after) = (outcome(before), outcome(after));
        let differs = before.verdict() != after.verdict() || before.figures() != after.figures();
        differs.then(|| CaseChange {
            case: case.clone(),
            as_of,
            before,
            after,
        })
    });
    let mut changed: Vec<CaseChange> = changed.collect();
    changed.sort_by_key(|change| !change.has_other_verdict());
    changed
}
