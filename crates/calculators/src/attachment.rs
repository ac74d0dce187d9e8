//! A calculator on the page: its events, its timer, its place in the address.
//!
//! Owns the life of an attached element. It keeps no listener itself: the page registers the one function of the
//! attachment and takes it away again.

use alloc::{borrow::Cow, rc::Rc, string::String, vec::Vec};
use core::cell::Cell;

use policy::{Answers, Calculator, Date, PolicyValues, calculator::AS_OF, calculators, markdown, table};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use crate::{
    address,
    controls::Control,
    copying::Copying,
    decision::{self, Decision},
    dom::{self, Element, Event},
    result,
};

/// The pause in typing after which the answer is spoken, in milliseconds.
const PAUSE: i32 = 800;

/// One calculator that is taken over.
pub(crate) struct Attachment {
    pub(crate) element: Element,
    calculator: &'static dyn Calculator,
    values: PolicyValues,
    controls: Vec<Control>,
    /// The last evaluation, when it had an answer.
    decision: Cell<Option<Decision>>,
    /// What the polite region is to say next.
    announcement: Cell<String>,
    pub(crate) copying: Cell<Option<Copying>>,
    timer: Cell<i32>,
    /// The function through which the browser calls; gone when the element is let go.
    callback: Cell<JsValue>,
}

/// Which fields go into an address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fields {
    /// Those that the reader changed.
    Changed,
    /// Those, and the days that would be other ones on another day.
    ChangedAndDays,
}

/// Takes an element over and returns the one function through which the browser calls it: with an event of its form,
/// and with `abort` when the element is let go; without an argument when a time has passed or a copy is made; with an
/// error when a copy is refused.
pub(crate) fn attach(element: Element) -> Option<JsValue> {
    let calculator = calculators::find(&element.attribute("data-calculator")?)?;
    let values = table::decode(&element.first("[data-part=values]")?.text()).ok()?;
    let form = element.first("form")?;
    let description = calculator.description();
    let today = today()?;
    let mut controls = Vec::new();
    for field in description.fields.iter() {
        if let Cow::Borrowed(name) = field.name
            && let Some(mut control) = Control::find(&form, &description.id, name)
        {
            control.fill_in_day(&field.default, today);
            controls.push(control);
        }
    }
    controls.extend(Control::find(&form, &description.id, AS_OF));

    let attachment = Rc::new(Attachment {
        element,
        calculator,
        values,
        controls,
        decision: Cell::default(),
        announcement: Cell::default(),
        copying: Cell::default(),
        timer: Cell::default(),
        callback: Cell::default(),
    });
    let called = Rc::clone(&attachment);
    let callback: Closure<dyn FnMut(JsValue)> = Closure::new(move |argument| called.on_call(argument));
    let callback = callback.into_js_value();
    attachment.callback.set(callback.clone());
    attachment.read_address();
    attachment.take_over(true);
    attachment.update();
    Some(callback)
}

impl Attachment {
    fn take_over(&self, taken: bool) {
        self.element.toggle(".calculator-actions", "hidden", !taken);
        self.element.toggle("[data-part=example-day]", "hidden", taken);
    }

    fn on_call(&self, argument: JsValue) {
        if argument.is_undefined() {
            if !self.on_copied() {
                self.on_pause();
            }
            return;
        }
        let event: Event = argument.unchecked_into();
        let Some(kind) = event.kind() else {
            self.on_refused();
            return;
        };
        match kind.as_str() {
            "input" => {
                let name = event.target().attribute("name").unwrap_or_default();
                for control in &self.controls {
                    if control.key == name {
                        control.touch();
                        self.changed();
                    }
                }
            }
            "click" => {
                if let Some(button) = event.target().closest("[data-action]") {
                    self.copy(button);
                }
            }
            "abort" => {
                self.stop_timer();
                self.settle_copying();
                self.take_over(false);
                // The function and the attachment hold each other until now.
                self.callback.take();
            }
            kind => {
                event.prevent_default();
                if kind == "reset" {
                    for control in &self.controls {
                        control.restore();
                    }
                }
                self.changed();
            }
        }
    }

    fn changed(&self) {
        self.settle_copying();
        self.update();
        // A browser that is asked too often refuses; the next change writes it again.
        let _ = dom::replace_address(&JsValue::NULL, "", &self.address(Fields::Changed));
        self.start_timer(PAUSE);
    }

    /// Says in the polite region what is to be said; with nothing to say, the time of a confirmation is over.
    fn on_pause(&self) {
        let announcement = self.announcement.take();
        if announcement.is_empty() {
            self.settle_copying();
        } else {
            self.announce(&announcement);
        }
    }

    /// Speaks, in place of what was still to be said.
    pub(crate) fn announce(&self, words: &str) {
        self.announcement.take();
        self.element.say("[data-part=announcement]", words);
    }

    /// Decides anew and writes what follows.
    fn update(&self) {
        let Some(today) = today() else { return };
        let mut answers = Answers::new();
        for control in &self.controls {
            answers.set(control.name, control.text());
        }
        let (decision, errors) = match decision::decide(self.calculator, &self.values, answers, today) {
            Ok(decision) => (Some(decision), Vec::new()),
            Err(errors) => (None, errors),
        };
        let mut to_correct = String::new();
        for control in &self.controls {
            if control.show_errors(&errors) {
                if !to_correct.is_empty() {
                    to_correct.push_str(", ");
                }
                to_correct.push_str(&control.label());
            }
        }
        self.announcement.set(match &decision {
            Some(decision) => result::show(&self.element, &decision.answer),
            None => result::show_incomplete(&self.element, &to_correct),
        });
        self.element
            .toggle("[data-action=copy-markdown]", "disabled", decision.is_none());
        self.decision.set(decision);
    }

    /// Takes from the address what the reader has not touched meanwhile.
    fn read_address(&self) {
        let page = self.element.address();
        for control in &self.controls {
            if control.is_default()
                && let Some(text) = address::value_of(address::query_of(&page), &control.key)
            {
                control.write(&text);
                control.reveal();
            }
        }
    }

    /// The address of the page with the fields of this calculator in it.
    pub(crate) fn address(&self, fields: Fields) -> String {
        let mut own = Vec::new();
        for control in &self.controls {
            if !control.is_default() || (fields == Fields::ChangedAndDays && control.is_day) {
                own.push((control.key.as_str(), control.text()));
            }
        }
        let is_own = |key: &str| self.controls.iter().any(|control| control.key == key);
        address::with_own(&self.element.address(), &is_own, &own)
    }

    /// The answer as Markdown, when there is one.
    pub(crate) fn markdown(&self) -> Option<String> {
        let decision = self.decision.take();
        let text = decision.as_ref().map(
            |Decision {
                 answers,
                 as_of,
                 answer,
             }| {
                let origin = address::origin_of(&self.element.address());
                markdown::answer(self.calculator.description(), answers, *as_of, answer, &origin)
            },
        );
        self.decision.set(decision);
        text
    }

    /// Lets the polite region speak after a while, counted from now.
    pub(crate) fn start_timer(&self, milliseconds: i32) {
        self.stop_timer();
        self.with_callback(|callback| self.timer.set(dom::start_timer(callback, milliseconds)));
    }

    pub(crate) fn stop_timer(&self) {
        dom::stop_timer(self.timer.get());
    }

    /// Hands the callback over to the browser.
    pub(crate) fn with_callback(&self, hand_over: impl FnOnce(&JsValue)) {
        let callback = self.callback.take();
        hand_over(&callback);
        self.callback.set(callback);
    }
}

/// The reader's own day.
fn today() -> Option<Date> {
    let now = dom::Moment::now();
    Date::new(now.year(), now.month() + 1, now.day())
}
