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
//! | `r` | a result: how it is shown, its name as a figure, term, sentence |
//! | `d` | a verdict: name |
//! | `t` `s` `n` `a` | the sentence, a step, an action or a warning of the last verdict |
//! | `h` | a source of the last verdict: title, address |
//! | `w` | a row: number of the verdict, the sentence that says why |
//! | `i` | a condition of the last row: term, the sentence for when it does not hold |
//!
//! A term is written with its operation first: `+ f0 r1`. Titles, summaries, hints and units stay behind: the page has
//! them.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{
    Declared,
    evaluate::day,
    number::Number,
    program::{Condition, Line, Operation, Program, Row, SaidAs, Shown, Step, Term, Verdict},
};
use crate::{
    Moment,
    calculator::{Choice, Default, Description, Field, FieldKind},
    money::Sign,
    number::plain_whole,
    table::{DECLARED, push_field, unescape},
    text::cut,
    values::Tier,
};

/// The kinds of fields and the letters that stand for them.
const MONEY: char = 'm';
const ANY_MONEY: char = 'M';
const WHOLE: char = 'w';
const PERCENTAGE: char = 'p';
const DATE: char = 'd';
const YES_NO: char = 'y';
const CHOICE: char = 'c';

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
        push_line(text, "r", &[&shown, &step.figure, &term, &step.sentence]);
    }
    for verdict in &program.verdicts {
        push_line(text, "d", &[&verdict.name]);
        for line in &verdict.lines {
            let mut said_as = String::new();
            said_as.extend(letter(&SaidAs::LETTERS, line.said_as));
            let parts: &[&str] = if line.href.is_empty() {
                &[&line.text]
            } else {
                &[&line.text, &line.href]
            };
            push_line(text, &said_as, parts);
        }
    }
    for row in &program.rows {
        push_line(text, "w", &[&plain_whole(row.verdict as i64), &row.because]);
        for condition in &row.conditions {
            let mut term = String::new();
            push_term(&condition.term, &mut term);
            push_line(text, "i", &[&term, &condition.unmet]);
        }
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
        Default::Fixed(text) | Default::Standing(text) => text,
        Default::FromNow(_) => TODAY,
    };
    let bound = |bound: Option<i64>| Cow::Owned(bound.map_or(String::new(), plain_whole));
    let mut parts = Vec::from([
        Cow::Borrowed(&*field.name),
        Cow::Borrowed(&*field.label),
        Cow::Owned(String::from(kind)),
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

/// The parts of a line that are still to be read. What cannot be read is noted, and zero or nothing is taken for it: a line
/// with a mistake is of no use to anyone.
struct Parts<'a> {
    rest: Option<&'a str>,
    sizes: Sizes,
    failed: bool,
}

impl Parts<'_> {
    fn is_empty(&self) -> bool {
        self.rest.is_none()
    }

    /// The next part; nothing where there is none.
    #[inline(never)]
    fn next(&mut self) -> String {
        let rest = self.rest.unwrap_or("");
        let (part, rest) = match cut(rest, b'\t') {
            Some((part, rest)) => (part, Some(rest)),
            None => (rest, None),
        };
        self.rest = rest;
        unescape(part)
    }

    fn words(&mut self) -> Cow<'static, str> {
        Cow::Owned(self.next())
    }

    fn number(&mut self) -> Option<i64> {
        number(&self.next())
    }

    fn place(&mut self) -> usize {
        let number = self.number();
        self.expect(number, 0) as usize
    }

    #[inline(never)]
    fn term(&mut self) -> Term {
        let text = self.next();
        let mut rest = &*text;
        let term = self.sizes.term(&mut rest, MAX_DEPTH).filter(|_| rest.is_empty());
        self.expect(term, Term::Number(Number::ZERO))
    }

    fn expect<T>(&mut self, found: Option<T>, otherwise: T) -> T {
        self.failed |= found.is_none();
        found.unwrap_or(otherwise)
    }
}

/// What a letter stands for, when it stands for something.
fn meaning<T: Copy>(letters: &[(char, T)], letter: char) -> Option<T> {
    for (known, meaning) in letters {
        if *known == letter {
            return Some(*meaning);
        }
    }
    None
}

/// Reads one line of what [`encode`] wrote.
pub(super) fn decode_line(line: &str, calculators: &mut Vec<Declared>) -> Option<()> {
    let letter = line.as_bytes().get(1).copied().map(char::from)?;
    let mut parts = Parts {
        rest: Some(line.get(2..)?),
        sizes: Sizes::default(),
        failed: false,
    };
    if letter == 'c' {
        calculators.push(Declared {
            description: Description {
                id: parts.words(),
                title: Cow::Borrowed(""),
                summary: Cow::Borrowed(""),
                fields: Cow::Owned(Vec::new()),
                values: Cow::Owned(Vec::new()),
                calls: Cow::Borrowed(&[]),
            },
            program: Program {
                first_match: !parts.next().is_empty(),
                ..Program::default()
            },
        });
        return Some(());
    }
    let Declared { description, program } = calculators.last_mut()?;
    // They are owned, as they were begun.
    let (Cow::Owned(fields), Cow::Owned(keys)) = (&mut description.fields, &mut description.values) else {
        return None;
    };
    parts.sizes = Sizes {
        fields: fields.len(),
        values: keys.len(),
        results: program.results.len(),
    };
    match letter {
        'f' => fields.push(field(&mut parts)),
        'v' => keys.push(parts.words()),
        'r' => {
            parts.failed |= program.results.len() >= MAX_RESULTS;
            let shown = meaning(&Shown::LETTERS, first(&parts.next()));
            program.results.push(Step {
                shown: parts.expect(shown, Shown::Whole),
                figure: parts.next(),
                term: parts.term(),
                sentence: parts.next(),
            });
        }
        'd' => program.verdicts.push(Verdict {
            name: parts.next(),
            lines: Vec::new(),
        }),
        'w' => program.rows.push(Row {
            verdict: parts.place(),
            because: parts.next(),
            conditions: Vec::new(),
        }),
        'i' => program.rows.last_mut()?.conditions.push(Condition {
            term: parts.term(),
            unmet: parts.next(),
        }),
        letter => program.verdicts.last_mut()?.lines.push(Line {
            said_as: meaning(&SaidAs::LETTERS, letter)?,
            text: parts.next(),
            href: parts.next(),
        }),
    }
    (parts.is_empty() && !parts.failed).then_some(())
}

/// The first letter of a text, or a blank.
fn first(text: &str) -> char {
    text.bytes().next().map_or(' ', char::from)
}

fn field(parts: &mut Parts<'_>) -> Field {
    let (name, label, kind) = (parts.words(), parts.words(), parts.next());
    let required = !parts.next().is_empty();
    let default = match parts.next() {
        text if text.is_empty() => Default::None,
        text if text == TODAY => Default::FromNow(FROM_TODAY),
        text if !required => Default::Standing(Cow::Owned(text)),
        text => Default::Fixed(Cow::Owned(text)),
    };
    let bounds = match (parts.number(), parts.number()) {
        (Some(least), Some(greatest)) => Some((least, greatest)),
        _ => None,
    };
    let kind = match first(&kind) {
        MONEY => FieldKind::Money(Sign::NonNegative),
        ANY_MONEY => FieldKind::Money(Sign::Any),
        PERCENTAGE => FieldKind::Percentage,
        DATE => FieldKind::Date,
        YES_NO => FieldKind::YesNo,
        CHOICE => {
            let mut choices = Vec::new();
            while !parts.is_empty() {
                choices.push(Choice {
                    value: parts.words(),
                    label: parts.words(),
                });
            }
            FieldKind::Choice(Cow::Owned(choices))
        }
        other => {
            parts.failed |= other != WHOLE;
            FieldKind::WholeNumber
        }
    };
    if let (FieldKind::Date, Some((least, greatest))) = (&kind, bounds) {
        parts.failed |= day(Number::whole(least)).is_none() || day(Number::whole(greatest)).is_none();
    }
    Field {
        name,
        label,
        hint: Cow::Borrowed(""),
        kind,
        unit: None,
        default,
        bounds,
        required,
        zero_unsaid: false,
    }
}

/// How many fields, values and results a term may name.
#[derive(core::default::Default)]
struct Sizes {
    fields: usize,
    values: usize,
    results: usize,
}

impl Sizes {
    fn term(&self, rest: &mut &str, depth: usize) -> Option<Term> {
        let (word, after) = cut(rest, b' ').unwrap_or((*rest, ""));
        *rest = after;
        if let Some(found) = atom(word) {
            let is_known = match found {
                Term::Field(field) => field < self.fields,
                Term::Result(result) => result < self.results,
                Term::Value(value, _) => value < self.values,
                Term::Number(_) | Term::Apply(..) => false,
            };
            return is_known.then_some(found);
        }
        if let [letter] = word.as_bytes()
            && let Some(operation) = meaning(&Operation::LETTERS, char::from(*letter))
        {
            let depth = depth.checked_sub(1)?;
            let one = self.term(rest, depth)?;
            let other = self.term(rest, depth)?;
            return Some(Term::apply(operation, one, other));
        }
        let (over, under) = cut(word, b'/').unwrap_or((word, "1"));
        Number::fraction(i128::from(number(over)?), i128::from(number(under)?)).map(Term::Number)
    }
}
