//! The answer on the page: the sentence, why, what to read and what to do.
//!
//! Owns the parts marked `data-part`. All text is written as text; a part without content is hidden.

use alloc::{string::String, vec::Vec};

use policy::Answer;
use web_sys::Element;

use crate::dom;

/// Shows an answer; without one, the sentence that the page has for that and the names of the fields to correct.
/// Returns the sentence.
pub(crate) fn show(calculator: &Element, answer: Option<&Answer>, to_correct: &str) -> String {
    let place = dom::part(calculator, "sentence");
    let sentence = match answer {
        Some(answer) => answer.sentence.clone(),
        None => incomplete(place.as_ref(), to_correct),
    };
    if let Some(place) = &place {
        place.set_text_content(Some(&sentence));
        dom::set_attribute(place, "data-verdict", answer.map(|answer| answer.verdict));
    }
    for (name, lines) in [
        ("steps", answer.map(|answer| &answer.steps)),
        ("warnings", answer.map(|answer| &answer.warnings)),
        ("readings", answer.map(|answer| &answer.readings)),
        ("next", answer.map(|answer| &answer.next)),
    ] {
        if let Some(list) = emptied(calculator, name, lines.is_none_or(Vec::is_empty)) {
            for line in lines.into_iter().flatten() {
                if let Some(item) = dom::append(&list, "li") {
                    item.set_text_content(Some(line));
                }
            }
        }
    }
    let sources = answer.map(|answer| &answer.sources);
    if let Some(list) = emptied(calculator, "sources", sources.is_none_or(Vec::is_empty)) {
        for source in sources.into_iter().flatten() {
            if let Some(link) = dom::append(&list, "li").and_then(|item| dom::append(&item, "a")) {
                link.set_text_content(Some(&source.title));
                dom::set_attribute(&link, "href", Some(&source.href));
            }
        }
    }
    sentence
}

/// The page's own words for "nothing to compute from", followed by the fields that they are about.
fn incomplete(place: Option<&Element>, to_correct: &str) -> String {
    let words = place
        .and_then(|place| place.get_attribute("data-incomplete"))
        .unwrap_or_default();
    [words.trim_end_matches('.'), ": ", to_correct, "."].concat()
}

/// The list of a part, without its items; the part, or the disclosure that it fills, is hidden when nothing comes.
fn emptied(calculator: &Element, name: &str, hidden: bool) -> Option<Element> {
    let part = dom::part(calculator, name)?;
    let holder = part
        .parent_element()
        .filter(|parent| parent.has_attribute("open") || parent.tag_name() == "DETAILS");
    dom::set_hidden(holder.as_ref().unwrap_or(&part), hidden);
    if holder.is_some() {
        dom::set_hidden(&part, false);
    }
    let list = dom::first(&part, "ul, ol").unwrap_or(part);
    list.set_text_content(None);
    Some(list)
}
