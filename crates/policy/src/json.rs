//! Answers and mistakes as JSON, the form that programs read.
//!
//! Owns the keys and their order. Money is a string with two decimals, a day is ISO, everything else is bare.

use alloc::string::String;

use crate::{Answer, Date, FieldError, calculator::AnswerValue, number::plain_whole, text::join};

/// The answer of the calculator with this id, as one object.
pub fn answer(id: &str, as_of: Date, answer: &Answer) -> String {
    let mut json = String::from("{\"calculator\":");
    push_text(&mut json, id);
    json.push_str(",\"as_of\":");
    push_text(&mut json, &as_of.iso());
    json.push_str(",\"verdict\":");
    push_text(&mut json, answer.verdict);
    json.push_str(",\"values\":");
    push_list(&mut json, ['{', '}'], &answer.values, |json, (name, value)| {
        push_text(json, name);
        json.push(':');
        match value {
            AnswerValue::Money(money) => push_text(json, &money.plain()),
            AnswerValue::Date(date) => push_text(json, &date.iso()),
            AnswerValue::Flag(flag) => json.push_str(if *flag { "true" } else { "false" }),
            AnswerValue::Count(count) => json.push_str(&plain_whole(*count)),
            AnswerValue::Multiple(multiple) => json.push_str(&multiple.display()),
        }
    });
    json.push_str(",\"in_force\":");
    push_list(&mut json, ['{', '}'], &answer.in_force, |json, (key, since)| {
        push_text(json, key);
        json.push(':');
        push_text(json, &since.iso());
    });
    for (name, sentences) in [
        ("steps", &answer.steps),
        ("next", &answer.next),
        ("readings", &answer.readings),
        ("warnings", &answer.warnings),
    ] {
        json.push_str(&join(&[",\"", name, "\":"]));
        push_list(&mut json, ['[', ']'], sentences, |json, sentence| {
            push_text(json, sentence);
        });
    }
    json.push_str(",\"sources\":");
    push_list(&mut json, ['[', ']'], &answer.sources, |json, source| {
        json.push_str("{\"title\":");
        push_text(json, &source.title);
        json.push_str(",\"href\":");
        push_text(json, &source.href);
        json.push('}');
    });
    json.push('}');
    json
}

/// The mistakes as one object with the one key `errors`.
pub fn errors(errors: &[FieldError]) -> String {
    let mut json = String::from("{\"errors\":");
    push_list(&mut json, ['[', ']'], errors, |json, error| {
        json.push_str("{\"field\":");
        push_text(json, &error.field);
        json.push_str(",\"given\":");
        push_text(json, &error.given);
        json.push_str(",\"message\":");
        push_text(json, &error.message);
        json.push('}');
    });
    json.push('}');
    json
}

fn push_list<T>(json: &mut String, brackets: [char; 2], items: &[T], push: fn(&mut String, &T)) {
    let [open, close] = brackets;
    json.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        push(json, item);
    }
    json.push(close);
}

fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control if control < ' ' => {
                json.push_str("\\u00");
                for digit in [control as u32 / 16, control as u32 % 16] {
                    json.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            other => json.push(other),
        }
    }
    json.push('"');
}
