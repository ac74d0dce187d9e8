//! The browser, as far as this crate asks it for something.
//!
//! Owns the list of everything imported. The bindings are written out here, and not taken from the crate `web-sys`,
//! because its base `js-sys` alone adds a twentieth to what a page has to load. A function that can fail for no call made
//! here is declared as one that does not fail.

use alloc::string::String;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// Any element; a control of a form has a value besides.
    #[derive(Clone)]
    pub type Element;

    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn first(this: &Element, selector: &str) -> Option<Element>;
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Element, selector: &str) -> Option<Element>;
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
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_checked(this: &Element, checked: bool);
    #[wasm_bindgen(method)]
    pub(crate) fn select(this: &Element);
    /// The address of the page.
    #[wasm_bindgen(method, getter, js_name = baseURI)]
    fn base(this: &Element) -> String;
    /// The controls of a form.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn elements(this: &Element) -> Controls;

    pub(crate) type Controls;
    /// One control, or the buttons of a choice, which have a value together.
    #[wasm_bindgen(method, js_name = namedItem)]
    pub(crate) fn named(this: &Controls, name: &str) -> Option<Element>;

    /// A function that the page registers for events.
    pub type Callback;

    pub(crate) type Event;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(crate) fn kind(this: &Event) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn target(this: &Event) -> Element;
    #[wasm_bindgen(method, js_name = preventDefault)]
    pub(crate) fn prevent_default(this: &Event);

    /// A moment, in the reader's own time zone.
    #[wasm_bindgen(js_name = Date)]
    pub(crate) type Clock;
    #[wasm_bindgen(constructor, js_class = "Date")]
    pub(crate) fn now() -> Clock;
    #[wasm_bindgen(method, js_name = getFullYear)]
    pub(crate) fn year(this: &Clock) -> i32;
    /// From 0.
    #[wasm_bindgen(method, js_name = getMonth)]
    pub(crate) fn month(this: &Clock) -> u32;
    #[wasm_bindgen(method, js_name = getDate)]
    pub(crate) fn day(this: &Clock) -> u32;
    #[wasm_bindgen(method, js_name = getHours)]
    pub(crate) fn hour(this: &Clock) -> u16;
    #[wasm_bindgen(method, js_name = getMinutes)]
    pub(crate) fn minute(this: &Clock) -> u16;

    #[wasm_bindgen(js_name = URL)]
    pub(crate) type Address;
    #[wasm_bindgen(constructor, js_class = "URL")]
    pub(crate) fn of(address: &str) -> Address;
    #[wasm_bindgen(method, getter, js_name = searchParams)]
    pub(crate) fn query(this: &Address) -> Query;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn origin(this: &Address) -> String;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_hash(this: &Address, fragment: &str);
    #[wasm_bindgen(method, getter, js_name = href)]
    pub(crate) fn text(this: &Address) -> String;

    /// The pairs of a query, encoded and decoded by the browser.
    pub(crate) type Query;
    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Query, key: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(crate) fn set(this: &Query, key: &str, value: &str);
    #[wasm_bindgen(method)]
    pub(crate) fn delete(this: &Query, key: &str);

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

/// What is done with the first element in this one that a selector matches; nothing when there is none.
impl Element {
    /// Sets its text.
    pub(crate) fn say(&self, selector: &str, text: &str) {
        if let Some(element) = self.first(selector) {
            element.set_text(text);
        }
    }

    /// Sets an attribute.
    pub(crate) fn mark(&self, selector: &str, attribute: &str, value: &str) {
        if let Some(element) = self.first(selector) {
            element.set_attribute(attribute, value);
        }
    }

    /// Sets or takes away an attribute that has no value.
    pub(crate) fn toggle(&self, selector: &str, attribute: &str, present: bool) {
        if let Some(element) = self.first(selector) {
            element.toggle_attribute(attribute, present);
        }
    }

    /// Its attribute; empty when it has none.
    pub(crate) fn read(&self, selector: &str, attribute: &str) -> String {
        self.first(selector)
            .and_then(|element| element.attribute(attribute))
            .unwrap_or_default()
    }

    /// The address of the page.
    pub(crate) fn address(&self) -> Address {
        Address::of(&self.base())
    }

    /// A new element in this one, after what is there.
    pub(crate) fn add(&self, tag: &str) -> Element {
        let element = create(tag);
        self.append(&element);
        element
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
