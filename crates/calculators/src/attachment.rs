//! A calculator on the page: its events, its timer, its place in the address.
//!
//! Owns the life of an attached element. It keeps no listener itself: the page registers the one function of the
//! attachment and takes it away again.

use alloc::{rc::Rc, string::String, vec::Vec};
use core::cell::Cell;

use policy::{
    Answers, Calculator, Date, Moment, PolicyValues,
    calculator::{AS_OF, EXAMPLE_DAY},
    markdown, table,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    Element, Event, HtmlFormElement, Url, Window,
    js_sys::{self, Function},
};

use crate::{
    controls::Control,
    decision::decide,
    dom::{self, Place},
    result,
};

/// The pause in typing after which the answer is spoken, in milliseconds.
const PAUSE: i32 = 800;

/// One calculator that is taken over.
pub(crate) struct Attachment {
    pub(crate) element: Element,
    pub(crate) window: Window,
    /// The id of the calculator.
    pub(crate) id: String,
    values: PolicyValues,
    controls: Vec<Control>,
    timer: Cell<i32>,
    /// The function through which the browser calls; gone when the element is let go.
    callback: Cell<Option<Callback>>,
}

/// The function through which the browser calls.
pub(crate) type Callback = Closure<dyn FnMut(JsValue)>;

/// Takes an element over and returns the one function through which the browser calls it: with an event of its form,
/// and with `abort` when the element is let go; without an argument when a time has passed or a copy is made; with an
/// error when a copy is refused.
pub(crate) fn attach(element: Element) -> Option<Function> {
    let id = element.get_attribute("data-calculator")?;
    let values = table::decode(&element.first("[data-part=values]")?.text()).ok()?;
    let description = values.calculator(&id)?.description();
    let window = element.owner_document()?.default_view()?;
    let form: HtmlFormElement = element.first("form")?.unchecked_into();
    let now = now();
    let mut controls = Vec::new();
    for field in description.fields.iter() {
        if let Some(mut control) = Control::find(&form, &id, &field.name) {
            control.fill_in_day(&field.default, now);
            controls.push(control);
        }
    }
    controls.extend(Control::find(&form, &id, AS_OF));

    let (timer, callback) = (Cell::default(), Cell::default());
    let attachment = Rc::new(Attachment {
        element,
        window,
        id,
        values,
        controls,
        timer,
        callback,
    });
    let called = Rc::clone(&attachment);
    let callback = Callback::new(move |argument| called.on_call(argument));
    let function: Function = callback.as_ref().clone().unchecked_into();
    attachment.callback.set(Some(callback));
    attachment.read_address();
    attachment.take_over(true);
    attachment.update();
    Some(function)
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
        // An error has no target.
        let Some(target) = event.target() else {
            self.on_refused();
            return;
        };
        match event.type_().as_str() {
            "click" => self.copy(target.unchecked_ref()),
            "abort" => {
                self.stop_timer();
                self.settle_copying();
                self.take_over(false);
                // The function and the attachment hold each other until now; from here on the browser alone holds both.
                if let Some(callback) = self.callback.take() {
                    callback.into_js_value();
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
        let is_changed = self.controls.iter().any(|control| !control.is_default());
        if let Some(address) = self.address(is_changed) {
            dom::replace_address(&self.window, &address.href());
        }
        self.start_timer(PAUSE);
    }

    /// Says the sentence in the polite region; after a copy, the time of its confirmation is over instead.
    fn on_pause(&self) {
        if !self.settle_copying() {
            self.announce(&result::sentence(&self.element));
        }
    }

    /// Speaks.
    pub(crate) fn announce(&self, words: &str) {
        self.element.say("[data-part=announcement]", words);
    }

    fn answers(&self) -> Answers {
        let mut answers = Answers::new();
        for control in &self.controls {
            answers.set(&control.name, control.text());
        }
        answers.with_clock(now())
    }

    /// The calculator; there is one, or nothing would be attached.
    fn calculator(&self) -> Option<&dyn Calculator> {
        self.values.calculator(&self.id)
    }

    /// Decides anew and writes what follows.
    fn update(&self) {
        let Some(calculator) = self.calculator() else {
            return;
        };
        let (_, decided) = decide(calculator, &self.values, &self.answers(), now().date);
        let errors = decided.as_ref().err().map_or(&[][..], Vec::as_slice);
        let mut to_correct = String::new();
        for control in &self.controls {
            if control.show_errors(errors) {
                if !to_correct.is_empty() {
                    to_correct.push_str(", ");
                }
                to_correct.push_str(&control.label());
            }
        }
        self.element
            .toggle("[data-action=copy-markdown]", "disabled", decided.is_err());
        match &decided {
            Ok(answer) => result::show(&self.element, answer),
            Err(_) => result::show_incomplete(&self.element, &to_correct),
        }
    }

    /// Takes from the address what the reader has not touched meanwhile.
    fn read_address(&self) {
        let Some(address) = self.element.address() else {
            return;
        };
        let query = address.search_params();
        for control in &self.controls {
            if control.is_default()
                && let Some(text) = query.get(&control.key)
            {
                control.write(&text);
                control.reveal();
            }
        }
    }

    /// The address of the page with the fields of this calculator in its query; what is not its own stays. The fields are
    /// those that the reader changed, and, for an answer that is to stay, the days that are other ones tomorrow.
    pub(crate) fn address(&self, with_days: bool) -> Option<Url> {
        let address = self.element.address()?;
        let query = address.search_params();
        for control in &self.controls {
            if !control.is_default() || (with_days && control.is_day) {
                query.set(&control.key, &control.text());
            } else {
                query.delete(&control.key);
            }
        }
        Some(address)
    }

    /// The answer as Markdown, when there is one.
    pub(crate) fn markdown(&self) -> Option<String> {
        let answers = self.answers();
        let calculator = self.calculator()?;
        let (as_of, decided) = decide(calculator, &self.values, &answers, now().date);
        let origin = self.element.address()?.origin();
        Some(markdown::answer(
            calculator.description(),
            &answers,
            as_of,
            &decided.ok()?,
            &self.link()?,
            &origin,
        ))
    }

    /// Lets the polite region speak after a while, counted from now.
    pub(crate) fn start_timer(&self, milliseconds: i32) {
        self.stop_timer();
        self.with_callback(|callback| {
            let function = callback.as_ref().unchecked_ref();
            self.timer
                .set(dom::start_timer(&self.window, function, milliseconds));
        });
    }

    pub(crate) fn stop_timer(&self) {
        self.window.clear_timeout_with_handle(self.timer.get());
    }

    /// Hands the callback over to the browser.
    pub(crate) fn with_callback(&self, hand_over: impl FnOnce(&Callback)) {
        let callback = self.callback.take();
        if let Some(callback) = &callback {
            hand_over(callback);
        }
        self.callback.set(callback);
    }
}

/// The reader's own day and time.
fn now() -> Moment {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).unwrap_or_default();
    let day = Date::new(year, now.get_month() + 1, now.get_date()).unwrap_or(EXAMPLE_DAY);
    let [hour, minute] =
        [now.get_hours(), now.get_minutes()].map(|part| u16::try_from(part).unwrap_or_default());
    Moment::at(day, hour, minute)
}
