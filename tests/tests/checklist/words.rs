//! The opportunity checklist in its own words: its sentence, the order of the duties, what it says without its parts.

use policy::{
    Answers, Date, PolicyValues,
    calculator::decide,
    table,
    values::{Amount, Amounts, Value},
};

use super::{CHECKLIST, as_of, ask, calculator, shipped};

#[test]
fn a_threshold_that_will_change_is_announced_for_the_whole_opportunity() {
    let mut values: Vec<Value> = shipped().iter().cloned().collect();
    for value in values.iter_mut().filter(|value| value.key == "deck.threshold") {
        let mut later = value.from[0].clone();
        later.from = Date::parse("2020-05-01").expect("a day");
        let money = |text| Amount::parse(&value.unit, text).expect("an amount");
        later.amounts =
            Amounts::by_tier(Some(money("7000")), Some(money("10000"))).expect("one for each tier");
        value.from.push(later);
    }
    let values = PolicyValues::new(values).expect("they are valid");
    let declared = ["segment", "command-plan"]
        .iter()
        .filter_map(|id| shipped().declared(id).cloned());
    let values = values.with_calculators(declared.collect());
    let ask = |amount: &str| {
        let given = [
            ("segment", "smb"),
            ("type", "add-on"),
            ("amount", amount),
            ("iacv", "0"),
            ("month", "2020-04"),
            ("compelling-event", "yes"),
            ("today", "2020-04-23"),
        ];
        let answers: Answers = given
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into_iter()
            .collect();
        decide(calculator(CHECKLIST), &values, &answers, as_of()).expect("it is decided")
    };
    let changing = ask("6000").warnings;
    assert_eq!(changing.len(), 1, "{changing:?}");
    assert!(changing[0].starts_with("From 1 May 2020 the answer changes: This opportunity needs"));
    assert!(!changing[0].contains("custom deck,"), "{changing:?}");
    assert!(ask("8000").warnings.is_empty());
}

const EXAMPLE: [(&str, &str); 6] = [
    ("employees", "410"),
    ("type", "new-business"),
    ("amount", "12000"),
    ("iacv", "12000"),
    ("likelihood", "2020-04=90,2020-05=10"),
    ("today", "2020-04-23"),
];

/// The page's own example, with some answers given besides or in place of its own.
fn example(besides: &[(&str, &str)]) -> Answers {
    let pairs = EXAMPLE.iter().chain(besides);
    let mut answers = Answers::new();
    for (name, text) in pairs {
        answers.set(name, (*text).to_owned());
    }
    answers
}

#[test]
fn the_sentence_names_the_duties_and_the_close_date() {
    for (besides, expected) in [
        (
            &[][..],
            "This opportunity needs: a custom deck, a Lightweight Deal Review and the opportunity overview and close plan; close date 1 May 2020.",
        ),
        (
            &[("employees", "99"), ("compelling-event", "yes")],
            "This opportunity needs: a custom deck, an Opportunity Consult and the full command plan; close date 30 April 2020.",
        ),
        (
            &[("amount", "10000"), ("iacv", "0"), ("compelling-event", "yes")],
            "This opportunity needs no custom deck, no review and no command plan; close date 30 April 2020.",
        ),
        (
            &[("amount", "10000"), ("iacv", "12000")],
            "This opportunity needs: a Lightweight Deal Review; close date 1 May 2020.",
        ),
        (
            &[("iacv", "")],
            "Not every duty could be decided yet; so far this opportunity needs: a custom deck; close date 1 May 2020.",
        ),
        (
            &[("amount", "10000"), ("iacv", ""), ("likelihood", "")],
            "Not every duty could be decided yet; so far this opportunity needs nothing.",
        ),
    ] {
        let answer = ask(CHECKLIST, &example(besides)).expect("it is answered");
        assert_eq!(answer.sentence, expected);
    }
    let outside = ask(CHECKLIST, &example(&[("employees", "2,000")])).expect("it is answered");
    let beginning =
        "The rest of this checklist does not apply, since the company is not one for Commercial Sales: ";
    assert_eq!(
        outside.sentence.strip_prefix(beginning),
        outside.steps.first().map(String::as_str)
    );
}

#[test]
fn the_duties_come_in_the_order_in_which_to_do_them() {
    let next = ask(CHECKLIST, &example(&[])).expect("it is answered").next;
    let beginnings = [
        "Never ask the customer",
        "Set the close date to",
        "Hold the Lightweight Deal Review",
        "Fill in",
        "Match the customer\u{2019}s main colour",
        "Update Next Steps",
        "Write out in Next Steps",
    ];
    let place = |beginning: &&str| next.iter().position(|duty| duty.starts_with(*beginning));
    let places: Vec<_> = beginnings.iter().map(place).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?} in {next:#?}"
    );
}

#[test]
fn what_travels_to_the_browser_decides_the_same() {
    let text = table::encode_for(shipped(), calculator(CHECKLIST));
    let travelled = table::decode(&text).expect("it is in the format");
    let there = travelled
        .calculator(CHECKLIST)
        .expect("it is one of the program's own");
    for besides in [
        &[][..],
        &[("employees", "99")],
        &[("channel-managed", "yes")],
        &[("amount", "abc")],
    ] {
        let answers = example(besides);
        assert_eq!(
            there.evaluate(&travelled, &answers, as_of()),
            ask(CHECKLIST, &answers)
        );
    }
}

#[test]
fn a_handbook_that_declares_none_of_the_parts_says_which_are_missing() {
    let values = PolicyValues::new(shipped().iter().cloned().collect()).expect("they are valid");
    let errors = calculator(CHECKLIST)
        .evaluate(&values, &example(&[]), as_of())
        .expect_err("two calculators are missing");
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["calculators.segment", "calculators.command-plan"]);
    assert!(
        errors[1]
            .message
            .contains("no calculator command-plan in this handbook")
    );
}
