//! The reasons for the figures of an event, in words.
//!
//! Owns the sentences; every figure in them comes from the parent module.

use alloc::{string::String, vec::Vec};

use super::{Event, Figures, Rules};
use crate::{
    Money,
    calculator::{Answer, AnswerValue},
    number::display_whole,
    text::join,
};

impl Event {
    /// The answer with its reasons.
    pub(super) fn answer(&self, rules: &Rules<'_>, figures: &Figures, average: Option<Money>) -> Answer {
        let mut answer = self.verdict(figures);
        let multiple = rules.multiple_for(self.business_hours);
        answer.steps = self.steps(rules, figures);
        answer.values = Vec::from([
            ("total_spend", AnswerValue::Money(figures.spend)),
            ("return_multiple", AnswerValue::Multiple(figures.multiple)),
            ("closed_needed", AnswerValue::Money(figures.closed)),
            ("pipeline_needed", AnswerValue::Money(figures.pipeline)),
            ("pipeline_gap", AnswerValue::Money(figures.gap)),
        ]);
        let opportunities = average.and_then(|average| figures.pipeline.checked_count_of(average));
        if let Some((average, opportunities)) = average.zip(opportunities) {
            answer
                .values
                .push(("opportunities_needed", AnswerValue::Count(opportunities)));
            answer.steps.push(join(&[
                "Opportunities: the pipeline needed, ",
                &figures.pipeline.display(),
                ", \u{f7} ",
                &average.display(),
                " on average comes to ",
                &display_whole(opportunities),
                if average.checked_times(opportunities) == Some(figures.pipeline) {
                    "."
                } else {
                    ", rounded up."
                },
            ]));
        }
        if let Some(hours) = self.personal_hours {
            answer.steps.push(join(&[
                &counted(&hours.display(), "personal hour"),
                " away: shown, and not priced.",
            ]));
        }
        if figures.gap > Money::ZERO {
            answer.next.push(join(&[
                "Commit another ",
                &figures.gap.display(),
                " of pipeline iACV before you go.",
            ]));
        }
        answer.next.push(String::from(
            "Ask for travel approval, which does not need booked meetings; once you have it, filling the meetings is on you.",
        ));
        answer.next.push(String::from(
            "Write trip notes after the event and share them with the team.",
        ));
        rules.hours.held.used(&mut answer);
        multiple.used(&mut answer);
        rules.close_rate.used(&mut answer);
        multiple.read(&mut answer);
        rules.close_rate.read(&mut answer);
        answer
    }

    fn verdict(&self, figures: &Figures) -> Answer {
        let need = join(&[
            figures.spend.display().as_str(),
            " of spend needs ",
            &figures.pipeline.display(),
            " of pipeline iACV, and ",
            &self.committed.display(),
            " is committed.",
        ]);
        if figures.gap > Money::ZERO {
            let missing = figures.gap.display();
            Answer::new("short", join(&["The event is short of ", &missing, ": ", &need]))
        } else {
            Answer::new("covered", join(&["The event is covered: ", &need]))
        }
    }

    fn steps(&self, rules: &Rules<'_>, figures: &Figures) -> Vec<String> {
        let spend = figures.spend.display();
        let closed = figures.closed.display();
        let pipeline = figures.pipeline.display();
        let multiple = figures.multiple.display();
        let rate = rules.close_rate.amount.display();
        let missing = match figures.gap {
            Money::ZERO => String::from("nothing"),
            gap => gap.display(),
        };
        let long = rules.hours.met_by(&self.business_hours);
        Vec::from([
            join(&[
                "Customer meals: ",
                &self.meal_cost.display(),
                " \u{d7} ",
                &counted(&display_whole(self.customers), "customer"),
                " \u{d7} ",
                &counted(&display_whole(self.meals), "time"),
                " = ",
                &figures.customer_meals.display(),
                ".",
            ]),
            join(&[
                "Total spend: ",
                &self.travel.display(),
                " travel + ",
                &self.lodging.display(),
                " food and lodging + ",
                &figures.customer_meals.display(),
                " customer meals = ",
                &spend,
                ".",
            ]),
            join(&[
                &counted(&self.business_hours.display(), "business hour"),
                " away, ",
                rules.hours.position_of(&self.business_hours),
                " ",
                &rules.hours.held.amount.display(),
                if long {
                    " hours, so the return asked for is "
                } else {
                    " hours, for which the page names no multiple; shown is break-even, "
                },
                &multiple,
                "x.",
            ]),
            join(&[
                "Closed iACV needed: ",
                &spend,
                " \u{d7} ",
                &multiple,
                " = ",
                &closed,
                ".",
            ]),
            join(&[
                "Pipeline needed: ",
                &closed,
                " \u{f7} ",
                &rate,
                "%, the share of event pipeline that closes, = ",
                &pipeline,
                if is_exact(figures, rules) {
                    "."
                } else {
                    ", rounded up to the cent."
                },
            ]),
            join(&[
                &self.committed.display(),
                " is committed of the ",
                &pipeline,
                " needed; ",
                &missing,
                " is missing.",
            ]),
        ])
    }
}

/// Whether the pipeline needed came out in whole cents by itself.
fn is_exact(figures: &Figures, rules: &Rules<'_>) -> bool {
    let share = rules.close_rate.amount.hundredths();
    figures.pipeline.cents().checked_mul(share) == figures.closed.cents().checked_mul(10_000)
}

/// `1 customer`, `4 customers`.
fn counted(number: &str, noun: &str) -> String {
    join(&[number, " ", noun, if number == "1" { "" } else { "s" }])
}
