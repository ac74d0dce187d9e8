//! What is added, taken away, multiplied and divided.

use alloc::{format, string::String};
use core::ops::Range;

use super::{
    super::{
        program::{Operation, Term},
        sentences::Words,
    },
    Checked, ENDLESS, Kind, Typed, fault, wrong_unit,
};

/// The kind of what two figures make; `rounds` says whether what is around it rounds.
pub(super) fn calculate(
    operation: Operation,
    one: Typed,
    other: Typed,
    range: &Range<usize>,
    rounds: bool,
) -> Checked<Typed> {
    use Kind::{Date, Money, Number as Plain, Percent};
    use Operation::{Divided, Minus, Plus, Times};
    let kind = match (operation, one.kind, other.kind) {
        (Plus | Minus, left, right) if left == right && left.is_amount() => left,
        (Plus | Minus, Date, Plain) | (Plus, Plain, Date) => {
            let days = if one.kind == Date { &other } else { &one };
            if days.decimals > 0 {
                return fault(
                    "calculator-rounding",
                    range,
                    String::from("a day is moved by a number of days that need not be whole"),
                    "round the number of days, for example with `round_up`",
                );
            }
            let words = Words::arithmetic(operation, &one.words, &other.words);
            return Ok(Typed {
                term: Term::alone(Operation::Day, Term::apply(operation, one.term, other.term)),
                kind: Date,
                decimals: 0,
                words,
            });
        }
        (Minus, Date, Date) | (Times, Plain, Plain) => Plain,
        (Times, Money, Plain | Percent) | (Times, Plain | Percent, Money) => Money,
        (Times, Plain, Percent) | (Times, Percent, Plain) => Plain,
        (Times, Percent, Percent) => Percent,
        (Divided, left, right) if left == right && left.is_amount() => Plain,
        (Divided, left, Plain) if left.is_amount() => left,
        (Divided, left @ (Money | Plain), Percent) => left,
        (_, left, right) => {
            let done = match operation {
                Plus => "added to",
                Minus => "reduced by",
                Times => "multiplied by",
                _ => "divided by",
            };
            let hint = match (operation, left, right) {
                (Times, Money, Money) => "multiply money by a number or a percentage",
                (Divided, _, Money) => "divide money by money, a number or a percentage",
                (_, Date, _) | (_, _, Date) => "add or take away days, or take one day from another",
                _ => "calculate with figures of the same unit; money is written `$5`, a percentage `30%`",
            };
            return wrong_unit(range, format!("{} is {done} {}", left.name(), right.name()), hint);
        }
    };
    let decimals = match operation {
        Divided if !rounds => {
            return fault(
                "calculator-division",
                range,
                String::from("this division does not say how it rounds"),
                "put `round_up`, `round_down` or `round_half` around it: `round_up(a / b)`",
            );
        }
        Divided => ENDLESS,
        Times => one.decimals.saturating_add(other.decimals),
        _ => one.decimals.max(other.decimals),
    };
    Ok(Typed {
        words: Words::arithmetic(operation, &one.words, &other.words),
        term: Term::apply(operation, one.term, other.term),
        kind,
        decimals,
    })
}
