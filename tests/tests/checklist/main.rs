//! The opportunity checklist of the repository's own handbook: against the calculators that it asks, and in its own words.

mod parts;
mod words;

use std::sync::OnceLock;

use policy::{Answer, Answers, Calculator, Date, FieldError, PolicyValues};

const CHECKLIST: &str = "opportunity-checklist";

/// The values and the calculators of the repository's own handbook.
fn shipped() -> &'static PolicyValues {
    static SHIPPED: OnceLock<PolicyValues> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let root = tests::repository();
        let source = handbook::read(&tests::project(&root, tests::theme::plain())).expect("it can be read");
        handbook::policy_values(&source).0
    })
}

fn calculator(id: &str) -> &'static dyn Calculator {
    shipped().calculator(id).expect("the handbook has the calculator")
}

fn as_of() -> Date {
    Date::parse("2020-04-23").expect("a day")
}

fn ask(id: &str, answers: &Answers) -> Result<Answer, Vec<FieldError>> {
    calculator(id).evaluate(shipped(), answers, as_of())
}
