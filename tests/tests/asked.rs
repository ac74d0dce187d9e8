//! Questions in words that calculators answer.

use std::{fmt::Write, sync::LazyLock};

use policy::{Answers, calculator, question::Settled};
use proptest::prelude::*;
use tests::{
    judged,
    questions::{Asked, Door, Question, said},
};

#[test]
fn questions_in_words_open_the_calculator_that_answers() {
    let asked = Asked::read();
    let wrong: Vec<String> = asked
        .questions
        .iter()
        .filter_map(|question| wrong(question, &DOOR, &asked))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked.questions.len() >= 40, "{} questions", asked.questions.len());
}

/// What came of a question, when that is something else than the file says.
fn wrong(question: &Question, door: &Door, asked: &Asked) -> Option<String> {
    let found = door.ask(&question.ask, asked.now());
    let mut text = format!("{}:", question.ask);
    let is_right = match &found {
        None => {
            let _ = write!(text, " no calculator");
            question.calculator.is_none()
        }
        Some((reading, settled)) => {
            let (verdict, sentence, missing) = match settled {
                Settled::Answered(answer) => (Some(&*answer.verdict), &*answer.sentence, &[][..]),
                Settled::Missing(labels) => (None, "", labels.as_slice()),
            };
            let _ = write!(
                text,
                " {} {:?} {verdict:?} {sentence} {missing:?}",
                reading.id,
                said(reading)
            );
            question.calculator.as_deref() == Some(&*reading.id)
                && question.fields == said(reading)
                && question.verdict.as_deref() == verdict
                && question
                    .says
                    .as_deref()
                    .is_none_or(|says| sentence.contains(says))
                && question.missing == missing
        }
    };
    (!is_right).then_some(text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is typed, nothing breaks, and what stays filled in is accepted by the calculator.
    #[test]
    fn no_field_keeps_what_the_calculator_refuses(
        words in prop::collection::vec(word(), 0..9),
        tail in "\\PC{0,12}",
    ) {
        let asked = Asked::read();
        let text = words.join(" ") + &tail;
        let Some((reading, settled)) = DOOR.ask(&text, asked.now()) else {
            return Ok(());
        };
        let calculator = DOOR.values.calculator(&reading.id).expect("there is one");
        let answers: Answers = reading.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
        let decided = calculator::decide(calculator, &DOOR.values, &answers.with_clock(asked.now()), asked.now().date);
        match (decided, settled) {
            (Ok(answer), Settled::Answered(found)) => prop_assert_eq!(answer, found),
            (Err(errors), Settled::Missing(labels)) => {
                prop_assert_eq!(errors.len(), labels.len());
                prop_assert!(errors.iter().all(|error| error.given.is_empty()), "{}: {:?}", text, errors);
            }
            other => prop_assert!(false, "{}: {:?}", text, other),
        }
    }
}

static DOOR: LazyLock<Door> = LazyLock::new(|| Door::of(&judged::site()));

/// Words of questions, numbers on the edges of what fields take, and anything else.
fn word() -> impl Strategy<Value = String> {
    let said = prop::sample::select(vec![
        "deck",
        "event",
        "close",
        "date",
        "deal",
        "review",
        "command",
        "plan",
        "segment",
        "account",
        "rank",
        "forecast",
        "co-selling",
        "calls",
        "opportunity",
        "checklist",
        "smb",
        "mm",
        "mid-market",
        "renewal",
        "add-on",
        "new",
        "amount",
        "iacv",
        "hours",
        "travel",
        "customers",
        "users",
        "notes",
        "no",
        "without",
        "april",
        "30",
        "feb",
        "29",
        "2019",
        "may",
        "end",
        "of",
        "next",
        "month",
        "friday",
        "today",
        "2020-02-30",
        "2027-04-30",
        "2026-04",
        "6k",
        "$6,000",
        "-500",
        "0",
        "1.5",
        "1,2,3",
        "99999999999999999999",
        "10%",
        "16h",
        "$",
        "k",
        "1e9",
        "٣",
        "六千",
    ]);
    prop_oneof![4 => said.prop_map(String::from), 1 => "\\PC{0,8}", 1 => "[$-]?[0-9.,]{1,20}[kmh%]?"]
}
