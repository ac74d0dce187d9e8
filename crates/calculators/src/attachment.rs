//! A calculator on the page: its events, its timer, its place in the address.
//!
//! Owns the life of an attached element. All callbacks of an attachment belong to it and go with it.

use alloc::{
    borrow::ToOwned,
    rc::{Rc, Weak},
    string::String,
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use policy::{Calculator, Date, PolicyValues, calculator::AS_OF, calculators, table};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event};

use crate::{address, controls::Control, copying, decision, decision::Decision, dom, result};

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
    pub(crate) decision: RefCell<Option<Decision>>,
    /// What the polite region is to say next.
    pub(crate) announcement: RefCell<String>,
    pub(crate) copying: RefCell<Option<copying::Copying>>,
    timer: Cell<Option<i32>>,
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
    let calculator = calculators::find(&element.get_attribute("data-calculator")?)?;
    let values = dom::part(&element, "values")?.text_content()?;
    let values = table::decode(&values).ok()?;
    let description = calculator.description();
    let today = today()?;

    let mut controls = Vec::new();
    for field in description.fields.iter() {
        if let Some(mut control) = Control::find(&element, &description.id, &field.name) {
            control.fill_in_day(field, today);
            controls.push(control);
        }
    }
    controls.extend(Control::find(&element, &description.id, AS_OF));

    let attachment = Rc::new_cyclic(|attachment: &Weak<Attachment>| {
        let callback = |act: fn(&Attachment, JsValue)| -> Callback {
            let attachment = attachment.clone();
            Closure::new(move |argument| {
                if let Some(attachment) = attachment.upgrade() {
                    act(&attachment, argument);
                }
            })
        };
        Attachment {
            element,
            calculator,
            values,
            controls,
            decision: RefCell::default(),
            announcement: RefCell::default(),
            copying: RefCell::default(),
            timer: Cell::new(None),
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
        for name in EVENTS {
            // Fails for no element and no listener.
            let _ = self
                .element
                .add_event_listener_with_callback(name, self.on_event.as_ref().unchecked_ref());
        }
        self.show_actions(true);
        if let Some(note) = dom::part(&self.element, "example-day") {
            dom::set_hidden(&note, true);
        }
        self.update();
    }

    fn stop(&self) {
        for name in EVENTS {
            let _ = self
                .element
                .remove_event_listener_with_callback(name, self.on_event.as_ref().unchecked_ref());
        }
        self.stop_timer();
        self.settle_copying();
        self.show_actions(false);
    }

    fn show_actions(&self, shown: bool) {
        if let Some(actions) = dom::first(&self.element, ".calculator-actions") {
            dom::set_hidden(&actions, !shown);
        }
    }

    fn on_event(&self, event: JsValue) {
        let event: Event = event.unchecked_into();
        let target: Option<Element> = event.target().map(JsCast::unchecked_into);
        match event.type_().as_str() {
            "input" => {
                let name = target.and_then(|target| target.get_attribute("name"));
                if let Some(control) = self
                    .controls
                    .iter()
                    .find(|control| name.as_ref() == Some(&control.key))
                {
                    control.touch();
                    self.changed();
                }
            }
            "reset" => {
                event.prevent_default();
                for control in &self.controls {
                    control.restore();
                }
                self.changed();
            }
            "submit" => {
                event.prevent_default();
                self.changed();
                self.on_pause();
            }
            _ => {
                if let Some(button) = target.and_then(|target| dom::closest(&target, "[data-action]")) {
                    self.copy(button);
                }
            }
        }
    }

    fn changed(&self) {
        self.settle_copying();
        self.update();
        self.write_address();
        self.start_timer(PAUSE);
    }

    /// Says in the polite region what is to be said; it says nothing twice.
    pub(crate) fn on_pause(&self) {
        self.stop_timer();
        let announcement = self.announcement.take();
        if announcement.is_empty() {
            self.settle_copying();
        } else if let Some(region) = dom::part(&self.element, "announcement") {
            region.set_text_content(Some(&announcement));
        }
    }

    /// Decides anew and writes what follows.
    fn update(&self) {
        let Some(today) = today() else { return };
        let given = self
            .controls
            .iter()
            .map(|control| (control.name.clone(), control.text()))
            .collect();
        let (decision, errors) = match decision::decide(self.calculator, &self.values, given, today) {
            Ok(decision) => (Some(decision), Vec::new()),
            Err(errors) => (None, errors),
        };
        let mut to_correct = String::new();
        for control in &self.controls {
            if control.show_errors(&errors) {
                control.reveal();
                if !to_correct.is_empty() {
                    to_correct.push_str(", ");
                }
                to_correct.push_str(&control.label());
            }
        }
        let sentence = result::show(
            &self.element,
            decision.as_ref().map(|decision| &decision.answer),
            &to_correct,
        );
        self.announcement.replace(sentence);
        if let Some(button) = dom::first(&self.element, "[data-action=\"copy-markdown\"]") {
            dom::set_attribute(&button, "disabled", decision.is_none().then_some(""));
        }
        self.decision.replace(decision);
    }

    /// Takes from the address what the reader has not touched meanwhile.
    fn read_address(&self) {
        let Some(query) = query() else { return };
        for control in &self.controls {
            if let Some(text) = address::value_of(&query, &control.key)
                && control.is_default()
            {
                control.write(&text);
                if control.name == AS_OF {
                    control.reveal();
                }
            }
        }
    }

    fn write_address(&self) {
        let Some(window) = dom::window() else { return };
        let location = window.location();
        let (Ok(path), Ok(hash), Ok(history)) = (location.pathname(), location.hash(), window.history())
        else {
            return;
        };
        let address = [&path, &self.query(Fields::Changed), &hash]
            .map(String::as_str)
            .concat();
        // A browser that is asked too often refuses; the next change writes it again.
        let _ = history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(&address));
    }

    /// The query of the page with the fields of this calculator in it, with its question mark; empty when there is none.
    pub(crate) fn query(&self, fields: Fields) -> String {
        let mut own = Vec::new();
        for control in &self.controls {
            let description = self.calculator.description();
            let is_day = || {
                matches!(
                    description.field(&control.name).map(|field| &field.default),
                    Some(policy::calculator::Default::FromToday(_))
                )
            };
            if !control.is_default() || (fields == Fields::ChangedAndDays && is_day()) {
                own.push((control.key.clone(), control.text()));
            }
        }
        let is_own = |key: &str| self.controls.iter().any(|control| control.key == key);
        let query = address::with_own(&query().unwrap_or_default(), &is_own, &own);
        if query.is_empty() {
            query
        } else {
            ["?", &query].concat()
        }
    }

    /// The answer as Markdown, when there is one.
    pub(crate) fn markdown(&self, origin: &str) -> Option<String> {
        let decision = self.decision.borrow();
        let Decision {
            answers,
            as_of,
            answer,
        } = decision.as_ref()?;
        Some(policy::markdown::answer(
            self.calculator.description(),
            answers,
            *as_of,
            answer,
            origin,
        ))
    }

    /// Lets the polite region speak after a while, counted from now.
    pub(crate) fn start_timer(&self, milliseconds: i32) {
        self.stop_timer();
        if let Some(window) = dom::window() {
            let callback = self.on_pause.as_ref().unchecked_ref();
            let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, milliseconds);
            self.timer.set(timer.ok());
        }
    }

    fn stop_timer(&self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), dom::window()) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

/// The query of the address, without its question mark.
fn query() -> Option<String> {
    let search = dom::window()?.location().search().ok()?;
    Some(search.strip_prefix('?').unwrap_or(&search).to_owned())
}

/// The reader's own day.
fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    Date::new(now.get_full_year() as i32, now.get_month() + 1, now.get_date())
}
