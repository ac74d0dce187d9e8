//! The fields of a draft.
//!
//! Owns what the words for kinds mean, and how defaults and bounds are read: as the same input would be.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use super::{
    super::{
        DraftField, Place,
        codec::FROM_TODAY,
        typing::{Kind, nearest},
    },
    Checking, is_name,
};
use crate::{
    Date, Hundredths, InputError, Money,
    calculator::{Choice, Default, Field, FieldKind},
    money::Sign,
    number::{MAX_NUMBER, parse_percent, parse_whole},
    values::Tier,
};

const KINDS: [&str; 6] = ["money", "whole-number", "percentage", "date", "choice", "yes-no"];

/// The most choices of a field.
const MAX_CHOICES: usize = 30;

/// The default that is the reader's own day.
const TODAY: &str = "today";

impl Checking<'_> {
    pub(super) fn fields(&mut self) -> Vec<Field> {
        let draft = self.names.draft;
        let mut fields = Vec::new();
        for (place, field) in draft.fields.iter().enumerate() {
            let earlier = draft.fields.iter().take(place).map(|field| &*field.name);
            self.name(Place::Field(place, "name"), &field.name, earlier);
            self.text(Place::Field(place, "label"), "label", &field.label);
            let kind = self.kind(place, field);
            self.names.fields.push(kind.as_ref().map(|kind| match kind {
                FieldKind::Money(_) => Kind::Money,
                FieldKind::Percentage => Kind::Percent,
                FieldKind::Date => Kind::Date,
                FieldKind::YesNo => Kind::YesNo,
                FieldKind::Choice(_) => Kind::Choice(place),
                _ => Kind::Number,
            }));
            let Some(kind) = kind else { continue };
            let bounds = self.bounds(place, field, &kind);
            let default = self.default(place, field, &kind, bounds);
            let unit = match (&field.unit, &kind) {
                (Some(unit), _) => Some(Cow::Owned(unit.clone())),
                (None, FieldKind::Money(_)) => Some(Cow::Borrowed("$")),
                (None, FieldKind::Percentage) => Some(Cow::Borrowed("%")),
                (None, _) => None,
            };
            fields.push(Field {
                name: Cow::Owned(field.name.clone()),
                label: Cow::Owned(field.label.trim().into()),
                hint: Cow::Owned(field.hint.trim().into()),
                kind,
                unit,
                default,
                bounds,
                required: !field.optional,
                zero_unsaid: false,
            });
        }
        fields
    }

    fn kind(&mut self, place: usize, field: &DraftField) -> Option<FieldKind> {
        let kind = match &*field.kind {
            "money" => FieldKind::Money(sign(field)),
            "whole-number" => FieldKind::WholeNumber,
            "percentage" => FieldKind::Percentage,
            "date" => FieldKind::Date,
            "yes-no" => FieldKind::YesNo,
            "choice" => FieldKind::Choice(Cow::Owned(
                field
                    .choices
                    .iter()
                    .map(|(value, label)| Choice {
                        value: Cow::Owned(value.clone()),
                        label: Cow::Owned(label.trim().into()),
                    })
                    .collect(),
            )),
            unknown => {
                let hint = match nearest(unknown, KINDS.into_iter()) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => String::from(
                        "write `money`, `whole-number`, `percentage`, `date`, `choice` or `yes-no`",
                    ),
                };
                let message = format!("there is no kind of field `{unknown}`");
                self.mistake(
                    "calculator-unknown-kind",
                    Place::Field(place, "kind"),
                    message,
                    &hint,
                );
                return None;
            }
        };
        self.choices(place, field);
        Some(kind)
    }

    fn choices(&mut self, place: usize, field: &DraftField) {
        let at = Place::Field(place, "choices");
        let mut wrong = |message: String, hint: &str| self.mistake("calculator-choices", at, message, hint);
        if field.kind != "choice" {
            if !field.choices.is_empty() {
                wrong(
                    format!(
                        "`{}` has choices, and is of the kind `{}`",
                        field.name, field.kind
                    ),
                    "write `kind: choice`, or leave the choices out",
                );
            }
            return;
        }
        if field.choices.len() < 2 || field.choices.len() > MAX_CHOICES {
            let count = match field.choices.len() {
                0 => String::from("no choices"),
                1 => String::from("only one choice"),
                count => format!("{count} choices"),
            };
            wrong(
                format!("`{}` has {count}", field.name),
                "give it 2 to 30 choices: `choices: { full: Full time, part: Part time }`",
            );
        }
        for (index, (choice, label)) in field.choices.iter().enumerate() {
            let mut earlier = field.choices.iter().take(index);
            if !is_name(choice) {
                wrong(
                    format!("`{choice}` is no name of a choice"),
                    "use words in lower case joined by hyphens, such as `part-time`",
                );
            } else if label.trim().is_empty() {
                wrong(
                    format!("the choice `{choice}` has no words"),
                    "write what the form shows for it",
                );
            } else if earlier.any(|(known, _)| known == choice) {
                wrong(
                    format!("the choice `{choice}` is there twice"),
                    "leave one of them out",
                );
            }
        }
        if field.name == "segment"
            && let Some((choice, _)) = field
                .choices
                .iter()
                .find(|(choice, _)| Tier::parse(choice).is_none())
        {
            wrong(
                format!("there is no segment `{choice}`"),
                "the segments are `smb` and `mid-market`; give a field of other choices another name",
            );
        }
    }

    fn bounds(&mut self, place: usize, field: &DraftField, kind: &FieldKind) -> Option<(i64, i64)> {
        let natural = natural_bounds(kind);
        let Some((least, greatest)) = natural else {
            for (key, bound) in [("minimum", &field.minimum), ("maximum", &field.maximum)] {
                if bound.is_some() {
                    self.mistake(
                        "calculator-bounds",
                        Place::Field(place, key),
                        format!("a field of the kind `{}` has no {key}", field.kind),
                        "leave it out",
                    );
                }
            }
            return None;
        };
        let mut read = |key: &'static str, text: &Option<String>, natural: i64| {
            let Some(text) = text else { return natural };
            read_input(kind, text).unwrap_or_else(|error| {
                self.mistake(
                    "calculator-bounds",
                    Place::Field(place, key),
                    format!("the {key} `{text}` does not fit the kind `{}`", field.kind),
                    &lower(error),
                );
                natural
            })
        };
        let found = (
            read("minimum", &field.minimum, least),
            read("maximum", &field.maximum, greatest),
        );
        if found.0 > found.1 {
            self.mistake(
                "calculator-bounds",
                Place::Field(place, "minimum"),
                format!("the minimum of `{}` is above its maximum", field.name),
                "exchange them",
            );
            return None;
        }
        (field.minimum.is_some() || field.maximum.is_some()).then_some(found)
    }

    fn default(
        &mut self,
        place: usize,
        field: &DraftField,
        kind: &FieldKind,
        bounds: Option<(i64, i64)>,
    ) -> Default {
        let at = Place::Field(place, "default");
        let mut wrong = |message: String, hint: &str| {
            self.mistake("calculator-default", at, message, hint);
            Default::None
        };
        let Some(text) = field.default.as_deref().map(str::trim) else {
            return if field.optional {
                wrong(
                    format!("`{}` may be left out, and has no default", field.name),
                    "say with `default` what it counts as when it is left out",
                )
            } else {
                Default::None
            };
        };
        if text == TODAY && matches!(kind, FieldKind::Date) {
            return if field.optional {
                wrong(
                    format!(
                        "`{}` may be left out, and its default is the reader\u{2019}s day",
                        field.name
                    ),
                    "let the field be required, or write a fixed day",
                )
            } else {
                Default::FromNow(FROM_TODAY)
            };
        }
        match read_input(kind, text) {
            Err(error) => wrong(
                format!("the default `{text}` does not fit the kind `{}`", field.kind),
                &lower(error),
            ),
            Ok(number) if bounds.is_some_and(|(least, greatest)| number < least || number > greatest) => {
                wrong(
                    format!("the default `{text}` is not between the minimum and the maximum"),
                    "choose a default within the bounds",
                )
            }
            Ok(_) if field.optional => Default::Standing(Cow::Owned(String::from(text))),
            // The sign of the unit stands beside the input already.
            Ok(_) => Default::Fixed(Cow::Owned(String::from(match kind {
                FieldKind::Money(_) => text.strip_prefix('$').unwrap_or(text).trim(),
                FieldKind::Percentage => text.strip_suffix('%').unwrap_or(text).trim(),
                _ => text,
            }))),
        }
    }
}

/// The hint in an error of an input: the sentence without its capital and full stop.
fn lower(error: InputError) -> String {
    let text = error.message().trim_end_matches('.');
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

/// Money is zero or more, unless a negative minimum says otherwise.
fn sign(field: &DraftField) -> Sign {
    let minimum = field.minimum.as_deref().map(|text| Money::parse(text, Sign::Any));
    match minimum {
        Some(Ok(money)) if money < Money::ZERO => Sign::Any,
        _ => Sign::NonNegative,
    }
}

/// The least and the greatest input of a kind, where inputs have an order.
pub(in crate::declared) fn natural_bounds(kind: &FieldKind) -> Option<(i64, i64)> {
    let most = Money::MAX.cents();
    match kind {
        FieldKind::Money(Sign::NonNegative) => Some((0, most)),
        FieldKind::Money(Sign::Any) => Some((-most, most)),
        FieldKind::WholeNumber => Some((0, MAX_NUMBER)),
        FieldKind::Percentage => Some((0, 10_000)),
        FieldKind::Date => Some((
            Date::civil(1900, 1, 1).number_of_day(),
            Date::civil(2999, 12, 31).number_of_day(),
        )),
        _ => None,
    }
}

/// Reads an input of a declared kind in the smallest step of the kind.
pub(in crate::declared) fn read_input(kind: &FieldKind, text: &str) -> Result<i64, InputError> {
    match kind {
        FieldKind::Money(sign) => Money::parse(text, *sign).map(Money::cents),
        FieldKind::WholeNumber => parse_whole(text),
        FieldKind::Percentage => parse_percent(text).map(Hundredths::hundredths),
        FieldKind::Date => Date::parse(text).map(Date::number_of_day),
        FieldKind::YesNo => match text {
            "yes" => Ok(1),
            "no" => Ok(0),
            _ => Err(InputError::new("Write yes or no.")),
        },
        FieldKind::Choice(choices) => choices
            .iter()
            .position(|choice| choice.value == text)
            .map(|place| place as i64)
            .ok_or(InputError::new("Write the name of one of the choices.")),
        _ => Err(InputError::new("")),
    }
}
