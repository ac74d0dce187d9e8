//! Every duty of one opportunity, in the order in which to do them.
//!
//! Owns which calculators are asked, what each of them is given, and the order of the duties. The decisions are theirs:
//! here a verdict is only named, and a mistake that one of them finds is passed on in its own words.

mod asked;

use alloc::{borrow::Cow, vec::Vec};

use self::asked::{Asked, CLOSE_DATE, COMMAND_PLAN, DEAL_REVIEW, DECK, SEGMENT};
use super::fields::{
    COMPELLING_EVENT, LIKELIHOOD, LIKELY_MONTH, QUOTE_OUT, SIGNING_DAY, TODAY, TYPE, amount, fixed, iacv,
    on_the_page, optional, required, segment,
};
use crate::{
    Answer,
    calculator::{AnswerValue, Case, Default, Description, Field, FieldKind, Rule},
    text::list,
    values::Tier,
};

static FIELDS: [Field; 13] = [
    optional(required(
        "employees",
        "Employees",
        "The company\u{2019}s number of employees; or choose the segment instead.",
        FieldKind::WholeNumber,
        fixed("410"),
    )),
    optional(segment(Default::None)),
    optional(TYPE),
    optional(amount(fixed("12000"))),
    optional(iacv(fixed("12000"))),
    optional(required(
        "channel-managed",
        "Channel-managed",
        "Whether a channel partner manages the opportunity.",
        FieldKind::YesNo,
        fixed("no"),
    )),
    optional(required(
        "close-date",
        "Close date",
        "The close date that the opportunity carries now, such as 2020-04-30; without one, the review goes by the date decided here.",
        FieldKind::Date,
        Default::None,
    )),
    LIKELY_MONTH,
    LIKELIHOOD,
    COMPELLING_EVENT,
    QUOTE_OUT,
    SIGNING_DAY,
    TODAY,
];

const READING: &str = "next-steps.reading";
const HORIZON: &str = "next-steps.horizon";

static VALUES: [Cow<'static, str>; 2] = [Cow::Borrowed(READING), Cow::Borrowed(HORIZON)];

static CALLS: [Cow<'static, str>; 5] = [
    Cow::Borrowed(SEGMENT.id),
    Cow::Borrowed(CLOSE_DATE.id),
    Cow::Borrowed(DEAL_REVIEW.id),
    Cow::Borrowed(COMMAND_PLAN.id),
    Cow::Borrowed(DECK.id),
];

static DESCRIPTION: Description = Description {
    id: Cow::Borrowed("opportunity-checklist"),
    title: on_the_page("What does this opportunity need?"),
    summary: on_the_page(
        "Decides every duty of one opportunity, in the order in which to do them: segment, close date, review, command plan, deck and next steps.",
    ),
    fields: Cow::Borrowed(&FIELDS),
    values: Cow::Borrowed(&VALUES),
    calls: Cow::Borrowed(&CALLS),
};

pub(super) static RULE: Rule = Rule {
    description: &DESCRIPTION,
    check: |_, _| None,
    decide,
};

fn decide(case: &mut Case<'_>) {
    let reading = case.count_value(READING);
    let horizon = case.count_value(HORIZON);
    case.fact("reading", &reading);
    case.fact("horizon", &horizon);
    let mut asked = Asked::new();

    let segment = settle_segment(&mut asked, case);
    let is_outside = !segment.is_empty() && Tier::parse(&segment).is_none();
    if is_outside {
        case.conclude(
            "incomplete",
            "The rest of this checklist does not apply, since the company is not one for Commercial Sales: {segment-sentence}",
        );
        return;
    }

    let closing = asked.ask(CLOSE_DATE, case.answers_for(CLOSE_DATE.id), case);
    let date = match closing.as_ref().and_then(|closing| closing.value("date")) {
        Some(AnswerValue::Date(date)) => Some(*date),
        _ => None,
    };

    let mut answers = case.answers_for(DEAL_REVIEW.id);
    // The month is the one most likely to close in; a review goes by the date that comes of it.
    answers.set("month", "".into());
    if let Some(date) = date {
        case.fact("date", &date);
        if !case.inputs.given("close-date") {
            answers.set("close-date", date.iso());
        } else if case.inputs.date("close-date") != date {
            case.warn("The close date is given as {close-date}, and the conventions give {date}; the review goes by the one given.");
        }
    }
    answers.set("segment", segment.clone().into());
    let review = asked.ask(DEAL_REVIEW, answers, case);

    let [plan, deck] = [COMMAND_PLAN, DECK].map(|part| {
        let mut answers = case.answers_for(part.id);
        answers.set("segment", segment.clone().into());
        asked.ask(part, answers, case)
    });

    case.then("Update Next Steps and Next Steps Date, so that you can act within {reading} minutes of reading them.");
    case.then("Write out in Next Steps each action that lies more than {horizon} days ahead.");
    case.used(READING);
    case.used(HORIZON);
    let duties: Vec<&str> = [deck, review, plan].iter().flatten().filter_map(duty).collect();
    case.fact("duties", &list(&duties));
    conclude(asked.tell_missing(case), !duties.is_empty(), date.is_some(), case);
}

/// The segment that was typed, or else the one that follows from the number of employees; empty without either.
fn settle_segment(asked: &mut Asked, case: &mut Case<'_>) -> Cow<'static, str> {
    let typed = Tier::parse(case.inputs.choice("segment")).map_or("", Tier::key);
    if !typed.is_empty() && !case.inputs.given("employees") {
        case.step("The segment is given as {segment}.");
        return Cow::Borrowed(typed);
    }
    let found = asked.ask(SEGMENT, case.answers_for(SEGMENT.id), case);
    let Some(Answer {
        verdict, sentence, ..
    }) = found
    else {
        return Cow::Borrowed(typed);
    };
    case.fact("segment-sentence", &sentence);
    if typed.is_empty() {
        return verdict;
    }
    if verdict != typed {
        case.warn("The segment is given as {segment}, which is taken. By the number of employees it is another: {segment-sentence}");
    }
    Cow::Borrowed(typed)
}

/// What a verdict asks for, in the words of the sentence that stands alone.
fn duty(answer: &Answer) -> Option<&'static str> {
    match &*answer.verdict {
        "required" => Some("a custom deck"),
        "opportunity-consult" => Some("an Opportunity Consult"),
        "lightweight-deal-review" => Some("a Lightweight Deal Review"),
        "full" => Some("the full command plan"),
        "overview-and-close-plan" => Some("the opportunity overview and close plan"),
        _ => None,
    }
}

/// Decides with the sentence that names the duties and the close date, as far as they are known.
fn conclude(is_incomplete: bool, has_duties: bool, has_date: bool, case: &mut Case<'_>) {
    let (verdict, beginning) = match (is_incomplete, has_duties) {
        (false, true) => ("complete", "This opportunity needs: {duties}"),
        (false, false) => (
            "complete",
            "This opportunity needs no custom deck, no review and no command plan",
        ),
        (true, true) => (
            "incomplete",
            "Not every duty could be decided yet; so far this opportunity needs: {duties}",
        ),
        (true, false) => (
            "incomplete",
            "Not every duty could be decided yet; so far this opportunity needs nothing",
        ),
    };
    let beginning = case.fill(beginning);
    case.fact("beginning", &beginning);
    case.conclude(
        verdict,
        if has_date {
            "{beginning}; close date {date}."
        } else {
            "{beginning}."
        },
    );
}
