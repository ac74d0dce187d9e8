//! Reads the simplest YAML there is, lines of `key: value`, without the parser: nearly all front matter is of this kind.
//!
//! What is read here means the same to the parser, which reads everything else: nothing here decides about a text that
//! could mean something special in YAML.

use super::{Mapping, Value};

/// The mapping that a text of such lines is; none where a line is of another kind.
pub(super) fn read(text: &str) -> Option<Mapping> {
    let mut root = Mapping::new();
    for line in text.split_terminator('\n') {
        let (name, rest) = line.split_once(": ")?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !is_name || name.is_empty() || is_word_of_yaml(name) {
            return None;
        }
        let value = value(rest)?;
        // A name that stands there twice is a mistake, which the parser tells.
        if root.insert(Value::String(name.to_owned()), value).is_some() {
            return None;
        }
    }
    Some(root)
}

fn value(text: &str) -> Option<Value> {
    let first = text.bytes().next()?;
    match first {
        b'"' | b'\'' => quoted(text, first as char),
        b'0'..=b'9' => number(text),
        _ if first.is_ascii_alphabetic() || !first.is_ascii() => plain(text),
        _ => None,
    }
}

fn quoted(text: &str, mark: char) -> Option<Value> {
    let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
    let fine = |letter: char| letter != mark && letter != '\\' && is_ordinary(letter);
    (inner.chars().all(fine)).then(|| Value::String(inner.to_owned()))
}

/// A number that can only be one, or a day.
fn number(text: &str) -> Option<Value> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if digits(text) && text.len() < 16 && (text.len() == 1 || !text.starts_with('0')) {
        let number: u64 = text.parse().ok()?;
        return Some(Value::Number(number.into()));
    }
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let is_day =
        (year.len(), month.len(), day.len()) == (4, 2, 2) && [year, month, day].into_iter().all(digits);
    is_day.then(|| Value::String(text.to_owned()))
}

fn plain(text: &str) -> Option<Value> {
    match text {
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ if is_word_of_yaml(text) => return None,
        _ => {}
    }
    // A colon or a hash may mean something in YAML, and so may a blank at the end.
    let fine = |letter: char| is_ordinary(letter) && !matches!(letter, ':' | '#');
    (text.chars().all(fine) && !text.ends_with(' ')).then(|| Value::String(text.to_owned()))
}

/// Whether a letter is nothing but itself to YAML inside a line: no control, no break, no mark of byte order.
fn is_ordinary(letter: char) -> bool {
    matches!(letter, ' '..='~')
        || (!letter.is_ascii() && letter.is_alphanumeric())
        || "–—‘’“”…·€".contains(letter)
}

/// Words that are no text in YAML, in any case, and those that look like numbers.
fn is_word_of_yaml(text: &str) -> bool {
    let words = [
        "true", "false", "null", "inf", "infinity", "nan", "yes", "no", "on", "off", "y", "n",
    ];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_here_means_the_same_to_the_parser() {
        let keys = [
            "title",
            "weight",
            "last_reviewed",
            "true",
            "on",
            "Title",
            "a-b",
            "<<",
            "- a",
            "",
            " a",
            "x y",
        ];
        let values = [
            "A page",
            "A: b",
            "a #b",
            "a#b",
            "a:b",
            "a:",
            "Sales, and [more]",
            "[a]",
            "{a}",
            "it's",
            "'it''s'",
            "'a'",
            "\"a: b # c\"",
            "\"a\\n\"",
            "\"a",
            "'a\\b'",
            "10",
            "010",
            "0",
            "1.5",
            "1_000",
            "0x10",
            "0o7",
            "1e3",
            "-5",
            "+5",
            "2026-10-05",
            "2026-1-05",
            "12:30",
            "true",
            "True",
            "yes",
            "null",
            "~",
            "inf",
            ".inf",
            "NaN",
            "Infinity",
            "e5",
            "a ",
            " a",
            "a\tb",
            "über",
            "日本語",
            "“q”",
            "\u{feff}a",
            "a\u{85}b",
            "a\u{2028}b",
            "a\u{a0}b",
            "",
            "|",
            ">-",
            "&a b",
            "*a",
            "!x y",
            "%a",
            "@a",
            "`a`",
            "? a",
            "- a",
            "a - b",
            "a ? b",
            "a \"b\" c",
            "\"a\" b",
            "'a' b",
            "\"\"",
            "''",
            "1234567890123456",
            "123456789012345",
            "18446744073709551616",
            "a\r",
            "a & b",
            "a * b",
            "…",
            "·a",
            "€5",
            "\u{1}",
        ];
        let mut read_here = 0;
        for key in keys {
            for value in values {
                for text in [
                    format!("{key}: {value}\n"),
                    format!("{key}: {value}"),
                    format!("one: 1\n{key}: {value}\nlast: x\n"),
                    format!("{key}: {value}\n{key}: {value}\n"),
                    format!("{key}: {value}\n  more\n"),
                    format!("{key}: {value}\n\n# remark\nlast: x\n"),
                ] {
                    if let Some(root) = read(&text) {
                        let parsed: Option<Value> = serde_yaml::from_str(&text).ok();
                        assert_eq!(Some(Value::Mapping(root)), parsed, "{text:?}");
                        read_here += 1;
                    }
                }
            }
        }
        assert!(read_here > 200, "{read_here}");
    }

    #[test]
    fn usual_front_matter_is_read_here() {
        let root = read("title: Outage manager\ndescription: \"What: how\"\nweight: 10\ndraft: true\n");
        assert_eq!(root.map(|root| root.len()), Some(4));
        assert_eq!(read("title: a\naliases:\n  - /b/\n"), None);
    }
}
