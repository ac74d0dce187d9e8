//! The fields of a calculator in the address of its page: `?deck-threshold.amount=6000`.
//!
//! Owns the writing and reading of that query. What belongs to other calculators, or to nobody, is kept as it stands,
//! byte for byte. Nothing here touches the browser.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use crate::dom::joined;

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

/// Reads pairs written as in an address: `segment=smb&amount=6000`, with `+` or `%20` for a blank.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|part| !part.is_empty()).map(pair)
}

/// The first value that a query has for a key.
pub(crate) fn value_of(query: &str, key: &str) -> Option<String> {
    pairs(query).find(|(name, _)| name == key).map(|(_, value)| value)
}

/// The address with `own` in its query, in place of what it had under the keys that `is_own` knows.
pub(crate) fn with_own(address: &str, is_own: &dyn Fn(&str) -> bool, own: &[(&str, String)]) -> String {
    let (page, query, fragment) = split(address);
    let mut result = String::from(page);
    let mut mark = '?';
    let mut push = |part: &str| {
        result.push(mark);
        mark = '&';
        result.push_str(part);
    };
    for part in query.split('&') {
        if !part.is_empty() && !is_own(&pair(part).0) {
            push(part);
        }
    }
    for (key, value) in own {
        let mut part = String::from(*key);
        part.push('=');
        push_encoded(&mut part, value);
        push(&part);
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

fn pair(part: &str) -> (String, String) {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    (decode(name), decode(value))
}

/// Undoes percent-encoding; text that is not rightly encoded stays as it was typed.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, beyond @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = beyond;
                }
                _ => bytes.push(b'%'),
            },
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Percent-encodes all that could mean something in an address; `,`, `$`, `:` and `=` stay readable.
fn push_encoded(query: &mut String, value: &str) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |value: u8| DIGITS.get(usize::from(value & 15)).copied().unwrap_or('0');
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b','
            | b'$'
            | b':'
            | b'=' => {
                query.push(char::from(byte));
            }
            b' ' => query.push('+'),
            _ => {
                query.push('%');
                query.push(digit(byte >> 4));
                query.push(digit(byte));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(key: &str) -> bool {
        key.starts_with("deck.")
    }

    #[track_caller]
    fn check(address: &str, own_pairs: &[(&str, &str)], expected: &str) {
        let pairs: Vec<_> = own_pairs
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        assert_eq!(with_own(address, &own, &pairs), expected);
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
        check("/?deck%2Eamount=1&event.travel=5", &[], "/?event.travel=5");
        check("/?&&a=1&", &[], "/?a=1");
        check("/?deck.amount=1#x", &[], "/#x");
    }

    #[test]
    fn a_value_comes_back_as_it_was_typed() {
        for typed in [
            "6000",
            " $5k ",
            "2020-04=90,2020-05=10",
            "a&b=c#d?e+f%41",
            "<img src=x>",
            "日本 – “x”",
            "",
        ] {
            let address = with_own("/", &own, &[("deck.amount", typed.to_owned())]);
            assert!(
                address.is_ascii() && !address.contains(['<', '#', ' ']),
                "{address}"
            );
            assert_eq!(
                value_of(query_of(&address), "deck.amount").as_deref(),
                Some(typed)
            );
        }
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

    #[test]
    fn wrong_encoding_is_text() {
        assert_eq!(decode("%"), "%");
        assert_eq!(decode("%4"), "%4");
        assert_eq!(decode("%zz%41"), "%zzA");
        assert_eq!(decode("%ff"), "%ff");
        assert_eq!(decode("a+b"), "a b");
    }

    #[test]
    fn the_first_of_two_values_counts() {
        assert_eq!(
            value_of("deck.amount=1&deck.amount=2", "deck.amount").as_deref(),
            Some("1")
        );
        assert_eq!(value_of("deck.amount", "deck.amount").as_deref(), Some(""));
        assert_eq!(value_of("x=1", "deck.amount"), None);
    }

    #[test]
    fn pairs_of_an_empty_query_are_none() {
        assert_eq!(pairs("").count(), 0);
        assert_eq!(pairs("segment=smb&amount=5%2C000").count(), 2);
    }
}
