//! The reasons for the figures of an event, in words.
//!
//! Owns the sentences; every figure in them is a fact stated by the parent module.

use super::Figures;
use crate::{
    Hundredths, Money,
    calculator::{AnswerValue, Case},
};

/// Adds the verdict, how the figures came about, and what to do about them.
pub(super) fn explain(long: bool, figures: &Figures, rate: Hundredths, case: &mut Case<'_>) {
    case.step("Customer meals, cost \u{d7} customers \u{d7} times: {meal-cost} \u{d7} {customers} \u{d7} {meals} = {customer-meals}.");
    case.step("Total spend: {travel} travel + {lodging} food and lodging + {customer-meals} customer meals = {total_spend}.");
    case.step(if long {
        "Business hours away: {business-hours}, {position} {hours}, so the return asked for is {return_multiple}x."
    } else {
        "Business hours away: {business-hours}, {position} {hours}, where the page names no multiple; break-even is shown, {return_multiple}x."
    });
    case.step("Closed iACV needed: {total_spend} \u{d7} {return_multiple} = {closed_needed}.");
    case.step(if is_exact(figures, rate) {
        "Pipeline needed: {closed_needed} \u{f7} {rate}%, the share of event pipeline that closes, = {pipeline_needed}."
    } else {
        "Pipeline needed: {closed_needed} \u{f7} {rate}%, the share of event pipeline that closes, = {pipeline_needed}, rounded up to the cent."
    });
    if figures.gap > Money::ZERO {
        case.conclude(
            "short",
            "The event is short of {pipeline_gap}: {total_spend} of spend needs {pipeline_needed} of pipeline iACV, and {committed} is committed.",
        );
        case.step("Committed: {committed} of the {pipeline_needed} needed; {pipeline_gap} is missing.");
        case.then("Commit another {pipeline_gap} of pipeline iACV before you go.");
    } else {
        case.conclude(
            "covered",
            "The event is covered: {total_spend} of spend needs {pipeline_needed} of pipeline iACV, and {committed} is committed.",
        );
        case.step("Committed: {committed} of the {pipeline_needed} needed; nothing is missing.");
    }
    case.then("Travel approval does not need booked meetings; once you have it, filling them is on you.");
    case.then("Write and share your trip notes afterwards.");
}

/// Adds how many opportunities the pipeline comes to.
pub(super) fn count_opportunities(pipeline: Money, average: Money, case: &mut Case<'_>) {
    if let Some(count) = pipeline.checked_count_of(average) {
        case.figure("opportunities_needed", AnswerValue::Count(count));
        case.step(if average.checked_times(count) == Some(pipeline) {
            "Opportunities: the pipeline needed, {pipeline_needed}, \u{f7} {average-opportunity} on average = {opportunities_needed}."
        } else {
            "Opportunities: the pipeline needed, {pipeline_needed}, \u{f7} {average-opportunity} on average = {opportunities_needed}, rounded up."
        });
    }
}

/// Whether the pipeline needed came out in whole cents by itself; both products are far from the limits of an integer.
fn is_exact(figures: &Figures, rate: Hundredths) -> bool {
    figures.pipeline.cents() * rate.hundredths() == figures.closed.cents() * 10_000
}
