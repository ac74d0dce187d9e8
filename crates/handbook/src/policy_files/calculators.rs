//! The calculators that `content/policy/*.yaml` declares below the key `calculators`: from YAML to checked calculators,
//! every mistake at its place.
//!
//! Owns the way from a part of a declaration to the bytes of the file. What a formula or a decision table may say is known
//! to [`policy::declared`] alone.

mod reader;

use std::{collections::HashMap, ops::Range};

use policy::{
    PolicyValues, calculators,
    declared::{self, Declared, Draft, Mistake, Place},
};

use self::reader::{Reader, is_name};
use crate::{
    diagnostics::Diagnostic,
    source::Source,
    yaml::{self, Document, Step, Value},
};

/// The key at the margin below which calculators are declared.
pub(crate) const KEY: &str = "calculators";

/// The most mistakes of one calculator that are told.
const MOST_MISTAKES: usize = 40;

/// More calculators than this are refused, since each is tried out with many inputs at every build.
const MOST: usize = 100;

/// After so many findings the rest waits until these are mended.
const MOST_TOLD: usize = 100;

/// The findings about parts that nothing uses.
const UNUSED: [&str; 2] = ["calculator-unused-field", "calculator-unused-result"];

/// A declaration that could be read, and where it stands.
struct Declaration<'d> {
    draft: Draft,
    document: &'d Document<'d>,
}

/// Reads and checks all declarations of the files. One with a mistake is left out.
pub(super) fn read(
    documents: &[Document<'_>],
    values: &PolicyValues,
    mistaken: &dyn Fn(&str) -> bool,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Declared> {
    let mut sound = Vec::new();
    let limit = findings.len() + MOST_TOLD;
    for Declaration { draft, document } in declarations(documents, limit, findings) {
        let texts = draft.clone();
        match declared::check(draft, values) {
            Ok(calculator) => sound.push(calculator),
            Err(mut mistakes) => {
                // What stands in a formula that cannot be read is not known to be used.
                let is_unread = mistakes.iter().any(|mistake| mistake.code == "calculator-syntax");
                mistakes.retain(|mistake| {
                    let is_guess = is_unread && UNUSED.contains(&mistake.code);
                    !is_guess && !follows(&texts, mistake, mistaken)
                });
                let most = MOST_MISTAKES.min(limit.saturating_sub(findings.len()));
                let untold = mistakes.len().saturating_sub(most);
                let told = mistakes.into_iter().take(most);
                findings.extend(told.map(|mistake| finding(document, &texts, mistake)));
                if untold > 0 {
                    let place = document.place(&below(&texts.id, &[])).entry;
                    let message = format!("the calculator `{}` has {untold} more mistakes", texts.id);
                    findings.push(
                        Diagnostic::error("calculator-more-mistakes", document.path, message)
                            .at(place)
                            .hint("correct the ones that are told, and check again"),
                    );
                }
            }
        }
    }
    sound
}

/// The ids of all calculators that the files declare, sound or not.
pub(super) fn ids(documents: &[Document<'_>]) -> Vec<String> {
    let declarations = documents
        .iter()
        .filter_map(|document| document.root.get(KEY)?.as_mapping());
    declarations
        .flat_map(|map| map.keys().filter_map(yaml::scalar))
        .collect()
}

/// Where a source of a verdict stands, both by their numbers.
pub(crate) fn source_place(
    source: &Source,
    id: &str,
    verdict: usize,
    number: usize,
) -> Option<(String, Range<usize>)> {
    source.policy.iter().find_map(|file| {
        let document = yaml::parse(&file.path, &file.text).ok()?;
        let declared = document.root.get(KEY)?.get(id)?;
        let (verdict, told) = declared.get("verdicts")?.as_mapping()?.iter().nth(verdict)?;
        let verdict = yaml::scalar(verdict)?;
        let sources = told.get("sources")?;
        let mut steps = below(
            id,
            &[Step::Key("verdicts"), Step::Key(&verdict), Step::Key("sources")],
        );
        if let Some(source) = sources.get(number) {
            steps.push(Step::Item(number));
            steps.extend(source.is_mapping().then_some(Step::Key("href")));
        }
        Some((file.path.clone(), document.place(&steps).entry))
    })
}

/// The declarations that have every part, in the order of the files.
fn declarations<'d>(
    documents: &'d [Document<'d>],
    limit: usize,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Declaration<'d>> {
    let mut read = Vec::new();
    let mut origin: HashMap<String, &str> = HashMap::new();
    for document in documents {
        let Some(entry) = document.root.get(KEY) else {
            continue;
        };
        let error = |code, steps: &[Step<'_>], message: String| {
            Diagnostic::error(code, document.path, message).at(document.place(steps).entry)
        };
        let Value::Mapping(declarations) = entry else {
            let message = format!("`{KEY}` should be a map, not {}", yaml::kind(entry));
            findings.push(error("calculator-invalid", &[Step::Key(KEY)], message).hint(
                "write the id of a calculator below it, such as `annual-leave:`, and its parts below that",
            ));
            continue;
        };
        for (id, entry) in declarations {
            if findings.len() >= limit {
                return read;
            }
            let id = yaml::scalar(id).unwrap_or_default();
            let place = below(&id, &[]);
            if origin.len() == MOST {
                let message = format!("there are more than {MOST} calculators");
                findings.push(
                    error("calculator-too-many", &place, message)
                        .hint("take out the ones that no page shows"),
                );
                return read;
            }
            let taken = match origin.get(&id) {
                Some(path) => Some(format!("the calculator `{id}` is already in `{path}`")),
                None if calculators::find(&id).is_some() => {
                    Some(format!("the program has a calculator `{id}` of its own"))
                }
                None => None,
            };
            if let Some(message) = taken {
                let finding = error("calculator-duplicate-id", &place, message);
                findings.push(finding.hint("give this one another id"));
                continue;
            }
            origin.insert(id.clone(), document.path);
            if !is_name(&id) {
                let message = format!("`{id}` is no id for a calculator");
                let finding = error("calculator-invalid-name", &place, message);
                findings.push(finding.hint(reader::NAMES));
                continue;
            }
            let draft = Reader::new(document, findings, limit).draft(&id, entry);
            read.extend(draft.map(|draft| Declaration { draft, document }));
        }
    }
    read
}

/// Whether a mistake is only that a value is missing which has a mistake of its own.
fn follows(draft: &Draft, mistake: &Mistake, mistaken: &dyn Fn(&str) -> bool) -> bool {
    let text = text_at(draft, mistake);
    let part = mistake.within.clone().and_then(|range| text.get(range));
    part.is_some_and(|part| mistaken(part.split('[').next().unwrap_or(part).trim()))
}

fn finding(document: &Document<'_>, draft: &Draft, mistake: Mistake) -> Diagnostic {
    let place = document.place(&steps_to(document, draft, &mistake));
    let span = match mistake.place {
        Place::Whole | Place::Row(_) => place.entry,
        _ => place.within(text_at(draft, &mistake), mistake.within),
    };
    Diagnostic::error(mistake.code, document.path, mistake.message)
        .at(span)
        .hint(mistake.hint)
}

/// The steps from the top of the file to a part of a declaration.
fn below<'s>(id: &'s str, part: &[Step<'s>]) -> Vec<Step<'s>> {
    [&[Step::Key(KEY), Step::Key(id)], part].concat()
}

/// The steps to the part that a mistake is about.
fn steps_to<'s>(document: &Document<'_>, draft: &'s Draft, mistake: &Mistake) -> Vec<Step<'s>> {
    let mut steps = Vec::new();
    match mistake.place {
        Place::Field(number, key) => {
            steps.push(Step::Key("fields"));
            steps.extend(draft.fields.get(number).map(|field| Step::Key(&field.name)));
            steps.extend((key != "name").then_some(Step::Key(key)));
        }
        Place::Result(number, key) => {
            steps.push(Step::Key("results"));
            steps.extend(draft.results.get(number).map(|result| Step::Key(&result.name)));
            steps.extend((key != "name").then_some(Step::Key(key)));
        }
        Place::Figure(number) => steps.extend([Step::Key("figures"), Step::Item(number)]),
        Place::Row(row) => {
            steps.extend([Step::Key("rows"), Step::Item(row)]);
            steps.extend((mistake.code == "calculator-unknown-verdict").then_some(Step::Key("verdict")));
        }
        Place::Condition(row, number) => {
            steps.extend([
                Step::Key("rows"),
                Step::Item(row),
                Step::Key("if"),
                Step::Item(number),
            ]);
        }
        Place::Because(row) => steps.extend([Step::Key("rows"), Step::Item(row), Step::Key("because")]),
        Place::Verdict(number, key) => {
            steps.push(Step::Key("verdicts"));
            steps.extend(draft.verdicts.get(number).map(|verdict| Step::Key(&verdict.name)));
            steps.extend((key != "name").then_some(Step::Key(key)));
            steps.extend(sentence_of(draft, mistake).map(|(item, _)| Step::Item(item)));
        }
        Place::Whole => steps.extend((mistake.code == "calculator-gap").then_some(Step::Key("rows"))),
    }
    let steps = below(&draft.id, &steps);
    // A single condition, formula or sentence may stand without a list or a map around it.
    let parts = steps.len();
    let is_there = |steps: &[Step<'_>]| {
        let mut value = document.root.get(KEY);
        for step in steps.iter().skip(1) {
            value = match step {
                Step::Key(key) => value.and_then(|value| value.get(key)),
                Step::Item(number) => value.and_then(|value| value.get(number)),
            };
        }
        value.is_some()
    };
    let present = (1..=parts)
        .rev()
        .find(|count| is_there(&steps[..*count]))
        .unwrap_or(parts);
    steps[..present].to_vec()
}

/// The text at the place of a mistake; empty where there is none, or more than one.
fn text_at<'d>(draft: &'d Draft, mistake: &Mistake) -> &'d str {
    let text = match mistake.place {
        Place::Field(number, key) => draft.fields.get(number).and_then(|field| match key {
            "name" => Some(&field.name),
            "label" => Some(&field.label),
            "hint" => Some(&field.hint),
            "kind" => Some(&field.kind),
            "unit" => field.unit.as_ref(),
            "default" => field.default.as_ref(),
            "minimum" => field.minimum.as_ref(),
            "maximum" => field.maximum.as_ref(),
            _ => None,
        }),
        Place::Result(number, key) => draft.results.get(number).and_then(|result| match key {
            "name" => Some(&result.name),
            "label" => result.label.as_ref(),
            "formula" => Some(&result.formula),
            "step" => result.step.as_ref(),
            _ => None,
        }),
        Place::Figure(number) => draft.figures.get(number),
        Place::Condition(row, number) => draft.rows.get(row).and_then(|row| row.conditions.get(number)),
        Place::Because(row) => draft.rows.get(row).and_then(|row| row.because.as_ref()),
        Place::Verdict(number, key) => draft.verdicts.get(number).and_then(|verdict| match key {
            "name" => Some(&verdict.name),
            "verdict" => verdict.verdict.as_ref(),
            "sentence" => Some(&verdict.sentence),
            _ => sentence_of(draft, mistake).map(|(_, text)| text),
        }),
        Place::Row(row) => draft.rows.get(row).map(|row| &row.verdict),
        Place::Whole => None,
    };
    text.map_or("", String::as_str)
}

/// The sentence in a list of a verdict that a mistake is about: the one that has the braces there which it names.
fn sentence_of<'d>(draft: &'d Draft, mistake: &Mistake) -> Option<(usize, &'d String)> {
    let Place::Verdict(number, key) = mistake.place else {
        return None;
    };
    let verdict = draft.verdicts.get(number)?;
    let sentences = match key {
        "steps" => &verdict.steps,
        "next" => &verdict.next,
        "warnings" => &verdict.warnings,
        _ => return None,
    };
    let range = mistake.within.clone()?;
    let is_meant = |text: &String| {
        let part = text.get(range.clone()).unwrap_or_default();
        let name = part
            .trim_matches(['{', '}'])
            .split('[')
            .next()
            .unwrap_or_default()
            .trim();
        part.starts_with(['{', '}']) && mistake.message.contains(name)
    };
    sentences.iter().enumerate().find(|(_, text)| is_meant(text))
}
