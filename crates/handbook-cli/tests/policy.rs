//! `policy list`, `show` and `at`, and the handbook as of a day: what the values were, are and will be.

mod support;

use serde_yaml::Value;
use support::{Folder, Run};

const VALUES: &str = "content/policy/deals.yaml";

/// The starter handbook, with another SMB threshold from 1 February 2027 on.
fn with_change() -> Folder {
    let folder = Folder::starter();
    change(&folder);
    folder
}

fn change(folder: &Folder) {
    let values = folder.read(VALUES);
    let later = "mid-market: $10,000\n    2027-02-01:\n      smb: $6,000\n      mid-market: $10,000\n";
    assert!(values.contains("mid-market: $10,000\n"), "{values}");
    folder.write(VALUES, values.replacen("mid-market: $10,000\n", later, 1));
}

#[track_caller]
fn shows(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in parts {
        assert!(run.output.contains(part), "no {part:?} in {}", run.output);
    }
}

/// The deals page as it is built for a day.
fn deals_on(folder: &Folder, day: &str) -> String {
    let run = folder.run(&["build", "--as-of", day]);
    assert_eq!(run.code, Some(0), "{run:?}");
    folder.read("target/site/policy/deals/index.html")
}

/// The page without what it says of days to come.
fn present(page: &str) -> String {
    let mut parts = page.split(" class=\"policy-change\">");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| {
        page + part.split_once("</time>").map_or("", |(_, rest)| rest)
    })
}

#[test]
fn a_handbook_is_built_as_it_stands_on_a_day() {
    let folder = with_change();
    let page = folder.read("content/policy/deals.md");
    folder.write(
        "content/policy/deals.md",
        page + "\n## All\n\n{{< policy-table \"deck\" >}}\n",
    );
    let before = deals_on(&folder, "2027-01-31");
    assert!(
        before.contains("6000.00") && before.contains("1 February 2027"),
        "{before}"
    );
    let of_value = || folder.read("target/site/policy/deck.threshold/index.html");
    let mut pages = vec![(present(&before), of_value())];
    let after = deals_on(&folder, "2027-02-01");
    pages.push((present(&after), of_value()));
    for ((page, of_value), amount, other) in [
        (&pages[0], "5000.00", "6000.00"),
        (&pages[1], "6000.00", "5000.00"),
    ] {
        let shown = format!("<data class=\"policy-value\" value=\"{amount}\">");
        // The sentence, and the table of the group.
        assert!(page.matches(&shown).count() >= 2, "no {amount} in {page}");
        assert!(!page.contains(&format!("value=\"{other}\"")), "{other} in {page}");
        let row = of_value.split("<tr class=\"policy-present\">").nth(1);
        let row = row
            .and_then(|rest| rest.split("</tr>").next())
            .unwrap_or_default();
        assert!(row.contains(&shown), "no {amount} in {of_value}");
    }
    // The form shows $6,000 for SMB: the first answer is another one from that day on.
    assert!(
        before.contains("A custom deck is required: $6,000 is above"),
        "{before}"
    );
    assert!(
        after.contains("No custom deck is required: $6,000 is exactly at"),
        "{after}"
    );
}

#[test]
fn a_day_before_the_first_value_is_a_finding() {
    let folder = with_change();
    for command in ["check", "build"] {
        let run = folder.run(&[command, "--as-of", "2019-12-31"]);
        assert_eq!(run.code, Some(1), "{run:?}");
        let told = format!("{}{}", run.output, run.errors);
        assert!(
            told.contains("value-not-in-force") && told.contains("content/policy/deals.md:"),
            "{told}"
        );
    }
    assert_eq!(folder.run(&["check", "--as-of", "2027-02-01"]).code, Some(0));
}

#[test]
fn a_text_that_is_no_day_is_a_mistake_of_usage() {
    let folder = Folder::starter();
    for arguments in [
        &["build", "--as-of", "2027-02-30"][..],
        &["check", "--as-of", "2027-02-30"],
        &["serve", "--as-of", "2027-02-30"],
        &["policy", "list", "--as-of", "2027-02-30"],
        &["policy", "at", "2027-02-30"],
    ] {
        folder.run(arguments).fails(2, &["2027-02-30", "in the calendar"]);
    }
    folder
        .run(&["check", "--as-of", "tomorrow"])
        .fails(2, &["tomorrow", "2020-04-30"]);
}

#[test]
fn the_values_are_listed_with_the_changes_to_come() {
    let folder = with_change();
    let run = folder.run(&["policy", "list", "--as-of", "2026-11-23"]);
    shows(
        &run,
        &[
            "in force on 23 November 2026",
            "deck.threshold",
            "SMB $5,000, Mid-Market $10,000",
            "5 requirements",
            "since 1 February 2020",
            "Changes to come",
            "from 1 February 2027",
            "SMB $6,000",
        ],
    );
    let later = folder.run(&["policy", "list", "--as-of", "2027-02-01"]);
    shows(&later, &["SMB $6,000", "since 1 February 2027"]);
    assert!(!later.output.contains("Changes to come"), "{later:?}");

    let json = folder
        .run(&["policy", "list", "--as-of", "2026-11-23", "--format", "json"])
        .json();
    assert_eq!(json["as_of"].as_str(), Some("2026-11-23"));
    let values = json["values"].as_sequence().expect("a list of values");
    let threshold = values
        .iter()
        .find(|value| value["key"].as_str() == Some("deck.threshold"));
    let threshold = threshold.expect("the threshold is listed");
    assert_eq!(threshold["amounts"]["smb"].as_str(), Some("5000.00"));
    assert_eq!(threshold["since"].as_str(), Some("2020-02-01"));
    assert_eq!(threshold["next"]["from"].as_str(), Some("2027-02-01"));
    assert_eq!(threshold["next"]["amounts"]["smb"].as_str(), Some("6000.00"));
    assert_eq!(threshold["comparison"].as_str(), Some("above"));
}

#[test]
fn a_day_before_the_first_value_lists_none_in_force() {
    let folder = with_change();
    shows(
        &folder.run(&["policy", "list", "--as-of", "1999-01-01"]),
        &["not yet", "Changes to come"],
    );
    shows(
        &folder.run(&["policy", "at", "1999-01-01"]),
        &["No value is in force"],
    );
    let json = folder
        .run(&["policy", "at", "1999-01-01", "--format", "json"])
        .json();
    assert_eq!(
        (&json["changed_on"], &json["values"][0]["amounts"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn a_value_is_shown_with_its_history_and_its_users() {
    let folder = with_change();
    let show = ["policy", "show", "deck.threshold", "--as-of", "2026-11-23"];
    shows(
        &folder.run(&show),
        &[
            "Custom deck threshold (deck.threshold)",
            "amount strictly above it",
            "/policy/deals/#custom-decks",
            "from 1 February 2027",
            "to come",
            "in force",
            "deck-threshold",
            "content/policy/deals.md:",
        ],
    );
    let json = folder.run(&[&show[..], &["--format", "json"]].concat()).json();
    assert_eq!(json["history"].as_sequence().map(Vec::len), Some(2));
    assert_eq!(
        json["calculators"][0]["calculator"].as_str(),
        Some("deck-threshold")
    );
    assert_eq!(
        json["calculators"][0]["pages"][0]["address"].as_str(),
        Some("/policy/deals/")
    );
    let page = &json["pages"][0];
    assert_eq!(page["path"].as_str(), Some("content/policy/deals.md"));
    let text = folder.read("content/policy/deals.md");
    let line = page["lines"][0]
        .as_u64()
        .and_then(|line| usize::try_from(line).ok());
    let line = line.and_then(|line| text.lines().nth(line - 1));
    assert!(
        line.is_some_and(|line| line.contains("deck.threshold")),
        "{line:?}"
    );
    folder.run(&["policy", "show", "deck.treshold"]).fails(
        2,
        &[
            "no policy value `deck.treshold`",
            "did you mean `deck.threshold`?",
        ],
    );
}

#[test]
fn the_values_that_changed_last_are_marked() {
    let folder = with_change();
    let at = folder.run(&["policy", "at", "2027-06-01"]);
    shows(
        &at,
        &[
            "stands on 1 June 2027",
            "* changed on 1 February 2027",
            "before: SMB $5,000",
        ],
    );
    let marked: Vec<&str> = at.output.lines().filter(|line| line.starts_with("*  ")).collect();
    assert_eq!(marked.len(), 1, "{at:?}");
    assert!(
        marked[0].contains("deck.threshold") && marked[0].contains("SMB $6,000"),
        "{at:?}"
    );
    let json = folder
        .run(&["policy", "at", "2027-06-01", "--format", "json"])
        .json();
    assert_eq!(json["changed_on"].as_str(), Some("2027-02-01"));
    let values = json["values"].as_sequence().expect("a list of values");
    let changed: Vec<&Value> = values
        .iter()
        .filter(|value| value["changed"] == Value::Bool(true))
        .collect();
    assert_eq!(changed.len(), 1, "{json:?}");
    assert_eq!(changed[0]["before"]["smb"].as_str(), Some("5000.00"));
}
