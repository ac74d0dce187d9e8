//! The controls of the form: what the reader typed, what was built in, what is wrong with it.
//!
//! Owns reading and writing of fields. Text typed by a reader or carried by an address is only ever written as a value
//! or as text, never as markup.

use alloc::string::String;
use core::cell::Cell;

use policy::{
    FieldError, Moment,
    calculator::{Default, EXAMPLE_MOMENT},
};

use web_sys::{Element, HtmlFormElement, HtmlInputElement};

use crate::dom::{Place, input, joined};

const ERROR: &str = ".field-error";

/// One field of a calculator: a text box, a list, or the buttons of a choice.
pub(crate) struct Control {
    /// The name of the field, as the calculator has it.
    pub(crate) name: String,
    /// Its name in the address: the calculator's id, a point, the field's name.
    pub(crate) key: String,
    /// Whether its default follows from the day.
    pub(crate) is_day: bool,
    input: HtmlInputElement,
    group: Element,
    default: String,
    /// Text from the address that the control cannot hold, such as an unknown choice.
    stray: Cell<String>,
}

impl Control {
    /// Finds the control of a field in the form; none when the page does not show this field.
    pub(crate) fn find(form: &HtmlFormElement, id: &str, name: &str) -> Option<Self> {
        let key = joined(&[id, ".", name]);
        let input = input(form.elements().named_item(&key)?);
        let group = form.first(&joined(&["[data-field=", name, "]"]))?;
        let default = group.read("[data-default]", "value");
        Some(Self {
            name: String::from(name),
            key,
            is_day: false,
            input,
            group,
            default,
            stray: Cell::default(),
        })
    }

    /// Puts the reader's own day where the page was built with the example's day.
    pub(crate) fn fill_in_day(&mut self, default: &Default, now: Moment) {
        if let Default::FromNow(text_for) = default {
            self.is_day = true;
            if self.default == text_for(EXAMPLE_MOMENT) {
                let untouched = self.is_default();
                self.default = text_for(now);
                if untouched {
                    self.restore();
                }
            }
        }
    }

    /// What is typed or chosen.
    pub(crate) fn text(&self) -> String {
        let text = self.input.value();
        if !text.is_empty() {
            return text;
        }
        let stray = self.stray.take();
        self.stray.set(stray.clone());
        stray
    }

    /// Types or chooses. What a choice does not offer stays as the field's text all the same, so that it is reported.
    pub(crate) fn write(&self, text: &str) {
        self.input.set_value(text);
        let mut stray = String::new();
        if self.input.value() != text {
            if let Some(chosen) = self.group.first(":checked") {
                input(chosen).set_checked(false);
            }
            stray.push_str(text);
        }
        self.stray.set(stray);
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
        let error = errors.iter().find(|error| error.field == self.name);
        let wrong = error.is_some();
        self.group
            .mark("[name]", "aria-invalid", if wrong { "true" } else { "false" });
        self.group.say(ERROR, error.map_or("", |error| &error.message));
        self.group.toggle(ERROR, "hidden", !wrong);
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
        if let Some(disclosure) = self.group.around(".calculator-as-of") {
            disclosure.set_flag("open", true);
        }
    }
}
