//! Calculators declared in data: what they answer, what is wrong with a draft, how they travel.

mod drafts;

use drafts::{annual_leave, command_plan, field, quotient, result, row, segment, values, verdict};
use std::sync::LazyLock;

use policy::{
    Answer, Answers, Calculator, Date, FieldError, PolicyValues,
    calculator::{AnswerValue, FieldKind},
    declared::{self, Declared, Draft, Mistake, Place},
    table,
};
use proptest::{collection::vec, prelude::*, sample::select};

fn day(text: &str) -> Date {
    Date::parse(text).expect("the day is in the calendar")
}

#[track_caller]
fn checked(draft: Draft) -> Declared {
    declared::check(draft, &values()).expect("nothing is wrong with the draft")
}

fn mistakes(draft: Draft) -> Vec<Mistake> {
    declared::check(draft, &values()).err().unwrap_or_default()
}

fn answers(given: &[(&str, &str)]) -> Answers {
    given
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

fn ask(declared: &Declared, given: &[(&str, &str)]) -> Result<Answer, Vec<FieldError>> {
    declared.evaluate(&values(), &answers(given), day("2020-04-23"))
}

#[track_caller]
fn answer(declared: &Declared, given: &[(&str, &str)]) -> Answer {
    ask(declared, given).expect("the inputs are good")
}

/// The one mistake with this code: where it is, and what it says.
#[track_caller]
fn only(draft: Draft, code: &str) -> Mistake {
    let found = mistakes(draft);
    let mut with_code = found.iter().filter(|mistake| mistake.code == code);
    let first = with_code.next();
    assert!(
        first.is_some() && with_code.next().is_none(),
        "{code}: {found:#?}"
    );
    let mistake = first.cloned().expect("it was found");
    assert!(
        !mistake.message.ends_with('.') && !mistake.hint.is_empty(),
        "{mistake:?}"
    );
    mistake
}

// The policy's own tables.

#[test]
fn employees_decide_the_segment() {
    let segment = checked(segment());
    for (employees, verdict) in [
        ("1", "smb"),
        ("99", "smb"),
        ("100", "mid-market"),
        ("1,999", "mid-market"),
        ("2000", "outside-commercial"),
        ("1000000", "outside-commercial"),
    ] {
        assert_eq!(
            answer(&segment, &[("employees", employees)]).verdict,
            verdict,
            "{employees}"
        );
    }
    let errors = ask(&segment, &[("employees", "0")]).expect_err("0 is an error");
    assert_eq!(errors[0].field, "employees");
    assert_eq!(errors[0].message, "Type something from 1 to 10,000,000.");
}

#[test]
fn an_answer_tells_why_and_rests_on_the_values_of_its_row_alone() {
    let answer = answer(&checked(segment()), &[("employees", "2500")]);
    assert_eq!(
        answer.steps,
        ["Company head count (2,500) is above Employees, up to (1,999)."]
    );
    assert_eq!(
        answer.in_force,
        [("segment.employees-to".to_owned(), day("2020-02-01"))]
    );
    assert_eq!(
        answer.sentence,
        "Outside Commercial Sales: Company head count (2,500) is above Employees, up to (1,999)."
    );
    assert_eq!(answer.sources[0].href, "/segments/");
}

#[test]
fn the_first_row_that_fits_decides_the_command_plan() {
    let plan = checked(command_plan());
    for (segment, amount, iacv, channel, verdict) in [
        ("smb", "5000", "10000", "no", "none"),
        ("smb", "5000.01", "10000", "no", "overview-and-close-plan"),
        ("smb", "5000.01", "10000.01", "no", "full"),
        ("smb", "0", "$1m", "no", "full"),
        ("mid-market", "10000", "20000", "no", "none"),
        ("mid-market", "10000.01", "-500", "no", "overview-and-close-plan"),
        ("mid-market", "1m", "1m", "yes", "none"),
    ] {
        let given = [
            ("segment", segment),
            ("amount", amount),
            ("iacv", iacv),
            ("channel-managed", channel),
        ];
        assert_eq!(answer(&plan, &given).verdict, verdict, "{given:?}");
    }
}

#[test]
fn a_first_match_table_tells_why_earlier_rows_do_not_fit() {
    let plan = checked(command_plan());
    let given = [
        ("segment", "smb"),
        ("amount", "6000"),
        ("iacv", "10000"),
        ("channel-managed", "no"),
    ];
    let overview = answer(&plan, &given);
    assert_eq!(
        overview.steps,
        [
            "Channel-managed is no.",
            "iACV ($10,000) is not above Full command plan ($10,000).",
            "Amount ($6,000) is above Overview and close plan ($5,000).",
        ]
    );
    let used: Vec<&str> = overview.in_force.iter().map(|(key, _)| &**key).collect();
    assert_eq!(used, ["command-plan.full", "command-plan.overview"]);
    assert_eq!(overview.readings, ["The full plan stands above the other."]);
    let exception = answer(&plan, &[given[0], given[1], given[2], ("channel-managed", "yes")]);
    assert!(exception.in_force.is_empty(), "{:?}", exception.in_force);
    let none = answer(&plan, &[given[0], ("amount", "1"), ("iacv", "1"), given[3]]);
    assert_eq!(
        none.sentence,
        "No plan is needed: Channel-managed is no. iACV ($1) is not above Full command plan ($10,000). Amount ($1) is not above Overview and close plan ($5,000)."
    );
}

#[test]
fn results_are_told_step_by_step_and_figures_named_for_machines() {
    let leave = checked(annual_leave());
    let answer = answer(
        &leave,
        &[
            ("start", "2020-04-15"),
            ("months", "7"),
            ("days-taken", "5"),
            ("plan", "full"),
        ],
    );
    assert_eq!(answer.verdict, "left");
    assert_eq!(
        answer.values,
        [
            ("days_left".into(), AnswerValue::Count(10)),
            ("expires".into(), AnswerValue::Date(day("2020-07-14"))),
        ]
    );
    assert_eq!(
        answer.steps,
        [
            "Earned: Days of leave (25) \u{d7} Months worked (7) \u{f7} 12, rounded up = 15.",
            "15 days are earned and 5 taken, so 10 are left.",
            "Expires: (the last day of the month of Start (15 April 2020)) + Days of grace (75) = 14 July 2020.",
            "Days left (10) is at or above 0 and Plan is Full time.",
            "The year ends in December.",
        ]
    );
    assert_eq!(answer.sentence, "10 days are left until 14 July 2020.");
    let used: Vec<&str> = answer.in_force.iter().map(|(key, _)| &**key).collect();
    assert_eq!(used, ["leave.days", "leave.grace"]);
}

#[test]
fn a_field_that_may_be_left_out_counts_as_its_default() {
    let leave = checked(annual_leave());
    let given = [("start", "2020-04-15"), ("months", "12"), ("plan", "full")];
    let answer = answer(&leave, &given);
    assert_eq!(answer.value("days_left"), Some(&AnswerValue::Count(20)));
}

#[test]
fn before_a_value_holds_there_is_no_answer() {
    let given = answers(&[("employees", "5")]);
    let errors = checked(segment())
        .evaluate(&values(), &given, day("2020-01-31"))
        .expect_err("the value does not hold yet");
    assert_eq!(errors.len(), 1);
    assert_eq!((&*errors[0].field, &*errors[0].given), ("as-of", "2020-01-31"));
    assert!(
        errors[0].message.contains("the first holds from 1 February 2020"),
        "{errors:?}"
    );
    let errors = checked(segment())
        .evaluate(&PolicyValues::default(), &given, day("2020-04-23"))
        .expect_err("there is no value");
    assert_eq!(errors[0].field, "segment.employees-from");
}

#[test]
fn all_mistakes_in_the_answers_are_told() {
    let errors = ask(
        &checked(command_plan()),
        &[("amount", "abc"), ("segment", "x"), ("more", "1")],
    )
    .expect_err("nothing is right");
    let fields: Vec<&str> = errors.iter().map(|error| &*error.field).collect();
    assert_eq!(fields, ["segment", "amount", "iacv", "channel-managed", "more"]);
}

// Arithmetic that has no number.

#[test]
fn a_division_by_zero_is_a_mistake_of_the_field_that_divides() {
    let quotient = checked(quotient());
    assert_eq!(
        answer(&quotient, &[("amount", "10"), ("people", "3")]).sentence,
        "$3.34 each."
    );
    let errors = ask(&quotient, &[("amount", "10"), ("people", "0")]).expect_err("zero divides nothing");
    assert_eq!(errors.len(), 1);
    assert_eq!((&*errors[0].field, &*errors[0].given), ("people", "0"));
    assert!(errors[0].message.contains("divided by zero"));
}

#[test]
fn a_number_that_goes_too_far_is_a_mistake_of_the_first_field() {
    let mut draft = quotient();
    draft.results = vec![
        result("a", "people * people * people"),
        result("b", "a * a"),
        result("each", "round_up(amount * b)"),
    ];
    let errors = ask(&checked(draft), &[("amount", "1"), ("people", "1000000")])
        .expect_err("the number has 36 digits");
    assert_eq!(errors.len(), 1);
    assert!(errors[0].message.contains("too far"), "{errors:?}");
}

#[test]
fn money_beyond_a_trillion_is_no_figure() {
    let mut draft = quotient();
    draft.results = vec![result("each", "amount * people")];
    let errors =
        ask(&checked(draft), &[("amount", "1,000,000m"), ("people", "2")]).expect_err("it is too much");
    assert_eq!(errors[0].field, "amount");
}

#[test]
fn days_stay_in_the_calendar() {
    let mut draft = quotient();
    draft.fields = vec![field("start", "date"), field("people", "whole-number")];
    draft.results = vec![result("each", "start + people + people + people + people")];
    draft.rows = vec![row(&["each >= 1900-01-01"], "done")];
    let late = checked(draft);
    assert!(ask(&late, &[("start", "2999-12-31"), ("people", "1000000")]).is_err());
    assert!(ask(&late, &[("start", "2999-12-31"), ("people", "100000")]).is_ok());
}

#[test]
fn the_deepest_calculator_is_worked_out() {
    let mut draft = quotient();
    draft.results = vec![result("r0", "people + 0")];
    for place in 1..60 {
        let formula = format!("{}r{} + 1{}", "min(".repeat(9), place - 1, ", 900000)".repeat(9));
        draft.results.push(result(&format!("r{place}"), &formula));
    }
    draft.fields = vec![field("people", "whole-number")];
    draft.figures = vec!["r59".into()];
    draft.rows = vec![row(&["r59 >= 0"], "done")];
    draft.verdicts = vec![verdict("done", "{r59}.")];
    assert_eq!(answer(&checked(draft), &[("people", "1000")]).sentence, "1,059.");
}

// The table.

fn table_of(rows: &[(&[&str], &str)]) -> Draft {
    let mut draft = segment();
    draft.fields = vec![field("employees", "whole-number")];
    draft.fields[0].maximum = Some("1000".into());
    draft.rows = rows
        .iter()
        .map(|(conditions, verdict)| row(conditions, verdict))
        .collect();
    draft.verdicts = vec![verdict("few", "Few."), verdict("many", "Many.")];
    draft
}

#[test]
fn a_gap_has_an_example() {
    let draft = table_of(&[
        (&["employees > 0", "employees < 10"], "few"),
        (&["employees > 10"], "many"),
    ]);
    let found = mistakes(draft);
    let messages: Vec<&str> = found.iter().map(|mistake| &*mistake.message).collect();
    assert_eq!(
        messages,
        ["no row fits employees = 0", "no row fits employees = 10"]
    );
    assert!(found.iter().all(|mistake| mistake.code == "calculator-gap"));
}

#[test]
fn an_overlap_names_both_rows_and_an_example() {
    let draft = table_of(&[(&["employees <= 10"], "few"), (&["employees >= 10"], "many")]);
    let mistake = only(draft, "calculator-overlap");
    assert_eq!(mistake.message, "rows 1 and 2 both fit employees = 10");
    assert_eq!(mistake.place, Place::Row(1));
}

#[test]
fn gaps_behind_results_are_found() {
    let mut draft = table_of(&[(&["double <= 300"], "few"), (&["double > 301"], "many")]);
    draft.results = vec![result("double", "round_up(employees * 7 / 3)")];
    assert_eq!(
        only(draft, "calculator-gap").message,
        "no row fits employees = 129"
    );
    let mut draft = table_of(&[(&["sum < 1234"], "few"), (&["sum > 1234"], "many")]);
    draft.fields.push(field("guests", "whole-number"));
    draft.results = vec![result("sum", "employees + guests * 3")];
    let gap = only(draft, "calculator-gap").message;
    assert!(gap.starts_with("no row fits employees = "), "{gap}");
}

#[test]
fn a_table_is_whole_on_each_day_on_which_a_value_changes() {
    let mut draft = table_of(&[
        (&["employees <= leave.days"], "few"),
        (&["employees > 25"], "many"),
    ]);
    assert_eq!(
        only(draft.clone(), "calculator-overlap").message,
        "rows 1 and 2 both fit employees = 26 on 2021-01-01"
    );
    draft.rows[1] = row(&["employees > leave.days"], "many");
    checked(draft);
}

#[test]
fn the_segments_do_not_meet_without_their_values() {
    let mut draft = segment();
    draft.rows[1].conditions[0] = "employees > segment.employees-from[mid-market]".into();
    assert_eq!(
        only(draft, "calculator-gap").message,
        "no row fits employees = 100"
    );
}

#[test]
fn a_first_match_table_has_to_catch_the_rest() {
    let mut draft = table_of(&[(&["employees > 20"], "many"), (&["employees < 20"], "few")]);
    draft.first_match = true;
    assert_eq!(
        only(draft.clone(), "calculator-gap").message,
        "no row fits employees = 20"
    );
    draft.rows.push(row(&["otherwise"], "few"));
    checked(draft.clone());
    draft.rows.insert(1, row(&["employees > 30"], "few"));
    let mistake = only(draft, "calculator-row-unreached");
    assert_eq!(
        (mistake.place, &*mistake.message),
        (Place::Row(1), "row 2 fits no input")
    );
}

#[test]
fn a_verdict_that_no_input_leads_to_is_told() {
    let mut draft = table_of(&[(&["employees > 1000"], "many"), (&["employees <= 1000"], "few")]);
    let mistake = only(draft.clone(), "calculator-verdict-unreached");
    assert_eq!(mistake.place, Place::Verdict(1, "name"));
    draft.fields[0].maximum = Some("1001".into());
    checked(draft);
}

#[test]
fn inputs_without_a_number_are_no_gaps() {
    checked(quotient());
}

#[test]
fn a_table_that_no_input_gets_through_says_why() {
    for (formula, reason) in [
        ("round_up(amount / 0)", "this divides by zero"),
        ("round_up(amount / (people - people))", "this divides by zero"),
        (
            "amount * 0 + $1 * 900000000000 * 900000000000",
            "too large a number",
        ),
    ] {
        let mut draft = quotient();
        draft.results[0].formula = formula.into();
        draft.rows.push(row(&["people < 0"], "done"));
        draft.fields[1].minimum = Some("0".into());
        let found = mistakes(draft);
        let [mistake] = &found[..] else {
            panic!("{formula}: {found:#?}")
        };
        assert_eq!(mistake.code, "calculator-no-answer");
        assert_eq!(mistake.place, Place::Result(0, "formula"));
        assert!(mistake.message.contains(reason), "{}", mistake.message);
    }
}

#[test]
fn what_the_form_starts_with_has_an_answer() {
    let mut draft = quotient();
    draft.fields[0].default = Some("10".into());
    draft.fields[1].default = Some("0".into());
    let mistake = only(draft.clone(), "calculator-no-answer");
    assert_eq!(
        mistake.message,
        "with amount = $10, people = 0, this divides by zero"
    );
    draft.fields[1].default = Some("1".into());
    checked(draft);
}

#[test]
fn a_hundred_limits_of_one_field_are_all_tried() {
    let limits: Vec<(String, String)> = (0..99)
        .map(|number| {
            let (low, high) = (number * 10, number * 10 + 10);
            (format!("employees >= {low}"), format!("employees < {high}"))
        })
        .collect();
    let mut draft = table_of(&[(&["employees >= 990"], "most")]);
    draft.verdicts = vec![verdict("most", "So.")];
    for (number, (low, high)) in limits.iter().enumerate() {
        let name = format!("v{number}");
        draft.rows.push(row(&[low, high], &name));
        draft.verdicts.push(verdict(&name, "So."));
    }
    checked(draft.clone());
    draft.rows.remove(58);
    draft.verdicts.remove(58);
    let found = mistakes(draft);
    assert!(found.iter().all(|mistake| mistake.code == "calculator-gap"));
    assert_eq!(found[0].message, "no row fits employees = 570");
}

#[test]
fn a_gap_of_one_cent_in_a_long_sum_is_found() {
    let mut draft = table_of(&[(&["total <= $500"], "few"), (&["total > $500.01"], "many")]);
    draft.fields = (0..20)
        .map(|number| field(&format!("f{number}"), "money"))
        .collect();
    let names: Vec<&str> = draft.fields.iter().map(|field| &*field.name).collect();
    draft.results = vec![result("total", &names.join(" + "))];
    assert!(
        mistakes(draft.clone())
            .iter()
            .any(|mistake| mistake.code == "calculator-gap")
    );
    draft.rows[1] = row(&["total > $500"], "many");
    checked(draft);
}

#[test]
fn tables_of_the_greatest_size_are_looked_through_in_bounded_time() {
    let mut draft = table_of(&[]);
    draft.verdicts.truncate(1);
    draft.fields = (0..30)
        .map(|number| field(&format!("f{number}"), "money"))
        .collect();
    for number in 0..100 {
        let conditions: Vec<String> = (0..20)
            .map(|place| {
                let (one, other) = ((number + place) % 30, (number * 7 + place * 3 + 1) % 30);
                format!(
                    "f{one} + f{other} * {} > ${}",
                    place + 2,
                    number * 37 + place * 11
                )
            })
            .collect();
        let conditions: Vec<&str> = conditions.iter().map(String::as_str).collect();
        draft.rows.push(row(&conditions, "few"));
    }
    let start = std::time::Instant::now();
    let found = mistakes(draft);
    assert!(found.iter().any(|mistake| mistake.code == "calculator-gap"));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn large_tables_are_looked_through_in_bounded_time() {
    let mut draft = table_of(&[]);
    draft.fields = (0..20)
        .map(|number| field(&format!("f{number}"), "money"))
        .collect();
    draft.rows = (0..99)
        .map(|number| row(&[&format!("f{} > ${}", number % 20, number * 10)], "few"))
        .collect();
    draft.rows.push(row(&["otherwise"], "many"));
    draft.first_match = true;
    // Rows behind the first one of a field are never reached; that is not seen, and the table is not taken.
    only(draft.clone(), "calculator-table-too-large");
    draft.rows.drain(20..99);
    checked(draft.clone());
    draft.rows.pop();
    draft.verdicts.pop();
    let found = mistakes(draft.clone());
    assert!(found.iter().any(|mistake| mistake.code == "calculator-gap"));
    assert!(
        found
            .iter()
            .any(|mistake| mistake.code == "calculator-table-too-large")
    );
    draft.first_match = false;
    let found = mistakes(draft);
    assert!(found.iter().any(|mistake| mistake.code == "calculator-overlap"));
    assert!(
        found
            .iter()
            .any(|mistake| mistake.code == "calculator-table-too-large")
    );
}

#[test]
fn a_gap_that_needs_many_choices_at_once_is_never_passed_over() {
    let mut draft = table_of(&[]);
    draft.fields = (0..30)
        .map(|number| field(&format!("f{number}"), "yes-no"))
        .collect();
    let all: Vec<String> = (0..15).map(|number| format!("f{number}")).collect();
    let rest: Vec<String> = all.iter().map(|name| format!("not {name}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    draft.rows = vec![row(&all, "few"), row(&[&rest.join(" or ")], "many")];
    draft.fields.truncate(15);
    checked(draft.clone());
    draft.rows[0] = row(&["f0 and not f0"], "few");
    let found = mistakes(draft.clone());
    assert!(found.iter().any(|mistake| mistake.code == "calculator-gap"));
    // One choice more than can be tried.
    draft
        .fields
        .extend([field("f15", "yes-no"), field("f16", "yes-no")]);
    draft.rows[1] = row(&[&format!("{} or not f15 or not f16", rest.join(" or "))], "many");
    let found = mistakes(draft);
    assert!(
        found
            .iter()
            .any(|mistake| mistake.code == "calculator-table-too-large"),
        "{found:#?}"
    );
}

#[test]
fn boundaries_are_the_inputs_at_which_the_answer_may_change() {
    let boundaries = checked(segment()).boundaries(&values(), day("2020-04-23"));
    let (name, texts) = &boundaries[0];
    assert_eq!(name, "employees");
    for text in ["1", "99", "100", "1998", "1999", "2000"] {
        assert!(texts.contains(&text.to_owned()), "{text}: {texts:?}");
    }
}

// Mistakes of each kind.

#[track_caller]
fn formula_mistake(formula: &str, code: &str, part: &str, hint: &str) {
    let mut draft = quotient();
    draft.results.insert(0, result("x", formula));
    draft.figures.push("x".into());
    let found = mistakes(draft);
    let at = Place::Result(0, "formula");
    let mistake = found
        .iter()
        .find(|mistake| mistake.place == at)
        .expect("the formula is wrong");
    assert_eq!(mistake.code, code, "{formula}: {mistake:#?}");
    let range = mistake.within.clone().expect("it has a place in the text");
    assert_eq!(formula.get(range), Some(part), "{formula}: {mistake:#?}");
    assert!(mistake.hint.contains(hint), "{formula}: {mistake:#?}");
}

#[test]
fn what_cannot_be_read_is_shown_in_the_text() {
    for (formula, part, hint) in [
        ("people +", "+", "behind the last operator"),
        ("people people", "people", "an"),
        ("people -5", "-", "5"),
        ("(people", "(", "close"),
        ("people )", ")", "operator"),
        ("people & 1", "&", "`and`"),
        ("People", "P", "lower case"),
        ("1 < people < 3", "<", "`and`"),
        ("5x * people", "5", "numbers alone"),
        ("$ + 1", "$", "$5,000"),
        ("2020-02-30", "2020-02-30", "2020-02-01"),
        ("-people", "-", "0 - name"),
        ("1,00 + 1", ",", "operator"),
        ("'full", "'full", "same mark"),
        ("leave.days[", "leave.days", "[smb]"),
        ("people \u{d7} 2", "\u{d7}", "`*`"),
        ("", "", "figure"),
        ("min(people)", "min(people)", "two figures"),
        ("0.1234567", "0.1234567", "6 decimals"),
    ] {
        if formula == "people people" || formula == "people -5" {
            let mut draft = quotient();
            draft.results.insert(0, result("x", formula));
            let found = mistakes(draft);
            assert!(
                formula == "people -5" || found[0].within == Some(7..13),
                "{formula}: {found:?}"
            );
            continue;
        }
        formula_mistake(formula, "calculator-syntax", part, hint);
    }
    let deep = "(".repeat(30) + "people" + &")".repeat(30);
    formula_mistake(&deep, "calculator-syntax", "(", "results");
    let long = "people + ".repeat(60) + "1";
    formula_mistake(&long, "calculator-syntax", &long, "results");
    let chain = "people + ".repeat(30) + "1";
    let found = mistakes(Draft {
        results: vec![result("each", &chain)],
        ..quotient()
    });
    assert_eq!(found[0].code, "calculator-syntax");
}

#[test]
fn units_are_kept_apart() {
    for (formula, part, hint) in [
        ("amount * amount", "amount * amount", "a number or a percentage"),
        ("amount + 5", "amount + 5", "same unit"),
        ("amount > 5000", "amount > 5000", "$5,000"),
        ("rate = 30", "rate = 30", "30%"),
        ("start + start", "start + start", "days"),
        ("start * 2", "start * 2", "days"),
        ("amount - start", "amount - start", "days"),
        ("people + 30%", "people + 30%", "same unit"),
        ("not people", "people", "compare"),
        ("people and late", "people", "compare"),
        ("late > no", "late > no", "`=`"),
        ("plan", "plan", "compare"),
        ("plan < full", "plan < full", "`=`"),
        ("plan = 5", "5", "choices"),
        ("min(amount, 5)", "5", "same unit"),
        ("round_up(start)", "start", "round numbers"),
        ("round_up(people, 0)", "0", "above zero"),
        ("round_up(amount, 5)", "5", "$100"),
        ("first_day(5)", "5", "`date`"),
        ("forecast.deadline", "forecast.deadline", "in a sentence"),
        ("people meets leave.days", "leave.days", "`comparison`"),
        ("people meets 5", "5", "`comparison`"),
        ("people meets deck.threshold[smb]", "people", "same unit"),
        ("round_up(people / amount)", "people / amount", "divide money"),
    ] {
        let mut draft = quotient();
        draft.fields.extend([
            field("rate", "percentage"),
            field("start", "date"),
            field("late", "yes-no"),
            field("plan", "choice"),
        ]);
        draft.fields[5].choices = vec![("full".into(), "Full".into()), ("part".into(), "Part".into())];
        draft.results.insert(0, result("x", formula));
        let found = mistakes(draft);
        let mistake = found
            .iter()
            .find(|mistake| mistake.place == Place::Result(0, "formula"))
            .unwrap_or_else(|| panic!("{formula}: {found:#?}"));
        assert_eq!(mistake.code, "calculator-unit", "{formula}: {mistake:#?}");
        let range = mistake.within.clone().expect("it has a place");
        assert_eq!(formula.get(range), Some(part), "{formula}: {mistake:#?}");
        assert!(mistake.hint.contains(hint), "{formula}: {mistake:#?}");
    }
}

#[test]
fn a_division_says_how_it_rounds() {
    formula_mistake(
        "amount / people",
        "calculator-division",
        "amount / people",
        "round_up(a / b)",
    );
    formula_mistake(
        "min(people / 2, 5)",
        "calculator-division",
        "people / 2",
        "round_half",
    );
}

#[test]
fn unknown_names_come_with_a_suggestion() {
    formula_mistake(
        "peopel * 2",
        "calculator-unknown-name",
        "peopel",
        "did you mean `people`?",
    );
    formula_mistake(
        "leave.day",
        "calculator-unknown-name",
        "leave.day",
        "did you mean `leave.days`?",
    );
    formula_mistake("wages", "calculator-unknown-name", "wages", "`amount`, `people`");
    formula_mistake(
        "ceil(people)",
        "calculator-unknown-name",
        "ceil(people)",
        "round_up",
    );
    formula_mistake("each * 2", "calculator-unknown-name", "each", "move");
}

#[test]
fn a_value_by_segment_needs_the_segment() {
    formula_mistake("deck.threshold", "calculator-tier", "deck.threshold", "`segment`");
    formula_mistake(
        "leave.days[smb]",
        "calculator-tier",
        "leave.days[smb]",
        "brackets",
    );
    formula_mistake(
        "deck.threshold[big]",
        "calculator-tier",
        "deck.threshold[big]",
        "[smb]",
    );
    let mut draft = quotient();
    draft.results.push(result("x", "deck.threshold[mid-market]"));
    draft.figures.push("x".into());
    let answer = answer(&checked(draft), &[("amount", "1"), ("people", "1")]);
    assert_eq!(
        answer.values[1].1,
        AnswerValue::Money(policy::Money::from_cents(1_000_000).expect("it is money"))
    );
}

#[test]
fn days_move_by_whole_numbers() {
    let mut draft = quotient();
    draft.fields.push(field("start", "date"));
    draft.results.push(result("x", "start + people * 0.5"));
    draft.figures.push("x".into());
    assert!(only(draft, "calculator-rounding").hint.contains("round_up"));
}

#[test]
fn figures_have_at_most_two_decimals() {
    let mut draft = quotient();
    draft.results = vec![result("each", "amount * 12.5%")];
    assert_eq!(only(draft.clone(), "calculator-rounding").place, Place::Figure(0));
    draft.fields.pop();
    draft.results = vec![result("each", "round_down(amount * 12.5%)")];
    assert_eq!(
        answer(&checked(draft), &[("amount", "0.99")]).sentence,
        "$0.12 each."
    );
}

#[track_caller]
fn field_mistake(change: impl FnOnce(&mut Draft), code: &str, key: &'static str) {
    let mut draft = quotient();
    change(&mut draft);
    let mistake = only(draft, code);
    assert!(
        matches!(mistake.place, Place::Field(_, found) if found == key),
        "{mistake:?}"
    );
}

#[test]
fn fields_are_checked() {
    field_mistake(
        |draft| draft.fields[0].kind = "mony".into(),
        "calculator-unknown-kind",
        "kind",
    );
    field_mistake(
        |draft| draft.fields[0].label = " ".into(),
        "calculator-no-text",
        "label",
    );
    field_mistake(
        |draft| draft.fields.push(field("Late", "yes-no")),
        "calculator-malformed-name",
        "name",
    );
    field_mistake(
        |draft| draft.fields.push(field("as-of", "date")),
        "calculator-malformed-name",
        "name",
    );
    field_mistake(
        |draft| draft.fields.push(field("people", "date")),
        "calculator-duplicate-name",
        "name",
    );
    field_mistake(
        |draft| draft.fields.push(field("late", "yes-no")),
        "calculator-unused-field",
        "name",
    );
    for (kind, default) in [
        ("money", "abc"),
        ("money", "-5"),
        ("whole-number", "1.5"),
        ("percentage", "101"),
        ("date", "2020-13-01"),
        ("yes-no", "maybe"),
    ] {
        field_mistake(
            |draft| {
                draft.fields.push(field("more", kind));
                draft.fields[2].default = Some(default.into());
            },
            "calculator-default",
            "default",
        );
    }
    field_mistake(
        |draft| draft.fields[1].optional = true,
        "calculator-default",
        "default",
    );
    field_mistake(
        |draft| {
            draft.fields[1].default = Some("5".into());
            draft.fields[1].minimum = Some("6".into());
        },
        "calculator-default",
        "default",
    );
    field_mistake(
        |draft| draft.fields[1].minimum = Some("$".into()),
        "calculator-bounds",
        "minimum",
    );
    field_mistake(
        |draft| {
            draft.fields[1].minimum = Some("6".into());
            draft.fields[1].maximum = Some("5".into());
        },
        "calculator-bounds",
        "minimum",
    );
    field_mistake(
        |draft| {
            draft.fields.push(field("late", "yes-no"));
            draft.fields[2].maximum = Some("yes".into());
        },
        "calculator-bounds",
        "maximum",
    );
    field_mistake(
        |draft| draft.fields[1].choices.push(("a".into(), "A".into())),
        "calculator-choices",
        "choices",
    );
    for choices in [&["a"][..], &["a", "a"], &["a", "B"]] {
        field_mistake(
            |draft| {
                draft.fields.push(field("plan", "choice"));
                draft.fields[2].choices = choices
                    .iter()
                    .map(|choice| ((*choice).into(), "Words".into()))
                    .collect();
            },
            "calculator-choices",
            "choices",
        );
    }
}

#[test]
fn rows_results_and_verdicts_are_checked() {
    let with = |change: fn(&mut Draft)| {
        let mut draft = quotient();
        change(&mut draft);
        draft
    };
    for (code, place, change) in [
        (
            "calculator-no-row",
            Place::Whole,
            (|draft| draft.rows.clear()) as fn(&mut Draft),
        ),
        ("calculator-no-row", Place::Row(0), |draft| {
            draft.rows[0].conditions.clear();
        }),
        ("calculator-unknown-verdict", Place::Row(0), |draft| {
            draft.rows[0].verdict = "doen".into();
        }),
        ("calculator-unused-verdict", Place::Verdict(1, "name"), |draft| {
            draft.verdicts.push(verdict("spare", "Spare."));
        }),
        ("calculator-unused-result", Place::Result(1, "name"), |draft| {
            draft.results.push(result("spare", "1 + people"));
        }),
        ("calculator-unknown-figure", Place::Figure(1), |draft| {
            draft.figures.push("eahc".into());
        }),
        ("calculator-otherwise", Place::Condition(0, 0), |draft| {
            draft.rows[0].conditions = vec!["otherwise".into()];
        }),
        ("calculator-otherwise", Place::Condition(0, 0), |draft| {
            draft.first_match = true;
            draft.rows.insert(0, row(&["otherwise"], "done"));
        }),
        ("calculator-otherwise", Place::Condition(0, 1), |draft| {
            draft.rows[0].conditions.push("yes".into());
        }),
        ("calculator-placeholder", Place::Verdict(0, "sentence"), |draft| {
            draft.verdicts[0].sentence = "{eahc} each.".into();
        }),
        ("calculator-placeholder", Place::Verdict(0, "next"), |draft| {
            draft.verdicts[0].next.push("Do { this.".into());
        }),
        ("calculator-placeholder", Place::Because(0), |draft| {
            draft.rows[0].because = Some("{why}".into());
        }),
        ("calculator-placeholder", Place::Result(0, "step"), |draft| {
            draft.results[0].step = Some("{more}".into());
        }),
        ("calculator-no-text", Place::Verdict(0, "sentence"), |draft| {
            draft.verdicts[0].sentence.clear();
        }),
        ("calculator-no-text", Place::Whole, |draft| draft.title.clear()),
        ("calculator-duplicate-name", Place::Whole, |draft| {
            draft.id = "close-date".into();
        }),
        ("calculator-duplicate-name", Place::Verdict(1, "name"), |draft| {
            draft.verdicts.push(verdict("done", "Done."));
        }),
        ("calculator-duplicate-name", Place::Result(1, "name"), |draft| {
            draft.results.push(result("people", "5 + people"));
        }),
        ("calculator-malformed-name", Place::Whole, |draft| {
            draft.id = "Quotient".into();
        }),
        ("calculator-too-large", Place::Whole, |draft| {
            draft.rows = vec![row(&["each >= $0"], "done"); 101];
        }),
        ("calculator-too-large", Place::Verdict(0, "sentence"), |draft| {
            draft.verdicts[0].sentence = "long ".repeat(300);
        }),
    ] {
        assert_eq!(only(with(change), code).place, place, "{code}");
    }
    let mistake = only(
        with(|draft| draft.verdicts[0].sentence = "Say {eahc} each.".into()),
        "calculator-placeholder",
    );
    assert_eq!(mistake.within, Some(4..10));
    assert_eq!(mistake.hint, "did you mean `each`?");
}

#[test]
fn a_name_that_is_mistyped_does_not_make_its_field_unused() {
    let mut draft = quotient();
    draft.results[0].formula = "round_up(amount / peopel)".into();
    let codes: Vec<&str> = mistakes(draft).iter().map(|mistake| mistake.code).collect();
    assert_eq!(codes, ["calculator-unknown-name"]);
}

#[test]
fn names_of_the_columns_of_cases_are_taken() {
    for name in ["case", "verdict", "error", "next"] {
        let mut draft = quotient();
        draft.fields.push(field(name, "yes-no"));
        let place = only(draft, "calculator-malformed-name").place;
        assert_eq!(place, Place::Field(2, "name"), "{name}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let mut draft = quotient();
    draft.fields[0].kind = "mony".into();
    draft.results[0].formula = "round_up(amount / peopel)".into();
    draft.rows[0].verdict = "x".into();
    let codes: Vec<&str> = mistakes(draft).iter().map(|mistake| mistake.code).collect();
    assert_eq!(
        codes,
        [
            "calculator-unknown-kind",
            "calculator-unknown-name",
            "calculator-unknown-verdict",
            "calculator-unused-verdict",
        ]
    );
}

// How it travels.

fn all() -> &'static [Declared] {
    static ALL: LazyLock<Vec<Declared>> = LazyLock::new(|| {
        [segment(), command_plan(), annual_leave(), quotient()]
            .map(checked)
            .into()
    });
    &ALL
}

fn travelled(declared: &Declared) -> (PolicyValues, String) {
    let whole = values().with_calculators(vec![declared.clone()]);
    let text = table::encode_for(&whole, declared);
    let decoded = table::decode(&text).expect("it was encoded");
    (decoded, text)
}

#[test]
fn what_travels_is_only_what_the_browser_needs() {
    let (_, text) = travelled(&checked(annual_leave()));
    assert!(!text.contains('<'));
    for missing in ["How many days", "Decides from", "What the contract says"] {
        assert!(!text.contains(missing), "{text}");
    }
    assert!(text.len() < 2_500, "{}", text.len());
}

#[test]
fn two_declarations_are_equal_when_all_they_say_is() {
    let leave = checked(annual_leave());
    assert_eq!(leave, checked(annual_leave()));
    for change in [
        (|draft| draft.title.push('!')) as fn(&mut Draft),
        |draft| draft.fields[0].hint.push('!'),
        |draft| draft.verdicts[0].sentence.push('!'),
        |draft| draft.fields[1].maximum = Some("11".into()),
    ] {
        let mut draft = annual_leave();
        change(&mut draft);
        let other = declared::check(draft, &values());
        assert!(other.is_ok_and(|other| other != leave));
    }
}

/// Texts that a field takes or does not take.
fn typed(kind: &FieldKind) -> Vec<String> {
    let texts: &[&str] = match kind {
        FieldKind::Choice(choices) => {
            return choices
                .iter()
                .map(|choice| choice.value.to_string())
                .chain(["x".into()])
                .collect();
        }
        FieldKind::YesNo => &["yes", "no", ""],
        FieldKind::Money(_) => &[
            "0",
            "0.01",
            "5k",
            "5000.01",
            "10000",
            "10000.01",
            "20k",
            "1,000,000m",
            "-500",
        ],
        FieldKind::Date => &["1900-01-01", "2020-02-29", "2020-12-31", "2999-12-31", ""],
        _ => &["0", "1", "5", "12", "99", "100", "1999", "2000", "1000000", ""],
    };
    texts.iter().map(|text| (*text).to_owned()).collect()
}

proptest! {
    #[test]
    fn an_answer_is_the_same_after_travelling(
        which in 0..4_usize,
        picks in vec(any::<proptest::sample::Index>(), 8),
        as_of in select(vec!["2020-01-31", "2020-02-01", "2020-12-31", "2021-01-01", "2999-12-31"]),
    ) {
        let declared = &all()[which];
        let (decoded, _) = travelled(declared);
        let id = &declared.description().id;
        let there = decoded.calculator(id).expect("it travelled");
        let given: Answers = declared.description().fields.iter().zip(&picks).map(|(field, pick)| {
            (field.name.to_string(), pick.get(&typed(&field.kind)).clone())
        }).collect();
        let here = declared.evaluate(&values(), &given, day(as_of));
        prop_assert_eq!(&here, &there.evaluate(&decoded, &given, day(as_of)));
        if let Ok(answer) = here {
            for sentence in answer.steps.iter().chain(&answer.next).chain([&answer.sentence]) {
                prop_assert!(sentence.ends_with('.') && !sentence.contains(['{', '}']), "{}", sentence);
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_or_the_calculators_panic(
        line in 0..60_usize,
        place in any::<proptest::sample::Index>(),
        put in "[-+*/=!bBaA&|~lhUDHFLdfrvsm0-9 \t{}]{0,12}",
        wild in any::<String>(),
    ) {
        for declared in all() {
            let (_, text) = travelled(declared);
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let count = lines.len();
            let line = &mut lines[line % count];
            let at = (0..=line.len()).rev().find(|at| *at <= place.index(line.len() + 1) && line.is_char_boundary(*at));
            line.insert_str(at.unwrap_or(0), &put);
            let _ = table::decode(&format!("=c\tx\t\n={wild}"));
            if let Ok(values) = table::decode(&lines.join("\n")) {
                for calculator in values.all_declared() {
                    let given: Answers = calculator.description().fields.iter()
                        .map(|field| (field.name.to_string(), typed(&field.kind)[1].clone()))
                        .collect();
                    let _ = calculator.evaluate(&values, &given, day("2020-04-23"));
                }
            }
        }
    }

    #[test]
    fn no_formula_makes_the_check_panic(
        words in vec(select(vec![
            "amount", "people", "each", "leave.days", "deck.threshold[smb]", "round_up(", "min(", "first_day(", ")", "(",
            ",", "+", "-", "*", "/", "<", ">=", "=", "and", "or", "not", "meets", "5", "0", "$5k", "30%", "2020-02-01",
            "yes", "'x'", "\u{20ac}", "-5", "1,000", "[", "]",
        ]), 0..14),
        wild in any::<String>(),
    ) {
        for formula in [words.join(" "), words.concat(), wild] {
            let mut draft = quotient();
            draft.rows[0].conditions.push(formula.clone());
            draft.verdicts[0].next.push(formula.clone());
            draft.results[0].formula = formula;
            for mistake in mistakes(draft) {
                if let Some(range) = mistake.within {
                    prop_assert!(range.start <= range.end);
                }
            }
        }
    }
}
