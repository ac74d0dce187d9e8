//! What is left of a declaration once it is checked: terms, sentences and the order of the rows.
//!
//! Owns the form in which a declared calculator is evaluated, and nothing of the language in which it was written. Kinds
//! and units were checked before; here all is a number: money in dollars, shares as parts of one, days by their number,
//! choices by their place, yes as one.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::number::Number;
use crate::values::Tier;

/// The rules of a declared calculator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) results: Vec<Step>,
    pub(super) first_match: bool,
    pub(super) rows: Vec<Row>,
    pub(super) verdicts: Vec<Verdict>,
}

/// What is said for a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) name: String,
    pub(super) lines: Vec<Line>,
}

/// A sentence with slots in place of names, or a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) said_as: SaidAs,
    pub(super) text: String,
    /// The address of a source.
    pub(super) href: String,
}

/// The part of the answer that a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SaidAs {
    Sentence,
    Step,
    Next,
    Warning,
    Source,
}

/// An intermediate result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) shown: Shown,
    /// Its name as a figure of the answer; empty where it is none.
    pub(super) figure: String,
    pub(super) term: Term,
    pub(super) sentence: String,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) conditions: Vec<Condition>,
    pub(super) verdict: usize,
    /// The sentence that says why; empty where nothing but the rows before it say why.
    pub(super) because: String,
}

/// A condition of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) term: Term,
    /// The sentence for when it does not hold; empty where it is not told.
    pub(super) unmet: String,
}

/// How a result is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Whole,
    Number,
    Money,
    Percent,
    Date,
    YesNo,
}

/// A formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Number(Number),
    Field(usize),
    Result(usize),
    /// A value of the policy: its place among those that the calculator reads, and the tier if it is fixed.
    Value(usize, Option<Tier>),
    /// Two terms and what is made of them; where one is enough, the second is zero.
    Apply(Operation, Box<(Term, Term)>),
}

impl Term {
    /// Whether this very term is the other one, or made of it.
    pub(super) fn contains(&self, other: &Term) -> bool {
        let is_part = || match self {
            Term::Apply(_, terms) => terms.0.contains(other) || terms.1.contains(other),
            _ => false,
        };
        core::ptr::eq(self, other) || is_part()
    }
}

/// What is made of two numbers, or of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Plus,
    Minus,
    Times,
    Divided,
    Equal,
    Unequal,
    Below,
    AtMost,
    Above,
    AtLeast,
    And,
    Or,
    Not,
    Lower,
    Higher,
    RoundUp,
    RoundDown,
    RoundHalf,
    FirstDay,
    LastDay,
    /// The number of a day as it is, unless no calendar has that day.
    Day,
}

impl Shown {
    pub(super) const LETTERS: [(char, Self); 6] = [
        ('w', Self::Whole),
        ('n', Self::Number),
        ('m', Self::Money),
        ('p', Self::Percent),
        ('d', Self::Date),
        ('y', Self::YesNo),
    ];
}

impl SaidAs {
    pub(super) const LETTERS: [(char, Self); 5] = [
        ('t', Self::Sentence),
        ('s', Self::Step),
        ('n', Self::Next),
        ('a', Self::Warning),
        ('h', Self::Source),
    ];
}

impl Operation {
    pub(super) const LETTERS: [(char, Self); 21] = [
        ('+', Self::Plus),
        ('-', Self::Minus),
        ('*', Self::Times),
        ('/', Self::Divided),
        ('=', Self::Equal),
        ('!', Self::Unequal),
        ('b', Self::Below),
        ('B', Self::AtMost),
        ('a', Self::Above),
        ('A', Self::AtLeast),
        ('&', Self::And),
        ('|', Self::Or),
        ('~', Self::Not),
        ('l', Self::Lower),
        ('h', Self::Higher),
        ('U', Self::RoundUp),
        ('D', Self::RoundDown),
        ('H', Self::RoundHalf),
        ('F', Self::FirstDay),
        ('L', Self::LastDay),
        ('d', Self::Day),
    ];
}

impl Term {
    pub(super) fn apply(operation: Operation, one: Self, other: Self) -> Self {
        Self::Apply(operation, Box::new((one, other)))
    }

    pub(super) fn alone(operation: Operation, one: Self) -> Self {
        Self::apply(operation, one, Self::Number(Number::ZERO))
    }
}
