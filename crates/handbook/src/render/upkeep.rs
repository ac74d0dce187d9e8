//! Findings about the values as such: a review that is due, an owner nobody knows how to reach, a value that nothing uses.

use std::collections::HashSet;

use super::{owners, scene::Scene};
use crate::{
    diagnostics::{Diagnostic, Severity},
    source::PageFile,
};

/// Reports them, each at its line in the values.
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
    let mut unused = Vec::new();
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
        findings.extend(owners::check_value(scene, value, &place.path, &place.owner));
        if uses_known && scene.uses.of(&value.key).is_none() {
            unused.push((value.key.as_str(), place));
        }
    }
    let keys: Vec<&str> = unused.iter().map(|(key, _)| *key).collect();
    let elsewhere = named_elsewhere(scene, &keys);
    for (key, place) in unused {
        if !elsewhere.contains(key) {
            findings.push(
                Diagnostic::warning(
                    "unused-value",
                    &place.path,
                    format!("nothing uses the value `{key}`"),
                )
                .at(place.key.clone())
                .hint(format!(
                    "write `{{{{< policy-table \"{key}\" >}}}}` where its rule stands, or remove the value"
                )),
            );
        }
    }
    findings
}

/// Those of the keys, which are sorted, that a file names which is no page of the site, such as a draft.
fn named_elsewhere<'k>(scene: &Scene<'_>, keys: &[&'k str]) -> HashSet<&'k str> {
    let mut named = HashSet::new();
    if keys.is_empty() {
        return named;
    }
    let files = &scene.source.pages;
    for path in scene.graph.left_out() {
        let file = scene.source.page_file(path).and_then(|index| files.get(index));
        if let Some(text) = file.and_then(PageFile::read) {
            note_named(&text, keys, &mut named);
        }
    }
    named
}

/// Notes those of the sorted keys that stand in a text, in one pass through it however many they are.
fn note_named<'k>(text: &str, keys: &[&'k str], named: &mut HashSet<&'k str>) {
    let starts = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| byte.is_ascii_lowercase());
    for (start, _) in starts {
        let mut rest = &text.as_bytes()[start..];
        // The greatest key that is not behind the rest begins it, or whatever key does so begins what the two share.
        while let Some(before) = keys.partition_point(|key| key.as_bytes() <= rest).checked_sub(1)
            && let Some(key) = keys.get(before)
        {
            let shared = key
                .bytes()
                .zip(rest)
                .take_while(|(one, other)| one == *other)
                .count();
            if shared == key.len() {
                named.insert(key);
            }
            rest = &rest[..shared.min(key.len().saturating_sub(1))];
            if rest.is_empty() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_wherever_they_stand_in_a_text() {
        let keys = [
            "a",
            "a.b",
            "a.b.c",
            "a.bd",
            "deck",
            "deck.threshold",
            "eck.t",
            "zebra",
        ];
        for text in [
            "",
            "see deck.threshold.",
            "a.b.d and a.bx",
            "A.B, dec, deck",
            "xdeck.thresholds: é",
            "a.b.ca.bd",
            "deck.threshol",
        ] {
            let mut named = HashSet::new();
            note_named(text, &keys, &mut named);
            let expected: HashSet<&str> = keys.into_iter().filter(|key| text.contains(key)).collect();
            assert_eq!(named, expected, "{text}");
        }
    }
}
