//! The browser's door to the policy crate: reads a form, decides, writes the answer into the page.
//!
//! Owns everything of the product that is between Rust and a browser. It decides nothing itself and knows no calculator by name:
//! which fields there are and what the answer is come from [`policy`], the words of the interface from the page. A
//! page calls [`attach`] for each of its calculators; tests and programs call [`evaluate`].

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod attachment;
mod controls;
mod copying;
mod decision;
mod dom;
mod result;
#[cfg(target_family = "wasm")]
mod runtime;

use alloc::{string::String, vec::Vec};
use core::mem;

use policy::{
    Answers, Date, Moment, json,
    question::{self, Reading, Settled},
    table,
};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, js_sys::Function};

use crate::decision::decide;

/// Decides without a page and returns JSON, the same as `handbook calc --format json` prints.
///
/// `id` names the calculator; `answers` are its fields, each a line with its end (`amount=5,000\n`); `values` is the table of
/// [`policy::table`]; `as_of` is the ISO day taken for the fields `as-of`, `today` and `now` (its first minute) where they are absent. Without such
/// a calculator, table or day the text is empty.
#[wasm_bindgen]
pub fn evaluate(id: &str, answers: &str, values: &str, as_of: &str) -> String {
    let (Ok(values), Ok(today)) = (table::decode(values), Date::parse(as_of)) else {
        return String::new();
    };
    let Some(calculator) = values.calculator(id) else {
        return String::new();
    };
    let mut given = Answers::new();
    let (mut name, mut text, mut named) = (String::new(), String::new(), false);
    for character in answers.chars() {
        match character {
            '\n' => {
                given.set(&name, mem::take(&mut text));
                (name, named) = (String::new(), false);
            }
            '=' if !named => named = true,
            _ if named => text.push(character),
            _ => name.push(character),
        }
    }
    match decide(
        calculator,
        &values,
        &given.with_clock(Moment::at(today, 0, 0)),
        today,
    ) {
        (as_of, Ok(answer)) => json::answer(id, as_of, &answer),
        (_, Err(errors)) => json::errors(&errors),
    }
}

/// Answers a question in words. `reading` is what `question` of the search returns, `values` a table of [`policy::table`] with
/// all that the calculator may read. The first line of the answer is `a`, verdict and sentence, or `m` and the labels of the
/// fields that are missing; then come the lines of the reading for its fields, without what the calculator refuses. The
/// text is empty where nothing is left to say.
#[wasm_bindgen]
pub fn consider(reading: &str, values: &str) -> String {
    let (Some(mut reading), Ok(values)) = (Reading::decode(reading), table::decode(values)) else {
        return String::new();
    };
    let (letter, parts) = match question::settle(&mut reading, &values) {
        Some(Settled::Answered(answer)) => ("a", Vec::from([answer.verdict.into_owned(), answer.sentence])),
        Some(Settled::Missing(labels)) => ("m", labels),
        None => return String::new(),
    };
    let mut text = String::from(letter);
    for part in &parts {
        text.push('\t');
        text.push_str(part);
    }
    reading.push_fields(&mut text);
    text
}

/// Takes over the form of a `<handbook-calculator>`: fills it from the address and shows the answer. Returns a function
/// to be registered for the events `input`, `submit`, `reset` and `click` of the element; called with an event `abort`, it
/// lets go of the element, and nothing of it stays behind. There is none when the element names no calculator of this
/// program, or its table of values cannot be read.
#[wasm_bindgen]
pub fn attach(element: Element) -> Option<Function> {
    attachment::attach(element)
}
