//! An answer as Markdown, to be pasted into the notes of an opportunity.

use alloc::string::String;

use crate::{
    Answer, Answers, Date,
    calculator::{Description, Field, FieldKind},
    text::{Part, join, push},
    values::Source,
};

/// The answer with what was given, what to do next in its order, why, and where the handbook says so. `link` is the address
/// under which the form shows this answer again; empty, it is left out. `origin` (`https://handbook.example.com`) is put
/// before addresses that begin with a slash, so that the links work outside the site.
pub fn answer(
    description: &Description,
    answers: &Answers,
    as_of: Date,
    answer: &Answer,
    link: &str,
    origin: &str,
) -> String {
    let mut text = join(&["**", &answer.sentence, "**\n\n"]);
    for field in description.fields.iter() {
        if let Some(given) = answers.get(&field.name) {
            // People type an amount with its sign or without.
            let sign = match &field.kind {
                FieldKind::Money(_) if !given.starts_with(['$', '-']) => "$",
                _ => "",
            };
            let given = in_words(field, given);
            push(&mut text, &["- ", &field.label, ": ", sign, given, "\n"]);
        }
    }
    if !answer.next.is_empty() {
        text.push_str("\nNext:\n\n");
    }
    for (place, sentence) in answer.next.iter().enumerate() {
        (place as i64 + 1).push_to(&mut text);
        push(&mut text, &[". ", sentence, "\n"]);
    }
    push_list(&mut text, "Look twice", &answer.warnings);
    push_list(&mut text, "Why", &answer.steps);
    push_list(&mut text, "How the page is read", &answer.readings);
    text.push_str("\nSources:\n\n");
    for Source { title, href } in &answer.sources {
        let origin = if href.starts_with('/') { origin } else { "" };
        push(&mut text, &["- [", title, "](", origin, href, ")\n"]);
    }
    if !link.is_empty() {
        push(&mut text, &["\n[Open this answer](", link, ")\n"]);
    }
    text.push_str("\nPolicy as of ");
    as_of.push_to(&mut text);
    for (key, since) in &answer.in_force {
        push(&mut text, &["; ", key, " since "]);
        since.push_to(&mut text);
    }
    text.push_str(".\n");
    text
}

fn push_list(text: &mut String, title: &str, sentences: &[String]) {
    if !sentences.is_empty() {
        push(text, &["\n", title, ":\n\n"]);
    }
    for sentence in sentences {
        push(text, &["- ", sentence, "\n"]);
    }
}

/// What was given, by the name for people where it is one of a few.
fn in_words<'a>(field: &'a Field, given: &'a str) -> &'a str {
    match &field.kind {
        FieldKind::Choice(choices) => {
            let chosen = choices.iter().find(|choice| choice.value == given);
            chosen.map_or(given, |choice| &choice.label)
        }
        _ => given,
    }
}
