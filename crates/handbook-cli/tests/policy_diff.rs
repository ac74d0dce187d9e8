//! `policy diff`: what a change of the policy does, in folders and in revisions.

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_yaml::Value;
use support::{Folder, Run};

const VALUES: &str = "content/policy/deals.yaml";

fn replace(folder: &Folder, path: &str, from: &str, to: &str) {
    let text = folder.read(path);
    assert!(text.contains(from), "no {from:?} in {text}");
    folder.write(path, text.replace(from, to));
}

#[track_caller]
fn shows(run: &Run, parts: &[&str]) {
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in parts {
        assert!(run.output.contains(part), "no {part:?} in {}", run.output);
    }
}

fn change(folder: &Folder) {
    let values = folder.read(VALUES);
    let later = "mid-market: $10,000\n    2027-02-01:\n      smb: $6,000\n      mid-market: $10,000\n";
    assert!(values.contains("mid-market: $10,000\n"), "{values}");
    folder.write(VALUES, values.replacen("mid-market: $10,000\n", later, 1));
}

/// Two copies of the starter handbook, side by side in a folder.
fn pair() -> Folder {
    let folder = Folder::empty();
    for name in ["before", "after"] {
        let run = folder.run(&["init", name]);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    folder
}

fn change_after(folder: &Folder, from: &str, to: &str) {
    replace(folder, &format!("after/{VALUES}"), from, to);
}

fn repository_of_the_program() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("the crate lies in a repository").to_path_buf()
}

/// Copies the handbook of a folder: its settings and the texts below `content`.
fn copy(from: &Path, to: &Folder, side: &str) {
    let settings = fs::read_to_string(from.join("handbook.yaml")).expect("the settings can be read");
    to.write(&format!("{side}/handbook.yaml"), settings);
    let mut folders = vec![from.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(from).expect("it lies below").to_string_lossy();
                to.write(
                    &format!("{side}/{below}"),
                    fs::read(&path).expect("it can be read"),
                );
            }
        }
    }
}

const AS_OF: [&str; 2] = ["--as-of", "2026-11-23"];

fn diff(folder: &Folder, more: &[&str]) -> Run {
    folder.run(&[&["policy", "diff", "before", "after"][..], &AS_OF, more].concat())
}

#[test]
fn a_changed_threshold_shows_the_smallest_input_whose_verdict_changes() {
    let folder = pair();
    change_after(
        &folder,
        "mid-market: $10,000\n",
        "mid-market: $10,000\n    2027-02-01:\n      smb: $6,000\n      mid-market: $10,000\n",
    );
    let json = diff(&folder, &["--format", "json"]).json();
    let value = &json["values"][0];
    assert_eq!(value["key"].as_str(), Some("deck.threshold"));
    let part = &value["parts"][0];
    assert_eq!(
        [
            &part["what"],
            &part["from"],
            &part["segment"],
            &part["before"],
            &part["after"]
        ]
        .map(Value::as_str),
        ["amount", "2027-02-01", "smb", "5000.00", "6000.00"].map(Some)
    );
    assert_eq!(value["pages"][0]["address"].as_str(), Some("/policy/deals/"));
    assert_eq!(value["calculators"][0].as_str(), Some("deck-threshold"));

    let calculator = &json["calculators"][0];
    assert_eq!(calculator["calculator"].as_str(), Some("deck-threshold"));
    assert_eq!(calculator["complete"], Value::Bool(true));
    let verdicts = calculator["verdicts"].as_sequence().expect("a list of examples");
    assert_eq!(verdicts.len(), 1, "{json:?}");
    let example = &verdicts[0];
    assert_eq!(example["as_of"].as_str(), Some("2027-02-01"));
    assert_eq!(example["inputs"]["amount"].as_str(), Some("5000.01"));
    assert_eq!(example["inputs"]["segment"].as_str(), Some("smb"));
    assert_eq!(example["before"]["verdict"].as_str(), Some("required"));
    assert_eq!(example["after"]["verdict"].as_str(), Some("not-required"));

    // What is told is what `calc` answers in each of the two handbooks.
    for (source, side) in [("before", "before"), ("after", "after")] {
        let mut arguments = vec!["calc", "deck-threshold", "--source", source, "--format", "json"];
        let inputs: Vec<(String, String)> = example["inputs"]
            .as_mapping()
            .into_iter()
            .flatten()
            .filter_map(|(field, text)| Some((format!("--{}", field.as_str()?), text.as_str()?.to_owned())))
            .collect();
        for (field, text) in &inputs {
            arguments.extend([field.as_str(), text.as_str()]);
        }
        arguments.extend(["--as-of", "2027-02-01"]);
        let answer = folder.run(&arguments).json();
        assert_eq!(answer["verdict"], example[side]["verdict"], "{answer:?}");
        assert_eq!(
            answer["sentence"],
            Value::Null,
            "the sentence is no part of the contract"
        );
    }
}

#[test]
fn the_differences_are_written_for_people_and_for_a_merge_request() {
    let folder = pair();
    change_after(&folder, "smb: $5,000", "smb: $7,500.50");
    let text = diff(&folder, &[]);
    shows(
        &text,
        &[
            "from before to after",
            "deck.threshold: Custom deck threshold (changed)",
            "from 1 February 2020, SMB: $5,000 \u{2192} $7,500.50",
            "/policy/deals/ (content/policy/deals.md:",
            "handbook calc deck-threshold --segment smb --amount 5000.01 --type new-business --as-of 2026-11-23",
            "before  required",
            "after   not-required",
            "golden case",
            "one cent above the SMB threshold needs a deck",
        ],
    );
    let markdown = diff(&folder, &["--format", "markdown"]);
    shows(
        &markdown,
        &[
            "## What this change of the policy does",
            "| `deck.threshold` Custom deck threshold |",
            "**required**: A custom deck is required: \\$5,000.01 is above",
            "- one cent above the SMB threshold needs a deck (`cases/deck-threshold.yaml`, as of 23 April 2020): `required` \u{2192} `not-required`",
        ],
    );
    assert_eq!(text.output, diff(&folder, &[]).output);
}

#[test]
fn a_past_amount_that_was_corrected_is_asked_about_in_the_past() {
    let folder = pair();
    for name in ["before", "after"] {
        replace(
            &folder,
            &format!("{name}/{VALUES}"),
            "mid-market: $10,000\n",
            "mid-market: $10,000\n    2022-02-01:\n      smb: $6,000\n      mid-market: $10,000\n",
        );
    }
    change_after(&folder, "smb: $5,000", "smb: $4,000");
    let json = diff(&folder, &["--format", "json"]).json();
    let example = &json["calculators"][0]["verdicts"][0];
    assert_eq!(example["as_of"].as_str(), Some("2020-02-01"), "{json:?}");
    assert_eq!(example["inputs"]["amount"].as_str(), Some("4000.01"));
}

#[test]
fn each_day_of_a_change_shows_what_is_new_on_it() {
    let folder = pair();
    change_after(
        &folder,
        "mid-market: $10,000\n",
        "mid-market: $10,000\n    2027-02-01:\n      smb: $6,000\n      mid-market: $10,000\n    2028-02-01:\n      smb: $7,000\n      mid-market: $10,000\n",
    );
    let json = diff(&folder, &["--format", "json"]).json();
    let verdicts = json["calculators"][0]["verdicts"]
        .as_sequence()
        .expect("a list of examples");
    let told: Vec<_> = verdicts
        .iter()
        .map(|example| (example["as_of"].as_str(), example["inputs"]["amount"].as_str()))
        .collect();
    let expected = [
        (Some("2027-02-01"), Some("5000.01")),
        (Some("2028-02-01"), Some("6000.01")),
    ];
    assert_eq!(told, expected, "{json:?}");
}

#[test]
fn another_rule_of_a_declared_calculator_shows_the_smallest_input_whose_verdict_changes() {
    let folder = pair();
    let rules = "after/content/policy/leave.yaml";
    replace(&folder, rules, "- missing = 0", "- missing <= 1");
    replace(&folder, rules, "- missing > 0", "- missing > 1");
    let json = diff(&folder, &["--format", "json"]).json();
    assert_eq!(json["values"].as_sequence().map(Vec::len), Some(0), "{json:?}");
    let calculator = &json["calculators"][0];
    assert_eq!(calculator["calculator"].as_str(), Some("annual-leave"));
    assert_eq!(calculator["change"].as_str(), Some("changed"));
    assert_eq!(calculator["pages"][0]["address"].as_str(), Some("/policy/leave/"));
    // 28 days, of which 12 are taken: 16 are left, and the boundary of the formula is found.
    let example = &calculator["verdicts"][0];
    assert_eq!(example["before"]["verdict"].as_str(), Some("too-many"));
    assert_eq!(example["after"]["verdict"].as_str(), Some("fits"));
    let number = |field: &str| {
        let text = example["inputs"][field].as_str().unwrap_or_default();
        text.parse::<i32>().expect("whole days")
    };
    assert_eq!(28 - number("days-taken") + 1, number("days-wanted"), "{json:?}");
}

#[test]
fn a_calculator_that_asks_the_changed_one_shows_the_smallest_opportunity_with_other_duties() {
    let folder = Folder::empty();
    for side in ["before", "after"] {
        copy(&repository_of_the_program(), &folder, side);
    }
    let rules = "after/content/policy/commercial-calculators.yaml";
    let full = "- if: iacv meets command-plan.full";
    replace(&folder, rules, full, &format!("{full} or amount > $7,000,000"));
    let json = diff(&folder, &["--format", "json"]).json();
    let calculators = json["calculators"].as_sequence().expect("a list of calculators");
    let of = |id: &str| {
        let found = calculators
            .iter()
            .find(|one| one["calculator"].as_str() == Some(id));
        found.unwrap_or_else(|| panic!("{id} is not in {json:?}"))
    };
    let inputs = |example: &Value| {
        ["amount", "iacv"].map(|field| example["inputs"][field].as_str().unwrap_or_default().to_owned())
    };
    let plan = of("command-plan");
    assert_eq!(plan["change"].as_str(), Some("changed"));
    assert_eq!(inputs(&plan["verdicts"][0]), ["7000000.01", "0"]);
    let checklist = of("opportunity-checklist");
    assert_eq!(checklist["change"].as_str(), Some("asked"));
    let example = &checklist["figures"][0];
    assert_eq!(inputs(example), ["7000000.01", "0"], "{example:?}");
    assert_eq!(example["inputs"]["employees"].as_str(), Some("1"));
    assert_ne!(example["before"]["sentence"], example["after"]["sentence"]);
    shows(
        &diff(&folder, &[]),
        &["opportunity-checklist: What does this opportunity need? (a calculator that it asks changed)"],
    );
}

#[test]
fn a_source_that_an_answer_loses_with_a_value_is_told() {
    let folder = Folder::empty();
    for side in ["before", "after"] {
        copy(&repository_of_the_program(), &folder, side);
    }
    let values = folder.read("after/content/policy/commercial-sales.yaml");
    let start = values.find("deck.requirements:").expect("the value is there");
    let end = values.find("command-plan.overview:").expect("another follows");
    folder.write(
        "after/content/policy/commercial-sales.yaml",
        [&values[..start], &values[end..]].concat(),
    );
    shows(
        &diff(&folder, &[]),
        &[
            "deck.requirements: Custom deck requirements (removed)",
            "No verdict changes, whichever field or two fields are at a boundary or beside it. The figures or the words do:",
            "before: Custom deck requirements: /handbook/sales/commercial/#custom-deck-requirements",
        ],
    );
}

#[test]
fn a_declared_calculator_that_comes_or_goes_is_told() {
    let folder = pair();
    let rules = folder.read("after/content/policy/leave.yaml");
    let at = rules.find("calculators:").expect("a calculator is declared");
    folder.write("after/content/policy/leave.yaml", &rules[..at]);
    shows(
        &diff(&folder, &[]),
        &["annual-leave: Can I take this leave? (removed)"],
    );
    let back = folder.run(&["policy", "diff", "after", "before"]);
    shows(&back, &["annual-leave: Can I take this leave? (added)"]);
}

#[test]
fn another_comparison_turns_the_verdict_exactly_at_the_threshold() {
    let folder = pair();
    change_after(&folder, "comparison: above", "comparison: at-or-above");
    let json = diff(&folder, &["--format", "json"]).json();
    assert_eq!(json["values"][0]["parts"][0]["what"].as_str(), Some("comparison"));
    let example = &json["calculators"][0]["verdicts"][0];
    assert_eq!(example["inputs"]["amount"].as_str(), Some("5000"), "{json:?}");
    assert_eq!(example["after"]["verdict"].as_str(), Some("required"));
}

#[test]
fn a_change_of_words_changes_no_verdict() {
    let folder = pair();
    change_after(
        &folder,
        "title: Custom deck threshold",
        "title: When a deck is due",
    );
    shows(
        &diff(&folder, &[]),
        &[
            "title: Custom deck threshold \u{2192} When a deck is due",
            "Only words changed; every verdict stays as it is.",
        ],
    );
    let json = diff(&folder, &["--format", "json"]).json();
    assert_eq!(json["calculators"][0]["tried"].as_u64(), Some(0));
}

#[test]
fn a_case_on_a_page_that_comes_out_differently_is_told_with_its_line() {
    let folder = pair();
    let page = folder.read("after/content/policy/deals.md");
    let cases = "\n```policy-cases deck-threshold as-of=2026-11-23\n| case | segment | amount | type | verdict |\n|---|---|---|---|---|\n| A deal on the line | smb | 5,500 | renewal | required |\n| A small deal | smb | 10 | renewal | not-required |\n```\n";
    folder.write("after/content/policy/deals.md", format!("{page}{cases}"));
    change_after(&folder, "smb: $5,000", "smb: $6,000");
    let json = diff(&folder, &["--format", "json"]).json();
    let cases = json["calculators"][0]["cases"]
        .as_sequence()
        .expect("a list of cases");
    let named = |name: &str| cases.iter().find(|case| case["name"].as_str() == Some(name));
    let told = named("A deal on the line").expect("the case comes out differently");
    let place = told["place"].as_str().unwrap_or_default();
    let line = place.strip_prefix("content/policy/deals.md:");
    let line = line
        .and_then(|line| line.parse::<usize>().ok())
        .unwrap_or_default();
    let text = folder.read("after/content/policy/deals.md");
    let text = text.lines().nth(line - 1).unwrap_or_default();
    assert!(text.contains("A deal on the line"), "{place}: {text}");
    assert_eq!(told["as_of"].as_str(), Some("2026-11-23"));
    assert_eq!(told["before"]["verdict"].as_str(), Some("required"));
    assert_eq!(told["after"]["verdict"].as_str(), Some("not-required"));
    // Its verdict stays, and it names another threshold.
    let small = named("A small deal").expect("the case has another figure");
    assert_eq!(small["before"]["verdict"], small["after"]["verdict"]);
    assert_eq!(small["after"]["values"]["threshold"].as_str(), Some("6000.00"));
}

#[test]
fn words_of_an_answer_that_are_others_are_told() {
    let folder = pair();
    let rules = "after/content/policy/leave.yaml";
    let from = "Enter it in the team\u{2019}s calendar and tell your manager.";
    replace(&folder, rules, from, "Tell your manager.");
    shows(
        &diff(&folder, &[]),
        &[
            "No verdict changes, whichever field or two fields are at a boundary or beside it.",
            "before: Enter it in the team",
            "after: Tell your manager.",
        ],
    );
    let markdown = diff(&folder, &["--format", "markdown"]);
    shows(&markdown, &["<br>Tell your manager. |"]);
    let json = diff(&folder, &["--format", "json"]).json();
    let words = &json["calculators"][0]["figures"][0]["words"];
    assert_eq!(words["after"][0].as_str(), Some("Tell your manager."), "{json:?}");
}

#[test]
fn values_that_come_and_go_are_told() {
    let folder = pair();
    let values = folder.read(&format!("after/{VALUES}"));
    let from = values.find("deck.threshold:").expect("the threshold is there");
    let to = values
        .find("deck.requirements:")
        .expect("the requirements are there");
    let added = "deck.pages:\n  title: Pages of a deck\n  unit: pages\n  source: /policy/deals/#custom-decks\n  from:\n    2026-12-01: 12\n\n";
    folder.write(
        &format!("after/{VALUES}"),
        format!("{}{added}{}", &values[..from], &values[to..]),
    );
    shows(
        &diff(&folder, &[]),
        &[
            "deck.pages: Pages of a deck (added)",
            "from 1 December 2026: nothing \u{2192} 12 pages",
            "shown on  no page",
            "read by   no calculator",
            "deck.threshold: Custom deck threshold (removed)",
            "from 1 February 2020, SMB: $5,000 \u{2192} nothing",
            "after   no answer     deck.threshold: There is no value",
        ],
    );
}

#[test]
fn states_without_a_difference_are_said_to_have_none() {
    let folder = pair();
    shows(&diff(&folder, &[]), &["no differences"]);
    shows(
        &diff(&folder, &["--format", "markdown"]),
        &["There are no differences"],
    );
    let json = diff(&folder, &["--format", "json"]).json();
    assert_eq!(json["values"].as_sequence().map(Vec::len), Some(0));
}

#[test]
fn a_state_with_errors_is_not_compared() {
    let folder = pair();
    change_after(&folder, "smb: $5,000", "smb: five");
    diff(&folder, &[]).fails(
        1,
        &["content/policy/deals.yaml:", "five", "these errors are in after"],
    );
}

fn git(folder: &Folder, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder.path())
        .args(["-c", "user.name=A Writer", "-c", "user.email=writer@example.com"])
        .args(["-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"])
        .args(arguments)
        .output()
        .expect("git can be started");
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("git says text")
}

fn commit_all(folder: &Folder, message: &str) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", message]);
}

/// The starter handbook in a git repository: the threshold changes in the second commit.
fn repository() -> Folder {
    let folder = Folder::starter();
    git(&folder, &["init", "--quiet"]);
    commit_all(&folder, "first");
    git(&folder, &["tag", "published"]);
    change(&folder);
    commit_all(&folder, "second");
    folder
}

fn first_amount(run: &Run) -> Option<String> {
    assert_eq!(run.code, Some(0), "{run:?}");
    let json = run.json();
    let amount = json["calculators"][0]["verdicts"][0]["inputs"]["amount"].as_str();
    amount.map(str::to_owned)
}

#[test]
fn two_revisions_are_compared_and_the_repository_stays_as_it_is() {
    let folder = repository();
    folder.write("content/policy/deals.md", "---\ntitle: Not committed\n---\n");
    git(&folder, &["add", "content/policy/deals.md"]);
    let state = || {
        let index = fs::read(folder.join(".git/index")).expect("the repository has an index");
        (
            index,
            git(&folder, &["status", "--porcelain"]),
            git(&folder, &["log", "--format=%H"]),
        )
    };
    let before = state();
    let run = folder.run(
        &[
            &["policy", "diff", "published", "HEAD", "--format", "json"][..],
            &AS_OF,
        ]
        .concat(),
    );
    assert_eq!(first_amount(&run).as_deref(), Some("5000.01"));
    assert_eq!(
        run.json()["values"][0]["pages"][0]["path"].as_str(),
        Some("content/policy/deals.md")
    );
    assert_eq!(state(), before);
}

#[test]
fn a_revision_is_compared_with_the_working_folder() {
    let folder = repository();
    replace(&folder, VALUES, "smb: $6,000", "smb: $5,500");
    let run = folder.run(&[&["policy", "diff", "HEAD", "--format", "json"][..], &AS_OF].concat());
    assert_eq!(first_amount(&run).as_deref(), Some("5500.01"));
    assert_eq!(run.json()["head"].as_str(), Some("the working folder"));
    // A hook of git runs with the repository's own index in the environment.
    let index = folder.join(".git/index");
    let bytes = fs::read(&index).expect("the repository has an index");
    let mut hook = folder.command();
    hook.args(["policy", "diff", "HEAD", "--format", "json"])
        .args(AS_OF);
    let hook = hook.env("GIT_INDEX_FILE", &index).env("GIT_DIR", ".git").output();
    assert_eq!(
        Run::of(hook.expect("the command can be started")).output,
        run.output
    );
    assert_eq!(fs::read(&index).expect("the repository has an index"), bytes);
}

#[test]
fn a_handbook_in_a_folder_of_the_repository_is_found() {
    let folder = Folder::empty();
    let run = folder.run(&["init", "docs/our handbook"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    folder.write("README.md", "Not the handbook.\n");
    git(&folder, &["init", "--quiet"]);
    commit_all(&folder, "first");
    let values = format!("docs/our handbook/{VALUES}");
    replace(&folder, &values, "smb: $5,000", "smb: $5,100");
    let diff = ["policy", "diff", "HEAD", "--format", "json"];
    let here = folder.run(&[&diff[..], &AS_OF, &["--source", "docs/our handbook"]].concat());
    assert_eq!(first_amount(&here).as_deref(), Some("5000.01"));
    let inside = folder
        .command()
        .current_dir(folder.join("docs/our handbook/content"))
        .args(diff)
        .args(AS_OF)
        .output();
    let inside = Run::of(inside.expect("the command can be started"));
    assert_eq!(inside.output, here.output);
}

#[test]
fn a_revision_that_cannot_be_had_is_told_in_a_sentence() {
    let folder = repository();
    folder.run(&["policy", "diff", "no-such-branch"]).fails(
        2,
        &["`no-such-branch` is neither a folder with a handbook nor a revision"],
    );
    folder
        .run(&["policy", "diff", "published..HEAD"])
        .fails(2, &["two of them are written apart"]);
    folder.run(&["policy", "diff", ""]).fails(2, &["nor a revision"]);
    folder
        .run(&["policy", "diff", "../nowhere"])
        .fails(2, &["../nowhere", "nor a revision"]);
    let without = folder
        .command()
        .args(["policy", "diff", "HEAD"])
        .env("PATH", folder.path())
        .output();
    Run::of(without.expect("the command can be started")).fails(2, &["`git` is not installed"]);

    let alone = Folder::starter();
    alone
        .run(&["policy", "diff", "HEAD"])
        .fails(2, &["the handbook lies in no git repository", "two folders"]);

    let moved = Folder::empty();
    moved.write("README.md", "Nothing else yet.\n");
    git(&moved, &["init", "--quiet"]);
    commit_all(&moved, "first");
    let run = moved.run(&["init", "docs"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    commit_all(&moved, "second");
    moved
        .run(&["policy", "diff", "HEAD~1", "--source", "docs"])
        .fails(2, &["`HEAD~1` has no handbook where this one lies"]);
}
