//! The calculators of the handbook, each in a file of its own.
//!
//! Owns the list of them. A new calculator is one file and one line here.

mod close_date;
mod deal_review;
mod deck_threshold;
mod event_roi;
mod fields;

use crate::Calculator;

/// All calculators, in the order in which they are listed.
pub fn all() -> &'static [&'static dyn Calculator] {
    static ALL: [&dyn Calculator; 4] = [
        &deck_threshold::RULE,
        &deal_review::RULE,
        &close_date::RULE,
        &event_roi::RULE,
    ];
    &ALL
}

/// The calculator with this id.
pub fn find(id: &str) -> Option<&'static dyn Calculator> {
    all()
        .iter()
        .copied()
        .find(|calculator| calculator.description().id == id)
}
