//! The answer on the page: the sentence, why, what to read and what to do.
//!
//! Owns the parts marked `data-part`. All text is written as text; a part without content is hidden.

use alloc::{string::String, vec::Vec};

use policy::Answer;

use crate::dom::{Element, joined};

/// Shows an answer and returns its sentence.
pub(crate) fn show(calculator: &Element, answer: &Answer) -> String {
    if let Some(place) = calculator.part("sentence") {
        place.set_text(&answer.sentence);
        place.set_attribute("data-verdict", answer.verdict);
    }
    lines(calculator, "steps", &answer.steps);
    lines(calculator, "warnings", &answer.warnings);
    lines(calculator, "readings", &answer.readings);
    lines(calculator, "next", &answer.next);
    if let Some(list) = emptied(calculator, "sources", answer.sources.is_empty()) {
        for source in &answer.sources {
            let link = list.add("li").add("a");
            link.set_text(&source.title);
            link.set_attribute("href", &source.href);
        }
    }
    answer.sentence.clone()
}

/// Shows that nothing is computed: the page's own words for that, and the names of the fields to correct. Returns the
/// sentence.
pub(crate) fn show_incomplete(calculator: &Element, to_correct: &str) -> String {
    let mut sentence = String::new();
    if let Some(place) = calculator.part("sentence") {
        let words = place.attribute("data-incomplete").unwrap_or_default();
        sentence = joined(&[words.strip_suffix('.').unwrap_or(&words), ": ", to_correct, "."]);
        place.set_text(&sentence);
        place.toggle_attribute("data-verdict", false);
    }
    for name in ["steps", "warnings", "readings", "next", "sources"] {
        emptied(calculator, name, true);
    }
    sentence
}

fn lines(calculator: &Element, name: &str, lines: &Vec<String>) {
    if let Some(list) = emptied(calculator, name, lines.is_empty()) {
        for line in lines {
            list.add("li").set_text(line);
        }
    }
}

/// The list of a part, without its items; the part, or the disclosure that it fills, is hidden when nothing comes.
fn emptied(calculator: &Element, name: &str, hidden: bool) -> Option<Element> {
    let part = calculator.part(name)?;
    let holder = part.closest(".calculator-why");
    holder.as_ref().unwrap_or(&part).hide(hidden);
    let list = part.first("ul").unwrap_or(part);
    list.set_text("");
    Some(list)
}
