//! Which close date an opportunity carries, and by which of the three conventions.
//!
//! Owns the choice between them and the readings of ties and of signing days that have passed. Which way a tie goes and
//! on which day of the week an unsigned quote is pushed to are values of the policy, read by their words.

mod likely;
mod push;

use alloc::{borrow::Cow, vec::Vec};

use self::{
    likely::{Likely, most_likely},
    push::{explain_push, pushed},
};
use super::fields::{RENEWAL, TODAY, TYPE, optional, required};
use crate::{
    Answers, Calculator, Date, FieldError, Month, PolicyValues,
    calculator::{Answer, AnswerValue, Default, Description, Field, FieldKind, Held, Inputs, Lookup},
    date::{OnWeekday, Weekday},
    text::join,
};

/// `close-date`.
pub(super) struct CloseDate;

static FIELDS: [Field; 7] = [
    TYPE,
    TODAY,
    optional(required(
        "likelihood",
        "Likelihood by month",
        "How likely the purchase is in this month and the ones after it, such as 2020-04=90,2020-05=10.",
        FieldKind::Likelihood,
        Default::FromToday(|today| {
            let month = today.month();
            join(&[&month.iso(), "=90,", &month.next().iso(), "=10"])
        }),
    )),
    optional(required(
        "month",
        "Most likely month",
        "In place of the likelihood by month: the one most likely month, such as 2020-04.",
        FieldKind::Month,
        Default::None,
    )),
    optional(required(
        "compelling-event",
        "Compelling event defined",
        "Something that makes the customer buy by a certain day.",
        FieldKind::YesNo,
        Default::Fixed("no"),
    )),
    optional(required(
        "quote-out",
        "Quote out for signature",
        "Whether the customer has the quote to sign.",
        FieldKind::YesNo,
        Default::Fixed("no"),
    )),
    optional(required(
        "signing-day",
        "Expected signing day",
        "For a quote that is out and for every renewal, such as 2020-04-30.",
        FieldKind::Date,
        Default::None,
    )),
];

static VALUES: [Cow<'static, str>; 3] = [
    Cow::Borrowed("close-date.window"),
    Cow::Borrowed("close-date.tie"),
    Cow::Borrowed("close-date.push"),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("close-date"),
    title: Cow::Borrowed("Which close date does this opportunity carry?"),
    summary: Cow::Borrowed(
        "Decides from the most likely month, the compelling event and the quote which of the three close dates to set.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
};

impl Calculator for CloseDate {
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
        let rules = Rules::look_up(&mut lookup);
        let renewal = inputs.choice("type") == Some(RENEWAL);
        let quote_out = inputs.flag("quote-out") == Some(true);
        let by_signing = renewal || quote_out;
        let likely = most_likely(&mut inputs, rules.as_ref());
        check_fields(&mut inputs, by_signing);

        let case = Case {
            compelling_event: inputs.flag("compelling-event") == Some(true),
            renewal,
            quote_out,
            signing_day: inputs.date("signing-day"),
            likely,
        };
        let deciding = case.deciding(by_signing);
        let gathered = inputs.date("today").zip(rules).zip(deciding);
        let ((today, rules), deciding) = inputs.complete(&mut lookup, gathered)?;
        let mut answer = match deciding {
            Deciding::Signing(day) => case.by_signing(&rules, today, day),
            Deciding::Month(likely) => case.by_month(&rules, today, likely),
        };
        answer.then(
            "Keep the iACV at your best estimate of what the opportunity will close at on that date.",
            &[],
        );
        // All three conventions stand in one section, also where none of its values was used.
        rules.window.cited(&mut answer);
        Ok(answer)
    }
}

/// The values of the conventions.
struct Rules<'a> {
    window: Held<'a, i64>,
    tie: Held<'a, &'a str>,
    later_wins: bool,
    push: Held<'a, &'a str>,
    push_day: Weekday,
}

/// What the answers say, apart from the days.
struct Case {
    compelling_event: bool,
    renewal: bool,
    quote_out: bool,
    signing_day: Option<Date>,
    likely: Option<Likely>,
}

/// What the date follows from.
#[derive(Clone, Copy)]
enum Deciding {
    Signing(Date),
    Month(Likely),
}

impl<'a> Rules<'a> {
    fn look_up(lookup: &mut Lookup<'a>) -> Option<Self> {
        let window = lookup.count("close-date.window");
        let tie = lookup.text("close-date.tie");
        let push = lookup.text("close-date.push");
        let (window, (tie, push)) = window.zip(tie.zip(push))?;
        let later_wins = match tie.amount {
            "later" => Some(true),
            "earlier" => Some(false),
            _ => None,
        };
        let decided = later_wins.zip(Weekday::parse(push.amount));
        if decided.is_none() {
            lookup.refuse("The values close-date.tie and close-date.push have to be \u{201c}later\u{201d} or \u{201c}earlier\u{201d}, and a day of the week.", &[]);
        }
        let (later_wins, push_day) = decided?;
        Some(Self {
            window,
            tie,
            later_wins,
            push,
            push_day,
        })
    }
}

fn check_fields(inputs: &mut Inputs<'_>, by_signing: bool) {
    if inputs.given("likelihood") && inputs.given("month") {
        inputs.refuse(
            "month",
            "Leave this empty, or the likelihood by month: only one of them is taken.",
        );
    }
    if by_signing {
        if !inputs.given("signing-day") {
            inputs.refuse(
                "signing-day",
                "Type the day on which the customer is expected to sign, such as 2020-04-30; a quote that is out and every renewal need it.",
            );
        }
    } else if !inputs.given("likelihood") && !inputs.given("month") {
        inputs.refuse(
            "likelihood",
            "Type a percentage for each month, such as 2020-04=90,2020-05=10, or the one most likely month in its own field.",
        );
    }
}

impl Case {
    fn deciding(&self, by_signing: bool) -> Option<Deciding> {
        if by_signing {
            self.signing_day.map(Deciding::Signing)
        } else {
            self.likely.map(Deciding::Month)
        }
    }

    fn by_signing(&self, rules: &Rules<'_>, today: Date, signing_day: Date) -> Answer {
        let passed = today > signing_day;
        let date = if passed {
            pushed(rules, today, signing_day)
        } else {
            signing_day
        };
        let mut answer = Answer::new(
            "actual-day",
            if passed {
                "Set the close date to {}: the signing day {} has passed unsigned, so the opportunity is past due."
            } else {
                "Set the close date to {}, the day on which the customer is expected to sign."
            },
            &[&OnWeekday(date), &signing_day],
        );
        answer.add("date", AnswerValue::Date(date));
        answer.add("past_due", AnswerValue::Flag(passed));
        answer.step(
            if self.quote_out {
                "The quote is out for signature, so the close date is the actual day."
            } else {
                "It is a renewal, and renewals take the actual day."
            },
            &[],
        );
        answer.step(
            "The customer is expected to sign on {}.",
            &[&OnWeekday(signing_day)],
        );
        if passed {
            explain_push(rules, today, signing_day, &mut answer);
            answer.then(
                "Set the close date to {}, and ask the customer when they will sign.",
                &[&date],
            );
        } else {
            answer.then("Set the close date to {}.", &[&date]);
            answer.then("Follow up, so that the signature comes back by that day.", &[]);
        }
        if let Some(likely) = self.likely
            && !likely.tied
            && likely.month != date.month()
        {
            answer.warn(
                "The most likely month is given as {}, but the close date is in {}; see which of them is right.",
                &[&likely.month, &date.month()],
            );
        }
        answer
    }

    fn by_month(&self, rules: &Rules<'_>, today: Date, likely: Likely) -> Answer {
        let month = &likely.month;
        let last = month.last_day();
        let first = month.next().first_day();
        let (verdict, date, sentence) = if self.compelling_event {
            (
                "last-day-of-month",
                last,
                "Set the close date to {}, the last day of the most likely month, because a compelling event is defined.",
            )
        } else {
            (
                "first-of-next-month",
                first,
                "Set the close date to {}, the first day of the month after the most likely one, because no compelling event is defined yet.",
            )
        };
        let mut answer = Answer::new(verdict, sentence, &[&date]);
        answer.add("date", AnswerValue::Date(date));
        answer.add("past_due", AnswerValue::Flag(false));
        match &likely.percent {
            Some(percent) => answer.step("{} is the most likely month, at {}%.", &[month, percent]),
            None => answer.step("{} is given as the most likely month.", &[month]),
        }
        if likely.tied {
            let word = &rules.tie.amount;
            answer.step("Another month is as likely; the {} one is taken.", &[word]);
            answer.warn(
                "Two months or more are equally likely; {} is taken, the {} one. Find out which it is.",
                &[month, word],
            );
            rules.tie.used(&mut answer);
            rules.tie.read(&mut answer);
        }
        answer.then("Set the close date to {}.", &[&date]);
        if self.compelling_event {
            answer.step(
                "A compelling event is defined, so the close date is the last day of that month, {}.",
                &[&date],
            );
            answer.then("Write the compelling event down in the opportunity.", &[]);
        } else {
            without_event(rules, likely.month, &mut answer);
        }
        if let Some(passed) = &likely.passed {
            answer.warn(
                "{} lies before this month, {}; its percentage counts for nothing.",
                &[passed, &today.month()],
            );
        }
        if self.signing_day.is_some() {
            answer.warn(
                "The signing day is not taken into account, since no quote is out for signature.",
                &[],
            );
        }
        answer
    }
}

/// What the date carries as long as there is no compelling event, and the plan to find one.
fn without_event(rules: &Rules<'_>, month: Month, answer: &mut Answer) {
    let (from, to) = (month.first_day(), month.next().last_day());
    answer.step(
        "No compelling event is defined, and no quote is out for signature.",
        &[],
    );
    answer.step(
        "So the close date is the first day of the following month, {}; this is the one exception to keeping it in the most likely month.",
        &[&month.next().first_day()],
    );
    answer.step(
        "It carries a window of roughly {} days, from {} to {}.",
        &[&rules.window.amount, &from, &to],
    );
    answer.then("Make a plan to find a compelling event.", &[]);
    answer.then(
        "Once there is one, move the close date to the last day of the month: {} if it still closes in {}.",
        &[&month.last_day(), &month],
    );
    answer.add("window_from", AnswerValue::Date(from));
    answer.add("window_to", AnswerValue::Date(to));
    rules.window.used(answer);
    rules.window.read(answer);
}
