//! A calculator as its author wrote it, and what can be wrong with it.
//!
//! Owns the shape of a declaration before it is checked: texts only, without places in a file. A mistake names the part of
//! the draft, and the bytes within its text, so that whoever read the file can find the line.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use crate::values::Source;

/// A calculator as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name for machines: `annual-leave`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// What it decides, in one sentence.
    pub summary: String,
    /// What it asks for, in the order of the form.
    pub fields: Vec<DraftField>,
    /// The intermediate results, in order; each may use earlier ones.
    pub results: Vec<DraftResult>,
    /// The names of the results that are figures of the answer.
    pub figures: Vec<String>,
    /// Whether the rows are tried in order, so that the first one that fits decides; otherwise exactly one has to fit.
    pub first_match: bool,
    /// The rows of the decision table.
    pub rows: Vec<DraftRow>,
    /// What is said for each verdict.
    pub verdicts: Vec<DraftVerdict>,
}

/// One thing that the calculator asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftField {
    /// Its name for machines: `days-taken`.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What to type, in one sentence; empty for none.
    pub hint: String,
    /// `money`, `whole-number`, `percentage`, `date`, `choice` or `yes-no`.
    pub kind: String,
    /// What stands beside the input, where it is not what the kind brings along.
    pub unit: Option<String>,
    /// The choices: name for machines, name for people.
    pub choices: Vec<(String, String)>,
    /// What the form shows at first, and what an optional field counts as when it is left out.
    pub default: Option<String>,
    /// The least input.
    pub minimum: Option<String>,
    /// The greatest input.
    pub maximum: Option<String>,
    /// Whether the field may be left out.
    pub optional: bool,
}

/// A named intermediate result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftResult {
    /// Its name: `earned`.
    pub name: String,
    /// Its name for people; made from the name where it is left out.
    pub label: Option<String>,
    /// How it is calculated.
    pub formula: String,
    /// The sentence of the reasoning that tells it; made from the formula where it is left out.
    pub step: Option<String>,
}

/// A row of the decision table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftRow {
    /// What has to hold, all of it; `otherwise` alone holds always.
    pub conditions: Vec<String>,
    /// The verdict that it leads to.
    pub verdict: String,
    /// The sentence that says why; made from the conditions where it is left out.
    pub because: Option<String>,
}

/// What is said for a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftVerdict {
    /// The name by which rows mean it: `overdrawn`.
    pub name: String,
    /// The verdict that machines see, where several of these come to the same one; its own name where it is left out.
    pub verdict: Option<String>,
    /// The decision, for people: one sentence that stands alone.
    pub sentence: String,
    /// Sentences that end the reasoning.
    pub steps: Vec<String>,
    /// What to do next.
    pub next: Vec<String>,
    /// What to look at twice.
    pub warnings: Vec<String>,
    /// The sections of the handbook that say so.
    pub sources: Vec<Source>,
}

/// The part of a draft in which a mistake is; the numbers count from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A field: its number, and the key beside which the mistake is (`name`, `kind`, `default`, `choices`).
    Field(usize, &'static str),
    /// A result: its number and the key (`name`, `label`, `formula`, `step`).
    Result(usize, &'static str),
    /// An entry of the list of figures.
    Figure(usize),
    /// A row as a whole.
    Row(usize),
    /// A condition: the number of its row, and its own within the row.
    Condition(usize, usize),
    /// The sentence that says why a row decides.
    Because(usize),
    /// A verdict: its number and the key (`name`, `verdict`, `sentence`, `steps`, `next`, `warnings`).
    Verdict(usize, &'static str),
    /// The calculator as a whole.
    Whole,
}

/// One thing that is wrong with a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The stable name of the kind of mistake, in kebab case.
    pub code: &'static str,
    /// The part of the draft.
    pub place: Place,
    /// The bytes within the text at that place, where the mistake is a part of it.
    pub within: Option<Range<usize>>,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}
