//! A declared calculator as lines of text, the form in which it travels to the browser.
//!
//! Owns that format. Each line begins with `=` and a letter that says what it holds; fields are parted by tabs and escaped
//! as in the table of values:
//!
//! | line | holds |
//! |---|---|
//! | `c` | id, `f` for a first-match table; begins a declaration |
//! | `f` | a field: name, label, kind, `r` when it is required, default, least, greatest, then value and label of each choice |
//! | `v` | the key of a value that is read |
//! | `r` | a result: how it is shown, term, sentence |
//! | `g` | a figure: name, number of the result |
//! | `d` | a verdict: name, sentence |
//! | `s` `n` `a` | a step, an action or a warning of the last verdict |
//! | `h` | a source of the last verdict: title, address |
//! | `w` | a row: number of the verdict, reason, then term and reason of each condition |
//!
//! A term is written with its operation first: `+ f0 r1`. Titles, summaries, hints and units stay behind: the page has
//! them.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{
    Declared, DraftVerdict,
    evaluate::day,
    number::Number,
    program::{Condition, Operation, Program, Row, Shown, Step, Term},
};
use crate::{
    Moment,
    calculator::{Choice, Default, Description, Field, FieldKind},
    money::Sign,
    number::plain_whole,
    table::{DECLARED, push_field, unescape},
    text::{cut, split},
    values::{Source, Tier},
};

/// The kinds of fields and the letters that stand for them.
const MONEY: &str = "m";
const ANY_MONEY: &str = "M";
const WHOLE: &str = "w";
const PERCENTAGE: &str = "p";
const DATE: &str = "d";
const YES_NO: &str = "y";
const CHOICE: &str = "c";

/// What a default stands as that is the reader's own day.
const TODAY: &str = "today";

/// How deep a term may be. It is twice the depth of a formula, whose sums of days are looked up in the calendar each.
const MAX_DEPTH: usize = 40;

/// How many results are read.
pub(super) const MAX_RESULTS: usize = 60;

/// The default that is the reader's own day.
pub(super) const FROM_TODAY: fn(Moment) -> String = |now| now.date.iso();

pub(super) fn encode(declared: &Declared, text: &mut String) {
    let Declared { description, program } = declared;
    push_line(
        text,
        "c",
        &[&description.id, if program.first_match { "f" } else { "" }],
    );
    for field in description.fields.iter() {
        push_line(
            text,
            "f",
            &field_parts(field).iter().map(|part| &**part).collect::<Vec<_>>(),
        );
    }
    for key in description.values.iter() {
        push_line(text, "v", &[key]);
    }
    for step in &program.results {
        let mut term = String::new();
        push_term(&step.term, &mut term);
        let mut shown = String::new();
        shown.extend(letter(&Shown::LETTERS, step.shown));
        push_line(text, "r", &[&shown, &term, &step.sentence]);
    }
    for (name, result) in &program.figures {
        push_line(text, "g", &[name, &plain_whole(*result as i64)]);
    }
    for verdict in &program.verdicts {
        push_line(text, "d", &[&verdict.name, &verdict.sentence]);
        for (letter, sentences) in [
            ("s", &verdict.steps),
            ("n", &verdict.next),
            ("a", &verdict.warnings),
        ] {
            for sentence in sentences {
                push_line(text, letter, &[sentence]);
            }
        }
        for source in &verdict.sources {
            push_line(text, "h", &[&source.title, &source.href]);
        }
    }
    for row in &program.rows {
        let mut parts = Vec::from([plain_whole(row.verdict as i64), row.because.clone()]);
        for condition in &row.conditions {
            let mut term = String::new();
            push_term(&condition.term, &mut term);
            parts.extend([term, condition.unmet.clone()]);
        }
        push_line(text, "w", &parts.iter().map(|part| &**part).collect::<Vec<_>>());
    }
}

fn push_line(text: &mut String, letter: &str, parts: &[&str]) {
    text.push(DECLARED);
    let mut before = letter;
    for part in parts {
        push_field(text, before, part);
        before = "\t";
    }
    text.push('\n');
}

fn field_parts(field: &Field) -> Vec<Cow<'_, str>> {
    let kind = match &field.kind {
        FieldKind::Money(Sign::Any) => ANY_MONEY,
        FieldKind::Money(Sign::NonNegative) => MONEY,
        FieldKind::Percentage => PERCENTAGE,
        FieldKind::Date => DATE,
        FieldKind::YesNo => YES_NO,
        FieldKind::Choice(_) => CHOICE,
        _ => WHOLE,
    };
    let default = match &field.default {
        Default::None => "",
        Default::Fixed(text) => text,
        Default::FromNow(_) => TODAY,
    };
    let bound = |bound: Option<i64>| Cow::Owned(bound.map_or(String::new(), plain_whole));
    let mut parts = Vec::from([
        Cow::Borrowed(&*field.name),
        Cow::Borrowed(&*field.label),
        Cow::Borrowed(kind),
        Cow::Borrowed(if field.required { "r" } else { "" }),
        Cow::Borrowed(default),
        bound(field.bounds.map(|(least, _)| least)),
        bound(field.bounds.map(|(_, greatest)| greatest)),
    ]);
    if let FieldKind::Choice(choices) = &field.kind {
        for choice in choices.iter() {
            parts.extend([Cow::Borrowed(&*choice.value), Cow::Borrowed(&*choice.label)]);
        }
    }
    parts
}

fn letter<T: Copy + PartialEq>(letters: &[(char, T)], meaning: T) -> Option<char> {
    let (letter, _) = letters.iter().find(|(_, known)| *known == meaning)?;
    Some(*letter)
}

/// Appends a term, its operation first.
fn push_term(term: &Term, text: &mut String) {
    if !text.is_empty() {
        text.push(' ');
    }
    match term {
        Term::Number(number) => {
            let (over, under) = number.parts();
            text.push_str(&plain_whole(over));
            if under != 1 {
                text.push('/');
                text.push_str(&plain_whole(under));
            }
        }
        Term::Apply(operation, terms) => {
            text.extend(letter(&Operation::LETTERS, *operation));
            push_term(&terms.0, text);
            push_term(&terms.1, text);
        }
        atom => text.push_str(&slot(atom)),
    }
}

/// A field, a result or a value as it is named in terms and in the slots of sentences.
pub(super) fn slot(atom: &Term) -> String {
    let (letter, place) = match atom {
        Term::Field(field) => ("f", *field),
        Term::Result(result) => ("r", *result),
        Term::Value(value, None) => ("v", *value),
        Term::Value(value, Some(Tier::Smb)) => ("s", *value),
        Term::Value(value, Some(Tier::MidMarket)) => ("m", *value),
        Term::Number(_) | Term::Apply(..) => return String::new(),
    };
    String::from(letter) + &plain_whole(place as i64)
}

/// Reads what [`slot`] wrote.
pub(super) fn atom(text: &str) -> Option<Term> {
    let place = text.get(1..).and_then(number)? as usize;
    Some(match text.as_bytes().first()? {
        b'f' => Term::Field(place),
        b'r' => Term::Result(place),
        b'v' => Term::Value(place, None),
        b's' => Term::Value(place, Some(Tier::Smb)),
        b'm' => Term::Value(place, Some(Tier::MidMarket)),
        _ => return None,
    })
}

/// Reads a whole number of at most 19 digits.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut number = 0_i64;
    for digit in digits.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(i64::from(digit & 15))?;
    }
    Some(if digits.len() < text.len() {
        -number
    } else {
        number
    })
}

/// Reads one line of what [`encode`] wrote.
pub(super) fn decode_line(line: &str, calculators: &mut Vec<Declared>) -> Option<()> {
    let line = line.strip_prefix(DECLARED)?;
    let (letter, rest) = (line.get(..1)?, line.get(1..)?);
    let parts = split(rest, b'\t');
    if let ("c", [id, first_match]) = (letter, &*parts) {
        calculators.push(Declared {
            description: Description {
                id: Cow::Owned(unescape(id)),
                title: Cow::Borrowed(""),
                summary: Cow::Borrowed(""),
                fields: Cow::Owned(Vec::new()),
                values: Cow::Owned(Vec::new()),
                calls: Cow::Borrowed(&[]),
            },
            program: Program {
                first_match: *first_match == "f",
                ..Program::default()
            },
        });
        return Some(());
    }
    let Declared { description, program } = calculators.last_mut()?;
    match (letter, &*parts) {
        ("f", parts) => description.fields.to_mut().push(field(parts)?),
        ("v", [key]) => description.values.to_mut().push(Cow::Owned(unescape(key))),
        ("r", [shown, term, sentence]) if program.results.len() < MAX_RESULTS => {
            let (_, shown) = Shown::LETTERS
                .into_iter()
                .find(|(letter, _)| shown.starts_with(*letter))?;
            let term = whole_term(term, description, program)?;
            program.results.push(Step {
                shown,
                term,
                sentence: unescape(sentence),
            });
        }
        ("g", [name, result]) => program.figures.push((unescape(name), number(result)? as usize)),
        ("d", [name, sentence]) => program.verdicts.push(DraftVerdict {
            name: unescape(name),
            sentence: unescape(sentence),
            ..DraftVerdict::default()
        }),
        ("s", [sentence]) => program.verdicts.last_mut()?.steps.push(unescape(sentence)),
        ("n", [sentence]) => program.verdicts.last_mut()?.next.push(unescape(sentence)),
        ("a", [sentence]) => program.verdicts.last_mut()?.warnings.push(unescape(sentence)),
        ("h", [title, href]) => program.verdicts.last_mut()?.sources.push(Source {
            title: unescape(title),
            href: unescape(href),
        }),
        ("w", [verdict, because, rest @ ..]) => {
            let mut conditions = Vec::new();
            for pair in rest.chunks(2) {
                let [term, unmet] = pair else { return None };
                conditions.push(Condition {
                    term: whole_term(term, description, program)?,
                    unmet: unescape(unmet),
                });
            }
            program.rows.push(Row {
                conditions,
                verdict: number(verdict)? as usize,
                because: unescape(because),
            });
        }
        _ => return None,
    }
    Some(())
}

fn field(parts: &[&str]) -> Option<Field> {
    let [
        name,
        label,
        kind,
        required,
        default,
        least,
        greatest,
        ref choices @ ..,
    ] = *parts
    else {
        return None;
    };
    let kind = match kind {
        MONEY => FieldKind::Money(Sign::NonNegative),
        ANY_MONEY => FieldKind::Money(Sign::Any),
        WHOLE => FieldKind::WholeNumber,
        PERCENTAGE => FieldKind::Percentage,
        DATE => FieldKind::Date,
        YES_NO => FieldKind::YesNo,
        CHOICE => {
            let mut all = Vec::new();
            for pair in choices.chunks(2) {
                let [value, label] = pair else { return None };
                all.push(Choice {
                    value: Cow::Owned(unescape(value)),
                    label: Cow::Owned(unescape(label)),
                });
            }
            FieldKind::Choice(Cow::Owned(all))
        }
        _ => return None,
    };
    let bounds = match (number(least), number(greatest)) {
        (Some(least), Some(greatest)) => Some((least, greatest)),
        _ => None,
    };
    if let (FieldKind::Date, Some((least, greatest))) = (&kind, bounds) {
        day(Number::whole(least))?;
        day(Number::whole(greatest))?;
    }
    Some(Field {
        name: Cow::Owned(unescape(name)),
        label: Cow::Owned(unescape(label)),
        hint: Cow::Borrowed(""),
        kind,
        unit: None,
        default: match default {
            "" => Default::None,
            TODAY => Default::FromNow(FROM_TODAY),
            text => Default::Fixed(Cow::Owned(unescape(text))),
        },
        bounds,
        required: required == "r",
    })
}

/// Reads a term that is the whole of a text.
fn whole_term(text: &str, description: &Description, program: &Program) -> Option<Term> {
    let mut rest = text;
    let term = term(&mut rest, description, program, MAX_DEPTH)?;
    rest.is_empty().then_some(term)
}

fn term(rest: &mut &str, description: &Description, program: &Program, depth: usize) -> Option<Term> {
    let (word, after) = cut(rest, b' ').unwrap_or((*rest, ""));
    *rest = after;
    if let Some(found) = atom(word) {
        let is_known = match found {
            Term::Field(field) => field < description.fields.len(),
            Term::Result(result) => result < program.results.len(),
            Term::Value(value, _) => value < description.values.len(),
            Term::Number(_) | Term::Apply(..) => false,
        };
        return is_known.then_some(found);
    }
    let known = Operation::LETTERS
        .into_iter()
        .find(|(letter, _)| word.len() == 1 && word.starts_with(*letter));
    if let Some((_, operation)) = known {
        let depth = depth.checked_sub(1)?;
        let one = term(rest, description, program, depth)?;
        let other = term(rest, description, program, depth)?;
        return Some(Term::apply(operation, one, other));
    }
    let (over, under) = cut(word, b'/').unwrap_or((word, "1"));
    Number::fraction(i128::from(number(over)?), i128::from(number(under)?)).map(Term::Number)
}
