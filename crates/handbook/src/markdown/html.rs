//! Reads raw HTML in Markdown, tag by tag.

use std::ops::Range;

use super::elements::{Fate, fate};

/// Raw HTML, gathered line by line: in a quote or a list the lines do not follow each other in the file.
#[derive(Debug, Default)]
pub(super) struct RawHtml {
    text: String,
    /// Where each line starts in the text, and where in the body.
    lines: Vec<(usize, usize)>,
}

impl RawHtml {
    /// The text that starts at byte `at` of the body.
    pub(super) fn new(text: &str, at: usize) -> Self {
        let mut raw = Self::default();
        raw.push(text, at);
        raw
    }

    /// Adds a line that starts at byte `at` of the body.
    pub(super) fn push(&mut self, line: &str, at: usize) {
        self.lines.push((self.text.len(), at));
        self.text.push_str(line);
    }

    /// All lines as one text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the body at byte `at` of the text.
    pub(super) fn place(&self, at: usize) -> usize {
        let next = self.lines.partition_point(|(start, _)| *start <= at);
        let line = next.checked_sub(1).and_then(|index| self.lines.get(index));
        line.map_or(at, |(start, place)| place + at - start)
    }
}

/// A piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags, entities as written.
    Text(Range<usize>),
    /// An opening tag with its attributes, each name once, entities in values as written.
    Open {
        name: String,
        attributes: Vec<(String, &'a str)>,
        range: Range<usize>,
    },
    /// A closing tag.
    Close { name: String, range: Range<usize> },
    /// A comment or a declaration.
    Comment,
    /// An element that may not pass, with all that it holds; where its end is not in this text, up to the end of the text.
    Dropped {
        name: String,
        range: Range<usize>,
        closed: bool,
    },
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
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", "?>")] {
        if let Some(inner) = rest.strip_prefix(start) {
            let length = inner
                .find(end)
                .map_or(rest.len(), |at| start.len() + at + end.len());
            return Some((Piece::Comment, open + length));
        }
    }
    let closing = rest.starts_with("</");
    let name_at = open + if closing { 2 } else { 1 };
    let name_length = text[name_at..]
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':')))
        .unwrap_or(text.len() - name_at);
    let name = text[name_at..name_at + name_length].to_ascii_lowercase();
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let (attributes, end) = attributes(text, name_at + name_length)?;
    let range = open..end;
    if closing {
        return Some((Piece::Close { name, range }, end));
    }
    if fate(&name) == Fate::Removed {
        let (closed, after) = match end_of_element(text, &name, end) {
            _ if text[open..end].ends_with("/>") => (true, end),
            Some(after) => (true, after),
            None => (false, text.len()),
        };
        let range = open..after;
        return Some((Piece::Dropped { name, range, closed }, after));
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

/// Where the closing tag of `name` ends, looking from byte `from` on.
fn end_of_element(text: &str, name: &str, from: usize) -> Option<usize> {
    let close = format!("</{name}");
    let at = text.as_bytes()[from..]
        .windows(close.len())
        .position(|window| window.eq_ignore_ascii_case(close.as_bytes()))?;
    Some(from + at + text[from + at..].find('>')? + 1)
}

/// The attributes from `at` on and the end of the tag; none when the tag does not end.
fn attributes(text: &str, mut at: usize) -> Option<(Vec<(String, &str)>, usize)> {
    let mut attributes: Vec<(String, &str)> = Vec::new();
    let mut add = |name: String, value| {
        if !attributes.iter().any(|(known, _)| *known == name) {
            attributes.push((name, value));
        }
    };
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
            add(name, "");
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
        add(name, content);
        at = end;
    }
}

/// Decodes numeric entities and the five that HTML needs; others stay as written.
pub(crate) fn decode_entities(text: &str) -> String {
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
    fn entities_are_decoded_once() {
        assert_eq!(
            decode_entities("&#106;avascript&#x3a;&amp;&unknown;&"),
            "javascript:&&unknown;&"
        );
    }
}
