//! Whether an opportunity needs a custom deck, and what the deck has to hold.
//!
//! Owns the rule that the total Amount decides, never the iACV, and that only more than the threshold asks for a deck.

use alloc::borrow::Cow;

use super::fields::{ADD_ON, NEW_BUSINESS, RENEWAL, SEGMENT, TYPE, amount, fixed, on_the_page, optional};
use crate::calculator::{AnswerValue, Case, Description, Field, Rule};

static FIELDS: [Field; 3] = [SEGMENT, amount(fixed("6000")), optional(TYPE)];

const THRESHOLD: &str = "deck.threshold";
const REQUIREMENTS: &str = "deck.requirements";

static VALUES: [Cow<'static, str>; 2] = [Cow::Borrowed(THRESHOLD), Cow::Borrowed(REQUIREMENTS)];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("deck-threshold"),
    title: on_the_page("Does this opportunity need a custom deck?"),
    summary: on_the_page(
        "Decides from the segment and the total Amount whether a custom deck is required, and says what it has to hold.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
    calls: Cow::Borrowed(&[]),
};

pub(super) static RULE: Rule = Rule {
    description: &DESCRIPTION,
    check: |_, _| None,
    decide,
};

fn decide(case: &mut Case<'_>) {
    let threshold = case.money_value(THRESHOLD);
    let comparison = case.comparison(THRESHOLD);
    let amount = case.inputs.money("amount");
    let order = amount.cmp(&threshold);
    let required = comparison.holds(order);

    case.figure("threshold", AnswerValue::Money(threshold));
    case.fact("position", &comparison.position(order));
    case.fact("comparison", &comparison.words());
    case.step("The total Amount decides, never the iACV.");
    case.step("A deck is required {comparison} {threshold} for {segment}.");
    case.because(if order.is_eq() && !required {
        "{amount} is {position} the {threshold} threshold for {segment}, not {comparison} it."
    } else {
        "{amount} is {position} the {threshold} threshold for {segment}."
    });
    if required {
        case.conclude("required", "A custom deck is required: {why}");
    } else {
        case.conclude("not-required", "No custom deck is required: {why}");
    }
    if required {
        let kind = case.inputs.choice("type");
        require(kind, case);
    } else {
        case.then("Decide again when the Amount changes.");
    }
    case.used(THRESHOLD);
    case.read(THRESHOLD);
    if required {
        case.cited(REQUIREMENTS);
    }
}

/// Adds what a deck has to hold, with the variants that the type of the opportunity asks for.
fn require(kind: &str, case: &mut Case<'_>) {
    let (alternatives, options) = match kind {
        NEW_BUSINESS => (
            "for new business, doing nothing or a competitor",
            "for new business, two lanes, one of high and one of low engagement",
        ),
        RENEWAL => (
            "for a renewal, going back to what they did before",
            "for a renewal, one year against three years, or one tier against the other",
        ),
        _ => (
            "for new business, doing nothing or a competitor; for a renewal, going back to what they did before",
            "for new business, two lanes, one of high and one of low engagement; for a renewal, one year against three years, or one tier against the other",
        ),
    };
    case.fact("alternatives", &alternatives);
    case.fact("options", &options);
    for requirement in [
        "Match the customer\u{2019}s main colour and, where possible, show their logo; you may ask for a blank template.",
        "Calculate the ROI against the next best option: {alternatives}.",
        "Offer two plans with us: {options}.",
        "Add the standard single-application slide: one picture of the whole software life cycle, to talk about what is possible.",
        "Capture their full answer to that slide, in their own words and with their reasons, in its speaker notes, and later in an activity.",
        "Paste the link to the deck into the opportunity\u{2019}s field 'Link to Custom Pitch Deck'.",
    ] {
        case.then(requirement);
    }
    if kind == ADD_ON {
        case.step(
            "The page names variants for new business and renewals only; for an add-on, take the one that fits.",
        );
    }
}
