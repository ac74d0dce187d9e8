//! The browser, as far as this crate asks it for something.
//!
//! Owns the list of everything imported. The bindings are written out here, and not taken from the crate `web-sys`,
//! because its base `js-sys` alone, unused, adds a quarter to the compiled calculators.

use alloc::{string::String, vec::Vec};

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// Any element; a control of a form has a value besides.
    #[derive(Clone)]
    pub type Element;

    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn first(this: &Element, selector: &str) -> Option<Element>;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    fn query_all(this: &Element, selector: &str) -> Elements;
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Element, selector: &str) -> Option<Element>;
    #[wasm_bindgen(method, getter, js_name = parentElement)]
    pub(crate) fn parent(this: &Element) -> Option<Element>;
    #[wasm_bindgen(method)]
    fn append(this: &Element, child: &Element);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Element);
    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Element, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Element, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = toggleAttribute)]
    pub(crate) fn toggle_attribute(this: &Element, name: &str, present: bool);
    #[wasm_bindgen(method, getter, js_name = textContent)]
    pub(crate) fn text(this: &Element) -> String;
    #[wasm_bindgen(method, setter, js_name = textContent)]
    pub(crate) fn set_text(this: &Element, text: &str);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Element) -> String;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_value(this: &Element, value: &str);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn checked(this: &Element) -> bool;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_checked(this: &Element, checked: bool);
    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &Element);
    /// The address of the page, whole.
    #[wasm_bindgen(method, getter, js_name = baseURI)]
    pub(crate) fn address(this: &Element) -> String;
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Element, event: &str, listener: &JsValue);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(crate) fn stop_listening(this: &Element, event: &str, listener: &JsValue);

    type Elements;
    #[wasm_bindgen(method, getter)]
    fn length(this: &Elements) -> u32;
    #[wasm_bindgen(method)]
    fn item(this: &Elements, index: u32) -> Element;

    pub(crate) type Event;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Event) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Element;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);

    /// A moment, in the reader's own time zone.
    #[wasm_bindgen(js_name = Date)]
    pub(crate) type Moment;
    #[wasm_bindgen(constructor, js_class = "Date")]
    pub(crate) fn now() -> Moment;
    #[wasm_bindgen(method, js_name = getFullYear)]
    pub(crate) fn year(this: &Moment) -> i32;
    /// From 0.
    #[wasm_bindgen(method, js_name = getMonth)]
    pub(crate) fn month(this: &Moment) -> u32;
    #[wasm_bindgen(method, js_name = getDate)]
    pub(crate) fn day(this: &Moment) -> u32;

    pub(crate) type Promise;
    #[wasm_bindgen(method)]
    pub(crate) fn then(this: &Promise, kept: &JsValue, broken: &JsValue);
    /// Fails where the page has no clipboard, as on an address without TLS.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    pub(crate) fn copy(text: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn start_timer(callback: &JsValue, milliseconds: i32) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn stop_timer(timer: i32);
    /// Fails when the browser is asked too often.
    #[wasm_bindgen(catch, js_namespace = history, js_name = replaceState)]
    pub(crate) fn replace_address(state: &JsValue, title: &str, address: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create(tag: &str) -> Element;
}

impl Element {
    /// All elements in this one that the selector matches.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.query_all(selector);
        let mut found = Vec::new();
        for index in 0..list.length() {
            found.push(list.item(index));
        }
        found
    }

    /// A part of a calculator, by its name.
    pub(crate) fn part(&self, name: &str) -> Option<Element> {
        self.first(&joined(&["[data-part=", name, "]"]))
    }

    /// A new element in this one, after what is there.
    pub(crate) fn add(&self, tag: &str) -> Element {
        let element = create(tag);
        self.append(&element);
        element
    }

    /// Hides the element from everybody, or shows it.
    pub(crate) fn hide(&self, hidden: bool) {
        self.toggle_attribute("hidden", hidden);
    }
}

/// The pieces as one text.
pub(crate) fn joined(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
    }
    text
}
