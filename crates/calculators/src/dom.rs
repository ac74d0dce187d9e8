//! The few things this crate asks of a document, each in its shortest form.

use alloc::vec::Vec;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Window};

/// The window this runs in.
pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// The document this runs in.
pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// The first element inside `within` that the selector matches.
pub(crate) fn first(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// The nearest element around `inside`, itself included, that the selector matches.
pub(crate) fn closest(inside: &Element, selector: &str) -> Option<Element> {
    inside.closest(selector).ok().flatten()
}

/// All elements inside `within` that the selector matches, taken to be of one kind.
pub(crate) fn all<T: JsCast>(within: &Element, selector: &str) -> Vec<T> {
    let mut found = Vec::new();
    if let Ok(list) = within.query_selector_all(selector) {
        for index in 0..list.length() {
            if let Some(node) = list.item(index) {
                found.push(node.unchecked_into());
            }
        }
    }
    found
}

/// A part of a calculator, by its name.
pub(crate) fn part(calculator: &Element, name: &str) -> Option<Element> {
    first(calculator, &["[data-part=\"", name, "\"]"].concat())
}

/// A new element inside `parent`, after what is there.
pub(crate) fn append(parent: &Element, tag: &str) -> Option<Element> {
    let element = document()?.create_element(tag).ok()?;
    parent.append_child(&element).ok()?;
    Some(element)
}

/// Sets an attribute, or takes it away.
pub(crate) fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // Both fail only for a name that is no name.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Hides an element from everybody, or shows it.
pub(crate) fn set_hidden(element: &Element, hidden: bool) {
    set_attribute(element, "hidden", hidden.then_some(""));
}
