//! What is compared with what.

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    super::{
        number::Number,
        program::{Operation, Term},
        sentences::Words,
        syntax::{Node, NodeKind},
    },
    Checked, Kind, Names, Typed, both, fault, one_of, wrong_unit,
};
use crate::values::Comparison;

impl Names<'_> {
    pub(super) fn compare(
        &mut self,
        operation: Operation,
        one: &Node,
        other: &Node,
        range: &Range<usize>,
        rounds: bool,
    ) -> Checked<Typed> {
        let (left, right) = if let Some(place) = self.choice_field(one) {
            (self.check(one, rounds)?, self.choice(place, other)?)
        } else if let Some(place) = self.choice_field(other) {
            (self.choice(place, one)?, self.check(other, rounds)?)
        } else {
            both(self.check(one, rounds), self.check(other, rounds))?
        };
        if left.kind != right.kind {
            return wrong_unit(
                range,
                format!("{} is compared with {}", left.kind.name(), right.kind.name()),
                match (left.kind, right.kind) {
                    (Kind::Money, Kind::Number) | (Kind::Number, Kind::Money) => {
                        "write money with its sign, such as `$5,000`"
                    }
                    (Kind::Percent, Kind::Number) | (Kind::Number, Kind::Percent) => {
                        "write a percentage with its sign, such as `30%`"
                    }
                    _ => "compare figures of the same unit",
                },
            );
        }
        let in_order = !matches!(operation, Operation::Equal | Operation::Unequal);
        if in_order && matches!(left.kind, Kind::YesNo | Kind::Choice(_)) {
            return wrong_unit(
                range,
                format!("{} is neither more nor less than another", left.kind.name()),
                "use `=` or `!=`",
            );
        }
        Ok(Typed {
            words: Words::compared(operation, &left, &right),
            term: Term::apply(operation, left.term, right.term),
            kind: Kind::YesNo,
            decimals: 0,
        })
    }

    /// The place of the field, if a part of a formula is the name of a field of choices.
    fn choice_field(&self, node: &Node) -> Option<usize> {
        let NodeKind::Name(name, None) = &node.kind else {
            return None;
        };
        let place = self.draft.fields.iter().position(|field| field.name == *name)?;
        matches!(self.fields.get(place), Some(Some(Kind::Choice(_)))).then_some(place)
    }

    fn choice(&mut self, place: usize, node: &Node) -> Checked<Typed> {
        let (NodeKind::Name(name, None) | NodeKind::Quoted(name)) = &node.kind else {
            return wrong_unit(
                &node.range,
                String::from("a field of choices is compared with something that is no choice"),
                "write the name of one of its choices",
            );
        };
        let field = self.draft.fields.get(place).ok_or(None)?;
        let found = field.choices.iter().position(|(choice, _)| choice == name);
        let Some(number) = found else {
            let choices: Vec<&str> = field.choices.iter().map(|(choice, _)| &**choice).collect();
            return fault(
                "calculator-unknown-name",
                &node.range,
                format!("`{}` has no choice `{name}`", field.name),
                &one_of("its choices are ", &choices),
            );
        };
        let label = field.choices.get(number).map_or("", |(_, label)| label);
        Ok(Typed {
            term: Term::Number(Number::whole(number as i64)),
            kind: Kind::Choice(place),
            decimals: 0,
            words: Words::literal(String::from(label)),
        })
    }

    pub(super) fn meets(&mut self, figure: &Node, value: &Node, rounds: bool) -> Checked<Typed> {
        let (left, right) = both(self.check(figure, rounds), self.check(value, rounds))?;
        let known = match &value.kind {
            NodeKind::Name(name, _) if matches!(right.term, Term::Value(..)) => self.values.get(name),
            _ => None,
        };
        let Some(comparison) = known.and_then(|value| value.comparison) else {
            return fault(
                "calculator-unit",
                &value.range,
                String::from("this does not say how figures are compared with it"),
                "give the value a `comparison`, or write `<`, `<=`, `>` or `>=` in place of `meets`",
            );
        };
        if left.kind != right.kind {
            return wrong_unit(
                &figure.range,
                format!("{} is compared with {}", left.kind.name(), right.kind.name()),
                "compare figures of the same unit",
            );
        }
        let operation = match comparison {
            Comparison::Above => Operation::Above,
            Comparison::AtOrAbove => Operation::AtLeast,
            Comparison::AtMost => Operation::AtMost,
            Comparison::Below => Operation::Below,
        };
        Ok(Typed {
            words: Words::compared(operation, &left, &right),
            term: Term::apply(operation, left.term, right.term),
            kind: Kind::YesNo,
            decimals: 0,
        })
    }
}
