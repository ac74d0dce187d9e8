//! Reads one shortcode as Hugo writes it: `{{< name "positional" key="value" >}}`, with `%` in place of the angle
//! brackets, `/name` for the end of a pair, `name … /` for one that encloses nothing.

use std::ops::Range;

/// A shortcode as it stands in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `{{< name … >}}`.
    Open {
        name: String,
        positional: Vec<String>,
        named: Vec<(String, String)>,
    },
    /// `{{< /name >}}`.
    Close { name: String },
    /// `{{</* … */>}}`: the text of a shortcode, meant as text.
    Literal { text: String },
}

/// What is wrong with a shortcode.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

/// Reads the shortcode that starts at the start of `text` with `{{<` or `{{%`; tells its bytes too.
pub(super) fn read(text: &str) -> (Range<usize>, Result<Token, Mistake>) {
    let (open, close) = if text.starts_with("{{%") {
        ("{{%", "%}}")
    } else {
        ("{{<", ">}}")
    };
    let inner_at = open.len();
    let Some(end) = closing(&text[inner_at..], open, close) else {
        let line = text.find('\n').unwrap_or(text.len());
        let mistake = Mistake {
            code: "unclosed-shortcode",
            message: format!("this shortcode is not closed with `{close}`"),
            hint: "close it on the same line; to show it as text, put a backslash before it",
        };
        return (0..line, Err(mistake));
    };
    let range = 0..inner_at + end + close.len();
    let inner = text[inner_at..inner_at + end].trim();
    if let Some(literal) = inner.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
        return (
            range,
            Ok(Token::Literal {
                text: format!("{open}{literal}{close}"),
            }),
        );
    }
    (range, words(inner).and_then(token))
}

/// Where the closing mark stands: outside quotes, before the next opening mark and before a blank line.
fn closing(text: &str, open: &str, close: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut blank_line = false;
    let mut outside_quotes = None;
    for (at, letter) in text.char_indices() {
        let rest = &text[at..];
        if rest.starts_with(open) {
            break;
        }
        if rest.starts_with(close) {
            if quote.is_none() {
                return Some(at);
            }
            outside_quotes.get_or_insert(at);
        }
        match letter {
            '\n' if blank_line => break,
            '\n' => blank_line = true,
            ' ' | '\t' | '\r' => {}
            '"' | '`' => {
                blank_line = false;
                quote = match quote {
                    None => Some(letter),
                    Some(open) if open == letter => None,
                    other => other,
                };
            }
            _ => blank_line = false,
        }
    }
    outside_quotes
}

#[derive(Debug)]
struct Word {
    key: Option<String>,
    value: String,
    quoted: bool,
}

fn words(text: &str) -> Result<Vec<Word>, Mistake> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let key_end =
            rest.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.')));
        let key = key_end
            .filter(|end| *end > 0 && rest[*end..].starts_with('='))
            .map(|end| rest[..end].to_owned());
        let value_at = key.as_ref().map_or(0, |key| key.len() + 1);
        let value = &rest[value_at..];
        let (value, quoted, used) = match value.chars().next() {
            Some(quote @ ('"' | '`')) => {
                let (value, used) = quoted_value(value, quote)?;
                (value, true, used)
            }
            _ => {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                (value[..end].to_owned(), false, end)
            }
        };
        words.push(Word { key, value, quoted });
        rest = rest[value_at + used..].trim_start();
    }
    Ok(words)
}

fn quoted_value(text: &str, quote: char) -> Result<(String, usize), Mistake> {
    let mut value = String::new();
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if escaped {
            value.push(letter);
            escaped = false;
        } else if letter == '\\' && quote == '"' {
            escaped = true;
        } else if letter == quote {
            return Ok((value, at + letter.len_utf8()));
        } else {
            value.push(letter);
        }
    }
    Err(Mistake {
        code: "invalid-shortcode",
        message: "a quote in this shortcode is not closed".to_owned(),
        hint: "put straight quotes around each value: `key=\"value\"`",
    })
}

fn token(words: Vec<Word>) -> Result<Token, Mistake> {
    let mut words = words.into_iter();
    let nameless = || Mistake {
        code: "invalid-shortcode",
        message: "this shortcode has no name".to_owned(),
        hint: "write its name first, such as `{{< calculator \"deck-threshold\" >}}`",
    };
    let first = words
        .next()
        .filter(|word| word.key.is_none() && !word.quoted)
        .ok_or_else(nameless)?;
    if let Some(name) = first.value.strip_prefix('/') {
        let name = match name {
            "" => words.next().ok_or_else(nameless)?.value,
            name => name.to_owned(),
        };
        return Ok(Token::Close { name });
    }
    let name = first.value.trim_end_matches('/').to_owned();
    if name.is_empty()
        || !name
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/'))
    {
        return Err(Mistake {
            message: format!("`{name}` is not a name of a shortcode"),
            ..nameless()
        });
    }
    let (mut positional, mut named) = (Vec::new(), Vec::new());
    for word in words {
        match word.key {
            Some(key) => named.push((key, word.value)),
            None if word.value == "/" && !word.quoted => {}
            None => positional.push(word.value),
        }
    }
    Ok(Token::Open {
        name,
        positional,
        named,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> (String, Vec<String>, Vec<(String, String)>) {
        match read(text).1 {
            Ok(Token::Open {
                name,
                positional,
                named,
            }) => (name, positional, named),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn mistake(text: &str) -> &'static str {
        match read(text).1 {
            Err(mistake) => mistake.code,
            Ok(token) => panic!("{text}: {token:?}"),
        }
    }

    #[test]
    fn names_and_arguments_are_read() {
        let (name, positional, named) =
            open("{{< calculator \"deck-threshold\" segment=\"smb\" x=1 >}} rest");
        assert_eq!(
            (name.as_str(), positional),
            ("calculator", vec!["deck-threshold".to_owned()])
        );
        assert_eq!(
            named,
            [
                ("segment".to_owned(), "smb".to_owned()),
                ("x".to_owned(), "1".to_owned())
            ]
        );
        assert_eq!(
            open("{{% alert color=\"a > b\" %}}").2,
            [("color".to_owned(), "a > b".to_owned())]
        );
        assert_eq!(open("{{<x>}}").0, "x");
        assert_eq!(open("{{< x \"a\\\"b\" />}}").1, ["a\"b"]);
    }

    #[test]
    fn pairs_and_literals_are_read() {
        assert_eq!(
            read("{{< /alert >}}").1,
            Ok(Token::Close {
                name: "alert".to_owned()
            })
        );
        assert_eq!(
            read("{{</* x */>}}"),
            (
                0..13,
                Ok(Token::Literal {
                    text: "{{< x >}}".to_owned()
                })
            )
        );
    }

    #[test]
    fn mistakes_are_told() {
        assert_eq!(mistake("{{< x \n\nmore >}}"), "unclosed-shortcode");
        assert_eq!(mistake("{{< x {{< y >}}"), "unclosed-shortcode");
        assert_eq!(mistake("{{< x"), "unclosed-shortcode");
        assert_eq!(mistake("{{< >}}"), "invalid-shortcode");
        assert_eq!(mistake("{{< \"x\" >}}"), "invalid-shortcode");
    }
}
