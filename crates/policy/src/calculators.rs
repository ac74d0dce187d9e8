//! The calculators of the handbook, each in a file of its own.
//!
//! Owns the list of them. A new calculator is one file and one line here.

mod account_ranking;
mod close_date;
mod co_selling;
mod deal_review;
mod deck_threshold;
mod event_roi;
mod fields;
mod forecast_deadline;
mod opportunity_checklist;

use crate::Calculator;

/// All calculators, in the order in which they are listed.
pub fn all() -> &'static [&'static dyn Calculator] {
    static ALL: [&dyn Calculator; 8] = [
        &deck_threshold::RULE,
        &deal_review::RULE,
        &close_date::RULE,
        &event_roi::RULE,
        &account_ranking::RULE,
        &forecast_deadline::RULE,
        &co_selling::RULE,
        &opportunity_checklist::RULE,
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
