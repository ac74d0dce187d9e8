//! No declaration of a calculator crashes the program or hangs it, and every finding points into its file.

use std::time::{Duration, Instant};

use handbook::{Source, diagnostics::Diagnostics, policy_values, read};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, proptest},
    sample::{Index, select},
};
use tests::{folder::Folder, project, theme};

/// What is put into a sound declaration, or in place of a part of it.
const FRAGMENTS: &[&str] = &[
    "",
    " ",
    "\n",
    "\n  ",
    "\n      ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "\"",
    "'",
    "#",
    " #",
    "|",
    ">-\n",
    "&a ",
    "*a",
    "!t ",
    "é",
    "日本",
    "{why}",
    "{limit}",
    "{",
    "yes",
    "no",
    "5",
    "-5",
    "$5",
    "30%",
    "2020-02-30",
    "days",
    "days + ",
    "days / 0",
    "1 / days",
    "limit.days * limit.days",
    "999999999999999999999",
    "round_up(",
    "round_up(days / 7, 0)",
    "min(days)",
    "((((((((((((((((((((((((((((((",
    "not not not ",
    " and ",
    " or ",
    "otherwise",
    "first-match",
    "meets limit.days",
    "[smb]",
    "kind: date",
    "kind: choice",
    "optional: yes",
    "if: ",
    "verdict: few",
    "calculators:",
];

const SOUND: &str = "\
limit.days:
  title: Days
  unit: days
  comparison: at-most
  source: /
  from:
    2020-02-01: 5
    2026-01-01: 7

calculators:
  rest:
    title: Is it enough?
    summary: Decides from the days whether they are enough.
    fields:
      days: { label: Days, kind: whole-number, default: 5, maximum: 60 }
      more: { label: \"More, or not\", kind: yes-no, default: no, optional: yes }
    results:
      weeks: round_up(days / 7)
      left: { formula: limit.days - days, step: \"{days} of {limit.days} are {left}.\" }
    figures: [weeks, left]
    rows:
      - if: days meets limit.days
        verdict: few
        because: \"{days} is few.\"
      - if: [not (days meets limit.days), more = yes]
        verdict: many
      - if:
          - days > limit.days
          - more = no
        verdict: many
    verdicts:
      few: \"Few: {why}\"
      many:
        sentence: >-
          Many: {why}
        sources:
          - title: Home
            href: /
";

fn folder(text: &str) -> Folder {
    let folder = Folder::of("//- content/_index.md\n---\ntitle: Home\n---\n{{< calculator \"rest\" >}}\n");
    folder.write("content/policy/rest.yaml", text);
    folder
}

fn source(text: &str) -> Source {
    read(&project(folder(text).path(), theme::plain())).expect("readable")
}

fn check(text: &str) -> Diagnostics {
    let checked = handbook::check(&project(folder(text).path(), theme::plain()), None);
    checked.expect("readable").findings
}

/// The sound declaration with fragments in place of some of its words.
fn any_declaration() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), 0_usize..12, select(FRAGMENTS));
    vec(change, 1..4).prop_map(|changes| {
        let mut text = SOUND.to_owned();
        for (place, length, fragment) in changes {
            let start = text.floor_char_boundary(place.index(text.len()));
            let end = text
                .floor_char_boundary((start + length).min(text.len()))
                .max(start);
            text.replace_range(start..end, fragment);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn any_declaration_is_taken_or_refused_at_its_place(text in any_declaration()) {
        let source = source(&text);
        let (_, findings) = policy_values(&source);
        for finding in &findings {
            let span = finding.span.clone().unwrap_or(0..0);
            assert!(text.get(span).is_some(), "{finding:?}");
            assert!(!finding.hints.is_empty(), "{finding:?}");
        }
        let _ = check(&text);
    }
}

#[test]
fn the_declaration_that_is_changed_is_sound() {
    let found = check(SOUND);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn enormous_declarations_come_back() {
    let of = |part: &str, count: usize, line: &dyn Fn(usize) -> String| {
        let lines: String = (0..count).map(line).collect();
        format!("calculators:\n  rest:\n    title: a\n    summary: b\n    {part}:\n{lines}")
    };
    let calculators: String = (0..20_000)
        .map(|number| format!("  c{number}: {{ title: a }}\n"))
        .collect();
    let fields: String = (0..30)
        .map(|number| format!("      f{number}: {{ label: F, kind: money, default: 5 }}\n"))
        .collect();
    let rows: String = (0..100)
        .map(|row| {
            let conditions: String = (0..20)
                .map(|number| {
                    format!(
                        "          - f{} * {row} < f{} + {number}\n",
                        number + 1,
                        number + 2
                    )
                })
                .collect();
            format!("      - if:\n{conditions}        verdict: v\n")
        })
        .collect();
    let texts = [
        (
            "unknown keys",
            of("fields", 0, &|_| String::new())
                + &(0..50_000)
                    .map(|key| format!("    k{key}: 1\n"))
                    .collect::<String>(),
        ),
        (
            "fields",
            of("fields", 50_000, &|number| format!("      F{number}: 5\n")),
        ),
        (
            "results",
            of("results", 50_000, &|number| format!("      r{number}: [a]\n")),
        ),
        ("rows", of("rows", 50_000, &|_| "      - 5\n".to_owned())),
        (
            "verdicts",
            of("verdicts", 50_000, &|number| format!("      v{number}:\n")),
        ),
        ("calculators", format!("calculators:\n{calculators}")),
        (
            "a table",
            format!(
                "calculators:\n  rest:\n    title: a\n    summary: b\n    fields:\n{fields}    table: first-match\n    rows:\n{rows}    verdicts: {{ v: V }}\n"
            ),
        ),
    ];
    for (name, text) in texts {
        let source = source(&text);
        let started = Instant::now();
        let (_, findings) = policy_values(&source);
        assert!(findings.errors() > 0, "{name} is taken");
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "{name}: {:?}",
            started.elapsed()
        );
    }
}
