//! The calculators that the checklist asks, and what they could not decide for want of an answer.
//!
//! Owns the line between a mistake and a gap: what was typed and is refused is a mistake of its field; what was not typed,
//! and is needed, is told in the words of the calculator that needs it.

use alloc::{string::String, vec::Vec};

use crate::{Answer, Answers, FieldError, calculator::Case, text::list};

/// A calculator that the checklist asks.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Its id.
    pub(super) id: &'static str,
    /// What it decides, in a few words.
    name: &'static str,
}

pub(super) const SEGMENT: Part = Part {
    id: "segment",
    name: "the segment",
};
pub(super) const CLOSE_DATE: Part = Part {
    id: "close-date",
    name: "the close date",
};
pub(super) const DEAL_REVIEW: Part = Part {
    id: "deal-review",
    name: "the review",
};
pub(super) const COMMAND_PLAN: Part = Part {
    id: "command-plan",
    name: "the command plan",
};
pub(super) const DECK: Part = Part {
    id: "deck-threshold",
    name: "the custom deck",
};

/// What the calculators asked so far still need.
pub(super) struct Asked {
    gaps: Vec<Gap>,
}

/// A field that was left out, and what could not be decided without it.
struct Gap {
    field: String,
    message: String,
    names: Vec<&'static str>,
}

impl Asked {
    pub(super) const fn new() -> Self {
        Self { gaps: Vec::new() }
    }

    /// Asks a calculator and takes its answer over; none when it could not decide.
    pub(super) fn ask(&mut self, part: Part, answers: Answers, case: &mut Case<'_>) -> Option<Answer> {
        match case.ask(part.id, &answers) {
            Ok(answer) => {
                case.take_over(&answer);
                Some(answer)
            }
            Err(errors) => {
                for error in errors {
                    self.sort_out(part, error, case);
                }
                None
            }
        }
    }

    /// Notes a mistake of a field that was left out as a gap, and every other one as a mistake.
    fn sort_out(&mut self, part: Part, error: FieldError, case: &mut Case<'_>) {
        if !case.inputs.has(&error.field) || case.inputs.given(&error.field) {
            return case.refuse(&error.field, &error.given, &error.message);
        }
        let is_known = |gap: &&mut Gap| gap.field == error.field && gap.message == error.message;
        match self.gaps.iter_mut().find(is_known) {
            Some(gap) => gap.names.push(part.name),
            None => self.gaps.push(Gap {
                field: error.field,
                message: error.message,
                names: Vec::from([part.name]),
            }),
        }
    }

    /// Warns of each gap, and says whether there is any.
    pub(super) fn tell_missing(&self, case: &mut Case<'_>) -> bool {
        for gap in &self.gaps {
            case.fact("label", &case.inputs.label(&gap.field));
            case.fact("message", &gap.message);
            case.fact("names", &list(&gap.names));
            case.warn("Still needed for {names}: {label}. {message}");
        }
        !self.gaps.is_empty()
    }
}
