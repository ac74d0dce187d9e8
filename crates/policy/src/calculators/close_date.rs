//! Which close date an opportunity carries, and by which of the three conventions.
//!
//! Owns the choice between them and the readings of ties and of signing days that have passed. Which way a tie goes and
//! on which day of the week an unsigned quote is pushed to are values of the policy, read by their words.

mod likely;
mod push;

use alloc::{borrow::Cow, string::String, vec::Vec};

use self::{
    likely::{Likely, most_likely},
    push::push,
};
use super::fields::{RENEWAL, TODAY, TYPE, optional, required};
use crate::{
    Answers, Calculator, Date, FieldError, Month, PolicyValues,
    calculator::{Answer, AnswerValue, Default, Description, Field, FieldKind, Held, Inputs, Lookup},
    date::Weekday,
    number::display_whole,
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
        let ((today, rules), deciding) = inputs.complete(lookup.errors, gathered)?;
        let mut answer = match deciding {
            Deciding::Signing(day) => case.by_signing(&rules, today, day),
            Deciding::Month(likely) => case.by_month(&rules, today, likely),
        };
        answer.next.push(String::from(
            "Keep the iACV at your best estimate of what the opportunity will close at on that date.",
        ));
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
            lookup.refuse(String::from(
                "The values close-date.tie and close-date.push have to be \u{201c}later\u{201d} or \u{201c}earlier\u{201d}, and a day of the week.",
            ));
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
        let mut answer = Answer::new("actual-day", String::new());
        answer
            .steps
            .push(String::from(match (self.quote_out, self.renewal) {
                (true, _) => "The quote is out for signature, so the close date is the actual day.",
                _ => "It is a renewal, and renewals take the actual day.",
            }));
        answer.steps.push(join(&[
            "The customer is expected to sign on ",
            &signing_day.display_with_weekday(),
            ".",
        ]));
        let date = if today > signing_day {
            push(rules, today, signing_day, &mut answer)
        } else {
            answer
                .next
                .push(join(&["Set the close date to ", &signing_day.display(), "."]));
            answer.next.push(String::from(
                "Follow up, so that the signature comes back by that day.",
            ));
            signing_day
        };
        answer.sentence = if date == signing_day {
            join(&[
                "Set the close date to ",
                &date.display(),
                ", the day on which the customer is expected to sign.",
            ])
        } else {
            join(&[
                "Set the close date to ",
                &date.display_with_weekday(),
                ": the signing day ",
                &signing_day.display(),
                " has passed unsigned, so the opportunity is past due.",
            ])
        };
        answer.values = Vec::from([
            ("date", AnswerValue::Date(date)),
            ("past_due", AnswerValue::Flag(date != signing_day)),
        ]);
        if let Some(likely) = self.likely
            && !likely.tied
            && likely.month != date.month()
        {
            answer.warnings.push(join(&[
                "The most likely month is given as ",
                &likely.month.display(),
                ", but the close date is in ",
                &date.month().display(),
                "; see which of them is right.",
            ]));
        }
        answer
    }

    fn by_month(&self, rules: &Rules<'_>, today: Date, likely: Likely) -> Answer {
        let month = likely.month.display();
        let mut steps = Vec::from([match likely.percent {
            Some(percent) => join(&[&month, " is the most likely month, at ", &percent.display(), "%."]),
            None => join(&[&month, " is given as the most likely month."]),
        }]);
        let mut answer = if self.compelling_event {
            last_day(likely.month)
        } else {
            first_of_next(rules, likely.month)
        };
        if likely.tied {
            steps.push(join(&[
                "Another month is as likely; the ",
                rules.tie.amount,
                " one is taken.",
            ]));
            answer.warnings.push(join(&[
                "Two months or more are equally likely; ",
                &month,
                " is taken, the ",
                rules.tie.amount,
                " one. Find out which it is.",
            ]));
            rules.tie.used(&mut answer);
            rules.tie.read(&mut answer);
        }
        if let Some(passed) = likely.passed {
            answer.warnings.push(join(&[
                &passed.display(),
                " lies before this month, ",
                &today.month().display(),
                "; its percentage counts for nothing.",
            ]));
        }
        if self.signing_day.is_some() {
            answer.warnings.push(String::from(
                "The signing day is not taken into account, since no quote is out for signature.",
            ));
        }
        steps.append(&mut answer.steps);
        answer.steps = steps;
        answer
    }
}

fn last_day(month: Month) -> Answer {
    let date = month.last_day();
    let mut answer = Answer::new(
        "last-day-of-month",
        join(&[
            "Set the close date to ",
            &date.display(),
            ", the last day of the most likely month, because a compelling event is defined.",
        ]),
    );
    answer.steps.push(join(&[
        "A compelling event is defined, so the close date is the last day of that month, ",
        &date.display(),
        ".",
    ]));
    answer
        .next
        .push(join(&["Set the close date to ", &date.display(), "."]));
    answer.next.push(String::from(
        "Write the compelling event down in the opportunity.",
    ));
    answer.values = Vec::from([
        ("date", AnswerValue::Date(date)),
        ("past_due", AnswerValue::Flag(false)),
    ]);
    answer
}

fn first_of_next(rules: &Rules<'_>, month: Month) -> Answer {
    let date = month.next().first_day();
    let (from, to) = (month.first_day(), month.next().last_day());
    let mut answer = Answer::new(
        "first-of-next-month",
        join(&[
            "Set the close date to ",
            &date.display(),
            ", the first day of the month after the most likely one, because no compelling event is defined yet.",
        ]),
    );
    answer.steps = Vec::from([
        String::from("No compelling event is defined, and no quote is out for signature."),
        join(&[
            "So the close date is the first day of the following month, ",
            &date.display(),
            "; this is the one exception to keeping it in the most likely month.",
        ]),
        join(&[
            "It carries a window of roughly ",
            &display_whole(rules.window.amount),
            " days, from ",
            &from.display(),
            " to ",
            &to.display(),
            ".",
        ]),
    ]);
    answer.next = Vec::from([
        join(&["Set the close date to ", &date.display(), "."]),
        String::from("Make a plan to find a compelling event."),
        join(&[
            "Once there is one, move the close date to the last day of the month: ",
            &month.last_day().display(),
            " if it still closes in ",
            &month.display(),
            ".",
        ]),
    ]);
    answer.values = Vec::from([
        ("date", AnswerValue::Date(date)),
        ("past_due", AnswerValue::Flag(false)),
        ("window_from", AnswerValue::Date(from)),
        ("window_to", AnswerValue::Date(to)),
    ]);
    rules.window.used(&mut answer);
    rules.window.read(&mut answer);
    answer
}
