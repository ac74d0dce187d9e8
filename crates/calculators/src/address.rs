//! The fields of a calculator in the address of its page: `?deck-threshold.amount=6000`.
//!
//! Owns the writing of that query; the browser reads it. What belongs to other calculators, or to nobody, is kept as it
//! stands, byte for byte. Nothing here touches the browser.

use alloc::string::String;

use crate::dom::joined;

/// What would mean something else in a query, or end a link in running text, and what is written for it.
const ENCODED: [(char, &str); 8] = [
    ('%', "%25"),
    ('&', "%26"),
    ('#', "%23"),
    ('+', "%2B"),
    ('"', "%22"),
    ('<', "%3C"),
    ('>', "%3E"),
    (' ', "+"),
];

/// The query of an address, without its question mark.
pub(crate) fn query_of(address: &str) -> &str {
    split(address).1
}

/// The scheme and host of an address: `https://handbook.example.com`.
pub(crate) fn origin_of(address: &str) -> String {
    let mut parts = address.split('/');
    let mut part = || parts.next().unwrap_or_default();
    joined(&[part(), "/", part(), "/", part()])
}

/// The address with `own` in its query, in place of what it had under the keys that `is_own` knows.
pub(crate) fn with_own(
    address: &str,
    is_own: &dyn Fn(&str) -> bool,
    own: &mut dyn Iterator<Item = (&str, String)>,
) -> String {
    let (page, query, fragment) = split(address);
    let mut result = String::from(page);
    let mut mark = '?';
    for part in query.split('&') {
        let (key, _) = part.split_once('=').unwrap_or((part, ""));
        if !part.is_empty() && !is_own(key) {
            result.push(mark);
            result.push_str(part);
            mark = '&';
        }
    }
    for (key, value) in own {
        result.push(mark);
        result.push_str(key);
        result.push('=');
        push_encoded(&mut result, &value);
        mark = '&';
    }
    if !fragment.is_empty() {
        result.push('#');
        result.push_str(fragment);
    }
    result
}

/// The page, its query without the question mark, and its fragment without its mark.
fn split(address: &str) -> (&str, &str, &str) {
    let (before, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (page, query) = before.split_once('?').unwrap_or((before, ""));
    (page, query, fragment)
}

fn push_encoded(query: &mut String, value: &str) {
    for character in value.chars() {
        match ENCODED.iter().find(|(plain, _)| *plain == character) {
            Some((_, encoded)) => query.push_str(encoded),
            None => query.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, own: &[(&str, &str)], expected: &str) {
        let is_own = |key: &str| key.starts_with("deck.");
        let mut own = own.iter().map(|(key, value)| (*key, String::from(*value)));
        assert_eq!(with_own(address, &is_own, &mut own), expected);
    }

    #[test]
    fn own_fields_are_replaced_and_all_else_is_kept_as_it_stands() {
        check("/", &[], "/");
        check("/", &[("deck.amount", "6000")], "/?deck.amount=6000");
        check(
            "/?a=%20%zz&deck.amount=1&b#c?d",
            &[("deck.amount", "2")],
            "/?a=%20%zz&b&deck.amount=2#c?d",
        );
        check("/?deck.amount=1&event.travel=5", &[], "/?event.travel=5");
        check("/?&&a=1&", &[], "/?a=1");
        check("/?deck.amount=1#x", &[], "/#x");
    }

    #[test]
    fn a_value_cannot_end_itself_or_its_link() {
        check(
            "/",
            &[("deck.amount", "a&b=c#d+e %41")],
            "/?deck.amount=a%26b=c%23d%2Be+%2541",
        );
        check(
            "/",
            &[("deck.amount", "<img src=\"x\">")],
            "/?deck.amount=%3Cimg+src=%22x%22%3E",
        );
        check(
            "/",
            &[("deck.month", "2020-04=90,2020-05=10")],
            "/?deck.month=2020-04=90,2020-05=10",
        );
    }

    #[test]
    fn the_origin_is_scheme_and_host() {
        assert_eq!(
            origin_of("https://handbook.example.com/a//b?c"),
            "https://handbook.example.com"
        );
        assert_eq!(origin_of("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(origin_of(""), "//");
    }
}
