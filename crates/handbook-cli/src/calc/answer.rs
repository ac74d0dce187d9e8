//! An answer as text for a terminal.

use std::fmt::Write;

use policy::{Answer, Date, FieldError, PolicyValues};

use crate::terminal::printable;

/// The sentence first, then why, how the page is read, what to do, and where it says so.
pub(super) fn text(answer: &Answer, as_of: Date, values: &PolicyValues) -> String {
    let mut out = format!("{}\n", answer.sentence);
    section(&mut out, "Warnings", "!", &answer.warnings);
    numbered(&mut out, "Why", &answer.steps);
    section(&mut out, "How the handbook is read here", "-", &answer.readings);
    section(&mut out, "What to do next", "-", &answer.next);
    let in_force: Vec<String> = answer
        .in_force
        .iter()
        .map(|(key, since)| match values.get(key) {
            Some(value) => format!("{} ({key}), since {}", value.title, since.display()),
            None => format!("{key}, since {}", since.display()),
        })
        .collect();
    section(
        &mut out,
        &format!("Values in force on {}", as_of.display()),
        "-",
        &in_force,
    );
    let sources: Vec<String> = answer
        .sources
        .iter()
        .map(|source| format!("{}: {}", source.title, source.href))
        .collect();
    section(&mut out, "Sources", "-", &sources);
    out
}

/// A mistake in a field, as one line.
pub(super) fn mistake(mistake: &FieldError) -> String {
    let line = match mistake.given.is_empty() || mistake.message.contains(&mistake.given) {
        true => format!("{}: {}", mistake.field, mistake.message),
        false => format!("{}: \"{}\": {}", mistake.field, mistake.given, mistake.message),
    };
    printable(&line).replace('\n', "\\n") + "\n"
}

fn section(out: &mut String, title: &str, mark: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(out, "\n{title}");
    for line in lines {
        let _ = writeln!(out, "  {mark} {line}");
    }
}

fn numbered(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for (index, line) in lines.iter().enumerate() {
        let _ = writeln!(out, "  {}. {line}", index + 1);
    }
}
