//! The browser, as far as this crate asks it for something: short ways through `web-sys` to what is done here.
//!
//! Window and document are reached through an element of the page, which is always there: the way over the global
//! object would look for it in four places. Whatever the browser refuses, or a page does not have, is left out.

use alloc::string::String;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, HtmlInputElement, Url, Window,
    js_sys::{Function, Promise},
};

/// What is done with an element, or with the first one in it that a selector matches.
pub(crate) trait Place {
    /// The first element in this one that a selector matches.
    fn first(&self, selector: &str) -> Option<Element>;

    /// The nearest element around this one, itself included, that a selector matches.
    fn around(&self, selector: &str) -> Option<Element>;

    /// Its text.
    fn text(&self) -> String;

    /// Sets its text.
    fn set_text(&self, text: &str);

    /// Sets an attribute.
    fn set(&self, attribute: &str, value: &str);

    /// Sets or takes away an attribute that has no value.
    fn set_flag(&self, attribute: &str, present: bool);

    /// A new element in this one, after what is there.
    fn add(&self, tag: &str) -> Option<Element>;

    /// The address of the page.
    fn address(&self) -> Option<Url>;

    /// Sets the text of what a selector matches.
    fn say(&self, selector: &str, text: &str) {
        if let Some(element) = self.first(selector) {
            element.set_text(text);
        }
    }

    /// Sets an attribute of what a selector matches.
    fn mark(&self, selector: &str, attribute: &str, value: &str) {
        if let Some(element) = self.first(selector) {
            element.set(attribute, value);
        }
    }

    /// Sets or takes away an attribute without value of what a selector matches.
    fn toggle(&self, selector: &str, attribute: &str, present: bool) {
        if let Some(element) = self.first(selector) {
            element.set_flag(attribute, present);
        }
    }

    /// An attribute of what a selector matches; empty when there is none.
    fn read(&self, selector: &str, attribute: &str) -> String {
        self.first(selector)
            .and_then(|element| element.get_attribute(attribute))
            .unwrap_or_default()
    }
}

impl Place for Element {
    fn first(&self, selector: &str) -> Option<Element> {
        self.query_selector(selector).ok().flatten()
    }

    fn around(&self, selector: &str) -> Option<Element> {
        self.closest(selector).ok().flatten()
    }

    fn text(&self) -> String {
        self.text_content().unwrap_or_default()
    }

    fn set_text(&self, text: &str) {
        self.set_text_content(Some(text));
    }

    fn set(&self, attribute: &str, value: &str) {
        let _ = self.set_attribute(attribute, value);
    }

    fn set_flag(&self, attribute: &str, present: bool) {
        let _ = self.toggle_attribute_with_force(attribute, present);
    }

    fn add(&self, tag: &str) -> Option<Element> {
        let element = self.owner_document()?.create_element(tag).ok()?;
        self.append_child(&element).ok()?;
        Some(element)
    }

    fn address(&self) -> Option<Url> {
        Url::new(&self.base_uri().ok()??).ok()
    }
}

/// Replaces the address that the browser shows.
pub(crate) fn replace_address(window: &Window, address: &str) {
    if let Ok(history) = window.history() {
        // A browser that is asked too often refuses; the next change writes it again.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Hands a text to the clipboard; there is none on an address without TLS.
pub(crate) fn copy(window: &Window, text: &str) -> Option<Promise> {
    let clipboard = window.navigator().clipboard();
    (!clipboard.is_undefined()).then(|| clipboard.write_text(text))
}

/// Has a function called after a time.
pub(crate) fn start_timer(window: &Window, callback: &Function, milliseconds: i32) -> i32 {
    window
        .set_timeout_with_callback_and_timeout_and_arguments_0(callback, milliseconds)
        .unwrap_or_default()
}

/// An element as one that holds what a reader types or chooses. Text boxes, lists and the buttons of a choice are of
/// three types; the properties used here have the same names in all of them.
pub(crate) fn input(element: Element) -> HtmlInputElement {
    element.unchecked_into()
}

/// The pieces as one text.
pub(crate) fn joined(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
    }
    text
}
