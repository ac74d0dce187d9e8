//! `calc`: one contract for people and programs.

mod support;

use serde_yaml::Value;
use support::{Folder, Run};

const AS_OF: [&str; 2] = ["--as-of", "2020-04-23"];

fn calc(folder: &Folder, question: &str, more: &[&str]) -> support::Run {
    let arguments: Vec<&str> = ["calc"]
        .into_iter()
        .chain(question.split(' '))
        .chain(AS_OF)
        .chain(more.iter().copied())
        .collect();
    folder.run(&arguments)
}

#[test]
fn an_answer_in_json_has_every_key_of_the_contract() {
    let folder = Folder::starter();
    let run = calc(
        &folder,
        "deck-threshold --segment smb --amount $5k --type renewal",
        &["--format", "json"],
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    let answer = run.json();
    let keys: Vec<&str> = answer
        .as_mapping()
        .into_iter()
        .flatten()
        .filter_map(|(key, _)| key.as_str())
        .collect();
    let expected = [
        "calculator",
        "as_of",
        "verdict",
        "values",
        "in_force",
        "steps",
        "next",
        "readings",
        "warnings",
        "sources",
    ];
    assert_eq!(keys, expected, "{run:?}");
    assert_eq!(answer["calculator"].as_str(), Some("deck-threshold"));
    assert_eq!(answer["as_of"].as_str(), Some("2020-04-23"));
    assert_eq!(answer["verdict"].as_str(), Some("not-required"));
    assert_eq!(answer["values"]["threshold"].as_str(), Some("5000.00"));
    assert_eq!(answer["in_force"]["deck.threshold"].as_str(), Some("2020-02-01"));
    assert!(
        answer["steps"][0].is_string() && answer["sources"][0]["href"].is_string(),
        "{run:?}"
    );
}

#[test]
fn an_answer_in_text_begins_with_the_sentence_and_names_its_values() {
    let folder = Folder::starter();
    let run = calc(
        &folder,
        "deck-threshold --segment mid-market --amount 10,000.01",
        &[],
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in [
        "$10,000",
        "Why",
        "1. ",
        "Values in force on 23 April 2020",
        "deck.threshold",
        "Sources",
        "/policy/deals/",
    ] {
        assert!(run.output.contains(part), "no {part:?} in {}", run.output);
    }
}

#[test]
fn today_and_as_of_default_to_the_local_day() {
    let folder = Folder::starter();
    let run = folder.run(&[
        "calc",
        "deck-threshold",
        "--segment",
        "smb",
        "--amount",
        "1",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.json()["as_of"].as_str() > Some("2026-01-01"), "{run:?}");
}

#[test]
fn bad_input_ends_with_2_and_one_line_a_field() {
    let folder = Folder::starter();
    let run = calc(&folder, "deck-threshold --segment huge --amount abc", &[]);
    run.fails(2, &["segment: ", "amount: ", "\"abc\"", "\"huge\""]);
    assert_eq!(
        (run.output.as_str(), run.errors.lines().count()),
        ("", 2),
        "{run:?}"
    );
    folder
        .run(&["calc", "deck-threshold", "--segment", "smb"])
        .fails(2, &["amount: "]);
    folder
        .run(&[
            "calc",
            "deck-threshold",
            "--segment",
            "smb",
            "--amount",
            "1",
            "--as-of",
            "2020-02-30",
        ])
        .fails(2, &["as-of: ", "2020-02-30"]);
}

#[test]
fn bad_input_in_json_is_on_standard_output() {
    let folder = Folder::starter();
    let run = calc(
        &folder,
        "deck-threshold --segment huge --amount -5",
        &["--format", "json"],
    );
    assert_eq!((run.code, run.errors.as_str()), (Some(2), ""), "{run:?}");
    let errors = run.json();
    assert_eq!(errors["errors"][0]["field"].as_str(), Some("segment"));
    assert_eq!(errors["errors"][1]["field"].as_str(), Some("amount"));
    assert_eq!(errors["errors"][1]["given"].as_str(), Some("-5"));
    assert!(errors["errors"][1]["message"].is_string());
}

#[test]
fn a_day_before_the_first_value_has_no_answer() {
    let folder = Folder::starter();
    let question = [
        "calc",
        "deck-threshold",
        "--segment",
        "smb",
        "--amount",
        "1",
        "--as-of",
        "2019-12-31",
    ];
    folder.run(&question).fails(2, &["as-of: ", "1 February 2020"]);
}

#[test]
fn an_unknown_calculator_or_field_is_told_with_the_nearest() {
    let folder = Folder::starter();
    folder
        .run(&["calc", "deck-treshold"])
        .fails(2, &["deck-treshold", "Did you mean `deck-threshold`?"]);
    folder
        .run(&["calc", "zebra"])
        .fails(2, &["zebra", "handbook calc"]);
    let unknown = ["calc", "deck-threshold", "--segment", "smb", "--amuont", "5"];
    folder
        .run(&unknown)
        .fails(2, &["amuont: ", "Did you mean `--amount`?"]);
    let run = calc(&folder, "deck-threshold --segmnt smb", &["--format", "json"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(
        run.json()["errors"][0]["field"].as_str(),
        Some("segmnt"),
        "{run:?}"
    );
}

#[test]
fn a_mistake_of_usage_repeats_what_was_typed() {
    let folder = Folder::starter();
    for (question, field, given) in [
        ("deck-threshold --segmnt smb", "segmnt", "smb"),
        ("deck-threshold --segmnt=smb", "segmnt", "smb"),
        (
            "deck-threshold --segment smb --amount 1 --amount=2",
            "amount",
            "1, 2",
        ),
        ("deck-threshold --as-of x --as-of y", "as-of", "x, y"),
    ] {
        let run = calc_as_typed(&folder, question);
        let errors = run.json();
        let errors = errors["errors"].as_sequence().expect("a list of errors");
        assert_eq!((run.code, errors.len()), (Some(2), 1), "{run:?}");
        assert_eq!(errors[0]["field"].as_str(), Some(field), "{run:?}");
        assert_eq!(errors[0]["given"].as_str(), Some(given), "{run:?}");
    }
}

fn calc_as_typed(folder: &Folder, question: &str) -> Run {
    let arguments = ["calc"].into_iter().chain(question.split(' '));
    folder.run(&arguments.chain(["--format", "json"]).collect::<Vec<_>>())
}

#[test]
fn any_mistake_of_usage_is_json_for_those_who_asked_for_json() {
    let folder = Folder::starter();
    for question in [
        "deck-threshold stray",
        "zebra",
        "deck-threshold --amount",
        "deck-threshold --amount 1 --amount 2",
    ] {
        let arguments: Vec<&str> = ["calc", "--format", "json"]
            .into_iter()
            .chain(question.split(' '))
            .collect();
        let run = folder.run(&arguments);
        assert_eq!((run.code, run.errors.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.json()["errors"][0]["message"].is_string(), "{run:?}");
    }
    folder
        .run(&["calc", "deck-threshold", "stray"])
        .fails(2, &["'stray'", "Usage: handbook calc deck-threshold"]);
}

#[test]
fn a_value_may_begin_with_a_hyphen_but_is_no_flag() {
    let folder = Folder::starter();
    let run = calc(
        &folder,
        "deal-review --segment smb --month 2020-04 --today 2020-04-23 --iacv -$500",
        &[],
    );
    // The starter handbook has no values for reviews: the amount was read, the value is missing.
    run.fails(2, &["deal-review.consult: There is no value", "content/policy"]);
    assert!(!run.errors.contains("iacv"), "{run:?}");
    folder
        .run(&["calc", "deck-threshold", "--amount", "--segment", "smb"])
        .fails(2, &["amount: "]);
    folder
        .run(&[
            "calc",
            "deck-threshold",
            "--amount",
            "1",
            "--amount",
            "2",
            "--segment",
            "smb",
        ])
        .fails(2, &["amount"]);
}

#[test]
fn the_calculators_are_listed_and_explain_their_fields() {
    let folder = Folder::empty();
    let list = folder.run(&["calc"]);
    assert_eq!(list.code, Some(0));
    for id in ["deck-threshold", "deal-review", "close-date", "event-roi"] {
        assert!(list.output.contains(id), "{list:?}");
        let help = folder.run(&["calc", id, "--help"]);
        assert_eq!(help.code, Some(0), "{help:?}");
        assert!(help.output.contains("--as-of <DATE>"), "{help:?}");
    }
    let help = folder.run(&["calc", "deck-threshold", "--help"]);
    let help = help.output.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "--segment <CHOICE>",
        "[smb, mid-market]",
        "--amount <MONEY>",
        "--type",
        "--source",
        "--format",
    ] {
        assert!(help.contains(part), "no {part:?} in {help}");
    }
    let all = folder.run(&["calc", "--format", "json"]).json();
    assert!(all.as_sequence().is_some_and(|all| all.len() >= 4));
}

#[test]
fn the_format_and_the_source_may_stand_on_either_side() {
    let folder = Folder::starter();
    let elsewhere = Folder::empty();
    let source = folder.path().to_str().expect("the path is UTF-8");
    let fields = ["deck-threshold", "--segment", "smb", "--amount", "6000"];
    let options = ["--format", "json", "--source", source];
    let before = elsewhere.run(&[&["calc"][..], &options, &fields].concat());
    let after = elsewhere.run(&[&["calc"][..], &fields, &options].concat());
    assert_eq!(before.code, Some(0), "{before:?}");
    assert_eq!(before.json()["verdict"], Value::from("required"));
    assert_eq!(before.output, after.output);
    elsewhere
        .run(&[&["calc"][..], &fields].concat())
        .fails(2, &["no handbook", "handbook init"]);
}

#[test]
fn a_mistake_in_the_values_is_a_finding_with_its_line() {
    let folder = Folder::starter();
    let values = folder.read("content/policy/deals.yaml").replace("$5,000", "five");
    folder.write("content/policy/deals.yaml", values);
    calc(&folder, "deck-threshold --segment smb --amount 1", &[])
        .fails(1, &["content/policy/deals.yaml:", "five"]);
}

const LEAVE: [&str; 3] = ["calc", "annual-leave", "--format=json"];

fn leave(folder: &Folder, more: &[&str]) -> Run {
    let given = "--first-day 2025-03-03 --leave-begins 2026-07-06 --working-time 100 --days-taken 12";
    let given: Vec<&str> = given.split(' ').collect();
    folder.run(&[&LEAVE[..], &given, more, &["--as-of", "2026-01-15"]].concat())
}

#[test]
fn a_calculator_declared_in_data_is_asked_like_any_other() {
    let folder = Folder::starter();
    let list = folder.run(&["calc"]);
    assert!(
        list.output.lines().any(|line| line.starts_with("annual-leave ")),
        "{list:?}"
    );
    let help = folder.run(&["calc", "annual-leave", "--help"]);
    let words = help.output.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "--first-day <DATE>",
        "--unpaid <YES|NO>",
        "may be left out",
        "--as-of <DATE>",
        "--source",
    ] {
        assert!(words.contains(part), "no {part:?} in {words}");
    }
    let fits = leave(&folder, &["--days-wanted", "10"]);
    assert_eq!(fits.code, Some(0), "{fits:?}");
    assert_eq!(fits.json()["verdict"].as_str(), Some("fits"));
    let wrong = leave(&folder, &["--days-wanted", "10", "--days-wanted", "11"]);
    assert_eq!((wrong.code, wrong.errors.as_str()), (Some(2), ""), "{wrong:?}");
    assert_eq!(wrong.json()["errors"][0]["given"].as_str(), Some("10, 11"));
    let near = leave(&folder, &["--days-wnated", "10"]);
    assert!(near.output.contains("Did you mean `--days-wanted`?"), "{near:?}");
}

#[test]
fn an_edit_of_a_declaration_is_an_edit_of_the_calculator() {
    let folder = Folder::starter();
    let values = folder.read("content/policy/leave.yaml");
    assert!(values.contains("verdict: fits") && values.contains("      fits:"));
    let renamed = values
        .replace("verdict: fits", "verdict: enough")
        .replace("      fits:", "      enough:");
    folder.write("content/policy/leave.yaml", renamed);
    let run = leave(&folder, &["--days-wanted", "10"]);
    assert_eq!(run.json()["verdict"].as_str(), Some("enough"), "{run:?}");
}

#[test]
fn a_mistake_in_a_declaration_is_told_to_whoever_asks_it() {
    let folder = Folder::starter();
    let values = folder.read("content/policy/leave.yaml");
    let broken = values.replace("missing = 0", "mising = 0");
    assert_ne!(values, broken);
    folder.write("content/policy/leave.yaml", broken);
    folder.run(&["calc", "annual-leave"]).fails(
        1,
        &["content/policy/leave.yaml:", "mising", "There is no calculator"],
    );
}

#[test]
fn a_field_is_never_hidden_by_a_flag_of_the_command() {
    let folder = Folder::starter();
    for flag in ["source", "format", "help", "as-of"] {
        let values = folder.read("content/policy/leave.yaml");
        let renamed = values.replace("days-wanted", flag);
        assert_ne!(values, renamed);
        folder.write("content/policy/leave.yaml", renamed);
        folder.run(&["calc", "annual-leave"]).fails(
            1,
            &[
                "calculator-malformed-name",
                &format!("`{flag}` means something else"),
            ],
        );
        folder.write("content/policy/leave.yaml", values);
    }
}

#[test]
fn a_calculator_of_another_handbook_is_unknown_without_it() {
    let folder = Folder::empty();
    folder.run(&["calc", "annual-leave"]).fails(
        2,
        &["no handbook here", "There is no calculator \"annual-leave\""],
    );
    folder
        .run(&["calc", "--source", "nowhere"])
        .fails(2, &["nowhere", "no such folder"]);
}
