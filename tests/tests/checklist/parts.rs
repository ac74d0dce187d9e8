//! The opportunity checklist against its parts: whatever it says of an opportunity, they say too, and nothing of theirs is
//! lost.

use policy::{Answer, Answers, FieldError};
use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestCaseError};

use tests::parts;

use super::{CHECKLIST, as_of, ask, calculator, shipped};

const NEXT_STEPS: [&str; 2] = ["next-steps.reading", "next-steps.horizon"];

/// What is typed into each field: nothing, every boundary with its neighbours, and what is refused.
const TYPED: [(&str, &[&str]); 13] = [
    (
        "employees",
        &["", "", "0", "1", "99", "100", "410", "1,999", "2,000", "many"],
    ),
    ("segment", &["", "", "smb", "mid-market", "enterprise"]),
    ("type", &["new-business", "add-on", "renewal", "renewal", ""]),
    (
        "amount",
        &["0", "5000", "5000.01", "10000", "$10,000.01", "20k", "-1", ""],
    ),
    (
        "iacv",
        &[
            "-5000", "4999.99", "5000", "9,999.99", "10000", "10000.01", "20k", "20000.01", "1,00", "",
        ],
    ),
    ("channel-managed", &["", "no", "yes", "perhaps"]),
    (
        "close-date",
        &[
            "",
            "",
            "",
            "2020-03-31",
            "2020-04-23",
            "2020-05-31",
            "2020-06-01",
            "2020-02-30",
        ],
    ),
    ("month", &["", "", "2020-03", "2020-04", "2020-05", "2020-12"]),
    (
        "likelihood",
        &[
            "",
            "2020-04=90,2020-05=10",
            "2020-04=50,2020-06=50",
            "2020-03=10,2020-04=9",
            "2020-04=101",
        ],
    ),
    ("compelling-event", &["", "no", "yes"]),
    ("quote-out", &["", "no", "no", "yes"]),
    (
        "signing-day",
        &["", "2020-04-20", "2020-04-23", "2020-04-30", "2020-06-01", "soon"],
    ),
    (
        "today",
        &[
            "2020-04-23",
            "2020-04-23",
            "2020-04-25",
            "2020-12-31",
            "2020-02-29",
            "",
        ],
    ),
];

fn is_outside(parts: &[Result<Answer, Vec<FieldError>>]) -> bool {
    parts.len() == 1
}

fn contains_all<T: PartialEq + std::fmt::Debug>(whole: &[T], part: &[T]) -> Result<(), TestCaseError> {
    for one in part {
        prop_assert!(whole.contains(one), "{one:?} is not among {whole:?}");
    }
    Ok(())
}

/// An answer to the checklist against the answers of its parts.
fn compare_answers(answer: &Answer, parts: &[Result<Answer, Vec<FieldError>>]) -> Result<(), TestCaseError> {
    let decided: Vec<&Answer> = parts.iter().flatten().collect();
    for part in &decided {
        contains_all(&answer.steps, std::slice::from_ref(&part.sentence))?;
        contains_all(&answer.next, &part.next)?;
        contains_all(&answer.in_force, &part.in_force)?;
        contains_all(&answer.readings, &part.readings)?;
        contains_all(&answer.warnings, &part.warnings)?;
        contains_all(&answer.sources, &part.sources)?;
    }
    let is_complete = decided.len() == parts.len() && !is_outside(parts);
    prop_assert_eq!(
        &*answer.verdict,
        if is_complete { "complete" } else { "incomplete" }
    );
    let of_a_part = |key: &str| {
        decided
            .iter()
            .flat_map(|part| &part.in_force)
            .any(|(known, _)| known == key)
    };
    for (place, (key, since)) in answer.in_force.iter().enumerate() {
        let is_own = NEXT_STEPS.contains(&key.as_str()) && !is_outside(parts);
        prop_assert!(is_own || of_a_part(key), "{} is used by no part", key);
        prop_assert!(
            !answer.in_force[..place].contains(&(key.clone(), *since)),
            "{} is named twice",
            key
        );
    }
    for sentences in [&answer.steps, &answer.next, &answer.readings, &answer.warnings] {
        for (place, sentence) in sentences.iter().enumerate() {
            prop_assert!(
                !sentences[..place].contains(sentence),
                "{} is said twice",
                sentence
            );
        }
    }
    // Each gap is told in the words of the part that needs the answer.
    for error in parts.iter().filter_map(|part| part.as_ref().err()).flatten() {
        prop_assert!(
            answer
                .warnings
                .iter()
                .any(|warning| warning.ends_with(&error.message)),
            "{:?} is not among {:?}",
            error,
            answer.warnings
        );
    }
    prop_assert!(answer.values.is_empty());
    Ok(())
}

/// Mistakes of the checklist against those of its parts: all of them in what was typed, each once.
fn compare_mistakes(
    errors: &[FieldError],
    typed: &Answers,
    parts: &[Result<Answer, Vec<FieldError>>],
) -> Result<(), TestCaseError> {
    let fields = &calculator(CHECKLIST).description().fields;
    let place = |error: &FieldError| fields.iter().position(|field| field.name == error.field);
    prop_assert!(
        errors.iter().map(place).is_sorted_by(|one, other| one < other),
        "{:?}",
        errors
    );
    for error in errors {
        let required = error.field == "today";
        prop_assert!(
            required || typed.get(&error.field) == Some(&error.given),
            "{:?}",
            error
        );
    }
    for error in parts.iter().filter_map(|part| part.as_ref().err()).flatten() {
        let is_typed = typed.get(&error.field).is_some();
        let is_told = errors.iter().any(|known| known.field == error.field);
        prop_assert!(!is_typed || is_told, "{:?} is not among {:?}", error, errors);
    }
    Ok(())
}

/// One text for each field.
fn typed() -> impl Strategy<Value = Answers> {
    TYPED.map(|(_, texts)| select(texts)).prop_map(|texts| {
        let pairs = TYPED.iter().zip(texts);
        pairs
            .map(|((name, _), text)| ((*name).to_owned(), text.to_owned()))
            .collect()
    })
}

/// The same without what any calculator refuses, so that most of them decide.
fn accepted() -> impl Strategy<Value = Answers> {
    let refused = [
        "0",
        "many",
        "enterprise",
        "-1",
        "1,00",
        "perhaps",
        "2020-02-30",
        "2020-04=101",
        "soon",
    ];
    typed().prop_map(move |answers| {
        let is_doubtful = |name: &str, text: &str| {
            (refused.contains(&text) && name != "amount") || (name == "amount" && text == "-1")
        };
        let kept = answers.given().filter(|(name, text)| !is_doubtful(name, text));
        let mut kept: Answers = kept
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        let both = kept.get("likelihood").is_some() && kept.get("month").is_some();
        if both {
            kept.set("month", String::new());
        }
        kept
    })
}

fn compare(typed: &Answers) -> Result<bool, TestCaseError> {
    let parts = parts::of(shipped(), typed, as_of());
    match ask(CHECKLIST, typed) {
        Ok(answer) => compare_answers(&answer, &parts).map(|()| true),
        Err(errors) => compare_mistakes(&errors, typed, &parts).map(|()| false),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn the_checklist_agrees_with_its_parts(typed in accepted()) {
        compare(&typed)?;
    }

    #[test]
    fn the_mistakes_of_the_checklist_are_those_of_its_parts(typed in typed()) {
        compare(&typed)?;
    }
}

#[test]
fn most_random_opportunities_are_decided() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut decided = 0;
    for _ in 0..500 {
        let tree = accepted()
            .new_tree(&mut runner)
            .expect("there is always an opportunity");
        if compare(&tree.current()).expect("it agrees with its parts") {
            decided += 1;
        }
    }
    assert!(decided > 250, "{decided} of 500 were answered");
}
