//! The controls of the form: what the reader typed, what was built in, what is wrong with it.
//!
//! Owns reading and writing of fields. Text typed by a reader or carried by an address is only ever written as a value
//! or as text, never as markup.

use alloc::{string::String, vec::Vec};
use core::cell::Cell;

use policy::{
    Date, FieldError,
    calculator::{Default, EXAMPLE_DAY},
};

use crate::dom::{Element, joined};

/// One field of a calculator: a text box, a list, or the buttons of a choice.
pub(crate) struct Control {
    /// The name of the field, as the calculator has it.
    pub(crate) name: &'static str,
    /// Its name in the address: the calculator's id, a point, the field's name.
    pub(crate) key: String,
    /// Whether its default follows from the day.
    pub(crate) is_day: bool,
    inputs: Vec<Element>,
    /// Whether the inputs are buttons, of which one is chosen.
    is_choice: bool,
    group: Element,
    default: String,
    /// Text from the address that the control cannot hold, such as an unknown choice.
    stray: Cell<String>,
}

impl Control {
    /// Finds the inputs of a field in the form; none when the page does not show this field.
    pub(crate) fn find(calculator: &Element, id: &str, name: &'static str) -> Option<Self> {
        let key = joined(&[id, ".", name]);
        let inputs = calculator.all(&joined(&["[name=\"", &key, "\"]"]));
        let first = inputs.first()?;
        let group = first.closest(".field")?;
        let is_choice = first.attribute("type")? == "radio";
        let mut default = String::new();
        for input in &inputs {
            if let Some(text) = input.attribute("data-default") {
                default = if is_choice { input.value() } else { text };
            }
        }
        Some(Self {
            name,
            key,
            is_day: false,
            inputs,
            is_choice,
            group,
            default,
            stray: Cell::default(),
        })
    }

    /// Puts the reader's own day where the page was built with the example's day.
    pub(crate) fn fill_in_day(&mut self, default: &Default, today: Date) {
        if let Default::FromToday(text_for) = default {
            self.is_day = true;
            if self.default == text_for(EXAMPLE_DAY) {
                let untouched = self.is_default();
                self.default = text_for(today);
                if untouched {
                    self.restore();
                }
            }
        }
    }

    /// What is typed or chosen.
    pub(crate) fn text(&self) -> String {
        for input in &self.inputs {
            if !self.is_choice || input.checked() {
                let text = input.value();
                if !text.is_empty() {
                    return text;
                }
            }
        }
        let stray = self.stray.take();
        self.stray.set(stray.clone());
        stray
    }

    /// Types or chooses. What a choice does not offer stays as the field's text all the same, so that it is reported.
    pub(crate) fn write(&self, text: &str) {
        for input in &self.inputs {
            if self.is_choice {
                input.set_checked(input.value() == text);
            } else {
                input.set_value(text);
            }
        }
        self.stray.set(String::from(text));
    }

    /// Forgets text that the control could not hold: the reader has used the control since.
    pub(crate) fn touch(&self) {
        self.stray.set(String::new());
    }

    /// Whether the reader left the field as it was.
    pub(crate) fn is_default(&self) -> bool {
        self.text() == self.default
    }

    /// Writes the text that the field has before anybody types.
    pub(crate) fn restore(&self) {
        self.write(&self.default);
    }

    /// Says beside the field what is wrong with it, or takes that away. Tells whether anything is.
    pub(crate) fn show_errors(&self, errors: &[FieldError]) -> bool {
        let mut message = String::new();
        for error in errors {
            if error.field == self.name {
                if !message.is_empty() {
                    message.push(' ');
                }
                message.push_str(&error.message);
            }
        }
        let wrong = !message.is_empty();
        for input in &self.inputs {
            input.set_attribute("aria-invalid", if wrong { "true" } else { "false" });
        }
        if let Some(place) = self.group.first(".field-error") {
            place.set_text(&message);
            place.hide(!wrong);
        }
        if wrong {
            self.reveal();
        }
        wrong
    }

    /// The words that name the field on the page.
    pub(crate) fn label(&self) -> String {
        self.group
            .first("legend, label")
            .map(|label| label.text())
            .unwrap_or_default()
    }

    /// Opens the disclosure that hides the field, if one does.
    pub(crate) fn reveal(&self) {
        if let Some(disclosure) = self.group.closest(".calculator-as-of") {
            disclosure.toggle_attribute("open", true);
        }
    }
}
