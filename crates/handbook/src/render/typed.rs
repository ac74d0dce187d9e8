//! What is typed, decided and worked out, as people write it.

use policy::{
    Date, Moment, Money, Month,
    calculator::{AnswerValue, Description, Field, FieldKind},
    money::Sign,
    number::{display_whole, parse_percent},
    values::Tier,
};

/// An answer to a field as people write it; as it was typed where it cannot be read.
pub(super) fn answer(field: &Field, text: &str) -> String {
    let day = |text: &str| Date::parse(text).ok().map(Date::display);
    let month = |text: &str| Month::parse(text).ok().map(Month::display);
    let words = match &field.kind {
        FieldKind::Choice(choices) => choices
            .iter()
            .find(|choice| choice.value == text)
            .map(|choice| choice.label.to_string()),
        FieldKind::YesNo => yes_no(text).map(str::to_owned),
        FieldKind::Money(_) => Money::parse(text, Sign::Any).ok().map(Money::display),
        FieldKind::Percentage => parse_percent(text).ok().map(|percent| percent.display() + "%"),
        FieldKind::Date => day(text),
        FieldKind::Dates => {
            let days: Option<Vec<String>> = text.split(',').map(|text| day(text.trim())).collect();
            days.map(|days| days.join(", "))
        }
        FieldKind::Month => month(text),
        FieldKind::Moment => Moment::parse(text).ok().map(Moment::display),
        FieldKind::Likelihood => {
            let pair = |pair: &str| {
                let (of, percent) = pair.split_once('=')?;
                let percent = parse_percent(percent.trim()).ok()?.display();
                Some(format!("{} {percent}%", month(of.trim())?))
            };
            let pairs: Option<Vec<String>> = text.split(',').map(pair).collect();
            pairs.map(|pairs| pairs.join(", "))
        }
        FieldKind::WholeNumber | FieldKind::Hours => None,
    };
    words.unwrap_or_else(|| text.to_owned())
}

/// Whether answers to a field are numbers, which stand below each other by their ends.
pub(super) fn is_number(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::Money(_) | FieldKind::WholeNumber | FieldKind::Hours | FieldKind::Percentage
    )
}

/// A figure as people write it.
pub(super) fn figure(value: AnswerValue) -> String {
    match value {
        AnswerValue::Money(money) => money.display(),
        AnswerValue::Date(date) => date.display(),
        AnswerValue::Flag(flag) => if flag { "Yes" } else { "No" }.to_owned(),
        AnswerValue::Count(count) => display_whole(count),
        AnswerValue::Multiple(multiple) => multiple.display(),
        AnswerValue::Percent(percent) => percent.display() + "%",
        AnswerValue::Moment(moment) => moment.display(),
    }
}

/// A verdict in the words of the calculator where it has them, else its name as a sentence begins.
pub(super) fn verdict(description: &Description, verdict: &str) -> String {
    let choices = description.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Choice(choices) => choices.iter().find(|choice| choice.value == verdict),
        _ => None,
    });
    let mut labels = choices.map(|choice| choice.label.to_string());
    let tier = || Tier::parse(verdict).map(|tier| tier.label().to_owned());
    labels.next().or_else(tier).unwrap_or_else(|| words(verdict))
}

/// A name for machines as a sentence begins: `not-required`, `past_due`.
pub(super) fn words(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => spaced,
    }
}

fn yes_no(text: &str) -> Option<&'static str> {
    match text {
        "yes" => Some("Yes"),
        "no" => Some("No"),
        _ => None,
    }
}
