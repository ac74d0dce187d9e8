//! What a page says, as plain text under its headings: for those who search.
//!
//! Reads the HTML that readers see, so that values stand in it with their amounts and shortcodes with what became of them.

use crate::markdown::decode_entities;

/// What stands under one heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said<'s> {
    /// The level of the heading, and 0 of what stands before the first.
    pub(crate) level: u8,
    /// The anchor of the heading.
    pub(crate) anchor: &'s str,
    pub(crate) heading: &'s str,
    pub(crate) text: &'s str,
}

/// What a page says: its sections in order, the first one without heading.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    heads: Vec<Head>,
    /// The headings of all sections, and their texts.
    headings: String,
    texts: String,
}

#[derive(Debug, Default)]
struct Head {
    level: u8,
    anchor: String,
    /// Where heading and text begin; they end where those of the next section begin.
    heading: usize,
    text: usize,
}

impl Sections {
    pub(crate) fn iter(&self) -> impl Iterator<Item = Said<'_>> {
        let ends = self.heads.iter().skip(1).map(|next| (next.heading, next.text));
        let ends = ends.chain([(self.headings.len(), self.texts.len())]);
        self.heads.iter().zip(ends).map(|(head, (heading, text))| Said {
            level: head.level,
            anchor: &head.anchor,
            heading: self.headings.get(head.heading..heading).unwrap_or_default(),
            text: self.texts.get(head.text..text).unwrap_or_default(),
        })
    }

    fn begin(&mut self, level: u8, anchor: String) {
        self.heads.push(Head {
            level,
            anchor,
            heading: self.headings.len(),
            text: self.texts.len(),
        });
    }
}

/// The sections of a body.
pub(crate) fn sections(html: &str) -> Sections {
    let mut reader = Reader {
        sections: Sections {
            texts: String::with_capacity(html.len()),
            ..Sections::default()
        },
        in_heading: false,
        skipped: None,
        is_apart: false,
    };
    reader.sections.begin(0, String::new());
    let mut rest = html;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        reader.text(&rest[..open]);
        let tag = &rest[open..];
        let end = end_of_tag(tag);
        reader.tag(&tag[..end]);
        rest = &tag[end..];
        // What is in these is no HTML.
        if let Some((name @ ("script" | "style"), _)) = reader.skipped {
            rest = &rest[rest.find(&format!("</{name}")).unwrap_or(rest.len())..];
        }
    }
    reader.text(rest);
    reader.sections
}

/// Where the tag ends that a text begins with; a `>` in an attribute does not end it.
pub(super) fn end_of_tag(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(mark) = memchr::memchr3(b'"', b'\'', b'>', &bytes[at..]).map(|mark| at + mark) {
        let quote = bytes[mark];
        if quote == b'>' {
            return mark + 1;
        }
        match memchr::memchr(quote, &bytes[mark + 1..]) {
            Some(length) => at = mark + length + 2,
            None => break,
        }
    }
    text.len()
}

struct Reader<'h> {
    sections: Sections,
    in_heading: bool,
    /// The element that is passed over with all in it, and how many of its name are open.
    skipped: Option<(&'h str, usize)>,
    /// Whether a blank parts what comes from what was there.
    is_apart: bool,
}

impl<'h> Reader<'h> {
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
        let Some(head) = self.sections.heads.last() else {
            return;
        };
        let (place, start) = match self.in_heading {
            true => (&mut self.sections.headings, head.heading),
            false => (&mut self.sections.texts, head.text),
        };
        if memchr::memchr(b'\n', text.as_bytes()).is_none() && is_bare(text) {
            if self.is_apart && place.len() > start {
                place.push(' ');
            }
            place.push_str(text);
            self.is_apart = false;
            return;
        }
        let mut is_apart = self.is_apart || text.starts_with(char::is_whitespace);
        for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            if is_apart && place.len() > start {
                place.push(' ');
            }
            place.push_str(line);
            is_apart = true;
            self.is_apart = text.ends_with(char::is_whitespace);
        }
        self.is_apart |= text.trim_start().is_empty();
    }

    fn tag(&mut self, tag: &'h str) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        let is_end = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let end = inner.find(|mark: char| !mark.is_ascii_alphanumeric() && mark != '-');
        let (name, attributes) = inner.split_at(end.unwrap_or(inner.len()));
        if let Some((skipped, open)) = &mut self.skipped {
            if name == *skipped {
                *open = if is_end { *open - 1 } else { *open + 1 };
                if *open == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if !is_end && is_unsaid(name, attributes) && !is_void(name) {
            self.skipped = Some((name, 1));
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
            Some(anchor) => self.sections.begin(level, decode_entities(anchor)),
            None => self.in_heading = false,
        }
    }
}

/// Whether a text surely neither begins nor ends with a space.
fn is_bare(text: &str) -> bool {
    let ends = [text.as_bytes().first(), text.as_bytes().last()];
    ends.into_iter()
        .all(|byte| byte.is_some_and(u8::is_ascii_graphic))
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
        let sections = sections(html);
        sections
            .iter()
            .map(|said| section(said.level, said.anchor, said.heading, said.text))
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
            assert!(sections(html).iter().count() > 0, "{html}");
        }
    }
}
