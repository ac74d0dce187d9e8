//! Asks the calculator and compares: what came out of a case, what should have, and why.

use std::borrow::Cow;

use policy::{
    Answer, Calculator, Date, FieldError, Moment, Money, PolicyValues,
    calculator::{self, AnswerValue},
    money::Sign,
    number::{parse_multiple, parse_percent},
    values::{Amounts, Tier},
};

use super::{
    PolicyCase,
    meaning::{Column, Table, figure},
};
use crate::{diagnostics::Diagnostic, suggest::did_you_mean};

/// What came out of a case.
pub(crate) type Outcome = Result<Answer, Vec<FieldError>>;

/// Asks the calculator.
pub(crate) fn ask(case: &PolicyCase, calculator: &dyn Calculator, values: &PolicyValues) -> Outcome {
    calculator::decide(calculator, values, &case.answers(), case.as_of)
}

/// Runs the cases of a table and tells what came out of each. Each that fails, and each column that means nothing, is a
/// finding.
pub(crate) fn check(
    table: &Table<'_>,
    cases: &[Option<PolicyCase>],
    calculator: &dyn Calculator,
    values: &PolicyValues,
    path: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Option<Outcome>> {
    let asked: Vec<Option<Outcome>> = cases
        .iter()
        .map(|case| Some(ask(case.as_ref()?, calculator, values)))
        .collect();
    let figures = || {
        let answers = asked.iter().flatten().filter_map(|outcome| outcome.as_ref().ok());
        answers.flat_map(|answer| answer.values.iter().map(|(name, _)| name.as_ref()))
    };
    let mut unknown = Vec::new();
    for (column, head) in table.columns.iter().zip(&table.block.columns) {
        if let Column::Figure(name) = column
            && !figures().any(|known| known == figure(name))
        {
            let nearest = did_you_mean(name, table.known_columns().chain(figures()));
            // Where no case is answered, nobody knows the figures.
            if nearest.is_none() && figures().next().is_none() {
                continue;
            }
            let message = format!("`{}` has no field and no figure `{name}`", table.description.id);
            findings.push(
                Diagnostic::error("unknown-column", path, message)
                    .at(head.span.clone())
                    .hint_maybe(nearest)
                    .hint(format!(
                        "`handbook calc {} --help` lists the fields",
                        table.description.id
                    )),
            );
            unknown.push(figure(name));
        }
    }
    let outcomes = cases.iter().zip(&asked);
    for (case, outcome) in outcomes.filter_map(|(case, outcome)| case.as_ref().zip(outcome.as_ref())) {
        let differences = differences(case, outcome, &unknown);
        if !differences.is_empty() {
            let message = format!("the case `{}` fails: {}", case.name, differences.join("; "));
            let mut finding = Diagnostic::error("policy-case-fails", path, message).at(case.span.clone());
            finding.hints = reasons(case, outcome, values);
            findings.push(finding);
        }
    }
    asked
}

/// What came out differently, a part of a sentence each.
fn differences(case: &PolicyCase, outcome: &Outcome, unknown: &[Cow<'_, str>]) -> Vec<String> {
    let expected = &case.expected;
    let mut found = Vec::new();
    match (outcome, &expected.error) {
        (Ok(answer), Some(field)) => found.push(format!(
            "a mistake in `{field}` is expected, and the verdict is `{}`",
            answer.verdict
        )),
        (Err(mistakes), Some(field)) => {
            let others = mistakes.iter().filter(|mistake| mistake.field != *field);
            found.extend(others.map(refused));
            if !mistakes.iter().any(|mistake| mistake.field == *field) {
                found.push(format!("`{field}` is not refused"));
            }
        }
        (Err(mistakes), None) => found.extend(mistakes.iter().map(refused)),
        (Ok(answer), None) => {
            if let Some(verdict) = expected
                .verdict
                .as_deref()
                .filter(|verdict| *verdict != answer.verdict)
            {
                found.push(format!("the verdict is `{}`, not `{verdict}`", answer.verdict));
            }
            for (name, text) in &expected.values {
                match answer.value(name) {
                    Some(value) if is(*value, text) => {}
                    Some(value) => found.push(format!("`{name}` is `{}`, not `{text}`", value.plain())),
                    None if unknown.iter().any(|known| known == name) => {}
                    None => found.push(format!("the answer has no figure `{name}`, `{text}` is expected")),
                }
            }
            let parts = [
                (
                    &expected.sentence,
                    std::slice::from_ref(&answer.sentence),
                    "the answer does not say",
                ),
                (&expected.step, answer.steps.as_slice(), "no step says"),
                (&expected.next, answer.next.as_slice(), "nothing to do next says"),
                (&expected.warning, answer.warnings.as_slice(), "no warning says"),
                (&expected.reading, answer.readings.as_slice(), "no reading says"),
            ];
            for (part, sentences, complaint) in parts {
                if let Some(part) = part
                    && !sentences.iter().any(|sentence| says(sentence, part))
                {
                    found.push(format!("{complaint} `{part}`"));
                }
            }
        }
    }
    found
}

/// Whether a sentence says something, in capitals or not.
pub(crate) fn says(sentence: &str, part: &str) -> bool {
    sentence.to_lowercase().contains(&part.to_lowercase())
}

fn refused(mistake: &FieldError) -> String {
    let reason = mistake.message.trim_end_matches('.');
    if mistake.given.is_empty() {
        format!("`{}` is refused: {reason}", mistake.field)
    } else {
        format!("`{}` in `{}` is refused: {reason}", mistake.given, mistake.field)
    }
}

/// How the answer came about, one step each, with the values that it rests on.
fn reasons(case: &PolicyCase, outcome: &Outcome, values: &PolicyValues) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Ok(answer) = outcome {
        reasons.push(format!("it answers: {}", answer.sentence));
        let steps = answer.steps.iter().enumerate();
        reasons.extend(steps.map(|(index, step)| format!("step {}: {step}", index + 1)));
        let warnings = answer.warnings.iter();
        reasons.extend(warnings.map(|warning| format!("it warns: {warning}")));
        for (key, since) in &answer.in_force {
            reasons.push(format!(
                "`{key}` is {} since {}",
                amount(values, key, case.as_of),
                since.display()
            ));
        }
    }
    reasons.push(
        "where the policy was changed on purpose, mend the case; otherwise mend the value or the rule"
            .to_owned(),
    );
    reasons
}

/// The amount of a value on a day, each tier by its name.
fn amount(values: &PolicyValues, key: &str, as_of: Date) -> String {
    let entry = values.get(key).and_then(|value| value.in_force(as_of));
    match entry.map(|entry| &entry.amounts) {
        None => "not known".to_owned(),
        Some(Amounts::All(amount)) => amount.display(),
        Some(amounts @ Amounts::ByTier { .. }) => {
            let by_tier = Tier::ALL.into_iter().filter_map(|tier| {
                let amount = amounts.of(Some(tier))?;
                Some(format!("{} for {}", amount.display(), tier.label()))
            });
            by_tier.collect::<Vec<_>>().join(" and ")
        }
    }
}

/// Whether a figure is what an author wrote, be it `5000.00` or `$5,000`.
fn is(value: AnswerValue, text: &str) -> bool {
    match value {
        AnswerValue::Money(money) => Money::parse(text, Sign::Any) == Ok(money),
        AnswerValue::Date(date) => Date::parse(text) == Ok(date),
        AnswerValue::Flag(flag) => text == if flag { "yes" } else { "no" } || text == value.plain(),
        AnswerValue::Count(count) => text.replace(',', "") == count.to_string(),
        AnswerValue::Multiple(multiple) => parse_multiple(text) == Ok(multiple),
        AnswerValue::Percent(percent) => parse_percent(text) == Ok(percent),
        AnswerValue::Moment(moment) => Moment::parse(text) == Ok(moment),
    }
}
