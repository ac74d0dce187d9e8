//! What an answer is made of: its words, the values it names, its readings and sources, as JSON and as Markdown.

mod common;

use common::{values, values_with};
use policy::{
    Answer, Answers, Date, FieldError, Moment, PolicyValues,
    calculator::{self, Default, EXAMPLE_DAY, EXAMPLE_MOMENT},
    calculators, json, markdown, table,
};

fn answers(given: &str) -> Answers {
    given
        .split_whitespace()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

fn evaluate(id: &str, given: &str, values: &PolicyValues, as_of: &str) -> Result<Answer, Vec<FieldError>> {
    let calculator = calculators::find(id).expect("the calculator exists");
    calculator.evaluate(
        values,
        &answers(given),
        Date::parse(as_of).expect("the day is one"),
    )
}

#[track_caller]
fn answer(id: &str, given: &str) -> Answer {
    evaluate(id, given, &values(), "2020-04-23").expect("the answers are right")
}

#[track_caller]
fn mistakes(id: &str, given: &str, values: &PolicyValues, as_of: &str) -> Vec<(String, String)> {
    let errors = evaluate(id, given, values, as_of).expect_err("something is wrong");
    errors
        .into_iter()
        .map(|error| (error.field, error.message))
        .collect()
}

#[track_caller]
fn in_force(id: &str, given: &str, keys: &[&str]) {
    let answer = answer(id, given);
    let used: Vec<&str> = answer.in_force.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(used, keys, "{}", answer.sentence);
    assert!(
        answer
            .in_force
            .iter()
            .all(|(_, since)| since.iso() == "2020-02-01")
    );
}

const EVENT: &str = "travel=600 lodging=400 meal-cost=50 customers=4 meals=1 committed=10000";

#[test]
fn a_sentence_stands_alone() {
    let sentence = |id, given| answer(id, given).sentence;
    assert_eq!(
        sentence("deck-threshold", "segment=smb amount=6000"),
        "A custom deck is required: $6,000 is above the $5,000 threshold for SMB."
    );
    assert_eq!(
        sentence("deck-threshold", "segment=smb amount=5000"),
        "No custom deck is required: $5,000 is exactly at the $5,000 threshold for SMB, not strictly above it."
    );
    assert_eq!(
        sentence(
            "deal-review",
            "segment=smb iacv=12000 month=2020-09 today=2020-04-23"
        ),
        "An Opportunity Consult is needed: $12,000 iACV is at or above the $10,000 Opportunity Consult threshold for SMB."
    );
    assert_eq!(
        sentence(
            "close-date",
            "type=new-business today=2020-04-23 likelihood=2020-04=90,2020-05=10"
        ),
        "Set the close date to 1 May 2020, the first day of the month after the most likely one, because no compelling event is defined yet."
    );
    assert_eq!(
        sentence("event-roi", &format!("{EVENT} business-hours=16")),
        "The event is short of $10,000: $1,200 of spend needs $20,000 of pipeline iACV, and $10,000 is committed."
    );
}

#[test]
fn a_deck_is_asked_for_with_the_variants_of_its_type() {
    let next = |kind| {
        answer("deck-threshold", &format!("segment=smb amount=6000 {kind}"))
            .next
            .join("\n")
    };
    assert_eq!(answer("deck-threshold", "segment=smb amount=6000").next.len(), 6);
    assert!(next("type=new-business").contains("two lanes"));
    assert!(!next("type=new-business").contains("one year"));
    assert!(next("type=renewal").contains("one year against three years"));
    assert!(!next("type=renewal").contains("two lanes"));
    for both in ["type=add-on", ""] {
        assert!(next(both).contains("two lanes") && next(both).contains("one year"));
    }
    assert!(next("").contains("'Link to Custom Pitch Deck'"));
    let not_required = answer("deck-threshold", "segment=smb amount=5000 type=renewal");
    assert_eq!(not_required.next, ["Decide again when the Amount changes."]);
}

#[test]
fn every_value_that_was_used_is_in_force_and_no_other() {
    in_force("deck-threshold", "segment=smb amount=6000", &["deck.threshold"]);
    let reviews = ["deal-review.consult", "deal-review.lightweight"];
    in_force(
        "deal-review",
        "segment=smb iacv=1 month=2020-04 today=2020-04-23",
        &reviews,
    );
    let close = "type=new-business today=2020-04-23 ";
    in_force(
        "close-date",
        &format!("{close} month=2020-04 compelling-event=yes"),
        &[],
    );
    in_force(
        "close-date",
        &format!("{close} month=2020-04"),
        &["close-date.window"],
    );
    let tie = format!("{close} likelihood=2020-04=50,2020-05=50");
    in_force("close-date", &tie, &["close-date.tie", "close-date.window"]);
    in_force(
        "close-date",
        "type=renewal today=2020-04-23 signing-day=2020-04-23",
        &[],
    );
    in_force(
        "close-date",
        "type=renewal today=2020-04-23 signing-day=2020-04-22",
        &["close-date.push"],
    );
    let long = ["event.hours", "event.multiple", "event.close-rate"];
    in_force("event-roi", &format!("{EVENT} business-hours=8"), &long);
    let short = ["event.hours", "event.break-even", "event.close-rate"];
    in_force("event-roi", &format!("{EVENT} business-hours=7"), &short);
}

#[test]
fn every_answer_says_where_the_handbook_says_so() {
    let sources = |id, given: &str| -> Vec<String> {
        answer(id, given)
            .sources
            .into_iter()
            .map(|source| source.href)
            .collect()
    };
    assert_eq!(
        sources("deck-threshold", "segment=smb amount=6000"),
        ["/decks/", "/requirements/"]
    );
    assert_eq!(sources("deck-threshold", "segment=smb amount=1"), ["/decks/"]);
    assert_eq!(
        sources("deal-review", "segment=smb iacv=1 month=2020-04 today=2020-04-23"),
        ["/reviews/"]
    );
    let close = "type=new-business today=2020-04-23 month=2020-04 compelling-event=yes";
    assert_eq!(sources("close-date", close), ["/close/"]);
    assert_eq!(
        sources("event-roi", &format!("{EVENT} business-hours=8")),
        ["/events/"]
    );
}

#[test]
fn the_values_of_the_day_asked_for_decide() {
    let given = "segment=smb amount=5500";
    let verdict = |as_of| evaluate("deck-threshold", given, &values(), as_of).map(|answer| answer.verdict);
    assert_eq!(verdict("2020-12-31"), Ok("required".into()));
    assert_eq!(verdict("2021-01-01"), Ok("not-required".into()));
    let later = evaluate("deck-threshold", given, &values(), "2022-01-01").expect("the values hold");
    assert_eq!(
        later.in_force,
        [(
            "deck.threshold".to_owned(),
            Date::parse("2021-01-01").expect("a day")
        )]
    );
}

#[test]
fn the_comparison_comes_from_the_values_too() {
    let values = values_with("deck.threshold\tusd\tabove", "deck.threshold\tusd\tat-or-above");
    let answer = evaluate("deck-threshold", "segment=smb amount=5000", &values, "2020-04-23");
    let answer = answer.expect("the answers are right");
    assert_eq!(answer.verdict, "required");
    assert_eq!(
        answer.sentence,
        "A custom deck is required: $5,000 is at or above the $5,000 threshold for SMB."
    );
}

#[test]
fn an_answer_says_when_it_will_be_another_one_soon() {
    let deck = calculators::find("deck-threshold").expect("the calculator exists");
    let warnings = |amount: &str, as_of: &str| {
        let given = answers(&format!("segment=smb amount={amount}"));
        let as_of = Date::parse(as_of).expect("the day is in the calendar");
        let answer = calculator::decide(deck, &values(), &given, as_of).expect("the answers are right");
        answer.warnings
    };
    assert_eq!(
        warnings("5500", "2020-11-02"),
        [
            "From 1 January 2021 the answer changes: No custom deck is required: $5,500 is below the $6,000 threshold for SMB."
        ]
    );
    assert!(warnings("5500", "2020-11-01").is_empty(), "61 days before");
    assert_eq!(warnings("5500", "2020-12-31").len(), 1, "the day before");
    assert!(warnings("5500", "2021-01-01").is_empty(), "the day of the change");
}

#[test]
fn conventions_follow_their_values() {
    let earlier = values_with("\t2020-02-01\tlater", "\t2020-02-01\tearlier");
    let date = |given: &str, values: &PolicyValues| {
        let answer = evaluate("close-date", given, values, "2020-04-23").expect("the answers are right");
        let json = json::answer("close-date", EXAMPLE_DAY, &answer);
        json.split_once("\"date\":\"")
            .map(|(_, rest)| rest.chars().take(10).collect::<String>())
    };
    let tie = "type=new-business today=2020-04-23 likelihood=2020-05=50,2020-04=50 compelling-event=yes";
    assert_eq!(date(tie, &values()).as_deref(), Some("2020-05-31"));
    assert_eq!(date(tie, &earlier).as_deref(), Some("2020-04-30"));
    let passed = "type=new-business today=2020-04-23 likelihood=2020-03=50,2020-04=50 compelling-event=yes";
    assert_eq!(date(passed, &earlier).as_deref(), Some("2020-04-30"));
    let monday = values_with("\t2020-02-01\tFriday", "\t2020-02-01\tMonday");
    let push = "type=renewal today=2020-04-23 signing-day=2020-04-21";
    assert_eq!(date(push, &monday).as_deref(), Some("2020-04-27"));
}

#[test]
fn there_is_no_answer_without_a_value() {
    let deck = "segment=smb amount=6000";
    let one = |field: &str, message: &str| vec![(field.to_owned(), message.to_owned())];
    assert_eq!(
        mistakes("deck-threshold", deck, &values(), "2020-01-31"),
        one(
            "as-of",
            "There is no value for “Deck threshold” on 31 January 2020; the first holds from 1 February 2020. Type that day or a later one."
        )
    );
    assert_eq!(
        mistakes("deck-threshold", deck, &PolicyValues::default(), "2020-04-23"),
        one(
            "deck.threshold",
            "There is no value deck.threshold in this handbook; add it to a file in content/policy."
        )
    );
    let uncompared = values_with("deck.threshold\tusd\tabove", "deck.threshold\tusd\t");
    assert_eq!(
        mistakes("deck-threshold", deck, &uncompared, "2020-04-23"),
        one(
            "deck.threshold",
            "“Deck threshold” is not of the unit, by the segments or with the comparison that is read here; correct it in content/policy."
        )
    );
    let in_days = values_with("event.hours\thours", "event.hours\tdays");
    assert_eq!(
        mistakes(
            "event-roi",
            &format!("{EVENT} business-hours=8"),
            &in_days,
            "2020-04-23"
        ),
        one(
            "event.hours",
            "“Hours” is not of the unit, by the segments or with the comparison that is read here; correct it in content/policy."
        )
    );
    let by_segment = values_with(
        "Hours\tEvents\t/events/\t\n\t2020-02-01\t8",
        "Hours\tEvents\t/events/\t\n\t2020-02-01\t8\t9",
    );
    assert_eq!(
        mistakes(
            "event-roi",
            &format!("{EVENT} business-hours=8"),
            &by_segment,
            "2020-04-23"
        ),
        one(
            "event.hours",
            "“Hours” is not of the unit, by the segments or with the comparison that is read here; correct it in content/policy."
        )
    );
    let never = values_with(
        "Close rate\tEvents\t/events/\t\n\t2020-02-01\t30",
        "Close rate\tEvents\t/events/\t\n\t2020-02-01\t0",
    );
    assert_eq!(
        mistakes(
            "event-roi",
            &format!("{EVENT} business-hours=8"),
            &never,
            "2020-04-23"
        ),
        one(
            "event.close-rate",
            "“Close rate” is not of the unit, by the segments or with the comparison that is read here; correct it in content/policy."
        )
    );
}

#[test]
fn mistakes_in_fields_and_values_come_together_in_the_order_of_the_form() {
    let fields: Vec<String> = mistakes(
        "deck-threshold",
        "type=x amount=x colour=red",
        &values(),
        "2020-01-31",
    )
    .into_iter()
    .map(|(field, _)| field)
    .collect();
    assert_eq!(fields, ["segment", "amount", "type", "colour", "as-of"]);
}

#[test]
fn the_segment_that_is_missing_is_no_mistake_of_the_values() {
    let fields = mistakes("deck-threshold", "amount=6000", &values(), "2020-04-23");
    assert_eq!(
        fields,
        [("segment".to_owned(), "Choose smb or mid-market.".to_owned())]
    );
}

#[test]
fn today_is_a_default_and_no_answer() {
    let calculator = calculators::find("deal-review").expect("the calculator exists");
    let given = answers("segment=smb iacv=6000 month=2020-04").with_default("today", EXAMPLE_DAY.iso());
    let answer = calculator
        .evaluate(&values(), &given, EXAMPLE_DAY)
        .expect("the answers are right");
    assert_eq!(answer.verdict, "lightweight-deal-review");
    let deck = calculators::find("deck-threshold").expect("the calculator exists");
    let given = answers("segment=smb amount=6000").with_default("today", EXAMPLE_DAY.iso());
    assert!(deck.evaluate(&values(), &given, EXAMPLE_DAY).is_ok());
}

#[test]
fn the_day_of_the_values_is_today_or_the_one_given() {
    let as_of = |given| calculator::as_of(&answers(given), EXAMPLE_DAY);
    assert_eq!(as_of("").map(Date::iso).as_deref(), Ok("2020-04-23"));
    assert_eq!(
        as_of("as-of=2021-01-01").map(Date::iso).as_deref(),
        Ok("2021-01-01")
    );
    let error = as_of("as-of=2021-02-30").expect_err("there is no such day");
    assert_eq!(
        (error.field.as_str(), error.given.as_str()),
        ("as-of", "2021-02-30")
    );
}

#[test]
fn every_form_begins_with_an_answer() {
    for calculator in calculators::all() {
        let description = calculator.description();
        for day in ["2020-04-23", "2024-02-29", "2026-12-31"] {
            let day = Date::parse(day).expect("the day is one");
            let answer = calculator.evaluate(
                &values(),
                &description.default_answers(Moment::at(day, 9, 0)),
                day,
            );
            assert!(answer.is_ok(), "{}: {answer:?}", description.id);
        }
        for field in description.fields.iter() {
            assert!(!field.label.is_empty() && !field.hint.is_empty());
            assert!(!matches!(field.default, Default::None) || !field.required);
        }
    }
}

#[test]
fn json_has_the_keys_of_the_contract_in_their_order() {
    let answer = answer(
        "deal-review",
        "segment=smb iacv=12000 month=2020-03 today=2020-04-23",
    );
    assert_eq!(
        json::answer("deal-review", EXAMPLE_DAY, &answer),
        concat!(
            r#"{"calculator":"deal-review","as_of":"2020-04-23","verdict":"opportunity-consult","#,
            r#""values":{"consult_threshold":"10000.00","review_threshold":"5000.00","past_due":true},"#,
            r#""in_force":{"deal-review.consult":"2020-02-01","deal-review.lightweight":"2020-02-01"},"#,
            r#""steps":["$12,000 iACV is at or above the $10,000 Opportunity Consult threshold for SMB.","#,
            r#""It stands in for the Lightweight Deal Review, due at or above $5,000, whatever the close month."],"#,
            r#""next":["Set up the Opportunity Consult.","#,
            r#""Move the close date to the month that is now most likely, and decide again."],"#,
            r#""readings":["The consult stands in."],"#,
            r#""warnings":["The forecast month March 2020 is past due: it lies before this month, April 2020."],"#,
            r#""sources":[{"title":"Reviews","href":"/reviews/"}]}"#,
        )
    );
    let event = evaluate(
        "event-roi",
        &format!("{EVENT} business-hours=8 average-opportunity=6k"),
        &values(),
        "2020-04-23",
    );
    let json = json::answer("event-roi", EXAMPLE_DAY, &event.expect("the answers are right"));
    assert!(
        json.contains(r#""return_multiple":5,"#) && json.contains(r#""opportunities_needed":4}"#),
        "{json}"
    );
}

#[test]
fn json_escapes_what_was_typed() {
    let error = FieldError::new("amount", "\"\\\u{1}\u{1f}\n\u{7f}é", "Type.");
    assert_eq!(
        json::errors(&[error]),
        "{\"errors\":[{\"field\":\"amount\",\"given\":\"\\\"\\\\\\u0001\\u001f\\u000a\u{7f}é\",\"message\":\"Type.\"}]}"
    );
    assert_eq!(json::errors(&[]), "{\"errors\":[]}");
}

#[test]
fn markdown_is_a_note_that_stands_alone() {
    let calculator = calculators::find("deck-threshold").expect("the calculator exists");
    let given = answers("segment=smb amount=5000 type=add-on");
    let answer = calculator
        .evaluate(&values(), &given, EXAMPLE_DAY)
        .expect("the answers are right");
    assert_eq!(
        markdown::answer(
            calculator.description(),
            &given,
            EXAMPLE_DAY,
            &answer,
            "https://handbook.example.com/decks/?deck-threshold.amount=5000#deck-threshold",
            "https://handbook.example.com"
        ),
        "\
**No custom deck is required: $5,000 is exactly at the $5,000 threshold for SMB, not strictly above it.**

- Segment: SMB
- Amount: $5000
- Opportunity type: Add-on

Next:

1. Decide again when the Amount changes.

Why:

- The total Amount decides, never the iACV.
- A deck is required strictly above $5,000 for SMB.
- $5,000 is exactly at the $5,000 threshold for SMB, not strictly above it.

Sources:

- [Decks](https://handbook.example.com/decks/)

[Open this answer](https://handbook.example.com/decks/?deck-threshold.amount=5000#deck-threshold)

Policy as of 23 April 2020; deck.threshold since 1 February 2020.
"
    );
}

#[test]
fn the_values_read_are_among_those_described() {
    for calculator in calculators::all() {
        let description = calculator.description();
        let own = table::decode(&table::encode_for(&values(), *calculator)).expect("it is in the format");
        let answer = calculator.evaluate(&own, &description.default_answers(EXAMPLE_MOMENT), EXAMPLE_DAY);
        assert!(answer.is_ok(), "{}", description.id);
    }
}
