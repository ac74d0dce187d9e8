//! The meaning of a formula: names, kinds and units.
//!
//! Owns what may be calculated and compared with what. A formula becomes a term, together with its kind, the decimals that
//! it may have, and the words in which the reasoning tells it. A division has no end of decimals, and may stand only where
//! a function rounds it.

mod arithmetic;
mod comparisons;
mod functions;
mod names;

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

use super::{
    Draft,
    number::Number,
    program::{Operation, Shown, Term},
    sentences::{Words, plain},
    syntax::{Node, NodeKind},
};
use crate::{
    PolicyValues,
    values::{Amounts, Tier, Unit, Value},
};
use arithmetic::calculate;

pub(super) use names::{nearest, one_of};

/// What a part of a formula comes to.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) term: Term,
    pub(super) kind: Kind,
    /// How many decimals it may have, of a share as a part of one; [`ENDLESS`] after a division.
    pub(super) decimals: u8,
    pub(super) words: Words,
}

/// Kinds of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Money,
    Percent,
    Date,
    YesNo,
    /// One of the choices of a field.
    Choice(usize),
}

pub(super) const ENDLESS: u8 = u8::MAX;

/// A mistake within a text.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) hint: String,
}

/// Nothing where the mistake was told already, at the name that is used here.
pub(super) type Checked<T> = Result<T, Option<Fault>>;

/// All that a formula may name.
pub(super) struct Names<'a> {
    pub(super) draft: &'a Draft,
    pub(super) values: &'a PolicyValues,
    /// The kinds of the fields, as far as they are known.
    pub(super) fields: Vec<Option<Kind>>,
    /// The kinds and decimals of the results so far.
    pub(super) results: Vec<Option<(Kind, u8)>>,
    /// The keys of the values that are read so far.
    pub(super) keys: Vec<String>,
    pub(super) used_fields: Vec<bool>,
    pub(super) used_results: Vec<bool>,
}

/// Names of functions.
pub(super) const FUNCTIONS: [&str; 7] = [
    "min",
    "max",
    "round_up",
    "round_down",
    "round_half",
    "first_day",
    "last_day",
];

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Money => "money",
            Self::Percent => "a percentage",
            Self::Date => "a day",
            Self::YesNo => "yes or no",
            Self::Choice(_) => "a choice",
        }
    }

    const fn is_amount(self) -> bool {
        matches!(self, Self::Number | Self::Money | Self::Percent)
    }

    /// How a result of this kind is shown.
    pub(super) const fn shown(self, decimals: u8) -> Shown {
        match self {
            Self::Number if decimals == 0 => Shown::Whole,
            Self::Number | Self::Choice(_) => Shown::Number,
            Self::Money => Shown::Money,
            Self::Percent => Shown::Percent,
            Self::Date => Shown::Date,
            Self::YesNo => Shown::YesNo,
        }
    }
}

fn fault<T>(code: &'static str, range: &Range<usize>, message: String, hint: &str) -> Checked<T> {
    Err(Some(Fault {
        code,
        range: range.clone(),
        message,
        hint: String::from(hint),
    }))
}

fn wrong_unit<T>(range: &Range<usize>, message: String, hint: &str) -> Checked<T> {
    fault("calculator-unit", range, message, hint)
}

impl Names<'_> {
    /// The meaning of a formula; `rounds` says whether what is around it rounds.
    pub(super) fn check(&mut self, node: &Node, rounds: bool) -> Checked<Typed> {
        let literal = |number: Number, kind: Kind, decimals: u8| {
            Ok(Typed {
                words: Words::literal(plain(kind.shown(decimals), number)),
                term: Term::Number(number),
                kind,
                decimals,
            })
        };
        match &node.kind {
            NodeKind::Number(number, decimals) => literal(*number, Kind::Number, *decimals),
            NodeKind::Money(number) => literal(*number, Kind::Money, 2),
            NodeKind::Percent(number, decimals) => literal(*number, Kind::Percent, *decimals),
            NodeKind::Date(date) => literal(Number::whole(date.number_of_day()), Kind::Date, 0),
            NodeKind::YesNo(yes) => literal(Number::truth(*yes), Kind::YesNo, 0),
            NodeKind::Quoted(_) => wrong_unit(
                &node.range,
                String::from("a name in quotation marks can only be compared with a field of choices"),
                "write `field = \"choice\"`",
            ),
            NodeKind::Name(name, tier) => self.name(name, tier.as_deref(), &node.range),
            NodeKind::Call(name, nodes) => self.call(name, nodes, &node.range, rounds),
            NodeKind::Not(inner) => {
                let typed = self.yes_or_no(inner, rounds)?;
                Ok(Typed {
                    term: Term::alone(Operation::Not, typed.term),
                    words: typed.words.negated(),
                    ..typed
                })
            }
            NodeKind::Two(operation @ (Operation::And | Operation::Or), pair) => {
                let (one, other) = (self.yes_or_no(&pair.0, rounds), self.yes_or_no(&pair.1, rounds));
                let (one, other) = both(one, other)?;
                Ok(Typed {
                    words: Words::joined(*operation == Operation::And, &one.words, &other.words),
                    term: Term::apply(*operation, one.term, other.term),
                    kind: Kind::YesNo,
                    decimals: 0,
                })
            }
            NodeKind::Two(
                operation @ (Operation::Plus | Operation::Minus | Operation::Times | Operation::Divided),
                pair,
            ) => {
                let (one, other) = (self.check(&pair.0, rounds), self.check(&pair.1, rounds));
                let (one, other) = both(one, other)?;
                calculate(*operation, one, other, &node.range, rounds)
            }
            NodeKind::Two(operation, pair) => self.compare(*operation, &pair.0, &pair.1, &node.range, rounds),
            NodeKind::Meets(pair) => self.meets(&pair.0, &pair.1, rounds),
        }
    }

    /// The meaning of a condition.
    pub(super) fn yes_or_no(&mut self, node: &Node, rounds: bool) -> Checked<Typed> {
        let typed = self.check(node, rounds)?;
        if typed.kind != Kind::YesNo {
            return wrong_unit(
                &node.range,
                format!("this is {}, where yes or no is needed", typed.kind.name()),
                "compare it with something: `amount > $5,000`",
            );
        }
        Ok(typed)
    }

    /// A field, a result or a value.
    pub(super) fn name(&mut self, name: &str, tier: Option<&str>, range: &Range<usize>) -> Checked<Typed> {
        let draft = self.draft;
        if let Some(place) = draft.fields.iter().position(|field| field.name == name) {
            mark(&mut self.used_fields, place);
            let kind = self.fields.get(place).copied().flatten().ok_or(None)?;
            let decimals = match kind {
                Kind::Money => 2,
                Kind::Percent => 4,
                _ => 0,
            };
            let label = draft.fields.get(place).map_or(name, |field| &field.label);
            let term = Term::Field(place);
            return Ok(Typed {
                words: Words::named(label, &term),
                term,
                kind,
                decimals,
            });
        }
        if let Some(place) = draft.results.iter().position(|result| result.name == name) {
            mark(&mut self.used_results, place);
            if place >= self.results.len() {
                let hint = if place == self.results.len() {
                    "a result may use the results above it, and not itself"
                } else {
                    "a result may use the results above it; move this one below"
                };
                return fault(
                    "calculator-unknown-name",
                    range,
                    format!("`{name}` is not known yet"),
                    hint,
                );
            }
            let (kind, decimals) = self.results.get(place).copied().flatten().ok_or(None)?;
            let label = draft
                .results
                .get(place)
                .map_or(String::new(), super::sentences::label_of);
            let term = Term::Result(place);
            return Ok(Typed {
                words: Words::named(&label, &term),
                term,
                kind,
                decimals,
            });
        }
        let values = self.values;
        let Some(value) = values.get(name) else {
            return fault(
                "calculator-unknown-name",
                range,
                format!("there is no field, result or value `{name}`"),
                &self.suggestion(name),
            );
        };
        let (kind, decimals) = match value.unit {
            Unit::Usd => (Kind::Money, 2),
            Unit::Percent => (Kind::Percent, 4),
            Unit::Multiple | Unit::Hours => (Kind::Number, 2),
            Unit::Count(_) => (Kind::Number, 0),
            Unit::Text => {
                return wrong_unit(
                    range,
                    format!("`{name}` is a text, with which nothing can be calculated"),
                    "use a value with a unit, or name the text in a sentence as `{name}`",
                );
            }
        };
        let term = self.value(value, tier, range)?;
        Ok(Typed {
            words: Words::named(&value.title, &term),
            term,
            kind,
            decimals,
        })
    }

    /// The term that reads a value.
    pub(super) fn value(&mut self, value: &Value, tier: Option<&str>, range: &Range<usize>) -> Checked<Term> {
        let by_tier = value
            .from
            .iter()
            .any(|entry| matches!(entry.amounts, Amounts::ByTier { .. }));
        let fixed = match tier {
            Some(name) => match Tier::parse(name) {
                Some(tier) if by_tier => Some(tier),
                Some(_) => {
                    return fault(
                        "calculator-tier",
                        range,
                        format!("`{}` is the same for all segments", value.key),
                        "leave the brackets out",
                    );
                }
                None => {
                    return fault(
                        "calculator-tier",
                        range,
                        format!("there is no segment `{name}`"),
                        "write `[smb]` or `[mid-market]`",
                    );
                }
            },
            None => {
                if by_tier && !self.asks_for_the_segment() {
                    return fault(
                        "calculator-tier",
                        range,
                        format!("`{}` differs by segment", value.key),
                        "add a field `segment` with the choices `smb` and `mid-market`, or write the segment behind it in brackets: `[smb]`",
                    );
                }
                None
            }
        };
        let place = match self.keys.iter().position(|key| *key == value.key) {
            Some(place) => place,
            None => {
                self.keys.push(value.key.clone());
                self.keys.len() - 1
            }
        };
        Ok(Term::Value(place, fixed))
    }

    /// Whether there is a field for the segment, which is used then.
    fn asks_for_the_segment(&mut self) -> bool {
        let segment = |field: &super::DraftField| {
            field.name == "segment"
                && field
                    .choices
                    .iter()
                    .all(|(choice, _)| Tier::parse(choice).is_some())
                && !field.choices.is_empty()
        };
        let place = self.draft.fields.iter().position(segment);
        if let Some(place) = place {
            mark(&mut self.used_fields, place);
        }
        place.is_some()
    }

    /// What an unknown name may be meant for.
    pub(super) fn suggestion(&self, name: &str) -> String {
        let fields = self.draft.fields.iter().map(|field| &*field.name);
        let results = self
            .draft
            .results
            .iter()
            .take(self.results.len())
            .map(|result| &*result.name);
        let own: Vec<&str> = fields.chain(results).collect();
        let values = self.values.iter().map(|value| &*value.key);
        match nearest(name, own.iter().copied().chain(values)) {
            Some(known) => format!("did you mean `{known}`?"),
            None if own.is_empty() => String::from("declare it under `fields` or `results`, or as a value"),
            None => one_of("the names known here are ", &own) + ", and the keys of the values",
        }
    }
}

/// Both, or the mistake of one, rather one that was not told yet.
fn both(one: Checked<Typed>, other: Checked<Typed>) -> Checked<(Typed, Typed)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Some(fault)), _) | (_, Err(Some(fault))) => Err(Some(fault)),
        _ => Err(None),
    }
}

fn mark(used: &mut [bool], place: usize) {
    if let Some(used) = used.get_mut(place) {
        *used = true;
    }
}
