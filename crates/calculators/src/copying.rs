//! Copies the link or the answer, and says so.
//!
//! Owns the two buttons. Where the clipboard is refused, the text is shown selected, for the reader to copy.

use alloc::string::String;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{Element, HtmlInputElement};

use crate::{
    attachment::{Attachment, Fields},
    dom,
};

/// For how long a button says that it has copied, in milliseconds.
const CONFIRMATION: i32 = 2500;

/// A copy that was asked for.
pub(crate) struct Copying {
    button: Element,
    /// What the button says at other times.
    words: String,
    text: String,
}

#[wasm_bindgen]
extern "C" {
    /// Fails where the page has no clipboard, as on an address without TLS.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &str) -> Result<Promise, JsValue>;
}

impl Attachment {
    /// Does what a button asks for.
    pub(crate) fn copy(&self, button: Element) {
        self.settle_copying();
        let Some(text) = self.text_for(&button) else {
            return;
        };
        let promise = write_text(&text);
        let words = button.text_content().unwrap_or_default();
        self.copying.replace(Some(Copying { button, words, text }));
        match promise {
            Ok(promise) => {
                let _ = promise.then2(&self.on_copied, &self.on_refused);
            }
            Err(_) => self.on_refused(),
        }
    }

    fn text_for(&self, button: &Element) -> Option<String> {
        let location = dom::window()?.location();
        let origin = location.origin().ok()?;
        match button.get_attribute("data-action")?.as_str() {
            "copy-link" => {
                let path = location.pathname().ok()?;
                Some(
                    [
                        &origin,
                        &path,
                        &self.query(Fields::ChangedAndDays),
                        "#",
                        &self.element.id(),
                    ]
                    .concat(),
                )
            }
            "copy-markdown" => self.markdown(&origin),
            _ => None,
        }
    }

    /// Confirms on the button and in the polite region.
    pub(crate) fn on_copied(&self) {
        let copying = self.copying.borrow();
        if let Some(Copying { button, .. }) = copying.as_ref()
            && let Some(done) = button.get_attribute("data-done")
        {
            button.set_text_content(Some(&done));
            if let Some(region) = dom::part(&self.element, "announcement") {
                region.set_text_content(Some(&done));
            }
            self.announcement.take();
            self.start_timer(CONFIRMATION);
        }
    }

    /// Shows the text, selected, under the buttons.
    pub(crate) fn on_refused(&self) {
        let copying = self.copying.borrow();
        if let Some(Copying { button, words, text }) = copying.as_ref()
            && let Some(field) = button
                .parent_element()
                .and_then(|actions| dom::append(&actions, "textarea"))
        {
            dom::set_attribute(&field, "class", Some("calculator-copy"));
            dom::set_attribute(&field, "readonly", Some(""));
            dom::set_attribute(&field, "aria-label", Some(words));
            let field: HtmlInputElement = field.unchecked_into();
            field.set_value(text);
            field.select();
        }
    }

    /// Puts the buttons back as they were.
    pub(crate) fn settle_copying(&self) {
        if let Some(Copying { button, words, .. }) = self.copying.take() {
            button.set_text_content(Some(&words));
            if let Some(field) = dom::first(&self.element, ".calculator-copy") {
                field.remove();
            }
        }
    }
}
