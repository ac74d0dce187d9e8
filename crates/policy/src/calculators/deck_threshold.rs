//! Whether an opportunity needs a custom deck, and what the deck has to hold.
//!
//! Owns the rule that the total Amount decides, never the iACV, and that only more than the threshold asks for a deck.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::fields::{NEW_BUSINESS, RENEWAL, SEGMENT, TYPE, optional, required};
use crate::{
    Answers, Calculator, Date, FieldError, Money, PolicyValues,
    calculator::{Answer, AnswerValue, Default, Description, Field, FieldKind, Inputs, Lookup, Threshold},
    money::Sign,
    text::join,
    values::Tier,
};

/// `deck-threshold`.
pub(super) struct DeckThreshold;

static FIELDS: [Field; 3] = [
    SEGMENT,
    required(
        "amount",
        "Amount",
        "The opportunity\u{2019}s total Amount, not its iACV, such as 6000 or $6k.",
        FieldKind::Money(Sign::NonNegative),
        Default::Fixed("6000"),
    ),
    optional(TYPE),
];

static VALUES: [Cow<'static, str>; 2] = [
    Cow::Borrowed("deck.threshold"),
    Cow::Borrowed("deck.requirements"),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("deck-threshold"),
    title: Cow::Borrowed("Does this opportunity need a custom deck?"),
    summary: Cow::Borrowed(
        "Decides from the segment and the total Amount whether a custom deck is required, and says what it has to hold.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
};

impl Calculator for DeckThreshold {
    fn description(&self) -> &Description {
        &DESCRIPTION
    }

    fn evaluate(
        &self,
        values: &PolicyValues,
        answers: &Answers,
        as_of: Date,
    ) -> Result<Answer, Vec<FieldError>> {
        let inputs = Inputs::read(&DESCRIPTION, answers);
        let mut lookup = Lookup::new(values, as_of);
        let tier = inputs.tier("segment");
        let threshold = lookup.money_threshold("deck.threshold", tier);
        let kind = inputs.choice("type");
        let gathered = tier.zip(inputs.money("amount")).zip(threshold);
        let ((tier, amount), threshold) = inputs.complete(core::mem::take(&mut lookup.errors), gathered)?;

        let mut answer = decide(tier, amount, &threshold);
        threshold.held.used(&mut answer);
        threshold.held.read(&mut answer);
        if threshold.met_by(&amount) {
            require(kind, &mut answer);
            lookup.cited("deck.requirements", &mut answer);
        } else {
            let remedy = "Decide again when the Amount of the opportunity changes.";
            answer.next.push(String::from(remedy));
        }
        Ok(answer)
    }
}

fn decide(tier: Tier, amount: Money, threshold: &Threshold<'_, Money>) -> Answer {
    let limit = threshold.held.amount.display();
    let met = threshold.met_by(&amount);
    let position = threshold.position_of(&amount);
    let comparison = join(&[
        &amount.display(),
        " is ",
        position,
        " the ",
        &limit,
        " threshold for ",
        tier.label(),
    ]);
    let missed_by_a_hair = amount == threshold.held.amount && !met;
    let tail = if missed_by_a_hair {
        join(&[", not ", threshold.words(), " it."])
    } else {
        String::from(".")
    };
    let (verdict, conclusion) = if met {
        ("required", "A custom deck is required: ")
    } else {
        ("not-required", "No custom deck is required: ")
    };
    let mut answer = Answer::new(verdict, join(&[conclusion, &comparison, &tail]));
    answer
        .values
        .push(("threshold", AnswerValue::Money(threshold.held.amount)));
    answer.steps = Vec::from([
        String::from("The total Amount of the opportunity decides, never its iACV."),
        join(&[
            "A deck is required ",
            threshold.words(),
            " ",
            &limit,
            " for ",
            tier.label(),
            ".",
        ]),
        join(&[&comparison, &tail]),
    ]);
    answer
}

/// Adds what a deck has to hold, with the variants that the type of the opportunity asks for.
fn require(kind: Option<&str>, answer: &mut Answer) {
    let mut alternative =
        String::from("Compare the return on our product with the customer\u{2019}s next best option: ");
    let mut options = String::from("Offer two rough plans for going on with us: ");
    let new_business = kind != Some(RENEWAL);
    let renewal = kind != Some(NEW_BUSINESS);
    if new_business {
        alternative.push_str("for new business, doing nothing or a competitor");
        options.push_str("for new business, two lanes, one of high and one of low engagement");
    }
    if new_business && renewal {
        alternative.push_str("; ");
        options.push_str("; ");
    }
    if renewal {
        alternative.push_str("for a renewal, going back to what they did before");
        options.push_str("for a renewal, one year against three years, or one tier against the other");
    }
    alternative.push('.');
    options.push('.');
    answer.next = Vec::from([
        String::from(
            "Make the deck look like the customer: a main colour like theirs and, where possible, their logo; you may ask them for a blank template.",
        ),
        alternative,
        options,
        String::from(
            "Add the single-application slide, the same for every customer: one picture of the whole software life cycle in one application, to talk about what is possible.",
        ),
        String::from(
            "Take down the customer\u{2019}s full answer to that slide in their own words, with the reasons why they find it possible or not: first in its speaker notes, where they can check it, then in an activity.",
        ),
        String::from(
            "Paste the link to the deck into the opportunity\u{2019}s field 'Link to Custom Pitch Deck'.",
        ),
    ]);
    if kind == Some("add-on") {
        answer.steps.push(String::from(
            "The page gives the variants of the deck for new business and renewals only; for an add-on, take the one that fits.",
        ));
    }
}
