//! The differences for a merge request.

use super::{CalculatorReport, Report, ValueReport, outcome::Outcome, search::Example, text};
use crate::{commands::policy::pages, report::counted};

/// The whole report.
pub(super) fn of(report: &Report<'_>) -> String {
    let mut out = format!(
        "## What this change of the policy does\n\nFrom {} to {}, seen on {}.\n",
        code(report.base),
        code(report.head),
        report.today.display()
    );
    if report.values.is_empty() && report.calculators.is_empty() {
        out.push_str("\nThere are no differences in the policy.\n");
        return out;
    }
    if !report.values.is_empty() {
        out.push_str("\n### Values\n\n| Value | Change | Shown on | Read by |\n|---|---|---|---|\n");
        for value in &report.values {
            out.push_str(&row(value));
        }
    }
    if !report.calculators.is_empty() {
        out.push_str("\n### Calculators\n");
    }
    for calculator in &report.calculators {
        push_calculator(&mut out, calculator);
    }
    out
}

fn row(report: &ValueReport<'_>) -> String {
    let change = &report.change;
    let title = change.value().map_or("", |value| &value.title);
    let mut parts: Vec<String> = vec![change.kind().word().to_owned()];
    parts.extend(change.parts.iter().map(|part| escaped(&part.words())));
    let pages: Vec<String> = pages::of(&report.pages)
        .iter()
        .map(|page| format!("{} {}", escaped(&page.first.title), code(&page.place())))
        .collect();
    let calculators: Vec<String> = report.calculators.iter().map(|id| code(id)).collect();
    format!(
        "| {} {} | {} | {} | {} |\n",
        code(change.key()),
        escaped(title),
        parts.join("<br>"),
        or_nothing(&pages),
        or_nothing(&calculators)
    )
}

fn push_calculator(out: &mut String, report: &CalculatorReport) {
    out.push_str(&format!(
        "\n#### {} ({})\n\n",
        escaped(&report.title),
        code(&report.id)
    ));
    if let Some(kind) = report.kind {
        out.push_str(&format!(
            "The declaration is {}.\n\n",
            match kind.word() {
                "added" => "new",
                "removed" => "gone",
                _ => "another one",
            }
        ));
    }
    if !report.values.is_empty() {
        let values: Vec<String> = report.values.iter().map(|key| code(key)).collect();
        out.push_str(&format!("It reads what changed: {}.\n\n", values.join(", ")));
    } else if report.kind.is_none() {
        out.push_str("A calculator that it asks changed.\n\n");
    }
    if !report.examples.is_empty() {
        out.push_str("The smallest inputs whose verdict changes:\n\n");
        out.push_str(EXAMPLES);
        for example in &report.examples {
            out.push_str(&example_row(example));
        }
    } else if !report.figures.is_empty() {
        out.push_str("No verdict changes, whichever field or two fields are at a boundary or beside it. The figures or the words do:\n\n");
        out.push_str(EXAMPLES);
        for example in &report.figures {
            out.push_str(&example_row(example));
        }
    } else if let Some(line) = report.nothing_found() {
        out.push_str(&format!("{line}\n"));
    }
    if report.is_cut {
        let tried = counted(report.tried, "input");
        out.push_str(&format!(
            "\nThere are more inputs than are tried ({tried} were); others may change too.\n"
        ));
    }
    if !report.cases.is_empty() {
        out.push_str(&format!("\n{}:\n\n", report.cases_counted()));
    }
    for change in &report.cases {
        out.push_str(&format!(
            "- {} ({}, as of {}): {} \u{2192} {}",
            escaped(&change.case.name),
            code(&change.case.place),
            change.as_of.display(),
            code(change.before.word()),
            code(change.after.word())
        ));
        let figures = text::figures(&change.before, &change.after);
        if !figures.is_empty() {
            out.push_str(&format!("; {}", escaped(&figures.join(", "))));
        }
        out.push('\n');
    }
    let pages: Vec<String> = pages::of(&report.pages)
        .iter()
        .map(|page| format!("{} {}", escaped(&page.first.title), code(&page.place())))
        .collect();
    if !pages.is_empty() {
        out.push_str(&format!("\nIt stands on {}.\n", pages.join(", ")));
    }
}

const EXAMPLES: &str = "| As of | Inputs | Before | After |\n|---|---|---|---|\n";

fn example_row(example: &Example) -> String {
    let inputs: Vec<String> = example
        .inputs
        .iter()
        .map(|(field, text)| format!("{} {}", code(field), escaped(text)))
        .collect();
    let has_same_sentence = example.before.sentence() == example.after.sentence();
    let side = |outcome: &Outcome, words: &[&str]| {
        let mut text = format!("**{}**: {}", escaped(outcome.word()), escaped(outcome.sentence()));
        for line in words.iter().filter(|_| has_same_sentence) {
            text.push_str("<br>");
            text.push_str(&escaped(line));
        }
        text
    };
    let [(_, before), (_, after)] = example.words();
    format!(
        "| {} | {} | {} | {} |\n",
        example.as_of.display(),
        inputs.join("<br>"),
        side(&example.before, &before),
        side(&example.after, &after)
    )
}

fn or_nothing(list: &[String]) -> String {
    match list {
        [] => "nothing".to_owned(),
        list => list.join("<br>"),
    }
}

/// Text that means nothing but itself, on one line and within one cell.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '~' | '$' => {
                out.push('\\');
                out.push(letter);
            }
            '&' => out.push_str("&amp;"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A name as code; what would end it is left out.
fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_control() && !matches!(letter, '`' | '|'))
        .collect();
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_file_means_nothing_but_itself() {
        assert_eq!(escaped("a|b <b>*x*\n"), "a\\|b \\<b\\>\\*x\\* ");
        assert_eq!(code("a`b|c"), "`abc`");
    }
}
