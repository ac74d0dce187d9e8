//! An answer as Markdown, to be pasted into the notes of an opportunity.

use alloc::string::String;

use crate::{
    Answer, Answers, Date,
    calculator::{Description, Field, FieldKind},
};

/// The answer with what was given, why, and where the handbook says so. `origin` (`https://handbook.example.com`) is put
/// before addresses that begin with a slash, so that the links work outside the site.
pub fn answer(
    description: &Description,
    answers: &Answers,
    as_of: Date,
    answer: &Answer,
    origin: &str,
) -> String {
    let mut text = String::new();
    push_line(&mut text, &["**", &answer.sentence, "**"]);
    text.push('\n');
    for field in description.fields.iter() {
        if let Some(given) = answers.get(&field.name) {
            push_line(&mut text, &["- ", &field.label, ": ", in_words(field, given)]);
        }
    }
    for (title, mark, sentences) in [
        ("Why", "1. ", &answer.steps),
        ("Look twice", "- ", &answer.warnings),
        ("How the page is read", "- ", &answer.readings),
        ("Next", "- [ ] ", &answer.next),
    ] {
        push_title(&mut text, title, sentences.len());
        for sentence in sentences {
            push_line(&mut text, &[mark, sentence]);
        }
    }
    push_title(&mut text, "Sources", answer.sources.len());
    for source in &answer.sources {
        let origin = if source.href.starts_with('/') { origin } else { "" };
        push_line(
            &mut text,
            &["- [", &source.title, "](", origin, &source.href, ")"],
        );
    }
    text.push_str("\nPolicy as of ");
    text.push_str(&as_of.display());
    for (key, since) in &answer.in_force {
        for piece in ["; ", key, " since ", &since.display()] {
            text.push_str(piece);
        }
    }
    text.push_str(".\n");
    text
}

/// What was given, by the name for people where it is one of a few.
fn in_words<'a>(field: &'a Field, given: &'a str) -> &'a str {
    match &field.kind {
        FieldKind::Choice(choices) => choices
            .iter()
            .find(|choice| choice.value.eq_ignore_ascii_case(given))
            .map_or(given, |choice| &choice.label),
        _ => given,
    }
}

fn push_title(text: &mut String, title: &str, count: usize) {
    if count > 0 {
        push_line(text, &["\n", title, ":\n"]);
    }
}

fn push_line(text: &mut String, pieces: &[&str]) {
    for piece in pieces {
        text.push_str(piece);
    }
    text.push('\n');
}
