//! Calculators declared in data.

mod draft;

use alloc::{string::String, vec::Vec};

use crate::{Answer, Answers, Calculator, Date, FieldError, PolicyValues, calculator::Description};

pub use draft::{Draft, DraftField, DraftResult, DraftRow, DraftVerdict, Mistake, Place};

/// Checks a draft against the values of the handbook, and makes a calculator of it.
///
/// # Errors
/// All that is wrong with it.
pub fn check(_draft: Draft, _values: &PolicyValues) -> Result<Declared, Vec<Mistake>> {
    Err(Vec::new())
}

/// A calculator that is declared in data and was checked.
#[derive(Clone, Debug)]
pub struct Declared {
    description: Description,
}

impl Declared {
    /// Appends the declaration in the form in which it travels to the browser: lines that begin with `=`.
    pub(crate) fn encode(&self, _text: &mut String) {}

    /// Reads one line of what [`Self::encode`] wrote; the first line of a declaration adds a calculator to the list.
    pub(crate) fn decode_line(_line: &str, _declared: &mut Vec<Self>) -> Option<()> {
        None
    }
}

impl PartialEq for Declared {
    fn eq(&self, other: &Self) -> bool {
        self.description.id == other.description.id
    }
}

impl Eq for Declared {}

impl Calculator for Declared {
    fn description(&self) -> &Description {
        &self.description
    }

    fn evaluate(
        &self,
        _values: &PolicyValues,
        _answers: &Answers,
        _as_of: Date,
    ) -> Result<Answer, Vec<FieldError>> {
        Err(Vec::new())
    }
}
