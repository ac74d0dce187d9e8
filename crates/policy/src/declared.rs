//! Calculators declared in data.
//!
//! Owns the small language of the files under `content/policy`: what a handbook's team may write without Rust
//! ([`Draft`]), what is wrong with it ([`check`]), and the calculator that comes of it ([`Declared`]). The language is
//! total: there are no loops, everything is bounded, numbers are exact, and what cannot be worked out for some inputs is a
//! mistake of a field.
//!
//! Parsing and checking happen when the handbook is built. What travels to the browser was checked, and is only decoded
//! and evaluated there.

mod answer;
mod check;
mod codec;
mod draft;
mod evaluate;
mod number;
mod program;
mod sentences;
mod syntax;
mod typing;
mod whole;

use alloc::{string::String, vec::Vec};

use crate::{Answer, Answers, Calculator, Date, FieldError, PolicyValues, calculator::Description};
use program::{Program, SaidAs};

pub use check::check;
pub use draft::{Draft, DraftField, DraftResult, DraftRow, DraftVerdict, Mistake, Place};

/// A calculator that is declared in data and was checked.
#[derive(Clone, Debug)]
pub struct Declared {
    description: Description,
    program: Program,
}

impl Declared {
    /// Appends the declaration in the form in which it travels to the browser: lines that begin with `=`.
    pub(crate) fn encode(&self, text: &mut String) {
        codec::encode(self, text);
    }

    /// Reads one line of what [`Self::encode`] wrote; the first line of a declaration adds a calculator to the list.
    pub(crate) fn decode_line(line: &str, declared: &mut Vec<Self>) -> Option<()> {
        codec::decode_line(line, declared)
    }

    /// The calculator with other addresses for the sources of its verdicts; `address` is asked with the number of the
    /// verdict, as it was drafted, the number of the source within it, and the source's address.
    #[must_use]
    pub fn with_addresses(mut self, mut address: impl FnMut(usize, usize, &str) -> String) -> Self {
        for (verdict, told) in self.program.verdicts.iter_mut().enumerate() {
            let sources = told
                .lines
                .iter_mut()
                .filter(|line| line.said_as == SaidAs::Source);
            for (number, source) in sources.enumerate() {
                source.href = address(verdict, number, &source.href);
            }
        }
        self
    }

    /// The inputs at which the answer may change on a day, with those just below and above, as texts by field; a choice
    /// has all of its names.
    pub fn boundaries(&self, values: &PolicyValues, as_of: Date) -> Vec<(String, Vec<String>)> {
        whole::boundaries(self, values, as_of)
    }
}

/// Two are equal when all that they say is equal.
impl PartialEq for Declared {
    fn eq(&self, other: &Self) -> bool {
        let encoded = |declared: &Self| {
            let mut text = String::new();
            declared.encode(&mut text);
            text
        };
        let words = |declared: &Self| {
            let mut words = Vec::from([
                declared.description.title.clone(),
                declared.description.summary.clone(),
            ]);
            for field in declared.description.fields.iter() {
                words.push(field.hint.clone());
                words.extend(field.unit.clone());
            }
            words
        };
        encoded(self) == encoded(other) && words(self) == words(other)
    }
}

impl Eq for Declared {}

impl Calculator for Declared {
    fn description(&self) -> &Description {
        &self.description
    }

    fn evaluate(
        &self,
        values: &PolicyValues,
        answers: &Answers,
        as_of: Date,
    ) -> Result<Answer, Vec<FieldError>> {
        answer::evaluate(self, values, answers, as_of)
    }
}
