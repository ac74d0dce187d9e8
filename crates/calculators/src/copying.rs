//! Copies the link or the answer, and says so.
//!
//! Owns the two buttons, and a field under them that holds the text while it is copied. Where the clipboard is refused,
//! the field is shown with its text selected, for the reader to copy. The page itself is what remembers: the field is
//! there until the copy is made, and the button keeps its words beside what it says meanwhile.

use alloc::string::String;

use web_sys::Element;

use crate::{
    attachment::Attachment,
    dom::{Place, copy, input},
};

/// For how long a button says that it has copied, in milliseconds.
const CONFIRMATION: i32 = 2500;

const FIELD: &str = ".calculator-copy";
const WORDS: &str = "data-words";
const BUTTON: &str = "[data-words]";

impl Attachment {
    /// Does what the button around `target` asks for, if there is one.
    pub(crate) fn copy(&self, target: &Element) {
        if let Some(button) = target.around("[data-action=copy-link]")
            && let Some(link) = self.link()
        {
            self.copy_text(&button, &link);
        } else if let Some(button) = target.around("[data-action=copy-markdown]")
            && let Some(markdown) = self.markdown()
        {
            self.copy_text(&button, &markdown);
        }
    }

    /// The address of this calculator with its answers, on this day as on any other.
    pub(crate) fn link(&self) -> Option<String> {
        let link = self.address(true)?;
        link.set_hash(&self.element.id());
        Some(link.href())
    }

    fn copy_text(&self, button: &Element, text: &str) {
        self.settle_copying();
        let Some(actions) = button.around(".calculator-actions") else {
            return;
        };
        let Some(field) = actions.add("textarea") else {
            return;
        };
        let words = button.text();
        button.set(WORDS, &words);
        field.set("class", "calculator-copy");
        field.set("aria-label", &words);
        field.set_flag("readonly", true);
        field.set_flag("hidden", true);
        input(field).set_value(text);
        self.stop_timer();
        match copy(&self.window, text) {
            Some(promise) => self.with_callback(|callback| {
                let _ = promise.then2(callback, callback);
            }),
            None => self.on_refused(),
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
            field.set_flag("hidden", false);
            input(field).select();
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
            button.set_flag(WORDS, false);
        }
        button.is_some()
    }
}
