//! Text put together from pieces.
//!
//! Owns how this crate builds and takes apart strings. It avoids `format!` and searching by patterns, whose machinery would
//! be the largest part of the compiled calculators.

use alloc::{string::String, vec::Vec};

/// Something that can stand in a sentence.
pub(crate) trait Part {
    /// Appends it as people read it.
    fn push_to(&self, text: &mut String);
}

impl Part for &str {
    fn push_to(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Part for String {
    fn push_to(&self, text: &mut String) {
        text.push_str(self);
    }
}

/// A whole number, with a comma before each group of three digits.
impl Part for i64 {
    fn push_to(&self, text: &mut String) {
        if *self < 0 {
            text.push('-');
        }
        push_number(text, self.unsigned_abs(), ",");
    }
}

/// The part alone.
pub(crate) fn shown(part: &dyn Part) -> String {
    let mut text = String::new();
    part.push_to(&mut text);
    text
}

/// What stands before and after the first of a character, when there is one.
pub(crate) fn cut(text: &str, separator: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|character| character == separator)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// The parts of a text between the separators.
pub(crate) fn split(text: &str, separator: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, after)) = cut(rest, separator) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// The text without the blanks around it.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_ascii()
}

/// Joins the pieces as they stand.
pub(crate) fn join(pieces: &[&str]) -> String {
    let mut text = String::new();
    push(&mut text, pieces);
    text
}

/// Lists the things as people do: `a, b and c`.
pub(crate) fn list(things: &[&str]) -> String {
    let mut text = String::new();
    for (place, thing) in things.iter().enumerate() {
        let separator = match place {
            0 => "",
            last if last + 1 == things.len() => " and ",
            _ => ", ",
        };
        push(&mut text, &[separator, thing]);
    }
    text
}

/// Appends the pieces as they stand.
pub(crate) fn push(text: &mut String, pieces: &[&str]) {
    for piece in pieces {
        text.push_str(piece);
    }
}

/// Appends the decimal digits of a number, with a comma before each group of three when `separator` is `,`.
pub(crate) fn push_number(text: &mut String, number: u64, separator: &str) {
    let mut divisor = 1_u64;
    let mut places = 1_u32;
    while number / divisor >= 10 {
        divisor *= 10;
        places += 1;
    }
    let mut rest = number;
    while places > 0 {
        let digit = rest.checked_div(divisor).unwrap_or(0);
        text.push(digit_character(digit));
        rest -= digit * divisor;
        divisor /= 10;
        places -= 1;
        if places > 0 && places.is_multiple_of(3) {
            text.push_str(separator);
        }
    }
}

/// Appends a number from 0 to 99 with two digits.
pub(crate) fn push_two_digits(text: &mut String, number: u64) {
    text.push(digit_character(number / 10));
    text.push(digit_character(number));
}

fn digit_character(number: u64) -> char {
    char::from(b'0' + (number % 10) as u8)
}
