//! The meaning of a formula: names, kinds and units.
//!
//! Owns what may be calculated and compared with what. A formula becomes a term, together with its kind, the decimals that
//! it may have, and the words in which the reasoning tells it. A division has no end of decimals, and may stand only where
//! a function rounds it.

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
    values::{Amounts, Comparison, Tier, Unit, Value},
};

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
                return fault(
                    "calculator-unknown-name",
                    range,
                    format!("`{name}` is not known yet"),
                    "a result may use the results above it; move this one below",
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

    fn call(&mut self, name: &str, nodes: &[Node], range: &Range<usize>, rounds: bool) -> Checked<Typed> {
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

    fn compare(
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

    fn meets(&mut self, figure: &Node, value: &Node, rounds: bool) -> Checked<Typed> {
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

fn calculate(
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

/// A sentence that lists names, the first ten of them.
pub(super) fn one_of(before: &str, names: &[&str]) -> String {
    let mut text = String::from(before);
    for (place, name) in names.iter().take(10).enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    text
}

/// The known name that differs least from a name, if it differs by a few letters only.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = 1 + name.len() / 4;
    known
        .filter(|known| known.len() <= 100 && name.len() <= 100)
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// How many letters have to be put in, left out or changed.
fn distance(one: &str, other: &str) -> usize {
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.bytes().enumerate() {
        let mut line = Vec::from([row + 1]);
        for (column, known) in other.bytes().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX - 1);
            let changed = at(&before, column) + usize::from(letter != known);
            let shorter = at(&before, column + 1) + 1;
            let longer = at(&line, column) + 1;
            line.push(changed.min(shorter).min(longer));
        }
        before = line;
    }
    before.last().copied().unwrap_or(0)
}
