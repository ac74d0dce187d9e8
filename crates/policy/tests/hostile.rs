//! No input whatever makes a calculator panic, be it of the program or declared in data, and whatever it says is whole.

mod common;

use common::values;
use policy::{
    Answers, Date,
    calculator::{self, FieldKind},
    json, markdown, table,
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

/// Text of any kind, more often than not nearly right.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-$]{0,3}[0-9,.]{0,24}[kKmM]?",
        "[0-9]{4}-[0-9]{2}(-[0-9]{2})?",
        "(20[0-9]{2}-[01][0-9]=[0-9]{1,3}%?,?){0,30}",
        select(vec![
            "",
            " ",
            "smb",
            "mid-market",
            "new-business",
            "add-on",
            "renewal",
            "yes",
            "no",
            "0",
            "-0",
            "1",
            "5000",
            "1,000,000,000,000",
            "-1,000,000,000,000",
            "999999999999.99",
            "1000000",
            "7.99",
            "8",
            "1900-01-01",
            "2999-12-31",
            "2020-04-23",
            "2020-04-24",
            "2020-02-29",
            "1900-01",
            "2999-12",
            "2020-04",
            "2020-04=90,2020-05=10",
            "2020-04=50,2020-05=50",
            "2999-12=100",
            "1900-01=100",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Texts that a field of this kind accepts, the extreme ones among them.
fn accepted(kind: &FieldKind) -> Vec<&str> {
    if let FieldKind::Choice(choices) = kind {
        return choices.iter().map(|choice| &*choice.value).collect();
    }
    let texts: &[&str] = match kind {
        FieldKind::Choice(_) => &[],
        FieldKind::YesNo => &["yes", "no", ""],
        FieldKind::Money(_) => &[
            "0",
            "0.01",
            "$5k",
            "5,000.01",
            "10000",
            "60,000m",
            "1,000,000,000,000",
        ],
        FieldKind::WholeNumber => &["0", "1", "4", "1,000,000"],
        FieldKind::Hours => &["0", "7.99", "8", "1,000,000"],
        FieldKind::Date => &[
            "",
            "1900-01-01",
            "2020-04-18",
            "2020-04-23",
            "2020-04-24",
            "2020-12-31",
            "2999-12-31",
        ],
        FieldKind::Month => &["", "", "1900-01", "2020-04", "2020-12", "2999-12"],
        FieldKind::Percentage => &["0", "0.01", "50%", "100"],
        FieldKind::Dates => &[
            "",
            "2020-04-23",
            "2020-04-16,2020-04-17,2020-04-23",
            "1900-01-01,2999-12-31",
            "2020-04-23,2020-04-23,2020-04-22,2020-04-21,2020-04-20",
        ],
        FieldKind::Moment => &[
            "1900-01-01T00:00",
            "2020-04-22T16:59",
            "2020-04-22T17:00",
            "2020-04-22T17:01",
            "2999-12-31T23:59",
        ],
        FieldKind::Likelihood => &[
            "",
            "2020-04=90,2020-05=10",
            "2020-04=50,2020-12=50",
            "2999-12=0.01",
            "1900-01=100",
        ],
    };
    texts.to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_answers_make_a_calculator_panic(
        which in any::<Index>(),
        typed in vec((text(), any::<Index>(), 0..10), 16),
        wild in 0..=10,
        unknown in proptest::option::weighted(0.1, (any::<String>(), text())),
        as_of in select(vec!["1900-01-01", "2020-01-31", "2020-02-01", "2020-04-23", "2999-12-31"]),
    ) {
        let values = values();
        let all: Vec<_> = values.calculators().collect();
        let calculator = *which.get(&all);
        let description = calculator.description();
        let as_of = Date::parse(as_of).expect("the day is in the calendar");
        let mut answers: Answers = description
            .fields
            .iter()
            .zip(&typed)
            .map(|(field, (text, index, dice))| {
                let text = if *dice < wild { text.as_str() } else { *index.get(&accepted(&field.kind)) };
                (field.name.to_string(), text.to_owned())
            })
            .collect();
        if let Some((name, text)) = unknown {
            answers.set(&name, text);
        }
        let _ = calculator::as_of(&answers, as_of);
        match calculator::decide(calculator, &values, &answers, as_of) {
            Ok(answer) => {
                prop_assert!(!answer.verdict.is_empty());
                let sentences = [&answer.steps, &answer.next, &answer.warnings];
                for sentence in sentences.into_iter().flatten().chain([&answer.sentence]) {
                    prop_assert!(sentence.ends_with('.'), "{sentence}");
                    prop_assert!(!sentence.contains(['{', '}']) && !sentence.contains("  "), "{sentence}");
                    prop_assert!(!sentence.contains(" ,") && !sentence.contains(" ."), "{sentence}");
                }
                prop_assert!(answer.in_force.iter().all(|(_, since)| *since <= as_of));
                prop_assert!(!answer.sources.is_empty() || answer.in_force.is_empty());
                let _ = json::answer(&description.id, as_of, &answer);
                let _ = markdown::answer(description, &answers, as_of, &answer, "", "");
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                let place = |name: &str| description.fields.iter().position(|field| field.name == name);
                let known: Vec<usize> = errors.iter().filter_map(|error| place(&error.field)).collect();
                prop_assert!(known.is_sorted_by(|one, other| one < other), "{errors:?}");
                prop_assert!(errors.iter().all(|error| error.message.ends_with('.')));
                let _ = json::errors(&errors);
            }
        }
    }

    #[test]
    fn no_table_makes_the_reader_panic(text in "[a-z0-9.\t\n\\\\-]{0,200}", any in any::<String>()) {
        let _ = table::decode(&text);
        let _ = table::decode(&any);
    }

    #[test]
    fn what_is_read_as_money_comes_back(cents in -100_000_000_000_000_i64..=100_000_000_000_000) {
        let money = policy::Money::from_cents(cents).expect("it is within the limits");
        let read = |text: String| policy::Money::parse(&text, policy::money::Sign::Any);
        prop_assert_eq!(read(money.display()), Ok(money));
        prop_assert_eq!(read(money.plain()), Ok(money));
    }

    #[test]
    fn the_opposite_of_dividing_by_a_rate_reaches_the_amount(
        cents in 0_i64..=1_000_000_000_000,
        rate in 1_i64..=10_000,
    ) {
        let hundredths = policy::Hundredths::from_hundredths;
        let money = policy::Money::from_cents(cents).expect("it is within the limits");
        if let Some(whole) = money.checked_whole_of(hundredths(rate)) {
            let (whole, cents) = (i128::from(whole.cents()), i128::from(cents));
            prop_assert!(whole * i128::from(rate) >= cents * 10_000);
            prop_assert!((whole - 1) * i128::from(rate) < cents * 10_000);
        }
    }
}
