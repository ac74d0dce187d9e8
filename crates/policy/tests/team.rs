//! The calculators of the team's week: account ranks, the forecast, co-selling; beyond what the golden cases tell.

mod common;

use common::{ask, values, values_with};
use policy::{Answer, Date};
use proptest::{collection::vec, prelude::*};

#[track_caller]
fn answer(id: &str, given: &str) -> Answer {
    ask(id, given, &values(), "2020-04-23").expect("the answers are right")
}

fn keys(answer: &Answer) -> Vec<&str> {
    answer.in_force.iter().map(|(key, _)| key.as_str()).collect()
}

#[test]
fn each_rank_has_its_meaning_in_each_segment() {
    let meaning = |segment, rank| {
        let answer = answer("account-ranking", &format!("segment={segment} rank={rank}"));
        answer.steps.first().cloned().expect("the meaning comes first")
    };
    for (segment, rank, words) in [
        ("smb", "1", "your top 10 accounts"),
        ("smb", "1", "within the next 12 months"),
        ("smb", "1.5", "no timeline"),
        ("smb", "2", "more work before you open it"),
        ("smb", "3", "greenfield"),
        ("mid-market", "1", "this fiscal year"),
        ("mid-market", "1.5", "on its way to becoming rank 1"),
        ("mid-market", "2", "at least once a month"),
        ("mid-market", "3", "informed about GitLab and DevOps"),
    ] {
        let step = meaning(segment, rank);
        assert!(step.contains(words), "{step}");
        assert!(step.starts_with(&format!("Rank {rank} for ")), "{step}");
    }
}

#[test]
fn a_rank_rests_on_the_values_in_its_meaning_and_on_no_other() {
    for (given, expected) in [
        (
            "segment=smb rank=1",
            &["account-ranking.top", "account-ranking.horizon"][..],
        ),
        ("segment=smb rank=1.5", &[]),
        ("segment=smb rank=3", &[]),
        ("segment=mid-market rank=1", &[]),
        ("segment=mid-market rank=2", &["account-ranking.contact"]),
    ] {
        let answer = answer("account-ranking", given);
        assert_eq!(keys(&answer), expected, "{given}");
        let source = answer.sources.first().map(|source| source.href.as_str());
        let section = if given.contains("smb") {
            "/ranks-smb/"
        } else {
            "/ranks-mid-market/"
        };
        assert_eq!(source, Some(section));
    }
}

#[test]
fn what_is_missing_of_a_rank_is_what_to_do_next() {
    let next = |given| answer("account-ranking", given).next.join("\n");
    assert!(next("segment=smb rank=1").contains("Fill in the potential users"));
    assert!(!next("segment=smb rank=1 potential-users=4").contains("potential users"));
    assert!(next("segment=smb rank=2").contains("why its rank is 2"));
    assert!(!next("segment=smb rank=2 notes=yes").contains("why its rank"));
    assert!(next("segment=mid-market rank=2").starts_with("Log your sources"));
}

#[test]
fn the_deadline_of_the_forecast_comes_from_its_words() {
    let deadline = |words: &str| {
        let values = values_with(
            "\t2020-02-01\tWednesday at 17:00",
            &format!("\t2020-02-01\t{words}"),
        );
        ask("forecast-deadline", "now=2020-04-23T09:00", &values, "2020-04-23")
    };
    let friday = deadline("Friday at 08:30").expect("a weekday and a time");
    assert_eq!(
        friday.sentence,
        "The next forecast is due by Friday 24 April 2020, 08:30 local time."
    );
    assert!(
        friday
            .steps
            .iter()
            .any(|step| step.contains("each Friday at 08:30"))
    );
    for words in [
        "Friday",
        "Friday at noon",
        "friday at 08:30",
        "at 08:30",
        "Friday at 25:00",
    ] {
        let mistakes = deadline(words).expect_err("no deadline can be told");
        assert_eq!(mistakes.len(), 1);
        assert_eq!(mistakes[0].field, "forecast.deadline", "{words}");
        assert!(mistakes[0].message.contains("\u{201c}Deadline\u{201d}"));
    }
}

#[test]
fn a_name_that_stands_twice_is_doubted_and_five_different_ones_are_not() {
    let forecast = |names: &str| {
        let values = values_with("Loss, Loss, Best, Commit, Net", names);
        ask("forecast-deadline", "now=2020-04-23T09:00", &values, "2020-04-23").expect("an answer")
    };
    let doubled = forecast("Loss, Loss, Best, Commit, Net");
    assert_eq!(doubled.warnings.len(), 1);
    assert!(doubled.warnings[0].contains("names Loss twice"));
    assert_eq!(doubled.readings, ["One name stands twice."]);
    let corrected = forecast("Loss, Loss Commit, Best, Commit, Net");
    assert!(corrected.warnings.is_empty() && corrected.readings.is_empty());
    let short = forecast("Loss, Best, Commit, Net");
    assert_eq!(short.warnings.len(), 1);
    assert!(short.warnings[0].contains("5 values are asked for, but 4 are named"));
}

#[test]
fn the_best_window_is_told_beside_the_current_one() {
    let calls = "calls=2020-04-01,2020-04-01,2020-04-02,2020-04-20 today=2020-04-23";
    let answer = answer("co-selling", calls);
    let best = answer.steps.iter().find(|step| step.starts_with("The best"));
    let expected = "The best 7 days are those from 27 March 2020 to 2 April 2020, with calls: 3.";
    assert_eq!(best.map(String::as_str), Some(expected));
    assert_eq!(answer.verdict, "below-minimum");
    assert!(answer.next[0].ends_with("missing: 4."));
    assert!(answer.next[1].ends_with("missing: 9."));
    assert!(answer.next[2].ends_with("leaves the window on 27 April 2020."));
}

#[test]
fn of_equally_good_windows_the_latest_is_told_and_without_calls_none() {
    let equal = answer("co-selling", "calls=2020-04-20,2020-04-01 today=2020-04-23");
    assert!(
        equal
            .steps
            .iter()
            .any(|step| step.contains("14 April 2020 to 20 April 2020, with calls: 1"))
    );
    let none = answer("co-selling", "today=2020-04-23");
    assert!(none.steps.iter().all(|step| !step.starts_with("The best")));
    assert_eq!(none.next.len(), 2);
}

#[test]
fn the_comparison_and_the_length_of_the_window_come_from_the_values() {
    let calls = "calls=2020-04-23,2020-04-23,2020-04-22,2020-04-21,2020-04-20 today=2020-04-23";
    let asked = |line: &str, other: &str| ask("co-selling", calls, &values_with(line, other), "2020-04-23");
    let above = asked(
        "co-selling.minimum\tcalls\tat-or-above",
        "co-selling.minimum\tcalls\tabove",
    );
    let above = above.expect("an answer");
    assert_eq!(above.verdict, "below-minimum");
    assert!(above.next[0].ends_with("missing: 1."));
    let short = asked("\t2020-02-01\t7", "\t2020-02-01\t2").expect("an answer");
    assert_eq!(short.verdict, "below-minimum");
    assert!(
        short
            .sentence
            .contains("Calls in the 2 days up to 23 April 2020: 3,")
    );
    let none = asked("\t2020-02-01\t7", "\t2020-02-01\t0").expect_err("a window of no days");
    assert_eq!(none[0].field, "co-selling.days");
}

proptest! {
    #[test]
    fn the_windows_are_those_of_a_plain_count(ago in vec(0_i32..30, 0..40)) {
        let today = Date::parse("2020-04-23").expect("a day");
        let typed: Vec<String> = ago.iter().map(|days| today.plus_days(-days).iso()).collect();
        let answer = answer("co-selling", &format!("calls={} today=2020-04-23", typed.join(",")));
        let count = |last: i32| ago.iter().filter(|days| (last..last + 7).contains(*days)).count();
        let verdict = match count(0) {
            0..5 => "below-minimum",
            5..10 => "meets-minimum",
            _ => "meets-target",
        };
        prop_assert_eq!(&*answer.verdict, verdict);
        if let Some(best) = (0..30).map(count).max().filter(|best| *best > 0) {
            let told = format!("with calls: {best}.");
            prop_assert!(answer.steps.iter().any(|step| step.ends_with(&told)), "{:?}", answer.steps);
        }
    }
}
