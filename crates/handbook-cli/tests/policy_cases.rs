//! `policy cases`, and what `check` says about a case that no longer holds.

mod support;

use support::Folder;

#[test]
fn the_cases_of_the_pages_are_listed_with_what_they_expect() {
    let folder = Folder::starter();
    let run = folder.run(&["policy", "cases", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let cases = run.json();
    let case = cases
        .as_sequence()
        .into_iter()
        .flatten()
        .find(|case| case["name"].as_str() == Some("Exactly at the threshold"))
        .expect("the starter handbook has this case");
    assert_eq!(case["calculator"].as_str(), Some("deck-threshold"));
    assert_eq!(case["given"]["amount"].as_str(), Some("5,000"));
    assert_eq!(case["as_of"].as_str(), Some("2026-01-15"));
    assert_eq!(case["expected"]["verdict"].as_str(), Some("not-required"));
    assert_eq!(case["expected"]["values"]["threshold"].as_str(), Some("$5,000"));
    assert_eq!(case["path"].as_str(), Some("content/policy/deals.md"));
    let line = case["line"].as_u64().expect("a line") as usize;
    let page = folder.read("content/policy/deals.md");
    let row = page.lines().nth(line - 1).unwrap_or_default();
    assert!(row.starts_with("| Exactly at the threshold"), "{row}");

    let text = folder.run(&["policy", "cases"]);
    assert!(
        text.output.contains("deck-threshold\n")
            && text.output.contains("Exactly at the threshold: not-required"),
        "{text:?}"
    );
}

#[test]
fn a_changed_amount_fails_the_cases_of_its_day_with_every_step() {
    let folder = Folder::starter();
    let values = folder.read("content/policy/deals.yaml");
    folder.write(
        "content/policy/deals.yaml",
        values.replace("smb: $5,000", "smb: $7,000"),
    );
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for part in [
        "error[policy-case-fails]: the case `Above the threshold` fails: the verdict is `not-required`, not `required`",
        "`threshold` is `7000.00`, not `$5,000`",
        "step 3: $6,000 is below the $7,000 threshold for SMB.",
        "`deck.threshold` is $7,000 for SMB and $10,000 for Mid-Market since 1 February 2020",
    ] {
        assert!(run.output.contains(part), "{part}\n{run:?}");
    }
}

#[test]
fn a_coming_amount_leaves_the_cases_as_they_are_on_every_day() {
    let folder = Folder::starter();
    let values = folder.read("content/policy/deals.yaml");
    let more = "      mid-market: $10,000\n    2027-02-01:\n      smb: $7,000\n      mid-market: $14,000\n";
    folder.write(
        "content/policy/deals.yaml",
        values.replace("      mid-market: $10,000\n", more),
    );
    for day in ["2026-12-31", "2027-02-01", "2030-01-01"] {
        let run = folder.run(&["check", "--as-of", day]);
        assert_eq!(run.code, Some(0), "{day}: {run:?}");
    }
}
