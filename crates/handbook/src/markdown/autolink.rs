//! Finds bare addresses in text: `https://…`, `www.…` and `name@example.com`, as GitHub's Markdown does.

use std::ops::Range;

use memchr::memchr3_iter;

/// A bare address in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What stands before it in the link: `http://`, `mailto:` or nothing.
    pub(super) prefix: &'static str,
}

/// The first bare address in `text`, looking from byte `from` on.
pub(super) fn find(text: &str, from: usize) -> Option<Found> {
    let rest = text.get(from..)?.as_bytes();
    memchr3_iter(b':', b'@', b'.', rest).find_map(|at| match rest.get(at) {
        Some(b':') => web(text, from, from + at),
        Some(b'@') => mail(text, from, from + at),
        _ => host(text, from, from + at),
    })
}

fn web(text: &str, from: usize, colon: usize) -> Option<Found> {
    if !text[colon..].starts_with("://") {
        return None;
    }
    let before = &text[from..colon];
    let scheme = ["https", "http"]
        .into_iter()
        .find(|scheme| before.ends_with(scheme))?;
    let start = colon - scheme.len();
    if !at_word_start(text, start) {
        return None;
    }
    let end = end_of_address(text, colon + 3);
    let host = text[colon + 3..end]
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    host.contains(|letter: char| letter.is_alphanumeric())
        .then_some(Found {
            range: start..end,
            prefix: "",
        })
}

fn host(text: &str, from: usize, dot: usize) -> Option<Found> {
    let start = dot
        .checked_sub(3)
        .filter(|start| *start >= from && text.get(*start..dot) == Some("www"))
        .filter(|start| at_word_start(text, *start))?;
    let end = end_of_address(text, dot + 1);
    text[dot + 1..end].contains('.').then_some(Found {
        range: start..end,
        prefix: "http://",
    })
}

fn mail(text: &str, from: usize, sign: usize) -> Option<Found> {
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_+".contains(byte);
    let start = sign
        - text.as_bytes()[from..sign]
            .iter()
            .rev()
            .take_while(|byte| local(byte))
            .count();
    let domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    let length = text.as_bytes()[sign + 1..]
        .iter()
        .take_while(|byte| domain(byte))
        .count();
    let host = text[sign + 1..sign + 1 + length].trim_end_matches(['.', '-', '_']);
    let fine = start < sign && host.contains('.') && !host.starts_with('.') && at_word_start(text, start);
    fine.then_some(Found {
        range: start..sign + 1 + host.len(),
        prefix: "mailto:",
    })
}

fn at_word_start(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|letter| !letter.is_alphanumeric() && !matches!(letter, '/' | '@' | '_' | '.'))
}

/// The end of an address: at a blank or `<`, without trailing punctuation, closing parentheses only as opened.
fn end_of_address(text: &str, from: usize) -> usize {
    let stop = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '<' | '>' | '"' | '\u{e000}' | '“' | '”')
    };
    let mut end = text[from..].find(stop).map_or(text.len(), |at| from + at);
    let mut unopened = text[from..end].matches(')').count();
    unopened = unopened.saturating_sub(text[from..end].matches('(').count());
    while let Some(last) = text[from..end].chars().next_back() {
        if last == ')' && unopened > 0 {
            unopened -= 1;
            end -= 1;
        } else if matches!(
            last,
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '’' | ']' | '}'
        ) {
            end -= last.len_utf8();
        } else {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let found = find(text, 0);
        assert_eq!(
            found.as_ref().map(|f| (f.prefix, &text[f.range.clone()])),
            expected,
            "{text}"
        );
    }

    #[test]
    fn bare_addresses_are_found_without_the_punctuation_around_them() {
        check(
            "see https://example.com/a(b)c, or",
            Some(("", "https://example.com/a(b)c")),
        );
        check("(https://example.com).", Some(("", "https://example.com")));
        check("www.example.com!", Some(("http://", "www.example.com")));
        check("write to a.b@example.com.", Some(("mailto:", "a.b@example.com")));
        check("support.example.com and xhttps://a.b", None);
        check("https:// nothing", None);
        check("a@b and @user", None);
    }
}
