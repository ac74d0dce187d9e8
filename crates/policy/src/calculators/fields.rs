//! What several calculators ask for in the same words.

use alloc::borrow::Cow;

use crate::calculator::{Choice, Default, Field, FieldKind};

/// A field without which there is no answer.
pub(super) const fn required(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: FieldKind,
    default: Default,
) -> Field {
    Field {
        name: Cow::Borrowed(name),
        label: Cow::Borrowed(label),
        hint: on_the_page(hint),
        unit: match &kind {
            FieldKind::Money(_) => Some(Cow::Borrowed("$")),
            FieldKind::Hours => Some(Cow::Borrowed("hours")),
            _ => None,
        },
        kind,
        default,
        bounds: None,
        required: true,
    }
}

/// Words that a form shows. In the browser the form is there already, so that they are not compiled in a second time.
pub(super) const fn on_the_page(words: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(if cfg!(target_family = "wasm") { "" } else { words })
}

/// A default that is always the same text.
pub(super) const fn fixed(text: &'static str) -> Default {
    Default::Fixed(Cow::Borrowed(text))
}

/// The field as one that may stay empty.
pub(super) const fn optional(mut field: Field) -> Field {
    field.required = false;
    field
}

pub(super) const SEGMENT: Field = required(
    "segment",
    "Segment",
    "SMB or Mid-Market, by the company\u{2019}s number of employees.",
    FieldKind::Choice(Cow::Borrowed(&SEGMENTS)),
    fixed("smb"),
);

pub(super) const TYPE: Field = required(
    "type",
    "Opportunity type",
    "What kind of opportunity it is.",
    FieldKind::Choice(Cow::Borrowed(&TYPES)),
    fixed(NEW_BUSINESS),
);

pub(super) const TODAY: Field = required(
    "today",
    "Today",
    "The day to decide from, such as 2020-04-23.",
    FieldKind::Date,
    Default::FromNow(|now| now.date.iso()),
);

pub(super) const NEW_BUSINESS: &str = "new-business";
pub(super) const ADD_ON: &str = "add-on";
pub(super) const RENEWAL: &str = "renewal";

static SEGMENTS: [Choice; 2] = [choice("smb", "SMB"), choice("mid-market", "Mid-Market")];

static TYPES: [Choice; 3] = [
    choice(NEW_BUSINESS, "New business"),
    choice(ADD_ON, "Add-on"),
    choice(RENEWAL, "Renewal"),
];

const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice {
        value: Cow::Borrowed(value),
        label: Cow::Borrowed(label),
    }
}
