//! The words, numbers and signs of a formula.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use super::{super::number::Number, NodeKind, SyntaxError, Token, error};
use crate::{
    Date, Money,
    money::{Sign, decimal},
    text::join,
};

const SIGNS: [&str; 15] = [
    "<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "[", "]",
];

pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, SyntaxError> {
    let mut tokens: Vec<(Token, Range<usize>)> = Vec::new();
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|rest| rest.chars().next()) {
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        let stands_alone = !matches!(
            tokens.last(),
            Some((Token::Literal(_) | Token::Name(_) | Token::Sign(")" | "]"), _))
        );
        let (token, length) = if first.is_ascii_lowercase() {
            let length = rest
                .find(|character: char| !(character.is_ascii_alphanumeric() || "-._".contains(character)))
                .unwrap_or(rest.len());
            (word(rest.get(..length).unwrap_or("")), length)
        } else if matches!(first, '"' | '\'') {
            let length = rest.get(1..).and_then(|rest| rest.find(first)).ok_or_else(|| {
                error(
                    start..text.len(),
                    "a quotation mark is not closed",
                    "write the same mark after the name",
                )
            })?;
            let quoted = rest.get(1..=length).unwrap_or("");
            (Token::Literal(NodeKind::Quoted(String::from(quoted))), length + 2)
        } else if let Some(found) = literal(rest, stands_alone, start)? {
            found
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            let length = first.len_utf8();
            return Err(error(
                start..start + length,
                &join(&[
                    "`",
                    rest.get(..length).unwrap_or(""),
                    "` means nothing in a formula",
                ]),
                hint_for(first),
            ));
        };
        tokens.push((token, start..start + length));
        start += length;
    }
    Ok(tokens)
}

fn hint_for(character: char) -> &'static str {
    match character {
        '\u{d7}' => "write `*`",
        '\u{f7}' | ':' => "write `/`",
        '\u{2212}' | '\u{2013}' => "write `-` with blanks around it",
        '\u{2264}' => "write `<=`",
        '\u{2265}' => "write `>=`",
        '\u{2260}' => "write `!=`",
        '&' => "write `and`",
        '|' => "write `or`",
        '!' => "write `not`, or `!=`",
        '%' => "write a percentage with its number before it, such as `30%`",
        _ => {
            "use names, numbers, `+ - * /`, comparisons, `and`, `or`, `not` and the functions; names are in lower case"
        }
    }
}

fn word(word: &str) -> Token {
    match word {
        "yes" => Token::Literal(NodeKind::YesNo(true)),
        "no" => Token::Literal(NodeKind::YesNo(false)),
        _ => Token::Name(String::from(word)),
    }
}

/// Reads a number, money, a percentage or a day at the beginning of a text, when one is there; a minus sign belongs to it
/// where nothing stands before that could be reduced.
fn literal(text: &str, stands_alone: bool, start: usize) -> Result<Option<(Token, usize)>, SyntaxError> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) if stands_alone => (true, rest),
        _ => (false, text),
    };
    let (dollar, digits) = match unsigned.strip_prefix('$') {
        Some(rest) => (true, rest),
        None => (false, unsigned),
    };
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return if dollar {
            Err(error(
                start..start + 1,
                "`$` has no amount behind it",
                "write money such as `$5,000`",
            ))
        } else {
            Ok(None)
        };
    }
    let before = text.len() - digits.len();
    let length = length_of_number(digits);
    let number = digits.get(..length).unwrap_or("");
    let behind = digits.get(length..).unwrap_or("");
    let range = start..start + before + length;
    let wrong = |message: &str, hint: &str| {
        error(
            range.clone(),
            &join(&["`", text.get(..before + length).unwrap_or(""), "` ", message]),
            hint,
        )
    };
    let signed = |number: Number| {
        let minus = Number::whole(if negative { -1 } else { 1 });
        number.times(minus).unwrap_or(number)
    };
    if !dollar && number.len() == 4 && behind.starts_with('-') && is_day(digits) {
        let day = digits.get(..10).unwrap_or("");
        let date = Date::parse(day).map_err(|_| {
            error(
                start..start + before + 10,
                &join(&["`", day, "` is no day of the calendar"]),
                "write a day such as `2020-02-01`",
            )
        })?;
        return Ok(Some((Token::Literal(NodeKind::Date(date)), before + 10)));
    }
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if dollar {
        let scale = behind
            .bytes()
            .next()
            .filter(|letter| matches!(letter, b'k' | b'K' | b'm' | b'M'));
        let length = length + usize::from(scale.is_some());
        let money = Money::parse(digits.get(..length).unwrap_or(""), Sign::NonNegative).map_err(|_| {
            wrong(
                "is no amount of money",
                "write money such as `$5,000` or `$5,000.50`",
            )
        })?;
        let number = Number::fraction(i128::from(money.cents()), 100).map(signed);
        return Ok(number.map(|number| (Token::Literal(NodeKind::Money(number)), before + length)));
    }
    let parsed = decimal(number, 6)
        .ok()
        .and_then(|number| Number::fraction(i128::from(number), 1_000_000))
        .map(signed)
        .ok_or_else(|| {
            wrong(
                "is no number",
                "write a number such as `5`, `1,000` or `0.5`, with at most 6 decimals",
            )
        })?;
    if behind.starts_with('%') {
        let share = parsed.times(Number::fraction(1, 100).unwrap_or(Number::ONE));
        let share = share.unwrap_or(Number::ZERO);
        let kind = NodeKind::Percent(share, decimals as u8 + 2);
        return Ok(Some((Token::Literal(kind), before + length + 1)));
    }
    if behind.starts_with(|next: char| next.is_alphanumeric()) {
        return Err(wrong(
            "has letters behind it",
            "write numbers alone, and money as `$5k`; the units come from the fields and values",
        ));
    }
    let kind = NodeKind::Number(parsed, decimals as u8);
    Ok(Some((Token::Literal(kind), before + length)))
}

/// How many bytes of a text are its number. A comma belongs to it where exactly three digits follow.
fn length_of_number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let mut length = 0;
    let mut point = false;
    loop {
        match bytes.get(length) {
            Some(b'0'..=b'9') => length += 1,
            Some(b',')
                if !point && (1..=3).all(|after| is_digit(length + after)) && !is_digit(length + 4) =>
            {
                length += 4;
            }
            Some(b'.') if !point && is_digit(length + 1) => {
                point = true;
                length += 1;
            }
            _ => return length,
        }
    }
}

/// Whether a text begins like a day: `2020-02-01`.
fn is_day(text: &str) -> bool {
    let day = text.as_bytes().get(..10).unwrap_or(&[]);
    day.len() == 10
        && day.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
