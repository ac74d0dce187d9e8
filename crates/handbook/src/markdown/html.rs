//! Reads raw HTML in Markdown, tag by tag, and knows what may pass: elements and attributes of text, never scripts,
//! styles or forms. Names that are no elements are placeholders of the author (`<customer>`) and become text.

use std::ops::Range;

/// A piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags, entities as written.
    Text(Range<usize>),
    /// An opening tag.
    Open {
        name: String,
        attributes: Vec<(String, String)>,
        range: Range<usize>,
    },
    /// A closing tag.
    Close { name: String, range: Range<usize> },
    /// A comment, a declaration, or an element that may not pass, with all that it holds.
    Dropped { name: &'a str, range: Range<usize> },
}

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

const OPTIONAL_END: [&str; 12] = [
    "p", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "dt", "dd", "option", "colgroup",
];

const PASSING: [&str; 80] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

const DROPPED_WITH_CONTENT: [&str; 16] = [
    "script", "style", "noscript", "template", "object", "applet", "svg", "math", "select", "textarea",
    "title", "head", "frameset", "xmp", "noembed", "noframes",
];

const DROPPED_TAGS: [&str; 18] = [
    "html", "body", "form", "input", "button", "label", "fieldset", "legend", "option", "link", "meta",
    "base", "embed", "param", "frame", "area", "map", "wbr",
];

/// What happens to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It passes.
    Passes,
    /// Its tags go, its content stays.
    Unwrapped,
    /// It goes with all that it holds.
    Removed,
    /// It is no element: its tag is text.
    Text,
}

/// What happens to elements of this name.
pub(super) fn fate(name: &str) -> Fate {
    if PASSING.binary_search(&name).is_ok() || name == "wbr" {
        Fate::Passes
    } else if DROPPED_WITH_CONTENT.contains(&name) {
        Fate::Removed
    } else if DROPPED_TAGS.contains(&name) {
        Fate::Unwrapped
    } else {
        Fate::Text
    }
}

/// Whether an element never has content.
pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether an element may end without a closing tag.
pub(super) fn may_stay_open(name: &str) -> bool {
    OPTIONAL_END.contains(&name)
}

/// Whether an attribute may pass. `href` and `src` are looked at by the caller.
pub(super) fn attribute_passes(name: &str) -> bool {
    const NAMES: [&str; 34] = [
        "abbr", "align", "alt", "cite", "class", "colspan", "controls", "datetime", "dir", "headers",
        "height", "hidden", "id", "kind", "label", "lang", "loading", "muted", "name", "open", "poster",
        "reversed", "role", "rowspan", "scope", "span", "srclang", "start", "tabindex", "title", "type",
        "valign", "value", "width",
    ];
    NAMES.binary_search(&name).is_ok() || name.starts_with("aria-")
}

/// Whether an address may pass: not one that runs code.
pub(super) fn address_passes(address: &str) -> bool {
    let plain: String = address
        .chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .collect();
    let plain = plain.to_lowercase();
    !["javascript:", "vbscript:", "data:", "file:"]
        .iter()
        .any(|scheme| plain.starts_with(scheme))
}

/// Reads `text` piece by piece.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut text_from = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let Some((piece, end)) = tag(text, open) else {
            at = open + 1;
            continue;
        };
        if text_from < open {
            pieces.push(Piece::Text(text_from..open));
        }
        pieces.push(piece);
        at = end;
        text_from = end;
    }
    if text_from < text.len() {
        pieces.push(Piece::Text(text_from..text.len()));
    }
    pieces
}

fn tag(text: &str, open: usize) -> Option<(Piece<'_>, usize)> {
    let rest = &text[open..];
    for (start, end) in [("<!--", "-->"), ("<!", ">"), ("<?", ">")] {
        if rest.starts_with(start) {
            let length = rest[start.len()..]
                .find(end)
                .map_or(rest.len(), |at| start.len() + at + end.len());
            return Some((
                Piece::Dropped {
                    name: "",
                    range: open..open + length,
                },
                open + length,
            ));
        }
    }
    let closing = rest.starts_with("</");
    let name_at = open + if closing { 2 } else { 1 };
    let name_length = text[name_at..]
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':')))
        .unwrap_or(text.len() - name_at);
    let raw_name = &text[name_at..name_at + name_length];
    if !raw_name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let name = raw_name.to_ascii_lowercase();
    let (attributes, end) = attributes(text, name_at + name_length)?;
    let range = open..end;
    if closing {
        return Some((Piece::Close { name, range }, end));
    }
    if fate(&name) == Fate::Removed {
        let close = format!("</{name}");
        let after = find_ignoring_case(&text[end..], &close).map_or(text.len(), |at| {
            text[end + at..]
                .find('>')
                .map_or(text.len(), |close| end + at + close + 1)
        });
        return Some((
            Piece::Dropped {
                name: raw_name,
                range: open..after,
            },
            after,
        ));
    }
    Some((
        Piece::Open {
            name,
            attributes,
            range,
        },
        end,
    ))
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes()
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// The attributes from `at` on and the end of the tag; none when the tag does not end.
fn attributes(text: &str, mut at: usize) -> Option<(Vec<(String, String)>, usize)> {
    let mut attributes = Vec::new();
    loop {
        at += text[at..].len()
            - text[at..]
                .trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/')
                .len();
        let rest = &text[at..];
        if rest.starts_with('>') {
            return Some((attributes, at + 1));
        }
        let name_length =
            rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/' | '<'))?;
        if name_length == 0 {
            let stray = rest.chars().next()?;
            if stray == '<' {
                return None;
            }
            at += stray.len_utf8();
            continue;
        }
        let name = rest[..name_length].to_ascii_lowercase();
        at += name_length;
        let after = text[at..].trim_start();
        let Some(value) = after.strip_prefix('=') else {
            attributes.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        let value_at = text.len() - value.len();
        let (content, end) = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let length = value[1..].find(quote)?;
                (&value[1..=length], value_at + length + 2)
            }
            _ => {
                let length = value.find(|letter: char| letter.is_whitespace() || letter == '>')?;
                (&value[..length], value_at + length)
            }
        };
        attributes.push((name, decode_entities(content)));
        at = end;
    }
}

/// Decodes numeric entities and the five that HTML needs; others stay as written.
pub(super) fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        match known {
            Some((letter, length)) => {
                decoded.push(letter);
                rest = &rest[length..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_text_are_told_apart() {
        let found = pieces("a <B class='x' checked>b</b> 1 < 2");
        assert_eq!(found.len(), 5);
        assert!(
            matches!(&found[1], Piece::Open { name, attributes, .. } if name == "b" && attributes.len() == 2)
        );
        assert_eq!(pieces("<!-- x --><script>alert('<b>')</SCRIPT>y").len(), 3);
        assert_eq!(pieces("<a href=\"unclosed").len(), 1);
        assert_eq!(pieces("< b > </ >").len(), 1);
    }

    #[test]
    fn only_elements_of_text_pass() {
        assert_eq!(
            [fate("span"), fate("script"), fate("form"), fate("customer")],
            [Fate::Passes, Fate::Removed, Fate::Unwrapped, Fate::Text]
        );
        assert!(PASSING.is_sorted());
        assert!(!attribute_passes("onclick") && !attribute_passes("style") && attribute_passes("class"));
    }

    #[test]
    fn addresses_that_run_code_do_not_pass() {
        for bad in [
            "javascript:alert(1)",
            " JaVa\nScript:x",
            "data:text/html,x",
            "\u{1}javascript:x",
        ] {
            assert!(!address_passes(bad), "{bad}");
        }
        assert!(address_passes("https://example.com") && address_passes("/handbook/"));
        assert_eq!(
            decode_entities("&#106;avascript&#x3a;&amp;&unknown;&"),
            "javascript:&&unknown;&"
        );
    }
}
