//! Findings about the values as such: a review that is due, a value that nothing uses.

use super::scene::Scene;
use crate::diagnostics::{Diagnostic, Severity};

/// Reports both, each at its line in the values.
pub(crate) fn check(scene: &Scene<'_>, before: &[&Diagnostic]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let today = scene.source.today;
    // A calculator that could not be read may be the one that uses a value.
    let uses_known = before.iter().all(|finding| {
        finding.severity == Severity::Warning
            || finding.code == "broken-source"
            || !finding.path.starts_with("content/policy/")
            || finding.path.ends_with(".md")
    });
    for value in scene.policy.iter() {
        let Some(place) = scene.places.get(&value.key) else {
            continue;
        };
        if let Some(day) = value.review_by.filter(|day| *day < today) {
            let message = format!("`{}` should have been reviewed by {}", value.key, day.display());
            let whom = value
                .owner
                .as_ref()
                .map_or_else(|| "its owner".to_owned(), |owner| format!("its owner ({owner})"));
            findings.push(
                Diagnostic::warning("review-overdue", &place.path, message)
                    .at(place.review_by.clone())
                    .hint(format!(
                        "ask {whom} whether it still holds, then set `last_reviewed` and a later `review_by`"
                    )),
            );
        }
        if uses_known && scene.uses.of(&value.key).is_none() && !is_named_elsewhere(scene, &value.key) {
            let message = format!("nothing uses the value `{}`", value.key);
            findings.push(
                Diagnostic::warning("unused-value", &place.path, message)
                    .at(place.key.clone())
                    .hint(format!(
                        "write `{{{{< policy-table \"{}\" >}}}}` where its rule stands, or remove the value",
                        value.key
                    )),
            );
        }
    }
    findings
}

/// Whether a file that is no page of the site, such as a draft, names the value.
fn is_named_elsewhere(scene: &Scene<'_>, key: &str) -> bool {
    let mut files = scene.source.pages.iter();
    files
        .any(|file| scene.graph.is_left_out(&file.path) && file.text().is_some_and(|text| text.contains(key)))
}
