//! Whether an opportunity needs a custom deck, and what the deck has to hold.
//!
//! Owns the rule that the total Amount decides, never the iACV, and that only more than the threshold asks for a deck.

use alloc::{borrow::Cow, vec::Vec};

use super::fields::{ADD_ON, NEW_BUSINESS, RENEWAL, SEGMENT, TYPE, optional, required};
use crate::{
    Answers, Calculator, Date, FieldError, Money, PolicyValues,
    calculator::{Answer, AnswerValue, Default, Description, Field, FieldKind, Inputs, Lookup, Threshold},
    money::Sign,
    text::fill,
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
        let ((tier, amount), threshold) = inputs.complete(&mut lookup, gathered)?;

        let mut answer = decide(tier, amount, &threshold);
        threshold.held.used(&mut answer);
        threshold.held.read(&mut answer);
        if threshold.met_by(&amount) {
            require(kind, &mut answer);
            lookup.cited("deck.requirements", &mut answer);
        } else {
            answer.then("Decide again when the Amount of the opportunity changes.", &[]);
        }
        Ok(answer)
    }
}

fn decide(tier: Tier, amount: Money, threshold: &Threshold<'_, Money>) -> Answer {
    let limit = threshold.held.amount;
    let met = threshold.met_by(&amount);
    let missed_by_a_hair = amount == limit && !met;
    let comparison = fill(
        if missed_by_a_hair {
            "{} is {} the {} threshold for {}, not {} it."
        } else {
            "{} is {} the {} threshold for {}."
        },
        &[
            &amount,
            &threshold.position_of(&amount),
            &limit,
            &tier.label(),
            &threshold.words(),
        ],
    );
    let (verdict, sentence) = if met {
        ("required", "A custom deck is required: {}")
    } else {
        ("not-required", "No custom deck is required: {}")
    };
    let mut answer = Answer::new(verdict, sentence, &[&comparison]);
    answer.add("threshold", AnswerValue::Money(limit));
    answer.step(
        "The total Amount of the opportunity decides, never its iACV.",
        &[],
    );
    answer.step(
        "A deck is required {} {} for {}.",
        &[&threshold.words(), &limit, &tier.label()],
    );
    answer.steps.push(comparison);
    answer
}

/// Adds what a deck has to hold, with the variants that the type of the opportunity asks for.
fn require(kind: Option<&str>, answer: &mut Answer) {
    let (alternatives, options) = match kind {
        Some(NEW_BUSINESS) => (
            "for new business, doing nothing or a competitor",
            "for new business, two lanes, one of high and one of low engagement",
        ),
        Some(RENEWAL) => (
            "for a renewal, going back to what they did before",
            "for a renewal, one year against three years, or one tier against the other",
        ),
        _ => (
            "for new business, doing nothing or a competitor; for a renewal, going back to what they did before",
            "for new business, two lanes, one of high and one of low engagement; for a renewal, one year against three years, or one tier against the other",
        ),
    };
    for (template, variant) in [
        (
            "Make the deck look like the customer: a main colour like theirs and, where possible, their logo; you may ask them for a blank template.",
            "",
        ),
        (
            "Compare the return on our product with the customer\u{2019}s next best option: {}.",
            alternatives,
        ),
        ("Offer two rough plans for going on with us: {}.", options),
        (
            "Add the single-application slide, the same for every customer: one picture of the whole software life cycle in one application, to talk about what is possible.",
            "",
        ),
        (
            "Take down the customer\u{2019}s full answer to that slide in their own words, with the reasons why they find it possible or not: first in its speaker notes, where they can check it, then in an activity.",
            "",
        ),
        (
            "Paste the link to the deck into the opportunity\u{2019}s field 'Link to Custom Pitch Deck'.",
            "",
        ),
    ] {
        answer.then(template, &[&variant]);
    }
    if kind == Some(ADD_ON) {
        answer.step(
            "The page gives the variants of the deck for new business and renewals only; for an add-on, take the one that fits.",
            &[],
        );
    }
}
