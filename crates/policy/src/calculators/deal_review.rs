//! Whether an opportunity needs an Opportunity Consult, a Lightweight Deal Review, or neither.
//!
//! Owns the rule that the iACV decides, for the lightweight review together with the forecast month, and the reading that
//! the consult stands in for it.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::fields::{SEGMENT, TODAY, optional, required};
use crate::{
    Answers, Calculator, Date, FieldError, Money, Month, PolicyValues,
    calculator::{Answer, AnswerValue, Default, Description, Field, FieldKind, Inputs, Lookup, Threshold},
    money::Sign,
    text::fill,
    values::Tier,
};

/// `deal-review`.
pub(super) struct DealReview;

static FIELDS: [Field; 5] = [
    SEGMENT,
    required(
        "iacv",
        "iACV",
        "The opportunity\u{2019}s incremental annual contract value; below zero for a renewal that shrinks.",
        FieldKind::Money(Sign::Any),
        Default::Fixed("6000"),
    ),
    optional(required(
        "close-date",
        "Close date",
        "The close date of the opportunity, such as 2020-04-30; or give the month instead.",
        FieldKind::Date,
        Default::FromToday(|today| today.month().last_day().iso()),
    )),
    optional(required(
        "month",
        "Forecast month",
        "The month in which it is forecast to close, such as 2020-04, when there is no close date.",
        FieldKind::Month,
        Default::None,
    )),
    TODAY,
];

static VALUES: [Cow<'static, str>; 2] = [
    Cow::Borrowed("deal-review.consult"),
    Cow::Borrowed("deal-review.lightweight"),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("deal-review"),
    title: Cow::Borrowed("Which review does this deal need?"),
    summary: Cow::Borrowed(
        "Decides from the segment, the iACV and the forecast close whether an Opportunity Consult or a Lightweight Deal Review is due.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
};

impl Calculator for DealReview {
    fn description(&self) -> &Description {
        &DESCRIPTION
    }

    fn evaluate(
        &self,
        values: &PolicyValues,
        answers: &Answers,
        as_of: Date,
    ) -> Result<Answer, Vec<FieldError>> {
        let mut inputs = Inputs::read(&DESCRIPTION, answers);
        let mut lookup = Lookup::new(values, as_of);
        let tier = inputs.tier("segment");
        let consult = lookup.money_threshold("deal-review.consult", tier);
        let review = lookup.money_threshold("deal-review.lightweight", tier);
        match (inputs.given("close-date"), inputs.given("month")) {
            (false, false) => inputs.refuse(
                "close-date",
                "Type the close date, such as 2020-04-30, or the forecast month in its own field.",
            ),
            (true, true) => inputs.refuse(
                "month",
                "Leave this empty, or the close date: only one of them is taken.",
            ),
            _ => {}
        }
        let close_date = inputs.date("close-date");
        let close = close_date.map(Date::month).or(inputs.month("month"));
        let gathered = tier
            .zip(inputs.money("iacv"))
            .zip(close.zip(inputs.date("today")))
            .zip(consult.zip(review));
        let (((tier, iacv), (close, today)), (consult, review)) = inputs.complete(&mut lookup, gathered)?;

        let timing = Timing::new(close, today.month());
        let deal = Deal {
            tier,
            iacv,
            timing,
            consult,
            review,
        };
        let mut answer = deal.decide();
        if let Some(day) = close_date
            && day < today
            && timing.relation != Relation::PastDue
        {
            answer.warn(
                "The close date {} lies before today; check it against the close date conventions.",
                &[&day],
            );
        }
        Ok(answer)
    }
}

struct Deal<'a> {
    tier: Tier,
    iacv: Money,
    timing: Timing,
    consult: Threshold<'a, Money>,
    review: Threshold<'a, Money>,
}

/// How the forecast month lies to today's.
#[derive(Clone, Copy)]
struct Timing {
    close: Month,
    this: Month,
    relation: Relation,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    PastDue,
    ThisMonth,
    NextMonth,
    Later,
}

impl Deal<'_> {
    fn decide(&self) -> Answer {
        let needs_consult = self.consult.met_by(&self.iacv);
        let reaches_review = self.review.met_by(&self.iacv);
        let past_due = self.timing.relation == Relation::PastDue;
        let mut answer = self.verdict(needs_consult, reaches_review);
        answer.add("consult_threshold", AnswerValue::Money(self.consult.held.amount));
        answer.add("review_threshold", AnswerValue::Money(self.review.held.amount));
        answer.add("past_due", AnswerValue::Flag(past_due));

        answer
            .steps
            .push(self.compare(&self.consult, "Opportunity Consult threshold", "."));
        if needs_consult {
            self.consult.held.read(&mut answer);
            answer.step(
                "The consult stands in for the Lightweight Deal Review, which is asked for {} {}, whatever the close month.",
                &[&self.review.words(), &self.review.held.amount],
            );
            answer.then(
                "Set up the Opportunity Consult, and bring the opportunity up to date before it.",
                &[],
            );
        } else {
            answer
                .steps
                .push(self.compare(&self.review, "Lightweight Deal Review threshold", "."));
            if self.iacv < Money::ZERO {
                answer.step(
                    "An iACV below zero, as of a renewal that shrinks, meets no threshold.",
                    &[],
                );
            }
            if reaches_review || past_due {
                self.timing.explain(&mut answer);
            }
            if reaches_review {
                self.review.held.read(&mut answer);
                self.prepare(&mut answer);
            } else {
                answer.then("Decide again when the iACV changes.", &[]);
            }
        }
        if past_due {
            answer.warn("The forecast month {} is past due.", &[&self.timing.close]);
            answer.then(
                "Move the close date to the month in which the opportunity is now most likely to close, and decide again.",
                &[],
            );
        }
        self.consult.held.used(&mut answer);
        self.review.held.used(&mut answer);
        answer
    }

    fn verdict(&self, needs_consult: bool, reaches_review: bool) -> Answer {
        let close = &self.timing.close;
        if needs_consult {
            let comparison = self.compare(&self.consult, "threshold", ".");
            return Answer::new(
                "opportunity-consult",
                "An Opportunity Consult is needed: {}",
                &[&comparison],
            );
        }
        let comparison = self.compare(&self.review, "threshold", "");
        if !reaches_review {
            return Answer::new("none", "No review is needed: {}.", &[&comparison]);
        }
        let (verdict, sentence) = match self.timing.relation {
            Relation::ThisMonth => (
                "lightweight-deal-review",
                "A Lightweight Deal Review is needed: {}, and the close is forecast for {}, this month.",
            ),
            Relation::NextMonth => (
                "lightweight-deal-review",
                "A Lightweight Deal Review is needed: {}, and the close is forecast for {}, next month.",
            ),
            Relation::PastDue => (
                "none",
                "No Lightweight Deal Review applies: {}, but the forecast month {} is past due.",
            ),
            Relation::Later => (
                "none",
                "No review is needed yet: {}, but {} is later than next month.",
            ),
        };
        Answer::new(verdict, sentence, &[&comparison, close])
    }

    /// What to do about a lightweight review that the iACV asks for.
    fn prepare(&self, answer: &mut Answer) {
        let close = &self.timing.close;
        match self.timing.relation {
            Relation::ThisMonth | Relation::NextMonth => {
                answer.then(
                    "Hold the Lightweight Deal Review before the opportunity closes.",
                    &[],
                );
            }
            Relation::Later => answer.then(
                "Expect a Lightweight Deal Review from {}, when {} is next month.",
                &[&close.previous().first_day(), close],
            ),
            Relation::PastDue => {}
        }
    }

    /// "$12,000 iACV is at or above the $10,000 threshold for SMB".
    fn compare(&self, threshold: &Threshold<'_, Money>, name: &str, end: &str) -> String {
        fill(
            "{} iACV is {} the {} {} for {}{}",
            &[
                &self.iacv,
                &threshold.position_of(&self.iacv),
                &threshold.held.amount,
                &name,
                &self.tier.label(),
                &end,
            ],
        )
    }
}

impl Timing {
    fn new(close: Month, this: Month) -> Self {
        let relation = if close < this {
            Relation::PastDue
        } else if close == this {
            Relation::ThisMonth
        } else if close == this.next() {
            Relation::NextMonth
        } else {
            Relation::Later
        };
        Self {
            close,
            this,
            relation,
        }
    }

    fn explain(&self, answer: &mut Answer) {
        let (template, other) = match self.relation {
            Relation::PastDue => (
                "{} lies before this month, {}: past due, and no Lightweight Deal Review.",
                self.this,
            ),
            Relation::ThisMonth => ("{} is this month.", self.this),
            Relation::NextMonth => ("{} is next month; this month is {}.", self.this),
            Relation::Later => ("{} is later than next month, {}.", self.this.next()),
        };
        answer.step(template, &[&self.close, &other]);
    }
}
