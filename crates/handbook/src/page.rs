//! A page that was parsed: what its own file says, and nothing that another file could change.

use std::{collections::HashMap, ops::Range};

use policy::PolicyValues;
use rayon::prelude::*;

use crate::{
    address::Permalink,
    cases,
    diagnostics::Diagnostic,
    front_matter::{self, FrontMatter},
    markdown,
    source::{Drafts, Source, TextFile},
};

/// A page after parsing.
#[derive(Debug)]
pub(crate) struct ParsedPage {
    /// The file, relative to the project.
    pub(crate) path: String,
    /// What it is about.
    pub(crate) kind: Kind,
    /// Its address.
    pub(crate) permalink: Permalink,
    /// What the front matter means.
    pub(crate) meta: FrontMatter,
    /// The title: of the front matter, else the first heading, else the file's name.
    pub(crate) title: String,
    /// The body, with holes where other facts go.
    pub(crate) body: Body,
}

/// What a page is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What its author wrote.
    #[default]
    Written,
    /// One policy value, by its key.
    Value(String),
    /// All policy values.
    Values,
    /// The list of the pages of a large section goes on here: this page of it, from 2.
    List(usize),
}

impl ParsedPage {
    /// The anchor of a calculator on the page, where it stands there.
    pub(crate) fn calculator_anchor(&self, id: &str) -> Option<&str> {
        let mut shortcodes = self.body.shortcodes.iter();
        shortcodes.find_map(|shortcode| {
            shortcode
                .calculator()
                .filter(|(known, _)| *known == id)
                .map(|(_, anchor)| anchor)
        })
    }

    /// The ids of the calculators on the page.
    pub(crate) fn calculators(&self) -> impl Iterator<Item = &str> {
        let calculators = self
            .body
            .shortcodes
            .iter()
            .filter(|shortcode| shortcode.name == "calculator");
        calculators
            .filter_map(|shortcode| shortcode.positional.first())
            .map(String::as_str)
    }
}

/// The HTML of a body with holes, and the facts found on the way.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The HTML without what fills the holes.
    pub(crate) html: String,
    /// The holes in the order of their places.
    pub(crate) holes: Vec<Hole>,
    /// The headings in order.
    pub(crate) headings: Vec<Heading>,
    /// Every id on the page and where it comes from.
    pub(crate) anchors: HashMap<String, Range<usize>>,
    /// Where in the file prose stands that readers see as it is typed: no code, no address, no shortcode.
    pub(crate) prose: Vec<Range<usize>>,
    /// The shortcodes that holes refer to.
    pub(crate) shortcodes: Vec<Shortcode>,
    /// The tables of cases that holes refer to.
    pub(crate) cases: Vec<cases::Block>,
    /// The text of the first paragraph, with marks for policy values as in [`Heading::with_values`].
    pub(crate) summary: String,
    /// The text of the first heading of level one, which serves as a title where the front matter has none.
    pub(crate) first_heading: Option<String>,
}

/// A place in the HTML that is filled when the site is known.
#[derive(Debug)]
pub(crate) struct Hole {
    /// The byte of the HTML before which it is filled.
    pub(crate) at: usize,
    /// What goes there.
    pub(crate) kind: HoleKind,
}

/// What fills a hole.
#[derive(Debug)]
pub(crate) enum HoleKind {
    /// The attribute `href="…"`.
    Link(Reference),
    /// The attributes `src="…"` and the size of the image.
    Image(Reference),
    /// A shortcode: an index into [`Body::shortcodes`].
    Shortcode(usize),
    /// The end of the body of a paired shortcode.
    ShortcodeEnd(usize),
    /// The text of a policy value, in an attribute: an index into [`Body::shortcodes`].
    Amount(usize),
    /// A table of cases: an index into [`Body::cases`].
    Cases(usize),
}

/// An address as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The address.
    pub(crate) target: String,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
}

/// Stands around the index of a shortcode in the text of a heading or a summary: a character that no text has.
pub(crate) const VALUE: char = '\u{e002}';

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    /// 1 to 6, as written.
    pub(crate) level: u8,
    /// Its anchor.
    pub(crate) id: String,
    /// Its text without markup.
    pub(crate) text: String,
    /// Its text with [`VALUE`] and the index of the shortcode before another [`VALUE`] for each policy value in it; none
    /// where there is no value.
    pub(crate) with_values: Option<String>,
    /// Its line as written.
    pub(crate) source: String,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
    /// Whether the table of contents names it.
    pub(crate) listed: bool,
}

/// A shortcode: `{{< name "positional" key="value" >}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shortcode {
    /// Its name.
    pub(crate) name: String,
    /// Its positional arguments.
    pub(crate) positional: Vec<String>,
    /// Its named arguments in order.
    pub(crate) named: Vec<(String, String)>,
    /// Whether it encloses a body, up to `{{< /name >}}`.
    pub(crate) paired: bool,
    /// What it stands in.
    pub(crate) within: Within,
    /// What is around it.
    pub(crate) around: Around,
    /// Where it stands in the file.
    pub(crate) span: Range<usize>,
}

/// The argument that gives a calculator another anchor than its id, where a heading has that one.
pub(crate) const ANCHOR: &str = "anchor";

/// Whether a value belongs to a group: `deck.threshold` to `deck`, and every value to its own key.
pub(crate) fn is_in_group(key: &str, group: &str) -> bool {
    key.strip_prefix(group)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl Shortcode {
    /// The keys of the values that this prints: the one it names, or those of its group.
    pub(crate) fn keys<'a>(&'a self, values: &'a PolicyValues) -> Vec<&'a str> {
        match (self.name.as_str(), self.positional.first()) {
            ("policy", Some(key)) => vec![key],
            ("policy-table", Some(group)) => {
                let keys = values.iter().map(|value| value.key.as_str());
                keys.filter(|key| is_in_group(key, group)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The id of the calculator that this asks for, and the anchor that it has on the page; none when it asks for none.
    pub(crate) fn calculator(&self) -> Option<(&str, &str)> {
        let id = self.positional.first().filter(|_| self.name == "calculator")?;
        let mut named = self.named.iter();
        let anchor = named.find(|(name, text)| name == ANCHOR && !text.is_empty());
        Some((id, anchor.map_or(id, |(_, anchor)| anchor)))
    }
}

/// What is around a shortcode, as far as it decides how much may be said in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Around {
    /// Prose, a table, a list.
    #[default]
    Prose,
    /// A link, in which no other may stand.
    Link,
    /// A heading.
    Heading,
}

/// What a shortcode stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Within {
    /// A block, or nothing: any HTML may stand there.
    #[default]
    Block,
    /// A paragraph, with nothing open between the two.
    Paragraph,
    /// A part of a sentence: emphasis, a link.
    Span,
}

/// Parses all pages, each file alone, in parallel; drafts are left out where the project says so.
pub(crate) fn parse_all(source: &Source, findings: &mut Vec<Diagnostic>) -> Vec<ParsedPage> {
    let parsed: Vec<_> = source
        .pages
        .par_iter()
        .map(|file| {
            let mut own = Vec::new();
            let page = parse(file, &mut own);
            (page, own)
        })
        .collect();
    let mut pages = Vec::with_capacity(parsed.len());
    for (page, own) in parsed {
        let left_out = source.drafts == Drafts::LeaveOut && page.as_ref().is_some_and(|page| page.meta.draft);
        if left_out {
            continue;
        }
        findings.extend(own);
        pages.extend(page);
    }
    pages
}

/// Parses one file. A file whose front matter cannot be read is no page.
pub(crate) fn parse(file: &TextFile, findings: &mut Vec<Diagnostic>) -> Option<ParsedPage> {
    let (meta, body_at) = front_matter::read(&file.path, &file.text, findings)?;
    let body = markdown::body(&file.path, &file.text, body_at, meta.title.as_deref(), findings);
    let below = file.path.strip_prefix("content/").unwrap_or(&file.path);
    let permalink = Permalink::of_source(below);
    let title = meta
        .title
        .clone()
        .or_else(|| body.first_heading.clone())
        .unwrap_or_else(|| {
            let finding = Diagnostic::warning("missing-title", &file.path, "this page has no title")
                .at(body_at..body_at)
                .hint("write `title: ...` between two lines of `---` at the top");
            findings.push(finding);
            title_of_address(&permalink)
        });
    Some(ParsedPage {
        path: file.path.clone(),
        kind: Kind::Written,
        permalink,
        meta,
        title,
        body,
    })
}

fn title_of_address(permalink: &Permalink) -> String {
    let last = permalink
        .as_str()
        .trim_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let words = last.replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Home".to_owned(),
    }
}
