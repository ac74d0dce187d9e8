//! A calculator on the page: its events, its timer, its place in the address.
//!
//! Owns the life of an attached element. All callbacks of an attachment belong to it and go with it.

use alloc::{
    borrow::Cow,
    rc::{Rc, Weak},
    string::String,
    vec::Vec,
};
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

const EVENTS: [&str; 4] = ["input", "submit", "reset", "click"];

/// A callback that the browser holds and the attachment owns.
pub(crate) type Callback = Closure<dyn FnMut(JsValue)>;

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
    on_event: Callback,
    on_pause: Callback,
    pub(crate) on_copied: Callback,
    pub(crate) on_refused: Callback,
}

/// Which fields go into an address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fields {
    /// Those that the reader changed.
    Changed,
    /// Those, and the days that would be other ones on another day.
    ChangedAndDays,
}

/// Takes an element over. The function returned lets it go again; it alone keeps the attachment alive.
pub(crate) fn attach(element: Element) -> Option<JsValue> {
    let calculator = calculators::find(&element.attribute("data-calculator")?)?;
    let values = table::decode(&element.part("values")?.text()).ok()?;
    let description = calculator.description();
    let today = today()?;
    let mut controls = Vec::new();
    for field in description.fields.iter() {
        if let Cow::Borrowed(name) = field.name
            && let Some(mut control) = Control::find(&element, &description.id, name)
        {
            control.fill_in_day(&field.default, today);
            controls.push(control);
        }
    }
    controls.extend(Control::find(&element, &description.id, AS_OF));

    let attachment = Rc::new_cyclic(|attachment: &Weak<Attachment>| {
        let callback = |act: fn(&Attachment, Event)| -> Callback {
            let attachment = attachment.clone();
            Closure::new(move |argument: JsValue| {
                if let Some(attachment) = attachment.upgrade() {
                    act(&attachment, argument.unchecked_into());
                }
            })
        };
        Attachment {
            element,
            calculator,
            values,
            controls,
            decision: Cell::default(),
            announcement: Cell::default(),
            copying: Cell::default(),
            timer: Cell::default(),
            on_event: callback(Attachment::on_event),
            on_pause: callback(|attachment, _| attachment.on_pause()),
            on_copied: callback(|attachment, _| attachment.on_copied()),
            on_refused: callback(|attachment, _| attachment.on_refused()),
        }
    });
    attachment.start();
    let held = Cell::new(Some(attachment));
    let detach: Callback = Closure::new(move |_| {
        if let Some(attachment) = held.take() {
            attachment.stop();
        }
    });
    Some(detach.into_js_value())
}

impl Attachment {
    fn start(&self) {
        self.read_address();
        for event in EVENTS {
            self.element.listen(event, self.on_event.as_ref());
        }
        self.hide(".calculator-actions", false);
        self.hide("[data-part=example-day]", true);
        self.update();
    }

    fn stop(&self) {
        for event in EVENTS {
            self.element.stop_listening(event, self.on_event.as_ref());
        }
        dom::stop_timer(self.timer.get());
        self.settle_copying();
        self.hide(".calculator-actions", true);
    }

    fn hide(&self, selector: &str, hidden: bool) {
        if let Some(element) = self.element.first(selector) {
            element.hide(hidden);
        }
    }

    fn on_event(&self, event: Event) {
        let target = event.target();
        match event.kind().as_str() {
            "input" => {
                let name = target.attribute("name").unwrap_or_default();
                for control in &self.controls {
                    if control.key == name {
                        control.touch();
                        self.changed();
                    }
                }
            }
            "click" => {
                if let Some(button) = target.closest("[data-action]") {
                    self.copy(button);
                }
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
        if let Some(region) = self.element.part("announcement") {
            region.set_text(words);
        }
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
        if let Some(button) = self.element.first("[data-action=copy-markdown]") {
            button.toggle_attribute("disabled", decision.is_none());
        }
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
        dom::stop_timer(self.timer.get());
        self.timer
            .set(dom::start_timer(self.on_pause.as_ref(), milliseconds));
    }
}

/// The reader's own day.
fn today() -> Option<Date> {
    let now = dom::Moment::now();
    Date::new(now.year(), now.month() + 1, now.day())
}
