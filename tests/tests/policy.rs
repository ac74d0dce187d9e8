//! The golden cases of the policy, run natively against the values that the handbook ships with, and those of the starter
//! handbook against its own.

use std::{collections::BTreeMap, fs};

use policy::{Answers, Calculator, Date, PolicyValues, calculators};
use serde::Deserialize;
use serde_yaml::Value as Yaml;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    calculator: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    given: BTreeMap<String, Yaml>,
    #[serde(rename = "as-of")]
    as_of: String,
    expected: Expected,
    why: String,
    #[serde(default)]
    example: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    verdict: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, Yaml>,
    steps: Option<Yaml>,
    next: Option<Yaml>,
    warnings: Option<Yaml>,
    readings: Option<Yaml>,
    #[serde(default)]
    errors: Vec<ExpectedError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    field: String,
    message: String,
}

#[test]
fn every_golden_case_holds() {
    let mut failures = Vec::new();
    for (values, folder) in handbooks() {
        for calculator in with_cases(&values, folder) {
            let file = read_cases(folder, &calculator.description().id);
            for case in &file.cases {
                if let Err(reason) = run(case, &file.calculator, &values) {
                    failures.push(format!("{}: {}: {reason}", file.calculator, case.name));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_calculator_has_enough_cases_and_three_examples() {
    for (values, folder) in handbooks() {
        for calculator in with_cases(&values, folder) {
            let id = &calculator.description().id;
            let file = read_cases(folder, id);
            assert_eq!(file.calculator, **id);
            assert!(file.cases.len() >= 20, "{id} has {} cases", file.cases.len());
            assert_eq!(file.cases.iter().filter(|case| case.example).count(), 3, "{id}");
            let mut names: Vec<&str> = file.cases.iter().map(|case| case.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), file.cases.len(), "{id} names a case twice");
            assert!(
                file.cases.iter().all(|case| !case.why.trim().is_empty()),
                "{id}: a why is empty"
            );
        }
    }
}

#[test]
fn the_shipped_values_survive_their_way_to_the_browser() {
    let values = shipped_values();
    let keys: Vec<&str> = values.iter().map(|value| value.key.as_str()).collect();
    let text = policy::table::encode(&values, &keys);
    let sent = values.iter().cloned().map(|value| policy::values::Value {
        owner: None,
        last_reviewed: None,
        review_by: None,
        ..value
    });
    let travelled =
        policy::table::decode(&text).map(|travelled| travelled.iter().cloned().collect::<Vec<_>>());
    assert_eq!(travelled, Ok(sent.collect()));
    for (key, owner) in values
        .iter()
        .filter_map(|value| Some((&value.key, value.owner.as_ref()?)))
    {
        assert!(!text.contains(owner), "who owns {key} does not travel");
    }
    for calculator in values.calculators() {
        for key in calculator.description().values.iter() {
            assert!(values.get(key).is_some(), "{key} is read and not shipped");
        }
    }
}

fn run(case: &Case, id: &str, values: &PolicyValues) -> Result<(), String> {
    let calculator = values.calculator(id).ok_or("no such calculator")?;
    let answers: Answers = case
        .given
        .iter()
        .map(|(name, given)| (name.clone(), scalar(given)))
        .collect();
    let as_of = Date::parse(&case.as_of).map_err(|error| error.to_string())?;
    match calculator.evaluate(values, &answers, as_of) {
        Ok(answer) => {
            if !case.expected.errors.is_empty() {
                return Err(format!("answered `{}`, errors were expected", answer.sentence));
            }
            if case.expected.verdict.as_deref() != Some(&*answer.verdict) {
                return Err(format!("verdict is `{}`", answer.verdict));
            }
            let given: BTreeMap<String, String> = answer
                .values
                .iter()
                .map(|(name, value)| (name.to_string(), value.plain()))
                .collect();
            let expected: BTreeMap<String, String> = case
                .expected
                .values
                .iter()
                .map(|(name, value)| (name.clone(), scalar(value)))
                .collect();
            if given != expected {
                return Err(format!("values are {given:?}"));
            }
            find("steps", &case.expected.steps, &answer.steps)?;
            find("next", &case.expected.next, &answer.next)?;
            compare("warnings", &case.expected.warnings, &answer.warnings)?;
            compare("readings", &case.expected.readings, &answer.readings)
        }
        Err(errors) => {
            let fits = errors.len() == case.expected.errors.len()
                && errors.iter().zip(&case.expected.errors).all(|(given, expected)| {
                    given.field == expected.field && given.message.contains(&expected.message)
                });
            if fits {
                Ok(())
            } else {
                Err(format!("errors are {errors:?}"))
            }
        }
    }
}

/// Sentences against a count, a part of one, or parts of each; where nothing is expected, none may be there.
fn compare(what: &str, expected: &Option<Yaml>, given: &[String]) -> Result<(), String> {
    let parts: Vec<String> = match expected {
        None => Vec::new(),
        Some(Yaml::Number(count)) => {
            let fits = count.as_u64() == Some(given.len() as u64);
            return if fits {
                Ok(())
            } else {
                Err(format!("{what} are {given:?}"))
            };
        }
        Some(Yaml::Sequence(parts)) => parts.iter().map(scalar).collect(),
        Some(part) => vec![scalar(part)],
    };
    let fits = parts.len() == given.len()
        && parts
            .iter()
            .zip(given)
            .all(|(part, sentence)| sentence.contains(part));
    if fits {
        Ok(())
    } else {
        Err(format!("{what} are {given:?}"))
    }
}

/// Sentences against a count, or parts that each have to be in one of them; where nothing is expected, all may be there.
fn find(what: &str, expected: &Option<Yaml>, given: &[String]) -> Result<(), String> {
    let fits = match expected {
        None => true,
        Some(Yaml::Number(count)) => count.as_u64() == Some(given.len() as u64),
        Some(Yaml::Sequence(parts)) => parts
            .iter()
            .map(scalar)
            .all(|part| given.iter().any(|sentence| sentence.contains(&part))),
        Some(part) => given.iter().any(|sentence| sentence.contains(&scalar(part))),
    };
    fits.then_some(()).ok_or_else(|| format!("{what} are {given:?}"))
}

fn scalar(yaml: &Yaml) -> String {
    match yaml {
        Yaml::String(text) => text.clone(),
        Yaml::Number(number) => number.to_string(),
        Yaml::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}

fn read_cases(folder: &str, id: &str) -> File {
    let path = tests::repository().join(format!("tests/policy/{folder}{id}.yaml"));
    let text = fs::read_to_string(path).expect("every calculator has a file of cases");
    serde_yaml::from_str(&text).expect("the cases are valid YAML of the shape above")
}

/// The values of each handbook of the repository, and the folder of its cases below `tests/policy/`.
fn handbooks() -> [(PolicyValues, &'static str); 2] {
    [
        (values_of(""), ""),
        (values_of("crates/handbook-cli/starter"), "starter/"),
    ]
}

/// The calculators that have cases in a folder: those of the program belong to the handbook that it ships with.
fn with_cases<'v>(values: &'v PolicyValues, folder: &str) -> impl Iterator<Item = &'v dyn Calculator> {
    let is_shipped = folder.is_empty();
    values
        .calculators()
        .filter(move |calculator| is_shipped || calculators::find(&calculator.description().id).is_none())
}

/// The values of the repository's own handbook.
fn shipped_values() -> PolicyValues {
    values_of("")
}

/// The values of the handbook in a folder of the repository, read as a build reads them.
fn values_of(folder: &str) -> PolicyValues {
    let root = tests::repository().join(folder);
    let source = handbook::read(&tests::project(&root, tests::theme::plain())).expect("it can be read");
    let (values, findings) = handbook::policy_values(&source);
    assert!(
        findings.is_empty(),
        "{}",
        tests::findings::listed(&source, &findings)
    );
    values
}
