//! The browser's door to the policy crate: reads a form, decides, writes the answer into the page.
//!
//! Owns every wasm-bindgen and web-sys call of the product. It decides nothing itself and knows no calculator by name:
//! which fields there are and what the answer is come from [`policy`], the words of the interface from the page. A
//! page calls [`attach`] for each of its calculators; tests and programs call [`evaluate`].

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod address;
mod attachment;
mod controls;
mod copying;
mod decision;
mod dom;
mod result;
#[cfg(target_family = "wasm")]
mod runtime;

use alloc::string::String;

use policy::{Answers, Date, FieldError, calculators, json, table};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::dom::Element;

/// Decides without a page and returns JSON, the same as `handbook calc --format json` prints.
///
/// `id` names the calculator; `answers` are its fields, one a line (`amount=5,000`); `values` is the
/// table of [`policy::table`]; `as_of` is the ISO day taken for the fields `as-of` and `today` where they are absent.
/// Mistakes of any of the four come back as `{"errors": [..]}`.
#[wasm_bindgen]
pub fn evaluate(id: &str, answers: &str, values: &str, as_of: &str) -> String {
    let wrong =
        |name: &str, given: &str, message: &str| json::errors(&[FieldError::new(name, given, message)]);
    let Some(calculator) = calculators::find(id) else {
        return wrong("calculator", id, "There is no such calculator.");
    };
    let today = match Date::parse(as_of) {
        Ok(day) => day,
        Err(error) => return wrong(policy::calculator::AS_OF, as_of, error.message()),
    };
    let Ok(values) = table::decode(values) else {
        return wrong("values", "", "The table of values could not be read.");
    };
    let mut given = Answers::new();
    for (name, text) in answers.split('\n').filter_map(|line| line.split_once('=')) {
        given.set(name, String::from(text));
    }
    match decision::decide(calculator, &values, given, today) {
        Ok(decision) => json::answer(id, decision.as_of, &decision.answer),
        Err(errors) => json::errors(&errors),
    }
}

/// Takes over the form of a `<handbook-calculator>`: fills it from the address and shows the answer. Returns a function
/// to be registered for the events `input`, `submit`, `reset` and `click` of the element; called with an event `abort`, it
/// lets go of the element, and nothing of it stays behind.
///
/// # Errors
/// When the element names no calculator of this program, or its table of values cannot be read.
#[wasm_bindgen]
pub fn attach(element: Element) -> Result<JsValue, JsValue> {
    attachment::attach(element).ok_or(JsValue::NULL)
}
