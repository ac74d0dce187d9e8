//! What a page says, as plain text under its headings: for those who search.
//!
//! Reads the HTML that readers see, so that values stand in it with their amounts and shortcodes with what became of them.

use crate::markdown::decode_entities;

/// What stands under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// The level of the heading, and 0 of what stands before the first.
    pub(crate) level: u8,
    /// The anchor of the heading.
    pub(crate) anchor: String,
    pub(crate) heading: String,
    pub(crate) text: String,
}

/// The sections of a body in order; the first one is without heading.
pub(crate) fn sections(html: &str) -> Vec<Said> {
    let mut reader = Reader {
        sections: vec![Said::default()],
        in_heading: false,
        skipped: None,
        is_apart: false,
    };
    let mut rest = html;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        reader.text(&rest[..open]);
        let tag = &rest[open..];
        let end = end_of_tag(tag);
        reader.tag(&tag[..end]);
        rest = &tag[end..];
        // What is in these is no HTML.
        if let Some((name @ ("script" | "style"), _)) =
            reader.skipped.as_ref().map(|(name, n)| (name.as_str(), n))
        {
            rest = &rest[rest.find(&format!("</{name}")).unwrap_or(rest.len())..];
        }
    }
    reader.text(rest);
    reader.sections
}

/// Where the tag ends that a text begins with; a `>` in an attribute does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'>', None) => return at + 1,
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

struct Reader {
    sections: Vec<Said>,
    in_heading: bool,
    /// The element that is passed over with all in it, and how many of its name are open.
    skipped: Option<(String, usize)>,
    /// Whether a blank parts what comes from what was there.
    is_apart: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if text.is_empty() || self.skipped.is_some() {
            return;
        }
        let decoded;
        let text = if memchr::memchr(b'&', text.as_bytes()).is_some() {
            decoded = decode_entities(text);
            &decoded
        } else {
            text
        };
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        let place = match self.in_heading {
            true => &mut section.heading,
            false => &mut section.text,
        };
        let mut is_apart = self.is_apart || text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if is_apart && !place.is_empty() {
                place.push(' ');
            }
            place.push_str(word);
            is_apart = true;
            self.is_apart = text.ends_with(char::is_whitespace);
        }
        self.is_apart |= text.trim_start().is_empty();
    }

    fn tag(&mut self, tag: &str) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        let is_end = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let end = inner.find(|mark: char| !mark.is_ascii_alphanumeric() && mark != '-');
        let (name, attributes) = inner.split_at(end.unwrap_or(inner.len()));
        if let Some((skipped, open)) = &mut self.skipped {
            if name == skipped {
                *open = if is_end { *open - 1 } else { *open + 1 };
                if *open == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if !is_end && is_unsaid(name, attributes) && !is_void(name) {
            self.skipped = Some((name.to_owned(), 1));
            return;
        }
        if let Some(level) = level_of(name) {
            self.heading(level, (!is_end).then_some(attributes));
        }
        self.is_apart |= !is_inline(name);
    }

    /// A heading begins, with these attributes, or ends.
    fn heading(&mut self, level: u8, attributes: Option<&str>) {
        self.in_heading = attributes.is_some();
        let Some(attributes) = attributes else { return };
        // A heading inside something else, without an anchor, is no place to lead to.
        match attribute(attributes, "id") {
            Some(anchor) => self.sections.push(Said {
                level,
                anchor: decode_entities(anchor),
                ..Said::default()
            }),
            None => self.in_heading = false,
        }
    }
}

fn level_of(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Whether nobody reads what is in an element: it is hidden, no text, the fields of a form, or the mark beside a heading.
fn is_unsaid(name: &str, attributes: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "template" | "svg" | "form" | "select" | "datalist" | "noscript"
    ) || attribute(attributes, "class") == Some("heading-anchor")
        || has_attribute(attributes, "hidden")
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "input" | "wbr" | "col" | "source" | "track"
    )
}

/// Whether an element stands inside a word or a sentence.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
            | "wbr"
    )
}

fn has_attribute(attributes: &str, wanted: &str) -> bool {
    named(attributes).any(|(name, _)| name == wanted)
}

fn attribute<'h>(attributes: &'h str, wanted: &str) -> Option<&'h str> {
    named(attributes).find_map(|(name, value)| (name == wanted).then_some(value))
}

/// The attributes of a tag, as the program writes them: values in double quotes.
fn named(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|mark: char| mark.is_ascii_whitespace() || mark == '/');
        let end = rest.find(|mark: char| mark == '=' || mark.is_ascii_whitespace());
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        if name.is_empty() {
            return None;
        }
        let Some(quoted) = after.strip_prefix("=\"") else {
            rest = after.trim_start_matches('=');
            return Some((name, ""));
        };
        let (value, after) = quoted.split_once('"').unwrap_or((quoted, ""));
        rest = after;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(html: &str) -> Vec<(u8, String, String, String)> {
        let sections = sections(html).into_iter();
        sections
            .map(|said| (said.level, said.anchor, said.heading, said.text))
            .collect()
    }

    fn section(level: u8, anchor: &str, heading: &str, text: &str) -> (u8, String, String, String) {
        (level, anchor.to_owned(), heading.to_owned(), text.to_owned())
    }

    #[test]
    fn text_stands_under_its_heading_as_readers_see_it() {
        let html = "<p>Before &amp; first.</p>\n<h2 id=\"a-b\">A <em>b</em> <a class=\"heading-anchor\" href=\"#a-b\">#</a></h2>\n\
                    <p>One<strong>two</strong>,<br>three.</p><ul><li>four</li><li>five</li></ul>\n<h3 id=\"c\">C</h3>";
        assert_eq!(
            said(html),
            [
                section(0, "", "", "Before & first."),
                section(2, "a-b", "A b", "Onetwo, three. four five"),
                section(3, "c", "C", ""),
            ]
        );
    }

    #[test]
    fn what_is_hidden_is_not_said() {
        let html = "<p>At <a href=\"/x/\"><data value=\"5\">$5</data></a><span class=\"note\" hidden>no <span>no</span> no</span>, yes\
                    <script>no < no</script><form><label>no</label></form><img alt=\"a > b\" hidden> and more.</p>";
        assert_eq!(said(html), [section(0, "", "", "At $5, yes and more.")]);
    }

    #[test]
    fn broken_html_ends_somewhere() {
        for html in [
            "<",
            "<a",
            "<p hidden",
            "</",
            "<h2>x",
            "<h2 id=\"",
            "&",
            "<span hidden>x",
            "a<>b</span></h2>",
            "<a b=c d='e>'>x",
        ] {
            assert!(!sections(html).is_empty(), "{html}");
        }
    }
}
