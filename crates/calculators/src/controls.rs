//! The controls of the form: what the reader typed, what was built in, what is wrong with it.
//!
//! Owns reading and writing of fields. Text typed by a reader or carried by an address is only ever written as a value
//! or as text, never as markup.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::cell::RefCell;

use policy::{
    Date, FieldError,
    calculator::{Default, EXAMPLE_DAY, Field},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::dom;

/// One field of a calculator: a text box, a list, or the buttons of a choice.
pub(crate) struct Control {
    /// The name of the field, as the calculator has it.
    pub(crate) name: String,
    /// Its name in the address: the calculator's id, a point, the field's name.
    pub(crate) key: String,
    inputs: Vec<HtmlInputElement>,
    group: Option<Element>,
    error: Option<Element>,
    default: String,
    /// Text from the address that the control cannot hold, such as an unknown choice.
    stray: RefCell<String>,
}

impl Control {
    /// Finds the inputs of a field in the form; none when the page does not show this field.
    pub(crate) fn find(calculator: &Element, id: &str, field: &str) -> Option<Self> {
        let key = [id, ".", field].concat();
        let inputs: Vec<HtmlInputElement> = dom::all(calculator, &["[name=\"", &key, "\"]"].concat());
        let first = inputs.first()?;
        let default = match first.get_attribute("data-default") {
            Some(default) if !is_button(first) => default,
            _ => inputs
                .iter()
                .find(|input| is_button(input) && input.has_attribute("data-default"))
                .map(HtmlInputElement::value)
                .unwrap_or_default(),
        };
        let group = dom::closest(first, ".field");
        let error = group.as_ref().and_then(|group| dom::first(group, ".field-error"));
        let (name, stray) = (field.to_owned(), RefCell::default());
        Some(Self {
            name,
            key,
            inputs,
            group,
            error,
            default,
            stray,
        })
    }

    /// Puts the reader's own day where the page was built with the example's day.
    pub(crate) fn fill_in_day(&mut self, field: &Field, today: Date) {
        if let Default::FromToday(text_for) = &field.default
            && self.default == text_for(EXAMPLE_DAY)
        {
            let untouched = self.is_default();
            self.default = text_for(today);
            if untouched {
                self.restore();
            }
        }
    }

    /// What is typed or chosen.
    pub(crate) fn text(&self) -> String {
        let chosen = self
            .inputs
            .iter()
            .find(|input| !is_button(input) || input.checked());
        let text = chosen.map(HtmlInputElement::value).unwrap_or_default();
        if text.is_empty() {
            self.stray.borrow().clone()
        } else {
            text
        }
    }

    /// Types or chooses. What a choice does not offer stays as the field's text all the same, so that it is reported.
    pub(crate) fn write(&self, text: &str) {
        for input in &self.inputs {
            if is_button(input) {
                input.set_checked(input.value() == text);
            } else {
                input.set_value(text);
            }
        }
        self.stray.replace(String::new());
        if self.text().is_empty() {
            self.stray.replace(text.to_owned());
        }
    }

    /// Forgets text that the control could not hold: the reader has used the control since.
    pub(crate) fn touch(&self) {
        self.stray.replace(String::new());
    }

    /// Whether the reader left the field as it was.
    pub(crate) fn is_default(&self) -> bool {
        self.text() == self.default
    }

    /// The text that the field has before anybody types.
    pub(crate) fn restore(&self) {
        self.write(&self.default);
    }

    /// Says beside the field what is wrong with it, or takes that away.
    pub(crate) fn show_errors(&self, errors: &[FieldError]) -> bool {
        let mut message = String::new();
        for error in errors.iter().filter(|error| error.field == self.name) {
            if !message.is_empty() {
                message.push(' ');
            }
            message.push_str(&error.message);
        }
        let wrong = !message.is_empty();
        for input in &self.inputs {
            dom::set_attribute(input, "aria-invalid", wrong.then_some("true"));
        }
        if let Some(place) = &self.error {
            place.set_text_content(Some(&message));
            dom::set_hidden(place, !wrong);
        }
        wrong
    }

    /// The words that name the field on the page.
    pub(crate) fn label(&self) -> String {
        let label = self
            .group
            .as_ref()
            .and_then(|group| dom::first(group, "legend, label"));
        label
            .and_then(|label| label.text_content())
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// Opens the disclosure that hides the field, if one does.
    pub(crate) fn reveal(&self) {
        if let Some(disclosure) = self
            .inputs
            .first()
            .and_then(|input| dom::closest(input, ".calculator-as-of"))
        {
            dom::set_attribute(&disclosure, "open", Some(""));
        }
    }
}

fn is_button(input: &HtmlInputElement) -> bool {
    input.unchecked_ref::<Element>().get_attribute("type").as_deref() == Some("radio")
}
