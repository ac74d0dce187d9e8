//! Copies the link or the answer, and says so.
//!
//! Owns the two buttons, and a field under them that holds the text while it is copied. Where the clipboard is refused,
//! the field is shown with its text selected, for the reader to copy. The page itself is what remembers: the field is
//! there until the copy is made, and the button keeps its words beside what it says meanwhile.

use alloc::string::String;

use crate::{
    attachment::Attachment,
    dom::{self, Element},
};

/// For how long a button says that it has copied, in milliseconds.
const CONFIRMATION: i32 = 2500;

const FIELD: &str = ".calculator-copy";
const WORDS: &str = "data-words";
const BUTTON: &str = "[data-words]";

impl Attachment {
    /// Does what the button around `target` asks for, if there is one.
    pub(crate) fn copy(&self, target: &Element) {
        if let Some(button) = target.closest("[data-action=copy-link]") {
            self.copy_text(&button, &self.link());
        } else if let Some(button) = target.closest("[data-action=copy-markdown]")
            && let Some(markdown) = self.markdown()
        {
            self.copy_text(&button, &markdown);
        }
    }

    /// The address of this calculator with its answers, on this day as on any other.
    fn link(&self) -> String {
        let link = self.address(true);
        link.set_hash(&self.id);
        link.text()
    }

    fn copy_text(&self, button: &Element, text: &str) {
        self.settle_copying();
        let Some(actions) = button.closest(".calculator-actions") else {
            return;
        };
        let words = button.text();
        button.set_attribute(WORDS, &words);
        let field = actions.add("textarea");
        field.set_attribute("class", "calculator-copy");
        field.set_attribute("aria-label", &words);
        field.toggle_attribute("readonly", true);
        field.toggle_attribute("hidden", true);
        field.set_value(text);
        self.stop_timer();
        match dom::copy(text) {
            Ok(promise) => self.with_callback(|callback| promise.then(callback, callback)),
            Err(_) => self.on_refused(),
        }
    }

    /// Confirms on the button and in the polite region, when the browser has just copied. Tells whether it has.
    pub(crate) fn on_copied(&self) -> bool {
        let field = self.element.first(FIELD);
        if let Some(field) = &field {
            field.remove();
            let done = self.element.read(BUTTON, "data-done");
            self.element.say(BUTTON, &done);
            self.announce(&done);
            self.start_timer(CONFIRMATION);
        }
        field.is_some()
    }

    /// Shows the text, selected, under the buttons.
    pub(crate) fn on_refused(&self) {
        if let Some(field) = self.element.first(FIELD) {
            field.toggle_attribute("hidden", false);
            field.select();
        }
    }

    /// Puts the buttons back as they were. Tells whether one had been used.
    pub(crate) fn settle_copying(&self) -> bool {
        if let Some(field) = self.element.first(FIELD) {
            field.remove();
        }
        let button = self.element.first(BUTTON);
        if let Some(button) = &button {
            button.set_text(&self.element.read(BUTTON, WORDS));
            button.toggle_attribute(WORDS, false);
        }
        button.is_some()
    }
}
