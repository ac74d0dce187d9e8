//! Text put together from pieces.
//!
//! Owns the two ways in which this crate builds a string. It avoids `format!`, whose machinery would be the largest part
//! of the compiled calculators.

use alloc::string::String;

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

/// The template with one part in the place of each `{}`; it has no other braces.
pub(crate) fn fill(template: &str, parts: &[&dyn Part]) -> String {
    let mut text = String::new();
    let mut parts = parts.iter();
    for character in template.chars() {
        match character {
            '{' => {
                if let Some(part) = parts.next() {
                    part.push_to(&mut text);
                }
            }
            '}' => {}
            other => text.push(other),
        }
    }
    text
}

/// Joins the pieces as they stand.
pub(crate) fn join(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
    }
    text
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
