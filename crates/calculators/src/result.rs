//! The answer on the page: the sentence, why, what to read and what to do.
//!
//! Owns the parts marked `data-part`. All text is written as text; a part without content is hidden.

use alloc::string::String;

use policy::Answer;
use web_sys::Element;

use crate::dom::{Place, joined};

const SENTENCE: &str = "[data-part=sentence]";

/// The parts that hold lines, each by its list, and what is hidden when there are none.
const PARTS: [(&str, &str); 5] = [
    ("[data-part=steps]", ".calculator-why"),
    ("[data-part=warnings]", "[data-part=warnings]"),
    ("[data-part=readings] ul", "[data-part=readings]"),
    ("[data-part=next] ul", "[data-part=next]"),
    ("[data-part=sources] ul", "[data-part=sources]"),
];

/// Shows an answer.
pub(crate) fn show(calculator: &Element, answer: &Answer) {
    calculator.say(SENTENCE, &answer.sentence);
    calculator.mark(SENTENCE, "data-verdict", &answer.verdict);
    let lines = [&answer.steps, &answer.warnings, &answer.readings, &answer.next];
    for (part, lines) in PARTS.iter().zip(&lines) {
        if let Some(list) = emptied(calculator, part, lines.is_empty()) {
            for line in *lines {
                if let Some(item) = list.add("li") {
                    item.set_text(line);
                }
            }
        }
    }
    if let [.., part] = &PARTS
        && let Some(list) = emptied(calculator, part, answer.sources.is_empty())
    {
        for source in &answer.sources {
            if let Some(link) = list.add("li").and_then(|item| item.add("a")) {
                link.set_text(&source.title);
                link.set("href", &source.href);
            }
        }
    }
}

/// Shows that nothing is computed: the names of the fields to correct, and the page's own words for that.
pub(crate) fn show_incomplete(calculator: &Element, to_correct: &str) {
    let sentence = joined(&[to_correct, ": ", &calculator.read(SENTENCE, "data-incomplete")]);
    calculator.say(SENTENCE, &sentence);
    calculator.toggle(SENTENCE, "data-verdict", false);
    for part in &PARTS {
        emptied(calculator, part, true);
    }
}

/// The sentence that is shown.
pub(crate) fn sentence(calculator: &Element) -> String {
    calculator
        .first(SENTENCE)
        .map(|place| place.text())
        .unwrap_or_default()
}

/// The list of a part, without its items.
fn emptied(calculator: &Element, (list, holder): &(&str, &str), hidden: bool) -> Option<Element> {
    calculator.toggle(holder, "hidden", hidden);
    calculator.say(list, "");
    calculator.first(list)
}
