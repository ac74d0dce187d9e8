//! The functions of the language.

use alloc::{format, string::String};
use core::ops::Range;

use super::{
    super::{
        number::Number,
        program::{Operation, Term},
        sentences::Words,
        syntax::Node,
    },
    Checked, Kind, Names, Typed, fault, wrong_unit,
};

impl Names<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        nodes: &[Node],
        range: &Range<usize>,
        rounds: bool,
    ) -> Checked<Typed> {
        let operation = match name {
            "min" => Operation::Lower,
            "max" => Operation::Higher,
            "round_up" => Operation::RoundUp,
            "round_down" => Operation::RoundDown,
            "round_half" => Operation::RoundHalf,
            "first_day" => Operation::FirstDay,
            "last_day" => Operation::LastDay,
            _ => {
                return fault(
                    "calculator-unknown-name",
                    range,
                    format!("there is no function `{name}`"),
                    "the functions are `min`, `max`, `round_up`, `round_down`, `round_half`, `first_day` and `last_day`",
                );
            }
        };
        let count = |least: usize, most: usize, hint: &str| {
            if (least..=most).contains(&nodes.len()) {
                Ok(())
            } else {
                fault(
                    "calculator-syntax",
                    range,
                    format!("`{name}` takes other figures between its brackets"),
                    hint,
                )
            }
        };
        match operation {
            Operation::Lower | Operation::Higher => {
                count(
                    2,
                    20,
                    "write two figures or more, with a comma and a blank between them: `min(a, 5)`",
                )?;
                self.extreme(operation, nodes, rounds)
            }
            Operation::FirstDay | Operation::LastDay => {
                count(1, 1, "write one day: `first_day(start)`")?;
                let node = nodes.first().ok_or(None)?;
                let typed = self.check(node, rounds)?;
                if typed.kind != Kind::Date {
                    return wrong_unit(
                        &node.range,
                        format!("this is {}, and no day", typed.kind.name()),
                        "write a field of the kind `date`, or a day such as `2020-02-01`",
                    );
                }
                Ok(Typed {
                    words: typed.words.month(operation == Operation::FirstDay),
                    term: Term::alone(operation, typed.term),
                    ..typed
                })
            }
            _ => {
                count(
                    1,
                    2,
                    "write the figure, and behind a comma the step if it is another one: `round_up(a, 0.5)`",
                )?;
                let node = nodes.first().ok_or(None)?;
                self.round(operation, node, nodes.get(1))
            }
        }
    }

    fn extreme(&mut self, operation: Operation, nodes: &[Node], rounds: bool) -> Checked<Typed> {
        let mut all: Option<Typed> = None;
        for node in nodes {
            let typed = self.check(node, rounds)?;
            let Some(before) = all else {
                all = Some(typed);
                continue;
            };
            if before.kind != typed.kind || matches!(typed.kind, Kind::YesNo | Kind::Choice(_)) {
                return wrong_unit(
                    &node.range,
                    format!(
                        "{} and {} cannot be set against each other",
                        before.kind.name(),
                        typed.kind.name()
                    ),
                    "write figures of the same unit, which are numbers, money, percentages or days",
                );
            }
            all = Some(Typed {
                words: Words::extreme(operation == Operation::Lower, &before.words, &typed.words),
                term: Term::apply(operation, before.term, typed.term),
                kind: before.kind,
                decimals: before.decimals.max(typed.decimals),
            });
        }
        all.ok_or(None)
    }

    fn round(&mut self, operation: Operation, node: &Node, step: Option<&Node>) -> Checked<Typed> {
        let typed = self.check(node, true)?;
        let (number, decimals) = match typed.kind {
            Kind::Number => (Number::ONE, 0),
            Kind::Money | Kind::Percent => (Number::fraction(1, 100).unwrap_or(Number::ONE), 2),
            kind => {
                return wrong_unit(
                    &node.range,
                    format!("{} cannot be rounded", kind.name()),
                    "round numbers, money and percentages",
                );
            }
        };
        let (number, decimals, told) = match step {
            None => (number, decimals, None),
            Some(step) => {
                let typed_step = self.check(step, true)?;
                match typed_step.term {
                    Term::Number(number)
                        if typed_step.kind == typed.kind && number.order(Number::ZERO).is_gt() =>
                    {
                        (number, typed_step.decimals, Some(typed_step.words))
                    }
                    _ => {
                        return wrong_unit(
                            &step.range,
                            String::from("this is no step to which the figure before it can be rounded"),
                            "write a number above zero in the same unit: `0.5` for numbers, `$100` for money, `1%` for percentages",
                        );
                    }
                }
            }
        };
        Ok(Typed {
            words: typed.words.rounded(operation, told.as_ref()),
            term: Term::apply(operation, typed.term, Term::Number(number)),
            kind: typed.kind,
            decimals,
        })
    }
}
