//! The reasons for the figures of an event, in words.
//!
//! Owns the sentences; every figure in them comes from the parent module.

use super::{Event, Figures, Rules};
use crate::{
    Money,
    calculator::{Answer, AnswerValue},
    text::Part,
};

impl Event {
    /// The answer with its reasons.
    pub(super) fn answer(&self, rules: &Rules<'_>, figures: &Figures, average: Option<Money>) -> Answer {
        let short = figures.gap > Money::ZERO;
        let (verdict, sentence) = if short {
            (
                "short",
                "The event is short of {}: {} of spend needs {} of pipeline iACV, and {} is committed.",
            )
        } else {
            (
                "covered",
                "The event is covered: {}{} of spend needs {} of pipeline iACV, and {} is committed.",
            )
        };
        let missing: &dyn Part = if short { &figures.gap } else { &"" };
        let parts = &[missing, &figures.spend, &figures.pipeline, &self.committed];
        let mut answer = Answer::new(verdict, sentence, parts);
        answer.add("total_spend", AnswerValue::Money(figures.spend));
        answer.add("return_multiple", AnswerValue::Multiple(figures.multiple));
        answer.add("closed_needed", AnswerValue::Money(figures.closed));
        answer.add("pipeline_needed", AnswerValue::Money(figures.pipeline));
        answer.add("pipeline_gap", AnswerValue::Money(figures.gap));

        self.explain_spend(figures, &mut answer);
        self.explain_need(rules, figures, &mut answer);
        if let Some(average) = &average {
            count_opportunities(figures, average, &mut answer);
        }
        if let Some(hours) = &self.personal_hours {
            answer.step("Personal hours away: {}, shown and not priced.", &[hours]);
        }
        if short {
            answer.then("Commit another {} of pipeline iACV before you go.", &[missing]);
        }
        answer.then(
            "Ask for travel approval, which does not need booked meetings; once you have it, filling the meetings is on you.",
            &[],
        );
        answer.then(
            "Write trip notes after the event and share them with the team.",
            &[],
        );
        answer
    }

    fn explain_spend(&self, figures: &Figures, answer: &mut Answer) {
        answer.step(
            "Customer meals, cost \u{d7} customers \u{d7} times: {} \u{d7} {} \u{d7} {} = {}.",
            &[
                &self.meal_cost,
                &self.customers,
                &self.meals,
                &figures.customer_meals,
            ],
        );
        answer.step(
            "Total spend: {} travel + {} food and lodging + {} customer meals = {}.",
            &[
                &self.travel,
                &self.lodging,
                &figures.customer_meals,
                &figures.spend,
            ],
        );
    }

    fn explain_need(&self, rules: &Rules<'_>, figures: &Figures, answer: &mut Answer) {
        let hours = &self.business_hours;
        let multiple = rules.multiple_for(*hours);
        answer.step(
            if rules.hours.met_by(hours) {
                "Business hours away: {}, {} {}, so the return asked for is {}x."
            } else {
                "Business hours away: {}, {} {}, for which the page names no multiple; shown is break-even, {}x."
            },
            &[
                hours,
                &rules.hours.position_of(hours),
                &rules.hours.held.amount,
                &figures.multiple,
            ],
        );
        answer.step(
            "Closed iACV needed: {} \u{d7} {} = {}.",
            &[&figures.spend, &figures.multiple, &figures.closed],
        );
        answer.step(
            if is_exact(figures, rules) {
                "Pipeline needed: {} \u{f7} {}%, the share of event pipeline that closes, = {}."
            } else {
                "Pipeline needed: {} \u{f7} {}%, the share of event pipeline that closes, = {}, rounded up to the cent."
            },
            &[&figures.closed, &rules.close_rate.amount, &figures.pipeline],
        );
        let missing: &dyn Part = if figures.gap > Money::ZERO {
            &figures.gap
        } else {
            &"nothing"
        };
        answer.step(
            "Committed: {} of the {} needed; {} is missing.",
            &[&self.committed, &figures.pipeline, missing],
        );
        rules.hours.held.used(answer);
        multiple.used(answer);
        multiple.read(answer);
        rules.close_rate.used(answer);
        rules.close_rate.read(answer);
    }
}

fn count_opportunities(figures: &Figures, average: &Money, answer: &mut Answer) {
    let Some(count) = figures.pipeline.checked_count_of(*average) else {
        return;
    };
    answer.add("opportunities_needed", AnswerValue::Count(count));
    answer.step(
        if average.checked_times(count) == Some(figures.pipeline) {
            "Opportunities: the pipeline needed, {}, \u{f7} {} on average = {}."
        } else {
            "Opportunities: the pipeline needed, {}, \u{f7} {} on average = {}, rounded up."
        },
        &[&figures.pipeline, average, &count],
    );
}

/// Whether the pipeline needed came out in whole cents by itself.
fn is_exact(figures: &Figures, rules: &Rules<'_>) -> bool {
    let share = rules.close_rate.amount.hundredths();
    figures.pipeline.cents().checked_mul(share) == figures.closed.cents().checked_mul(10_000)
}
