//! The differences for a terminal.

use super::{CalculatorReport, Report, ValueReport, outcome::shown, search::Example};
use crate::{
    commands::policy::{pages, words},
    report::counted,
    terminal::printable,
};

/// The whole report.
pub(super) fn of(report: &Report<'_>) -> String {
    let mut out = format!("The policy, from {} to {}\n", report.base, report.head);
    if report.values.is_empty() && report.calculators.is_empty() {
        out.push_str("\nno differences\n");
        return printable(&out);
    }
    for value in &report.values {
        push_value(&mut out, value);
    }
    for calculator in &report.calculators {
        push_calculator(&mut out, calculator);
    }
    printable(&out)
}

fn push_value(out: &mut String, report: &ValueReport<'_>) {
    let change = &report.change;
    let title = change.value().map_or("", |value| &value.title);
    out.push_str(&format!(
        "\n{}: {title} ({})\n",
        change.key(),
        change.kind().word()
    ));
    for part in &change.parts {
        out.push_str(&format!("  {}\n", part.words()));
    }
    let pages = pages::of(&report.pages);
    let pages: Vec<String> = pages
        .iter()
        .map(|page| format!("{} ({})", page.first.address, page.place()))
        .collect();
    let rows = [
        listed("shown on", pages, "no page"),
        listed("read by", report.calculators.clone(), "no calculator"),
    ]
    .concat();
    out.push_str(&words::columns(&rows));
}

/// Lines of a list with its name before the first one; `nothing` where it is empty.
fn listed(name: &str, list: Vec<String>, nothing: &str) -> Vec<Vec<String>> {
    let list = if list.is_empty() {
        vec![nothing.to_owned()]
    } else {
        list
    };
    let mut name = format!("  {name}");
    list.into_iter()
        .map(|entry| vec![std::mem::take(&mut name), entry])
        .collect()
}

fn push_calculator(out: &mut String, report: &CalculatorReport) {
    let kind = match report.kind {
        Some(kind) => kind.word(),
        None if report.values.is_empty() => "a calculator that it asks changed",
        None => "its values changed",
    };
    out.push_str(&format!("\n{}: {} ({kind})\n", report.id, report.title));
    let pages: Vec<String> = pages::of(&report.pages)
        .iter()
        .map(|page| format!("{} ({})", page.first.address, page.place()))
        .collect();
    out.push_str(&words::columns(&listed("stands on", pages, "no page")));
    if !report.examples.is_empty() {
        out.push_str("  The smallest inputs whose verdict changes:\n");
        for example in &report.examples {
            push_example(out, &report.id, example);
        }
    } else if !report.figures.is_empty() {
        out.push_str("  No verdict changes, whichever field or two fields are at a boundary or beside it. The figures or the words do:\n");
        for example in &report.figures {
            push_example(out, &report.id, example);
        }
    } else if let Some(line) = report.nothing_found() {
        out.push_str(&format!("  {line}\n"));
    }
    if report.is_cut {
        let tried = counted(report.tried, "input");
        out.push_str(&format!(
            "  There are more inputs than are tried ({tried} were); others may change too.\n"
        ));
    }
    if !report.cases.is_empty() {
        out.push_str(&format!("  {}:\n", report.cases_counted()));
    }
    for change in &report.cases {
        out.push_str(&format!(
            "    {} ({}), as of {}\n",
            change.case.name,
            change.case.place,
            change.as_of.display()
        ));
        out.push_str(&format!(
            "      before  {}\n",
            brief(&change.before, &change.after)
        ));
        out.push_str(&format!(
            "      after   {}\n",
            brief(&change.after, &change.before)
        ));
    }
}

fn push_example(out: &mut String, id: &str, example: &Example) {
    out.push_str(&format!("    {}\n", example.command(id)));
    let rows = [("before", &example.before), ("after", &example.after)].map(|(name, outcome)| {
        vec![
            format!("      {name}"),
            outcome.word().to_owned(),
            outcome.sentence().to_owned(),
        ]
    });
    out.push_str(&words::columns(&rows));
    if example.before.verdict() == example.after.verdict() {
        for line in figures(&example.before, &example.after) {
            out.push_str(&format!("      {line}\n"));
        }
        if example.before.sentence() == example.after.sentence() {
            for (name, words) in example.words() {
                for line in words {
                    out.push_str(&format!("      {name}: {line}\n"));
                }
            }
        }
    }
}

/// The verdict with the figures that another outcome has not.
fn brief(outcome: &super::outcome::Outcome, other: &super::outcome::Outcome) -> String {
    let mut text = match outcome.verdict() {
        Some(verdict) => verdict.to_owned(),
        None => format!("no answer: {}", outcome.sentence()),
    };
    for (name, value) in outcome.figures() {
        if !other.figures().contains(&(name.clone(), *value)) {
            text.push_str(&format!(", {} {}", name.replace('_', " "), shown(value)));
        }
    }
    text
}

/// The figures that are not the same: `threshold: $5,000 → $6,000`.
pub(super) fn figures(before: &super::outcome::Outcome, after: &super::outcome::Outcome) -> Vec<String> {
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in before.figures().iter().chain(after.figures()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |outcome: &super::outcome::Outcome, name: &str| {
        let figure = outcome.figures().iter().find(|(known, _)| known == name);
        figure.map_or_else(|| "nothing".to_owned(), |(_, value)| shown(value))
    };
    names
        .into_iter()
        .map(|name| (name, of(before, name), of(after, name)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| format!("{}: {before} \u{2192} {after}", name.replace('_', " ")))
        .collect()
}

impl CalculatorReport {
    /// How many golden cases come out differently.
    pub(super) fn cases_counted(&self) -> String {
        let count = counted(self.cases.len(), "golden case");
        match self.cases.iter().filter(|case| case.has_other_verdict()).count() {
            all if all == self.cases.len() => format!("{count} with another verdict"),
            verdicts => format!("{count} with another outcome, {verdicts} of them with another verdict"),
        }
    }

    /// What is said where no example was found.
    pub(super) fn nothing_found(&self) -> Option<String> {
        if self.is_wording {
            Some("Only words changed; every verdict stays as it is.".to_owned())
        } else if self.tried > 0 && !self.is_answered {
            Some("It gives no answer before and none after: values that it needs are missing.".to_owned())
        } else if self.tried > 0 {
            let tried = counted(self.tried, "input");
            Some(format!(
                "No answer changes for the {tried} on and beside the boundaries."
            ))
        } else {
            None
        }
    }
}

impl Example {
    /// The sentences of each side that the other has not.
    pub(super) fn words(&self) -> [(&'static str, Vec<&str>); 2] {
        [
            ("before", self.before.words_unlike(&self.after)),
            ("after", self.after.words_unlike(&self.before)),
        ]
    }

    /// The command that asks the same question.
    pub(super) fn command(&self, id: &str) -> String {
        let mut command = format!("handbook calc {id}");
        for (field, text) in &self.inputs {
            command.push_str(&format!(" --{field} {}", quoted(text)));
        }
        command + " --as-of " + &self.as_of.iso()
    }
}

/// A text as a word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._:,=/%-".contains(letter);
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_word_of_the_shell() {
        assert_eq!(quoted("2020-04=90,2020-05=10"), "2020-04=90,2020-05=10");
        assert_eq!(quoted("$5 it's"), "'$5 it'\\''s'");
    }
}
