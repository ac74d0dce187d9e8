//! Answers and mistakes as JSON, the form that programs read.
//!
//! Owns the keys and their order. Money is a string with two decimals, a day is ISO, everything else is bare.

use alloc::string::String;

use crate::{Answer, Date, FieldError, calculator::AnswerValue};

/// The answer of the calculator with this id, as one object.
pub fn answer(id: &str, as_of: Date, answer: &Answer) -> String {
    let mut json = Json(String::new());
    json.open('{');
    json.text("calculator", id);
    json.day("as_of", as_of);
    json.text("verdict", &answer.verdict);
    json.key("values");
    json.open('{');
    for (name, value) in &answer.values {
        json.key(name);
        let text = value.plain();
        match value {
            AnswerValue::Money(_) | AnswerValue::Date(_) | AnswerValue::Moment(_) => json.string(&text),
            _ => json.0.push_str(&text),
        }
    }
    json.0.push('}');
    json.key("in_force");
    json.open('{');
    for (key, since) in &answer.in_force {
        json.day(key, *since);
    }
    json.0.push('}');
    json.list("steps", &answer.steps);
    json.list("next", &answer.next);
    json.list("readings", &answer.readings);
    json.list("warnings", &answer.warnings);
    json.key("sources");
    json.open('[');
    for source in &answer.sources {
        json.open('{');
        json.text("title", &source.title);
        json.text("href", &source.href);
        json.0.push('}');
    }
    json.0.push_str("]}");
    json.0
}

/// The mistakes as one object with the one key `errors`.
pub fn errors(errors: &[FieldError]) -> String {
    let mut json = Json(String::new());
    json.open('{');
    json.key("errors");
    json.open('[');
    for error in errors {
        json.open('{');
        json.text("field", &error.field);
        json.text("given", &error.given);
        json.text("message", &error.message);
        json.0.push('}');
    }
    json.0.push_str("]}");
    json.0
}

/// A JSON text that grows; what is added sees to the comma before itself.
struct Json(String);

impl Json {
    fn open(&mut self, bracket: char) {
        self.separate();
        self.0.push(bracket);
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.0.push(':');
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    fn day(&mut self, key: &str, day: Date) {
        self.text(key, &day.iso());
    }

    fn list(&mut self, key: &str, sentences: &[String]) {
        self.key(key);
        self.open('[');
        for sentence in sentences {
            self.string(sentence);
        }
        self.0.push(']');
    }

    fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    fn string(&mut self, text: &str) {
        self.separate();
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.0.push('\\'),
                '\0'..=' ' if character != ' ' => {
                    // A control character by its number; each is below 32.
                    self.0
                        .push_str(if character < '\u{10}' { "\\u000" } else { "\\u001" });
                    let digit = char::from_digit(character as u32 % 16, 16);
                    self.0.push(digit.unwrap_or('0'));
                    continue;
                }
                _ => {}
            }
            self.0.push(character);
        }
        self.0.push('"');
    }
}
