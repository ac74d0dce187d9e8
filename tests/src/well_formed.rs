//! Reads HTML tag by tag and tells what a browser would have to mend: tags that do not balance, blocks inside
//! paragraphs, links inside links, ids given twice, attributes that run code.

use std::collections::{BTreeSet, HashMap};

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

/// Elements before which a browser ends an open paragraph.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements whose content is text up to their closing tag.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// What was read.
#[derive(Debug, Default)]
pub struct Page {
    /// The names of the elements, in order of their opening tags.
    pub elements: Vec<String>,
    /// Every id, once.
    pub ids: BTreeSet<String>,
    /// The values of `href` and `src`, in order.
    pub addresses: Vec<String>,
    /// The text outside tags, entities as written.
    pub text: String,
    /// Whether a `<meta>` sets a Content-Security-Policy.
    pub has_policy: bool,
    /// What is wrong.
    pub faults: Vec<String>,
    open: Vec<String>,
    is_open: HashMap<String, usize>,
}

/// Reads a page, or a part of one.
pub fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = comment.find("-->") else {
                page.fault(format!("a comment is not closed: {}", start_of(rest)));
                return page;
            };
            rest = &comment[end + 3..];
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            page.fault(format!("this is no tag: {}", start_of(rest)));
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if tag.name == "!doctype" {
            continue;
        }
        if tag.closes {
            page.close(&tag.name);
            continue;
        }
        page.open(&tag);
        if RAW.contains(&tag.name.as_str()) {
            let close = format!("</{}", tag.name);
            rest = rest.find(&close).map_or("", |at| &rest[at..]);
        }
    }
    page.text.push_str(rest);
    while let Some(name) = page.pop() {
        page.fault(format!("`<{name}>` is not closed"));
    }
    page
}

impl Page {
    /// How many elements of this name there are.
    pub fn count(&self, name: &str) -> usize {
        self.elements.iter().filter(|element| *element == name).count()
    }

    fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    fn open(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        for inner_most in ["p", "a"] {
            let forbidden = match inner_most {
                "p" => BLOCKS.contains(&name),
                _ => name == "a",
            };
            if forbidden && self.is_open.get(inner_most).is_some_and(|count| *count > 0) {
                self.fault(format!("`<{name}>` inside `<{inner_most}>`"));
            }
        }
        if name == "script" && tag.value("src").is_none() && tag.value("type") != Some("text/plain") {
            self.fault("a script stands in the page".to_owned());
        }
        for (key, value) in &tag.attributes {
            let runs = value
                .chars()
                .filter(|letter| !letter.is_whitespace() && !letter.is_control())
                .collect::<String>()
                .to_lowercase()
                .starts_with("javascript:");
            if key.starts_with("on") || key == "style" || runs {
                self.fault(format!("the attribute `{key}=\"{value}\"` in `<{name}>`"));
            }
            match key.as_str() {
                "id" if !self.ids.insert(value.clone()) => self.fault(format!("the id `{value}` twice")),
                "href" | "src" => self.addresses.push(value.clone()),
                "http-equiv" if value == "Content-Security-Policy" => self.has_policy = true,
                _ => {}
            }
        }
        self.elements.push(name.to_owned());
        if !VOID.contains(&name) {
            self.push(name);
        }
    }

    fn push(&mut self, name: &str) {
        *self.is_open.entry(name.to_owned()).or_default() += 1;
        self.open.push(name.to_owned());
    }

    fn pop(&mut self) -> Option<String> {
        let name = self.open.pop()?;
        if let Some(count) = self.is_open.get_mut(&name) {
            *count -= 1;
        }
        Some(name)
    }

    fn close(&mut self, name: &str) {
        match self.pop() {
            Some(open) if open == name => {}
            Some(open) => {
                self.fault(format!("`</{name}>` where `<{open}>` is open"));
                if self.open.iter().any(|above| above == name) {
                    while self.pop().is_some_and(|above| above != name) {}
                } else {
                    self.push(&open);
                }
            }
            None => self.fault(format!("`</{name}>` where nothing is open")),
        }
    }
}

struct Tag {
    name: String,
    closes: bool,
    attributes: Vec<(String, String)>,
    length: usize,
}

impl Tag {
    /// Reads the tag at the start of `text`. Attributes are names, or names with a value in double quotes.
    fn read(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, inner),
        };
        let end =
            inner.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '!')))?;
        let name = inner[..end].to_ascii_lowercase();
        if name.is_empty() || name.starts_with('-') {
            return None;
        }
        let mut attributes = Vec::new();
        let mut rest = inner[end..].trim_start();
        while !rest.starts_with('>') {
            let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>'))?;
            let key = rest[..end].to_ascii_lowercase();
            if key.is_empty() || key.contains(['"', '\'', '<', '/']) {
                return None;
            }
            rest = &rest[end..];
            let value = match rest.strip_prefix("=\"") {
                Some(value) => {
                    let end = value.find('"')?;
                    rest = &value[end + 1..];
                    &value[..end]
                }
                None if rest.starts_with('=') => return None,
                None => "",
            };
            attributes.push((key, decoded(value)));
            rest = rest.trim_start();
        }
        Some(Self {
            name,
            closes,
            attributes,
            length: text.len() - rest.len() + 1,
        })
    }

    fn value(&self, key: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }
}

/// Undoes the entities that the renderer writes, and numeric ones.
pub fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].split(';').next().unwrap_or_default();
        let letter = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            _ => name.strip_prefix('#').and_then(|digits| {
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                };
                code.and_then(char::from_u32)
            }),
        };
        match letter {
            Some(letter) => {
                decoded.push(letter);
                rest = &rest[name.len() + 2..];
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

fn start_of(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, faults: usize) -> Page {
        let page = read(html);
        assert_eq!(page.faults.len(), faults, "{html}: {:?}", page.faults);
        page
    }

    #[test]
    fn a_sound_page_has_no_faults() {
        let page = check(
            "<!doctype html><p id=\"a\">x <br> &lt; <a href=\"/b?c&amp;d\">y</a></p><!-- <p> -->",
            0,
        );
        assert_eq!(page.addresses, ["/b?c&d"]);
        assert_eq!((page.count("p"), page.text.trim()), (1, "x  &lt; y"));
        check("<script src=\"x\"><p></script><input disabled checked>", 0);
    }

    #[test]
    fn each_fault_is_seen() {
        for html in [
            "<p>",
            "</p>",
            "<b><i></b></i>",
            "<p><div></div></p>",
            "<a><b><a></a></b></a>",
            "a < b",
            "<b id=\"x\"></b><b id=\"x\"></b>",
            "<b onclick=\"x\"></b>",
            "<b style=\"x\"></b>",
            "<a href=\"java&#115;cript:x\"></a>",
            "<script>x</script>",
        ] {
            assert!(!read(html).faults.is_empty(), "{html}");
        }
    }
}
