//! Copies the link or the answer, and says so.
//!
//! Owns the two buttons. Where the clipboard is refused, the text is shown selected, for the reader to copy.

use alloc::string::String;

use crate::{
    attachment::{Attachment, Fields},
    dom::{self, Element, joined},
};

/// For how long a button says that it has copied, in milliseconds.
const CONFIRMATION: i32 = 2500;

/// A copy that was asked for.
pub(crate) struct Copying {
    button: Element,
    /// What the button says at other times.
    words: String,
    text: String,
    /// Whether the browser has not answered yet.
    waiting: bool,
}

impl Attachment {
    /// Does what a button asks for.
    pub(crate) fn copy(&self, button: Element) {
        self.settle_copying();
        let Some(text) = self.text_for(&button) else {
            return;
        };
        let promise = dom::copy(&text);
        let words = button.text();
        self.copying.set(Some(Copying {
            button,
            words,
            text,
            waiting: true,
        }));
        self.stop_timer();
        match promise {
            Ok(promise) => self.with_callback(|callback| promise.then(callback, callback)),
            Err(_) => self.on_refused(),
        }
    }

    fn text_for(&self, button: &Element) -> Option<String> {
        if button.attribute("data-action")? == "copy-link" {
            let address = self.address(Fields::ChangedAndDays);
            let page = address.split('#').next().unwrap_or_default();
            Some(joined(&[page, "#", &self.element.attribute("id")?]))
        } else {
            self.markdown()
        }
    }

    /// Confirms on the button and in the polite region, when the browser has just copied. Tells whether it has.
    pub(crate) fn on_copied(&self) -> bool {
        let mut copying = self.copying.take();
        let waiting = copying
            .as_mut()
            .is_some_and(|copying| core::mem::take(&mut copying.waiting));
        if waiting && let Some(Copying { button, .. }) = &copying {
            let done = button.attribute("data-done").unwrap_or_default();
            button.set_text(&done);
            self.announce(&done);
            self.start_timer(CONFIRMATION);
        }
        self.copying.set(copying);
        waiting
    }

    /// Shows the text, selected, under the buttons.
    pub(crate) fn on_refused(&self) {
        if let Some(copying) = self.copying.take() {
            if let Some(actions) = copying.button.parent() {
                let field = actions.add("textarea");
                field.set_attribute("class", "calculator-copy");
                field.set_attribute("aria-label", &copying.words);
                field.toggle_attribute("readonly", true);
                field.set_value(&copying.text);
                field.select();
            }
            self.copying.set(Some(copying));
        }
    }

    /// Puts the buttons back as they were. Tells whether a copy had been asked for.
    pub(crate) fn settle_copying(&self) -> bool {
        let copying = self.copying.take();
        if let Some(copying) = &copying {
            copying.button.set_text(&copying.words);
            if let Some(field) = self.element.first(".calculator-copy") {
                field.remove();
            }
        }
        copying.is_some()
    }
}
