//! What several calculators ask for in the same words.

use alloc::borrow::Cow;

use crate::{
    calculator::{Choice, Default, Field, FieldKind},
    money::Sign,
    text::join,
};

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
        zero_unsaid: false,
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

/// The field as one that counts as zero where a question in words leaves it out.
pub(super) const fn zero_unsaid(mut field: Field) -> Field {
    field.zero_unsaid = true;
    field
}

pub(super) const SEGMENT: Field = segment(fixed("smb"));

pub(super) const fn segment(default: Default) -> Field {
    required(
        "segment",
        "Segment",
        "SMB or Mid-Market, by the company\u{2019}s number of employees.",
        FieldKind::Choice(Cow::Borrowed(&SEGMENTS)),
        default,
    )
}

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

pub(super) const fn amount(default: Default) -> Field {
    required(
        "amount",
        "Amount",
        "The opportunity\u{2019}s total Amount, not its iACV, such as 6000 or $6k.",
        FieldKind::Money(Sign::NonNegative),
        default,
    )
}

pub(super) const fn iacv(default: Default) -> Field {
    required(
        "iacv",
        "iACV",
        "The opportunity\u{2019}s incremental annual contract value; below zero for a renewal that shrinks.",
        FieldKind::Money(Sign::Any),
        default,
    )
}

pub(super) const LIKELIHOOD: Field = optional(required(
    "likelihood",
    "Likelihood by month",
    "How likely the purchase is in this month and the ones after it, such as 2020-04=90,2020-05=10.",
    FieldKind::Likelihood,
    Default::FromNow(|now| {
        let month = now.date.month();
        join(&[&month.iso(), "=90,", &month.next().iso(), "=10"])
    }),
));

pub(super) const LIKELY_MONTH: Field = optional(required(
    "month",
    "Most likely month",
    "In place of the likelihood by month: the one most likely month, such as 2020-04.",
    FieldKind::Month,
    Default::None,
));

pub(super) const COMPELLING_EVENT: Field = optional(required(
    "compelling-event",
    "Compelling event defined",
    "Something that makes the customer buy by a certain day.",
    FieldKind::YesNo,
    fixed("no"),
));

pub(super) const QUOTE_OUT: Field = optional(required(
    "quote-out",
    "Quote out for signature",
    "Whether the customer has the quote to sign.",
    FieldKind::YesNo,
    fixed("no"),
));

pub(super) const SIGNING_DAY: Field = optional(required(
    "signing-day",
    "Expected signing day",
    "For a quote that is out and for every renewal, such as 2020-04-30.",
    FieldKind::Date,
    Default::None,
));

pub(super) const NEW_BUSINESS: &str = "new-business";
pub(super) const ADD_ON: &str = "add-on";
pub(super) const RENEWAL: &str = "renewal";

static SEGMENTS: [Choice; 2] = [choice("smb", "SMB"), choice("mid-market", "Mid-Market")];

static TYPES: [Choice; 3] = [
    choice(NEW_BUSINESS, "New business"),
    choice(ADD_ON, "Add-on"),
    choice(RENEWAL, "Renewal"),
];

pub(super) const fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice {
        value: Cow::Borrowed(value),
        label: Cow::Borrowed(label),
    }
}
