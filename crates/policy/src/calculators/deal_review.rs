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
    text::join,
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
        let (((tier, iacv), (close, today)), (consult, review)) = inputs.complete(lookup.errors, gathered)?;

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
            answer.warnings.push(join(&[
                "The close date ",
                &day.display(),
                " lies before today; check it against the close date conventions.",
            ]));
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
        let mut answer = if needs_consult {
            self.consult()
        } else if reaches_review {
            self.by_month()
        } else {
            self.none()
        };
        let past_due = self.timing.relation == Relation::PastDue;
        answer.values = Vec::from([
            ("consult_threshold", AnswerValue::Money(self.consult.held.amount)),
            ("review_threshold", AnswerValue::Money(self.review.held.amount)),
            ("past_due", AnswerValue::Flag(past_due)),
        ]);
        let mut steps = Vec::from([self.compare(&self.consult, "Opportunity Consult")]);
        if !needs_consult {
            steps.push(self.compare(&self.review, "Lightweight Deal Review"));
        }
        if !needs_consult && (past_due || reaches_review) {
            steps.push(self.timing.sentence());
        }
        steps.append(&mut answer.steps);
        answer.steps = steps;
        if past_due {
            answer.warnings.push(join(&[
                "The forecast month ",
                &self.timing.close.display(),
                " is past due.",
            ]));
            answer.next.push(String::from(
                "Move the close date to the month in which the opportunity is now most likely to close, and decide again.",
            ));
        }
        self.consult.held.used(&mut answer);
        self.review.held.used(&mut answer);
        answer
    }

    fn consult(&self) -> Answer {
        let comparison = self.compare_short(&self.consult);
        let mut answer = Answer::new(
            "opportunity-consult",
            join(&["An Opportunity Consult is needed: ", &comparison, "."]),
        );
        answer.steps.push(join(&[
            "The Lightweight Deal Review threshold of ",
            &self.review.held.amount.display(),
            " is reached as well; the consult stands in for that review, whatever the close month.",
        ]));
        answer.next.push(String::from(
            "Set up the Opportunity Consult, and bring the opportunity up to date before it.",
        ));
        self.consult.held.read(&mut answer);
        answer
    }

    fn by_month(&self) -> Answer {
        let comparison = self.compare_short(&self.review);
        let close = self.timing.close.display();
        match self.timing.relation {
            Relation::ThisMonth | Relation::NextMonth => {
                let when = match self.timing.relation {
                    Relation::ThisMonth => ", this month.",
                    _ => ", next month.",
                };
                let mut answer = Answer::new(
                    "lightweight-deal-review",
                    join(&[
                        "A Lightweight Deal Review is needed: ",
                        &comparison,
                        ", and the close is forecast for ",
                        &close,
                        when,
                    ]),
                );
                answer.next.push(String::from(
                    "Hold the Lightweight Deal Review before the opportunity closes.",
                ));
                self.review.held.read(&mut answer);
                answer
            }
            Relation::PastDue => Answer::new(
                "none",
                join(&[
                    "No Lightweight Deal Review applies: ",
                    &comparison,
                    ", but the forecast month ",
                    &close,
                    " is past due.",
                ]),
            ),
            Relation::Later => {
                let mut answer = Answer::new(
                    "none",
                    join(&[
                        "No review is needed yet: ",
                        &comparison,
                        ", but ",
                        &close,
                        " is later than next month.",
                    ]),
                );
                answer.next.push(join(&[
                    "Expect a Lightweight Deal Review from ",
                    &self.timing.close.previous().first_day().display(),
                    ", when ",
                    &close,
                    " is next month.",
                ]));
                answer
            }
        }
    }

    fn none(&self) -> Answer {
        let comparison = self.compare_short(&self.review);
        let mut answer = Answer::new("none", join(&["No review is needed: ", &comparison, "."]));
        if self.iacv < Money::ZERO {
            answer.steps.push(String::from(
                "An iACV below zero, as of a renewal that shrinks, meets no threshold.",
            ));
        }
        answer
            .next
            .push(String::from("Decide again when the iACV changes."));
        answer
    }

    /// "$12,000 iACV is at or above the $10,000 threshold for SMB".
    fn compare_short(&self, threshold: &Threshold<'_, Money>) -> String {
        self.compare_with(threshold, "threshold")
    }

    /// "$12,000 iACV is at or above the $10,000 Opportunity Consult threshold for SMB."
    fn compare(&self, threshold: &Threshold<'_, Money>, review: &str) -> String {
        join(&[&self.compare_with(threshold, &join(&[review, " threshold"])), "."])
    }

    fn compare_with(&self, threshold: &Threshold<'_, Money>, name: &str) -> String {
        join(&[
            &self.iacv.display(),
            " iACV is ",
            threshold.position_of(&self.iacv),
            " the ",
            &threshold.held.amount.display(),
            " ",
            name,
            " for ",
            self.tier.label(),
        ])
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

    fn sentence(&self) -> String {
        let close = self.close.display();
        let this = self.this.display();
        match self.relation {
            Relation::PastDue => join(&[
                &close,
                " lies before this month, ",
                &this,
                ": past due, and no Lightweight Deal Review.",
            ]),
            Relation::ThisMonth => join(&[&close, " is this month."]),
            Relation::NextMonth => join(&[&close, " is next month; this month is ", &this, "."]),
            Relation::Later => join(&[
                &close,
                " is later than next month, ",
                &self.this.next().display(),
                ".",
            ]),
        }
    }
}
